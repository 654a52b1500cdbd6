"""What the service does, counted for Prometheus: requests by endpoint and status, and their time."""

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

requests = Counter("aula_requests_total", "Requests answered", ["endpoint", "status"])
seconds = Histogram(
    "aula_request_seconds",
    "Time to answer",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def exposition() -> bytes:
    """All counters in Prometheus' text format, summed over worker processes where there are some."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(requests)
        registry.register(seconds)
    text: bytes = generate_latest(registry)
    return text


def init_app(app: Flask) -> None:
    """Count every request."""

    @app.after_request
    def count(response: Response) -> Response:
        requests.labels(request.endpoint or "none", str(response.status_code)).inc()
        if "started" in g:
            seconds.observe(time.perf_counter() - g.started)
        return response
