"""Who said what, language by language; what must not be taken for a quote; what must always hold."""

# ruff: noqa: E501 sentences and what is to be found in them, side by side
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.quotes.find import LONGEST, MOST, find_quotes
from extractors.quotes.languages import WORDINGS


def told(text, language, title=""):
    return [(each.kind, each.surface, each.speaker, each.verb) for each in find_quotes(title, text, language)]


def surfaces(text, language="en", title=""):
    return [each.surface for each in find_quotes(title, text, language)]


D, R = "direct", "reported"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“We will open the gate in May,” Ann Ray said.", (D, "We will open the gate in May", "Ann Ray", "said")),
        ("“We will open the gate in May,” said Ann Ray.", (D, "We will open the gate in May", "Ann Ray", "said")),
        ('Ann Ray said: "We will open the gate."', (D, "We will open the gate.", "Ann Ray", "said")),
        ('Ann Ray told reporters on Monday, "We will open it."', (D, "We will open it.", "Ann Ray", "told")),
        ("Ann Ray, head of the port, said the gate was open.", (R, "the gate was open", "Ann Ray", "said")),
        ("The head of the port, Ann Ray, said that it was open.", (R, "it was open", "Ann Ray", "said")),
        ("Ann Ray stressed that the gate was open.", (R, "the gate was open", "Ann Ray", "stressed")),
        ("The gate is open to all ships, Ann Ray said on Monday.", (R, "The gate is open to all ships", "Ann Ray", "said")),
        ("According to Ann Ray, the gate is open again.", (R, "the gate is open again", "Ann Ray", "")),
        ("The gate is open again, according to Ann Ray.", (R, "The gate is open again", "Ann Ray", "")),
        ("The Port Ministry said in a statement that it was open.", (R, "it was open", "The Port Ministry", "said")),
        ("The gate, she disclosed, is open to all ships.", (R, "The gate, she disclosed, is open to all ships", "she", "disclosed")),
        ("“It is a new day, “the envoy emphasized.", (D, "It is a new day", "the envoy", "emphasized")),
        ("‘We will open the gate in May,’ Ann Ray said.", (D, "We will open the gate in May", "Ann Ray", "said")),
    ],
)  # fmt: skip
def test_english(text, wanted):
    assert told(text, "en") == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("«Мы откроем порт в мае», — сказал Иван Орлов.", (D, "Мы откроем порт в мае", "Иван Орлов", "сказал")),
        ('"Мы откроем порт в мае", - сказал Иван Орлов.', (D, "Мы откроем порт в мае", "Иван Орлов", "сказал")),
        ("Иван Орлов подчеркнул: «Порт будет открыт в мае».", (D, "Порт будет открыт в мае", "Иван Орлов", "подчеркнул")),
        ("Глава порта Иван Орлов заявил, что порт открыт.", (R, "порт открыт", "Иван Орлов", "заявил")),
        ("По словам Ивана Орлова, порт уже открыт.", (R, "порт уже открыт", "Ивана Орлова", "")),
        ("Как сообщил глава порта Иван Орлов, порт уже открыт.", (R, "порт уже открыт", "Иван Орлов", "сообщил")),
        ("Порт уже открыт для судов, сообщает «Вестник».", (R, "Порт уже открыт для судов", "«Вестник»", "сообщает")),
        ("Порт уже открыт для судов, считают в министерстве.", (R, "Порт уже открыт для судов", "в министерстве", "считают")),
        ("Порт уже открыт для судов. Об этом сообщил Иван Орлов.", (R, "Порт уже открыт для судов", "Иван Орлов", "сообщил")),
    ],
)  # fmt: skip
def test_russian(text, wanted):
    assert told(text, "ru") == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("张明表示，港口将于五月开放。", (R, "港口将于五月开放", "张明", "表示")),
        ("张明说：“我们将在五月开放港口。”", (D, "我们将在五月开放港口。", "张明", "说")),
        ("“我们将在五月开放港口。”张明说。", (D, "我们将在五月开放港口。", "张明", "说")),
        ("港口局局長張明指出，港口將於五月開放。", (R, "港口將於五月開放", "港口局局長張明", "指出")),
        ("张明再次强调，港口将于五月开放。", (R, "港口将于五月开放", "张明", "强调")),
        ("张明在采访中表示港口将于五月开放。", (R, "港口将于五月开放", "张明", "表示")),
        ("据新港日报报道，港口将于五月开放。", (R, "港口将于五月开放", "新港日报", "报道")),
        ("「我們將在五月開放港口。」張明說。", (D, "我們將在五月開放港口。", "張明", "說")),
    ],
)
def test_chinese(text, wanted):
    assert told(text, "zh") == [wanted]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("de", "„Wir öffnen den Hafen im Mai“, sagte Anna Stein.", (D, "Wir öffnen den Hafen im Mai", "Anna Stein", "sagte")),
        ("de", "Anna Stein erklärte, dass der Hafen offen sei.", (R, "der Hafen offen sei", "Anna Stein", "erklärte")),
        ("fr", "« Nous ouvrons le port en mai », a déclaré Anne Roche.", (D, "Nous ouvrons le port en mai", "Anne Roche", "a déclaré")),
        ("fr", "Anne Roche a souligné que le port est ouvert.", (R, "le port est ouvert", "Anne Roche", "a souligné")),
        ("es", "«Abriremos el puerto en mayo», dijo Ana Ríos.", (D, "Abriremos el puerto en mayo", "Ana Ríos", "dijo")),
        ("es", "Ana Ríos señaló que el puerto está abierto.", (R, "el puerto está abierto", "Ana Ríos", "señaló")),
        ("tr", "Ayşe Deniz, “Limanı mayıs ayında açacağız” dedi.", (D, "Limanı mayıs ayında açacağız", "Ayşe Deniz", "dedi")),
        ("kk", "«Біз айлақты мамыр айында ашамыз», – деді Айгүл Серік.", (D, "Біз айлақты мамыр айында ашамыз", "Айгүл Серік", "деді")),
        ("uk", "«Ми відкриємо порт у травні», — сказав Іван Гай.", (D, "Ми відкриємо порт у травні", "Іван Гай", "сказав")),
        ("ar", "وقال الوزير: «سنفتح الميناء في شهر مايو».", (D, "سنفتح الميناء في شهر مايو", "الوزير", "وقال")),
        ("ar", "قال الوزير إن الميناء مفتوح الآن.", (R, "الميناء مفتوح الآن", "الوزير", "قال")),
        ("fa", "وزیر راه گفت: «بندر را در بهار باز می‌کنیم».", (D, "بندر را در بهار باز می‌کنیم", "وزیر راه", "گفت")),
        ("fa", "وزیر راه گفت که بندر در بهار باز می‌شود.", (R, "بندر در بهار باز می‌شود", "وزیر راه", "گفت")),
        ("ur", "وزیر نے کہا کہ بندرگاہ اب کھلی ہے۔", (R, "بندرگاہ اب کھلی ہے", "وزیر", "نے کہا")),
    ],
)  # fmt: skip
def test_other_languages(language, text, wanted):
    assert told(text, language) == [wanted]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The so-called “gate of the old town” was painted."),  # a name
        ("en", "Ann Ray wrote the novel “The Sea and the Gate of Tears” in May."),  # a work
        ("en", "The firm “North Wind Shipping and Trade” moved to Aden."),
        ("en", "It is said that the gate was open."),
        ("en", "Nobody could say how long it took."),
        ("en", "The United States and three other states met."),
        ("en", "The study noted that gates rust."),
        ("ru", "Общество «Северный ветер и паруса юга» переехало."),
        ("ru", "Можно сказать, что порт открыт."),
        ("ru", "Исследование подчеркнуло важность порта."),
        ("zh", "港口被称为“海上丝绸之路的新门户”。"),
        ("zh", "据说港口很大，小说里也有。"),
        ("zh", "张明对此表示感谢。"),
        ("zh", "读者喜欢《港口的秘密》。"),
        ("en", ""),
        (None, "日本語の文章です。"),
    ],
)
def test_what_is_no_quote(language, text):
    assert told(text, language) == []


def test_a_quote_that_its_verb_splits_is_two():
    assert told("“We came early,” Ann Ray said, “and we left late at night.”", "en") == [
        (D, "We came early", "Ann Ray", "said"),
        (D, "and we left late at night.", "Ann Ray", "said"),
    ]
    assert told("«Мы пришли рано утром, — сказал Иван Орлов. — И ушли поздно вечером».", "ru") == [
        (D, "Мы пришли рано утром", "Иван Орлов", "сказал"),
        (D, "И ушли поздно вечером", "Иван Орлов", "сказал"),
    ]


def test_a_quote_may_run_over_paragraphs():
    text = "Ann Ray said: “The gate was open.\n\n“It was open all night.\n\n“Nobody came to close it.”\n\nThe rain went on."
    assert told(text, "en") == [
        (D, "The gate was open.", "Ann Ray", "said"),
        (D, "It was open all night.", "Ann Ray", "said"),
        (D, "Nobody came to close it.", "Ann Ray", "said"),
    ]


def test_a_quotation_by_itself_is_of_whoever_spoke_right_before_but_not_of_somebody_long_gone():
    text = "“We came early,” Ann Ray said.\n\n“We left late at night.”"
    assert [each.speaker for each in find_quotes("", text, "en")] == ["Ann Ray", "Ann Ray"]
    assert len(surfaces(text.replace("\n\n", "\n\nThe rain went on.\n\nIt was cold.\n\nA dog barked.\n\n"))) == 1


def test_marks_inside_marks_belong_to_the_quote():
    assert surfaces("«Они пишут „порт закрыт“ каждый день», — сказал Иван Орлов.", "ru") == [
        "Они пишут „порт закрыт“ каждый день"
    ]
    assert surfaces("“They wrote ‘the port is shut’ every day,” Ann Ray said.") == [
        "They wrote ‘the port is shut’ every day"
    ]


def test_a_report_keeps_the_few_words_that_it_quotes():
    assert told('Ann Ray said that the gate is a "living thing" and "needs oil" every year.', "en") == [
        (R, 'the gate is a "living thing" and "needs oil" every year', "Ann Ray", "said")
    ]


@pytest.mark.parametrize("who", ["he", "the envoy", "Ray", "Mr Ray", "the special envoy"])
def test_a_pronoun_an_office_and_a_surname_lead_back_to_the_name_in_full(who):
    text = f"Special envoy John Ray opened the gate.\n\nJohn Ray said the gate was open. “It was not easy at all,” {who} added."
    *_, quote = find_quotes("", text, "en")
    assert quote.speaker == "John Ray"
    assert text[quote.speaker_start : quote.speaker_end] == "John Ray"
    assert quote.speaker_end < quote.start


def test_russian_names_lead_back_through_their_cases():
    text = "Посол Иван Орлов открыл порт. По словам Орлова, порт уже открыт.\n«Мы рады этому дню», — отметил дипломат."
    assert [each.speaker for each in find_quotes("", text, "ru")] == ["Иван Орлов", "Иван Орлов"]


def test_a_chinese_pronoun_is_whoever_the_sentence_begins_with_or_who_spoke():
    assert [each.speaker for each in find_quotes("", "张明也在会上发言，他说，港口将于五月开放。", "zh")] == ["张明"]
    assert [each.speaker for each in find_quotes("", "张明表示，港口很大。他说，港口将于五月开放。", "zh")] == [
        "张明",
        "张明",
    ]


def test_another_speaker_is_not_taken_for_the_last():
    text = "Ann Ray said the gate was open. The police said the gate was shut. A spokeswoman said it was locked."
    assert [each.speaker for each in find_quotes("", text, "en")] == ["Ann Ray", "The police", "A spokeswoman"]


def test_hearsay_gives_the_inner_words_and_the_report():
    text = 'Ann Ray phoned on Monday and said, "The gate is shut for good," the police said.'
    assert told(text, "en") == [
        (R, 'Ann Ray phoned on Monday and said, "The gate is shut for good', "the police", "said"),
        (D, "The gate is shut for good", "Ann Ray", "said"),
    ]


@pytest.mark.parametrize(
    ("title", "text", "language", "wanted"),
    [
        ("Ray: the port stays open", "Ann Ray said the port was open.", "en", ("the port stays open", "Ray", "")),
        ("Port stays open: minister", "", "en", ("Port stays open", "minister", "")),
        ("Ann Ray says the port stays open", "", "en", ("the port stays open", "Ann Ray", "says")),
        ("Port To Stay Open, Says Ann Ray", "", "en", ("Port To Stay Open", "Ann Ray", "Says")),
        ("Орлов: порт будет открыт", "Иван Орлов заявил, что порт открыт.", "ru", ("порт будет открыт", "Орлов", "")),
        ("МИД: порт будет открыт", "", "ru", ("порт будет открыт", "МИД", "")),
        ("张明：港口五月开放", "张明表示，港口将于五月开放。", "zh", ("港口五月开放", "张明", "")),
        ("张明称港口五月开放", "", "zh", ("港口五月开放", "张明", "称")),
    ],
)
def test_in_headlines_a_colon_speaks(title, text, language, wanted):
    quote = find_quotes(title, text, language)[0]
    assert (quote.field, quote.kind) == ("title", R)
    assert (quote.surface, quote.speaker, quote.verb) == wanted


@pytest.mark.parametrize(
    "title",
    ["Video: the port at night", "Opinion: close the port", "Uzbekistan: a port without sea", "Final score 2:1"],
)
def test_in_headlines_a_rubric_does_not_speak(title):
    assert told("", "en", title) == []


# --- what must always hold -------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["“", "”", '"', "«", "»", "‘", "’", "「", "」", "„", " ", "\n", "\n\n", ".", ",", ":", "—", " - ", "?", "。", "，", "：",
     "Ann Ray", "Иван Орлов", "张明", "he", "он", "他", "said", "said that", "сказал", "заявил, что", "表示", "说", "称",
     "the gate was open", "порт уже открыт", "港口开放", "according to", "по словам", "Об этом", "İ", "\ue000", "🙂"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)
LANGUAGES = st.sampled_from([*WORDINGS, "zh", "xx", None])


@given(title=TEXTS, text=TEXTS, language=LANGUAGES)
@example(title="Ann Ray表示", text="", language="zh")  # the verb ends it
@settings(max_examples=400, deadline=None)
def test_every_span_is_what_it_says(title, text, language):
    fields = {"title": title, "text": text}
    for quote in find_quotes(title, text, language):
        field = fields[quote.field]
        assert field[quote.start : quote.end] == quote.surface != ""
        assert field[quote.speaker_start : quote.speaker_end] == quote.speaker
        assert (quote.verb_start is None) == (quote.verb == "")
        if quote.verb_start is not None:
            assert field[quote.verb_start : quote.verb_end] == quote.verb


@pytest.mark.parametrize("language", ["en", "ru", "zh", "tr"])
@pytest.mark.parametrize(
    "piece",
    ['"', "“", "”", "«", "‘", "「", ' "a" ', "He said ", "он сказал, ", "他说，“好的好的好的好”，", "Ann said: “Yes, it is.” ",
     "«Да, это так, — сказал он. — И еще ", "A ", "Об этом сообщил он\n", "\n", "，", "according to ", '", - '],
)  # fmt: skip
def test_hostile_texts_are_read_to_their_bound(piece, language):
    quotes = find_quotes("", piece * (LONGEST // len(piece)), language)
    assert len(quotes) <= MOST
