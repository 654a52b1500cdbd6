"""What time it is: the one place that asks."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of an aware moment in an IANA time zone such as America/Monterrey."""
    return moment.astimezone(ZoneInfo(zone)).date()
