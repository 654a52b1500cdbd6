"""Pages of the accounts room: the blueprint, and the modules that register their pages on it."""

from app.accounts import (
    audit_views,
    models,
    organisation_views,
    outbox_views,
    people_views,
    person_views,
    profile_views,
    registration_views,
    session_views,
)
from app.accounts.blueprint import bp

__all__ = [
    "audit_views",
    "bp",
    "models",
    "organisation_views",
    "outbox_views",
    "people_views",
    "person_views",
    "profile_views",
    "registration_views",
    "session_views",
]
