"""The list of people of a coordinator's scope, and its files."""

import csv
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from app.accounts.models import Person, Role, Sex
from app.content.model import Lesson
from app.enrolment.models import Enrolment, ItemCompletion
from app.enrolment.operations import cancel_enrolment, complete_lesson, complete_quiz
from app.enrolment.queries import locked_enrolment
from app.insights.people_queries import PAGE_ROWS, PeopleFilter, every_learner, people_page
from tests.factories import NOW, finish_course, make_enrolment, make_person, publish, sign_in
from tests.pages import words

ZONE = "America/Monterrey"
LATE = datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
"""The last evening of February in Monterrey."""


@pytest.fixture
def coordinator(session, pages, north):
    """Coordinates the north and nothing else, signed in."""
    person = make_person(session, "coordina@pruebas.example", north, roles=[(Role.COORDINATOR, north)])
    sign_in(pages, person)
    return person


def learners(session, live, organisation, names, at=NOW):
    made = []
    for number, name in enumerate(names):
        person = make_person(session, f"p{number}-{organisation.slug}@pruebas.example", organisation, name=name)
        made.append(make_enrolment(session, person, live, at))
    return made


def many(session, live, organisation, n):
    """``n`` people and their enrolments, half of each course done, as rows."""
    first = 1_000_000
    session.execute(
        insert(Person),
        [
            {
                "id": first + i,
                "email": f"n{i}@pruebas.example",
                "name": f"Núñez Número {i}",
                "organisation_id": organisation.id,
                "sex": Sex.UNANSWERED,
                "session_key": f"many {i}",
                "created_at": NOW,
                "confirmed_at": NOW,
            }
            for i in range(n)
        ],
    )
    session.execute(
        insert(Enrolment),
        [
            {
                "id": first + i,
                "person_id": first + i,
                "course_id": live.course_id,
                "edition_id": live.edition_id,
                "organisation_id": organisation.id,
                "sex": Sex.UNANSWERED,
                "enrolled_at": NOW - timedelta(minutes=i),
                "started_at": NOW,
            }
            for i in range(n)
        ],
    )
    session.execute(
        insert(ItemCompletion),
        [
            {"enrolment_id": first + i, "item_key": item.key, "completed_at": NOW}
            for i in range(n)
            for item in live.content.items
            if isinstance(item, Lesson)
        ],
    )
    session.commit()


def names_on(page):
    return [cell.contents[0].strip() for cell in page.all('tbody th[scope="row"]')]


def search(pages, text, **filters):
    return pages.submit(pages.get("insights.people"), {"q": text, **filters}, form="#search")


def csv_of(pages, **filters):
    response = pages.client.get(pages.url("insights.people_download", kind="csv", **filters))
    assert response.status_code == 200
    return list(csv.reader(StringIO(response.get_data().decode("utf-8-sig"))))


def test_nobody_enrolled_yet(pages, coordinator):
    assert "Todavía no hay inscripciones" in pages.get("insights.people").text


def test_each_state_and_progress_is_told(session, pages, coordinator, north):
    live = publish(session)
    items = live.content.items
    new, reading, done, cancelled, unpassed = learners(session, live, north, ["Ana", "Beto", "Carla", "Dora", "Elia"])
    complete_lesson(session, reading.id, items[0].key, now=NOW)
    finish_course(session, done, live)
    cancel_enrolment(session, cancelled.id, now=NOW)
    for item in items:
        if isinstance(item, Lesson):
            complete_lesson(session, unpassed.id, item.key, now=NOW)
        else:
            complete_quiz(session, locked_enrolment(session, unpassed.id), item.key, score=0.5, passed=False, now=NOW)
    session.commit()

    page = pages.get("insights.people")

    told = {row.th.contents[0].strip(): [words(cell) for cell in row.select("td")][1:3] for row in page.all("tbody tr")}
    assert told == {
        "Ana": ["Sin empezar", "0 %"],
        "Beto": ["En curso", "16 %"],
        "Carla": ["Acreditada", "100 %"],
        "Dora": ["Cancelada", "0 %"],
        "Elia": ["Concluida, falta acreditar", "100 %"],
    }
    for state, name in (
        ("inscrita", "Ana"),
        ("en-curso", "Beto"),
        ("acreditada", "Carla"),
        ("cancelada", "Dora"),
        ("concluida", "Elia"),
    ):
        assert names_on(pages.get("insights.people", estado=state)) == [name]


def test_an_organisation_never_sees_another_ones_people(session, pages, coordinator, north, south):
    live = publish(session)
    learners(session, live, north, ["Del Norte"])
    learners(session, live, south, ["Del Sur"])

    assert names_on(pages.get("insights.people")) == ["Del Norte"]
    assert [row[0] for row in csv_of(pages)[1:]] == ["Del Norte"]
    assert "Nadie coincide" in search(pages, "sur").text
    pages.get("insights.people", organizacion="sur", status=422)
    pages.get("insights.people_download", kind="csv", organizacion="sur", status=400)


def test_the_region_sees_all_and_can_choose(session, pages, north, south):
    live = publish(session)
    learners(session, live, north, ["Del Norte"])
    learners(session, live, south, ["Del Sur"])
    sign_in(pages, make_person(session, "region@pruebas.example", north, roles=[(Role.COORDINATOR, None)]))

    assert names_on(pages.get("insights.people")) == ["Del Sur", "Del Norte"]
    assert names_on(pages.get("insights.people", organizacion="sur")) == ["Del Sur"]
    assert names_on(search(pages, "norte", curso="curso-de-prueba")) == ["Del Norte"]


def test_search_forgives_accents_and_case_and_takes_every_word(session, pages, coordinator, north):
    learners(session, publish(session), north, ["Íñigo Núñez Peña", "Íñigo Ruiz", "100% Real"])

    assert names_on(search(pages, "nunez INIGO")) == ["Íñigo Núñez Peña"]
    assert names_on(search(pages, "%")) == ["100% Real"]


def test_a_name_that_is_searched_for_stays_out_of_the_address(session, pages, coordinator, north):
    live = publish(session)
    ana, _beto, _carla = learners(session, live, north, ["Ana Ruiz", "Beto Ruiz", "Carla"])
    finish_course(session, ana, live)

    page = search(pages, "ruiz", estado="inscrita")

    assert names_on(page) == ["Beto Ruiz"]
    assert page.response.request.query_string == b"estado=inscrita"
    assert [row[0] for row in csv_of(pages)[1:]] == ["Beto Ruiz", "Ana Ruiz"]
    everybody = pages.submit(page, form="#everybody")
    assert names_on(everybody) == ["Carla", "Beto Ruiz", "Ana Ruiz"]


def test_a_search_that_is_too_long_is_refused(pages, coordinator):
    page = pages.submit(pages.get("insights.people"), {"q": "a" * 101}, form="#search", status=422)

    assert page.all(".error-summary a")


def test_pages_follow_each_other_without_gap_or_repetition(session, pages, coordinator, north):
    many(session, publish(session), north, 2 * PAGE_ROWS + 3)
    everybody = [row[0] for row in csv_of(pages)[1:]]

    first = search(pages, "nunez")
    second = pages.get(first.one('a[rel="next"]')["href"])
    third = pages.get(second.one('a[rel="next"]')["href"])
    back = pages.get(third.one('a[rel="prev"]')["href"])
    start = pages.get(back.one('a[rel="prev"]')["href"])

    assert names_on(first) + names_on(second) + names_on(third) == everybody
    assert names_on(back) == names_on(second)
    assert names_on(start) == names_on(first)
    assert [third.all('a[rel="next"]'), first.all('a[rel="prev"]'), start.all('a[rel="prev"]')] == [[], [], []]


def test_a_page_costs_one_statement_however_many_rows(session, north, count_queries):
    live = publish(session)
    many(session, live, north, 1)
    within, names = frozenset({north.id}), {north.id: "Norte"}
    with count_queries(session) as one:
        people_page(session, PeopleFilter(), names, within=within, zone=ZONE)
    learners(session, live, north, [f"Persona {n}" for n in range(30)])

    with count_queries(session) as thirty:
        page = people_page(session, PeopleFilter(), names, within=within, zone=ZONE)

    assert len(page.rows) == 31
    assert one.n == thirty.n == 1


def test_days_are_those_of_the_programme(session, north):
    live = publish(session)
    learners(session, live, north, ["Ana"], at=LATE)

    (learner,) = every_learner(session, PeopleFilter(), {}, within=None, zone=ZONE)

    assert learner.enrolled_on.isoformat() == "2026-02-28"
    assert learner.organisation == ""


def test_files_hold_who_the_pages_show(session, pages, coordinator, north):
    live = publish(session)
    learners(session, live, north, ["Ana", "=cmd()"])

    rows = csv_of(pages)
    response = pages.client.get(pages.url("insights.people_download", kind="xlsx"))
    cells = list(load_workbook(BytesIO(response.get_data())).worksheets[0].iter_rows(values_only=True))

    assert rows[0] == list(cells[0])
    assert [row[:5] for row in rows[1:]] == [
        ["'=cmd()", "Organización Norte", "Curso de prueba", "Sin empezar", "0.0000"],
        ["Ana", "Organización Norte", "Curso de prueba", "Sin empezar", "0.0000"],
    ]
    assert [row[:5] for row in cells[1:]] == [
        ("=cmd()", "Organización Norte", "Curso de prueba", "Sin empezar", 0),
        ("Ana", "Organización Norte", "Curso de prueba", "Sin empezar", 0),
    ]
    assert cells[1][5].date() == NOW.date()


def test_thousands_of_people_are_sent_in_a_moment(session, pages, coordinator, north):
    many(session, publish(session), north, 5_000)
    started = time.process_time()

    rows = csv_of(pages)

    assert len(rows) == 5_001
    assert time.process_time() - started < 2
