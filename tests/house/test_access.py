"""Who may open what: each endpoint has a row in the role table, and every row is tried as every role."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Role, RoleGrant, Signatory
from app.assessment.operations import start_attempt
from app.credentials.models import Credential
from app.enrolment.queries import enrolment_of
from tests.factories import (
    COURSE_FILES,
    DIAGNOSTIC_FILES,
    NOW,
    finish_course,
    make_enrolment,
    make_organisation,
    make_person,
    publish,
    sign_in,
)
from tests.pages import Pages

ROLES = ("visitor", "learner", "trainer", "coordinator", "other", "region", "admin")
"""other: coordinator of another organisation; region and admin hold their role in the whole region."""

# o opens · s is sent to sign in · f is forbidden · n is told that there is no such page
EVERYONE = "ooooooo"
SIGNED_IN = "soooooo"
OWNER = "sonnnnn"
TRAINERS = "sfoffff"
COORDINATORS = "sffooof"
ADMINS = "sfffffo"
UNKNOWN = "nnnnnnn"

TABLE = {
    ("GET", "accounts.accept_invitation"): EVERYONE,
    ("POST", "accounts.accept_invitation"): EVERYONE,
    ("GET", "accounts.add_signatory"): ADMINS,
    ("POST", "accounts.add_signatory"): ADMINS,
    ("GET", "accounts.audit_log"): ADMINS,
    ("GET", "accounts.change_password"): SIGNED_IN,
    ("POST", "accounts.change_password"): SIGNED_IN,
    ("GET", "accounts.change_signatory"): ADMINS,
    ("POST", "accounts.change_signatory"): ADMINS,
    ("POST", "accounts.choose_language"): EVERYONE,
    ("GET", "accounts.close_account"): ADMINS,
    ("POST", "accounts.close_account"): ADMINS,
    ("GET", "accounts.confirm"): EVERYONE,
    ("POST", "accounts.confirm"): EVERYONE,
    ("POST", "accounts.everybody"): ADMINS,
    ("GET", "accounts.forgotten_password"): EVERYONE,
    ("POST", "accounts.forgotten_password"): EVERYONE,
    ("POST", "accounts.give_role"): ADMINS,
    ("GET", "accounts.invite_person"): ADMINS,
    ("POST", "accounts.invite_person"): ADMINS,
    ("GET", "accounts.letter"): UNKNOWN,
    ("GET", "accounts.name_organisation"): ADMINS,
    ("POST", "accounts.name_organisation"): ADMINS,
    ("GET", "accounts.new_organisation"): ADMINS,
    ("POST", "accounts.new_organisation"): ADMINS,
    ("GET", "accounts.new_password"): EVERYONE,
    ("POST", "accounts.new_password"): EVERYONE,
    ("GET", "accounts.new_privacy_notice"): SIGNED_IN,
    ("POST", "accounts.new_privacy_notice"): SIGNED_IN,
    ("GET", "accounts.organisation"): ADMINS,
    ("POST", "accounts.organisation"): ADMINS,
    ("GET", "accounts.organisations"): ADMINS,
    ("GET", "accounts.outbox"): UNKNOWN,
    ("GET", "accounts.password_sent"): EVERYONE,
    ("GET", "accounts.people"): ADMINS,
    ("POST", "accounts.people"): ADMINS,
    ("GET", "accounts.person"): ADMINS,
    ("GET", "accounts.privacy_notice"): EVERYONE,
    ("GET", "accounts.profile"): SIGNED_IN,
    ("POST", "accounts.profile"): SIGNED_IN,
    ("GET", "accounts.register"): EVERYONE,
    ("POST", "accounts.register"): EVERYONE,
    ("GET", "accounts.registered"): EVERYONE,
    ("POST", "accounts.reopen_account"): ADMINS,
    ("POST", "accounts.resend_invitation"): ADMINS,
    ("GET", "accounts.sign_in"): EVERYONE,
    ("POST", "accounts.sign_in"): EVERYONE,
    ("POST", "accounts.sign_out"): EVERYONE,
    ("POST", "accounts.sign_out_everywhere"): SIGNED_IN,
    ("POST", "accounts.take_role"): ADMINS,
    ("POST", "assessment.keep_page"): OWNER,
    ("GET", "assessment.result"): OWNER,
    ("POST", "assessment.save"): OWNER,
    ("GET", "assessment.show_diagnostic"): SIGNED_IN,
    ("GET", "assessment.show_exam"): SIGNED_IN,
    ("GET", "assessment.show_quiz"): SIGNED_IN,
    ("POST", "assessment.start_diagnostic"): SIGNED_IN,
    ("POST", "assessment.start_exam"): SIGNED_IN,
    ("POST", "assessment.start_quiz"): SIGNED_IN,
    ("POST", "assessment.submit"): OWNER,
    ("GET", "assessment.take"): OWNER,
    ("POST", "assessment.take_decision"): OWNER,
    ("GET", "assets.font"): EVERYONE,
    ("GET", "catalog.courses"): EVERYONE,
    ("GET", "catalog.deadlines"): EVERYONE,
    ("GET", "catalog.glossary"): EVERYONE,
    ("GET", "catalog.home"): EVERYONE,
    ("GET", "catalog.image"): EVERYONE,
    ("GET", "catalog.norm"): EVERYONE,
    ("GET", "catalog.norms"): EVERYONE,
    ("GET", "credentials.download"): EVERYONE,
    ("GET", "credentials.issued"): ADMINS,
    ("POST", "credentials.issued"): ADMINS,
    ("POST", "credentials.everybody"): ADMINS,
    ("GET", "credentials.my_classroom"): SIGNED_IN,
    ("GET", "credentials.replace_one"): ADMINS,
    ("POST", "credentials.replace_one"): ADMINS,
    ("GET", "credentials.revoke_one"): ADMINS,
    ("POST", "credentials.revoke_one"): ADMINS,
    ("GET", "credentials.show"): EVERYONE,
    ("GET", "credentials.show_key"): EVERYONE,
    ("GET", "credentials.verify"): EVERYONE,
    ("POST", "credentials.verify"): EVERYONE,
    ("POST", "enrolment.check_yourself"): EVERYONE,
    ("POST", "enrolment.finish_lesson"): OWNER,
    ("POST", "enrolment.join"): SIGNED_IN,
    ("GET", "enrolment.leave"): OWNER,
    ("POST", "enrolment.leave"): OWNER,
    ("GET", "enrolment.read_lesson"): EVERYONE,
    ("GET", "enrolment.show_course"): EVERYONE,
    ("GET", "insights.download"): COORDINATORS,
    ("POST", "insights.everybody"): COORDINATORS,
    ("GET", "insights.people"): COORDINATORS,
    ("POST", "insights.people"): COORDINATORS,
    ("GET", "insights.people_download"): COORDINATORS,
    ("GET", "insights.statistics"): COORDINATORS,
    ("GET", "plan.overview"): EVERYONE,
    ("GET", "plan.strategy"): EVERYONE,
    ("GET", "studio.course"): TRAINERS,
    ("GET", "studio.norms"): TRAINERS,
    ("GET", "studio.questions"): TRAINERS,
    ("GET", "studio.questions_download"): TRAINERS,
    ("GET", "studio.workshop"): TRAINERS,
    ("GET", "static"): EVERYONE,
    ("GET", "web.health"): EVERYONE,
    ("GET", "web.show_metrics"): EVERYONE,
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>Ruta</title></svg>'
OPEN_FILES = {
    **DIAGNOSTIC_FILES,
    "curso.md": COURSE_FILES["curso.md"].replace(b"abierto: false", b"abierto: true"),
    "imagenes/ruta.svg": SVG,
}


@dataclass
class World:
    """One person of each role, and things that belong to the learner."""

    people: dict[str, object]
    values: dict[str, object]

    def values_for(self, app, endpoint: str) -> dict[str, object]:
        rule = next(app.url_map.iter_rules(endpoint))
        return {name: self.values[name] for name in rule.arguments}


@pytest.fixture
def world(session):
    own, other = make_organisation(session, "propia"), make_organisation(session, "otra")
    people = {
        "learner": make_person(session, "learner@pruebas.example", own),
        "trainer": make_person(session, "trainer@pruebas.example", own, roles=[(Role.TRAINER, None)]),
        "coordinator": make_person(session, "own@pruebas.example", own, roles=[(Role.COORDINATOR, own)]),
        "other": make_person(session, "other@pruebas.example", other, roles=[(Role.COORDINATOR, other)]),
        "region": make_person(session, "region@pruebas.example", own, roles=[(Role.COORDINATOR, None)]),
        "admin": make_person(session, "admin@pruebas.example", own, roles=[(Role.ADMIN, None)]),
    }
    live = publish(session, OPEN_FILES)
    learner = people["learner"]
    make_enrolment(session, learner, live)
    enrolment = enrolment_of(session, learner.id, live.slug)
    finish_course(session, enrolment, live)
    attempt_id = start_attempt(session, enrolment.id, "examen", now=NOW + timedelta(days=400))
    signatory = Signatory(organisation_id=own.id, name="Firma de Prueba", post="Titular")
    session.add(signatory)
    session.commit()
    values = {
        "attempt_id": attempt_id,
        "digest": live.digest[:12],
        "form": "b",
        "folio": session.scalars(select(Credential.folio)).one(),
        "grant_id": session.scalars(select(RoleGrant.id).where(RoleGrant.role == Role.TRAINER)).one(),
        "kind": "csv",
        "lesson": "uno",
        "norm_id": "ley-2025",
        "organisation_id": own.id,
        "person_id": learner.id,
        "question_key": "examen-1",
        "signatory_id": signatory.id,
        "slug": live.slug,
        "strategy_id": "1.1",
        "token": "no-es-un-enlace",
        "unit": "primera",
    }
    return World(people, values)


NAMES = {
    "accounts.letter": {"name": "1.eml"},
    "assets.font": {"name": "SourceSansPro-Regular.ttf"},
    "catalog.image": {"name": "ruta.svg"},
    "insights.download": {"name": "cursos"},
    "static": {"filename": "css/base.css"},
}

SENT = {"assessment.save": {"question": "examen-1", "client": "una-pagina", "sequence": "1"}}


def test_every_endpoint_has_its_row(app):
    present = {
        (method, rule.endpoint) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert present - set(TABLE) == set(), "add a row that says who may open it"
    assert set(TABLE) - present == set(), "take out the row of an endpoint that is gone"


@pytest.mark.parametrize(("method", "endpoint"), sorted(TABLE))
def test_each_role_gets_what_the_table_says(app, session, world, method, endpoint):
    world.values.update(NAMES.get(endpoint, {}))
    got = "".join(outcome(app, world, role, method, endpoint) for role in ROLES)

    assert dict(zip(ROLES, got, strict=True)) == dict(zip(ROLES, TABLE[method, endpoint], strict=True))


def outcome(app, world, role, method, endpoint):
    pages = Pages(app)
    if role != "visitor":
        sign_in(pages, world.people[role])
    address = pages.url(endpoint, **world.values_for(app, endpoint))
    data = {}
    if method == "POST":
        token = pages.get("catalog.courses").soup.select_one('[name="csrf_token"]')["value"]
        data = {"csrf_token": token, **SENT.get(endpoint, {})}
    with pages.client.open(address, method=method, data=data) as response:
        sent_to_sign_in = response.status_code == 401 or (response.location or "").startswith("/entrar")
        if sent_to_sign_in and endpoint not in ("accounts.sign_in", "accounts.sign_out"):
            return "s"
        return {403: "f", 404: "n"}.get(response.status_code, "o" if response.status_code < 500 else "E")
