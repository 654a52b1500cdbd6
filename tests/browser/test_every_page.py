"""Every page, as each kind of person who may open it: axe, no scroll sideways, no errors; pictures to look at.

``PAGES`` has a row for each endpoint that answers GET with a page, ``FILES`` for those that answer with something else.
The first test fails when a new page has no row.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.accounts.letters import confirmation
from app.accounts.models import Signatory
from app.accounts.outbox import newest_letters
from app.accounts.tokens import Purpose, make_token
from app.assessment.operations import start_attempt, submit_attempt
from app.content.model import DiagnosticForm
from app.credentials.models import Credential
from app.shared.clock import now
from app.shared.mail import FOLDER, deliver
from app.shared.settings import settings
from tests.browser import axe
from tests.browser.conftest import NARROW, WIDE, Visits
from tests.browser.people import Account, add_person, bring_to, demo, organisation_of_the_coordination, take_both_forms
from tests.browser.site import ROOT, Site

SCREENSHOTS = ROOT / "build" / "screenshots"
ACCESO, DATOS = "acceso-a-la-informacion", "datos-personales"
OFFERED = "gestion-documental-y-archivos"
UNIT = "derecho-llave"

ACCOUNTS: Mapping[str, Account | None] = {
    "visitor": None,
    "newcomer": Account("recien-llegada@pruebas.example"),
    "learner": Account("paginas@pruebas.example"),
    "trainer": demo("instructora"),
    "coordinator": demo("coordinacion"),
    "region": demo("region"),
    "admin": demo("admin"),
}
EVERYONE = tuple(ACCOUNTS)
ANYONE = ("visitor",)
LEARNERS = ("learner",)
COORDINATORS = ("coordinator", "region")
TRAINERS = ("trainer",)
ADMINS = ("admin",)


@dataclass(frozen=True)
class Row:
    """Who opens a page, with which values; a value in braces names something of ``made``."""

    roles: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


PAGES: Mapping[str, Row | tuple[Row, ...]] = {
    "catalog.home": Row(EVERYONE),
    "catalog.courses": (Row(("visitor", "learner")), Row(ANYONE, {"q": "nada que exista"})),
    "catalog.norms": Row(ANYONE),
    "catalog.norm": Row(ANYONE, {"norm_id": "lgtaip-2025"}),
    "catalog.glossary": Row(ANYONE),
    "catalog.deadlines": Row(ANYONE),
    "accounts.sign_in": Row(ANYONE),
    "accounts.register": Row(ANYONE),
    "accounts.registered": Row(ANYONE),
    "accounts.confirm": (Row(ANYONE, {"token": "{confirm}"}), Row(ANYONE, {"token": "roto"}, 410)),
    "accounts.forgotten_password": Row(ANYONE),
    "accounts.password_sent": Row(ANYONE),
    "accounts.new_password": Row(ANYONE, {"token": "{reset}"}),
    "accounts.accept_invitation": Row(ANYONE, {"token": "{invite}"}),
    "accounts.privacy_notice": Row(ANYONE),
    "accounts.new_privacy_notice": Row(LEARNERS),
    "accounts.outbox": Row(ANYONE),
    "accounts.letter": Row(ANYONE, {"name": "{letter}"}),
    "accounts.profile": Row(("learner", "trainer", "coordinator", "admin")),
    "accounts.change_password": Row(LEARNERS),
    "accounts.people": Row(ADMINS),
    "accounts.person": Row(ADMINS, {"person_id": "{person}"}),
    "accounts.invite_person": Row(ADMINS),
    "accounts.close_account": Row(ADMINS, {"person_id": "{person}"}),
    "accounts.organisations": Row(ADMINS),
    "accounts.organisation": Row(ADMINS, {"organisation_id": "{organisation}"}),
    "accounts.new_organisation": Row(ADMINS),
    "accounts.name_organisation": Row(ADMINS, {"organisation_id": "{organisation}"}),
    "accounts.add_signatory": Row(ADMINS, {"organisation_id": "{organisation}"}),
    "accounts.change_signatory": Row(
        ADMINS, {"organisation_id": "{signing organisation}", "signatory_id": "{signatory}"}
    ),
    "accounts.audit_log": Row(ADMINS),
    "enrolment.show_course": (
        Row(("visitor", "learner", "newcomer"), {"slug": ACCESO}),
        Row(LEARNERS, {"slug": DATOS}),
        Row(LEARNERS, {"slug": OFFERED}),
    ),
    "enrolment.read_lesson": Row(LEARNERS, {"slug": ACCESO, "unit": UNIT, "lesson": "que-derecho-es"}),
    "enrolment.leave": Row(LEARNERS, {"slug": ACCESO}),
    "assessment.show_quiz": Row(LEARNERS, {"slug": ACCESO, "unit": UNIT}),
    "assessment.show_exam": Row(LEARNERS, {"slug": ACCESO}),
    "assessment.show_diagnostic": (
        Row(LEARNERS, {"slug": ACCESO, "form": "a"}),
        Row(LEARNERS, {"slug": ACCESO, "form": "b"}),
        Row(LEARNERS, {"slug": OFFERED, "form": "a"}),
    ),
    "assessment.take": (
        Row(LEARNERS, {"attempt_id": "{open attempt}"}),
        Row(LEARNERS, {"attempt_id": "{open attempt}", "p": "2"}),
        Row(LEARNERS, {"attempt_id": "{open attempt}", "p": "5"}),
    ),
    "assessment.result": (
        Row(LEARNERS, {"attempt_id": "{ended attempt}"}),
        Row(LEARNERS, {"attempt_id": "{first form}"}),
        Row(LEARNERS, {"attempt_id": "{second form}"}),
    ),
    "credentials.my_classroom": Row(("learner", "newcomer", "trainer")),
    "credentials.verify": Row(ANYONE),
    "credentials.show": (Row(ANYONE, {"folio": "{folio}"}), Row(ANYONE, {"folio": "no-es-un-folio"}, 404)),
    "credentials.issued": Row(ADMINS),
    "credentials.replace_one": Row(ADMINS, {"folio": "{folio}"}),
    "credentials.revoke_one": Row(ADMINS, {"folio": "{folio}"}),
    "insights.statistics": Row(COORDINATORS),
    "insights.people": Row(COORDINATORS),
    "studio.workshop": Row(TRAINERS),
    "studio.course": Row(TRAINERS, {"slug": DATOS}),
    "studio.norms": (
        Row(TRAINERS),
        Row(TRAINERS, {"norma": "lgtaip-2025", "articulo": "134"}),
        Row(TRAINERS, {"norma": "lgtaip-2025", "articulo": "999"}, 422),
    ),
    "studio.questions": Row(TRAINERS, {"slug": ACCESO}),
    "plan.overview": Row(("visitor", "region")),
    "plan.strategy": Row(ANYONE, {"strategy_id": "1.1"}),
}
FILES = {
    "static",
    "assets.font",
    "catalog.image",
    "credentials.download",
    "credentials.show_key",
    "insights.download",
    "insights.people_download",
    "studio.questions_download",
    "web.health",
    "web.show_metrics",
}


def rows_of(endpoint: str) -> tuple[Row, ...]:
    rows = PAGES[endpoint]
    return rows if isinstance(rows, tuple) else (rows,)


CASES = sorted(
    (
        pytest.param(endpoint, number, role, id=f"{endpoint}{number or ''}-{role}")
        for endpoint in PAGES
        for number, row in enumerate(rows_of(endpoint))
        for role in row.roles
    ),
    key=lambda case: str(case.id).rpartition("-")[2],
)


@pytest.fixture(scope="session")
def made(site: Site) -> dict[str, object]:
    """The things that pages of one thing show, by name."""
    with site.writing() as session:
        learner = add_person(session, "paginas@pruebas.example", "Paula Ginés Arrieta")
        add_person(session, "recien-llegada@pruebas.example", "Nuria Vega Solís")
        unconfirmed = add_person(session, "sin-confirmar@pruebas.example", "Sergio Conde Faz")
        unconfirmed.confirmed_at = None
        forgetful = add_person(session, "sin-clave@pruebas.example", "Teo Lara Quijano")
        invited = add_person(session, "invitado@pruebas.example", "Inés Vidal Tapia")
        invited.confirmed_at = invited.password_hash = None
        session.flush()
        enrolment_id = bring_to(session, learner, ACCESO, 5)
        ended = start_attempt(session, enrolment_id, f"{UNIT}/evaluacion", now=now())
        submit_attempt(session, ended, learner.id, now=now())
        open_one = start_attempt(session, enrolment_id, "examen", now=now())
        bring_to(session, learner, OFFERED, 0)
        first_form, second_form = take_both_forms(
            session, learner, DATOS, {DiagnosticForm.BEFORE: 1, DiagnosticForm.AFTER: 3}
        )
        folio = session.scalars(select(Credential.folio).where(Credential.person_id == learner.id)).one()
        signatory = session.scalars(select(Signatory).order_by(Signatory.id).limit(1)).one()
        secret = settings().secret
        tokens = {
            purpose.value: make_token(secret, purpose, person.id, person.session_key, person.password_hash)
            for purpose, person in (
                (Purpose.CONFIRM, unconfirmed),
                (Purpose.RESET, forgetful),
                (Purpose.INVITE, invited),
            )
        }
        letter = confirmation(unconfirmed)
        deliver(letter.to, letter.subject, letter.text)
        [newest] = [one.name for one in newest_letters(settings().var / FOLDER) if one.to == letter.to]
        return {
            "person": learner.id,
            "organisation": organisation_of_the_coordination(session).id,
            "signing organisation": signatory.organisation_id,
            "signatory": signatory.id,
            "ended attempt": ended,
            "open attempt": open_one,
            "first form": first_form,
            "second form": second_form,
            "folio": folio,
            "letter": newest,
            **tokens,
        }


class Windows:
    """One window for each kind of person, signed in once."""

    def __init__(self, chromium: Browser, site: Site) -> None:
        self.visits = Visits(chromium, site)
        self.pages: dict[str, Page] = {}

    def of(self, role: str) -> Page:
        if role not in self.pages:
            page = self.visits.window()
            account = ACCOUNTS[role]
            if account is not None:
                self.visits.sign_in(page, account)
            self.pages[role] = page
        return self.pages[role]


@pytest.fixture(scope="session")
def windows(chromium: Browser, site: Site, made: dict[str, object]) -> Iterator[Windows]:
    windows = Windows(chromium, site)
    yield windows
    windows.visits.close()


def test_every_page_has_a_row_here(site: Site):
    asked = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    assert asked == PAGES.keys() | FILES, "give the new page a row in PAGES, or name it in FILES"


@pytest.mark.parametrize(("endpoint", "number", "role"), CASES)
def test_the_page_is_whole_and_open_to_all(
    endpoint: str, number: int, role: str, windows: Windows, site: Site, made: dict[str, object]
):
    row = rows_of(endpoint)[number]
    page = windows.of(role)
    values = {name: made[value[1:-1]] if value.startswith("{") else value for name, value in row.values.items()}
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    windows.visits.watch(page).forget()

    response = page.goto(site.path(endpoint, **values), wait_until="load")

    assert response is not None
    assert response.status == row.status
    look_over(page, f"{endpoint}{number or ''}-{role}")
    troubles = windows.visits.watch(page).taken()
    assert not troubles or row.status != HTTPStatus.OK, "\n".join(troubles)


def refuse_registration(page: Page) -> None:
    page.goto("/registro")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator(".error-summary")).to_be_focused()


def refuse_sign_in(page: Page) -> None:
    page.goto("/entrar")
    page.get_by_label("Correo electrónico").fill("nadie@pruebas.example")
    page.get_by_label("Contraseña").fill("no es la contraseña")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_visible()


def answer_a_self_check(page: Page) -> None:
    page.goto(f"/cursos/{ACCESO}/{UNIT}/que-derecho-es")
    form = page.locator("form[data-self-check]").first
    form.locator("input").last.check()
    form.get_by_role("button").click()
    expect(form.locator(".feedback")).to_be_visible()


def read_in_english(page: Page) -> None:
    page.goto("/cursos")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def open_the_account_menu(page: Page) -> None:
    page.goto("/cursos")
    page.locator(".account summary").click()
    expect(page.get_by_role("link", name="Mi perfil")).to_be_visible()


STATES: Mapping[str, tuple[str, Callable[[Page], object]]] = {
    "registration-refused": ("visitor", refuse_registration),
    "sign-in-refused": ("visitor", refuse_sign_in),
    "no-such-page": ("visitor", lambda page: page.goto("/no-existe")),
    "not-for-this-role": ("learner", lambda page: page.goto("/personas")),
    "self-check-answered": ("learner", answer_a_self_check),
    "account-menu-open": ("learner", open_the_account_menu),
}


@pytest.mark.parametrize("state", STATES)
def test_a_page_in_another_state_is_open_to_all(state: str, windows: Windows):
    role, reach = STATES[state]
    page = windows.of(role)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")

    reach(page)

    look_over(page, f"state-{state}")


def test_the_pages_are_open_to_all_in_english(visits: Visits):
    page = visits.window()
    read_in_english(page)

    look_over(page, "state-english")


def look_over(page: Page, name: str) -> None:
    """axe, wide and light, then narrow and dark; no scroll sideways; two pictures."""
    troubles = [f"wide, light: {found}" for found in axe.violations(page)]
    picture(page, f"{name}-wide")
    page.emulate_media(color_scheme="dark")
    troubles += [f"wide, dark: {found}" for found in axe.violations(page, axe.COLOURS)]
    page.set_viewport_size(NARROW)
    troubles += [f"narrow, dark: {found}" for found in axe.violations(page)]
    troubles += sideways(page)
    picture(page, f"{name}-narrow")
    assert not troubles, "\n".join(troubles)


def sideways(page: Page) -> list[str]:
    """Says so where the page is wider than its window."""
    wide, window = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    return [f"the page is {wide} px wide in a window of {window} px"] if wide > window else []


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.jpg", full_page=True, type="jpeg", quality=70)
