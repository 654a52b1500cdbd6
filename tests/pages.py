"""A browser without JavaScript: fetches by endpoint, checks each page, submits the forms it finds."""

from collections.abc import Iterable, Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask, url_for
from werkzeug.test import TestResponse

LABELLED = ("select", "textarea", "input")
UNLABELLED_INPUTS = {"hidden", "submit", "button", "image", "reset"}


def words(shown: Tag) -> str:
    """What a part of a page says, as one line: every space, breaking or not, is the same."""
    return " ".join(shown.get_text(" ").split())


class Page:
    """An answer of the application, parsed and checked."""

    def __init__(self, response: TestResponse, status: int) -> None:
        assert response.status_code == status, (
            f"{response.request.path}: {response.status_code}, expected {status}\n"
            + response.get_data(as_text=True)[:2000]
        )
        self.response = response
        self.html = response.get_data(as_text=True)
        self.soup = BeautifulSoup(self.html, "html.parser")
        if response.mimetype == "text/html":
            check_page(self.soup, response.request.path)

    @property
    def path(self) -> str:
        return self.response.request.path

    @property
    def text(self) -> str:
        return words(self.soup)

    @property
    def h1(self) -> str:
        return words(self.one("h1"))

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{self.path}: {len(found)} of {selector}, expected one"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))


class Pages:
    """One visitor with a cookie jar."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def url(self, endpoint: str, **values: Any) -> str:
        if endpoint.startswith("/"):
            return endpoint
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def get(self, endpoint: str, status: int = 200, **values: Any) -> Page:
        """Fetch an endpoint (or a path that starts with ``/``), following redirects."""
        return Page(self.client.get(self.url(endpoint, **values), follow_redirects=True), status)

    def redirect_of(self, endpoint: str, **values: Any) -> str:
        """Where an endpoint sends its visitor."""
        response = self.client.get(self.url(endpoint, **values))
        assert response.status_code in (302, 303), response.status_code
        return str(response.location)

    def submit(
        self,
        page: Page,
        values: Mapping[str, Any] | None = None,
        *,
        form: str = "main form",
        button: str = "",
        status: int = 200,
        clear: Iterable[str] = (),
    ) -> Page:
        """Fill in the one form that ``form`` selects and send it, following redirects.

        The form's own values are kept unless ``values`` changes or ``clear`` empties them; a name
        that the form does not have is an error. ``button`` is the name=value of the button pressed.
        """
        element = page.one(form)
        data = form_values(element)
        for name, value in (values or {}).items():
            known = element.select(f'[name="{name}"]')
            assert known, f"{page.path}: no field {name} in {form}"
            data[name] = value
        for name in clear:
            data.pop(name, None)
        if button:
            name, _, value = button.partition("=")
            assert element.select(f'button[name="{name}"]'), f"{page.path}: no button {name}"
            data[name] = value
        action = str(element.get("action") or page.path)
        send = self.client.post if str(element.get("method", "get")).lower() == "post" else None
        if send is None:
            response = self.client.get(action, query_string=data, follow_redirects=True)
        else:
            response = send(action, data=data, follow_redirects=True)
        return Page(response, status)


def form_values(form: Tag) -> dict[str, Any]:
    """What a browser would send for a form as it stands, without a button."""
    data: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        if name in data:
            held = data[name]
            data[name] = [*held, value] if isinstance(held, list) else [held, value]
        else:
            data[name] = value

    for field in form.select("input[name], select[name], textarea[name]"):
        name = str(field["name"])
        if field.name == "select":
            first = [] if field.has_attr("multiple") else field.select("option")[:1]
            chosen = field.select("option[selected]") or first
            for option in chosen:
                add(name, str(option.get("value", option.get_text())))
        elif field.name == "textarea":
            add(name, field.get_text())
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                add(name, str(field.get("value", "on")))
        elif field.get("type") not in ("submit", "button", "file"):
            add(name, str(field.get("value", "")))
    return data


def check_page(soup: BeautifulSoup, path: str) -> None:
    """What holds for each page: language, title, h1, unique ids, labels, order of errors, alt texts, no inline code."""
    html = soup.find("html")
    assert isinstance(html, Tag), f"{path}: no page"
    assert html.get("lang") in ("es", "en"), f"{path}: lang is missing"
    assert soup.title is not None, f"{path}: title is missing"
    assert soup.title.get_text(strip=True), f"{path}: title is empty"
    headings = soup.select("h1")
    assert len(headings) == 1, f"{path}: {len(headings)} h1, expected one"
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    repeated = {i for i in ids if ids.count(i) > 1}
    assert not repeated, f"{path}: ids used twice: {sorted(repeated)}"
    for tag in soup.select(", ".join(LABELLED)):
        if tag.name == "input" and tag.get("type") in UNLABELLED_INPUTS:
            continue
        named = (
            tag.get("aria-label")
            or tag.get("aria-labelledby")
            or tag.find_parent("label")
            or (tag.get("id") and soup.select_one(f'label[for="{tag["id"]}"]'))
        )
        assert named, f"{path}: a control without a label: {tag}"
    for reference in soup.select("[aria-describedby], [aria-labelledby], label[for]"):
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            for target in str(reference.get(attribute) or "").split():
                assert target in ids, f"{path}: {attribute} names {target}, which is not there"
    told = [str(link["href"]).removeprefix("#") for link in soup.select(".error-summary a")]
    assert told == sorted(told, key=ids.index), f"{path}: errors are told in another order than their fields: {told}"
    for image in soup.select("img"):
        assert image.has_attr("alt"), f"{path}: an image without alt: {image}"
    assert not soup.select("[style]"), f"{path}: an inline style: {soup.select('[style]')[0]}"
    assert not soup.select("script:not([src]), style"), f"{path}: inline script or style"
    for link in soup.select("a"):
        label = link.get_text(strip=True) or link.get("aria-label") or link.select_one("img[alt]")
        assert label, f"{path}: a link without text: {link}"
