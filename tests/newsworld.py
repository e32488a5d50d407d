"""A small archive for the cookbook: pages of our own writing, read by the real extractors, over one summer."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path

from config.lexicon import load_lexicons
from config.sources import Source
from extractors.analysis import analyse
from extractors.records import Dated, Entry, Failed, Page
from extractors.tagging.tagger import Tagger
from storage import Archive, open_archive
from storage.articles import Worked
from storage.frontier import Listing
from storage.leases import Lease
from storage.retries import RetryPolicy

POLICY = RetryPolicy(attempts=3, delay_seconds=60, delay_limit_seconds=600)
BEGIN = datetime(2025, 7, 1, tzinfo=UTC)
SOURCES = (("tass", "tass.com", "RU", "en"), ("lantern", "lantern.example", "UZ", "en"),
           ("herald", "herald.example", "KZ", "en"), ("listok", "listok.example", "KG", "ru"))  # fmt: skip


def paragraphs(text: str) -> tuple[str, ...]:
    """Read paragraphs, with an empty line between them and lines as short as ours are."""
    return tuple(" ".join(each.split()) for each in text.strip().split("\n\n"))


GRID = paragraphs("""
MOSCOW, September 1. /TASS/. The Shanghai Cooperation Organization will set up a shared list of winter energy
reserves, the energy ministers of its member states decided in Tashkent on Monday after two days of talks.

“Afghanistan must not be left outside the power grid that our countries are building,” said Bakhtiyor Khakimov,
the Russian president's special envoy for Shanghai Cooperation Organization affairs.

The list names forty depots of coal and gas along the common railway lines, each with a keeper who reports its
level every Friday before noon to a desk in Beijing.

Members that open a depot to a neighbour are paid back in kind within ninety days, the document says, and the
price of carriage is split in halves.

Two delegations had asked for a penalty on late returns, but the proposal was put aside until the meeting that
is planned for spring.

A first drill is planned for the second week of November, when a snowstorm on the pass will be played through
with real wagons and real dispatchers.
""")
HYDRO = paragraphs("""
ASTANA. The Shanghai Cooperation Organization should share what it knows of small hydropower, engineers of five
member states said at an SCO energy forum on Saturday, and put forward a plan for forty mountain stations.

“We have the water and they have the turbines,” Bakhtiyer Hakimov, the special envoy of the Russian president
for the SCO, told the forum, which ended with a walk to the old weir above the city.

The plan asks each member for one training centre, where operators learn to repair bearings and to read the
river.
""")
LISTOK = paragraphs("""
БИШКЕК. Министры энергетики государств Шанхайской организации сотрудничества обсудили в четверг поставки угля и
электроэнергии на предстоящую зиму и договорились обмениваться сведениями о запасах.

«Афганистану нужна электроэнергия, и страны ШОС могут её дать», — заявил Бахтиёр Хакимов, специальный
представитель президента России по делам ШОС.

Следующая встреча энергетиков ШОС пройдёт в ноябре в Душанбе, где будет представлен общий план на три года.
""")
TRAIN = paragraphs("""
TASHKENT. Railway chiefs of the Shanghai Cooperation Organization agreed on Friday on one waybill for freight
trains between member states, which is to replace four sets of papers.

The form is to be tried on the line to Kashgar from October, with two trains a week in each direction and a
clerk at each border who counts the minutes.

Forwarders have asked for it for years: the papers of one train weigh as much as a sack of flour, they say.
""")
GONE = paragraphs("""
TASHKENT. The Shanghai Cooperation Organization will open a customs school in the old silk market, a notice of
the city council said on Tuesday, with places for sixty students from its member states.

The notice names no date and no budget, and the council did not answer questions about who is to pay for the
teachers, the heating or the roof.
""")


@cache
def _taggers() -> tuple[Tagger, ...]:
    return tuple(Tagger(each) for each in load_lexicons("sco"))


class World:
    """Brings pages into an archive, each at its hour."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        about = {"kind": "feed"}
        listed = [
            Source(slug=slug, name=slug, url=f"https://{host}/rss", country=country, language=language, **about)
            for slug, host, country, language in SOURCES
        ]
        self.run = archive.begin_run("ingest", "desk", BEGIN, is_alive=lambda _: True)
        self.sources = {each.source.slug: each for each in archive.sync_sources(listed)}

    def bring(self, slug: str, path: str, moment: datetime, title: str, paragraphs: Sequence[str], **said: str) -> None:
        """Publish a page, find it listed an hour later, and store it; again: store what it says now."""
        source = self.sources[slug]
        language = said.get("language", source.source.language)
        url = source.source.url.replace("/rss", path)
        lease = self._claim(url, moment, slug, edited=bool(said.get("edited")))
        published = said.get("edited", moment.isoformat())
        self.settle(lease, title, paragraphs, moment + timedelta(hours=1), language=language, published=published)

    def settle(
        self, lease: Lease, title: str, paragraphs: Sequence[str], fetched_at: datetime, *, language: str = "en",
        published: str,
    ) -> None:  # fmt: skip
        """Store what the page of a lease says."""
        body = (
            f'<html lang="{language}"><head><title>{escape(title)}</title><meta property="article:published_time" '
            f'content="{published}"></head><body><article><h1>{escape(title)}</h1>'
            + "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
            + "</article></body></html>"
        ).encode()
        page = _page(lease.fetch_url, body, fetched_at)
        said_of_it = analyse(page, lease.entry, _taggers())
        self.archive.settle([Worked(lease=lease, fetched=page, analysis=said_of_it)], POLICY, fetched_at)

    def lose(self, slug: str, path: str, moment: datetime) -> None:
        """Look for a page that is gone."""
        lease = self._claim(self.sources[slug].source.url.replace("/rss", path), moment, slug, edited=True)
        told = {"reason": "http_410", "detail": "gone", "ending": "gone", "fetched_at": moment}
        failed = Failed(url=lease.fetch_url, **told)
        self.archive.settle([Worked(lease=lease, fetched=failed, analysis=None)], POLICY, moment)

    def poll(self, slug: str, day: datetime) -> None:
        """Note in the ledger that a source was polled on a day."""
        run = self.archive.begin_run("ingest", f"desk-{day:%j}", day, is_alive=lambda _: True)
        lines = {(slug, day.date().isoformat(), "polled", "unchanged"): 1}
        self.archive.end_run(run, "completed", report={}, lines=lines, now=day)

    def _claim(self, url: str, moment: datetime, slug: str, *, edited: bool):
        said = Dated(value=moment, zone_known=True, precision="second", place="feed", raw=moment.isoformat())
        entry = Entry(url=url, published=None if edited else said, updated=said if edited else None)
        source = self.sources[slug]
        listing = Listing(how="feed", origin=source.source.url, source_id=source.id)
        seen = moment + timedelta(hours=1)
        self.archive.discover(self.run, [entry], listing, seen)
        [lease] = self.archive.claim(self.run, "desk", now=seen, until=seen + timedelta(hours=1), limit=1, urls=[url])
        return lease


def _page(url: str, body: bytes, moment: datetime):
    return Page(
        url=url, final_url=url, moved_permanently=False, status=200, media_type="text/html", charset="utf-8",
        etag=None, last_modified=None, body=body, fetched_at=moment,
    )  # fmt: skip


def at(month: int, day: int, hour: int = 8) -> datetime:
    """A moment of that summer."""
    return datetime(2025, month, day, hour, tzinfo=UTC)


def make(folder: Path) -> Path:
    """Make the archive; give its data folder."""
    with open_archive(folder / "archive.db", create=True) as archive:
        world = World(archive)
        world.bring("herald", "/news/2025/07/hydropower-forum-101", at(7, 5), "Engineers plan forty stations", HYDRO)
        world.bring("listok", "/news/2025/08/uglevye-zapasy-201", at(8, 14), "Министры ШОС обсудили запасы", LISTOK)
        world.bring("lantern", "/news/2025/08/one-waybill-301", at(8, 22), "SCO railways agree on one waybill", TRAIN)
        world.bring(
            "lantern", "/news/2025/08/one-waybill-301", at(8, 23), "SCO railways discuss one waybill",
            (TRAIN[0].replace("agreed on Friday on", "discussed on Friday"), *TRAIN[1:]), edited=at(8, 22).isoformat(),
        )  # fmt: skip
        world.bring("herald", "/news/2025/08/customs-school-102", at(8, 26), "SCO customs school in the market", GONE)
        world.lose("herald", "/news/2025/08/customs-school-102", at(8, 28))
        world.bring("tass", "/world/2001457", at(9, 1), "SCO to share winter energy reserves", GRID)
        world.bring("lantern", "/news/2025/09/reserves-302", at(9, 1, 11), "SCO lists forty depots", GRID[:4])
        world.bring("herald", "/news/2025/09/reserves-103", at(9, 1, 20), "Winter reserves of the SCO", GRID)
        for day in (1, 2, 5):
            world.poll("listok", at(9, day))
    return folder
