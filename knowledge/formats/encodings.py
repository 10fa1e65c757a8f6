"""Which encoding a text is in that is not UTF-8 and does not say: the proposal that makes words."""

import re
from unicodedata import name

_USUAL = "cp1252"
"""Windows-1252, which most such files are in; Latin-1 is the same but for signs that no text uses."""

_AS_LIKELY = 0.8
"""The share of the best proposal's confidence from which on the usual encoding is taken."""

_LOOKED_AT = 100_000
"""Bytes that the encoding is told by."""

_WORDS = re.compile(r"[^\W\d_]+")
_WITHIN_A_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f’‘·‐–—»«“”„…\xad](?=[^\W\d_])|\ufffd")


def guessed(content: bytes) -> str:
    """Return the text in the likeliest encoding, as Windows-1252 where none is proposed; "" where it is no text."""
    from chardet import detect_all  # noqa: PLC0415  only where it is needed: most files are UTF-8

    found = [(_known(str(each["encoding"])), each["confidence"]) for each in detect_all(content[:_LOOKED_AT])]
    proposed = [(encoding, confidence) for encoding, confidence in found if encoding]
    if not proposed and b"\0" in content:
        return ""
    least = _AS_LIKELY * max((confidence for _, confidence in proposed), default=0.0)

    def unlikely(encoding: str, confidence: float) -> tuple[int, bool]:
        said = content[:_LOOKED_AT].decode(encoding, errors="replace")
        return _broken_words(said), encoding != _USUAL or confidence < least

    encoding = min(proposed, key=lambda each: unlikely(*each), default=(_USUAL, 0.0))[0]
    text = content.decode(encoding, errors="replace")
    return "" if "\0" in text else text


def _known(encoding: str) -> str:
    """Return Python's name of an encoding, Windows-1252 for Latin-1 and ASCII; "" of one that it does not know."""
    try:
        "".encode(encoding)
    except LookupError:
        return ""
    return _USUAL if encoding.casefold() in ("iso8859-1", "iso-8859-1", "ascii", "windows-1252") else encoding


def _broken_words(text: str) -> int:
    """Return how many words a wrong encoding seems to have broken: by letters of another script, by signs in them."""
    scripts = (set(map(_script, word)) for word in set(_WORDS.findall(text)))
    mixed = sum("LATIN" in each and len(each) > 1 for each in scripts)
    return mixed + len(_WITHIN_A_WORD.findall(text))


def _script(letter: str) -> str:
    return name(letter, "").split(" ")[0] if letter > "\xff" else "LATIN"
