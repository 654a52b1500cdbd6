"""Every finding: its place, its code, and that it says what to do."""

# ruff: noqa: E501 -- a table of cases reads best with a line for each

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.content.check import check_library
from app.content.findings import Finding, Findings, Severity
from app.content.programme import parse_programme
from tests.content.cases import CASE as BRANCHING
from tests.content.samples import (
    CHOICE,
    CLOZE,
    COURSE,
    DIAGNOSTIC_HEAD,
    FORMS,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    PROGRAMME,
    SHORT,
    SVG,
    edited,
    everything_found,
    quiz_files,
    sound_course,
)

SOURCES = Path(__file__).parent.parent.parent / "app" / "content"
LESSON, FIRST_QUIZ, QUIZ = "01-primera/01-uno.md", "01-primera/evaluacion.md", "02-segunda/evaluacion.md"
SECOND = "01-primera/02-dos.md"
END = "Escribe a <aula@example.org>."


@dataclass(frozen=True)
class Case:
    """A broken course or programme and the finding that it must give."""

    name: str
    code: str
    files: dict[str, bytes]
    place: str
    says: str
    slug: str = "curso-de-prueba"


def course(name, code, path, old, new, place, says):
    return Case(name, code, edited(path, old, new), f"{path}:{place}", says)


def added(name, code, path, data, place, says):
    return Case(name, code, {**COURSE, path: data}, f"{path}:{place}", says)


def without(path):
    return {name: data for name, data in COURSE.items() if name != path}


def prose(name, code, text, place, says):
    """A lesson of one more paragraph, on line 9."""
    return course(name, code, SECOND, END, text, place, says)


def quiz(name, code, text, place, says):
    """A unit quiz; its text begins on line 5."""
    return Case(name, code, quiz_files(text), f"{QUIZ}:{place}", says)


def diagnostic(name, code, questions, place, says):
    """A diagnostic; its questions begin on line 5."""
    return added(name, code, "diagnostico.md", (DIAGNOSTIC_HEAD + "\n".join(questions)).encode(), place, says)


def branching(name, code, old, new, place, says):
    """A unit quiz with the case; its text begins on line 5."""
    assert old in BRANCHING, old
    return quiz(name, code, BRANCHING.replace(old, new, 1), place, says)


def programme(name, code, path, old, new, place, says):
    return Case(name, code, edited(path, old, new, PROGRAMME), f"{path}:{place}", says)


COURSES = [
    # files
    added("a file of 50 MB", "C001", "01-primera/03-tres.md", b"a" * (50 * 1024 * 1024), "1:1", "más de 512 KB"),
    added("a large image", "C001", "imagenes/grande.png", b"\x89PNG" * 300_000, "1:1", "más de 1024 KB"),
    added("a file of another kind", "C002", "01-primera/notas.docx", b"PK", "1:1", "Quítalo o cámbiale el nombre"),
    added("an image with capitals", "C002", "imagenes/Foto.PNG", b"\x89PNG", "1:1", "minúsculas"),
    added("an image outside its folder", "C002", "01-primera/foto.png", b"\x89PNG", "1:1", "en imagenes/"),
    added("binary for Markdown", "C003", "01-primera/03-a.md", b"---\nti\x89PNG\xff", "2:3", "guárdalo como texto"),
    added("a NUL in Markdown", "C003", "01-primera/03-a.md", b"---\ntit\0ulo: a\n---\n", "2:4", "U+0000"),
    added("UTF-16", "C003", "01-primera/03-a.md", "---\n".encode("utf-16"), "1:1", "UTF-8"),
    prose("a private sign of a word processor", "C003", "Uno\n\uf0b7 dos", "10:1", "bórralo"),
    course("an escaped control in YAML", "C003", SECOND, "Seguir.", '"a\\0b"', "3:11", "bórralo"),
    added("a PNG that is not", "C004", "imagenes/mala.png", b"GIF89a", "1:1", "vuelve a exportarla"),
    added("a WebP that is a WAV", "C004", "imagenes/mala.webp", b"RIFF....WAVE", "1:1", ".webp"),
    added("SVG with a script", "C004", "imagenes/mala.svg", SVG.replace(b"<path", b"\n<script"), "2:1", "«script»"),
    added("SVG with an event", "C004", "imagenes/mala.svg", SVG.replace(b"d=", b"onload="), "1:80", "«onload»"),
    Case("a slug with accents", "C005", COURSE, "curso.md:1:1", "renómbrala", "Educación"),
    Case("a long slug", "C005", COURSE, "curso.md:1:1", "60 signos", "a" * 61),
    added("a long lesson name", "C005", f"01-primera/03-{'a' * 61}.md", COURSE[SECOND], "1:1", "muy largo"),
    Case("no curso.md", "C006", without("curso.md"), "curso.md:1:1", "créalo"),
    Case("no unidad.md", "C006", without("01-primera/unidad.md"), "01-primera/unidad.md:1:1", "créalo"),
    added("a text out of place", "C007", "notas.md", b"hola", "1:1", "01-unidad/01-leccion.md"),
    added("a lesson too deep", "C007", "01-primera/mas/01-a.md", b"hola", "1:1", "01-unidad/01-leccion.md"),
    added("a lesson without number", "C007", "01-primera/dos.md", b"hola", "1:1", "01-nombre.md"),
    added("two lessons of one name", "C008", "01-primera/09-dos.md", COURSE[SECOND], "1:1", "cambia el nombre"),
    added("a lesson called evaluacion", "C009", "01-primera/03-evaluacion.md", COURSE[SECOND], "1:1", "cámbiale"),
    added("a unit called imagenes", "C009", "03-imagenes/unidad.md", COURSE["02-segunda/unidad.md"], "1:1", "cámbiale"),
    # front matter
    course("a colon in a text", "C010", SECOND, "Seguir.", "Esto: aquello", "3:15", "entre comillas"),
    course("a quote left open", "C010", SECOND, "Seguir.", '"Seguir', "3:11", "cerrar unas comillas"),
    course("a bracket left open", "C010", SECOND, "Seguir.", "[a, b", "3:11", "Los datos no se pueden leer"),
    course("a tabulator", "C010", SECOND, "objetivo: Seguir.", "\t- a", "3:1", "tabulador"),
    course("a reserved sign", "C010", SECOND, "Seguir.", "@todas", "3:11", "reservado"),
    course("an unknown alias", "C010", SECOND, "Seguir.", "*importante*", "3:11", "comillas"),
    course("an alias", "C010", SECOND, "objetivo: Seguir.", "objetivo: &a [*a]", "3:15", "referencias"),
    course("lists without end", "C010", SECOND, "Seguir.", "[" * 40 + "]" * 40, "3:19", "escribe el valor"),
    course("a list for a key", "C010", SECOND, "minutos", "[a, b]", "4:1", "«titulo:»"),
    course("a head that is a text", "C010", "02-segunda/unidad.md", "titulo: Segunda unidad\nobjetivo: Terminar.", "hola",
           "2:1", "claves y valores"),
    course("an empty head", "C010", "02-segunda/unidad.md", "titulo: Segunda unidad\nobjetivo: Terminar.", "# nada",
           "2:1", "claves y valores"),
    course("a key twice", "C011", SECOND, "minutos: 5", "titulo: Otra", "4:1", "deja una"),
    added("no head", "C012", "01-primera/03-a.md", b"## Hola\n", "1:1", "línea ---"),
    added("a head left open", "C012", "01-primera/03-a.md", b"---\ntitulo: a\n", "1:1", "otra línea ---"),
    course("a missing key", "C020", SECOND, "objetivo: Seguir.\n", "", "1:1", "Falta «objetivo»"),
    course("an empty value", "C020", SECOND, "Seguir.", '"  "', "3:1", "Falta «objetivo»"),
    course("an empty list", "C020", "curso.md", "[ley-2025]", "[]", "15:1", "Falta «normas»"),
    course("a list for a text", "C021", SECOND, "Seguir.", "[a]", "3:1", "debe ser un texto"),
    course("a long text", "C022", SECOND, "Lección dos", "a" * 121, "2:1", "Acórtalo"),
    course("an unknown level", "C023", "curso.md", "basico", "experto", "11:1", "usa: basico"),
    course("an unknown theme", "C023", "curso.md", "acceso-a-la-informacion", "futbol", "8:1", "usa: acceso"),
    course("a text for a list", "C024", "curso.md", "[genero]", "genero", "9:1", "[uno, dos]"),
    course("minutes in words", "C025", SECOND, "minutos: 5", "minutos: cinco", "4:1", "de 1 a 240"),
    course("too many minutes", "C025", SECOND, "minutos: 5", "minutos: 241", "4:1", "de 1 a 240"),
    course("no hours", "C020", "curso.md", "horas: 1.5\n", "", "1:1", "Falta «horas»"),
    course("hours in words", "C026", "curso.md", "1.5", "poco", "10:1", "de 0.1 a 500"),
    course("infinite hours", "C026", "curso.md", "1.5", ".inf", "10:1", "como 1.5"),
    course("a day that does not exist", "C027", "curso.md", "2026-02-28", "2026-02-30", "17:1", "2026-02-28"),
    course("a day written otherwise", "C027", "curso.md", "2026-02-28", "28/02/2026", "17:1", "2026-02-28"),
    course("a flag in words", "C028", "curso.md", "abierto: true", "abierto: quizá", "19:1", "true o false"),
    course("a mistyped key", "C029", SECOND, "minutos: 5", "minutos: 5\nobjetibo: a", "5:1", "¿Quisiste escribir «objetivo»?"),
    course("an unknown key", "C029", SECOND, "minutos: 5", "minutos: 5\ncolor: a", "5:1", "Las que van aquí son: minutos"),
    course("a code in lower case", "C030", "curso.md", '"007"', "dai01", "3:1", "mayúsculas o números"),
    Case("no units", "C031", {"curso.md": COURSE["curso.md"]}, "curso.md:1:1", "crea una carpeta"),
    Case("a unit without lessons", "C032", without("02-segunda/01-tres.md"), "02-segunda/unidad.md:1:1", "escribe una"),
    course("a citation that is none", "C033", LESSON, '"ley-2025#65-VII"', '"art. 65"', "5:1", "lgtaip-2025#134"),
    course("an empty lesson", "C034", "02-segunda/01-tres.md", "Fin.\n", "", "6:1", "escribe su texto"),
    quiz("a quiz without questions", "C035", "", "5:1", "escribe una"),
    course("more drawn than there are", "C036", "examen.md", "reactivos: 2", "reactivos: 5", "7:1", "baja el número"),
    prose("a self-check left open", "C037", "Uno\n\n```quiz\n## ¿Sí? {#si}\n", "11:1", "otra línea ```"),
    prose("a self-check in a box", "C037", '!!! nota "A"\n    ```quiz\n    ```', "10:1", "pegada al margen"),
    prose("a self-check in four signs", "C037", "````quiz\n## ¿Sí? {#si}\n= sí\n\n> Sí.\n````", "9:1", "entre una línea ```quiz"),
    prose("lists without end below", "C038", "\n".join(" " * 4 * n + "- a" for n in range(300)), "1:1", "reduce"),
    prose("brackets without end", "C038", "[a " * 300, "1:1", "ciérralos"),
    prose("parentheses without end", "C038", "[a](" * 300, "1:1", "ciérralos"),
    added("a quiz without head", "C012", "02-segunda/evaluacion.md", b"## Hola", "1:1", "línea ---"),
    course("topics for words", "C024", "curso.md", "[genero]", "[[genero]]", "9:1", "[uno, dos]"),
    # questions
    quiz("text before the first question", "P001", f"\nHola\n\n{CHOICE}", "6:1", "## Enunciado"),
    quiz("a question without answer", "P002", "## ¿Qué? {#otra nivel=aplicar norma=a#1}\n\nTexto.", "5:1", "- [x]"),
    quiz("a question without key", "P003", "## ¿Qué?\n\n= a\n", "5:1", "{#clave-con-guiones}"),
    quiz("a key with accents", "P003", "## ¿Qué? {#qué}\n\n= a\n", "5:1", "sin acentos"),
    quiz("a long key", "P003", f"## ¿Qué? {{#{'a' * 81}}}\n\n= a\n", "5:1", "80 signos"),
    quiz("a question without prompt", "P004", CHOICE.replace("¿Cuál es el plazo?", ""), "5:1", "escríbelo"),
    quiz("an unknown level of question", "P005", CHOICE.replace("recordar", "crear"), "5:1", "nivel=aplicar"),
    quiz("a question without level", "P005", CHOICE.replace("nivel=recordar ", ""), "5:1", "nivel=aplicar"),
    quiz("a question without norm", "P006", CHOICE.replace(' norma="ley-2025#134"', ""), "5:1", "norma="),
    quiz("a question with curly quotes", "P006", CHOICE.replace('"ley-2025#134"', "“ley-2025#134”"), "5:1", "norma="),
    quiz("too many points", "P007", CHOICE.replace("nivel", "puntos=11 nivel"), "5:1", "de 1 a 10"),
    quiz("endless points", "P007", CHOICE.replace("nivel", f"puntos={'9' * 5000} nivel"), "5:1", "de 1 a 10"),
    quiz("an unknown attribute", "P008", CHOICE.replace("nivel", "color=rojo nivel"), "5:1", "«color=rojo»"),
    quiz("an attribute twice", "P008", CHOICE.replace("nivel", "#otra nivel"), "5:1", "una vez"),
    quiz("text after the options", "P009", f"{CHOICE}\nHola\n", "14:1", "la explicación va antes"),
    quiz("text after a table", "P009", f"{MATCHING}\nHola\n", "14:1", "la explicación va antes"),
    quiz("an option twice", "P010", CHOICE.replace("20 días naturales", "20  días hábiles"), "9:1", "deja una"),
    quiz("no right answer", "P011", CHOICE.replace("[x]", "[ ]"), "5:1", "marca una con [x]"),
    quiz("only right answers", "P012", CHOICE.replace("[ ]", "[x]"), "5:1", "- [ ]"),
    quiz("two answers", "P013", SHORT.replace("≠", "="), "5:1", "una sola línea"),
    quiz("an answer without words", "P013", SHORT.replace("sujeto obligado | sujetos obligados", ". | «»"), "7:1", "palabras"),
    quiz("a number without number", "P014", NUMERIC.replace("20 ± 0.5", "veinte ± 0"), "7:1", "= 20 ± 0 días"),
    quiz("a foreseen number in words", "P014", NUMERIC.replace("≠ 10", "≠ diez"), "8:1", "≠ 15"),
    quiz("a list with two right ones", "P015", CLOZE.replace("sancionar", "*sancionar"), "7:1", "una sola con asterisco"),
    quiz("an empty gap", "P015", CLOZE.replace("veinte | 20", " | "), "7:1", "[[respuesta | variante]]"),
    quiz("a gap without words", "P015", CLOZE.replace("veinte | 20", "."), "7:1", "[[respuesta | variante]]"),
    quiz("a list with one thing twice", "P015", CLOZE.replace("sancionar", "confirmar"), "7:1", "distintas"),
    quiz("a table of one row", "P016", MATCHING.split("| Unidad")[0], "7:1", "al menos dos renglones"),
    quiz("a table without line", "P016", MATCHING.replace("|---|---|---|\n", ""), "7:1", "|---|---|"),
    quiz("a row too short", "P017", MATCHING.replace("| Unidad | Recibe | La Unidad recibe. |", "| Unidad |"), "10:1", "3 columnas"),
    quiz("a left side twice", "P018", MATCHING.replace("Unidad |", "Comité |"), "7:1", "distintos"),
    quiz("two steps", "P019", ORDERING.replace("3. Responder\n", ""), "5:1", "tres o más pasos"),
    quiz("a key used before", "P020", SHORT, "5:1", f"ya está en {FIRST_QUIZ}:39: usa otra"),
    quiz("a mistake that is right", "P021", SHORT.replace("la garante", "SUJETO OBLIGADO."), "8:1", "también cuenta"),
    quiz("a foreseen number that is right", "P021", NUMERIC.replace("≠ 10", "≠ 20.5"), "8:1", "también cuenta"),
    quiz("an option without space", "P022", CHOICE.replace("- [x]", "- []"), "7:1", "«- [ ] texto»"),
    quiz("an indented option", "P022", CHOICE.replace("- [ ] 20", "  - [ ] 20"), "9:1", "pegada al margen"),
    quiz("a gap left open", "P023", CLOZE.replace("20]]", "20]"), "7:1", "no está cerrado"),
    quiz("a gap in a link", "P023", CLOZE.replace("[[veinte | 20]]", "[[[veinte]]](https://example.org/)"), "7:1", "enlace"),
    quiz("a gap in an address", "P023", CLOZE.replace("[[veinte | 20]]", "[a](https://a/[[veinte]])"), "7:1", "enlace"),
    quiz("a gap in code", "P023", CLOZE.replace("[[veinte | 20]]", "`[[veinte]]`"), "7:1", "código"),
    quiz("too many gaps", "P023", CLOZE.replace("El plazo", "[[a]] " * 40), "7:1", "Caben 40"),
    diagnostic("a question of no form", "P040", [FORMS[0].replace(" forma=a", ""), *FORMS[1:]], "5:1", "escribe forma=a o forma=b"),
    quiz("a form in a quiz", "P041", SHORT.replace("#corta", "#otra forma=a"), "5:1", "quítala de «otra»"),
    diagnostic("forms of different length", "P042", FORMS[:5], "4:1", "escribe las que faltan"),
    diagnostic("a pair that is not parallel", "P043", [*FORMS[:3], FORMS[3].replace("recordar", "aplicar"), *FORMS[4:]], "29:1", "Iguálalas"),
    diagnostic("a case in a diagnostic", "P044", [FORMS[0].replace("forma=a", "forma=a tipo=caso"), *FORMS[1:]], "5:1", "usa otro tipo"),
    # quality of questions
    quiz("no general feedback", "R001", SHORT.replace("> Es el", "Es el").replace("Es el sujeto obligado.", ""), "5:1", "«>»"),
    quiz("no feedback in a cloze", "R001", CLOZE.replace("> Veinte y confirmar.", ""), "5:1", "«>»"),
    quiz("no feedback in a table", "R001", MATCHING.replace("La Unidad recibe.", ""), "5:1", "explique por qué"),
    quiz("an option without feedback", "R002", CHOICE.replace("  > Es la ampliación.\n", ""), "11:1", "con sangría"),
    quiz("a mistake without feedback", "R002", NUMERIC.replace("  > Diez es la ampliación.\n", ""), "8:1", "con sangría"),
    course("a self-check without feedback", "R002", LESSON, "  > Correcto.\n", "", "31:1", "con sangría"),
    quiz("all of the above", "R003", _all := CHOICE.replace("#plazo", "#otra").replace("10 días hábiles", "Todas las anteriores"),
         "5:1", "Escribe una opción completa"),
    quiz("two options", "R005", "".join(_all.split("- [ ] Todas")[:1]), "5:1", "3 o 4"),
    quiz("two pairs", "R005", MATCHING.replace("#rel", "#otra-").replace("| Oficialía | Recibe | También recibe. |\n", "")
         .replace("| | Sanciona \\| multa | |\n", ""), "5:1", "de 3 a 6"),
    quiz("eight steps", "R005", ORDERING.replace("#ord", "#otra-").replace("3. R", "".join(f"{n}. a{n}\n" for n in range(3, 8)) + "8. R"),
         "5:1", "de 3 a 7"),
    # cases
    branching("another written type", "P024", "tipo=caso", "tipo=cuento", "5:1", "tipo=caso"),
    branching("a case's words for another type", "P008", "tipo=caso ", "", "5:1", "en un caso"),
    prose("a case in a lesson", "P024", f"Uno\n\n```quiz\n{BRANCHING}```", "12:1", "evaluación de una unidad"),
    added("a case in the exam", "P024", "examen.md", f"---\ntitulo: Examen\n---\n{BRANCHING}".encode(), "4:1", "evaluación de una unidad"),
    branching("a start that is no day", "P025", "2026-03-12T09:10", "2026-02-30", "5:1", "inicio=2026-03-02"),
    branching("a start in words", "P025", "2026-03-12T09:10", "lunes", "5:1", "inicio=2026-03-02"),
    branching("a start at no hour", "P025", "2026-03-12T09:10", "2026-03-12T25:10", "5:1", "inicio=2026-03-02"),
    branching("a start in another century", "P025", "2026-03-12T09:10", "1926-03-12T09:10", "5:1", "inicio=2026-03-02"),
    branching("hours without an hour to start", "P025", "T09:10", "", "5:1", "agrega la hora"),
    branching("a deadline without a start", "P025", "inicio=2026-03-12T09:10 ", "", "5:1", "agrega inicio"),
    branching("a scene's clock of another name", "P045", "{#turno}", "{#turno dura=respuesta}", "27:1", "plazo=id"),
    branching("a scene with two clocks", "P045", "{#turno}", "{#turno plazo=a amplia=b}", "27:1", "uno de dos"),
    branching("a scene's deadline that is not in the table", "V007", "{#turno}", "{#turno plazo=otro}", "27:1", "«otro»"),
    branching("no scenes", "P026", BRANCHING.partition("La situación.")[2], "", "5:1", "necesita escenas"),
    branching("more scenes than a case bears", "P026", "### Cumplido", "".join(f"### Otra {{#otra-{n}}}\n" for n in range(40)) + "### Cumplido", "5:1", "de dos a 40"),
    branching("a scene without key", "P027", " {#tarde}", "", "18:1", "título y clave"),
    branching("a scene without title", "P027", "### Llega tarde", "###", "18:1", "título y clave"),
    branching("a scene's key with capitals", "P027", "{#tarde}", "{#Tarde}", "18:1", "en minúsculas"),
    branching("a decision that leads nowhere", "P028", "Esperas al viernes → tarde, 30 días hábiles", "Esperas", "15:1", "clave-de-la-escena"),
    branching("no right decision", "P029", "- [x] Respondes", "- [ ] Respondes", "22:1", "una sola correcta"),
    branching("two right decisions", "P029", "- [ ] Callas", "- [x] Callas", "22:1", "una sola correcta"),
    branching("one decision", "P029", "- [ ] Callas → fin-mal\n  > CONSECUENCIA DE CALLAR.\n", "", "22:1", "dos o más"),
    branching("a first scene that is an ending", "P029", "### Entra", "### Nada {#nada}\n\n### Entra", "9:1", "primera escena"),
    branching("a time in words", "P030", "30 días hábiles", "un mes", "15:1", "3 días"),
    branching("two scenes of one key", "P031", "{#turno}", "{#tarde}", "27:1", "cambia una clave"),
    branching("a scene that is not there", "P032", "→ tarde", "→ nunca", "9:1", "«nunca»"),
    branching("scenes in a circle", "P033", "Archivas → avisar", "Archivas → turno", "27:1", "turno → armar → enviar → turno"),
    branching("a scene that nobody reaches", "P034", "→ tarde", "→ turno", "18:1", "quítala"),
    branching("a wrong way that is the longest", "P035", "Callas → fin-mal", "Callas → turno", "5:1", "más largo tiene 6"),
    branching("a decision without consequence", "R002", "  > CONSECUENCIA DE ESPERAR.\n", "", "15:1", "consecuencia"),
    branching("a case that teaches nothing at its end", "R001", "> LO QUE ENSEÑA EL CASO.\n", "", "5:1", "Falta la retroalimentación"),
    branching("a decision twice in a scene", "P010", "Callas → fin-mal", "Respondes ya → armar", "24:1", "deja una"),
    branching("a decision indented", "P022", "Lo que se ve tarde.", "  - [ ] Otra → turno", "20:1", "al margen"),
    branching("a quote among the decisions", "P009", "- [ ] Callas", "> Nota\n- [ ] Callas", "24:1", "no se entiende"),
    branching("all of the above in a scene", "R003", "Callas", "Todas las anteriores", "5:1", "completa"),
    branching("a deadline that is not there", "V007", "plazo=respuesta", "plazo=nunca", "5:1", "plazos.yaml"),
    branching("a year without its days", "V016", "2026-03-12", "2025-03-12", "5:1", "dias-inhabiles.yaml"),
    branching("a case that runs into a year without its days", "V016", "2026-03-12", "2026-12-12", "5:1", "2027"),
    quiz("a case of few decisions", "R005", _short := BRANCHING.replace("→ avisar", "→ fin-bien", 1).replace("→ avisar", "→ fin-mal").replace(BRANCHING[BRANCHING.index("### Se avisa") : BRANCHING.index("### Cumplido")], ""), "5:1", "de 5 a 8"),
    quiz("a case of one ending", "R005", _short.replace("→ fin-bien", "→ fin-mal").replace("### Cumplido {#fin-bien}\n\nEl final bueno.\n\n", ""), "5:1", "1 finales"),
    branching("five decisions in a scene", "R005", "- [ ] Callas", "".join(f"- [ ] Otra {n} → armar\n  > No.\n" for n in range(3)) + "- [ ] Callas", "18:1", "de 2 a 4"),
    quiz("many right and no word of it", "R006", MULTIPLE.replace("#mul", "#otra-").replace(" Elige todas las que correspondan", ""),
         "5:1", "agrega «Elige todas"),
    # links
    prose("a lesson that does not exist", "V001", "Ve a [la tercera](03-tres.md).", "9:6", "revisa la ruta"),
    prose("a lesson on the second line", "V001", "Uno\n[la\ntercera](03-tres.md)", "10:1", "revisa la ruta"),
    prose("a way out of the course", "V001", "[Salir](../../otro/curso.md)", "9:1", "no existe en este curso"),
    prose("a link definition", "V001", "[a]: 03-tres.md", "9:1", "revisa la ruta"),
    prose("an image that does not exist", "V001", "![Mapa](../imagenes/mapa.svg)", "9:1", "La imagen"),
    prose("an image in a link", "V001", "[![Mapa](../imagenes/mapa.svg)](02-dos.md)", "9:2", "La imagen"),
    prose("an unknown norm", "V002", "[LEY](norma:ley-2024)", "9:1", "Revisa la cita"),
    prose("an unknown article", "V002", "Es [a](https://example.org/a(b)) y [art. 217](norma:ley-2025#217)", "9:36", "El artículo 217 no existe"),
    prose("a repealed article", "V002", "[art. 80](norma:ley-2025#80)", "9:1", "está derogado"),
    prose("an article of a row that was repealed", "V002", "[art. 41](norma:ley-2025#41)", "9:1", "artículo 41"),
    prose("another deadline beside its provision", "V017", "Son 30 días ([art. 134](norma:ley-2025#134)).", "9:5", "20 días hábiles"),
    prose("an endless article", "V002", f"[a](norma:ley-2025#{'9' * 5000})", "9:1", "no es una cita"),
    prose("a broken citation", "V002", "[art. 1](norma:ley-2025#uno)", "9:1", "lgtaip-2025#134"),
    course("an unknown norm of a lesson", "V002", LESSON, "ley-2025#65-VII", "ley-2024#1", "5:1", "Revisa la cita"),
    course("an unknown norm of the course", "V002", "curso.md", "[ley-2025]", "[ley-2024]", "15:1", "revisa"),
    course("an unknown article of a question", "V002", FIRST_QUIZ, "ley-2025#134", "ley-2025#300", "8:1", "artículo 300"),
    course("an unknown article in feedback", "V002", FIRST_QUIZ, "norma:ley-2025#134", "norma:ley-2025#300", "11:23", "300"),
    prose("an unknown term", "V003", "Un [ente](glosario:ente)", "9:4", "glosario.yaml"),
    prose("a script for a link", "V004", "[a](javascript:alert(1))", "9:1", "usa https:"),
    prose("a bare address without TLS", "V004", "Ve a <http://example.org/>.", "9:6", "usa https:"),
    prose("an image from elsewhere", "V005", "![a](https://example.org/a.png)", "9:1", "guárdala en imagenes/"),
    prose("an article that an abrogated norm never had", "V006", "[VIEJA](norma:ley-2015#999)", "9:1", "está abrogada"),
    prose("an article of an abrogated norm", "V006", "[VIEJA, art. 1](norma:ley-2015#1)", "9:1", "cita la ley vigente"),
    course("an abrogated norm of the course", "V006", "curso.md", "[ley-2025]", "[ley-2015]", "15:1", "pon la vigente"),
    prose("an unknown deadline", "V007", "[20 días](plazo:otro)", "9:1", "plazos.yaml"),
    prose("another number", "V008", "[15 días hábiles](plazo:respuesta)", "9:1", "es de 20 días hábiles"),
    prose("a number with another in it", "V008", "[120 días](plazo:respuesta)", "9:1", "escríbelo igual"),
    prose("other days", "V008", "[20 días naturales](plazo:respuesta)", "9:1", "escríbelo igual"),
    prose("another unit", "V008", "[20 meses](plazo:respuesta)", "9:1", "escríbelo igual"),
    prose("a deadline without number", "V008", "[el plazo](plazo:respuesta)", "9:1", "escríbelo igual"),
    course("an unknown organisation", "V009", "curso.md", "organizacion: coordinacion", "organizacion: otra", "16:1", "organizaciones.yaml"),
    course("an unknown strategy", "V014", "curso.md", '["1.1"]', '["7.1"]', "7:1", "un número como 1.5"),
    prose("an anchor that does not exist", "V015", "[a b](#otro) [c d](01-uno.md)", "9:1", "revisa su nombre"),
    prose("an anchor of an image", "V015", "[a b](../imagenes/ruta.svg#a)", "9:1", "revisa su nombre"),
    # access for all
    prose("no text for an image", "A001", "![ ](../imagenes/ruta.svg)", "9:1", "descríbela"),
    prose("a link without words", "A002", "Ve a [](01-uno.md)", "9:6", "escribe a dónde lleva"),
    prose("a vague link", "A003", "Haz clic [**aquí**.](01-uno.md)", "9:10", "nómbralo"),
    prose("a title in the text", "A004", "# Título", "9:1", "empieza en «##»"),
    prose("a title without space", "A004", "#etiqueta", "9:1", "empieza en «##»"),
    prose("an underlined title", "A004", "Título\n===", "10:1", "empieza en «##»"),
    prose("a jump of headings", "A005", "#### Más", "9:1", "usa ###"),
    prose("a heading too deep", "A006", "### A\n\n#### B\n\n##### C", "13:1", "divide la lección"),
    prose("a table without heads", "A007", "|  |  |\n|---|---|\n| a | b |", "9:1", "nombra cada columna"),
    # form of the text
    prose("an unknown box", "C050", '!!! warning "A"\n    b', "9:1", "ejemplo, ejercicio"),
    prose("a box without title", "C050", "!!! nota\n    b", "9:1", '!!! ejemplo "Un título"'),
    prose("a box with other quotes", "C050", "!!! nota «A»\n    b", "9:1", "comillas rectas"),
    prose("a folded box of another kind", "C050", '??? nota "A"\n    b', "9:1", "respuesta"),
    prose("raw HTML", "C051", "Uno <b>dos</b>", "9:5", "escribe Markdown"),
    prose("raw HTML with an address", "C051", "<img src=https://example.org/a.png>", "9:1", "escribe Markdown"),
    prose("a comment", "C051", "Uno <!-- dos -->", "9:5", "«\\»"),
    prose("a heading with a key", "C052", "## Dos {#dos}", "9:1", "se enlaza por su texto"),
    prose("a box whose text is not indented", "C053", '!!! nota "A"\nTexto', "9:1", "cuatro espacios"),
    prose("a box at the end", "C053", '!!! nota "A"', "9:1", "cuatro espacios"),
    prose("a table under a paragraph", "C054", "Mira:\n| a | b |\n|---|---|\n| c | d |", "10:1", "línea en blanco"),
    prose("a list under a paragraph", "C055", "Mira:\n- uno\n- dos", "10:1", "línea en blanco"),
    prose("a list under a paragraph in a box", "C055", '!!! nota "A"\n    Mira:\n    1. uno\n    2. dos', "11:1", "línea en blanco"),
]  # fmt: skip

PROGRAMMES = [
    programme("a day of another year", "C027", "dias-inhabiles.yaml", '2026-03-16', '2025-03-16', "6:3", "fecha de 2026"),
    programme("a day that is none", "C027", "dias-inhabiles.yaml", '2026-03-16', '2026-02-30', "6:3", "fecha de 2026"),
    programme("a year twice", "C015", "dias-inhabiles.yaml", '- anio: 2026', '- anio: 2026\n  fuente: a\n- anio: 2026', "3:3", "junta sus días"),
    Case("no file", "C006", {k: v for k, v in PROGRAMME.items() if k != "plan.md"}, "plan.md:1:1", "créalo"),
    Case("binary", "C003", {**PROGRAMME, "plazos.yaml": b"\xff"}, "plazos.yaml:1:1", "UTF-8"),
    Case("broken YAML", "C010", {**PROGRAMME, "plazos.yaml": b"- id: [a, b"}, "plazos.yaml:1:7", "Los datos no se pueden leer"),
    Case("not a list", "C013", {**PROGRAMME, "plazos.yaml": b"id: a"}, "plazos.yaml:1:1", "- id:"),
    Case("an empty list", "C013", {**PROGRAMME, "plazos.yaml": b""}, "plazos.yaml:1:1", "- id:"),
    Case("a list of texts", "C013", {**PROGRAMME, "plazos.yaml": b"- a"}, "plazos.yaml:1:1", "- id:"),
    programme("an id with capitals", "C014", "glosario.yaml", "id: area", "id: Area", "6:3", "minúsculas"),
    programme("a long id", "C014", "glosario.yaml", "id: area", f"id: {'a' * 61}", "6:3", "60 signos"),
    programme("an id twice", "C015", "glosario.yaml", "id: area", "id: sujeto-obligado", "6:3", "cambia uno"),
    programme("no names", "C020", "organizaciones.yaml", "\n    - {oficial: Organismo de Prueba, corto: Organismo, acronimo: OGP}", " []", "12:3", "Falta «nombres»"),
    programme("names that are texts", "C024", "organizaciones.yaml", "{oficial: Organismo de Prueba, corto: Organismo, acronimo: OGP}", "Organismo", "12:3", "lista"),
    programme("topics that are a list", "C024", "normas.yaml", '{nombre: Ley de Ensayo, hasta: 2026-01-15}', "a", "8:3", "lista"),
    programme("a topic that is a list", "C024", "normas.yaml", '"1": Objeto', '"1": [a]', "11:3", "claves y textos"),
    programme("a key of a name", "C029", "organizaciones.yaml", "corto: Organismo, acr", "corto: Organismo, largo: a, acr", "13:56", "Las que van aquí"),
    programme("a citation of a deadline", "C033", "plazos.yaml", "ley-2025#134", "art. 134", "6:3", "lgtaip-2025#134"),
    programme("an article of a term", "V002", "glosario.yaml", "ley-2025#3-XIX", "ley-2025#300", "5:3", "Revisa la cita"),
    programme("a topic of an article out of range", "V010", "normas.yaml", '"1": Objeto', '"0": Objeto', "11:3", "quítalo"),
    programme("a norm after itself", "V011", "normas.yaml", "[ley-2015]", "[ley-2025]", "7:3", "revisa el id"),
    programme("a norm after none", "V011", "normas.yaml", "[ley-2015]", "[ley-2016]", "7:3", "revisa el id"),
    programme("a range in words", "V012", "normas.yaml", "rango: 1-216", "rango: todos", "9:3", "1-216"),
    programme("a range backwards", "V012", "normas.yaml", "rango: 1-216", "rango: 216-1", "9:3", "1-216"),
    programme("an unknown parent", "V013", "organizaciones.yaml", "depende-de: coordinacion", "depende-de: otra", "15:3", "revisa el id"),
    programme("an unknown predecessor", "V013", "organizaciones.yaml", "sucede-a: []", "sucede-a: [organismo]", "14:3", "revisa el id"),
    programme("a heading without id", "C016", "plan.md", "### Capacitación permanente {#1.1}", "### Capacitación permanente {#1.1}\n\n## Otro", "14:1", "{#1.5}"),
    programme("an eje without number", "C016", "plan.md", "{#eje-1}", "{#uno}", "8:1", "{#eje-1}"),
    programme("a strategy without number", "C016", "plan.md", "{#1.1}", "{#uno}", "12:1", "{#1.5}"),
    programme("a strategy of another eje", "C016", "plan.md", "{#1.1}", "{#2.1}", "8:1", "muévela"),
    programme("a strategy without indicators", "C017", "plan.md", "Capacitar.", "Capacitar.\n\n### Otra {#1.2}", "12:1", "agrega uno"),
    programme("an indicator without strategy", "C017", "plan.md", "### Capacitación permanente {#1.1}\n", "", "8:1", "debajo de su estrategia"),
    programme("a plan without eje", "C017", "plan.md", "## Acceso a la información {#eje-1}\n", "", "11:1", "empieza con un eje"),
    programme("an indicator without unit", "C018", "plan.md", "| Unidad de medida | personas |\n", "", "16:1", "agrega el renglón"),
    programme("an unknown measure", "C019", "plan.md", "medida=personas-acreditadas", "medida=alegria", "16:1", "usa: inscripciones"),
    programme("an unknown filter", "C019", "plan.md", "eje=1", "color=1", "16:1", "usa: eje"),
    programme("an unknown theme to filter by", "C019", "plan.md", "archivos", "futbol", "16:1", "tema=futbol"),
    programme("an id of the plan twice", "C015", "plan.md", "#i-1-1-personas", "#1.1", "12:1", "cambia uno"),
    programme("a plan without head", "C012", "plan.md", "---\n", "", "1:1", "línea ---"),
    programme("a notice without head", "C012", "aviso-de-privacidad.md", "---\n", "", "1:1", "línea ---"),
]  # fmt: skip


def check(found, case):
    for finding in found:
        assert re.fullmatch(r"[¿«A-ZÁÉÍÓÚ].*[.?]", finding.message, re.DOTALL), finding
        assert not re.search(r"\b(the|expected|found|line|while)\b", finding.message), finding
    path, line, column = case.place.rsplit(":", 2)
    of_code = [finding for finding in found if finding.code == case.code]
    assert of_code, "\n".join(map(str, found)) or "nothing was found"
    here = [
        finding for finding in of_code if (finding.path, finding.line, finding.column) == (path, int(line), int(column))
    ]
    assert here, "\n".join(map(str, of_code))
    assert any(case.says in finding.message for finding in here), "\n".join(map(str, here))


@pytest.mark.parametrize("case", COURSES, ids=lambda case: f"{case.code} {case.name}")
def test_a_broken_course_is_told_where_and_what_to_do(case):
    check(everything_found(case.files, case.slug), case)


@pytest.mark.parametrize("case", PROGRAMMES, ids=lambda case: f"{case.code} {case.name}")
def test_a_broken_programme_is_told_where_and_what_to_do(case):
    programme, found = parse_programme(case.files)

    assert programme is None
    check(found, case)


def test_the_length_cue_is_told_where_most_right_options_are_the_longest():
    text = "".join(
        CHOICE.replace("#plazo", f"#otra-{n}").replace("[x] 20 días hábiles", "[x] 20 días hábiles desde mañana")
        for n in range(6)
    )

    (finding,) = everything_found(quiz_files(text))

    assert str(finding).startswith(f"{QUIZ}:1:1 R004 La opción correcta es la más larga en 100%")
    assert finding.severity is Severity.WARNING
    assert everything_found(quiz_files(text.split("## ¿Cuál es el plazo? {#otra-5")[0])) == ()


def test_requirements_that_do_not_exist_turn_in_a_circle_or_share_a_code_are_told():
    def named(slug, code, requires):
        files = edited("curso.md", '"007"', code)
        return sound_course(edited("curso.md", "requisitos: []", f"requisitos: [{requires}]", files), slug)

    found = check_library(
        [
            named("uno", "UNO", "dos"),
            named("dos", "DOS", "tres"),
            named("tres", "UNO", "uno"),
            named("yo", "YOO", "yo, nada"),
        ]
    )

    assert [str(finding) for finding in found] == [
        "dos/curso.md:1:1 C041 Los requisitos forman un círculo: dos → tres → uno → dos. Quita uno.",
        "tres/curso.md:1:1 C041 Los requisitos forman un círculo: tres → uno → dos → tres. Quita uno.",
        "tres/curso.md:1:1 C042 La clave «UNO» ya es del curso «uno»: usa otra.",
        "uno/curso.md:1:1 C041 Los requisitos forman un círculo: uno → dos → tres → uno. Quita uno.",
        "yo/curso.md:1:1 C040 El curso requerido «nada» no existe: quítalo o escribe el nombre de su carpeta.",
        "yo/curso.md:1:1 C041 Los requisitos forman un círculo: yo → yo. Quita uno.",
    ]


def test_a_course_that_requires_one_in_a_circle_is_not_blamed():
    def named(slug, requires):
        files = edited("curso.md", '"007"', slug.upper())
        return sound_course(edited("curso.md", "requisitos: []", f"requisitos: [{requires}]", files), slug)

    found = check_library([named("uno", "dos"), named("dos", "dos")])

    assert [finding.path for finding in found] == ["dos/curso.md"]


def test_every_code_in_the_source_has_a_case():
    codes = set(re.findall(r'"([CPVAR]\d{3})"', "".join(path.read_text("utf-8") for path in SOURCES.glob("*.py"))))
    elsewhere = {"R004", "C040", "C041", "C042"}

    assert codes - elsewhere == {case.code for case in COURSES + PROGRAMMES}


def test_lines_are_right_with_a_byte_order_mark_and_windows_or_old_mac_line_ends():
    plain = edited(SECOND, END, "Uno\n\nVe a [la tercera](03-tres.md).")
    text = plain[SECOND]
    for data in (b"\xef\xbb\xbf" + text, text.replace(b"\n", b"\r\n"), text.replace(b"\n", b"\r")):
        assert [str(finding)[:25] for finding in everything_found({**plain, SECOND: data})] == [f"{SECOND}:11:6"], data


def test_findings_are_told_once_and_in_order():
    findings = Findings()
    findings.warn("b.md", 2, "R004", "Aviso.")
    for _ in range(2):
        findings.error("a.md", 9, "C001", "Dos.", 4)
    assert findings.has_errors
    assert findings.sorted() == (
        Finding("a.md", 9, 4, "C001", "Dos."),
        Finding("b.md", 2, 1, "R004", "Aviso.", Severity.WARNING),
    )


@pytest.mark.parametrize(
    "text",
    [
        "[veinte días hábiles](plazo:respuesta)",
        "[20](plazo:respuesta)",
        "[20 días hábiles, ampliables](plazo:respuesta)",
        "[70 años](plazo:sensibles) y [setenta años](plazo:sensibles)",
        "[Cada 6 meses](plazo:indice), [seis meses](plazo:indice)",
        "Antes: [VIEJA](norma:ley-2015)",
        "[VIEJA][v]\n\n[v]: norma:ley-2015",
        "[aquí]: https://example.org/",
        "[correo](mailto:a@example.org) y [Plataforma](HTTPS://example.org/ 'título')",
        "Código: `<b>` y `[a](b.md)` y ``[c](`d`)``",
        "```html\n<b># no</b>\n[a](b.md)\n```",
        "~~~\n!!! no\n```\n# no\n~~~",
        "Si 3 < 5 y a<5, o \\<b>\\</b>.",
        "Escapado: \\[a](b.md)",
        "## Segundo\n\n### Tercero\n\n## Otro",
        "| | Sí |\n|---|---|\n| a | b |",
        "- uno\n- dos\n  sigue\n- tres",
        "1. uno\n    - dos\n2. tres",
        "Ocurrió en\n2025. Y después",
        "Término\n: Definición",
        '!!! nota "A"\n\n    Uno\n\n    !!! ejemplo "B"\n        Dos',
        '???+ respuesta "A"\n    Uno',
        "[Con [corchetes] dentro](01-uno.md)",
        "Texto [^1] y más.\n\n[^1]: Nota con [art. 1](norma:ley-2025#1).",
    ],
)
def test_what_is_right_raises_no_false_alarm(text):
    assert [str(finding) for finding in everything_found(edited(SECOND, END, text))] == []


@pytest.mark.parametrize(
    "option",
    ["Todas las opciones de entrega", "Las anteriores solicitudes", "A y B comparten la competencia", "La del área A"],
)
def test_an_option_that_only_sounds_like_all_of_the_above_is_let_be(option):
    text = CHOICE.replace("#plazo", "#otra").replace("10 días hábiles", option)

    assert everything_found(quiz_files(text)) == ()


@pytest.mark.parametrize("option", ["Ninguna de las anteriores.", "Ambas son correctas", "A y B", "Todas las opciones", "Todos los anteriores"])  # fmt: skip
def test_all_of_the_above_is_refused_in_all_its_forms(option):
    text = CHOICE.replace("#plazo", "#otra").replace("10 días hábiles", option)

    assert [finding.code for finding in everything_found(quiz_files(text))] == ["R003"]


def test_a_course_of_the_former_frame_may_cite_the_abrogated_law():
    files = edited("curso.md", 'marco: "2025"\nnormas: [ley-2025]', 'marco: "2015-2017"\nnormas: [ley-2015]')

    assert everything_found(edited(SECOND, END, "[VIEJA, art. 1](norma:ley-2015#1)", files)) == ()
