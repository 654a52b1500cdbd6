"""Signals of pages about to be shown: higher rooms bring a person's standing up to date, and add what is theirs."""

from blinker import Signal

standing_asked = Signal("Sent with person_id and now, outside a transaction, before a page reads their progress.")
offers_asked = Signal("Sent with place before a course's page; each higher room answers with its Offers, in order.")
