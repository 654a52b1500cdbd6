"""A public servant opens an account, takes a course and checks the certificate, with the keyboard alone."""

import re

from playwright.sync_api import Locator, expect

from app.content.course import parse_course
from app.content.load import read_folder
from app.content.model import Course, Lesson, Quiz
from tests.browser.answers import answer, card
from tests.browser.attempts import take_with_keyboard
from tests.browser.conftest import Visits
from tests.browser.keyboard import Keyboard
from tests.browser.letters import follow_letter
from tests.browser.site import Site, wait_until

SLUG = "acceso-a-la-informacion"
EMAIL = "servidora@pruebas.example"
NAME = "Ximena Gutiérrez Núñez"
PASSWORD = "cuatro sierras bajo la lluvia"
EIGHT_TYPES = {
    "SingleChoice", "TrueFalse", "MultipleChoice", "ShortAnswer", "Numeric", "Matching", "Ordering", "Cloze",
}  # fmt: skip


def course_of(site: Site, slug: str) -> Course:
    """A course as its files say it, key and all."""
    course, findings = parse_course(read_folder(site.courses / slug), slug)
    assert course is not None, findings
    return course


def test_from_registration_to_a_verified_certificate(visits: Visits, site: Site):
    course = course_of(site, SLUG)
    page = visits.window()
    keyboard = Keyboard(page)

    register(keyboard)
    confirm(keyboard, site)
    enrol(keyboard, course)
    kinds = set()
    for unit in course.units:
        for lesson in unit.lessons:
            read(keyboard, lesson)
        if unit is course.units[0]:
            come_back_to(keyboard, unit.quiz)
        kinds |= take(keyboard, unit.quiz)
    kinds |= take(keyboard, course.exam)
    assert kinds == EIGHT_TYPES

    expect(page.get_by_role("main")).to_contain_text("Acreditaste el curso completo")
    keyboard.link("Ver mi constancia")
    folio = page.locator(".folio").inner_text()
    pdf = download(page.get_by_role("main"))
    verify_by_folio(keyboard, folio)
    verify_by_file(keyboard, folio, pdf)


def register(keyboard: Keyboard) -> None:
    page = keyboard.page
    page.goto("/")
    keyboard.link("Crear cuenta", within="header")
    keyboard.write(page.get_by_label("Nombre completo"), NAME)
    keyboard.write(page.get_by_label("Correo electrónico"), EMAIL)
    organisation = page.get_by_label("Organización donde trabajas")
    first = organisation.locator("option:not([value=''])").first.get_attribute("value")
    keyboard.select(organisation, str(first))
    keyboard.write(page.get_by_label("Contraseña"), PASSWORD)
    keyboard.button("Crear cuenta")
    expect(page).to_have_url(re.compile("/registro/enviado"))


def confirm(keyboard: Keyboard, site: Site) -> None:
    page = keyboard.page
    follow_letter(keyboard, site, EMAIL)
    keyboard.write(page.get_by_label("Contraseña"), PASSWORD)
    keyboard.button("Confirmar y entrar")
    expect(page.get_by_role("status")).to_contain_text("Tu cuenta está lista")


def enrol(keyboard: Keyboard, course: Course) -> None:
    page = keyboard.page
    keyboard.link("Cursos", within="header")
    keyboard.link(course.title)
    keyboard.button("Inscribirme")
    if course.diagnostic is not None:
        expect(page.get_by_role("heading", name="¿Cuánto sabes ya?")).to_be_visible()
        keyboard.link("Empezar")
    expect(page.get_by_role("heading", level=1)).to_have_text(next(course.lessons()).title)


def read(keyboard: Keyboard, lesson: Lesson) -> None:
    """Read a lesson, answer its self-checks in their place, and go on."""
    page = keyboard.page
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
    for question in lesson.self_check_questions:
        answer(keyboard, question)
        form = page.locator("form[data-self-check]").filter(has=card(page, question))
        keyboard.press(form.get_by_role("button", name="Comprobar"))
        feedback = form.locator(".feedback")
        expect(feedback).to_contain_text("Correcta")
        expect(feedback).to_be_focused()
    keyboard.button("Marcar como leída y seguir")


def come_back_to(keyboard: Keyboard, quiz: Quiz | None) -> None:
    """Leave, and find the place again from the classroom."""
    assert quiz is not None
    keyboard.page.goto("/")
    keyboard.link("Mi aula", within="header")
    keyboard.link("Continuar donde me quedé")
    expect(keyboard.page.get_by_role("heading", level=1)).to_have_text(quiz.title)


def take(keyboard: Keyboard, quiz: Quiz | None) -> set[str]:
    """Take a quiz whose page is open, and go on to what follows it."""
    assert quiz is not None
    kinds = take_with_keyboard(keyboard, quiz)
    if not quiz.is_exam:
        keyboard.follow(keyboard.page.locator("main").get_by_role("link", name="Seguir", exact=True))
    return kinds


def download(certificate: Locator) -> bytes:
    """The certificate's file, as its link gives it; a busy server may ask for some seconds of patience."""
    address = str(certificate.get_by_role("link", name="Descargar PDF").get_attribute("href"))
    request = certificate.page.request
    wait_until(lambda: request.get(address).ok, "the PDF")
    answered = request.get(address)
    assert answered.headers["content-type"] == "application/pdf"
    return answered.body()


def verify_by_folio(keyboard: Keyboard, folio: str) -> None:
    page = keyboard.page
    keyboard.link("Verificar", within="header .site-nav")
    keyboard.write(page.get_by_label("Folio", exact=True), folio)
    keyboard.button("Buscar la constancia")
    expect(page.get_by_role("main")).to_contain_text(NAME)
    expect(page.get_by_role("heading", level=1)).to_have_text("Constancia vigente")


def verify_by_file(keyboard: Keyboard, folio: str, pdf: bytes) -> None:
    page = keyboard.page
    keyboard.link("Verificar", within="header .site-nav")
    with page.expect_file_chooser() as asked:
        keyboard.press(page.get_by_label("Archivo PDF de la constancia"))
    asked.value.set_files({"name": "constancia.pdf", "mimeType": "application/pdf", "buffer": pdf})
    keyboard.button("Comprobar el archivo")
    expect(page.get_by_role("heading", level=1)).to_have_text("El archivo es auténtico")
    expect(page.get_by_role("main")).to_contain_text(folio)
