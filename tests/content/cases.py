"""Cases for tests: one written out, and any that can be made."""

from collections.abc import Sequence
from datetime import datetime

from hypothesis import strategies as st

from app.content.case import Decision, Scene, n_decisions, right_way
from app.content.model import Case, Level
from app.content.workdays import DAYS, HOURS, WORKDAYS, Span
from tests.content.samples import question

CASE = """\
## Llega un folio {#caso tipo=caso nivel=analizar norma="ley-2025#134" puntos=2 inicio=2026-03-12T09:10 plazo=respuesta}

La situación.

### Entra el folio {#entra}

Lo que se ve al principio.

- [x] Turnas hoy → turno, 2 días hábiles
  > CONSECUENCIA DE TURNAR HOY.
- [ ] Esperas al viernes → tarde, 30 días hábiles
  > CONSECUENCIA DE ESPERAR.

### Llega tarde {#tarde}

Lo que se ve tarde.

- [x] Respondes ya → armar, 1 hora
  > CONSECUENCIA DE RESPONDER YA.
- [ ] Callas → fin-mal
  > CONSECUENCIA DE CALLAR.

### Las áreas responden {#turno}

Lo que se ve a tiempo.

- [x] Revisas → armar, 3 días
  > CONSECUENCIA DE REVISAR.
- [ ] Guardas la respuesta → armar, 1 día hábil
  > CONSECUENCIA DE GUARDAR.

### Se arma la respuesta {#armar}

Lo que se ve al armarla.

- [x] Cuidas los datos → enviar
  > CONSECUENCIA DE CUIDAR.
- [ ] Reservas todo → enviar, 1 día hábil
  > CONSECUENCIA DE RESERVAR.

### Se envía {#enviar}

Lo que se ve al enviar.

- [x] Notificas → avisar
  > CONSECUENCIA DE NOTIFICAR.
- [ ] Archivas → avisar
  > CONSECUENCIA DE ARCHIVAR.

### Se avisa {#avisar}

- [x] Publicas → fin-bien
  > CONSECUENCIA DE PUBLICAR.
- [ ] Lo dejas → fin-mal
  > CONSECUENCIA DE DEJARLO.

### Cumplido {#fin-bien}

El final bueno.

### Sin cumplir {#fin-mal}

El final malo.

> LO QUE ENSEÑA EL CASO.
"""


def the_case() -> Case:
    """The case written above."""
    case = question(CASE)
    assert isinstance(case, Case)
    return case


def keys(case: Case, *texts: str) -> list[str]:
    """The decisions whose text begins so, in order."""
    decisions = [decision for scene in case.scenes for decision in scene.decisions]
    return [next(d.key for d in decisions if d.text_html.startswith(text)) for text in texts]


@st.composite
def any_case(draw: st.DrawFn) -> Case:
    """A case of any shape that the reader lets pass: every scene is reached, and the right way is a longest one."""
    length = draw(st.integers(1, 6))
    spans = st.none() | st.builds(Span, st.integers(1, 9), st.sampled_from([WORKDAYS, DAYS, HOURS]))
    scenes: list[Scene] = []
    detours = [f"d{place}" for place in range(1, length) if draw(st.booleans())]
    for place in range(length):
        ahead = [f"s{later}" for later in range(place + 1, length + 1)]
        ahead += [key for key in detours if int(key[1:]) > place]
        turn = [key for key in detours if key == f"d{place + 1}"]
        scenes.append(_scene(draw, f"s{place}", f"s{place + 1}", ahead, spans, turn))
    for key in detours:
        ahead = [f"s{later}" for later in range(int(key[1:]) + 1, length + 1)]
        scenes.append(_scene(draw, key, ahead[0], ahead, spans))
    scenes.append(Scene(f"s{length}", "Fin", "", (), 1))
    case = Case(
        "generado",
        "",
        "",
        Level.ANALYSE,
        (),
        1,
        "",
        1,
        tuple(scenes),
        starts_at=draw(st.none() | st.just(datetime.fromisoformat("2026-03-02T09:00"))),
        tells_hours=True,
        deadline="respuesta",
    )
    assert len(right_way(case.scenes).steps) == n_decisions(case.scenes)
    return case


def _scene(
    draw: st.DrawFn,
    key: str,
    right: str,
    ahead: list[str],
    spans: st.SearchStrategy[Span | None],
    turn: Sequence[str] = (),
) -> Scene:
    wrong = draw(st.lists(st.sampled_from(ahead), min_size=1, max_size=3))
    targets = [right, *wrong, *turn]
    decisions = [
        Decision(f"{key}-{n}", f"Decisión {n}", target, draw(spans), n == 0, f"Consecuencia {key}-{n}.")
        for n, target in enumerate(targets)
    ]
    return Scene(key, f"Escena {key}", "", tuple(draw(st.permutations(decisions))), 1)
