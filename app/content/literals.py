"""Which words a text must hold for a regular expression to match in it: finding those first is much faster."""

import re

SHORTEST = 3

_PIECE = re.compile(
    r"\((?:\?(?:[:=!]|<[=!]|P<\w+>))?|\)(?:[?*+]|\{[^{}]*\})?\??|\||"
    r"(?:\[[^\]]*\]|\\.|[^\\])(?:[?*+]|\{[0-9,]*\})?\??",
    re.DOTALL,
)
_GROUP = re.compile(r"\((?:\?(?::|P<))?")


def literals(pattern: str) -> tuple[str, ...]:
    """Words of which every match of a pattern holds one; none where that cannot be told.

    Of a sequence the part is taken whose shortest word is the longest: it is the rarest in a text.
    """
    return _Reading(pattern).alternatives()


class _Reading:
    """Goes once through a pattern: its alternatives, each a sequence of letters and groups."""

    def __init__(self, pattern: str) -> None:
        self._pieces = [*_PIECE.findall(pattern), "|"]
        self._at = 0

    def alternatives(self) -> tuple[str, ...]:
        found: list[str] = []
        known = True
        while True:
            best = self._sequence()
            known = known and bool(best)
            found += best
            if not self._pieces[self._at].startswith("|") or self._at == len(self._pieces) - 1:
                return tuple(dict.fromkeys(found)) if known else ()
            self._at += 1

    def _sequence(self) -> tuple[str, ...]:
        parts: list[tuple[str, ...]] = []
        run = ""
        while not (piece := self._pieces[self._at]).startswith(("|", ")")):
            self._at += 1
            if len(piece) == 1 and piece.isalpha():
                run += piece
                continue
            parts.append((run,))
            run = ""
            if piece.startswith("("):
                inside = self.alternatives()
                closing = self._pieces[self._at]
                self._at += 1
                if _GROUP.match(piece) and piece[:3] not in ("(?=", "(?!", "(?<") and closing == ")":
                    parts.append(inside)
        parts.append((run,))
        usable = [part for part in parts if part and min(map(len, part)) >= SHORTEST]
        return max(usable, key=lambda part: (min(map(len, part)), sum(map(len, part)) / len(part)), default=())
