"""A trainer edits Markdown, checks it, publishes the next edition, and sees in the workshop what became of it."""

import re

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app.assessment.operations import save_page, start_attempt, submit_attempt
from app.assessment.saving import fingerprint
from app.catalog.published import live_course
from app.content.model import Quiz
from app.shared.clock import now
from tests.assessment.conftest import right_fields
from tests.browser.conftest import Visits
from tests.browser.keyboard import Keyboard
from tests.browser.people import COURSE, add_person, bring_to, demo
from tests.browser.site import Site

TRAINER = demo("instructora")
FILE = "01-que-es-un-dato-personal/01-un-derecho-de-las-personas.md"
SENTENCE = "\nUna frase nueva, con [un artículo](norma:lgpdppso-2025#{}).\n"


def test_an_edited_course_is_checked_and_published_as_its_next_edition(visits: Visits, site: Site):
    with site.reading() as session:
        live = live_course(session, COURSE)
        assert live is not None
    lesson = site.courses / COURSE / FILE
    text = lesson.read_text("utf-8")

    lesson.write_text(text + SENTENCE.format(9999), "utf-8")
    checked = site.aula("courses", "check")
    assert checked.returncode == 1
    assert re.search(rf"{re.escape(f'{COURSE}/{FILE}')}:\d+:\d+ \S+ .*9999", checked.stdout), checked.stdout

    lesson.write_text(text + SENTENCE.format(1), "utf-8")
    checked = site.aula("courses", "check")
    assert checked.returncode == 0, checked.stdout
    synced = site.aula("courses", "sync")
    assert f"{COURSE}: edición {live.number + 1} publicada" in synced.stdout

    page = visits.window()
    keyboard = Keyboard(page)
    visits.sign_in(page, TRAINER)
    keyboard.link("Taller", within="header .site-nav")
    keyboard.follow(page.get_by_role("rowheader").get_by_role("link", name=live.content.title))
    editions = page.get_by_role("table").locator("tbody tr")
    expect(editions).to_have_count(live.number + 1)
    expect(editions.filter(has_text="En el catálogo")).to_contain_text(f"Edición {live.number + 1}")
    expect(page.get_by_role("main")).to_contain_text("Sin observaciones")


def test_the_workshop_counts_the_answers_to_each_question(visits: Visits, site: Site):
    with site.writing() as session:
        person = add_person(session, "contesta-bien@pruebas.example", "Yolanda Prado Isla")
        live = live_course(session, COURSE)
        assert live is not None
        quiz = next(live.content.quizzes())
        enrolment_id = bring_to(session, person, COURSE, live.content.items.index(quiz))
    assert live.content.diagnostic is not None
    quizzes = (*live.content.quizzes(), *live.content.diagnostic)
    n_questions = sum(len(each.questions) for each in quizzes)
    page = visits.window()
    keyboard = Keyboard(page)
    visits.sign_in(page, TRAINER)
    keyboard.link("Taller", within="header .site-nav")
    of_the_course = page.get_by_role("row").filter(has_text=live.content.title)
    keyboard.follow(of_the_course.get_by_role("link", name="Ver reactivos"))

    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(n_questions)
    answered = rows.filter(has_text=quiz.questions[0].key).locator("td.number").first
    before = int(answered.inner_text())
    with site.writing() as session:
        answer_rightly(session, enrolment_id, person.id, quiz)
    page.reload()
    expect(answered).to_have_text(str(before + 1))


def answer_rightly(session: Session, enrolment_id: int, person_id: int, quiz: Quiz) -> None:
    """Take a quiz with full score."""
    attempt_id = start_attempt(session, enrolment_id, quiz.key, now=now())
    form = {name: values for question in quiz.questions for name, values in right_fields(question).items()}
    shown = {question.key: fingerprint(None) for question in quiz.questions}
    save_page(session, attempt_id, person_id, form, shown, now=now())
    submit_attempt(session, attempt_id, person_id, now=now())
