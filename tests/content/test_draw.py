"""A draw is decided by the quiz and the seed alone."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.content.draw import draw, drawn_questions, option_keys, shown_order
from app.content.model import Cloze, Numeric, Ordering, ShortAnswer
from tests.content.samples import CHOICE, CLOZE, MATCHING, ORDERING, TRUE_FALSE, question, sound_course
from tests.content.strategies import QUESTIONS

STEPS, EITHER = question(ORDERING), question(TRUE_FALSE)
QUIZ = sound_course().quiz("primera/evaluacion")

quizzes = st.builds(
    lambda drawn, asked: replace(QUIZ, n_drawn=drawn, questions=tuple(asked)),
    st.integers(1, 10),
    st.permutations(QUESTIONS).flatmap(lambda asked: st.integers(1, len(asked)).map(lambda n: asked[:n])),
)


@given(quizzes, st.integers())
def test_a_draw_is_repeated_by_its_seed(quiz, seed):
    assert draw(quiz, seed) == draw(quiz, seed)


@given(quizzes, st.integers())
def test_a_draw_is_a_part_of_the_bank_without_repeats_and_each_option_is_shown_once(quiz, seed):
    drawn = draw(quiz, seed)
    by_key = {asked.key: asked for asked in quiz.questions}

    keys = [key for key, _ in drawn]
    assert len(keys) == len(set(keys)) == min(quiz.n_drawn, len(quiz.questions))
    assert set(keys) <= set(by_key)
    for key, shown in drawn:
        assert sorted(shown) == sorted(option_keys(by_key[key]))
    assert [asked.key for asked in drawn_questions(quiz, drawn)] == keys


@given(st.integers())
def test_an_ordering_question_is_never_shown_in_its_right_order(seed):
    quiz = replace(QUIZ, questions=(STEPS,), n_drawn=1)

    assert draw(quiz, seed)[0][1] != [item.key for item in STEPS.items]


@given(st.integers())
def test_true_and_false_keep_their_order(seed):
    quiz = replace(QUIZ, questions=(EITHER,), n_drawn=1)

    assert draw(quiz, seed)[0][1] == option_keys(quiz.questions[0])


def test_seeds_give_different_draws():
    assert len({str(draw(QUIZ, seed)) for seed in range(20)}) > 15


def test_a_self_check_is_always_shown_alike():
    asked = question(CHOICE)

    assert shown_order(asked) == shown_order(asked)
    assert sorted(shown_order(asked)) == sorted(option_keys(asked))


def test_written_answers_have_no_keys_and_matching_shares_its_choices():
    assert len(option_keys(question(MATCHING))) == 3
    assert all(option_keys(asked) == [] for asked in QUESTIONS if isinstance(asked, ShortAnswer | Numeric | Cloze))
    assert len(option_keys(next(asked for asked in QUESTIONS if isinstance(asked, Ordering)))) == 3


def test_the_options_of_a_gap_do_not_tell_which_is_right():
    listed = question(CLOZE).gaps[1].options

    assert [option.text_html for option in listed] == ["confirmar", "multar", "sancionar"]
    assert (
        question(CLOZE.replace("*confirmar | sancionar | multar", "sancionar | multar | *confirmar")).gaps[1].options
        == listed
    )
