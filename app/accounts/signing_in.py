"""How a session knows its person: Flask-Login, asked by session key."""

from datetime import datetime
from typing import Final, cast

from flask import Flask, current_app, g, session
from flask_login import LoginManager, login_user, logout_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.emails import clean_email
from app.accounts.identity import Identity, Visitor, identity_by_session_key, somebody
from app.accounts.queries import Credentials, credentials_of
from app.accounts.session_ended import answer_visitor, refuse_form
from app.shared.clock import now
from app.web.i18n import LOCALES

SIGNED_IN_AT: Final = "signed_in_at"
"""Where a session keeps when its person signed in. The time of its cookie begins anew with each change."""

login_manager = LoginManager()
login_manager.anonymous_user = Visitor
login_manager.login_view = "accounts.sign_in"
login_manager.login_message = None
login_manager.session_protection = None
login_manager.unauthorized_handler(answer_visitor)


@login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
def identity_of_session(session_key: str) -> Identity | None:
    """The person of this request's session; None once its time since they signed in is over."""
    began = session.get(SIGNED_IN_AT)
    if not isinstance(began, datetime) or now() - began > current_app.permanent_session_lifetime:
        return None
    return identity_by_session_key(session_key)


def chosen_locale() -> str | None:
    """The language the person chose: their account's, else this browser's; None if neither."""
    user = somebody()
    chosen = user.locale if user.is_authenticated else session.get("locale")
    return chosen if chosen in LOCALES else None


def authenticate(db_session: Session, email: str, password: str) -> Credentials | None:
    """Whose address and password these are, where they may come in.

    What is no address, an unknown one, a wrong password and an account that may not enter cost the same work. The
    address is read as the limit on failed sign-ins reads it, or another spelling would pass uncounted.
    """
    found = credentials_of(db_session, clean_email(email) or "")
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
    session[SIGNED_IN_AT] = now()
    session["locale"] = identity.locale
    return identity


def continue_session(session_key: str) -> None:
    """Go on under a new key. Nobody proved anew who they are: the session ends when it would have ended."""
    began = session[SIGNED_IN_AT]
    start_session(session_key)
    session[SIGNED_IN_AT] = began


def end_session() -> None:
    """Forget the person in this browser, which keeps the language. A copy of its cookie ends with its key."""
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
