"""What a page of an attempt shows: its questions with the answers saved so far, or the review of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.assessment.queries import Given, Sitting
from app.assessment.saving import PAGE_SIZE, fingerprint, n_pages, page_of
from app.content.case import follow
from app.content.draw import drawn_questions
from app.content.marking import Answer
from app.content.model import AnyQuestion, Case
from app.enrolment.progress import Progress, Step, StepState


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands in an attempt: its place, the order of its options, what was answered."""

    question: AnyQuestion
    number: int
    page: int
    order: Sequence[str]
    answer: Answer | None
    saved_at: datetime | None

    @property
    def is_answered(self) -> bool:
        """Whether nothing is left to answer: a case is answered at its ending."""
        if isinstance(self.question, Case):
            return follow(self.question.scenes, self.answer).is_over
        return self.answer is not None

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.answer)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: ``asked`` are its questions, none on the review, which is the last page."""

    page: int
    n_pages: int
    everything: tuple[Asked, ...]

    @property
    def is_review(self) -> bool:
        return self.page > self.n_pages

    @property
    def asked(self) -> tuple[Asked, ...]:
        return self.everything[(self.page - 1) * PAGE_SIZE : self.page * PAGE_SIZE]

    @property
    def n_answered(self) -> int:
        return sum(asked.is_answered for asked in self.everything)

    @property
    def n_unanswered(self) -> int:
        return len(self.everything) - self.n_answered


def asked_questions(sitting: Sitting, answers: Mapping[str, Given]) -> tuple[Asked, ...]:
    """Every question of the attempt in the order asked."""
    questions = drawn_questions(sitting.quiz, sitting.draw)
    return tuple(
        Asked(
            question,
            number,
            page_of(sitting.draw, question.key),
            order,
            answers[question.key].answer if question.key in answers else None,
            answers[question.key].saved_at if question.key in answers else None,
        )
        for number, (question, (_, order)) in enumerate(zip(questions, sitting.draw, strict=True), 1)
    )


def sheet(sitting: Sitting, answers: Mapping[str, Given], page: int) -> Sheet:
    """The page asked for, the first where there is no such page."""
    pages = n_pages(sitting.draw)
    return Sheet(page if 1 <= page <= pages + 1 else 1, pages, asked_questions(sitting, answers))


def step_after(progress: Progress, quiz_key: str) -> Step | None:
    """What to go on with after a quiz: the next item that is missing, else the first one anywhere."""
    keys = [step.item.key for step in progress.steps]
    position = keys.index(quiz_key) if quiz_key in keys else -1
    ahead = [step for step in progress.steps[position + 1 :] if step.state is not StepState.DONE]
    return next(iter(ahead or progress.missing), None)
