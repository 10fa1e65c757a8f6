"""What is used of TextBlob, imported without the rest of it, which needs all of NLTK."""

from knowledge.bare import bare

__all__ = ["parser", "singularize"]

try:
    with bare("textblob"):
        from textblob.en import parser
        from textblob.en.inflect import singularize
except (ImportError, AttributeError):  # a later version, whose parts need more of each other
    from textblob.en import parser
    from textblob.en.inflect import singularize
