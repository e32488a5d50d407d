"""A second organization by configuration alone: the lexicon for BRICS against texts written for it.

The texts were written and labelled by us: news as it could be, in 15 languages, 61 before the lexicon was. Numbers from
51 on were written after it, and showed recall 0.9, level 0.89, topics 0.74; then it was extended. Those from 81 on were
written after that, and nothing was changed for them: precision 1.0, recall 1.0, level 0.91, topics 0.85.
"""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from config.lexicon import load_lexicon, load_lexicons
from extractors.tagging.tagger import Tagger
from tests.gate.scoring import score

FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text("utf-8"))["brics"]
TEXTS = [json.loads(line) for line in Path(__file__).with_name("brics.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def taggings():
    tagger = Tagger(load_lexicon("brics"))
    return [tagger.tag(text["title"], text["text"], text["lang"]) for text in TEXTS]


def test_tagging_brics_holds_its_floors(taggings):
    found = score(TEXTS, taggings)
    below = {measure: value for measure, value in asdict(found).items() if value < FLOORS.get(measure, value)}
    assert not below, "\n".join(found.wrong)


def test_no_confuser_is_taken_for_brics(taggings):
    mistaken = [text["id"] for text, each in zip(TEXTS, taggings, strict=True) if text["confuser"] and each.evidence]
    assert mistaken == []


def test_every_span_is_what_it_says(taggings):
    for text, tagging in zip(TEXTS, taggings, strict=True):
        spans = [*tagging.evidence, *tagging.rejected, *(span for each in tagging.topics for span in each.evidence)]
        assert all(text[each.field][each.start : each.end] == each.surface for each in spans)
        assert bool(tagging.evidence) == (tagging.level in {"central", "mention"})


def test_the_set_is_what_it_claims_to_be():
    assert len(TEXTS) >= 40
    assert len({text["lang"] for text in TEXTS}) >= 8
    assert {text["label"] for text in TEXTS} == {"central", "mention", "none"}
    assert len({text["id"] for text in TEXTS}) == len(TEXTS)
    assert len({text["confuser"] for text in TEXTS}) > 5


def test_states_summits_and_people_are_told_as_of_the_day():
    tagger = Tagger(load_lexicon("brics"))
    text = "Indonesia sent an observer to the BRICS summit in Kazan, where Dilma Rousseff spoke."
    before, after = (tagger.tag("", text, "en", day=day) for day in (date(2024, 10, 23), date(2025, 10, 25)))
    assert {each.slug: each.detail for each in before.entities} == {
        "dilma-rousseff": "President of the New Development Bank since 2023-03-24",
        "summit-2024-kazan": "Kazan from 2024-10-22 to 2024-10-24",
        "indonesia": "later member since 2025-01-06",
    }
    assert {each.slug: each.detail for each in after.entities}["indonesia"] == "member since 2025-01-06"


def test_the_two_shipped_lexicons_read_one_text_side_by_side():
    text = "Шанхайская организация сотрудничества и БРИКС подписали меморандум. Страны БРИКС встретятся в Казани."
    sco, brics = (Tagger(each).tag("", text, "ru") for each in load_lexicons("sco,brics"))
    assert (sco.tag, brics.tag) == ("sco", "brics")
    assert sco.evidence
    assert brics.evidence
    assert [each.slug for each in sco.related] == ["brics"]
    assert [each.slug for each in brics.related] == ["sco"]
