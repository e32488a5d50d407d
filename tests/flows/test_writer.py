"""Many polls, few transactions; a poll that can't be stored stops nobody else."""

import asyncio
import pickle
import threading
from datetime import UTC, datetime

import psutil
import pytest

from config.errors import ConfigError, StorageError, UnavailableError
from config.sources import Source
from extractors.records import Entry
from flows.outcomes import Listed, PollBounds
from flows.writer import MOST_AT_A_TIME, PollWriter
from storage import open_archive
from storage.sources import Polled
from storage.tables import frontier, source

NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)
BOUNDS = PollBounds(
    shortest_seconds=300, longest_seconds=43_200, failure_delay_seconds=300, failure_limit_seconds=86_400
)
CHANGED = Listed(verdict="changed", window=2)


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


def polled(state, **fields):
    entries = (Entry(url=f"{state.source.url}/1"), Entry(url=f"{state.source.url}/2"))
    return Polled(**{"state": state, "at": NOW, "entries": entries, **fields})


def put_all(desk, polls, *, apart=None):
    """Put *polls* at once; give what each ended as."""
    archive, run, _ = desk

    async def put():
        writer = PollWriter(archive, run, BOUNDS)
        if apart:
            writer.store_apart(f"sqlite:///{apart / 'archive.db'}", apart)
        try:
            return await asyncio.gather(*(writer.put(each, CHANGED) for each in polls), return_exceptions=True)
        finally:
            writer.close()

    return asyncio.run(put())


def stored(archive):
    with archive.engine.connect() as connection:
        return len(connection.execute(frontier.select()).all())


@pytest.mark.parametrize("apart", [False, True], ids=["in a thread", "in a process"])
def test_polls_that_come_together_are_stored_in_few_transactions(desk, tmp_path, apart):
    archive, _, states = desk
    noted = put_all(desk, [polled(state) for state in states], apart=tmp_path if apart else None)
    assert [each.found.new for each in noted] == [2] * len(states)
    assert stored(archive) == 2 * len(states)
    with archive.engine.connect() as connection:
        rows = connection.execute(source.select()).all()
    assert all(row.next_poll_at > NOW and row.full_from and row.rhythm["window"] == 2 for row in rows)


def test_ten_thousand_polls_share_few_transactions(desk):
    archive, run, states = desk
    batches = []

    class Counting:
        def note_polls(self, run, polls):
            batches.append(len(polls))
            return archive.note_polls(run, polls)

    put_all((Counting(), run, states), [polled(state) for state in states])
    assert sum(batches) == len(states)
    assert len(batches) <= 4
    assert max(batches) <= MOST_AT_A_TIME


def test_a_poll_alone_is_stored_at_once_and_the_next_one_too(desk):
    archive, run, states = desk

    async def one_by_one():
        writer = PollWriter(archive, run, BOUNDS)
        return [(await writer.put(polled(state), CHANGED)).found.new for state in states[:3]]

    assert asyncio.run(one_by_one()) == [2, 2, 2]


@pytest.mark.parametrize("apart", [False, True], ids=["in a thread", "in a process"])
def test_only_the_poll_that_cannot_be_stored_fails(desk, tmp_path, apart):
    archive, _, states = desk
    naive = NOW.replace(tzinfo=None)
    polls = [polled(state, **({"at": naive} if n == 7 else {})) for n, state in enumerate(states[:20])]
    ended = put_all(desk, polls, apart=tmp_path if apart else None)
    assert [isinstance(each, Exception) for each in ended] == [n == 7 for n in range(20)]
    assert stored(archive) == 2 * 19


def test_a_process_that_the_system_takes_is_replaced_by_a_thread(desk, tmp_path):
    archive, run, states = desk

    async def put():
        writer = PollWriter(archive, run, BOUNDS)
        writer.store_apart(f"sqlite:///{tmp_path / 'archive.db'}", tmp_path)
        first = await writer.put(polled(states[0]), CHANGED)
        for each in psutil.Process().children():
            if "spawn_main" in " ".join(each.cmdline()):
                each.kill()
        rest = await asyncio.gather(*(writer.put(polled(state), CHANGED) for state in states[1:20]))
        writer.close()
        return [first, *rest]

    assert [each.found.new for each in asyncio.run(put())] == [2] * 20
    assert stored(archive) == 2 * 20


def test_when_nothing_can_be_stored_all_are_told_at_once(desk):
    _, run, states = desk
    tries = []

    class Full:
        def note_polls(self, run, polls):
            tries.append(len(polls))
            raise UnavailableError("store it", "the disk is full")

    ended = put_all((Full(), run, states), [polled(state) for state in states[:20]])
    assert {type(each) for each in ended} == {UnavailableError}
    assert len(tries) <= 2, "each was tried alone"


def test_who_stops_waiting_holds_nobody_up(desk):
    archive, run, states = desk
    go = threading.Event()

    class Slow:
        def note_polls(self, run, polls):
            assert go.wait(10)
            return archive.note_polls(run, polls)

    async def put_two():
        writer = PollWriter(Slow(), run, BOUNDS)
        impatient = asyncio.create_task(writer.put(polled(states[0]), CHANGED))
        patient = asyncio.create_task(writer.put(polled(states[1]), CHANGED))
        await asyncio.sleep(0.01)
        impatient.cancel()
        go.set()
        return await patient

    assert asyncio.run(put_two()).found.new == 2


def test_an_error_of_the_archive_leaves_a_process_as_it_was():
    for error in (StorageError("store it", "the disk is full"), ConfigError("settings", "nonsense")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
