"""Passages and highlights: that they are pieces of the text, and show what was asked for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.analyze import border_before
from storage.queries import Snippet
from storage.snippets import LENGTH, snippet_of, spans_in
from storage.wording import parse_words

DRY = "Weather stayed dry in the valley, and farmers waited for rain. "


def shown(query, text, language="en", title="", *, asked=None):
    return snippet_of(title, text, language, parse_words(query, asked))


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.spans]


def highlighted(query, text, language="en", field="text"):
    return [text[start:end] for start, end in spans_in(text, language, parse_words(query), field)]


@pytest.mark.parametrize(
    ("query", "language", "text", "expected"),
    [
        ("summit", "en", "Two summits, one SUMMIT; Summit's end", ["summits", "SUMMIT", "Summit"]),
        ('"energy club"', "en", "An energy plan; energy clubs met, the club left", ["energy clubs"]),
        ("energy -club", "en", "energy club", ["energy"]),
        ("organiz*", "en", "organizations organized an organ", ["organizations", "organized"]),
        ("countrie*", "en", "a country, countries, count", ["country", "countries"]),
        ('"energy c"*', "en", "energy club, energy plan", ["energy club"]),
        ("саммита", "ru", "Саммит и саммиты", ["Саммит", "саммиты"]),
        ("上合组织", "zh", "在上合组织峰会上,组织者", ["上合组织"]),
        ("合作 经济", "zh", "經濟合作", ["經濟合作"]),
        ("上", "zh", "上海和海上", ["上海"]),
        ("القمة", "ar", "انعقدت قمة، والقمة", ["قمة", "والقمة"]),
        ("رییس‌جمهور", "fa", "رئيس‌جمهور گفت", ["رئيس‌جمهور"]),
        ("istanbul", "tr", "İstanbul'da", ["İstanbul"]),
        ("gipfeltreffen", "de", "das Gipfel\u00adtreffen", ["Gipfel\u00adtreffen"]),
        ("cafe", None, "cafe\u0301s, cafe\u0301", ["cafe\u0301"]),
        ("gas OR oil", "en", "oil and gas", ["oil", "gas"]),
        ("title:gas oil", "en", "oil and gas", ["oil"]),
        ("oil (gas OR -rain)", "en", "rain oil gas", ["oil", "gas"]),
        ("care", "en", "a car, some care", ["care"]),
        ("no-such-word", "en", "nothing of it", []),
    ],
)
def test_what_was_asked_for_is_highlighted(query, language, text, expected):
    assert highlighted(query, text, language) == expected


def test_the_title_shows_what_may_stand_in_it():
    text = "Oil prices rose."
    assert highlighted("title:oil text:prices", text, field="title") == ["Oil"]
    assert shown("oil prices", text, title="Oil, again").title == ((0, 3),)


def test_the_passage_is_the_one_with_the_most_of_the_words():
    text = DRY * 10 + "Energy was on the list. " + DRY * 10 + "They spoke of trade in energy. " + DRY * 10
    snippet = shown("energy trade", text)
    assert marked(snippet) == ["trade", "energy"]
    assert snippet.text.startswith("…They spoke of trade in energy. Weather")
    assert snippet.text.endswith("waited for rain.…")


def test_without_words_it_is_the_beginning():
    text = "First. " + DRY * 10
    for snippet in (snippet_of("T", text, "en", None), shown("-rain title:t", text)):
        assert snippet.text.startswith("First. Weather")
        assert snippet.text.endswith("…")
        assert snippet.spans == ()
    assert snippet_of("T", "Short.", None, None) == Snippet(title=(), text="Short.", spans=())
    assert snippet_of("", "", None, None) == Snippet(title=(), text="", spans=())


def test_words_are_not_cut_and_neither_are_characters():
    long = "supercalifragilistic " * 40
    words = shown("fragment", long + "fragment " + long).text.strip("…").split()
    assert set(words) == {"supercalifragilistic", "fragment"}
    thai = "ที่" * 200
    assert len(shown("x", thai, "th").text.strip("…")) % 3 == 0


def test_a_phrase_longer_than_a_passage_is_cut_with_it():
    phrase = "word " * 100
    snippet = shown(f'"{phrase}"', DRY * 5 + phrase + DRY * 5)
    assert LENGTH / 2 < len(snippet.text) < LENGTH * 1.5
    assert len(snippet.spans) == 1


@pytest.mark.parametrize("tail", ["🇰🇿", "\u0301", "👩\u200d", "上", "\u1161", ".a", "«"])
def test_hostile_runs_cost_no_more_than_their_length(tail):
    snippet = shown("summit OR 上", "summit" + tail * 100_000, None)
    assert len(snippet.text) < LENGTH * 1.5
    assert tail == "\u1161" or marked(snippet)[0].startswith("summi")  # that one makes another word of it


PIECES = [
    "summit ",
    "上合组织",
    "energy clubs ",
    "\n\n",
    "e\u0301 ",
    "🇰🇿",
    "👩\u200d🔬",
    "ст. ",
    "ﷺ",
    "के ",
    "x" * 50,
    " ",
    "Саммит; ",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=120).map("".join)
QUERIES = st.sampled_from(
    [
        "summit",
        '"energy club"',
        "上合",
        "上",
        "x*",
        "e",
        "саммиты OR summit",
        "-summit energy",
        "title:summit",
        '"y c"*',
    ]
)


@settings(deadline=None, max_examples=400)
@given(text=TEXTS, query=QUERIES, language=st.sampled_from([None, "en", "ru", "zh", "hi", "uz"]))
def test_a_snippet_is_a_piece_of_the_text_with_spans_inside_and_apart(text, query, language):
    snippet = shown(query, text, language, title=text[:50])
    passage = snippet.text
    at = text.find(passage.removeprefix("…").removesuffix("…"))
    assert at >= 0
    assert len(passage) <= LENGTH * 1.5 + 2
    for whole, spans in (
        (text[:50], snippet.title),
        (passage, snippet.spans),
        (text, spans_in(text, language, parse_words(query))),
    ):
        ends = [0, *(place for span in spans for place in span)]
        assert ends == sorted(ends)
        assert all(start < end <= len(whole) for start, end in spans)
        assert all(border_before(whole, place) == place for place in ends)
    if spans_in(text, language, parse_words(query)):
        assert snippet.spans
