"""The public pages: verifying by folio and by file, the key, and the PDF itself."""

import io
import re
from datetime import timedelta

import pytest

from app.accounts.models import Role
from app.credentials import verification, views
from app.credentials.folio import new_folio
from app.credentials.models import Credential, CredentialState
from app.credentials.operations import replace, revoke
from tests.factories import NOW, make_organisation, make_person
from tests.pages import Page

LATER = NOW + timedelta(days=9)


def the_pdf(pages, graduate, **headers: str):
    return pages.client.get(pages.url("credentials.download", folio=graduate.credential.folio), headers=headers)


def give_file(pages, content: bytes, status: int = 200):
    page = pages.get("credentials.verify")
    return pages.submit(page, {"file": (io.BytesIO(content), "constancia.pdf")}, form="#file-form", status=status)


def test_anyone_verifies_a_folio_however_it_is_typed(pages, graduate):
    page = pages.get("credentials.verify")
    page = pages.submit(page, {"folio": f" {graduate.credential.folio.lower().replace('-', ' ')} "}, form="#folio-form")
    assert page.h1 == "Constancia vigente"
    assert graduate.credential.folio in page.text


def test_a_pasted_address_is_a_folio_too(pages, graduate):
    address = f"https://aula.example/constancias/{graduate.credential.folio}.pdf"
    page = pages.submit(pages.get("credentials.verify"), {"folio": address}, form="#folio-form")
    assert page.path.endswith(graduate.credential.folio)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Escribe el folio"),
        ("hola", "Eso no es un folio"),
        ("RN-2026-DAI01-691CA-6QE6P-00DQM", "error de escritura"),
    ],
)
def test_a_folio_that_cannot_be_one_is_explained(pages, typed, said):
    page = pages.submit(pages.get("credentials.verify"), {"folio": typed}, form="#folio-form", status=422)
    assert said in page.one(".error-summary").get_text()


def test_the_page_shows_every_fact(pages, graduate):
    page = pages.get("credentials.show", folio=graduate.credential.folio)
    for fact in (
        "María Ñúñez Agüero",
        "Organización de Prueba",
        "Coordinación de Prueba",
        "Curso de prueba",
        "PRU01, edición 1",
        "6 h",
        "en línea",
        "100 de 100",
        "mínima para acreditar: 80",
        "23 de noviembre de 2026",
        "Monterrey, Nuevo León",
        "Ley de Prueba (LEY), publicada el 20 de marzo de 2025",
        "Íntegro",
        graduate.live.digest[:12],
        "Lección uno; Lección dos",
        "no es un grado",
    ):
        assert fact in page.text, fact
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.one('main a[href$=".pdf"]')["href"] == f"/constancias/{graduate.credential.folio}.pdf"


def test_the_page_never_speaks_of_an_advanced_electronic_signature(pages, graduate):
    assert "firma electrónica" not in pages.get("credentials.show", folio=graduate.credential.folio).text.lower()


def test_another_spelling_of_a_folio_leads_to_the_right_one(pages, graduate):
    folio = graduate.credential.folio
    assert pages.redirect_of("credentials.show", folio=folio.lower()).endswith(folio)


def test_a_revoked_certificate_says_so_with_reason_and_day(pages, session, graduate):
    revoke(session, graduate.credential, "Se emitió por error.", by_id=None, now=LATER)
    session.commit()
    page = pages.get("credentials.show", folio=graduate.credential.folio)
    assert page.h1 == "Constancia revocada"
    assert page.one(".status-warning").get_text(strip=True) == "Revocada"
    assert "revocada el 2 de diciembre de 2026" in page.text
    assert "Se emitió por error." in page.text


@pytest.fixture
def replacement(session, graduate, office) -> Credential:
    """A certificate with a corrected name, in place of the graduate's first."""
    graduate.person.name = "María Núñez Agüero"
    new = replace(session, graduate.credential, "Se corrigió un apellido.", office=office, by_id=None, now=LATER)
    session.commit()
    return new


def test_a_replaced_certificate_leads_to_the_new_one_but_not_back(pages, graduate, replacement):
    old_page = pages.get("credentials.show", folio=graduate.credential.folio)
    assert "Sustituida" in old_page.text
    new_page = pages.get(str(old_page.one(f'a[href$="{replacement.folio}"]')["href"]))
    assert "María Núñez Agüero" in new_page.text
    assert "Sustituye a" not in new_page.text
    assert graduate.credential.folio not in new_page.html


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("owner", True),
        ("admin of the organisation", True),
        ("admin of the region", True),
        ("admin elsewhere", False),
        ("coordinator", False),
        ("colleague", False),
    ],
)
def test_what_a_certificate_replaces_is_for_its_owner_and_their_administrators(
    session, graduate, replacement, signed_in_as, who, told
):
    own, elsewhere = graduate.organisation, make_organisation(session, "org-2", "Otra Organización")
    roles = {
        "admin of the organisation": [(Role.ADMIN, own)],
        "admin of the region": [(Role.ADMIN, None)],
        "admin elsewhere": [(Role.ADMIN, elsewhere)],
        "coordinator": [(Role.COORDINATOR, own)],
    }
    person = graduate.person
    if who != "owner":
        person = make_person(session, "quien@pruebas.example", own, roles=roles.get(who, []))
    page = signed_in_as(person).get("credentials.show", folio=replacement.folio)
    links = page.all(f'a[href$="/verificar/{graduate.credential.folio}"]')
    assert (len(links), "Sustituye a" in page.text) == (int(told), told)


@pytest.mark.parametrize(
    ("folio", "said"),
    [
        ("RN-2026-DAI01-691CA-6QE6P-00DQN", "Ninguna constancia"),
        ("RN-2026-DAI01-691CA-6QE6P-00DQM", "error de escritura"),
        ("cualquier-cosa", "Ninguna constancia"),
    ],
)
def test_an_unknown_folio_is_explained(pages, folio, said):
    page = pages.get("credentials.show", folio=folio, status=404)
    assert said in page.text
    assert "Qué revisar" in page.text
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_seal_of_another_key_or_of_other_facts_is_shown(pages, session, graduate):
    held = graduate.credential
    key_id, _, signature = held.seal.partition(".")
    for seal, said in ((f"00000000.{signature}", "llave anterior"), (f"{key_id}.AAAA", "No coincide")):
        other = Credential(
            folio=new_folio(2026, "PRU01"),
            enrolment_id=held.enrolment_id,
            person_id=held.person_id,
            facts=held.facts,
            seal=seal,
            issued_at=NOW,
            state=CredentialState.REVOKED,
            ended_at=NOW,
            end_reason="Se emitió por error.",
        )
        session.add(other)
        session.commit()
        assert said in pages.get("credentials.show", folio=other.folio).text


def test_the_public_key_is_plain_text(pages, office):
    page = pages.get("credentials.show_key")
    assert page.response.mimetype == "text/plain"
    assert page.html == office.sealer.public_pem
    assert page.html.startswith("-----BEGIN PUBLIC KEY-----")


def test_the_pdf_is_made_at_the_first_request_and_the_same_for_ever(pages, graduate):
    first = the_pdf(pages, graduate)
    again = the_pdf(pages, graduate)
    assert first.data.startswith(b"%PDF-")
    assert first.data == again.data
    assert first.mimetype == "application/pdf"
    assert first.headers["Cache-Control"].startswith("private")
    assert first.headers["Content-Disposition"] == f'inline; filename="constancia-{graduate.credential.folio}.pdf"'
    assert first.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert re.fullmatch(r'"[0-9a-f]{64}"', first.headers["ETag"])


def test_a_browser_that_has_the_pdf_is_not_sent_it_again(pages, graduate):
    answer = the_pdf(pages, graduate, **{"If-None-Match": the_pdf(pages, graduate).headers["ETag"]})
    assert (answer.status_code, answer.data) == (304, b"")


def test_a_pdf_that_is_not_ready_is_asked_for_again(pages, graduate, monkeypatch):
    monkeypatch.setattr(views, "have_rendered", lambda session, credential_id: False)
    page = pages.get("credentials.download", folio=graduate.credential.folio, status=503)
    assert page.h1 == "Tu constancia está en camino"
    assert page.response.headers["Retry-After"] == "10"


def test_there_is_no_pdf_of_a_folio_that_is_not_ours(pages):
    pages.get("credentials.download", folio="RN-2026-DAI01-691CA-6QE6P-00DQN", status=404)


def test_the_file_that_was_issued_is_authentic(pages, session, graduate):
    pdf = the_pdf(pages, graduate).data
    page = give_file(pages, pdf)
    assert page.h1 == "El archivo es auténtico"
    assert "María Ñúñez Agüero" in page.text
    revoke(session, graduate.credential, "Se emitió por error.", by_id=None, now=LATER)
    session.commit()
    assert "fue revocada" in give_file(pages, pdf).text


def test_an_altered_file_is_shown_beside_the_original(pages, graduate):
    pdf = the_pdf(pages, graduate).data
    page = give_file(pages, pdf + b" ")
    assert page.h1 == "El archivo está alterado"
    assert "Alterada: no coincide con la original" in page.text
    assert "María Ñúñez Agüero" in page.text


@pytest.mark.parametrize(
    ("content", "heading"),
    [(b"hola", "El archivo no es un PDF"), (b"%PDF-1.7 nada", "No pudimos leer el PDF")],
)
def test_other_files_are_answered_in_a_sentence(pages, content, heading):
    page = give_file(pages, content)
    assert page.h1 == heading
    assert page.one(".notice-error")


def test_a_pdf_of_others_is_answered_in_a_sentence(pages, ordinary_pdf):
    assert give_file(pages, ordinary_pdf).h1 == "El archivo no es una constancia nuestra"


def test_a_file_given_while_another_is_read_is_asked_for_again(pages, ordinary_pdf, monkeypatch):
    monkeypatch.setattr(verification, "WAITING_SECONDS", 0.01)
    with verification.ONE_READER:
        page = give_file(pages, ordinary_pdf, status=503)
    assert page.h1 == "El servicio está ocupado"
    assert page.response.headers["Retry-After"] == "10"
    assert give_file(pages, ordinary_pdf).h1 == "El archivo no es una constancia nuestra"


def test_no_file_is_an_error_that_leads_to_the_field(pages):
    page = pages.submit(pages.get("credentials.verify"), form="#file-form", status=422)
    assert [link["href"] for link in page.all(".error-summary a")] == ["#file"]


def test_a_file_of_more_than_five_megabytes_is_refused(pages):
    answer = pages.client.post(
        "/verificar", data=b"0" * (5 * 1024 * 1024 + 1), content_type="multipart/form-data; boundary=x"
    )
    assert Page(answer, 413).h1 == "El archivo es demasiado grande"


def test_looking_at_a_certificate_costs_one_statement(pages, session, graduate, count_queries):
    session.commit()
    with count_queries(session) as counted:
        pages.get("credentials.show", folio=graduate.credential.folio)
    assert counted.n == 1
