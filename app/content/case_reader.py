"""Reads a branching case: scenes under ``###`` headings, each with its decisions and where they lead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.content.answers import AnswerReader, Head
from app.content.case import Decision, Scene, n_decisions, right_way
from app.content.grammar import BROKEN_OPTION, KEY, OPTION, QUOTE, Block, option_key
from app.content.model import Case
from app.content.workdays import FIRST_YEAR, HOURS, LAST_YEAR, Span, parse_span

MAX_SCENES = 40
MAX_KEY = 80

_SCENE = re.compile(r"^###(?!#)\s*(?P<title>.*?)\s*(?:\{#(?P<key>[^{}\s]*)(?P<clock>(?: +[a-z]+=[a-z0-9-]+)*)\})?\s*$")
_CLOCK = re.compile(r"(?P<name>[a-z]+)=(?P<deadline>[a-z0-9-]+)")
_LEADS = re.compile(r"^(?P<text>.*\S)\s+→\s*(?P<scene>[^\s,]+)(?:\s*,\s*(?P<takes>.+))?$")
_START = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?P<hour>T[0-9]{2}:[0-9]{2})?")


@dataclass(frozen=True)
class _Start:
    """When a case begins; ``at`` None for a case without a calendar."""

    at: datetime | None
    tells_hours: bool = False


class CaseReader(AnswerReader):
    """Reads the cases of one file."""

    def case(self, head: Head, lines: list[str], first: int) -> Case | None:
        """The case under a heading, whose lines begin with line ``first``; None, with findings, where it has none."""
        starts = [number for number, line in enumerate(lines) if _SCENE.match(line)]
        if not 1 < len(starts) <= MAX_SCENES:
            self._refuse(
                head.line,
                "P026",
                f"El caso «{head.key}» necesita escenas, de dos a {MAX_SCENES}: "
                "cada una empieza con «### Título {#clave}».",
            )
            return None
        ends = [*starts[1:], len(lines)]
        closing, general = _closing(lines, starts[-1])
        ends[-1] = closing
        self._ask_general(head, general)
        scenes = [self._scene(head, lines[start:end], first + start) for start, end in zip(starts, ends, strict=True)]
        start = self._start(head, scenes)
        if not self._holds_together(head, scenes):
            return None
        common = self._common(head, "\n".join(lines[: starts[0]]).strip(), general)
        return Case(
            **common, scenes=tuple(scenes), starts_at=start.at, tells_hours=start.tells_hours, deadline=head.deadline
        )

    def _start(self, head: Head, scenes: Sequence[Scene]) -> _Start:
        """When the case begins, refused where the text is no moment or the case counts what it cannot tell."""
        match = _START.fullmatch(head.start)
        start = _Start(None)
        try:
            at = datetime.fromisoformat(head.start) if match else None
        except ValueError:
            at = None
        if match and at and FIRST_YEAR <= at.year <= LAST_YEAR:
            start = _Start(at, bool(match["hour"]))
        elif head.start:
            self._refuse(
                head.line,
                "P025",
                f"El inicio de «{head.key}» debe ser una fecha que exista, inicio=2026-03-02, o con su hora, "
                "inicio=2026-03-02T09:10.",
            )
            return start
        takes_hours = any(
            decision.takes and decision.takes.unit == HOURS for scene in scenes for decision in scene.decisions
        )
        if start.at and takes_hours and not start.tells_hours:
            self._refuse(
                head.line,
                "P025",
                f"En «{head.key}» hay decisiones que toman horas: agrega la hora, inicio={head.start}T09:00.",
            )
        if start.at is None and (head.deadline or any(scene.deadline for scene in scenes)):
            self._refuse(
                head.line, "P025", f"«{head.key}» tiene plazo y no dice desde cuándo corre: agrega inicio=2026-03-02."
            )
        return start

    def _scene(self, head: Head, lines: list[str], first: int) -> Scene:
        heading = _SCENE.match(lines[0])
        title, key = (heading["title"], heading["key"] or "") if heading else ("", "")
        if not title or not KEY.fullmatch(key) or len(key) > MAX_KEY:
            self._refuse(
                first,
                "P027",
                f"La escena de «{head.key}» necesita título y clave: «### Las áreas responden {{#turno}}», "
                "la clave en minúsculas, sin acentos y con guiones.",
            )
        clock = _CLOCK.findall(heading["clock"] or "") if heading else []
        deadlines = dict(clock)
        if len(deadlines) != len(clock) or not deadlines.keys() <= {"plazo", "amplia"} or len(deadlines) > 1:
            self._refuse(
                first,
                "P045",
                f"La escena «{key}» puede llevar uno de dos: plazo=id, el plazo que empieza al llegar a ella, "
                "o amplia=id, el que se suma al que corre.",
            )
        start = next((number for number, line in enumerate(lines) if OPTION.match(line)), len(lines))
        for number, line in enumerate(lines[1:start], 1):
            if BROKEN_OPTION.match(line):
                self.refuse_option(first + number)
        body = "\n".join(lines[1:start]).strip()
        return Scene(
            key=key,
            title_html=self._renderer.inline(title, self._path),
            body_html=self._renderer.blocks(body, self._path) if body else "",
            decisions=self._decisions(head, key, lines[start:], first + start),
            line=first,
            deadline=deadlines.get("plazo", ""),
            extension=deadlines.get("amplia", ""),
        )

    def _decisions(self, head: Head, scene: str, lines: list[str], first: int) -> tuple[Decision, ...]:
        blocks, stray = self._blocks(head, lines, first, OPTION)
        if stray:
            self._refuse_line(head, first + next(n for n, line in enumerate(lines) if line.startswith(">")))
        decisions: dict[str, Decision] = {}
        for block in blocks:
            decision = self._decision(head, scene, block)
            if decision is None:
                continue
            if decision.key in decisions:
                self._refuse(block.line, "P010", f"La escena «{scene}» tiene dos veces «{block.text}»: deja una.")
            decisions[decision.key] = decision
        right = sum(block.mark in ("x", "X") for block in blocks)
        if blocks and (right != 1 or len(blocks) < 2):
            self._refuse(
                first,
                "P029",
                f"La escena «{scene}» necesita dos o más decisiones y una sola correcta: marca una con [x] "
                "y las demás con [ ].",
            )
        return tuple(decisions.values())

    def _decision(self, head: Head, scene: str, block: Block) -> Decision | None:
        match = _LEADS.match(block.text)
        if match is None:
            self._refuse(
                block.line,
                "P028",
                f"A la decisión «{block.text}» le falta a dónde lleva: termina con « → clave-de-la-escena» y, "
                "después de una coma, el tiempo que toma.",
            )
            return None
        feedback = self._feedback(block)
        if not feedback:
            self._refuse(
                block.line,
                "R002",
                f"Falta la consecuencia de «{match['text']}»: debajo, con sangría, una línea que empiece con «>».",
            )
        return Decision(
            key=option_key(f"{scene} {match['text']}"),
            text_html=self._renderer.inline(match["text"], self._path),
            leads_to=match["scene"],
            takes=self._takes(match["takes"], block.line),
            correct=block.mark in ("x", "X"),
            feedback_html=feedback,
        )

    def _takes(self, text: str | None, line: int) -> Span | None:
        if text is None:
            return None
        span = parse_span(text)
        if span is None:
            self._refuse(
                line,
                "P030",
                f"«{text}» no es un tiempo que se pueda contar: escribe «1 día hábil», «3 días» o «2 horas».",
            )
        return span

    def _holds_together(self, head: Head, scenes: Sequence[Scene]) -> bool:
        """Whether every way through the scenes comes to an ending, with a finding for each that does not."""
        lines: dict[str, int] = {}
        for scene in scenes:
            if scene.key in lines:
                self._refuse(scene.line, "P031", f"La escena «{scene.key}» está dos veces: cambia una clave.")
            lines.setdefault(scene.key, scene.line)
        lost = [(s, d.leads_to) for s in scenes for d in s.decisions if d.leads_to not in lines]
        for scene, target in lost:
            self._refuse(
                scene.line, "P032", f"«{scene.key}» lleva a «{target}», que no es una escena: revisa la clave."
            )
        if lost or len(lines) != len(scenes):
            return False
        circle = _circle(scenes)
        if circle:
            self._refuse(
                lines[circle[0]],
                "P033",
                f"Las escenas forman un círculo: {' → '.join(circle)}. Un caso siempre avanza: "
                "lleva una de ellas a otra escena.",
            )
            return False
        unreached = set(lines) - _reached(scenes)
        for key in sorted(unreached):
            self._refuse(lines[key], "P034", f"Ninguna decisión lleva a la escena «{key}»: llega a ella o quítala.")
        if not scenes[0].decisions:
            self._refuse(scenes[0].line, "P029", f"La primera escena de «{head.key}» no tiene decisiones: agrégalas.")
            return False
        sound = not unreached and all(s.is_ending or sum(d.correct for d in s.decisions) == 1 for s in scenes)
        if sound and len(right_way(scenes).steps) < n_decisions(scenes):
            self._refuse(
                head.line,
                "P035",
                f"En «{head.key}» quien decide siempre bien toma {len(right_way(scenes).steps)} decisiones y el camino "
                f"más largo tiene {n_decisions(scenes)}: nadie tendría todos los puntos. Acorta ese camino.",
            )
        return sound


def _closing(lines: Sequence[str], last_scene: int) -> tuple[int, str]:
    """Where the block quote that ends the case begins, and its text."""
    end = len(lines)
    while end > last_scene and not lines[end - 1].strip():
        end -= 1
    start = end
    while start > last_scene + 1 and lines[start - 1].startswith(">"):
        start -= 1
    quoted = (QUOTE.match(line) for line in lines[start:end])
    return start, "\n".join(match["text"] for match in quoted if match).strip()


def _reached(scenes: Sequence[Scene]) -> set[str]:
    by_key = {scene.key: scene for scene in scenes}
    reached = {scenes[0].key}
    waiting = [scenes[0]]
    while waiting:
        for decision in waiting.pop().decisions:
            if decision.leads_to not in reached:
                reached.add(decision.leads_to)
                waiting.append(by_key[decision.leads_to])
    return reached


def _circle(scenes: Sequence[Scene]) -> list[str]:
    """The way from a scene back to itself; empty where there is none."""
    by_key = {scene.key: scene for scene in scenes}
    open_way: list[str] = []
    done: set[str] = set()

    def visit(key: str) -> list[str]:
        if key in open_way:
            return [*open_way[open_way.index(key) :], key]
        if key in done:
            return []
        open_way.append(key)
        for decision in by_key[key].decisions:
            circle = visit(decision.leads_to)
            if circle:
                return circle
        done.add(open_way.pop())
        return []

    return next((circle for scene in scenes if (circle := visit(scene.key))), [])
