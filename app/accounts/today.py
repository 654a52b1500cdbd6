"""What day it is for people: where the programme is, not in UTC."""

from datetime import date

from app.shared.clock import local_date, now
from app.shared.settings import settings


def today() -> date:
    """The calendar day in the programme's time zone."""
    return local_date(now(), settings().timezone)
