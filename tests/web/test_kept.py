"""Templates that are rendered once for a kind of reader, and the reader's own words in them."""

import pytest
from jinja2 import DictLoader

from app.shared.last_used import LastUsed
from app.web.kept import kept


@pytest.fixture
def templates(app, monkeypatch):
    """Lets a test write templates; each is rendered anew in each test."""
    written: dict[str, str] = {}
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader(written))
    monkeypatch.setattr(app.jinja_env, "cache", None)
    monkeypatch.setitem(app.extensions, "kept", LastUsed(10))
    return written


def test_a_kind_is_rendered_once_and_its_gaps_are_filled_each_time(app, templates):
    templates["hello.html"] = "<p>{{ kind }}: {{ name }}, {{ name }} ({{ calls() }})</p>"
    rendered = []

    def context():
        return {"calls": lambda: rendered.append(1) or len(rendered)}

    with app.test_request_context():
        first = kept("hello.html", {"name": "Ana"}, context, kind="a")
        second = kept("hello.html", {"name": "Eva"}, context, kind="a")
        other = kept("hello.html", {"name": "Eva"}, context, kind="b")

    assert (first, second, other) == ("<p>a: Ana, Ana (1)</p>", "<p>a: Eva, Eva (1)</p>", "<p>b: Eva, Eva (2)</p>")


def test_what_fills_a_gap_is_escaped(app, templates):
    templates["hello.html"] = "<p>{{ name }}</p>"

    with app.test_request_context():
        assert kept("hello.html", {"name": "<b>Ñ & co.</b>"}) == "<p>&lt;b&gt;Ñ &amp; co.&lt;/b&gt;</p>"


def test_a_language_is_a_kind_of_its_own(app, templates):
    templates["hello.html"] = '{{ _("Cerrar sesión") }}'
    said = []

    for language in ("es", "en", "es"):
        with app.test_request_context(headers={"Accept-Language": language}):
            said.append(str(kept("hello.html")))

    assert said == ["Cerrar sesión", "Sign out", "Cerrar sesión"]


def test_what_was_not_used_for_longest_makes_room():
    values: LastUsed[str] = LastUsed(2)
    made = []

    def get(key: str) -> str:
        return values.get(key, lambda: made.append(key) or key)

    assert [get(key) for key in ("a", "b", "a", "c", "a", "b")] == ["a", "b", "a", "c", "a", "b"]
    assert made == ["a", "b", "c", "b"]
