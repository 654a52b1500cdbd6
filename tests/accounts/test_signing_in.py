"""Signing in and out: sessions, return paths, the same answer for everybody else."""

from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import AuditEntry, Person
from app.accounts.signing_in import SIGNED_IN_AT
from app.factory import SESSION_LASTS
from tests.factories import NOW, TEST_PASSWORD, make_person, sign_in_with_password
from tests.pages import Page, Pages


def told(page: Page) -> list[str]:
    return [item.get_text() for item in page.all(".error-summary li")]


def test_the_right_password_opens_a_session(pages: Pages, session: Session) -> None:
    person = make_person(session)

    sign_in_with_password(pages, person)

    assert person.email in pages.get("accounts.profile").text


def test_an_address_may_be_typed_in_capitals(pages: Pages, session: Session) -> None:
    make_person(session, "ana@pruebas.example")

    page = pages.get("accounts.sign_in")
    pages.submit(page, {"email": " Ana@Pruebas.EXAMPLE ", "password": TEST_PASSWORD})

    assert pages.get("accounts.profile").path == "/mi-cuenta"


def test_who_cannot_come_in_is_told_the_same_whatever_the_reason(pages: Pages, session: Session) -> None:
    make_person(session, "clave@pruebas.example")
    make_person(session, "sin-confirmar@pruebas.example", confirmed=False)
    invited = make_person(session, "invitada@pruebas.example", confirmed=False)
    invited.password_hash = None
    closed = make_person(session, "cerrada@pruebas.example")
    closed.closed_at = NOW
    session.commit()
    answers = set()
    for email, password in (
        ("nadie@pruebas.example", TEST_PASSWORD),
        ("no es un correo", TEST_PASSWORD),
        ("clave@pruebas.example", "otra contraseña"),
        ("sin-confirmar@pruebas.example", TEST_PASSWORD),
        ("invitada@pruebas.example", TEST_PASSWORD),
        ("cerrada@pruebas.example", TEST_PASSWORD),
    ):
        page = pages.submit(pages.get("accounts.sign_in"), {"email": email, "password": password}, status=422)
        answers.add(tuple(told(page)))
        assert "contraseña de prueba" not in page.html

    assert len(answers) == 1


def test_an_unknown_address_costs_the_work_of_a_known_one(
    pages: Pages, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person(session, "ana@pruebas.example")
    verified: list[str] = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, kept, given: verified.append(kept) or verify(self, kept, given)
    )
    for email in ("ana@pruebas.example", "nadie@pruebas.example", "no es un correo"):
        pages.submit(pages.get("accounts.sign_in"), {"email": email, "password": "x" * 12}, status=422)

    assert len(verified) == 3


def test_an_address_is_read_as_the_limit_by_account_reads_it(pages: Pages, session: Session) -> None:
    """The Kelvin sign is «k» in lower case, but no letter of an address: it would pass uncounted."""
    make_person(session, "karla@pruebas.example")

    values = {"email": "\N{KELVIN SIGN}arla@pruebas.example", "password": TEST_PASSWORD}
    pages.submit(pages.get("accounts.sign_in"), values, status=422)

    assert pages.get("accounts.profile").path == "/entrar"


def test_a_session_does_not_survive_signing_in(pages: Pages, session: Session) -> None:
    person = make_person(session)
    page = pages.get("accounts.sign_in")
    with pages.client.session_transaction() as held:
        held["planted"] = "by somebody else"
        before = held["csrf_token"]

    pages.submit(page, {"email": person.email, "password": TEST_PASSWORD})

    with pages.client.session_transaction() as held:
        assert "planted" not in held
        assert held.get("csrf_token") != before
        assert held.permanent


def test_a_session_ends_after_its_time(app: Flask, pages: Pages, session: Session) -> None:
    person = make_person(session)
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in_with_password(pages, person)
        clock.shift(SESSION_LASTS - timedelta(minutes=1))
        assert pages.get("accounts.profile").path == "/mi-cuenta"
        clock.shift(timedelta(minutes=2))
        assert pages.get("accounts.profile").path == "/entrar"


def choose_language(pages: Pages) -> None:
    pages.submit(pages.get("accounts.privacy_notice"), form="header form.language", button="locale=en")


@pytest.mark.usefixtures("notice")
def test_nothing_but_a_password_makes_a_session_last_longer(app: Flask, pages: Pages, session: Session) -> None:
    person = make_person(session)
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in_with_password(pages, person)
        clock.shift(SESSION_LASTS - timedelta(minutes=1))
        pages.submit(pages.get("accounts.profile"), form="#sign-out-everywhere")
        choose_language(pages)
        assert pages.get("accounts.profile").path == "/mi-cuenta"

        clock.shift(timedelta(minutes=2))
        choose_language(pages)
        assert pages.get("accounts.profile").path == "/entrar"
        sign_in_with_password(pages, person)
        assert pages.get("accounts.profile").path == "/mi-cuenta"


@pytest.mark.parametrize("moment", [{}, {SIGNED_IN_AT: None}, {SIGNED_IN_AT: "2026-11-23"}])
def test_a_session_that_does_not_say_when_it_began_is_refused(
    app: Flask, pages: Pages, session: Session, moment: dict[str, str | None]
) -> None:
    person = make_person(session)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None

    pages.client.set_cookie("session", serializer.dumps({"_user_id": person.session_key, **moment}))

    assert pages.get("accounts.profile").path == "/entrar"


@pytest.mark.usefixtures("notice")
def test_a_copy_of_the_cookie_opens_nothing_after_signing_out(app: Flask, pages: Pages, session: Session) -> None:
    sign_in_with_password(pages, make_person(session))
    copied = pages.client.get_cookie("session")
    assert copied is not None
    page = pages.submit(pages.get("accounts.profile"), form="form[action='/salir']")
    thief = Pages(app)
    thief.client.set_cookie("session", copied.value)

    choose_language(thief)

    assert "en todos tus dispositivos" in page.text
    assert thief.get("accounts.profile").path == "/entrar"
    assert session.scalar(select(func.count(AuditEntry.id))) == 0, "who comes and goes is not logged"


def test_signing_out_ends_the_sessions_of_nobody_else(app: Flask, pages: Pages, session: Session) -> None:
    other = Pages(app)
    sign_in_with_password(other, make_person(session, "otra@pruebas.example"))
    sign_in_with_password(pages, make_person(session))

    pages.submit(pages.get("accounts.profile"), form="form[action='/salir']")

    assert other.get("accounts.profile").path == "/mi-cuenta"


def test_who_signs_out_of_a_session_that_was_over_is_not_told_of_other_devices(pages: Pages, session: Session) -> None:
    person = make_person(session)
    sign_in_with_password(pages, person)
    page = pages.get("accounts.profile")
    person.session_key = "another key"
    session.commit()

    page = pages.submit(page, form="form[action='/salir']")

    assert "Tu sesión ya había terminado." in page.text


def test_signing_out_ends_the_session_and_keeps_the_language(pages: Pages, session: Session) -> None:
    person = make_person(session)
    person.locale = "en"
    session.commit()
    sign_in_with_password(pages, person)

    page = pages.submit(pages.get("accounts.profile"), form="form[action='/salir']")

    assert page.path == "/entrar"
    assert page.one("html")["lang"] == "en"
    assert pages.get("accounts.profile").path == "/entrar"


def test_signing_out_needs_a_form_of_ours(pages: Pages, session: Session) -> None:
    sign_in_with_password(pages, make_person(session))

    assert pages.client.get("/salir").status_code == 405
    assert pages.client.post("/salir").status_code == 400
    assert pages.get("accounts.profile").path == "/mi-cuenta"


def test_somebody_signed_in_is_sent_on(pages: Pages, session: Session) -> None:
    sign_in_with_password(pages, make_person(session))

    assert pages.redirect_of("accounts.sign_in", next="/mi-cuenta") == "/mi-cuenta"
    assert pages.redirect_of("accounts.sign_in", next="//malo.example") == "/mi-aula"
    assert pages.redirect_of("accounts.register") == "/mi-aula"


def _after_signing_in(pages: Pages, person: Person, back: str) -> str:
    """Where a sign-in that was asked to return to ``back`` leads."""
    page = pages.get("accounts.sign_in", next=back)
    token = page.one("main [name=csrf_token]")["value"]
    answer = pages.client.post(
        "/entrar",
        data={"email": person.email, "password": TEST_PASSWORD, "next": back, "csrf_token": token},
    )
    return str(answer.location)


def test_a_visitor_returns_to_the_page_that_was_asked_for(pages: Pages, session: Session) -> None:
    person = make_person(session)

    page = pages.get("/mi-cuenta/clave?p=1")
    assert page.path == "/entrar"
    page = pages.submit(page, {"email": person.email, "password": TEST_PASSWORD})

    assert page.path == "/mi-cuenta/clave"


@pytest.mark.parametrize(
    "back", ["https://malo.example/", "//malo.example/", "/\\malo.example", "javascript:alert(1)", "/\t/malo.example"]
)
def test_a_sign_in_never_leads_to_another_site(pages: Pages, session: Session, back: str) -> None:
    person = make_person(session)

    assert _after_signing_in(pages, person, back) == "/mi-aula"


def test_an_old_hash_is_made_anew_at_sign_in(pages: Pages, session: Session) -> None:
    person = make_person(session)
    assert person.password_hash is not None
    assert passwords.needs_rehash(person.password_hash)

    sign_in_with_password(pages, person)

    session.expire_all()
    assert not passwords.needs_rehash(person.password_hash)
    assert passwords.matches(person.password_hash, TEST_PASSWORD)


def test_a_changed_session_key_ends_every_session(pages: Pages, session: Session) -> None:
    person = make_person(session)
    sign_in_with_password(pages, person)

    person.session_key = "another key"
    session.commit()

    assert pages.get("accounts.profile").path == "/entrar"


def test_a_closed_account_is_out_at_once(pages: Pages, session: Session) -> None:
    person = make_person(session)
    sign_in_with_password(pages, person)

    person.closed_at = NOW
    session.commit()

    assert pages.get("accounts.profile").path == "/entrar"


def test_a_visitor_chooses_a_language_for_this_browser(pages: Pages, session: Session) -> None:
    page = pages.get("accounts.sign_in")
    form = "header form.language"

    page = pages.submit(page, form=form, button="locale=en")

    assert page.path == "/entrar"
    assert page.one("html")["lang"] == "en"
    assert pages.get("catalog.courses").one("html")["lang"] == "en"


def test_a_person_keeps_the_language_in_the_account(pages: Pages, session: Session) -> None:
    person = make_person(session)
    sign_in_with_password(pages, person)

    pages.submit(pages.get("accounts.profile"), form="header form.language", button="locale=en")

    session.expire_all()
    assert person.locale == "en"


def test_an_unknown_language_or_a_foreign_path_changes_nothing(pages: Pages, session: Session) -> None:
    token = pages.get("accounts.sign_in").one("main [name=csrf_token]")["value"]

    answer = pages.client.post("/idioma", data={"csrf_token": token, "locale": "xx", "next": "//malo.example"})

    assert answer.location == "/"
    assert pages.get("accounts.sign_in").one("html")["lang"] == "es"
