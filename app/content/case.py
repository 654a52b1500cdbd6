"""The parts of a branching case, and the ways through it. Pure.

The scenes have no cycles and the first is where the case begins, so that the list of decisions
taken, in order, says all: where somebody is, how they came there and what it was worth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.content.workdays import Span


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to do in a scene: the scene that it leads to, the time that it takes, what comes of it.

    ``key`` is made from the scene and the text; no two decisions of a case share it.
    """

    key: str
    text_html: str
    leads_to: str
    takes: Span | None
    correct: bool
    feedback_html: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A moment of the case. Without decisions it is an ending.

    ``deadline`` is the id of a deadline that runs from the arrival here, in place of the one that ran before;
    ``extension``, of one that is added to it. Empty: none.
    """

    key: str
    title_html: str
    body_html: str
    decisions: tuple[Decision, ...]
    line: int
    deadline: str = ""
    extension: str = ""

    @property
    def is_ending(self) -> bool:
        return not self.decisions

    def decision(self, key: object) -> Decision | None:
        return next((decision for decision in self.decisions if decision.key == key), None)

    @property
    def right(self) -> Decision:
        """The right decision of a scene that is no ending."""
        return next(decision for decision in self.decisions if decision.correct)


@dataclass(frozen=True, slots=True)
class Step:
    """A scene and the decision that was taken in it."""

    scene: Scene
    decision: Decision


@dataclass(frozen=True, slots=True)
class Way:
    """The decisions taken, and the scene to which they led."""

    steps: tuple[Step, ...]
    scene: Scene

    @property
    def taken(self) -> list[str]:
        return [step.decision.key for step in self.steps]

    @property
    def is_over(self) -> bool:
        return self.scene.is_ending

    @property
    def n_right(self) -> int:
        return sum(step.decision.correct for step in self.steps)


def follow(scenes: Sequence[Scene], taken: object) -> Way:
    """The way of a list of decisions; what does not follow from what is before it is left out."""
    by_key = {scene.key: scene for scene in scenes}
    scene = scenes[0]
    steps: list[Step] = []
    for key in taken if isinstance(taken, list) else ():
        decision = scene.decision(key)
        if decision is None:
            break
        steps.append(Step(scene, decision))
        scene = by_key[decision.leads_to]
    return Way(tuple(steps), scene)


def go_on(scenes: Sequence[Scene], taken: object, chosen: object) -> Way:
    """The way with the decisions ``chosen`` that can be taken where it stands.

    What was taken is never changed: a decision of a scene that was left, or of one not reached, does nothing.
    """
    way = follow(scenes, taken)
    for key in chosen if isinstance(chosen, list) else ():
        way = follow(scenes, [*way.taken, key])
    return way


def longest_ways(scenes: Sequence[Scene]) -> Mapping[str, int]:
    """From each scene, how many decisions lie on the longest way to an ending."""
    by_key = {scene.key: scene for scene in scenes}
    found: dict[str, int] = {}
    waiting = [scenes[0].key]
    while waiting:
        scene = by_key[waiting[-1]]
        ahead = [decision.leads_to for decision in scene.decisions if decision.leads_to not in found]
        if ahead:
            waiting.extend(ahead)
        else:
            found[waiting.pop()] = max((1 + found[decision.leads_to] for decision in scene.decisions), default=0)
    return found


def n_decisions(scenes: Sequence[Scene]) -> int:
    """How many decisions lie on the longest way through the case: what a full score needs."""
    return longest_ways(scenes)[scenes[0].key]


def right_way(scenes: Sequence[Scene]) -> Way:
    """The way of who decides rightly in every scene."""
    way = follow(scenes, [])
    while not way.is_over:
        way = follow(scenes, [*way.taken, way.scene.right.key])
    return way
