"""The PDF is made once: by the job, after the commit; the first bytes stored stay."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.credentials import rendering
from app.credentials.models import Credential, CredentialDocument
from app.credentials.operations import revoke
from app.credentials.queries import document_of
from app.credentials.rendering import have_rendered, render_after_commit, render_document, without_document
from app.shared.db import db, transaction
from app.shared.errors import ConflictError
from tests.factories import NOW, finish_course, make_enrolment, make_person


@pytest.fixture
def context(app, session: Session, graduate) -> Iterator[None]:
    session.commit()
    with app.app_context():
        yield


def stored(session: Session) -> list[CredentialDocument]:
    session.expire_all()
    return list(session.scalars(select(CredentialDocument)))


@pytest.mark.usefixtures("context")
def test_the_job_stores_the_bytes_and_their_hash(session, graduate):
    assert without_document(session) == (graduate.credential.id,)
    render_document(graduate.credential.id)
    document = document_of(session, graduate.credential.folio)
    assert document is not None
    assert document.pdf.startswith(b"%PDF-1.7")
    assert document.sha256 == sha256(document.pdf).hexdigest()
    assert without_document(session) == ()


@pytest.mark.usefixtures("context")
def test_a_second_request_stores_nothing(session, graduate):
    render_document(graduate.credential.id)
    first = document_of(session, graduate.credential.folio)
    revoke(session, graduate.credential, "Se emitió por error.", by_id=None, now=NOW + timedelta(days=1))
    session.commit()
    render_document(graduate.credential.id)
    assert document_of(session, graduate.credential.folio) == first
    assert session.scalar(select(func.count(CredentialDocument.credential_id))) == 1


@pytest.mark.parametrize("change", ["UPDATE credential_document SET pdf = ''", "DELETE FROM credential_document"])
@pytest.mark.usefixtures("context")
def test_the_database_refuses_to_change_the_bytes(session, graduate, change):
    render_document(graduate.credential.id)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(change))


@pytest.mark.usefixtures("context")
def test_of_two_workers_the_first_writes(session, graduate, monkeypatch):
    """Another worker stores its document while this one draws."""
    draw = rendering.render_pdf

    def draw_slowly(certificate):
        monkeypatch.setattr(rendering, "render_pdf", draw)
        render_document(graduate.credential.id)
        return draw(certificate) + b"%later"

    monkeypatch.setattr(rendering, "render_pdf", draw_slowly)
    render_document(graduate.credential.id)
    assert [document.pdf.endswith(b"%later") for document in stored(session)] == [False]


@pytest.mark.usefixtures("context")
def test_a_worker_that_loses_the_race_in_the_database_says_nothing(session, graduate, monkeypatch):
    def refuse():
        raise ConflictError

    monkeypatch.setattr(rendering, "transaction", refuse)
    render_document(graduate.credential.id)
    assert stored(session) == []


@pytest.mark.usefixtures("context")
def test_the_commit_of_an_accreditation_asks_for_the_document(session, graduate):
    with transaction() as own:
        render_after_commit(own, graduate.credential.id)
        assert stored(own) == []
    assert len(stored(session)) == 1


def _ask_and_fail(credential_id: int) -> None:
    with transaction() as own:
        assert stored(own) == []
        render_after_commit(own, credential_id)
        raise RuntimeError


@pytest.mark.usefixtures("context")
def test_a_rollback_forgets_the_request(session, graduate):
    with pytest.raises(RuntimeError):
        _ask_and_fail(graduate.credential.id)
    with transaction():
        pass
    assert stored(session) == []


@pytest.mark.usefixtures("context")
def test_a_queue_that_fails_does_not_fail_the_commit(graduate, monkeypatch):
    def fail(*args):
        raise OSError("the queue's disk is full")

    monkeypatch.setattr(rendering, "enqueue", fail)
    with transaction() as own:
        render_after_commit(own, graduate.credential.id)


@pytest.mark.usefixtures("context")
def test_waiting_tells_whether_the_document_was_made(session, graduate):
    assert have_rendered(db.session(), graduate.credential.id)
    assert not have_rendered(db.session(), 999_999)


@pytest.mark.usefixtures("context")
def test_the_commit_of_an_accreditation_leaves_its_document_made(session, graduate):
    person = make_person(session, "otra@pruebas.example", graduate.organisation)
    finish_course(session, make_enrolment(session, person, graduate.live), graduate.live)
    assert without_document(session) == (graduate.credential.id,)


def test_outside_an_application_nothing_is_queued(session, graduate):
    assert graduate.credential.id in without_document(session)
    assert session.scalar(select(func.count(Credential.id))) == 1
