"""PDF: pages to paragraphs and headings, line breaks mended, running headers left out, each page's place kept."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import PurePath
from typing import Any
from unicodedata import normalize

import pypdfium2 as pdfium
from pypdfium2 import raw

from knowledge.errors import FileTooLarge, UnreadableFile
from knowledge.formats.bullets import with_bullets
from knowledge.formats.extracted import Extracted, damaged, one_line
from knowledge.formats.layout import Line, lines
from knowledge.formats.mending import written
from knowledge.formats.pieces import Piece
from knowledge.formats.running import Page
from knowledge.formats.tables import NARROWEST
from knowledge.terms import TO_SUPERSCRIPT

MOST_PAGES = 5_000
_FEWEST_SIGNS = 4
"""A page with fewer characters and a picture on it is a scan."""

_MOST_UNKNOWN = 0.2
"""A page with a greater share of signs that its fonts give no character for is no more text than a picture."""

_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_BOLD = re.compile(r"bold|black|heavy|demi|cmbx|sfbx|medi(?:ital)?$", re.IGNORECASE)
_NO_TITLE = re.compile(r"untitled|microsoft word|^\W*$|\.\w{2,5}$|^document ?\d*$|^slide ?\d*$", re.IGNORECASE)
_UNKNOWN = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_COMBINING = (0x300, 0x301, 0x302, 0x302, 0x303, 0x303, 0x304, 0x308, 0x30A, 0x30A, 0x30B, 0x30C, 0x306, 0x307, 0x327)
_ACCENTS = dict(zip("`´^ˆ~˜¯¨˚°˝ˇ˘˙¸", map(chr, _COMBINING), strict=True))
_DOTLESS = {"ı": "i", "ȷ": "j"}
_HYPHENS = ("\x02", "\ufffe", "\xad")
_FAR = 1.2
"""A gap of more than this many heights of the signs beside it parts two stretches."""

_TYPED = 1.5
"""A gap of no more than this many widths of a letter is a space on a typewriter."""

_UNEVEN, _SMALL, _RAISED = 1.05, 0.85, 0.15
"""A line whose signs reach this many of their heights has some that are raised or lowered: smaller than this share of
the height of most, and raised if they begin this share of it higher."""

_Sign = tuple[str, float, float, float, float]


def read_pdf(content: bytes, name: str) -> Extracted:
    """Return the text of a PDF file, its pages told by where they begin. Raises UnreadableFile, FileTooLarge."""
    try:
        opened = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).casefold():
            raise UnreadableFile(f"{name}: needs a password; save it without one") from error
        raise damaged(name, error) from error
    with closing(opened):
        if len(opened) > MOST_PAGES:
            raise FileTooLarge(f"{name}: {len(opened):,} pages; files of up to {MOST_PAGES:,} pages are read; split it")
        pages = [_page(opened, number) for number in range(len(opened))]
        told = {key: one_line(value) for key, value in opened.get_metadata_dict().items()}
    scans = [number for number, page in enumerate(pages, start=1) if page.is_scan]
    text = written(pages)
    if scans and not text.text:
        raise UnreadableFile(f"{name}: {_ocr(scans, len(pages))}")
    return Extracted(
        text.text,
        _title(told.get("Title", ""), text, name),
        "application/pdf",
        text.headings,
        text.pages,
        {
            key: value
            for key, value in (
                ("author", told.get("Author", "")),
                ("created", _date(told.get("CreationDate", ""))),
                ("modified", _date(told.get("ModDate", ""))),
            )
            if value
        },
        (f"{name}: {_ocr(scans, len(pages))}",) if scans else (),
    )


def _ocr(scans: Sequence[int], count: int) -> str:
    """Return which pages are pictures, and the remedy."""
    if len(scans) == count:
        which = "its only page is a picture" if count == 1 else f"all its {count:,} pages are pictures"
    else:
        listed = ", ".join(map(str, scans[:10])) + (" …" if len(scans) > 10 else "")
        which = f"page {listed} is a picture" if len(scans) == 1 else f"pages {listed} are pictures"
    return f"{which} (a scan): needs OCR; run it through OCRmyPDF or the like and add the result"


def _title(told: str, text: Extracted, name: str) -> str:
    """Return the title that the file tells where it is one, else the highest heading of its first page."""
    if told and not _NO_TITLE.search(told):
        return told
    end = text.pages[1] if len(text.pages) > 1 else len(text.text)
    first = [heading for heading in text.headings or () if heading[0] < end]
    if first:
        start, stop, _ = min(first, key=lambda heading: heading[2])
        return text.text[start:stop]
    return PurePath(name).stem


def _date(told: str) -> str:
    match = _DATE.match(told)
    return "-".join(part for part in match.groups() if part) if match else ""


def _page(opened: Any, number: int) -> Page:
    """Return a page; one that cannot be loaded is empty."""
    try:
        page = opened[number]
    except pdfium.PdfiumError:
        return Page((), 0.0, is_scan=False)
    with closing(page):
        pieces = _upright(list(_pieces(page)), page)
        signs = sum(len(each.text) for each in pieces)
        unknown = sum(len(_UNKNOWN.findall(each.text)) for each in pieces)
        if unknown > _MOST_UNKNOWN * signs or (signs < _FEWEST_SIGNS and _shows_a_picture(page)):
            return Page((), page.get_height(), is_scan=True)
        if sum(each.bottom - each.top > 2 * (each.right - each.left) for each in pieces) > len(pieces) / 2:
            found = [Line(each.text, 0, n, 1, n, each.size, each.bold, 0) for n, each in enumerate(pieces)]
        else:
            found = lines(with_bullets(pieces, page))
        return Page(tuple(found), page.get_height(), is_scan=False)


def _shows_a_picture(page: Any) -> bool:
    kinds = [raw.FPDF_PAGEOBJ_IMAGE]
    return next(iter(page.get_objects(filter=kinds, max_depth=3)), None) is not None


def _pieces(page: Any) -> Iterator[Piece]:
    """Yield the stretches of text on a page as its stream has them, parted at line ends and wide gaps."""
    with closing(page.get_textpage()) as text:
        box, signs, first = raw.FS_RECTF(), list[_Sign](), 0
        handle, at_box, place_of = text.raw, ctypes.byref(box), raw.FPDFText_GetLooseCharBox
        right, left, tall = 0.0, 0.0, 0.0
        for at, sign in enumerate(_signs(handle)):
            if sign == " " and signs:
                signs.append((sign, 0.0, 0.0, 0.0, 0.0))
            if sign in " \t\r\n":
                if sign in "\r\n" and signs:
                    yield from _piece(handle, first, signs)
                    signs = []
                continue
            place_of(handle, at, at_box)
            height = abs(box.top - box.bottom)
            found = (sign, box.left, box.top, box.right, box.bottom)
            whole = _accented(signs[-1], found) if signs else None
            if whole:
                signs[-1] = whole
                left, right = whole[1], whole[3]
                continue
            if signs and max(box.left - right, left - box.right) > _FAR * max(height, tall, 1.0):
                yield from _piece(handle, first, signs)
                signs = []
            if not signs:
                first = at
            signs.append(found)
            left, right, tall = box.left, box.right, height
        yield from _piece(handle, first, signs)


def _accented(one: "_Sign", other: "_Sign") -> "_Sign | None":
    """Return one sign where an accent stands over the letter beside it, as TeX sets them; None where none does."""
    if (one[0] in _ACCENTS) is (other[0] in _ACCENTS):
        return None
    accent, letter = (one, other) if one[0] in _ACCENTS else (other, one)
    over = min(accent[3], letter[3]) - max(accent[1], letter[1])
    whole = normalize("NFC", _DOTLESS.get(letter[0], letter[0]) + _ACCENTS[accent[0]])
    if len(whole) > 1 or over < 0.5 * min(accent[3] - accent[1], letter[3] - letter[1]):
        return None
    return whole, letter[1], max(one[2], other[2]), letter[3], min(one[4], other[4])


def _signs(handle: Any) -> Iterator[str]:
    """Yield the characters of a page, one for each that it counts."""
    told = raw.FPDFText_GetUnicode
    for at in range(raw.FPDFText_CountChars(handle)):
        code = told(handle, at)
        if 0 < code < 0xD800:
            yield chr(code)
        else:
            yield _LIGATURES.get(chr(code), chr(code)) if 0xDFFF < code < 0x110000 else " "


def _piece(text: Any, first: int, signs: Sequence["_Sign"]) -> Iterator[Piece]:
    said = "".join([each[0] for each in signs]).strip()
    if not said:
        return
    _, lefts, some, rights, others = zip(*[each for each in signs if each[0] != " "], strict=True)
    top, bottom = max(*some, *others), min(*some, *others)
    height = min(abs(some[at] - others[at]) for at in (0, -1))
    if top - bottom > _UNEVEN * height and max(rights) - min(lefts) > top - bottom:
        top, bottom = (sorted(each)[len(each) // 2] for each in (some, others))
        said = "".join(_raised(each, top, bottom) for each in signs).strip()
    if said.endswith(_HYPHENS):
        said = said[:-1] + "-"  # how PDFium tells a hyphen that parts a word
    yield Piece(
        said,
        min(lefts),
        -top,
        max(rights),
        -bottom,
        raw.FPDFText_GetFontSize(text, first) if first >= 0 else 0.0,
        _is_bold(text, first),
        tuple(_gaps(signs, NARROWEST * (top - bottom))) if " " in said else (),
    )


def _raised(sign: "_Sign", top: float, bottom: float) -> str:
    """Return a sign of a line of this height, a digit that stands raised in it as such: of a note, or an exponent."""
    is_small = sign[2] - sign[4] < _SMALL * (top - bottom)
    is_raised = is_small and sign[4] > bottom + _RAISED * (top - bottom)
    return sign[0].translate(TO_SUPERSCRIPT) if is_raised else sign[0]


def _gaps(signs: Sequence["_Sign"], width: float) -> Iterator[tuple[int, float, float]]:
    """Yield the gaps in a stretch of at least a width, with the offset of the space in the text."""
    spaces = [at for at, each in enumerate(signs[:-1]) if each[0] == " " != signs[at + 1][0]]
    typed, offset, counted = -1.0, 0, 0
    for space in spaces:
        at = space - 1
        while signs[at][0] == " ":
            at -= 1
        right, left = signs[at][3], signs[space + 1][1]
        if left - right >= width:
            typed = typed if typed >= 0 else _typed_space(signs)
            if left - right > typed:
                offset += len("".join([each[0] for each in signs[counted:space]]))
                counted = space
                yield offset, right, left


def _typed_space(signs: Sequence["_Sign"]) -> float:
    """Return how wide a space may be where all letters are as wide as on a typewriter; 0 where they are not."""
    widths = [each[3] - each[1] for each in signs if each[0].isalpha()]
    return _TYPED * max(widths) if len(widths) > 2 and max(widths) < 1.05 * min(widths) else 0.0


def _is_bold(text: Any, at: int) -> bool:
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text, at, name, 128, flags)
    return bool(length and _BOLD.search(name.value.decode("utf-8", "replace"))) or bool(flags.value & 1 << 18)


def _upright(pieces: list[Piece], page: Any) -> list[Piece]:
    """Return the pieces from the upper left corner, turned as the page is shown; sizes as tall as they look."""
    width, height = page.get_size()
    turn = page.get_rotation()
    if turn in (90, 270):
        width, height = height, width
    return [_turned(each, turn, width, height) for each in pieces]


def _turned(piece: Piece, turn: int, width: float, height: float) -> Piece:
    left, top, right, bottom = piece.left, piece.top + height, piece.right, piece.bottom + height
    if turn == 90:
        left, top, right, bottom = height - bottom, left, height - top, right
    elif turn == 180:
        left, top, right, bottom = width - right, height - bottom, width - left, height - top
    elif turn == 270:
        left, top, right, bottom = top, width - right, bottom, width - left
    size = round(min(bottom - top, right - left) if len(piece.text) > 1 else bottom - top, 1)
    return Piece(piece.text, left, top, right, bottom, size or piece.size, piece.bold, () if turn else piece.gaps)
