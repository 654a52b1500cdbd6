"""Several requests at once, on real connections and a database that commits."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, text

from app.assessment.models import Attempt, QuestionTally, Response
from app.assessment.operations import (
    AttemptEndedError,
    close_overdue,
    save_answer,
    start_attempt,
    submit_attempt,
)
from app.assessment.queries import answers_of
from app.factory import create_app
from app.record.models import Act, Verb
from app.shared.db import db, transaction
from app.shared.migrations import upgrade
from app.shared.settings import Mode, Settings
from tests.assessment.conftest import EXAM, QUIZ, later, right_fields
from tests.factories import NOW, make_enrolment, make_person, publish

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def real_app(tmp_path_factory, new_database):
    """An application whose database is a file (or one of PostgreSQL's) that really commits."""
    app = create_app(
        Settings(
            mode=Mode.TEST,
            secret_key="a secret for the tests, long enough to be one",
            var=tmp_path_factory.mktemp("races"),
            courses=ROOT / "courses",
            database_url=new_database(),
        )
    )
    with app.app_context():
        upgrade()
        publish(db.session())
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def racer(real_app, request):
    """A learner of their own, and a way to do several things at the same moment."""
    with real_app.app_context():
        session = db.session()
        live = publish(session)
        person = make_person(session, f"{abs(hash(request.node.name))}@pruebas.example")
        enrolment = make_enrolment(session, person, live)
        facts = SimpleNamespace(person_id=person.id, enrolment_id=enrolment.id, content=live.content)

    def one(act):
        with real_app.app_context(), transaction() as session:
            return act(session)

    def at_once(*acts):
        barrier = Barrier(len(acts))

        def run(act):
            barrier.wait()
            try:
                return one(act)
            except AttemptEndedError as refusal:
                return refusal

        with ThreadPoolExecutor(len(acts)) as pool:
            return [done.result(timeout=60) for done in [pool.submit(run, act) for act in acts]]

    facts.one, facts.at_once = one, at_once
    return facts


def save(racer, attempt_id, key, sequence=1, client="tab"):
    fields = right_fields(racer.content.quiz(QUIZ).question(key))
    return lambda session: save_answer(
        session, attempt_id, racer.person_id, key, fields, client=client, sequence=sequence, now=NOW
    )


def submit(racer, attempt_id, now=NOW):
    return lambda session: submit_attempt(session, attempt_id, racer.person_id, now=now)


def start(racer, quiz_key=QUIZ):
    return lambda session: start_attempt(session, racer.enrolment_id, quiz_key, now=NOW)


def scored_acts(session, racer):
    return session.scalar(select(func.count()).where(Act.enrolment_id == racer.enrolment_id, Act.verb == Verb.ANSWERED))


def test_two_starts_at_once_make_one_attempt(racer):
    ids = racer.at_once(*[start(racer)] * 4)

    assert len(set(ids)) == 1
    assert racer.one(lambda s: s.scalar(select(func.count()).where(Attempt.enrolment_id == racer.enrolment_id))) == 1


def test_two_submissions_at_once_score_once(racer):
    attempt_id = racer.one(start(racer))
    before = racer.one(lambda s: s.scalar(select(func.sum(QuestionTally.n_scored))) or 0)

    racer.at_once(*[submit(racer, attempt_id)] * 4)

    assert racer.one(lambda s: scored_acts(s, racer)) == 1
    assert racer.one(lambda s: s.scalar(select(func.sum(QuestionTally.n_scored)))) == before + 8


def test_a_submission_and_a_closing_at_once_score_once(racer):
    attempt_id = racer.one(start(racer, EXAM))
    moment = later(hours=1)

    racer.at_once(
        submit(racer, attempt_id, moment),
        lambda session: close_overdue(session, [racer.enrolment_id], now=moment),
        lambda session: close_overdue(session, None, now=moment),
    )

    assert racer.one(lambda s: scored_acts(s, racer)) == 1


def test_saves_that_race_with_the_submission_lose_nothing_acknowledged(racer):
    attempt_id = racer.one(start(racer))
    keys = [question.key for question in racer.content.quiz(QUIZ).questions]

    *outcomes, _ = racer.at_once(*[save(racer, attempt_id, key) for key in keys], submit(racer, attempt_id))

    acknowledged = {key for key, outcome in zip(keys, outcomes, strict=True) if outcome is None}
    shares = dict(
        racer.one(
            lambda s: s.execute(
                select(Response.question_key, Response.share).where(Response.attempt_id == attempt_id)
            ).all()
        )
    )
    score = racer.one(lambda s: s.scalar(select(Attempt.score).where(Attempt.id == attempt_id)))
    assert shares == dict.fromkeys(acknowledged, 1.0)
    assert score == len(acknowledged) / 8


def test_saves_of_one_question_at_once_end_in_the_highest_number_of_each_tab(racer):
    attempt_id = racer.one(start(racer))

    racer.at_once(*[save(racer, attempt_id, "corta", sequence, tab) for tab in ("a", "b") for sequence in (1, 2, 3)])

    seen = racer.one(lambda s: s.scalar(select(Response.seen).where(Response.attempt_id == attempt_id)))
    assert seen == {"a": 3, "b": 3}


KILLED = """
import os, signal, sys
from pathlib import Path
from app.assessment.operations import save_answer
from app.factory import create_app
from app.shared.clock import now
from app.shared.db import transaction
from app.shared.settings import Mode, Settings

var, database, attempt, person = sys.argv[1:]
app = create_app(Settings(mode=Mode.TEST, secret_key="x" * 40, var=Path(var), database_url=database))
with app.app_context():
    with transaction() as session:
        save_answer(
            session, int(attempt), int(person), "corta", {"q-corta": ["sujeto obligado"]},
            client="tab", sequence=1, now=now(),
        )
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_server_loses_no_acknowledged_answer(racer, real_app):
    attempt_id = racer.one(start(racer))
    settings = real_app.extensions["settings"]
    arguments = [str(settings.var), settings.database_url, str(attempt_id), str(racer.person_id)]

    died = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=ROOT, env=os.environ, check=False)

    assert died.returncode == -signal.SIGKILL
    assert racer.one(lambda s: answers_of(s, attempt_id))["corta"].answer == "sujeto obligado"


def test_sqlite_waits_for_the_disk_at_every_commit(racer, real_app):
    with real_app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL waits by default")
        assert db.session.execute(text("PRAGMA synchronous")).scalar() == 2
