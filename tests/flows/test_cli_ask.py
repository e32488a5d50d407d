"""search, asked by a user and by a program."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest

KINDS = {
    "organization": "--tag", "related": "--tag", "topic": "--topic", "body": "--entity", "format": "--entity",
    "person": "--entity", "summit": "--entity", "document": "--entity", "state": "--entity",
}  # fmt: skip
FIELDS = ["id", "url", "title", "published", "first_seen", "language", "source", "level", "kind", "story", "score"]


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
