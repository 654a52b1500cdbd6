"""What the checker has to say about a text: where, what, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a course from being published; a warning does not."""

    ERROR = "error"
    WARNING = "aviso"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found. Lines and columns count from 1; ``code`` begins with its family's letter.

    C structure · P questions · V links, norms and deadlines · A accessibility · R quality of quizzes · L language.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column} {self.code} {self.message}"

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


class Findings:
    """Collects findings while a text is read, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self._found: list[Finding] = []

    def error(self, path: str, line: int, code: str, message: str, column: int = 1) -> None:
        self._found.append(Finding(path, line, column, code, message))

    def warn(self, path: str, line: int, code: str, message: str, column: int = 1) -> None:
        self._found.append(Finding(path, line, column, code, message, Severity.WARNING))

    def extend(self, found: Iterable[Finding]) -> None:
        self._found.extend(found)

    @property
    def has_errors(self) -> bool:
        return any(finding.is_error for finding in self._found)

    def sorted(self) -> tuple[Finding, ...]:
        return tuple(sorted(set(self._found)))
