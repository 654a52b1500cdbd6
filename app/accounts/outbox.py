"""Letters that were written to a folder instead of being sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

NEWEST = 50
_NAME = re.compile(r"[0-9T]{15,30}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its reader sees it; ``name`` is its file's, without the ending."""

    name: str
    to: str
    subject: str
    at: datetime
    text: str

    def lines(self, base_url: str) -> Iterator[tuple[str, str]]:
        """Its lines as (text, path): the path is where a line that is a link to this site leads."""
        site = base_url.rstrip("/")
        for line in self.text.splitlines():
            yield line, line.removeprefix(site) if line.startswith(f"{site}/") else ""


def newest_letters(folder: Path) -> tuple[Letter, ...]:
    """The newest letters of a folder, newest first."""
    files = sorted(folder.glob("*.eml"), reverse=True)[:NEWEST]
    return tuple(_read(file) for file in files)


def read_letter(folder: Path, name: str) -> Letter | None:
    """One letter by its name; None where there is none."""
    file = folder / f"{name}.eml"
    return _read(file) if _NAME.fullmatch(name) and file.is_file() else None


def _read(file: Path) -> Letter:
    message = message_from_bytes(file.read_bytes(), policy=default)
    return Letter(
        name=file.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])),
        text=message.get_content().replace("\r\n", "\n"),
    )
