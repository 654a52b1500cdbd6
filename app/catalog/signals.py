"""The signal that a course has a new live edition; higher rooms listen, in the same transaction."""

from blinker import Signal

edition_published = Signal("Sent with the session's course, its new edition and the previous one or None.")
