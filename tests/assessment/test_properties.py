"""Whatever a learner does in whatever order, the record stays in its bounds."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.assessment.operations import save_answer, start_attempt, submit_attempt
from app.assessment.queries import answers_of, sitting_of
from app.content.marking import read_answer
from app.enrolment.operations import complete_lesson
from app.enrolment.progress import progress
from app.enrolment.queries import done_items
from app.shared.errors import DomainError
from tests.assessment.conftest import QUIZ, right_fields, wrong_fields
from tests.factories import NOW

WITHIN_ONE_TEST = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SAVES = st.lists(
    st.tuples(st.sampled_from(["tab-a", "tab-b"]), st.integers(1, 12), st.sampled_from(["right", "wrong", "none"])),
    max_size=12,
    unique_by=lambda save: save[:2],
)


@WITHIN_ONE_TEST
@given(saves=SAVES, data=st.data())
def test_saves_that_arrive_again_and_late_leave_the_newest_of_the_last_tab(session, learner, saves, data):
    question = learner.quiz.question("corta")
    fields = {"right": right_fields(question), "wrong": wrong_fields(question), "none": {}}
    repeated = data.draw(st.lists(st.sampled_from(saves), max_size=6)) if saves else []

    with session.begin_nested() as trial:
        attempt_id = start_attempt(session, learner.enrolment.id, QUIZ, now=NOW)
        for client, sequence, said in (*saves, *repeated):
            save_answer(
                session,
                attempt_id,
                learner.person.id,
                "corta",
                fields[said],
                client=client,
                sequence=sequence,
                now=NOW,
            )
        held = answers_of(session, attempt_id)
        trial.rollback()

    newest = {client: max(save for save in saves if save[0] == client) for client, _, _ in saves}
    if not saves:
        assert held == {}
    else:
        last = max(newest.values(), key=saves.index)
        assert held["corta"].answer == read_answer(question, fields[last[2]])


DEEDS = st.lists(
    st.sampled_from(
        ["primera/uno", "primera/dos", "segunda/tres", "primera/evaluacion", "segunda/evaluacion", "examen", "otra"]
    ),
    max_size=10,
)


@WITHIN_ONE_TEST
@given(deeds=DEEDS, data=st.data())
def test_progress_stays_between_nothing_and_everything_and_never_falls(app, session, learner, deeds, data):
    shares = [0.0]
    with app.app_context(), session.begin_nested() as trial:
        for step, key in enumerate(deeds):
            moment = NOW + timedelta(hours=2 * step)
            with suppress(DomainError):
                _do(session, learner, key, data.draw(st.booleans()), moment)
            shares.append(progress(learner.content, done_items(session, learner.enrolment.id)).share)
        trial.rollback()

    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def _do(session, learner, key, right, moment):
    if not key.endswith("evaluacion") and key != "examen":
        complete_lesson(session, learner.enrolment.id, key, now=moment)
        return
    attempt_id = start_attempt(session, learner.enrolment.id, key, now=moment)
    sitting = sitting_of(session, learner.person.id, attempt_id)
    fields_of = right_fields if right else wrong_fields
    for asked, _ in sitting.draw:
        fields = fields_of(sitting.quiz.question(asked))
        save_answer(session, attempt_id, learner.person.id, asked, fields, client="t", sequence=1, now=moment)
    submit_attempt(session, attempt_id, learner.person.id, now=moment)
