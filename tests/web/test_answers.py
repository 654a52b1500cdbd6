"""Headers, errors, health and logs: what every answer has."""

import json
import logging
import sqlite3
import sys
from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from app.shared.errors import ConflictError
from app.web.access import public
from app.web.logs import JSONFormatter
from tests.factories import make_enrolment, make_person, publish, sign_in
from tests.pages import Page

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def failing(app, monkeypatch):
    """Lets a test make /healthz fail with an error of its choice."""
    raised: list[Exception] = []

    @public
    def view() -> str:
        raise raised[0]

    monkeypatch.setitem(app.view_functions, "web.health", view)
    return raised


def test_every_answer_carries_the_security_headers(pages):
    for path in ("/", "/no-existe", "/static/css/base.css", "/healthz"):
        with pages.client.get(path) as response:
            headers = response.headers
        assert headers["Content-Security-Policy"] == STRICT, path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Permissions-Policy" in headers


def test_strict_transport_is_asked_for_on_tls_only(pages):
    assert "Strict-Transport-Security" not in pages.client.get("/").headers
    assert "max-age=" in pages.client.get("/", base_url="https://aula.example").headers["Strict-Transport-Security"]


def test_cookies_are_strict(app):
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True


def test_an_unknown_address_is_a_page(pages):
    page = pages.get("/no-existe", status=404)

    assert page.h1 == "No encontramos esta página"
    assert page.soup.select('main a[href="/"]')


def test_a_locked_database_asks_to_come_back(pages, failing):
    locked = sqlite3.OperationalError("database is locked")
    failing[:] = [OperationalError("UPDATE person", {}, locked)]

    response = pages.client.get("/healthz")

    assert Page(response, 503).h1 == "El servicio está ocupado"
    assert response.headers["Retry-After"] == "10"


def test_a_full_disk_says_that_nothing_was_half_written(pages, failing):
    failing[:] = [OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))]

    assert "No se guardó nada a medias" in Page(pages.client.get("/healthz"), 503).text


def test_a_refusal_that_no_view_caught_is_its_sentence(pages, failing):
    failing[:] = [ConflictError()]

    assert "Vuelve a intentarlo" in pages.get("/healthz", status=409).text


def test_an_unforeseen_error_shows_no_trace(pages, failing, app, monkeypatch):
    failing[:] = [RuntimeError("secret detail")]
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    page = pages.get("/healthz", status=500)

    assert page.h1 == "Algo falló de nuestro lado"
    assert "secret detail" not in page.html


def test_health_asks_the_database(pages):
    assert pages.client.get("/healthz").json == {"status": "ok"}


def test_metrics_are_for_this_machine_or_for_the_token(pages, app, monkeypatch):
    assert b"aula_requests_total" in pages.client.get("/metrics").data
    away = {"REMOTE_ADDR": "203.0.113.9"}
    assert pages.client.get("/metrics", environ_overrides=away).status_code == 404
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], metrics_token="una-clave"))
    assert pages.client.get("/metrics").status_code == 404
    bearer = {"Authorization": "Bearer una-clave"}
    assert pages.client.get("/metrics", headers=bearer, environ_overrides=away).status_code == 200


def test_a_log_line_names_the_endpoint_and_nothing_personal(pages, caplog):
    logging.getLogger("app").propagate = True
    with caplog.at_level(logging.INFO, logger="app.requests"):
        pages.client.get("/cursos/persona-que-no-existe?q=persona@pruebas.example")

    line = json.loads(JSONFormatter().format(caplog.records[-1]))
    assert (line["endpoint"], line["status"], line["method"]) == ("enrolment.show_course", 404, "GET")
    assert "persona" not in json.dumps(line)


def test_a_page_read_quickly_leaves_no_line(pages, caplog):
    logging.getLogger("app").propagate = True
    with caplog.at_level(logging.INFO, logger="app.requests"):
        pages.client.get("/healthz")

    assert caplog.records == []


def test_an_exception_is_logged_whole_for_those_who_run_it():
    try:
        raise ValueError("detail")
    except ValueError:
        record = logging.LogRecord("app", logging.ERROR, "x.py", 1, "failed %s", ("here",), sys.exc_info())

    line = json.loads(JSONFormatter().format(record))
    assert line["message"] == "failed here"
    assert "ValueError: detail" in line["exception"]


def test_the_language_follows_the_browser_and_falls_back_to_spanish(pages):
    english = pages.client.get("/no-existe", headers={"Accept-Language": "en-US,en;q=0.9"})
    other = pages.client.get("/no-existe", headers={"Accept-Language": "de"})

    assert b'<html lang="en">' in english.data
    assert b'<html lang="es">' in other.data


def test_what_trainers_wrote_is_spanish_on_an_english_page(pages, session):
    live = publish(session)
    person = make_person(session)
    make_enrolment(session, person, live)
    session.commit()
    sign_in(pages, person)
    lesson = {"slug": live.slug, "unit": "primera", "lesson": "uno"}

    assert not pages.get("enrolment.read_lesson", **lesson).soup.select(".prose[lang], h1[lang]")
    person.locale = "en"
    session.commit()
    page = pages.get("enrolment.read_lesson", **lesson)

    assert page.one("h1")["lang"] == page.one("article .prose")["lang"] == "es"
    check = page.one("form.self-check")
    assert check["lang"] == "en"
    assert check.select_one("legend span[lang]")["lang"] == "es"
