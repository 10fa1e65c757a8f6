"""Small files of every format, made here: what the tests of the formats read."""

import zipfile
from email.message import EmailMessage
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dc:creator>Ann Lee</dc:creator>"
    "<dcterms:created>2024-05-01T10:00:00Z</dcterms:created></cp:coreProperties>"
)
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="H2"/></w:style>'
    '<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>'
)


def zipped(files):
    """Return a ZIP archive of these names and contents."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return made.getvalue()


def word_paragraph(text, *, style="", properties="", inside=""):
    """Return a paragraph of WordprocessingML."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r>{inside}</w:p>"


def word_table(*rows):
    """Return a table of WordprocessingML."""
    cells = ("".join(f"<w:tc>{word_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def docx(*blocks, parts=None, title="", before=""):
    """Return a Word document of these blocks of WordprocessingML."""
    document = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}"><w:body>{"".join(blocks)}</w:body></w:document>'
    return zipped({
        "[Content_Types].xml": TYPES, "word/document.xml": document, "word/styles.xml": STYLES,
        "docProps/core.xml": CORE.format(title=title), **(parts or {}),
    })  # fmt: skip


def odt(body, *, styles=""):
    """Return an OpenDocument text of this content, with these styles of its own."""
    inside = f"<office:body><office:text>{body}</office:text></office:body>"
    own = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    content = f"<office:document-content {ODF}>{own}{inside}</office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def epub(*chapters, opf_before="", title="The Book of Rain", parts=None):
    """Return an e-book of these chapters: the insides of XHTML bodies."""
    items = "".join(f'<item id="c{n}" href="text/c%20{n}.xhtml"/>' for n in range(len(chapters)))
    refs = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    opf = (
        f'{opf_before}<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>Ann Lee</dc:creator><dc:language>en</dc:language></metadata>"
        f"<manifest>{items}</manifest><spine>{refs}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    return zipped({
        "mimetype": "application/epub+zip", "META-INF/container.xml": container, "OEBPS/book.opf": opf,
        **{
            f"OEBPS/text/c {n}.xhtml": f'{doctype}<html xmlns="http://www.w3.org/1999/xhtml"><body>{chapter}</body></html>'
            for n, chapter in enumerate(chapters)
        },
        **(parts or {}),
    })  # fmt: skip


def pptx(*slides):
    """Return a presentation of (title, lines, notes)."""
    from pptx import Presentation

    made, presentation = BytesIO(), Presentation()
    for title, lines, notes in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(lines)
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    presentation.save(made)
    return made.getvalue()


def xlsx(**sheets):
    """Return a workbook of these sheets of rows."""
    import xlsxwriter

    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return made.getvalue()


def mail(text="", *, subject="Rain", html="", attachments=()):
    """Return a message with (name, bytes) attachments."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ann Lee <ann@example.org>", "Bo <bo@example.org>", subject
    message["Date"] = "Wed, 01 May 2024 10:00:00 +0200"
    message.set_content(text or "See the page.")
    if html:
        message.set_content(html, subtype="html")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def pdf(*pages, title="", rotate=0, picture_on=(), squares=()):
    """Return a PDF of pages of (left, top, size, text[, bold]) in points on A4, from the upper left corner.

    `squares` are (left, top, width), drawn on each page.
    """
    count = len(pages)
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        shown = "".join(_shown(*each) for each in page)
        shown += "".join(f"{left} {842 - top - width} {width} {width} re f\n" for left, top, width in squares)
        if number in picture_on:
            shown += "q 100 0 0 100 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q\n"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} "
            f"/Contents {6 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    objects.append(f"<< /Title ({title}) /Author (Ann Lee) /CreationDate (D:20240501100000Z) >>")
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{each}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(made)}\n%%EOF"
    )
    return made + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def _shown(left, top, size, text, bold=False):
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F{2 if bold else 1} {size} Tf {left} {842 - top} Td ({escaped}) Tj ET\n"


def page_lines(text, *, left=72, top=100, width=80):
    """Return a paragraph as lines of about `width` characters below each other on a page."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [(left, top + n * 12, 10, each) for n, each in enumerate([*lines, line])]


STORIES = """<html><head><title>The tram</title></head><body><nav><a href="/">Home</a></nav><main>
<h1>The tram</h1><p>The tram ran from the harbour to the mill and back, every half hour, for more than forty years.</p>
<p>The tram was stopped in 1959, after the new road over the pass had been opened to lorries and buses.</p>
</main><footer>Imprint</footer></body></html>"""
