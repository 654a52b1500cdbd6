"""The settings: read from the environment, refused where a start would not be safe."""

from pathlib import Path

import pytest

from app.shared.settings import DEMO_SECRET, Mode, Settings, SettingsError

SECRET = "Zr4-kQ9_wX2mB7vN1sT6yL3pH8dF5gJ0cA"


def test_settings_are_read_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "AULA_MODE": "production",
            "AULA_SECRET_KEY": SECRET,
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


@pytest.mark.parametrize("secret", ["", "corta", DEMO_SECRET, "ab" * 40])
def test_production_refuses_a_secret_that_is_known_or_guessed(secret: str) -> None:
    with pytest.raises(SettingsError, match="AULA_SECRET_KEY"):
        Settings.from_environment({"AULA_SECRET_KEY": secret})


@pytest.mark.parametrize("given", [{"AULA_MODE": "otra"}, {"AULA_MODE": "demo", "AULA_PROXIES": "uno"}])
def test_a_value_that_cannot_be_used_is_named(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        Settings.from_environment(given)


def test_production_keeps_its_rate_limits() -> None:
    with pytest.raises(SettingsError, match="AULA_LIMITS"):
        Settings.from_environment({"AULA_SECRET_KEY": SECRET, "AULA_LIMITS": "off"})
    with pytest.raises(SettingsError, match="AULA_LIMITS"):
        Settings.from_environment({"AULA_MODE": "demo", "AULA_LIMITS": "quizá"})
    assert Settings.from_environment({"AULA_MODE": "demo", "AULA_LIMITS": "off"}).limits == "off"


def test_the_demonstration_starts_without_any(tmp_path: Path) -> None:
    settings = Settings.from_environment({"AULA_MODE": "demo", "AULA_VAR": str(tmp_path)})

    assert settings.demo
    assert settings.secret == DEMO_SECRET
    assert settings.database == f"sqlite:///{tmp_path / 'aula.db'}"
    assert Settings(database_url="postgresql+psycopg:///aula").database == "postgresql+psycopg:///aula"
