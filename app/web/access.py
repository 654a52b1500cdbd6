"""The access mark that every view carries; ``accounts.access`` adds the marks that guard."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def mark(view: Any, access: str) -> Any:
    """Write on ``view`` who may open it; the house test of access reads it."""
    view.access = access
    return view


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anyone may open it."""
    marked: Callable[P, R] = mark(view, "public")
    return marked
