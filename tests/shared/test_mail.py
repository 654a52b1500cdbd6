"""Mail: sent after the commit and only then, to a folder or to a server."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.shared import mail
from app.shared.mail import FOLDER, Message, NotDeliveredError, Server, deliver, server_of
from app.shared.settings import SettingsError, settings
from tests.factories import make_organisation

MESSAGE = Message("ana@pruebas.example", "Ñandú: confirma tu cuenta", "Hola, Ñandú:\n\nhttps://aula.example/x\n")


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with app.app_context():
        monkeypatch.setitem(app.extensions, "settings", replace(settings(), var=tmp_path))
    return tmp_path / FOLDER


def letters(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*"))]


def test_a_letter_is_written_after_the_commit(app: Flask, session: Session, folder: Path) -> None:
    with app.app_context():
        make_organisation(session)
        mail.send(session, MESSAGE)
        session.flush()
        assert not letters(folder)
        session.commit()
        session.commit()

    letter = letters(folder)[0]
    assert len(letters(folder)) == 1, "and only once"
    assert (letter["To"], letter["Subject"]) == (MESSAGE.to, MESSAGE.subject)
    assert letter["From"] == "Aula Norte <no-responder@aula.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@aula.example>")
    assert letter.get_content().replace("\r\n", "\n") == MESSAGE.text


def test_a_rollback_forgets_its_letters(app: Flask, session: Session, folder: Path) -> None:
    with app.app_context():
        make_organisation(session)
        mail.send(session, MESSAGE)
        session.rollback()
        make_organisation(session)
        session.commit()

    assert not letters(folder)


def test_a_savepoint_sends_nothing_before_the_commit(app: Flask, session: Session, folder: Path) -> None:
    with app.app_context():
        mail.send(session, MESSAGE)
        with session.begin_nested():
            make_organisation(session)
        assert not letters(folder)
        session.commit()

    assert len(letters(folder)) == 1


def test_a_queue_that_fails_undoes_nothing(
    app: Flask, session: Session, folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **options: object) -> None:
        raise OSError("no space left")

    with app.app_context():
        monkeypatch.setitem(app.extensions, "run_job", full)
        make_organisation(session)
        mail.send(session, MESSAGE)
        session.commit()

    assert "could not be queued" in caplog.text
    assert MESSAGE.to not in caplog.text, "no personal data in logs"


@pytest.mark.parametrize("place", ["to", "subject"])
def test_a_line_break_cannot_add_a_header(app: Flask, folder: Path, place: str) -> None:
    values = {"to": "ana@pruebas.example", "subject": "Hola", place: "x@y.mx\r\nBcc: otra@y.mx"}

    with app.app_context(), pytest.raises(ValueError, match="linefeed|newline|header"):
        deliver(values["to"], values["subject"], "Hola")

    assert not letters(folder)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://correo.example", Server("correo.example", 25, "", "", tls=False, starttls=False)),
        (
            "smtp://ana:cla%40ve@correo.example:587?starttls",
            Server("correo.example", 587, "ana", "cla@ve", tls=False, starttls=True),
        ),
        ("smtps://a:b@correo.example", Server("correo.example", 465, "a", "b", tls=True, starttls=False)),
    ],
)
def test_a_server_is_read_from_its_address(url: str, server: Server) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize("url", ["correo.example:25", "http://correo.example", "smtp://", "smtp://x:puerto"])
def test_an_address_that_is_no_server_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match="AULA_SMTP_URL"):
        server_of(url)


class Conversation(socketserver.StreamRequestHandler):
    """Enough of SMTP to take one letter."""

    def handle(self) -> None:
        held: list[str] = self.server.held  # type: ignore[attr-defined]
        self.wfile.write(b"220 hola\r\n")
        reading = False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            held.append(line)
            if reading:
                if line == ".":
                    reading = False
                    self.wfile.write(b"250 ok\r\n")
                continue
            word = line.partition(" ")[0].upper()
            if "rechazada" in line:
                self.wfile.write(b"550 no\r\n")
                continue
            if word == "EHLO":
                self.wfile.write(b"250-hola\r\n250 AUTH PLAIN\r\n")
            elif word == "DATA":
                reading = True
                self.wfile.write(b"354 adelante\r\n")
            elif word == "AUTH":
                self.wfile.write(b"235 ok\r\n")
            else:
                self.wfile.write(b"221 adios\r\n" if word == "QUIT" else b"250 ok\r\n")
                if word == "QUIT":
                    return


@pytest.fixture
def post_office() -> Iterator[tuple[int, list[str]]]:
    with socketserver.TCPServer(("127.0.0.1", 0), Conversation) as server:
        server.held = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1], server.held  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


def test_with_a_server_the_letter_goes_there(
    app: Flask, folder: Path, post_office: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, held = post_office
    with app.app_context():
        url = f"smtp://ana:clave@127.0.0.1:{port}"
        monkeypatch.setitem(app.extensions, "settings", replace(settings(), smtp_url=url))
        deliver(MESSAGE.to, MESSAGE.subject, MESSAGE.text)

    assert f"rcpt TO:<{MESSAGE.to}>" in held
    assert any(line.startswith("AUTH") for line in held)
    assert not letters(folder)


def test_a_refused_letter_fails_without_naming_its_reader(
    app: Flask, post_office: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"smtp://127.0.0.1:{post_office[0]}"
    with app.app_context():
        monkeypatch.setitem(app.extensions, "settings", replace(settings(), smtp_url=url))
        with pytest.raises(NotDeliveredError) as failure:
            deliver("rechazada@pruebas.example", MESSAGE.subject, MESSAGE.text)

    assert "rechazada" not in repr(failure.value)
    assert failure.value.__suppress_context__


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:{port}?starttls", "smtps://127.0.0.1:{port}"])
def test_a_server_without_tls_gets_no_letter_that_asks_for_it(
    app: Flask, post_office: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    port, held = post_office
    with app.app_context():
        monkeypatch.setitem(app.extensions, "settings", replace(settings(), smtp_url=url.format(port=port)))
        with pytest.raises(NotDeliveredError):
            deliver(MESSAGE.to, MESSAGE.subject, MESSAGE.text)

    assert not any("rcpt" in line.lower() for line in held)
