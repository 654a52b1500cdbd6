"""The content room is pure: what reads, marks and checks courses knows neither the web nor the database."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted(
    f"app.content.{path.stem}" for path in (ROOT / "app" / "content").glob("*.py") if path.stem != "__init__"
)
FOREIGN = ("flask", "sqlalchemy", "werkzeug", "wtforms", "jinja2", "weasyprint")
PROGRAM = (
    "import {0}, sys; print([name for name in sys.modules if name.partition('.')[0] in {1!r} or name == 'app.shared'])"
)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_of_the_content_room_loads_no_foreign_library(module):
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module, FOREIGN)], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "[]", f"{module} must not import these"
