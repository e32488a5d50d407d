"""Two real workers on one frontier: no page twice, hosts as polite as with one, and one of them may be killed."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from extractors.records import Entry
from flows.session import now
from storage import open_archive
from storage.frontier import Listing
from storage.tables import article, frontier, host_lease, run
from tests.fleet import Fleet, fleet, kill, wait_until
from tests.postgres import PostgresError, of_system, running
from tests.recorder import Recorder, busiest, earliest

PAGES, HOSTS = 2_000, 20
DELAY, CONCURRENCY, BATCH = 0.25, 2, 50
BATCHES_UNDER_WAY = 3
ON_ITS_WAY = 1.0  # seconds by which a request may come late on a machine that is busy, and those after it seem early
SETTINGS = {
    "SCOWATCH_HOST_DELAY_SECONDS": str(DELAY),
    "SCOWATCH_HOST_CONCURRENCY": str(CONCURRENCY),
    "SCOWATCH_BATCH_PAGES": str(BATCH),
    "SCOWATCH_WORKERS": "1",
    "SCOWATCH_PAGE_SECONDS": "60",  # a busy machine is no fault of a page
}


@pytest.fixture(scope="module")
def site():
    with Recorder(hosts=HOSTS, latency_seconds=0.4) as recorder:
        yield recorder


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    try:
        with (
            running(tmp_path_factory.mktemp("postgres"), programs=of_system()) as url,
            fleet(url, tmp_path_factory.mktemp("fleet"), SETTINGS) as started,
        ):
            yield started
    except PostgresError as error:
        pytest.skip(str(error))


def fill(workers: Fleet, urls: list[str]) -> None:
    with open_archive(workers.archive_url, workers.folder / "data", create=True) as archive:
        key = archive.begin_run("backfill", "test:1:1", now(), is_alive=lambda _: True)
        archive.discover(key, [Entry(url=url) for url in urls], Listing(how="urls", origin="test"), now())
        archive.end_run(key, "completed", report={}, lines={}, now=now())


def rows(workers: Fleet, query):
    with open_archive(workers.archive_url, workers.folder / "data") as archive, archive.engine.connect() as connection:
        return connection.execute(query).all()


def test_two_workers_share_a_frontier_and_one_of_them_is_killed(site, workers):
    fill(workers, site.urls(PAGES))
    workers.run("flows", "deploy", "--pool", "news", "--drains", "0")
    with workers.worker("news", "first") as first, workers.worker("news", "second"):
        with ThreadPoolExecutor() as commands:
            asked = [commands.submit(workers.run, "prefect", "deployment", "run", "drain/news") for _ in range(2)]
        assert all(each.result() for each in asked)
        holders = select(func.count(host_lease.c.run_id.distinct())).where(host_lease.c.held_until > now())
        wait_until(lambda: rows(workers, holders)[0][0] == 2, "both drain")
        wait_until(lambda: len(site.fetched()) >= PAGES / 2, "half of the pages are fetched")
        kill(first)
        done = select(func.count()).where(frontier.c.state == "done")
        wait_until(lambda: rows(workers, done)[0][0] == PAGES, "all pages are stored")
        ended = select(func.count()).where(run.c.flow == "drain", run.c.state != "running")
        wait_until(lambda: rows(workers, ended)[0][0] == 2, "the second worker ends")

    assert rows(workers, select(func.count(), func.count(article.c.url.distinct()))) == [(PAGES, PAGES)]
    states = dict(
        rows(workers, select(run.c.state, func.max(run.c.id)).where(run.c.flow == "drain").group_by(run.c.state))
    )
    assert set(states) == {"interrupted", "completed"}
    twice = {path for path, times in site.fetched().items() if times > 1}
    assert len(site.fetched()) == PAGES
    assert max(site.fetched().values()) <= 2
    assert len(twice) <= BATCH * BATCHES_UNDER_WAY, "more than what the killed worker had under way"
    for host, requests in site.by_host().items():
        assert busiest(requests) <= CONCURRENCY, host
        assert earliest(requests, DELAY) <= ON_ITS_WAY, host
    nothing = json.loads(workers.run("flows", "drain", "--json"))
    assert (nothing["resumed"], nothing["pages_fetched"]) == (0, 0)
    [(report,)] = rows(workers, select(run.c.report).where(run.c.id == states["completed"]))
    assert report["stored"] > PAGES / 4
    flows = json.loads(workers.run("prefect", "flow-run", "ls", "-o", "json"))
    assert "COMPLETED" in {each["state_type"] for each in flows}
