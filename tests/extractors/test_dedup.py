import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.dedup import Parameters, judge, probability, promising, rank_stories
from extractors.fingerprint import fingerprint_of
from extractors.overlap import Overlap
from extractors.records import Fingerprint, Neighbour, Verdict
from extractors.shingles import shingles
from tests.prose import sentence, story

ORIGINAL = Verdict(kind="original", of=None, story=None, score=0.0)
STORY = story(0)
NOTICE = (
    "Subscribe to our newsletter to read more of our free articles. We use cookies and other technologies on this site "
    "so that you have all of what we offer. By staying here you agree to our privacy policy and the terms of use. "
)


def make_print(prints, *, text_hash="new", tokens=400):
    return Fingerprint(text_hash=text_hash, prints=tuple(prints), tokens=tokens)


def make_neighbour(prints, *, article=1, story=1, text_hash="old"):
    return Neighbour(article=article, story=story, fingerprint=make_print(prints, text_hash=text_hash))


def verdict_on(new: str, *stored: str, frequency: dict[int, int] | None = None, **limits: float) -> Verdict:
    """Judge a text against stored ones, each a story of its own; their keys count from 1."""
    parameters = Parameters(**limits)
    cuts = [shingles("", text) for text in (new, *stored)]
    prints = [fingerprint_of(cut) for cut in cuts]
    found = [Neighbour(article=key, story=10 * key, fingerprint=each) for key, each in enumerate(prints[1:], 1)]
    chosen = [each for each in found if each.fingerprint.text_hash == prints[0].text_hash] or promising(
        prints[0], found, frequency or {}, parameters
    )
    return judge(prints[0], chosen, frequency or {}, lambda each: cuts[each.article if each else 0], parameters)


def kind_of(new: str, *stored: str) -> str:
    return verdict_on(new, *stored).kind


# --- what is a copy ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (STORY, "exact"),
        (STORY.upper().replace(".", " …"), "exact"),
        (f"TIANJIN, September 1. /Agency/. {STORY}", "near"),
        (STORY.replace("bacodi", "put in").replace("la", "le", 3), "near"),
        (story(0, 6), "syndicated"),  # cut
        (story(2, 7), "syndicated"),  # the middle
        (f"{STORY} {story(100, 9)}", "syndicated"),  # expanded
        (f"{NOTICE}{story(0, 9)} {NOTICE}", "syndicated"),
        (story(100), "original"),
        (f"{story(100)} {sentence(3)}", "original"),  # a passage that a longer text quotes
        (f"{NOTICE}{sentence(200)} {NOTICE}", "original"),
    ],
)
def test_the_kind_follows_from_how_much_stands_in_which(new, kind):
    assert kind_of(new, STORY) == kind
    assert kind_of(STORY, new) == kind


def test_a_retyped_copy_is_known():
    dice = random.Random(1)
    typed = " ".join(word[:-1] + "x" if dice.random() < 0.25 else word for word in STORY.split())
    assert kind_of(typed, STORY) == "near" or kind_of(typed, STORY) == "syndicated"


def test_a_chinese_copy_is_known_in_the_other_script():
    text = (
        "上海合作组织成员国元首理事会会议一日在天津举行，各方就安全合作、能源合作与人文交流达成共识并签署多项文件。" * 2
    )
    assert kind_of(f"本报讯 {text}记者报道", text.replace("组织", "組織")) == "near"
    assert (
        kind_of("各国领导人在北京会晤，讨论贸易、交通与粮食问题，并宣布明年再次举行会谈，具体日期另行通知。" * 2, text)
        == "original"
    )


FORM = "{who} said net profit for the quarter was {profit} mln dlrs or {share} cts a share against {before} mln dlrs."


def test_forms_filled_with_other_figures_are_no_copies():
    one = FORM.format(who="Kumtor Mining of Bishkek", profit=11.2, share=43, before=9.7)
    other = FORM.format(who="Orient Textile of Osh", profit=3.4, share=12, before=5.1)
    assert kind_of(one, other) == "original"


def test_short_texts_must_agree_nearly_wholly():
    short = "Talks on the border bridge opened in Osh this morning, the ministry of transport said in a note today."
    assert kind_of(short.replace("this morning", "on Monday"), short) != "exact"
    assert kind_of("Talks on the price of melons opened in Osh, farmers said.", short) == "original"


def test_texts_without_words_are_never_equal():
    assert kind_of("…", "…") == "original"
    empty = make_print((), tokens=0)
    assert judge(empty, [make_neighbour((), text_hash="new")], {}, lambda _: shingles("", "")) == ORIGINAL


def test_a_text_that_stories_hold_in_common_counts_for_little():
    shared = story(300, 8)
    one, other = f"{story(400, 2)} {shared}", f"{story(500, 2)} {shared}"
    assert kind_of(one, other) != "original"
    frequent = dict.fromkeys(fingerprint_of(shingles("", shared)).prints, 16)
    assert verdict_on(one, other, frequency=frequent) == ORIGINAL


def test_a_notice_is_known_before_it_has_been_seen_often():
    one, other = f"{sentence(600)} {NOTICE}", f"{sentence(700)} {NOTICE}"
    assert kind_of(one, other) == "original"
    assert kind_of(f"{story(600, 4)} {NOTICE}", f"{story(600, 4)} {NOTICE} Osh.") == "near"


def test_the_most_probable_copy_is_named():
    verdict = verdict_on(STORY, f"{story(0, 7)} {story(800, 4)}", f"{STORY} Nobody was hurt.", story(900))
    assert (verdict.of, verdict.story, verdict.kind) == (2, 20, "near")
    assert 0.9 < verdict.score <= 1


def test_no_further_text_is_read_than_needed():
    read = []
    cut = shingles("", STORY)
    print_ = fingerprint_of(cut)
    same = [Neighbour(article=key, story=key, fingerprint=replace(print_, text_hash=str(key))) for key in (1, 2, 3)]
    judge(print_, same, {}, lambda each: (read.append(each), cut)[1])
    assert read == [None, same[0]]
    read.clear()
    judge(print_, [], {}, lambda each: (read.append(each), cut)[1])
    assert read == []


def test_the_limits_are_parameters():
    longer = f"{STORY} {story(100, 9)}"
    assert verdict_on(longer, STORY, near=0.2).kind == "near"
    assert verdict_on(longer, STORY, copy=1.01) == ORIGINAL


# --- the model -----------------------------------------------------------------------------------------------------

SHARE = st.floats(0, 1)
LAID = st.builds(
    Overlap,
    **dict.fromkeys(("retyped_least", "retyped_most", "covered", "contained", "plain_most", "lead"), SHARE),
    **dict.fromkeys(
        ("lead_shorter", "retouched", "contradicted_share", "contradicted_density", "passages", "cued"), SHARE
    ),
    **dict.fromkeys(("common", "left", "left_longer", "tokens", "exchanged"), st.floats(0, 500)),
    **dict.fromkeys(("contradicted", "substituted", "numbers_alone"), st.integers(0, 20).map(float)),
)


@given(LAID, st.sampled_from(["retyped_least", "retyped_most", "covered", "contained", "common"]), SHARE)
def test_more_in_common_is_never_less_of_a_copy(laid, name, more):
    assert probability(replace(laid, **{name: getattr(laid, name) + more})) >= probability(laid) - 1e-9


@given(LAID, st.sampled_from(["left", "contradicted", "contradicted_share", "substituted", "numbers_alone"]), SHARE)
def test_contradiction_is_never_more_of_a_copy(laid, name, more):
    assert probability(replace(laid, **{name: getattr(laid, name) + more})) <= probability(laid) + 1e-9


# --- the candidates ------------------------------------------------------------------------------------------------


def test_stories_are_ranked_by_the_weight_of_what_they_share():
    rare = [(number, 5) for number in range(4)]
    common = [(number, story) for number in range(10, 16) for story in (1, 2, 3)]
    assert rank_stories(10, [*common, *rare]) == [5, 1, 2, 3]
    assert rank_stories(10, [*common, *rare], Parameters(candidates=1)) == [5]
    assert rank_stories(2, rare[:2]) == []
    assert rank_stories(0, []) == []


def test_a_story_that_shares_only_what_many_do_is_not_looked_at():
    footer = [(number, story) for number in range(4) for story in range(1, 17)]
    assert rank_stories(60, footer) == []
    assert rank_stories(60, [*footer, *((number, 9) for number in range(10, 16))]) == [9]


def test_articles_are_ranked_by_how_much_stands_in_which():
    half, part = make_neighbour(range(50), article=1), make_neighbour(range(90, 130), article=2)
    more, little = make_neighbour([*range(20), *range(200, 240)], article=3), make_neighbour([1, 2, *range(300, 400)])
    asked, found = make_print(range(100)), [little, part, more, half]
    assert [each.article for each in promising(asked, found, {})] == [1, 3, 2]
    assert [each.article for each in promising(asked, found, dict.fromkeys(range(20), 16))] == [1, 2]
    assert promising(asked, [little], {}) == []
    assert promising(asked, [make_neighbour([0, 1])], {}) == []


@given(st.lists(st.lists(st.integers(0, 40), unique=True), max_size=9), st.dictionaries(st.integers(0, 40), st.just(9)))
def test_the_choice_does_not_depend_on_the_order(many, frequency):
    found = [make_neighbour(prints, article=key) for key, prints in enumerate(many)]
    asked = make_print(range(0, 40, 2))
    chosen = promising(asked, found, frequency)
    assert chosen == promising(asked, found[::-1], frequency)
    assert len(chosen) <= Parameters().compared
