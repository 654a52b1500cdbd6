"""Administrators: whose certificates they see, and how one is replaced or revoked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import AuditEntry, Role
from app.credentials import queries
from app.credentials.models import Credential, CredentialState
from tests.factories import NOW, finish_course, make_enrolment, make_organisation, make_person

REASON = "Se corrigió el segundo apellido."
ENDPOINTS = ("credentials.revoke_one", "credentials.replace_one")


@pytest.fixture
def admin(session, graduate, signed_in_as):
    return signed_in_as(
        make_person(
            session, "admin@pruebas.example", graduate.organisation, roles=[(Role.ADMIN, graduate.organisation)]
        )
    )


@pytest.fixture
def stranger(session, signed_in_as):
    elsewhere = make_organisation(session, "org-2", "Otra Organización")
    return signed_in_as(make_person(session, "otra@pruebas.example", elsewhere, roles=[(Role.ADMIN, elsewhere)]))


@pytest.fixture
def region(session, signed_in_as):
    return signed_in_as(make_person(session, "region@pruebas.example", roles=[(Role.ADMIN, None)]))


def test_visitors_sign_in_first_and_learners_may_not(pages, graduate, signed_in_as):
    learner = signed_in_as(graduate.person)
    learner.get("credentials.issued", status=403)
    for endpoint in ENDPOINTS:
        learner.get(endpoint, folio=graduate.credential.folio, status=403)
    assert "/entrar" in pages.redirect_of("credentials.issued")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TRAINER])
def test_other_roles_may_not(session, signed_in_as, role):
    person = make_person(session, "rol@pruebas.example", roles=[(role, None)])
    signed_in_as(person).get("credentials.issued", status=403)


def test_an_administrator_sees_the_certificates_of_their_organisation(admin, stranger, region, graduate):
    assert graduate.credential.folio in admin.get("credentials.issued").text
    assert graduate.credential.folio in region.get("credentials.issued").text
    page = stranger.get("credentials.issued")
    assert graduate.credential.folio not in page.text
    assert "Todavía no hay constancias" in page.text


def test_the_way_to_the_list_is_shown_to_administrators_only(admin, pages):
    assert admin.get("credentials.verify").one('main a[href="/constancias"]')
    assert not pages.get("credentials.verify").all('main a[href="/constancias"]')


def test_nobody_ends_a_certificate_outside_their_scope(stranger, graduate):
    for endpoint in ENDPOINTS:
        stranger.get(endpoint, folio=graduate.credential.folio, status=404)


@pytest.mark.parametrize("words", ["ñúñez", "NUNEZ maria", "persona@", "{folio}", "{loose}"])
def test_certificates_are_found_by_folio_name_or_address(admin, graduate, words):
    folio = graduate.credential.folio
    search = words.format(folio=folio, loose=folio.lower().replace("-", " "))
    page = admin.submit(admin.get("credentials.issued"), {"text": search}, form="#search")
    assert folio in page.text
    assert page.one("#text")["value"] == search


def test_a_search_without_result_says_so(admin):
    page = admin.submit(admin.get("credentials.issued"), {"text": "nadie se llama así"}, form="#search")
    assert "Nada con esas palabras" in page.text


def test_a_search_is_kept_out_of_addresses_until_it_is_taken_away(admin, session, graduate, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 1)
    for number in range(2):
        person = make_person(session, f"p{number}@pruebas.example", graduate.organisation, name=f"Persona {number}")
        finish_course(session, make_enrolment(session, person, graduate.live), graduate.live)
    session.commit()
    page = admin.get("credentials.issued")
    assert not page.all("#everybody")
    page = admin.submit(page, {"text": "persona pruebas.example"}, form="#search")
    page = admin.submit(page, {"text": " Persona "}, form="#search")
    assert page.response.request.url.endswith("/constancias")
    following = str(page.one('a[rel="next"]')["href"])
    assert "ersona" not in following
    second = admin.get(following)
    assert [row.get_text() for row in second.all("tbody th")] == ["Persona 0"]
    assert "ersona" not in str(second.one('a[rel="prev"]')["href"])
    everybody = admin.submit(second, form="#everybody")
    assert everybody.one("#text")["value"] == ""
    assert [row.get_text() for row in everybody.all("tbody th")] == ["Persona 1"]
    assert not everybody.all("#everybody")


def test_words_in_the_address_search_for_nothing(admin, graduate):
    assert graduate.credential.folio in admin.get("/constancias?q=nadie").text


def test_a_search_of_too_many_words_is_refused_and_the_one_before_stays(admin, graduate):
    page = admin.submit(admin.get("credentials.issued"), {"text": "nadie así"}, form="#search")
    page = admin.submit(page, {"text": "a" * 101}, form="#search", status=422)
    assert [link["href"] for link in page.all(".error-summary a")] == ["#text"]
    assert "Nada con esas palabras" in admin.get("credentials.issued").text


def test_the_list_turns_its_pages_and_costs_the_same(admin, session, graduate, monkeypatch, count_queries):
    monkeypatch.setattr(queries, "PAGE", 2)
    session.commit()
    with count_queries(session) as one:
        admin.get("credentials.issued")
    for number in range(4):
        person = make_person(session, f"p{number}@pruebas.example", graduate.organisation, name=f"Persona {number}")
        finish_course(session, make_enrolment(session, person, graduate.live), graduate.live)
    session.commit()
    with count_queries(session) as many:
        first = admin.get("credentials.issued")
    assert many.n == one.n
    assert ["Persona 3" in first.text, "Persona 1" in first.text] == [True, False]
    second = admin.get(str(first.one('a[rel="next"]')["href"]))
    assert ["Persona 1" in second.text, "Persona 0" in second.text] == [True, True]
    last = admin.get(str(second.one('a[rel="next"]')["href"]))
    assert "María" in last.text
    assert not last.all('a[rel="next"]')
    back = admin.get(str(last.one('a[rel="prev"]')["href"]))
    assert "Persona 1" in back.text
    assert admin.get(str(back.one('a[rel="prev"]')["href"])).all('a[rel="next"]')


def test_a_page_after_the_last_is_empty(admin, graduate):
    assert "Todavía no hay" in admin.get(f"/constancias?despues={graduate.credential.id}").text


def test_revoking_asks_for_a_reason_and_to_be_meant(admin, session, graduate):
    page = admin.get("credentials.revoke_one", folio=graduate.credential.folio)
    page = admin.submit(page, {"reason": "breve"}, status=422)
    assert len(page.all(".error-summary a")) == 2
    page = admin.submit(page, {"reason": REASON, "confirmed": "y"})
    assert "quedó revocada" in page.text
    session.expire_all()
    assert graduate.credential.state is CredentialState.REVOKED
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "credential.revoked")).one()
    assert entry.detail["reason"] == REASON
    assert entry.actor_id is not None


def test_replacing_issues_a_certificate_with_the_new_name(admin, session, graduate):
    graduate.person.name = "María Núñez Agüero"
    session.commit()
    page = admin.get("credentials.replace_one", folio=graduate.credential.folio)
    page = admin.submit(page, {"reason": REASON, "confirmed": "y"})
    assert "Se emitió una constancia nueva" in page.text
    assert "Sustituida" in page.text
    new = session.scalars(select(Credential).where(Credential.state == CredentialState.VALID)).one()
    assert new.facts["name"] == "María Núñez Agüero"


def test_replacing_without_anything_to_correct_is_explained(admin, graduate):
    page = admin.get("credentials.replace_one", folio=graduate.credential.folio)
    page = admin.submit(page, {"reason": REASON, "confirmed": "y"})
    assert "ya dice el nombre actual" in page.text
    assert "Vigente" in page.text


def test_ended_certificates_offer_no_action(admin, session, graduate):
    page = admin.get("credentials.revoke_one", folio=graduate.credential.folio)
    admin.submit(page, {"reason": REASON, "confirmed": "y"})
    assert not admin.get("credentials.issued").all('a[href$="/revocar"]')


def test_the_newest_comes_first(admin, session, graduate):
    person = make_person(session, "p@pruebas.example", graduate.organisation, name="Persona Nueva")
    enrolment = make_enrolment(session, person, graduate.live)
    finish_course(session, enrolment, graduate.live, now=NOW + timedelta(days=1))
    rows = [row.get_text() for row in admin.get("credentials.issued").all("tbody th")]
    assert rows == ["Persona Nueva", "María Ñúñez Agüero"]
