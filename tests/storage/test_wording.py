"""The language of queries: what is read of it, what it finds, and what is wrong with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import InputError
from extractors.analyze import terms
from extractors.endings import ARTICLES, endings_of
from storage.wording import Group, Term, parse_words

LETTERS = {
    "ar": "ابتثجحخدرزسشصضطظعغفقكلمنهويةىأإآؤئء",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "de": "abcdefghijklmnopqrstuvwxyzäöüß",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "es": "abcdefghijlmnñopqrstuvxyzáéíóú",
    "fa": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآئ",
    "fr": "abcdefghijlmnopqrstuvxyzàâçéèêëîïôœû",
    "hi": "अआइईउएकखगघचजटडतथदधनपबभमयरलवशसहािीुूेैोौं",
    "id": "abcdefghijklmnoprstuwy",
    "it": "abcdefghilmnopqrstuvzàèìòù",
    "kk": "аәбвгғдежзийкқлмнңоөпрстуұүфхһшыіэюя",
    "ky": "абвгдежзийклмнңоөпрстуүфхчшыэюя",
    "mn": "абвгдеёжзийклмноөпрстуүфхцчшыэюя",
    "pt": "abcdefghijlmnopqrstuvxzãâáçéêíóôõú",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ur": "ابپتٹثجچحخدڈذرڑزسشصضطظعغفقکگلمنوہھیےئں",
    "uz": "abdefghijklmnopqrstuvxyzʻ",
    "sw": "abcdefghijklmnoprstuvwyz",
}


@st.composite
def words(draw):
    """A language, and a word as it writes them: any letters, with one of its endings or without."""
    language = draw(st.sampled_from(sorted(LETTERS)))
    word = draw(
        st.text(LETTERS[language].replace("'", "").replace("’", "") + "ʻ" * (language == "uz"), min_size=1, max_size=9)
    )
    word = word.strip("ʻ") or "a"
    if language != "sw" and draw(st.booleans()):
        word += draw(st.sampled_from(sorted(endings_of(language))))
    return language, word


def answers(group: Group, text: str, language: str | None, title: str = "") -> bool:
    """Say whether a text would be found: what both engines do, in plain words."""
    fields = {"title": list(terms(title, language)), "text": list(terms(text, language))}
    return any(all(is_there(term, fields) != term.excluded for term in every) for every in group)


def is_there(term: Term, fields: dict[str, list[str]]) -> bool:
    def fits(row: tuple[str, ...], found: list[str]) -> bool:
        *before, last = found
        same = last.startswith(row[-1]) if term.prefix else last == row[-1]
        return len(found) == len(row) and tuple(before) == row[:-1] and same

    return any(
        fits(row, every[at : at + len(row)])
        for field, every in fields.items()
        if term.field in (None, field)
        for row in term.variants
        for at in range(len(every) - len(row) + 1)
    )


@settings(deadline=None, max_examples=1_500)
@given(spoken=words(), cased=st.sampled_from([str, str.upper, str.title]), stored=st.booleans())
def test_a_word_finds_the_text_that_has_it_in_any_case_and_language(spoken, cased, stored):
    language, word = spoken
    text = f"12 {word} 34"
    in_index = language if stored else None
    for asked in {None, in_index}:
        for query in (cased(word), f'"{cased(word)}"', f'"12 {cased(word)} 34"', f"text:{cased(word)}"):
            assert answers(parse_words(query, asked), text, in_index), query
            assert not answers(parse_words(f"12 -{query}", asked), text, in_index), query


@settings(deadline=None, max_examples=1_500)
@given(spoken=words(), data=st.data())
def test_how_a_word_begins_finds_the_text_that_has_it(spoken, data):
    language, word = spoken
    start = word[: data.draw(st.integers(1, len(word)))]
    article = max((each for each in ARTICLES if word.startswith(each)), key=len, default="")
    if language == "ar" and len(start) < len(article) + 2:
        return  # a prefix needs two letters beyond the article
    for asked in (None, language):
        assert answers(parse_words(f"{start}*", asked), f"12 {word} 34", language), start
        assert answers(parse_words(f'"12 {start}"*', asked), f"12 {word} 34", language), start


def read(query: str, language: str | None = "sw") -> str:
    """What is read of a query, in short."""
    return " OR ".join(" ".join(map(in_short, every)) for every in parse_words(query, language))


def in_short(term: Term) -> str:
    field = f"{term.field}:" if term.field else ""
    return "-" * term.excluded + field + "_".join(term.variants[0]) + "*" * term.prefix


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("energy trade", "energy trade"),
        ("energy AND trade", "energy trade"),
        ('"energy club"* -"three evils"', "energy_club* -three_evils"),
        ("NOT rain summit", "-rain summit"),
        ("title:summit", "title:summit"),
        ('Title:"energy club" text:gas', "title:energy_club text:gas"),
        ("-title:rain summit", "-title:rain summit"),
        ("title:sum*", "title:sum*"),
        ("(gas OR oil) price", "gas price OR oil price"),
        ("(a OR b) (c OR d)", "a c OR a d OR b c OR b d"),
        ("a (b OR c (d OR e))", "a b OR a c d OR a c e"),
        ("a -(b c)", "a -b OR a -c"),
        ("a -(b OR -c)", "a -b c"),
        ("title:(gas OR oil) -text:rain", "title:gas -text:rain OR title:oil -text:rain"),
        ("title:(gas text:oil)", "title:gas text:oil"),
        ("SCO(RATS)", "sco rats"),
        ("a () b", "a b"),
        ("«энергетический клуб» шос", "энергетический_клуб шос"),
        ("„Gipfel“ “big four” 「上合」", "gipfel big_four 上合"),
        ("（上合 OR 欧盟）　峰会", "上合 峰会 OR 欧盟 峰会"),
        ("https://a.example/b?c=1", "https_a_example_b_c_1"),
        ("12:30 C: author:x :", "12_30 c author_x"),
        ("subtitle:x title", "subtitle_x title"),
        ("a - b – c * d", "a b c d"),
        ("or and not", "or and not"),
        ("--a b -", "-a b"),
        ("上", "上*"),
        ("a\0b \ud800 c", "a_b c"),
    ],
)
def test_queries_are_read_as_people_mean_them(query, meaning):
    assert read(query) == meaning


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("title:", "nothing after 'title:'; write title:word"),
        ("text: gas", "nothing after 'text:'"),
        ("a title:)", "nothing after 'title:'"),
        ('"open', "a quotation mark that is not closed"),
        ('title:"open', "a quotation mark that is not closed"),
        ("«open", "a quotation mark that is not closed"),
        ('-"', "a quotation mark that is not closed"),
        ("(a", '"(" that nothing closes'),
        ("a (b OR (c)", '"(" that nothing closes'),
        ("a)", '")" that nothing opens'),
        ("(" * 30 + "a" + ")" * 30, "more than 20 parentheses"),
        (" ".join(f"(a{n} OR b{n})" for n in range(30)), "too many alternatives"),
        ("-(a b c d e) -(f g h i j) -(k l m n o) x", "too many alternatives"),
        ("()", "asks for nothing"),
        ("title:*", "asks for nothing"),
        ("AND", "asks for nothing"),
        ("-(a b)", "asks for nothing"),
        ("a OR -(b OR c)", "on each side of OR"),
        ("a" * 60_000, "60,000 characters"),
        ("a " * 2_000, "more than 1,000 words"),
        ("summits " * 999, "in one language"),
    ],
)
def test_what_cannot_be_read_is_named(query, complaint):
    with pytest.raises(InputError, match=r"^the query ") as caught:
        parse_words(query)
    assert complaint in str(caught.value)
    assert len(str(caught.value)) < 250


def test_a_query_in_one_language_asks_for_its_stems_and_for_texts_of_no_known_language():
    assert parse_words("саммита", "ru")[0][0].variants == (("саммита",), ("саммитʳ",))
    assert parse_words("саммита", "zh")[0][0].variants == (("саммита",),)
    assert parse_words("Summits", "ru")[0][0].variants == (("summits",),)
    assert len(parse_words("саммита")[0][0].variants) < 12


def test_a_word_of_one_language_is_not_taken_for_one_of_another():
    assert not answers(parse_words("care"), "all cars stopped", "en")  # "car" is the stem of French "care"
    assert not answers(parse_words("news"), "a new bridge", "en")
    assert answers(parse_words("cares"), "who would care", "en")
