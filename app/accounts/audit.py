"""The log of administration: who did what to whom, with no more personal data than that needs.

An entry names people and organisations by id; what they are called is looked up when it is read.
Other rooms write their own acts with ``write`` and give each a name in ``ACTS``.
"""

from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts.models import AuditEntry

PERSON = "person"
ORGANISATION = "organisation"

ACTS: dict[str, LazyString] = {
    "person.invited": _l("Invitó a la persona"),
    "person.added": _l("Agregó a la persona desde la terminal"),
    "person.invitation_sent": _l("Envió de nuevo la invitación"),
    "person.closed": _l("Cerró la cuenta"),
    "person.reopened": _l("Abrió de nuevo la cuenta"),
    "person.changed": _l("Cambió los datos de su cuenta"),
    "person.password_changed": _l("Cambió su contraseña"),
    "person.signed_out_everywhere": _l("Cerró su sesión en todos sus dispositivos"),
    "role.given": _l("Dio un rol"),
    "role.taken": _l("Quitó un rol"),
    "organisation.added": _l("Agregó la organización"),
    "organisation.changed": _l("Cambió los datos de la organización"),
    "organisation.named": _l("Registró un nombre nuevo de la organización"),
    "signatory.added": _l("Agregó a quien firma constancias"),
    "signatory.changed": _l("Cambió a quien firma constancias"),
}


def write(
    session: Session,
    act: str,
    *,
    actor_id: int | None,
    subject_type: str,
    subject_id: int,
    now: datetime,
    **detail: Any,
) -> None:
    """Add one entry. ``actor_id`` is None for what is done at a terminal; ``detail`` holds plain values."""
    session.add(
        AuditEntry(
            at=now,
            actor_id=actor_id,
            act=act,
            subject_type=subject_type,
            subject_id=subject_id,
            detail=detail,
        )
    )


def act_name(act: str) -> str:
    """An act in words; one that nobody named is shown as it is written."""
    return str(ACTS.get(act, act))
