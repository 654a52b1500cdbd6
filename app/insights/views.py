"""Pages of the insights room."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import coordinators
from app.accounts.identity import the_user
from app.accounts.models import Role
from app.insights import models, people_views  # noqa: F401 -- registers its pages
from app.insights.blueprint import bp as bp
from app.insights.definitions import Definition, definitions_of
from app.insights.downloads import table_file
from app.insights.forms import StatisticsForm
from app.insights.months import month_of
from app.insights.queries import Report, course_entries, organisation_entries, report
from app.insights.reach import Reach, reach_of
from app.insights.statistics import SEX_DEFINITION
from app.shared.clock import local_date, now
from app.shared.db import db
from app.shared.settings import settings


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request for statistics wants; without a reach it cannot be answered."""

    form: StatisticsForm
    reach: Reach | None
    report: Report | None

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Those of every number of the page."""
        tables = self.report.tables.values() if self.report else ()
        return definitions_of([SEX_DEFINITION, *(key for table in tables for key in table.definitions)])


@bp.get("/estadisticas")
@coordinators
def statistics() -> ResponseReturnValue:
    """The statistics of the coordinator's organisations, or of the region."""
    moment = now()
    asked = _asked(moment)
    page = render_template(
        "insights/statistics.html",
        form=asked.form,
        reach=asked.reach,
        report=asked.report,
        definitions=asked.definitions,
        at=moment,
    )
    return page, 200 if asked.report else 422


@bp.get("/estadisticas/<name>.csv", defaults={"kind": "csv"})
@bp.get("/estadisticas/<name>.xlsx", defaults={"kind": "xlsx"})
@coordinators
def download(name: str, kind: str) -> ResponseReturnValue:
    """One table of the page, as a file."""
    moment = now()
    asked = _asked(moment)
    if asked.report is None:
        abort(400)
    table = asked.report.tables.get(name) or abort(404)
    on = local_date(moment, settings().timezone)
    return table_file(table, kind, asked.form.facts(on), on=on)


def _asked(moment: datetime) -> _Asked:
    session, zone = db.session(), settings().timezone
    scope = the_user().scope(Role.COORDINATOR)
    courses = course_entries(session)
    organisations = organisation_entries(session, local_date(moment, zone))
    form = StatisticsForm(request.args)
    form.offer(courses, organisations, scope)
    if not form.validate():
        return _Asked(form, None, None)
    reach = reach_of(scope, organisations, form.organisation.data)
    found = report(session, form.chosen, courses, reach, this_month=month_of(moment, zone))
    return _Asked(form, reach, found)
