"""Reads the files that hold questions alone: a unit's quiz, the exam, and the diagnostic's two forms."""

from typing import Any

from app.content.findings import Findings
from app.content.frontmatter import Document, Fields
from app.content.grammar import ATTRIBUTE, split_heading
from app.content.model import AnyQuestion, Diagnostic, DiagnosticForm, Quiz, SingleChoice
from app.content.questions import QuestionReader
from app.content.rendering import Renderer

DEFAULT_PASS_PERCENT = 80

_KINDS = {
    "SingleChoice": "opción única",
    "MultipleChoice": "opción múltiple",
    "ShortAnswer": "respuesta corta",
    "Numeric": "numérica",
    "Matching": "relacionar",
    "Ordering": "ordenar",
    "Cloze": "completar",
}


class QuizReader:
    """Reads the quizzes of one course, in which a question's key is used once."""

    def __init__(self, renderer: Renderer, findings: Findings) -> None:
        self._renderer = renderer
        self._findings = findings
        self._keys: dict[str, tuple[str, int]] = {}

    def claim(self, key: str, path: str, line: int) -> None:
        """Let a question's key be used once in the course."""
        if key in self._keys:
            where = "{}:{}".format(*self._keys[key])
            self._findings.error(path, line, "P020", f"La clave «{key}» ya está en {where}: usa otra.")
        self._keys.setdefault(key, (path, line))

    def quiz(self, document: Document, unit_slug: str) -> Quiz:
        """A unit's quiz or, without a unit, the exam."""
        reader = QuestionReader(self._renderer, document.path, self._findings, graded=True, cases=bool(unit_slug))
        questions = self._questions(document, reader)
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
        if questions and values["n_drawn"] > len(questions):
            fields.refuse(
                "reactivos",
                "C036",
                f"Pide {values['n_drawn']} reactivos, pero el banco tiene {len(questions)}: baja el número.",
            )
        return Quiz(**values, unit_slug=unit_slug, questions=questions, path=document.path)

    def diagnostic(self, document: Document) -> Diagnostic:
        """The two forms of ``diagnostico.md``: all questions, one attempt, no pass mark, no time limit."""
        reader = QuestionReader(self._renderer, document.path, self._findings, graded=True, parallel=True)
        questions = self._questions(document, reader)
        fields = Fields(document, self._findings)
        title = fields.text("titulo", longest=120)
        fields.finish()
        headings = self._refuse_types(document)
        asked = {form: [q for q in questions if reader.forms.get(q.line) is form] for form in DiagnosticForm}
        if questions and sum(map(len, asked.values())) == headings:
            self._check_parallel(document, *asked.values())
        return Diagnostic(
            *(
                Quiz(
                    key=form.quiz_key,
                    unit_slug="",
                    title=title,
                    pass_mark=0.0,
                    max_attempts=1,
                    wait_minutes=0,
                    time_limit_minutes=None,
                    n_drawn=len(of_form),
                    questions=tuple(of_form),
                    path=document.path,
                    form=form,
                )
                for form, of_form in asked.items()
            )
        )

    def _questions(self, document: Document, reader: QuestionReader) -> tuple[AnyQuestion, ...]:
        questions = reader.read(document.body, document.body_line)
        for question in questions:
            self.claim(question.key, document.path, question.line)
        if not questions:
            self._findings.error(
                document.path,
                document.body_line,
                "C035",
                "La evaluación no tiene preguntas que se puedan usar: escribe una con «## Enunciado {#clave}».",
            )
        return questions

    def _refuse_types(self, document: Document) -> int:
        """Refuse types that are not scored at sight, which a heading names; how many headings there are."""
        n_headings = 0
        for line, text in enumerate(document.body.split("\n"), document.body_line):
            heading = split_heading(text)
            n_headings += heading is not None
            for found in ATTRIBUTE.finditer(heading[1] if heading else ""):
                if found["name"] == "tipo":
                    self._findings.error(
                        document.path,
                        line,
                        "P044",
                        f"«{found[0]}» no va en un diagnóstico, que se responde de una vez: usa otro tipo de pregunta.",
                    )
        return n_headings

    def _check_parallel(self, document: Document, before: list[AnyQuestion], after: list[AnyQuestion]) -> None:
        if len(before) != len(after):
            self._findings.error(
                document.path,
                document.body_line,
                "P042",
                f"La forma A tiene {len(before)} preguntas y la B, {len(after)}: "
                "escribe las que faltan o quita las que sobran.",
            )
            return
        for number, (first, second) in enumerate(zip(before, after, strict=True), 1):
            differences = _differences(first, second)
            if differences:
                self._findings.error(
                    document.path,
                    second.line,
                    "P043",
                    f"«{second.key}» y «{first.key}» son la pregunta {number} de cada forma y difieren en "
                    f"{'; '.join(differences)}. Iguálalas, o cambia el orden para que cada una quede con su pareja.",
                )


def _differences(first: AnyQuestion, second: AnyQuestion) -> list[str]:
    """In what two questions are not parallel: type, level, provision or points, each with both values."""
    facets = {
        "tipo": (_kind(first), _kind(second)),
        "nivel": (first.level, second.level),
        "norma": tuple(" ".join(sorted(map(str, question.norms))) for question in (first, second)),
        "puntos": (first.points, second.points),
    }
    return [f"{name} ({ours} y {theirs})" for name, (ours, theirs) in facets.items() if ours != theirs]


def _kind(question: AnyQuestion) -> str:
    if isinstance(question, SingleChoice) and question.true_false:
        return "verdadero o falso"
    name = type(question).__name__
    return _KINDS.get(name, name)
