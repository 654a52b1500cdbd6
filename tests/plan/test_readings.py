"""What indicators are worth, on plain values."""

from decimal import Decimal

import pytest

from app.content.plan import MEASURES, Indicator
from app.insights.definitions import DEFINITIONS
from app.insights.statistics import Counts, CourseEntry, Filter
from app.insights.tables import Kind, Rate
from app.plan.readings import DEFINITION_OF, Figures, filter_of, reading

COURSES = (
    CourseEntry(1, "acceso", "Acceso", 1, ("transparencia",), ("genero",)),
    CourseEntry(2, "datos", "Datos", 2, ("datos-personales",), ("genero", "inclusion")),
    CourseEntry(3, "viejo", "Viejo", 2, ("datos-personales",), (), is_live=False),
)
FIGURES = Figures(
    COURSES,
    {1: Counts(10, 8, 6, 4, 1, 24 * 60), 2: Counts(5, 5, 5, 5, 0, 40 * 60 + 30)},
    {1: {7, 8}, 2: {8}},
    {Filter(): 6, Filter(eje=1): 4, Filter(theme="datos-personales"): 5, Filter(theme="archivos"): 0},
)
NOTHING = Figures((), {}, {}, {Filter(): 0})


def indicator(measure, **filters):
    return Indicator("i", "I", measure, filters, *["x"] * 10)


@pytest.mark.parametrize(
    ("measure", "filters", "value"),
    [
        ("inscripciones", {}, 15),
        ("iniciadas", {"eje": "1"}, 8),
        ("concluidas", {"perspectiva": "inclusion"}, 5),
        ("acreditadas", {"curso": "acceso"}, 4),
        ("personas-acreditadas", {}, 6),
        ("personas-acreditadas", {"tema": "datos-personales"}, 5),
        ("horas-acreditadas", {}, Decimal("64.5")),
        ("tasa-acreditacion", {"eje": "1"}, Rate(4, 8)),
        ("eficiencia-terminal", {}, Rate(11, 15)),
        ("organizaciones-con-acreditadas", {}, 2),
        ("organizaciones-con-acreditadas", {"eje": "2"}, 1),
        ("cursos-publicados", {}, 2),
        ("cursos-publicados", {"tema": "datos-personales"}, 1),
        ("cursos-publicados", {"tema": "archivos"}, 0),
    ],
)
def test_each_measure_is_counted_over_its_filters(measure, filters, value):
    assert reading(indicator(measure, **filters), FIGURES).value == value


@pytest.mark.parametrize("measure", [measure for measure in MEASURES if measure != "cursos-publicados"])
def test_without_anything_to_count_there_is_no_value(measure):
    assert reading(indicator(measure), NOTHING).value is None


def test_no_value_is_made_up_for_a_filter_that_nobody_took():
    assert reading(indicator("personas-acreditadas", tema="archivos"), FIGURES).value is None


def test_an_indicator_of_another_source_has_no_reading():
    assert reading(indicator(""), FIGURES) is None


def test_every_measure_has_a_definition():
    assert set(DEFINITION_OF) == set(MEASURES)
    assert set(DEFINITION_OF.values()) <= set(DEFINITIONS)


def test_rates_and_hours_say_how_they_are_written():
    kinds = {measure: reading(indicator(measure), FIGURES).kind for measure in MEASURES}

    assert kinds["tasa-acreditacion"] is Kind.RATE
    assert kinds["horas-acreditadas"] is Kind.HOURS
    assert kinds["acreditadas"] is Kind.NUMBER


def test_filters_combine():
    filters = filter_of(indicator("acreditadas", eje="2", tema="datos-personales", perspectiva="genero", curso="datos"))

    assert filters == Filter("datos", 2, "datos-personales", "genero")
