"""``make bench``: everything that is measured, as one table in bench/results/."""

import os
import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from urllib.request import Request, urlopen

from bench.attempts import attempt_cost
from bench.certificates import certificate_times
from bench.load import Load, load
from bench.servers import Server, serving
from bench.world import COURSE, LEARNERS, World, grow, worlds

RESULTS = Path(__file__).parent / "results"
LESSON = f"/cursos/{COURSE}/derecho-llave/que-derecho-es"
SMALL, LARGE = 10_000, 1_000_000
STATISTICS_WARM_UP, STATISTICS_REPEATS = 8, 40
MET = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``goal`` and ``met`` are empty where nothing was promised."""

    what: str
    where: str
    figure: str
    goal: str = ""
    met: bool | None = None


def main() -> None:
    """Measure, print and write the table."""
    rows: list[Row] = []
    with worlds() as prepared:
        for world in prepared:
            for kind in ("granian", "gunicorn"):
                rows += _pages(world, kind)
            rows += _statistics(world)
    certificate, line = certificate_times()
    ratio = certificate / line
    rows.append(
        Row("certificate PDF / one-line PDF", "CPU", f"{certificate:.0f} ms / {line:.0f} ms = {ratio:.2f}×",
            "≤ 1.5×", ratio <= 1.5)
    )  # fmt: skip
    text = _table(rows)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{date.today():%Y-%m-%d}.md").write_text(text, "utf-8")


def _pages(world: World, kind: str) -> list[Row]:
    """Lesson, catalogue, attempt and memory on one server; the bare route runs on the same server beside."""
    where = f"{world.name}, {kind}"
    cookies = world.cookies(LEARNERS)
    learner = cookies[0]
    with serving(kind, "app.server:served_app", world.environment) as server:
        size = len(_fetch(server, LESSON, learner))
        lesson = load(server, LESSON, learner)
        catalogue = load(server, "/cursos")
        attempt = attempt_cost(server, cookies)
        memory = server.worker_megabytes()
    with serving(kind, "bench.bare:create_app", {"BENCH_BYTES": str(size)}) as server:
        bare = load(server, "/")
    share = lesson.per_second / bare.per_second
    return [
        Row(f"bare Flask route, {size / 1024:.0f} KB", where, _load(bare)),
        Row("signed-in lesson page", where, f"{_load(lesson)} = {share:.0%} of bare", "≥ 25 %, ≥ 2,500/s",
            share >= 0.25 and lesson.per_second >= 2500),
        Row("catalogue", where, _load(catalogue)),
        Row("ten-question attempt", where,
            f"{attempt.cpu_ms:.1f} ms CPU, {attempt.elapsed_ms:.0f} ms, {attempt.requests:.0f} requests", "≤ 20 ms CPU",
            attempt.cpu_ms <= 20),
        Row("largest process", where, f"{memory:.0f} MB", "< 120 MB", memory < 120),
    ]  # fmt: skip


def _statistics(world: World) -> list[Row]:
    """The statistics page with few and with many enrolments."""
    [region] = world.cookies(["region@bench.example"])
    times = {}
    for size in (SMALL, LARGE):
        grow(world, size)
        with serving("granian", "app.server:served_app", world.environment) as server:
            times[size] = _page_ms(server, "/estadisticas", region)
    ratio = times[LARGE] / times[SMALL]
    figure = f"{times[SMALL]:.0f} ms at {SMALL:,}, {times[LARGE]:.0f} ms at {LARGE:,} = {ratio:.2f}×"
    met = ratio <= 1.3 and times[LARGE] <= 100
    return [Row("statistics page", world.name, figure, "≤ 1.3×, ≤ 100 ms", met)]


def _page_ms(server: Server, path: str, cookie: str) -> float:
    """The lower quartile of a page's times, after some that are not counted: other work only ever adds to a time."""
    for _ in range(STATISTICS_WARM_UP):
        _fetch(server, path, cookie)
    times = []
    for _ in range(STATISTICS_REPEATS):
        started = perf_counter()
        _fetch(server, path, cookie)
        times.append((perf_counter() - started) * 1000)
    return quantiles(times, n=4)[0]


def _fetch(server: Server, path: str, cookie: str) -> bytes:
    with urlopen(Request(server.url + path, headers={"Cookie": cookie}), timeout=120) as answer:
        body: bytes = answer.read()
    return body


def _load(seen: Load) -> str:
    failed = f", {seen.failed} FAILED" if seen.failed else ""
    return f"{seen.per_second:,.0f}/s, {seen.cpu_ms:.2f} ms CPU{failed}"


def _table(rows: list[Row]) -> str:
    lines = [
        f"# {date.today():%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "",
        "| what | where | figure | goal | met |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {row.what} | {row.where} | {row.figure} | {row.goal} | {MET[row.met]} |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
