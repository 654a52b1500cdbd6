"""Reviews the language of a course: inclusive and plain Spanish, as findings that suggest and explain.

The rules are data (``rules/*.yaml``) and never errors: who writes decides, and says why (``omissions``).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from app.content.files import place_in
from app.content.findings import Findings
from app.content.language_prose import prose_of
from app.content.language_rules import LONG_SENTENCE, Language, Rule, Search, Term, language
from app.content.omissions import Omission
from app.content.prose import Page

BESIDE = 60
SHORTEST_WORDS = 3

_SENTENCE_END = re.compile(r"[.?!…][»\")\]]*\s+(?=[^a-záéíóúüñ0-9\s])|[;:?!](?=\s)")
_LETTERS = re.compile("[a-záéíóúüñ]+")
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
    return tuple(remark for _, remark in _remarks([Page(path, text)], {path: text}))


def check_language(
    pages: Sequence[Page], texts: Mapping[str, str], omissions: tuple[Omission, ...], findings: Findings
) -> None:
    """Warn of every remark that the course does not ask to be left out, and of every omission that serves no more."""
    unused = set(omissions)
    for path, remark in _remarks(pages, texts):
        excused = [omission for omission in omissions if omission.covers(path, remark.code, remark.text)]
        unused.difference_update(excused)
        if not excused:
            line, column = place_in(texts[path], remark.start)
            findings.warn(path, line, remark.code, remark.message, column)
    for omission in unused:
        findings.warn(
            "curso.md",
            omission.line,
            "L001",
            f"La revisión ya no encuentra «{omission.text}» ({omission.code}) en {omission.path}: quita la omisión.",
            omission.column,
        )


def _remarks(pages: Sequence[Page], texts: Mapping[str, str]) -> Iterator[tuple[str, Remark]]:
    """The remarks on some pages, page by page. All of them are searched as one text: most rules find nothing."""
    rules = language()
    whole = "\n".join(texts[page.path] for page in pages)
    prose = "\n".join(prose_of(page, texts[page.path], rules) for page in pages)
    lowered = prose.replace("İ", "I").lower()
    found = list(_long_sentences(prose, whole, rules))
    vocabulary = " ".join(set(_LETTERS.findall(lowered)))
    for rule in rules.rules:
        for search in rule.searches:
            for start, end, term in _matches(rule, search, lowered, vocabulary):
                shown = _shown(whole[start:end])
                found.append(Remark(start, rule.code, shown, rule.message.format(texto=shown, di=term.instead)))
    found.sort(key=lambda remark: (remark.start, remark.code))
    starts = [0, *accumulate(len(texts[page.path]) + 1 for page in pages)]
    for remark in found:
        place = bisect_right(starts, remark.start) - 1
        yield pages[place].path, replace(remark, start=remark.start - starts[place])


def _matches(rule: Rule, search: Search, prose: str, vocabulary: str) -> Iterator[tuple[int, int, Term]]:
    for first, last in _paragraphs(rule, search, prose, vocabulary):
        for match in search.pattern.finditer(prose, first, last):
            term, end = search.term(match), match.end()
            start = end - len(match[0].lstrip())
            if not _excused(rule, term, prose, start, end):
                yield start, end, term


def _paragraphs(rule: Rule, search: Search, prose: str, vocabulary: str) -> Iterator[tuple[int, int]]:
    """Where a search can find something: the paragraphs that hold one of its words."""
    if rule.one_word or not search.literals:
        if not rule.one_word or search.pattern.search(vocabulary):
            yield 0, len(prose)
        return
    seen = set()
    for literal in search.literals:
        at = prose.find(literal) if not literal.isalpha() or literal in vocabulary else -1
        while at >= 0:
            first, last = prose.rfind("\n", 0, at) + 1, prose.find("\n", at)
            last = len(prose) if last < 0 else last
            if first not in seen:
                seen.add(first)
                yield first, last
            at = prose.find(literal, last)


def _excused(rule: Rule, term: Term, prose: str, start: int, end: int) -> bool:
    """Whether what stands beside a match, in its paragraph, makes it right."""
    before = prose[max(0, start - BESIDE) : start].rpartition("\n")[2]
    after = prose[end : end + BESIDE].partition("\n")[0]
    if term.feminine and term.feminine in before + after:
        return True
    return bool((rule.before and rule.before.search(before)) or (rule.after and rule.after.match(after)))


def _long_sentences(prose: str, text: str, rules: Language) -> Iterator[Remark]:
    limit = rules.words_in_a_sentence
    for paragraph in re.finditer(rf"[^\n]{{{SHORTEST_WORDS * limit},}}", prose):
        start = paragraph.start()
        for end in [*(match.end() for match in _SENTENCE_END.finditer(prose, *paragraph.span())), paragraph.end()]:
            words = list(_WORD.finditer(prose, start, end)) if end - start > SHORTEST_WORDS * limit else []
            if len(words) > limit:
                first = words[0].start()
                message = rules.long_sentence.format(n=len(words), limite=limit)
                yield Remark(first, LONG_SENTENCE, _shown(text[first:end]), message)
            start = end


def _shown(text: str) -> str:
    """A stretch of a file as its reader sees it, on one line."""
    return " ".join(text.replace("*", "").split())
