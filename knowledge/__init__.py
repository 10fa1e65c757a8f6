"""Documents to passages to hits. Knows no bot and no web; enter through the names below."""

from knowledge.acronyms import Acronym, acronyms
from knowledge.bundled import bundled_document
from knowledge.documents import Document, Hit, Passage, document_id
from knowledge.english import background_idf, is_common_word, is_proper, looks_english
from knowledge.errors import (
    FileTooLarge,
    KnowledgeError,
    LibraryUnavailable,
    UnknownDocument,
    UnreadableFile,
    UnsupportedFile,
)
from knowledge.formats import find_files, read_bytes, read_file
from knowledge.formats.media import READERS
from knowledge.index import Index
from knowledge.library import Library, Outcome
from knowledge.passages import passages
from knowledge.sandbox import Conversion, Converter
from knowledge.store import DocumentSummary, open_engine
from knowledge.synonyms import Alternatives, alternatives
from knowledge.terms import STOP_WORDS, Token, fold, stem, term, terms, tokens

__all__ = [
    "READERS",
    "STOP_WORDS",
    "Acronym",
    "Alternatives",
    "Conversion",
    "Converter",
    "Document",
    "DocumentSummary",
    "FileTooLarge",
    "Hit",
    "Index",
    "KnowledgeError",
    "Library",
    "LibraryUnavailable",
    "Outcome",
    "Passage",
    "Token",
    "UnknownDocument",
    "UnreadableFile",
    "UnsupportedFile",
    "acronyms",
    "alternatives",
    "background_idf",
    "bundled_document",
    "document_id",
    "find_files",
    "fold",
    "is_common_word",
    "is_proper",
    "looks_english",
    "open_engine",
    "passages",
    "read_bytes",
    "read_file",
    "stem",
    "term",
    "terms",
    "tokens",
]
