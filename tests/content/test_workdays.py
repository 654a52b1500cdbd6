"""Working days: the calendar's days are skipped, and moments move as the laws count."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.findings import Findings
from app.content.workdays import DAYS, HOURS, MONTHS, WORKDAYS, YEARS, Calendar, Span, parse_calendar, parse_span

MARCH = Calendar({date(2026, 3, 16): "Natalicio"}, frozenset({2026}))
NINE = datetime.fromisoformat("2026-03-13T09:10")

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
moments = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-12-31"))
calendars = st.dictionaries(days, st.just("Inhábil"), max_size=60).map(lambda held: Calendar(held, frozenset()))
amounts = st.integers(1, 60)


@pytest.mark.parametrize(
    ("span", "then"),
    [
        (Span(1, WORKDAYS), "2026-03-17T09:10"),
        (Span(5, WORKDAYS), "2026-03-23T09:10"),
        (Span(3, DAYS), "2026-03-16T09:10"),
        (Span(15, HOURS), "2026-03-14T00:10"),
        (Span(6, MONTHS), "2026-09-13T09:10"),
        (Span(70, YEARS), "2096-03-13T09:10"),
    ],
)
def test_a_friday_before_a_long_weekend_moves_by_what_is_counted(span, then):
    assert MARCH.after(NINE, span) == datetime.fromisoformat(then)


def test_a_month_without_the_day_ends_on_its_last_one():
    start = datetime.fromisoformat("2027-08-31T00:00")

    assert Calendar().after(start, Span(6, MONTHS)).date() == date(2028, 2, 29)
    assert Calendar().after(start, Span(10_000, YEARS)).year == 9999


@given(calendars, moments, amounts)
def test_the_nth_working_day_is_one_and_leaves_n_behind(calendar, start, n):
    end = calendar.after(start, Span(n, WORKDAYS))

    assert calendar.is_workday(end.date())
    assert end.time() == start.time()
    assert calendar.workdays_between(start.date(), end.date()) == n


@given(calendars, moments, amounts, amounts, st.sampled_from([WORKDAYS, DAYS, HOURS]))
def test_two_spans_one_after_the_other_are_one(calendar, start, first, second, unit):
    together = calendar.after(start, Span(first + second, unit))

    assert calendar.after(calendar.after(start, Span(first, unit)), Span(second, unit)) == together


@given(calendars, moments, moments, amounts, st.sampled_from([WORKDAYS, DAYS, HOURS, MONTHS, YEARS]))
def test_who_starts_later_never_ends_earlier(calendar, one, other, amount, unit):
    early, late = sorted((one, other))

    assert early < calendar.after(early, Span(amount, unit)) <= calendar.after(late, Span(amount, unit))


@given(calendars, days, st.integers(0, 60))
def test_no_more_working_days_than_days_and_none_backwards(calendar, first, n):
    last = first + timedelta(days=n)

    assert 0 <= calendar.workdays_between(first, last) <= n
    assert calendar.workdays_between(last, first) == 0


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1 día hábil", Span(1, WORKDAYS)),
        ("20  días hábiles", Span(20, WORKDAYS)),
        ("3 días", Span(3, DAYS)),
        ("1 día", Span(1, DAYS)),
        ("1 hora", Span(1, HOURS)),
        ("12 horas", Span(12, HOURS)),
        ("0 horas", None),
        ("1000 días", None),
        ("2 semanas", None),
        ("un día", None),
        ("1 día hábil y medio", None),
    ],
)
def test_a_span_is_written_in_days_of_work_days_or_hours(text, span):
    assert parse_span(text) == span


def test_a_calendar_holds_each_day_with_its_reason_and_knows_its_years():
    findings = Findings()
    text = "- anio: 2026\n  fuente: ley\n  dias: {'2026-05-01': Trabajo}\n- anio: 2027\n  fuente: ley\n"

    calendar = parse_calendar(text, "dias-inhabiles.yaml", findings)

    assert findings.sorted() == ()
    assert calendar == Calendar({date(2026, 5, 1): "Trabajo"}, frozenset({2026, 2027}))
    assert not calendar.is_workday(date(2026, 5, 1))
    assert calendar.is_workday(date(2026, 5, 4))
    assert not calendar.is_workday(date(2026, 5, 2))
