"""The frame around every page: its header and its footer, rendered once for each kind of reader.

They are the same for everyone who reads in one language, holds the same roles and stands in the same section; only a
few words in them (a name, a form token) are a person's own. So each kind is rendered once with gaps in those places
and kept, and a page only fills the gaps: a twentieth of the cost of rendering the frame anew.
"""

import re
from collections.abc import Hashable, Mapping
from typing import Final

from flask import Flask, current_app, request, url_for
from markupsafe import Markup, escape

from app.web.i18n import locale

GAP: Final = re.compile("\0([a-z_]+)\0")

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


def room_url(endpoint: str) -> str | None:
    """The address of a page that takes no arguments, or None while no room offers it."""
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def frame(template: str, gaps: Mapping[str, object] | None = None, **kind: Hashable) -> Markup:
    """A part of the frame for one ``kind`` of reader, its ``gaps`` filled with this reader's own words.

    ``kind`` takes few values (flags, a section), for every combination of them is kept; ``gaps`` takes any.
    """
    gaps = gaps or {}
    kept: dict[tuple[Hashable, ...], list[str]] = current_app.extensions["frames"]
    key = (template, locale(), request.script_root, *kind.values())
    parts = kept.get(key)
    if parts is None:
        open_gaps = {name: Markup(f"\0{name}\0") for name in gaps}  # noqa: S704 -- names from our own templates
        parts = GAP.split(current_app.jinja_env.get_template(template).render(**kind, **open_gaps))
        if not current_app.debug:
            kept[key] = parts
    if len(parts) == 1:
        return Markup(parts[0])  # noqa: S704 -- rendered by an escaping template
    filled = parts.copy()
    filled[1::2] = [escape(gaps[name]) for name in parts[1::2]]
    return Markup("".join(filled))  # noqa: S704 -- as above, and each gap is escaped


def init_app(app: Flask) -> None:
    """Offer `frame()`, `section_of()` and `room_url()` to templates."""
    app.extensions["frames"] = {}
    app.jinja_env.globals.update(frame=frame, section_of=section_of, room_url=room_url)
