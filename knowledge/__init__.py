"""Documents to passages to hits. Knows no bot and no web; enter through the names below."""

from knowledge.acronyms import Acronym, acronyms
from knowledge.aliases import Aliases
from knowledge.bundled import bundled_document
from knowledge.conversions import Conversion
from knowledge.database import Database, is_damaged, open_engine
from knowledge.documents import Document, Hit, Passage, document_id
from knowledge.english import background_idf, is_common_word, is_known_name, is_proper, looks_english
from knowledge.errors import (
    BadBackup,
    BadSynonyms,
    BadTag,
    FileTooLarge,
    KnowledgeError,
    LibraryBusy,
    LibraryUnavailable,
    NoRoom,
    NothingToUndo,
    UnknownDocument,
    UnknownTag,
    UnreadableFile,
    UnsupportedFile,
)
from knowledge.explaining import Contribution
from knowledge.formats import LARGEST_FILE, content_of, find_files, read_bytes, read_file
from knowledge.formats.media import READERS
from knowledge.formats.version import CONVERSION
from knowledge.index import Index
from knowledge.languages import ENGLISH, language_code, language_of_question, other_terms
from knowledge.library import Library
from knowledge.naming import renamed
from knowledge.outcomes import Outcome
from knowledge.passages import passages
from knowledge.removing import UNDO_SECONDS
from knowledge.rows import DocumentSummary, Entry, KnownFile, Original
from knowledge.sandbox import Converter
from knowledge.scoring import FieldName, Scoring, Weights
from knowledge.spelling import Correct, corrected
from knowledge.synonyms import Alternatives, Meanings, Otherwise, alternatives, meanings, words_of_one_meaning
from knowledge.terms import STOP_WORDS, Token, fold, stem, telling_words, term, terms, tokens
from knowledge.thesaurus import Thesaurus
from knowledge.transfer import dump, load
from knowledge.wordnet import antonyms

__all__ = [
    "CONVERSION",
    "ENGLISH",
    "LARGEST_FILE",
    "READERS",
    "STOP_WORDS",
    "UNDO_SECONDS",
    "Acronym",
    "Aliases",
    "Alternatives",
    "BadBackup",
    "BadSynonyms",
    "BadTag",
    "Contribution",
    "Conversion",
    "Converter",
    "Correct",
    "Database",
    "Document",
    "DocumentSummary",
    "Entry",
    "FieldName",
    "FileTooLarge",
    "Hit",
    "Index",
    "KnowledgeError",
    "KnownFile",
    "Library",
    "LibraryBusy",
    "LibraryUnavailable",
    "Meanings",
    "NoRoom",
    "NothingToUndo",
    "Original",
    "Otherwise",
    "Outcome",
    "Passage",
    "Scoring",
    "Thesaurus",
    "Token",
    "UnknownDocument",
    "UnknownTag",
    "UnreadableFile",
    "UnsupportedFile",
    "Weights",
    "acronyms",
    "alternatives",
    "antonyms",
    "background_idf",
    "bundled_document",
    "content_of",
    "corrected",
    "document_id",
    "dump",
    "find_files",
    "fold",
    "is_common_word",
    "is_damaged",
    "is_known_name",
    "is_proper",
    "language_code",
    "language_of_question",
    "load",
    "looks_english",
    "meanings",
    "open_engine",
    "other_terms",
    "passages",
    "read_bytes",
    "read_file",
    "renamed",
    "stem",
    "telling_words",
    "term",
    "terms",
    "tokens",
    "words_of_one_meaning",
]
