"""The PDF of a certificate is rendered once, outside of any transaction, and kept: the first bytes stored stay.

The register is the truth and the job only a hint: a certificate without its document gets one when somebody asks.
"""

import logging
from hashlib import sha256

from flask import current_app, has_app_context
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.credentials.document import Certificate, render_pdf
from app.credentials.facts import Facts
from app.credentials.models import Credential, CredentialDocument
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import ConflictError
from app.shared.jobs import enqueue, job, wait_for
from app.shared.settings import settings

WAIT_SECONDS = 8.0
_WAITING = "certificates"

log = logging.getLogger(__name__)


def render_after_commit(session: Session, credential_id: int) -> None:
    """Have the PDF made once the session's transaction is committed; a rollback forgets it."""
    session.info.setdefault(_WAITING, []).append(credential_id)


@job
def render_document(credential_id: int) -> bool:
    """Render a certificate and store its bytes; where there are bytes already, nothing is done. Always True.

    It may run inside the commit that asked for it, so it has a session of its own.
    """
    with current_app.app_context():
        certificate = _to_print(db.session(), credential_id)
        if certificate is None:
            return True
        db.session.rollback()
        pdf = render_pdf(certificate)
        try:
            with transaction() as session:
                if session.get(CredentialDocument, credential_id) is None:
                    session.add(
                        CredentialDocument(
                            credential_id=credential_id, sha256=sha256(pdf).hexdigest(), pdf=pdf, rendered_at=now()
                        )
                    )
        except ConflictError:
            log.info("another worker had stored the document first", extra={"credential_id": credential_id})
    return True


def have_rendered(session: Session, credential_id: int, seconds: float = WAIT_SECONDS) -> bool:
    """Ask for a certificate's PDF and wait for it, holding no transaction; whether it was made in time."""
    session.rollback()
    return wait_for(enqueue(render_document, credential_id), seconds)


def without_document(session: Session) -> tuple[int, ...]:
    """The certificates that have no PDF yet, oldest first."""
    return tuple(
        session.scalars(
            select(Credential.id)
            .outerjoin(CredentialDocument, CredentialDocument.credential_id == Credential.id)
            .where(CredentialDocument.credential_id.is_(None))
            .order_by(Credential.id)
        )
    )


def _to_print(session: Session, credential_id: int) -> Certificate | None:
    if session.scalar(select(CredentialDocument.sha256).where(CredentialDocument.credential_id == credential_id)):
        return None
    credential = session.get_one(Credential, credential_id)
    return Certificate(
        folio=credential.folio,
        facts=Facts.from_json(credential.facts),
        seal=credential.seal,
        address=f"{settings().base_url.rstrip('/')}/verificar/{credential.folio}",
    )


@event.listens_for(Session, "after_commit")
def _enqueue_waiting(session: Session) -> None:
    if session.in_nested_transaction():
        return
    waiting = session.info.pop(_WAITING, ())
    if not has_app_context():
        return
    for credential_id in waiting:
        try:
            enqueue(render_document, credential_id)
        except Exception:
            log.exception("a certificate could not be queued", extra={"credential_id": credential_id})


@event.listens_for(Session, "after_rollback")
def _forget_waiting(session: Session) -> None:
    session.info.pop(_WAITING, None)
