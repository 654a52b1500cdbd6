"""Every text of the interface has its English."""

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
PO = ROOT / "app/web/translations/en/LC_MESSAGES/messages.po"


@pytest.fixture(scope="module")
def english():
    with PO.open("rb") as opened:
        return read_po(opened, locale="en")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    template = tmp_path_factory.mktemp("messages") / "messages.pot"
    options = ["-F", "app/web/babel.cfg", "-k", "_l", "-k", "lazy_gettext", "-o", str(template), "app"]
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", *options]
    subprocess.run(command, cwd=ROOT, check=True)
    with template.open("rb") as opened:
        return read_po(opened)


def test_every_text_is_translated(english, extracted):
    gaps = []
    for message in extracted:
        known = english.get(message.id, message.context) if message.id else message
        texts = known.string if known and isinstance(known.string, tuple) else [known.string if known else ""]
        if message.id and not all(texts):
            gaps.append(message.id)

    assert gaps == [], "run `make messages` and translate them in app/web/translations/en/LC_MESSAGES/messages.po"


def test_no_translation_is_left_over(english, extracted):
    wanted = {message.id for message in extracted}

    assert [message.id for message in english if message.id not in wanted] == []


def test_translations_keep_the_placeholders(english):
    broken = [message.id for message in english if message.id and list(message.check())]

    assert broken == []


def test_a_page_in_english_is_in_english(pages):
    answer = pages.client.get("/no-existe", headers={"Accept-Language": "en"})

    assert "No encontramos" not in answer.text, (
        "compile the catalogue: make app/web/translations/en/LC_MESSAGES/messages.mo"
    )
