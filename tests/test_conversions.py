"""What a child process says of a file: taken as it is where it can be true, and else not at all."""

from dataclasses import asdict

import pytest

from knowledge import passages
from knowledge.conversions import believed, parts_of
from knowledge.formats import extract

TEXT = b"# Birds\n\nGulls fly. They cry.\n\nTerns fly too."


def told(name="a.md", **changed):
    """Return what a child says of a file, with parts of it changed."""
    (_, held), *_ = extract(TEXT, name)
    each = {"source": name, "extracted": asdict(held), "passages": parts_of(held.document(name))}
    return {"found": [each | changed]}


def test_what_is_true_is_taken_whole():
    conversion = believed(told(), "a.md")
    assert conversion.documents[0].text == TEXT.decode()
    assert conversion.passages == (tuple(passages(conversion.documents[0])),)
    assert conversion.failures == conversion.notes == ()


@pytest.mark.parametrize(
    "said",
    [
        {"found": [{"source": "other.html", "failed": "x", "kind": "UnreadableFile"}]},
        {"found": [{"source": "a.md"}]},
        {"found": [{"source": "a.md", "extracted": {"text": "x"}}]},
        {"nothing": []},
        told("b.md"),
        told(passages=None),
        told(passages=[[0, 5]]),
        told(passages=[[0, 500, None, None, []]]),
        told(passages=[[-9, -1, None, None, []]]),
        told(passages=[[5, 5, None, None, []]]),
        told(passages=[[0, 9, None, None, []], [4, 12, None, None, []]]),
        told(passages=[[0, 9, None, None, [[0, 10]]]]),
        told(passages=[[0, 9, None, None, [[3, 3]]]]),
        told(passages=[[0, 9, None, "two", [[0, 9]]]]),
    ],
)
def test_what_is_of_another_file_or_shape_or_cannot_be_is_not_believed(said):
    with pytest.raises((ValueError, KeyError, TypeError)):
        believed(said, "a.md")


def test_a_refusal_is_of_a_known_kind():
    each = {"source": "a.md", "failed": "a.md: too much", "kind": "SystemExit"}
    (failure,) = believed({"found": [each]}, "a.md").failures
    assert (type(failure).__name__, str(failure)) == ("UnreadableFile", "a.md: too much")
