"""Mail: written by operations, sent by a job once their transaction is committed.

Without ``AULA_SMTP_URL`` each message becomes a file in ``var/correo``, which the demonstration
shows at ``/correo``. With it, mail goes to that server: ``smtp://user:password@host:port``,
``smtps://…`` for TLS from the start, ``?starttls`` to change to it.
"""

import logging
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.shared.clock import now
from app.shared.jobs import enqueue, job
from app.shared.settings import Settings, SettingsError, settings

FOLDER = "correo"
TIMEOUT_SECONDS = 20
RETRIES = 5
_WAITING = "mail"

log = logging.getLogger(__name__)


class NotDeliveredError(Exception):
    """The mail server did not take a message. Says what failed and not whose mail it was."""


@dataclass(frozen=True, slots=True)
class Message:
    """A plain-text message to one address."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to speak with it."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    starttls: bool


def send(session: Session, message: Message) -> None:
    """Send ``message`` once the session's transaction is committed; a rollback forgets it."""
    session.info.setdefault(_WAITING, []).append(message)


def server_of(url: str) -> Server:
    """The server that AULA_SMTP_URL names. SettingsError where it cannot be read."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as problem:
        raise SettingsError(f"AULA_SMTP_URL has a port that is no number: {problem}") from problem
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError("AULA_SMTP_URL looks like smtp://user:password@host:587?starttls")
    tls = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=port or (465 if tls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        starttls="starttls" in parse_qs(parts.query, keep_blank_values=True),
    )


@job
def deliver(to: str, subject: str, text: str) -> None:
    """Hand one message to the mail server, or write it to the folder. NotDeliveredError."""
    held = settings()
    letter = _letter(held, Message(to, subject, text), now())
    if held.smtp_url:
        try:
            _give_to_server(server_of(held.smtp_url), letter)
        except OSError as problem:
            raise NotDeliveredError(type(problem).__name__) from None
    else:
        _write_to_folder(held.var / FOLDER, letter, now())


def _letter(held: Settings, message: Message, moment: datetime) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = held.mail_from
    letter["To"] = message.to
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(moment)
    letter["Message-ID"] = make_msgid(domain=held.mail_from.rpartition("@")[2].rstrip("> "))
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    return letter


def _give_to_server(server: Server, letter: EmailMessage) -> None:
    context = ssl.create_default_context()
    connection = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
        if server.tls
        else smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    )
    with connection:
        if server.starttls:
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(letter)


def _write_to_folder(folder: Path, letter: EmailMessage, moment: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{moment:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    unfinished = folder / f"{name}.tmp"
    unfinished.write_bytes(letter.as_bytes())
    unfinished.rename(folder / f"{name}.eml")


@event.listens_for(Session, "after_commit")
def _enqueue_waiting(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for message in session.info.pop(_WAITING, ()):
        try:
            enqueue(deliver, message.to, message.subject, message.text, retries=RETRIES)
        except Exception:
            log.exception("a message could not be queued")


@event.listens_for(Session, "after_rollback")
def _forget_waiting(session: Session) -> None:
    session.info.pop(_WAITING, None)
