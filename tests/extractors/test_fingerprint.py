import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fingerprint import MOST, fingerprint
from extractors.shingles import SHORT

ENGLISH = "The ministers met in Samarkand on Friday and agreed to build a railway of 1,250 km by 2031. " * 2
LONG = " ".join(f"word{number} and thing{number % 7}" for number in range(900))
WORDS = st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéöžабвгдеё", min_size=1), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“It’s” here", '"It\'s" here'),
        ("Sep-\ntember", "September"),
        ("Sep\u00adtember", "September"),
        ("north–south talks", "north — south talks"),
        ("Café İstanbul straße", "CAFE ISTANBUL STRASSE"),
        ("Dışişleri Bakanlığı", "DIŞİŞLERİ BAKANLIĞI"),
        ("1,000,000 and 12 500", "1000000 and 12500"),
        ("２０２５年９月", "2025年9月"),
        ("٢٠٢٥", "2025"),
        ("上海合作組織", "上海合作组织"),
        ("上海\n合作组织", "上海合作组织"),
        ("كتاب علي", "کتاب علی"),
        ("ёлка", "елка"),
        ("one\u00a0 two\t\nthree", "one two three"),
    ],
)
def test_copies_that_differ_in_form_only_have_one_hash(one, other):
    assert fingerprint("", one).text_hash == fingerprint("", other).text_hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The rate is 1.5 percent", "The rate is 15 percent"),
        ("Talks in 2024 100 delegates", "Talks in 2024100 delegates"),
        ("They opened the summit", "They closed the summit"),
        ("北京", "南京"),
    ],
)
def test_other_words_or_figures_make_another_hash(one, other):
    assert fingerprint("", one).text_hash != fingerprint("", other).text_hash


def test_hash_has_128_bits():
    assert len(bytes.fromhex(fingerprint("", ENGLISH).text_hash)) == 16


@given(WORDS)
def test_hash_does_not_see_case_quotes_dashes_or_line_ends(words):
    plain = " ".join(words)
    dressed = "\n".join(f"«{word.upper()}» —" for word in words)
    assert fingerprint("", plain).text_hash == fingerprint("", dressed).text_hash


@given(WORDS, st.data())
def test_hash_does_not_see_hyphenation(words, data):
    text = " ".join(words)
    breaks = [place for place in range(1, len(text)) if text[place - 1 : place + 1].isalpha()]
    chosen = data.draw(st.sets(st.sampled_from(breaks))) if breaks else set()
    broken = "".join(("-\n" if place in chosen else "") + letter for place, letter in enumerate(text))
    assert fingerprint("", broken).text_hash == fingerprint("", text).text_hash


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_any_string_has_a_fingerprint(title, text):
    made = fingerprint(title, text)
    assert len(set(made.prints)) == len(made.prints) <= MOST
    assert all(0 <= each < 2**48 for each in made.prints)
    assert bool(made.prints) == bool(made.tokens)


@pytest.mark.parametrize("text", ["", " \n\t", "— … !", "\u00ad\u200b", "\ud800"])
def test_a_text_without_words_has_no_prints_whatever_its_title(text):
    made = fingerprint("A headline", text)
    assert (made.prints, made.tokens) == ((), 0)


def test_the_title_tells_short_texts_apart_and_not_long_ones():
    assert fingerprint("One", "Photo: Reuters") != fingerprint("Another", "Photo: Reuters")
    assert fingerprint("One", ENGLISH) == fingerprint("Another", ENGLISH)
    assert fingerprint("", ENGLISH).tokens >= SHORT


def test_a_long_text_is_sampled_in_its_order_up_to_the_limit():
    made = fingerprint("", LONG)
    assert len(made.prints) == MOST
    assert all(each % 8 == 0 for each in made.prints)
    half = fingerprint("", LONG[: len(LONG) // 4]).prints
    assert made.prints[: len(half) - 1] == half[:-1]


def test_a_short_text_keeps_enough_prints_to_be_known():
    assert len(fingerprint("", ENGLISH).prints) >= 12
    assert len(fingerprint("", "Talks opened.").prints) == 1


def test_the_sample_of_an_excerpt_holds_that_of_the_whole():
    words = LONG.split()[:160]
    whole, excerpt = (set(fingerprint("", " ".join(part)).prints) for part in (words, words[:60]))
    assert len(whole & excerpt) >= 10
    inside = {each for each in excerpt if each % 8 == 0}
    assert inside <= whole


def test_texts_without_spaces_are_cut_by_the_character():
    text = "上海合作组织成员国元首理事会会议在天津举行各方就安全合作达成共识并签署多项文件"
    made = fingerprint("", text)
    assert made.tokens == len(text)
    assert len(made.prints) == len(text) - 5
    assert fingerprint("", "การประชุมสุดยอดองค์การความร่วมมือ").tokens > 20
