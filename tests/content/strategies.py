"""Values for properties: questions of every type, and what may come from a form or the record."""

from hypothesis import strategies as st

from app.content.marking import field_name
from app.content.model import AnyQuestion, Cloze, Matching, MultipleChoice, Numeric, Ordering, ShortAnswer, SingleChoice
from tests.content.samples import ALL_TYPES, questions

QUESTIONS: tuple[AnyQuestion, ...] = questions("\n".join(text.replace("{#", "{#p-", 1) for text in ALL_TYPES))

any_question = st.sampled_from(QUESTIONS)

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def keys_of(question: AnyQuestion) -> list[str]:
    """Every key that a learner may send for a question."""
    match question:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return [option.key for option in options]
        case Matching(choices=choices):
            return [choice.key for choice in choices]
        case Ordering(items=items):
            return [str(number) for number in range(1, len(items) + 1)]
        case Cloze():
            return [option.key for gap in question.gaps for option in gap.options]
        case _:
            return []


def parts_of(question: AnyQuestion) -> list[str]:
    """The keys of a question's parts, each with a field of its own."""
    match question:
        case Matching(pairs=pairs):
            return [pair.key for pair in pairs]
        case Ordering(items=items):
            return [item.key for item in items]
        case Cloze():
            return [gap.key for gap in question.gaps]
        case _:
            return []


def right_form(question: AnyQuestion) -> dict[str, list[str]]:
    """The form that a learner sends who knows the answer."""
    match question:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return {field_name(question): [option.key for option in options if option.correct]}
        case ShortAnswer(accepted=accepted):
            return {field_name(question): [accepted[-1]]}
        case Numeric(value=value, unit=unit):
            return {field_name(question): [f"{value} {unit}"]}
        case Matching(pairs=pairs):
            return {field_name(question, pair.key): [pair.choice_key] for pair in pairs}
        case Ordering(items=items):
            return {field_name(question, item.key): [str(place)] for place, item in enumerate(items, 1)}
        case Cloze():
            return {
                field_name(question, gap.key): [
                    next((option.key for option in gap.options if option.correct), None) or gap.accepted[0]
                ]
                for gap in question.gaps
            }


@st.composite
def any_form(draw: st.DrawFn, question: AnyQuestion) -> dict[str, list[str]]:
    """What a browser, or somebody who is not one, may send: known and foreign fields and values."""
    names = [field_name(question), *(field_name(question, part) for part in parts_of(question))]
    name = st.sampled_from(names) | st.text()
    value = st.sampled_from(keys_of(question) or ["20"]) | st.text()
    return draw(st.dictionaries(name, st.lists(value, max_size=5), max_size=6))
