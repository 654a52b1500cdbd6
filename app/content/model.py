"""What a course is, as plain frozen values: the result of reading its Markdown.

Text fields named ``*_html`` hold HTML that has been cleaned and may be shown as it is; every
other text is plain. Keys and slugs are written by the author and are the identity of a thing
across editions; its position in a file never is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from app.content.case import Scene
from app.content.omissions import Omission

DIAGNOSTIC = "diagnostico"


class DiagnosticForm(StrEnum):
    """Which of a diagnostic's two parallel forms: asked before the first lesson, or after the last item."""

    BEFORE = "a"
    AFTER = "b"

    @property
    def quiz_key(self) -> str:
        """The key of the form as a quiz; no unit may be called as it begins."""
        return f"{DIAGNOSTIC}/{self}"

    @classmethod
    def of(cls, quiz_key: str) -> "DiagnosticForm | None":
        """The form that a key names; None for the key of any required quiz."""
        return next((form for form in cls if form.quiz_key == quiz_key), None)


class Level(StrEnum):
    """What a question asks of the learner, in three steps of Bloom's taxonomy."""

    REMEMBER = "recordar"
    APPLY = "aplicar"
    ANALYSE = "analizar"


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision of law: ``lgtaip-2025#65-VII`` is norm, article 65, fraction VII."""

    norm: str
    article: str = ""
    fraction: str = ""

    def __str__(self) -> str:
        provision = "-".join(part for part in (self.article, self.fraction) if part)
        return f"{self.norm}#{provision}" if provision else self.norm


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen; ``key`` is made from its text, so order does not matter."""

    key: str
    text_html: str
    correct: bool = False
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A foreseen wrong answer to a written question, and what to say to it."""

    texts: tuple[str, ...]
    feedback_html: str


@dataclass(frozen=True, slots=True)
class Question:
    """What every question has; each type adds its answer."""

    key: str
    prompt_html: str
    stem_html: str
    level: Level | None
    norms: tuple[Citation, ...]
    points: int
    feedback_html: str
    line: int


@dataclass(frozen=True, slots=True)
class SingleChoice(Question):
    """One option is right. ``true_false`` keeps the order Verdadero, Falso."""

    options: tuple[Option, ...]
    true_false: bool = False


@dataclass(frozen=True, slots=True)
class MultipleChoice(Question):
    """Two or more options are right."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ShortAnswer(Question):
    """A few words; case, accents, spaces and final period are forgiven."""

    accepted: tuple[str, ...]
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Numeric(Question):
    """A number within ``tolerance`` of ``value``, in ``unit``."""

    value: Decimal
    tolerance: Decimal
    unit: str
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a matching question: its left side and the key of the right choice."""

    key: str
    left_html: str
    choice_key: str
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class Matching(Question):
    """Each pair's left side takes one of the shared choices."""

    left_label: str
    right_label: str
    pairs: tuple[Pair, ...]
    choices: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Ordering(Question):
    """``items`` stand in the right order."""

    items: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A place to fill in a cloze text: written (``accepted``) or chosen (``options``)."""

    key: str
    accepted: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Cloze(Question):
    """Cleaned HTML and gaps in reading order."""

    parts: tuple[str | Gap, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(part for part in self.parts if isinstance(part, Gap))


@dataclass(frozen=True, slots=True)
class Case(Question):
    """A story that each decision continues. The first of ``scenes`` begins it.

    ``starts_at`` is a local time of the story (None: no calendar), ``tells_hours`` whether its hours
    matter, and ``deadline`` the id of the deadline that runs from then (empty: none).
    """

    scenes: tuple[Scene, ...]
    starts_at: datetime | None = None
    tells_hours: bool = False
    deadline: str = ""


AnyQuestion = SingleChoice | MultipleChoice | ShortAnswer | Numeric | Matching | Ordering | Cloze | Case


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """Ungraded questions inside a lesson, answered in place."""

    questions: tuple[AnyQuestion, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One page to read. ``key`` is ``unit-slug/lesson-slug``; ``body`` alternates HTML and self-checks."""

    key: str
    unit_slug: str
    slug: str
    title: str
    objective: str
    minutes: int
    norms: tuple[Citation, ...]
    body: tuple[str | SelfCheck, ...]
    path: str

    @property
    def self_check_questions(self) -> tuple[AnyQuestion, ...]:
        return tuple(question for part in self.body if isinstance(part, SelfCheck) for question in part.questions)


@dataclass(frozen=True, slots=True)
class Quiz:
    """A unit quiz, the final exam or a form of the diagnostic.

    ``key`` is ``unit-slug/evaluacion``, ``examen`` or ``diagnostico/a``. A form is never required.
    ``pass_mark`` is a share 0-1; ``max_attempts`` 0 means without limit; ``wait_minutes`` lie
    between the end of an attempt and the next; ``time_limit_minutes`` None means no limit;
    ``n_drawn`` questions are drawn from ``questions`` for each attempt.
    """

    key: str
    unit_slug: str
    title: str
    pass_mark: float
    max_attempts: int
    wait_minutes: int
    time_limit_minutes: int | None
    n_drawn: int
    questions: tuple[AnyQuestion, ...]
    path: str
    form: DiagnosticForm | None = None

    @property
    def is_exam(self) -> bool:
        return not self.unit_slug and self.form is None

    def question(self, key: str) -> AnyQuestion | None:
        return next((question for question in self.questions if question.key == key), None)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """The same blueprint asked twice with other questions: what was learned between both is the gain."""

    before: Quiz
    after: Quiz

    def __iter__(self) -> Iterator[Quiz]:
        yield from (self.before, self.after)

    def form(self, form: DiagnosticForm) -> Quiz:
        return self.before if form is DiagnosticForm.BEFORE else self.after


@dataclass(frozen=True, slots=True)
class Unit:
    """Lessons and, where the author wrote one, the quiz that closes them."""

    slug: str
    title: str
    objective: str
    intro_html: str
    lessons: tuple[Lesson, ...]
    quiz: Quiz | None


@dataclass(frozen=True)
class Course:
    """A whole course as its files say it. ``digest`` is the SHA-256 of those files."""

    slug: str
    digest: str
    code: str
    title: str
    summary: str
    objective: str
    eje: int
    strategies: tuple[str, ...]
    themes: tuple[str, ...]
    perspectives: tuple[str, ...]
    hours: Decimal
    level: str
    audience: str
    requirements: tuple[str, ...]
    prior_knowledge: str
    legal_frame: str
    norms: tuple[str, ...]
    organisation: str
    law_read_on: date
    authorship: tuple[str, ...]
    open: bool
    presentation_html: str
    units: tuple[Unit, ...]
    exam: Quiz | None
    diagnostic: Diagnostic | None
    images: Mapping[str, bytes] = field(repr=False)
    omissions: tuple[Omission, ...] = ()

    def lessons(self) -> Iterator[Lesson]:
        for unit in self.units:
            yield from unit.lessons

    def quizzes(self) -> Iterator[Quiz]:
        """Those that are required: what counts for the certificate."""
        for unit in self.units:
            if unit.quiz is not None:
                yield unit.quiz
        if self.exam is not None:
            yield self.exam

    def all_quizzes(self) -> Iterator[Quiz]:
        """Everything that is answered and kept: the required quizzes, then the forms of the diagnostic."""
        yield from self.quizzes()
        yield from self.diagnostic or ()

    @cached_property
    def items(self) -> "tuple[Lesson | Quiz, ...]":
        """Every required item in reading order: a unit's lessons, its quiz, at last the exam."""
        ordered: list[Lesson | Quiz] = []
        for unit in self.units:
            ordered.extend(unit.lessons)
            if unit.quiz is not None:
                ordered.append(unit.quiz)
        if self.exam is not None:
            ordered.append(self.exam)
        return tuple(ordered)

    @cached_property
    def item_positions(self) -> Mapping[str, int]:
        return {item.key: position for position, item in enumerate(self.items)}

    def item(self, key: str) -> "Lesson | Quiz | None":
        position = self.item_positions.get(key)
        return None if position is None else self.items[position]

    def lesson(self, unit_slug: str, slug: str) -> Lesson | None:
        item = self.item(f"{unit_slug}/{slug}")
        return item if isinstance(item, Lesson) else None

    def quiz(self, key: str) -> Quiz | None:
        """A required quiz or a form of the diagnostic."""
        item = self.item(key)
        if isinstance(item, Quiz):
            return item
        return next((quiz for quiz in self.diagnostic or () if quiz.key == key), None)
