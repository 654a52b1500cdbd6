"""The frame around every page: its header, its messages and its footer."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final

from flask import Flask, current_app, get_flashed_messages, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.web.kept import gap, kept

SECTIONS: Final = {
    "catalog.courses": "courses",
    "enrolment": "courses",
    "credentials.my_classroom": "classroom",
    "assessment": "courses",
    "insights": "statistics",
    "plan": "plan",
    "credentials": "verify",
    "studio": "workshop",
    "accounts.people": "people",
}
"""The entry of the main navigation that an endpoint, or else its whole room, stands under."""


def section_of(endpoint: str | None) -> str:
    """The section a page stands in, or nothing. A template chooses another with `{% set section = "plan" %}`."""
    if endpoint is None:
        return ""
    return SECTIONS.get(endpoint) or SECTIONS.get(endpoint.partition(".")[0], "")


def header(section: str) -> Markup:
    """The header of every page for who reads it, standing in a section of the navigation."""
    user: Any = current_app.jinja_env.globals["the_user"]
    return kept(
        "frame/header.html",
        {"token": generate_csrf(), "path": request.path, "name": user.name, "initials": user.initials},
        signed_in=user.is_authenticated,
        trainer=user.is_trainer,
        coordinator=user.is_coordinator,
        admin=user.is_admin,
        section=section,
    )


def messages() -> Markup:
    """What an act before this page left to say."""
    said = tuple(get_flashed_messages(with_categories=True))
    if not said:
        return kept("frame/messages.html", said=said)
    return Markup(current_app.jinja_env.get_template("frame/messages.html").render(said=said))  # noqa: S704 -- escaped


def kept_page(
    template: str, gaps: Mapping[str, object], context: Callable[[], Mapping[str, object]], **kind: Hashable
) -> str:
    """A whole page of one ``kind``, as `kept` makes it; its header, messages and form tokens are the reader's own."""

    def with_frame() -> Mapping[str, object]:
        own = {"header": lambda section: gap("header"), "messages": lambda: gap("messages")}
        return {**context(), **own, "csrf_token": lambda: gap("token"), "request": request}

    frame = {"header": header(section_of(request.endpoint)), "messages": messages(), "token": generate_csrf()}
    return kept(template, {**frame, **gaps}, with_frame, **kind)


def init_app(app: Flask) -> None:
    """Offer the parts of the frame to templates."""
    app.jinja_env.globals.update(header=header, messages=messages, section_of=section_of)
