"""Search: the query language, the filters, and two engines that must agree on what is found."""

import itertools
import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from config.errors import InputError
from extractors.analyze import terms
from extractors.stemming import LANGUAGES
from extractors.tagging.record import Rejected, Topic
from storage import Query, fulltext
from storage.wording import parse_words

DAY = timedelta(days=1)

# name: (language, title, text)
CORPUS = {
    "summit": ("en", "Summit of the SCO opens", "Leaders met in Samarkand. The three evils, they said, remain."),
    "evils": ("en", "Evils of the age", "Of evils three stand out. A summit may come later, the co-chair says."),
    "rain": ("en", "Weather", "It rained on the summit of the mountain for 25 days; temperatures fell by 3.5 degrees."),
    "weather": ("en", "Rain", "Clouds over Tashkent. Nothing else was reported from the well-known valley."),
    "split": ("en", "three", "evils"),
    "chinese": ("zh", "习近平出席会议", "本周二,上合组织成员国元首在撒马尔罕会晤,讨论安全问题。"),
    "taiwan": ("zh", "經濟", "上海市政府星期三宣布合作計劃。"),
    "persian": ("fa", "نشست شانگهای", "رئیس‌جمهور ایران در نشست سازمان همکاری شانگهای شرکت می‌کند."),
    "arabic": ("ar", "قمة", "انعقدت قمة منظمة شنغهاي للتعاون في سمرقند، وقال الرئيس الإيراني كلمة."),
    "russian": ("ru", "Саммит ШОС", "Ёлка ещё стоит на площади, а самолёт №5 с делегацией уже приземлился."),
    "turkish": (
        "tr",
        "Şanghay İşbirliği Örgütü",
        "Zirve Irak ve İstanbul'da değil, Semerkant'ta yapılıyor. Işık söndü.",
    ),
    "hindi": ("hi", "शिखर सम्मेलन", "शंघाई सहयोग संगठन का शिखर सम्मेलन समरकंद में हुआ।"),
    "kazakh": ("kk", "Саммит", "Шанхай ынтымақтастық ұйымының саммиті өтті, қазақ тілінде."),
    "thai": ("th", "การประชุม", "การประชุมสุดยอดองค์การความร่วมมือเซี่ยงไฮ้"),
    "signs": (
        "en",
        "AT&T, C++ & O'Neill's \"quote\"",
        "snake_case, e-mail: desk@a.example; 100% | (a) \\ 'x' :* <-> !",
    ),
    "empty": ("en", "", "…"),
}


def fill(newsroom):
    """Bring the corpus in, a day apart in the order given; every third with a tag, one with a topic."""
    one, two = newsroom.sources("one", "two")
    for number, (name, (language, title, body)) in enumerate(CORPUS.items()):
        level = ("none", "mention", "central")[number % 3]
        word = body.split()[0]
        topics = (Topic(slug="trade", evidence=(newsroom.span(title, body, word, "trade"),)),) if name == "rain" else ()
        turned_down = Rejected(start=0, end=len(word), field="text", surface=word, confuser="no_company", cue="")
        spans = {"rejected": (turned_down,)} if level == "none" else {"topics": topics}
        said = newsroom.tagging(title, body, *([] if level == "none" else [word]), level=level, **spans)
        newsroom.bring(
            f"https://{name}.example/", body, title, source_id=(None, one.id, two.id)[number % 3], tagging=said,
            language=language, published=None if name == "rain" else newsroom.dated(newsroom.now - DAY * (20 - number)),
        )  # fmt: skip
    return newsroom


@pytest.fixture(scope="module")
def on_both(two_archives, newsroom_of):
    """The same corpus on SQLite and on PostgreSQL."""
    sqlite, postgresql = two_archives
    return {"sqlite": fill(newsroom_of(sqlite)), "postgresql": fill(newsroom_of(postgresql))}


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request, on_both):
    """The corpus on each engine in turn."""
    return on_both[request.param]


def names(newsroom, **asked):
    return [url.removeprefix("https://").removesuffix(".example/") for url in newsroom.urls(**asked)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("summit", {"summit", "evils", "rain"}),
        ("SUMMIT leaders", {"summit"}),
        ("summit -leaders", {"evils", "rain"}),
        ("-leaders summit -mountain", {"evils"}),
        ('"three evils"', {"summit"}),
        ('"evils three"', {"evils"}),
        ("three evils", {"summit", "evils", "split"}),
        ('evils -"three evils"', {"evils", "split"}),
        ("rain*", {"rain", "weather"}),
        ('"the sum"*', {"rain"}),
        ("leaders OR clouds", {"summit", "weather"}),
        ("leaders samarkand OR clouds tashkent OR nothing-like-this", {"summit", "weather"}),
        ("or", set()),
        ("evils OR summit -mountain", {"summit", "evils", "split"}),
        ("well-known", {"weather"}),
        ("co-chair", {"evils"}),
        ("3.5", {"rain"}),
        ("o'neill", {"signs"}),
        ("AT&T", {"signs"}),
        ("snake_case", {"signs"}),
        ("desk@a.example", {"signs"}),
        ("上合组织", {"chinese"}),
        ("上合 会晤", {"chinese"}),
        ("上合合作", set()),
        ("上海", {"taiwan"}),
        ("上", {"chinese", "taiwan"}),
        ("撒马尔罕 -会晤", set()),
        ("شانگهای", {"persian"}),
        ("شانگهاي", {"persian"}),
        ("رئیس جمهور", set()),
        ("رئیس‌جمهور", {"persian"}),
        ("رئيسجمهور", {"persian"}),
        ("الرئیس الإیرانی", {"arabic"}),
        ("قمه", {"arabic"}),
        ("елка", {"russian"}),
        ("ЁЛКА самолет", {"russian"}),
        ("шос саммит", {"russian"}),
        ("№5", {"russian"}),
        ("no5", {"russian"}),
        ("саммит*", {"russian", "kazakh"}),
        ("istanbul", {"turkish"}),
        ("İSTANBUL sanghay", {"turkish"}),
        ("ışık", {"turkish"}),
        ("isik", {"turkish"}),
        ("सम्मेलन", {"hindi"}),
        ("समरकंद", {"hindi"}),
        ("ұйымының", {"kazakh"}),
        ("ความร่วมมือ", {"thai"}),
        ("经济", {"taiwan"}),
        ("۲۵ days", {"rain"}),
        ("title:summit", {"summit"}),
        ("title:rain OR title:weather", {"weather", "rain"}),
        ("text:summit -text:mountain", {"evils"}),
        ("-title:summit summit", {"evils", "rain"}),
        ('title:"summit of"', {"summit"}),
        ("title:summ*", {"summit"}),
        ("(leaders OR mountain) summit", {"summit", "rain"}),
        ("summit -(leaders OR mountain)", {"evils"}),
        ("summit -(three leaders)", {"evils", "rain"}),
        ("title:(rain OR evils)", {"weather", "evils"}),
        ("«three evils»", {"summit"}),
        ("summit AND mountain", {"rain"}),
        ("summit NOT mountain", {"summit", "evils"}),
    ],
)  # fmt: skip
def test_words_find_what_they_say(filled, words, expected):
    assert set(names(filled, words=words)) == expected


def test_a_hit_in_the_title_weighs_more(filled):
    assert names(filled, words="summit")[0] == "summit"
    assert names(filled, words="evils", limit=1) == ["evils"]
    scores = [hit.score for hit in filled.archive.search(Query(words="evils"))]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_a_word_of_any_length_can_be_asked_for(on_sqlite, filled):
    assert names(filled, words="x" * 5_000) == []
    on_sqlite.bring("https://long.example/", "y" * 5_000)
    assert names(on_sqlite, words="y" * 5_000) == ["long"]


def test_queries_of_many_words_in_any_language_are_answered(filled):
    words = " OR ".join(
        f"{first}{second}summits" for first in "abcdefghijklmnopqrstuvwxyz" for second in "abcdefghijklmnopqrstuvwxyz"
    )
    assert set(names(filled, words=f"summit OR {words}")) == {"summit", "evils", "rain"}
    assert set(names(filled, words=f"summit -({words})")) == {"summit", "evils", "rain"}


@pytest.mark.parametrize("count", [999, 1_000])
def test_queries_of_many_words_are_answered_up_to_a_limit(filled, count):
    many = [f"w{number}" for number in range(count)]
    for words in (f"summit {' -'.join(['', *many])}", f"summit OR {' OR '.join(many)}"):
        if count < 1_000:
            assert set(names(filled, words=words)) == {"summit", "evils", "rain"}
        else:
            with pytest.raises(InputError, match="more than 1,000 words"):
                names(filled, words=words)
    assert names(filled, words=" ".join(many)) == names(filled, words=f'"{" ".join(many)}"') == []


@pytest.mark.parametrize(
    "words", ['"open', '"', "-", "*", " ", "…", '""', "-summit", "OR", "a OR", "OR a", "a OR OR b", "a OR -b", '"…" -x',
     "title:", "title: summit", "(summit", "summit)", "()", "«summit", "-(summit)"]
)  # fmt: skip
def test_what_asks_for_nothing_is_an_input_error(filled, words):
    with pytest.raises(InputError, match="the query "):
        names(filled, words=words)


PIECES = [
    "summit",
    "evils",
    "rain",
    "上",
    " OR ",
    " AND ",
    "NOT ",
    "-",
    "*",
    "(",
    ")",
    '"',
    "title:",
    "text:",
    "«",
    "”",
    " ",
]
ASKED = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@settings(deadline=None, max_examples=250)
@given(words=st.text(max_size=40) | st.text("ab \"-*OR上ё_'\\:|&!()<>{}^+%;\0", max_size=30) | ASKED)
def test_any_text_is_answered_or_is_an_input_error(on_both, words):
    found = {}
    for engine, newsroom in on_both.items():
        try:
            found[engine] = set(names(newsroom, words=words))
        except InputError:
            found[engine] = InputError
    assert found["sqlite"] == found["postgresql"]


def test_sqlite_cuts_words_where_our_terms_end_for_characters_of_all_scripts(on_sqlite):
    alike = (range(0x3500, 0x9F00), range(0xAC10, 0xD790), range(0xD800, 0xE000))  # Han, Hangul, no characters
    every = [chr(number) for number in range(0x20, 0x20000) if not any(number in each for each in alike)]
    with on_sqlite.archive.engine.execution_options(writes=True).begin() as connection:
        for at in range(0, len(every), 10_000):
            fulltext.put(connection, [fulltext.cut(at, "", " ".join(every[at : at + 10_000]), None, ())])
        connection.execute(text("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, article_index, row)"))
        found = set(connection.execute(text("SELECT term FROM temp.vocabulary")).scalars())
        connection.rollback()
    assert found == {term for each in every for term in terms(each)}


def test_every_filter_narrows_the_answer(filled):
    everything = names(filled, limit=None)
    assert set(everything) == set(CORPUS)
    at = {name: number for number, name in enumerate(CORPUS)}
    tagged = {name for name in CORPUS if at[name] % 3}
    assert set(names(filled, tag="sco", limit=None)) == tagged
    assert names(filled, tag="nato") == names(filled, topic="sco") == []
    assert names(filled, topic="trade") == ["rain"]
    assert set(names(filled, level="mention")) == {name for name in CORPUS if at[name] % 3 == 1}
    assert set(names(filled, level="none")) == set(CORPUS) - tagged
    assert set(names(filled, language="zh")) == {"chinese", "taiwan"}
    assert set(names(filled, source="two")) == {name for name in CORPUS if at[name] % 3 == 2}
    assert set(names(filled, words="summit", language="en", source="two")) == {"rain"}
    assert names(filled, words="summit", language="ru") == []


def test_times_are_of_publication_or_else_of_the_first_sight_and_the_end_is_left_out(filled):
    start = filled.now - DAY * 20
    assert set(names(filled, until=start + DAY)) == {"summit"}
    assert set(names(filled, since=start, until=start + DAY * 2)) == {"summit", "evils"}
    assert set(names(filled, since=filled.now - DAY * 4)) == {"rain"}
    assert names(filled, since=filled.now + DAY) == []


def test_answers_come_in_the_order_asked_for(filled):
    oldest = [name for name in CORPUS if name != "rain"]
    assert names(filled, order="oldest", limit=None) == [*oldest, "rain"]
    assert names(filled, order="newest", limit=None) == ["rain", *oldest[::-1]]
    assert names(filled, limit=None) == ["rain", *oldest[::-1]]
    assert names(filled, words="summit", order="newest") == ["rain", "evils", "summit"]
    assert names(filled, words="summit", order="oldest") == ["summit", "evils", "rain"]


def test_the_limit_cuts_the_answer(filled):
    newest = names(filled, limit=None)
    for limit in (0, 1, 5, 100):
        assert names(filled, limit=limit) == newest[:limit]
    with pytest.raises(InputError, match="the limit -1 is below zero"):
        names(filled, limit=-1)


def test_copies_can_be_left_out(newsroom, texts):
    newsroom.bring("https://first.example/", texts["bridge"])
    newsroom.bring("https://second.example/", texts["bridge"])
    assert names(newsroom, words="zarafshan", order="oldest") == ["first", "second"]
    assert names(newsroom, words="zarafshan", originals=True) == ["first"]
    [hit] = newsroom.archive.search(Query(originals=True))
    assert (hit.id, hit.kind, hit.story, hit.level, hit.source, hit.score) == (1, "original", 1, "none", None, 0.0)


def test_a_search_that_is_not_read_to_its_end_does_not_hold_up_writers(newsroom, texts):
    newsroom.bring("https://first.example/", texts["bridge"])
    newsroom.bring("https://second.example/", texts["orchard"])
    found = iter(newsroom.archive.search(Query()))
    next(found)
    newsroom.bring("https://third.example/", texts["summit"])
    found.close()
    assert len(newsroom.urls()) == 3


def generated_queries():
    """Some sixty queries of the corpus' own words, the same in every run."""
    chance = random.Random(20250901)
    said = [word for _, title, body in CORPUS.values() for word in f"{title} {body}".split()]
    shapes = (
        "{0}", "{0} {1}", '"{0} {2}"', "{0} -{1}", "{0}*", "{0} OR {1}", '{0} OR "{0} {2}" -{1}', "{3}", "{3}*",
        "-{3} {0}",
    )  # fmt: skip
    for shape in itertools.islice(itertools.cycle(shapes), 70):
        at = chance.randrange(len(said) - 1)
        words = [said[at], chance.choice(said), said[at + 1]]
        yield shape.format(
            *(word.replace('"', "") for word in words), words[0].replace('"', "")[: chance.randint(1, 4)]
        )


def test_both_engines_find_the_same(on_both):
    asked = found = 0
    for words in generated_queries():
        try:
            parse_words(words)
        except InputError:
            continue
        on_sqlite, on_postgresql = (set(names(each, words=words, limit=None)) for each in on_both.values())
        assert on_sqlite == on_postgresql, words
        asked, found = asked + 1, found + bool(on_sqlite)
    assert asked >= 55
    assert found >= 40


FORMS = {
    "en": ("Ministers signed the agreements in three countries", "minister agreement country", "ministers* count*"),
    "ru": (
        "Министры подписали соглашения на саммите в Ташкенте",
        "министр соглашение саммит ташкент",
        "минис* соглашени*",
    ),
    "de": ("Die Gipfel der Länder endeten mit Abkommen", "gipfels land abkommens", "gipf* länder*"),
    "es": ("Las cumbres de los países", "cumbre país", "cumbr* países*"),
    "fr": ("Les réunions nationales", "réunion nationaux", "réunio* nationale*"),
    "tr": ("Zirvelerin sonunda ülkeler", "zirve ülkede", "zirve* ülkel*"),
    "kk": ("Мемлекеттердің саммиті Қазақстанда өтті", "мемлекет саммит қазақстан", "мемлекетт* қазақста*"),
    "uz": ("O‘zbekistonning davlatlari", "O'zbekiston davlat", "O'zbek* davlatlar*"),
    "ar": ("انعقدت القمة في المنظمات", "قمة منظمة", "القم* منظما*"),
    "fa": ("اجلاس‌های کشورها", "اجلاس کشور", "اجلاس* کشورها*"),
    "hi": ("सम्मेलनों में देशों की बैठकें", "सम्मेलन देश बैठक", "सम्मेल* बैठकों*"),
    "az": ("Azərbaycanın dövlətləri", "Azərbaycan dövlət", "Azərb* dövlətl*"),
    "be": ("Арганізацыі краін", "арганізацыя краіна", "арганіз* краін*"),
    "id": ("Pertemuannya di negara", "pertemuan negaranya", "pertemuann* negar*"),
    "it": ("I vertici dei paesi", "vertice paese", "vertic* paesi*"),
    "ky": ("Мамлекеттердин саммити", "мамлекет саммит", "мамлекетт* самм*"),
    "mn": ("Улсуудын байгууллагын", "улс байгууллага", "улсуу* байгууллагы*"),
    "pt": ("As reuniões nacionais", "reunião nacional", "reuniõ* nacionai*"),
    "tg": ("Кишварҳои созмони", "кишвар созмон", "кишвар* созмон*"),
    "uk": ("Саміти організацій", "саміт організація", "саміт* організаці*"),
    "ur": ("تنظیموں کی ملاقاتیں", "تنظیم ملاقات", "تنظیمو* ملاقات*"),
    "zh": ("上合組織成員國峰會", "上合组织 峰会", "成员国*"),
}


def test_other_forms_of_the_words_are_found_in_known_and_unknown_language(newsroom):
    assert set(LANGUAGES) <= FORMS.keys()
    for language, (said, _, _) in FORMS.items():
        newsroom.bring(f"https://{language}.example/", f"{said}. forms", "…", language=language)
    for language, (said, words, starts) in FORMS.items():
        phrase = said.split(maxsplit=1)[-1].upper()
        for asked, within in itertools.product((words, words.upper(), starts, f'"{phrase}"'), (None, language)):
            assert language in names(newsroom, words=asked, language=within), asked
            others = names(newsroom, words=f"forms -({asked})", language=within, limit=None)
            assert language not in others, asked
            assert within or len(others) >= len(FORMS) - 5, asked  # a word may be one of another language, too
