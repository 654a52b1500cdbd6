"""Telling whether a file is the certificate that was issued, an altered one, or none of ours."""

import re
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock

from sqlalchemy.orm import Session

from app.credentials.folio import FolioError, parse_folio
from app.credentials.pdf_texts import MAX_BYTES_TOLD
from app.credentials.queries import Registered, first_registered, folio_of_document, registered
from app.credentials.seal import Sealer

READING_SECONDS = 10
WAITING_SECONDS = 3
MAX_FOLIOS = 20
"""How many folios of a file are looked up. A certificate carries one; an upload may carry tens of thousands."""
MAX_WRITTEN = 1_000
"""How many texts in the shape of a folio are read in a file, right or mistyped."""
ONE_READER = Lock()
"""Held while another process reads a file: uploads from outside never have more than one per web process."""
_READER = Path(__file__).parent / "pdf_texts.py"
_HEADER_WITHIN = 1024
_FOLIO = re.compile(r"RN-20[0-9]{2}-[A-Z0-9]{3,6}(?:-[A-Z0-9]{5}){3}")


class ReaderBusyError(Exception):
    """Another file was being read, and still was after a short wait."""


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

    ``sealer`` checks the seal of the certificate that the file names. ReaderBusyError.
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
    """What a PDF says, read by another process within limits of time and memory; None where it cannot be read.

    One file at a time: the next waits a moment, then ReaderBusyError.
    """
    if not ONE_READER.acquire(timeout=WAITING_SECONDS):
        raise ReaderBusyError
    try:
        return _told_by_reader(content)
    finally:
        ONE_READER.release()


def _told_by_reader(content: bytes) -> str | None:
    try:
        with TemporaryFile() as told:
            subprocess.run(  # noqa: S603 -- our own program, without arguments from outside
                [sys.executable, str(_READER)],
                input=content,
                stdout=told,
                stderr=subprocess.DEVNULL,
                timeout=READING_SECONDS,
                check=True,
            )
            told.seek(0)
            return told.read(MAX_BYTES_TOLD).decode("utf-8", "replace")
    except (subprocess.SubprocessError, OSError):
        return None


def _original_of(session: Session, text: str, sealer: Sealer) -> Registered | None:
    folios = _folios_in(text)
    return first_registered(session, folios, sealer) if folios else None


def _folios_in(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for written in islice(_FOLIO.finditer(text), MAX_WRITTEN):
        try:
            found[parse_folio(written[0])] = None
        except FolioError:
            continue
        if len(found) == MAX_FOLIOS:
            break
    return tuple(found)
