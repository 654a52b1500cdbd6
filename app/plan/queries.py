"""The figures of the whole plan, from the counters: as many queries for one indicator as for all."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.content.plan import Plan
from app.insights.queries import course_counts, course_entries, distinct_people, people_counts
from app.insights.statistics import Counts, CourseEntry, Filter, chosen_courses
from app.plan.readings import Figures, filter_of


def figures(session: Session, plan: Plan) -> Figures:
    """What every reading of the plan needs. Three queries, and one for each filter that crosses two conditions."""
    courses = course_entries(session)
    counts: dict[int, Counts] = {}
    organisations: dict[int, set[int]] = {}
    for course_id, organisation_id, counted in course_counts(session):
        counts[course_id] = counts.get(course_id, Counts()) + counted
        if counted.accredited:
            organisations.setdefault(course_id, set()).add(organisation_id)
    wanted = {
        filter_of(indicator)
        for strategy in plan.strategies.values()
        for indicator in strategy.indicators
        if indicator.measure == "personas-acreditadas"
    }
    return Figures(courses, counts, organisations, _people(session, courses, wanted))


def _people(session: Session, courses: Iterable[CourseEntry], wanted: Iterable[Filter]) -> dict[Filter, int]:
    scopes = {chosen: chosen.people_scope for chosen in wanted}
    counted = dict.fromkeys((scope for scope in scopes.values() if scope), 0)
    for scope, _organisation_id, n_people in people_counts(session, counted):
        counted[scope] += n_people
    return {
        chosen: counted[scope]
        if scope
        else distinct_people(session, [course.slug for course in chosen_courses(courses, chosen)])
        for chosen, scope in scopes.items()
    }
