"""show and stats, asked by a user and by a program."""

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from flows.commands.tags import tag_lines

ESCAPE = re.compile("\x1b\\[[0-9;]*m")
HERALD = "SCO energy ministers agree on a shared winter reserve list in Tesbulak"


def hits(user):
    result = user("search", "--limit", "0", "--format", "jsonl")
    return [json.loads(line) for line in result.stdout.splitlines()]


def key_of(user, title=HERALD):
    return str(next(hit["id"] for hit in hits(user) if hit["title"] == title))


def change(user, statement, *values):
    with closing(sqlite3.connect(user.folder / "scowatch-data/archive.db")) as connection, connection:
        connection.execute(statement, values)


# --- show -------------------------------------------------------------------------------------------------------------


def test_show_gives_text_evidence_copies_and_origin(filled):
    wanted = next(hit["id"] for hit in hits(filled) if hit["kind"] == "near")
    result = filled("show", str(wanted))
    assert (result.exit_code, result.stderr) == (0, "")
    for part in ("source steppe-herald", "organization sco: central", ": near of ", "listed by feed http", "kept in "):
        assert part in result.stdout
    evidence = [line.strip() for line in result.stdout.splitlines() if line.startswith("    '")]
    assert any(line.startswith("'SCO' (title ") for line in evidence)
    assert "“A train should stop for a fresh engine driver, not for ink,” said" in result.stdout
    assert "Ludmila Farrow: “A train should stop for a fresh engine driver, not for ink”" in result.stdout


def test_show_gives_the_edits_of_an_edited_article(filled):
    edited = [hit["id"] for hit in hits(filled) if "\nedit 1, seen " in filled("show", str(hit["id"])).stdout]
    assert [str(each) for each in edited] == [key_of(filled)]
    assert "    ! number    “14” → “17”" in filled("show", key_of(filled)).stdout.splitlines()
    found = json.loads(filled("show", key_of(filled), "--json").stdout)
    assert [version["article_id"] for version in found["versions"]] == edited
    assert found["versions"][0]["text"] != found["text"]


def test_an_earlier_text_is_shown_by_its_number_and_the_last_is_the_one_of_today(filled):
    key = key_of(filled)
    found = json.loads(filled("show", key, "--json").stdout)
    for number, text in (("1", found["versions"][0]["text"]), ("2", found["text"])):
        assert filled("show", key, "--version", number).stdout == f"{HERALD}\n\n{text}\n"
    message = filled.refuses("show", key, "--version", "3", code=2)
    assert f"article {key} has 2 versions, of which the last is today's" in message


def test_a_difference_has_its_words_marked_and_passes_over_what_is_the_same(filled):
    key = key_of(filled)
    lines = filled("show", key, "--diff").stdout.splitlines()
    assert re.fullmatch(r"edit 1, seen \S+: significant", lines[0])
    assert lines[1] == "    … 1 paragraph unchanged"
    assert lines[2].startswith("    The list names [-14-]{+17+} storage sites in [-six-]{+seven+} countries, ")
    assert filled("show", key, "--diff", "1").stdout.splitlines() == lines
    assert f"article {key} has 1 known edit" in filled.refuses("show", key, "--diff", "2", code=2)
    other = next(str(hit["id"]) for hit in hits(filled) if str(hit["id"]) != key)
    assert f"article {other} has 0 known edits" in filled.refuses("show", other, "--diff", code=2)


def test_a_headline_that_changed_is_part_of_the_difference(filled):
    key = key_of(filled)
    change(filled, "UPDATE version SET title = 'SCO energy ministers fail to agree' WHERE article_id = ?", key)
    [line] = [each for each in filled("show", key, "--diff").stdout.splitlines() if "headline" in each]
    assert line == (
        "    headline: SCO energy ministers [-fail to -]agree{+ on a shared winter reserve list in Tesbulak+}"
    )


def test_a_colour_is_given_where_it_is_wanted_and_says_the_same(filled, monkeypatch):
    key = key_of(filled)
    plain = filled("show", key).stdout
    assert not ESCAPE.search(plain)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = filled("show", key).stdout
    assert "\x1b[32m\x1b[1mShanghai Cooperation Organization\x1b[0m" in coloured
    assert ESCAPE.sub("", coloured) == plain
    difference = filled("show", key, "--diff").stdout
    assert "\x1b[9m14\x1b[0m\x1b[32m\x1b[4m17\x1b[0m" in difference
    assert "[-" not in ESCAPE.sub("", difference)
    monkeypatch.setenv("NO_COLOR", "1")
    assert filled("show", key).stdout == plain


def test_marks_stand_in_for_colours_when_they_are_asked_for(filled):
    key = key_of(filled)
    assert "[[" not in filled("show", key).stdout
    marked = filled("show", key, "--marks").stdout
    assert "[(Energy ministers)] of the [[Shanghai Cooperation Organization]] ([[SCO]]) closed" in marked
    change(filled, "UPDATE evidence SET accepted = 0, confuser = 'no_company' WHERE surface = 'SCO'")
    assert "[~SCO~]) closed" in filled("show", key, "--marks").stdout


def test_the_words_of_a_query_are_highlighted_with_their_other_forms(filled):
    shown = filled("show", key_of(filled), "--query", "reserve OR trolleybus", "--marks").stdout
    assert "a shared list of [(gas)] and [(coal)] <<reserves>> that" in shown
    assert "its new <<trolleybuses>>, which" in shown
    assert "<<reserve>> list in Tesbulak" in shown.splitlines()[0]
    assert "asks for nothing" in filled.refuses("show", "1", "--query", "-reserve", code=2)


def test_what_has_vanished_or_returned_is_said_at_the_top(filled):
    key = key_of(filled)
    change(
        filled, "UPDATE article SET vanished_status = 'http_404', vanished_at = '2026-11-20 10:00:00' WHERE id = ?", key
    )
    assert (
        "its page has vanished: http_404 since 2026-11-20T10:00:00+00:00" in filled("show", key).stdout.splitlines()[:9]
    )
    change(filled, "UPDATE article SET vanished_status = NULL, returned_at = '2026-11-21 10:00:00' WHERE id = ?", key)
    assert "its page had vanished, and returned: 2026-11-21T10:00:00+00:00" in filled("show", key).stdout.splitlines()


def test_show_prints_tags_by_kind_and_why_something_is_not_it():
    def span(surface, **said):
        return {"surface": surface, "field": "text", "start": 3, "end": 6, "accepted": True, **said}

    given = {"organization": "sco", "level": "central", "confidence": 0.7, "lexicon": "5", "matcher": "2"}
    nameless = {**given, "name": None, "detail": None}
    envoy = {"name": "Bakhtiyor Khakimov", "detail": "Special Representative"}
    rejected = {"accepted": False, "entity": None, "rule": None}
    tags = [
        {**nameless, "kind": "organization", "slug": "sco", "spans": [
            span("SCO", entity="sco", rule="name"),
            span("SCO", confuser="no_company", cue="", **rejected),
            span("SCO", confuser="undecided", cue="", **rejected),
            span("SCO", confuser="sco-group", cue="Unix", **rejected),
        ]},
        {**given, "kind": "related", "slug": "csto", "name": "Collective Security Treaty Organization", "detail": None,
         "level": "mention", "spans": [span("CSTO", entity="csto", rule="related")]},
        {**given, **envoy, "kind": "person", "slug": "khakimov", "spans": [span("Khakimov", entity="k", rule="p")]},
        {**nameless, "kind": "topic", "slug": "energy", "spans": [span("gas", entity="energy", rule="trigger")]},
        {**nameless, "organization": "brics", "kind": "topic", "slug": "trade", "spans": []},
    ]  # fmt: skip
    assert ["".join(run.text for run in line) for line in tag_lines(tags)] == [
        "organization sco: central (0.70, lexicon 5, matcher 2)",
        "    'SCO' (text 3-6): sco, name",
        "    'SCO' (text 3-6) is not it: nothing nearby supports it",
        "    'SCO' (text 3-6) is not it: as much speaks for it as against it",
        "    'SCO' (text 3-6) is not it: sco-group, by 'Unix'",
        "topic energy of sco",
        "    'gas' (text 3-6): energy, trigger",
        "person khakimov of sco: Bakhtiyor Khakimov, Special Representative",
        "    'Khakimov' (text 3-6): k, p",
        "related csto, by the lexicon of sco: Collective Security Treaty Organization, mention (0.70)",
        "    'CSTO' (text 3-6): csto, related",
        "topic trade of brics",
    ]


def test_every_article_can_be_shown_and_its_evidence_is_where_it_says(filled):
    for hit in hits(filled):
        found = json.loads(filled("show", str(hit["id"]), "--json").stdout)
        assert found["title"] == hit["title"]
        for span in (span for tag in found["tags"] for span in tag["spans"]):
            assert found[span["field"]][span["start"] : span["end"]] == span["surface"]


def test_show_says_what_the_page_said_of_itself_and_where_text_and_dates_come_from(filled):
    claim = {
        "says": "either", "spot": "byline", "value": "2025-09-01T00:00:00+00:00", "zone_known": False,
        "precision": "day", "place": "text", "raw": "1 September",
    }  # fmt: skip
    said = {
        "section": "World", "keywords": json.dumps(["river", "bridge"]), "dateline": "TESBULAK /MW/",
        "page_type": "live_blog", "choice_method": "blocks", "choice_reason": "Two methods agree.",
        "organizations": json.dumps(["Meridian Wire"]), "dates": json.dumps([claim]),
        "modified": "2025-09-02 08:00:00", "modified_precision": "minute", "modified_zone_known": True,
        "modified_place": "json-ld", "agency": "tass",
        "credits": json.dumps([{"agency": "tass", "surface": "ТАСС", "place": "credit", "confidence": 0.9}]),
    }  # fmt: skip
    change(filled, f"UPDATE article SET {', '.join(f'{name} = ?' for name in said)} WHERE id = 1", *said.values())
    shown = filled("show", "1").stdout.splitlines()
    for line in (
        "changed: 2025-09-02T08:00:00+00:00 (to the minute) by json-ld",
        "page type: live_blog",
        "section: World",
        "keywords: river, bridge",
        "agencies and outlets: Meridian Wire",
        "dateline: TESBULAK /MW/",
        "agency: tass",
        "credited to tass (0.90) by credit: 'ТАСС'",
        "text by blocks: Two methods agree.",
        "either 2025-09-01T00:00:00+00:00 (to the day, no zone) by text byline: '1 September'",
    ):
        assert line in shown
    told = json.loads(filled("show", "1", "--json").stdout)
    assert (told["keywords"], told["dates"]) == (["river", "bridge"], [claim])


@pytest.mark.parametrize("key", ["0", "9999", "abc", "1.5", "9" * 30])
def test_an_article_that_is_not_there_is_wrong_use(filled, key):
    assert key in filled.refuses("show", key, code=2)


# --- stats ------------------------------------------------------------------------------------------------------------


def test_stats_count_what_search_finds(filled):
    counted = json.loads(filled("stats", "--json").stdout)
    every = hits(filled)
    assert counted["articles"] == len(every) == 39
    assert counted["stories"] == len({hit["story"] for hit in every})
    for name, field in (("by_language", "language"), ("by_level", "level"), ("by_kind", "kind")):
        assert counted[name] == Counter(hit[field] for hit in every)


def test_stats_stand_in_columns_with_their_shares(filled):
    lines = filled("stats").stdout.splitlines()
    assert re.fullmatch(r"articles +39", lines[0])
    assert re.fullmatch(r"last published +2026-11-12", lines[6])
    languages = lines[lines.index("by language") + 1 : lines.index("by organization") - 1]
    assert len({len(line) for line in languages}) == 1
    shares = [float(line.split()[-1].rstrip("%")) for line in languages]
    assert (shares == sorted(shares, reverse=True), round(sum(shares))) == (True, 100)
