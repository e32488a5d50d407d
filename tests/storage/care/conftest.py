"""A small archive in which there is something of everything, and all that it holds as plain data."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select, text

from extractors.quotes.record import Quote
from extractors.tagging.record import Tagging
from storage.engine import writing
from storage.quotes import put_quotes
from storage.retagging import Text
from storage.tables import metadata

ORGANIZATION = "Shanghai Cooperation Organization"


def fill(newsroom: Any, texts: dict[str, str]) -> Any:
    """Three articles in two stories; one of them tagged and quoted, one fetched twice, one edited."""
    newsroom.sources("daily")
    said = newsroom.tagging("SCO meets", texts["summit"], ORGANIZATION, "SCO", level="central")
    newsroom.bring("https://a.example/1", texts["summit"], "SCO meets", tagging=said)
    newsroom.bring("https://b.example/2", texts["bridge"])
    newsroom.bring("https://c.example/3", texts["bridge"])
    newsroom.settle(newsroom.worked(newsroom.claim_edited("https://b.example/2"), texts["bridge"]))
    edited = texts["bridge"].replace(".", " and not 12 but 37 people came.", 1)
    newsroom.settle(newsroom.worked(newsroom.claim_edited("https://c.example/3", hours=2), edited))
    newsroom.discover("https://d.example/4")
    start = texts["summit"].index("Shanghai")
    quoted = Quote(
        field="text", start=start, end=start + 8, surface="Shanghai", kind="direct", speaker="Zafar Khakimov",
        speaker_start=start, speaker_end=start + 8, verb="said", verb_start=None, verb_end=None, entity="sco",
    )  # fmt: skip
    with writing(newsroom.archive.engine, "quote") as connection:
        put_quotes(connection, 1, [quoted], ("SCO meets", texts["summit"]), "en")
    return newsroom


@pytest.fixture
def filled(newsroom, texts):
    """It, on each engine in turn."""
    return fill(newsroom, texts)


@pytest.fixture
def on_file(on_sqlite, texts):
    """It, on SQLite."""
    return fill(on_sqlite, texts)


@pytest.fixture
def tag_again(texts) -> Callable[[Any], Callable[[Text], Sequence[Tagging]]]:
    """Give the tagger that says of each text what it was tagged as."""

    def of(newsroom: Any) -> Callable[[Text], Sequence[Tagging]]:
        def tag(stored: Text) -> Sequence[Tagging]:
            if stored.id != 1:
                return (newsroom.tagging(),)
            return (newsroom.tagging("SCO meets", texts["summit"], ORGANIZATION, "SCO", level="central"),)

        return tag

    return of


def dump(archive: Any, *, without_keys: bool = False) -> dict[str, list[Any]]:
    """All rows of all tables and indexes; *without_keys* of what gets new ones when it is made anew."""
    found: dict[str, list[Any]] = {}
    with archive.engine.connect() as connection:
        for table in metadata.sorted_tables:
            hidden = {"id", "tag_id"} if without_keys and table.name in {"tag", "evidence"} else set()
            columns = [each for each in table.columns if each.name not in hidden]
            found[table.name] = sorted(map(repr, connection.execute(select(*columns))))
        plain = connection.dialect.name == "sqlite"
        for name, columns in {
            "article_index": "title, text, labels" if plain else "CAST(terms AS text)",
            "version_index": "title, text, labels" if plain else "CAST(terms AS text)",
            "quote_index": "speaker, text, around" if plain else "CAST(speaker AS text), CAST(terms AS text)",
        }.items():
            found[name] = sorted(map(repr, connection.execute(text(f"SELECT rowid, {columns} FROM {name}"))))
    return found
