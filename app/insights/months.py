"""Calendar months of the programme's time zone, written ``YYYY-MM`` so that they sort as text."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

MONTHS_IN_A_YEAR = 12
_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Whether ``text`` is a month: ``2026-11`` is, ``2026-13`` and ``11-2026`` are not."""
    return _MONTH.fullmatch(text) is not None


def month_of(moment: datetime, zone: str) -> str:
    """The month of an aware moment in an IANA time zone."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m")


def year_of(month: str) -> int:
    """The year of a month."""
    return int(month[:4])


def month_after(month: str, n: int = 1) -> str:
    """The month ``n`` months later; a negative ``n`` goes back."""
    position = year_of(month) * MONTHS_IN_A_YEAR + int(month[5:]) - 1 + n
    return f"{position // MONTHS_IN_A_YEAR:04d}-{position % MONTHS_IN_A_YEAR + 1:02d}"


def month_start(month: str, zone: str) -> datetime:
    """The first moment of a month in a time zone, aware, in UTC."""
    return datetime(year_of(month), int(month[5:]), 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def months_between(first: str, last: str) -> Iterator[str]:
    """Every month from ``first`` to ``last``, both included; none where they are the wrong way round."""
    while first <= last:
        yield first
        first = month_after(first)
