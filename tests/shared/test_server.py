"""What the server does before it serves."""

import socket
from dataclasses import replace

import pytest

from app.server import _emptied, refuse_taken_port, serve_forever, served_app
from app.shared.settings import Mode, SettingsError
from tests.factories import make_person


@pytest.fixture
def settings_are(app, session, monkeypatch):
    """Changes settings of the application that would be served."""
    monkeypatch.setattr("app.server.create_app", lambda: app)

    def change(**values):
        monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], **values))

    return change


def test_production_does_not_serve_the_people_of_the_demonstration(app, session, settings_are):
    make_person(session, "admin@aula.example")
    session.commit()
    settings_are(mode=Mode.PRODUCTION)

    with pytest.raises(SettingsError, match="the demonstration's accounts"):
        served_app()
    with app.app_context(), pytest.raises(SettingsError, match="the demonstration's accounts"):
        serve_forever("127.0.0.1", 0, workers=1)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"smtp_url": "correo.example:587"}, "AULA_SMTP_URL looks like smtp://"),
        ({"smtp_url": "http://correo.example"}, "AULA_SMTP_URL looks like smtp://"),
        ({"seal_key": "no es una llave"}, "AULA_SEAL_KEY.*openssl genpkey -algorithm ed25519"),
    ],
)
def test_what_certificates_and_letters_need_is_read_before_serving(settings_are, settings, said):
    settings_are(**settings)

    with pytest.raises(SettingsError, match=said):
        served_app()


def test_a_seal_key_of_another_account_is_told(settings_are, tmp_path):
    (tmp_path / "sello.key").mkdir()
    settings_are(var=tmp_path)

    with pytest.raises(SettingsError, match="AULA_SEAL_KEY.*sello.key"):
        served_app()


def test_a_port_that_is_taken_is_refused_even_by_who_would_share_it():
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port}.*--port"):
            refuse_taken_port("127.0.0.1", port)

    refuse_taken_port("127.0.0.1", port)


def test_counters_of_a_server_that_was_killed_do_not_stay(tmp_path):
    folder = tmp_path / "var" / "metrics"

    assert _emptied(folder).is_dir()
    (folder / "counter_1234.db").write_bytes(b"of before")
    assert list(_emptied(folder).iterdir()) == []
