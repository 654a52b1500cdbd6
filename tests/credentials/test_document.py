"""The PDF: it says everything, fits, can be read by everyone, and fetches nothing."""

import io
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from app.credentials.document import (
    MAX_SIGNATORIES,
    DoesNotFitError,
    own_file,
    qr_png,
    render_pdf,
    spelled_day,
)
from tests.credentials.samples import ADDRESS, FOLIO, LONGEST, ORDINARY, SEAL, SHORT, certificate

PAINTING = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Tj", "TJ", "'", '"', "Do", "sh", "EI"}


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_front_and_the_back_say_everything(ordinary_pdf):
    said = words(ordinary_pdf)
    for text in (
        ORDINARY.name,
        ORDINARY.organisation,
        ORDINARY.issuer,
        ORDINARY.course_title,
        "curso DAI01, edición 1",
        "6 horas",
        "95.8 de 100",
        "mínima para acreditar: 80",
        "en la modalidad en línea",
        "del 2 de octubre al 20 de noviembre de 2026",
        f"Monterrey, Nuevo León, {spelled_day(ORDINARY.issued_on)}.",
        "Íñigo Ávila Ibáñez",
        "Responsable del Área de Capacitación",
        "Marco jurídico 2025",
        "Ley General de Prueba (LGP)",
        "publicada el 20 de marzo de 2025; última reforma del 14 de noviembre de 2025",
        "1. Un derecho humano",
        "¿Qué derecho es? · Sin motivo ni costo",
        FOLIO,
        "aula.pruebas.example/verificar/",
        "Sello digital",
        "no es un grado, un título ni un certificado de competencia laboral",
        ORDINARY.digest[:12],
    ):
        assert text in said, text
    assert SEAL in said.replace(" ", "")


def test_the_document_never_speaks_of_an_advanced_electronic_signature(ordinary_pdf):
    assert "firma electrónica" not in words(ordinary_pdf).lower()


def test_it_carries_the_marks_of_pdf_ua_1(ordinary_pdf):
    reader = PdfReader(io.BytesIO(ordinary_pdf))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfuaid:part="1"' in metadata
    assert root["/MarkInfo"]["/Marked"] is not None
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "es-MX"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata.title == f"Constancia de acreditación {FOLIO}"
    assert reader.metadata["/Keywords"] == FOLIO
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


def test_every_stroke_is_tagged_or_an_artifact(ordinary_pdf):
    reader = PdfReader(io.BytesIO(ordinary_pdf))
    for page in reader.pages:
        depth = 0
        for _operands, operator in ContentStream(page["/Contents"].get_object(), reader).operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            assert depth or operator.decode() not in PAINTING, operator


def structure(node: Any) -> list[dict[str, Any]]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [inner for kid in node for inner in structure(kid)]
    if not isinstance(node, dict) or "/S" not in node:
        return []
    return [node, *structure(node.get("/K", []))]


def test_the_structure_has_one_title_sections_and_a_described_qr_code(ordinary_pdf):
    root = PdfReader(io.BytesIO(ordinary_pdf)).trailer["/Root"]
    nodes = structure(root["/StructTreeRoot"]["/K"])
    kinds = [node["/S"] for node in nodes]
    assert kinds.count("/H1") == 1
    assert "/H2" in kinds
    assert "/L" in kinds
    assert [node["/Alt"] for node in nodes if node["/S"] == "/Figure"] == [f"Código QR con la dirección {ADDRESS}"]


def test_every_font_is_embedded_and_ours(ordinary_pdf):
    reader = PdfReader(io.BytesIO(ordinary_pdf))
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        assert "/FontFile2" in font
        assert "Source-S" in font["/FontName"] or "Aula-S" in font["/FontName"], font["/FontName"]


@pytest.mark.parametrize(
    "name",
    [
        "Ñuñoa Agüero de la O’Farrill y Íñiguez-Üresti",
        "ÁÉÍÓÚÜÑ áéíóúüñ",
        "Peña-Nieto Muñoz-Ibáñez",
        "Göran Łukasz Åström Çelik D’Ávila",
    ],
)
def test_names_keep_every_sign(name):
    assert name in words(render_pdf(certificate(replace(ORDINARY, name=name))))


@pytest.mark.parametrize("facts", [SHORT, LONGEST, replace(LONGEST, signatories=()), replace(ORDINARY, hours="1")])
def test_short_and_very_long_facts_fit_the_front(facts):
    reader = PdfReader(io.BytesIO(render_pdf(certificate(facts))))
    front = " ".join(reader.pages[0].extract_text().split())
    assert facts.name in front
    assert facts.course_title in front
    assert all(signatory.post in front for signatory in facts.signatories)
    assert "Sello digital" in front
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx([792, 612], abs=0.1)


def test_a_course_without_quizzes_prints_no_score(ordinary_pdf):
    assert "Calificación" not in words(render_pdf(certificate(SHORT)))


def test_at_most_four_sign():
    many = replace(ORDINARY, signatories=tuple(replace(ORDINARY.signatories[0], name=f"Firma {n}") for n in range(6)))
    said = words(render_pdf(certificate(many)))
    assert [n for n in range(6) if f"Firma {n}" in said] == list(range(MAX_SIGNATORIES))


def test_facts_that_fit_at_no_size_are_refused():
    with pytest.raises(DoesNotFitError):
        render_pdf(certificate(replace(ORDINARY, organisation="Organización sin fin " * 1500)))


def test_facts_are_text_and_never_markup():
    wicked = "<b>Ana</b> {{ 7*7 }} <img src=file:///etc/passwd>"
    assert wicked in words(render_pdf(certificate(replace(ORDINARY, name=wicked))))


@pytest.mark.parametrize(
    "url",
    [
        "http://aula.example/x.png",
        "https://aula.example/x.css",
        "file:///etc/passwd",
        "aula:../models.py",
        "aula:certificate.html",
        "data:text/html;base64,PGI+",
        "sierra.svg",
    ],
)
def test_nothing_but_its_own_files_is_fetched(url):
    with pytest.raises(ValueError, match="does not fetch"):
        own_file(url)


def test_the_qr_code_is_a_picture_of_the_address():
    assert qr_png(ADDRESS).startswith(b"\x89PNG")
    assert qr_png(ADDRESS) != qr_png(ADDRESS + "x")
