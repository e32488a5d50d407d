"""Filling gaps: what a window lost is found where the outlet keeps it, and nothing is believed without a witness."""

import asyncio
import re
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from config.settings import load_settings
from config.sources import Source
from extractors.records import Dated, Entry
from flows import gaps
from flows.fetch import Fetcher
from flows.gaps import Seen, Sifted, judge, proves, repair, sift
from flows.outlets import archived_as, sitemaps_of
from flows.session import fetch_limits, session
from storage.frontier import Listing
from storage.gaps import Gap, note
from storage.tables import discovery, frontier
from tests.loopback import Site

HOUR = timedelta(hours=1)
NAME = "herald.example.org"
NOON = datetime(2025, 9, 10, 12, tzinfo=UTC)
GAP = Gap(
    id=1, source_id=1, slug="herald", since=NOON, until=NOON + 10 * HOUR, found_at=NOON, state="open", tries=0,
    next_try_at=NOON, filled_by=None, brought=0, detail=None,
)  # fmt: skip


def dated(moment: datetime, precision: str = "second") -> Dated:
    return Dated(value=moment, zone_known=True, precision=precision, place="sitemap", raw="")


def entry(name: str = "rain-over-the-old-harbour", *, published=None, updated=None, day: int | None = None) -> Entry:
    """An entry dated in hours after the beginning of the gap, or by day."""
    if day is not None:
        published = dated(NOON.replace(hour=0) + timedelta(days=day), "day")
    elif published is not None:
        published = dated(NOON + published * HOUR)
    return Entry(
        url=f"https://herald.example/{name}", published=published,
        updated=None if updated is None else dated(NOON + updated * HOUR),
    )  # fmt: skip


# --- which side of the gap an entry is on -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "side"),
    [
        (entry(published=0), "before"),
        (entry(published=0.1), "inside"),
        (entry(published=9.9), "inside"),
        (entry(published=10), "after"),
        (entry(day=-1), "before"),
        (entry(day=0), "inside"),
        (entry(day=1), "after"),
        (entry("2025/09/09/rain"), "before"),
        (entry("2025/09/10/rain"), "inside"),
        (entry("2025/09/11/rain"), "after"),
        (entry(updated=5), "inside"),
        (entry(updated=20), "inside"),  # published in the gap and mended after it, for all we know
        (entry(updated=35), "uncertain"),  # published nobody knows when
        (entry(updated=-1), None),  # the date of a change is no witness
        (entry("tag/rain", updated=5), None),
        (entry("2025/09/09/rain", updated=5), "before"),
        (entry(published=20, updated=5), "after"),
        (entry(), "uncertain"),
        (entry("tag/rain"), None),
    ],
)
def test_an_entry_is_before_in_or_after_the_gap(listed, side):
    found = sift([listed], GAP, {})
    sides = {
        "before": found.before,
        "inside": len(found.inside),
        "after": found.after,
        "uncertain": len(found.uncertain),
    }
    assert [name for name, count in sides.items() if count] == ([] if side is None else [side])


def test_of_what_polls_found_their_date_counts():
    known = {entry(str(hours)).url: NOON + hours * HOUR for hours in (-1, 0, 10, 11)}
    listed = [entry("-1"), entry("0", day=0), entry("10", updated=5), entry("11", published=3)]
    assert sift(listed, GAP, known) == Sifted(before=2, after=2)


@given(
    st.lists(
        st.tuples(st.integers(-50, 50), st.sampled_from(["second", "day"]), st.booleans(), st.booleans()), max_size=9
    )
)
@settings(max_examples=200, deadline=None)
def test_every_entry_is_on_one_side_at_most(told):
    entries = [
        Entry(
            url=f"https://herald.example/rain-over-the-old-harbour-{number}",
            **{"published" if is_published else "updated": dated(NOON + hours * HOUR, precision)},
        )
        for number, (hours, precision, is_published, _) in enumerate(told)
    ]
    known = {each.url: NOON for each, (*_, is_known) in zip(entries, told, strict=True) if is_known}
    found = sift(entries, GAP, known)
    assert found.before + found.after + len(found.uncertain) + len(found.inside) <= len(entries)
    assert found.before >= len(known)
    assert not known.keys() & {each.url for each in found.inside}


# --- whether it is filled ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "is_proof"),
    [
        (Seen(how="sitemap", documents=1, before=1, after=1, inside=3, new=3), True),
        (Seen(how="sitemap", documents=1, before=1, after=1), True),  # nothing was published meanwhile
        (Seen(how="sitemap", documents=1, before=1, after=1, inside=3, new=3, whole=False), False),
        (Seen(how="sitemap", documents=1, before=0, after=1, inside=3, new=3), False),
        (Seen(how="sitemap", documents=1, before=1, after=0, inside=3, new=3), False),
        (Seen(how="sitemap", documents=1, before=1, after=1, uncertain=1_000, left=1), False),
        (Seen(how="sitemap"), False),
        (Seen(how="archive", documents=2, before=1, after=1), True),
        (Seen(how="archive", documents=1, before=1, after=1), False),
        (Seen(how="wayback", documents=1, before=1, after=1, inside=2, new=1), True),
        (Seen(how="wayback", documents=1, before=1, after=1, inside=2, new=0), False),
    ],
)
def test_only_a_whole_listing_with_witnesses_on_both_sides_is_a_proof(seen, is_proof):
    assert proves(seen) is is_proof
    assert judge([Seen(how="archive"), seen])[0] == (seen.how if is_proof else None)


def test_what_was_seen_is_told_in_sentences():
    seen = [
        Seen(how="archive", whole=False, failures=("timeout", "timeout")),
        Seen(how="sitemap", documents=1200, before=1, inside=4, new=3, uncertain=7, left=2, whole=False),
    ]
    assert judge(seen)[1] == (
        "archive: 0 documents read, 0 pages of this time, 0 of them new; not read: timeout. "
        "sitemap: 1,200 documents read, 4 pages of this time, 3 of them new; 7 pages that may be of it fetched too; "
        "2 more of them left out; more than one run may read; nothing shows that it goes on after the gap."
    )
    assert judge([]) == (None, "")


# --- over HTTP --------------------------------------------------------------------------------------------------------


class Herald:
    """An outlet that publishes every hour, whose feed shows the last five; its articles are numbered by hour."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.source = Source(
            slug="herald", name="Herald", country="KZ", language="en", kind="feed", url=f"{site.url}/feed.xml"
        )

    def name(self, name: str) -> None:
        """Give the outlet a name in DNS, as its articles have it."""
        self.source = replace(self.source, url=self.source.url.replace("127.0.0.1", name))

    def url(self, hour: int) -> str:
        return f"{self.source.url.removesuffix('/feed.xml')}/news/{1000 + hour}"

    def entries(self, hours) -> list[Entry]:
        return [Entry(url=self.url(hour), published=dated(NOON + hour * HOUR)) for hour in hours]

    def feed(self, hours, path: str = "/feed.xml", older: str = "") -> None:
        items = "".join(
            f"<item><title>Hour {hour}</title><link>{self.url(hour)}</link>"
            f"<pubDate>{NOON + hour * HOUR:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for hour in hours
        )
        link = f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="prev-archive" href="{older}"/>' if older else ""
        self.site.pages[path] = (
            "application/rss+xml",
            f'<rss version="2.0"><channel><title>Herald</title>{link}{items}</channel></rss>'.encode(),
        )

    def sitemap(self, hours, path: str = "/sitemap.xml", tail: str = "</urlset>") -> None:
        urls = "".join(
            f"<url><loc>{self.url(hour)}</loc><lastmod>{NOON + hour * HOUR:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
            for hour in hours
        )
        self.site.pages[path] = ("application/xml", f"<urlset>{urls}{tail}".encode())

    def repair(self, folder: Path, *, times: int = 1) -> "Outcome":
        """Polls saw the hours -5..0 and 10..14; try to fill what is between."""

        async def run() -> Outcome:
            ours = {"data_dir": folder, "allow_private_addresses": True, "host_delay_seconds": 0, "workers": 1}
            ours["wayback_url"] = self.site.url
            limits = fetch_limits(load_settings(**ours))
            async with (
                session(load_settings(**ours), "ingest") as opened,
                Fetcher(limits, resolve={NAME: "127.0.0.1"}) as opened.fetcher,
            ):
                [state] = opened.archive.sync_sources([self.source])
                polled = Listing(how="feed", origin=self.source.url, source_id=state.id)
                for hours in (range(-4, 1), range(10, 15)):
                    opened.archive.discover(opened.run, self.entries(hours), polled, NOON + 20 * HOUR)
                with opened.archive.engine.execution_options(writes=True).begin() as connection:
                    note(connection, state.id, NOON, NOON + 10 * HOUR, NOON + 20 * HOUR)
                self.site.log.clear()
                for _ in range(times):
                    [gap] = opened.archive.due_gaps(datetime(2100, 1, 1, tzinfo=UTC))
                    outcome = Outcome(await repair(opened, gap, self.source))
                with opened.archive.engine.connect() as connection:
                    rows = connection.execute(
                        select(frontier.c.url, frontier.c.fetch_url, discovery.c.how)
                        .join(discovery, discovery.c.frontier_id == frontier.c.id)
                        .where(discovery.c.how != "feed", discovery.c.source_id == state.id)
                    ).all()
                outcome.hours = sorted({int(row.url.rpartition("/")[2]) - 1000 for row in rows})
                outcome.how = {row.how for row in rows}
                outcome.fetch_urls = {row.fetch_url for row in rows}
                outcome.gaps = opened.archive.open_gaps().get("herald", [])
                outcome.new = opened.report.total("new")
                # What the test itself has listed is in no report.
                opened.report._add("herald", "resumed", "", 10)
                return outcome

        return asyncio.run(asyncio.wait_for(run(), 60))


class Outcome:
    def __init__(self, state: str) -> None:
        self.state = state


@pytest.fixture
def herald(environment):
    with Site({}) as site:
        outlet = Herald(site)
        outlet.feed(range(14, 9, -1))
        yield outlet


def test_a_gap_is_filled_from_the_sitemap(herald, tmp_path):
    herald.sitemap(range(-30, 15))
    outcome = herald.repair(tmp_path)
    assert (outcome.state, outcome.gaps) == ("filled", [])
    assert (outcome.hours, outcome.how) == (list(range(1, 10)), {"sitemap"})
    assert outcome.new == 9


def test_older_pages_of_the_feed_are_asked_before_the_sitemap(herald, tmp_path):
    herald.feed(range(14, 9, -1), older=f"{herald.site.url}/feed-2.xml")
    herald.feed(range(9, 3, -1), "/feed-2.xml", older=f"{herald.site.url}/feed-1.xml")
    herald.feed(range(3, -200, -1), "/feed-1.xml")
    herald.sitemap(range(-30, 15))
    outcome = herald.repair(tmp_path)
    assert (outcome.state, outcome.hours, outcome.how) == ("filled", list(range(1, 10)), {"archive"})
    assert ("/sitemap.xml", 200) not in herald.site.log


def test_a_sitemap_that_ends_before_the_gap_does_leaves_it_open(herald, tmp_path):
    herald.sitemap(range(-30, 6))
    outcome = herald.repair(tmp_path)
    assert (outcome.state, outcome.hours) == ("open", [1, 2, 3, 4, 5])
    [gap] = outcome.gaps
    assert (gap.tries, gap.brought, gap.filled_by) == (1, 5, None)
    assert "5 pages of this time, 5 of them new; nothing shows that it goes on after the gap." in gap.detail
    assert gap.next_try_at > datetime.now(UTC)


def test_a_news_sitemap_that_no_longer_reaches_back_leaves_it_open(herald, tmp_path):
    herald.sitemap(range(7, 15))
    outcome = herald.repair(tmp_path, times=2)
    assert (outcome.state, outcome.hours) == ("open", [7, 8, 9])
    [gap] = outcome.gaps
    assert (gap.tries, gap.brought) == (2, 3)
    assert "nothing shows that it reaches back" in gap.detail


def test_a_sitemap_of_sections_proves_nothing_however_it_is_dated(herald, tmp_path):
    locs = "".join(
        f"<url><loc>{herald.site.url}/category/{name}</loc>"
        f"<lastmod>{NOON + hour * HOUR:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
        for name, hour in (("sport", -3), ("culture", 5), ("world", 14))
    )
    herald.sitemap((), tail=f"{locs}</urlset>")
    outcome = herald.repair(tmp_path)
    assert (outcome.state, outcome.hours) == ("open", [])


def test_where_there_is_no_sitemap_the_gap_stays_open_and_says_so(herald, tmp_path):
    outcome = herald.repair(tmp_path)
    assert (outcome.state, outcome.hours) == ("open", [])
    assert (
        "sitemap: 0 documents read, 0 pages of this time, 0 of them new; not read: http_404." in outcome.gaps[0].detail
    )


def test_half_a_sitemap_is_no_proof_but_what_it_names_is_taken(herald, tmp_path):
    herald.sitemap(range(-30, 15), "/a.xml")
    herald.site.pages["/b.xml"] = ("text/html", b"<!DOCTYPE html><title>Moved</title><p>Our new pages")
    children = "".join(f"<sitemap><loc>{herald.site.url}/{name}.xml</loc></sitemap>" for name in "ab")
    herald.site.pages["/sitemap.xml"] = ("application/xml", f"<sitemapindex>{children}</sitemapindex>".encode())
    outcome = herald.repair(tmp_path)
    assert (outcome.state, outcome.hours) == ("open", list(range(1, 10)))
    assert "not read: html" in outcome.gaps[0].detail


def test_a_listing_without_end_is_left_at_the_limit(herald, tmp_path, monkeypatch):
    monkeypatch.setattr(gaps, "MOST_DOCUMENTS", 3)
    for number in range(9):
        herald.sitemap(range(-30, 15), f"/{number}.xml")
    children = "".join(f"<sitemap><loc>{herald.site.url}/{number}.xml</loc></sitemap>" for number in range(9))
    herald.site.pages["/sitemap.xml"] = ("application/xml", f"<sitemapindex>{children}</sitemapindex>".encode())
    outcome = herald.repair(tmp_path)
    assert outcome.state == "open"
    assert "more than one run may read" in outcome.gaps[0].detail
    assert sum(path != "/feed.xml" for path, status in herald.site.log if status == 200) == 3


def test_a_filled_gap_can_have_been_empty(herald, tmp_path):
    herald.sitemap([*range(-30, 1), *range(10, 15)])
    outcome = herald.repair(tmp_path)
    assert (outcome.state, outcome.hours) == ("filled", [])


class Answers(dict):
    """Pages that are found whatever is asked of them."""

    def get(self, path, default=None):
        return super().get(path.partition("?")[0], default)

    def __contains__(self, path):
        return super().__contains__(path.partition("?")[0])


def test_what_the_outlet_no_longer_lists_is_fetched_from_a_web_archive(herald, tmp_path):
    herald.name(NAME)
    herald.sitemap(range(7, 15))

    def line(path, hour):
        host = herald.source.url.removesuffix("/feed.xml")
        return f"key,{path})/ {NOON + (hour + 0.5) * HOUR:%Y%m%d%H%M%S} {host}{path}"

    lines = [line(f"/news/{1000 + hour}", hour) for hour in range(-4, 12)]
    lines += [line("/", 3), line("/category/sport", 4), line("/news/817", 50)]
    herald.site.pages = Answers(herald.site.pages)
    herald.site.pages["/cdx/search/cdx"] = ("text/plain", "\n".join(lines).encode())
    outcome = herald.repair(tmp_path)
    assert (outcome.state, outcome.hours) == ("filled", list(range(1, 10)))
    assert outcome.how == {"sitemap", "wayback"}
    stamp = f"{NOON + 3.5 * HOUR:%Y%m%d%H%M%S}"
    assert f"{herald.site.url}/web/{stamp}id_/{herald.url(3)}" in outcome.fetch_urls
    assert herald.url(8) in outcome.fetch_urls, "what the outlet itself still has is fetched from there"


def test_an_outlet_without_a_name_is_in_no_web_archive_but_one_of_its_own_network(herald):
    archive, near = "https://archive.example", "http://127.0.0.1:9999"
    host = herald.site.url.removeprefix("http://")
    assert archived_as(herald.source, archive) is None
    assert archived_as(herald.source, near) == f"{host}/*"
    assert archived_as(replace(herald.source, url="http://localhost/feed.xml"), archive) is None
    herald.name(NAME)
    assert archived_as(herald.source, archive) == f"{NAME}{host.removeprefix('127.0.0.1')}/*"


# --- where the sitemaps are -------------------------------------------------------------------------------------------


def named(herald: Herald, robots: str | None, **about) -> list[str]:
    if robots is not None:
        herald.site.pages["/robots.txt"] = ("text/plain", robots.encode())

    async def run() -> list[str]:
        # A folder of its own: what a robots.txt said is kept from run to run.
        ours = {
            "data_dir": Path(tempfile.mkdtemp(dir=".")),
            "allow_private_addresses": True,
            "host_delay_seconds": 0,
            "workers": 1,
        }
        async with session(load_settings(**ours), "ingest") as opened:
            source = Source(**{**{name: getattr(herald.source, name) for name in Source.__slots__}, **about})
            return [each.removeprefix(herald.site.url) for each in await sitemaps_of(opened.fetcher, source)]

    return asyncio.run(run())


def test_robots_txt_names_the_sitemaps_of_the_same_site_only(herald, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [
        "User-agent: *",
        "Sitemap: /news.xml",
        "sitemap:maps/all.xml.gz",
        "Sitemap: /news.xml",
        "Sitemap: http://[::",
    ]
    lines += ["Sitemap: https://elsewhere.example/sitemap.xml", "Sitemap: file:///etc/passwd"]
    assert named(herald, "\n".join(lines)) == ["/news.xml", "/maps/all.xml.gz"]
    assert named(herald, "Sitemap: https://elsewhere.example/s.xml") == ["/sitemap.xml"]


def test_without_robots_txt_the_usual_place_is_tried_and_a_sitemap_is_its_own(herald, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert named(herald, None) == ["/sitemap.xml"]
    assert named(herald, None, kind="sitemap", url=f"{herald.site.url}/map-2025.xml") == ["/map-2025.xml"]


def test_unknown_articles_without_a_date_are_fetched_rather_than_missed(herald, tmp_path):
    herald.sitemap(range(-4, 14))
    path = "/sitemap.xml"
    media_type, body = herald.site.pages[path]
    herald.site.pages[path] = (media_type, re.sub(rb"<lastmod>.*?</lastmod>", b"", body))
    outcome = herald.repair(tmp_path)
    assert set(range(1, 10)) <= set(outcome.hours)
