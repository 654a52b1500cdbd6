"""What administrators may do with accounts and roles, within their scope and no further."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.identity import Grant, Identity, Scope
from app.accounts.models import AuditEntry, Organisation, Person, Role, RoleGrant
from app.accounts.people_operations import (
    AccountClosedError,
    AddressTakenError,
    LastAdminError,
    NotInvitedError,
    OutOfScopeError,
    RaisesThemselvesError,
    RoleGoneError,
    RoleHeldError,
    close_account,
    give_role,
    invite,
    reopen_account,
    resend_invitation,
    take_role,
)
from app.accounts.people_queries import PAGE, Search, every_person, people_page
from app.accounts.queries import open_grants
from tests.accounts.conftest import Mailbox
from tests.factories import NOW, make_organisation, make_person, sign_in
from tests.pages import Pages

TODAY = NOW.date()
REGION = Scope(region=True, organisations=frozenset())


def identity(person: Person, *grants: Grant) -> Identity:
    return Identity(person.id, person.name, person.organisation_id, "es", person.session_key, grants)


@pytest.fixture
def home(session: Session) -> Organisation:
    return make_organisation(session, "casa", "Organización de casa")


@pytest.fixture
def away(session: Session) -> Organisation:
    return make_organisation(session, "fuera", "Otra organización")


@pytest.fixture
def region_admin(session: Session, home: Organisation) -> Person:
    return make_person(session, "region@pruebas.example", home, name="Regina Región", roles=[(Role.ADMIN, None)])


@pytest.fixture
def local_admin(session: Session, home: Organisation) -> Person:
    return make_person(session, "local@pruebas.example", home, name="Local Ríos", roles=[(Role.ADMIN, home)])


@pytest.fixture
def region(region_admin: Person) -> Identity:
    return identity(region_admin, Grant(Role.ADMIN, None))


@pytest.fixture
def local(local_admin: Person, home: Organisation) -> Identity:
    return identity(local_admin, Grant(Role.ADMIN, home.id))


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_an_admin_of_one_organisation_gives_roles_in_it_only(
    session: Session, local: Identity, home: Organisation, away: Organisation
) -> None:
    person = make_person(session, "ana@pruebas.example", home)

    give_role(session, local, person.id, Role.TRAINER, home.id, now=NOW)
    give_role(session, local, person.id, Role.ADMIN, home.id, now=NOW)
    for role, scope in ((Role.TRAINER, None), (Role.ADMIN, None), (Role.ADMIN, away.id), (Role.TRAINER, away.id)):
        with pytest.raises(OutOfScopeError):
            give_role(session, local, person.id, role, scope, now=NOW)

    assert {(grant.role, grant.organisation_id) for grant in open_grants(session, person.id)} == {
        (Role.TRAINER, home.id),
        (Role.ADMIN, home.id),
    }


def test_nobody_raises_themselves(session: Session, region: Identity, local: Identity, home: Organisation) -> None:
    for actor in (region, local):
        with pytest.raises(RaisesThemselvesError):
            give_role(session, actor, actor.id, Role.TRAINER, home.id, now=NOW)


def test_a_role_is_given_once_and_again_after_it_was_taken(
    session: Session, region: Identity, home: Organisation
) -> None:
    person = make_person(session, "ana@pruebas.example", home)
    grant = give_role(session, region, person.id, Role.TRAINER, None, now=NOW)
    with pytest.raises(RoleHeldError):
        give_role(session, region, person.id, Role.TRAINER, None, now=NOW)
    give_role(session, region, person.id, Role.TRAINER, home.id, now=NOW)

    take_role(session, region, person.id, grant.id, now=NOW)
    with pytest.raises(RoleGoneError):
        take_role(session, region, person.id, grant.id, now=NOW)
    give_role(session, region, person.id, Role.TRAINER, None, now=NOW)

    assert acts(session) == ["role.given", "role.given", "role.taken", "role.given"]


def test_a_role_of_somebody_else_is_not_taken_by_its_number(
    session: Session, region: Identity, home: Organisation
) -> None:
    person = make_person(session, "ana@pruebas.example", home, roles=[(Role.TRAINER, home)])
    other = make_person(session, "eva@pruebas.example", home)

    with pytest.raises(RoleGoneError):
        take_role(session, region, other.id, open_grants(session, person.id)[0].id, now=NOW)


def test_a_role_beyond_their_reach_is_not_taken(session: Session, local: Identity, home: Organisation) -> None:
    person = make_person(session, "ana@pruebas.example", home, roles=[(Role.TRAINER, None)])

    with pytest.raises(OutOfScopeError):
        take_role(session, local, person.id, open_grants(session, person.id)[0].id, now=NOW)


def test_the_last_region_admin_stays(
    session: Session, region: Identity, region_admin: Person, home: Organisation
) -> None:
    grant = open_grants(session, region_admin.id)[0]
    make_person(session, "invitada@pruebas.example", home, roles=[(Role.ADMIN, None)], confirmed=False)
    with pytest.raises(LastAdminError):
        take_role(session, region, region_admin.id, grant.id, now=NOW)
    with pytest.raises(LastAdminError):
        close_account(session, region, region_admin.id, now=NOW)

    second = make_person(session, "segunda@pruebas.example", home, roles=[(Role.ADMIN, None)])
    close_account(session, region, second.id, now=NOW)
    with pytest.raises(LastAdminError):
        take_role(session, region, region_admin.id, grant.id, now=NOW)

    make_person(session, "tercera@pruebas.example", home, roles=[(Role.ADMIN, None)])
    take_role(session, region, region_admin.id, grant.id, now=NOW)


def test_closing_an_account_ends_its_sessions_and_roles(session: Session, region: Identity, home: Organisation) -> None:
    person = make_person(session, "ana@pruebas.example", home, roles=[(Role.TRAINER, None), (Role.ADMIN, home)])
    key = person.session_key

    close_account(session, region, person.id, now=NOW)
    with pytest.raises(AccountClosedError):
        close_account(session, region, person.id, now=NOW)
    with pytest.raises(AccountClosedError):
        give_role(session, region, person.id, Role.TRAINER, None, now=NOW)
    with pytest.raises(AccountClosedError):
        resend_invitation(session, region, person.id, now=NOW)
    reopen_account(session, region, person.id, now=NOW)
    reopen_account(session, region, person.id, now=NOW)

    assert person.session_key != key
    assert person.closed_at is None
    assert not open_grants(session, person.id)
    assert acts(session) == ["person.closed", "person.reopened"]


def test_an_admin_of_one_organisation_does_not_close_who_has_a_wider_role(
    session: Session, local: Identity, home: Organisation
) -> None:
    person = make_person(session, "ana@pruebas.example", home, roles=[(Role.COORDINATOR, None)])

    with pytest.raises(OutOfScopeError):
        close_account(session, local, person.id, now=NOW)


def test_people_are_invited_within_the_scope(
    app: Flask, session: Session, local: Identity, home: Organisation, away: Organisation, mailbox: Mailbox
) -> None:
    given = {"name": "Ana Luz", "email": "ana@pruebas.example", "now": NOW}
    with app.app_context():
        with pytest.raises(OutOfScopeError):
            invite(session, local, organisation_id=away.id, **given)  # type: ignore[arg-type]
        with pytest.raises(OutOfScopeError):
            invite(session, local, organisation_id=home.id, grants=[Grant(Role.TRAINER, None)], **given)  # type: ignore[arg-type]
        session.rollback()
        person = invite(session, local, organisation_id=home.id, grants=[Grant(Role.TRAINER, home.id)], **given)  # type: ignore[arg-type]
        with pytest.raises(AddressTakenError):
            invite(session, local, organisation_id=home.id, **given)  # type: ignore[arg-type]
        session.commit()

    assert (person.password_hash, person.confirmed_at) == (None, None)
    assert [letter.subject for letter in mailbox.to("ana@pruebas.example")] == ["Te invitaron a Aula Norte"]


@pytest.mark.usefixtures("notice")
def test_an_invitation_sent_again_ends_the_one_before(
    app: Flask, pages: Pages, session: Session, region: Identity, home: Organisation, mailbox: Mailbox
) -> None:
    with app.app_context():
        person = invite(session, region, name="Ana Luz", email="ana@pruebas.example", organisation_id=home.id, now=NOW)
        session.commit()
        first = mailbox.link(person.email)
        resend_invitation(session, region, person.id, now=NOW)
        session.commit()
    pages.get(first, status=410)
    pages.submit(pages.get(mailbox.link(person.email)), {"new_password": "el río baja crecido"})
    session.expire_all()

    with pytest.raises(NotInvitedError):
        resend_invitation(session, region, person.id, now=NOW)


def test_the_log_names_nobody(session: Session, region: Identity, home: Organisation) -> None:
    person = make_person(session, "ana@pruebas.example", home)
    give_role(session, region, person.id, Role.TRAINER, home.id, now=NOW)
    close_account(session, region, person.id, now=NOW)

    details = str(session.scalars(select(AuditEntry.detail)).all())

    assert details.count("trainer") == 2
    assert "ana" not in details
    assert person.name not in details


def _crowd(session: Session, home: Organisation, n: int) -> None:
    for number in range(n):
        make_person(session, f"p{number:03}@pruebas.example", home, name=f"Persona {chr(97 + number % 26)} Ñu")


def test_pages_of_people_follow_each_other_both_ways(session: Session, home: Organisation) -> None:
    _crowd(session, home, PAGE * 2 + 1)
    everyone = [row.id for row in every_person(session, REGION, Search(), on=TODAY)]
    assert len(everyone) == len(set(everyone)) == PAGE * 2 + 1

    first = people_page(session, REGION, Search(), on=TODAY)
    second = people_page(session, REGION, Search(), on=TODAY, after=first.rows[-1].id)
    third = people_page(session, REGION, Search(), on=TODAY, after=second.rows[-1].id)
    back = people_page(session, REGION, Search(), on=TODAY, before=third.rows[0].id)
    start = people_page(session, REGION, Search(), on=TODAY, before=second.rows[0].id)

    assert [row.id for page in (first, second, third) for row in page.rows] == everyone
    assert (first.has_previous, first.has_next) == (False, True)
    assert (second.has_previous, second.has_next) == (True, True)
    assert (third.has_previous, third.has_next) == (True, False)
    assert back == second
    assert start.rows == first.rows
    assert not start.has_previous


def test_people_are_found_without_case_and_accents(session: Session, home: Organisation) -> None:
    make_person(session, "uno@pruebas.example", home, name="Íñigo Núñez")
    make_person(session, "dos@pruebas.example", home, name="Otra Persona")

    def found(text: str) -> list[str]:
        return [row.name for row in people_page(session, REGION, Search(text), on=TODAY).rows]

    assert found("NUNEZ inigo") == ["Íñigo Núñez"]
    assert found("núñez") == ["Íñigo Núñez"]
    assert found("uno@") == ["Íñigo Núñez"]
    assert found("%") == found("_") == []
    assert len(found("  ")) == 2


def test_people_are_narrowed_by_organisation_and_open_role(
    session: Session, region: Identity, home: Organisation, away: Organisation
) -> None:
    ana = make_person(session, "ana@pruebas.example", away, roles=[(Role.TRAINER, home), (Role.TRAINER, None)])
    eva = make_person(session, "eva@pruebas.example", away, roles=[(Role.COORDINATOR, home)])
    take_role(session, region, eva.id, open_grants(session, eva.id)[0].id, now=NOW + timedelta(days=1))

    def found(search: Search) -> list[int]:
        return [row.id for row in people_page(session, REGION, search, on=TODAY).rows]

    assert set(found(Search(organisation_id=away.id))) == {ana.id, eva.id}
    assert found(Search(role=Role.TRAINER)) == [ana.id]
    assert found(Search(role=Role.COORDINATOR)) == []
    row = people_page(session, REGION, Search(role=Role.TRAINER), on=TODAY).rows[0]
    assert row.roles == ((Role.TRAINER, "Organización de casa"), (Role.TRAINER, ""))


def test_a_list_of_thirty_costs_the_queries_of_one(session: Session, home: Organisation, count_queries) -> None:  # type: ignore[no-untyped-def]
    make_person(session, "una@pruebas.example", home, roles=[(Role.TRAINER, home)])
    with count_queries(session) as one:
        people_page(session, REGION, Search(), on=TODAY)
    for number in range(30):
        make_person(session, f"p{number}@pruebas.example", home, roles=[(Role.TRAINER, home)])
    with count_queries(session) as thirty:
        people_page(session, REGION, Search(), on=TODAY)

    assert one.n == thirty.n <= 4


# Pages


def test_the_list_is_searched_without_a_name_in_its_address(
    pages: Pages, session: Session, region_admin: Person, away: Organisation
) -> None:
    make_person(session, "ana@pruebas.example", away, name="Ana Núñez", roles=[(Role.TRAINER, away)])
    sign_in(pages, region_admin)

    page = pages.submit(
        pages.get("accounts.people"),
        {"text": "nunez", "organisation": str(away.id), "role": "trainer"},
        form="#search",
    )
    assert [link.get_text() for link in page.all("tbody th a")] == ["Ana Núñez"]
    assert "nunez" not in page.response.request.url
    assert page.one("#text")["value"] == "nunez"
    page = pages.submit(page, {"text": "nadie así"}, form="#search")
    assert "Nadie coincide" in page.text
    page = pages.submit(page, form="#everybody")

    assert len(page.all("tbody tr")) == 2


def test_the_list_turns_its_pages(pages: Pages, session: Session, region_admin: Person, home: Organisation) -> None:
    _crowd(session, home, PAGE)
    sign_in(pages, region_admin)

    page = pages.get("accounts.people")
    assert len(page.all("tbody tr")) == PAGE
    page = pages.get(str(page.one(".pagination [rel=next]")["href"]))
    assert len(page.all("tbody tr")) == 1
    page = pages.get(str(page.one(".pagination [rel=prev]")["href"]))
    assert len(page.all("tbody tr")) == PAGE
    assert pages.get("/personas?rol=nada&organizacion=x&despues=zzz").all("tbody tr")


def test_an_admin_of_one_organisation_sees_only_its_people(
    pages: Pages, session: Session, local_admin: Person, away: Organisation
) -> None:
    stranger = make_person(session, "fuera@pruebas.example", away, name="Fuera Lejos")
    grant = RoleGrant(person_id=stranger.id, role=Role.TRAINER, organisation_id=away.id, granted_at=NOW)
    session.add(grant)
    session.commit()
    sign_in(pages, local_admin)

    page = pages.get("accounts.people")
    assert "Fuera Lejos" not in page.text
    assert "Otra organización" not in page.text
    assert "Organizaciones" not in page.one("main").get_text()
    assert not pages.get("accounts.people", organizacion=away.id).all("tbody tr")
    token = page.one("#search [name=csrf_token]")["value"]
    base = f"/personas/{stranger.id}"
    assert pages.client.get(base).status_code == 404
    assert pages.client.get(f"{base}/cerrar").status_code == 404
    for path in ("roles", f"roles/{grant.id}/quitar", "invitacion", "cerrar", "abrir"):
        assert pages.client.post(f"{base}/{path}", data={"csrf_token": token}).status_code == 404
    assert pages.client.get("/organizaciones").status_code == 403
    assert pages.client.get("/organizaciones/nueva").status_code == 403


def test_who_administers_nothing_sees_no_people(pages: Pages, session: Session, home: Organisation) -> None:
    person = make_person(session, "ana@pruebas.example", home, roles=[(Role.COORDINATOR, None), (Role.TRAINER, None)])
    sign_in(pages, person)

    for path in ("/personas", "/personas/invitar", f"/personas/{person.id}", "/bitacora", "/organizaciones"):
        assert pages.client.get(path).status_code == 403


def test_somebody_is_invited_with_a_role_from_the_page(
    pages: Pages, session: Session, region_admin: Person, away: Organisation, mailbox: Mailbox
) -> None:
    sign_in(pages, region_admin)
    page = pages.get("accounts.invite_person")
    values = {
        "name": "Ana Luz Ibarra",
        "email": "Ana@pruebas.example",
        "organisation": str(away.id),
        "role": "trainer",
    }

    page = pages.submit(page, values, status=422)
    assert page.all(".error-summary a[href='#scope']")
    page = pages.submit(page, {"scope": "region"})
    assert page.h1 == "Ana Luz Ibarra"
    assert "Persona instructora, toda la región" in page.text
    assert "Con invitación pendiente" in page.text
    page = pages.submit(page, form="#resend")
    assert len(mailbox.to("ana@pruebas.example")) == 2
    page = pages.submit(pages.get("accounts.invite_person"), values | {"role": ""}, status=422)

    assert "Ya hay una cuenta" in page.text


def test_an_admin_of_one_organisation_is_offered_only_it(
    pages: Pages, session: Session, local_admin: Person, away: Organisation, home: Organisation
) -> None:
    sign_in(pages, local_admin)

    page = pages.get("accounts.invite_person")

    assert [option["value"] for option in page.all("#organisation option")] == ["", str(home.id)]
    assert [option["value"] for option in page.all("#scope option")] == ["", str(home.id)]
    form = {"name": "Ana Luz", "email": "ana@pruebas.example", "organisation": str(home.id), "role": "admin"}
    pages.submit(page, form | {"scope": "region"}, status=422)
    pages.submit(page, form | {"scope": str(away.id)}, status=422)
    pages.submit(page, form | {"organisation": str(away.id), "role": ""}, status=422)


def test_roles_are_given_and_taken_on_the_page_of_a_person(
    pages: Pages, session: Session, region_admin: Person, home: Organisation
) -> None:
    person = make_person(session, "ana@pruebas.example", home, name="Ana Luz")
    sign_in(pages, region_admin)

    page = pages.get("accounts.person", person_id=person.id)
    assert "nadie la ha cambiado" in page.text
    pages.submit(page, status=422, form="#give-role")
    page = pages.submit(page, {"role": "coordinator", "scope": str(home.id)}, form="#give-role")
    assert "Coordinación, Organización de casa" in page.text
    assert "Dio un rol" in page.text
    page = pages.submit(page, {"role": "coordinator", "scope": str(home.id)}, form="#give-role", status=422)
    assert "ya tiene ese rol" in page.text
    page = pages.submit(pages.get("accounts.person", person_id=person.id), form="form[action$='/quitar']")

    assert "Participa sin roles" in page.text
    assert "Quitó un rol" in page.text


def test_an_account_is_closed_after_a_question_and_opened_again(
    pages: Pages, session: Session, region_admin: Person, home: Organisation
) -> None:
    person = make_person(session, "ana@pruebas.example", home, name="Ana Luz", roles=[(Role.TRAINER, home)])
    sign_in(pages, region_admin)

    page = pages.submit(pages.get("accounts.close_account", person_id=person.id))
    assert "Cerraste la cuenta" in page.text
    page = pages.get("accounts.person", person_id=person.id)
    assert "Cerrada" in page.text
    assert not page.all("#give-role")
    assert "Persona instructora, Organización de casa" in page.text, "the log tells which roles ended"
    page = pages.submit(page, form="#reopen")
    assert page.all("#give-role")
    page = pages.submit(pages.get("accounts.close_account", person_id=region_admin.id), status=422)

    assert "única persona" in page.text


def test_a_region_admin_steps_down_when_there_is_another(
    pages: Pages, session: Session, region_admin: Person, home: Organisation
) -> None:
    sign_in(pages, region_admin)
    page = pages.get("accounts.person", person_id=region_admin.id)
    assert not page.all("#give-role")
    page = pages.submit(page, form="form[action$='/quitar']", status=409)
    assert "única persona" in page.text
    make_person(session, "otra@pruebas.example", home, roles=[(Role.ADMIN, None)])

    page = pages.submit(pages.get("accounts.person", person_id=region_admin.id), form="form[action$='/quitar']")

    assert page.path == "/mi-cuenta"
    assert pages.client.get("/personas").status_code == 403


def test_an_empty_organisation_says_what_to_do(
    pages: Pages, session: Session, away: Organisation, home: Organisation
) -> None:
    admin = make_person(session, "lejos@pruebas.example", home, roles=[(Role.ADMIN, away)])
    sign_in(pages, admin)

    assert "Invita a la primera" in pages.get("accounts.people").text
    assert "La bitácora está vacía" in pages.get("accounts.audit_log").text


def test_the_log_shows_each_admin_what_is_theirs(
    pages: Pages, session: Session, region: Identity, region_admin: Person, local_admin: Person,
    home: Organisation, away: Organisation,
) -> None:  # fmt: skip
    near = make_person(session, "cerca@pruebas.example", home, name="Cerca Aquí")
    far = make_person(session, "lejos@pruebas.example", away, name="Lejos Allá")
    for person in (near, far):
        give_role(session, region, person.id, Role.TRAINER, person.organisation_id, now=NOW)
    session.add(AuditEntry(at=NOW, act="person.added", subject_type="person", subject_id=near.id, detail={}))
    session.add(AuditEntry(at=NOW, act="course.published", subject_type="course", subject_id=1, detail={}))
    session.commit()

    sign_in(pages, region_admin)
    text = pages.get("accounts.audit_log").text
    assert "Cerca Aquí" in text
    assert "Lejos Allá" in text
    assert "Terminal" in text
    assert "course.published" in text
    other = Pages(pages.app)
    sign_in(other, local_admin)
    text = other.get("accounts.audit_log").text
    assert "Cerca Aquí" in text
    assert "Lejos" not in text
    assert "course" not in text


def test_the_log_turns_its_pages(pages: Pages, session: Session, region_admin: Person) -> None:
    for _ in range(PAGE + 1):
        session.add(
            AuditEntry(
                at=NOW, act="person.reopened", actor_id=region_admin.id, subject_type="person",
                subject_id=region_admin.id, detail={},
            )
        )  # fmt: skip
    session.commit()
    sign_in(pages, region_admin)

    page = pages.get("accounts.audit_log")
    assert len(page.all("tbody tr")) == PAGE
    page = pages.get(str(page.one(".pagination [rel=next]")["href"]))
    assert len(page.all("tbody tr")) == 1
    page = pages.get(str(page.one(".pagination [rel=prev]")["href"]))
    assert len(page.all("tbody tr")) == PAGE
