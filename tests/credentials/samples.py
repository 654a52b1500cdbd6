"""Facts as a certificate may hold them: ordinary, short, and as long as the columns allow."""

from dataclasses import replace

from app.credentials.document import Certificate
from app.credentials.facts import Facts, NormFact, SignatoryFact, UnitFact

FOLIO = "RN-2026-DAI01-691CA-6QE6P-00DQN"
ADDRESS = f"https://aula.pruebas.example/verificar/{FOLIO}"
SEAL = "c1c81578." + "Ab3-_" * 17 + "x"

ORDINARY = Facts(
    version=1,
    name="María Guadalupe Ñúñez Agüero",
    organisation="Autoridad Garante de un Municipio Ficticio",
    issuer="Coordinación de la Región Norte",
    course_title="Derecho de acceso a la información: fundamentos",
    course_code="DAI01",
    edition=1,
    digest="ab12" * 16,
    hours="6",
    modality="en línea",
    score="95.8",
    minimum="80",
    frame="2025",
    norms=(
        NormFact("Ley General de Prueba", "LGP", "2025-03-20", "2025-11-14"),
        NormFact("Ley sin siglas ni fechas", "", "", ""),
    ),
    contents=(UnitFact("Un derecho humano", ("¿Qué derecho es?", "Sin motivo ni costo")),),
    started_on="2026-10-02",
    finished_on="2026-11-20",
    accredited_on="2026-11-20",
    issued_on="2026-11-20",
    place="Monterrey, Nuevo León",
    signatories=(SignatoryFact("Íñigo Ávila Ibáñez", "Responsable del Área de Capacitación"),),
)
SHORT = replace(ORDINARY, name="Li Ñu", course_title="Archivos", score="", minimum="", norms=(), signatories=())
_LONG_NAME = ("María Fernanda Guadalupe de la Concepción Ñúñez-Montemayor " * 4)[:160].strip()
LONGEST = replace(
    ORDINARY,
    name=_LONG_NAME,
    organisation=("Organismo Descentralizado de Transparencia y Protección de Datos " * 5)[:250].strip(),
    issuer=("Coordinación de la Región Norte del Sistema Nacional de Transparencia " * 5)[:250].strip(),
    course_title=("Formación de personas instructoras con criterios unificados y perspectivas " * 4)[:200].strip(),
    norms=ORDINARY.norms[:1] * 12,
    contents=tuple(UnitFact("Unidad de nombre largo " * 5, ("Lección de nombre largo " * 4,) * 6) for _ in range(10)),
    signatories=(SignatoryFact(_LONG_NAME, ("Titular de la Dirección de Capacitación " * 6)[:200].strip()),) * 4,
)


def certificate(facts: Facts = ORDINARY) -> Certificate:
    return Certificate(FOLIO, facts, SEAL, ADDRESS)
