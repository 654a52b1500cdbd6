"""Which cells of a table must be hidden so that nobody can be told from it.

A table crossed by sex is published with its row totals, which other tables show anyway. Rules:

1. A count of 1 to 4 people is hidden (``SMALL``), also where it is the total of a column.
2. For each hidden count that could still be worked out from what is shown, others are hidden too.
3. A zero is shown, because nobody stands behind it, unless rule 2 needs it.

How rule 2 is decided. What is known of a table is that rows and columns add up and that no count
is negative. Draw every count as an arc: a cell goes from its row to its column, the total of a
column from the column to the sum of all. Two fillings that agree with what is shown differ by
cycles of hidden arcs, forward where a count grows and backward where it shrinks, and a count of
zero cannot shrink. So a hidden count can be worked out exactly when no such cycle passes through
it. Where that is so, the cheapest cycle through it is found (Dijkstra) and hidden whole: small
counts before large ones, then zeros, then totals of columns. One always exists while there are
two columns: shrink the cell and its column's total, let a neighbour and its total grow.

Tables of the same people that share their columns (courses by sex, organisations by sex) are
protected together, because a total shown in one would give away what the other hides: there the
total of a column is an arc between both.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from operator import itemgetter
from typing import TypeAlias

SMALL = 5
"""Counts below this, and above zero, are hidden."""

_ZERO_COST = 1_000_000
_TOTAL_COST = 1_000_000_000


_Neighbours: TypeAlias = dict[Hashable, list[tuple[int, Hashable]]]


@dataclass(frozen=True, slots=True)
class Protected:
    """Tables of counts by row and column, and the totals of the columns; None is hidden."""

    tables: tuple[tuple[tuple[int | None, ...], ...], ...]
    column_totals: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class _Arc:
    tail: Hashable
    head: Hashable
    value: int
    cost: int


def suppress(*tables: Sequence[Sequence[int]], small: int = SMALL) -> Protected:
    """One or two tables of the same people by the same columns, with what must be hidden.

    Every table needs the same columns, two or more, and the same total of each; ValueError otherwise.
    """
    totals = _column_totals(tables)
    arcs = _arcs(tables, totals)
    hidden = _hidden(arcs, small)
    shown = iter(None if position in hidden else arc.value for position, arc in enumerate(arcs))
    column_totals = tuple(next(shown) for _ in totals)
    return Protected(tuple(tuple(tuple(next(shown) for _ in row) for row in table) for table in tables), column_totals)


def _column_totals(tables: Sequence[Sequence[Sequence[int]]]) -> tuple[int, ...]:
    sums = {tuple(sum(column) for column in zip(*table, strict=True)) for table in tables if table}
    if len(tables) not in (1, 2) or len(sums) != 1 or len(totals := sums.pop()) < 2:
        raise ValueError("one or two tables, with the same two or more columns and their totals")
    return totals


def _arcs(tables: Sequence[Sequence[Sequence[int]]], totals: Sequence[int]) -> list[_Arc]:
    """The totals of columns first, then each table's cells by row; the second table's point back."""
    ends = ("total",) * len(totals) if len(tables) == 1 else tuple(("column", 1, n) for n in range(len(totals)))
    arcs = [
        _Arc(("column", 0, n), end, value, _TOTAL_COST + value)
        for n, (end, value) in enumerate(zip(ends, totals, strict=True))
    ]
    for side, table in enumerate(tables):
        for r, row in enumerate(table):
            for c, value in enumerate(row):
                nodes = (("row", side, r), ("column", side, c))
                tail, head = nodes if side == 0 else nodes[::-1]
                arcs.append(_Arc(tail, head, value, value or _ZERO_COST))
    return arcs


def _hidden(arcs: Sequence[_Arc], small: int) -> set[int]:
    neighbours: _Neighbours = {}
    for position, arc in enumerate(arcs):
        neighbours.setdefault(arc.tail, []).append((position, arc.head))
        if arc.value > 0:
            neighbours.setdefault(arc.head, []).append((position, arc.tail))
    small_ones = [position for position, arc in enumerate(arcs) if 0 < arc.value < small]
    costs = [0 if 0 < arc.value < small else arc.cost for arc in arcs]
    hidden = set(small_ones)
    for position in small_ones:
        arc = arcs[position]
        cycles = (
            _cheapest(neighbours, costs, arc.head, arc.tail, position),
            _cheapest(neighbours, costs, arc.tail, arc.head, position),
        )
        _cost, cycle = min((cycle for cycle in cycles if cycle is not None), key=itemgetter(0))
        hidden.update(cycle)
        for other in cycle:
            costs[other] = 0
    return hidden


def _cheapest(
    neighbours: _Neighbours, costs: Sequence[int], start: Hashable, goal: Hashable, without: int
) -> tuple[int, list[int]] | None:
    """The cost and the arcs of the cheapest way from start to goal that leaves out one arc."""
    order = count()
    queue: list[tuple[int, int, Hashable]] = [(0, next(order), start)]
    best: dict[Hashable, int] = {start: 0}
    came: dict[Hashable, tuple[int, Hashable]] = {}
    while queue:
        cost, _, node = heappop(queue)
        if node == goal:
            way = []
            while node != start:
                position, node = came[node]
                way.append(position)
            return cost, way
        if cost > best[node]:
            continue
        for position, other in neighbours.get(node, ()):
            reached = cost + costs[position]
            if position != without and reached < best.get(other, reached + 1):
                best[other] = reached
                came[other] = (position, node)
                heappush(queue, (reached, next(order), other))
    return None
