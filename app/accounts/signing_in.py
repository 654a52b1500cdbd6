"""How a session knows its person: Flask-Login, asked by session key."""

from typing import cast

from flask import Flask, g, session
from flask_login import LoginManager, login_user, logout_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.identity import Identity, Visitor, identity_by_session_key, somebody
from app.accounts.queries import Credentials, credentials_of
from app.accounts.session_ended import answer_visitor, refuse_form
from app.web.i18n import LOCALES

login_manager = LoginManager()
login_manager.anonymous_user = Visitor
login_manager.login_view = "accounts.sign_in"
login_manager.login_message = None
login_manager.session_protection = None
login_manager.user_loader(identity_by_session_key)
login_manager.unauthorized_handler(answer_visitor)


def chosen_locale() -> str | None:
    """The language the person chose: their account's, else this browser's; None if neither."""
    user = somebody()
    chosen = user.locale if user.is_authenticated else session.get("locale")
    return chosen if chosen in LOCALES else None


def authenticate(db_session: Session, email: str, password: str) -> Credentials | None:
    """Whose address and password these are, where they may come in.

    An unknown address, a wrong password and an account that may not enter cost the same work.
    """
    found = credentials_of(db_session, email.strip().lower())
    right = passwords.matches(found.password_hash if found else None, password)
    return found if found and right and found.may_enter else None


def start_session(session_key: str) -> Identity:
    """Sign a person in, in a session that holds nothing of the one before."""
    session.clear()
    g.pop("csrf_token", None)
    g.pop("locale", None)
    identity = cast(Identity, identity_by_session_key(session_key))
    login_user(identity)
    session.permanent = True
    session["locale"] = identity.locale
    return identity


def end_session() -> None:
    """Sign out; this browser keeps the language."""
    held = session.get("locale")
    logout_user()
    session.clear()
    if held in LOCALES:
        keep_locale(held)


def keep_locale(locale: str) -> None:
    """Remember the language of a browser for as long as its session lasts."""
    session["locale"] = locale
    session.permanent = True
    g.pop("locale", None)


def init_app(app: Flask) -> None:
    """Sign people in, and tell every template who is there."""
    login_manager.init_app(app)
    app.register_error_handler(CSRFError, refuse_form)
    app.extensions["chosen_locale"] = chosen_locale
    app.jinja_env.globals["the_user"] = _LazyUser()


class _LazyUser:
    """Whoever asks, looked up when a template touches it."""

    def __getattr__(self, name: str) -> object:
        return getattr(somebody(), name)
