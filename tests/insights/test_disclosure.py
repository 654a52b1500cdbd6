"""What the tables by sex hide, and that nobody can work it out."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.insights.disclosure import SMALL, Protected, suppress


def fillings(total: int, parts: int) -> list[tuple[int, ...]]:
    """Every way to share ``total`` among ``parts`` counts."""
    if parts == 0:
        return [()] if total == 0 else []
    return [(first, *rest) for first in range(total + 1) for rest in fillings(total - first, parts - 1)]


def possible_tables(table: list[list[int]], shown: Protected) -> list[tuple[tuple[int, ...], ...]]:
    """Every table that a reader of ``shown`` and of the row totals must still hold possible."""
    choices = []
    for row, seen in zip(table, shown.tables[0], strict=True):
        hidden = [n for n, value in enumerate(seen) if value is None]
        left = sum(row) - sum(value for value in seen if value is not None)
        rows = []
        for filling in fillings(left, len(hidden)):
            filled = [0 if value is None else value for value in seen]
            for n, value in zip(hidden, filling, strict=True):
                filled[n] = value
            rows.append(tuple(filled))
        choices.append(rows)
    return [
        rows
        for rows in product(*choices)
        if all(
            total is None or total == sum(column)
            for total, column in zip(shown.column_totals, zip(*rows, strict=True), strict=True)
        )
    ]


counts = st.integers(0, 5)
tables = st.lists(st.lists(counts, min_size=3, max_size=3), min_size=1, max_size=3)


@given(tables)
@settings(max_examples=150, deadline=None)
def test_no_hidden_count_can_be_worked_out_from_what_is_shown(table):
    shown = suppress(table, small=3)

    possible = possible_tables(table, shown)

    for r, row in enumerate(shown.tables[0]):
        for c, value in enumerate(row):
            if value is None:
                assert len({rows[r][c] for rows in possible}) > 1, (table, shown)
    for c, total in enumerate(shown.column_totals):
        if total is None:
            assert len({sum(row[c] for row in rows) for rows in possible}) > 1, (table, shown)


@given(tables)
def test_what_is_shown_is_true_and_never_a_small_group(table):
    shown = suppress(table, small=3)

    for row, seen in zip(table, shown.tables[0], strict=True):
        for value, cell in zip(row, seen, strict=True):
            assert cell in (None, value)
            assert cell is None or cell == 0 or cell >= 3
    for column, total in zip(zip(*table, strict=True), shown.column_totals, strict=True):
        assert total in (None, sum(column))
        assert total is None or total == 0 or total >= 3


@st.composite
def linked(draw):
    """The same people counted in two tables with the same columns."""
    rows = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    people = draw(
        st.lists(st.tuples(st.integers(0, rows[0] - 1), st.integers(0, rows[1] - 1), st.integers(0, 1)), max_size=8)
    )
    tables = [[[0, 0] for _ in range(n)] for n in rows]
    for first, second, column in people:
        tables[0][first][column] += 1
        tables[1][second][column] += 1
    return tables


@given(linked())
@settings(max_examples=150, deadline=None)
def test_two_tables_of_the_same_people_do_not_give_each_other_away(pair):
    shown = suppress(*pair, small=3)

    halves = [Protected((seen,), shown.column_totals) for seen in shown.tables]
    first, second = (possible_tables(table, half) for table, half in zip(pair, halves, strict=True))
    both = [
        (one, two)
        for one in first
        for two in second
        if [sum(column) for column in zip(*one, strict=True)] == [sum(column) for column in zip(*two, strict=True)]
    ]
    for side, seen in enumerate(shown.tables):
        for r, row in enumerate(seen):
            for c, value in enumerate(row):
                if value is None:
                    assert len({rows[side][r][c] for rows in both}) > 1, (pair, shown)


def test_a_table_of_large_counts_is_shown_whole():
    shown = suppress([[10, 20], [30, 40]])

    assert shown == Protected((((10, 20), (30, 40)),), (40, 60))


def test_a_small_count_takes_its_neighbours_with_it():
    shown = suppress([[3, 20, 9], [12, 40, 8], [50, 60, 70]])

    assert shown.tables[0] == ((None, 20, None), (None, 40, None), (50, 60, 70))
    assert shown.column_totals == (65, 120, 87)


def test_zeros_are_shown_where_they_give_nobody_away():
    shown = suppress([[0, 20], [30, 40]])

    assert shown.tables[0] == ((0, 20), (30, 40))


def test_zeros_are_hidden_where_they_would_give_the_only_group_away():
    shown = suppress([[3, 0], [30, 40]])

    assert shown.tables[0] == ((None, None), (None, None))


def test_where_everyone_answered_the_same_the_totals_are_hidden_too():
    shown = suppress([[3, 0], [30, 0]])

    assert shown.tables[0][0] == (None, None)
    assert shown.column_totals == (None, None)


@pytest.mark.parametrize("tables", [(), ([],), ([[1]],), ([[1, 2]], [[2, 1]]), ([[1, 2]], [[1, 2]], [[1, 2]])])
def test_tables_that_cannot_be_protected_are_refused(tables):
    with pytest.raises(ValueError, match="tables"):
        suppress(*tables)


def test_large_tables_are_protected_in_a_moment():
    table = [[(r * 7 + c * 3) % 11 for c in range(5)] for r in range(100)]

    shown = suppress(table)

    assert all(cell is None or cell == 0 or cell >= SMALL for row in shown.tables[0] for cell in row)
