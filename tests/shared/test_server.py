"""What the server does before it serves."""

import socket

import pytest

from app.server import _emptied, refuse_taken_port
from app.shared.settings import SettingsError


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
