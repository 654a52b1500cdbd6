"""Who teaches a provision: the trainers' page and the command."""

import pytest
from sqlalchemy import delete, update

from app.accounts.models import Organisation, Role
from app.catalog.models import TaughtProvision
from app.catalog.provisions import index_editions
from app.content.citations import parse_citation
from app.credentials.models import Credential, CredentialState
from app.studio.cli import EVERYWHERE
from app.studio.norm_queries import watch
from tests.factories import (
    COURSE_FILES,
    NOW,
    finish_course,
    make_enrolment,
    make_organisation,
    make_person,
    publish,
    sign_in,
)

LESSON = "02-segunda/01-tres.md"
CITING = {**COURSE_FILES, LESSON: COURSE_FILES[LESSON] + b"\nMira [art. 77](norma:ley-2025#77-II).\n"}


@pytest.fixture
def live(session):
    return publish(session)


@pytest.fixture
def trainer(session, pages, live):
    owner = session.get_one(Organisation, live.organisation_id)
    person = make_person(session, "instruye@pruebas.example", owner, roles=[(Role.TRAINER, owner)])
    sign_in(pages, person)
    return person


@pytest.fixture
def aula(app, session):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=list(words))


def found(session, citation, scope=EVERYWHERE):
    return watch(session, scope, parse_citation(citation))


def cells(page):
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.all("tbody tr")]


def test_every_lesson_and_question_that_teaches_an_article_is_found(session, live):
    [course] = found(session, "ley-2025#134").courses

    told = {(place.kind.value, place.key) for place in course.places}
    assert ("leccion", "primera/uno") in told
    assert {("reactivo", "plazo"), ("reactivo", "plazo-dos"), ("reactivo", "examen-1")} <= told
    assert ("reactivo", "multiple") not in told
    assert all(place.declared for place in course.places)


def test_an_article_matches_its_fractions_and_a_norm_its_articles(session):
    publish(session, CITING)

    for citation in ("ley-2025#77", "ley-2025#77-II"):
        [course] = found(session, citation).courses
        [place] = course.places
        assert (place.key, place.declared, place.citations) == ("segunda/tres", False, ("LEY, art. 77, fr. II",))
    assert found(session, "ley-2025#77-III").courses == ()
    assert found(session, "ley-2025").n_lessons == 2


def test_only_who_declares_a_whole_norm_teaches_its_articles(session):
    naming = COURSE_FILES["02-segunda/01-tres.md"] + b"\nMira [la ley](norma:ley-2025).\n"
    declaring = COURSE_FILES["01-primera/02-dos.md"].replace(b"normas: []", b"normas: [ley-2025]")
    publish(session, {**COURSE_FILES, LESSON: naming, "01-primera/02-dos.md": declaring})

    [course] = found(session, "ley-2025#77").courses

    assert [(place.key, place.citations) for place in course.places] == [("primera/dos", ("LEY",))]


def test_every_edition_is_told_and_what_only_an_old_one_had(session, live):
    publish(session, CITING)
    publish(session, {**COURSE_FILES, LESSON: COURSE_FILES[LESSON] + b"\nNada.\n"})

    [course] = found(session, "ley-2025#77").courses

    assert [(edition.number, edition.is_live) for edition in course.editions] == [(2, False)]
    assert course.places[0].editions == (2,)
    [course] = found(session, "ley-2025#134").courses
    assert [(edition.number, edition.is_live) for edition in course.editions] == [(3, True), (2, False), (1, False)]
    assert {place.editions for place in course.places} == {(3, 2, 1)}


def test_certificates_in_force_are_counted_by_edition(session, live):
    for number in range(3):
        person = make_person(session, f"p{number}@pruebas.example")
        finish_course(session, make_enrolment(session, person, live), live)
    newer = publish(session, CITING)
    person = make_person(session, "nueva@pruebas.example")
    finish_course(session, make_enrolment(session, person, newer), newer)
    revoked = session.query(Credential).order_by(Credential.id).first()
    session.execute(
        update(Credential)
        .where(Credential.id == revoked.id)
        .values(state=CredentialState.REVOKED, ended_at=NOW, end_reason="Prueba")
    )

    touched = found(session, "ley-2025#134")

    assert {edition.number: edition.n_certificates for edition in touched.courses[0].editions} == {2: 1, 1: 2}
    assert (touched.n_certificates, touched.n_editions) == (3, 2)
    assert found(session, "ley-2025#77").n_certificates == 1


def test_editions_from_before_the_index_are_put_in_it_once(session, live):
    before = session.query(TaughtProvision).count()
    session.execute(delete(TaughtProvision))

    assert (index_editions(session), index_editions(session)) == (1, 0)
    assert session.query(TaughtProvision).count() == before > 0


def test_looking_costs_the_same_for_one_edition_and_many(session, live, count_queries):
    with count_queries(session) as one:
        found(session, "ley-2025#134")
    for number in range(5):
        publish(session, {**COURSE_FILES, LESSON: COURSE_FILES[LESSON] + f"\nCambio {number}.\n".encode()})

    with count_queries(session) as many:
        touched = found(session, "ley-2025#134")

    assert touched.n_editions == 6
    assert many.n == one.n == 2


def test_the_workshop_leads_to_the_page(session, pages, live, trainer):
    page = pages.get(pages.get("studio.workshop").one('a[href="/taller/normas"]')["href"])

    page = pages.submit(page, {"norma": "ley-2025", "articulo": "134"})

    assert "LEY, art. 134" in page.text
    assert "Objeto" in pages.get("studio.norms", norma="ley-2025", articulo="1").text
    rows = cells(page)
    assert rows[0] == ["Edición 1", "En el catálogo", "23 de noviembre de 2026", "11", "0"]
    assert rows[1][0] == "Lección uno 01-primera/01-uno.md:1"
    assert rows[1][1:] == ["Lección", "La declara: LEY, art. 134", "1"]


@pytest.mark.parametrize("written", ["77-II", "77, fr. II", "art. 77 fracción II", " 77 II "])
def test_an_article_is_understood_as_people_write_it(session, pages, live, trainer, written):
    publish(session, CITING)

    page = pages.get("studio.norms", norma="ley-2025", articulo=written)

    assert "LEY, art. 77, fr. II" in page.text
    assert len(cells(page)) == 2


def test_a_whole_norm_is_told_by_edition_only(session, pages, live, trainer):
    page = pages.get("studio.norms", norma="ley-2025")

    assert len(cells(page)) == 1
    assert "Escribe un artículo" in page.text


def test_a_norm_that_nobody_teaches_says_so(session, pages, live, trainer):
    page = pages.get("studio.norms", norma="ley-2015", articulo="9")

    assert "Ningún curso tuyo la enseña" in page.text
    assert "ya no está vigente" in page.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"norma": "ley-2025", "articulo": "999"}, "no tiene ese artículo"),
        ({"norma": "ley-2025", "articulo": "134 bis"}, "no tiene ese artículo"),
        ({"norma": "ley-2025", "articulo": "primero"}, "Escribe el número del artículo"),
        ({"norma": "ninguna"}, "ya no está en la lista"),
    ],
)
def test_what_the_register_does_not_have_is_refused(session, pages, live, trainer, asked, said):
    page = pages.get("studio.norms", status=422, **asked)

    assert page.one(".error-summary")
    assert said in page.text


def test_other_organisations_courses_are_not_told(session, pages, live):
    other = make_organisation(session, "otra", "Otra")
    sign_in(pages, make_person(session, "ajena@pruebas.example", other, roles=[(Role.TRAINER, other)]))

    page = pages.get("studio.norms", norma="ley-2025", articulo="134")

    assert cells(page) == []


def test_the_command_tells_files_editions_and_certificates(session, aula, live):
    publish(session, CITING)

    answer = aula("norms", "watch", "ley-2025#77")

    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines() == [
        "LEY, art. 77: 1 cursos, 1 ediciones, 1 lecciones, 0 preguntas, 0 constancias vigentes",
        "",
        "curso-de-prueba: Curso de prueba",
        "  edición 2 (en el catálogo): 1 lugares, 0 constancias vigentes",
        "  02-segunda/01-tres.md:1 lección segunda/tres: LEY, art. 77, fr. II (solo lo cita); ediciones 2",
    ]


@pytest.mark.parametrize(
    ("citation", "said"),
    [("ley 134", "no es una cita"), ("otra-2025#1", "no está en normas.yaml"), ("ley-2025#999", "no existe en")],
)
def test_an_unknown_citation_is_said_and_exits_with_one(session, aula, live, citation, said):
    answer = aula("norms", "watch", citation)

    assert answer.exit_code == 1
    assert said in answer.output


def test_without_a_programme_the_command_says_what_to_do(session, aula):
    answer = aula("norms", "watch", "ley-2025#134")

    assert answer.exit_code == 1
    assert "aula courses sync" in answer.output
