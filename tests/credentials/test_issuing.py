"""Issuing, replacing, revoking: what is copied, what stays, what the database refuses."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.accounts.models import AuditEntry, OrganisationName, Signatory
from app.catalog.models import Course
from app.content.model import Lesson
from app.credentials.facts import Facts
from app.credentials.folio import parse_folio
from app.credentials.models import Credential, CredentialState
from app.credentials.operations import NothingToCorrectError, NotValidError, issue, replace, revoke
from app.credentials.queries import credentials_of, registered
from app.credentials.seal import SealState
from app.enrolment.operations import complete_lesson, complete_quiz
from app.enrolment.queries import locked_enrolment
from app.record.models import Act, Verb
from tests.factories import NOW, finish_course, make_enrolment, make_organisation, make_person, publish

LATER = NOW + timedelta(days=40)
REASON = "Se corrigió el segundo apellido."


def facts_of(credential: Credential) -> Facts:
    return Facts.from_json(credential.facts)


def test_accreditation_issues_a_certificate_that_copies_the_facts(graduate):
    facts = facts_of(graduate.credential)
    assert (facts.name, facts.organisation) == ("María Ñúñez Agüero", "Organización de Prueba")
    assert (facts.issuer, facts.course_title) == ("Coordinación de Prueba", "Curso de prueba")
    assert facts.course_code == "PRU01"
    assert (facts.edition, facts.digest, facts.hours) == (1, graduate.live.digest, "6")
    assert (facts.score, facts.minimum, facts.frame) == ("100", "80", "2025")
    assert [norm.name for norm in facts.norms] == ["Ley de Prueba"]
    assert [unit.title for unit in facts.contents] == ["Primera unidad", "Segunda unidad"]
    assert {facts.started_on, facts.finished_on, facts.accredited_on, facts.issued_on} == {"2026-11-23"}
    assert facts.place == "Monterrey, Nuevo León"
    assert re.match("RN-2026-PRU01-", graduate.credential.folio)
    assert parse_folio(graduate.credential.folio) == graduate.credential.folio


def test_days_are_those_of_the_programme_and_not_of_utc(session):
    live = publish(session)
    person = make_person(session)
    enrolment = make_enrolment(session, person, live)
    finish_course(session, enrolment, live, now=NOW.replace(hour=3))
    assert facts_of(session.scalars(select(Credential)).one()).accredited_on == "2026-11-22"


def test_earning_is_recorded_once(session, graduate, office):
    assert issue(session, graduate.enrolment, office=office, now=LATER) is graduate.credential
    acts = session.scalars(select(Act).where(Act.verb == Verb.EARNED)).all()
    assert [act.result for act in acts] == [{"folio": graduate.credential.folio}]
    assert session.scalar(select(func.count(Credential.id))) == 1


def test_a_revoked_certificate_is_not_issued_again(session, graduate, office):
    revoke(session, graduate.credential, REASON, by_id=None, now=LATER)
    assert issue(session, graduate.enrolment, office=office, now=LATER) is graduate.credential


def test_an_enrolment_has_one_valid_certificate(session, graduate):
    held = graduate.credential
    session.add(
        Credential(
            folio="RN-2026-PRU01-00000-00000-00000",
            enrolment_id=held.enrolment_id,
            person_id=held.person_id,
            facts=held.facts,
            seal=held.seal,
            issued_at=NOW,
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def do_everything(session, enrolment, live):
    for item in live.content.items:
        if isinstance(item, Lesson):
            complete_lesson(session, enrolment.id, item.key, now=NOW)
        else:
            held = locked_enrolment(session, enrolment.id)
            complete_quiz(session, held, item.key, score=1.0, passed=True, now=NOW)


def test_a_rolled_back_accreditation_leaves_no_certificate(app, session):
    live = publish(session)
    enrolment = make_enrolment(session, make_person(session), live)
    attempt = session.begin_nested()
    with app.app_context():
        do_everything(session, enrolment, live)
    assert session.scalar(select(func.count(Credential.id))) == 1
    attempt.rollback()
    assert session.scalar(select(func.count(Credential.id))) == 0
    assert session.scalar(select(func.count(Act.id)).where(Act.verb == Verb.EARNED)) == 0


def test_facts_stay_when_the_person_the_organisation_and_the_course_change(session, graduate, office):
    before = registered(session, graduate.credential.folio, office.sealer)
    graduate.person.name = "María Núñez de la Garza"
    graduate.person.organisation_id = make_organisation(session, "otra", "Otra Organización").id
    graduate.organisation.names[0].valid_until = date(2026, 11, 30)
    graduate.organisation.names.append(
        OrganisationName(official="Nombre nuevo", short="Nuevo", valid_from=date(2026, 12, 1))
    )
    session.execute(update(Course).values(organisation_id=graduate.organisation.id))
    session.commit()
    session.expire_all()
    assert registered(session, graduate.credential.folio, office.sealer) == before
    assert before is not None
    assert before.seal_state is SealState.INTACT


@pytest.mark.parametrize(
    ("closed", "printed"), [(date(2026, 11, 30), "Nombre viejo"), (date(2026, 11, 1), "Nombre nuevo")]
)
def test_the_name_of_the_organisation_is_the_one_valid_on_the_day(session, closed, printed):
    organisation = make_organisation(session, "org-1", "Nombre viejo")
    organisation.names[0].valid_until = closed
    organisation.names.append(
        OrganisationName(official="Nombre nuevo", short="Nuevo", valid_from=closed + timedelta(days=1))
    )
    live = publish(session)
    enrolment = make_enrolment(session, make_person(session, organisation=organisation), live)
    finish_course(session, enrolment, live)
    assert facts_of(session.scalars(select(Credential)).one()).organisation == printed


def test_who_is_in_office_on_the_day_signs(session):
    live = publish(session)
    day = NOW.date()
    for name, since, until in (
        ("Antes", None, day - timedelta(days=1)),
        ("Desde siempre", None, None),
        ("Hasta hoy", None, day),
        ("Desde hoy", day, None),
        ("Después", day + timedelta(days=1), None),
    ):
        session.add(
            Signatory(
                organisation_id=live.organisation_id, name=name, post="Titular", valid_from=since, valid_until=until
            )
        )
    enrolment = make_enrolment(session, make_person(session), live)
    finish_course(session, enrolment, live)
    signed = facts_of(session.scalars(select(Credential)).one()).signatories
    assert [signatory.name for signatory in signed] == ["Desde siempre", "Hasta hoy", "Desde hoy"]


@pytest.mark.parametrize("change", ["facts = '{}'", "seal = 'x'", "folio = 'x'", "issued_at = '2020-01-01'"])
def test_the_database_refuses_to_change_a_certificate(session, graduate, change):
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(f"UPDATE credential SET {change}"))  # noqa: S608 -- our own words


def test_the_database_refuses_to_delete_a_certificate(session, graduate):
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text("DELETE FROM credential"))


def test_a_replacement_carries_the_corrected_name_and_both_are_linked(session, graduate, office):
    graduate.person.name = "María Núñez Agüero"
    new = replace(session, graduate.credential, REASON, office=office, by_id=graduate.person.id, now=LATER)
    old, now = (
        registered(session, graduate.credential.folio, office.sealer),
        registered(session, new.folio, office.sealer),
    )
    assert old is not None
    assert now is not None
    assert (old.state, old.superseded_by, old.end_reason, old.ended_at) == ("sustituida", new.folio, REASON, LATER)
    assert (now.state, now.superseded_by, now.ended_at) == ("vigente", "", None)
    assert (old.facts.name, now.facts.name) == ("María Ñúñez Agüero", "María Núñez Agüero")
    assert (now.facts.accredited_on, now.facts.issued_on) == ("2026-11-23", "2027-01-02")
    assert now.seal_state is SealState.INTACT
    assert new.folio.startswith("RN-2027-")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "credential.replaced")).one()
    assert entry.detail == {"reason": REASON, "folio": old.folio, "new": new.folio}


def test_a_replacement_is_signed_by_who_is_in_office_then(session, graduate, office):
    graduate.person.name = "María Núñez Agüero"
    session.add(
        Signatory(organisation_id=graduate.live.organisation_id, name="Nueva", post="Titular", valid_from=LATER.date())
    )
    new = replace(session, graduate.credential, REASON, office=office, by_id=None, now=LATER)
    assert [signatory.name for signatory in facts_of(new).signatories] == ["Nueva"]
    assert facts_of(graduate.credential).signatories == ()


def test_a_replacement_that_corrects_nothing_is_refused(session, graduate, office):
    with pytest.raises(NothingToCorrectError):
        replace(session, graduate.credential, REASON, office=office, by_id=None, now=LATER)
    assert graduate.credential.state is CredentialState.VALID


def test_what_ended_is_neither_revoked_nor_replaced(session, graduate, office):
    revoke(session, graduate.credential, REASON, by_id=None, now=LATER)
    graduate.person.name = "Otro Nombre"
    with pytest.raises(NotValidError):
        revoke(session, graduate.credential, REASON, by_id=None, now=LATER)
    with pytest.raises(NotValidError):
        replace(session, graduate.credential, REASON, office=office, by_id=None, now=LATER)


def test_a_person_sees_all_their_certificates_newest_first(app, session, graduate, office):
    graduate.person.name = "María Núñez Agüero"
    new = replace(session, graduate.credential, REASON, office=office, by_id=None, now=LATER)
    mine = credentials_of(session, graduate.person.id)
    assert [(one.folio, str(one.state)) for one in mine] == [
        (new.folio, "vigente"),
        (graduate.credential.folio, "sustituida"),
    ]
    assert (mine[0].course_title, mine[0].hours, mine[0].issued_at) == ("Curso de prueba", "6", LATER)
    with app.test_request_context():
        assert mine[0].url == f"/constancias/{new.folio}.pdf"
