"""What others wrote on the terminal of whoever reads it: harmless, whole, and no wider than it."""

import fcntl
import json
import os
import pty
import re
import sqlite3
import struct
import subprocess
import sys
import termios
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from flows.commands.terminal import MARKS, STYLES, Run, Screen, colour_wanted, harmless, told

ROOT = Path(__file__).resolve().parents[2]
ESCAPE = re.compile("\x1b\\[[0-9;]*m")
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f]")
# Each would do something to a terminal, or to what is read on it.
HOSTILE = {
    "clears the screen": "Goats\x1b[2J\x1b[H graze",
    "renames the window": "Goats\x1b]0;root@host\x07 graze",
    "writes a link": "Goats\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\ graze",
    "asks for an answer, which is typed": "Goats\x1b[6n\x1b]52;c;cm0gLXJm\x07 graze",
    "in one byte of C1": "Goats\x9b31m\x9d0;x\x9c graze",
    "overwrites the line": "Goats graze\rWolves hunt",
    "goes back": "Goats\x08\x08\x08\x08\x08Wolves graze",
    "is an override of direction": "Goats \u202eezarg\u202c",
    "is an isolate that does not end": "Goats \u2067graze",
    "is a NUL, a bell, a DEL": "Goats\x00\x07\x7f graze",
    "breaks the line": "Goats\u2028graze\u2029here\x85there\x0bbelow\x0cnext\n    31  2026-11-12  forged",
    "changes the character set": "Goats\x0e\x1b(0qqqq\x0f graze",
    "shifts the protocol": "Goats\x1bP+q544e\x1b\\ \x1b_Gi=1\x1b\\ graze",
}


@pytest.fixture(params=HOSTILE)
def hostile(request):
    return HOSTILE[request.param]


def on_terminal(folder, *arguments, columns=80, **environment):
    """Run a command on a pseudo-terminal, and give what it wrote there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    held = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR", "FORCE_COLOR"}}
    command = [sys.executable, "-m", "flows", *arguments]
    environment = {**held, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environment}
    with subprocess.Popen(command, stdout=theirs, cwd=folder, env=environment, stdin=subprocess.DEVNULL) as process:
        os.close(theirs)
        written = b""
        while block := _read(ours):
            written += block
    os.close(ours)
    assert process.returncode == 0
    return written.decode().replace("\r\n", "\n")


def _read(file):
    try:
        return os.read(file, 65_536)
    except OSError:  # what Linux gives at the end
        return b""


def poison(user, text):
    with closing(sqlite3.connect(user.folder / "scowatch-data/archive.db")) as connection, connection:
        connection.execute("UPDATE article SET title = ?, text = ? || char(10) || char(10) || text", (text, text))
        for table, column in (
            ("article", "site_name"), ("article", "section"), ("article", "dateline"), ("article", "choice_reason"),
            ("article", "url"), ("version", "title"), ("version", "text"), ("quote", "surface"), ("quote", "speaker"),
            ("quote", "verb"), ("evidence", "surface"), ("tag", "name"), ("discovery", "origin"),
            ("capture", "warc_file"),
        ):  # fmt: skip
            unique = " || id" if column in {"url", "origin"} else ""
            connection.execute(f"UPDATE {table} SET {column} = ?{unique}", (text,))
        for column, value in (
            ("authors", [text]), ("keywords", [text]), ("organizations", [text]), ("dropped", [text]),
            ("credits", [{"agency": "tass", "surface": text, "place": "credit", "confidence": 0.9}]),
            ("dates", [{"says": "either", "spot": text, "value": "", "zone_known": False, "precision": "day",
                        "place": "text", "raw": text}]),
        ):  # fmt: skip
            connection.execute(f"UPDATE article SET {column} = ?", (json.dumps(value),))
        changes = [
            {"kind": "name", "field": "text", "significance": "significant",
             "before": {"start": 0, "end": 1, "surface": text}, "after": {"start": 0, "end": 1, "surface": text}},
        ]  # fmt: skip
        connection.execute("UPDATE version SET changes = ?", (json.dumps(changes),))
        return connection.execute("SELECT article_id FROM version").fetchone()[0]


@pytest.mark.parametrize("coloured", [False, True])
def test_no_command_lets_hostile_text_through(filled, hostile, coloured, monkeypatch):
    if coloured:
        monkeypatch.setenv("FORCE_COLOR", "1")
    key = str(poison(filled, hostile))
    for command in (
        ["search", "--limit", "0"], ["show", key], ["show", key, "--marks"], ["show", key, "--diff"],
        ["show", key, "--version", "1"], ["story", "--of", key], ["story", "--of", key, "--diff"],
        ["edits"], ["edits", "--diff"], ["quotes", "--limit", "0"], ["stats"], ["coverage"],
    ):  # fmt: skip
        result = filled(*command)
        assert (result.exit_code, result.stderr) == (0, "")
        found = ESCAPE.sub("", result.stdout) if coloured else result.stdout
        assert CONTROLS.findall(found) == [], command
        if command[0] == "search":
            assert len(result.stdout.splitlines()) == 39
    assert "Goats" in filled("show", key).stdout


def test_nor_is_a_sequence_of_theirs_taken_for_a_colour_of_ours(filled, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    key = str(poison(filled, "Goats\x1b[31;5mblink"))
    assert "Goats␛[31;5mblink" in ESCAPE.sub("", filled("show", key).stdout)


def test_programs_get_the_text_as_it_is_stored(filled):
    title = "Goats\x1b[2J \u202eezarg"
    key = str(poison(filled, title))
    assert json.loads(filled("show", key, "--json").stdout)["title"] == title
    [first, *_] = filled("search", "--limit", "0", "--format", "jsonl").stdout.splitlines()
    assert json.loads(first)["title"] == title
    assert title in filled("search", "--limit", "0", "--format", "csv").stdout


@given(st.text())
def test_what_is_harmless_stays_as_it_is_and_nothing_else_does(text):
    found = harmless(text)
    assert not CONTROLS.search(found)
    assert harmless(found) == found
    found.encode()  # no half of a pair is left
    if not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]", text):
        assert found == text


def test_half_a_pair_of_surrogates_is_no_character():
    assert harmless("Goats \ud83d graze") == "Goats \ufffd graze"


def test_joiners_and_marks_of_direction_stay():
    for text in ("می‌خواهم", "क्‍ष", "\u200fسلام!\u200e", "👩‍🚀"):
        assert harmless(text) == text


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, None),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_is_wanted_as_the_environment_says(environment, expected):
    assert colour_wanted(environment) is expected


# --- on a real terminal -----------------------------------------------------------------------------------------------


def key_of(user, language, level="central"):
    found = user("search", "--lang", language, "--level", level, "--format", "jsonl", "--limit", "1").stdout
    return str(json.loads(found)["id"])


@pytest.mark.parametrize("language", ["en", "ru", "zh", "fa"])
@pytest.mark.parametrize("columns", [80, 120])
def test_an_article_fits_the_terminal_and_nothing_of_it_is_lost(filled, language, columns):
    key = key_of(filled, language)
    database = f"sqlite:///{filled.folder / 'scowatch-data/archive.db'}"
    shown = on_terminal(filled.folder, "show", key, columns=columns, SCOWATCH_DATABASE_URL=database)
    assert ESCAPE.search(shown)
    lines = ESCAPE.sub("", shown).splitlines()
    prose = [line for line in lines if " " in line.strip() or not line.isascii()]
    assert max(map(cell_len, prose)) <= columns
    assert max(map(cell_len, prose)) > columns - 20
    text = json.loads(filled("show", key, "--json").stdout)["text"]
    assert "".join(text.split()) in "".join("".join(lines).split())


def test_a_terminal_that_wants_no_colour_gets_none(filled):
    database = f"sqlite:///{filled.folder / 'scowatch-data/archive.db'}"
    key = key_of(filled, "fa")
    plain = on_terminal(filled.folder, "show", key, SCOWATCH_DATABASE_URL=database, NO_COLOR="1")
    assert "\x1b" not in plain
    assert "by \u2068مهتاب" in plain  # it keeps its direction to itself inside a line of ours
    assert "\u2068" not in filled("show", key).stdout


# --- laying out -------------------------------------------------------------------------------------------------------


PARTS = [
    "Hello",
    "world.",
    " ",
    "  ",
    "\n",
    "上合组织",
    "，",
    "“",
    "”",
    "。",
    "سلام",
    "👩‍🚀",
    "e\u0301",
    "x" * 50,
    "नमस्ते",
]
runs = st.lists(
    st.builds(Run, st.lists(st.sampled_from(PARTS)).map("".join), st.sampled_from(["", *STYLES]), st.just(False)),
    max_size=6,
)


INDENTS = st.sampled_from(["", "    ", " " * 12])


@given(runs, st.integers(32, 60), INDENTS, INDENTS)
def test_lines_are_no_wider_than_the_terminal_and_lose_nothing(given_runs, width, indent, hanging):
    screen = Screen(width=width, coloured=False)
    lines = list(screen.lines(given_runs, indent, hanging=hanging))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join("".join(run.text for run in given_runs).split())
    coloured = Screen(width=width, coloured=True)
    assert [ESCAPE.sub("", line).rstrip() for line in coloured.lines(given_runs, indent, hanging=hanging)] == lines


def test_han_is_broken_between_characters_but_not_before_a_full_stop():
    screen = Screen(width=20, coloured=False)
    text = "本报讯 为期三天的论坛十二日在云澜。与会青年说：“很好。”会议结束"
    lines = list(screen.lines([Run(text)]))
    assert all(cell_len(line) <= 20 for line in lines)
    assert not any(line[0] in "。，：”" or line[-1] == "“" for line in lines)
    assert "".join(lines) == text


def test_words_are_not_broken_and_what_follows_may_be_indented():
    screen = Screen(width=30, coloured=False)
    lines = list(
        screen.lines([Run("Transport ministers "), told("of ten\nstates"), Run(" met on Monday")], "  ", hanging="    ")
    )
    assert lines == ["  Transport ministers of ten", "    states met on Monday"]


def test_marks_take_the_place_of_colours():
    screen = Screen(width=None, coloured=False)
    given_runs = [Run(each, each) for each in MARKS]
    assert list(screen.lines(given_runs, marks=True)) == [
        "[[accepted]][(topic)][~rejected~]<<hit>>[-removed-]{+added+}"
    ]
    opened = [mark for pair in MARKS.values() for mark in pair]
    assert all(one != two for one, two in pairwise(sorted(opened)))
