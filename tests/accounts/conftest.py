"""What the tests of accounts share: the letters that were sent, and another mode for the application."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.outbox import Letter, newest_letters
from app.content.programme import PrivacyNotice
from app.shared.mail import FOLDER
from app.shared.settings import settings
from tests.factories import make_programme


class Mailbox:
    """The letters written since the test began."""

    def __init__(self, app: Flask) -> None:
        self.folder = app.extensions["settings"].var / FOLDER

    def to(self, email: str) -> list[Letter]:
        """The letters to an address, oldest first."""
        return [letter for letter in reversed(newest_letters(self.folder)) if letter.to == email]

    def last(self, email: str) -> Letter:
        return self.to(email)[-1]

    def link(self, email: str) -> str:
        """The path of the first link in the last letter to an address."""
        found = re.search(r"^http://127\.0\.0\.1:8000(/\S*)$", self.last(email).text, re.MULTILINE)
        assert found, self.last(email).text
        return found[1]


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    box = Mailbox(app)
    shutil.rmtree(box.folder, ignore_errors=True)
    yield box
    shutil.rmtree(box.folder, ignore_errors=True)


@pytest.fixture
def notice(session: Session) -> PrivacyNotice:
    """The privacy notice, published with its programme."""
    return make_programme(session).notice


@pytest.fixture
def running_with(app: Flask) -> Callable[..., AbstractContextManager[None]]:
    """``with running_with(mode=Mode.DEMO):`` changes settings for a while."""

    @contextmanager
    def changed(**values: Any) -> Iterator[None]:
        with app.app_context():
            held = settings()
        app.extensions["settings"] = replace(held, **values)
        try:
            yield
        finally:
            app.extensions["settings"] = held

    return changed
