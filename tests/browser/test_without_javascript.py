"""The whole course where no script runs: what a form can do, a form does."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.attempts import take_with_mouse
from tests.browser.conftest import Visits
from tests.browser.people import Account, add_person
from tests.browser.site import Site
from tests.browser.test_learner import SLUG, course_of, download

MICROCOURSE = "pide-informacion"


@pytest.mark.parametrize("slug", [SLUG, MICROCOURSE])
def test_a_course_is_taken_from_sign_in_to_certificate_without_a_script(visits: Visits, site: Site, slug: str):
    email = f"sin-guiones-{slug}@pruebas.example"
    with site.writing() as session:
        add_person(session, email, "Ulises Bravo Zárate")
    course = course_of(site, slug)
    page = visits.window(javascript=False)
    visits.sign_in(page, Account(email))

    page.goto(f"/cursos/{slug}")
    page.get_by_role("button", name="Inscribirme").click()
    if course.diagnostic is not None:
        page.get_by_role("link", name="Empezar", exact=True).click()
    for unit in course.units:
        for lesson in unit.lessons:
            expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
            page.get_by_role("button", name="Marcar como leída y seguir").click()
        assert unit.quiz is not None
        take_with_mouse(page, unit.quiz)
        page.get_by_role("link", name="Seguir", exact=True).click()
    assert course.exam is not None
    take_with_mouse(page, course.exam)

    page.get_by_role("link", name="Ver mi constancia").click()
    expect(page.locator(".folio")).to_have_text(re.compile(r"^RN-"))
    assert download(page.get_by_role("main")).startswith(b"%PDF-")
