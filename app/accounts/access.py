"""Access marks that guard; ``web.access`` has ``public``. A house test finds a view without one.

The mark answers "may this person open this page at all"; which rows they see is decided in the
query, by their id or by the scope of their role.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, current_app
from flask_login import current_user

from app.accounts.models import Role
from app.web.access import mark

P = ParamSpec("P")
R = TypeVar("R")


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Anyone with an account; others are sent to sign in and come back."""
    return _guarded(view, "signed_in", None)


def trainers(view: Callable[P, R]) -> Callable[P, R]:
    """People who author courses."""
    return _guarded(view, "trainers", Role.TRAINER)


def coordinators(view: Callable[P, R]) -> Callable[P, R]:
    """People who watch the statistics of an organisation or of the region."""
    return _guarded(view, "coordinators", Role.COORDINATOR)


def admins(view: Callable[P, R]) -> Callable[P, R]:
    """People who manage accounts, roles and organisations."""
    return _guarded(view, "admins", Role.ADMIN)


def carries_form(view: Callable[P, R]) -> Callable[P, R]:
    """A form sent to this view after the session ended is kept through the sign-in, not lost.

    For forms that take long to fill in. Uploaded files are not kept.
    """
    view.carries = True  # type: ignore[attr-defined]
    return view


def _guarded(view: Callable[P, R], access: str, role: Role | None) -> Callable[P, R]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not current_user.is_authenticated:
            answer: R = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            return answer
        if role is not None and not current_user.has(role):
            abort(403)
        return view(*args, **kwargs)

    marked: Callable[P, R] = mark(guarded, access)
    return marked
