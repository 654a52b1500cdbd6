"""Checks what one course alone cannot know: links, norms, deadlines, other courses, and its craft."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.content.citations import parse_citation
from app.content.course import Files
from app.content.findings import Finding, Findings
from app.content.model import AnyQuestion, Course, MultipleChoice, Quiz, SingleChoice
from app.content.norms import References
from app.content.programme import Programme
from app.content.rendering import BOXES, FOLDED, plain

LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^(```|~~~)")
HEADING = re.compile(r"^(?P<hashes>#{1,6})\s+(?P<text>.*)$")
BOX = re.compile(r"^\s*(?P<sign>!!!|\?\?\?\+?)\s+(?P<kind>[\w-]+)(?P<title>\s+\"[^\"]+\")?\s*$")
RAW_HTML = re.compile(r"<(?:[a-zA-Z][^>]*|/[a-zA-Z]+)>")
CODE_SPAN = re.compile(r"`[^`]*`")
NUMBER = re.compile(r"\d+")
VAGUE = {"aquí", "clic aquí", "haz clic aquí", "leer más", "ver más", "más", "enlace", "link", "este enlace"}
ALL_OF_THE_ABOVE = re.compile(r"\b(todas|ninguna) (de )?las (anteriores|opciones)\b", re.IGNORECASE)
LENGTH_CUE_SHARE = 0.5
LENGTH_CUE_QUESTIONS = 6


@dataclass(frozen=True, slots=True)
class Source:
    """A course with the files it was read from, and the path of its folder for the findings."""

    course: Course
    files: Files


def check_course(source: Source, programme: Programme) -> tuple[Finding, ...]:
    """What is wrong in one course beside its form: paths are relative to its folder."""
    findings = Findings()
    links = _LinkCheck(source, programme.references, findings)
    for path in sorted(source.files):
        if path.endswith(".md"):
            lines = source.files[path].decode("utf-8-sig").replace("\r\n", "\n").split("\n")
            links.check(path, lines)
            _check_text(path, lines, findings)
    _check_front(source.course, programme, findings)
    for lesson in source.course.lessons():
        for citation in lesson.norms:
            links.check_citation(lesson.path, 1, 1, citation.norm, str(citation))
        for question in lesson.self_check_questions:
            _check_citations(question, lesson.path, links)
    for quiz in source.course.quizzes():
        _check_quiz(quiz, links, findings)
    return findings.sorted()


def check_library(courses: Sequence[Course]) -> tuple[Finding, ...]:
    """What is wrong among courses: requirements that are missing or turn in a circle, codes used twice.

    Paths begin with the course's slug.
    """
    findings = Findings()
    by_slug = {course.slug: course for course in courses}
    codes: dict[str, str] = {}
    for course in courses:
        path = f"{course.slug}/curso.md"
        for required in course.requirements:
            if required not in by_slug:
                findings.error(path, 1, "C040", f"El curso requerido «{required}» no existe.")
        circle = _circle(course.slug, by_slug)
        if circle:
            findings.error(path, 1, "C041", f"Los requisitos forman un círculo: {' → '.join(circle)}. Quita uno.")
        if codes.setdefault(course.code, course.slug) != course.slug:
            findings.error(path, 1, "C042", f"La clave «{course.code}» ya es del curso «{codes[course.code]}».")
    return findings.sorted()


def _circle(start: str, by_slug: Mapping[str, Course]) -> list[str]:
    """The way from a course back to itself by its requirements; empty where there is none."""
    stack = [[start]]
    seen: set[str] = set()
    while stack:
        way = stack.pop()
        course = by_slug.get(way[-1])
        for required in course.requirements if course else ():
            if required == start:
                return [*way, start]
            if required not in seen:
                seen.add(required)
                stack.append([*way, required])
    return []


class _LinkCheck:
    """Resolves every link, image and citation of a course."""

    def __init__(self, source: Source, references: References, findings: Findings) -> None:
        self._files = source.files
        self._historical = source.course.legal_frame != "2025"
        self._references = references
        self._findings = findings

    def check(self, path: str, lines: Sequence[str]) -> None:
        for number, line in _prose(lines):
            for match in LINK.finditer(line):
                self._check_link(path, number, match.start() + 1, match)

    def _check_link(self, path: str, line: int, column: int, match: re.Match[str]) -> None:
        target = match["target"]
        scheme, colon, rest = target.partition(":")
        if match["image"]:
            self._check_image(path, line, column, match)
        elif not match["text"].strip():
            self._findings.error(path, line, "A002", "El enlace no tiene texto: escribe a dónde lleva.", column)
        elif plain(match["text"]).strip(" .").lower() in VAGUE:
            self._findings.error(
                path, line, "A003", f"«{match['text']}» no dice a dónde lleva el enlace; nómbralo.", column
            )
        if match["image"]:
            return
        if scheme == "norma" and colon:
            self.check_citation(path, line, column, scheme, rest)
        elif scheme == "plazo" and colon:
            self._check_deadline(path, line, column, rest, match["text"])
        elif scheme == "glosario" and colon:
            if rest not in self._references.terms:
                self._findings.error(path, line, "V003", f"El término «{rest}» no está en glosario.yaml.", column)
        elif colon and scheme not in ("https", "mailto"):
            self._findings.error(
                path,
                line,
                "V004",
                f"No se permiten enlaces «{scheme}:»; usa https:, norma:, glosario:, plazo: o la ruta de una lección.",
                column,
            )
        elif not colon and not target.startswith("#"):
            self._check_path(path, line, column, target.partition("#")[0], "La lección")

    def _check_path(self, path: str, line: int, column: int, target: str, what: str) -> None:
        resolved = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if resolved not in self._files:
            self._findings.error(path, line, "V001", f"{what} «{target}» no existe en este curso.", column)

    def _check_image(self, path: str, line: int, column: int, match: re.Match[str]) -> None:
        if not match["text"].strip():
            self._findings.error(
                path, line, "A001", "La imagen no tiene texto alternativo: descríbela entre los corchetes.", column
            )
        if "://" in match["target"]:
            self._findings.error(path, line, "V005", "Las imágenes van dentro del curso, en imagenes/.", column)
        else:
            self._check_path(path, line, column, match["target"], "La imagen")

    def check_citation(self, path: str, line: int, column: int, norm: str, text: str) -> None:
        citation = parse_citation(text)
        if citation is None:
            self._findings.error(path, line, "V002", f"«{text}» no es una cita: escribe lgtaip-2025#134.", column)
            return
        problem = self._references.problem_with(citation)
        if problem:
            self._findings.error(path, line, "V002", problem, column)
            return
        cited = self._references.norms[citation.norm]
        if cited.abrogated and not self._historical and citation.article:
            self._findings.error(
                path,
                line,
                "V006",
                f"«{cited.acronym}» ({citation.norm}) está abrogada: cita la ley "
                "vigente, o nombra la anterior sin artículo.",
                column,
            )

    def _check_deadline(self, path: str, line: int, column: int, deadline_id: str, text: str) -> None:
        deadline = self._references.deadlines.get(deadline_id)
        if deadline is None:
            self._findings.error(path, line, "V007", f"El plazo «{deadline_id}» no está en plazos.yaml.", column)
            return
        numbers = NUMBER.findall(plain(text))
        if numbers and str(deadline.amount) not in numbers:
            self._findings.error(
                path,
                line,
                "V008",
                f"El plazo «{deadline_id}» es de {deadline.text}, y aquí dice «{plain(text)}».",
                column,
            )


def _prose(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that hold prose, with their numbers: fenced code is left out, self-checks are not."""
    fenced = False
    for number, line in enumerate(lines, 1):
        if FENCE.match(line.strip()):
            fenced = not fenced and line.strip() not in ("```quiz", "```")
            continue
        if not fenced:
            yield number, CODE_SPAN.sub(lambda match: " " * len(match[0]), line)


def _check_text(path: str, lines: Sequence[str], findings: Findings) -> None:
    """Headings in order, boxes of known kinds with a title, no raw HTML."""
    level = 1
    quiz = path.endswith(("evaluacion.md", "examen.md"))
    in_check = False
    for number, line in _prose(lines):
        heading = HEADING.match(line)
        if heading and not quiz and not in_check and "{#" not in line:
            depth = len(heading["hashes"])
            if depth == 1:
                findings.error(path, number, "A004", "El título va en el encabezado; el texto empieza en «##».")
            elif depth > level + 1:
                findings.error(
                    path, number, "A005", f"El subtítulo salta de nivel {level} a {depth}: usa {'#' * (level + 1)}."
                )
            level = max(depth, 2) if depth > 1 else level
        box = BOX.match(line)
        if box:
            kinds = BOXES if box["sign"] == "!!!" else FOLDED
            if box["kind"] not in kinds or not box["title"]:
                findings.error(
                    path,
                    number,
                    "C050",
                    f"Los recuadros {box['sign']} son: {', '.join(kinds)}; y llevan "
                    'título entre comillas, como !!! ejemplo "Un caso".',
                )
        raw = RAW_HTML.search(line)
        if raw and "://" not in raw[0]:
            findings.error(path, number, "C051", f"No se usa HTML («{raw[0]}»): escribe Markdown.", raw.start() + 1)


def _check_front(course: Course, programme: Programme, findings: Findings) -> None:
    known = {entry.id for entry in programme.organisations}
    if course.organisation not in known:
        findings.error(
            "curso.md", 1, "V009", f"La organización «{course.organisation}» no está en organizaciones.yaml."
        )
    for norm in course.norms:
        if norm not in programme.references.norms:
            findings.error("curso.md", 1, "V002", f"La norma «{norm}» no está en normas.yaml.")
        elif programme.references.norms[norm].abrogated and course.legal_frame == "2025":
            findings.error("curso.md", 1, "V006", f"La norma «{norm}» está abrogada y el marco del curso es 2025.")
    for strategy in course.strategies:
        if strategy not in programme.plan.strategies:
            findings.error("curso.md", 1, "V014", f"La estrategia «{strategy}» no está en el plan.")


def _check_citations(question: AnyQuestion, path: str, links: _LinkCheck) -> None:
    for citation in question.norms:
        links.check_citation(path, question.line, 1, citation.norm, str(citation))


def _check_quiz(quiz: Quiz, links: _LinkCheck, findings: Findings) -> None:
    """Craft of items: one that gives itself away teaches nothing (Haladyna et al., 2002)."""
    longest_right = []
    for question in quiz.questions:
        _check_citations(question, quiz.path, links)
        if not isinstance(question, SingleChoice | MultipleChoice):
            continue
        texts = {plain(option.text_html): option.correct for option in question.options}
        for text in texts:
            if ALL_OF_THE_ABOVE.search(text):
                findings.error(
                    quiz.path,
                    question.line,
                    "R003",
                    f"«{text}» no sirve: el orden de las opciones cambia en cada intento.",
                )
        if isinstance(question, SingleChoice) and not question.true_false:
            longest = max(texts, key=len)
            longest_right.append(texts[longest])
    if len(longest_right) >= LENGTH_CUE_QUESTIONS:
        share = sum(longest_right) / len(longest_right)
        if share > LENGTH_CUE_SHARE:
            findings.warn(
                quiz.path,
                1,
                "R004",
                f"La opción correcta es la más larga en {share:.0%} de las preguntas de "
                "opción única: quien no sabe, adivina. Empareja los largos.",
            )
