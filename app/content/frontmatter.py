"""Front matter: the YAML between ``---`` lines at the head of a file, read with its places.

Every scalar is kept as the author wrote it and read by type only where a type is asked for, so that
``clave: 007``, ``titulo: No`` or ``version: 1.10`` mean what they say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import yaml

from app.content.files import unshowable
from app.content.findings import Findings

FENCE = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)(?:\n)?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
DEEPEST = 8

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = ("", "~", "null", "Null", "NULL")
_PROBLEMS = {
    "mapping values are not allowed": "hay dos puntos dentro de un texto; ponlo entre comillas",
    "could not find expected ':'": "falta «:» después de una clave",
    "tab character": "hay un tabulador; usa espacios",
    "cannot start any token": "hay un tabulador o un signo reservado; usa espacios, o comillas si es parte del texto",
    "unexpected end of stream": "falta cerrar unas comillas",
    "did not find expected ',' or": "falta una coma, o cerrar un corchete o una llave",
    "another document": "hay otra línea --- en medio; quítala",
    "too deep": "hay listas metidas unas en otras sin fin; escribe el valor",
    "did not find expected alphabetic": "un texto que empieza con «*» o «&» va entre comillas",
}
_UNFINISHED = ("unexpected end of stream", "did not find expected ',' or", "alphabetic")


class Table(dict[str, Any]):
    """A YAML mapping that knows the line and column of each of its keys, and its own."""

    def __init__(self, line: int, column: int = 1) -> None:
        super().__init__()
        self.place = (line, column)
        self.places: dict[str, tuple[int, int]] = {}


@dataclass(frozen=True, slots=True)
class Document:
    """A file split in two: its fields and its body, which begins on ``body_line``."""

    path: str
    values: Table
    body: str = ""
    body_line: int = 0


class _Reading:
    """Turns the events of one YAML text into texts, lists and tables; None is an empty value.

    It builds no tree of nodes first: that recurses in C and can be made to crash.
    """

    def __init__(self, text: str, path: str, first_line: int, findings: Findings) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self._path = path
        self._first_line = first_line
        self._findings = findings

    def document(self) -> Any:
        """The value of the only document; None where there is none."""
        value = None
        n_documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                n_documents += 1
                if n_documents > 1:
                    raise _problem("another document", event)
                value = self._value(next(self._events), 0)
        return value

    def _value(self, event: yaml.Event, depth: int) -> Any:
        if depth > DEEPEST:
            raise _problem("too deep", event)
        if isinstance(event, yaml.SequenceStartEvent):
            return list(self._items(depth))
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(event, depth)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "C010", "No se usan referencias; un texto que empieza con «*» va entre comillas.")
            return None
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 -- the only other kind there is
        odd = unshowable(event.value)
        if odd:
            self._refuse(event, "C003", f"Hay un signo que no se puede mostrar (U+{ord(odd[0]):04X}): bórralo.")
            return None
        return None if not event.style and event.value in _EMPTY else event.value

    def _items(self, depth: int) -> Iterator[Any]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._value(event, depth + 1)

    def _table(self, start: yaml.Event, depth: int) -> Table:
        table = Table(*self._place(start))
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, depth + 1)
            value = self._value(next(self._events), depth + 1)
            if not isinstance(key, str):
                self._refuse(event, "C010", "Una clave es una palabra seguida de dos puntos, como «titulo:».")
                continue
            if key in table:
                self._refuse(event, "C011", f"La clave «{key}» está dos veces; deja una.")
            table[key] = value
            table.places[key] = self._place(event)
        return table

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        mark: Any = event.start_mark
        return self._first_line + mark.line, mark.column + 1

    def _refuse(self, event: yaml.Event, code: str, message: str) -> None:
        line, column = self._place(event)
        self._findings.error(self._path, line, code, message, column)


def _problem(text: str, event: yaml.Event) -> yaml.YAMLError:
    mark: Any = event.start_mark
    return yaml.MarkedYAMLError(problem=text, problem_mark=mark)


def read_yaml(text: str, path: str, first_line: int, findings: Findings) -> Any:
    """A YAML text as texts, lists and tables. None where it is empty or, with findings, is not YAML."""
    try:
        return _Reading(text, path, first_line, findings).document()
    except yaml.YAMLError as problem:
        said = str(problem)
        begun = getattr(problem, "context_mark", None) if any(text in said for text in _UNFINISHED) else None
        mark = begun or getattr(problem, "problem_mark", None)
        line, column = (mark.line, mark.column + 1) if mark else (0, 1)
        what = next((spanish for english, spanish in _PROBLEMS.items() if english in said), "")
        findings.error(
            path,
            first_line + line,
            "C010",
            f"Los datos no se pueden leer: {what or 'revisa comillas, dos puntos, espacios y sangría'}.",
            column,
        )
        return None


def read_document(text: str, path: str, findings: Findings) -> Document | None:
    """Split a file in front matter and body. None, with findings, where it has no usable head."""
    match = FENCE.match(text)
    if match is None:
        findings.error(
            path, 1, "C012", "Falta el encabezado: el archivo empieza con una línea --- , sus claves y otra línea ---."
        )
        return None
    found = Findings()
    values = read_yaml(match["yaml"], path, 2, found)
    findings.extend(found.sorted())
    if not isinstance(values, Table):
        if not found.has_errors:
            findings.error(path, 2, "C010", "El encabezado lleva claves y valores, como «titulo: Mi lección».")
        return None
    values.place = (1, 1)
    body_line = text.count("\n", 0, match.end()) + 1
    return Document(path, values, text[match.end() :], body_line)


def read_entries(text: str, path: str, findings: Findings) -> tuple[Document, ...]:
    """A YAML list of mappings, each as a document without body."""
    found = Findings()
    values = read_yaml(text, path, 1, found)
    findings.extend(found.sorted())
    if not isinstance(values, list) or any(not isinstance(value, Table) for value in values):
        if not found.has_errors:
            findings.error(path, 1, "C013", "El archivo es una lista: cada entrada empieza con «- id: …» y sus claves.")
        return ()
    return tuple(Document(path, value) for value in values)


class Fields:
    """Reads the fields of a document by type; what is missing, wrong or unknown is a finding."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._path = document.path
        self._values = document.values
        self.place = document.values.place
        self._findings = findings
        self._asked: set[str] = set()

    def refuse(self, key: str, code: str, message: str) -> None:
        """An error at the place of a key, or of the whole head where the key is missing."""
        line, column = self._values.places.get(key, self._values.place)
        self._findings.error(self._path, line, code, message, column)

    def _value(self, key: str, required: bool) -> Any:
        self._asked.add(key)
        value = self._values.get(key)
        if required and (value in (None, []) or (isinstance(value, str) and not value.strip())):
            self.refuse(key, "C020", f"Falta «{key}» en el encabezado.")
            return None
        return value

    def mappings(self, key: str) -> tuple["Fields", ...]:
        """A list of mappings under one key, each to be read and finished by itself."""
        value = self._value(key, False) or []
        if not isinstance(value, list) or any(not isinstance(item, Table) for item in value):
            self.refuse(key, "C024", f"«{key}» debe ser una lista de claves y valores.")
            return ()
        return tuple(Fields(Document(self._path, item), self._findings) for item in value)

    def table(self, key: str) -> Mapping[str, str]:
        """A mapping of texts under one key."""
        value = self._value(key, False) or {}
        if not isinstance(value, dict) or any(not isinstance(text, str) for text in value.values()):
            self.refuse(key, "C024", f"«{key}» debe ser una lista de claves y textos.")
            return {}
        return dict(value)

    def text(self, key: str, *, required: bool = True, longest: int = 2000) -> str:
        value = self._value(key, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(key, "C021", f"«{key}» debe ser un texto.")
            return ""
        text = " ".join(value.split())
        if len(text) > longest:
            self.refuse(key, "C022", f"«{key}» tiene {len(text)} caracteres; el máximo es {longest}. Acórtalo.")
        return text

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(key)
        if value and value not in allowed:
            self.refuse(key, "C023", f"«{key}» no puede ser «{value}»; usa: {', '.join(allowed)}.")
        return value

    def texts(self, key: str, *, required: bool = True, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, each once. Required means at least one."""
        value = self._value(key, required)
        if value is None:
            return ()
        if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
            self.refuse(key, "C024", f"«{key}» debe ser una lista, como [uno, dos].")
            return ()
        texts = tuple(dict.fromkeys(item.strip() for item in value))
        for text in texts:
            if allowed and text not in allowed:
                self.refuse(key, "C023", f"«{key}» no puede llevar «{text}»; usa: {', '.join(allowed)}.")
        return texts

    def integer(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        value = self._value(key, default is None)
        if value is None:
            return low if default is None else default
        number = int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value) else low - 1
        if not low <= number <= high:
            self.refuse(key, "C025", f"«{key}» debe ser un número entero de {low} a {high}.")
            return low
        return number

    def decimal(self, key: str, *, low: Decimal, high: Decimal) -> Decimal:
        value = self._value(key, True)
        if value is None:
            return low
        known = isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,4})?", value)
        number = Decimal(value) if known else low - 1
        if not low <= number <= high:
            self.refuse(key, "C026", f"«{key}» debe ser un número de {low} a {high}, como 1.5.")
            return low
        return number

    def day(self, key: str, *, required: bool = True) -> date | None:
        value = self._value(key, required)
        if value is None:
            return None
        try:
            if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.refuse(key, "C027", f"«{key}» debe ser una fecha que exista, como 2026-02-28.")
        return None

    def flag(self, key: str) -> bool:
        value = self._value(key, False)
        if value not in (None, "true", "false"):
            self.refuse(key, "C028", f"«{key}» debe ser true o false.")
        return bool(value == "true")

    def finish(self) -> None:
        """Name every key that nobody asked for: most often a typing mistake."""
        known = sorted(self._asked)
        for key in self._values:
            if key not in self._asked:
                near = get_close_matches(key, known, 1)
                hint = f"¿Quisiste escribir «{near[0]}»?" if near else f"Las que van aquí son: {', '.join(known)}."
                self.refuse(key, "C029", f"No se conoce la clave «{key}». {hint}")
