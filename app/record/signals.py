"""The signal that an act was recorded; higher rooms listen, in the same transaction."""

from blinker import Signal

acted = Signal("Sent with the session's new Act and its enrolment, before the commit.")
