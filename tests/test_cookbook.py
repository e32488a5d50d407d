"""Every snippet of docs/cookbook.md is run, in its order, and prints what the document says that it prints."""

import asyncio
import contextlib
import io
import json
import os
import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import cli
from tests.newsworld import make

COOKBOOK = Path(__file__).resolve().parents[1] / "docs/cookbook.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text):
    """Every block of code: its language, what is in it, and the output that follows."""
    found = _BLOCK.findall(text)
    for index, (language, code) in enumerate(found):
        if language != "text":
            after = found[index + 1] if index + 1 < len(found) else ("", "")
            yield language, code, after[1] if after[0] == "text" else None


BLOCKS = list(blocks(COOKBOOK.read_text("utf-8")))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make(tmp_path_factory.mktemp("world"))


@pytest.fixture
def desk(world, tmp_path, monkeypatch):
    """A folder with the archive where it lies by default, and no settings."""
    for name in os.environ:
        if name.startswith("SCOWATCH_") and not name.startswith("SCOWATCH_TEST_"):
            monkeypatch.delenv(name)
    shutil.copytree(world, tmp_path / "scowatch-data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_python(code, names):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(COOKBOOK), "exec"), names)
    return printed.getvalue()


def run_console(code):
    """Run the lines that begin with $; give the document with what they really print."""
    shown = ""
    for line in code.splitlines():
        if line.startswith("$ "):
            _, *arguments = shlex.split(line[2:])
            result = CliRunner().invoke(cli, arguments, prog_name="scowatch")
            assert (result.exit_code, result.exception) == (0, None), result.output
            shown += f"{line}\n{result.stdout}"
    return shown


def test_every_snippet_does_what_the_document_says(desk):
    names = {}
    try:
        for language, code, expected in BLOCKS:
            if language == "python":
                assert run_python(code, names) == (expected or ""), code
            elif language == "console":
                assert run_console(code) == code
    finally:
        names["archive"].close()
    assert (desk / "energy.csv").read_text("utf-8").count("https://") == 3
    assert (desk / "energy.md").read_text("utf-8").startswith("# The SCO and energy")


def test_there_are_ten_questions_and_each_has_an_answer():
    sections = COOKBOOK.read_text("utf-8").split("\n## ")[1:]
    numbered = [each for each in sections if re.match(r"\d+\. .*\?|10\. ", each)]
    assert [each.partition(".")[0] for each in numbered] == [str(number) for number in range(1, 11)]
    assert all(_BLOCK.search(each) for each in sections)


def test_datasette_serves_the_archive_read_only_with_the_question(desk):
    from datasette.app import Datasette  # noqa: PLC0415 slow to import

    [metadata] = [json.loads(code) for language, code, _ in BLOCKS if language == "json"]
    with closing(sqlite3.connect(desk / "scowatch-data/archive.db")) as connection:
        connection.execute("VACUUM INTO 'archive.db'")

    async def ask():
        served = Datasette([], immutables=["archive.db"], metadata=metadata)
        await served.invoke_startup()
        answer = await served.client.get("/archive/topics_by_month.json?topic=energy&_shape=array")
        tables = await served.client.get("/archive/article.json?_size=1&_shape=array")
        page = await served.client.get("/archive/topics_by_month?topic=energy")
        return answer.json(), tables.json(), page.status_code, served.databases["archive"].is_mutable

    answer, tables, status, mutable = asyncio.run(ask())
    assert answer == [
        {"month": "2025-07", "articles": 1},
        {"month": "2025-08", "articles": 1},
        {"month": "2025-09", "articles": 3},
    ]
    assert (len(tables), status, mutable) == (1, 200, False)
