"""Which form of a verb a word may be, told by the word alone."""

from bot.reading.verbs import is_verb
from bot.rewriting.lexicon import base_form
from knowledge.irregular import BASE_FORMS


def is_base(word: str) -> bool:
    """Tell whether a word may be a verb in its base form."""
    return is_verb(word) or base_form(word) == word


def is_past(word: str) -> bool:
    """Tell whether a word may be a verb of the past, or a participle."""
    return word.endswith("ed") or word in BASE_FORMS or base_form(word) not in (None, word)


def is_verb_form(word: str) -> bool:
    """Tell whether a word may be a verb in its base form, of the past, or a participle."""
    return is_past(word) or is_base(word)
