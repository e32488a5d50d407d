"""What no rule may give: speakers that name nobody, words that nobody said."""

# ruff: noqa: E501 sentences and what is to be found in them, side by side
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.quotes.find import find_quotes
from extractors.quotes.languages import ENGLISH, RUSSIAN, TURKISH, WORDINGS
from extractors.quotes.vetting import can_be_said, can_speak

DEMO = Path(__file__).parents[3] / "config" / "demo"
LANGUAGES = {"ayisigi-postasi": "tr", "kokdala-habary": "kk", "neel-wadi": "ur", "sabzdarreh-news": "fa",
             "sineozersk-listok": "ru", "yunlan-daily": "zh", "meridian-wire": "en", "steppe-herald": "en"}  # fmt: skip


def told(text, language, title=""):
    return [(each.surface, each.speaker) for each in find_quotes(title, text, language)]


@pytest.mark.parametrize("source", LANGUAGES)
def test_every_quote_of_the_demo_looks_like_one(source):
    articles = tomllib.loads((DEMO / source / "articles.toml").read_text(encoding="utf-8"))["article"]
    found = [each for article in articles for each in find_quotes(article["title"], article["text"], LANGUAGES[source])]
    assert found
    for quote in found:
        assert quote.surface[0].isalnum()
        assert len(quote.speaker) <= 60
        assert quote.speaker.count(" ") < 8
        assert "\n" not in quote.speaker


@pytest.mark.parametrize("words", ["Ann Ray", "the police", "he", "WHO", "the minister", "people who have seen it"])
def test_who_can_speak_in_english(words):
    assert can_speak(words, ENGLISH, opens=False)


@pytest.mark.parametrize(
    "words", ["", "“", "after the summit", "The river is clean", "on Monday", "Ann Ray and", "one " * 20, "Easier"]
)
def test_what_cannot_speak_in_english(words):
    assert not can_speak(words.strip(), ENGLISH, opens=False)


@pytest.mark.parametrize(
    "words", ["по итогам двухдневного совещания", "лучшим", "ранее", "в ходе встречи", "выяснилось", "может"]
)
def test_what_cannot_speak_in_russian(words):
    assert not can_speak(words, RUSSIAN, opens=False)


def test_where_little_is_known_of_a_language_a_speaker_has_a_name_or_an_office():
    assert can_speak("Tuna Deniz", TURKISH, opens=True)
    assert can_speak("bakan", TURKISH, opens=True)
    assert not can_speak("toplantının ikinci günü", TURKISH, opens=False)
    assert not can_speak("Toplantının ikinci günü", TURKISH, opens=True)  # the capital is that of the sentence


@pytest.mark.parametrize("words", [". The gate", ", and so", "؛ باز", " gate", "–"])
def test_a_quote_begins_with_a_word(words):
    assert not can_be_said(words, is_governed=True)


def test_a_word_by_itself_is_a_quote_only_where_a_verb_governs_it():
    assert can_be_said("Never", is_governed=True)
    assert not can_be_said("Never", is_governed=False)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("tr", "Deniz, çiftçilerin limandan yararlanacağını, karşılığında ürün vereceğini söyledi."),
        ("de", "Laut Berechnungen hat der Hafen viel Platz, braucht aber Wasser."),
        ("de", "Darin betonte Stein, dass der Hafen offen sei."),
        ("ja", "港は五月に開くと表示された。「海の新しい入口になる」"),
        ("pl", "Port otworzymy w maju, powiedział dyrektor."),
        ("ru", "Школьники договорились о встрече, сообщили по итогам двухдневного совещания."),
        ("ru", "Компания «Северный ветер и паруса юга» сообщила о новом рейсе."),
        ("ru", "Как сообщалось ранее, порт откроют в мае этого года."),
        ("ru", "Высокие цены приводят к тому, что жители уезжают."),
        ("ru", "Документ, который готовил Орлов, признали лучшим, и совет его принял."),
        ("ru", "Зрители спросили, насколько он уверен в победе."),
        ("ru", "Капитан объяснил, как правильно вязать узлы."),
        ("ru", "Лучший порт года по версии журнала выбрали вчера!"),
        ("en", "Easier said than done, the plan failed."),
        ("en", "Ann Ray has not yet said whether the gate will be open."),
        ("en", "Ann Ray spoke in the hall that served as a chapel."),
        ("en", "Editor's note: the gate is open again."),
        ("en", "The guild has said nothing about the date of the visit."),
        ("en", "What the minister said about trade was new."),
        ("en", "Three towns condemned the move announced by Ann Ray."),
        ("zh", "产品介绍：这款新的机器可以自动运行。"),
        ("zh", "张明重申了他的一贯立场。"),
        ("zh", "他被认为是最有经验的船长。"),
        ("zh", "游客们说说笑笑，十分开心。"),
        ("zh", "《说唱港口》是一部新的影片。"),
        ("zh", "张明表示坚决反对，李明表示支持。"),
        ("zh", "而且有报道称，港口将要关闭。"),
        ("zh", "检查后确认为误报，张明说得很对。"),
        ("zh", "据说明书介绍，机器可以自动运行。"),
    ],
)  # fmt: skip
def test_what_is_no_quote(language, text):
    assert told(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("ru", "В ходе встречи стороны отметили, что порт открыт.", ("порт открыт", "стороны")),
        ("ru", "На вопрос о сроках Орлов ответил: «Мы не будем спешить».", ("Мы не будем спешить", "Орлов")),
        ("ru", "Посол в интервью газете «Вестник» рассказал, что порт открыт.", ("порт открыт", "Посол")),
        ("ru", "Депутат Иван Орлов (слева) считает, что порт нужен.", ("порт нужен", "Иван Орлов")),
        ("ru", "Рыбаки поставили вдоль берега вехи и напоминают: лёд тонкий и опасный.", ("лёд тонкий и опасный", "Рыбаки")),
        ("ru", "Рост цен, по оценкам банка, составит три процента.", ("Рост цен, по оценкам банка, составит три процента", "банка")),
        ("ru", "«Мы готовы к работе», — приводит «Вестник» слова капитана Ивана Орлова.", ("Мы готовы к работе", "Ивана Орлова")),
        ("ru", "«Мы готовы к работе», — цитирует ТАСС директора порта.", ("Мы готовы к работе", "директора порта")),
        ("ru", "«Мы готовы к работе», — сказал министр в интервью РИА Новости.", ("Мы готовы к работе", "министр")),
        ("ru", "Порт откроют в мае этого года, сообщил ТАСС директор порта Иван Орлов.", ("Порт откроют в мае этого года", "Иван Орлов")),
        ("en", "The river is clean again, says a new guide to the valley.", ("The river is clean again", "a new guide to the valley")),
        ("en", "The Center for Disease Control and Prevention said that it was ready.", ("it was ready", "The Center for Disease Control and Prevention")),
        ("en", "Shanghai and Aden, Ann Ray said, share a long history.", ("Shanghai and Aden, Ann Ray said, share a long history", "Ann Ray")),
        ("en", "According to WHO, the gate is safe for all ships.", ("the gate is safe for all ships", "WHO")),
        ("en", "PORT AMBER (Blue Wire) – The gate is open to all ships, the guild said.", ("The gate is open to all ships", "the guild")),
        ("en", "“It was a very long way,” said the pilot Ann Ray after calling home.", ("It was a very long way", "Ann Ray")),
        ("en", "A source told Reuters the visit had been put off.", ("the visit had been put off", "A source")),
        ("en", "Ann Ray was quoted by Blue Wire as saying that it was open.", ("it was open", "Ann Ray")),
        ("en", "The guild said, citing its members, that it was open.", ("it was open", "The guild")),
        ("zh", "正如张明所说：“我们将在五月开放港口。”", ("我们将在五月开放港口。", "张明")),
        ("zh", "“港口精神”是城市的灵魂，张明说。", ("“港口精神”是城市的灵魂", "张明")),
        ("zh", "据蓝港社5月3日报道，港口将于五月开放。", ("港口将于五月开放", "蓝港社")),
        ("zh", "张明介绍说，港口去年接待了一百万人。", ("港口去年接待了一百万人", "张明")),
        ("zh", "与会代表纷纷表示，收获很大。", ("收获很大", "与会代表")),
        ("zh", "日本港口局表示，港口将于五月开放。", ("港口将于五月开放", "日本港口局")),
        ("zh", "港口局局长Greg Ray表示，港口将于五月开放。", ("港口将于五月开放", "港口局局长Greg Ray")),
        ("zh", "蓝港社援引一名官员的话报道说，谈判破裂。", ("谈判破裂", "一名官员")),
        ("uz", "“Biz portni may oyida ochamiz”, — dedi Alisher Karimov.", ("Biz portni may oyida ochamiz", "Alisher Karimov")),
        ("ky", "«Биз портту майда ачабыз», — деди Айгүл Сейитова.", ("Биз портту майда ачабыз", "Айгүл Сейитова")),
        ("be", "Міністр Іван Гай заявіў, што порт адкрыты.", ("порт адкрыты", "Іван Гай")),
        ("fa", "به گفته بیژن روشن، رئیس بندر، بندر از بهار باز می‌شود. باران بارید.", ("بندر از بهار باز می‌شود", "بیژن روشن")),
        ("ur", "وزیر نے کہا کہ بندرگاہ کھلی ہے۔ بارش ہوئی۔", ("بندرگاہ کھلی ہے", "وزیر")),
        ("de", "Bei der Feier sagte Anna Stein: „Der Hafen ist für alle offen.“", ("Der Hafen ist für alle offen.", "Anna Stein")),
    ],
)  # fmt: skip
def test_who_says_what(language, text, wanted):
    assert told(text, language) == [wanted]


def test_a_name_before_a_colon_that_ends_its_paragraph_speaks_in_the_next():
    text = "Иван Орлов долго молчал.\n\nЗатем Анна Белова призналась:\n\n— Я рада, что порт открыт для всех нас.\n\nПошёл дождь."
    assert told(text, "ru") == [("Я рада, что порт открыт для всех нас.", "Анна Белова")]


def test_two_verbs_of_one_speaker_are_two_reports():
    text = "Орлов добавил, что порт открыт, и подчеркнул, что дорога готова."
    assert told(text, "ru") == [("порт открыт", "Орлов"), ("дорога готова", "Орлов")]


def test_a_verb_of_saying_does_not_reach_over_another_to_its_that():
    text = "Анна Белова призвала гостей к тишине, а Иван Орлов заявил, что порт открыт."
    assert told(text, "ru") == [("порт открыт", "Иван Орлов")]


def test_a_headline_gives_the_words_without_their_marks():
    assert told("", "en", "Minister: “We will open it”") == [("We will open it", "Minister")]


@given(st.text(max_size=120), st.sampled_from([*WORDINGS]), st.booleans())
def test_whatever_can_speak_is_short_and_has_a_letter(words, language, opens):
    if can_speak(words, WORDINGS[language], opens=opens):
        assert len(words) <= 90
        assert any(each.isalpha() for each in words)
