"""Which of several saves of one answer counts, and how an attempt is split in pages. Pure."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from app.content.marking import Answer

PAGE_SIZE = 5
KEPT_CLIENTS = 20
NOT_NUMBERED = 0


def is_news(seen: Mapping[str, int], client: str, sequence: int) -> bool:
    """Whether a save changes the answer: it comes from a form, or is newer than its tab's last.

    Of different tabs the one that arrives later counts.
    """
    return not client or sequence > seen.get(client, NOT_NUMBERED)


def noted(seen: Mapping[str, int], client: str, sequence: int) -> dict[str, int]:
    """``seen`` with this save; only the tabs that saved last are remembered."""
    if not client:
        return dict(seen)
    others = [(name, held) for name, held in seen.items() if name != client]
    return {**dict(others[1 - KEPT_CLIENTS :]), client: sequence}


def fingerprint(answer: Answer | None) -> str:
    """A short text that changes with the answer: a form carries it to tell what was changed on it."""
    return sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()[:12]


def n_pages(draw: Sequence[Any]) -> int:
    """How many pages of questions an attempt has; the review comes after them."""
    return -(-len(draw) // PAGE_SIZE)


def page_of(draw: Sequence[Any], key: str) -> int:
    """The page, from 1, on which a question of the draw is asked."""
    return next(position for position, drawn in enumerate(draw) if drawn[0] == key) // PAGE_SIZE + 1
