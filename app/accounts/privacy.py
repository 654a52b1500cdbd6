"""The privacy notice in force: shown before an account is opened, and again when it changes."""

from collections.abc import Callable

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.content.programme import PrivacyNotice
from app.shared.errors import DomainError

Published = Callable[[Session], PrivacyNotice | None]

_EXTENSION = "published_notice"


class NoticeMissingError(DomainError):
    """No notice was published, so nobody may be asked for data."""

    message = _l(
        "Falta el aviso de privacidad, y sin él no podemos pedirte datos. "
        "Quien administra debe publicarlo con «aula courses sync»."
    )


def init_app(app: Flask, published: Published) -> None:
    """Take the notice from ``published``: the room that keeps the programme stands above this one."""
    app.extensions[_EXTENSION] = published


def notice_in_force(session: Session) -> PrivacyNotice:
    """The notice of the published programme. NoticeMissingError where nothing was published."""
    published: Published = current_app.extensions[_EXTENSION]
    notice = published(session)
    if notice is None:
        raise NoticeMissingError
    return notice
