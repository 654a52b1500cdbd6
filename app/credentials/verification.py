"""Telling whether a file is the certificate that was issued, an altered one, or none of ours."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from app.credentials.folio import FolioError, parse_folio
from app.credentials.queries import Registered, folio_of_document, registered
from app.credentials.seal import Sealer

READING_SECONDS = 10
_READER = Path(__file__).parent / "pdf_texts.py"
_HEADER_WITHIN = 1024
_FOLIO = re.compile(r"RN-20[0-9]{2}-[A-Z0-9]{3,6}(?:-[A-Z0-9]{5}){3}")


class Verdict(StrEnum):
    """What a file is."""

    AUTHENTIC = "authentic"
    ALTERED = "altered"
    NOT_OURS = "not-ours"
    NOT_A_PDF = "not-a-pdf"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict and, where the file names a certificate of ours, what the register says of it."""

    verdict: Verdict
    original: Registered | None = None


def check_file(session: Session, content: bytes, sealer: Sealer) -> Checked:
    """The verdict on a file. Authentic is only the very file that was issued, byte by byte.

    ``sealer`` checks the seal of the certificate that the file names.
    """
    folio = folio_of_document(session, sha256(content).hexdigest())
    if folio is not None:
        return Checked(Verdict.AUTHENTIC, registered(session, folio, sealer))
    if b"%PDF-" not in content[:_HEADER_WITHIN]:
        return Checked(Verdict.NOT_A_PDF)
    text = content.decode("latin-1")
    original = _original_of(session, text, sealer)
    if original is None:
        words = words_of(content)
        if words is None:
            return Checked(Verdict.UNREADABLE)
        original = _original_of(session, words, sealer)
    return Checked(Verdict.ALTERED, original) if original else Checked(Verdict.NOT_OURS)


def words_of(content: bytes) -> str | None:
    """What a PDF says, read by another process within limits of time and memory; None where it cannot be read."""
    try:
        read = subprocess.run(  # noqa: S603 -- our own program, without arguments from outside
            [sys.executable, str(_READER)], input=content, capture_output=True, timeout=READING_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return read.stdout.decode("utf-8", "replace")


def _original_of(session: Session, text: str, sealer: Sealer) -> Registered | None:
    for folio in _folios_in(text):
        original = registered(session, folio, sealer)
        if original is not None:
            return original
    return None


def _folios_in(text: str) -> Iterator[str]:
    for written in dict.fromkeys(_FOLIO.findall(text)):
        try:
            yield parse_folio(written)
        except FolioError:
            continue
