"""The documents say what the code does."""

import re
from pathlib import Path

import click

from app.cli import aula
from app.shared.settings import Settings

ROOT = Path(__file__).parent.parent.parent
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
DEMO_ACCOUNTS = ("participante", "instructora", "coordinacion", "region", "admin")


def test_every_setting_is_told():
    told = set(re.findall(r"^\| `AULA_([A-Z_]+)` \|", OPERATIONS, re.MULTILINE))

    assert told == {name.upper() for name in Settings.__dataclass_fields__}


def test_every_room_is_told():
    rooms = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}

    assert set(re.findall(r"^\| `([a-z]+)` \|", ARCHITECTURE, re.MULTILINE)) == rooms


def test_commands_that_the_documents_name_exist(app):
    named = set(re.findall(r"`?aula ([a-z]+)(?: ([a-z]+))?", OPERATIONS + README))
    groups = {**app.cli.commands, **aula.commands}
    for group, command in named:
        assert group in groups, f"aula {group}"
        if command and isinstance(groups[group], click.Group) and group != "db":
            assert command in groups[group].commands, f"aula {group} {command}"


def test_files_that_the_documents_link_to_exist():
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#|norma:|glosario:|plazo:)([^)#\s]+)", document.read_text("utf-8")):
            if document.name != "guia-de-autoria.md":
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_demo_accounts_are_told():
    for account in DEMO_ACCOUNTS:
        assert f"`{account}@aula.example`" in README


def test_every_target_of_make_has_its_help():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets is not None
    for target in targets[1].split():
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), f"make {target}"
