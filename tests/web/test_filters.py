"""How numbers, shares, dates and times are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.web import filters


@pytest.fixture(autouse=True)
def request_in_spanish(app):
    with app.test_request_context(headers={"Accept-Language": "es"}):
        yield


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0\xa0%"),
        (0.8, "80\xa0%"),
        (0.7999, "79\xa0%"),
        (0.29, "29\xa0%"),
        (1, "100\xa0%"),
        (Decimal("0.575"), "57\xa0%"),
        (None, "—"),
    ],
)
def test_a_share_is_a_whole_percentage_never_rounded_up(share, text):
    assert filters.percent(share) == text


def test_a_share_that_is_not_known_is_a_dash():
    assert filters.percent(None) == "—"


def test_numbers_durations_and_hours_are_written_as_in_mexico():
    assert filters.number(1234567) == "1,234,567"
    assert filters.number(None) == "—"
    assert filters.hours(Decimal("1.5")) == "1.5\xa0h"
    assert [filters.minutes(n) for n in (5, 60, 75)] == ["5\xa0min", "1\xa0h", "1\xa0h 15\xa0min"]


def test_dates_and_moments_are_in_words_and_in_the_programmes_time():
    assert filters.day(date(2026, 11, 23)) == "23 de noviembre de 2026"
    assert filters.day(None) == filters.moment(None) == "—"
    evening = datetime(2026, 11, 24, 3, 5, tzinfo=UTC)
    assert filters.clock_time(evening) == "21:05"
    assert filters.moment(evening).startswith("23 nov")


def test_a_wait_is_rounded_up_to_minutes():
    assert [filters.remaining(seconds) for seconds in (1, 60, 61, 600)] == [
        "1 minuto",
        "1 minuto",
        "2 minutos",
        "10 minutos",
    ]
