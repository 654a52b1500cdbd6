"""The learner's classroom: their courses, what is missing in each and why, and their certificates."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.access import signed_in
from app.accounts.identity import the_user
from app.credentials.blueprint import bp
from app.credentials.queries import credentials_of
from app.enrolment.queries import courses_of
from app.enrolment.signals import standing_asked
from app.shared.clock import now
from app.shared.db import db


@bp.route("/mi-aula")
@signed_in
def my_classroom() -> ResponseReturnValue:
    """One's courses and certificates."""
    person_id = the_user().id
    standing_asked.send(person_id=person_id, now=now())
    courses = courses_of(db.session(), person_id)
    return render_template(
        "credentials/my_classroom.html",
        open_courses=[course for course in courses if not course.progress.accredited],
        accredited=[course for course in courses if course.progress.accredited],
        certificates=credentials_of(db.session(), person_id),
    )
