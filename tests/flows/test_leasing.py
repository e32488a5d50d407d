"""The leases of a run: it waits for hosts that others hold, keeps what it works on, and stops when that is lost."""

import asyncio
import threading
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from config.errors import StorageError
from config.settings import Settings, load_settings
from extractors.records import Entry, Failed
from flows.failures import FetchError
from flows.session import Session, session
from flows.stages import drain_batch
from storage.frontier import Listing
from storage.tables import frontier, host_lease
from tests.recorder import article
from tests.servers import HostileServer, reply

PAGE = reply(200, article(1), Content_Type="text/html")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: None) -> Settings:
    monkeypatch.chdir(tmp_path)
    given = {"contact": "desk@example.org", "allow_private_addresses": True, "host_delay_seconds": 0, "workers": 1}
    return load_settings(**given, batch_pages=1, lease_seconds=600)


def drained(settings: Settings, urls: list[str], work) -> None:
    """Do *work* with two sessions on one archive, in whose frontier are *urls*."""

    async def run() -> None:
        async with AsyncExitStack() as stack:
            one, two = [await stack.enter_async_context(session(settings, "drain")) for _ in range(2)]
            listing = Listing(how="urls", origin="test")
            one.archive.discover(one.run, [Entry(url=url) for url in reversed(urls)], listing, datetime.now(UTC))
            await work(one, two)

    asyncio.run(asyncio.wait_for(run(), 120))


def test_a_run_waits_for_a_host_that_another_holds_and_gets_it_then(settings, server: HostileServer):
    asked, go_on = threading.Event(), threading.Event()

    def slow(talk) -> None:
        asked.set()
        go_on.wait(60)
        talk.send(PAGE)

    server.answers.update({"/1": slow, "/2": PAGE})

    async def work(one: Session, two: Session) -> None:
        async with one.leases.kept(), two.leases.kept():
            first = asyncio.create_task(drain_batch(one))
            await asyncio.to_thread(asked.wait, 60)
            two.leases.patience_seconds = 0
            assert await drain_batch(two) == 0, "who has no patience goes without"
            two.leases.patience_seconds = 60
            second = asyncio.create_task(drain_batch(two))
            await asyncio.sleep(1.5)
            assert not second.done()
            assert "/2" not in server.paths()
            go_on.set()
            assert (await first, await second) == (1, 1)
            assert await drain_batch(two) == 0, "nothing is due any more: that is not waited for"
        assert one.report.total("stored") + two.report.total("stored") + two.report.total("duplicate") == 2

    drained(settings, [server.url("/1"), server.url("/2")], work)
    assert server.paths() == ["/robots.txt", "/1", "/2"], "the second run knows the rules from the first"


def test_a_long_batch_does_not_lose_its_lease(settings, server: HostileServer):
    server.answers["/1"] = lambda talk: (talk.pause(2.0), talk.send(PAGE))

    async def work(one: Session, two: Session) -> None:
        two.leases.patience_seconds = 0
        async with one.leases.kept():
            first = asyncio.create_task(drain_batch(one))
            while not first.done():
                await asyncio.sleep(0.3)
                assert await drain_batch(two) == 0
        assert one.report.total("stored") == 1

    short = settings.model_copy(update={"lease_seconds": 0.9})
    drained(short, [server.url("/1")], work)
    assert server.paths().count("/1") == 1


def expire(opened: Session) -> None:
    """Let all leases of a run have run out, as they have for a machine that slept."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with opened.archive.engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(frontier).where(frontier.c.run_id == opened.run).values(leased_until=past))
        connection.execute(update(host_lease).where(host_lease.c.run_id == opened.run).values(held_until=past))
    opened.leases._sure_until = 0.0


def test_after_a_long_sleep_no_request_is_sent_where_another_run_has_taken_over(settings, server: HostileServer):
    server.answers["/1"] = PAGE

    async def work(one: Session, two: Session) -> None:
        [lost] = await one.leases.claim(None, rechecks=False)
        expire(one)
        assert [each.id for each in await two.leases.claim(None, rechecks=False)] == [lost.id]
        with pytest.raises(FetchError, match="others took 1 URLs over"):
            await one.leases.admit()
        answer = await one.fetcher.get(lost.fetch_url)
        assert isinstance(answer, Failed)
        assert (answer.reason, answer.attempted) == ("lease_lost", False)

    drained(settings, [server.url("/1")], work)
    assert server.paths() == []


def test_a_run_that_lost_its_leases_stops(settings, server: HostileServer, monkeypatch):
    monkeypatch.setattr("flows.leasing.BEAT_SECONDS", 0.1)

    async def work(one: Session, two: Session) -> None:
        async def go_on() -> None:
            async with one.leases.kept():
                await asyncio.sleep(60)

        await one.leases.claim(None, rechecks=False)
        expire(one)
        await two.leases.claim(None, rechecks=False)
        with pytest.raises(ExceptionGroup) as group:
            await go_on()
        assert group.group_contains(StorageError, match="were not renewed for 600 seconds")

    drained(settings, [server.url("/1")], work)


def test_after_a_long_sleep_work_goes_on_where_nobody_has_taken_over(settings, server: HostileServer):
    server.answers["/1"] = PAGE

    async def work(one: Session, _two: Session) -> None:
        [lease] = await one.leases.claim(None, rechecks=False)
        expire(one)
        await one.leases.admit()
        assert not isinstance(await one.fetcher.get(lease.fetch_url), Failed)

    drained(settings, [server.url("/1")], work)
