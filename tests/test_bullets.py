"""Bullets that are drawn in PDF files rather than written."""

from samples import pdf

from knowledge import read_bytes

PACK = ["Sleeping bag and mat", "Rain jacket", "Torch"]
LINES = [(90, 100 + 14 * n, 10, item) for n, item in enumerate(PACK)]


def read(*lines, squares):
    return read_bytes(pdf([*lines], squares=squares), "some.pdf").text


def test_a_line_behind_a_drawn_bullet_is_an_item():
    bullets = [(78, 95 + 14 * n, 3) for n in range(3)]
    assert read(*LINES, squares=bullets) == "• Sleeping bag and mat\n• Rain jacket\n• Torch"


def test_an_item_goes_on_in_lines_without_a_bullet():
    lines = [(90, 100, 10, "Swimming things and a towel, marked"), (90, 112, 10, "with a name"), (90, 126, 10, "Torch")]
    assert read(*lines, squares=[(78, 95, 3), (78, 121, 3)]) == (
        "• Swimming things and a towel, marked with a name\n• Torch"
    )


def test_what_is_large_far_or_behind_is_no_bullet():
    drawn = [(72, 92, 9), (20, 109, 3), (200, 123, 3)]
    assert "•" not in read(*LINES, squares=drawn)
