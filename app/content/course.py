"""Assembles a course from its files."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.content.citations import parse_citation
from app.content.files import IMAGE_FOLDER, sort_files
from app.content.files import IMAGE_TYPES as IMAGE_TYPES
from app.content.files import Files as Files
from app.content.files import digest as digest
from app.content.findings import Finding, Findings
from app.content.frontmatter import Document, Fields, read_document
from app.content.model import Citation, Course, Lesson, Quiz, SelfCheck, Unit
from app.content.questions import QuestionReader
from app.content.rendering import Addresses, Renderer

THEMES = (
    "acceso-a-la-informacion",
    "datos-personales",
    "archivos",
    "transparencia",
    "apertura-institucional",
    "genero",
    "derechos-humanos",
    "formacion",
    "participacion",
)
PERSPECTIVES = ("derechos-humanos", "genero", "inclusion", "interculturalidad")
LEVELS = ("basico", "intermedio", "avanzado")
FRAMES = ("2025", "2015-2017")
MAX_SLUG = 60
DEFAULT_PASS_PERCENT = 80

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_UNIT = re.compile(r"(?P<folder>[0-9]{1,3}-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*))/(?P<file>[^/]+)")
_LESSON = re.compile(r"[0-9]{1,3}-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_SELF_CHECK = re.compile(r"^```quiz[ \t]*\n(?P<inside>.*?)^```[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_LOST_SELF_CHECK = re.compile(r"^[ \t>]*(?:```+|~~~+)[ \t]*quiz\b", re.MULTILINE)
_MARK = 0xE000
_MARKED = re.compile("<p>([\ue000-\uf8ff])</p>")
_RESERVED = {"evaluacion", "examen", "unidad", IMAGE_FOLDER}


def parse_course(files: Files, slug: str) -> tuple[Course | None, tuple[Finding, ...]]:
    """A course from its files (paths relative to its folder), and what was found on the way.

    The course is None where a finding is an error; the findings then say all that is wrong.
    """
    findings = Findings()
    course = _Assembly(files, slug, findings).course()
    return (None if findings.has_errors else course), findings.sorted()


class _Assembly:
    """The work of reading one course."""

    def __init__(self, files: Files, slug: str, findings: Findings) -> None:
        self._slug = slug
        self._findings = findings
        self._digest = digest(files)
        self._renderer = Renderer(Addresses(slug, self._digest))
        self._texts, self._images = sort_files(files, findings)
        self._keys: dict[str, tuple[str, int]] = {}

    def course(self) -> Course | None:
        if not _SLUG.fullmatch(self._slug) or len(self._slug) > MAX_SLUG:
            self._findings.error(
                "curso.md",
                1,
                "C005",
                f"La carpeta del curso lleva minúsculas, números y guiones, hasta {MAX_SLUG} signos: renómbrala.",
            )
        document = self._document("curso.md", "Falta el archivo curso.md: créalo en la carpeta del curso.")
        units = self._units()
        exam = self._quiz("examen.md", "") if "examen.md" in self._texts else None
        if document is None:
            return None
        presentation_html = self._renderer.blocks(document.body, "curso.md")
        for path in self._renderer.too_deep:
            self._findings.error(
                path,
                1,
                "C038",
                "Hay listas metidas unas en otras, o corchetes abiertos, sin fin: reduce la sangría y ciérralos.",
            )
        fields = Fields(document, self._findings)
        law_read_on = fields.day("leido-en")
        course = Course(
            slug=self._slug,
            digest=self._digest,
            code=fields.text("clave"),
            title=fields.text("titulo", longest=120),
            summary=fields.text("resumen", longest=400),
            objective=fields.text("objetivo", longest=600),
            eje=fields.integer("eje", low=1, high=6),
            strategies=fields.texts("estrategias"),
            themes=fields.texts("temas", allowed=THEMES),
            perspectives=fields.texts("perspectivas", required=False, allowed=PERSPECTIVES),
            hours=fields.decimal("horas", low=Decimal("0.1"), high=Decimal(500)),
            level=fields.choice("nivel", LEVELS),
            audience=fields.text("dirigido-a"),
            requirements=fields.texts("requisitos", required=False),
            prior_knowledge=fields.text("conocimientos", required=False),
            legal_frame=fields.choice("marco", FRAMES),
            norms=fields.texts("normas"),
            organisation=fields.text("organizacion"),
            law_read_on=law_read_on,  # type: ignore[arg-type]  # None is a finding
            authorship=fields.texts("autoria"),
            open=fields.flag("abierto"),
            presentation_html=presentation_html,
            units=units,
            exam=exam,
            images=self._images,
        )
        fields.finish()
        if course.code and not re.fullmatch(r"[A-Z0-9]{3,6}", course.code):
            fields.refuse("clave", "C030", "«clave» lleva de 3 a 6 mayúsculas o números, como DAI01.")
        if not units:
            self._findings.error(
                "curso.md",
                1,
                "C031",
                "El curso no tiene unidades: crea una carpeta 01-nombre/ con unidad.md y sus lecciones.",
            )
        return course

    def _document(self, path: str, missing: str) -> Document | None:
        if path not in self._texts:
            self._findings.error(path, 1, "C006", missing)
            return None
        return read_document(self._texts[path], path, self._findings)

    def _units(self) -> tuple[Unit, ...]:
        folders: dict[str, list[str]] = {}
        for path in self._texts:
            match = _UNIT.fullmatch(path)
            if match:
                folders.setdefault(match["folder"], []).append(path)
            elif path not in ("curso.md", "examen.md"):
                self._findings.error(
                    path,
                    1,
                    "C007",
                    "El archivo no está en su lugar: las lecciones van en "
                    "01-unidad/01-leccion.md, en minúsculas y con guiones.",
                )
        units = [self._unit(folder, folders[folder]) for folder in sorted(folders, key=_position)]
        self._refuse_twins("unidad", ((unit.slug, f"{unit.slug}/unidad.md") for unit in units if unit))
        return tuple(unit for unit in units if unit is not None)

    def _refuse_twins(self, what: str, named: Iterable[tuple[str, str]]) -> None:
        seen: set[str] = set()
        for name, path in named:
            if name in seen:
                self._findings.error(path, 1, "C008", f"Hay dos veces la {what} «{name}»: cambia el nombre de una.")
            seen.add(name)

    def _check_length(self, slug: str, path: str) -> None:
        if len(slug) > MAX_SLUG:
            self._findings.error(path, 1, "C005", f"El nombre «{slug}» es muy largo: usa hasta {MAX_SLUG} signos.")

    def _unit(self, folder: str, paths: list[str]) -> Unit | None:
        slug = folder.partition("-")[2]
        self._check_length(slug, f"{folder}/unidad.md")
        if slug in _RESERVED:
            self._findings.error(
                f"{folder}/unidad.md", 1, "C009", f"Una unidad no se puede llamar «{slug}»: cámbiale el nombre."
            )
        document = self._document(
            f"{folder}/unidad.md", "Falta unidad.md en esta carpeta: créalo con su titulo y su objetivo."
        )
        lessons = []
        for path in sorted(paths, key=lambda path: _position(path.rpartition("/")[2])):
            name = path.rpartition("/")[2]
            match = _LESSON.fullmatch(name)
            if match:
                lessons.append(self._lesson(path, slug, match["slug"]))
            elif name not in ("unidad.md", "evaluacion.md"):
                self._findings.error(path, 1, "C007", "Una lección se llama 01-nombre.md, en minúsculas y con guiones.")
        self._refuse_twins("lección", ((item.slug, item.path) for item in lessons if item))
        quiz_path = f"{folder}/evaluacion.md"
        quiz = self._quiz(quiz_path, slug) if quiz_path in self._texts else None
        if not lessons:
            self._findings.error(
                f"{folder}/unidad.md", 1, "C032", "La unidad no tiene lecciones: escribe una en 01-nombre.md."
            )
        if document is None:
            return None
        fields = Fields(document, self._findings)
        unit = Unit(
            slug=slug,
            title=fields.text("titulo", longest=120),
            objective=fields.text("objetivo", longest=600),
            intro_html=self._renderer.blocks(document.body, document.path) if document.body.strip() else "",
            lessons=tuple(lesson for lesson in lessons if lesson is not None),
            quiz=quiz,
        )
        fields.finish()
        return unit

    def _lesson(self, path: str, unit_slug: str, slug: str) -> Lesson | None:
        self._check_length(slug, path)
        if slug in _RESERVED:
            self._findings.error(path, 1, "C009", f"Una lección no se puede llamar «{slug}»: cámbiale el nombre.")
        document = read_document(self._texts[path], path, self._findings)
        if document is None:
            return None
        fields = Fields(document, self._findings)
        lesson = Lesson(
            key=f"{unit_slug}/{slug}",
            unit_slug=unit_slug,
            slug=slug,
            title=fields.text("titulo", longest=120),
            objective=fields.text("objetivo", longest=600),
            minutes=fields.integer("minutos", low=1, high=240),
            norms=self._citations(fields),
            body=self._body(document),
            path=path,
        )
        fields.finish()
        return lesson

    def _citations(self, fields: Fields) -> tuple[Citation, ...]:
        citations = []
        for text in fields.texts("normas", required=False):
            citation = parse_citation(text)
            if citation is None:
                fields.refuse("normas", "C033", f"«{text}» no es una cita: escribe lgtaip-2025#134.")
            else:
                citations.append(citation)
        return tuple(citations)

    def _body(self, document: Document) -> tuple[str | SelfCheck, ...]:
        """Alternate cleaned HTML and self-checks, keeping footnotes and anchors of the whole page."""
        checks: list[SelfCheck] = []
        waiting: dict[int, int] = {}

        def take(match: re.Match[str]) -> str:
            line = document.body_line + document.body.count("\n", 0, match.start()) + 1
            reader = QuestionReader(self._renderer, document.path, self._findings, graded=False)
            questions = reader.read(match["inside"], line)
            for question in questions:
                self._claim(question.key, document.path, question.line)
            waiting[len(checks)] = match.start()
            checks.append(SelfCheck(questions))
            return f"\n\n{chr(_MARK + len(checks) - 1)}\n\n"

        text = _SELF_CHECK.sub(take, document.body)
        if not text.strip():
            self._findings.error(
                document.path,
                document.body_line,
                "C034",
                "La lección está vacía: escribe su texto debajo del encabezado.",
            )
        html = self._renderer.blocks(text, document.path)
        parts: list[str | SelfCheck] = []
        for number, piece in enumerate(_MARKED.split(html)):
            if number % 2:
                waiting.pop(ord(piece) - _MARK)
            parts.append(checks[ord(piece) - _MARK] if number % 2 else piece.strip())
        lost = [match.start() for match in _LOST_SELF_CHECK.finditer(_SELF_CHECK.sub(_blanked, document.body))]
        for offset in [*waiting.values(), *lost]:
            self._findings.error(
                document.path,
                document.body_line + document.body.count("\n", 0, offset),
                "C037",
                "Esta comprobación no se puede leer: va pegada al margen, fuera de otro bloque, "
                "entre una línea ```quiz y otra línea ```.",
            )
        return tuple(part for part in parts if part)

    def _claim(self, key: str, path: str, line: int) -> None:
        """Let a question's key be used once in the course."""
        if key in self._keys:
            where = "{}:{}".format(*self._keys[key])
            self._findings.error(path, line, "P020", f"La clave «{key}» ya está en {where}: usa otra.")
        self._keys.setdefault(key, (path, line))

    def _quiz(self, path: str, unit_slug: str) -> Quiz | None:
        document = read_document(self._texts[path], path, self._findings)
        if document is None:
            return None
        reader = QuestionReader(self._renderer, path, self._findings, graded=True, cases=bool(unit_slug))
        questions = reader.read(document.body, document.body_line)
        for question in questions:
            self._claim(question.key, path, question.line)
        fields = Fields(document, self._findings)
        values: dict[str, Any] = {
            "key": f"{unit_slug}/evaluacion" if unit_slug else "examen",
            "title": fields.text("titulo", longest=120),
            "pass_mark": fields.integer("aprobacion", low=1, high=100, default=DEFAULT_PASS_PERCENT) / 100,
            "max_attempts": fields.integer("intentos", low=0, high=50, default=0),
            "wait_minutes": fields.integer("espera", low=0, high=100_000, default=0),
            "time_limit_minutes": fields.integer("minutos", low=0, high=600, default=0) or None,
            "n_drawn": fields.integer("reactivos", low=0, high=500, default=0) or len(questions),
        }
        fields.finish()
        if not questions:
            self._findings.error(
                path,
                document.body_line,
                "C035",
                "La evaluación no tiene preguntas que se puedan usar: escribe una con «## Enunciado {#clave}».",
            )
        elif values["n_drawn"] > len(questions):
            fields.refuse(
                "reactivos",
                "C036",
                f"Pide {values['n_drawn']} reactivos, pero el banco tiene {len(questions)}: baja el número.",
            )
        return Quiz(**values, unit_slug=unit_slug, questions=questions, path=path)


def _position(name: str) -> tuple[int, str]:
    """Where ``01-nombre`` stands among its siblings: by its number."""
    number = name.partition("-")[0]
    return int(number) if number.isdecimal() and number.isascii() else 0, name


def _blanked(match: re.Match[str]) -> str:
    """A stretch of text without its words, of the same length and lines."""
    return re.sub(r"[^\n]", " ", match[0])
