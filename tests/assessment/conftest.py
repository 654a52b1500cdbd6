"""A learner in the small course, and answers to each of its questions."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from app.assessment.models import Attempt
from app.assessment.operations import save_answer, start_attempt, submit_attempt
from app.content.marking import field_name
from app.content.model import AnyQuestion, Cloze, Matching, MultipleChoice, Numeric, Ordering, ShortAnswer, SingleChoice
from tests.factories import DIAGNOSTIC_FILES, NOW, make_enrolment, make_person, publish, sign_in

QUIZ = "primera/evaluacion"
EXAM = "examen"


def right_fields(question: AnyQuestion) -> dict[str, list[str]]:
    """The form fields of the right answer to any question."""
    match question:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return {field_name(question): [option.key for option in options if option.correct]}
        case ShortAnswer(accepted=accepted):
            return {field_name(question): [accepted[0]]}
        case Numeric(value=value):
            return {field_name(question): [str(value)]}
        case Matching(pairs=pairs):
            return {field_name(question, pair.key): [pair.choice_key] for pair in pairs}
        case Ordering(items=items):
            return {field_name(question, item.key): [str(place)] for place, item in enumerate(items, 1)}
        case Cloze():
            return {
                field_name(question, gap.key): [
                    next(option.key for option in gap.options if option.correct) if gap.options else gap.accepted[0]
                ]
                for gap in question.gaps
            }


def wrong_fields(question: AnyQuestion) -> dict[str, list[str]]:
    """The form fields of an answer that earns nothing."""
    match question:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return {field_name(question): [next(option.key for option in options if not option.correct)]}
        case ShortAnswer():
            return {field_name(question): ["autoridad garante"]}
        case Numeric():
            return {field_name(question): ["10"]}
        case Matching(pairs=pairs, choices=choices):
            used = {pair.choice_key for pair in pairs}
            other = next(choice.key for choice in choices if choice.key not in used)
            return {field_name(question, pair.key): [other] for pair in pairs}
        case Ordering(items=items):
            places = [*range(2, len(items) + 1), 1]
            return {field_name(question, item.key): [str(place)] for item, place in zip(items, places, strict=True)}
        case Cloze():
            return {
                field_name(question, gap.key): [
                    next(option.key for option in gap.options if not option.correct) if gap.options else "mil"
                ]
                for gap in question.gaps
            }


@pytest.fixture
def learner(session):
    """A person enrolled in the small course: person, live, enrolment, and shorthands."""
    live = publish(session)
    person = make_person(session)
    enrolment = make_enrolment(session, person, live)

    def begin(quiz_key=QUIZ, now=NOW):
        attempt_id = start_attempt(session, enrolment.id, quiz_key, now=now)
        session.commit()
        return session.get_one(Attempt, attempt_id)

    def attempts():
        return session.scalars(select(Attempt).order_by(Attempt.id).execution_options(populate_existing=True)).all()

    return SimpleNamespace(
        person=person,
        live=live,
        enrolment=enrolment,
        content=live.content,
        begin=begin,
        attempts=attempts,
        quiz=live.content.quiz(QUIZ),
        exam=live.content.quiz(EXAM),
    )


@pytest.fixture
def taker(session):
    """A person enrolled in a course with a diagnostic, and shorthands."""
    live = publish(session, DIAGNOSTIC_FILES)
    person = make_person(session)
    return taker_of(session, live, person, make_enrolment(session, person, live))


def taker_of(session, live, person, enrolment):
    def begin(form, now=NOW):
        attempt_id = start_attempt(session, enrolment.id, form.quiz_key, now=now)
        session.commit()
        return session.get_one(Attempt, attempt_id)

    def take(form, n_right, now=NOW):
        attempt = begin(form, now)
        quiz = live.content.quiz(form.quiz_key)
        for number, (key, _) in enumerate(attempt.draw):
            fields = (right_fields if number < n_right else wrong_fields)(quiz.question(key))
            save_answer(session, attempt.id, person.id, key, fields, client="t", sequence=1, now=now)
        submit_attempt(session, attempt.id, person.id, now=now)
        session.commit()
        return attempt

    return SimpleNamespace(live=live, person=person, enrolment=enrolment, begin=begin, take=take)


@pytest.fixture
def entered(pages, learner, time_machine_at_now):
    """The learner's browser, signed in, at NOW."""
    sign_in(pages, learner.person)
    return pages


@pytest.fixture
def time_machine_at_now():
    """The clock stands at NOW; ``move_to`` sets it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def later(**difference):
    return NOW + timedelta(**difference)
