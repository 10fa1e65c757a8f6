"""How much of something a list names: "400 g strong white flour" for "How much flour do I need?"."""

import re
from collections.abc import Callable

from bot.reading.questions import Asking
from bot.reading.rows import LITTLE, mentioned
from knowledge import stem, tokens

_ASKED = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_SMALL = "an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half an?"
_ITEM = re.compile(
    rf"^\W*(?P<much>(?:\d+(?:[.,/]\d+)?(?:\s?[–-]\s?\d+)?\s?[½¼¾]?|[½¼¾]|{_SMALL}\b)"
    r"(?:\s?(?:[kmµ]?g|[mcd]?l|oz|lbs?|cm|mm?|tbsp|tsp|cups?|(?:table|tea)?spoons?|litres?|liters?|grams?|kilos?|pounds?|"
    r"pinch|pieces?|packets?|tins?|cloves?|slices?|sheets?|boxes|box|bottles?|bags?|pairs?)\b\.?)?)"
    r"(?:\s+of)?\s+(?P<what>[^\d].{1,60})$",
    re.IGNORECASE,
)
_LONGEST = 9
"""Words of an item; more are a sentence."""
_NEEDED = LITTLE | frozenset(map(stem, "go goes into in recipe ingredients require make add put take".split()))


def quantity(asking: Asking, item: str, about: Callable[[], str]) -> tuple[int, int] | None:
    """Return where an item of a list says how much there is of what a question asks for, None where it is no such item.

    All that is asked must stand in the item, in the title and headings (`about`), or say only that one needs it.
    """
    if asking.asked != "number" or not asking.focus or not _ASKED.search(asking.text):
        return None
    found = _ITEM.match(item.rstrip(" ,;"))
    if not found or len(list(tokens(item))) > _LONGEST:
        return None
    said = mentioned(asking, found["what"])
    is_all = asking.telling <= said | mentioned(asking, about()) | _NEEDED
    return found.span("much") if is_all and asking.focus & said else None
