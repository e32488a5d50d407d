from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.dedup import Parameters, judge, rank_stories
from extractors.records import Fingerprint, Neighbour, Verdict

ORIGINAL = Verdict(kind="original", of=None, story=None, score=0.0)


def make_print(prints, *, text_hash="new", numbers=(), tokens=400):
    return Fingerprint(text_hash=text_hash, prints=tuple(prints), numbers=frozenset(numbers), tokens=tokens)


def make_neighbour(prints, *, article=1, story=1, text_hash="old", numbers=(), tokens=400):
    stored = make_print(prints, text_hash=text_hash, numbers=numbers, tokens=tokens)
    return Neighbour(article=article, story=story, fingerprint=stored)


def test_nothing_near_makes_an_original():
    assert judge(make_print(range(100)), [], {}) == ORIGINAL


@pytest.mark.parametrize(
    ("new", "old", "kind"),
    [
        (range(100), range(100), "near"),
        (range(100), range(10, 110), "near"),
        (range(100), range(50), "syndicated"),  # expanded
        (range(40), range(100), "syndicated"),  # cut
        (range(30, 70), range(100), "syndicated"),  # the middle, long enough to need no lead
        (range(25), range(100), "syndicated"),  # the lead
        (range(60, 85), range(100), "original"),  # a passage that a longer text quotes
        (range(19), range(100), "original"),  # too little of the longer side
        (range(100), range(70, 170), "original"),  # too little of either side
        (range(3), range(3), "original"),  # too few prints
        (range(100), range(200, 300), "original"),
    ],
)
def test_the_kind_follows_from_how_much_each_side_is_covered(new, old, kind):
    assert judge(make_print(new), [make_neighbour(old)], {}).kind == kind
    assert judge(make_print(old), [make_neighbour(new)], {}).kind == kind


def test_an_equal_hash_is_an_exact_copy_of_the_oldest():
    same = [make_neighbour([1], article=article, story=9, text_hash="new") for article in (7, 5, 6)]
    verdict = judge(make_print(range(10)), [make_neighbour(range(10)), *same], {})
    assert verdict == Verdict(kind="exact", of=5, story=9, score=1.0)


def test_texts_without_words_are_never_equal():
    empty = make_print((), tokens=0)
    assert judge(empty, [make_neighbour((), text_hash="new", tokens=0)], {}) == ORIGINAL


def test_shared_boilerplate_weighs_little():
    old = make_neighbour([*range(50), *range(1000, 1030)])
    new = make_print([*range(50), *range(2000, 2030)])
    assert judge(new, [old], {}).kind == "syndicated"
    assert judge(new, [old], dict.fromkeys(range(50), 16)) == ORIGINAL


@pytest.mark.parametrize(
    ("new", "old", "tokens", "copy"),
    [
        ("1 2 3", "1 2 3", 100, True),
        ("1 2 3", "1 2 3 4 5 6 7 8", 100, True),  # one side only has more: no contradiction
        ("1 2 3 8", "1 2 3 9", 100, True),  # one differs, most agree
        ("1 8", "1 9", 100, True),
        ("8", "9", 100, False),
        ("1 2 7 8", "1 2 5 6", 100, False),
        ("1 2 3 7 8", "1 2 3 5 6", 100, True),
        ("8", "9", 129, True),  # one number in more than 128 tokens: a clock
        ("7 8", "5 6", 200, False),
    ],
)
def test_forms_filled_with_other_figures_are_no_copies(new, old, tokens, copy):
    neighbour = make_neighbour(range(50), numbers=old.split(), tokens=tokens)
    verdict = judge(make_print(range(50), numbers=new.split(), tokens=tokens), [neighbour], {})
    assert (verdict.kind != "original") == copy


def test_short_texts_must_agree_nearly_wholly():
    short = make_print(range(20), tokens=22)
    assert judge(short, [make_neighbour(range(2, 20), tokens=22)], {}).kind == "near"
    assert judge(short, [make_neighbour(range(3, 23), tokens=22)], {}) == ORIGINAL
    assert judge(short, [make_neighbour(range(40))], {}) == ORIGINAL
    assert judge(replace(short, tokens=25), [make_neighbour(range(40))], {}).kind == "syndicated"


def test_a_roundup_of_several_stories_is_an_original():
    parts = [range(start, start + 30) for start in (0, 30, 60)]
    stories = [make_neighbour(part, article=number, story=number) for number, part in enumerate(parts, 1)]
    roundup = make_print(range(90))
    assert judge(roundup, stories, {}) == ORIGINAL
    assert judge(roundup, stories[:2], {}).kind == "syndicated"
    whole = make_neighbour(range(80), article=9, story=9)
    assert judge(roundup, [*stories, whole], {}).of == 9


def test_of_several_copies_the_most_contained_wins_and_on_a_tie_the_first():
    close = [make_neighbour(range(5, 100), article=article, story=article) for article in (8, 4)]
    far = make_neighbour(range(40, 140), article=2, story=2)
    verdict = judge(make_print(range(100)), [*close, far], {})
    assert (verdict.of, verdict.story, verdict.score) == (4, 4, 1.0)


def test_the_limits_are_parameters():
    old = make_neighbour(range(50))
    assert judge(make_print(range(100)), [old], {}, Parameters(covered=0.6)) == ORIGINAL


def test_stories_are_ranked_by_the_weight_of_what_they_share():
    rare = [(number, 5) for number in range(4)]
    common = [(number, story) for number in range(10, 16) for story in (1, 2, 3)]
    assert rank_stories([*common, *rare]) == [5, 1, 2, 3]
    assert rank_stories([*common, *rare], Parameters(candidates=1)) == [5]
    assert rank_stories(rare[:3]) == []
    assert rank_stories([]) == []


SKETCHES = st.builds(
    make_print,
    st.lists(st.integers(0, 40), unique=True),
    text_hash=st.sampled_from("ab"),
    numbers=st.sets(st.sampled_from("1234")),
    tokens=st.integers(0, 500),
)


@given(SKETCHES, st.lists(SKETCHES, max_size=6), st.dictionaries(st.integers(0, 40), st.integers(0, 16)))
def test_a_verdict_names_a_neighbour_and_its_story_or_neither(new, old, frequency):
    neighbours = [Neighbour(article=key, story=key // 2, fingerprint=each) for key, each in enumerate(old)]
    verdict = judge(new, neighbours, frequency)
    assert 0 <= verdict.score <= 1
    assert judge(new, reversed(neighbours), Counter(frequency)) == verdict
    if verdict.kind == "original":
        assert verdict == ORIGINAL
    else:
        assert verdict.story == verdict.of // 2
