"""Files: the very one that was issued, an altered one, one of others, rubbish, and worse."""

import io
import random
import zlib

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from app.credentials.pdf_texts import texts_of
from app.credentials.queries import document_of
from app.credentials.rendering import render_document
from app.credentials.verification import Verdict, check_file, words_of


@pytest.fixture
def original(app, session, graduate) -> bytes:
    with app.app_context():
        render_document(graduate.credential.id)
    document = document_of(session, graduate.credential.folio)
    assert document is not None
    return document.pdf


def saved_again(pdf: bytes, **options: bool) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    if options.get("compressed"):
        writer.compress_identical_objects()
        for page in writer.pages:
            page.compress_content_streams()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def without_metadata(pdf: bytes) -> bytes:
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def one_byte_changed(pdf: bytes) -> bytes:
    place = len(pdf) // 2
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def test_the_file_that_was_issued_is_authentic(session, graduate, original, office):
    checked = check_file(session, original, office.sealer)
    assert checked.verdict is Verdict.AUTHENTIC
    assert checked.original is not None
    assert checked.original.folio == graduate.credential.folio


@pytest.mark.parametrize("alter", [one_byte_changed, lambda pdf: pdf + b"\n", saved_again, without_metadata])
def test_an_altered_file_is_told_apart_and_names_its_original(session, graduate, original, alter, office):
    checked = check_file(session, alter(original), office.sealer)
    assert checked.verdict is Verdict.ALTERED
    assert checked.original is not None
    assert checked.original.facts.name == "María Ñúñez Agüero"


def test_a_pdf_of_others_is_not_ours(session, graduate, ordinary_pdf, office):
    assert check_file(session, ordinary_pdf, office.sealer).verdict is Verdict.NOT_OURS


def test_a_folio_with_a_wrong_character_is_not_looked_up(session, original, graduate, office):
    folio = graduate.credential.folio
    wrong = folio[:-1] + ("A" if folio[-1] != "A" else "B")
    forged = original.replace(folio.encode(), wrong.encode())
    assert check_file(session, b"%PDF-1.7\n% " + wrong.encode(), office.sealer).verdict is Verdict.UNREADABLE
    assert check_file(session, forged, office.sealer).verdict in (Verdict.ALTERED, Verdict.NOT_OURS)


@pytest.mark.parametrize(
    "content", [b"", b"hola", b"PK\x03\x04 un documento", b"<html>%PD", b"\x00" * 2000 + b"%PDF-1.7"]
)
def test_what_is_no_pdf_is_said_to_be_none(session, content, office):
    assert check_file(session, content, office.sealer).verdict is Verdict.NOT_A_PDF


def bomb() -> bytes:
    """A small PDF whose only page unpacks to a gigabyte of text."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    stream = StreamObject()
    packed = zlib.compressobj(9)
    piece = b"(" + b"A" * 1_000_000 + b") Tj\n"
    stream._data = b"".join([*(packed.compress(piece) for _ in range(400)), packed.flush()])
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def endless() -> bytes:
    """A page tree whose branches contain each other."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 9/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Pages/Count 9/Kids[2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


def noise() -> bytes:
    return b"%PDF-1.7\n" + random.Random(1).randbytes(200_000)  # noqa: S311 -- the same noise each time


def cut(pdf: bytes) -> bytes:
    return pdf[: len(pdf) // 3].replace(b"RN-", b"rn_")


def test_malformed_and_malicious_files_are_unreadable_and_harm_nobody(session, ordinary_pdf, office):
    for content in (b"%PDF-1.7", endless(), noise(), b"%PDF-1.7\n" + b"[" * 500_000, cut(ordinary_pdf), bomb()):
        assert check_file(session, content, office.sealer).verdict in (Verdict.UNREADABLE, Verdict.NOT_OURS)


def test_a_reader_that_does_not_start_is_an_unreadable_file(monkeypatch):
    monkeypatch.setattr("sys.executable", "/no/such/program")
    assert words_of(b"%PDF-1.7") is None


def test_the_words_of_a_pdf_are_its_metadata_and_its_first_pages(ordinary_pdf):
    words = texts_of(ordinary_pdf)
    assert words.startswith("Constancia de acreditación RN-2026")
    assert "María Guadalupe Ñúñez Agüero" in words
    assert texts_of(without_metadata(ordinary_pdf)).count("Constancia de acreditación") == 1
    assert words_of(ordinary_pdf) == words
