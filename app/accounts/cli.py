"""Commands of the accounts room."""

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.accounts import letters, names
from app.accounts.emails import clean_email
from app.accounts.identity import Scope
from app.accounts.models import Organisation, Person, Role
from app.accounts.organisations import organisation_by_slug
from app.accounts.people_operations import RoleHeldError, give_role, invite
from app.accounts.people_queries import Search, State, every_person
from app.accounts.queries import locked_person_by_email
from app.accounts.today import today
from app.accounts.tokens import Purpose
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import DomainError

REGION = "region"
STATES = {
    State.ACTIVE: "activa",
    State.INVITED: "invitada",
    State.UNCONFIRMED: "sin confirmar",
    State.CLOSED: "cerrada",
}

people = AppGroup("people", help="People and their roles.")


@people.command("add")
@click.argument("email")
@click.option("--name", default="", help="Full name, as certificates will print it.")
@click.option("--organisation", "organisation_slug", default="", help="Slug of the organisation they work for.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="A role beyond learning.")
@click.option("--scope", default="", help="Where the role holds: an organisation's slug, or 'region'.")
def add_person(email: str, name: str, organisation_slug: str, role: str | None, scope: str) -> None:
    """Add a person, or a role to one who exists, and print the link to choose a password."""
    address = clean_email(email)
    if address is None:
        raise click.BadParameter(_("no es un correo"), param_hint="EMAIL")
    if role is not None and not scope:
        raise click.UsageError(_("--role necesita --scope: una organización o region"))
    try:
        with transaction() as session:
            person = locked_person_by_email(session, address) or invite(
                session,
                None,
                name=_name(name),
                email=address,
                organisation_id=_organisation(organisation_slug).id,
                now=now(),
            )
            if role is not None:
                scope_id = None if scope == REGION else _organisation(scope).id
                _give(person, Role(role), scope_id)
    except DomainError as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    click.echo(f"{person.name} <{person.email}>")
    if person.closed_at is None and person.password_hash is None:
        click.echo(_("Elige la contraseña en los próximos siete días:"))
        click.echo(letters.link(person, Purpose.INVITE))


def _give(person: Person, role: Role, scope_id: int | None) -> None:
    try:
        give_role(db.session(), None, person.id, role, scope_id, now=now())
    except RoleHeldError as held:
        click.echo(str(held.message))


def _name(text: str) -> str:
    name = names.clean_name(text)
    if not names.MIN_CHARS <= len(name) <= names.MAX_CHARS or not names.is_name(name):
        raise click.UsageError(_("--name necesita el nombre completo, sólo con letras"))
    return name


def _organisation(slug: str) -> Organisation:
    found = organisation_by_slug(db.session(), slug)
    if found is None:
        raise click.UsageError(_("no hay una organización «%(slug)s»", slug=slug))
    return found


@people.command("list")
@click.option("--search", default="", help="Part of a name or address.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="Only who holds this role.")
def list_people(search: str, role: str | None) -> None:
    """List people: address, name, organisation, state and roles, with tabs between."""
    held = Role(role) if role else None
    whole_region = Scope(region=True, organisations=frozenset())
    for person in every_person(db.session(), whole_region, Search(search, role=held), on=today()):
        roles = ", ".join(f"{role.value}:{place or REGION}" for role, place in person.roles)
        click.echo("\t".join((person.email, person.name, person.organisation, STATES[person.state], roles)))
