import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.maintext.judge import (
    SHOWN,
    WHOLE_BODY,
    Candidate,
    doubtful,
    expected_f1,
    judge,
    weigh,
)

LINE = "The river left its bed in the evening"


def candidate(method: str, expected: float, *paragraphs: str) -> Candidate:
    return Candidate(method=method, paragraphs=paragraphs or (LINE,), expected=expected, link_density=0.0)


@pytest.mark.parametrize(
    ("candidates", "winner"),
    [
        ([("blocks", 0.9)], "blocks"),
        ([("blocks", 0.9), ("trafilatura", 0.8)], "blocks"),
        ([("blocks", 0.8), ("trafilatura", 0.9)], "trafilatura"),
        ([("blocks", 0.5), ("microdata", 0.7), ("agreed", 0.6)], "microdata"),
        ([("blocks", 0.7), ("microdata", 0.7), ("trafilatura", 0.7)], "blocks"),
        ([("blocks", 0.0)], "blocks"),
        ([], "none"),
    ],
)
def test_the_highest_expected_f1_wins_and_on_a_tie_the_first(candidates, winner):
    found = judge([candidate(*each) for each in candidates], stated=(), doubt=0.0)
    assert found.choice.method == winner
    assert bool(found.paragraphs) == bool(candidates)


@pytest.mark.parametrize(
    ("stated", "shown", "winner"),
    [
        (WHOLE_BODY, int(WHOLE_BODY * SHOWN) - 1, "json-ld"),
        (WHOLE_BODY, int(WHOLE_BODY * SHOWN), "blocks"),
        (WHOLE_BODY - 1, 1, "blocks"),
        (10 * WHOLE_BODY, 4 * WHOLE_BODY, "json-ld"),
        (10 * WHOLE_BODY, 6 * WHOLE_BODY, "blocks"),
        (10 * WHOLE_BODY, 20 * WHOLE_BODY, "blocks"),
        (0, 0, "blocks"),
    ],
)
def test_json_ld_wins_only_where_it_is_whole_and_the_page_shows_less_than_half_of_it(stated, shown, winner):
    body = ("a" * (stated // 2), "b" * (stated - stated // 2))
    found = judge([candidate("blocks", 1.0, "c" * shown)], stated=body, doubt=0.0)
    assert found.choice.method == winner
    assert found.paragraphs == (body if winner == "json-ld" else ("c" * shown,))


def test_json_ld_is_measured_in_letters_and_not_in_blanks_and_dashes():
    found = judge([candidate("blocks", 1.0, "a" * 10)], stated=["a - " * (WHOLE_BODY - 1)], doubt=0.0)
    assert found.choice.method == "blocks"


def test_json_ld_stands_in_where_there_is_no_candidate():
    assert judge([], stated=["a" * WHOLE_BODY], doubt=0.0).choice.method == "json-ld"


def test_the_reason_names_the_doubt_and_what_lost():
    candidates = [candidate("blocks", 0.75), candidate("trafilatura", 0.5)]
    found = judge(candidates, stated=(), doubt=0.25)
    assert found.choice.reason == "expected F1 0.75, doubt 0.25; trafilatura 0.50"
    assert found.candidates == tuple(candidates)


# --- what the numbers mean -----------------------------------------------------------------------------------------


PAGES = st.lists(
    st.tuples(st.floats(0, 1), st.floats(1, 5000), st.booleans()),
    min_size=1,
    max_size=30,
).map(lambda rows: tuple(map(np.array, zip(*rows, strict=True))))


@pytest.mark.parametrize(
    ("chances", "size", "doubt"),
    [
        ([1.0, 0.0], [100, 100], 0.0),
        ([0.9, 0.1], [100, 100], 0.2),
        ([0.5, 0.5], [100, 100], 1.0),
        ([1.0, 0.5], [900, 200], 0.1),
        ([0.0, 0.0], [100, 100], 0.0),
        ([0.1], [0.0], 0.0),
    ],
)
def test_doubt_is_what_may_be_wrong_over_the_text(chances, size, doubt):
    assert doubtful(np.array(chances), np.array(size, dtype=float)) == pytest.approx(doubt)


@given(PAGES)
def test_a_page_read_with_certainty_leaves_no_doubt_and_a_finite_one_else(page):
    chances, size, _ = page
    assert doubtful(np.round(chances), size) == 0
    assert 0 <= doubtful(chances, size) < np.inf


@given(PAGES)
def test_a_second_opinion_raises_what_it_holds_over_what_it_leaves_out(page):
    chances, size, second = page
    alike = np.full(len(chances), 0.4)
    weighed = weigh(alike, second, size)
    assert (weighed[second][:, None] >= weighed[~second]).all()
    assert (weigh(chances, np.ones_like(second), size) >= weigh(chances, np.zeros_like(second), size)).all()


@given(PAGES)
def test_of_blocks_that_both_opinions_see_alike_the_likelier_stays_ahead(page):
    chances, size, second = page
    weighed = weigh(chances, second, size)
    assert ((weighed > 0) & (weighed < 1)).all()
    for side in (second, ~second):
        order = np.argsort(chances[side])
        assert (np.diff(weighed[side][order]) >= 0).all()


def test_neither_reader_nor_second_opinion_is_obeyed_blindly():
    sure, unsure, size = np.array([0.999, 0.001]), np.array([0.55, 0.45]), np.array([100.0, 100.0])
    against, agreed = np.array([False, True]), np.array([True, False])
    assert (weigh(sure, against, size) > 0.5).tolist() == [True, False]
    assert (weigh(unsure, against, size) > 0.5).tolist() == [False, True]
    assert (weigh(unsure, agreed, size) > 0.5).tolist() == [True, False]


def test_the_less_of_the_second_opinion_the_reader_believes_the_less_its_yes_counts():
    chances, second = np.array([0.9, 0.3, 0.05]), np.array([True, True, True])
    near, astray = np.array([900.0, 100.0, 10.0]), np.array([900.0, 100.0, 5000.0])
    assert weigh(chances, second, near)[1] > weigh(chances, second, astray)[1]


@given(PAGES)
def test_expected_f1_is_the_true_one_where_the_reader_is_certain(page):
    chances, size, mask = page
    right = chances > 0.5
    hit, taken, wanted = size[right & mask].sum(), size[mask].sum(), size[right].sum()
    true = 2 * hit / (taken + wanted) if taken + wanted else 0
    assert expected_f1(mask, right.astype(float), size) == pytest.approx(true)


@given(PAGES)
def test_expected_f1_is_a_share_and_nothing_is_expected_of_nothing(page):
    chances, size, mask = page
    assert 0 <= expected_f1(mask, chances, size) <= 1 + 1e-9
    assert expected_f1(np.zeros_like(mask), chances, size) == 0
