"""Real files of every format, where they are at hand: each gives text or a reason, and questions find their quotes."""

from pathlib import Path

import pytest

from knowledge import UnreadableFile, passages, read_file

SHARED = Path(__file__).resolve().parents[2] / "shared" / "formats"
FILES = sorted(path for path in SHARED.glob("*/*") if path.is_file())
WITHOUT_TEXT = {
    "empty.pdf", "simple2.pdf", "testHTML_head.html", "w3c_cnt-svg-css.epub", "w3c_cnt-svg-support.epub",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not FILES, reason="needs the files of ../shared/formats")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_gives_text_or_a_reason(path):
    if path.name in WITHOUT_TEXT:
        with pytest.raises(UnreadableFile, match=r"^[^\n]*no text$"):
            read_file(path)
        return
    document = read_file(path)
    found = passages(document)
    assert found
    assert all(document.text[each.start : each.end] == each.text for each in found)
    assert all(document.text[start:end].strip() for start, end, _ in document.metadata.get("headings", []))
