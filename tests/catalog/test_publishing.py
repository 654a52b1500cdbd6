"""Files become immutable editions, or are refused whole."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.models import Organisation
from app.catalog.bundles import pack, unpack
from app.catalog.models import Bundle, Course, Edition, ProgrammeEdition
from app.catalog.operations import Outcome, check_folders, publish_library, retire_course
from app.catalog.published import (
    ProgrammeMissingError,
    bundle_files,
    course_content,
    edition_content,
    edition_images,
    find_programme,
    live_course,
    live_courses,
    programme,
)
from app.catalog.signals import edition_published
from app.content.course import digest
from tests.factories import COURSE_FILES, NOW, PROGRAMME_FILES, publish

LATER = NOW + timedelta(days=1)


@pytest.fixture
def library(tmp_path):
    """A folder with the small programme and the small course."""
    write(tmp_path / "_programa", PROGRAMME_FILES)
    write(tmp_path / "curso-de-prueba", COURSE_FILES)
    return tmp_path


def write(folder, files):
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def sync(session, library, now):
    return publish_library(session, check_folders(library, find_programme(session)), now=now)


def outcomes(report):
    return {published.slug: (published.outcome, published.number) for published in report}


def n_editions(session):
    return session.scalar(select(func.count()).select_from(Edition))


def test_a_library_is_published_whole(session, library):
    report = sync(session, library, now=NOW)

    assert outcomes(report)["curso-de-prueba"] == (Outcome.NEW, 1)
    live = live_course(session, "curso-de-prueba")
    assert (live.number, live.content.title, live.published_at) == (1, "Curso de prueba", NOW)
    assert live.digest == digest(COURSE_FILES)
    assert set(session.scalars(select(Organisation.slug))) == {"coordinacion", "organismo"}


def test_unchanged_files_make_no_edition(session, library):
    sync(session, library, now=NOW)

    report = sync(session, library, now=LATER)

    assert {outcome for outcome, _ in outcomes(report).values()} == {Outcome.UNCHANGED}
    assert n_editions(session) == 1
    assert session.scalar(select(func.count()).select_from(ProgrammeEdition)) == 1


def test_changed_files_make_the_next_edition_and_keep_the_former(session, library):
    sync(session, library, now=NOW)
    lesson = library / "curso-de-prueba" / "01-primera" / "02-dos.md"
    lesson.write_bytes(lesson.read_bytes().replace(b"Texto.", b"Otro texto."))

    report = sync(session, library, now=LATER)

    assert outcomes(report)["curso-de-prueba"] == (Outcome.NEW, 2)
    editions = session.scalars(select(Edition).order_by(Edition.number)).all()
    assert [(edition.number, edition.is_live) for edition in editions] == [(1, False), (2, True)]
    former = edition_content(session, editions[0].id)
    assert "Otro texto" not in str(former.lesson("primera", "dos").body)
    assert "Otro texto" in str(live_course(session, "curso-de-prueba").content.lesson("primera", "dos").body)


def test_files_of_an_earlier_edition_bring_it_back(session, library):
    sync(session, library, now=NOW)
    lesson = library / "curso-de-prueba" / "01-primera" / "02-dos.md"
    original = lesson.read_bytes()
    lesson.write_bytes(original + b"\nM\xc3\xa1s.\n")
    sync(session, library, now=LATER)
    lesson.write_bytes(original)

    report = sync(session, library, now=LATER)

    assert outcomes(report)["curso-de-prueba"] == (Outcome.RESTORED, 1)
    assert n_editions(session) == 2


def test_a_broken_course_is_refused_whole_and_its_live_edition_stays(session, library):
    sync(session, library, now=NOW)
    quiz = library / "curso-de-prueba" / "examen.md"
    quiz.write_bytes(quiz.read_bytes().replace(b"- [x]", b"- [ ]", 1))
    write(library / "segundo", {**COURSE_FILES, "curso.md": COURSE_FILES["curso.md"].replace(b"PRU01", b"PRU02")})

    report = sync(session, library, now=LATER)

    assert outcomes(report)["curso-de-prueba"] == (Outcome.REFUSED, 1)
    assert outcomes(report)["segundo"] == (Outcome.NEW, 1)
    refused = next(published for published in report if published.slug == "curso-de-prueba")
    assert [f.path for f in refused.findings if f.is_error] == ["curso-de-prueba/examen.md"]
    assert live_course(session, "curso-de-prueba").number == 1


def test_a_broken_programme_is_refused_and_courses_are_checked_against_the_one_in_force(session, library):
    sync(session, library, now=NOW)
    (library / "_programa" / "plazos.yaml").write_bytes(b"- id: [")
    lesson = library / "curso-de-prueba" / "01-primera" / "02-dos.md"
    lesson.write_bytes(lesson.read_bytes() + b"\n[20 d\xc3\xadas](plazo:respuesta)\n")

    report = sync(session, library, now=LATER)

    assert outcomes(report)["_programa"][0] is Outcome.REFUSED
    assert outcomes(report)["curso-de-prueba"] == (Outcome.NEW, 2)
    assert "respuesta" in programme(session).references.deadlines


def test_courses_that_require_each_other_are_refused(session, library):
    front = (
        COURSE_FILES["curso.md"]
        .replace(b"PRU01", b"PRU02")
        .replace(b"requisitos: []", b"requisitos: [curso-de-prueba]")
    )
    write(library / "segundo", {**COURSE_FILES, "curso.md": front})
    own = library / "curso-de-prueba" / "curso.md"
    own.write_bytes(own.read_bytes().replace(b"requisitos: []", b"requisitos: [segundo]"))

    checked = check_folders(library)

    assert {(f.path, f.code) for f in checked.findings} == {
        ("curso-de-prueba/curso.md", "C041"),
        ("segundo/curso.md", "C041"),
    }
    assert checked.has_errors


def test_publishing_is_told_to_who_listens(session):
    heard = []

    def listen(sender, course, edition, previous, now):
        heard.append((course.slug, edition.number, previous and previous.number))

    with edition_published.connected_to(listen):
        publish(session)
        publish(session)
        publish(session, {**COURSE_FILES, "01-primera/02-dos.md": COURSE_FILES["01-primera/02-dos.md"] + b"\nFin.\n"})

    assert heard == [("curso-de-prueba", 1, None), ("curso-de-prueba", 2, 1)]


def test_a_retired_course_is_not_offered_but_its_editions_stay(session):
    live = publish(session)

    assert retire_course(session, live.slug)

    assert live_courses(session) == ()
    assert edition_content(session, live.edition_id).title == "Curso de prueba"
    assert not retire_course(session, live.slug)


def test_the_database_refuses_to_change_what_was_published(session):
    publish(session)

    for statement in ("UPDATE bundle SET archive = 'x'", "DELETE FROM bundle", "UPDATE edition SET number = 9"):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))


def test_a_bundle_gives_back_the_same_files():
    assert unpack(pack(COURSE_FILES)) == COURSE_FILES
    assert pack(dict(reversed(COURSE_FILES.items()))) == pack(COURSE_FILES)


def test_an_edition_is_read_from_the_database_once(session, count_queries):
    live = publish(session)
    assert bundle_files(session, live.digest) == COURSE_FILES

    with count_queries(session) as counted:
        assert course_content(session, live.slug, live.digest) is live.content
        assert len(live_courses(session)) == 1

    assert counted.n == 1


def test_pictures_are_found_by_the_edition_they_belong_to(session):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><title>Ruta</title></svg>'
    live = publish(session, {**COURSE_FILES, "imagenes/ruta.svg": svg})

    assert edition_images(session, live.slug, live.digest[:12])["ruta.svg"] == svg
    assert edition_images(session, live.slug, live.digest[:3]) == {}
    assert edition_images(session, live.slug, "0" * 12) == {}
    assert edition_images(session, "otro", live.digest[:12]) == {}


def test_without_a_programme_the_answer_is_a_sentence(session):
    with pytest.raises(ProgrammeMissingError, match="ProgrammeMissingError") as refusal:
        programme(session)

    assert "aula courses sync" in str(refusal.value.message)


def test_a_course_keeps_its_row_through_editions(session):
    publish(session)
    publish(session, {**COURSE_FILES, "01-primera/02-dos.md": COURSE_FILES["01-primera/02-dos.md"] + b"\nFin.\n"})

    assert session.scalar(select(func.count()).select_from(Course)) == 1
    assert session.scalar(select(func.count()).select_from(Bundle)) == 3
