"""A table as a file: CSV that every spreadsheet reads, XLSX with typed numbers and its definitions."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.insights.definitions import Definition, definitions_of
from app.insights.tables import Column, Hidden, Kind, Label, Rate, Row, Table, Value

BOM = "\ufeff"
CSV_CHUNK_ROWS = 1000
MAX_SHEET_NAME = 31
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SHARE_DIGITS = 4

_FORMATS = {
    Kind.TEXT: {},
    Kind.NUMBER: {"num_format": "#,##0"},
    Kind.HOURS: {"num_format": "#,##0.##"},
    Kind.SHARE: {"num_format": "0.0%"},
    Kind.RATE: {"num_format": "0.0%"},
    Kind.DAY: {"num_format": "yyyy-mm-dd"},
    Kind.MONTH: {},
}
_WIDTHS = {Kind.TEXT: 40, Kind.DAY: 12, Kind.MONTH: 12}
_NUMBER_WIDTH = 16


def flat_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns of a file: a rate becomes its share, its part and its whole."""
    flat: list[Column] = []
    for column in columns:
        flat.append(column)
        if column.kind is Kind.RATE:
            flat.append(Column(_("%(rate)s: parte", rate=column.label)))
            flat.append(Column(_("%(rate)s: total", rate=column.label)))
    return tuple(flat)


def flat_row(columns: Sequence[Column], row: Row) -> list[Value]:
    """A row's values in the order of ``flat_columns``."""
    flat: list[Value] = []
    for column, value in zip(columns, row, strict=True):
        if column.kind is Kind.RATE and isinstance(value, Rate):
            flat.extend((value.share, value.numerator, value.denominator))
        else:
            flat.append(value)
    return flat


def safe_text(text: str) -> str:
    """``text`` that no spreadsheet takes for a formula: an apostrophe stands before what could start one."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_lines(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """The table as CSV text (RFC 4180), in pieces: a byte order mark and the header first.

    Shares are numbers 0-1 with four decimals, dates ISO, a hidden count the word «oculto».
    """
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([safe_text(str(column.label)) for column in flat_columns(columns)])
    for number, row in enumerate(rows, 1):
        writer.writerow([_csv_value(value) for value in flat_row(columns, row)])
        if number % CSV_CHUNK_ROWS == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _csv_value(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return f"{value:.{_SHARE_DIGITS}f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Hidden):
        return value.value
    return safe_text(str(value))


def xlsx_file(table: Table, facts: Iterable[tuple[Label, Label]]) -> bytes:
    """The table as a workbook: its rows with typed values; a second sheet with ``facts`` and definitions.

    ``facts`` are pairs that say what was counted: filters, scope, date.
    """
    import xlsxwriter  # noqa: PLC0415 -- slow to load, and most processes write no workbook

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        _write_rows(book, table)
        _write_definitions(book, table, facts)
    return target.getvalue()


def _write_rows(book: Any, table: Table) -> None:
    sheet = book.add_worksheet(str(table.title)[:MAX_SHEET_NAME])
    columns = flat_columns(table.columns)
    formats = [book.add_format(_FORMATS[column.kind]) for column in columns]
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for n, column in enumerate(columns):
        sheet.set_column(n, n, _WIDTHS.get(column.kind, _NUMBER_WIDTH))
        sheet.write_string(0, n, str(column.label), header)
    for r, row in enumerate(table.all_rows, 1):
        for n, value in enumerate(flat_row(table.columns, row)):
            _write_cell(sheet, r, n, value, formats[n])
    sheet.freeze_panes(1, 1)


def _write_cell(sheet: Any, r: int, n: int, value: Value, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, int | float | Decimal):
        sheet.write_number(r, n, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(r, n, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    elif isinstance(value, Hidden):
        sheet.write_string(r, n, value.value)
    else:
        sheet.write_string(r, n, str(value))


_HEADS = (
    _l("Número"),
    _l("Qué es"),
    _l("Método de cálculo"),
    _l("Unidad de medida"),
    _l("Frecuencia"),
    _l("Fuente"),
)


def _write_definitions(book: Any, table: Table, facts: Iterable[tuple[Label, Label]]) -> None:
    sheet = book.add_worksheet(_("Qué es cada número")[:MAX_SHEET_NAME])
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28, wrapped)
    sheet.set_column(1, len(_HEADS) - 1, 44, wrapped)
    r = 0
    for r, (name, value) in enumerate(facts, 1):
        sheet.write_string(r - 1, 0, str(name), bold)
        sheet.write_string(r - 1, 1, str(value), wrapped)
    lines = [_HEADS, *(_card(definition) for definition in definitions_of(table.definitions))]
    for offset, line in enumerate(lines, 1):
        for n, text in enumerate(line):
            sheet.write_string(r + offset, n, str(text), bold if offset == 1 else wrapped)


def _card(definition: Definition) -> tuple[Label, ...]:
    return (
        definition.name,
        definition.meaning,
        definition.method,
        definition.unit,
        definition.frequency,
        definition.source,
    )
