"""Reviews the language of a course: inclusive and plain Spanish, as findings that suggest and explain.

The rules are data (``rules/*.yaml``) and never errors: who writes decides, and says why (``omissions``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.content.files import place_in
from app.content.findings import Findings
from app.content.language_prose import prose_of
from app.content.language_rules import LONG_SENTENCE, Language, Rule, Term, language
from app.content.omissions import Omission
from app.content.prose import Page

SHOWN = 60
PAIR_WITHIN = 60
BESIDE = 60

_SENTENCE_END = re.compile(r"[.?!…][»\")\]]*\s+(?=[^a-záéíóúüñ0-9\s])|[;:?!](?=\s)|\n")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in the wording of a text: ``text`` is what was found, from ``start`` on."""

    start: int
    code: str
    text: str
    message: str


def review(text: str, path: str = "texto.md") -> tuple[Remark, ...]:
    """Every remark on the wording of a Markdown text, in reading order. ``path`` tells a quiz from a lesson."""
    return tuple(sorted(_remarks(Page(path, text), text, language()), key=lambda remark: (remark.start, remark.code)))


def check_language(
    pages: Iterable[Page], texts: Mapping[str, str], omissions: tuple[Omission, ...], findings: Findings
) -> None:
    """Warn of every remark that the course does not ask to be left out, and of every omission that serves no more."""
    unused = set(omissions)
    for page in pages:
        mine = [omission for omission in omissions if omission.path == page.path]
        for remark in _remarks(page, texts[page.path], language()):
            excused = [omission for omission in mine if omission.covers(remark.code, remark.text)]
            unused.difference_update(excused)
            if not excused:
                line, column = place_in(texts[page.path], remark.start)
                findings.warn(page.path, line, remark.code, remark.message, column)
    for omission in unused:
        findings.warn(
            "curso.md",
            omission.line,
            "L001",
            f"La revisión ya no encuentra «{omission.text}» ({omission.code}) en {omission.path}: quita la omisión.",
            omission.column,
        )


def _remarks(page: Page, text: str, rules: Language) -> Iterator[Remark]:
    prose = prose_of(page, text, rules)
    lowered = prose.replace("İ", "I").lower()
    for rule in rules.rules:
        for start, end, term in _matches(rule, lowered):
            shown = _shown(text[start:end])
            yield Remark(start, rule.code, shown, rule.message.format(texto=_short(shown), di=term.instead))
    yield from _long_sentences(prose, text, rules)


def _matches(rule: Rule, prose: str) -> Iterator[tuple[int, int, Term]]:
    for search in rule.searches:
        if search.literals and not any(literal in prose for literal in search.literals):
            continue
        for match in search.pattern.finditer(prose):
            start, end, term = match.start(), match.end(), search.term(match)
            start += len(match[0]) - len(match[0].lstrip())
            if not _excused(rule, term, prose, start, end):
                yield start, end, term


def _excused(rule: Rule, term: Term, prose: str, start: int, end: int) -> bool:
    """Whether what stands beside a match, in its paragraph, makes it right."""
    before = prose[max(0, start - BESIDE) : start].rpartition("\n")[2]
    after = prose[end : end + BESIDE].partition("\n")[0]
    if term.feminine and term.feminine in before[-PAIR_WITHIN:] + after[:PAIR_WITHIN]:
        return True
    return bool((rule.before and rule.before.search(before)) or (rule.after and rule.after.match(after)))


def _long_sentences(prose: str, text: str, rules: Language) -> Iterator[Remark]:
    limit, start = rules.words_in_a_sentence, 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(prose)), len(prose)]:
        if end - start > 2 * limit:
            words = list(_WORD.finditer(prose, start, end))
            if len(words) > limit:
                first = words[0].start()
                message = rules.long_sentence.format(n=len(words), limite=limit)
                yield Remark(first, LONG_SENTENCE, _shown(text[first:end]), message)
        start = end


def _shown(text: str) -> str:
    """A stretch of a file as its reader sees it, on one line."""
    return " ".join(text.replace("*", "").split())


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"
