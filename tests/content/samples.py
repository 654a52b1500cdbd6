"""A small sound programme and course that use everything once; tests break one thing at a time."""

from textwrap import dedent

from app.content.check import Source, check_course
from app.content.course import parse_course
from app.content.files import Files
from app.content.findings import Finding
from app.content.model import AnyQuestion, Course
from app.content.programme import Programme, parse_programme

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>Ruta</title><path d="M0 0h9"/></svg>\n'
PNG = b"\x89PNG\r\n\x1a\n\x00"
JPG = b"\xff\xd8\xff\xe0"
WEBP = b"RIFF\x04\x00\x00\x00WEBP"


def text_file(text: str) -> bytes:
    return dedent(text).lstrip("\n").encode()


PROGRAMME: dict[str, bytes] = {
    "normas.yaml": text_file("""
        - id: ley-2025
          nombre: Ley de Prueba
          siglas: LEY
          ambito: general
          publicada: 2025-03-20
          vigente-desde: 2025-03-21
          sucede-a: [ley-2015]
          nombres-previos: [{nombre: Ley de Ensayo, hasta: 2026-01-15}]
          rango: 1-216
          articulos-extra: [15-bis]
          articulos:
            "1": Objeto
            "15-bis": Ajustes
          derogados: [40-42, "80"]
        - id: ley-2015
          nombre: Ley de Prueba anterior
          siglas: VIEJA
          ambito: general
          vigente-desde: 2015-05-05
          vigente-hasta: 2025-03-20
          rango: 1-206
    """),
    "plazos.yaml": text_file("""
        - id: respuesta
          acto: Responder
          texto: 20 días hábiles
          cantidad: 20
          unidad: dias-habiles
          norma: ley-2025#134
        - id: sensibles
          acto: Guardar
          texto: 70 años
          cantidad: 70
          unidad: anios
          norma: ley-2025#36
        - id: indice
          acto: Publicar el índice
          texto: cada 6 meses
          cantidad: 6
          unidad: meses
          norma: ley-2025#105
    """),
    "dias-inhabiles.yaml": text_file("""
        - anio: 2026
          fuente: prueba
          verificado-en: 2026-11-23
          por-confirmar: true
          nota: Cada institución tiene el suyo.
          dias:
            "2026-03-16": Natalicio
    """),
    "glosario.yaml": text_file("""
        - id: sujeto-obligado
          termino: sujeto obligado
          ingles: obligated entity
          definicion: Quien debe abrir su información.
          norma: ley-2025#3-XIX
        - id: area
          termino: área
          definicion: Parte de la institución.
    """),
    "organizaciones.yaml": text_file("""
        - id: coordinacion
          tipo: coordinacion
          entidad: "00"
          nombres:
            - {oficial: Coordinación de Prueba, corto: Coordinación, acronimo: null, desde: 2025-03-21}
          fuente: prueba
          verificado-en: 2026-11-23
          por-confirmar: true
        - id: organismo
          tipo: organismo-garante
          entidad: "19"
          nombres:
            - {oficial: Organismo de Prueba, corto: Organismo, acronimo: OGP}
          sucede-a: []
          depende-de: coordinacion
          fuente: prueba
    """),
    "plan.md": text_file("""
        ---
        titulo: Plan de prueba
        periodo: 2020-2021
        fuente: prueba
        aviso: Los indicadores son una propuesta.
        ---

        ## Acceso a la información {#eje-1}

        > Abrir la información.

        ### Capacitación permanente {#1.1}

        Capacitar.

        #### Personas acreditadas {#i-1-1-personas medida=personas-acreditadas eje=1 tema="archivos"}

        | Campo | Valor |
        |---|---|
        | Definición | Personas |
        | Método de cálculo | Conteo |
        | Unidad de medida | personas |
        | Dimensión | eficacia |
        | Frecuencia | trimestral |
        | Fuente | registro |
        | Sentido | ascendente |
        | Línea base | sin dato |
        | Meta | sin meta |
        | Responsable | capacitación |
    """),
    "aviso-de-privacidad.md": text_file("""
        ---
        version: 1.10
        vigente-desde: 2026-11-01
        titulo: Aviso de privacidad
        ---

        ## Aviso simplificado

        Usamos tus datos para tu constancia.

        ## Aviso integral

        Todo lo demás.
    """),
}

CHOICE = """\
## ¿Cuál es el plazo? {#plazo nivel=recordar norma="ley-2025#134"}

- [x] 20 días hábiles
  > Correcto: lo dice [LEY, art. 134](norma:ley-2025#134).
- [ ] 20 días naturales
  > La ley cuenta días hábiles.
- [ ] 10 días hábiles
  > Es la ampliación.
"""

MULTIPLE = """\
## ¿Qué se puede pedir? Elige todas las que correspondan {#multiple nivel=aplicar norma="ley-2025#1 ley-2025#15-bis"}

Llega una *solicitud*.

- [x] La descripción
  > Sirve para buscar.
- [x] El medio
  > Sirve para avisar.
- [ ] El motivo
  > Nadie tiene que decirlo.
- [ ] La edad
  > Tampoco.

> Solo lo que hace falta.
"""

TRUE_FALSE = """\
## El Comité recibe solicitudes. {#falso nivel=recordar norma="ley-2025#1" puntos=2}

- [x] Falso
  > Las recibe la Unidad.
- [ ] Verdadero
  > Revisa quién las recibe.
"""

SHORT = """\
## ¿Quién debe abrir su información? {#corta nivel=recordar norma="ley-2025#1"}

= sujeto obligado | sujetos obligados
≠ autoridad garante | la garante
  > Esa *revisa*.

> Es el sujeto obligado.
"""

NUMERIC = """\
## ¿Cuántos días hábiles hay? {#numerica nivel=recordar norma="ley-2025#134"}

= 20 ± 0.5 días hábiles
≠ 10
  > Diez es la ampliación.

> Son veinte.
"""

MATCHING = """\
## Relaciona cada órgano con su función {#relaciona nivel=aplicar norma="ley-2025#1"}

| Órgano | Función | Retroalimentación |
|---|---|---|
| Comité | Confirma | El Comité confirma. |
| Unidad | Recibe | La Unidad recibe. |
| Oficialía | Recibe | También recibe. |
| | Sanciona \\| multa | |
"""

ORDERING = """\
## Ordena los pasos {#ordena nivel=aplicar norma="ley-2025#134"}

1. Registrar
   > Primero.
2. Turnar
3. Responder

> Primero se registra.
"""

CLOZE = """\
## Completa el texto {#completa nivel=analizar norma="ley-2025#134"}

El plazo es de [[veinte | 20]] días y el Comité puede [[*confirmar | sancionar | multar]] la clasificación.

> Veinte y confirmar.
"""

ALL_TYPES = (CHOICE, MULTIPLE, TRUE_FALSE, SHORT, NUMERIC, MATCHING, ORDERING, CLOZE)

COURSE: dict[str, bytes] = {
    "curso.md": text_file("""
        ---
        titulo: Curso de prueba
        clave: "007"
        resumen: Un curso pequeño con todo.
        objetivo: Probar cada parte.
        eje: 1
        estrategias: ["1.1"]
        temas: [acceso-a-la-informacion]
        perspectivas: [genero]
        horas: 1.5
        nivel: basico
        dirigido-a: Personas servidoras públicas
        requisitos: []
        marco: "2025"
        normas: [ley-2025]
        organizacion: coordinacion
        leido-en: 2026-02-28
        autoria: [Área de capacitación]
        abierto: true
        ---

        Presentación del curso.
    """),
    "01-primera/unidad.md": text_file("""
        ---
        titulo: Primera unidad
        objetivo: Empezar.
        ---

        De esto trata la unidad.
    """),
    "01-primera/01-uno.md": text_file("""
        ---
        titulo: Lección uno
        objetivo: Leer.
        minutos: 10
        normas: ["ley-2025#134", "ley-2025#65-VII"]
        ---

        ## Por qué importa

        Un [sujeto obligado](glosario:sujeto-obligado) responde en [20 días hábiles](plazo:respuesta)
        ([LEY, art. 134](norma:ley-2025#134)). Una nota.[^1]

        [^1]: Al pie.

        ![Ruta de una solicitud](../imagenes/ruta.svg)

        | Quién | Qué |
        |---|---|
        | Unidad | Recibe |

        !!! ejemplo "Un caso"
            En un municipio.

        ??? respuesta "Ver la respuesta"
            - Así.

        ```quiz
        ## ¿Debe decir para qué? {#para-que}
        - [ ] Sí, siempre
          > No: nadie puede preguntarlo.
        - [x] No
          > Correcto.

        ## ¿Quién responde? {#quien}
        = la Unidad | Unidad

        > La Unidad.
        ```

        ### Para llevar

        - Sigue en [la segunda](02-dos.md#para-llevar), [arriba](#por-que-importa) o en <https://example.org/>.
    """),
    "01-primera/02-dos.md": text_file("""
        ---
        titulo: Lección dos
        objetivo: Seguir.
        minutos: 5
        ---

        ## Para llevar

        Escribe a <aula@example.org>.
    """),
    "01-primera/evaluacion.md": (
        "---\ntitulo: Evaluación\naprobacion: 60\nintentos: 2\nespera: 30\n---\n\n" + "\n".join(ALL_TYPES)
    ).encode(),
    "02-segunda/unidad.md": b"---\ntitulo: Segunda unidad\nobjetivo: Terminar.\n---\n",
    "02-segunda/01-tres.md": b"---\ntitulo: Tres\nobjetivo: Cerrar.\nminutos: 5\n---\nFin.\n",
    "examen.md": (
        "---\ntitulo: Examen final\naprobacion: 80\nintentos: 3\nespera: 60\nminutos: 40\nreactivos: 2\n---\n"
        + "".join(CHOICE.replace("#plazo", f"#examen-{number}") for number in range(4))
    ).encode(),
    "imagenes/ruta.svg": SVG,
    "imagenes/foto.png": PNG,
    "imagenes/foto.jpg": JPG,
    "imagenes/foto.webp": WEBP,
}


def sound_programme() -> Programme:
    programme, findings = parse_programme(PROGRAMME)
    assert programme is not None, findings
    return programme


def sound_course(files: Files = COURSE, slug: str = "curso-de-prueba") -> Course:
    course, findings = parse_course(files, slug)
    assert course is not None, "\n".join(map(str, findings))
    return course


def edited(path: str, old: str, new: str, files: Files = COURSE) -> dict[str, bytes]:
    """The files with one text of one file replaced; the text must be there."""
    assert old.encode() in files[path], f"{path} has no «{old}»"
    return {**files, path: files[path].replace(old.encode(), new.encode(), 1)}


def in_form(text: str, form: str, number: int) -> str:
    """A question of these samples as one of a diagnostic's form, under a key of its own."""
    start = text.index("{#")
    return f"{text[:start]}{{#dx-{form}-{number} forma={form}{text[text.index(' ', start) :]}"


DIAGNOSTIC_HEAD = '---\ntitulo: "¿Cuánto sabes ya?"\n---\n\n'
FORMS = [in_form(text, form, number) for form in "ab" for number, text in enumerate((CHOICE, NUMERIC, TRUE_FALSE))]


def everything_found(files: Files, slug: str = "curso-de-prueba") -> tuple[Finding, ...]:
    """What the parser and, where the course can be read, the checker have to say."""
    course, findings = parse_course(files, slug)
    return findings if course is None else (*findings, *check_course(Source(course, files), sound_programme()))


def quiz_files(text: str) -> dict[str, bytes]:
    """The course with one unit quiz that holds ``text``; its questions begin on line 5."""
    return {**COURSE, "02-segunda/evaluacion.md": f"---\ntitulo: Evaluación\naprobacion: 60\n---\n{text}".encode()}


def questions(text: str) -> tuple[AnyQuestion, ...]:
    quiz = sound_course(quiz_files(text)).quiz("segunda/evaluacion")
    assert quiz is not None
    return quiz.questions


def question(text: str) -> AnyQuestion:
    (only,) = questions(text.replace("{#", "{#otra-", 1))
    return only
