import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fold import fold, join

# Letters, marks and signs that folding treats in different ways, so that they meet each other often.
odd = st.text(
    st.sampled_from(list("aeSCO сСоШр οΟςΣ كيیکھہ上合組織İıIßŞé'’-—\n\u00ad\u200c\u0301\u0307\u064b\ufb01\u0640"))
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shanghái COOPERATION", "shanghai cooperation"),
        ("سازمان همكاري", "سازمان همکاری"),
        ("همکاری\u200cهای", "همکاریهای"),
        ("شنھگائی", "شنهگائی"),
        ("coop\u00aderation", "cooperation"),
        ("O’zbekiston Oʻzbekiston", "O'zbekiston O'zbekiston"),
        ("上合組織", "上合组织"),
        ("ＳＣＯ", "SCO"),
        ("ŞANGHAY İŞBİRLİĞİ", "şanghay işbirliği"),
        ("шестёрка", "шестерка"),
        ("e\u0301lan", "élan"),
        ("СИГМАΣ", "сигмаς"),
        ("a\nb\u00a0c", "a b c"),
        ("2025–2026", "2025-2026"),
    ],
)
def test_readers_take_these_for_the_same(one, other):
    assert fold(one).lower == fold(other).lower


@pytest.mark.parametrize(
    ("spun", "plain"),
    [
        ("ШOC", "ШОС"),  # Latin O and C
        ("шанхαйской", "шанхайской"),  # Greek alpha
        ("οрганизация", "организация"),  # Greek omicron
        ("SСО", "SCO"),  # Cyrillic Es and O: no Cyrillic word has an S
        ("ЅСО-2025", "ЅСО-2025"),  # one alphabet already
    ],
)
def test_a_word_in_two_alphabets_is_written_in_one(spun, plain):
    assert fold(spun).kept == plain


def test_words_of_different_alphabets_stay_what_they_are():
    text = "саммит SCO и ШОС, COVID-19"
    assert fold(text).kept == text


def test_a_match_is_led_back_to_the_original():
    text = "x سازمان همکاری\u200cهای شانگهای y"
    folded = fold(text)
    start = folded.lower.index("همکاری")
    assert slice(*folded.span(start, start + len("همکاریهای"))) == slice(9, 19)


def test_a_letter_keeps_its_separate_accent():
    folded = fold("une e\u0301, ici")
    assert folded.kept == "une é, ici"
    assert folded.span(4, 5) == (4, 6)


def test_the_second_reading_joins_words_that_a_line_end_cut():
    joined = join(fold("Shanghai Coop-era\u00adtion"))
    assert joined is not None
    assert joined.lower == "shanghai cooperation"
    assert joined.span(9, 20) == (9, 22)


def test_there_is_no_second_reading_without_a_hyphen_inside_a_word():
    assert join(fold("no hyphen - here")) is None


@given(odd | st.text())
def test_both_readings_lead_back_into_the_text(text):
    for folded in (fold(text), join(fold(text))):
        if folded is None:
            continue
        assert len(folded.kept) == len(folded.lower)
        spans = [folded.span(place, place + 1) for place in range(len(folded.lower))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text):
    assert fold(text).kept == text
    assert fold(text).span(0, len(text)) == (0, len(text))
