"""What a course's page holds out beside the required items; higher rooms say what."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.enrolment.queries import Place
from app.enrolment.signals import offers_asked


@dataclass(frozen=True, slots=True)
class Offer:
    """Something optional: what it is, where it leads, and whether it was done already."""

    title: str
    text: str
    label: str
    url: str
    is_done: bool = False


def offers_for(place: Place) -> tuple[Offer, ...]:
    """What the higher rooms offer a reader on their course's page."""
    answers: Sequence[tuple[object, Sequence[Offer]]] = offers_asked.send(place=place)
    return tuple(offer for _, offers in answers for offer in offers)
