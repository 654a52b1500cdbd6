"""Where people turn off in a branching case: how many came to each scene, and what they decided there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.content.case import Scene, follow
from app.content.model import Case, Course
from app.content.rendering import plain
from app.insights.tables import Rate


@dataclass(frozen=True, slots=True)
class SceneRow:
    """A scene: those who decided in it, the share that decided rightly, and the wrong decision taken most often."""

    case: str
    scene: str
    right: Rate
    most_taken_wrong: str
    n_taken_wrong: int


def cases_of(course: Course) -> tuple[Case, ...]:
    """The cases of a course's quizzes in reading order."""
    return tuple(question for quiz in course.quizzes() for question in quiz.questions if isinstance(question, Case))


def scenes_of(cases: Sequence[Case], answers: Mapping[str, Sequence[object]]) -> tuple[SceneRow, ...]:
    """Every scene with decisions of ``cases``; ``answers`` are those of ended attempts, by case."""
    rows: list[SceneRow] = []
    for case in cases:
        taken = Counter(
            step.decision.key for answer in answers.get(case.key, ()) for step in follow(case.scenes, answer).steps
        )
        rows.extend(_row(case, scene, taken) for scene in case.scenes if not scene.is_ending)
    return tuple(rows)


def _row(case: Case, scene: Scene, taken: Counter[str]) -> SceneRow:
    wrong = max(
        (decision for decision in scene.decisions if not decision.correct), key=lambda decision: taken[decision.key]
    )
    n_wrong = taken[wrong.key]
    return SceneRow(
        plain(case.prompt_html),
        plain(scene.title_html),
        Rate(taken[scene.right.key], sum(taken[decision.key] for decision in scene.decisions)),
        plain(wrong.text_html) if n_wrong else "",
        n_wrong,
    )
