import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fingerprint import fingerprint_of, sample
from extractors.overlap import Overlap, overlap, weights
from extractors.shingles import LONGEST, shingles

WORDS = [f"w{letter}{other}" for letter in "abcdefghij" for other in "abcdefghij"]


def text(*parts: range) -> str:
    return " ".join(WORDS[number] for part in parts for number in part)


def laid(one: str, other: str, frequency: dict[int, int] | None = None) -> Overlap | None:
    cuts = shingles("", one), shingles("", other)
    return overlap(*cuts, tuple(weights(cut, frequency or {}) for cut in cuts))


def test_a_text_covers_itself():
    found = laid(text(range(60)), text(range(60)))
    assert (found.covered, found.contained, found.left, found.passages) == (
        pytest.approx(1),
        pytest.approx(1),
        0,
        1 / 60,
    )


def test_nothing_in_common_is_nothing():
    assert laid(text(range(40)), text(range(40, 80))) is None
    assert laid("上海合作组织成员国元首理事会会议在天津举行各方达成共识", text(range(40))) is None


def test_a_part_is_contained_and_the_whole_is_covered_by_it():
    found = laid(text(range(80)), text(range(40)))
    assert (found.contained, found.covered, found.tokens) == (pytest.approx(1), pytest.approx(0.5), 40)
    assert (found.lead, found.lead_shorter, found.left, found.left_longer) == (1, 1, 0, pytest.approx(40))
    found = laid(text(range(80)), text(range(40, 80)))
    assert (found.lead, found.lead_shorter) == (0, 1)


def test_small_gaps_are_retyped_and_large_ones_are_not():
    one = text(range(20)) + " here they wrote " + text(range(20, 40))
    other = text(range(20)) + " there we type " + text(range(20, 40))
    found = laid(one, other)
    assert (found.covered, found.retyped_least) == (pytest.approx(40 / 43), pytest.approx(1))
    assert found.retouched == pytest.approx(1 / 2)
    far = laid(text(range(20), range(60, 72), range(20, 40)), text(range(20), range(80, 92), range(20, 40)))
    assert far.retyped_least == far.covered == pytest.approx(40 / 52)


def test_passages_in_another_order_still_are_in_common():
    found = laid(text(range(40), range(40, 80)), text(range(40, 80), range(40)))
    assert found.covered == pytest.approx(1)
    assert found.passages == 2 / 80


def test_numbers_that_contradict_are_counted_and_so_is_where():
    found = laid(text(range(20)) + " 7 " + text(range(20, 40)), text(range(20)) + " 8 " + text(range(20, 40)))
    assert (found.contradicted, found.substituted, found.numbers_alone) == (1, 1, 1)
    more = laid(text(range(20)) + " 7 8 9 " + text(range(20, 40)), text(range(20)) + " 7 " + text(range(20, 40)))
    assert (more.contradicted, more.numbers_alone) == (0, 0)  # the shorter side has none that the longer lacks


def test_what_many_stories_hold_weighs_less():
    cut = shingles("", text(range(60)))
    frequent = dict.fromkeys(cut.hashes[sample(cut)].tolist()[:12], 4)
    found = weights(cut, frequent)
    assert found[0] == 0.25
    assert found[-1] == 1
    assert len(found) == 60


def test_the_sentence_around_a_word_of_boilerplate_weighs_little():
    found = weights(shingles("", text(range(40)) + " subscribe " + text(range(40, 80))), {})
    assert (found[0], found[40], found[45], found[-1]) == (1, 0.15, 0.15, 1)


ANY = st.lists(st.sampled_from([*WORDS[:12], "7", "8", "cookies"]), max_size=60).map(" ".join)


@given(ANY, ANY)
def test_shares_are_shares_and_the_sides_do_not_matter(one, other):
    found, again = laid(one, other), laid(other, one)
    assert (found is None) == (again is None)
    if found is None:
        return
    assert 0 <= found.covered <= found.contained <= 1
    assert 0 <= found.retyped_least <= found.retyped_most <= 1
    assert found.covered <= found.retyped_least + 1e-9
    assert np.isfinite(found.row()).all()
    if len(one.split()) != len(other.split()):
        assert found == again


def test_a_very_long_text_is_compared_by_its_beginning():
    long = " ".join(f"w{number}" for number in range(3 * LONGEST))
    assert len(shingles("", long).tokens) == LONGEST
    assert laid(long, long).covered == pytest.approx(1)
    assert fingerprint_of(shingles("", long)).text_hash != fingerprint_of(shingles("", long[:-9])).text_hash
