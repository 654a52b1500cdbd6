"""People from the terminal, and the people of the demonstration."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.demo import PASSWORD, PEOPLE, ProgrammeNotSyncedError, add_demo_people, demo_people_exist
from app.accounts.models import AuditEntry, Person, Role, RoleGrant, Signatory
from app.accounts.queries import open_grants
from app.shared.settings import Mode
from tests.accounts.conftest import Mailbox
from tests.factories import NOW, make_organisation, make_person
from tests.pages import Pages

RunningWith = Callable[..., AbstractContextManager[None]]


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["people", *arguments])


@pytest.mark.usefixtures("notice")
def test_the_first_admin_is_added_from_the_terminal(app: Flask, pages: Pages, session: Session) -> None:
    make_organisation(session, "casa")
    session.commit()

    added = run(
        app, "add", "Admin@Pruebas.example", "--name", "Ana  Luz Ibarra", "--organisation", "casa",
        "--role", "admin", "--scope", "region",
    )  # fmt: skip

    assert added.exit_code == 0, added.output
    assert "Ana Luz Ibarra <admin@pruebas.example>" in added.output
    link = re.search(r"http://127\.0\.0\.1:8000(/invitacion/\S+)", added.output)
    assert link
    pages.submit(pages.get(link[1]), {"new_password": "el río baja crecido"})
    assert pages.get("accounts.people").path == "/personas"
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.act, entry.actor_id) for entry in entries] == [("person.added", None), ("role.given", None)]


def test_adding_somebody_twice_changes_nothing_and_says_so(app: Flask, session: Session) -> None:
    organisation = make_organisation(session, "casa")
    session.commit()
    arguments = ("add", "ana@pruebas.example", "--name", "Ana Luz", "--organisation", "casa")

    first = run(app, *arguments, "--role", "trainer", "--scope", "casa")
    second = run(app, *arguments, "--role", "trainer", "--scope", "casa")
    third = run(app, "add", "ana@pruebas.example", "--role", "coordinator", "--scope", "casa")

    assert (first.exit_code, second.exit_code, third.exit_code) == (0, 0, 0)
    assert "ya tiene ese rol" in second.output
    person = session.scalars(select(Person).where(Person.organisation_id == organisation.id)).one()
    assert {grant.role for grant in open_grants(session, person.id)} == {Role.TRAINER, Role.COORDINATOR}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("no-es-correo",), "no es un correo"),
        (("a@x.mx", "--organisation", "casa"), "--name necesita"),
        (("a@x.mx", "--name", "Ana 2", "--organisation", "casa"), "--name necesita"),
        (("a@x.mx", "--name", "Ana Luz", "--organisation", "ninguna"), "no hay una organización «ninguna»"),
        (("a@x.mx", "--name", "Ana Luz", "--organisation", "casa", "--role", "admin"), "--role necesita --scope"),
        (
            ("a@x.mx", "--name", "Ana Luz", "--organisation", "casa", "--role", "admin", "--scope", "ninguna"),
            "no hay una organización",
        ),
        (("a@x.mx", "--role", "jefa", "--scope", "region"), "jefa"),
    ],
)
def test_what_the_terminal_cannot_use_is_one_sentence(
    app: Flask, session: Session, arguments: tuple[str, ...], sentence: str
) -> None:
    make_organisation(session, "casa")
    session.commit()

    refused = run(app, "add", *arguments)

    assert refused.exit_code == 2
    assert sentence in refused.output
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_closed_account_takes_no_role_from_the_terminal(app: Flask, session: Session) -> None:
    person = make_person(session, "ana@pruebas.example")
    person.closed_at = NOW
    session.commit()

    refused = run(app, "add", person.email, "--role", "trainer", "--scope", "region")

    assert refused.exit_code == 1
    assert "cerrada" in refused.output


def test_people_are_listed_with_their_roles(app: Flask, session: Session) -> None:
    organisation = make_organisation(session, "casa", "Organización de casa")
    make_person(
        session, "ana@pruebas.example", organisation, name="Ana Núñez",
        roles=[(Role.TRAINER, organisation), (Role.ADMIN, None)],
    )  # fmt: skip
    make_person(session, "eva@pruebas.example", organisation, name="Eva Ruiz", confirmed=False)

    everyone = run(app, "list").output.splitlines()
    assert everyone == [
        "ana@pruebas.example\tAna Núñez\tOrganización de casa\tactiva\ttrainer:Organización de casa, admin:region",
        "eva@pruebas.example\tEva Ruiz\tOrganización de casa\tsin confirmar\t",
    ]
    assert run(app, "list", "--search", "nunez").output.splitlines() == everyone[:1]
    assert run(app, "list", "--role", "admin").output.splitlines() == everyone[:1]
    assert run(app, "list", "--role", "coordinator").output == ""


@pytest.mark.usefixtures("notice")
def test_the_demo_people_are_added_once_and_can_come_in(app: Flask, pages: Pages, session: Session) -> None:
    make_organisation(session, "cotai", "INFONL")
    make_organisation(session, "coordinacion-norte", state_code="00")
    assert not demo_people_exist(session)
    with app.app_context():
        add_demo_people(session, NOW)
        add_demo_people(session, NOW)
    session.commit()

    assert demo_people_exist(session)
    assert session.scalar(select(func.count()).select_from(Person)) == len(PEOPLE) == 5
    assert session.scalar(select(func.count()).select_from(Signatory)) == 2
    assert session.scalar(select(func.count()).select_from(RoleGrant)) == 4
    for person in PEOPLE:
        browser = Pages(app)
        page = browser.submit(browser.get("accounts.sign_in"), {"email": person.email, "password": PASSWORD})
        assert page.path == "/mi-aula"
        assert "Demostración" in browser.get("accounts.profile").one("#name")["value"]
    coordinator = session.scalars(select(RoleGrant).where(RoleGrant.organisation_id.is_not(None))).one()
    assert coordinator.role is Role.COORDINATOR


def test_the_demo_people_need_the_programme(app: Flask, session: Session) -> None:
    with pytest.raises(ProgrammeNotSyncedError):
        add_demo_people(session, NOW)


def test_the_outbox_exists_only_in_the_demonstration(pages: Pages, session: Session, mailbox: Mailbox) -> None:
    make_person(session, "ana@pruebas.example")
    pages.submit(pages.get("accounts.forgotten_password"), {"email": "ana@pruebas.example"})
    name = mailbox.last("ana@pruebas.example").name

    pages.get("accounts.outbox", status=404)
    pages.get("accounts.letter", name=name, status=404)


def test_a_letter_of_the_demonstration_leads_on(
    pages: Pages, session: Session, mailbox: Mailbox, running_with: RunningWith
) -> None:
    make_person(session, "ana@pruebas.example")
    with running_with(mode=Mode.DEMO):
        assert "Todavía no hay correos" in pages.get("accounts.outbox").text
        pages.submit(pages.get("accounts.forgotten_password"), {"email": "ana@pruebas.example"})
        page = pages.get("accounts.outbox")
        page = pages.get(str(page.one(".rows a")["href"]))
        assert "Para ana@pruebas.example" in page.text
        page = pages.get(str(page.one(".panel a")["href"]))

        assert page.path.startswith("/clave/nueva/")
        for name in ("no-existe", "..%2F..%2Fetc%2Fpasswd", "20261123T000000000000-00000000", "x.eml"):
            pages.get(f"/correo/{name}", status=404)
