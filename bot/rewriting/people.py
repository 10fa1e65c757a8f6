"""Which names are people's, and what tells whether "he" or "she" is said of them."""

import re
from itertools import dropwhile

from bot.rewriting import lexicon
from bot.wording import wording
from knowledge import STOP_WORDS, fold, is_proper

_MALE_KIN = frozenset("father brother son husband uncle grandfather".split())
_FEMALE_KIN = frozenset("mother sister daughter wife aunt grandmother".split())
_MALE = _MALE_KIN | frozenset("mr lord sir king prince".split())
_FEMALE = _FEMALE_KIN | frozenset("ms mrs miss lady dame queen princess".split())
_KIN = {
    **dict.fromkeys((*_MALE_KIN, "dad", "boy", "man"), "m"),
    **dict.fromkeys((*_FEMALE_KIN, "mum", "mom", "girl", "woman"), "f"),
}
_RANKS = frozenset("general admiral colonel captain major professor judge senator mayor bishop commander".split())
_TITLES = frozenset("mr ms mrs miss dr".split())


def without_office(name: str) -> str:
    """Return a name without the little words, the office and the title before it ("Foreign Minister *Phil Goff*")."""
    words = list(dropwhile(lambda word: fold(word) in STOP_WORDS and not word.isupper(), name.split()))
    words = words[1:] if len(words) > 2 and fold(words[0]).rstrip(".") in _TITLES else words  # "Ms Helen Clark"
    if any(word.islower() for word in words):  # "University of Pretoria"
        return " ".join(words)
    office = next((n for n in range(len(words) - 1, -1, -1) if not is_proper(words[n]) and words[n].isalpha()), -1)
    few = len(words) - office - 1
    kept = words[office + 1 :] if few > 1 else words[max(0, office) :] if few else words
    is_led = office > 0 or (office == 0 and few > 1 and (fold(words[0]) in _RANKS or _is_office(words[0])))
    return " ".join(kept if few and is_led else words) or name


def looks_like_a_person(name: str) -> bool:
    """Tell whether a name is two or three words that English has for nothing else, or has a title or a first name."""
    words = name.split()
    proper = 1 < len(words) <= 3 and all(map(is_proper, words)) and not any(word.isupper() for word in words)
    return proper or gender_of(name) is not None or (len(words) > 1 and _is_office(words[0]) and "of" not in words)


def _is_office(word: str) -> bool:
    return word in wording()["suggestions"]["offices"]


def kin_gender(noun: str) -> str | None:
    """Return "m" or "f" for what people call a man or a woman ("daughter", "father"), None for any other noun."""
    return _KIN.get(noun)


def gender_of(name: str) -> str | None:
    """Return "m" or "f" where a name's words tell it: a title, a first name."""
    words = [fold(word).rstrip(".") for word in name.split()]
    if len(words) > 1 and any(word in _MALE for word in words[:-1]):
        return "m"
    if len(words) > 1 and any(word in _FEMALE for word in words[:-1]):
        return "f"
    first = lexicon.gender(name)
    return first if len(words) > 1 else None


def only_gender(text: str) -> str | None:
    """Return the gender of a text's pronouns, where they are of one alone."""
    found = lexicon.genders({fold(word) for word in re.findall(r"\w+", text)})
    return found[0] if len(found) == 1 else None
