"""The terms of the full-text index: how they are cut, what is folded, where they stand."""

import subprocess
import sys
import unicodedata
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.analyze import Sought, border_before, fold, spans_of_terms, stemmed, terms
from extractors.stemming import LANGUAGES

ALIKE = [
    ("ЁЛКА", "елка"),
    ("CAFÉ", "cafe"),
    ("ＳＣＯ", "sco"),
    ("İSTANBUL", "istanbul"),
    ("ışık", "isik"),
    ("رئيس الجمهورية", "رییس الجمهوریه"),
    ("كتاب", "کتاب"),
    ("إيران أُمّة آسيا", "ایران امه اسیا"),
    ("می‌کند", "میکند"),
    ("شانگـهای", "شانگهای"),
    ("۲۵ ٢٥ २५ ২৫", "25 25 25 25"),
    ("हज़ार माँग", "हजार मांग"),
    ("經濟 國際", "经济 国际"),
    ("coop\u00aderation", "cooperation"),
    ("№5", "no5"),
    ("U.S. and U.N.", "US and UN"),
    ("С.Ш.А.", "США"),
    ("Wałęsa Ørsted Æneas Azərbaycan", "walesa orsted aeneas azerbaycan"),
    ("ｶﾞｽ", "ガス"),
    ("Oʻzbekiston", "ozbekiston"),
    ("सम्मेलन", "सम्मेलन"),
    ("Shàng­hǎi", "shanghai"),
]


@pytest.mark.parametrize(("written", "plain"), ALIKE)
def test_spellings_of_one_word_are_one_term(written, plain):
    assert list(terms(written)) == list(terms(plain)) == [each for word in plain.split() for each in terms(word)]
    assert list(terms(unicodedata.normalize("NFD", written))) == list(terms(written))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("й", "и"),
        ("мой", "мои"),
        ("का", "की"),
        ("सुख", "सूखा"),
        ("ガス", "カス"),
        ("a.example", "aexample"),
        ("上海", "海上"),
    ],
)
def test_letters_that_tell_words_apart_stay(one, other):
    assert list(terms(one)) != list(terms(other))


def test_uzbek_apostrophes_are_letters_in_uzbek():
    spellings = ["O‘zbekiston", "O'zbekiston", "Oʻzbekiston", "O’zbekiston", "O`zbekiston"]
    assert {tuple(terms(each, "uz")) for each in spellings} == {("ozbekistonᵘ",)}
    assert list(terms("Chicago's", "en")) == ["chicagoᵉ", "sᵉ"]


def test_a_language_is_known_by_its_first_letters():
    assert (stemmed("pt-BR"), stemmed("zh-Hant"), stemmed("sw"), stemmed(None)) == ("pt", None, None, None)
    assert list(terms("cúpulas", "pt-BR")) == list(terms("cúpula", "pt"))


TEXTS = st.text(max_size=60) | st.text("aéй́وَلा上合が한하\u11abｶﾞ🇰🇿👩\u200d🔬\u200c\u0301ʻo'- .\r\n5№ﷺŀ", max_size=30)


@settings(max_examples=400)
@given(text=TEXTS, language=st.sampled_from([None, *LANGUAGES]))
def test_where_terms_stand_is_told_for_each_in_order(text, language):
    found = list(spans_of_terms(text, language))
    assert [term for _, term, _, _ in found] == list(terms(text, language))
    assert [number for number, _, _, _ in found] == list(range(1, len(found) + 1))
    for _, _, start, end in found:
        assert 0 <= start < end <= len(text)
        assert border_before(text, start) == start
        assert border_before(text, end) == end
    assert [start for _, _, start, _ in found] == sorted(start for _, _, start, _ in found)


def test_a_term_is_found_after_every_letter_and_before_it():
    blocks = (range(0x3400), range(0xA000, 0xAC10), range(0xD7A0, 0x20010))  # a few Han and Hangul tell of all
    for letter in filter(str.isalpha, map(chr, chain(*blocks))):
        for chunk in (f"q{letter}q", f"{letter}q"):
            for term in set(terms(chunk)):
                assert any(each[1] == term for each in spans_of_terms(chunk, None, Sought([term]))), (chunk, term)


@settings(max_examples=200)
@given(text=TEXTS, language=st.sampled_from([None, *LANGUAGES]), data=st.data())
def test_what_is_not_wanted_may_be_left_out_and_still_counts(text, language, data):
    every = list(spans_of_terms(text, language))
    some = st.lists(st.sampled_from(sorted({term for _, term, _, _ in every} | {"a"})), max_size=3)
    wanted = set(data.draw(some))
    found = list(spans_of_terms(text, language, Sought(wanted)))
    assert set(found) <= set(every)
    assert [each for each in found if each[1] in wanted] == [each for each in every if each[1] in wanted]


def test_a_term_stands_where_its_word_does():
    text = "Zo\u00ebs «Gipfel­treffen»: Länder im Überblick, 上合组织, رئیس‌جمهور №5 शिखर"
    found = [(term, text[start:end]) for _, term, start, end in spans_of_terms(text)]
    assert found == [
        ("zoes", "Zoës"), ("gipfeltreffen", "Gipfel\u00adtreffen"), ("lander", "Länder"), ("im", "im"),
        ("uberblick", "Überblick"), ("上合", "上合"), ("合组", "合组"), ("组织", "组织"),
        ("رییسجمهور", "رئیس‌جمهور"), ("no5", "№5"), ("शिखर", "शिखर"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "at", "border"),
    [("ab", 1, 1), ("e\u0301a", 1, 0), ("e\u0301a", 2, 2), ("🇰🇿🇺🇿", 1, 0), ("🇰🇿🇺🇿", 2, 2), ("🇰🇿🇺🇿", 3, 2),
     ("👩\u200d🔬", 2, 0), ("a\r\nb", 2, 1), ("के", 1, 0), ("", 0, 0), ("ab", 2, 2)],
)  # fmt: skip
def test_no_character_is_cut_in_two(text, at, border):
    assert border_before(text, at) == border


@given(text=TEXTS)
def test_folding_twice_changes_nothing_that_matters(text):
    text = text.replace(".", "")  # after one letter and before one that becomes many
    assert list(terms(fold(text))) == list(terms(text))


def test_the_analyser_asks_for_nothing_slow():
    slow = "numpy", "lxml", "trafilatura"
    asked = f"import sys, extractors.analyze; print([each for each in {slow} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
