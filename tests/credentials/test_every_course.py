"""Every course of the library is taken from enrolment to certificate, with the answers of its keys."""

from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from app.catalog.operations import publish_course, publish_programme
from app.catalog.published import live_course
from app.content.check import Source
from app.content.course import parse_course
from app.content.load import PROGRAMME, course_folders, read_folder
from app.content.model import Lesson
from app.content.programme import parse_programme
from app.credentials.models import Credential, CredentialState
from tests.assessment.conftest import right_fields
from tests.factories import NOW, finish_course, make_enrolment, make_person

LIBRARY = Path(__file__).parent.parent.parent / "courses"
SLUGS = [folder.name for folder in course_folders(LIBRARY)]


@pytest.fixture
def offered(session):
    """Puts a course of the library, and those that it asks for, in the catalogue."""
    files = read_folder(LIBRARY / PROGRAMME)
    programme, findings = parse_programme(files)
    assert programme is not None, findings
    publish_programme(session, files, programme, now=NOW)

    def offer(slug):
        files = read_folder(LIBRARY / slug)
        course, findings = parse_course(files, slug)
        assert course is not None, findings
        publish_course(session, Source(course, files), now=NOW)
        session.commit()
        return live_course(session, slug)

    return offer


def accredit(session, person, offered, slug):
    """Take a course that another asks for, and those that it asks for in its turn."""
    live = offered(slug)
    for required in live.content.requirements:
        accredit(session, person, offered, required)
    finish_course(session, make_enrolment(session, person, live), live)


def as_sent(question):
    """The right answer as the test's browser fills it in."""
    return {name: held if len(held) > 1 else held[0] for name, held in right_fields(question).items()}


def read(pages, page, lesson):
    """Answer the self-checks of a lesson in their place, and go on to what follows."""
    for question in lesson.self_check_questions:
        form = f'form.self-check:has([name="question"][value="{question.key}"])'
        marked = pages.submit(page, as_sent(question), form=form)
        assert "Correcta" in marked.one(form).get_text(), f"{lesson.path} {question.key}"
    return pages.submit(page, form='form[action$="/leida"]')


def decide_rightly(pages, page, quiz):
    """Take every decision of the page's branching cases, each with its button."""
    while waiting := page.all(".case:has(.case-decision)"):
        case = quiz.question(waiting[0]["data-case"])
        rights = {scene.right.key for scene in case.scenes if not scene.is_ending}
        [choice] = [one for one in waiting[0].select("input[type=radio]") if one["value"] in rights]
        page.one("main form.attempt")["action"] = waiting[0].select_one("button[formaction]")["formaction"]
        page = pages.submit(page, {choice["name"]: choice["value"]}, form="main form.attempt")
    return page


def take(pages, page, quiz):
    """Answer every question that is asked, and send; the result is everything right."""
    page = pages.submit(page)
    while page.all("fieldset.question"):
        page = decide_rightly(pages, page, quiz)
        asked, fields = page.all("fieldset[data-question]"), {}
        for fieldset in asked:
            fields |= as_sent(quiz.question(fieldset["data-question"]))
        page = pages.submit(page, fields, form="form.attempt", button="ir=siguiente")
    page = pages.submit(page, form="form.attempt")
    assert page.one(".score-value").get_text(strip=True) == "100 %", quiz.path
    return page


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_is_taken_from_enrolment_to_certificate(session, pages, offered, slug):
    with time_machine.travel(NOW, tick=False):
        live = offered(slug)
        person = make_person(session)
        for required in live.content.requirements:
            accredit(session, person, offered, required)
        with pages.client.session_transaction() as cookie:
            cookie["_user_id"] = person.session_key
            cookie["_fresh"] = True

        pages.submit(pages.get("enrolment.show_course", slug=slug))
        page = pages.get(
            pages.get("enrolment.show_course", slug=slug).one('main a.button:-soup-contains("Empezar")')["href"]
        )
        for item in live.content.items:
            if isinstance(item, Lesson):
                assert page.h1 == item.title
                page = read(pages, page, item)
            else:
                page = take(pages, page, item)
                if not item.is_exam:
                    page = pages.get(page.one('main a.button:-soup-contains("Seguir")')["href"])

    assert "Acreditaste el curso completo" in page.text
    certificate = session.scalars(select(Credential).order_by(Credential.id.desc()).limit(1)).one()
    assert (certificate.state, certificate.facts["course_title"]) == (CredentialState.VALID, live.content.title)
    assert certificate.folio in pages.get("credentials.my_classroom").text
