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
_SPELLED = re.compile(r"(?<![\w-])(?:[A-Z]-){3,}[A-Z](?![\w-])")
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
    r"\s+(?:pls|plz)[\s.?!]*$|(?<=[?.!])\s*(?:(?:many )?thanks|thank you|thx|cheers|please)"
    r"(?: (?:a lot|so much|very much|in advance|again|all|everyone))*[\s.!]*$|,\s+i mean[\s.!]*$",
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
_DOING = "writing preparing working reading researching studying learning doing looking trying helping wondering"
_DONE = (
    "works? worked lives? lived serves? served study studies studied teach(?:es)? asks? asked wants? wanted told tells?"
)
_TASK = "talk exam test quiz report essay paper presentation lesson class project"
_OF_ONESELF = re.compile(
    rf"""\W*(?P<said>(?:
      (?:i|we)(?:['’]m|['’]re|\ am|\ are)\ (?:an?\ \w|from\ \w|(?:just\ )?(?:{_DOING.replace(" ", "|")})\b)
      |(?:my|our)\ (?:\w+\ ){{1,3}}(?:{_DONE.replace(" ", "|")})\b
      |(?:i|we)\ (?:work|write|study|read|teach|live|saw|heard)\b
      |(?:i|we)\ (?:have|need)\ (?:to\ (?:give|write|prepare|hand)|an?\ (?:{_TASK.replace(" ", "|")}))\b
    )[^.!?:;\d]{{0,120}})(?:[.!:;]+|\s[–—-])\s+
    (?P<asked>(?:(?:in|at|on|from|to|for|with|by|since|until|of|under|and|so)\s+)?
      (?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will)\b.*)$""",
    re.IGNORECASE | re.VERBOSE,
)
"""What people say of their work, their home and their reason to ask, before they ask."""
_LEANING = frozenset(
    "he him his she her hers it its they them their theirs i me my we us our this that these those there then such "
    "same one ones".split()
)
_THIS_PAGE = re.compile(
    r"\baccording to this\b|\b(?:in|on|of) this (?:page|document|text|article|file|paper|report)\b|"
    r"\b(?:is|are|was|were) there\b", re.IGNORECASE,
)  # fmt: skip
_LEAST = 2
"""Terms of a question that needs nothing said before it."""


def without_oneself(question: str, says_nothing: Callable[[str], bool]) -> str:
    """Return a question without what a person first says of his work, home or reason to ask, if that tells nothing.

    "I'm a journalist. Who paid for the bridge?" asks who paid; `says_nothing` tells whether the library has none of
    some words. White space is evened out where something is left out.
    """
    found = _OF_ONESELF.match(" ".join(question.split()))
    if found is None:
        return question
    asked = found["asked"]
    leans = any(token.word in _LEANING for token in tokens(_THIS_PAGE.sub("", asked)))
    if leans or len(set(terms(asked))) < _LEAST or not says_nothing(found["said"]):
        return question
    return asked[:1].upper() + asked[1:]


def with_letters_joined(question: str) -> str:
    """Return a question with the acronyms that it spells letter by letter as one word ("N-A-T-O": "NATO")."""
    return _SPELLED.sub(lambda letters: letters.group().replace("-", ""), question)


def with_apostrophes(question: str) -> str:
    """Return a question with the apostrophes that typing in haste leaves out ("whats": "what's", "dont": "don't")."""
    is_english = language_of_question(question) in (None, ENGLISH) and not question.isupper()
    return _NOT.sub(r"\1n't", _IS.sub(r"\1's", question)) if is_english else question


def with_capitals(question: str, *, typed: str) -> str:
    """Return a question typed in small letters with the capitals of the names that English knows ("new zealand").

    So with a first name and the name behind it ("john key"). Who types capitals, as `typed` tells, means small letters.
    """
    words = list(tokens(question))
    if any(typed[word.start].isupper() for word in list(tokens(typed))[1:]):
        return question
    letters = list(question)
    for n, word in enumerate(words):
        named = [word] if len(word.word) > _SHORT_NAME and is_known_name(word.word) else []
        if named and n and words[n - 1].word in _BEFORE_A_NAME and not _OF_A_PEOPLE.search(word.word):
            named.append(words[n - 1])
        is_first = n > 0 and lexicon.gender(words[n - 1].word) and tags(question).get(words[n - 1].start) != "JJ"
        if is_first and _may_be_a_last_name(question, word):
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
