"""The settings: read from the environment, refused where a start would not be safe."""

from pathlib import Path

import pytest

from app.shared.settings import DEMO_SECRET, Mode, Settings, SettingsError

SECRET = "Zr4-kQ9_wX2mB7vN1sT6yL3pH8dF5gJ0cA"
PRODUCTION = {"AULA_SECRET_KEY": SECRET, "AULA_BASE_URL": "https://aula.example.gob.mx"}


def test_settings_are_read_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "AULA_MODE": "production",
            **PRODUCTION,
            "AULA_VAR": "datos",
            "AULA_PROXIES": "1",
            "AULA_SMTP_URL": "smtp://correo.example",
            "OTHER": "x",
            "AULA_PLACE": "",
        }
    )

    assert settings.mode is Mode.PRODUCTION
    assert settings.secret == SECRET
    assert settings.var == Path("datos").absolute()
    assert settings.proxies == 1
    assert settings.smtp_url == "smtp://correo.example"
    assert settings.place == "Monterrey, Nuevo León", "an empty value is no value"
    assert not settings.demo


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "corta",
        DEMO_SECRET,
        "ab" * 40,
        "changeme-changeme-changeme-changeme",
        "0123456789abcdef" * 2,
        "0123456789abcdef" * 2 + "01234",
        "password" * 4 + "1",
    ],
)
def test_production_refuses_a_secret_that_is_known_or_guessed(secret: str) -> None:
    with pytest.raises(SettingsError, match="AULA_SECRET_KEY"):
        Settings.from_environment({**PRODUCTION, "AULA_SECRET_KEY": secret})


def test_a_random_secret_of_few_kinds_of_characters_is_taken() -> None:
    digits = "3f1c09ab77d2e4586bd01f3c9a2e8754"

    assert Settings.from_environment({**PRODUCTION, "AULA_SECRET_KEY": digits}).secret == digits


@pytest.mark.parametrize("address", ["", "http://aula.example.gob.mx", "aula.example.gob.mx", "https://"])
def test_production_has_a_public_address_with_tls(address: str) -> None:
    with pytest.raises(SettingsError, match=r"AULA_BASE_URL must be .* like https://"):
        Settings.from_environment({**PRODUCTION, "AULA_BASE_URL": address})


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("AULA_TIMEZONE", "Monterrey", "America/Monterrey"),
        ("AULA_TIMEZONE", "../zona", "America/Monterrey"),
        ("AULA_TIMEZONE", "America", "America/Monterrey"),
        ("AULA_PROXIES", "-1", "0, 1 or more"),
        ("AULA_DATABASE_URL", "mi base", r"postgresql\+psycopg://"),
        ("AULA_DATABASE_URL", "postgresql+otro://aula@/aula", r"postgresql\+psycopg://"),
        ("AULA_DATABASE_URL", "postgresql+psycopg://aula@host:puerto/aula", r"postgresql\+psycopg://"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_what_to_write(name: str, value: str, advice: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}.*{advice}"):
        Settings.from_environment({"AULA_MODE": "demo", name: value})


@pytest.mark.parametrize("given", [{"AULA_MODE": "otra"}, {"AULA_MODE": "demo", "AULA_PROXIES": "uno"}])
def test_a_value_that_cannot_be_used_is_named(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        Settings.from_environment(given)


def test_production_keeps_its_rate_limits() -> None:
    with pytest.raises(SettingsError, match="AULA_LIMITS"):
        Settings.from_environment({**PRODUCTION, "AULA_LIMITS": "off"})
    with pytest.raises(SettingsError, match="AULA_LIMITS"):
        Settings.from_environment({"AULA_MODE": "demo", "AULA_LIMITS": "quizá"})
    assert Settings.from_environment({"AULA_MODE": "demo", "AULA_LIMITS": "off"}).limits == "off"


def test_the_demonstration_starts_without_any(tmp_path: Path) -> None:
    settings = Settings.from_environment({"AULA_MODE": "demo", "AULA_VAR": str(tmp_path)})

    assert settings.demo
    assert settings.secret == DEMO_SECRET
    assert settings.database == f"sqlite:///{tmp_path / 'aula.db'}"
    assert Settings(database_url="postgresql+psycopg:///aula").database == "postgresql+psycopg:///aula"
