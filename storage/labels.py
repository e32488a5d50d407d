"""Labels: what an article can be filtered by, as words of the full-text index.

So that the index itself finds what is, say, in Russian and tagged with energy, and nothing is looked through that
other filters would leave out. A label begins with a colon, which no word of a text holds and no query can ask for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storage.tags import ENTITY_KINDS, ORGANIZATIONS, TAGGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A tag, as far as it is asked for."""

    organization: str
    kind: str
    slug: str
    level: str


def label(*parts: str) -> str:
    """Write a label.

    >>> label("tag", "sco", "central")
    ':tag:sco:central'
    """
    return "".join(f":{_plain(part)}" for part in parts)


def _plain(part: str) -> str:
    """Only what both engines take for part of a word; what is left out stands as its number."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else f"_{ord(c):x}_" for c in part.lower())


def labels_of(plain: Iterable[tuple[str, str | None]], tags: Iterable[Labelled]) -> Iterator[str]:
    """Give the labels of an article.

    Args:
        plain: kind of label and value, where the article has one: ("lang", "ru").
        tags: all it has.
    """
    yield from (label(kind, value) for kind, value in plain if value)
    for tag in tags:
        if tag.kind in ORGANIZATIONS:
            yield label("tag", tag.slug, tag.level)
        elif tag.level in TAGGED:
            kind = "topic" if tag.kind == "topic" else "entity"
            assert kind == "topic" or tag.kind in ENTITY_KINDS
            yield label(kind, tag.slug)
            yield label(kind, tag.slug, tag.organization)
