"""The diagnostic of a course: two parallel forms, and what keeps them parallel."""

import pytest

from app.content.course import parse_course
from app.content.model import DiagnosticForm
from tests.content.samples import COURSE, FORMS, TRUE_FALSE, everything_found, in_form
from tests.content.samples import DIAGNOSTIC_HEAD as HEAD


def with_diagnostic(text: str) -> dict[str, bytes]:
    return {**COURSE, "diagnostico.md": text.encode()}


def found(text: str) -> list[str]:
    return [f"{finding.line} {finding.code}" for finding in everything_found(with_diagnostic(text))]


def messages(text: str) -> str:
    return "\n".join(finding.message for finding in everything_found(with_diagnostic(text)))


def codes_of(text: str) -> set[str]:
    return {finding.code for finding in everything_found(with_diagnostic(text))}


def test_a_diagnostic_has_two_forms_that_nobody_is_asked_to_pass():
    course, findings = parse_course(with_diagnostic(HEAD + "\n".join(FORMS)), "curso-de-prueba")

    assert findings == ()
    before, after = course.diagnostic
    assert [question.key for question in before.questions] == ["dx-a-0", "dx-a-1", "dx-a-2"]
    assert [question.key for question in after.questions] == ["dx-b-0", "dx-b-1", "dx-b-2"]
    assert (before.form, after.form) == (DiagnosticForm.BEFORE, DiagnosticForm.AFTER)
    assert (before.key, after.key) == ("diagnostico/a", "diagnostico/b")
    for form in course.diagnostic:
        assert (form.title, form.n_drawn, form.max_attempts) == ("¿Cuánto sabes ya?", 3, 1)
        assert (form.pass_mark, form.wait_minutes, form.time_limit_minutes) == (0.0, 0, None)
        assert not form.is_exam


def test_a_form_can_be_found_but_is_no_required_item():
    course, _ = parse_course(with_diagnostic(HEAD + "\n".join(FORMS)), "curso-de-prueba")

    assert course.quiz("diagnostico/a") is course.diagnostic.before
    assert course.item("diagnostico/a") is None
    assert [quiz.key for quiz in course.quizzes()] == ["primera/evaluacion", "examen"]
    assert [quiz.key for quiz in course.all_quizzes()][2:] == ["diagnostico/a", "diagnostico/b"]


def test_a_course_may_do_without_diagnostic():
    course, _ = parse_course(COURSE, "curso-de-prueba")

    assert course.diagnostic is None
    assert list(course.all_quizzes()) == list(course.quizzes())


def test_forms_may_stand_in_any_order():
    mixed = [FORMS[3], FORMS[0], FORMS[1], FORMS[4], FORMS[2], FORMS[5]]

    assert found(HEAD + "\n".join(mixed)) == []


@pytest.mark.parametrize("form", ["", " forma=c", " forma="])
def test_a_question_without_its_form_is_found(form):
    text = HEAD + "\n".join([FORMS[0].replace(" forma=a", form), *FORMS[1:]])

    assert "5 P040" in found(text)
    assert not [code for code in found(text) if code.endswith(("P042", "P043"))]


@pytest.mark.parametrize("path", ["01-primera/evaluacion.md", "examen.md", "01-primera/01-uno.md"])
def test_a_form_outside_the_diagnostic_is_found(path):
    key = next(line for line in COURSE[path].decode().split("\n") if "{#" in line)
    changed = COURSE[path].decode().replace(key, key.replace("}", " forma=a}"))

    codes = {finding.code for finding in everything_found({**COURSE, path: changed.encode()})}

    assert codes == {"P041"}


def test_forms_of_different_length_are_found():
    assert found(HEAD + "\n".join(FORMS[:5])) == ["4 P042"]
    assert "La forma A tiene 3 preguntas y la B, 2" in messages(HEAD + "\n".join(FORMS[:5]))
    assert found(HEAD + "\n".join(FORMS[:3])) == ["4 P042"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (FORMS[3], in_form(TRUE_FALSE.replace(" puntos=2", ""), "b", 0), "tipo (opción única y verdadero o falso)"),
        ("{#dx-b-0 forma=b nivel=recordar", "{#dx-b-0 forma=b nivel=aplicar", "nivel (recordar y aplicar)"),
        (
            '{#dx-b-0 forma=b nivel=recordar norma="ley-2025#134"',
            '{#dx-b-0 forma=b nivel=recordar norma="ley-2025#1"',
            "norma (ley-2025#134 y ley-2025#1)",
        ),
        ("{#dx-b-0 forma=b", "{#dx-b-0 puntos=3 forma=b", "puntos (1 y 3)"),
    ],
)
def test_a_pair_that_is_not_parallel_is_found_with_what_to_do(old, new, says):
    text = (HEAD + "\n".join(FORMS)).replace(old, new)
    (finding,) = [one for one in everything_found(with_diagnostic(text)) if one.code == "P043"]

    assert "dx-b-0" in text.split("\n")[finding.line - 1]
    assert says in finding.message
    assert "«dx-b-0» y «dx-a-0» son la pregunta 1 de cada forma" in finding.message
    assert "Iguálalas" in finding.message


def test_provisions_may_be_named_in_any_order():
    text = HEAD + "\n".join(FORMS).replace(
        '#dx-a-0 forma=a nivel=recordar norma="ley-2025#134"',
        '#dx-a-0 forma=a nivel=recordar norma="ley-2025#134 ley-2025#1"',
    ).replace(
        '#dx-b-0 forma=b nivel=recordar norma="ley-2025#134"',
        '#dx-b-0 forma=b nivel=recordar norma="ley-2025#1 ley-2025#134"',
    )

    assert found(text) == []


def test_a_key_of_another_question_of_the_course_is_found():
    assert any(code.endswith("P020") for code in found(HEAD + "\n".join(FORMS).replace("#dx-b-1", "#plazo")))
    assert any(code.endswith("P020") for code in found(HEAD + "\n".join(FORMS).replace("#dx-b-1", "#dx-a-1")))


def test_graded_rules_hold_in_a_diagnostic():
    text = HEAD + "\n".join(FORMS).replace(' norma="ley-2025#134"', "", 1)

    assert "5 P006" in found(text)


def test_a_case_is_refused_in_a_diagnostic():
    text = HEAD + "\n".join(FORMS).replace("{#dx-a-0 ", "{#dx-a-0 tipo=caso ")

    assert "5 P044" in found(text)


def test_craft_links_and_norms_are_checked_in_a_diagnostic():
    text = HEAD + "\n".join(FORMS).replace("ley-2025#134", "ley-2025#999")

    assert {code.split()[1] for code in found(text)} == {"V002"}


def test_an_empty_diagnostic_or_another_key_is_found():
    assert found(HEAD) == ["4 C035"]
    assert "C029" in codes_of(HEAD.replace("titulo", "intentos: 2\ntitulo") + "\n".join(FORMS))


def test_a_diagnostic_without_front_matter_is_found():
    assert "C012" in codes_of("\n".join(FORMS))


def test_no_unit_takes_the_address_of_the_diagnostic():
    files = {path.replace("01-primera/", "01-diagnostico/"): data for path, data in COURSE.items()}

    assert "C009" in {finding.code for finding in parse_course(files, "curso-de-prueba")[1]}
