"""Files: the very one that was issued, an altered one, one of others, rubbish, and worse."""

import io
import random
import subprocess
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from app.credentials import verification
from app.credentials.folio import new_folio
from app.credentials.models import Credential, CredentialState
from app.credentials.operations import revoke
from app.credentials.pdf_texts import MAX_BYTES_TOLD, MAX_CHARS, MAX_METADATA_CHARS, N_PAGES, texts_of
from app.credentials.queries import document_of
from app.credentials.rendering import render_document
from app.credentials.verification import MAX_FOLIOS, MAX_WRITTEN, Verdict, check_file, words_of
from tests.factories import NOW


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


@pytest.fixture
def folios() -> list[str]:
    """Right folios that nobody was given."""
    choose = random.Random(7).choice  # noqa: S311 -- the same folios each time
    return [new_folio(2026, "PRU01", choose) for _ in range(300)]


def naming(*folios: str) -> bytes:
    return b"%PDF-1.7\n" + "\n".join(folios).encode()


def test_a_file_with_many_folios_costs_one_statement_more(session, graduate, office, folios, count_queries):
    session.commit()
    with count_queries(session) as none:
        check_file(session, naming(), office.sealer)
    with count_queries(session) as many:
        assert check_file(session, naming(*folios), office.sealer).verdict is Verdict.UNREADABLE
    assert many.n == none.n + 1


def test_the_first_folios_of_a_file_are_looked_up_and_no_more(session, graduate, office, folios):
    ours = graduate.credential.folio
    last = naming(*folios[: MAX_FOLIOS - 1] * 2, ours)
    assert check_file(session, last, office.sealer).verdict is Verdict.ALTERED
    assert check_file(session, naming(*folios[:MAX_FOLIOS], ours), office.sealer).verdict is Verdict.UNREADABLE


def test_mistyped_folios_are_not_read_without_end(session, graduate, office):
    ours = graduate.credential.folio
    wrong = ours[:-1] + ("A" if ours[-1] != "A" else "B")
    for n_wrong, verdict in ((MAX_WRITTEN - 1, Verdict.ALTERED), (MAX_WRITTEN, Verdict.UNREADABLE)):
        content = naming(*[wrong] * n_wrong, ours)
        assert check_file(session, content, office.sealer).verdict is verdict


def test_of_several_certificates_of_ours_a_file_names_the_first(session, graduate, office, folios):
    held = graduate.credential
    revoke(session, held, "Se emitió por error.", by_id=None, now=NOW)
    other = Credential(
        folio=folios[0],
        enrolment_id=held.enrolment_id,
        person_id=held.person_id,
        facts=held.facts,
        seal=held.seal,
        issued_at=NOW,
        state=CredentialState.VALID,
    )
    session.add(other)
    session.commit()
    for first, second in ((held.folio, other.folio), (other.folio, held.folio)):
        checked = check_file(session, naming(folios[1], first, second), office.sealer)
        assert checked.original is not None
        assert checked.original.folio == first


def wordy() -> bytes:
    """A PDF whose metadata and page say far more than a certificate does."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    stream = StreamObject()
    stream._data = b"BT /F1 1 Tf (" + b"A" * 30_000 + b") Tj ET"
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")})
    font[NameObject("/BaseFont")] = NameObject("/Helvetica")
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    writer.add_metadata(dict.fromkeys(("/Title", "/Subject", "/Keywords"), "ñ" * 100_000))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_long_metadata_and_long_pages_are_cut():
    told = texts_of(wordy())
    assert [len(part) for part in told.split("\n")] == [MAX_METADATA_CHARS] * 3 + [MAX_CHARS]
    longest = 3 * MAX_METADATA_CHARS + N_PAGES * MAX_CHARS
    assert 4 * longest + 10 < MAX_BYTES_TOLD


def test_a_reader_that_tells_too_much_is_cut_short(monkeypatch, tmp_path):
    program = tmp_path / "talkative.py"
    program.write_text(f"import sys\nsys.stdin.read()\nprint('A' * {MAX_BYTES_TOLD} * 3)\n")
    monkeypatch.setattr(verification, "_READER", program)
    told = words_of(b"%PDF-1.7")
    assert told is not None
    assert len(told) == MAX_BYTES_TOLD


def test_one_file_is_read_at_a_time(monkeypatch):
    guard, reading, most = threading.Lock(), 0, 0

    def run(*_arguments: object, **_options: object) -> None:
        nonlocal reading, most
        with guard:
            reading += 1
            most = max(most, reading)
        time.sleep(0.02)
        with guard:
            reading -= 1

    monkeypatch.setattr(subprocess, "run", run)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(words_of, [b"%PDF-1.7"] * 4)) == [""] * 4
    assert most == 1


def test_a_file_that_cannot_be_read_leaves_the_reader_to_the_next(ordinary_pdf, monkeypatch):
    monkeypatch.setattr(verification, "WAITING_SECONDS", 0.01)
    assert words_of(b"%PDF-1.7") is None
    assert words_of(ordinary_pdf) is not None
