"""The site that the browser visits: its own folder, the real courses, the demonstration's people, a real server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from urllib.request import urlopen

from flask import url_for
from sqlalchemy.orm import Session

from app.accounts.demo import add_demo_people
from app.accounts.outbox import newest_letters
from app.catalog.cli import publish_changes
from app.factory import create_app
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.mail import FOLDER
from app.shared.migrations import upgrade
from app.shared.settings import Settings
from tests.browser.people import add_learners

ROOT = Path(__file__).parent.parent.parent
AULA = Path(sys.executable).parent / "aula"
START_SECONDS = 120
POLL_SECONDS = 0.1
ANSWER_SECONDS = 2


class Site:
    """One copy of the site. ``start`` serves it, ``killed`` ends it as a power cut would."""

    def __init__(self, folder: Path) -> None:
        self.var = folder / "var"
        self.courses = folder / "courses"
        shutil.copytree(ROOT / "courses", self.courses)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AULA_")},
            "AULA_MODE": "demo",
            "AULA_VAR": str(self.var),
            "AULA_COURSES": str(self.courses),
            "AULA_BASE_URL": self.url,
            "AULA_LIMITS": "off",
        }
        self.app = create_app(Settings.from_environment(self.environment))
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Build the database, publish the courses and add the demonstration's people."""
        with self.app.app_context():
            upgrade()
            publish_changes(self.courses)
        with self.writing() as session:
            add_demo_people(session, now=now())
        with self.writing() as session:
            add_learners(session)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction on the site's database, beside the running server."""
        with self.app.app_context():
            with transaction() as session:
                yield session
            db.session.remove()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on the site's database as it stands now."""
        with self.app.app_context():
            yield db.session()
            db.session.remove()

    def path(self, endpoint: str, **values: object) -> str:
        """The path of a page."""
        with self.app.test_request_context():
            return url_for(endpoint, **values)  # type: ignore[arg-type]

    def aula(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What a person at the terminal gets from ``aula <arguments>``."""
        return subprocess.run(
            [str(AULA), *arguments], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )

    def start(self) -> None:
        """Serve the site; back when it answers. The address is always the same."""
        self.process = subprocess.Popen(
            [str(AULA), "serve", "--port", str(self.port), "--workers", "2"],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
        )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < until, f"the server did not answer in {START_SECONDS} s"
            with suppress(subprocess.TimeoutExpired):
                code = self.process.wait(timeout=POLL_SECONDS)
                raise AssertionError(f"the server ended with {code}")

    def wait_for_letter(self, address: str) -> None:
        """Wait until the server has written a letter to an address."""
        letters = self.var / FOLDER
        wait_until(lambda: any(letter.to == address for letter in newest_letters(letters)), f"a letter to {address}")

    def stop(self) -> None:
        """Ask the server to end, and wait until it has."""
        self._end(signal.SIGTERM)

    @contextmanager
    def killed(self) -> Iterator[None]:
        """End every process of the server at once, without a word; afterwards it is started again."""
        self._end(signal.SIGKILL)
        try:
            yield
        finally:
            self.start()

    def close(self) -> None:
        """Stop the server and let the database go."""
        if self.process is not None:
            self.stop()
        with self.app.app_context():
            db.engine.dispose()

    def _end(self, how: signal.Signals) -> None:
        assert self.process is not None
        group = os.killpg if how is signal.SIGKILL else os.kill
        group(self.process.pid, how)
        self.process.wait(timeout=START_SECONDS)
        self.process = None

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=ANSWER_SECONDS) as answer:  # noqa: S310 -- our own address
                return bool(answer.status == HTTPStatus.OK)
        except OSError:
            return False


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Ask again and again until something has happened."""
    until = time.monotonic() + START_SECONDS
    while not happened():
        assert time.monotonic() < until, f"{what}: not in {START_SECONDS} s"
        time.sleep(POLL_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
