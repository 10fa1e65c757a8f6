"""The only wiring: which parts a chatbot is made of."""

import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from bot.chatbot import Chatbot
from bot.composing import Composer, Thresholds
from bot.errors import BadSettings
from bot.history import History
from bot.reading.model import ModelError, NeuralReader
from bot.reading.neural import CombinedReader
from bot.reading.reader import Reader
from bot.reading.sentences import SentenceReader
from bot.settings import Settings
from bot.smalltalk import Smalltalk
from bot.wording import wording
from knowledge import Document, Library, Scoring, Thesaurus, Weights, bundled_document, open_engine


def open_library(settings: Settings) -> Library:
    """Open the library in the data directory; a new one begins with the bundled document.

    Raises BadSettings where the directory cannot be made, LibraryUnavailable where the library cannot be used.
    """
    return Library(
        open_engine(_file(settings, "library.db")), bundled=bundled_document(), folder=settings.data / "index",
        scoring=_scoring(settings), thesaurus=_thesaurus(settings),
    )  # fmt: skip


def _thesaurus(settings: Settings) -> Thesaurus:
    """Return the user's own synonyms, from synonyms.txt in the data directory. Raises BadSynonyms."""
    return Thesaurus.read(settings.data / "synonyms.txt")


def _scoring(settings: Settings) -> Scoring:
    weights = Weights(settings.title_weight, settings.heading_weight, settings.name_weight)
    return Scoring(settings.formula, settings.k1, settings.b, settings.delta, weights)


def open_history(settings: Settings) -> History:
    """Open the conversations in the data directory. Raises BadSettings, HistoryUnavailable."""
    return History(open_engine(_file(settings, "conversations.db")))


def create_chatbot(settings: Settings, documents: Iterable[Document] | None = None) -> Chatbot:
    """Return a chatbot over the library in the data directory, or over these documents, kept in memory only."""
    if documents is None:
        library, history = open_library(settings), open_history(settings)
    else:
        library, history = Library(scoring=_scoring(settings), thesaurus=_thesaurus(settings)), History(None)
        library.add(documents)
    composer = Composer(library, Thresholds(settings.answer_threshold), shown=settings.passages)
    return Chatbot(library, history, open_reader(), composer, _smalltalk(), hits=settings.hits)


def _smalltalk() -> Smalltalk:
    said = wording()["smalltalk"]
    phrases = {name: each["phrases"] for name, each in said.items() if isinstance(each, dict)}
    return Smalltalk(phrases, said["contents"]["words"])


@cache
def network() -> NeuralReader:
    """Return the shipped network, loaded once a process: it holds nothing of a library. Raises ModelError."""
    return NeuralReader()


def open_reader() -> Reader:
    """Return the reader that serves: the network, or where its weights cannot be loaded, the sentence reader."""
    try:
        return CombinedReader(network())
    except ModelError as error:
        logging.getLogger("quoth").warning("%s; answers come from the sentence reader", error)
        return SentenceReader()


def _file(settings: Settings, name: str) -> Path:
    """Return the file of a database of the data directory: two, so that no search waits for a turn to be written."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(
            f"the data directory {settings.data} cannot be made: {error.strerror}; "
            "choose another with --data or QUOTH_DATA"
        ) from error
    return settings.data / name
