"""The documents say what the code does."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click

from app.cli import aula
from app.shared.settings import Settings

ROOT = Path(__file__).parent.parent.parent
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
GUIDE = (ROOT / "docs/guia-de-autoria.md").read_text("utf-8")
AULA = re.compile(
    r"(?:^|`)((?:AULA_\w+=\S+ )*[./\w]*\baula (?:attempts|certificates|courses|norms|people)\b[^`\n]*)", re.M
)
"""A command of ``aula`` in code, or on a line of its own."""
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


def test_commands_of_the_readme_and_the_guide_run_as_they_are_written(tmp_path):
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parent.parent)
    for folder, name in (("_programa", "_programa"), ("pide-informacion", "mi-curso")):
        shutil.copytree(ROOT / "courses" / folder, tmp_path / "courses" / name)
    commands = [match[1] for text in (README, GUIDE) for match in AULA.finditer(text)]
    assert len(commands) > 8

    for command in ("AULA_MODE=demo .venv/bin/aula db upgrade", *commands):
        run = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True
        )
        assert run.returncode == 0, f"{command}: {run.stdout}{run.stderr}"


def test_a_service_that_follows_operations_is_closed_to_others():
    assert re.search(r"location = /metrics \{[^}]*return 404;", OPERATIONS)
    assert "UMask=0077" in OPERATIONS
    assert re.search(r"\[Install\]\s+WantedBy=multi-user.target", OPERATIONS)


def test_restoring_begins_with_a_stop_and_leaves_no_log_of_the_old_database():
    steps = ("systemctl stop", "aula.db-wal", "aula.db-shm", "install -o aula", "systemctl start")
    places = [OPERATIONS.index(step, OPERATIONS.index("Restore")) for step in steps]

    assert places == sorted(places)


def test_the_first_start_names_who_signs_before_the_first_certificates():
    first_start = OPERATIONS.partition("## First start")[2].partition("\n## ")[0]

    assert "`/organizaciones`" in first_start


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
