import tomllib
from pathlib import Path

import pytest

from extractors.alphabets import letter_odds
from extractors.language import ONE_LANGUAGE, SEVERAL, Language, detect_language, is_written_in
from extractors.script import script_of

TABLE = tomllib.loads((Path(__file__).parents[1] / "data/languages/plain.toml").read_text("utf-8"))
SENTENCES = {f"{key} {name}": (key, text) for key, texts in TABLE.items() for name, text in texts.items()}
RU = TABLE["ru-Cyrl"]["meeting"]
EN = TABLE["en-Latn"]["meeting"]


def language(tag):
    code, script = tag.split("-")
    return Language(code=code, script=script)


@pytest.mark.parametrize("name", SENTENCES)
def test_the_text_decides_whatever_the_template_says(name):
    tag, text = SENTENCES[name]
    for declared in (None, "en" if tag == "ru-Cyrl" else "ru", "kk" if tag != "kk-Cyrl" else "tr"):
        assert detect_language(text, declared) == language(tag)
    assert detect_language("\n\n".join([text] * 40), "ru") == language(tag)


@pytest.mark.parametrize("name", [each for each in SENTENCES if "-Cyrl" in each])
def test_a_longer_russian_text_is_russian_and_the_others_are_not(name):
    tag, text = SENTENCES[name]
    assert (detect_language(text[:80], None).code == "ru") == (tag == "ru-Cyrl")


def test_a_text_cut_short_is_undetermined_rather_than_guessed():
    wrong, undetermined = [], []
    for name, (tag, text) in SENTENCES.items():
        found = detect_language(text[:50], None)
        assert found.script == tag.split("-")[1]
        (undetermined if found.code is None else wrong).extend([name] if found.code != tag.split("-")[0] else [])
    assert wrong == ["ky-Cyrl meeting"]  # its first fifty characters have no letter that Russian has not
    assert len(undetermined) <= 5


# --- the markup, where the text says too little -----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "  \n", "12.05.2025 — 15:07"])
def test_what_has_no_letters_is_left_to_the_markup(text):
    assert detect_language(text, "kk") == Language(code="kk", script=None)
    assert detect_language(text, None) == Language(code=None, script=None)


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("Видео", "kk", "kk"),
        ("Видео", "en", None),
        ("OK", "kk", "kk"),
        ("OK", "ru", None),
        ("خبر", "fa", "fa"),
        ("خبر", "tr", None),
        ("समाचार", "ne", "ne"),
        ("上合", None, None),
        ("上合", "zh", "zh"),
        ("東京大学教授会見", "ja", "ja"),
        ("Ελλάδα", "en", "el"),
        ("Հայաստան", "ru", "hy"),
        ("საქართველო", "ru", "ka"),
    ],
)
def test_a_short_text_is_left_to_the_markup_as_far_as_its_letters_allow(text, declared, code):
    assert detect_language(text, declared).code == code


def test_a_bilingual_text_is_left_to_the_markup():
    text = RU + " " + EN
    assert detect_language(text, "ru") == Language(code="ru", script=None)
    assert detect_language(text, None) == Language(code=None, script=None)


# --- quotation --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quoted", "within"),
    [("en-Latn", "ru-Cyrl"), ("ru-Cyrl", "kk-Cyrl"), ("en-Latn", "zh-Hans"), ("ar-Arab", "ur-Arab"),
     ("zh-Hant", "en-Latn"), ("ru-Cyrl", "uk-Cyrl"), ("ja-Jpan", "zh-Hant"), ("fa-Arab", "tg-Cyrl"),
     ("ru-Cyrl", "uz-Latn"), ("hi-Deva", "en-Latn"), ("en-Latn", "ko-Kore"), ("zh-Hans", "ja-Jpan")],
)  # fmt: skip
def test_a_text_that_quotes_another_language_stays_in_its_own(quoted, within):
    own = [TABLE[within]["meeting"], TABLE[within]["school"]] * 2
    text = "\n\n".join([*own[:2], f"— {TABLE[quoted]['meeting']}", *own[2:]])
    assert detect_language(text, None) == language(within)


def test_a_few_foreign_names_do_not_turn_a_text():
    assert detect_language(RU * 4 + " Газета «Қазақстан» пишет об этом.", None).code == "ru"
    assert detect_language("Post Omar 给自己带来新年新面孔。歌手周三在 Photogram 上展示了照片。", None).code == "zh"
    assert (
        detect_language(
            "本文作者曾任东京大学（とうだい）教授，他昨天在本市发表演讲，谈到粮食供应与乡村学校。", None
        ).code
        == "zh"
    )


# --- scripts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("各国部长晚上在首都举行会谈", "Hans"),
        ("各國部長晚上在首都舉行會談", "Hant"),
        ("各國部長 (各国部长) 晚上在首都舉行會談", "Hant"),
        ("上合", "Hani"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "Latn"),
        ("ﺳﻼﻡ", "Arab"),
        ("한국의 大統領", "Kore"),
        ("Đặng Tiểu Bình", "Latn"),
        ("ܫܠܡܐ", "Syrc"),
        ("Москва Moskwa", None),
        ("😀 123", None),
    ],
)
def test_the_script_is_that_of_most_letters(text, script):
    assert detect_language(text, None).script == script


def test_every_language_whose_letters_are_known_is_one_of_its_script():
    for script, text in (("Cyrl", RU), ("Arab", TABLE["fa-Arab"]["meeting"])):
        odds = letter_odds({each: text.count(each) for each in text}, script)
        assert set(odds) <= set(SEVERAL[script])
        assert max(odds.values()) == 1


def test_a_language_is_written_in_the_scripts_of_its_texts():
    for tag in TABLE:
        found = language(tag)
        assert is_written_in(found.code, found.script)
    assert not is_written_in("ru", "Latn")
    assert not is_written_in("en", "Cyrl")
    assert not is_written_in("fa", "Deva")
    assert script_of({}) is None
    assert set(ONE_LANGUAGE).isdisjoint(SEVERAL)
