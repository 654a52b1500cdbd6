"""The office that issues certificates: what an application's settings say of it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from app.credentials.seal import Sealer, load_sealer
from app.shared.clock import local_date
from app.shared.settings import Settings, settings


@dataclass(frozen=True, slots=True)
class Office:
    """The key that seals, the place that certificates name, and the time zone whose days they count."""

    sealer: Sealer
    place: str
    timezone: str

    def day(self, moment: datetime) -> date:
        """The day of a moment where the office is."""
        return local_date(moment, self.timezone)


@lru_cache(maxsize=4)
def office_of(held: Settings) -> Office:
    """The office under these settings; its key is read, or made, once in a process."""
    return Office(load_sealer(held), held.place, held.timezone)


def office() -> Office:
    """The office of the running application."""
    return office_of(settings())
