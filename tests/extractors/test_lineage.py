"""Whose text a story is, who copied whom, and what each made of it; in texts of our own."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.lineage.records import Credited, Lineage, Member, Printing
from extractors.lineage.report import trace
from extractors.lineage.texts import MOST_CHARACTERS, find, limit_of, read, shingles
from extractors.records import Dated

NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
WIRE = Credited(name="Meridian Wire", hosts=frozenset({"meridian-wire.example"}))

LEAD = "Ministers of ten states agreed in Tesbulak on Monday that one waybill will do for freight from steppe to sea."
DELAYS = "At present a wagon of apples needs eleven papers and waits for two days at each of the three borders."
GUILD = "The guild of forwarders welcomed the plan, but wants to see the fees before it orders new stamps."
MARCH = "The first forty wagons with the new paper are to leave in March, loaded with dried apricots and felt."
LINE = "The line was opened in stages since 2011 and carries some two thousand containers a month."
OWN = "Our reporter adds that the yard at Tesbulak handles a fifth of this freight and has no roof to speak of."
HEADLINE = "One waybill from steppe to sea"


def paragraphs(*each: str) -> str:
    return "\n\n".join(each)


FULL = paragraphs(LEAD, DELAYS, GUILD, MARCH, LINE)


def dated(minutes: float, *, precision: Any = "second", zone_known: bool = True) -> Dated:
    moment = NOON + timedelta(minutes=minutes)
    if precision == "day":
        moment = moment.replace(hour=0, minute=0)
    return Dated(value=moment, zone_known=zone_known, precision=precision, place="meta", raw="")


def member(key: int, text: str = FULL, minutes: float | None = None, **fields: Any) -> Member:
    outlet = fields.pop("outlet", f"outlet-{key}")
    host = fields.pop("host", f"{outlet}.example")
    plain = {
        "outlet": outlet, "name": outlet, "host": host, "url": f"https://{host}/{key}", "title": HEADLINE,
        "published": None if minutes is None else dated(minutes), "first_seen": NOON,
    }  # fmt: skip
    return Member(key=key, text=text, **{**plain, **fields})


def of(lineage: Lineage, key: int) -> Printing:
    [printing] = [each for each in lineage.printings if each.member == key]
    return printing


def slugs(evidence: Any) -> list[str]:
    return [each.slug for each in evidence]


# --- an agency and three reprints -------------------------------------------------------------------------------------


@pytest.fixture
def reprints() -> list[Member]:
    return [
        member(1, minutes=0, outlet="meridian-wire", name="Meridian Wire"),
        member(2, "TESBULAK, September 1. " + paragraphs(LEAD, DELAYS, GUILD), minutes=10, credits=(WIRE,)),
        member(3, paragraphs(LEAD, DELAYS, OWN, GUILD, MARCH, LINE), minutes=95, credits=(WIRE,)),
        member(4, minutes=60 * 27, title="Fewer stamps, faster apples"),
    ]


def test_the_agency_is_the_origin_when_it_is_in_the_archive_and_credited(reprints):
    lineage = trace(reprints)
    assert (lineage.origin.member, lineage.reference, lineage.counted_from) == (1, 1, 1)
    assert lineage.origin.confidence >= 0.9
    assert slugs(lineage.origin.evidence)[:2] == ["own_host", "earliest"]
    assert lineage.origin.evidence[0].says == (
        "2 of 3 other articles named Meridian Wire as the source, and this is its own site."
    )
    assert lineage.outlets == ("meridian-wire", "outlet-2", "outlet-3", "outlet-4")
    assert of(lineage, 1).parent is None


def test_a_cut_reprint_says_what_is_left_and_what_is_not(reprints):
    cut = of(trace(reprints), 2)
    assert 0.5 < cut.kept < 0.65
    assert cut.taken > 0.9
    assert [each.text for each in cut.removed] == [MARCH, LINE]
    assert [each.text for each in cut.added] == ["TESBULAK, September 1."]
    assert (cut.title_kept, cut.delay.seconds, cut.delay.reason) == (True, 600, "exact")
    assert cut.parent.member == 1
    assert "own_host" in slugs(cut.parent.evidence)


def test_what_an_outlet_added_is_given_with_its_place(reprints):
    extended = of(trace(reprints), 3)
    assert (extended.kept, extended.removed) == (1.0, ())
    [added] = extended.added
    assert added.text == OWN == reprints[2].text[added.start : added.end]
    assert 0.7 < extended.taken < 0.9


def test_another_headline_over_the_same_text(reprints):
    renamed = of(trace(reprints), 4)
    assert (renamed.kept, renamed.taken, renamed.added, renamed.removed) == (1.0, 1.0, (), ())
    assert (renamed.title_kept, renamed.delay.seconds) == (False, 27 * 3600)


def test_retyped_text_is_still_the_same_text():
    retyped = FULL.replace("waybill", "way-\nbill").replace("agreed", "AGREED").replace("2011", "２０１１")
    lineage = trace([member(1, minutes=0), member(2, retyped, minutes=60)])
    assert of(lineage, 2).kept == 1.0


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_report_does_not_depend_on_the_order_of_the_articles(reprints, order):
    assert trace([reprints[place] for place in order]) == trace(reprints)


# --- an origin that is not in the archive -----------------------------------------------------------------------------


def test_an_agency_outside_the_archive_is_the_origin_of_those_who_credit_it():
    lineage = trace(
        [
            member(1, paragraphs(LEAD, DELAYS), minutes=0, credits=(WIRE,)),
            member(2, minutes=5, credits=(WIRE,)),
            member(3, paragraphs(LEAD, DELAYS, GUILD), minutes=8),
        ]
    )
    assert (lineage.origin.member, lineage.origin.name) == (None, "Meridian Wire")
    assert 0.7 < lineage.origin.confidence < 0.95
    assert slugs(lineage.origin.evidence) == ["credit", "outside"]
    assert lineage.reference == 2, "of those who hold what the outlets share, it credits the agency"
    assert lineage.counted_from == 1
    assert [each.parent.member for each in lineage.printings] == [None, None, None]
    credited, silent = of(lineage, 1).parent, of(lineage, 3).parent
    assert credited.confidence > silent.confidence


def test_one_of_many_who_credits_an_agency_convinces_less_than_all():
    alone = trace([member(1, minutes=0, credits=(WIRE,)), *(member(key, minutes=key) for key in (2, 3, 4))])
    together = trace([member(key, minutes=key, credits=(WIRE,)) for key in (1, 2, 3, 4)])
    assert alone.origin.name == together.origin.name == "Meridian Wire"
    assert alone.origin.confidence < together.origin.confidence - 0.1


def test_the_reasons_are_sentences_for_every_number_of_articles():
    own = member(1, outlet="meridian-wire", name="Meridian Wire", credits=(WIRE,))
    claim = member(2, canonical_claim="https://far.example/a")
    says = [trace(each).origin.evidence[0].says for each in ([own], [member(1, credits=(WIRE,))], [claim])]
    assert says == [
        "It is signed Meridian Wire, and this is its own site.",
        "The article named Meridian Wire as the source.",
        "The article named a page of far.example as the original (rel=canonical).",
    ]


def test_two_agencies_claimed_for_one_text_lower_the_confidence():
    rival = Credited(name="Gulf Dispatch")
    lineage = trace([member(1, credits=(WIRE,)), member(2, credits=(rival,))])
    assert lineage.origin.member is None
    assert lineage.origin.confidence <= 0.5


def test_an_agency_that_is_quoted_in_the_text_and_all_its_copies_is_not_the_origin():
    quoted = Credited(name="Gulf Dispatch", confidence=0.3)
    copies = [member(key, minutes=60 * key, credits=(quoted,)) for key in (1, 2, 3, 4)]
    assert trace(copies).origin.member == 1
    assert trace(copies[:1]).origin.member == 1
    credited = [member(key, minutes=60 * key, credits=(Credited(name="Gulf Dispatch"),)) for key in (1, 2, 3, 4)]
    assert trace(credited).origin.name == "Gulf Dispatch"


def test_a_canonical_address_on_another_site_names_the_original():
    claim = "https://outlet-1.example/1"
    within = trace([member(1), member(2, canonical_claim=claim)])
    assert (within.origin.member, slugs(within.origin.evidence)[0]) == (1, "canonical_claim")
    outside = trace([member(2, canonical_claim="https://far.example/a"), member(3)])
    assert (outside.origin.member, outside.origin.name) == (None, "far.example")


def test_outlets_that_name_each_other_are_no_circle():
    one = member(1, canonical_claim="https://outlet-2.example/2", minutes=0)
    two = member(2, canonical_claim="https://outlet-1.example/1", minutes=60)
    three = member(3, canonical_claim="https://outlet-1.example/1", minutes=60)
    lineage = trace([one, two, three])
    assert lineage.origin.member == 1
    for each in lineage.printings:
        path = [each.member]
        while (parent := of(lineage, path[-1]).parent) and parent.member is not None:
            assert parent.member not in path
            path.append(parent.member)


def test_an_outlet_that_signs_with_its_own_name_is_not_believed_for_that_alone():
    signed = member(1, minutes=0, name="The Evening Bell", credits=(Credited(name="Evening Bell staff"),))
    lineage = trace([signed, member(2, minutes=60, credits=(WIRE,))])
    assert lineage.origin.name == "Meridian Wire"
    assert trace([signed, member(2, minutes=60)]).origin.member == 1


# --- what dates allow -------------------------------------------------------------------------------------------------


def test_the_earliest_is_the_origin_where_nothing_else_is_known():
    lineage = trace([member(1, minutes=90), member(2, minutes=0)])
    assert (lineage.origin.member, slugs(lineage.origin.evidence)) == (2, ["earliest"])
    assert lineage.origin.confidence < 0.7, "an agency may stand behind both"


def test_a_lead_of_minutes_and_a_clock_without_zone_say_less():
    sure = trace([member(1, minutes=0), member(2, minutes=120)]).origin.confidence
    close = trace([member(1, minutes=0), member(2, minutes=2)]).origin.confidence
    unzoned = trace([member(1, published=dated(0, zone_known=False)), member(2, minutes=120)]).origin.confidence
    assert max(close, unzoned) < sure


def test_days_do_not_order_within_a_day():
    days = [member(1, published=dated(0, precision="day")), member(2, minutes=30), member(3, minutes=60 * 30)]
    lineage = trace(days)
    assert lineage.origin.confidence < 0.3
    assert slugs(lineage.origin.evidence) == ["among_earliest"]
    assert lineage.origin.member in {1, 2}


@pytest.mark.parametrize(
    ("first", "second", "delay"),
    [
        (dated(0), dated(30), (1800, None, "exact")),
        (dated(0), dated(60 * 24, precision="day"), (None, 1, "day_only")),
        (dated(0), dated(30, zone_known=False), (None, 0, "no_zone")),
        (dated(0), None, (None, None, "no_date")),
        (None, dated(0), (None, None, "no_date")),
    ],
)
def test_a_delay_is_given_as_exactly_as_it_is_known(first, second, delay):
    credited = Credited(name="Outlet-1")
    lineage = trace([member(1, published=first), member(2, published=second, credits=(credited,))])
    assert lineage.origin.member == 1
    found = of(lineage, 2).delay
    assert (found.seconds, found.days, found.reason) == delay


def test_without_any_date_or_difference_nothing_is_known_and_that_is_said():
    lineage = trace([member(2), member(1)])
    assert (lineage.origin.member, slugs(lineage.origin.evidence)) == (1, ["nothing"])
    assert lineage.origin.confidence < 0.1
    assert of(lineage, 2).parent.confidence < 0.1


def test_the_order_of_polling_weighs_little():
    lineage = trace([member(1, first_seen=NOON + timedelta(hours=5)), member(2)])
    assert (lineage.origin.member, slugs(lineage.origin.evidence)) == (2, ["first_seen"])
    assert lineage.origin.confidence < 0.2


def test_a_lone_article_is_its_own_origin_until_it_credits_somebody():
    alone = trace([member(1)])
    assert (alone.origin.member, slugs(alone.origin.evidence), alone.printings[0].parent) == (1, ["alone"], None)
    assert trace([member(1, credits=(WIRE,))]).origin.name == "Meridian Wire"


# --- what texts tell --------------------------------------------------------------------------------------------------


def test_the_text_that_all_others_were_cut_from_is_the_origin():
    lineage = trace(
        [
            member(1, paragraphs(LEAD, DELAYS, GUILD)),
            member(2, FULL),
            member(3, paragraphs(LEAD, GUILD, MARCH, LINE)),
            member(4, paragraphs(LEAD, DELAYS, MARCH, LINE)),
        ]
    )
    assert (lineage.origin.member, slugs(lineage.origin.evidence)) == (2, ["holds_most"])


def test_of_two_texts_the_one_cut_at_the_end_is_the_copy():
    lineage = trace([member(1, paragraphs(LEAD, DELAYS, GUILD)), member(2, FULL)])
    assert (lineage.origin.member, slugs(lineage.origin.evidence)) == (2, ["cut_from"])


def test_own_paragraphs_speak_against_the_longest_text():
    lineage = trace([member(1, paragraphs(LEAD, OWN, DELAYS, GUILD, MARCH, LINE)), member(2), member(3)])
    assert (lineage.origin.member, slugs(lineage.origin.evidence)) == (2, ["least_added"])


def test_a_shared_addition_shows_who_copied_whom():
    padded = paragraphs(LEAD, OWN, DELAYS, GUILD)
    lineage = trace([member(1, minutes=0), member(2, padded, minutes=60), member(3, padded, minutes=300)])
    first, second = of(lineage, 2).parent, of(lineage, 3).parent
    assert (first.member, second.member) == (1, 2)
    assert slugs(second.evidence) == ["shared_addition", "shared_cut"]


def test_without_dates_a_shared_addition_is_evidence_and_no_verdict():
    padded = paragraphs(LEAD, OWN, DELAYS, GUILD)
    full = [member(key, minutes=key * 60) for key in (1, 4, 5)]
    lineage = trace([*full, member(2, padded), member(3, padded)])
    plain = trace([*full, member(2, padded)])
    assert (of(lineage, 3).parent.member, of(plain, 2).parent.member) == (1, 1)
    assert "shared_addition" in slugs(of(lineage, 3).parent.evidence)
    assert of(lineage, 3).parent.confidence < of(plain, 2).parent.confidence


def test_whom_a_page_names_is_its_parent_even_without_dates():
    lineage = trace(
        [*(member(key, minutes=60 * key) for key in (1, 2)), member(3, credits=(Credited(name="outlet-2"),))]
    )
    assert of(lineage, 3).parent.member == 2


def test_an_outlet_copies_itself_before_it_copies_others():
    again: Any = {"outlet": "bell", "host": "bell.example", "credits": (Credited(name="outlet-1"),)}
    lineage = trace([member(1, minutes=0), member(2, minutes=60, **again), member(3, minutes=600, **again)])
    assert (of(lineage, 3).parent.member, slugs(of(lineage, 3).parent.evidence)[0]) == (2, "same_outlet")
    assert lineage.outlets == ("outlet-1", "bell")


def test_a_copy_dated_before_its_origin_is_doubted():
    lineage = trace([member(1, minutes=60), member(2, minutes=0, credits=(Credited(name="Outlet-1"),))])
    assert lineage.origin.member == 1
    assert of(lineage, 2).delay.seconds == -3600
    assert of(lineage, 2).parent.confidence <= 0.2
    assert "before_origin" in slugs(of(lineage, 2).parent.evidence)


# --- other scripts ----------------------------------------------------------------------------------------------------


HAN = (
    "十个国家的部长星期一在特斯布拉克商定，从草原到海边的货运今后只用一张运单。",
    "目前一节装苹果的车皮需要十一份文件，在三处边境各等两天。",
    "货运行会欢迎这一计划，但要先看费用再订新印章。",
)
CYRILLIC = (
    "Министры десяти стран договорились в Тесбулаке, что для перевозки от степи до моря хватит одной накладной.",
    "Сейчас вагон яблок требует одиннадцати бумаг и стоит по двое суток на каждой из трёх границ.",
    "Гильдия экспедиторов приветствует план, но хочет увидеть сборы, прежде чем заказывать новые печати.",
)


@pytest.mark.parametrize("text", [HAN, CYRILLIC], ids=["Chinese", "Russian"])
def test_kept_and_added_in_other_scripts(text):
    lead, middle, end = text
    own = end[-2::-1] + end[-1]
    joined = "".join if text is HAN else " ".join
    lineage = trace([member(1, joined(text), minutes=0), member(2, joined([lead, own, middle]), minutes=60)])
    copy = of(lineage, 2)
    assert 0.5 < copy.kept < 0.85
    assert [each.text for each in copy.removed] == [end]
    assert [each.text for each in copy.added] == [own]


def test_traditional_characters_are_the_same_text():
    assert find(read("貨運行會歡迎這一計劃，但要先看費用再訂新印章。"), shingles(read(HAN[2]), 6)).share == 1.0


# --- bounds -----------------------------------------------------------------------------------------------------------


def test_a_very_long_text_is_compared_at_its_beginning_and_says_so():
    lineage = trace([member(1, minutes=0), member(2, "sand " * MOST_CHARACTERS, minutes=9)])
    assert [each.whole for each in lineage.printings] == [True, False]


def test_all_texts_of_a_story_together_are_bounded():
    assert [limit_of(count) for count in (0, 1, 50, 500)] == [200_000, 200_000, 200_000, 20_000]


@pytest.mark.parametrize("text", ["." * 9_000, ". " * 9_000, "\n" * 9_000, "a" * 9_000, "。" * 9_000, '."' * 9_000])
def test_strange_texts_are_read_to_their_end(text):
    assert all(text[each.start : each.end].strip() for each in read(text).sentences)


SENTENCES = st.sampled_from([LEAD, DELAYS, GUILD, MARCH, OWN, HAN[0], CYRILLIC[0], "AP", "", "…", "  ", "Yes. No."])
CREDITS = st.sampled_from([WIRE, Credited(name="outlet-2"), Credited(name=""), Credited(name="outlet-1 staff")])
DATES = st.builds(
    dated, st.integers(0, 9_000), precision=st.sampled_from(["second", "minute", "day"]), zone_known=st.booleans()
)


@st.composite
def stories(draw: st.DrawFn) -> list[Member]:
    keys = draw(st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True))
    return [
        member(
            key,
            draw(st.lists(SENTENCES, max_size=5).map("\n\n".join) | st.text(max_size=60)),
            title=draw(st.sampled_from(["", HEADLINE, "Another"])),
            outlet=f"outlet-{draw(st.integers(1, 3))}",
            published=draw(st.none() | DATES),
            first_seen=NOON + timedelta(hours=draw(st.integers(0, 3))),
            credits=tuple(draw(st.lists(CREDITS, max_size=2))),
            canonical_claim=draw(st.sampled_from([None, None, "https://outlet-1.example/1", "https://x.example/"])),
        )
        for key in keys
    ]


@given(stories(), st.randoms(use_true_random=False))
def test_whatever_the_story_the_report_is_sound(members, random):
    lineage = trace(members)
    assert sorted(each.member for each in lineage.printings) == sorted(each.key for each in members)
    texts = {each.key: each.text for each in members}
    assert 0 <= lineage.origin.confidence <= 1
    assert lineage.origin.evidence
    for each in lineage.printings:
        assert 0 <= each.kept <= 1
        assert 0 <= each.taken <= 1
        assert (each.parent is None) == (each.member == lineage.origin.member)
        assert each.parent is None or (0 <= each.parent.confidence <= 1 and each.parent.member != each.member)
        assert all(texts[each.member][one.start : one.end] == one.text for one in each.added)
        assert all(texts[lineage.reference][one.start : one.end] == one.text for one in each.removed)
    for each in lineage.printings:
        path = [each.member]
        while (parent := of(lineage, path[-1]).parent) and parent.member is not None:
            assert parent.member not in path
            path.append(parent.member)
    shuffled = random.sample(members, len(members))
    assert trace(shuffled) == lineage
