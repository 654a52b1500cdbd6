"""Whole attempts by one client: start, ten answers each saved by itself, submit, result."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlencode

from bench.servers import Server
from bench.world import COURSE

N_SAVED = 10
WARM_UP = 24

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FIELD = re.compile(r'name="(q-[^"]+)"(?:[^>]*?value="([^"]*)")?')
_OPTION = re.compile(r'<option value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class AttemptCost:
    """What one attempt cost: server CPU and elapsed time in ms, and how many requests it took."""

    cpu_ms: float
    elapsed_ms: float
    requests: float


class _Client:
    """A browser on one connection, signed in by its cookie."""

    def __init__(self, server: Server, cookie: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", server.port)
        self._cookie = cookie
        self.requests = 0

    def send(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where to go on, and text of an answer."""
        headers = {"Cookie": self._cookie, "Accept-Language": "es", "Accept": "text/html"}
        body = None
        if data is not None:
            body = urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith(self._cookie.partition("=")[0]):
                self._cookie = value.partition(";")[0]
        self.requests += 1
        return answer.status, answer.getheader("Location") or path, text


def attempt_cost(server: Server, cookies: Sequence[str]) -> AttemptCost:
    """The mean cost of one attempt at the exam by each of some people, after a warm-up that is not counted.

    The measuring course allows attempts without limit or wait.
    """
    clients = [_Client(server, cookie) for cookie in cookies]
    for client in clients[:WARM_UP]:
        _attempt(client)
    measured = clients[WARM_UP:]
    cpu, started = server.cpu_seconds(), perf_counter()
    for client in measured:
        _attempt(client)
    elapsed = perf_counter() - started
    spent = server.cpu_seconds() - cpu
    n = len(measured)
    return AttemptCost(spent / n * 1000, elapsed / n * 1000, sum(client.requests for client in measured) / n)


def _attempt(client: _Client) -> None:
    _, _, text = client.send("GET", f"/cursos/{COURSE}/examen")
    token = _found(_TOKEN, text)
    status, page, _ = client.send("POST", f"/cursos/{COURSE}/examen/intentos", {"csrf_token": token})
    if status != 302:
        raise SystemExit(f"the attempt did not start: {status}")
    saved, number = 0, 1
    sequence = int(perf_counter() * 1000)
    while saved < N_SAVED:
        _, _, text = client.send("GET", f"{page}?p={number}")
        for question, fields in _questions(text).items():
            sequence += 1
            data = {"csrf_token": token, "question": question, "client": "bench", "sequence": str(sequence), **fields}
            status, _, answer = client.send("POST", f"{page}/respuestas", data)
            if status != 200:
                raise SystemExit(f"an answer was not saved: {status} {answer[:200]}")
            saved += 1
            if saved == N_SAVED:
                break
        number += 1
    _, result, _ = client.send("POST", f"{page}/envio", {"csrf_token": token})
    status, _, _ = client.send("GET", result)
    if status != 200:
        raise SystemExit(f"no result: {status}")


def _questions(text: str) -> dict[str, dict[str, str]]:
    """The fields of each question of a page, with some answer."""
    found: dict[str, dict[str, str]] = {}
    for match in _FIELD.finditer(text):
        name, value = match.groups()
        option = _OPTION.search(text, match.end())
        key = name.removeprefix("q-").partition(".")[0]
        found.setdefault(key, {}).setdefault(name, value or (option[1] if option else "20"))
    return found


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    if match is None:
        raise SystemExit(f"the page has no {pattern.pattern}")
    return match[1]
