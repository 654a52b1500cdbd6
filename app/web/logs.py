"""Logs: one JSON object a line, without personal data: endpoints in place of addresses."""

import json
import logging
import time
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, request

ExcInfo = tuple[type, BaseException, TracebackType] | tuple[None, None, None]

SLOW_SECONDS = 1.0
_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}

log = logging.getLogger("app.requests")


class JSONFormatter(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, and what ``extra`` gave."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({k: v for k, v in record.__dict__.items() if k not in _PLAIN})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_failure(exc_info: ExcInfo) -> None:
    """Log what no view foresaw, by endpoint: an address may hold a token or a folio."""
    log.error("unforeseen", exc_info=exc_info, extra={"method": request.method, "endpoint": request.endpoint})


def init_app(app: Flask) -> None:
    """Log what changed something, failed or was slow; a page read quickly leaves no line."""
    handler = logging.StreamHandler()
    handler.setFormatter(JSONFormatter())
    root = logging.getLogger("app")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)

    app.log_exception = log_failure  # type: ignore[method-assign]

    @app.before_request
    def start_watch() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def log_request(response: Response) -> Response:
        seconds = time.perf_counter() - g.started if "started" in g else 0.0
        if request.method != "GET" or response.status_code >= 400 or seconds > SLOW_SECONDS:
            log.info(
                "request",
                extra={
                    "method": request.method,
                    "endpoint": request.endpoint,
                    "status": response.status_code,
                    "ms": round(seconds * 1000, 1),
                },
            )
        return response
