from datetime import date

import pytest

from config.lexicon import load_lexicon
from extractors.tagging.tagger import Tagger

TAGGER = Tagger(load_lexicon())
NAME = "Shanghai Cooperation Organization"


def named(text, kind, *, title="", language="en", day=None):
    tagging = TAGGER.tag(title, text, language, day=day)
    return {each.slug: each for each in tagging.entities if each.kind == kind}


def related(text, *, title="", language="en"):
    return {each.slug: each for each in TAGGER.tag(title, text, language).related}


def test_a_state_has_the_status_of_the_day():
    text = f"India hosts the {NAME}."
    assert named(text, "state", day=date(2016, 5, 1))["india"].detail.startswith("observer")
    assert named(text, "state", day=date(2024, 5, 1))["india"].detail == "member since 2017-06-09"
    assert named(text, "state")["india"].detail == ""


def test_a_state_shows_its_first_spans_only():
    text = f"The {NAME} met. " + "China spoke. " * 30
    assert [each.surface for each in named(text, "state")["china"].evidence] == ["China"] * 3


def test_a_text_without_the_organization_has_none_of_its_entities():
    tagging = TAGGER.tag("", "China and Russia held the Peace Mission drills.", "en")
    assert (tagging.level, tagging.entities) == ("none", ())


def test_a_document_and_a_body_are_named_beside_the_organization():
    text = f"The Council of Heads of State of the {NAME} adopted the Tianjin Declaration."
    assert "heads-of-state-council" in named(text, "body")
    assert any("tianjin" in slug for slug in named(text, "document"))


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        (f"The Secretariat of the {NAME} invites.", "en", "secretariat"),
        ("Киргизия предложила создать Банк развития ШОС.", "ru", "development-bank"),
        ("中国和俄罗斯的专家访问了上合组织秘书处。", "zh", "secretariat"),
        ("ŞİÖ Kalkınma Bankası Çin ve Rusya tarafından kurulacak.", "tr", "development-bank"),
    ],
)
def test_a_body_may_hold_the_name_of_the_organization(text, language, slug):
    found = named(text, "body", language=language)[slug]
    assert all(each.rule == "body+name" and text[each.start : each.end] == each.surface for each in found.evidence)


@pytest.mark.parametrize(
    ("text", "language", "day", "slug"),
    [
        ("Leaders came to the SCO summit in Tianjin.", "en", None, "summit-2025-tianjin"),
        ("At the 2017 SCO summit in Astana India joined.", "en", date(2024, 7, 1), "summit-2017-astana"),
        ("The SCO summit in Astana is over.", "en", date(2024, 7, 9), "summit-2024-astana"),
        ("В Самарканде прошёл саммит ШОС.", "ru", date(2022, 9, 20), "summit-2022-samarkand"),
        ("上合组织青岛峰会闭幕。", "zh", date(2018, 6, 12), "summit-2018-qingdao"),
    ],
)
def test_a_summit_is_told_by_its_place_and_time(text, language, day, slug):
    assert set(named(text, "summit", language=language, day=day)) == {slug}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The SCO summit in Astana is over.", None),  # there were four
        ("The SCO summit in Astana of 1999 is over.", date(2024, 7, 9)),
        ("The SCO summit is over. Tokayev spoke in Astana.", date(2024, 7, 9)),
        ("SCO experts met in Astana.", date(2024, 7, 9)),
    ],
)
def test_a_summit_that_cannot_be_told_is_left_out(text, day):
    assert named(text, "summit", day=day) == {}


def test_other_organizations_are_tags_of_their_own_in_any_text():
    text = "The Collective Security Treaty Organization met in Minsk. The CSTO has six members."
    tagging = TAGGER.tag("The CSTO at work", text, "en")
    assert tagging.level == "none"
    (csto,) = tagging.related
    assert (csto.slug, csto.level, len(csto.evidence)) == ("csto", "central", 3)


def test_an_organization_in_a_list_is_a_mention():
    text = "The minister spoke of roads, of bridges, of the price of bread, and of the long winter in the hills. " * 2
    text += "He named the CSTO once. Then he left. Nobody asked him why. It rained."
    assert related(text)["csto"].level == "mention"


def test_letters_that_may_mean_much_else_are_no_evidence_alone():
    assert related("Sales in the CIS rose.") == {}
    assert "cis" in related(f"The {NAME} and the CIS signed a memorandum.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bakhtiyor Khakimov, the envoy, spoke at the SCO summit. Khakimov named Kabul.", "en"),
        ("Presidential envoy Bakhtiyer Hakimov spoke of the SCO summit.", "en"),
        ("Бахтиёр Хакимов выступил на саммите ШОС.", "ru"),
        ("Встреча с Бахтиёром Мухаммадиевичем Хакимовым прошла на саммите ШОС.", "ru"),
        ("El enviado Bajtier Jakímov habló de la cumbre de la OCS con Rusia y China.", "es"),
    ],
)
def test_a_person_is_one_in_any_spelling(text, language):
    (person,) = named(text, "person", language=language, day=date(2021, 11, 20)).values()
    assert (person.slug, person.name) == ("bakhtiyor-khakimov", "Bakhtiyor Khakimov")
    assert "since 2014" in person.detail


@pytest.mark.parametrize(
    "text",
    [
        "Timur Khakimov spoke at the SCO summit.",
        "The SCO summit is over. In other news, the footballer Bakhtiyor Khakimov scored twice.",
        "Khakimov spoke at the SCO summit.",
    ],
)
def test_a_namesake_is_somebody_else(text):
    assert named(text, "person") == {}


def test_who_has_left_is_named_as_former():
    text = f"Vladimir Norov, who led the {NAME}, gave a lecture."
    assert named(text, "person", day=date(2024, 1, 1))["vladimir-norov"].detail.startswith("former Secretary-General")
