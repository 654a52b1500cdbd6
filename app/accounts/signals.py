"""Signals of the accounts room; higher rooms listen, in the same transaction."""

from blinker import Signal

sex_changed = Signal(
    "A person changed what they say of their sex or gender. Sent before the commit as "
    "sex_changed.send(session, person=Person, previous=Sex); person.sex is the new answer."
)
