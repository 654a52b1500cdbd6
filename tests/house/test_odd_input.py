"""Whatever stands in an address no page fails: numbers that no database holds, texts that none can take."""

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.routing import IntegerConverter, Rule, UnicodeConverter

from app.accounts.models import Role
from app.shared.db import db
from tests.factories import make_organisation, make_person, publish, sign_in

TOO_LARGE = (3_000_000_000, 10**25)
WITH_NUL = "x\0y"
ARGUMENTS = ("despues", "antes", "organizacion", "p", "eje", "edicion")


def odd_values(rule: Rule):
    """The values of an address, once with each odd number and once with a NUL in every text."""
    converters = rule._converters
    for number in TOO_LARGE:
        if any(type(converter) is IntegerConverter for converter in converters.values()):
            yield {name: number if type(c) is IntegerConverter else "x" for name, c in converters.items()}
    if any(type(converter) is UnicodeConverter for converter in converters.values()):
        yield {name: WITH_NUL if type(c) is UnicodeConverter else 1 for name, c in converters.items()}


def addresses(app):
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods:
            continue
        if not rule.arguments:
            yield from (f"{rule.rule}?{name}={number}" for name in ARGUMENTS for number in TOO_LARGE)
            yield f"{rule.rule}?q=x%00y"
        elif not any(type(c) not in (IntegerConverter, UnicodeConverter) for c in rule._converters.values()):
            yield from (adapter.build(rule.endpoint, values) for values in odd_values(rule))


def test_no_address_fails_whatever_its_values(app, pages, session):
    publish(session)
    person = make_person(
        session, "todo@pruebas.example", make_organisation(session), roles=[(role, None) for role in Role]
    )
    session.commit()
    sign_in(pages, person)

    asked = list(addresses(app))

    assert len(asked) > 100
    failed = {path: answer.status_code for path in asked if (answer := pages.client.get(path)).status_code >= 500}
    assert failed == {}


def test_a_form_with_a_nul_is_not_understood(pages):
    answer = pages.client.post("/entrar", data={"email": "a\0@b.example", "password": "x"})

    assert answer.status_code == 400


def test_what_fails_is_logged_without_the_values_it_was_given(app, caplog):
    with app.app_context(), pytest.raises(DBAPIError) as failed, db.engine.connect() as connection:
        connection.execute(text("SELECT no_such_function(:email)"), {"email": "persona@pruebas.example"})

    assert "persona@pruebas.example" not in str(failed.value)
    with app.test_request_context("/clave/nueva/UNA-LLAVE-SECRETA"), caplog.at_level(logging.ERROR, "app"):
        app.log_exception((ValueError, ValueError("algo"), None))
    assert "UNA-LLAVE-SECRETA" not in caplog.text
    assert "accounts.new_password" in str([record.__dict__ for record in caplog.records])
