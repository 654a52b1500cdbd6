"""Holds what a text says of a deadline to the table: in a link, and beside the provision that sets it."""

import re

from app.content.citations import parse_citation
from app.content.findings import Findings
from app.content.norms import Deadline, References
from app.content.numbers import in_words
from app.content.prose import LINK, Page

_DAYS, _MONTHS, _YEARS = (re.compile(word, re.IGNORECASE) for word in (r"\bd[ií]as?\b", r"\bmes(es)?\b", r"\baños?\b"))
_UNITS = {"dias-habiles": _DAYS, "dias-naturales": _DAYS, "meses": _MONTHS, "anios": _YEARS}
_OTHER_DAYS = {"dias-habiles": "natural", "dias-naturales": "hábil"}
_SENTENCE_END = re.compile(r"(?<=[.;?!])(?<!\bart\.)(?<!\barts\.)(?<!\bfr\.)(?<!\bfrs\.)\s+")
_TOLD = re.compile(r"\b(?P<amount>[0-9]{1,3}) (?P<unit>días|meses|años)\b(?P<kind> hábiles| naturales)?")


def says(text: str, deadline: Deadline) -> bool:
    """Whether a link's text tells its deadline: its number, in figures or words, and no other unit."""
    text = text.lower()
    if text.startswith(deadline.text.lower()):
        return True
    words = in_words(deadline.amount)
    amounts = {str(deadline.amount), f"{deadline.amount:,}", words, *(("un", "una") if words == "uno" else ())}
    if not any(re.search(rf"(?<![\w,]){re.escape(amount)}(?!\w|,[0-9])", text) for amount in amounts):
        return False
    told = [unit for unit in (_DAYS, _MONTHS, _YEARS) if unit.search(text)]
    other = _OTHER_DAYS.get(deadline.unit)
    return (not told or _UNITS[deadline.unit] in told) and not (other and other in text)


def check_told(page: Page, references: References, findings: Findings) -> None:
    """Warn of a sentence that cites a provision with deadlines and tells another number of days, months or years.

    «Se responde en 30 días (art. 134)» is found; what stands in a link to a deadline is checked as a link, and a
    number of another unit than the provision's deadlines tells of something else.
    """
    for number, line in enumerate(page.lines, 1):
        start = 0
        for sentence in _SENTENCE_END.split(line):
            start = line.index(sentence, start)
            known = _deadlines_cited(sentence, references)
            for told in _TOLD.finditer(_without_deadlines(sentence)) if known else ():
                of_unit = [one for one in known if _UNITS[one.unit].search(told["unit"])]
                if of_unit and not any(says(told[0], deadline) for deadline in of_unit):
                    findings.warn(
                        page.path,
                        number,
                        "V017",
                        f"Dice «{told[0]}» junto a una disposición cuyo plazo es de "
                        f"{' o '.join(sorted({one.text for one in of_unit}))}: corrígelo, o dilo en otra oración si "
                        "no es ese plazo.",
                        start + told.start() + 1,
                    )


def _deadlines_cited(sentence: str, references: References) -> list[Deadline]:
    """The deadlines in the table of the provisions that a sentence links to."""
    targets = (link["target"].partition(":") for link in LINK.finditer(sentence))
    cited = [parse_citation(rest) for scheme, _, rest in targets if scheme == "norma"]
    places = {(citation.norm, citation.article) for citation in cited if citation}
    return [one for one in references.deadlines.values() if (one.norm.norm, one.norm.article) in places]


def _without_deadlines(sentence: str) -> str:
    """A sentence whose links to deadlines are blank, as long as before."""

    def blank(link: re.Match[str]) -> str:
        return " " * len(link[0]) if link["target"].startswith("plazo:") else link[0]

    return LINK.sub(blank, sentence)
