"""The list of what a person must confirm before publication leaves nothing out."""

import re
from pathlib import Path

from app.content.load import PROGRAMME, read_folder
from app.content.programme import parse_programme

ROOT = Path(__file__).parent.parent.parent
LIST = (ROOT / "docs" / "vigencia.md").read_text("utf-8")


def test_every_organisation_that_is_to_be_confirmed_is_listed():
    programme, findings = parse_programme(read_folder(ROOT / "courses" / PROGRAMME))
    assert programme is not None, findings
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", LIST, re.MULTILINE)

    doubtful = [entry for entry in programme.organisations if entry.to_confirm]
    missing = [entry.id for entry in doubtful if not any(entry.names[0].short in row for row in rows)]

    assert missing == []
    assert len(doubtful) > 15
