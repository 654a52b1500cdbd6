"""What courses, deadlines and glossary cite stands in the text of the law, where that text is at hand."""

import re
from functools import cache
from pathlib import Path

import pytest

from app.content.citations import parse_citation
from app.content.course import parse_course
from app.content.load import PROGRAMME, course_folders, read_folder
from app.content.marking import fold
from app.content.model import Citation
from app.content.norms import Deadline
from app.content.numbers import in_words
from app.content.programme import parse_programme

ROOT = Path(__file__).parent.parent.parent
LAWS = ROOT.parent / "shared" / "leyes"
LIBRARY = ROOT / "courses"
TEXTS = {
    "cpeum": "cpeum-extracto.txt",
    "lgtaip-2025": "lgtaip.txt",
    "lgpdppso-2025": "lgpdppso.txt",
    "lga-2018": "lga.txt",
    "lgismh-2006": "lgismh.txt",
    "lgamvlv-2007": "lgamvlv.txt",
    "lfped-2003": "lfped.txt",
    "lgipd-2011": "lgipd.txt",
    "lgdlpi-2003": "lgdlpi.txt",
    "lfea-2012": "lfea.txt",
}
HEADING = re.compile(
    r"^\s*art[ií]culo\s+(?P<number>\d+)(?:o|º|°|a)?\.?\s*(?P<suffix>bis|ter|[a-záé]+(?:ter|ies|tus|imus|avus|enus))?"
    r"(?:[\s.-]*(?P<rest>\d{1,2}))?\s*[.-]",
    re.IGNORECASE | re.MULTILINE,
)
OTHER_WORDS = {
    1: ("un", "una", "anual", "anualmente"),
    3: ("tercer",),
    6: ("semestral", "semestralmente"),
    31: ("último día del mes",),
}
COMMON = re.compile(
    "ante|cada|casos|como|condiciones|contra|cuando|debe|deber|desde|donde|ello|entre|esta|este|hace|hacer|hacia|nadie|"
    "objeto|ocho|otr[ao]s?|para|pero|poder|pueden?|quien|quienes|reglas|segun|sigue|sino|sobre|solo|tambien|tiene|"
    "tod[ao]s?|trece|tres"
)
"""Words that tell an article from another no better than its number."""
STEM = 5
ENOUGH = 2 / 3
TRANSITORY = re.compile(r"^\s*(?:art[ií]culos\s+)?transitorios?\s*$", re.IGNORECASE | re.MULTILINE)

DIVISION = re.compile(r"^\s*(?:t[ií]tulo|cap[ií]tulo|secci[oó]n)\b", re.IGNORECASE | re.MULTILINE)

pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason=f"the laws are not at hand in ../{LAWS.parent.name}/leyes")


@cache
def articles_of(norm: str) -> dict[str, str]:
    """The articles of a law by their number as citations write it, with their text."""
    text = (LAWS / TEXTS[norm]).read_text("utf-8")
    end = TRANSITORY.search(text)
    text = text[: end.start()] if end else text
    heads = list(HEADING.finditer(text))
    articles: dict[str, str] = {}
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        key = "-".join(part for part in (head["number"], fold(head["suffix"] or ""), head["rest"]) if part)
        articles.setdefault(key, text[head.end() : following.start() if following else None])
    return articles


@pytest.fixture(scope="module")
def programme():
    read, findings = parse_programme(read_folder(LIBRARY / PROGRAMME))
    assert read is not None, findings
    return read


def cited() -> dict[Citation, str]:
    """Every article that a course or the guide for trainers cites, and where first."""
    places: dict[Citation, str] = {}
    for path in [*sorted(LIBRARY.rglob("*.md")), ROOT / "docs" / "guia-de-autoria.md"]:
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            for text in re.findall(r"[a-z]+(?:-\d{4})?#[\w-]+", line):
                citation = parse_citation(text)
                if citation:
                    places.setdefault(citation, f"{path.relative_to(ROOT)}:{number}")
    return places


def missing(citation: Citation) -> str:
    """What of a citation is not in the law's text; empty where all is, or the text is not at hand."""
    if citation.norm not in TEXTS or not citation.article:
        return ""
    text = articles_of(citation.norm).get(citation.article)
    if text is None:
        return "no such article"
    fraction = citation.fraction.partition("-")[0]
    if fraction and not re.search(rf"(?:^|\n)\s*{fraction}\s*[.\-]", text):
        return "no such fraction"
    return ""


def heading_above(norm: str, article: str) -> str:
    """The title, chapter or section that an article opens: it stands at the end of the article before."""
    numbers = list(articles_of(norm))
    before = articles_of(norm)[numbers[max(numbers.index(article) - 1, 0)]]
    heading = DIVISION.search(before)
    return before[heading.start() :] if heading else ""


def stems(text: str) -> set[str]:
    """The beginnings of the words of a text that are long enough to mean something."""
    return {word[:STEM] for word in re.findall(r"[a-zñ]{4,}", fold(text)) if not COMMON.fullmatch(word)}


def share_in_law(topic: str, norm: str, article: str) -> float:
    """How many of a topic's words stand in its article or in the heading that it opens, 0-1."""
    wanted = stems(topic)
    told = stems(articles_of(norm)[article] + heading_above(norm, article))
    return len(wanted & told) / len(wanted)


def says(deadline: Deadline) -> bool:
    """Whether the article of a deadline holds its number, in words or figures."""
    text = " ".join(articles_of(deadline.norm.norm)[deadline.norm.article].split()).lower()
    told = {str(deadline.amount), in_words(deadline.amount), *OTHER_WORDS.get(deadline.amount, ())}
    return any(re.search(rf"\b{words}\b", text) for words in told)


def test_the_texts_are_read_article_by_article():
    assert "veinte días" in articles_of("lgtaip-2025")["134"]
    assert {norm: len(articles_of(norm)) > 5 for norm in TEXTS} == dict.fromkeys(TEXTS, True)


def test_every_norm_with_a_text_is_registered_with_the_articles_that_it_has(programme):
    for norm_id in TEXTS:
        norm = programme.references.norms[norm_id]
        unknown = [article for article in articles_of(norm_id) if not norm.has_article(article)]
        assert unknown == [], norm_id


@pytest.mark.parametrize("norm_id", TEXTS)
def test_the_topic_of_an_article_is_told_in_its_words(programme, norm_id):
    topics = programme.references.norms[norm_id].topics

    assert [article for article in topics if article not in articles_of(norm_id)] == []
    strange = {
        f"{norm_id}#{article} {topic}": round(share, 2)
        for article, topic in topics.items()
        if (share := share_in_law(topic, norm_id, article)) < ENOUGH
    }
    assert strange == {}
    assert len(topics) >= 8


def test_a_topic_of_another_article_would_be_noticed(programme):
    topics = programme.references.norms["lgtaip-2025"].topics
    moved = [share_in_law(topics[str(number)], "lgtaip-2025", str(number + 7)) for number in range(1, 200)]

    assert sum(share < ENOUGH for share in moved) > 0.85 * len(moved)


def test_every_article_that_a_course_cites_stands_in_the_law():
    assert {f"{place} {citation}": missing(citation) for citation, place in cited().items() if missing(citation)} == {}


def test_every_citation_of_a_lesson_is_one_that_was_looked_for():
    places = cited()
    for folder in course_folders(LIBRARY):
        course, _ = parse_course(read_folder(folder), folder.name)
        assert {norm for lesson in course.lessons() for norm in lesson.norms} <= set(places)


def test_every_article_of_a_deadline_or_term_stands_in_the_law(programme):
    references = programme.references
    places = {f"plazo:{deadline.id}": deadline.norm for deadline in references.deadlines.values()}
    places |= {f"glosario:{term.id}": term.norm for term in references.terms.values() if term.norm}

    assert {place: missing(norm) for place, norm in places.items() if missing(norm)} == {}


def test_every_deadline_has_the_number_of_its_article(programme):
    deadlines = [item for item in programme.references.deadlines.values() if item.norm.norm in TEXTS]

    assert [f"{item.id}: {item.text}, {item.norm}" for item in deadlines if not says(item)] == []
    assert len(deadlines) > 30
