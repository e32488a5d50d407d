"""scowatch quotes: asked by a user and by a program, over the sample world."""

import csv
import io
import json

import pytest

FIELDS = [
    "id", "article", "url", "title", "source", "language", "published", "first_seen", "field", "start", "end", "kind",
    "surface", "speaker", "entity", "verb", "score",
]  # fmt: skip


def hits(user, *arguments):
    result = user("quotes", *arguments, "--limit", "0", "--format", "jsonl")
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_quote_is_found_by_its_speaker_and_its_words(filled):
    best, *_ = hits(filled, "train", "--speaker", "farrow", "--source", "port-lantern")
    assert (best["speaker"], best["kind"], best["verb"]) == ("Ludmila Farrow", "direct", "said")
    assert best["surface"].startswith("A train should stop")
    assert len(hits(filled, "train", "--speaker", "farrow", "--kind", "direct")) == 3  # and in two copies


def test_the_table_shows_who_said_it_and_marks_what_is_word_for_word(filled):
    result = filled("quotes", "train", "--source", "port-lantern", "--kind", "direct")
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = result.stdout.splitlines()
    assert first.endswith("Ludmila Farrow")
    assert second.strip() == "“A train should stop for a fresh engine driver, not for ink”  [said]"


def test_json_lines_and_csv_hold_the_same(filled):
    lines = hits(filled)
    table = list(csv.DictReader(io.StringIO(filled("quotes", "--limit", "0", "--format", "csv").stdout)))
    assert list(lines[0]) == list(table[0]) == FIELDS
    assert [str(hit["id"]) for hit in lines] == [row["id"] for row in table]
    assert {hit["language"] for hit in lines} >= {"en", "ru", "zh"}


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (["--lang", "zh"], lambda hit: hit["language"] == "zh"),
        (["--kind", "direct"], lambda hit: hit["kind"] == "direct"),
        (["--source", "steppe-herald"], lambda hit: hit["source"] == "steppe-herald"),
    ],
)
def test_options_narrow_the_answer(filled, filters, wanted):
    everything = hits(filled)
    assert {hit["id"] for hit in hits(filled, *filters)} == {hit["id"] for hit in everything if wanted(hit)} > set()


def test_a_word_with_a_minus_is_left_out(filled):
    assert hits(filled, "train", "-driver", "--kind", "direct") == []


def test_an_empty_answer_is_no_failure(filled):
    nothing = filled("quotes", "xylophone")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "nobody is quoted so" in nothing.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--source", "gazette"], "`scowatch sources list`"),
        (["--speaker", "…"], "names nobody"),
        (['"open'], "not closed"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(filled, arguments, told):
    assert told in filled.refuses("quotes", *arguments, code=2)
