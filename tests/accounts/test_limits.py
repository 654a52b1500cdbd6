"""How often may be tried to come in: by address, and by account wherever it is tried from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from werkzeug.test import TestResponse

from app.factory import create_app
from app.shared.db import db
from app.shared.migrations import upgrade
from app.shared.settings import Mode, Settings
from app.web.limits import limiter
from tests.factories import NOW, TEST_PASSWORD, make_person
from tests.pages import Page, Pages

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


def test_what_names_nobody_is_not_counted_for_an_account(limited: Pages) -> None:
    answers = [send(limited, "accounts.sign_in", "no es un correo", "x", n) for n in range(12)]

    assert {answer.status_code for answer in answers} == {422}


def test_the_counters_hold_no_address_of_a_person(limited: Pages) -> None:
    send(limited, "accounts.sign_in", KNOWN, "x")

    keys = list(limiter.storage.storage)  # type: ignore[attr-defined]  # of the storage in memory
    assert len(keys) == 4
    assert not [key for key in keys if "ana" in key or "pruebas" in key]
