"""Numbers that are written as words."""

_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
CARDINALS = {word: number for number, word in enumerate(_WORDS.split(), start=1)}
SEVERAL = {word: number for word, number in CARDINALS.items() if number > 1}
"""Without "one", which is often no number ("the one in Rome")."""
