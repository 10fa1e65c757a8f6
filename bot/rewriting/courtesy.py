"""What is said around a question and asks nothing (greetings, thanks, "could you tell me"); what haste leaves out."""

import re
from collections.abc import Callable

from bot.rewriting import lexicon
from bot.rewriting.tagging import tags
from knowledge import ENGLISH, Token, is_known_name, language_of_question, terms, tokens

_SHORT_NAME = 3
"""Letters of a word that may be an acronym typed small."""
_BEFORE_A_NAME = frozenset("new south north east west saint san los great mr mrs ms dr lord sir".split())
_OF_A_PEOPLE = re.compile(r"(?:(?<!sud)(?<!jap)an|ish|ese|french|dutch|greek|swiss)$")
_IS = re.compile(r"\b(what|who|where|when|how|that|there|here)s(?=\s)", re.IGNORECASE)
_NOT = re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should)nt\b", re.IGNORECASE)
_SPELLED = re.compile(r"(?<![\w-])(?:[A-Z]-){2,}[A-Z](?![\w-])")
_BEHIND = r"(?:\s*[,!;:…]+\s*|\s*\.+\s+|\s+[–—-]+\s+)"
_GREETING = re.compile(
    r"^(?:(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|greetings|thanks|thank you|ok(?:ay)?|well)\b"
    rf"(?: (?:there|quoth|bot))?(?:{_BEHIND}|\s+)"
    r"|(?:sorry|excuse me|pardon(?: me)?|hm+|u[mh]+|a+h+|oh|wow|right|all ?right|sure|great|fine|nice|cool|perfect|"
    r"interesting|i see|got it|yes|no|please|(?:and )?by the way|out of curiosity|just (?:curious|wondering)|"
    rf"(?:a |one |just one |another )?(?:quick |more |last |other )*(?:question|thing)|dear \w+){_BEHIND})+(?=\w)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?<=[?.!])\s*(?:(?:many )?thanks|thank you|thx|cheers|please)"
    r"(?: (?:a lot|so much|very much|in advance|again|all|everyone))*[\s.!]*$",
    re.IGNORECASE,
)
# Nothing that was taken is given back: what leads up to a question may go on for thousands of words.
_LEADING = re.compile(
    r"^(?:(?:i|we)(?:['’]m|['’]re| am| are) (?:(?:just|only) )?"
    r"(?:writing|preparing|researching|reading|curious|new|working|studying)\b[^?.,]{0,60}?\b(?:and|so)\s+)?+"
    r"(?:(?:please|kindly|possibly|perhaps|maybe|(?:can|could|would|will) (?:you|anyone|someone|anybody|somebody)|"
    r"do you (?:happen to )?know|any idea|i(?: am|['’]m| was) (?:just )?wondering|"
    r"(?:(?:i|we)\s*)?(?:(?:would|['’]d|just|really)\s+)*+(?:like|want|need|love|wish) to (?:know|find out|learn|ask)|"
    r"tell|explain|say|remind|show)\b"
    r"(?:\s+(?:me|us|to me|to us|again|exactly|briefly|quickly|in a few words|in short)\b)*+[\s,:]++)++"
    r"(?=(?:(?:in|at|on|from|to|for|with|by|since|until|of|about|under)\s+)?"
    r"(?:who|whom|whose|what|which|when|where|why|how)\b)",
    re.IGNORECASE,
)
_OF_ONESELF = re.compile(
    r"^\W*(?P<said>(?:i|we|my|our)\b[^.!?:;\n]{2,120})(?:[.!:;]+|\s[–—-])\s+(?P<asked>\S.*)$", re.IGNORECASE | re.DOTALL
)
_LEANING = frozenset("he him his she her hers it its they them their theirs".split())
_LEAST = 2
"""Terms of a question that needs nothing said before it."""


def without_oneself(question: str, knows: Callable[[str], bool]) -> str:
    """Return a question without what a person first says of himself, of which the library says nothing.

    "I'm a journalist. Who paid for the bridge?" asks who paid; `knows` tells whether a term stands in the library.
    """
    found = _OF_ONESELF.match(question)
    if found is None or any(map(knows, terms(found["said"]))):
        return question
    asked = found["asked"]
    needs_it = any(token.word in _LEANING for token in tokens(asked)) or len(set(terms(asked))) < _LEAST
    return question if needs_it else asked[:1].upper() + asked[1:]


def with_letters_joined(question: str) -> str:
    """Return a question with the acronyms that it spells letter by letter as one word ("N-A-T-O": "NATO")."""
    return _SPELLED.sub(lambda letters: letters.group().replace("-", ""), question)


def with_apostrophes(question: str) -> str:
    """Return a question with the apostrophes that typing in haste leaves out ("whats": "what's", "dont": "don't")."""
    is_english = language_of_question(question) in (None, ENGLISH) and not question.isupper()
    return _NOT.sub(r"\1n't", _IS.sub(r"\1's", question)) if is_english else question


def with_capitals(question: str) -> str:
    """Return a question typed in small letters with the capitals of the names that English knows ("new zealand").

    So with a first name and the name behind it ("john key").
    """
    words = list(tokens(question))
    if any(question[word.start].isupper() for word in words[1:]):
        return question
    letters = list(question)
    for n, word in enumerate(words):
        named = [word] if len(word.word) > _SHORT_NAME and is_known_name(word.word) else []
        if named and n and words[n - 1].word in _BEFORE_A_NAME and not _OF_A_PEOPLE.search(word.word):
            named.append(words[n - 1])
        if n and lexicon.gender(words[n - 1].word) and _may_be_a_last_name(question, word):
            named += words[n - 1 : n + 1]
        for each in named:
            letters[each.start] = letters[each.start].upper()
    return "".join(letters)


def _may_be_a_last_name(question: str, word: Token) -> bool:
    """Tell whether a word behind a first name belongs to it ("john *key*"), and is no little word or verb."""
    return word.term is not None and tags(question).get(word.start, "")[:2] in ("NN", "JJ")


def bare(question: str) -> str:
    """Return a question without what only leads up to it or thanks for it; what is nothing else stays as it is.

    It stays a question of the kind that `bot.reading.questions` knows, which reads past "Tell me about" by itself.
    """
    asked = _THANKS.sub("", _GREETING.sub("", question))
    led = _LEADING.sub("", asked)
    return led if led == asked else led[:1].upper() + led[1:]
