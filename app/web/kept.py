"""Templates rendered once for each kind of reader and kept, with gaps where a reader's own words go.

Most of a page is the same for everyone who reads in one language and stands in the same place: the header of all who
hold the same roles, a lesson of an edition, the mark of an item that is done. So each kind is rendered once, with gaps
for the few words that differ (a name, a form token, an item's mark), and a page only fills the gaps: a fiftieth of
the cost of rendering it anew.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Final

from flask import Flask, current_app, request
from markupsafe import Markup, escape

from app.shared.last_used import LastUsed
from app.web.i18n import locale

GAP: Final = re.compile("\0([a-z0-9_]+)\0")
MOST_KEPT: Final = 400
"""How many are kept; a lesson page is about 30 kB."""


def gap(name: str) -> Markup:
    """The place in a kept template where a page puts something of its own."""
    return Markup(f"\0{name}\0")  # noqa: S704 -- names from our own code


def kept(
    template: str,
    gaps: Mapping[str, object] | None = None,
    context: Callable[[], Mapping[str, object]] | None = None,
    **kind: Hashable,
) -> Markup:
    """A template for one ``kind`` of reader, its ``gaps`` filled with this reader's own words.

    Every combination of ``kind`` is rendered and kept once, with ``kind`` and ``context()`` as the names it uses:
    ``context`` may hold nothing that ``kind`` does not decide. ``gaps`` takes any values; what is not markup is
    escaped.
    """
    gaps = gaps or {}

    def parts_of_kind() -> list[str]:
        names = {**kind, **{name: gap(name) for name in gaps}, **(context() if context else {})}
        return GAP.split(current_app.jinja_env.get_template(template).render(**names))

    if current_app.debug:
        parts = parts_of_kind()
    else:
        key = (template, locale(), request.script_root, *kind.values())
        parts = current_app.extensions["kept"].get(key, parts_of_kind)
    if len(parts) == 1:
        return Markup(parts[0])  # noqa: S704 -- rendered by an escaping template
    filled = parts.copy()
    filled[1::2] = [escape(gaps[name]) for name in parts[1::2]]
    return Markup("".join(filled))  # noqa: S704 -- as above, and each gap is escaped


def init_app(app: Flask) -> None:
    """Give the application its kept templates, and offer `kept()` to templates."""
    app.extensions["kept"] = LastUsed[list[str]](MOST_KEPT)
    app.jinja_env.globals["kept"] = kept
