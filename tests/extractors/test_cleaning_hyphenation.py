import pytest

from extractors.cleaning.hyphenation import heal


def healed(text, *others, title="", attested=()):
    return heal([text, *others], title=title, attested=attested)[0]


@pytest.mark.parametrize(
    ("broken", "whole", "elsewhere"),
    [
        ("in Sep-tember", "in September", ""),
        ("в сен-тябре и сентяб-ря", "в сен-тябре и сентября", ""),
        ("on Wednes-day", "on Wednesday", ""),
        ("the Rus-sian side", "the Russian side", "A Russian said so."),
        ("the Rus- sian side", "the Russian side", "A Russian said so."),
        ("рос-сийский посол", "российский посол", "Это российский дом."),
        ("inter\u00adnational", "international", ""),
    ],
)
def test_a_broken_word_is_joined_where_the_whole_word_is_attested(broken, whole, elsewhere):
    assert healed(broken, elsewhere) == whole


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("the Rus-sian side", ""),
        ("anti-tank weapons", "antitank"),
        ("the vice-president", "the vicepresident"),
        ("economic co-operation", "The cooperation of all"),
        ("кто-то пришёл", "ктото"),
        ("Алма-Ата", "алмаата"),
        ("a week-end in May", "a weekend; the end of a week"),
        ("Ust-test and Ust-test", "Usttest"),
        ("Vor- und Nachteile", "vorund"),
        ("one-two-three", "onetwo twothree"),
    ],
)
def test_a_compound_stays(text, elsewhere):
    assert healed(text, elsewhere) == text


def test_the_title_and_the_words_of_the_caller_attest():
    assert healed("the govern-ment", title="Government falls") == "the government"
    assert healed("the govern-ment", attested={"government"}) == "the government"


def test_a_word_that_is_only_part_of_another_does_not_attest():
    assert healed("the govern-ment", "governments") == "the govern-ment"
