"""How often may be tried to come in: by address, and by account wherever it is tried from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import Organisation
from app.factory import create_app
from app.shared.db import db
from app.shared.migrations import upgrade
from app.shared.settings import Mode, Settings
from app.web.limits import limiter
from tests.factories import NOW, TEST_PASSWORD, make_person, make_programme
from tests.pages import Page, Pages, form_values

KNOWN, UNKNOWN = "ana@pruebas.example", "nadie@pruebas.example"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller) -> Iterator[Pages]:
    """A browser at an application that counts; KNOWN has an account there."""
    monkeypatch.setattr(limiter, "enabled", True)
    app = create_app(Settings(mode=Mode.DEMO, var=tmp_path, courses=tmp_path))
    limiter.reset()
    with app.app_context():
        upgrade()
        make_person(db.session(), KNOWN)
    yield Pages(app)
    limiter.reset()
    with app.app_context():
        db.engine.dispose()


def send(pages: Pages, endpoint: str, email: str, password: str = "", number: int = 0) -> TestResponse:
    """Send the form of a page from an address of its own for each number."""
    token = pages.get(endpoint).one("main [name=csrf_token]")["value"]
    data = {"email": email, "password": password, "csrf_token": token}
    place = {"REMOTE_ADDR": f"10.0.0.{number}"}
    return pages.client.post(pages.url(endpoint), data=data, environ_overrides=place)


def test_sign_ins_are_limited_by_address(limited: Pages) -> None:
    answers = [send(limited, "accounts.sign_in", f"nadie-{n}@pruebas.example", "x") for n in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert limited.get("accounts.sign_in").h1 == "Entrar"


def test_a_room_that_shares_an_address_signs_in(limited: Pages) -> None:
    for _ in range(12):
        assert send(limited, "accounts.sign_in", KNOWN, TEST_PASSWORD).status_code == 302
        limited.client.delete_cookie("session")


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_failed_sign_ins_are_limited_by_account_whether_it_exists_or_not(limited: Pages, email: str) -> None:
    spellings = [email, email.upper(), f" {email} "]

    answers = [send(limited, "accounts.sign_in", spellings[n % 3], "x", n) for n in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "Puedes volver a intentarlo en 10 minutos" in Page(answers[-1], 429).text
    assert answers[-1].headers["Retry-After"] == "600"


def test_who_knows_the_password_waits_too_and_comes_in_afterwards(
    limited: Pages, clock: time_machine.Traveller
) -> None:
    for number in range(10):
        send(limited, "accounts.sign_in", KNOWN, "x", number)

    assert send(limited, "accounts.sign_in", KNOWN, TEST_PASSWORD, 11).status_code == 429
    clock.shift(601)
    assert send(limited, "accounts.sign_in", KNOWN, TEST_PASSWORD, 11).status_code == 302


def test_sign_ins_that_succeed_are_not_counted(limited: Pages) -> None:
    for number in range(12):
        assert send(Pages(limited.app), "accounts.sign_in", KNOWN, TEST_PASSWORD, number).status_code == 302


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_letters_to_one_address_are_limited_whether_it_has_an_account_or_not(limited: Pages, email: str) -> None:
    answers = [send(limited, "accounts.forgotten_password", email, number=n) for n in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert send(limited, "accounts.forgotten_password", f"otra-{email}").status_code == 302


def n_letters(pages: Pages) -> int:
    """How many letters wait to be sent."""
    return int(pages.app.extensions["jobs"].pending_count())


def register(pages: Pages, email: str, number: int, **changes: str) -> TestResponse:
    """Register an address, from an address of its own for each number."""
    form = form_values(pages.get("accounts.register").one("main form"))
    form |= {"name": "Ana Ruiz", "email": email, "new_password": "el río baja crecido", **changes}
    with pages.app.app_context():
        form["organisation"] = str(db.session.scalars(select(Organisation.id)).first())
    return pages.client.post("/registro", data=form, environ_overrides={"REMOTE_ADDR": f"10.0.1.{number}"})


@pytest.fixture
def with_notice(limited: Pages) -> None:
    with limited.app.app_context():
        make_programme(db.session())


@pytest.mark.usefixtures("with_notice")
@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_registrations_fill_no_mailbox_whether_it_has_an_account_or_not(limited: Pages, email: str) -> None:
    spellings = [email, email.upper(), f" {email} "]

    answers = [register(limited, spellings[n % 3], n) for n in range(12)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429] * 7
    assert n_letters(limited) == 5
    assert register(limited, f"otra-{email}", 12).status_code == 302


@pytest.mark.usefixtures("with_notice")
def test_letters_of_registering_and_of_forgetting_are_counted_together(limited: Pages) -> None:
    for number in range(4):
        register(limited, KNOWN, number)

    assert send(limited, "accounts.forgotten_password", KNOWN).status_code == 302
    assert send(limited, "accounts.forgotten_password", KNOWN, number=1).status_code == 429
    assert register(limited, KNOWN, 5).status_code == 429


@pytest.mark.usefixtures("with_notice")
def test_a_registration_with_a_mistake_is_not_counted(limited: Pages) -> None:
    answers = [register(limited, UNKNOWN, number, new_password="corta") for number in range(6)]

    assert {answer.status_code for answer in answers} == {422}
    assert register(limited, UNKNOWN, 6).status_code == 302


@pytest.mark.parametrize("endpoint", ["accounts.sign_in", "accounts.forgotten_password"])
def test_what_is_sent_as_json_names_nobody_and_does_nothing(limited: Pages, endpoint: str) -> None:
    """The limits by account read the form's body: no form may read another."""
    token = limited.get(endpoint).one("main [name=csrf_token]")["value"]

    data = {"email": KNOWN, "password": TEST_PASSWORD}
    answer = limited.client.post(limited.url(endpoint), json=data, headers={"X-CSRFToken": str(token)})

    assert answer.status_code == 422
    assert n_letters(limited) == 0


def test_a_spelling_that_is_no_address_passes_no_limit(limited: Pages) -> None:
    with limited.app.app_context():
        make_person(db.session(), "karla@pruebas.example")
    spelling = "\N{KELVIN SIGN}arla@pruebas.example"

    answers = [send(limited, "accounts.sign_in", spelling, TEST_PASSWORD, n) for n in range(12)]

    assert {answer.status_code for answer in answers} == {422}, "uncounted, but it opens nothing"


def test_what_names_nobody_is_not_counted_for_an_account(limited: Pages) -> None:
    answers = [send(limited, "accounts.sign_in", "no es un correo", "x", n) for n in range(12)]

    assert {answer.status_code for answer in answers} == {422}


def test_the_counters_hold_no_address_of_a_person(limited: Pages) -> None:
    send(limited, "accounts.sign_in", KNOWN, "x")

    keys = list(limiter.storage.storage)  # type: ignore[attr-defined]  # of the storage in memory
    assert len(keys) == 4
    assert not [key for key in keys if "ana" in key or "pruebas" in key]
