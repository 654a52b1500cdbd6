"""Two organisations, whose numbers are told apart."""

import pytest

from tests.factories import make_organisation


@pytest.fixture
def north(session):
    return make_organisation(session, "norte", "Organización Norte")


@pytest.fixture
def south(session):
    return make_organisation(session, "sur", "Organización Sur")
