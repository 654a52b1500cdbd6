"""A table as a value: the screen, the CSV and the XLSX are written from the same one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import TypeAlias

from flask_babel import LazyString


class Kind(StrEnum):
    """How the values of a column are written."""

    TEXT = "text"
    NUMBER = "number"
    HOURS = "hours"
    SHARE = "share"
    RATE = "rate"
    DAY = "day"
    MONTH = "month"


class Hidden(Enum):
    """A count that is not shown because it could tell of a person."""

    CELL = "oculto"


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole, both in sight; without a whole there is no share."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        """The part as a share of the whole, None where the whole is zero."""
        return self.numerator / self.denominator if self.denominator else None


Label: TypeAlias = str | LazyString
Value: TypeAlias = Label | int | float | Decimal | date | Rate | Hidden | None
Row: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds; ``definition`` is the key of the definition that explains its numbers."""

    label: Label
    kind: Kind = Kind.NUMBER
    definition: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind not in (Kind.TEXT, Kind.DAY, Kind.MONTH)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; ``name`` is its part of an address, ``total`` its last row, if it has one."""

    name: str
    title: Label
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Row | None = None
    note: Label = ""

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The rows and, where there is one, the total."""
        return (*self.rows, self.total) if self.total is not None else tuple(self.rows)

    @property
    def definitions(self) -> tuple[str, ...]:
        """The keys of the definitions that its columns name."""
        return tuple(column.definition for column in self.columns if column.definition)
