"""``aula`` itself: what it says where settings or the database do not allow a command."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import worker

AULA = Path(sys.executable).parent / "aula"
Aula = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def aula(tmp_path: Path) -> Aula:
    """Runs ``aula`` with these settings and no others, its data in the test's folder."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(AULA), *words],
            env={"PATH": os.environ["PATH"], **settings},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def refusal(answer: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that was refused."""
    assert answer.returncode == 2, answer.stderr
    [sentence] = answer.stderr.splitlines()
    assert sentence.startswith("aula: ")
    return sentence


def test_the_help_needs_no_settings(aula: Aula) -> None:
    told, bare = aula("--help"), aula()

    assert told.returncode == 0
    assert told.stderr == ""
    named = {line.split()[0] for line in told.stdout.partition("Commands:\n")[2].splitlines()}
    assert {"attempts", "certificates", "courses", "db", "demo", "norms", "people", "serve", "statistics"} == named
    assert "Traceback" not in bare.stdout + bare.stderr


def test_a_command_without_its_settings_is_told_which(aula: Aula) -> None:
    assert "AULA_SECRET_KEY" in refusal(aula("people", "list"))


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--port", "0"),
        ("people", "list"),
        ("people", "add", "a@pruebas.example", "--name", "Ana Luz", "--organisation", "casa"),
        ("courses", "sync"),
        ("certificates", "verify", "c.pdf"),
        ("norms", "watch", "lgtaip-2025#134"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_database_without_its_tables_says_what_to_run(aula: Aula, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "courses" / "_programa").mkdir(parents=True)
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7")

    assert refusal(aula(*words, AULA_MODE="demo")).endswith("run: aula db upgrade")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"AULA_DATABASE_URL": "postgresql+psycopg://aula@127.0.0.1:1/aula"},
            "the database cannot be used (connection",
        ),
        ({"AULA_DATABASE_URL": "sqlite:////nowhere/aula.db"}, "the database cannot be used (unable to open"),
        ({"AULA_DATABASE_URL": f"sqlite:///{__file__}"}, "the database cannot be used (file is not a database"),
        ({"AULA_DATABASE_URL": "mi base"}, "AULA_DATABASE_URL cannot be used"),
        ({"AULA_VAR": "/dev/null/var"}, "AULA_VAR=/dev/null/var cannot be made"),
    ],
    ids=lambda given: next(iter(given.values()))[:30] if isinstance(given, dict) else "",
)
def test_what_a_command_stands_on_is_named_where_it_cannot_be_used(
    aula: Aula, settings: dict[str, str], said: str
) -> None:
    assert said in refusal(aula("people", "list", AULA_MODE="demo", **settings))


@pytest.mark.parametrize("command", ["check", "sync"])
def test_a_library_that_is_not_there_is_told(aula: Aula, command: str) -> None:
    assert "AULA_COURSES=/nonexistent is no folder" in refusal(
        aula("courses", command, AULA_MODE="demo", AULA_COURSES="/nonexistent")
    )


def test_what_aula_makes_is_for_its_account_alone_and_old_tables_are_not_served(aula: Aula, tmp_path: Path) -> None:
    assert aula("db", "upgrade", AULA_MODE="demo", AULA_VAR="datos").returncode == 0

    made = [tmp_path / "datos", *(tmp_path / "datos").iterdir()]
    assert tmp_path / "datos" / "aula.db" in made
    assert {path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077} == set()

    with sqlite3.connect(tmp_path / "datos" / "aula.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    assert "run: aula db upgrade" in refusal(aula("serve", AULA_MODE="demo", AULA_VAR="datos"))


def test_what_the_worker_makes_is_for_its_account_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.umask(0o022)
    monkeypatch.setattr(worker, "create_app", lambda: None)
    monkeypatch.setattr(worker, "consume", lambda app: None)
    try:
        worker.main()
    finally:
        at_work = os.umask(before)

    assert at_work == 0o077
