"""Mailed links: who made them, for what, for how long, and for which state of the account."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.accounts.tokens import LASTS, Claim, Purpose, make_token, read_token

SECRET = "a secret"
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


def test_a_token_names_the_person_while_the_account_stays_the_same() -> None:
    token = make_token(SECRET, Purpose.RESET, 7, "key", "hash")
    claim = read_token(SECRET, Purpose.RESET, token)

    assert claim is not None
    assert claim.person_id == 7
    assert claim.holds_for("key", "hash")
    assert not claim.holds_for("another key", "hash")
    assert not claim.holds_for("key", "another hash")
    assert not claim.holds_for("key", None)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_token_lasts_as_long_as_its_purpose_allows(purpose: Purpose) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        token = make_token(SECRET, purpose, 7, "key", None)
        clock.shift(LASTS[purpose])
        assert isinstance(read_token(SECRET, purpose, token), Claim)
        clock.shift(timedelta(seconds=1))
        assert read_token(SECRET, purpose, token) is None


def test_a_token_of_one_purpose_is_nothing_to_another() -> None:
    token = make_token(SECRET, Purpose.CONFIRM, 7, "key", "hash")

    assert read_token(SECRET, Purpose.RESET, token) is None
    assert read_token(SECRET, Purpose.INVITE, token) is None


@pytest.mark.parametrize(
    "change", [lambda t: "x" + t, lambda t: t[:-4], lambda t: t.replace(".", "A.", 1), lambda t: "", lambda t: "."]
)
def test_a_changed_token_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    token = make_token(SECRET, Purpose.RESET, 7, "key", "hash")

    assert read_token(SECRET, Purpose.RESET, change(token)) is None
    assert read_token("another secret", Purpose.RESET, token) is None


def test_a_token_shows_neither_session_key_nor_hash() -> None:
    assert "key-nobody-may-see" not in make_token(SECRET, Purpose.RESET, 7, "key-nobody-may-see", "hash")
