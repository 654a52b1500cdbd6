"""Checks what one course alone cannot know: links, norms, deadlines, other courses, and its craft."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.content.case import Decision
from app.content.check_case import check_case, check_case_craft
from app.content.check_deadlines import check_told, says
from app.content.citations import parse_citation
from app.content.files import Files, read_text
from app.content.findings import Finding, Findings
from app.content.frontmatter import Table, read_document
from app.content.language import check_language
from app.content.model import AnyQuestion, Case, Course, Matching, MultipleChoice, Option, Ordering, Quiz, SingleChoice
from app.content.norms import References
from app.content.programme import Programme
from app.content.prose import Link, Page
from app.content.rendering import anchor_id, plain

VAGUE = {
    "aquí",
    "clic aquí",
    "da clic aquí",
    "enlace",
    "este enlace",
    "haz clic aquí",
    "leer más",
    "liga",
    "link",
    "más",
    "más información",
    "ver",
    "ver aquí",
    "ver más",
}
ALL_OF_THE_ABOVE = re.compile(
    r"\b(tod|ningun)[ao]s? (de )?(l[ao]s|est[ao]s) (opciones )?anteriores\b"
    r"|\b(todas|ninguna) (de )?las opciones($|\.| son)"
    r"|^(ambas|las dos|los dos)( opciones)?( anteriores)?( son (correctas|ciertas|verdaderas))?\.?$"
    r"|^(opci[oó]n(es)? )?[a-d]\)? (y|o|e) (la )?[a-d]\)?\.?$",
    re.IGNORECASE,
)
ALL_THAT_APPLY = "todas las que correspondan"
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
    texts = {path: read_text(source.files[path], path, findings) for path in source.files if path.endswith(".md")}
    pages = {path: Page(path, text) for path, text in sorted(texts.items()) if text is not None}
    heads = {path: _head(text, path) for path, text in texts.items() if text is not None}
    course = source.course
    links = _LinkCheck(source.files, pages, programme.references, findings, historical=course.legal_frame != "2025")
    for page in pages.values():
        for link in page.links():
            links.check(page.path, link)
        page.check_shape(findings)
        check_told(page, programme.references, findings)
    _check_front(course, heads["curso.md"], programme, findings)
    for lesson in course.lessons():
        place = heads[lesson.path].places.get("normas", (1, 1))
        for citation in lesson.norms:
            links.check_citation(lesson.path, *place, str(citation))
        for question in lesson.self_check_questions:
            _check_question(question, lesson.path, links, findings)
    for quiz in course.all_quizzes():
        for question in quiz.questions:
            _check_question(question, quiz.path, links, findings)
            _check_craft(question, quiz.path, findings)
            if isinstance(question, Case):
                check_case(question, quiz.path, programme, findings)
                check_case_craft(question, quiz.path, findings)
        _check_lengths(quiz, findings)
    check_language(tuple(pages.values()), {p: text for p, text in texts.items() if text}, course.omissions, findings)
    return findings.sorted()


def _head(text: str, path: str) -> Table:
    document = read_document(text, path, Findings())
    return document.values if document else Table(1)


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
                findings.error(
                    path,
                    1,
                    "C040",
                    f"El curso requerido «{required}» no existe: quítalo o escribe el nombre de su carpeta.",
                )
        circle = _circle(course.slug, by_slug)
        if circle:
            findings.error(path, 1, "C041", f"Los requisitos forman un círculo: {' → '.join(circle)}. Quita uno.")
        if codes.setdefault(course.code, course.slug) != course.slug:
            findings.error(
                path, 1, "C042", f"La clave «{course.code}» ya es del curso «{codes[course.code]}»: usa otra."
            )
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

    def __init__(
        self, files: Files, pages: Mapping[str, Page], references: References, findings: Findings, *, historical: bool
    ) -> None:
        self._files = files
        self._pages = pages
        self._historical = historical
        self._references = references
        self._findings = findings

    def check(self, path: str, link: Link) -> None:
        if link.image:
            self._check_image(path, link)
            return
        self._check_words(path, link)
        scheme, colon, rest = link.target.partition(":")
        if not colon:
            self._check_path(path, link, "La lección")
        elif scheme == "norma":
            self.check_citation(path, link.line, link.column, rest)
        elif scheme == "plazo":
            self._check_deadline(path, link, rest)
        elif scheme == "glosario":
            if rest not in self._references.terms:
                self._refuse(path, link, "V003", f"El término «{rest}» no está en glosario.yaml: revisa cómo se llama.")
        elif scheme.lower() not in ("https", "mailto"):
            self._refuse(
                path,
                link,
                "V004",
                f"No se permiten enlaces «{scheme}:»; usa https:, norma:, glosario:, plazo: o la ruta de una lección.",
            )

    def _refuse(self, path: str, link: Link, code: str, message: str) -> None:
        self._findings.error(path, link.line, code, message, link.column)

    def _check_words(self, path: str, link: Link) -> None:
        if not link.text.strip():
            self._refuse(path, link, "A002", "El enlace no tiene texto: escribe a dónde lleva.")
        elif link.text.strip(" .*_").lower() in VAGUE and not link.definition:
            self._refuse(path, link, "A003", f"«{link.text}» no dice a dónde lleva el enlace: nómbralo.")

    def _check_path(self, path: str, link: Link, what: str) -> None:
        file, _, fragment = link.target.partition("#")
        resolved = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
        if resolved not in self._files:
            self._refuse(path, link, "V001", f"{what} «{link.target}» no existe en este curso: revisa la ruta.")
        elif fragment and (resolved not in self._pages or anchor_id(fragment) not in self._pages[resolved].anchors):
            self._refuse(path, link, "V015", f"No hay un subtítulo que se enlace con «#{fragment}»: revisa su nombre.")

    def _check_image(self, path: str, link: Link) -> None:
        if not link.text.strip():
            self._refuse(path, link, "A001", "La imagen no tiene texto alternativo: descríbela entre los corchetes.")
        if ":" in link.target or link.target.startswith("//"):
            self._refuse(path, link, "V005", "Las imágenes van dentro del curso: guárdala en imagenes/.")
        else:
            self._check_path(path, link, "La imagen")

    def check_citation(self, path: str, line: int, column: int, text: str) -> None:
        citation = parse_citation(text)
        if citation is None:
            self._findings.error(path, line, "V002", f"«{text}» no es una cita: escribe lgtaip-2025#134.", column)
            return
        cited = self._references.norms.get(citation.norm)
        if cited is not None and cited.abrogated and not self._historical and citation.article:
            self._findings.error(
                path,
                line,
                "V006",
                f"«{cited.acronym}» ({citation.norm}) está abrogada: cita la ley "
                "vigente, o nombra la anterior sin artículo.",
                column,
            )
            return
        problem = self._references.problem_with(citation)
        if problem:
            self._findings.error(path, line, "V002", f"{problem} Revisa la cita.", column)

    def _check_deadline(self, path: str, link: Link, deadline_id: str) -> None:
        deadline = self._references.deadlines.get(deadline_id)
        if deadline is None:
            self._refuse(path, link, "V007", f"El plazo «{deadline_id}» no está en plazos.yaml: revisa cómo se llama.")
        elif not link.definition and not says(link.text, deadline):
            self._refuse(
                path,
                link,
                "V008",
                f"El plazo «{deadline_id}» es de {deadline.text}, y aquí dice «{link.text}»: escríbelo igual.",
            )


def _check_front(course: Course, head: Table, programme: Programme, findings: Findings) -> None:
    def refuse(key: str, code: str, message: str) -> None:
        line, column = head.places.get(key, head.place)
        findings.error("curso.md", line, code, message, column)

    if course.organisation not in {entry.id for entry in programme.organisations}:
        refuse("organizacion", "V009", f"La organización «{course.organisation}» no está en organizaciones.yaml.")
    for norm in course.norms:
        if norm not in programme.references.norms:
            refuse("normas", "V002", f"La norma «{norm}» no está en normas.yaml: revisa cómo se llama.")
        elif programme.references.norms[norm].abrogated and course.legal_frame == "2025":
            refuse("normas", "V006", f"La norma «{norm}» está abrogada y el marco del curso es 2025: pon la vigente.")
    for strategy in course.strategies:
        if strategy not in programme.plan.strategies:
            refuse("estrategias", "V014", f"La estrategia «{strategy}» no está en el plan: usa un número como 1.5.")


def _check_question(question: AnyQuestion, path: str, links: _LinkCheck, findings: Findings) -> None:
    for citation in question.norms:
        links.check_citation(path, question.line, 1, str(citation))
    for options in _options_of(question):
        for option in options:
            text = plain(option.text_html)
            if ALL_OF_THE_ABOVE.search(text):
                findings.error(
                    path,
                    question.line,
                    "R003",
                    f"«{text}» no sirve: el orden de las opciones cambia en cada intento. Escribe una opción completa.",
                )


def _options_of(question: AnyQuestion) -> tuple[Sequence[Option | Decision], ...]:
    """What can be chosen, each choice by itself: a case has one in every scene."""
    match question:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return (options,)
        case Case(scenes=scenes):
            return tuple(scene.decisions for scene in scenes if not scene.is_ending)
        case _:
            return ()


def _check_craft(question: AnyQuestion, path: str, findings: Findings) -> None:
    """Craft of items: how much there is to choose from, and what the prompt asks (Haladyna et al., 2002)."""

    def warn(code: str, message: str) -> None:
        findings.warn(path, question.line, code, message)

    match question:
        case SingleChoice(true_false=False, options=options) if not 3 <= len(options) <= 4:
            warn("R005", f"«{question.key}» tiene {len(options)} opciones: lo mejor son 3 o 4.")
        case Matching(pairs=pairs, choices=choices) if max(len(pairs), len(choices)) < 3 or len(pairs) > 6:
            warn("R005", f"«{question.key}» tiene {len(pairs)} renglones: lo mejor son de 3 a 6.")
        case Ordering(items=items) if len(items) > 7:
            warn("R005", f"«{question.key}» tiene {len(items)} pasos: lo mejor son de 3 a 7.")
        case MultipleChoice() if ALL_THAT_APPLY not in plain(question.prompt_html + question.stem_html).lower():
            warn("R006", f"«{question.key}» tiene varias correctas: agrega «Elige {ALL_THAT_APPLY}».")


def _check_lengths(quiz: Quiz, findings: Findings) -> None:
    """A right option that is mostly the longest gives itself away (Haladyna et al., 2002)."""
    longest_right = []
    for question in quiz.questions:
        if isinstance(question, Case) or (isinstance(question, SingleChoice) and not question.true_false):
            for options in _options_of(question):
                right = max(len(plain(option.text_html)) for option in options if option.correct)
                wrong = max(len(plain(option.text_html)) for option in options if not option.correct)
                longest_right.append(right > wrong)
    if len(longest_right) >= LENGTH_CUE_QUESTIONS and sum(longest_right) / len(longest_right) > LENGTH_CUE_SHARE:
        findings.warn(
            quiz.path,
            1,
            "R004",
            f"La opción correcta es la más larga en {sum(longest_right) / len(longest_right):.0%} de las preguntas "
            "de opción única y escenas: quien no sabe, adivina. Empareja los largos.",
        )
