"""The signal that a person's standing is about to be shown; higher rooms bring it up to date first."""

from blinker import Signal

standing_asked = Signal("Sent with person_id and now, outside a transaction, before a page reads their progress.")
