"""The rules of the inclusive and plain-language review, as ``rules/*.yaml`` state them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.content.findings import Findings
from app.content.frontmatter import read_yaml
from app.content.literals import literals
from app.content.load import read_rules

FAMILIES = ("sexismo", "formas", "terminos", "claridad")
LONG_SENTENCE = "L401"
BARE = r"\b{}\b"

_LETTERS = re.compile("[a-záéíóúüñ]+")
_GAP = re.compile(r"\{\}")
_FEMININE = ((re.compile("ores$"), "oras"), (re.compile("os$"), "as"))


@dataclass(frozen=True, slots=True)
class Term:
    """What to write instead of a wording; ``feminine`` is the word that makes a pair of it."""

    instead: str
    feminine: str


@dataclass(frozen=True, slots=True)
class Search:
    """A pattern whose last group ends in the number of the term that it matched.

    Every text that it can match holds one of ``literals``, which are found much faster.
    """

    pattern: re.Pattern[str]
    literals: tuple[str, ...]
    terms: tuple[Term, ...]

    def term(self, match: re.Match[str]) -> Term:
        return self.terms[int((match.lastgroup or "").rpartition("_")[2])]


@dataclass(frozen=True, slots=True)
class Rule:
    """Searches that share a code and a message; ``before`` and ``after`` are the neighbours that excuse a match.

    Where ``one_word``, a text none of whose words match by itself need not be searched.
    """

    code: str
    family: str
    message: str
    searches: tuple[Search, ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    one_word: bool


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the guide for authors says of a code: what it found and what to do."""

    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Language:
    """All the rules, with what the reader of prose needs to know."""

    rules: tuple[Rule, ...]
    guidance: Mapping[str, Guidance]
    words_in_a_sentence: int
    long_sentence: str
    proper_name: re.Pattern[str]
    example_columns: frozenset[str]


@cache
def language() -> Language:
    """The rules, read once a process."""
    frame = _read("marco")
    names = "|".join(frame["nombres-propios"])
    entries = [(family, entry) for family in FAMILIES for entry in _read(family)]
    by_code = {entry["codigo"]: entry for _, entry in reversed(entries)}
    return Language(
        rules=tuple(_rule(family, entry) for family, entry in entries if entry["terminos"]),
        guidance={code: Guidance(by_code[code]["que"], by_code[code]["haz"]) for code in sorted(by_code)},
        words_in_a_sentence=int(frame["palabras-por-oracion"]),
        long_sentence=by_code[LONG_SENTENCE]["mensaje"],
        proper_name=re.compile(
            rf"(?:{names})\b(?:(?: +(?:al|a|con|contra|de|del|e|el|en|la|las|los|para|por|sobre|y))*"
            r",? +[A-ZÁÉÍÓÚÑ][\wáéíóúñ]*)+"
        ),
        example_columns=frozenset(frame["columnas-de-ejemplo"]),
    )


def _read(name: str) -> Any:
    findings = Findings()
    values = read_yaml(read_rules(name), f"{name}.yaml", 1, findings)
    if findings.has_errors:
        raise ValueError(str(findings.sorted()[0]))
    return values


def _rule(family: str, entry: Mapping[str, Any]) -> Rule:
    """A rule; its terms are searched one by one where nothing stands around them, else all at once."""
    frame, terms, hints = entry["marco"].strip(), entry["terminos"], tuple(entry.get("pistas", ()))
    alone = [[term] for term in terms] if frame == BARE else [terms]
    return Rule(
        code=entry["codigo"],
        family=family,
        message=entry["mensaje"],
        searches=tuple(_search(frame, some, hints) for some in alone),
        before=_spaced(entry["salvo-antes"]) if "salvo-antes" in entry else None,
        after=_spaced(entry["salvo-despues"]) if "salvo-despues" in entry else None,
        one_word="una-palabra" in entry,
    )


def _search(frame: str, terms: Sequence[Sequence[str | None]], hints: tuple[str, ...]) -> Search:
    texts = [term[0] or "" for term in terms]
    pattern = _GAP.sub(lambda gap: _numbered(texts, gap.start()), frame)
    return Search(
        _spaced(pattern),
        hints or literals(pattern),
        tuple(
            Term(term[1] or "", (term[2] if len(term) > 2 else None) or _feminine(text))
            for text, term in zip(texts, terms, strict=True)
        ),
    )


def _numbered(texts: Sequence[str], place: int) -> str:
    return "(?:" + "|".join(f"(?P<t{place}_{number}>{text})" for number, text in enumerate(texts)) + ")"


def _spaced(text: str) -> re.Pattern[str]:
    """A pattern whose single spaces stand for one or more, as where a line or a mark of emphasis breaks a phrase."""
    return re.compile(re.sub(" (?![*+?])", " +", text))


def _feminine(text: str) -> str:
    word = (_LETTERS.match(text) or [""])[0]
    for ending, feminine in _FEMININE:
        if ending.search(word):
            return ending.sub(feminine, word)
    return ""
