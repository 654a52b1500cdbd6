"""Tables as answers to a request: a file to keep."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask import Response, stream_with_context

from app.insights.exports import csv_lines, xlsx_file
from app.insights.tables import Column, Label, Row, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(table: Table, kind: str, facts: Iterable[tuple[Label, Label]], *, on: date) -> Response:
    """The table as ``csv`` or ``xlsx``, named after itself and the day."""
    if kind == "csv":
        return csv_stream(table.columns, table.all_rows, table.name, on=on)
    return _attached(Response(xlsx_file(table, facts), mimetype=XLSX), table.name, kind, on)


def csv_stream(columns: Sequence[Column], rows: Iterable[Row], name: str, *, on: date) -> Response:
    """Rows as CSV, sent while they are read."""
    lines = stream_with_context(csv_lines(columns, rows))
    return _attached(Response(lines, mimetype="text/csv"), name, "csv", on)


def _attached(response: Response, name: str, kind: str, on: date) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="aula-norte-{name}-{on.isoformat()}.{kind}"'
    return response
