"""The sample news world as data: outlets and articles, read from config/demo (world.toml describes the fields)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

FeedFormat = Literal["rss", "atom", "rdf", "json", "html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One invented article, as its outlet tells it on one day."""

    slug: str  # path below the outlet's
    title: str
    byline: str
    section: str
    published: datetime  # aware, in the outlet's own zone
    text: str  # paragraphs separated by one blank line
    updated: datetime | None = None
    shows: tuple[str, ...] = ()  # the behaviours it is there to show
    date_text: str | None = None  # the visible date, where the outlet's date_form cannot write it
    listed_as: str | None = None  # old path under which the feed lists it
    vanished: int | None = None  # status that its page answers
    archived: bool = False  # True: in the sitemap only
    day2: Mapping[str, Any] = field(default_factory=dict)  # what differs from the second day on

    @property
    def paragraphs(self) -> list[str]:
        """The text, cut at its blank lines."""
        return self.text.strip().split("\n\n")

    @property
    def changed(self) -> datetime:
        """When the text got its present form."""
        return self.updated or self.published

    def on(self, day: int) -> "SampleArticle":
        """Give the article as it stands on *day* (1 or 2)."""
        return replace(self, **self.day2) if day > 1 else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One invented outlet: what it is, how its pages look, and all its articles."""

    slug: str
    name: str
    language: str  # ISO 639-1
    charset: str  # of its pages and feed
    feed: str  # file name
    format: FeedFormat
    fiction: str  # the line on every page that says that all is invented
    page: str  # string.Template of an article page
    articles: tuple[SampleArticle, ...]
    date_form: str = "$year-$mm-$dd"  # string.Template of the visible date; see world.toml
    months: tuple[str, ...] = ()  # names of the months in date_form
    country: str | None = None  # a user-assigned ISO 3166-1 code
    sitemap: str | None = None  # file name
    linkless: str | None = None  # title of one more feed entry, without a link; JSON feeds only

    @property
    def home(self) -> str:
        """Path of the front page, first part of all other paths."""
        return f"/{self.slug}/"

    @property
    def listed(self) -> list[SampleArticle]:
        """The articles in the feed, newest first."""
        return sorted((each for each in self.articles if not each.archived), key=_published, reverse=True)

    @property
    def served(self) -> list[SampleArticle]:
        """The articles that have a page."""
        return [each for each in self.articles if not each.vanished]

    def on(self, day: int) -> "Outlet":
        """Give the outlet with its articles as they stand on *day*."""
        return replace(self, articles=tuple(each.on(day) for each in self.articles))


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWorld:
    """All outlets, and the template of their front pages."""

    outlets: tuple[Outlet, ...]
    front: str  # string.Template of a front page


def load_world() -> SampleWorld:
    """Read the sample world that is shipped with the package."""
    root = files("config") / "demo"
    outlets = _toml(root / "world.toml")["outlet"]
    return SampleWorld(
        outlets=tuple(_outlet(fields, root / fields["slug"]) for fields in outlets),
        front=(root / "front.html").read_text(encoding="utf-8"),
    )


def _outlet(fields: dict[str, Any], folder: Traversable) -> Outlet:
    articles = _toml(folder / "articles.toml").get("article", [])
    page = (folder / "page.html").read_text(encoding="utf-8")
    return Outlet(**fields, page=page, articles=tuple(SampleArticle(**each) for each in articles))


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _published(article: SampleArticle) -> datetime:
    return article.published
