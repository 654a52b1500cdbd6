"""Which of several saves of one answer counts."""

from hypothesis import given
from hypothesis import strategies as st

from app.assessment.saving import KEPT_CLIENTS, fingerprint, is_news, n_pages, noted, page_of

SAVES = st.lists(st.tuples(st.sampled_from(["tab-a", "tab-b", "tab-c"]), st.integers(1, 30)), max_size=25)


def arrive(saves, seen=None, answer=None):
    """Deliver saves one after the other; an answer is known by its tab and number."""
    seen = dict(seen or {})
    for client, sequence in saves:
        if is_news(seen, client, sequence):
            answer = (client, sequence)
            seen = noted(seen, client, sequence)
    return answer, seen


@given(st.lists(st.integers(1, 30), min_size=1), st.randoms(use_true_random=False))
def test_the_saves_of_one_tab_end_in_its_last_whatever_their_order(sequences, random):
    shuffled = [*sequences, *sequences]
    random.shuffle(shuffled)

    answer, _ = arrive([("tab-a", sequence) for sequence in shuffled])

    assert answer == ("tab-a", max(sequences))


@given(SAVES)
def test_the_answer_is_the_newest_of_the_tab_that_brought_news_last(saves):
    answer, _ = arrive(saves)

    if not saves:
        assert answer is None
        return
    highest = {client: max(s for c, s in saves if c == client) for client, _ in saves}
    news = {client: saves.index((client, sequence)) for client, sequence in highest.items()}
    last = max(news, key=news.get)
    assert answer == (last, highest[last])


@given(SAVES, st.data())
def test_a_save_that_arrives_again_changes_nothing(saves, data):
    answer, seen = arrive(saves)
    again = data.draw(st.lists(st.sampled_from(saves))) if saves else []

    assert arrive(again, seen, answer) == (answer, seen)


@given(SAVES)
def test_a_form_without_script_always_counts(saves):
    _, seen = arrive(saves)

    assert is_news(seen, "", 0)
    assert noted(seen, "", 0) == seen


def test_only_the_tabs_that_saved_last_are_remembered():
    seen = {}
    for number in range(KEPT_CLIENTS + 5):
        seen = noted(seen, f"tab-{number}", 1)

    assert len(seen) == KEPT_CLIENTS
    assert f"tab-{KEPT_CLIENTS + 4}" in seen
    assert "tab-0" not in seen


def test_a_fingerprint_tells_answers_apart_and_not_the_order_of_their_parts():
    assert fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})
    assert len({fingerprint(answer) for answer in (None, "a", ["a"], {"a": "1"}, "b")}) == 5


def test_pages_hold_five_questions():
    draw = [[f"k{number}", []] for number in range(11)]

    assert [n_pages(draw[:n]) for n in (1, 5, 6, 10, 11)] == [1, 1, 2, 2, 3]
    assert [page_of(draw, key) for key in ("k0", "k4", "k5", "k10")] == [1, 1, 2, 3]
