"""The insights blueprint, and how its templates write months and hidden counts."""

from datetime import date

from flask import Blueprint
from flask_babel import format_date

from app.insights.months import is_month
from app.insights.tables import Hidden, Kind, Label, Table
from app.web.filters import number

bp = Blueprint("insights", __name__)


@bp.app_template_filter("month")
def month(value: Label) -> str:
    """A month as people write it: nov 2026. What is no month stays as it is."""
    if not is_month(value := str(value)):
        return value
    return str(format_date(date(int(value[:4]), int(value[5:]), 1), "MMM y"))


@bp.app_template_test("hidden_cell")
def is_hidden(value: object) -> bool:
    """Whether a value is a count that is not shown."""
    return value is Hidden.CELL


@bp.app_template_filter("bars")
def bars(table: Table, position: int, last: int = 0) -> list[tuple[str, int, str]]:
    """A column of counts as the charts' rows: label, value, text. ``last`` keeps that many rows from the end."""
    by_month = table.columns[0].kind is Kind.MONTH
    return [
        (month(str(row[0])) if by_month else str(row[0]), value, number(value))
        for row in table.rows[-last:]
        if isinstance(value := row[position], int) and (value or by_month)
    ]
