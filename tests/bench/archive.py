"""A large archive of made-up articles: eight languages, words by Zipf's law, sources, tags and topics of uneven size.

Rows are written in bulk, as the storage layer would write them one by one; the search index is filled by its own code.
"""

import hashlib
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, insert, text

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage import Archive, indexing, tables  # noqa: E402
from storage.engine import writing  # noqa: E402

LETTERS = {
    "en": "abcdefghijklmnoprstuvwy", "ru": "абвгдежзиклмнопрстуфхцчшщыьэюя", "zh": "",
    "fa": "ابپتثجچحخدذرزسشصضطظعغفقکگلمنوهی", "kk": "абвгғдежзиқлмнңоөпрстуұүфхшыіэ",
    "ur": "ابپتٹثجچحخدڈذرڑزسشصضطظعغفقکگلمنوہی", "uz": "abdefghijklmnopqrstuvxyz", "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
}  # fmt: skip
SHARES = {"en": 35, "ru": 25, "zh": 12, "fa": 8, "kk": 6, "ur": 5, "uz": 5, "tr": 4}
SOURCES, TOPICS, WORDS = 400, 16, 60_000
START, DAYS = datetime(2023, 1, 1, tzinfo=UTC), 3 * 365
AT_A_TIME = 5_000


@dataclass(frozen=True)
class Made:
    """An article."""

    id: int
    title: str
    text: str
    language: str
    source: int
    published: datetime
    level: str
    topic: str


def vocabulary(language: str) -> list[str]:
    """Make the words of a language, the commonest first; the common ones are short."""
    dice, found = random.Random(language), dict[str, None]()
    while len(found) < WORDS:
        size = 2 + len(found) // 400 % 3 + min(len(found) // 2_000, 3) + int(dice.expovariate(0.4))
        found["".join(dice.choices(LETTERS[language], k=min(size, 16)))] = None
    return list(found)


VOCABULARY = {language: vocabulary(language) for language in LETTERS if language != "zh"}
_weights = 1 / np.arange(1, WORDS + 1)
_CUMULATED = np.cumsum(_weights / _weights.sum())


def words(dice: np.random.Generator, language: str, count: int) -> str:
    """Make a text of so many words."""
    ranks = np.minimum(np.searchsorted(_CUMULATED, dice.random(count)), WORDS - 1)
    if language == "zh":
        return "".join(chr(0x4E00 + rank % 4_000) for rank in ranks.tolist())
    known = VOCABULARY[language]
    return " ".join(known[rank] for rank in ranks.tolist())


def articles(count: int, *, first: int = 1, seed: int = 1) -> Iterator[Made]:
    """Make articles; nineteen of twenty come in the order of their dates, the others are from the past."""
    dice = np.random.default_rng(seed)
    shares = np.array(list(SHARES.values())) / sum(SHARES.values())
    moments = np.sort(dice.integers(0, DAYS * 86_400, count))
    for number, moment in enumerate(moments.tolist()):
        language = list(SHARES)[dice.choice(len(shares), p=shares)]
        late = int(dice.integers(0, 300 * 86_400)) if dice.random() < 0.05 else 0
        yield Made(
            id=first + number,
            title=words(dice, language, 9),
            text=words(dice, language, int(np.clip(dice.lognormal(5.4, 0.6), 40, 2_000))),
            language=language,
            source=int(min(dice.zipf(1.3), SOURCES)),
            published=START + timedelta(seconds=max(moment - late, 0)),
            level=["none", "mention", "central"][dice.choice(3, p=[0.8, 0.1, 0.1])],
            topic=f"topic{min(dice.zipf(1.5), TOPICS)}",
        )


def fill(archive: Archive, made: Iterator[Made]) -> None:
    """Enter *made* in bulk, and let the engine look at what it has then."""
    on_postgresql = archive.engine.dialect.name == "postgresql"
    with writing(archive.engine, "begin") as connection:
        _begin(connection)
        if on_postgresql:  # made at the end in a tenth of the time
            connection.execute(text("DROP INDEX ix_article_index_terms"))
    while some := list(islice(made, AT_A_TIME)):
        with writing(archive.engine, "fill the archive") as connection:
            _enter(connection, some)
        print(f"\r{some[-1].id:,}", end="", file=sys.stderr, flush=True)
    with archive.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if on_postgresql:
            connection.execute(text("CREATE INDEX ix_article_index_terms ON article_index USING gin (terms)"))
            connection.execute(text("VACUUM ANALYZE"))
        else:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _begin(connection: Connection) -> None:
    about = {"country": "UZ", "language": "en", "kind": "feed"}
    named = [{"id": n, "slug": f"source{n}", "name": f"Source {n}", **about} for n in range(1, SOURCES + 1)]
    if connection.scalar(text("SELECT count(*) FROM source")) == 0:
        connection.execute(
            insert(tables.source), [{**each, "url": f"https://{each['slug']}.example/"} for each in named]
        )


def _enter(connection: Connection, some: list[Made]) -> None:
    urls = {each.id: f"https://www.outlet{each.source}.example/{each.id}" for each in some}
    seen = {each.id: each.published + timedelta(minutes=20) for each in some}
    hashes = {each.id: hashlib.sha256(each.text.encode()).hexdigest() for each in some}
    connection.execute(
        insert(tables.frontier),
        [
            {
                "id": each.id, "url": urls[each.id], "fetch_url": urls[each.id], "host": f"outlet{each.source}.example",
                "source_id": each.source, "state": "done", "attempts": 0, "next_try_at": seen[each.id],
                "discovered_at": seen[each.id], "finished_at": seen[each.id], "unchanged": 0,
            }
            for each in some
        ],
    )  # fmt: skip
    connection.execute(
        insert(tables.capture),
        [
            {
                "id": each.id, "frontier_id": each.id, "url": urls[each.id], "fetched_at": seen[each.id],
                "media_type": "text/html", "digest": hashes[each.id], "length": len(each.text),
                "warc_file": "a.warc.gz", "warc_offset": each.id,
            }
            for each in some
        ],
    )  # fmt: skip
    connection.execute(
        insert(tables.story),
        [{"id": each.id, "origin_id": each.id, "size": 1, "started_at": seen[each.id]} for each in some],
    )
    connection.execute(
        insert(tables.article),
        [
            {
                "id": each.id, "url": urls[each.id], "frontier_id": each.id, "capture_id": each.id,
                "source_id": each.source, "title": each.title, "text": each.text, "authors": [],
                "published": each.published,
                "published_zone_known": True, "published_precision": "second", "published_place": "meta",
                "published_raw": each.published.isoformat(), "language": each.language, "extractor": "bench",
                "text_hash": hashes[each.id], "story_id": each.id, "kind": "original", "score": 0.0,
                "level": each.level, "first_seen_at": seen[each.id], "changed_at": seen[each.id], "sort_key": -each.id,
            }
            for each in some
        ],
    )  # fmt: skip
    plain = {"organization": "sco", "confidence": 0.9, "lexicon": "bench", "matcher": "bench"}
    tagged = [each for each in some if each.level != "none"]
    connection.execute(
        insert(tables.tag),
        [
            {"article_id": each.id, "kind": kind, "slug": slug, "level": each.level, **plain}
            for each in tagged
            for kind, slug in (("organization", "sco"), ("topic", each.topic))
        ],
    )
    indexing.index(connection, [each.id for each in some])
