"""A few documents, what is kept of them, and indexes over them."""

from knowledge import Document, Entry, Index, passages

BIRDS = Document("birds", "Birds", "Birds fly south.", "birds.txt")
RAIN = Document("rain", "Rain", "It rained in spring.", "rain.txt")


def entries(*documents):
    """Return documents with their passages, as a store keeps them."""
    return [Entry(each, passages(each)) for each in documents]


def index_over(*documents, **settings):
    """Return an index of documents, in memory."""
    return Index([(each, passages(each)) for each in documents], **settings)


def index_of(*texts, **settings):
    """Return an index of texts, each a document."""
    return index_over(*(Document(f"d{n}", f"Title {n}", text, f"{n}.txt") for n, text in enumerate(texts)), **settings)


def found(library, query):
    """Return the documents that a search finds, the best first."""
    return [hit.passage.document_id for hit in library.search(query)]


def statuses(outcomes):
    """Return what became of which document."""
    return [(outcome.document_id, outcome.status) for outcome in outcomes]
