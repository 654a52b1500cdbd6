"""Every course of the library is taken on a phone, from enrolment to certificate, with the answers of its keys.

Two of them are taken where no script runs: what a form can do, a form does.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from app.content.load import course_folders
from app.content.model import DiagnosticForm, Lesson, Quiz
from tests.browser.answers import card, choose
from tests.browser.attempts import take_with_mouse
from tests.browser.conftest import NARROW, Visits
from tests.browser.people import Account, add_person, bring_to
from tests.browser.site import ROOT, Site
from tests.browser.test_learner import SLUG, course_of, download

SLUGS = [folder.name for folder in course_folders(ROOT / "courses")]
WITHOUT_A_SCRIPT = {SLUG, "pide-informacion"}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_is_taken_from_enrolment_to_certificate(visits: Visits, site: Site, slug: str):
    course, account = course_of(site, slug), Account(f"{slug}@pruebas.example")
    with site.writing() as session:
        person = add_person(session, account.email, "Noemí Ibáñez de la Peña")
        for required in course.requirements:
            bring_to(session, person, required, None)
    page = visits.window(viewport=NARROW, javascript=slug not in WITHOUT_A_SCRIPT)
    visits.sign_in(page, account)

    page.goto(f"/cursos/{slug}")
    page.get_by_role("button", name="Inscribirme").click()
    if course.diagnostic is not None:
        follow(page, "Responder el diagnóstico")
        take(page, course.quiz(DiagnosticForm.BEFORE.quiz_key))
        follow(page, "Empezar el curso")
    for item in course.items:
        if isinstance(item, Lesson):
            read(page, item)
        else:
            take(page, item)
            if not item.is_exam:
                follow(page, "Seguir")
    expect(page.get_by_role("main")).to_contain_text("Acreditaste el curso completo")
    if course.diagnostic is not None:
        follow(page, "Ir al diagnóstico final")
        take(page, course.quiz(DiagnosticForm.AFTER.quiz_key))
    follow(page, "Ver mi constancia")

    certificate = page.get_by_role("listitem").filter(has_text=course.title).filter(has=page.locator(".folio"))
    expect(certificate.locator(".folio")).to_have_text(re.compile(r"^RN-"))
    assert download(certificate).startswith(b"%PDF-")


def follow(page: Page, name: str) -> None:
    """Follow the link of this name, from a page that fits the phone."""
    link = page.get_by_role("main").get_by_role("link", name=name, exact=True)
    expect(link).to_be_visible()
    fits(page)
    link.click()


def read(page: Page, lesson: Lesson) -> None:
    """Answer the self-checks of a lesson in their place, and go on to what follows."""
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
    fits(page)
    for question in lesson.self_check_questions:
        choose(page, question)
        form = page.locator("form[data-self-check]").filter(has=card(page, question))
        form.get_by_role("button", name="Comprobar", exact=True).click()
        expect(form.locator(".feedback")).to_contain_text("Correcta")
    page.get_by_role("button", name="Marcar como leída y seguir").click()


def take(page: Page, quiz: Quiz | None) -> None:
    """Take a quiz whose page is open; everything is right."""
    assert quiz is not None
    expect(page.get_by_role("heading", level=1)).to_have_text(quiz.title)
    take_with_mouse(page, quiz)


def fits(page: Page) -> None:
    """Nothing of the page goes past the phone's edge."""
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], page.url
