"""The normalised gain, on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.gain import Gain

share = st.integers(0, 10_000).map(lambda n: n / 10_000)


@pytest.mark.parametrize(
    ("before", "after", "gain"),
    [(0.5, 0.8, 0.6), (0.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.4, 0.4, 0.0), (0.5, 0.25, -0.5), (0.9, 1.0, 1.0)],
)
def test_the_gain_is_the_share_learned_of_what_was_missing(before, after, gain):
    assert Gain(before, after).normalised == pytest.approx(gain)


@pytest.mark.parametrize("after", [0.0, 0.7, 1.0])
def test_where_nothing_was_missing_there_is_no_gain(after):
    assert Gain(1.0, after).normalised is None


@given(share.filter(lambda before: before < 1), share)
def test_a_gain_never_passes_one_and_has_the_sign_of_the_difference(before, after):
    gain = Gain(before, after).normalised

    assert gain <= 1
    assert (gain > 0, gain < 0) == (after > before, after < before)
