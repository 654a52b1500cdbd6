"""Where people turn off in a case: on plain values, and on the trainer's page."""

from app.accounts.models import Role
from app.assessment.case_operations import decide
from app.assessment.operations import start_attempt, submit_attempt
from app.content.marking import field_name
from app.insights.tables import Rate
from app.studio.case_analysis import scenes_of
from app.studio.item_analysis import Flag, Item
from tests.assessment.test_cases import FILES, QUIZ
from tests.content.cases import keys, the_case
from tests.factories import NOW, make_enrolment, make_person, publish, sign_in
from tests.pages import words
from tests.studio.test_workshop_pages import owner_of


def test_each_scene_tells_who_came_who_was_right_and_the_usual_mistake():
    case = the_case()
    answers = [keys(case, "Turnas hoy", "Guardas"), keys(case, "Esperas"), keys(case, "Esperas"), None, ["otra"]]

    rows = {row.scene: row for row in scenes_of([case], {case.key: answers})}

    assert len(rows) == 6
    first = rows["Entra el folio"]
    assert (first.right, first.most_taken_wrong, first.n_taken_wrong) == (Rate(1, 3), "Esperas al viernes", 2)
    assert rows["Las áreas responden"].right == Rate(0, 1)
    assert (rows["Se envía"].right.share, rows["Se envía"].most_taken_wrong) == (None, "")


def test_a_case_is_not_flagged_because_few_take_every_decision_rightly():
    facts = ("Examen", "k", "¿Qué?", None, "", 40, 40)

    assert Item(*facts, 2).flag is Flag.REVIEW
    assert Item(*facts, 2, is_case=True).flag is None
    assert Item(*facts, 40, is_case=True).flag is Flag.EASY


def test_the_trainer_sees_the_scenes_of_ended_attempts(session, pages):
    live = publish(session, FILES)
    case = live.content.quiz(QUIZ).question("caso")
    for number, text in enumerate(("Turnas hoy", "Esperas", "Esperas")):
        person = make_person(session, f"persona-{number}@pruebas.example")
        attempt_id = start_attempt(session, make_enrolment(session, person, live).id, QUIZ, now=NOW)
        form = {field_name(case): keys(case, text)}
        decide(session, attempt_id, person.id, "caso", form, {}, now=NOW)
        if number < 2:
            submit_attempt(session, attempt_id, person.id, now=NOW)
    owner = owner_of(session, live)
    trainer = make_person(session, "instruye@pruebas.example", owner, roles=[(Role.TRAINER, owner)])
    session.commit()
    sign_in(pages, trainer)

    page = pages.get("studio.questions", slug=live.slug)

    (row,) = [row for row in page.all("tbody tr") if "Entra el folio" in row.get_text()]
    assert words(row) == "Entra el folio Llega un folio 50 % (1 de 2) Esperas al viernes (1)"
