"""Killed at any instant, a command leaves what `check` understands and the next call finishes; the kills are real."""

import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from storage import open_archive
from storage.care import check
from storage.forgetting import Limits, Target, finish, forget, left, prune
from storage.tombstones import Why
from tests.storage.forgetting.conftest import bring, secret, text_of

#: Steps between which a process is killed: every change of the names of files, every lock, and every commit.
STEPS = ("open", "os.remove", "os.rename", "fcntl.flock")
MOST = 150


def killed_at(step, work):
    """Do *work* in a fork that is killed before its so-many-th step; say whether it got that far."""
    child = os.fork()
    if child == 0:
        try:
            _count(step)
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _count(step):
    taken = [0]

    def stop(*_):
        taken[0] += 1
        if taken[0] == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(name, given):
        if name in STEPS and (name != "open" or "warc" in str(given[0])):
            stop()

    event.listen(Engine, "commit", stop)
    sys.addaudithook(hook)


def sound(archive):
    """Give what is wrong but for what is known to be unfinished."""
    return [each.name for each in check(archive, deep=True) if each.name != "erasures"]


def why(room):
    return Why(at=room.now)


@pytest.fixture
def closed(room):
    """An archive that is not open anywhere, and how to open it."""
    folder = Path(str(room.archive.pages)).parent
    for number in (3, 6):  # revisits of the next day
        lease = room.claim_edited(f"https://outlet0.example/news/{number}")
        room.settle(room.worked(lease, text_of(number), secret(number)), now=room.now + timedelta(days=1))
    room.archive.close()
    return room, lambda: open_archive(room.url, folder)


def test_forget_is_finished_by_the_next_call(closed):
    room, opened = closed
    target = Target(what="host", name="outlet1.example")

    def work():
        with opened() as archive:
            forget(archive, target, why(room), is_alive=lambda _: False)

    died = 0
    while killed_at(died + 1, work):
        died += 1
        assert died < MOST, "it never comes to an end"
        if died % 3 == 0:  # a look costs more than a kill
            with opened() as archive:
                assert sound(archive) == [], died
                assert len(archive.raw_pages(0, 100)) in {6, 9}
    assert died > 10
    with opened() as archive:
        assert left(archive) == []
        assert list(check(archive, deep=True)) == []
        assert archive.stats()["articles"] == 6
        assert len(archive.raw_pages(0, 100)) == 6


def test_prune_is_finished_by_the_next_call(closed):
    room, opened = closed

    def work():
        with opened() as archive:
            prune(archive, Limits(days=1), room.now + timedelta(days=2, hours=1))

    died = 0
    while killed_at(died + 1, work):
        died += 1
        assert died < MOST, "it never comes to an end"
        with opened() as archive:
            assert sound(archive) == [], died
    assert died > 3
    with opened() as archive:
        assert list(check(archive, deep=True)) == []
        assert archive.stats()["articles"] == 9
        assert archive.pruned_pages() == 7
        assert {raw.lease.url[-1] for raw in archive.raw_pages(0, 100)} == {"3", "6"}


def test_the_next_run_finishes_what_was_killed(closed):
    room, opened = closed

    def work():
        with opened() as archive:
            forget(
                archive, Target(what="page", name="https://outlet1.example/news/4"), why(room), is_alive=lambda _: False
            )

    step = 1
    with opened() as archive:
        before = archive.stats()["articles"]
    while killed_at(step, work):
        with opened() as archive:
            if archive.stats()["articles"] < before and any(each.name == "erasures" for each in check(archive)):
                break
        step += 1
        assert step < MOST
    with opened() as archive:
        assert left(archive) != []
        archive.begin_run("ingest", "desk", room.now, is_alive=lambda _: False)
        assert left(archive) == []
        assert list(check(archive)) == []


def test_two_at_once_both_come_to_an_end(closed):
    room, opened = closed
    children = []
    for name in ("outlet1.example", "outlet2.example"):
        child = os.fork()
        if child == 0:
            ended = 1
            try:
                with opened() as archive:
                    forget(archive, Target(what="host", name=name), why(room), is_alive=lambda _: False, thorough=False)
                ended = 0
            finally:
                os._exit(ended)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    with opened() as archive:
        assert left(archive) == []
        assert list(check(archive, deep=True)) == []
        assert archive.stats()["articles"] == 3


def test_what_a_killed_run_had_written_and_no_capture_speaks_of_goes_too(closed):
    room, opened = closed
    url = "https://outlet1.example/news/4"
    with opened() as archive:
        page = room.page(url, text_of(4).encode())
        archive.pages.append(page, "0" * 64, now=room.now + timedelta(days=1), same_as=None)
    with opened() as archive:
        done = forget(archive, Target(what="page", name=url), why(room), is_alive=lambda _: False)
        assert len(done.erased.rewritten) == 2
        assert left(archive) == []
        assert list(check(archive, deep=True)) == []


def test_a_file_that_a_run_has_open_waits_for_its_end(closed):
    room, opened = closed
    with opened() as run:
        bring(type(room)(run, room.now, room.run), 13)
        with opened() as archive:
            done = forget(
                archive, Target(what="page", name="https://outlet1.example/news/13"), why(room), is_alive=lambda _: True
            )
            assert len(done.erased.waiting) == 1
            assert not done.vacuumed
            assert any("still to be taken out" in each for each in left(archive))
    with opened() as archive:
        archive.begin_run("ingest", "desk", room.now, is_alive=lambda _: False)
        assert left(archive) == []
        assert list(check(archive)) == []


def test_pages_are_forgotten_while_a_run_stores_others(closed):
    """The run keeps its file open, and holds leases on what is forgotten under its hands."""
    room, opened = closed
    with opened() as run:
        at_work, brought, stop = type(room)(run, room.now, room.run), [], threading.Event()
        held = [at_work.claim_edited(f"https://outlet1.example/news/{number}", hours=5) for number in (1, 4)]

        def work():
            while not stop.is_set() and len(brought) < 200:
                brought.append(bring(at_work, 20 + len(brought)))

        worker = threading.Thread(target=work)
        worker.start()
        try:
            with opened() as archive:
                for number in (1, 4, 7):
                    name = f"https://outlet1.example/news/{number}"
                    forget(archive, Target(what="page", name=name), why(room), is_alive=lambda _: True)
        finally:
            stop.set()
            worker.join()
        ended = at_work.settle(*(at_work.worked(lease, text_of(99)) for lease in held))
        assert {each.reason for each in ended} == {"forgotten"}
    assert brought
    with opened() as archive:
        finish(archive, room.now)
        assert left(archive) == []
        assert list(check(archive, deep=True)) == []
        assert archive.stats()["articles"] == 6 + len(brought)
