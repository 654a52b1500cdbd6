"""A form sent after its session ended loses nothing, and nobody else's site can use that."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Blueprint, Flask, jsonify, request
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.access import carries_form, signed_in
from app.accounts.carried import MAX_BYTES
from app.accounts.models import Person
from app.factory import SESSION_LASTS, create_app
from app.shared.db import db
from app.shared.settings import settings
from app.web.access import public
from tests.factories import NOW, TEST_PASSWORD, make_person, sign_in
from tests.pages import Page, Pages, form_values

HERE = {"Sec-Fetch-Site": "same-origin"}
ANSWERS = [("r-1", "sí"), ("r-2", "a"), ("r-2", "b"), ("texto", "línea 1\r\n«línea» & 2")]

trial = Blueprint("trial", __name__)


@trial.post("/prueba")
@carries_form
@signed_in
def keep() -> Any:
    """Tells what it was sent."""
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return jsonify(sent=sent, query=request.args.get("p"))


@trial.post("/prueba/sin-marca")
@signed_in
def forget() -> Any:
    """A view whose forms are not carried."""
    return jsonify(sent=True)


@trial.post("/prueba/publica")
@public
def anyone() -> Any:
    """A view that needs no session."""
    return jsonify(sent=True)


@pytest.fixture
def trial_pages(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Pages:
    """A browser at an application with views of its own."""
    with app.app_context():
        held = settings()
    other = create_app(replace(held, var=tmp_path))
    other.register_blueprint(trial)
    with other.app_context():
        monkeypatch.setitem(db.engines, None, session.connection())  # type: ignore[arg-type]
    return Pages(other)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session)


def post(
    pages: Pages,
    path: str = "/prueba?p=2",
    fields: list[tuple[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> TestResponse:
    """A form with the token of a session that is over."""
    data: dict[str, list[str]] = {"csrf_token": ["a token of before"]}
    for name, value in ANSWERS if fields is None else fields:
        data.setdefault(name, []).append(value)
    return pages.client.post(path, data=data, headers=HERE if headers is None else headers)


def sent_by(answer: TestResponse) -> list[tuple[str, str]]:
    return [(name, value) for name, value in answer.get_json()["sent"]]


def test_answers_come_through_the_sign_in(trial_pages: Pages, person: Person) -> None:
    page = Page(post(trial_pages), 401)
    assert "Tus respuestas siguen aquí: entra para recuperarlas" in page.text
    assert parse_qsl(str(page.one("[name=carried_body]")["value"])) == ANSWERS

    page = trial_pages.submit(
        page, {"email": person.email, "password": "no es esta"}, form="form[action='/entrar']", status=422
    )
    page = trial_pages.submit(page, {"email": person.email, "password": TEST_PASSWORD}, form="form[action='/entrar']")
    assert page.one("main form")["action"] == "/prueba?p=2"
    assert "Recuperar mis respuestas" in page.one("main form button").get_text()
    page = trial_pages.submit(page)

    assert sent_by(page.response) == ANSWERS
    assert page.response.get_json()["query"] == "2"


def test_answers_come_through_when_the_person_was_signed_out_elsewhere(
    trial_pages: Pages, session: Session, person: Person
) -> None:
    sign_in(trial_pages, person)
    token = trial_pages.get("accounts.profile").one("#profile [name=csrf_token]")["value"]
    person.session_key = "another key"
    session.commit()

    answer = trial_pages.client.post("/prueba", data={"csrf_token": token, "r-1": "sí"}, headers=HERE)

    assert Page(answer, 401).one("[name=carried_body]")["value"] == "r-1=s%C3%AD"


def test_answers_come_through_when_the_session_ended_under_a_newer_cookie(trial_pages: Pages, person: Person) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(trial_pages, person)
        clock.shift(SESSION_LASTS - timedelta(minutes=1))
        page = trial_pages.get("accounts.profile")
        trial_pages.client.post(
            "/idioma", data={"csrf_token": page.one("#profile [name=csrf_token]")["value"], "locale": "es"}
        )
        data = {"csrf_token": trial_pages.get("accounts.profile").one("#profile [name=csrf_token]")["value"]}
        clock.shift(timedelta(minutes=2))
        script = {**HERE, "Accept": "application/json"}
        assert trial_pages.client.post("/prueba", data=data, headers=script).status_code == 401

        page = Page(trial_pages.client.post("/prueba", data={**data, "r-1": "sí"}, headers=HERE), 401)
        values = {"email": person.email, "password": TEST_PASSWORD}
        page = trial_pages.submit(trial_pages.submit(page, values, form="form[action='/entrar']"))

    assert sent_by(page.response) == [("r-1", "sí")]


def test_answers_are_given_back_to_who_signed_in_again_in_another_tab(trial_pages: Pages, person: Person) -> None:
    sign_in(trial_pages, person)

    page = trial_pages.submit(Page(post(trial_pages), 200))

    assert sent_by(page.response) == ANSWERS


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "http://malo.example"}, False),
        ({"Origin": "http://localhost.malo.example"}, False),
        ({"Origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_a_form_of_this_site_is_carried(trial_pages: Pages, headers: dict[str, str], kept: bool) -> None:
    answer = post(trial_pages, headers=headers)

    assert answer.status_code == (401 if kept else 400)
    assert ("carried_body" in answer.text) is kept
    if not kept:
        assert "No pudimos recibir el formulario" in Page(answer, 400).text


def test_another_site_is_refused_before_a_person_signed_in_too(trial_pages: Pages, person: Person) -> None:
    sign_in(trial_pages, person)

    assert post(trial_pages, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400


def test_what_is_too_large_to_carry_is_not_promised(trial_pages: Pages) -> None:
    kept = Page(post(trial_pages, fields=[("t", "a" * (MAX_BYTES - 2))]), 401)
    lost = Page(post(trial_pages, fields=[("t", "a" * (MAX_BYTES - 1))]), 401)

    assert kept.all("[name=carried_body]")
    assert not lost.all("[name=carried_body]")
    assert "no se guardó" in lost.text


def test_an_unmarked_form_leads_to_the_sign_in_and_back_to_its_page(trial_pages: Pages) -> None:
    headers = {**HERE, "Referer": "http://localhost/cursos?p=3"}

    page = Page(post(trial_pages, "/prueba/sin-marca", headers=headers), 401)

    assert not page.all("[name=carried_body]")
    assert page.one("main [name=next]")["value"] == "/cursos?p=3"
    foreign = Page(post(trial_pages, "/prueba/sin-marca", headers={**HERE, "Referer": "http://malo.example/x"}), 401)
    assert foreign.one("main [name=next]")["value"] == ""


def test_a_public_form_without_a_token_is_explained(trial_pages: Pages) -> None:
    page = Page(post(trial_pages, "/prueba/publica"), 400)

    assert "recárgala" in page.text


def test_a_script_is_answered_with_a_sentence(trial_pages: Pages, person: Person) -> None:
    script = {**HERE, "Accept": "application/json"}

    ended = post(trial_pages, headers=script)
    assert (ended.status_code, "sesión" in ended.get_json()["message"]) == (401, True)
    read = trial_pages.client.get("/mi-cuenta", headers={"Accept": "application/json"})
    assert read.status_code == 401
    sign_in(trial_pages, person)
    other_tab = post(trial_pages, headers=script)
    assert (other_tab.status_code, "message" in other_tab.get_json()) == (400, True)


@pytest.mark.parametrize(
    "path",
    [
        "//malo.example/prueba",
        "https://malo.example/prueba",
        "/prueba/sin-marca",
        "/prueba/publica",
        "/salir",
        "/no-existe",
        "/mi-cuenta",
        "/prueba\\..",
    ],
)
def test_a_sign_in_carries_only_to_marked_views_of_this_site(trial_pages: Pages, person: Person, path: str) -> None:
    form = form_values(trial_pages.get("accounts.sign_in").one("main form"))
    form |= {"email": person.email, "password": TEST_PASSWORD, "carried_path": path, "carried_body": "a=b"}

    answer = trial_pages.client.post("/entrar", data=form)

    assert answer.location == "/mi-aula"


def test_a_body_that_grew_on_its_way_is_not_carried(trial_pages: Pages, person: Person) -> None:
    form = form_values(trial_pages.get("accounts.sign_in").one("main form"))
    form |= {
        "email": person.email,
        "password": TEST_PASSWORD,
        "carried_path": "/prueba",
        "carried_body": "a" * (MAX_BYTES + 1),
    }

    assert trial_pages.client.post("/entrar", data=form).location == "/mi-aula"


def test_carried_markup_stays_text(trial_pages: Pages, person: Person) -> None:
    page = Page(post(trial_pages, fields=[('"><script>x</script>', '"><img src=x onerror=x>')]), 401)
    page = trial_pages.submit(page, {"email": person.email, "password": TEST_PASSWORD}, form="form[action='/entrar']")

    assert not page.all("main img, main script")
    page = trial_pages.submit(page)
    assert sent_by(page.response) == [('"><script>x</script>', '"><img src=x onerror=x>')]


def test_a_sign_in_page_that_lay_open_too_long_keeps_what_it_carried(trial_pages: Pages, person: Person) -> None:
    form = form_values(Page(post(trial_pages), 401).one("form[action='/entrar']"))
    form |= {"email": person.email, "password": TEST_PASSWORD}
    trial_pages.client.delete_cookie("session")

    page = Page(trial_pages.client.post("/entrar", data=form, headers=HERE), 400)
    assert "Escribe otra vez tu contraseña" in page.text
    assert page.one("#email")["value"] == person.email
    assert TEST_PASSWORD not in page.html
    page = trial_pages.submit(page, {"password": TEST_PASSWORD}, form="form[action='/entrar']")
    page = trial_pages.submit(page)

    assert sent_by(page.response) == ANSWERS


def test_a_sign_in_sent_again_by_a_reload_gives_the_answers_back(trial_pages: Pages, person: Person) -> None:
    form = form_values(Page(post(trial_pages), 401).one("form[action='/entrar']"))
    form |= {"email": person.email, "password": TEST_PASSWORD}
    trial_pages.client.post("/entrar", data=form, headers=HERE)

    again = trial_pages.client.post("/entrar", data=form, headers=HERE)

    assert "Recuperar mis respuestas" in Page(again, 200).text
    plain = {name: value for name, value in form.items() if not name.startswith("carried")}
    assert trial_pages.client.post("/entrar", data=plain, headers=HERE).location == "/entrar"


def test_a_sign_in_sent_by_another_site_is_refused(trial_pages: Pages, person: Person) -> None:
    form = {"email": person.email, "password": TEST_PASSWORD, "csrf_token": "x"}

    answer = trial_pages.client.post("/entrar", data=form, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400
    assert BeautifulSoup(answer.text, "html.parser").h1 is not None
