"""Opening an account, confirming it, coming back after forgetting the password, accepting an invitation."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import NoticeAcceptance, Organisation, OrganisationKind, Person, Sex
from app.accounts.operations import LinkUsedError, reset_password
from app.accounts.queries import Linked
from app.content.programme import PrivacyNotice
from app.shared.db import transaction
from tests.accounts.conftest import Mailbox
from tests.factories import NOW, TEST_PASSWORD, make_organisation, make_person, sign_in
from tests.pages import Page, Pages

pytestmark = pytest.mark.usefixtures("notice")

EMAIL = "ana@dependencia.example"
PASSWORD = "el río baja crecido"


def fill_in(pages: Pages, works_for: Organisation, *, status: int = 200, **changes: str) -> Page:
    values = {
        "name": "María de los Ángeles Núñez-Ibarra",
        "email": EMAIL,
        "organisation": str(works_for.id),
        "new_password": PASSWORD,
        **changes,
    }
    return pages.submit(pages.get("accounts.register"), values, status=status)


def person_of(session: Session, email: str = EMAIL) -> Person | None:
    session.expire_all()
    return session.scalar(select(Person).where(Person.email == email))


def told(page: Page) -> str:
    return " ".join(item.get_text() for item in page.all(".error-summary li"))


def test_an_account_is_opened_confirmed_and_entered(
    pages: Pages, session: Session, mailbox: Mailbox, notice: PrivacyNotice
) -> None:
    organisation = make_organisation(session)
    session.commit()

    page = fill_in(pages, organisation, name="  María  de los Ángeles Núñez-Ibarra ", email="Ana@Dependencia.example")
    assert "Te enviamos un correo" in page.text
    person = person_of(session)
    assert person is not None
    assert (person.name, person.sex, person.confirmed_at) == (
        "María de los Ángeles Núñez-Ibarra",
        Sex.UNANSWERED,
        None,
    )
    page = pages.get(mailbox.link(EMAIL))
    assert person_of(session).confirmed_at is None, "opening the link confirms nothing"  # type: ignore[union-attr]
    page = pages.submit(page, {"password": PASSWORD})

    assert "Tu cuenta está lista" in page.text
    assert pages.get("accounts.profile").one("#name")["value"] == person.name
    assert session.scalars(select(NoticeAcceptance.version)).all() == [notice.version]


def test_a_sex_is_kept_only_when_it_is_told(pages: Pages, session: Session, mailbox: Mailbox) -> None:
    organisation = make_organisation(session)
    session.commit()

    fill_in(pages, organisation, sex="no-binario")

    assert person_of(session).sex is Sex.NON_BINARY  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"name": "Al"}, "de 3 a 160"),
        ({"name": "á" * 161}, "de 3 a 160"),
        ({"name": "Ana 2"}, "sólo lleva letras"),
        ({"name": "  "}, "de 3 a 160"),
        ({"email": "ana"}, "correo como"),
        ({"organisation": ""}, "Elige tu organización"),
        ({"organisation": "999999"}, "ya no está en la lista"),
        ({"new_password": "corta"}, "10 caracteres"),
        ({"new_password": "soy ibarra feliz"}, "nombre"),
        ({"new_password": "dependencia ana@x"}, ""),
        ({"notice_version": "1999"}, "cambió"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field(
    pages: Pages, session: Session, changes: dict[str, str], word: str
) -> None:
    organisation = make_organisation(session)
    session.commit()
    if not word:
        assert fill_in(pages, organisation, **changes)
        return

    page = fill_in(pages, organisation, status=422, **changes)

    assert word in told(page)
    assert page.one("[name=notice_version]")["value"] != "1999"
    assert person_of(session) is None


def test_errors_are_told_in_the_order_of_the_fields(pages: Pages, session: Session) -> None:
    page = pages.submit(pages.get("accounts.register"), status=422)

    fields = ["#name", "#email", "#organisation", "#new_password"]
    assert [link["href"] for link in page.all(".error-summary a")] == fields


def test_only_open_organisations_can_be_chosen_under_the_name_of_today(pages: Pages, session: Session) -> None:
    make_organisation(session, "abierta", "Nombre de hoy", state_code="26")
    make_organisation(session, "cerrada", "Cerrada hace tiempo", "26").closed_on = NOW.date() - timedelta(days=400)
    make_organisation(session, "por-abrir", "Todavía no", "26").opened_on = NOW.date() + timedelta(days=4000)
    make_organisation(session, "sistema", "Un sistema", "26").kind = OrganisationKind.SYSTEM
    session.commit()

    page = pages.get("accounts.register")

    offered = [option.get_text() for option in page.all("#organisation optgroup[label=Sonora] option")]
    assert offered == ["Nombre de hoy"]
    assert page.one("#sex-4").has_attr("checked"), "saying nothing is the default"


def test_whatever_the_address_the_page_says_the_same(pages: Pages, session: Session, mailbox: Mailbox) -> None:
    organisation = make_organisation(session)
    known = make_person(session, "conocida@pruebas.example", organisation)
    invited = make_person(session, "invitada@pruebas.example", organisation, confirmed=False)
    invited.password_hash = None
    closed = make_person(session, "cerrada@pruebas.example", organisation)
    closed.closed_at = NOW
    session.commit()
    addresses = {
        "nueva@pruebas.example": "Confirma tu cuenta",
        known.email: "Ya tienes una cuenta",
        invited.email: "Te invitaron a Aula Norte",
        closed.email: "Tu cuenta está cerrada",
    }

    answers = {fill_in(pages, organisation, email=email).text for email in addresses}

    assert len(answers) == 1
    for email, subject in addresses.items():
        assert [letter.subject for letter in mailbox.to(email)] == [subject]
    session.expire_all()
    assert known.name == "Persona de Prueba Ñandú", "nothing of a known account changes"
    assert passwords.matches(known.password_hash, TEST_PASSWORD)


def test_an_unknown_address_does_no_less_work(
    pages: Pages, session: Session, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = make_organisation(session)
    make_person(session, "conocida@pruebas.example", organisation)
    hashed: list[str] = []
    make = passwords.hashed
    monkeypatch.setattr(passwords, "hashed", lambda password: hashed.append(password) or make(password))

    fill_in(pages, organisation)
    fill_in(pages, organisation, email="conocida@pruebas.example")

    assert hashed == [PASSWORD, PASSWORD]


def test_a_letter_to_an_unconfirmed_address_repeats_nothing_a_stranger_typed(
    pages: Pages, session: Session, mailbox: Mailbox
) -> None:
    organisation = make_organisation(session)
    session.commit()

    fill_in(pages, organisation, name="Visita malo.example")

    assert "malo" not in mailbox.last(EMAIL).text
    pages.submit(pages.get("accounts.forgotten_password"), {"email": EMAIL})
    letter = mailbox.last(EMAIL)
    assert letter.subject == "Elige una contraseña nueva"
    assert "malo" not in letter.text
    assert letter.text.startswith("Alguien pidió")
    person_of(session).closed_at = NOW  # type: ignore[union-attr]
    session.commit()
    pages.submit(pages.get("accounts.forgotten_password"), {"email": EMAIL})
    assert mailbox.last(EMAIL).subject == "Tu cuenta está cerrada"
    assert "malo" not in mailbox.last(EMAIL).text


def test_a_letter_greets_by_a_name_that_its_person_or_an_administrator_gave(
    pages: Pages, session: Session, mailbox: Mailbox
) -> None:
    confirmed = make_person(session, EMAIL, name="Ana Ruiz")
    invited = make_person(session, "invitada@pruebas.example", name="Eva Soto", confirmed=False)
    invited.password_hash = None
    session.commit()

    for person in (confirmed, invited):
        pages.submit(pages.get("accounts.forgotten_password"), {"email": person.email})

        assert mailbox.last(person.email).text.startswith(f"Hola, {person.name}:")


def test_links_in_letters_do_not_follow_the_host_header(pages: Pages, session: Session, mailbox: Mailbox) -> None:
    make_person(session, EMAIL)
    token = pages.get("accounts.forgotten_password").one("main [name=csrf_token]")["value"]

    pages.client.post(
        "/clave/olvidada", data={"email": EMAIL, "csrf_token": token}, headers={"X-Forwarded-Host": "malo.example"}
    )

    assert "malo" not in mailbox.last(EMAIL).text
    assert mailbox.link(EMAIL).startswith("/clave/nueva/")


def test_a_second_registration_takes_the_place_of_an_unconfirmed_one(
    pages: Pages, session: Session, mailbox: Mailbox
) -> None:
    organisation = make_organisation(session)
    session.commit()
    fill_in(pages, organisation, name="Quien sea", new_password="el gato duerme solo")
    first = mailbox.link(EMAIL)
    fill_in(pages, organisation)

    pages.get(first, status=410)
    page = pages.submit(pages.get(mailbox.link(EMAIL)), {"password": "el gato duerme solo"}, status=422)

    assert "No es la contraseña" in told(page)
    assert session.scalar(select(func.count()).select_from(Person)) == 1
    assert person_of(session).name == "María de los Ángeles Núñez-Ibarra"  # type: ignore[union-attr]


def test_who_cannot_give_the_password_cannot_confirm_an_account_somebody_prepared(
    pages: Pages, session: Session, mailbox: Mailbox
) -> None:
    organisation = make_organisation(session)
    session.commit()
    fill_in(pages, organisation, new_password="la que puso otra persona")

    pages.submit(pages.get(mailbox.link(EMAIL)), {"password": PASSWORD}, status=422)
    pages.submit(pages.get("accounts.forgotten_password"), {"email": EMAIL})
    pages.submit(pages.get(mailbox.link(EMAIL)), {"new_password": PASSWORD})

    person = person_of(session)
    assert person is not None
    assert person.confirmed_at is not None
    assert passwords.matches(person.password_hash, PASSWORD)
    assert not passwords.matches(person.password_hash, "la que puso otra persona")


def test_a_confirmation_works_once_and_for_three_days(
    app: Flask, pages: Pages, session: Session, mailbox: Mailbox
) -> None:
    organisation = make_organisation(session)
    session.commit()
    with time_machine.travel(NOW, tick=False) as clock:
        fill_in(pages, organisation)
        late = mailbox.link(EMAIL)
        clock.shift(timedelta(days=3, seconds=1))
        assert "ya no sirve" in pages.get(late, status=410).text
        Pages(app).get("accounts.sign_in")
        fill_in(Pages(app), organisation)
        link = mailbox.link(EMAIL)
        pages.submit(pages.get(link), {"password": PASSWORD})
        pages.get(link, status=410)
        pages.get("/confirmar/esto-no-es-un-enlace", status=410)


def test_a_forgotten_password_is_chosen_anew_once(pages: Pages, session: Session, mailbox: Mailbox) -> None:
    person = make_person(session, EMAIL)
    other = Pages(pages.app)
    sign_in(other, person)

    page = pages.submit(pages.get("accounts.forgotten_password"), {"email": " Ana@Dependencia.example"})
    assert "Te enviamos un correo" in page.text
    link = mailbox.link(EMAIL)
    page = pages.submit(pages.get(link), {"new_password": "corta"}, status=422)
    page = pages.submit(page, {"new_password": PASSWORD})

    assert "Cambiaste tu contraseña" in page.text
    assert pages.get("accounts.profile").path == "/mi-cuenta"
    assert other.get("accounts.profile").path == "/entrar", "the other devices are out"
    assert Pages(pages.app).get(link, status=410)
    assert mailbox.last(EMAIL).subject == "Tu contraseña cambió"


def test_a_link_to_a_new_password_lasts_an_hour(app: Flask, session: Session, mailbox: Mailbox) -> None:
    make_person(session, EMAIL)
    with time_machine.travel(NOW, tick=False) as clock:
        visitor = Pages(app)
        visitor.submit(visitor.get("accounts.forgotten_password"), {"email": EMAIL})
        link = mailbox.link(EMAIL)
        clock.shift(timedelta(hours=1))
        visitor.get(link)
        clock.shift(timedelta(seconds=1))
        visitor.get(link, status=410)


def test_a_link_dies_when_the_password_changes_otherwise(pages: Pages, session: Session, mailbox: Mailbox) -> None:
    person = make_person(session, EMAIL)
    pages.submit(pages.get("accounts.forgotten_password"), {"email": EMAIL})
    person.password_hash = passwords.hashed("otra que cambió aparte")
    session.commit()

    pages.get(mailbox.link(EMAIL), status=410)


def test_a_link_of_a_closed_account_is_gone(pages: Pages, session: Session, mailbox: Mailbox) -> None:
    person = make_person(session, EMAIL)
    pages.submit(pages.get("accounts.forgotten_password"), {"email": EMAIL})
    person.closed_at = NOW
    session.commit()

    pages.get(mailbox.link(EMAIL), status=410)


def test_a_link_answered_twice_at_once_counts_once(app: Flask, session: Session) -> None:
    person = make_person(session, EMAIL)
    opened = Linked(person.id, person.name, person.email, person.password_hash, person.session_key)
    with app.app_context():
        reset_password(session, opened, passwords.hashed(PASSWORD), now=NOW)
        with pytest.raises(LinkUsedError):
            reset_password(session, opened, passwords.hashed("otra distinta aquí"), now=NOW)

    assert passwords.matches(person.password_hash, PASSWORD)


def test_who_answers_a_link_second_is_told_that_it_was_used(
    pages: Pages, session: Session, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person(session, EMAIL)
    pages.submit(pages.get("accounts.forgotten_password"), {"email": EMAIL})
    page = pages.get(mailbox.link(EMAIL))
    make = passwords.hashed

    def meanwhile(password: str) -> str:
        with transaction() as other:
            other.get_one(Person, person.id).session_key = "the other answer came first"
        return make(password)

    monkeypatch.setattr(passwords, "hashed", meanwhile)

    assert "ya no sirve" in pages.submit(page, {"new_password": PASSWORD}, status=410).text


def test_asking_for_a_password_says_the_same_for_every_address(
    pages: Pages, session: Session, mailbox: Mailbox
) -> None:
    make_person(session, "conocida@pruebas.example")
    make_person(session, "sin-confirmar@pruebas.example", confirmed=False)
    make_person(session, "invitada@pruebas.example", confirmed=False).password_hash = None
    make_person(session, "cerrada@pruebas.example").closed_at = NOW
    session.commit()
    subjects = {
        "conocida@pruebas.example": "Elige una contraseña nueva",
        "sin-confirmar@pruebas.example": "Elige una contraseña nueva",
        "invitada@pruebas.example": "Te invitaron a Aula Norte",
        "cerrada@pruebas.example": "Tu cuenta está cerrada",
        "nadie@pruebas.example": "No hay una cuenta con este correo",
    }

    answers = {pages.submit(pages.get("accounts.forgotten_password"), {"email": email}).text for email in subjects}

    assert len(answers) == 1
    assert {email: mailbox.last(email).subject for email in subjects} == subjects
    page = pages.submit(pages.get("accounts.forgotten_password"), {"email": "nada"}, status=422)
    assert "correo como" in told(page)


def test_an_invitation_is_accepted_with_a_password_and_the_notice(
    app: Flask, pages: Pages, session: Session, mailbox: Mailbox
) -> None:
    person = make_person(session, EMAIL, confirmed=False)
    person.password_hash = None
    session.commit()
    pages.submit(pages.get("accounts.forgotten_password"), {"email": EMAIL})
    link = mailbox.link(EMAIL)

    page = pages.get(link)
    assert person.name in page.text
    assert "Aviso" in page.text
    page = pages.submit(page, {"new_password": "corta"}, status=422)
    page = pages.submit(page, {"new_password": PASSWORD, "sex": "mujer"})

    assert "Tu cuenta está lista" in page.text
    session.expire_all()
    assert (person.sex, person.confirmed_at is not None) == (Sex.WOMAN, True)
    assert session.scalar(select(func.count()).select_from(NoticeAcceptance)) == 1
    Pages(app).get(link, status=410)


def test_letters_are_written_in_the_language_of_the_person(pages: Pages, session: Session, mailbox: Mailbox) -> None:
    person = make_person(session, EMAIL)
    person.locale = "en"
    session.commit()

    pages.submit(pages.get("accounts.forgotten_password"), {"email": EMAIL})

    assert len(mailbox.to(EMAIL)) == 1
