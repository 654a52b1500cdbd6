"""How questions do, on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.course import parse_course
from app.content.model import Level
from app.insights.tables import Rate
from app.studio.item_analysis import ENOUGH, FLAGS, ORDERS, Flag, Item, in_order, items_of, items_table
from tests.factories import COURSE_FILES


def item(key="k", n_scored=ENOUGH, n_correct=10, level=Level.APPLY, annulled=False):
    return Item("Examen", key, "¿Qué?", level, "LEY, art. 1", n_scored, n_scored, n_correct, annulled)


@pytest.mark.parametrize(
    ("n_scored", "n_correct", "flag"),
    [
        (20, 20, Flag.EASY),
        (20, 19, None),
        (100, 96, Flag.EASY),
        (100, 95, None),
        (100, 30, None),
        (100, 29, Flag.REVIEW),
        (20, 0, Flag.REVIEW),
        (19, 0, None),
        (19, 19, None),
        (0, 0, None),
    ],
)
def test_only_shares_over_enough_answers_are_flagged(n_scored, n_correct, flag):
    assert item(n_scored=n_scored, n_correct=n_correct).flag is flag


def test_an_annulled_question_is_flagged_as_such():
    assert item(n_scored=0, n_correct=0, annulled=True).flag is Flag.ANNULLED


def test_every_question_of_every_quiz_is_listed_in_reading_order():
    course, _findings = parse_course(COURSE_FILES, "curso-de-prueba")

    items = items_of(course, {"plazo": (30, 28, 27)}, {"multiple"})

    assert [i.key for i in items][:3] == ["plazo", "multiple", "falso"]
    assert len(items) == 8 + 1 + 5
    assert (items[0].n_answered, items[0].facility) == (28, Rate(27, 30))
    assert items[0].text == "¿Cuál es el plazo?"
    assert items[0].norms == "LEY, art. 134"
    assert items[1].flag is Flag.ANNULLED
    assert items[-1].quiz == "Examen final"
    assert items[2].facility.share is None


@given(st.sampled_from([*ORDERS, "otro"]), st.lists(st.integers(0, 20), max_size=8))
def test_an_order_loses_nothing(order, counts):
    items = [item(str(n), n_correct=count) for n, count in enumerate(counts)]

    assert sorted(i.key for i in in_order(items, order)) == sorted(i.key for i in items)


def test_items_are_ordered_by_what_the_link_says():
    few, many, none = item("few", 10, 1), item("many", 40, 30, Level.REMEMBER), item("none", 0, 0, None)

    def keys(order):
        return [i.key for i in in_order((none, many, few), order)]

    assert keys("") == keys("otro") == ["none", "many", "few"]
    assert keys("aciertos") == ["few", "many", "none"]
    assert keys("respuestas") == ["many", "few", "none"]
    assert keys("nivel") == ["many", "few", "none"]


def test_the_table_tells_each_item_in_words():
    table = items_table([item(n_correct=ENOUGH), item(level=None)])

    assert table.rows[0][-1] == FLAGS[Flag.EASY]
    assert table.rows[1][3] == ""
