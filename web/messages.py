"""What goes wrong, in the language of the page: the sentences that domain and server say in English, by pattern.

They are written down in English, in the database and in the log, and told so to programs; people read them here.
"""

import re
from typing import NamedTuple

from web.language import language, number, to_translate, translations

_NESTED = "error"
"""A place that holds such a sentence itself."""
_PLACE = re.compile(r"%\((\w+)\)s")

ON_THE_PAGE = {
    "no conversation has the id %(id)s; leave it out to begin a new one": to_translate(
        "this conversation is not here any more; begin a new one"
    ),
    "no document has the id %(id)s; `quoth documents` lists them": to_translate(
        "this document is not here; it may have been removed"
    ),
    "no turn has the id %(id)s; it may have been deleted": to_translate(
        "this question is not here; it may have been deleted"
    ),
    "no removal of %(id)s can be undone: that is so for %(count)s seconds; add the file again": to_translate(
        "this removal cannot be undone any more: that is so for %(count)s seconds; add the file again"
    ),
    "the form has no file in a part named 'file'; choose one": to_translate("no file was chosen; choose one"),
}
"""What is said otherwise on the page, to people, who know of no ids, forms and commands."""

MESSAGES = (
    *ON_THE_PAGE,
    to_translate("%(file)s: attachment %(error)s"),
    # Files that give no text, or too much of it.
    to_translate("%(file)s: holds no text"),
    to_translate("%(file)s: holds no text, perhaps only pictures; those need OCR"),
    to_translate("%(file)s: holds no file that can be read"),
    to_translate("%(file)s: not read in it: %(kinds)s"),
    to_translate("%(file)s: not a file"),
    to_translate("%(file)s: needs a password; save it without one"),
    to_translate("%(file)s: damaged inside (%(why)s); open it and save it again"),
    to_translate("%(file)s: damaged inside (%(why)s); save it again"),
    to_translate("%(file)s: cannot be read (%(why)s); open it and save it again"),
    to_translate("%(file)s: its reader broke down (%(why)s); open it and save it again"),
    to_translate("%(file)s: %(count)s bytes; files of up to %(most)s bytes are read"),
    to_translate("%(file)s: %(count)s pages; files of up to %(most)s pages are read; split it"),
    to_translate("%(file)s: %(count)s entries; archives of up to %(most)s are read"),
    to_translate("%(file)s: gives more than %(most)s characters of text; split it"),
    to_translate("%(file)s: needs more than %(most)s MB of memory; split it"),
    to_translate("%(file)s: needs more than %(most)s MB of memory, or is damaged; split it or save it again"),
    to_translate("%(file)s: takes longer than %(most)s seconds to read; split it"),
    to_translate(
        "%(file)s: holds more than %(most)s bytes or %(ratio)s times the file's own size once unpacked; split it"
    ),
    to_translate("%(file)s: sheet %(sheet)s has more than %(most)s cells; save it as CSV"),
    # Files of a kind that is not read, or not of the kind that they are called.
    to_translate("%(file)s: a picture is not read; files ending in %(endings)s are"),
    to_translate("%(file)s: this kind of file is not read; files ending in %(endings)s are"),
    to_translate("%(file)s: an old Office file or one with a password; save it as .docx, .xlsx or .pptx"),
    to_translate("%(file)s: a ZIP archive, but not what its name says; save it again as %(ending)s"),
    to_translate("%(file)s: not %(ending)s in spite of its name; open it and save it again"),
    to_translate("%(file)s: an archive within an archive is not opened; add it by itself"),
    to_translate("%(file)s: not opened inside of a message; save it and add it by itself"),
    to_translate("%(file)s: saved as Strict Open XML; save it as an ordinary .docx"),
    to_translate("%(file)s: not a mail message; save it again as .eml"),
    to_translate("%(file)s: not text in %(encoding)s nor any known encoding; save it as UTF-8"),
    to_translate("%(file)s: not a table (%(why)s); save it again as CSV"),
    to_translate("%(file)s: line %(line)s is not JSON (%(why)s); mend it"),
    to_translate("%(file)s: protected against copying (DRM); get it without"),
    to_translate("%(file)s: names %(path)s as its content, which is not in it; get it again"),
    to_translate("%(file)s: does not say what is in it (META-INF/container.xml); get it again"),
    to_translate("%(file)s: has no %(path)s inside; open it and save it again"),
    to_translate("%(file)s: declares entities (a DTD), which are refused; save it again"),
    to_translate("%(file)s: declares a DTD, which is refused; save it again"),
    to_translate(
        "%(file)s: its only page is a picture (a scan): needs OCR; "
        "run it through OCRmyPDF or the like and add the result"
    ),
    to_translate(
        "%(file)s: all its %(count)s pages are pictures (a scan): needs OCR; "
        "run it through OCRmyPDF or the like and add the result"
    ),
    to_translate(
        "%(file)s: page %(page)s is a picture (a scan): needs OCR; "
        "run it through OCRmyPDF or the like and add the result"
    ),
    to_translate(
        "%(file)s: pages %(pages)s are pictures (a scan): needs OCR; "
        "run it through OCRmyPDF or the like and add the result"
    ),
    # What is not there, and what cannot be taken.
    to_translate("no document has the tag %(tag)s; the tags are %(tags)s"),
    to_translate("no document has the tag %(tag)s; no document has a tag so far"),
    to_translate("%(tag)s is no tag: a tag has 1 to %(most)s characters and no comma"),
    to_translate("the question is empty; type a question"),
    to_translate("the question has %(count)s characters; ask in at most %(most)s"),
    to_translate("the title is empty; type a title"),
    to_translate("the title has %(count)s characters; give it at most %(most)s"),
    to_translate("%(name)s has %(count)s characters; say it in at most %(most)s"),
    to_translate("%(name)s holds the character %(character)s, which is not text; leave it out"),
    to_translate("%(name)s must be a whole number from %(least)s to %(most)s, not %(value)s"),
    to_translate("there is nothing at %(path)s"),
    to_translate("this document was not read from a PDF file"),
    to_translate("a file cannot be named %(name)s; give it 1 to %(most)s letters"),
    to_translate("a request may have %(most)s bytes; send less"),
    to_translate("this key is not known; it may have been revoked"),
    to_translate("this request came from a page of another site; ask on Quoth's own page"),
    to_translate("the host %(host)s is not known here; the setting 'trusted_hosts' names more"),
    # What is nobody's fault who asks.
    to_translate("too many questions at once; ask again in a moment"),
    to_translate("at most %(most)s request a minute; ask again a little later"),
    to_translate("at most %(most)s requests a minute; ask again a little later"),
    to_translate("there is no room left on the server's disk: nothing of this was kept; free some room and try again"),
    to_translate("documents and conversations cannot be reached at the moment; the server's log says why"),
    to_translate("this is a fault in Quoth, not in what you asked; the server's log says more"),
)
"""The first that fits is taken."""


class Said(NamedTuple):
    """A message as the page shows it, and its language where that is not the page's."""

    text: str
    lang: str | None = None

    @property
    def sentence(self) -> str:
        """The message as a sentence of its own."""
        return f"{self.text[:1].upper()}{self.text[1:]}."


def said(message: str) -> Said:
    """Return a message in the language of the page; one that is not known here stays English, and is told to be so."""
    known = _known(message)
    if known is None:
        return Said(message, None if language() == "en" else "en")
    template, values = known
    shown = translations(language()).gettext(ON_THE_PAGE.get(template, template))
    return Said(shown % {name: _value(name, of) for name, of in values.items()})


def _known(message: str) -> tuple[str, dict[str, str]] | None:
    """Return which of MESSAGES this is, and what stands in its places; None: none of them."""
    found = ((template, _filled(template, message)) for template in MESSAGES)
    return next(((template, values) for template, values in found if values is not None), None)


def _filled(template: str, message: str) -> dict[str, str] | None:
    """Return what stands in the places of a template, as much as can be in the first; None where it does not fit.

    The words between them are looked for once, from the end: a regular expression would try all ways to part what
    anybody may have written.
    """
    if message == template:
        return {}
    words, names = _PLACE.split(template)[::2], _PLACE.split(template)[1::2]
    if not names or not message.startswith(words[0]) or not message.endswith(words[-1]):
        return None
    end, values = len(message) - len(words[-1]), dict[str, str]()
    for name, before in zip(names[:0:-1], words[-2:0:-1], strict=True):
        at = message.rfind(before, 0, max(end - 1, 0))
        if at < 0:
            return None
        values[name], end = message[at + len(before) : end], at
    values[names[0]] = message[len(words[0]) : end]
    return values if values[names[0]] else None


def _value(name: str, written: str) -> str:
    """Return what stands in a place as the page's language writes it."""
    if name == _NESTED:
        return said(written).text
    return number(int(written.replace(",", ""))) if re.fullmatch("[0-9]{1,3}(,[0-9]{3})+", written) else written
