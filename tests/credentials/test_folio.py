"""Folios: what they look like, what is forgiven, what is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credentials.folio import (
    RANDOM_SIGNS,
    SIGNS,
    FolioError,
    MistypedFolioError,
    check_character,
    new_folio,
    parse_folio,
)

CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=3, max_size=6)
RANDOM = st.lists(st.sampled_from(RANDOM_SIGNS), min_size=14, max_size=14)


@st.composite
def folios(draw: st.DrawFn) -> str:
    first = iter(draw(RANDOM))
    later = draw(st.randoms(use_true_random=False))
    return new_folio(draw(st.integers(2026, 2099)), draw(CODES), lambda signs: next(first, None) or later.choice(signs))


def test_a_folio_names_region_year_and_course_and_ends_in_three_groups_of_five():
    assert parse_folio(new_folio(2026, "DAI01")).split("-")[:3] == ["RN", "2026", "DAI01"]
    assert [len(group) for group in new_folio(2026, "DAI01").split("-")[3:]] == [5, 5, 5]


def test_the_check_character_is_that_of_the_standard():
    # The example of ISO 15706's and GRid's annexes, both MOD 37,36.
    assert check_character("A12425GABC1234002") == "M"


def test_folios_are_not_repeated():
    assert len({new_folio(2026, "DAI01") for _ in range(500)}) == 500


@given(folios(), st.data())
def test_any_single_wrong_character_is_noticed(folio, data):
    signs = folio.replace("-", "")
    place = data.draw(st.integers(0, len(signs) - 1))
    wrong = data.draw(st.sampled_from(SIGNS.replace(signs[place], "")))
    assert reading(signs[:place] + wrong + signs[place + 1 :]) in (None, folio)


@given(folios(), st.data())
def test_a_wrong_character_that_no_eye_confuses_is_always_refused(folio, data):
    signs = folio.replace("-", "")
    place = data.draw(st.integers(len(signs) - 15, len(signs) - 1))
    wrong = data.draw(st.sampled_from("23456789ABCDEFGHJKMNPQRSTVWXYZ".replace(signs[place], "")))
    with pytest.raises(MistypedFolioError):
        parse_folio(signs[:place] + wrong + signs[place + 1 :])


@given(folios())
def test_any_swap_of_neighbours_is_noticed(folio):
    signs = folio.replace("-", "")
    for place in range(len(signs) - 1):
        if signs[place] != signs[place + 1]:
            assert reading(signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]) is None


@given(folios())
def test_case_spaces_hyphens_and_lookalikes_are_forgiven(folio):
    assert parse_folio(folio.lower()) == folio
    assert parse_folio(folio.replace("-", "")) == folio
    assert parse_folio("  " + folio.replace("-", " – ") + "\n") == folio
    head, tail = folio[:-17], folio[-17:-1]
    assert parse_folio(head + tail.replace("0", "O").replace("1", "i") + folio[-1]) == folio
    assert parse_folio(head + tail.replace("1", "L") + folio[-1]) == folio


@pytest.mark.parametrize("text", ["", "RN", "constancia", "RN-2026-DAI01", "XX-2026-DAI01-691CA-6QE6P-00DQN", "١" * 25])
def test_other_texts_are_not_folios(text):
    with pytest.raises(FolioError) as refusal:
        parse_folio(text)
    assert not isinstance(refusal.value, MistypedFolioError)


def test_a_number_in_which_a_swap_would_go_unnoticed_is_not_taken():
    draws = iter(bad_start() + "691CA6QE6P00DQ")
    assert new_folio(2026, "DAI01", lambda signs: next(draws)) == "RN-2026-DAI01-691CA-6QE6P-00DQN"


def bad_start() -> str:
    """Fourteen characters two of which can be swapped without changing the check character."""
    for first in RANDOM_SIGNS:
        for second in RANDOM_SIGNS:
            for third in RANDOM_SIGNS:
                here, there = f"{first}{second}{third}", f"{first}{third}{second}"
                rest = "0" * 11
                if second != third and check_character(f"RN2026DAI01{here}{rest}") == check_character(
                    f"RN2026DAI01{there}{rest}"
                ):
                    return here + rest
    raise AssertionError("the standard would notice every swap")


def reading(text: str) -> str | None:
    try:
        return parse_folio(text)
    except FolioError:
        return None
