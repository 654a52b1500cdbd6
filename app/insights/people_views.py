"""The list of people of a coordinator's scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.access import coordinators
from app.accounts.identity import the_user
from app.accounts.models import Role
from app.insights.blueprint import bp
from app.insights.downloads import csv_stream, table_file
from app.insights.forms import PeopleForm
from app.insights.people_queries import COLUMNS, Learner, PeopleFilter, every_learner, people_page
from app.insights.queries import course_entries, organisation_entries
from app.insights.tables import Table
from app.shared.clock import local_date, now
from app.shared.db import db
from app.shared.paging import Slice, Turn
from app.shared.settings import settings

SEARCHED = "learners_search"
"""Where the session keeps who is searched for: a name does not belong in an address."""

MAX_SHEET_ROWS = 1_048_575
"""What a sheet of a workbook holds below its header."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request for people wants; without a filter it cannot be answered."""

    form: PeopleForm
    chosen: PeopleFilter | None
    names: dict[int, str]
    within: frozenset[int] | None


@bp.route("/estadisticas/personas", methods=["GET", "POST"])
@coordinators
def people() -> ResponseReturnValue:
    """The people of the coordinator's organisations and how far each is, the newest enrolment first."""
    asked = _asked(request.form if request.method == "POST" else None)
    if asked.chosen is None:
        return render_template("insights/people.html", form=asked.form, learners=(), turn=None), 422
    if request.method == "POST":
        session[SEARCHED] = asked.chosen.text
        return redirect(url_for("insights.people", **asked.form.params))
    page = people_page(
        db.session(),
        asked.chosen,
        asked.names,
        within=asked.within,
        after=request.args.get("despues", type=int),
        before=request.args.get("antes", type=int),
        zone=settings().timezone,
    )
    turn = _turn(page, asked.form.params)
    return render_template("insights/people.html", form=asked.form, learners=page.rows, turn=turn)


@bp.post("/estadisticas/personas/todas")
@coordinators
def everybody() -> ResponseReturnValue:
    """Forget what was searched for."""
    session.pop(SEARCHED, None)
    return redirect(url_for("insights.people"))


@bp.get("/estadisticas/personas.<any(csv, xlsx):kind>")
@coordinators
def people_download(kind: str) -> ResponseReturnValue:
    """Everybody that the list's pages show, as a file."""
    asked = _asked()
    if asked.chosen is None:
        abort(400)
    zone = settings().timezone
    on = local_date(now(), zone)
    learners = every_learner(db.session(), asked.chosen, asked.names, within=asked.within, zone=zone)
    rows = (learner.row for learner in learners)
    if kind == "csv":
        return csv_stream(COLUMNS, rows, "personas", on=on)
    table = Table("personas", _l("Personas"), COLUMNS, list(islice(rows, MAX_SHEET_ROWS)))
    return table_file(table, kind, asked.form.facts(on), on=on)


def _asked(sent: Mapping[str, str] | None = None) -> _Asked:
    """The filters of a form that was sent or, without one, of the address and the name kept in the session."""
    scope = the_user().scope(Role.COORDINATOR)
    courses = course_entries(db.session())
    organisations = organisation_entries(db.session(), local_date(now(), settings().timezone))
    form = PeopleForm(request.args if sent is None else sent)
    form.offer(courses, organisations, scope)
    if sent is None:
        form.text.data = session.get(SEARCHED, "")
    names = {entry.id: entry.name for entry in organisations}
    chosen = form.chosen(courses, organisations) if form.validate() else None
    return _Asked(form, chosen, names, None if scope.region else scope.organisations)


def _turn(page: Slice[Learner], params: Mapping[str, Any]) -> Turn:
    ids = [learner.enrolment_id for learner in page.rows]
    previous = url_for("insights.people", **params, antes=ids[0]) if page.has_previous and ids else ""
    following = url_for("insights.people", **params, despues=ids[-1]) if page.has_next and ids else ""
    return Turn(previous, following, _("%(n)d en esta página", n=len(ids)))
