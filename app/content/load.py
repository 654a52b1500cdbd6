"""Reads folders of courses from disk: the only place of this room that touches files."""

import os
from importlib import resources
from pathlib import Path

from app.content.files import MAX_IMAGE_BYTES, Files

PROGRAMME = "_programa"
_HIDDEN = (".", "~")


def read_folder(folder: Path) -> Files:
    """Every file below ``folder`` by its path relative to it; hidden files and links to elsewhere are left out.

    Of a file larger than any that is allowed only the first bytes over the limit are read, enough
    for the checker to refuse it.
    """
    files = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(part.startswith(_HIDDEN) for part in relative.parts) or path.is_symlink():
            continue
        if path.is_file():
            name = os.fsencode(relative.as_posix()).decode(errors="replace")
            with path.open("rb") as opened:
                files[name] = opened.read(MAX_IMAGE_BYTES + 1)
    return files


def course_folders(library: Path) -> tuple[Path, ...]:
    """The folders of a library that hold a course, by name."""
    return tuple(
        folder
        for folder in sorted(library.iterdir())
        if folder.is_dir() and folder.name != PROGRAMME and not folder.name.startswith(_HIDDEN)
    )


def read_rules(name: str) -> str:
    """The text of one of the rule files that come with this room."""
    return (resources.files("app.content") / "rules" / f"{name}.yaml").read_text("utf-8")
