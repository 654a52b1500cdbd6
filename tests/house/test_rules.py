"""Rules of the house; each failure says what to do."""

import re
import subprocess
import sys
from pathlib import Path

from jinja2 import StrictUndefined
from sqlalchemy import inspect

from app.shared.db import Base

ROOT = Path(__file__).parent.parent.parent
LONGEST_FILE = 400
SOURCES = sorted((ROOT / "app").rglob("*.py"))


def test_only_the_transaction_commits():
    places = [str(path.relative_to(ROOT)) for path in SOURCES if re.search(r"\.commit\(\)", path.read_text("utf-8"))]

    assert places == ["app/shared/db.py"], "write inside `with transaction() as session:` and leave the commit to it"


def test_only_the_clock_asks_for_the_time():
    asks = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
    places = [str(path.relative_to(ROOT)) for path in SOURCES if asks.search(path.read_text("utf-8"))]

    assert places == ["app/shared/clock.py"], "views call app.shared.clock.now(); operations take `now`"


def test_every_view_carries_an_access_mark(app):
    bare = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not hasattr(view, "access")
    ]

    assert bare == [], "mark the view with public, signed_in, trainers, coordinators or admins"


def test_addresses_are_words_with_hyphens(app):
    step = r"[a-z0-9.-]+|<[a-z_:(), ]+>(?:\.[a-z]+)?|[a-z-]+\.<[a-z_:(), ]+>"
    addresses = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"}
    odd = [address for address in addresses if not re.fullmatch(rf"/|(?:/(?:{step}))+", address)]

    assert odd == [], "write addresses in lower case with hyphens"


def test_every_template_compiles_and_refuses_unknown_names(app):
    assert app.jinja_env.undefined is StrictUndefined
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)


def test_no_template_holds_inline_code():
    inline = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|href=\"javascript:")
    places = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "app").rglob("templates/**/*.html")
        if inline.search(path.read_text("utf-8"))
    ]

    assert places == [], "the content security policy refuses inline style and script: use static/css and static/js"


def test_no_file_grows_past_its_noun():
    long = {
        str(path.relative_to(ROOT)): n for path in SOURCES if (n := len(path.read_text("utf-8").splitlines())) > 400
    }

    assert long == {}, "past about 300 lines split the file by noun"


def test_the_migrations_build_the_tables_of_the_models(app, session):
    built = set(inspect(session.connection()).get_table_names()) - {"alembic_version"}

    assert built == set(Base.metadata.tables), "write a migration: aula db migrate --rev-id 000N"


def test_a_web_process_does_not_load_what_only_some_pages_need():
    code = "import sys, app.factory; print(*{'alembic', 'weasyprint', 'segno', 'xlsxwriter', 'pypdf'} & {*sys.modules})"

    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout.split() == [], "import these inside the functions that need them"
