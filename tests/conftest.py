"""The application under test, on a database built by the migrations; each test is rolled back."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from app.factory import create_app
from app.shared.db import db
from app.shared.migrations import upgrade
from app.shared.settings import Mode, Settings
from tests.pages import Pages

ROOT = Path(__file__).parent.parent


CLUSTER = os.environ.get("AULA_TEST_DATABASE_URL", "")
"""The address of a PostgreSQL cluster; without one the databases are SQLite's."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a cluster, leave out the tests that use no database: they have run on SQLite."""
    if CLUSTER:
        elsewhere = [item for item in items if "new_database" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


@pytest.fixture(scope="session")
def new_database() -> Callable[[], str]:
    """Makes an empty database on the cluster and gives its address; "" is SQLite, in the application's folder."""

    def new_database() -> str:
        if not CLUSTER:
            return ""
        url = make_url(CLUSTER)
        name = f"aula_{uuid4().hex}"
        with create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return url.set(database=name).render_as_string(hide_password=False)

    return new_database


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> Iterator[Flask]:
    settings = Settings(
        mode=Mode.TEST,
        secret_key="a secret for the tests, long enough to be one",
        var=tmp_path_factory.mktemp("var"),
        courses=ROOT / "courses",
        database_url=new_database(),
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session whose work, and the application's, is undone after the test; its info names the application."""
    with app.app_context():
        engines, engine = db.engines, db.engine
        db.session.configure(join_transaction_mode="create_savepoint")
    with engine.connect() as connection:
        outer = connection.begin()
        monkeypatch.setitem(engines, None, connection)  # type: ignore[arg-type]
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False, info={"app": app}
        ) as session:
            yield session
        outer.rollback()


@pytest.fixture
def pages(app: Flask, session: Session) -> Pages:
    """A browser without JavaScript, not signed in."""
    return Pages(app)


class QueryCount:
    """How many statements a block sent."""

    n = 0


@pytest.fixture
def count_queries() -> Callable[[Session], AbstractContextManager[QueryCount]]:
    """``with count_queries(session) as counted:`` counts the block's statements in ``counted.n``."""

    @contextmanager
    def counting(session: Session) -> Iterator[QueryCount]:
        counted = QueryCount()

        def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
            counted.n += not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN"))

        engine = session.connection().engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            yield counted
        finally:
            event.remove(engine, "before_cursor_execute", count)

    return counting
