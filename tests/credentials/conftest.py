"""What several tests of certificates begin with."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person
from app.catalog.published import LiveCourse
from app.credentials.document import render_pdf
from app.credentials.models import Credential
from app.credentials.office import Office, office_of
from app.enrolment.models import Enrolment
from tests.credentials.samples import certificate
from tests.factories import finish_course, make_enrolment, make_organisation, make_person, publish, sign_in
from tests.pages import Pages


@dataclass
class Graduate:
    """Somebody who has just accredited the course of the tests."""

    person: Person
    organisation: Organisation
    live: LiveCourse
    enrolment: Enrolment
    credential: Credential


@pytest.fixture(scope="session")
def ordinary_pdf() -> bytes:
    return render_pdf(certificate())


@pytest.fixture
def graduate(app: Flask, session: Session) -> Graduate:
    organisation = make_organisation(session, "org-1", "Organización de Prueba")
    person = make_person(session, organisation=organisation, name="María Ñúñez Agüero")
    live = publish(session)
    enrolment = make_enrolment(session, person, live)
    finish_course(session, enrolment, live)
    return Graduate(person, organisation, live, enrolment, session.scalars(select(Credential)).one())


@pytest.fixture
def office(app: Flask) -> Office:
    """The office of the application under test."""
    return office_of(app.extensions["settings"])


@pytest.fixture
def signed_in_as(app: Flask) -> Callable[[Person], Pages]:
    """A browser in which a person has signed in."""

    def browser_of(person: Person) -> Pages:
        pages = Pages(app)
        sign_in(pages, person)
        return pages

    return browser_of
