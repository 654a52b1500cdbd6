"""One's own account: name, organisation, sex, password, sessions, and the privacy notice."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import AuditEntry, NoticeAcceptance, Person, Sex
from app.accounts.operations import Profile, accept_notice, change_profile, keep_password
from app.accounts.signals import sex_changed
from app.content.programme import PrivacyNotice
from tests.accounts.conftest import Mailbox
from tests.content.samples import edited
from tests.factories import (
    NOW,
    PROGRAMME_FILES,
    TEST_PASSWORD,
    make_organisation,
    make_person,
    make_programme,
    sign_in,
    sign_in_with_password,
)
from tests.pages import Pages


@pytest.fixture
def changes() -> Iterator[list[tuple[Person, Sex, Sex]]]:
    """Every change of sex that is told to other rooms."""
    told: list[tuple[Person, Sex, Sex]] = []

    def on_change(session: Session, *, person: Person, previous: Sex) -> None:
        assert isinstance(session, Session)
        told.append((person, previous, person.sex))

    with sex_changed.connected_to(on_change):
        yield told


def test_a_person_changes_what_the_account_says(
    pages: Pages, session: Session, changes: list[tuple[Person, Sex, Sex]]
) -> None:
    person = make_person(session)
    other = make_organisation(session, "otra", "Otra organización")
    session.commit()
    sign_in(pages, person)

    page = pages.get("accounts.profile")
    assert "conservan el nombre anterior" in page.text
    page = pages.submit(
        page,
        {"name": " Ana  Luz Ibarra ", "organisation": str(other.id), "sex": "mujer", "language": "es"},
        form="#profile",
    )

    assert "Guardamos tus datos" in page.text
    session.expire_all()
    assert (person.name, person.organisation_id, person.sex) == ("Ana Luz Ibarra", other.id, Sex.WOMAN)
    assert person.search_text.startswith("ana luz ibarra")
    assert [(previous, sex) for _, previous, sex in changes] == [(Sex.UNANSWERED, Sex.WOMAN)]
    assert session.scalars(select(AuditEntry.detail)).all() == [{"fields": ["name", "organisation_id"]}]


def test_what_stays_the_same_is_neither_told_nor_logged(
    pages: Pages, session: Session, changes: list[tuple[Person, Sex, Sex]]
) -> None:
    person = make_person(session, sex=Sex.MAN)
    sign_in(pages, person)

    pages.submit(pages.get("accounts.profile"), form="#profile")

    assert not changes
    assert not session.scalars(select(AuditEntry)).all()


def test_a_name_that_cannot_be_printed_is_refused(pages: Pages, session: Session) -> None:
    sign_in(pages, make_person(session))

    page = pages.submit(pages.get("accounts.profile"), {"name": "123"}, form="#profile", status=422)

    assert page.all(".error-summary a[href='#name']")


def test_a_closed_organisation_can_be_kept_but_not_chosen(pages: Pages, session: Session) -> None:
    own = make_organisation(session, "cerrada", "La mía, ya cerrada")
    own.closed_on = NOW.date().replace(year=2020)
    make_organisation(session, "cerrada-2", "Otra cerrada").closed_on = NOW.date().replace(year=2020)
    person = make_person(session, organisation=own)
    sign_in(pages, person)

    page = pages.get("accounts.profile")

    assert [option.get_text() for option in page.all("#organisation option")] == ["La mía, ya cerrada"]
    pages.submit(page, form="#profile")


def test_a_language_chosen_in_the_profile_holds_at_once(pages: Pages, session: Session) -> None:
    sign_in(pages, make_person(session))

    page = pages.submit(pages.get("accounts.profile"), {"language": "en"}, form="#profile")

    assert page.one("html")["lang"] == "en"


def test_a_signal_is_sent_inside_the_transaction(app: Flask, session: Session) -> None:
    person = make_person(session)

    def refuse(session: Session, *, person: Person, previous: Sex) -> None:
        raise RuntimeError

    with app.app_context(), sex_changed.connected_to(refuse), pytest.raises(RuntimeError):
        change_profile(session, person.id, Profile(person.name, person.organisation_id, Sex.MAN, "es"), now=NOW)


def test_changing_the_password_asks_for_the_present_one(pages: Pages, session: Session, mailbox: Mailbox) -> None:
    person = make_person(session, "ana@pruebas.example")
    sign_in(pages, person)
    other = Pages(pages.app)
    sign_in(other, person)

    page = pages.get("accounts.change_password")
    page = pages.submit(page, {"present": "no es esta", "new_password": "el río baja crecido"}, status=422)
    assert page.all(".error-summary a[href='#present']")
    page = pages.submit(page, {"present": TEST_PASSWORD, "new_password": "corta"}, status=422)
    page = pages.submit(page, {"present": TEST_PASSWORD, "new_password": "el río baja crecido"})

    assert page.path == "/mi-cuenta"
    session.expire_all()
    assert passwords.matches(person.password_hash, "el río baja crecido")
    assert pages.get("accounts.profile").path == "/mi-cuenta", "this browser stays"
    assert other.get("accounts.profile").path == "/entrar", "the others do not"
    assert [letter.subject for letter in mailbox.to(person.email)] == ["Tu contraseña cambió"]


def test_signing_out_everywhere_leaves_only_this_browser(pages: Pages, session: Session) -> None:
    person = make_person(session)
    sign_in(pages, person)
    other = Pages(pages.app)
    sign_in(other, person)

    page = pages.submit(pages.get("accounts.profile"), form="#sign-out-everywhere")

    assert page.path == "/mi-cuenta"
    assert other.get("accounts.profile").path == "/entrar"


def test_a_rehash_never_undoes_a_change_of_password(app: Flask, session: Session) -> None:
    person = make_person(session)

    keep_password(session, person.id, "an older hash", "its rehash")

    assert passwords.matches(person.password_hash, TEST_PASSWORD)


def test_the_notice_in_force_is_public(pages: Pages, notice: PrivacyNotice) -> None:
    page = pages.get("accounts.privacy_notice")

    assert [heading.get_text() for heading in page.all("main h2")] == ["Aviso simplificado", "Aviso integral"]
    assert "vigente desde el 1 de noviembre de 2026" in page.text


def test_without_a_notice_nobody_is_asked_for_data(pages: Pages, session: Session) -> None:
    for endpoint in ("accounts.privacy_notice", "accounts.register"):
        assert "aula courses sync" in pages.get(endpoint, status=503).text

    sign_in(pages, make_person(session))
    assert pages.get("accounts.profile").path == "/mi-cuenta", "who has an account can still come in"


def test_a_new_notice_is_shown_once_after_signing_in(pages: Pages, session: Session, notice: PrivacyNotice) -> None:
    person = make_person(session)
    accept_notice(session, person.id, notice.version, now=NOW)
    make_programme(session, edited("aviso-de-privacidad.md", notice.version, "2026-12", PROGRAMME_FILES))

    page = sign_in_with_password(pages, person)
    assert page.path == "/privacidad/nueva"
    page = pages.submit(page)

    assert page.path == "/mi-aula"
    assert "2026-12" in pages.get("accounts.profile").text
    assert sign_in_with_password(Pages(pages.app), person).path == "/mi-aula"


def test_a_notice_does_not_lead_to_another_site(pages: Pages, session: Session, notice: PrivacyNotice) -> None:
    sign_in(pages, make_person(session))

    page = pages.get("accounts.new_privacy_notice", next="//malo.example")

    assert page.one("main [name=next]")["value"] == "/mi-aula"


def test_reading_the_same_notice_twice_keeps_the_first_date(session: Session) -> None:
    person = make_person(session)

    accept_notice(session, person.id, "1", now=NOW)
    accept_notice(session, person.id, "1", now=NOW.replace(year=2027))

    assert session.scalars(select(NoticeAcceptance.accepted_at)).all() == [NOW]
