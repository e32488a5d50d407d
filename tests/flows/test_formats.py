"""The forms in which commands give what they list: the same in each, of any size, whole or not there."""

import csv
import io
import json
import os
import stat
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest

from flows.commands import tables
from flows.commands.formats import FORMS, cell, whole
from flows.commands.tables import fit
from storage import FullArticle, Hit, Snippet
from tests.bulk import fill

PROGRAMS = [each for each in FORMS if each != "table"]
MOMENTS = ("published", "first_seen", "modified", "changed_at", "vanished_at")
LISTS = (
    "authors", "organizations", "keywords", "tags", "related", "topics", "bodies", "formats", "persons", "summits",
    "documents", "states",
)  # fmt: skip
ROWS = 200_000
#: Megabytes that an answer of 200,000 rows may take beyond one of a single row: SQLite's cache, and Arrow's batches.
CEILING = {"jsonl": 100, "csv": 100, "parquet": 200}
MEASURED = """
import resource, sys
from flows.cli import cli
cli(sys.argv[1:], standalone_mode=False)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def export(user, form, *arguments):
    """The records of an export, as a program gets them."""
    path = user.folder / f"export.{form}"
    result = user(*arguments, "--output", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    return read(path)


def read(path):
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)) if path.suffix == ".csv" else [json.loads(line) for line in file]


def as_text(record):
    """A record as CSV has it; what a spreadsheet might run has lost its quotation mark already."""
    return {name: written(name, value) for name, value in record.items()}


def written(name, value):
    if value is None:
        return ""
    if name in MOMENTS:
        return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).isoformat()
    return "; ".join(value) if name in LISTS else str(value)


def without_quotes(record):
    return {name: value.removeprefix("'") for name, value in record.items()}


# --- every form says the same -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [[], ["--full"]], ids=["hits", "full"])
def test_each_form_of_a_search_says_the_same(filled, more):
    lines, sheet, arrow = (export(filled, form, "search", *more) for form in PROGRAMS)
    assert len(lines) == len(sheet) == len(arrow) == 39
    assert [as_text(each) for each in arrow] == [as_text(each) for each in lines]
    assert [without_quotes(each) for each in sheet] == [without_quotes(as_text(each)) for each in lines]
    assert list(lines[0]) == list((FullArticle if more else Hit).__dataclass_fields__)


@pytest.mark.parametrize(
    "command", [["quotes"], ["edits"], ["edits", "--vanished"], ["coverage", "--since", "2026-11-01"]], ids=" ".join
)
def test_each_form_of_a_list_has_the_same_rows_and_columns(filled, command):
    lines, sheet, arrow = (export(filled, form, *command) for form in PROGRAMS)
    assert len(lines) == len(sheet) == len(arrow)
    for one, two, three in zip(lines, sheet, arrow, strict=True):
        assert list(one) == list(two) == list(three)


def test_whole_articles_bear_what_show_knows_of_them(filled):
    for each in export(filled, "jsonl", "search", "--full", "--tag", "sco"):
        shown = json.loads(filled("show", str(each["id"]), "--json").stdout)
        assert {name: each[name] for name in ("title", "text", "authors", "copy_of", "section", "keywords")} == {
            name: shown[name] for name in ("title", "text", "authors", "copy_of", "section", "keywords")
        }
        assert each["versions"] == len(shown["versions"])
        assert each["topics"] == sorted({tag["slug"] for tag in shown["tags"] if tag["kind"] == "topic"})
        assert "sco" in each["tags"]


def test_edits_in_json_are_what_they_were(filled):
    [edit] = [json.loads(line) for line in filled("edits", "--json").stdout.splitlines()]
    assert edit["changes"][0]["before"]["surface"]
    assert [edit] == [json.loads(line) for line in filled("edits", "--format", "jsonl").stdout.splitlines()]


def test_a_table_is_short_and_everything_else_is_all(filled):
    assert len(filled("search").stdout.splitlines()) == 20
    for form in ("jsonl", "csv"):
        assert len(filled("search", "--format", form).stdout.splitlines()) == 39 + (form == "csv")
    assert len(filled("search", "--format", "jsonl", "--limit", "7").stdout.splitlines()) == 7


def test_parquet_goes_through_a_pipe_and_not_to_a_terminal(filled, monkeypatch):
    table = pq.read_table(io.BytesIO(filled("search", "--format", "parquet").stdout_bytes))
    assert table.num_rows == 39
    assert str(table.schema.field("published").type) == "timestamp[us, tz=UTC]"
    tagged = filled("search", "--tag", "sco", "--format", "parquet").stdout_bytes
    assert json.loads(pq.read_schema(io.BytesIO(tagged)).metadata[b"scowatch"]) == {
        "record": "Hit",
        "question": {"tag": "sco", "limit": "all"},
    }
    leader, follower = os.openpty()
    with os.fdopen(leader, "rb"), os.fdopen(follower, "wb") as terminal:
        ran = start("search", "--format", "parquet", folder=filled.folder, stdout=terminal)
    assert ran.returncode == 2
    assert b"not for the eye" in ran.stderr


def start(*arguments, folder, stdout=subprocess.PIPE, **more):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **more}
    command = [sys.executable, "-m", "flows", *arguments]
    return subprocess.run(command, cwd=folder, stdout=stdout, stderr=subprocess.PIPE, env=environment, timeout=120)


def test_an_empty_answer_is_an_empty_export(filled):
    for form in PROGRAMS:
        assert export(filled, form, "search", "xylophone") == []


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None), (3, 3), (0.5, 0.5), ("plain", "plain"), ("=1+1", "'=1+1"), (("a", "b"), "a; b"), ((), ""),
        (("=cmd", "b"), "'=cmd; b"), ({"a": 1}, '{"a": 1}'), ([{"a": "б"}], '[{"a": "б"}]'),
        (datetime(2025, 9, 1, tzinfo=UTC), "2025-09-01T00:00:00+00:00"), (-1, -1),
        (Snippet(title=((0, 2),), text="x", spans=()), '{"title": [[0, 2]], "text": "x", "spans": []}'),
    ],
)  # fmt: skip
def test_a_cell_of_a_spreadsheet(value, written):
    assert cell(value) == written


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_once_all_is_written_and_keeps_its_mode(filled):
    path = filled.folder / "out.csv"
    path.write_text("old")
    path.chmod(0o600)
    result = filled("search", "шос", "--output", "out.csv")
    assert result.stderr == "out.csv: 3 written\n"
    assert path.read_text("utf-8").startswith("id,url,title")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(each.name for each in filled.folder.iterdir()) == ["out.csv", "scowatch-data"]


def test_what_fails_leaves_the_file_as_it_was(filled):
    path = filled.folder / "out.csv"
    path.write_text("old")
    for arguments in (["--tag", "scoo"], ['"open'], ["--source", "nobody"]):
        filled.refuses("search", *arguments, "--output", "out.csv", code=2)
    with pytest.raises(RuntimeError):
        write_half(path)
    assert path.read_text() == "old"
    assert sorted(each.name for each in filled.folder.iterdir()) == ["out.csv", "scowatch-data"]


def write_half(path):
    with whole(path) as target:
        target.write(b"half")
        raise RuntimeError


def test_a_link_stays_a_link_and_a_device_a_device(filled):
    (filled.folder / "kept").mkdir()
    (filled.folder / "out.jsonl").symlink_to("kept/real.jsonl")
    assert filled("search", "--output", "out.jsonl").exit_code == 0
    assert (filled.folder / "out.jsonl").is_symlink()
    assert len(read(filled.folder / "kept/real.jsonl")) == 39
    assert filled("search", "--format", "csv", "--output", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()
    assert "Is a directory" in filled.refuses("search", "--output", "kept", code=1)
    assert filled.refuses("search", "--output", "nowhere/out.csv", code=1).endswith(
        "nowhere/out.csv: No such file or directory"
    )


def test_the_ending_says_the_format_unless_the_user_does(filled):
    for name, begins in (("a.jsonl", b'{"id"'), ("a.CSV", b"id,url"), ("a.parquet", b"PAR1"), ("a.txt", b"    ")):
        filled("search", "--output", name)
        assert (filled.folder / name).read_bytes().startswith(begins)
    filled("search", "--format", "jsonl", "--output", "a.csv")
    assert (filled.folder / "a.csv").read_bytes().startswith(b"{")


# --- filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (["--country", "xa"], lambda hit: hit["country"] == "XA"),
        (["--copies"], lambda hit: hit["kind"] != "original"),
        (["--edited"], lambda hit: hit["versions"] > 0),
        (["--story", "25"], lambda hit: hit["story"] == 25),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_further_filters_narrow_the_answer(filled, filters, wanted):
    every = export(filled, "jsonl", "search", "--full")
    some = {each["id"] for each in export(filled, "jsonl", "search", *filters)}
    assert some == {each["id"] for each in every if wanted(each)}
    assert 0 < len(some) < len(every)


def test_what_was_first_seen_is_cut_between_too(filled):
    seen = sorted(hit["first_seen"] for hit in export(filled, "jsonl", "search"))
    before = export(filled, "jsonl", "search", "--seen-until", seen[-1])
    after = export(filled, "jsonl", "search", "--seen-since", seen[-1])
    assert len(before) + len(after) == len(seen)
    assert {hit["first_seen"] for hit in after} == {seen[-1]}
    assert export(filled, "jsonl", "search", "--as-of", "2020-01-01") == []


def test_snippets_come_along_where_they_are_asked_for(filled):
    assert all(hit["snippet"] is None for hit in export(filled, "jsonl", "search", "waybill"))
    for hit in export(filled, "jsonl", "search", "waybill", "--snippets"):
        assert hit["snippet"]["text"]
    table = filled("search", "waybill", "--snippets").stdout.splitlines()
    assert len(table) == 2 * len(filled("search", "waybill").stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--country", "uzbekistan"], "--country: no source is of 'UZBEKISTAN'; there are X"),
        (["--outlet", "tass"], "--outlet: 'tass' is not a domain; write tass.com"),
        (["--story", "9999"], "--story: there is no story 9999"),
        (["--agency", "tas"], "--agency: no agency is called 'tas'; did you mean tass"),
        (["--lang", "russian"], "--lang: 'russian' is not a code of ISO 639; write ru"),
        (["--full"], "--full is for jsonl, csv and parquet"),
        (["--originals", "--copies"], "nothing would be left"),
        (["--as-of", "soon"], "'soon' is not a date"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_filters_that_cannot_be_met_are_explained(filled, arguments, sentence):
    assert sentence in filled.refuses("search", *arguments, code=2)


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("上海合作组织成员国", "上海合作…"), ("short", "short    "), ("Водохранилище", "Водохран…"), ("", " " * 9),
        ("سازمان همکاری", "سازمان ه…"), ("e\u0301" * 12, "e\u0301" * 8 + "…"),
    ],
)  # fmt: skip
def test_a_cell_of_a_table_has_its_width_in_every_script(text, shown):
    assert fit(text, 9) == shown
    assert tables.columns(fit(text, 9)) == 9


@pytest.mark.parametrize("no_color", [True, False])
def test_colours_and_cuts_are_for_terminals_that_want_them(filled, no_color):
    leader, follower = os.openpty()
    more = {"COLUMNS": "100", "TERM": "xterm", **({"NO_COLOR": "1"} if no_color else {})}
    with os.fdopen(leader, "rb", buffering=0) as screen:
        with os.fdopen(follower, "wb") as terminal:
            ran = start("search", "SCO", "--snippets", folder=filled.folder, stdout=terminal, **more)
        shown = b""
        with suppress(OSError):  # that the other end is closed
            while some := screen.read(4096):
                shown += some
    assert (ran.returncode, ran.stderr) == (0, b"")
    rows = [line for line in shown.decode().splitlines() if line[:6].strip().isdigit()]
    assert len(rows) == len(filled("search", "SCO").stdout.splitlines())
    assert (b"\x1b[" in shown) is not no_color
    assert all(tables.columns(click.unstyle(line)) <= 100 for line in rows)
    assert any("…" in line for line in rows)


# --- any size ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("large"), ROWS)


def megabytes(folder, *arguments):
    """The most memory that a command took."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", MEASURED, *arguments]
    ran = subprocess.run(command, cwd=folder, capture_output=True, env=environment, timeout=600, check=True)
    return int(ran.stdout)


def test_an_export_of_any_size_takes_little_memory_and_says_the_same_in_each_form(large):
    given = ["search", "--database", str(large), "--output"]
    for form in PROGRAMS:
        least = megabytes(large.parent, *given, f"one.{form}", "--limit", "1")
        most = megabytes(large.parent, *given, f"all.{form}")
        assert most - least < CEILING[form], form
    lines, sheet = (large.parent / name for name in ("all.jsonl", "all.csv"))
    arrow = pq.ParquetFile(large.parent / "all.parquet")
    count = 0
    with lines.open(encoding="utf-8") as one, sheet.open(encoding="utf-8", newline="") as two:
        rows = csv.DictReader(two)
        for batch in arrow.iter_batches():
            for number, (record, line, row) in enumerate(zip(batch.to_pylist(), one, rows, strict=False)):
                count += 1
                assert line.startswith(f'{{"id": {record["id"]}, "url": "{record["url"]}", ')
                assert (row["id"], row["title"].removeprefix("'")) == (str(record["id"]), record["title"])
                if number % 100 == 0:
                    assert without_quotes(row) == without_quotes(as_text(record))
                    assert as_text(record) == as_text(json.loads(line))
    assert count == arrow.metadata.num_rows == ROWS


def test_whole_articles_of_any_size_take_little_memory(large):
    given = ["search", "--database", str(large), "--full", "--output"]
    least = megabytes(large.parent, *given, "one.parquet", "--limit", "1")
    most = megabytes(large.parent, *given, "all.parquet", "--limit", str(ROWS // 5))
    assert most - least < CEILING["parquet"]
