"""The trainers' pages: their courses, editions and questions, and nobody else's."""

import csv
from io import StringIO

import pytest
from sqlalchemy import update

from app.accounts.models import Organisation, Role
from app.assessment.models import QuestionTally
from app.catalog.models import Course, Edition
from app.credentials.models import Credential
from app.enrolment.operations import cancel_enrolment
from tests.content.samples import edited
from tests.factories import (
    COURSE_FILES,
    NOW,
    PROGRAMME_FILES,
    finish_course,
    make_enrolment,
    make_organisation,
    make_person,
    make_programme,
    publish,
    sign_in,
)
from tests.pages import words


def owner_of(session, live):
    return session.get_one(Organisation, live.organisation_id)


@pytest.fixture
def live(session):
    return publish(session)


@pytest.fixture
def trainer(session, pages, live):
    """Trains for the organisation that published the course, signed in."""
    owner = owner_of(session, live)
    person = make_person(session, "instruye@pruebas.example", owner, roles=[(Role.TRAINER, owner)])
    sign_in(pages, person)
    return person


def cells(page):
    return [[words(cell) for cell in row.select("th, td")] for row in page.all("tbody tr")]


def second_edition(session):
    files = {**COURSE_FILES, "02-segunda/01-tres.md": COURSE_FILES["02-segunda/01-tres.md"] + b"Nueva frase.\n"}
    return publish(session, files)


def tally(session, edition_id, **counts):
    for key, (n_scored, n_answered, n_correct) in counts.items():
        session.add(
            QuestionTally(
                edition_id=edition_id,
                question_key=key.replace("_", "-"),
                n_scored=n_scored,
                n_answered=n_answered,
                n_correct=n_correct,
            )
        )
    session.commit()


def test_a_trainer_without_courses_is_told_so(session, pages):
    organisation = make_organisation(session)
    sign_in(pages, make_person(session, organisation=organisation, roles=[(Role.TRAINER, organisation)]))

    assert "Todavía no cuidas ningún curso" in pages.get("studio.workshop").text


def test_the_workshop_lists_the_courses_of_the_scope(session, pages, live, trainer):
    for number in range(3):
        enrolment = make_enrolment(session, make_person(session, f"p{number}@pruebas.example"), live)
    cancel_enrolment(session, enrolment.id, now=NOW)
    session.commit()
    second_edition(session)

    page = pages.get("studio.workshop")

    assert cells(page) == [
        ["Curso de prueba", "Edición 2", "2", "2", "23 de noviembre de 2026", "Ver reactivos de Curso de prueba"]
    ]


def test_other_organisations_courses_are_not_found(session, pages, live):
    other = make_organisation(session, "otra", "Otra")
    sign_in(pages, make_person(session, "ajena@pruebas.example", other, roles=[(Role.TRAINER, other)]))

    assert cells(pages.get("studio.workshop")) == []
    for path in ("", "/reactivos", "/reactivos.csv"):
        pages.get(f"/taller/curso-de-prueba{path}", status=404)


def test_the_regions_trainer_sees_every_course(session, pages, live):
    other = make_organisation(session, "otra", "Otra")
    sign_in(pages, make_person(session, "region@pruebas.example", other, roles=[(Role.TRAINER, None)]))

    assert len(cells(pages.get("studio.workshop"))) == 1


def test_only_trainers_enter(session, pages, live):
    sign_in(pages, make_person(session, "nadie@pruebas.example"))

    for path in ("", "/curso-de-prueba", "/curso-de-prueba/reactivos", "/curso-de-prueba/reactivos.csv"):
        pages.get(f"/taller{path}", status=403)


def test_a_course_shows_its_editions_and_how_to_make_the_next(session, pages, live, trainer):
    enrolment = make_enrolment(session, make_person(session, "una@pruebas.example"), live)
    finish_course(session, enrolment, live)
    certificates = session.query(Credential).count()
    newer = second_edition(session)

    page = pages.get("studio.course", slug="curso-de-prueba")

    newest, first = cells(page)
    assert [newest[0], newest[1], newest[-1]] == ["Edición 2 : reactivos", "En el catálogo", newer.digest[:12]]
    assert [first[0], first[1], first[-1]] == ["Edición 1 : reactivos", "Anterior", live.digest[:12]]
    assert int(newest[3]) + int(first[3]) == 1
    assert int(newest[4]) + int(first[4]) == certificates
    assert "aula courses check" in page.text
    assert "{#plazo-respuesta}" in page.text
    assert "courses/curso-de-prueba" in page.text


def test_a_course_is_checked_against_todays_norms(session, pages, live, trainer):
    assert "V0" not in pages.get("studio.course", slug="curso-de-prueba").text
    shorter = edited("normas.yaml", "rango: 1-216", "rango: 1-110", PROGRAMME_FILES)
    files = edited("plazos.yaml", "#134", "#1", shorter)
    make_programme(session, files)

    page = pages.get("studio.course", slug="curso-de-prueba")

    assert "01-primera/01-uno.md" in page.text
    assert "observaciones sobre la edición 1" in page.text


def test_a_course_off_the_catalogue_keeps_its_page(session, pages, live, trainer):
    session.execute(update(Edition).values(is_live=False))
    session.commit()

    assert "Fuera del catálogo" in pages.get("studio.workshop").text
    assert "Ver en el catálogo" not in pages.get("studio.course", slug="curso-de-prueba").text
    assert "Edición 1" in str(cells(pages.get("studio.course", slug="curso-de-prueba")))
    assert cells(pages.get("studio.questions", slug="curso-de-prueba"))


def test_questions_tell_their_answers_and_are_flagged_in_words(session, pages, live, trainer):
    tally(session, live.edition_id, plazo=(40, 38, 39), multiple=(40, 40, 4), falso=(10, 10, 0))

    page = pages.get("studio.questions", slug="curso-de-prueba")

    rows = {row[0].split(" · ")[1]: row[1:] for row in cells(page)}
    assert rows["plazo"] == ["Recordar", "LEY, art. 134", "38", "97 % (39 de 40)", "muy fácil"]
    assert rows["multiple"][-2:] == ["10 % (4 de 40)", "revisar"]
    assert rows["falso"][-2:] == ["0 % (0 de 10)", "—"]
    assert rows["corta"][-2:] == ["—", "—"]


def test_questions_are_sorted_by_plain_links(session, pages, live, trainer):
    tally(session, live.edition_id, plazo=(40, 40, 39), examen_5=(40, 40, 4))
    page = pages.get("studio.questions", slug="curso-de-prueba")

    page = pages.get(page.one('thead a[href*="orden=aciertos"]')["href"])

    assert [row[0].split(" · ")[1] for row in cells(page)[:2]] == ["examen-5", "plazo"]
    assert page.one('th[aria-sort="ascending"]').get_text(strip=True) == "Aciertos"
    assert "plazo" in cells(pages.get("studio.questions", slug="curso-de-prueba", orden="nada"))[0][0]


def test_each_edition_has_its_own_answers(session, pages, live, trainer):
    tally(session, live.edition_id, plazo=(40, 40, 20))
    second_edition(session)

    newest = pages.get("studio.questions", slug="curso-de-prueba")
    first = pages.submit(newest, {"edicion": "1"})

    assert cells(newest)[0][3] == "0"
    assert cells(first)[0][3] == "40"
    pages.get("studio.questions", slug="curso-de-prueba", edicion=9, status=404)


def test_the_file_holds_what_the_screen_shows(session, pages, live, trainer):
    tally(session, live.edition_id, plazo=(40, 38, 39))
    page = pages.get("studio.questions", slug="curso-de-prueba", orden="respuestas")

    text = pages.client.get(page.one('a[href*=".csv"]')["href"]).get_data().decode("utf-8-sig")
    book = pages.client.get(page.one('a[href*=".xlsx"]')["href"])

    rows = list(csv.reader(StringIO(text)))
    assert [row[1] for row in rows[1:]] == [row[0].split(" · ")[1] for row in cells(page)]
    assert rows[1][5:] == ["38", "0.9750", "39", "40", "muy fácil"]
    assert book.status_code == 200


def test_a_course_without_quizzes_says_so(session, pages, live, trainer):
    files = {path: data for path, data in COURSE_FILES.items() if "evaluacion" not in path and path != "examen.md"}
    bare = {**files, "curso.md": files["curso.md"].replace(b"PRU01", b"PRU09")}
    publish(session, bare, "sin-evaluaciones")
    session.execute(update(Course).values(organisation_id=live.organisation_id))
    session.commit()

    page = pages.get("studio.questions", slug="sin-evaluaciones")

    assert "Esta edición no tiene evaluaciones" in page.text


def test_the_workshop_costs_the_same_for_one_course_and_many(session, pages, live, trainer, count_queries):
    pages.get("studio.workshop")
    with count_queries(session) as one:
        pages.get("studio.workshop")
    for number in range(5):
        code = f"PRU{number + 20}".encode()
        files = {**COURSE_FILES, "curso.md": COURSE_FILES["curso.md"].replace(b"PRU01", code)}
        publish(session, files, f"curso-{number}")

    with count_queries(session) as many:
        page = pages.get("studio.workshop")

    assert len(cells(page)) == 6
    assert many.n == one.n
