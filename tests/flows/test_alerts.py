"""Telling, end to end: a real archive, real processes, real HTTP and SMTP, and what goes wrong on the way."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import load_settings
from flows.alerts import tell
from flows.commands.options import open_given
from tests.letterboxes import Hook, MailServer, hang

ROOT = Path(__file__).resolve().parents[2]
WAYBILL = "waybill"  # a wire story of the sample world, with two copies
SINCE = ("--since", "2020-01-01", "--old")


@pytest.fixture
def hook():
    with Hook() as running:
        yield running


@pytest.fixture(autouse=True)
def listed(filled, world_data):
    """The list of sources that the archive was filled from."""
    os.environ["SCOWATCH_SOURCES"] = str(world_data.parent / "sources.toml")


def watch(user, *arguments, to, name="watch"):
    targets = [each for url in to for each in ("--to", url)]
    result = user("watch", "add", *arguments, "--name", name, *targets, *SINCE)
    assert (result.exit_code, result.stderr) == (0, "")


def run(after=timedelta(0)):
    """Tell, some time from now."""
    settings = load_settings()
    with open_given(settings) as archive:
        return tell(archive, settings, datetime.now(UTC) + after)


def log(name="watch"):
    with open_given() as archive:
        return archive.watch_log(name, limit=None)


def change(user, statement, *values):
    with closing(sqlite3.connect(user.folder / "scowatch-data/archive.db")) as connection, connection:
        connection.execute(statement, values)


def process(*code, **settings):
    """A real process in this folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, *code]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


# --- told -------------------------------------------------------------------------------------------------------------


def test_a_story_reaches_every_target_once(filled, hook):
    watch(filled, WAYBILL, to=[hook.url("a"), hook.url("b", "xml")])
    told = run()
    assert (told.messages, told.problems) == (2, [])
    [posted] = hook.at("a")
    assert posted.json["title"].startswith("watch: ")
    assert "3 articles: Meridian Wire, The Steppe Herald, The Port Ellory Lantern" in posted.json["message"]
    assert "http://127.0.0.1:" in posted.json["message"]
    assert len(hook.at("b")) == 1
    assert run().messages == 0
    assert len(hook.posted) == 2
    assert {line.state for line in log()} == {"sent"}


def test_many_stories_are_one_message_that_says_how_many_it_leaves_out(filled, hook):
    watch(filled, "--originals", to=[hook.url(), "json://127.0.0.1:1/"])
    with open_given() as archive:
        change(filled, "UPDATE article SET agency = NULL")
        stories = archive.stats()["stories"]
    assert run().messages == 1
    [posted] = hook.posted
    assert posted.json["title"].startswith("watch: ")
    assert posted.json["message"].count("\n- ") + 1 == 20
    assert f"and {log()[0].stories - 20} more: scowatch search --originals --order newest" in posted.json["message"]
    assert 20 < log()[0].stories <= stories


def test_a_digest_by_mail_has_headings_links_and_what_was_not_heard_of(filled):
    with MailServer() as server:
        watch(filled, "--tag", "sco", "--every", "daily", "--at", "08:00", to=[server.url()])
        assert run().messages == 0
        assert run(timedelta(days=1)).messages == 1
        assert run(timedelta(days=1)).messages == 0
        assert run(timedelta(days=3)).messages == 1, "a day without news is told of too"
    first, second = server.mails
    assert "14 stories" in first.message["Subject"]
    html, plain = first.part("html"), first.part("plain")
    assert '<p lang="fa" dir="rtl"' in html
    assert '<a href="http://127.0.0.1:' in html
    assert "http://127.0.0.1:" in plain
    for part in (html, plain):
        assert "From the archive" in part
        assert "Energy" not in part.partition("From the archive")[0]
        assert "Edited" in part
        assert "hollow-creek-bugle" in part.partition("Not heard of")[2]
    assert "no stories" in second.message["Subject"]
    assert "No story answered" in second.part("html")


def test_a_watch_that_cannot_be_asked_keeps_no_other_waiting(filled, hook):
    watch(filled, WAYBILL, "--source", "meridian-wire", to=[hook.url("a")], name="broken")
    watch(filled, WAYBILL, to=[hook.url("b")], name="sound")
    change(filled, "UPDATE source SET slug = 'renamed' WHERE slug = 'meridian-wire'")
    told = run()
    assert told.messages == 1
    [problem] = told.problems
    assert problem.startswith("broken: no source 'meridian-wire'")
    assert (len(hook.at("a")), len(hook.at("b"))) == (0, 1)
    assert "could not be asked: no source" in filled("watch", "list").stdout


# --- not told ---------------------------------------------------------------------------------------------------------


def test_a_target_that_fails_or_hangs_keeps_no_other_waiting_and_is_tried_again(filled, hook):
    hook.answers.update(broken=[500, 200], slow=[hang, 200])
    watch(filled, WAYBILL, to=[hook.url("broken"), hook.url("slow", rto="0.3"), hook.url("sound")])
    told = run()
    assert told.messages == 1
    assert len(hook.at("sound")) == 1
    hung, failed = sorted(told.problems)
    beginning = f"watch: json://127.0.0.1:{hook.port}/…: "
    assert hung.startswith(
        f"{beginning}A Connection error occurred sending JSON notification to 127.0.0.1. (Read timed"
    )
    assert failed.startswith(
        f"{beginning}Failed to send JSON POST notification: Internal server error., error=500.; tried"
    )
    assert run(timedelta(minutes=4)).messages == 0
    told = run(timedelta(minutes=6))
    assert (told.messages, told.problems) == (2, [])
    assert [len(hook.at(path)) for path in ("broken", "slow", "sound")] == [2, 2, 1]
    assert {line.state for line in log()} == {"sent"}


def test_all_that_waited_for_a_target_goes_out_in_one_message(filled, hook):
    hook.answers["a"] = [500, 200]
    watch(filled, "--tag", "sco", "--lang", "ru", to=[hook.url("a")])
    first = run()
    assert "tried again from" in first.problems[0]
    change(filled, 'UPDATE watch SET query = \'{"tag": "sco", "lang": "en"}\'')
    assert run(timedelta(minutes=1)).problems == []
    assert len(log()) == 2
    assert run(timedelta(minutes=6)).messages == 1
    [_, posted] = hook.at("a")
    assert f"{sum(line.stories for line in log())} stories" in posted.json["title"]
    assert {line.state for line in log()} == {"sent"}


def test_a_target_that_fails_is_asked_once_a_run_however_much_waits_for_it(filled, hook):
    hook.answers["a"] = [500, 500, 200]
    watch(filled, "--tag", "sco", "--every", "daily", to=[hook.url("a")])
    assert run(timedelta(days=1)).messages == 0
    assert run(timedelta(days=2)).messages == 0
    assert len(hook.at("a")) == 2
    assert run(timedelta(days=2, minutes=20)).messages == 2, "each digest by itself"
    assert [line.state for line in log()] == ["sent", "sent"]


def test_a_message_that_cannot_be_written_or_a_target_that_is_none_any_more_is_a_problem_and_no_crash(filled, hook):
    watch(filled, WAYBILL, to=[hook.url("a"), hook.url("b")])
    change(filled, "UPDATE watch_target SET url = 'gone://secret' WHERE url LIKE '%/a'")
    told = run()
    assert told.messages == 1
    [problem] = told.problems
    assert "the target gone://…: no service is called so" in problem
    assert "secret" not in problem


def test_given_up_is_said_and_resuming_sends_it(filled, hook):
    hook.answers["a"] = [500] * 10 + [200]
    watch(filled, WAYBILL, to=[hook.url("a")])
    endings = [run(timedelta(days=2 * day)).problems[0].rpartition("; ")[2] for day in range(10)]
    assert endings[-1] == "given up"
    assert all(each.startswith("tried again from") for each in endings[:-1])
    assert run(timedelta(days=90)).messages == 0
    assert filled("watch", "resume", "watch").exit_code == 0
    assert run().messages == 1


# --- killed -----------------------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
import {module}

def end(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

{module}.{name} = end
from flows.cli import main
sys.argv = ["scowatch", "watch", "run"]
main()
"""


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("storage.archive", "Archive.claim_posts"),  # decided, and nobody holds it
        ("flows.sending", "Door.send"),  # held by who is dead
    ],
)
def test_a_run_that_is_killed_between_deciding_and_sending_loses_and_repeats_nothing(filled, hook, module, name):
    watch(filled, WAYBILL, to=[hook.url("a"), hook.url("b")])
    killed = process("-c", KILLED.format(module=module, name=name))
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert hook.posted == []
    assert [line.state for line in log()] == ["pending"] * 2
    assert run().messages == 2
    assert run().messages == 0
    assert (len(hook.at("a")), len(hook.at("b"))) == (1, 1)


def test_a_run_that_is_killed_before_it_has_decided_loses_nothing(filled, hook):
    watch(filled, WAYBILL, to=[hook.url()])
    killed = process("-c", KILLED.format(module="storage.outbox", name="_note"))
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert log() == []
    assert run().messages == 1


def test_a_run_that_is_killed_while_it_sends_sends_once_more_and_no_more(filled, hook):
    hook.answers["a"] = [hang, 200]
    watch(filled, WAYBILL, to=[hook.url("a")])
    killed = process("-m", "flows", "watch", "run")
    deadline = datetime.now(UTC) + timedelta(seconds=60)
    while not hook.at("a"):
        assert datetime.now(UTC) < deadline
        assert killed.poll() is None
    killed.kill()
    killed.communicate(timeout=60)
    assert run().messages == 1
    assert run().messages == 0
    assert len(hook.at("a")) == 2


def test_two_runs_at_once_tell_once(filled, hook):
    watch(filled, WAYBILL, to=[hook.url("a"), hook.url("b")])
    runs = [process("-m", "flows", "watch", "run") for _ in range(3)]
    for each in runs:
        each.communicate(timeout=60)
        assert each.returncode == 0
    assert (len(hook.at("a")), len(hook.at("b"))) == (1, 1)
