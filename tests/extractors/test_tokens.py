import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.tokens import normalise, tokens_of, tokens_of_paragraphs


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("From 1,250 km and 3.5 percent to ٤٠", ["from", "1250", "km", "and", "3.5", "percent", "to", "40"]),
        ("at 6-1/16 pct, not 6-1/4", ["at", "6-1/16", "pct", "not", "6-1/4"]),
        ("from 1234,567 on", ["from", "1234,567", "on"]),
        ("Three of zwölf, пять", ["3", "of", "12", "5"]),
        ("once, due, sept", ["once", "due", "sept"]),
        ("上合组织25年", ["上", "合", "组", "织", "25", "年"]),
    ],
)
def test_words_and_numbers_are_cut_and_folded(text, tokens):
    assert tokens_of(text) == tokens


def test_a_spelled_number_is_the_number():
    assert tokens_of("Nine of ten delegates") == tokens_of("9 of 10 delegates")


def test_normalise_leaves_plain_words_alone():
    assert normalise("plain words 12") == "plain words 12"


# What could reach over a blank line, if anything did: hyphens, parts of numbers, marks, letters of every kind.
PIECES = st.sampled_from(
    ["rail-", "-way", "1", "250", ",", ".", " ", "\n", "\u0301", "\u0308", "Σ", "ß", "ﬁ", "上", "ก", "ي", "'", "\u00ad"]
)


@given(st.lists(st.lists(PIECES | st.characters(), max_size=8).map("".join), max_size=4).map("\n\n".join))
def test_no_token_reaches_over_a_blank_line(text):
    assert tokens_of_paragraphs(text) == tokens_of(text)
