import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fold import fold

# Letters, marks and signs that folding treats in different ways, so that they meet each other often.
odd = st.text(
    st.sampled_from(list("aeSCO сСоШр οΟςΣ كيیکھہ上合組織İıIßŞé'’-—\n\u00ad\u200c\u0301\u0307\u064b\ufb01\u0640"))
)


# Letters that may stand for each other where alphabets are mixed, capitals included (Н, H and η; И, N and ν).
LOOK_ALIKES = [
    "аaα",
    "вbβ",
    "еeε",
    "нhη",
    "іiι",
    "кkκ",
    "мmμ",
    "оoο",
    "рpρ",
    "сc",
    "тtτ",
    "хxχ",
    "уyυ",
    "гγ",
    "пπ",
    "иvnν",
    "zζ",
    "jј",
    "sѕ",
]
SKELETON = str.maketrans({each: group[0] for group in LOOK_ALIKES for each in group})


def skeleton(text):
    """The text with the look-alikes of three alphabets written as one."""
    return text.translate(SKELETON)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shanghái COOPERATION", "shanghai cooperation"),
        ("سازمان همكاري", "سازمان همکاری"),
        ("همکاری\u200cهای", "همکاریهای"),
        ("شنھگائی", "شنهگائی"),
        ("coop\u00aderation", "cooperation"),
        ("O’zbekiston Oʻzbekiston", "O'zbekiston O'zbekiston"),
        ("O`zbekiston", "Oʻzbekiston"),
        ("上合組織", "上合组织"),
        ("ＳＣＯ", "SCO"),
        ("ŞANGHAY İŞBİRLİĞİ", "şanghay işbirliği"),
        ("шестёрка", "шестерка"),
        ("e\u0301lan", "élan"),
        ("СИГМАΣ", "сигмаς"),
        ("a\nb\u00a0c", "a b c"),
        ("2025–2026", "2025-2026"),
        ("Шанха\u0301йская организа\u0301ция", "Шанхайская организация"),
        ("и\u0306 й", "й й"),
        ("i\u0307stanbul İstanbul", "istanbul istanbul"),
        ("COOP\u00ad\nERATION", "cooperation"),
        ("\ufee3\ufee8\ufec8\ufee4\ufe94 \ufefbتحاد", "منظمة لاتحاد"),
        ("ﬁnance", "finance"),
        ("հայոց եւ", "հայոց և"),
        ("क़ज़ाख़स्तान", "कजाखस्तान"),
        ("शाँघाई", "शांघाई"),
        ("\u1109\u1161\u11bc하이", "상하이"),
        ("שַׁנְגְחַאי", "שנגחאי"),
        ("Shanghai\u2011Gruppe", "shanghai-gruppe"),
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
        ("SCΟ", "SCO"),  # Greek omicron
        ("Oργανισμός", "Οργανισμός"),  # Latin O
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


def test_a_part_can_be_read_without_what_a_line_end_left():
    text = "the Shanghai Coop-era\u00adtion"
    part = fold(text).without(4, len(text) - 1, [(17, 18)])
    assert part.lower == "shanghai cooperation"
    assert part.span(9, 20) == (13, 26)


@given(odd | st.text())
def test_a_fold_leads_back_into_the_text(text):
    folded = fold(text)
    assert len(folded.kept) == len(folded.lower)
    spans = [folded.span(place, place + 1) for place in range(len(folded.lower))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(odd | st.text(), st.data())
def test_what_is_folded_for_itself_stands_there_too(text, data):
    """Folding the surface of any span gives the span again, look-alikes apart: they hang on the rest of the word."""
    folded = fold(text)
    if not folded.lower:
        return
    start = data.draw(st.integers(0, len(folded.lower) - 1))
    end = data.draw(st.integers(start + 1, len(folded.lower)))
    first, last = folded.span(start, end)
    again = fold(text[first:last])
    assert skeleton(folded.lower[start:end]) in skeleton(again.lower)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="`")))
def test_plain_text_stays_as_it_is(text):
    assert fold(text).kept == text
    assert fold(text).span(0, len(text)) == (0, len(text))
