"""Names, addresses, passwords and paths, on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import passwords
from app.accounts.emails import clean_email
from app.accounts.names import clean_name, folded, is_name
from app.accounts.return_path import local_path

OWNER = {"email": "ana.ibarra@dependencia.example", "name": "Ana Ibarra Núñez"}


@pytest.mark.parametrize(
    "name",
    [
        "María de los Ángeles Ruiz-Esparza y Montaño de la Garza",
        "José Ma. D'Angelo",
        "Ñandú Peñúñuri",
        "Zoë Müller",
        "Nguyễn Văn An",
    ],
)
def test_long_double_and_accented_surnames_are_names(name: str) -> None:
    assert is_name(clean_name(name))


@pytest.mark.parametrize("name", ["Ana 2", "<b>Ana</b>", "Ana\u202eanA", "...", "-A", "Ana\u200bLuz", "Ana; Luz"])
def test_digits_markup_and_invisible_signs_are_not_names(name: str) -> None:
    assert not is_name(name)


def test_a_name_is_trimmed_and_its_spaces_collapsed() -> None:
    assert clean_name("  Ana \t  Luz\u00a0 Nu\u0301n\u0303ez ") == "Ana Luz Núñez"


@given(st.text(max_size=60))
def test_cleaning_a_name_twice_changes_nothing(text: str) -> None:
    assert clean_name(clean_name(text)) == clean_name(text)


def test_folding_forgives_case_and_accents() -> None:
    assert folded("NÚÑEZ") == folded("nunez") == "nunez"


def test_an_address_is_kept_in_lower_case() -> None:
    assert clean_email("  Ana.Ibarra@Dependencia.GOB.MX ") == "ana.ibarra@dependencia.gob.mx"


@pytest.mark.parametrize(
    "text", ["", "ana", "ana@", "ana@x", "a b@x.mx", "ana@x.mx\nbcc: b@x.mx", "añá@x.mx", "a@x.mx,b@x.mx"]
)
def test_what_is_not_one_address_is_refused(text: str) -> None:
    assert clean_email(text) is None


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("corta", "10 caracteres"),
        ("x" * 201, "200"),
        ("aaaaaaaaaabb", "repite"),
        ("12345678901", "números"),
        ("2026-11-23 10:45", "números"),
        ("Contraseña2026!", "primeras"),
        ("qwertyuiop1", "primeras"),
        ("Transparencia.2026", "primeras"),
        ("soy-ibarra-feliz", "correo"),
        ("mi gato Nunez come", "nombre"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(app: object, password: str, word: str) -> None:
    with app.test_request_context():  # type: ignore[attr-defined]
        assert word in str(passwords.weakness(password, **OWNER))


@pytest.mark.parametrize("password", ["correcto caballo batería", "el río baja crecido", "Xk7#pQz!m2Lw"])
def test_a_good_password_is_accepted(password: str) -> None:
    assert passwords.weakness(password, **OWNER) is None


def test_a_short_name_does_not_forbid_its_letters() -> None:
    assert passwords.weakness("mañana cantan aves", email="ana@x.mx", name="Ana Paz") is None


def test_a_kept_password_matches_only_itself() -> None:
    kept = passwords.hashed("el río baja crecido")

    assert passwords.matches(kept, "el río baja crecido")
    assert passwords.matches(kept, "el ri\u0301o baja crecido"), "however the accent was typed"
    assert not passwords.matches(kept, "el río baja Crecido")
    assert not passwords.matches(None, "nobody has this password"), "no password is nobody's"
    assert not passwords.matches("not a hash", "el río baja crecido")


def test_only_old_parameters_ask_for_a_new_hash() -> None:
    assert not passwords.needs_rehash(passwords.hashed("el río baja crecido"))
    assert passwords.needs_rehash("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$Sj4mYgLVLTSLmYBPTCkmDQ")


@pytest.mark.parametrize("path", ["/", "/mi-aula", "/cursos/x?p=2#nota", "/a//b", "/intentos/5?next=https://x.mx"])
def test_a_path_of_this_site_is_a_place_to_return_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "mi-aula",
        "https://malo.example/",
        "//malo.example",
        "///malo.example",
        "/\\malo.example",
        "\\\\malo.example",
        "/\t/malo.example",
        "/\n/malo.example",
        "\t//malo.example",
        " //malo.example",
        "http:malo.example",
        "javascript:alert(1)",
        "/mi-aula\r\nSet-Cookie: a=b",
        "//[malo",
        "/\u202e/x",
        "/" + "a" * 2000,
    ],
)
def test_anything_that_could_lead_elsewhere_is_refused(path: str | None) -> None:
    assert local_path(path) is None


@given(st.text(max_size=40).map(lambda text: "/" + text))
def test_a_place_to_return_to_never_names_a_host(text: str) -> None:
    path = local_path(text)
    assert path is None or (path.startswith("/") and path[1:2] not in ("/", "\\"))
