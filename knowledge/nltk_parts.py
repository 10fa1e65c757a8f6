"""What is used of NLTK, imported without the rest of it."""

from knowledge.bare import bare

__all__ = [
    "_ORTHO_LC",
    "EnglishStemmer",
    "PunktParameters",
    "PunktSentenceTokenizer",
    "PunktTrainer",
    "SnowballStemmer",
]

try:
    with bare("nltk", "nltk.corpus", "nltk.stem", "nltk.tokenize") as packages:
        packages["nltk.corpus"].stopwords = None  # type: ignore[attr-defined]  # to be downloaded, and never asked for
        from nltk.stem.snowball import EnglishStemmer, SnowballStemmer
        from nltk.tokenize.punkt import _ORTHO_LC, PunktParameters, PunktSentenceTokenizer, PunktTrainer
except (ImportError, AttributeError):  # a later version, whose parts need more of each other
    from nltk.stem.snowball import EnglishStemmer, SnowballStemmer
    from nltk.tokenize.punkt import _ORTHO_LC, PunktParameters, PunktSentenceTokenizer, PunktTrainer
