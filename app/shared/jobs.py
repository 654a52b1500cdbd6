"""Work that a page does not wait for: a queue on SQLite, emptied by the worker of ``aula serve``.

The database is the truth and a job only a hint: losing the queue loses nothing that cannot be
asked for again. Jobs are registered by the rooms with ``@job``; in tests they run at once.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, current_app
from huey import SqliteHuey
from huey.api import Result
from huey.exceptions import HueyException, TaskException

from app.shared.settings import Mode, Settings

P = ParamSpec("P")
R = TypeVar("R")

RETRY_SECONDS = 60
IDLE_SECONDS = 1.0
"""How long an idle worker waits, at most, before it looks for work again."""

_jobs: dict[str, Callable[..., object]] = {}


def job(run: Callable[P, R]) -> Callable[P, R]:
    """Let ``run`` be queued under its name; called directly it runs here and now."""
    _jobs[run.__name__] = run
    return run


def init_app(app: Flask, settings: Settings) -> None:
    """Open the application's queue."""
    queue = SqliteHuey(filename=str(settings.var / "jobs.db"), immediate=settings.mode is Mode.TEST)

    @queue.task(name="run")  # type: ignore[untyped-decorator]
    def run(name: str, *args: object) -> object:
        if settings.mode is Mode.TEST:
            return _jobs[name](*args)
        with app.app_context():
            return _jobs[name](*args)

    app.extensions["jobs"] = queue
    app.extensions["run_job"] = run


def enqueue(run: Callable[..., object], *args: object, retries: int = 0) -> Result:
    """Put a job in the queue; ``args`` are plain values. One that fails is tried again after a while."""
    queued = current_app.extensions["run_job"]
    result: Result = queued(run.__name__, *args, retries=retries, retry_delay=RETRY_SECONDS)
    return result


def wait_for(result: Result, seconds: float) -> bool:
    """Whether the job ended well within ``seconds``. Only for jobs that return something: None is never stored."""
    try:
        result.get(blocking=True, timeout=seconds)
    except (HueyException, TaskException):
        return False
    return True


def consume(app: Flask) -> None:
    """Run queued jobs in this process until a signal stops it."""
    app.extensions["jobs"].create_consumer(workers=1, periodic=False, max_delay=IDLE_SECONDS).run()
