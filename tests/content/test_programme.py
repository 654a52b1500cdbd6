"""The programme's own data: norms, deadlines, terms, organisations, plan and notice; and small values."""

from dataclasses import replace
from datetime import date

import pytest

from app.content.citations import citation_label, norm_label, parse_citation
from app.content.model import Citation
from app.content.norms import References
from app.content.numbers import in_words
from app.content.programme import parse_programme
from tests.content.samples import PROGRAMME, edited, question, sound_programme


def test_a_norm_knows_its_dates_and_its_articles():
    norm = sound_programme().references.norms["ley-2025"]

    assert (norm.acronym, norm.in_force_from, norm.abrogated) == ("LEY", date(2025, 3, 21), False)
    assert norm.former_names[0].name == "Ley de Ensayo"
    assert [norm.has_article(article) for article in ("1", "216", "15-bis")] == [True, True, True]
    assert [norm.has_article(article) for article in ("0", "217", "01", "15-ter", "x", "9" * 5000)] == [False] * 6
    assert norm.topics == {"1": "Objeto", "15-bis": "Ajustes"}


def test_an_abrogated_norm_says_so_and_a_norm_without_range_has_no_articles():
    files = edited("normas.yaml", "  rango: 1-206\n", "", PROGRAMME)
    programme, _ = parse_programme(files)
    old = programme.references.norms["ley-2015"]

    assert old.abrogated
    assert not old.has_article("1")
    assert references_problem(programme, "ley-2015#1") == "El artículo 1 no existe en «VIEJA»."


def references_problem(programme, text):
    return programme.references.problem_with(parse_citation(text))


def test_a_citation_that_holds_has_no_problem():
    assert references_problem(sound_programme(), "ley-2025#15-bis-II") == ""
    assert References().problem_with(Citation("ley")) == "La norma «ley» no está en normas.yaml."


def test_deadlines_and_terms_are_found_by_id():
    references = sound_programme().references

    assert (references.deadlines["respuesta"].amount, references.deadlines["respuesta"].unit) == (20, "dias-habiles")
    assert str(references.terms["sujeto-obligado"].norm) == "ley-2025#3-XIX"
    assert references.terms["area"].norm is None


def test_an_organisation_has_dated_names():
    first, second = sound_programme().organisations

    assert (first.names[0].acronym, first.names[0].valid_from, first.to_confirm) == ("", date(2025, 3, 21), True)
    assert (second.parent, second.names[0].acronym, second.to_confirm) == ("coordinacion", "OGP", False)


def test_the_plan_is_a_tree_with_measures():
    plan = sound_programme().plan

    assert (plan.eje(1).title, plan.eje(2)) == ("Acceso a la información", None)
    indicator = plan.strategies["1.1"].indicators[0]
    assert (indicator.measure, indicator.filters) == ("personas-acreditadas", {"eje": "1", "tema": "archivos"})
    assert (indicator.unit, indicator.target) == ("personas", "sin meta")


def test_the_notice_keeps_its_version_as_it_is_written():
    notice = sound_programme().notice

    assert (notice.version, notice.in_force_from) == ("1.10", date(2026, 11, 1))
    assert (notice.title, notice.body_html.count("<h2")) == ("Aviso de privacidad", 2)


def test_the_simplified_notice_is_the_first_part_or_the_whole_where_there_are_no_parts():
    notice = sound_programme().notice

    assert notice.simplified_html.strip() == "<p>Usamos tus datos para tu constancia.</p>"
    whole = replace(notice, body_html="<p>Todo junto.</p>")
    assert whole.simplified_html == "<p>Todo junto.</p>"


def test_a_file_of_entries_is_one_document():
    _, found = parse_programme({**PROGRAMME, "glosario.yaml": PROGRAMME["glosario.yaml"] + b"---\n- id: a\n"})

    assert [str(finding)[:23] for finding in found] == ["glosario.yaml:9:1 C010 "]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("lgtaip-2025", "LGTAIP"),
        ("lgtaip-2025#134", "LGTAIP, art. 134"),
        ("lgtaip-2025#65-XIV-l", "LGTAIP, art. 65, fr. XIV-l"),
        ("lgamvlv-2007#15-bis", "LGAMVLV, art. 15 Bis"),
        ("lfped-2003#15-septimus", "LFPED, art. 15 Séptimus"),
        ("lfped-2003#9-XXII-Quater", "LFPED, art. 9, fr. XXII Quáter"),
    ],
)
def test_a_citation_reads_as_lawyers_write_it_and_back(text, label):
    citation = parse_citation(f" {text} ")

    assert citation_label(citation) == label
    assert str(citation) == text


@pytest.mark.parametrize("text", ["", "LGTAIP", "lgtaip#0", "lgtaip#134-I-", "lgtaip#", "lgtaip#1 2", "lgtaip#12345"])
def test_anything_else_is_no_citation(text):
    assert parse_citation(text) is None


def test_a_norm_is_called_by_what_begins_its_id():
    assert norm_label("cpeum") == "CPEUM"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "cero"),
        (20, "veinte"),
        (22, "veintidós"),
        (30, "treinta"),
        (45, "cuarenta y cinco"),
        (100, "cien"),
        (150, "ciento cincuenta"),
        (500, "quinientos"),
        (999, "novecientos noventa y nueve"),
        (1000, "1000"),
    ],
)
def test_numbers_are_written_as_laws_write_them(number, words):
    assert in_words(number) == words


def test_a_gap_may_stand_on_the_second_line_of_its_paragraph():
    asked = question("## ¿? {#dos-lineas nivel=aplicar norma=ley-2025#1}\n\nUno\ndos [[tres]]\n\n> Sí.\n")

    assert asked.stem_html == ""
    assert asked.parts[0] == "<p>Uno\ndos "
