"""Front matter: the YAML between ``---`` lines at the head of a file, read with its line numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from app.content.findings import Findings

FENCE = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)(?:\n)?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file split in two: its fields and its body, which begins on ``body_line``."""

    path: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int


def read_yaml(text: str, path: str, first_line: int, findings: Findings) -> tuple[Any, dict[str, int]]:
    """A YAML text as plain values, and the line of each key of its top mapping.

    A text that is not YAML, or the same key twice, is a finding; the value is then None.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 -- a safe loader
    except (yaml.YAMLError, ValueError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line, column = (mark.line, mark.column + 1) if mark else (0, 1)
        what = getattr(problem, "problem", None) or "el texto no es YAML"
        findings.error(
            path,
            first_line + line,
            "C010",
            f"El encabezado no se puede leer: {what}. Revisa comillas, dos puntos y sangría.",
            column,
        )
        return None, {}
    _find_repeated_keys(node, path, first_line, findings)
    lines = {}
    if isinstance(node, yaml.MappingNode):
        lines = {str(key.value): first_line + key.start_mark.line for key, _ in node.value}
    return value, lines


def _find_repeated_keys(node: yaml.Node | None, path: str, first_line: int, findings: Findings) -> None:
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _find_repeated_keys(child, path, first_line, findings)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        if key.value in seen:
            findings.error(
                path,
                first_line + key.start_mark.line,
                "C011",
                f"La clave «{key.value}» está dos veces; deja una.",
                key.start_mark.column + 1,
            )
        seen.add(key.value)
        _find_repeated_keys(value, path, first_line, findings)


def read_document(text: str, path: str, findings: Findings) -> Document | None:
    """Split a file in front matter and body. None, with findings, where it has no usable head."""
    match = FENCE.match(text)
    if match is None:
        findings.error(
            path, 1, "C012", "Falta el encabezado: el archivo empieza con una línea --- , sus claves y otra línea ---."
        )
        return None
    values, lines = read_yaml(match["yaml"], path, 2, findings)
    if not isinstance(values, dict):
        if values is not None:
            findings.error(
                path, 2, "C010", "El encabezado debe ser una lista de claves y valores, como «titulo: Mi lección»."
            )
        return None
    body_line = text.count("\n", 0, match.end()) + 1
    return Document(path, {str(key): value for key, value in values.items()}, lines, text[match.end() :], body_line)


class Fields:
    """Reads the fields of a document by type; what is missing, wrong or unknown is a finding."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._asked: set[str] = set()

    def line(self, key: str) -> int:
        return self._document.lines.get(key) or self._document.lines.get("", 1)

    def mappings(self, key: str) -> tuple["Fields", ...]:
        """A list of mappings under one key, each to be read and finished by itself."""
        value = self._value(key, False) or []
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            self.refuse(key, "C024", f"«{key}» debe ser una lista de claves y valores.")
            return ()
        line = self.line(key)
        return tuple(
            Fields(Document(self._document.path, item, {"": line}, "", line), self._findings) for item in value
        )

    def table(self, key: str) -> Mapping[str, str]:
        """A mapping of texts under one key."""
        value = self._value(key, False) or {}
        if not isinstance(value, dict) or any(isinstance(v, (dict, list)) for v in value.values()):
            self.refuse(key, "C024", f"«{key}» debe ser una lista de claves y textos.")
            return {}
        return {str(name): str(text) for name, text in value.items()}

    def refuse(self, key: str, code: str, message: str) -> None:
        self._findings.error(self._document.path, self.line(key), code, message)

    def _value(self, key: str, required: bool) -> Any:
        self._asked.add(key)
        value = self._document.values.get(key)
        if value in (None, "") and required:
            self.refuse(key, "C020", f"Falta «{key}» en el encabezado.")
        return value

    def text(self, key: str, *, required: bool = True, longest: int = 2000) -> str:
        value = self._value(key, required)
        if value is None:
            return ""
        if isinstance(value, (dict, list)):
            self.refuse(key, "C021", f"«{key}» debe ser un texto.")
            return ""
        text = " ".join(str(value).split())
        if len(text) > longest:
            self.refuse(key, "C022", f"«{key}» tiene {len(text)} caracteres; el máximo es {longest}.")
        return text

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(key)
        if value and value not in allowed:
            self.refuse(key, "C023", f"«{key}» no puede ser «{value}»; usa: {', '.join(allowed)}.")
        return value

    def texts(self, key: str, *, required: bool = True, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self._value(key, False)
        if value is None:
            if required:
                self.refuse(key, "C020", f"Falta «{key}» en el encabezado.")
            return ()
        if not isinstance(value, list) or any(isinstance(item, (dict, list)) for item in value):
            self.refuse(key, "C024", f"«{key}» debe ser una lista, como [uno, dos].")
            return ()
        texts = tuple(str(item).strip() for item in value)
        for text in texts:
            if allowed and text not in allowed:
                self.refuse(key, "C023", f"«{key}» no puede llevar «{text}»; usa: {', '.join(allowed)}.")
        return texts

    def integer(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        value = self._value(key, default is None)
        if value is None:
            return low if default is None else default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(key, "C025", f"«{key}» debe ser un número entero de {low} a {high}.")
            return low
        return value

    def decimal(self, key: str, *, low: Decimal, high: Decimal) -> Decimal:
        value = self._value(key, True)
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if value is not None and (not number.is_finite() or not low <= number <= high):
            self.refuse(key, "C026", f"«{key}» debe ser un número de {low} a {high}.")
        return number if number.is_finite() else low

    def day(self, key: str, *, required: bool = True) -> date | None:
        value = self._value(key, required)
        if value is not None and type(value) is not date:
            self.refuse(key, "C027", f"«{key}» debe ser una fecha como 2026-02-28.")
            return None
        return value

    def flag(self, key: str) -> bool:
        value = self._value(key, False)
        if value is not None and not isinstance(value, bool):
            self.refuse(key, "C028", f"«{key}» debe ser true o false.")
        return value is True

    def finish(self) -> None:
        """Name every key that nobody asked for: most often a typing mistake."""
        for key in self._document.values:
            if key not in self._asked:
                self.refuse(
                    key,
                    "C029",
                    f"No se conoce la clave «{key}». Las de este archivo son: {', '.join(sorted(self._asked))}.",
                )


def read_entries(text: str, path: str, findings: Findings) -> tuple[Document, ...]:
    """A YAML list of mappings, each as a document without body."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        node = None
    values, _ = read_yaml(text, path, 1, findings)
    if not isinstance(node, yaml.SequenceNode) or not isinstance(values, list):
        if not findings.has_errors:
            findings.error(path, 1, "C013", "El archivo debe ser una lista: cada entrada empieza con «- id: …».")
        return ()
    entries = []
    for child, value in zip(node.value, values, strict=True):
        line = child.start_mark.line + 1
        if not isinstance(child, yaml.MappingNode):
            findings.error(path, line, "C013", "Cada entrada es una lista de claves y valores: «- id: …».")
            continue
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in child.value}
        entries.append(Document(path, {str(k): v for k, v in value.items()}, {**lines, "": line}, "", line))
    return tuple(entries)
