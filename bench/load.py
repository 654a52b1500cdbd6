"""Load by wrk: how many answers a second, and what CPU each cost the server."""

import re
import subprocess
from dataclasses import dataclass

from bench.servers import Server

SECONDS = 4
RUNS = 3
CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk saw. ``cpu_ms`` is the server's CPU time for one answer."""

    per_second: float
    cpu_ms: float
    failed: int


def load(server: Server, path: str, cookie: str = "") -> Load:
    """Ask for one path as fast as it is answered: the best of some runs, after a warm-up that is not counted.

    Other work on the machine only ever takes time away, so the best run is the nearest to the truth.
    """
    _wrk(server, path, cookie, seconds=2)
    return max((_run(server, path, cookie) for _ in range(RUNS)), key=lambda run: run.per_second)


def _run(server: Server, path: str, cookie: str) -> Load:
    before = server.cpu_seconds()
    text = _wrk(server, path, cookie, seconds=SECONDS)
    spent = server.cpu_seconds() - before
    answered = int(_number(r"(\d+) requests in", text))
    other = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return Load(_number(r"Requests/sec:\s+([\d.]+)", text), spent / answered * 1000, int(other[1]) if other else 0)


def _wrk(server: Server, path: str, cookie: str, seconds: int) -> str:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", server.url + path]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _number(pattern: str, text: str) -> float:
    match = re.search(pattern, text)
    if match is None:
        raise SystemExit(f"wrk said nothing of {pattern}:\n{text}")
    return float(match[1])
