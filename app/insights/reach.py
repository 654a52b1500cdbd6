"""Whose numbers a coordinator sees: the region's sees all, an organisation's its own and the region as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.accounts.identity import Scope

REGION = "region"
"""The choice of the whole region as one, for who coordinates an organisation."""


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """An organisation as statistics name it."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What a page counts. ``within`` and ``own`` are organisations, None is all of them.

    ``names`` are those that may be told one by one; ``own`` is the coordinator's whole scope,
    which the tables by sex count whatever was chosen.
    """

    chosen: str
    within: frozenset[int] | None
    own: frozenset[int] | None
    names: Mapping[int, str]

    @property
    def by_organisation(self) -> bool:
        """Whether a table may tell the organisations apart and has more than one to tell."""
        return self.within == self.own and len(self.names) > 1


def reach_of(scope: Scope, organisations: Sequence[OrganisationEntry], chosen: str) -> Reach:
    """What ``scope`` sees of a choice: empty, REGION or the slug of an organisation. KeyError for another's."""
    covered = [entry for entry in organisations if scope.covers(entry.id)]
    own = None if scope.region else frozenset(entry.id for entry in covered)
    names = {entry.id: entry.name for entry in covered}
    if not chosen:
        return Reach(chosen, own, own, names)
    if chosen == REGION:
        return Reach(chosen, None, own, names)
    return Reach(chosen, frozenset({{entry.slug: entry.id for entry in covered}[chosen]}), own, names)
