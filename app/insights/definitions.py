"""What each number is: name, method, unit, frequency and source, as LGTAIP art. 65-XIV asks of an indicator."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.insights.tables import Label


@dataclass(frozen=True, slots=True)
class Definition:
    """The card of a number."""

    key: str
    name: Label
    meaning: Label
    method: Label
    unit: Label
    frequency: Label
    source: Label


_AT_ONCE = _l("al momento: cada acto la actualiza")
_RECORD = _l("registro de aprendizaje de esta plataforma")

DEFINITIONS = {
    definition.key: definition
    for definition in (
        Definition(
            "inscripciones",
            _l("Inscripciones"),
            _l("Veces que una persona se inscribió en un curso."),
            _l("conteo de inscripciones hechas en el periodo; cuenta también las que después se cancelaron"),
            _l("inscripciones"),
            _AT_ONCE,
            _RECORD,
        ),
        Definition(
            "iniciadas",
            _l("Iniciadas"),
            _l("Inscripciones en las que la persona hizo su primera actividad."),
            _l("conteo de primeras actividades del periodo: una lección leída o una evaluación empezada"),
            _l("inscripciones"),
            _AT_ONCE,
            _RECORD,
        ),
        Definition(
            "concluidas",
            _l("Concluidas"),
            _l("Inscripciones en las que la persona hizo todo lo que el curso pide."),
            _l(
                "conteo de inscripciones que en el periodo completaron todas las lecciones y evaluaciones de su edición"
            ),
            _l("inscripciones"),
            _AT_ONCE,
            _RECORD,
        ),
        Definition(
            "acreditadas",
            _l("Acreditadas"),
            _l("Inscripciones concluidas con todas las evaluaciones aprobadas."),
            _l("conteo de acreditaciones del periodo; cada una tiene su constancia"),
            _l("inscripciones"),
            _AT_ONCE,
            _RECORD,
        ),
        Definition(
            "canceladas",
            _l("Canceladas"),
            _l("Inscripciones que la persona canceló antes de acreditar."),
            _l("conteo de cancelaciones del periodo"),
            _l("inscripciones"),
            _AT_ONCE,
            _RECORD,
        ),
        Definition(
            "horas",
            _l("Horas acreditadas"),
            _l("Horas de capacitación que amparan las acreditaciones."),
            _l("suma de las horas que declara la edición de cada curso acreditado en el periodo"),
            _l("horas"),
            _AT_ONCE,
            _l("registro de aprendizaje y ficha de cada edición"),
        ),
        Definition(
            "personas",
            _l("Personas capacitadas"),
            _l("Personas con al menos una acreditación. Quien acredita tres cursos cuenta una vez."),
            _l(
                "conteo de personas distintas que acreditaron en todo el tiempo o en un año completo; en otros "
                "periodos no se calcula, porque sumar meses contaría dos veces a la misma persona"
            ),
            _l("personas"),
            _AT_ONCE,
            _RECORD,
        ),
        Definition(
            "tasa-acreditacion",
            _l("Tasa de acreditación"),
            _l("De lo que se inició, qué parte se acreditó."),
            _l(
                "(acreditaciones ÷ inscripciones iniciadas) × 100, ambas desde el inicio del programa hasta el cierre "
                "del periodo: así nadie acredita en un periodo lo que inició en otro"
            ),
            _l("porcentaje"),
            _AT_ONCE,
            _RECORD,
        ),
        Definition(
            "eficiencia-terminal",
            _l("Eficiencia terminal"),
            _l("De las inscripciones, qué parte llegó al final del curso."),
            _l(
                "(inscripciones concluidas ÷ inscripciones) × 100, ambas desde el inicio del programa hasta el cierre "
                "del periodo"
            ),
            _l("porcentaje"),
            _AT_ONCE,
            _RECORD,
        ),
        Definition(
            "acreditadas-por-sexo",
            _l("Acreditaciones por sexo"),
            _l("Acreditaciones según lo que cada persona quiso decir de su sexo o género. Responder es opcional."),
            _l(
                "conteo de acreditaciones desde el inicio del programa hasta el último mes cerrado, sin otros filtros. "
                "Los conteos de 1 a 4 se ocultan, y también los que permitirían deducirlos por sumas o restas; el cero "
                "se muestra si no delata a nadie"
            ),
            _l("inscripciones"),
            _l("mensual, al cierre de cada mes"),
            _l("registro de aprendizaje y dato opcional del perfil"),
        ),
        Definition(
            "diagnostico-personas",
            _l("Personas con ambas formas del diagnóstico"),
            _l("Personas que respondieron el diagnóstico antes de empezar un curso y otra vez al terminarlo."),
            _l(
                "conteo de personas que enviaron la forma A antes de su primera actividad y después la forma B, desde "
                "el inicio del programa hasta el último mes cerrado, sin otros filtros. De 1 a 4 personas se oculta "
                "todo el renglón"
            ),
            _l("personas"),
            _l("mensual, al cierre de cada mes"),
            _RECORD,
        ),
        Definition(
            "diagnostico-medias",
            _l("Media antes y media después"),
            _l("Qué parte del diagnóstico acertaron, en promedio, antes y después del curso."),
            _l("suma de las puntuaciones de cada forma ÷ personas con ambas formas"),
            _l("porcentaje"),
            _l("mensual, al cierre de cada mes"),
            _RECORD,
        ),
        Definition(
            "ganancia",
            _l("Ganancia de aprendizaje"),
            _l("De lo que faltaba por saber al empezar el curso, qué parte se aprendió."),
            _l(
                "(media después - media antes) ÷ (100 % - media antes): la ganancia normalizada de un grupo según "
                "Hake (1998). Menos de cero quiere decir que se acertó menos después"
            ),
            _l("porcentaje"),
            _l("mensual, al cierre de cada mes"),
            _RECORD,
        ),
        Definition(
            "organizaciones",
            _l("Organizaciones con personas acreditadas"),
            _l("Organizaciones en las que al menos una persona acreditó un curso."),
            _l("conteo de organizaciones distintas con una o más acreditaciones"),
            _l("organizaciones"),
            _AT_ONCE,
            _RECORD,
        ),
        Definition(
            "cursos",
            _l("Cursos publicados"),
            _l("Cursos que hoy se ofrecen en el catálogo."),
            _l("conteo de cursos con una edición vigente"),
            _l("cursos"),
            _AT_ONCE,
            _l("catálogo de esta plataforma"),
        ),
        Definition(
            "respuestas",
            _l("Respuestas"),
            _l("Veces que alguien contestó el reactivo."),
            _l("conteo de respuestas en intentos terminados de la edición"),
            _l("respuestas"),
            _l("al terminar cada intento"),
            _l("intentos de evaluación de esta plataforma"),
        ),
        Definition(
            "aciertos",
            _l("Aciertos"),
            _l("Qué parte de las veces que se presentó el reactivo se contestó del todo bien."),
            _l("(respuestas del todo correctas ÷ veces que se presentó en intentos terminados) × 100"),
            _l("porcentaje"),
            _l("al terminar cada intento"),
            _l("intentos de evaluación de esta plataforma"),
        ),
        Definition(
            "avance",
            _l("Avance"),
            _l("Qué parte de lo que pide el curso ya está hecha."),
            _l("(lecciones y evaluaciones hechas ÷ las que pide la edición) × 100"),
            _l("porcentaje"),
            _AT_ONCE,
            _RECORD,
        ),
    )
}


def definitions_of(keys: Iterable[str]) -> tuple[Definition, ...]:
    """The definitions of some keys, each once, in the order of this file."""
    wanted = set(keys)
    return tuple(definition for key, definition in DEFINITIONS.items() if key in wanted)
