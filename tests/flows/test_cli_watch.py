"""scowatch watch and scowatch digest, as a user types them."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.letterboxes import Hook

ROOT = Path(__file__).resolve().parents[2]
URL = "json://user:S3CRET@127.0.0.1:1/S3CRETpath"
SINCE = ("--since", "2020-01-01", "--old")


def add(user, *arguments, to=URL):
    result = user("watch", "add", *arguments, "--to", to)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "S3CRET" not in result.stdout
    return result.stdout


def listed(user):
    result = user("watch", "list", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- making and looking -----------------------------------------------------------------------------------------------


def test_a_watch_is_made_before_there_is_an_archive(user):
    assert add(user, "energy club", "--lang", "ru", "--originals") == (
        "watching energy club ru originals; `scowatch watch test 'energy club ru originals'` sends a sample\n"
    )
    [made] = listed(user)
    assert made["query"] == {"q": "energy club", "lang": "ru", "originals": "1"}


def test_every_filter_is_kept_as_the_parameters_of_a_search(filled):
    filters = {
        "tag": "sco", "topic": "energy", "entity": "rats", "level": "central", "lang": "en", "source": "meridian-wire",
        "country": "XA", "outlet": "wire.example", "agency": "tass",
    }  # fmt: skip
    options = [each for name, value in filters.items() for each in (f"--{name}", value)]
    add(filled, "club", "-theatre", *options, "--originals", "--edited", "--name", "all")
    assert listed(filled)[0]["query"] == {"q": "club -theatre", **filters, "originals": "1", "edited": "1"}


def test_a_list_shows_when_and_whom_and_no_secret(filled):
    add(filled, "train", "--tag", "sco", "--name", "trains", "--every", "weekly", "--on", "friday", "--at", "17:00")
    add(filled, "--lang", "ru", "--name", "at once")
    result = filled("watch", "list")
    assert "S3CRET" not in result.stdout
    lines = result.stdout.splitlines()
    assert lines[0] == "at once  at once"
    assert lines[3].startswith("trains  weekly on friday at 17:00 UTC, next ")
    assert lines[4:] == ["    q=train tag=sco", "    to json://127.0.0.1:1/…"]
    assert "S3CRET" not in json.dumps(listed(filled))


def test_without_watches_a_list_says_how_to_make_one(filled):
    result = filled("watch", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "`scowatch watch add --help`" in result.stderr


def test_one_watch_is_shown_with_what_it_told_last(filled):
    with Hook() as hook:
        add(filled, "waybill", "--name", "trains", *SINCE, to=hook.url())
        assert filled("watch", "run").stdout == "messages sent: 1\n"
    shown = filled("watch", "show", "trains").stdout
    assert "since 2020-01-01T00:00:00+00:00" in shown
    assert "sent     trains: alert, 1 story to json://127.0.0.1:" in shown
    told = json.loads(filled("watch", "show", "trains", "--json").stdout)
    assert (told["name"], told["log"][0]["state"]) == ("trains", "sent")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", URL], "say what to watch: words, or a filter"),
        (["train", "--to", "jsn://S3CRET"], "no service is called so; did you mean json"),
        (["train", "--to", "mailto://S3CRET"], "the target mailto://…: something is missing"),
        (["train", "--to", "S3CRET"], "has no scheme"),
        (['"open', "--to", URL], "not closed"),
        (["train", "--to", URL, "--source", "gazette"], "no source 'gazette' is in the archive"),
        (["train", "--to", URL, "--tag", "scoo"], "knows 'scoo'; did you mean sco"),
        (["train", "--to", URL, "--every", "daily", "--at", "8 am"], "'8 am' is not a time of day; write 08:00"),
        (["train", "--to", URL, "--every", "daily", "--zone", "Mars"], "'Mars' is not a time zone"),
        (["x" * 65, "--to", URL], "its name would have 65 characters"),
        (["train"], "Missing option '--to'"),
        (["train", "--to", URL, "--level", "high"], "'high' is not one of"),
        (["train", "--to", URL, "--every", "hourly"], "'hourly' is not one of"),
    ],
)
def test_what_cannot_be_watched_is_told_at_once_and_without_secrets(filled, arguments, told):
    sentence = filled.refuses("watch", "add", *arguments, code=2)
    assert told in sentence
    assert "S3CRET" not in sentence
    assert listed(filled) == []


def test_a_name_is_taken_once_and_an_unknown_one_is_told_of(filled):
    add(filled, "train")
    assert "there is a watch 'train' already" in filled.refuses("watch", "add", "train", "--to", URL, code=2)
    for command in ("show", "pause", "resume", "remove", "test", "edit", "log"):
        assert "no watch 'trian'; did you mean train?" in filled.refuses("watch", command, "trian", code=2)


@pytest.mark.parametrize(
    ("arguments", "slow"),
    [
        (["watch", "list"], {"apprise", "jinja2", "prefect", "aiohttp", "lxml", "alembic"}),
        (["watch", "log", "train"], {"apprise", "jinja2", "prefect", "aiohttp", "lxml", "alembic"}),
        (["digest", "train", "--since", "2020-01-01"], {"apprise", "prefect", "aiohttp", "lxml", "alembic"}),
    ],
)
def test_looking_waits_for_no_service(filled, arguments, slow):
    add(filled, "train")
    code = (
        "import sys; from flows.cli import cli; cli(sys.argv[1:], standalone_mode=False); "
        f"sys.exit(' '.join({slow} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code, *arguments], env={"PYTHONPATH": str(ROOT)}, capture_output=True)
    assert ran.stderr.decode().splitlines()[-1] in {"", "nothing was told yet"}
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr.decode()


# --- changing ---------------------------------------------------------------------------------------------------------


def test_what_is_given_is_changed_and_all_else_stays(filled):
    add(filled, "train", "--every", "weekly", "--on", "friday", "--zone", "Asia/Tashkent")
    assert filled("watch", "edit", "train", "--at", "17:00").exit_code == 0
    [made] = listed(filled)
    assert made["schedule"] == {"every": "weekly", "at": "17:00", "weekday": 4, "zone": "Asia/Tashkent"}
    assert made["query"] == {"q": "train"}
    assert filled("watch", "edit", "train", "--tag", "sco", "--to", "xml://new.example").exit_code == 0
    [made] = listed(filled)
    assert made["query"] == {"tag": "sco"}
    assert [each["label"] for each in made["targets"]] == ["xml://new.example"]
    assert made["schedule"]["at"] == "17:00"
    assert "not closed" in filled.refuses("watch", "edit", "train", '"open', code=2)


def test_a_paused_watch_tells_nothing_until_it_is_resumed(filled):
    with Hook() as hook:
        add(filled, "waybill", *SINCE, to=hook.url())
        assert "`scowatch watch resume waybill`" in filled("watch", "pause", "waybill").stdout
        assert "waybill  paused" in filled("watch", "list").stdout
        assert filled("watch", "run").stdout == "messages sent: 0\n"
        assert filled("watch", "resume", "waybill").exit_code == 0
        assert filled("watch", "run").stdout == "messages sent: 1\n"


def test_a_watch_that_is_removed_is_forgotten(filled):
    add(filled, "train")
    assert filled("watch", "remove", "train").stdout == "removed train\n"
    assert listed(filled) == []


# --- testing, running, the log ----------------------------------------------------------------------------------------


def test_a_test_sends_a_marked_sample_and_counts_as_nothing_told(filled):
    with Hook() as hook:
        add(filled, "waybill", *SINCE, to=hook.url())
        result = filled("watch", "test", "waybill")
        assert (result.exit_code, result.stdout) == (0, f"json://127.0.0.1:{hook.port}: sent\n")
        assert filled("watch", "run").stdout == "messages sent: 1\n"
        sample, message = hook.posted
    assert sample.json["title"].startswith("[test] waybill: ")
    assert message.json["title"].startswith("waybill: ")
    assert "This is a test" in sample.json["message"]
    assert "This is a test" not in message.json["message"]


def test_a_test_that_fails_says_for_each_target_why(filled):
    with Hook() as hook:
        hook.answers["bad"] = 403
        result = filled("watch", "add", "waybill", "--to", hook.url("good"), "--to", hook.url("bad"))
        result = filled("watch", "test", "waybill")
    assert result.exit_code == 1
    good, bad = result.stdout.splitlines()
    assert good.endswith(": sent")
    assert "error=403" in bad


@pytest.mark.parametrize(("form", "begins"), [("text", "- "), ("markdown", "- ["), ("html", "<div ")])
def test_a_dry_run_prints_the_sample_and_sends_nothing(filled, form, begins):
    with Hook() as hook:
        add(filled, "waybill", to=hook.url())
        result = filled("watch", "test", "waybill", "--dry-run", "--format", form)
        assert (result.exit_code, result.stderr, hook.posted) == (0, "", [])
    title, _, body = result.stdout.partition("\n\n")
    assert title.startswith("[test] waybill: ")
    assert any(line.startswith(begins) for line in body.splitlines())


def test_a_sample_shows_the_three_newest_stories(filled):
    add(filled, "--lang", "ru", "--name", "news")
    title, _, body = filled("watch", "test", "news", "--dry-run").stdout.partition("\n\n")
    assert title == "[test] news: 3 stories"
    days = [line.split(", ")[1] for line in body.splitlines() if line.startswith("  ") and ", 20" in line]
    found = filled(
        "search", "--lang", "ru", "--order", "newest", "--originals", "--format", "jsonl"
    ).stdout.splitlines()
    assert days == [json.loads(line)["published"][:10] for line in found][:3]
    assert days[0] > json.loads(found[-1])["published"][:10]


def test_a_run_that_cannot_tell_says_so_and_the_log_why_and_when_it_is_tried_again(filled):
    add(filled, "waybill", *SINCE)
    assert filled("watch", "log").stderr == "nothing was told yet\n"
    result = filled("watch", "run")
    assert (result.exit_code, result.stdout) == (1, "messages sent: 0\n")
    assert "scowatch: waybill: json://127.0.0.1:1/…: A Connection error" in result.stderr
    line, why = filled("watch", "log", "waybill").stdout.splitlines()
    assert "pending  waybill: alert, 1 story to json://127.0.0.1:1/…" in line
    assert why.startswith("    1 tries; A Connection error")
    assert "; tried again from " in why
    [told] = [json.loads(each) for each in filled("watch", "log", "--json").stdout.splitlines()]
    assert (told["state"], told["tries"]) == ("pending", 1)
    assert "S3CRET" not in result.stderr + line + why + json.dumps(told)


# --- digest -----------------------------------------------------------------------------------------------------------


def test_a_digest_of_any_search_is_printed(filled, world_data):
    asked = ("digest", "--tag", "sco", "--since", "2026-11-01", "--until", "2026-12-01")
    sources = str(world_data.parent / "sources.toml")
    markdown = filled(*asked, sources=sources).stdout
    assert markdown.startswith("## sco: 14 stories, 2026-11-01 00:00 to 2026-12-01 00:00\n")
    assert "\n## Energy\n" in markdown
    assert "- [SCO transport ministers settle on single waybill for Caravan Line](<http://127.0.0.1:" in markdown
    html = filled(*asked, "--format", "html", sources=sources).stdout
    assert '<p lang="fa" dir="rtl"' in html
    assert "<h3>Said</h3>" in html
    assert filled(*asked, "--format", "text", sources=sources).stdout.startswith("sco: 14 stories")


def test_a_hostile_headline_is_harmless_in_a_printed_digest(filled):
    with closing(sqlite3.connect(filled.folder / "scowatch-data/archive.db")) as connection, connection:
        connection.execute("UPDATE article SET title = '[x](javascript:alert(1)) <img src=x onerror=y> @everyone'")
    asked = ("digest", "waybill", "--since", "2026-11-01", "--until", "2026-12-01", "--format")
    assert "<img" not in filled(*asked, "html").stdout
    assert "\\[x\\](javascript:alert(1)) &lt;img" in filled(*asked, "markdown").stdout
    assert "@everyone" not in filled(*asked, "text").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "2025-09-02", "--until", "2025-09-01"], "nothing lies between"),
        (["--tag", "scoo", "--since", "2020-01-01"], "knows 'scoo'; did you mean sco"),
        (['"open'], "not closed"),
    ],
)
def test_a_digest_that_cannot_be_asked_for_is_told_of(filled, arguments, told):
    assert told in filled.refuses("digest", *arguments, code=2)
