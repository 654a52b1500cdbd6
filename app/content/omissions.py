"""Remarks on language that an author asks to be left out of the review, each with its reason."""

from dataclasses import dataclass

from app.content.frontmatter import Fields
from app.content.language_rules import language


@dataclass(frozen=True, slots=True)
class Omission:
    """A wording that is right where it stands: its file, the code of the remark, its words and why."""

    path: str
    code: str
    text: str
    reason: str
    line: int
    column: int

    def covers(self, path: str, code: str, text: str) -> bool:
        """Whether a remark of this code on this text of this file is the one meant."""
        return (path, code) == (self.path, self.code) and self.text.casefold() in text.casefold()


def read_omissions(fields: Fields) -> tuple[Omission, ...]:
    """``revision-omitida`` of a course: its ``en``, ``codigo``, ``texto`` and ``motivo``, all required."""
    omissions = []
    for entry in fields.mappings("revision-omitida"):
        line, column = entry.place
        omission = Omission(
            path=entry.text("en"),
            code=entry.choice("codigo", tuple(language().guidance)),
            text=entry.text("texto"),
            reason=entry.text("motivo"),
            line=line,
            column=column,
        )
        entry.finish()
        omissions.append(omission)
    return tuple(omissions)
