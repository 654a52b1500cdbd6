"""``aula certificates``: verify, render, revoke."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from app.credentials.cli import certificates
from app.credentials.models import CredentialState
from app.credentials.queries import document_of
from app.credentials.rendering import without_document
from tests.credentials.samples import FOLIO


@pytest.fixture
def run(app: Flask, session) -> Callable[..., Result]:
    def invoke(*arguments: object) -> Result:
        session.commit()
        return app.test_cli_runner().invoke(certificates, [str(argument) for argument in arguments])

    return invoke


def test_what_is_missing_is_rendered(run, session, graduate):
    assert run("render").output == "constancias que ya tienen su PDF: 1\n"
    assert without_document(session) == ()
    assert run("render").output == "constancias que ya tienen su PDF: 0\n"


def test_a_certificate_that_does_not_fit_is_named(run, session, graduate, monkeypatch):
    monkeypatch.setattr("app.credentials.document._SCALES", ())
    result = run("render")
    assert result.exit_code == 1
    assert graduate.credential.folio in result.output


def test_verifying_tells_authentic_altered_foreign_and_unreadable(run, session, graduate, tmp_path):
    run("render")
    document = document_of(session, graduate.credential.folio)
    assert document is not None
    file = tmp_path / "constancia.pdf"
    for content, code, said in (
        (document.pdf, 0, "auténtica"),
        (document.pdf + b" ", 1, "alterada"),
        (b"hola", 2, "no es un PDF"),
        (b"%PDF-1.7", 2, "no se puede leer"),
    ):
        file.write_bytes(content)
        result = run("verify", file)
        assert result.exit_code == code, result.output
        assert said in result.output
    file.write_bytes(document.pdf)
    result = run("verify", file)
    assert "vigente, María Ñúñez Agüero, Curso de prueba, 2026-11-23" in result.output
    assert "sello: íntegro" in result.output


def test_a_file_that_is_not_there_is_unreadable(run, tmp_path):
    answer = run("verify", tmp_path / "nada.pdf")
    assert answer.exit_code == 2
    assert answer.output.startswith("No se puede leer")


def test_a_revoked_certificate_is_authentic_but_not_valid(run, session, graduate, tmp_path):
    run("render")
    document = document_of(session, graduate.credential.folio)
    assert document is not None
    (tmp_path / "c.pdf").write_bytes(document.pdf)
    result = run("revoke", graduate.credential.folio, "--reason", "Se emitió por error.")
    assert result.output == "revocada\n"
    session.expire_all()
    assert graduate.credential.state is CredentialState.REVOKED
    result = run("verify", tmp_path / "c.pdf")
    assert result.exit_code == 1
    assert "revocada" in result.output


def test_revoking_twice_or_an_unknown_folio_is_explained(run, graduate):
    run("revoke", graduate.credential.folio, "--reason", "Se emitió por error.")
    assert "ya no está vigente" in run("revoke", graduate.credential.folio, "--reason", "Otra vez.").output
    assert "Ninguna constancia tiene este folio" in run("revoke", FOLIO, "--reason", "x").output
    assert "No es un folio" in run("revoke", "hola", "--reason", "x").output
