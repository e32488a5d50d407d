"""Many polls, few transactions; a poll that can't be stored stops nobody else."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import StorageError
from config.sources import Source
from extractors.records import Entry
from flows.writer import MOST_AT_A_TIME, PollWriter
from storage import open_archive
from storage.sources import Planned, Polled
from storage.tables import frontier

NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)
PLANNED = Planned(next_poll_at=NOW + timedelta(hours=1), silent_since=None, rhythm={})


@pytest.fixture
def desk(tmp_path):
    """An archive with a run in it, and the states of 1,200 sources."""
    with open_archive(f"sqlite:///{tmp_path / 'archive.db'}", tmp_path, create=True) as archive:
        run = archive.begin_run("ingest", "desk", NOW, is_alive=lambda _: True)
        listed = [
            Source(slug=f"s{n}", name="S", country=None, language=None, kind="feed", url=f"https://s{n}.example/rss")
            for n in range(1200)
        ]
        yield archive, run, archive.sync_sources(listed)


def polled(state):
    return Polled(state=state, at=NOW, entries=(Entry(url=f"{state.source.url}/1"), Entry(url=f"{state.source.url}/2")))


def test_polls_that_come_together_are_stored_in_few_transactions(desk):
    archive, run, states = desk
    batches = []

    def store(polls):
        batches.append(len(polls))
        return archive.note_polls(run, polls)

    async def put_all():
        writer = PollWriter(store)
        return await asyncio.gather(*(writer.put(polled(state), lambda _: PLANNED) for state in states))

    noted = asyncio.run(put_all())
    assert [each.found.new for each in noted] == [2] * len(states)
    assert sum(batches) == len(states)
    assert len(batches) <= 4
    assert max(batches) <= MOST_AT_A_TIME
    with archive.engine.connect() as connection:
        assert len(connection.execute(frontier.select()).all()) == 2 * len(states)


def test_a_poll_alone_is_stored_at_once_and_the_next_one_too(desk):
    archive, run, states = desk

    async def one_by_one():
        writer = PollWriter(lambda polls: archive.note_polls(run, polls))
        return [(await writer.put(polled(state), lambda _: PLANNED)).found.new for state in states[:3]]

    assert asyncio.run(one_by_one()) == [2, 2, 2]


def test_only_the_poll_that_cannot_be_stored_fails(desk):
    archive, run, states = desk
    naive = Planned(next_poll_at=NOW.replace(tzinfo=None), silent_since=None, rhythm={})

    async def put_all():
        writer = PollWriter(lambda polls: archive.note_polls(run, polls))
        plans = [naive if n == 7 else PLANNED for n in range(20)]
        polls = (writer.put(polled(s), lambda _, p=p: p) for s, p in zip(states, plans, strict=False))
        return await asyncio.gather(*polls, return_exceptions=True)

    ended = asyncio.run(put_all())
    assert [type(each) is StorageError for each in ended] == [n == 7 for n in range(20)]
    assert "s7" in str(ended[7])
    with archive.engine.connect() as connection:
        assert len(connection.execute(frontier.select()).all()) == 2 * 19


def test_who_stops_waiting_holds_nobody_up(desk):
    archive, run, states = desk
    go = threading.Event()

    def store(polls):
        assert go.wait(10)
        return archive.note_polls(run, polls)

    async def put_two():
        writer = PollWriter(store)
        impatient = asyncio.create_task(writer.put(polled(states[0]), lambda _: PLANNED))
        patient = asyncio.create_task(writer.put(polled(states[1]), lambda _: PLANNED))
        await asyncio.sleep(0.01)
        impatient.cancel()
        go.set()
        return await patient

    assert asyncio.run(put_two()).found.new == 2
