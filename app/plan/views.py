"""Pages of the plan room: public, because indicators are (LGTAIP art. 65-V)."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app.accounts.identity import Identity, somebody
from app.accounts.models import Role
from app.catalog.published import find_programme, live_courses
from app.insights.definitions import DEFINITIONS
from app.insights.reach import REGION
from app.plan.queries import figures
from app.plan.readings import DEFINITION_OF, reading
from app.shared.clock import now
from app.shared.db import db
from app.web.access import public

bp = Blueprint("plan", __name__)


@bp.get("/plan")
@public
def overview() -> ResponseReturnValue:
    """The ejes, their strategies, and what their computed indicators are worth now."""
    session = db.session()
    programme = find_programme(session)
    if programme is None:
        return render_template("plan/overview.html", plan=None)
    found = figures(session, programme.plan)
    readings = {
        indicator.id: reading(indicator, found)
        for strategy in programme.plan.strategies.values()
        for indicator in strategy.indicators
    }
    return render_template("plan/overview.html", plan=programme.plan, readings=readings, at=now())


@bp.get("/plan/<strategy_id>")
@public
def strategy(strategy_id: str) -> ResponseReturnValue:
    """One strategy: its text, its indicators with their whole card, and the courses that serve it."""
    session = db.session()
    programme = find_programme(session) or abort(404)
    shown = programme.plan.strategies.get(strategy_id) or abort(404)
    found = figures(session, programme.plan)
    return render_template(
        "plan/strategy.html",
        plan=programme.plan,
        eje=programme.plan.eje(shown.eje_id),
        strategy=shown,
        readings={indicator.id: reading(indicator, found) for indicator in shown.indicators},
        definitions={measure: DEFINITIONS[key] for measure, key in DEFINITION_OF.items()},
        courses=[course for course in live_courses(session) if strategy_id in course.content.strategies],
        statistics_params=_statistics_params(),
        at=now(),
    )


def _statistics_params() -> dict[str, str] | None:
    """What the address of the statistics needs to count the region; None for who may not open them."""
    user = somebody()
    if not isinstance(user, Identity) or not user.has(Role.COORDINATOR):
        return None
    return {} if user.scope(Role.COORDINATOR).region else {"organizacion": REGION}
