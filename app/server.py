"""The server: granian answers pages, one more process runs the jobs."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import FrameType

from flask import Flask

from app.accounts.demo import demo_people_exist
from app.catalog.published import find_programme, live_courses
from app.credentials.office import office
from app.credentials.seal import KEY_FILE
from app.factory import create_app
from app.shared.db import db
from app.shared.mail import server_of
from app.shared.settings import Mode, SettingsError, settings

BACKLOG = 1024
COUNTERS = "metrics"
BLOCKING_THREADS = 2
STOP_SECONDS = 10
"""A worker told to stop before it was ready never ends by itself: after this time it is ended."""
PROGRAMS = Path(sys.executable).parent
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
"""Of web workers: one heap for all threads. One for each costs 5 MB and, under one interpreter lock, gains nothing."""


def served_app() -> Flask:
    """The application of a worker process, with what is published already read. SettingsError if unsafe."""
    app = create_app()
    with app.app_context():
        refuse_unsafe_start()
        find_programme(db.session())
        live_courses(db.session())
        db.session.remove()
        db.engine.dispose()
    return app


def refuse_unsafe_start() -> None:
    """SettingsError where what the application stands on does not allow it to serve: people, mail server, seal."""
    if settings().mode is Mode.PRODUCTION and demo_people_exist(db.session()):
        raise SettingsError("the demonstration's accounts are in this database: use another one for production")
    if settings().smtp_url:
        server_of(settings().smtp_url)
    try:
        office()
    except (SettingsError, OSError, ValueError) as problem:
        raise SettingsError(
            f"AULA_SEAL_KEY, or without it {settings().var / KEY_FILE}: {problem}; "
            "make one with: openssl genpkey -algorithm ed25519"
        ) from problem


def web_command(host: str, port: int, workers: int, factory: str = "app.server:served_app") -> list[str]:
    """The command that serves the application that ``factory`` makes, in ``workers`` processes."""
    return [
        str(PROGRAMS / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(BLOCKING_THREADS), "--backlog", str(BACKLOG),
        "--respawn-failed-workers", "--workers-kill-timeout", str(STOP_SECONDS), "--no-access-log",
        "--log-level", "warning", "--factory", factory,
    ]  # fmt: skip


def refuse_taken_port(host: str, port: int) -> None:
    """SettingsError where something listens there already: granian would share the port with it in silence."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as problem:
        reason = os.strerror(problem.errno or 0)
        raise SettingsError(
            f"port {port} of {host} cannot be used ({reason}): stop what listens there, or choose another with --port "
            "(make run PORT=8001)"
        ) from problem


def serve_forever(host: str, port: int, workers: int) -> None:
    """Run the web server and the job worker until one ends or a signal asks to stop. SettingsError if it cannot."""
    refuse_unsafe_start()
    refuse_taken_port(host, port)
    environment = {
        **os.environ,
        **ENVIRONMENT,
        "AULA_VAR": str(settings().var),
        "AULA_COURSES": str(settings().courses),
        "PROMETHEUS_MULTIPROC_DIR": str(_emptied(settings().var / COUNTERS)),
    }
    jobs = [sys.executable, "-m", "app.worker"]
    _run_until_one_ends([web_command(host, port, workers), jobs], environment)


def _emptied(folder: Path) -> Path:
    """The folder, made where it was missing, without what a server that was killed left in it."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def _run_until_one_ends(commands: list[list[str]], environment: dict[str, str]) -> None:
    """Run the commands; one that ends before it was asked to is a failure of all (exit 1)."""
    running = [subprocess.Popen(command, env=environment) for command in commands]  # noqa: S603
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        for process in running:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    os.wait()
    failed = not asked
    stop(0, None)
    for process in running:
        process.wait()
    if failed:
        sys.exit(1)
