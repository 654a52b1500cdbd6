"""Which lesson explains a question: the one that uses its rare words and teaches its provisions."""

import re
from collections import Counter
from collections.abc import Iterable
from math import log

from app.content.marking import fold
from app.content.model import AnyQuestion, Citation, Course, Lesson
from app.content.provisions import texts_of
from app.content.rendering import plain

PROVISION_WEIGHT = 3.0
ARTICLE_WEIGHT = 2.0
"""What sharing every provision, or every article, weighs beside words: as much as one or two rare words."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 7


class Explanations:
    """Finds the lessons of one course that explain questions.

    A shared word weighs log(lessons / lessons that use it): nothing where every lesson uses it. That is the inverse
    document frequency of Spärck Jones (1972). Words are compared by their first letters: forms of one word meet.
    """

    def __init__(self, course: Course) -> None:
        self._lessons = [
            (lesson, _words([lesson.title, lesson.objective, *texts_of(lesson)])) for lesson in course.lessons()
        ]
        self._uses = Counter(word for _lesson, words in self._lessons for word in words)

    def lesson_of(self, question: AnyQuestion) -> Lesson | None:
        """The lesson that explains a question, the first of equals; None where no lesson shares anything with it."""
        asked = _words(texts_of(question))
        weighed = [(self._weight(question, asked, lesson, words), lesson) for lesson, words in self._lessons]
        weight, best = max(weighed, key=lambda found: found[0], default=(0.0, None))
        return best if weight > 0 else None

    def _weight(self, question: AnyQuestion, asked: frozenset[str], lesson: Lesson, words: frozenset[str]) -> float:
        shared = sum(log(len(self._lessons) / self._uses[word]) for word in asked & words)
        provisions = _share(question.norms, lesson.norms)
        articles = _share(map(_article, question.norms), map(_article, lesson.norms))
        return shared + PROVISION_WEIGHT * provisions + ARTICLE_WEIGHT * articles


def _words(htmls: Iterable[str]) -> frozenset[str]:
    text = plain(" ".join(html.replace("<", " <") for html in htmls))
    return frozenset(word[:_STEM] for word in _WORD.findall(fold(text)))


def _share(wanted: Iterable[Citation], held: Iterable[Citation]) -> float:
    wanted = set(wanted)
    return len(wanted & set(held)) / len(wanted) if wanted else 0.0


def _article(citation: Citation) -> Citation:
    return Citation(citation.norm, citation.article)
