"""What the attempt page sends: one answer with its number, or a page of answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

LONGEST_CLIENT = 36
HIGHEST_SEQUENCE = 2**53 - 1
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """One answer of a tab (``client``), numbered in the order in which the tab saves."""

    question_key: str
    client: str
    sequence: int
    fields: Mapping[str, list[str]]


def sent_answer(form: MultiDict[str, str]) -> SentAnswer | None:
    """The answer that a request sends; None where its envelope cannot be read."""
    client, sequence = form.get("client", ""), form.get("sequence", "")
    if not 0 < len(client) <= LONGEST_CLIENT or not sequence.isdecimal() or len(sequence) > LONGEST_CLIENT:
        return None
    if not 0 < int(sequence) <= HIGHEST_SEQUENCE:
        return None
    return SentAnswer(form.get("question", ""), client, int(sequence), form.to_dict(flat=False))


def shown_answers(form: MultiDict[str, str]) -> dict[str, str]:
    """Of a page of questions: each key and the fingerprint of the answer that was shown with it."""
    pairs = (value.partition(" ") for value in form.getlist(ASKED))
    return {key: fingerprint for key, _, fingerprint in pairs}
