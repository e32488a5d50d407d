"""What a new source is called: slug, name, country and language, from its address and from what it says."""

import re
from collections.abc import Collection

from config.sources import SLUG_LIMIT, Source
from extractors.html import one_line
from extractors.urls import host_of
from flows.autodiscovery import Proposal

NAME_LIMIT = 80  # characters
# Countries whose internet domain is not their ISO 3166-1 code; the last line are domains in other letters.
_COUNTRIES = {
    "uk": "GB", "su": "RU",
    "xn--p1ai": "RU", "xn--80ao21a": "KZ", "xn--90ais": "BY", "xn--fiqs8s": "CN", "xn--fiqz9s": "CN", "xn--l1acc": "MN",
    "xn--mgba3a4f16a": "IR", "xn--mgbai9azgqp6j": "PK", "xn--h2brj9c": "IN", "xn--j1amh": "UA", "xn--y9a3aq": "AM",
}  # fmt: skip
# Of the European Union, or sold to the whole world for how they read.
_NO_COUNTRY = frozenset(
    {"eu", "ac", "ai", "cc", "co", "fm", "gg", "io", "la", "ly", "me", "sh", "to", "tv", "vc", "ws"}
)


def source_of(
    proposal: Proposal,
    *,
    taken: Collection[str],
    slug: str | None = None,
    name: str | None = None,
    country: str | None = None,
    language: str | None = None,
) -> Source:
    """Make a source of a proposal; what is given goes before what is derived.

    Args:
        proposal: as found.
        taken: slugs of the sources there are already.
        slug: without it, made from the host; numbered if it is taken.
        name: without it, the title of the listing, else the host.
        country: without it, that of the country's domain, if the host has one.
        language: without it, that of the listing.
    """
    language = language or proposal.language
    base = slug or slug_of(proposal.url)
    return Source(
        slug=_free(base, taken, () if slug or language is None else (language,)),
        name=name or one_line(proposal.title)[:NAME_LIMIT].strip() or host_of(proposal.url),
        country=country or country_of(proposal.url),
        language=language,
        kind=proposal.kind,
        url=proposal.url,
    )


def slug_of(url: str) -> str:
    """Make a slug of the host of *url*.

    >>> slug_of("https://www.kun.example/rss"), slug_of("http://127.0.0.1:8000/")
    ('kun-example', '127-0-0-1-8000')
    """
    return _cut(re.sub("[^a-z0-9]+", "-", host_of(url)).strip("-"), SLUG_LIMIT) or "source"


def country_of(url: str) -> str | None:
    """Give the country, ISO 3166-1, whose domain the host of *url* is in.

    >>> country_of("https://kun.uz/rss"), country_of("https://news.example.co.uk/"), country_of("https://a.tv/")
    ('UZ', 'GB', None)
    """
    end = host_of(url).partition(":")[0].rpartition(".")[2]
    if end in _COUNTRIES:
        return _COUNTRIES[end]
    return end.upper() if re.fullmatch("[a-z]{2}", end) and end not in _NO_COUNTRY else None


def _free(base: str, taken: Collection[str], endings: tuple[str, ...]) -> str:
    """Give *base*, or *base* with the first of *endings* or the first number that makes it one of its own."""
    numbers = (str(number) for number in range(2, len(taken) + 3))
    names = (base, *(f"{_cut(base, SLUG_LIMIT - 1 - len(each))}-{each}" for each in (*endings, *numbers)))
    return next(each for each in names if each not in taken)


def _cut(slug: str, limit: int) -> str:
    return slug[:limit].rstrip("-")
