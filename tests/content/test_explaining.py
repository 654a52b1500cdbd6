"""A question leads to the lesson that explains it."""

from pathlib import Path

import pytest

from app.content.course import parse_course
from app.content.explaining import Explanations
from app.content.load import read_folder
from tests.factories import DIAGNOSTIC_FILES

LIBRARY = Path(__file__).parent.parent.parent / "courses"
READ_BY_A_PERSON = {
    "acceso-a-la-informacion": {"dx-b-verbos": "que-derecho-es", "dx-b-indice": "el-area"},
    "datos-personales": {"dx-b-consentimiento": "que-es-consentir", "dx-b-encargada": "encargadas-y-nube"},
    "derechos-arco-y-seguridad": {"dx-b-bitacora": "bitacora-y-causas", "dx-b-portabilidad": "portabilidad"},
    "derechos-humanos-e-inclusion": {"dx-b-asociacion": "formas-que-se-esconden", "dx-b-braille": "decidir-un-ajuste"},
    "formacion-de-personas-instructoras": {"dx-b-peso": "tabla-de-especificaciones"},
    "genero-y-lenguaje-incluyente": {"dx-b-brecha": "de-la-cifra-a-la-brecha", "dx-b-tabla": "publicar-sin-exponer"},
    "gestion-documental-y-archivos": {"dx-b-tope": "ciclo-vital", "dx-b-ficha": "valorar-en-grupo"},
    "obligaciones-de-transparencia": {"dx-b-rasgo": "diez-rasgos", "dx-b-expediente": "el-expediente-completo"},
    "solicitudes-y-recurso": {"dx-b-modulo": "cuatro-modulos", "dx-b-causas": "trece-causas"},
}  # fmt: skip


@pytest.mark.parametrize("slug", READ_BY_A_PERSON)
def test_a_question_of_the_library_leads_where_a_person_would_send_the_learner(slug):
    course, findings = parse_course(read_folder(LIBRARY / slug), slug)
    assert course is not None, findings
    explanations = Explanations(course)
    wanted = READ_BY_A_PERSON[slug]

    found = {question.key: explanations.lesson_of(question) for question in course.diagnostic.after.questions}

    assert {key: found[key].slug for key in wanted} == wanted


def explained(norms_of_third: str, norm_of_question: str):
    """The lesson that explains a question, in a course whose first lesson teaches ley-2025#134."""
    files = {
        **DIAGNOSTIC_FILES,
        "02-segunda/01-tres.md": DIAGNOSTIC_FILES["02-segunda/01-tres.md"].replace(
            b"normas: []", f"normas: [{norms_of_third}]".encode()
        ),
        "diagnostico.md": DIAGNOSTIC_FILES["diagnostico.md"].replace(b"ley-2025#134", norm_of_question.encode()),
    }
    course, findings = parse_course(files, "curso-de-prueba")
    assert course is not None, findings
    return Explanations(course).lesson_of(course.diagnostic.before.questions[0])


def test_where_words_say_nothing_the_provision_decides_then_its_article():
    assert explained('"ley-2025#3-II"', "ley-2025#134").slug == "uno"
    assert explained('"ley-2025#3-II"', "ley-2025#3-II").slug == "tres"
    assert explained('"ley-2025#3-II"', "ley-2025#3-V").slug == "tres"


def test_a_question_that_shares_nothing_with_any_lesson_leads_nowhere():
    assert explained('"ley-2025#3-II"', "ley-2025#4") is None
