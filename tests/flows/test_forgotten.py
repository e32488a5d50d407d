"""A page that was taken down is listed again and again, over real HTTP: nobody asks for it, and the counts add up."""

import asyncio
from datetime import UTC, datetime

import pytest

from storage import open_archive
from storage.care import check
from storage.forgetting import Target, forget, left
from storage.tombstones import Why
from tests.loopback import Site, rss, sources_toml
from tests.plain import ingest
from tests.prose import story

PATHS = [
    f"/news/{number}/{word}-council-meets" for number, word in ((101, "harbour"), (102, "mountain"), (103, "river"))
]


def html(number):
    head = f"<html lang=en><title>Council {number}</title><body><article><h1>Council {number}</h1>"
    return f"{head}<p>{story(100 * number)}</p>".encode()


@pytest.fixture
def site():
    with Site({path: ("text/html", html(number)) for number, path in enumerate(PATHS)}) as served:
        yield served


def serve(site, *paths):
    site.pages["/feed-0.xml"] = ("application/rss+xml", rss([f"{site.url}{path}" for path in paths]))


def test_a_page_that_was_taken_down_is_not_asked_for_again(site, user, monkeypatch):
    serve(site, *PATHS[:2])
    (user.folder / "sources.toml").write_text(sources_toml(site), "utf-8")
    for name, value in {
        "DATA_DIR": str(user.folder), "SOURCES": str(user.folder / "sources.toml"), "WORKERS": "1",
        "ALLOW_PRIVATE_ADDRESSES": "true", "HOST_DELAY_SECONDS": "0",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"SCOWATCH_{name}", value)
    assert asyncio.run(ingest())["stored"] == 2
    with open_archive(user.folder) as archive:
        url = f"{site.url}{PATHS[0]}"
        forget(archive, Target(what="page", name=url), Why(at=datetime.now(UTC)), is_alive=lambda _: False)
    serve(site, *PATHS)
    again = asyncio.run(ingest())
    assert (again["stored"], again["refused"]) == (1, {"forgotten": 1})
    assert again["entries_seen"] == again["known"] + again["new"] == 3
    assert again["new"] + again["resumed"] == again["stored"] + again["updated"] + again["unchanged"] + 1
    assert site.log[PATHS[0], 200] == 1
    with open_archive(user.folder) as archive:
        assert left(archive) == []
        assert list(check(archive)) == []
