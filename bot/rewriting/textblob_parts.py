"""What is used of TextBlob, imported without the rest of it, which needs all of NLTK."""

from knowledge.bare import bare

__all__ = ["parser", "singularize"]

with bare("textblob"):
    from textblob.en import parser
    from textblob.en.inflect import singularize
