"""What a certificate says, as plain frozen values, and the JSON that is kept and sealed.

Facts hold texts, integers, lists and mappings only (dates as ISO texts, hours and scores as decimal texts), so that
their canonical JSON is the same in every database and language.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Self

from app.content.model import Course
from app.content.norms import Norm

VERSION = 1
MODALITY = "en línea"


@dataclass(frozen=True, slots=True)
class NormFact:
    """A norm of the course's legal frame, as it stood when the edition was read."""

    name: str
    acronym: str
    published_on: str
    reformed_on: str


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A unit of the course and the titles of its lessons."""

    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignatoryFact:
    """Who answers for the certificate, and in which post."""

    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a certificate says besides its folio. ``score`` and ``minimum`` (of 100) are empty without quizzes."""

    version: int
    name: str
    organisation: str
    issuer: str
    course_title: str
    course_code: str
    edition: int
    digest: str
    hours: str
    modality: str
    score: str
    minimum: str
    frame: str
    norms: tuple[NormFact, ...]
    contents: tuple[UnitFact, ...]
    started_on: str
    finished_on: str
    accredited_on: str
    issued_on: str
    place: str
    signatories: tuple[SignatoryFact, ...]

    def as_json(self) -> dict[str, Any]:
        """The facts as JSON values."""
        held: dict[str, Any] = _plain(asdict(self))
        return held

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Self:
        """The facts that ``as_json`` gave."""
        return cls(
            **{
                **held,
                "norms": tuple(NormFact(**norm) for norm in held["norms"]),
                "contents": tuple(UnitFact(unit["title"], tuple(unit["lessons"])) for unit in held["contents"]),
                "signatories": tuple(SignatoryFact(**signatory) for signatory in held["signatories"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A score and the least that was asked, both of 100; empty texts where nothing was marked."""

    score: str
    minimum: str


def outcome(course: Course, scores: Mapping[str, float]) -> Outcome:
    """The exam's best score (shares 0-1 by quiz key) and pass mark; without an exam, the mean of the unit quizzes.

    Scores are cut, never rounded up, to one decimal.
    """
    quizzes = [course.exam] if course.exam is not None else list(course.quizzes())
    if not quizzes:
        return Outcome("", "")
    reached = [Decimal(str(scores.get(quiz.key, 0.0))) for quiz in quizzes]
    asked = min(Decimal(str(quiz.pass_mark)) for quiz in quizzes)
    return Outcome(_of_hundred(sum(reached, Decimal(0)) / len(reached)), _of_hundred(asked))


def norm_facts(course: Course, norms: Mapping[str, Norm]) -> tuple[NormFact, ...]:
    """The norms of the course that the register knows, in the author's order."""
    return tuple(
        NormFact(norm.name, norm.acronym, _iso(norm.published_on), _iso(norm.reformed_on))
        for norm in (norms.get(norm_id) for norm_id in course.norms)
        if norm is not None
    )


def unit_facts(course: Course) -> tuple[UnitFact, ...]:
    """What the course teaches, in reading order."""
    return tuple(UnitFact(unit.title, tuple(lesson.title for lesson in unit.lessons)) for unit in course.units)


def decimal_text(value: Decimal) -> str:
    """A number without trailing zeros: 6, 1.5, 20."""
    return f"{value.normalize():f}"


def _of_hundred(share: Decimal) -> str:
    return decimal_text((share * 100 + Decimal("1e-9")).quantize(Decimal("0.1"), ROUND_FLOOR))


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value
