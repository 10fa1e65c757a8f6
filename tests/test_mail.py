"""EML: fields, message, attachments."""

import pytest
from samples import docx, mail, word_paragraph, zipped

from knowledge import UnreadableFile, passages, read_bytes
from knowledge.formats.mail import read_mail


def test_the_message_stands_below_who_wrote_it_to_whom_and_when():
    document = read_bytes(mail("It rained\nall night.\n\n> Did it rain?\n"), "some.eml")
    assert document.text == (
        "From: Ann Lee <ann@example.org>; To: Bo <bo@example.org>; Date: Wed, 01 May 2024 10:00:00 +0200\n\n"
        "It rained all night.\n\nDid it rain?"
    )
    assert document.title == "Rain"
    assert (document.metadata["author"], document.metadata["created"]) == ("Ann Lee <ann@example.org>", "2024-05-01")


def test_a_message_in_html_is_read_as_a_page():
    assert "It rained all night." in read_bytes(mail(html="<p>It rained <b>all</b> night.</p>"), "some.eml").text


def test_attachments_are_read_under_their_names():
    content = mail("See below.", attachments=[("rain.docx", docx(word_paragraph("It rained.")))])
    found = passages(read_bytes(content, "some.eml"))
    assert [(each.text, each.heading) for each in found][-1] == ("It rained.", "rain.docx")


def test_what_is_attached_and_not_read_is_told():
    content = mail(attachments=[("a.png", b"\x89PNG"), ("b.zip", zipped({"a.txt": "x"})), ("c.docx", b"x")])
    notes = read_mail(content, "some.eml").notes
    assert [note.split(": ")[1] for note in notes] == ["attachment a.png", "attachment b.zip", "attachment c.docx"]


def test_a_text_that_has_a_name_is_read_under_that_wherever_it_is_shown():
    named = "Content-Type: text/plain\nContent-Disposition: inline; filename=sun.txt\n\nThe sun shone."
    content = f"From: Ann\nSubject: Rain\nMIME-Version: 1.0\n{parted('mixed', TEXT, named)}"
    assert read_bytes(content.encode(), "some.eml").text == "From: Ann\n\nIt rained.\n\nsun.txt\n\nThe sun shone."


def parted(subtype, *parts):
    """Return a part of a message, or the rest of one, that is made of parts."""
    inside = "".join(f"--of-{subtype}\n{each}\n" for each in parts)
    return f"Content-Type: multipart/{subtype}; boundary=of-{subtype}\n\n{inside}--of-{subtype}--\n"


TEXT, ATTACHED = "Content-Type: text/plain\n\nIt rained.", "Content-Disposition: attachment; filename=sun.txt\n"


@pytest.mark.parametrize(
    ("rest", "text"),
    [
        (parted("signed", parted("mixed", TEXT, f"{ATTACHED}\nThe sun shone."), "Content-Type: x/y\n\nsignature"),
         "It rained.\n\nsun.txt\n\nThe sun shone."),
        (parted("mixed", TEXT, parted("alternative", TEXT.replace("rained", "snowed"))), "It rained.\n\nIt snowed."),
        (parted("mixed", TEXT, parted("digest", "\nSubject: Sun\n\nThe sun shone.")),
         "It rained.\n\nSun\n\nThe sun shone."),
    ],
    ids=["signed", "with an alternative", "with a digest"],
)  # fmt: skip
def test_what_a_message_is_made_of_may_be_made_of_parts_itself(rest, text):
    document = read_bytes(f"From: Ann\nSubject: Rain\nMIME-Version: 1.0\n{rest}".encode(), "some.eml")
    assert document.text == f"From: Ann\n\n{text}"


@pytest.mark.parametrize("kind", ["text/plain; charset=x-unknown", "chemical/x-pdb"])
def test_an_encoding_or_a_kind_that_nobody_knows_keeps_no_message_from_being_read(kind):
    rest = parted("mixed", TEXT, f"Content-Type: {kind}\n{ATTACHED}\nThe sun shone.")
    assert "It rained.\n\nsun.txt\n\nThe sun shone." in read_bytes(f"From: Ann\n{rest}".encode(), "some.eml").text
    said = read_bytes(b"From: Ann\nContent-Type: text/plain; charset=x-unknown\n\nIt rained.", "some.eml").text
    assert said == "From: Ann\n\nIt rained."


def test_a_message_without_a_subject_has_the_name_of_its_file():
    assert read_bytes(mail("It rained.", subject=""), "a/some.eml").title == "some"


def test_a_message_is_told_by_its_fields_where_its_name_says_nothing():
    assert read_bytes(mail("It rained."), "message").title == "Rain"


def test_what_is_no_message_is_refused():
    with pytest.raises(UnreadableFile, match=r"^some\.eml: not a mail message"):
        read_bytes(b"\n\nIt rained.", "some.eml")


def test_the_lines_of_a_list_and_of_an_address_stand_apart():
    body = "Tasks:\n- Ann: call the roofer\n- Bo: buy paint\n\nRegards\nCy Dunn\nTel. 0118 496 0701\n"
    assert read_bytes(mail(body), "some.eml").text.split("\n\n")[1:] == [
        "Tasks:", "- Ann: call the roofer", "- Bo: buy paint", "Regards", "Cy Dunn", "Tel. 0118 496 0701"
    ]  # fmt: skip


def test_a_line_right_above_sentences_heads_them():
    found = passages(
        read_bytes(mail("1. New oven\nThe old one broke at last.\n\n2. Fees\nThey stay as they are.\n"), "a.eml")
    )
    assert [(each.heading, each.text) for each in found][1:] == [
        ("1. New oven", "The old one broke at last."), ("2. Fees", "They stay as they are.")
    ]  # fmt: skip
