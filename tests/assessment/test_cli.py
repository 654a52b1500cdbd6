"""Commands for who runs the service."""

import pytest

from app.assessment.operations import submit_attempt
from tests.assessment.conftest import EXAM, later
from tests.factories import NOW


@pytest.fixture
def run(app, session, learner, time_machine_at_now):
    return lambda *words: app.test_cli_runner().invoke(args=["attempts", *words])


def test_overdue_attempts_are_closed_from_the_terminal(run, learner, time_machine_at_now):
    attempt = learner.begin(EXAM)
    assert run("close").output == "intentos cerrados: 0\n"
    time_machine_at_now.move_to(later(hours=1))

    assert run("close").output == "intentos cerrados: 1\n"
    assert learner.attempts()[0].ended_at == later(minutes=40)
    assert attempt.number == 1


def test_a_question_is_annulled_after_a_look_at_the_effect(run, session, learner):
    attempt = learner.begin()
    submit_attempt(session, attempt.id, learner.person.id, now=NOW)
    session.commit()
    words = ("annul", "curso-de-prueba", "1", "plazo", "--reason", "Dos correctas")

    look = run(*words)
    assert "intentos que lo tuvieron: 1; suben: 1; ahora aprueban: 0. Nada cambió" in look.output
    assert learner.attempts()[0].score == 0.0

    assert run(*words, "--yes").output == "intentos que lo tuvieron: 1; suben: 1; ahora aprueban: 0\n"
    assert learner.attempts()[0].score == 0.125
    again = run(*words, "--yes")
    assert again.exit_code == 1
    assert "ya está anulado" in again.output


def test_an_edition_that_is_not_there_is_told(run):
    answer = run("annul", "curso-de-prueba", "9", "plazo", "--reason", "x")

    assert answer.exit_code == 1
    assert "no tiene una edición 9" in answer.output
