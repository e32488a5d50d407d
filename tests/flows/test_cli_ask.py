"""search, show and stats, asked by a user and by a program."""

import csv
import io
import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import fields

import pytest

from flows.commands.tags import tag_lines
from storage import Hit

KINDS = {
    "organization": "--tag", "related": "--tag", "topic": "--topic", "body": "--entity", "format": "--entity",
    "person": "--entity", "summit": "--entity", "document": "--entity", "state": "--entity",
}  # fmt: skip
FIELDS = [field.name for field in fields(Hit)]


def hits(user, *arguments):
    result = user("search", *arguments, "--limit", "0", "--format", "jsonl")
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def titles(user, *arguments):
    return {hit["title"] for hit in hits(user, *arguments)}


def rename(user, key, title):
    with closing(sqlite3.connect(user.folder / "scowatch-data/archive.db")) as connection, connection:
        connection.execute("UPDATE article SET title = ? WHERE id = ?", (title, key))


# --- search -----------------------------------------------------------------------------------------------------------


def test_a_search_prints_a_line_for_each_article(filled):
    result = filled("search", "шос")
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == 3
    assert "Фестиваль «Четыре берега» покажет фильмы из государств ШОС  [central]" in result.stdout


def test_json_lines_and_csv_hold_the_same(filled):
    lines = hits(filled)
    table = list(csv.DictReader(io.StringIO(filled("search", "--limit", "0", "--format", "csv").stdout)))
    assert len(lines) == len(table) == 39
    assert list(lines[0]) == list(table[0]) == FIELDS
    assert [str(hit["id"]) for hit in lines] == [row["id"] for row in table]


def test_an_empty_answer_is_no_failure_and_still_has_its_form(filled):
    nothing = filled("search", "xylophone")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "no article answers this" in nothing.stderr
    assert hits(filled, "xylophone") == []
    assert filled("search", "xylophone", "--format", "csv").stdout.splitlines() == [",".join(FIELDS)]


def test_a_word_with_a_minus_is_left_out_quoted_or_not(filled):
    everything = titles(filled, "sco")
    without = titles(filled, "sco", "-symphony")
    assert everything - without == {"SCO opens its winter season with a symphony for foghorn"}
    assert titles(filled, "sco -symphony") == titles(filled, "-symphony", "sco") == without


def test_words_phrases_beginnings_and_alternatives(filled):
    sco, winter, season = (titles(filled, word) for word in ("sco", "winter", "season"))
    assert titles(filled, "sco", "winter") == sco & winter < sco
    assert titles(filled, '"winter season"') == {"SCO opens its winter season with a symphony for foghorn"}
    assert titles(filled, "seas*") >= season > set()
    assert titles(filled, "season", "OR", "шос") == season | titles(filled, "шос") > season


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (["--lang", "zh"], lambda hit: hit["language"] == "zh"),
        (["--source", "steppe-herald"], lambda hit: hit["source"] == "steppe-herald"),
        (["--level", "central"], lambda hit: hit["level"] == "central"),
        (["--tag", "sco"], lambda hit: hit["level"] in {"central", "mention"}),
        (["--originals"], lambda hit: hit["kind"] == "original"),
        (["--lang", "en", "--level", "none"], lambda hit: (hit["language"], hit["level"]) == ("en", "none")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_filters_narrow_the_answer(filled, filters, wanted):
    every = hits(filled)
    some = {hit["id"] for hit in hits(filled, *filters)}
    assert some == {hit["id"] for hit in every if wanted(hit)}
    assert 0 < len(some) < len(every)


def test_dates_cut_between_articles_and_a_zone_is_understood(filled):
    days = sorted(hit["published"] for hit in hits(filled))
    middle = days[len(days) // 2]
    before = hits(filled, "--until", middle)
    after = hits(filled, "--since", middle)
    assert len(before) + len(after) == len(days)
    assert all(hit["published"] < middle for hit in before)
    assert all(hit["published"] >= middle for hit in after)
    shifted = middle.replace("+00:00", "-00:00")
    assert hits(filled, "--since", shifted) == after


def test_a_limit_and_an_order_are_kept_to(filled):
    newest = filled("search", "--format", "jsonl", "--limit", "5", "--order", "newest").stdout.splitlines()
    oldest = filled("search", "--format", "jsonl", "--limit", "0", "--order", "oldest").stdout.splitlines()
    assert len(newest) == 5
    assert [json.loads(line)["id"] for line in newest] == [json.loads(line)["id"] for line in oldest[::-1][:5]]
    assert len(filled("search").stdout.splitlines()) == 20
    assert len(filled("search", "--limit", "9" * 30).stdout.splitlines()) == 39


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (['"unclosed phrase'], "has a quotation mark that is not closed"),
        (["-nothing"], "asks for nothing; give a word to look for"),
        (["word OR"], "give a word to look for on each side of OR"),
        (["?!"], "asks for nothing"),
        (["--since", "yesterday"], "'yesterday' is not a date; write 2025-09-01"),
        (["--until", "2025-13-01"], "'2025-13-01' is not a date"),
        (["--since", "0001-01-01T00:00+14:00"], "is not a date"),
        (["--limit", "-1"], "-1 is not in the range"),
        (["--limit", "many"], "'many' is not a valid integer"),
        (["--level", "high"], "'high' is not one of 'central', 'mention', 'abstain', 'none'"),
        (["--source", "step-herald"], "no source 'step-herald' is in the archive; did you mean steppe-herald?"),
        (["--tag", "scoo"], "--tag: neither the archive nor a lexicon in use knows 'scoo'; did you mean sco"),
        (["--topic", "enrgy"], "--topic: neither the archive nor a lexicon in use knows 'enrgy'; did you mean energy"),
        (["--entity", "kazakstan"], "knows 'kazakstan'; did you mean kazakhstan"),
        (
            ["--entity", "qqqqqq", "--format", "csv"],
            "--entity: neither the archive nor a lexicon in use knows 'qqqqqq'",
        ),
        (["--format", "xml"], "'xml' is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_question_that_makes_no_sense_is_wrong_use(filled, arguments, sentence):
    assert sentence in filled.refuses("search", *arguments, code=2)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_title_cannot_become_a_formula_in_a_spreadsheet(filled, first):
    title = f'{first}HYPERLINK("https://thief.example","prize")'
    rename(filled, 1, title)
    rows = csv.DictReader(io.StringIO(filled("search", "--limit", "0", "--format", "csv").stdout, newline=""))
    assert [row["title"] for row in rows if row["id"] == "1"] == [f"'{title}"]
    assert [hit["title"] for hit in hits(filled) if hit["id"] == 1] == [title], "JSON is not a spreadsheet's"


def test_a_name_that_a_lexicon_knows_and_no_article_bears_finds_nothing(filled, tmp_path):
    lexicon = tmp_path / "guild.toml"
    lexicon.write_text(
        'version = "1"\ntag = "guild"\norganization = "Guild"\nas_of = 2025-01-01\n'
        '[[name]]\nslug = "guild"\nen = ["River Guild"]\n[[topic]]\nslug = "locks"\nen = ["lock gate"]\n'
        '[[person]]\nslug = "ada-lindt"\nname = "Ada Lindt"\nen = ["Ada Lindt"]\n'
    )
    for question in (["--tag", "guild"], ["--topic", "locks"], ["--entity", "ada-lindt"]):
        assert "knows" in filled.refuses("search", *question, code=2)
        result = filled("search", *question, lexicon=str(lexicon))
        assert (result.exit_code, result.stdout) == (0, "")
        assert "no article answers this" in result.stderr
    assert "did you mean ada-lindt?" in filled.refuses("search", "--entity", "lindt", code=2, lexicon=str(lexicon))


def test_a_search_that_finds_something_reads_no_lexicon(filled):
    assert filled("search", "--tag", "sco", lexicon="no.toml").exit_code == 0
    assert filled("search", "xylophone", "--tag", "sco", lexicon="no.toml").exit_code == 0
    assert "no.toml" in filled.refuses("search", "--tag", "nato", code=2, lexicon="no.toml")


def test_edits_of_a_source_that_is_not_there_are_wrong_use(filled):
    for more in ([], ["--vanished"]):
        assert "did you mean steppe-herald?" in filled.refuses("edits", "--source", "steppe-heralt", *more, code=2)


def test_articles_are_found_by_whom_they_name_and_by_the_topic_of_an_organization(filled):
    with closing(sqlite3.connect(filled.folder / "scowatch-data/archive.db")) as connection, connection:
        one = "(SELECT min(id) FROM tag WHERE kind = 'topic')"  # of the sample world, no article need name anybody
        connection.execute(f"UPDATE tag SET kind = 'person', slug = 'ada-lindt' WHERE id = {one}")
    tags = {hit["id"]: json.loads(filled("show", str(hit["id"]), "--json").stdout)["tags"] for hit in hits(filled)}
    slugs = {kind: {tag["slug"] for each in tags.values() for tag in each if tag["kind"] == kind} for kind in KINDS}
    named = [(option, slug) for kind, option in KINDS.items() for slug in sorted(slugs[kind])]
    assert {option for option, _ in named} >= {"--topic", "--tag", "--entity"}
    for option, slug in named:
        kinds = [kind for kind, of in KINDS.items() if of == option]
        bearing = {
            key
            for key, each in tags.items()
            if any(
                (tag["kind"] in kinds, tag["slug"], tag["level"] in {"central", "mention"}) == (True, slug, True)
                for tag in each
            )
        }
        assert {hit["id"] for hit in hits(filled, option, slug)} == bearing
        if option != "--tag":
            assert {hit["id"] for hit in hits(filled, option, slug, "--tag", "sco")} == bearing


# --- show -------------------------------------------------------------------------------------------------------------


def test_show_gives_text_evidence_copies_and_origin(filled):
    wanted = next(hit["id"] for hit in hits(filled) if hit["kind"] == "near")
    result = filled("show", str(wanted))
    assert (result.exit_code, result.stderr) == (0, "")
    for part in ("source steppe-herald", "organization sco: central", ": near of ", "listed by feed http", "kept in "):
        assert part in result.stdout
    evidence = [line.strip() for line in result.stdout.splitlines() if line.startswith("    '")]
    assert any(line.startswith("'SCO' (title ") for line in evidence)


def test_show_gives_an_earlier_version_of_an_edited_article(filled):
    edited = [hit["id"] for hit in hits(filled) if "earlier version, until " in filled("show", str(hit["id"])).stdout]
    assert len(edited) == 1
    found = json.loads(filled("show", str(edited[0]), "--json").stdout)
    assert [version["article_id"] for version in found["versions"]] == edited
    assert found["versions"][0]["text"] != found["text"]


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
    assert list(tag_lines(tags)) == [
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
        "modified": "2025-09-02 08:00:00", "modified_precision": "minute", "agency": "tass",
        "credits": json.dumps([{"agency": "tass", "surface": "ТАСС", "place": "credit", "confidence": 0.9}]),
    }  # fmt: skip
    with closing(sqlite3.connect(filled.folder / "scowatch-data/archive.db")) as connection, connection:
        changes = ", ".join(f"{name} = :{name}" for name in said)
        connection.execute(f"UPDATE article SET {changes} WHERE id = 1", said)
    shown = filled("show", "1").stdout.splitlines()
    for line in (
        "changed: 2025-09-02T08:00:00+00:00",
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
    assert f"articles: {len(every)}\n" in filled("stats").stdout
