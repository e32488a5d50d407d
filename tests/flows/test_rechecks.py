"""An ingest looks again at fresh pages, over real HTTP: edits, pages that flap, that vanish, and that come back."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from config.settings import load_settings
from flows.session import session
from flows.stages import drain_batch
from storage import Archive, open_archive
from storage.care import check
from storage.edits import EditQuery
from storage.tables import article, capture, frontier, version
from tests.loopback import Site, rss, sources_toml
from tests.plain import ingest

TEXT = (
    "The council of the harbour town met for the second time and agreed on the new lighthouse. It will cost 12 million"
    " crowns, said the mayor Ada Lindt, and stand on the rock before the pier. The fishermen have waited for it since"
    " the great storm, in which three of their boats were lost, and they call it a good day for the town."
)
EDITED = TEXT.replace("12 million", "14 million")
PATH = "/news/lighthouse.html"


def html(text: str) -> bytes:
    return (
        f"<html lang=en><title>Lighthouse agreed</title><body><article><h1>Lighthouse agreed</h1><p>{text}</p>".encode()
    )


@dataclass
class Newsroom:
    """A site with one article, and the archive that follows it."""

    site: Site
    user: Any  # who asks the archive: see conftest

    @property
    def folder(self) -> Path:
        return self.user.folder

    def serve(self, text: str) -> None:
        self.site.pages[PATH] = ("text/html; charset=utf-8", html(text))

    def run(self) -> dict[str, Any]:
        return asyncio.run(ingest())

    def open(self) -> Archive:
        return open_archive(f"sqlite:///{self.folder}/archive.db", self.folder)

    def wait(self) -> None:
        """Let time pass until the next look is due, as far as the archive can tell."""
        with self.open() as archive, archive.engine.execution_options(writes=True).begin() as connection:
            for row in connection.execute(select(frontier.c.id, frontier.c.recheck_at)).all():
                moment = row.recheck_at and row.recheck_at - timedelta(days=1)
                connection.execute(update(frontier).where(frontier.c.id == row.id).values(recheck_at=moment))
            for row in connection.execute(select(article.c.id, article.c.vanished_at)).all():
                moment = row.vanished_at and row.vanished_at - timedelta(hours=2)
                connection.execute(update(article).where(article.c.id == row.id).values(vanished_at=moment))

    def rows(self, table: Any) -> list[Any]:
        with self.open() as archive, archive.engine.connect() as connection:
            return list(connection.execute(select(table).order_by(table.c.id)).all())


@pytest.fixture
def newsroom(user: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    for name, value in {
        "DATA_DIR": user.folder, "SOURCES": user.folder / "sources.toml", "ALLOW_PRIVATE_ADDRESSES": "true",
        "HOST_DELAY_SECONDS": "0", "WORKERS": "1",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"SCOWATCH_{name}", str(value))
    with Site({}) as site:
        site.pages["/feed-0.xml"] = ("application/rss+xml", rss([f"{site.url}{PATH}"]))
        (user.folder / "sources.toml").write_text(sources_toml(site), "utf-8")
        room = Newsroom(site, user)
        room.serve(TEXT)
        assert room.run()["stored"] == 1
        yield room


def counts(report: dict[str, Any]) -> dict[str, Any]:
    names = ("resumed", "pages_fetched", "updated", "unchanged", "failed", "refused", "pending")
    return {name: report[name] for name in names if report[name]}


def test_a_page_is_looked_at_again_when_it_is_due_and_not_before(newsroom):
    assert counts(newsroom.run()) == {}
    newsroom.wait()
    assert counts(newsroom.run()) == {"resumed": 1, "unchanged": 1}
    assert newsroom.site.log[PATH, 304] == 1, "a conditional request"
    assert (len(newsroom.rows(capture)), counts(newsroom.run())) == (1, {})


def test_an_edit_is_found_without_any_listing_that_shows_it(newsroom):
    newsroom.serve(EDITED)
    newsroom.wait()
    assert counts(newsroom.run()) == {"resumed": 1, "pages_fetched": 1, "updated": 1}
    [row] = newsroom.rows(article)
    assert "14 million" in row.text
    [kept] = newsroom.rows(version)
    assert (kept.significance, [each["kind"] for each in kept.changes]) == ("significant", ["number"])
    printed = newsroom.user("edits", "--significant").stdout
    assert "Lighthouse agreed" in printed
    assert "number    “12” → “14”" in printed
    [line] = newsroom.user("edits", "--json").stdout.splitlines()
    assert json.loads(line)["changes"] == kept.changes
    shown = newsroom.user("show", "1").stdout
    assert ": significant\n    ! number    “12” → “14”\n" in shown
    with newsroom.open() as archive:
        assert list(check(archive)) == []


def test_a_flapping_page_leaves_two_versions(newsroom):
    for text in (EDITED, TEXT, EDITED, TEXT, EDITED):
        newsroom.serve(text)
        newsroom.wait()
        newsroom.run()
    assert sorted(each.times for each in newsroom.rows(version)) == [3, 3]
    assert "14 million" in newsroom.rows(article)[0].text


def test_a_page_that_is_missing_twice_has_vanished_and_may_return(newsroom):
    page = newsroom.site.pages.pop(PATH)
    newsroom.wait()
    assert counts(newsroom.run()) == {"resumed": 1, "failed": {"http_404": 1}}
    with newsroom.open() as archive:
        assert list(archive.vanished(EditQuery())) == []
    newsroom.wait()
    assert counts(newsroom.run()) == {"resumed": 1, "failed": {"http_404": 1}}
    assert "http_404" in newsroom.user("edits", "--vanished").stdout
    assert "its page has vanished: http_404" in newsroom.user("show", "1").stdout
    newsroom.site.pages[PATH] = page
    newsroom.wait()
    assert counts(newsroom.run()) == {"resumed": 1, "pages_fetched": 1, "unchanged": 1}
    [row] = newsroom.rows(article)
    assert (row.vanished_at, row.returned_at is not None, "12 million" in row.text) == (None, True, True)
    assert newsroom.user("edits", "--vanished").stdout == ""


def test_a_page_that_says_it_is_not_there_is_no_edit(newsroom):
    missing = b"<html lang=en><title>Page not found</title><body><h1>Page not found</h1><p>Sorry, it is not here.</p>"
    newsroom.site.pages[PATH] = ("text/html", missing)
    for status in (None, "soft_404"):
        newsroom.wait()
        assert counts(newsroom.run()) == {"resumed": 1, "pages_fetched": 1, "refused": {"soft_404": 1}}
        [row] = newsroom.rows(article)
        assert (row.vanished_status, "12 million" in row.text) == (status, True)
    assert newsroom.rows(version) == []


def test_a_410_is_believed_at_once(newsroom):
    newsroom.site.gone.add(PATH)
    newsroom.wait()
    assert counts(newsroom.run()) == {"resumed": 1, "failed": {"http_410": 1}}
    [row] = newsroom.rows(article)
    assert (row.vanished_status, "12 million" in row.text) == ("http_410", True)


def test_a_backfill_leaves_pages_that_are_due_again_to_the_next_ingest(newsroom):
    newsroom.wait()

    async def drain() -> int:
        async with session(load_settings(), "backfill") as opened:
            return await drain_batch(opened)

    assert asyncio.run(drain()) == 0
    assert counts(newsroom.run()) == {"resumed": 1, "unchanged": 1}


def test_without_hours_nothing_is_looked_at_again(newsroom, monkeypatch):
    monkeypatch.setenv("SCOWATCH_RECHECK_HOURS", "")
    newsroom.wait()
    assert counts(newsroom.run()) == {"resumed": 1, "unchanged": 1}
    assert [row.recheck_at for row in newsroom.rows(frontier)] == [None]
