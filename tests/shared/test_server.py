"""What the server does before it serves."""

from app.server import _emptied


def test_counters_of_a_server_that_was_killed_do_not_stay(tmp_path):
    folder = tmp_path / "var" / "metrics"

    assert _emptied(folder).is_dir()
    (folder / "counter_1234.db").write_bytes(b"of before")
    assert list(_emptied(folder).iterdir()) == []
