"""Organisations: names by date, who is open, what the programme adds, what the region's admins change."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.identity import Grant, Identity
from app.accounts.models import AuditEntry, Organisation, OrganisationKind, OrganisationName, Role
from app.accounts.organisation_operations import (
    Facts,
    NameTooEarlyError,
    Naming,
    Signing,
    SucceedsItselfError,
    add_organisation,
    add_signatory,
    change_organisation,
)
from app.accounts.organisations import (
    is_open,
    name_on,
    open_organisations,
    organisation_by_slug,
    predecessors,
    signatories_on,
    successors,
    sync_organisations,
)
from app.accounts.people_operations import OutOfScopeError
from app.content.programme import DatedName, OrganisationEntry
from tests.factories import NOW, make_organisation, make_person, sign_in
from tests.pages import Pages

TODAY = NOW.date()


def named(*names: tuple[str, date | None, date | None]) -> Organisation:
    return Organisation(
        slug="o",
        names=[
            OrganisationName(official=name, short=name, valid_from=begins, valid_until=ends)
            for name, begins, ends in names
        ],
    )


def entry(slug: str, *names: DatedName, **changes: object) -> OrganisationEntry:
    values: dict[str, object] = {
        "id": slug,
        "kind": "autoridad-garante",
        "state_code": "19",
        "names": names or (DatedName(f"Nombre de {slug}", slug, "", None, None),),
        "opened_on": None,
        "closed_on": None,
        "predecessors": (),
        "parent": "",
        "source": "prueba",
        "verified_on": None,
        "to_confirm": False,
        "note": "",
    }
    return OrganisationEntry(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2015, 1, 1), "COTAI"),
        (date(2022, 12, 31), "COTAI"),
        (date(2023, 1, 1), "INFONL"),
        (date(2026, 11, 23), "INFONL"),
    ],
)
def test_a_name_is_the_one_valid_on_its_day(day: date, name: str) -> None:
    organisation = named(("INFONL", date(2023, 1, 1), None), ("COTAI", None, date(2023, 1, 1)))

    assert name_on(organisation, day).short == name


def test_outside_every_names_time_the_nearest_before_is_told() -> None:
    organisation = named(("Uno", date(2010, 1, 1), date(2012, 1, 1)), ("Dos", date(2015, 1, 1), date(2020, 1, 1)))

    assert name_on(organisation, date(2000, 1, 1)).short == "Uno"
    assert name_on(organisation, date(2013, 1, 1)).short == "Uno"
    assert name_on(organisation, date(2026, 1, 1)).short == "Dos"


def test_an_organisation_is_open_on_its_first_and_last_day() -> None:
    organisation = Organisation(slug="o", opened_on=date(2025, 3, 21), closed_on=date(2025, 12, 31))

    assert [is_open(organisation, date(2025, month, day)) for month, day in ((3, 20), (3, 21), (12, 31))] == [
        False,
        True,
        True,
    ]
    assert not is_open(organisation, date(2026, 1, 1))


def test_systems_and_closed_bodies_are_not_workplaces(session: Session) -> None:
    make_organisation(session, "abierta")
    make_organisation(session, "cerrada").closed_on = date(2025, 1, 1)
    make_organisation(session, "sistema").kind = OrganisationKind.SYSTEM
    session.flush()

    assert [o.slug for o in open_organisations(session, TODAY)] == ["abierta"]
    assert {o.slug for o in open_organisations(session, date(2024, 1, 1))} == {"abierta", "cerrada"}


def test_the_programme_adds_what_is_new_and_overwrites_nothing(session: Session) -> None:
    added = sync_organisations(
        session, [entry("hija", parent="madre", predecessors=("abuela",)), entry("madre"), entry("abuela")]
    )
    assert added == ("hija", "madre", "abuela")
    child = organisation_by_slug(session, "hija")
    mother = organisation_by_slug(session, "madre")
    assert child is not None
    assert mother is not None
    assert child.parent_id == mother.id
    child.note = "corregida a mano"
    child.names[0].official = "Nombre corregido"
    session.flush()

    again = sync_organisations(
        session,
        [
            entry("hija", parent="abuela", predecessors=("abuela", "madre", "bisabuela")),
            entry("madre"),
            entry("abuela"),
            entry("bisabuela"),
        ],
    )

    assert again == ("bisabuela",)
    assert (child.note, child.names[0].official, child.parent_id) == ("corregida a mano", "Nombre corregido", mother.id)
    assert [o.slug for o in predecessors(session, child.id)] == ["abuela", "bisabuela"]
    assert [o.slug for o in successors(session, organisation_by_slug(session, "bisabuela").id)] == ["hija"]  # type: ignore[union-attr]
    assert sync_organisations(session, [entry("hija")]) == ()


def test_an_organisation_has_one_name_without_end(session: Session) -> None:
    organisation = make_organisation(session)
    organisation.names.append(OrganisationName(official="Otro", short="Otro", valid_from=TODAY))

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.fixture
def region(session: Session) -> Identity:
    person = make_person(session, "region@pruebas.example", roles=[(Role.ADMIN, None)])
    return Identity(person.id, person.name, person.organisation_id, "es", "k", (Grant(Role.ADMIN, None),))


FACTS = Facts(OrganisationKind.OBLIGATED, "19", None, None, "", "", False, frozenset(), frozenset())


def test_a_slug_is_made_of_the_acronym_and_is_never_taken_twice(session: Session, region: Identity) -> None:
    slugs = [
        add_organisation(session, region, Naming("Oficial", short, acronym, None), FACTS, now=NOW).slug
        for short, acronym in (("Corto", "SEDUÑL"), ("Corto", "sedunl"), ("Área de Datos", ""), ("¿?", ""))
    ]

    assert slugs == ["sedunl", "sedunl-2", "area-de-datos", "organizacion"]


def test_an_organisation_does_not_succeed_itself(session: Session, region: Identity) -> None:
    organisation = make_organisation(session)
    itself = replace(FACTS, successors=frozenset({organisation.id}))

    with pytest.raises(SucceedsItselfError):
        change_organisation(session, region, organisation.id, itself, now=NOW)


def test_only_the_regions_admins_change_organisations(session: Session) -> None:
    own = make_organisation(session)
    local = Identity(1, "Local", own.id, "es", "k", (Grant(Role.ADMIN, own.id),))

    with pytest.raises(OutOfScopeError):
        add_organisation(session, local, Naming("Oficial", "Corto", "", None), FACTS, now=NOW)


def test_who_signs_depends_on_the_day(session: Session, region: Identity) -> None:
    organisation = make_organisation(session)
    for name, begins, ends in (
        ("Antes", None, date(2025, 12, 31)),
        ("Ahora", date(2026, 1, 1), None),
        ("Siempre", None, None),
    ):
        add_signatory(session, region, organisation.id, Signing(name, "Titular", begins, ends), now=NOW)

    def on(day: date) -> list[str]:
        return [signatory.name for signatory in signatories_on(session, organisation.id, day)]

    assert on(date(2025, 12, 31)) == ["Antes", "Siempre"]
    assert on(date(2026, 1, 1)) == ["Ahora", "Siempre"]


# Pages


@pytest.fixture
def admin_pages(pages: Pages, session: Session) -> Pages:
    sign_in(pages, make_person(session, "admin@pruebas.example", roles=[(Role.ADMIN, None)]))
    return pages


def test_an_organisation_is_added_and_changed_from_its_page(admin_pages: Pages, session: Session) -> None:
    before = make_organisation(session, "antes", "La de antes")
    after = make_organisation(session, "despues", "La de después")
    session.commit()
    page = admin_pages.get("accounts.new_organisation")

    page = admin_pages.submit(page, {"official": "Órgano  Nuevo de Prueba"}, status=422)
    assert page.all(".error-summary a[href='#short']")
    page = admin_pages.submit(page, {"short": "Órgano Nuevo", "state_code": "26", "predecessors": [str(before.id)]})
    assert page.h1 == "Órgano Nuevo"
    page = admin_pages.submit(
        page, {"closed_on": "2026-01-31", "successors": [str(after.id)], "note": "Cerró.", "to_confirm": "y"},
        form="#facts",
    )  # fmt: skip

    organisation = organisation_by_slug(session, "organo-nuevo")
    assert organisation is not None
    assert (organisation.state_code, organisation.closed_on, organisation.to_confirm) == ("26", date(2026, 1, 31), True)
    assert organisation.names[0].official == "Órgano Nuevo de Prueba"
    assert [o.slug for o in predecessors(session, organisation.id)] == ["antes"]
    assert [o.slug for o in successors(session, organisation.id)] == ["despues"]
    listed = admin_pages.get("accounts.organisations")
    assert "Cerrada" in listed.text
    assert "Por confirmar" in listed.text
    assert session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all() == [
        "organisation.added",
        "organisation.changed",
    ]
    assert "Órgano Nuevo" in admin_pages.get("accounts.audit_log").text


def test_facts_that_contradict_each_other_are_refused(admin_pages: Pages, session: Session) -> None:
    organisation = make_organisation(session, "una")
    other = make_organisation(session, "otra")
    session.commit()
    page = admin_pages.get("accounts.organisation", organisation_id=organisation.id)
    assert str(organisation.id) not in [box["value"] for box in page.all("[name=predecessors]")]

    both = {"predecessors": [str(other.id)], "successors": [str(other.id)]}
    assert "antes y después" in admin_pages.submit(page, both, form="#facts", status=422).text
    dates = {"opened_on": "2026-02-01", "closed_on": "2026-01-01"}
    assert "anterior a la inicial" in admin_pages.submit(page, dates, form="#facts", status=422).text
    new = admin_pages.submit(
        admin_pages.get("accounts.new_organisation"), {"official": "X", "short": "X", **both}, status=422
    )
    assert "antes y después" in new.text


def test_a_new_name_ends_the_one_before_and_begins_later(admin_pages: Pages, session: Session) -> None:
    organisation = make_organisation(session, "una", "Nombre de antes")
    session.commit()

    def name(official: str, begins: str, status: int = 200) -> str:
        page = admin_pages.get("accounts.name_organisation", organisation_id=organisation.id)
        values = {"official": official, "short": official, "acronym": "N", "valid_from": begins}
        return admin_pages.submit(page, values, status=status).text

    assert "Nombre nuevo" in name("Nombre nuevo", "2026-01-16")
    assert str(NameTooEarlyError.message) in name("Tarde", "2026-01-16", status=422)
    name("Sin fecha", "", status=422)
    session.expire_all()

    assert name_on(organisation, date(2026, 1, 15)).short == "Nombre de antes"
    assert name_on(organisation, date(2026, 1, 16)).short == "Nombre nuevo"
    assert organisation.names[0].valid_until == date(2026, 1, 15)


def test_signatories_are_added_and_end(admin_pages: Pages, session: Session) -> None:
    organisation = make_organisation(session, "una")
    other = make_organisation(session, "otra")
    session.commit()
    page = admin_pages.get("accounts.organisation", organisation_id=organisation.id)
    assert "Nadie todavía" in page.text

    page = admin_pages.get("accounts.add_signatory", organisation_id=organisation.id)
    page = admin_pages.submit(page, {"name": "Titular Ficticia", "post": ""}, status=422)
    page = admin_pages.submit(page, {"post": "Titular", "valid_from": "2026-01-01"})
    link = str(page.one("a[href*='/firmas/']:not(.button)")["href"])
    page = admin_pages.submit(admin_pages.get(link), {"valid_until": "2025-01-01"}, status=422)
    page = admin_pages.submit(page, {"valid_until": "2026-06-30"})

    assert "30 de junio de 2026" in page.text
    assert not signatories_on(session, organisation.id, date(2026, 7, 1))
    number = link.rpartition("/")[2]
    admin_pages.get(f"/organizaciones/{other.id}/firmas/{number}", status=404)
    admin_pages.get("/organizaciones/999999", status=404)
