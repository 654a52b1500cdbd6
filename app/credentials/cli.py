"""Commands of the credentials room."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.credentials.document import DoesNotFitError
from app.credentials.folio import FolioError, parse_folio
from app.credentials.models import Credential
from app.credentials.office import office
from app.credentials.operations import revoke as revoke_credential
from app.credentials.queries import credential_id_of
from app.credentials.rendering import render_document, without_document
from app.credentials.seal import SealState
from app.credentials.verification import Verdict, check_file
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import DomainError

certificates = AppGroup("certificates", help="Certificates.")

_SENTENCES = {
    Verdict.AUTHENTIC: "auténtica",
    Verdict.ALTERED: "alterada: nombra una constancia de este servicio, pero no es el archivo que se expidió",
    Verdict.NOT_OURS: "ajena: no nombra ninguna constancia de este servicio",
    Verdict.NOT_A_PDF: "no es un PDF",
    Verdict.UNREADABLE: "este PDF no se puede leer",
}
_SEALS = {
    SealState.INTACT: "íntegro: nadie ha cambiado los datos",
    SealState.BROKEN: "no coincide con los datos",
    SealState.OTHER_KEY: "hecho con otra llave",
}
_UNREADABLE = (Verdict.NOT_A_PDF, Verdict.UNREADABLE)


@certificates.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
def verify(file: Path) -> None:
    """Tell whether FILE is a certificate of this service. Exit 0 authentic and valid, 1 not, 2 unreadable."""
    try:
        content = file.read_bytes()
    except OSError:
        click.echo(f"No se puede leer {file}: revisa su ruta y sus permisos.", err=True)
        sys.exit(2)
    checked = check_file(db.session(), content, office().sealer)
    click.echo(_SENTENCES[checked.verdict])
    original = checked.original
    if original is not None:
        facts = original.facts
        click.echo(f"{original.folio}: {original.state}, {facts.name}, {facts.course_title}, {facts.accredited_on}")
        click.echo(f"sello: {_SEALS[original.seal_state]}")
    if checked.verdict in _UNREADABLE:
        sys.exit(2)
    sys.exit(0 if checked.verdict is Verdict.AUTHENTIC and original is not None and original.is_valid else 1)


@certificates.command("render")
def render() -> None:
    """Render every certificate that has no PDF yet. Exit 1 where one could not be rendered."""
    missing = without_document(db.session())
    db.session.rollback()
    failed = 0
    for credential_id in missing:
        try:
            render_document(credential_id)
        except DoesNotFitError as problem:
            failed += 1
            click.echo(f"{problem}: los datos no caben en la página", err=True)
    click.echo(f"constancias que ya tienen su PDF: {len(missing) - failed}")
    sys.exit(1 if failed else 0)


@certificates.command("revoke")
@click.argument("folio")
@click.option("--reason", required=True, help="Shown to whoever verifies the certificate.")
def revoke(folio: str, reason: str) -> None:
    """Revoke the certificate with this FOLIO."""
    try:
        with transaction() as session:
            credential_id = credential_id_of(session, parse_folio(folio))
            if credential_id is None:
                raise click.ClickException("Ninguna constancia tiene este folio.")
            revoke_credential(session, session.get_one(Credential, credential_id), reason, by_id=None, now=now())
    except FolioError as problem:
        raise click.ClickException("No es un folio: compáralo con el documento.") from problem
    except DomainError as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    click.echo("revocada")
