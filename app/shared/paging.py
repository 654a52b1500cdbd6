"""Long lists in pages that begin after a row, not at a number: page 200 costs what page 1 does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute

T = TypeVar("T")
S = TypeVar("S", bound=Select[Any])


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """The rows of one page in the list's order, and whether there are more on either side."""

    rows: tuple[T, ...]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What the ``pagination`` macro needs: the addresses beside this page, empty where there is none."""

    previous_url: str
    next_url: str
    label: str


def turned(
    statement: S,
    key: InstrumentedAttribute[int] | ColumnElement[int],
    size: int,
    *,
    after: int | None,
    before: int | None,
) -> S:
    """The statement of a page for ``cut``, the highest ``key`` first: the rows after a key, or before one."""
    if before is not None:
        return statement.where(key > before).order_by(key).limit(size + 1)
    if after is not None:
        statement = statement.where(key < after)
    return statement.order_by(key.desc()).limit(size + 1)


def cut(found: Sequence[T], size: int, *, after: bool, before: bool) -> Slice[T]:
    """A page from up to ``size`` + 1 rows found after a row, or (in reverse order) before one."""
    rows = tuple(found[:size])
    more = len(found) > size
    if before:
        return Slice(rows[::-1], has_previous=more, has_next=True)
    return Slice(rows, has_previous=after, has_next=more)
