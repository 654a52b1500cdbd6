"""How templates write numbers, shares, dates and durations, in the reader's language."""

from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from math import floor

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, ngettext, to_user_timezone

from app.content.citations import citation_label, norm_label
from app.content.draw import shown_options, shown_order

NBSP = "\N{NO-BREAK SPACE}"


def percent(share: float | Decimal | None) -> str:
    """A share 0-1 as a whole percentage, never rounded up: 0.7999 is 79 %, which no line breaks."""
    if share is None:
        return "—"
    scaled = (Decimal(str(share)) * 100).quantize(Decimal("0.000001"))
    return f"{format_decimal(int(scaled.to_integral_value(ROUND_FLOOR)))}{NBSP}%"


def number(value: int | float | Decimal | None) -> str:
    """A number with the thousands of the reader's language; None is a dash."""
    return "—" if value is None else str(format_decimal(value))


def hours(value: int | float | Decimal) -> str:
    """Hours as people write them: 6 h, 1.5 h."""
    return f"{format_decimal(value)}{NBSP}h"


def minutes(value: int) -> str:
    """Minutes as people write them: 45 min, 1 h 10 min."""
    whole, rest = divmod(value, 60)
    parts = ([f"{whole}{NBSP}h"] if whole else []) + ([f"{rest}{NBSP}min"] if rest or not whole else [])
    return " ".join(parts)


def day(value: date | datetime | None) -> str:
    """A date in words: 23 de noviembre de 2026; moments in the programme's time zone."""
    if value is None:
        return "—"
    return str(format_date(value, "long"))


def weekday(value: date | datetime) -> str:
    """A date with its day of the week: lunes, 23 de noviembre de 2026; a moment without a zone as it is."""
    return str(format_date(value.date() if isinstance(value, datetime) else value, "full"))


def moment(value: datetime | None) -> str:
    """A date and time in words, in the programme's time zone."""
    if value is None:
        return "—"
    return str(format_datetime(value, "d MMM y, HH:mm"))


def clock_time(value: datetime) -> str:
    """Hour and minute in the programme's time zone: 10:42."""
    return f"{to_user_timezone(value):%H:%M}"


def remaining(seconds: float) -> str:
    """A wait in words, rounded up to a minute: 5 minutos."""
    left = max(1, -floor(-seconds / 60))
    return str(ngettext("%(num)d minuto", "%(num)d minutos", left))


def init_app(app: Flask) -> None:
    """Give the filters to every template."""
    app.jinja_env.filters.update(
        percent=percent,
        number=number,
        hours=hours,
        minutes=minutes,
        day=day,
        weekday=weekday,
        moment=moment,
        clock_time=clock_time,
        remaining=remaining,
        local=to_user_timezone,
        citation_label=citation_label,
        norm_label=norm_label,
        shown_order=shown_order,
        in_order=shown_options,
    )
