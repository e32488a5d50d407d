"""The command line as a contract: exit codes, which stream says what, and what is never imported."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import click
import pytest

from flows.cli import cli

ROOT = Path(__file__).resolve().parents[2]
SLOW = (
    "prefect",
    "trafilatura",
    "aiohttp",
    "alembic",
    "lxml",
    "feedparser",
    "rich",
    "http.server",
    "psutil",
    "apprise",
    "jinja2",
    "structlog",
    "prometheus_client",
)
ASKING = (["search", "шос"], ["quotes"], ["show", "1"], ["story", "1"], ["stats"], ["coverage"], ["status"])


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from commands(each, (*path, name))


def start(
    *command: str, folder: Path, stdout: int | BinaryIO = subprocess.PIPE, **settings: str
) -> subprocess.CompletedProcess[bytes]:
    """A real process, started as the console script starts one; *settings* go into its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | settings
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, check=False, stdout=stdout, stderr=subprocess.PIPE
    )


@pytest.mark.parametrize("path", list(commands(cli)), ids=" ".join)
def test_every_command_explains_itself(user, path):
    result = user(*path, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: {' '.join(['scowatch', *path])} ")
    assert "Example: scowatch" in result.stdout
    assert result.stderr == ""


def test_it_knows_its_version(user):
    assert user("--version").stdout == "scowatch, version 0.1.0\n"


def test_without_a_command_it_says_what_there_is_and_that_this_was_no_use(user):
    result = user()
    assert result.exit_code == 2
    assert "search" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "unknown"),
    [
        (["serach", "x"], "serach"),
        (["sources", "lst"], "lst"),
        (["search", "--levle", "none"], "--levle"),
        (["search", "--format", "sheet"], "sheet"),
    ],
)
def test_what_does_not_exist_is_named(user, arguments, unknown):
    assert f"'{unknown}'" in user.refuses(*arguments, code=2)


# --- settings ---------------------------------------------------------------------------------------------------------


def test_an_unknown_setting_is_named_with_the_one_that_was_meant(filled):
    said = filled.refuses("stats", code=2, databse_url="sqlite:///x.db")
    assert "SCOWATCH_DATABSE_URL is not a setting (did you mean SCOWATCH_DATABASE_URL?)" in said


def test_all_wrong_values_of_settings_are_named_at_once(filled):
    said = filled.refuses("stats", code=2, attempts="0", timeout_seconds="soon")
    assert "SCOWATCH_ATTEMPTS: input should be greater than 0" in said
    assert "SCOWATCH_TIMEOUT_SECONDS: input should be a valid number" in said


def test_a_wrong_line_of_the_settings_file_is_named(filled):
    (filled.folder / "scowatch.env").write_text("SCOWATCH_WORKER=2\n")
    said = filled.refuses("stats", code=2)
    assert "SCOWATCH_WORKER is not a setting (did you mean SCOWATCH_WORKERS?)" in said
    assert "scowatch.env" in said


def test_an_option_goes_before_the_environment_and_that_before_the_settings_file(filled):
    archive = filled.folder / "elsewhere.db"
    shutil.copy(filled.folder / "scowatch-data/archive.db", archive)
    (filled.folder / "scowatch.env").write_text("SCOWATCH_DATABASE_URL=mysql://file\n")
    assert "'mysql'" in filled.refuses("stats", code=2)
    assert "'oracle'" in filled.refuses("stats", code=2, database_url="oracle://environment")
    assert filled("stats", "--database", f"sqlite:///{archive}", database_url="oracle://environment").exit_code == 0


# --- archives that are not there, or no archives ----------------------------------------------------------------------


@pytest.mark.parametrize("command", [["search"], ["show", "1"], ["stats"], ["coverage"], ["db", "check"]], ids=" ".join)
def test_without_an_archive_the_way_to_one_is_named_and_none_is_made(user, command):
    said = user.refuses(*command, code=1)
    assert "scowatch-data/archive.db: there is no archive yet; `scowatch ingest` makes one" in said
    assert list(user.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "code", "sentence"),
    [
        (
            "mysql://reader:secret@host/news",
            2,
            "'mysql' is not a supported database; use sqlite:///FILE or postgresql:",
        ),
        ("archive", 2, "'archive' is not a database URL; use sqlite:///FILE or postgresql:"),
        ("postgresql://reader:secret@127.0.0.1:news/x", 2, "'postgresql://127.0.0.1:news/x' is not a database URL"),
        ("postgresql://reader:secret@127.0.0.1:1/news", 1, "onnection refused"),
        ("sqlite:////", 1, "unable to open database file"),
    ],
)
@pytest.mark.parametrize("command", [["stats"], ["db", "upgrade"]], ids=" ".join)
def test_a_database_url_that_leads_nowhere_is_explained_without_its_password(user, command, url, code, sentence):
    said = user.refuses(*command, "--database", url, code=code)
    assert sentence in said
    assert "secret" not in said


def test_an_archive_is_also_named_by_its_file_or_folder(filled):
    assert "archive.db: there is no archive yet" in filled.refuses("stats", "--database", "archive.db", code=1)
    named = filled("stats", "--database", "scowatch-data/archive.db").stdout
    assert named == filled("stats", "--database", "scowatch-data").stdout == filled("stats").stdout


def test_a_file_that_is_no_archive_is_refused_and_left_as_it_is(user):
    (user.folder / "letter.db").write_text("Dear reader, " * 1000)
    for command in (["stats"], ["search", "x"], ["db", "check"], ["db", "upgrade"], ["sources", "list"]):
        assert "file is not a database" in user.refuses(*command, "--database", "sqlite:///letter.db", code=1)
    assert (user.folder / "letter.db").read_text() == "Dear reader, " * 1000


@pytest.mark.parametrize("command", [["search", "шос"], ["stats"], ["show", "1"], ["coverage"], ["db", "check"]])
def test_a_corrupted_archive_ends_in_a_sentence(filled, command):
    path = filled.folder / "scowatch-data/archive.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 4096))
    result = filled(*command)
    assert result.exit_code == 1
    said = (result.stdout + result.stderr).splitlines()
    assert said
    assert all("damaged" in line or line.startswith("scowatch: could not ") for line in said)


def test_an_archive_of_a_later_version_is_left_alone(filled):
    with closing(sqlite3.connect(filled.folder / "scowatch-data/archive.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "schema 9999" in filled.refuses("stats", code=1)
    assert "9999" in filled.refuses("db", "upgrade", code=1)


def test_a_data_folder_that_cannot_be_made_is_named(user):
    (user.folder / "taken").write_text("")
    assert "taken" in user.refuses("sources", "list", code=1, data_dir="taken")


# --- as a process -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", ASKING, ids=" ".join)
def test_asking_imports_nothing_slow(filled, arguments):
    code = (
        "import sys; from flows.cli import cli\n"
        "try: cli(sys.argv[1:], standalone_mode=False)\nexcept SystemExit: pass\n"
        f"sys.exit(' '.join(name for name in {SLOW} if name in sys.modules))"
    )
    ran = start("-c", code, *arguments, folder=filled.folder)
    assert (ran.stderr, ran.returncode) == (b"\n", 1)
    assert ran.stdout


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_a_reader_who_leaves_early_is_no_failure(filled, form):
    reading, writing = os.pipe()
    os.close(reading)
    ran = start("-m", "flows", "search", "--limit", "0", "--format", form, folder=filled.folder, stdout=writing)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here: it is a device of Linux")
@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_a_full_disk_is_a_failure_with_a_sentence(filled, form):
    with Path("/dev/full").open("wb") as full:
        ran = start("-m", "flows", "search", "--format", form, folder=filled.folder, stdout=full)
    assert (ran.returncode, ran.stderr) == (1, b"scowatch: No space left on device\n")


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_output_is_utf_8_whatever_the_locale(filled, form):
    command = ("-m", "flows", "search", "--lang", "zh", "--format", form)
    ran = start(*command, folder=filled.folder, PYTHONIOENCODING="latin-1")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "上合组织" in ran.stdout.decode("utf-8")


def test_an_argument_that_is_no_text_ends_in_a_sentence(filled):
    ran = start("-m", "flows", "search", "--source", os.fsdecode(b"\xff"), folder=filled.folder)
    assert ran.returncode in {1, 2}
    assert ran.stderr.startswith(b"scowatch: ")
    assert ran.stderr.count(b"\n") == 1


# --- stopped from outside ------------------------------------------------------------------------------------------


def test_a_command_that_is_told_to_end_says_how_to_go_on(user, monkeypatch):
    class TerminationSignal(BaseException):
        """As Prefect raises it when the process gets SIGTERM."""

    def terminated(**_):
        raise TerminationSignal

    monkeypatch.setattr(cli.commands["stats"], "callback", terminated)
    assert "run the same command again" in user.refuses("stats", code=143)


@pytest.mark.parametrize("address", ["nonsense", "ftp://a.example/map.xml", "http://"])
def test_an_address_that_is_no_address_of_a_sitemap_is_named(user, address):
    assert f"{address}: is no http or https address" in user.refuses("backfill", "--sitemap", address, code=2)
