"""Who is asking, as a page shows them."""

import pytest

from app.accounts.identity import Identity


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Paula Ginés Arrieta", "PG"),
        ("María de los Ángeles Peñaloza", "MÁ"),
        ("Ñandú", "Ñ"),
        ("ana lópez", "AL"),
    ],
)
def test_initials_are_of_names_and_not_of_the_particles_between_them(name, initials):
    person = Identity(id=1, name=name, organisation_id=1, locale="es", session_key="k")

    assert person.initials == initials
