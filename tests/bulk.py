"""An archive of any size in seconds: rows as they are stored, made by SQLite itself, without the work behind them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage import open_archive
from storage.sortkey import ID_BITS

TITLES = (
    "Reservoir talks resume",
    "Водохранилище: переговоры",
    "水库谈判重启",
    "گفت‌وگوهای مخزن آب",
    '=A1 "quoted", a comma',
)
LANGUAGES = ("en", "ru", "zh", "fa", "en")

_KEYS = "WITH RECURSIVE keys(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM keys WHERE k < :count) INSERT INTO"
_MOMENT = "strftime('%Y-%m-%d %H:%M:%f', '2025-01-01', '+' || k || ' minutes') || '000'"
_TITLE = "(SELECT title FROM temp.names WHERE number = k % 5)"
_COLUMNS = {
    "id": "k", "outlet": "'outlet-' || (k % 50) || '.example'",
    "sort_key": f"CAST(strftime('%s', {_MOMENT}) AS INTEGER) << {ID_BITS} | k",
    "frontier_id": "1", "capture_id": "1", "story_id": "k",
    "url": "'https://outlet-' || (k % 50) || '.example/' || k",
    "title": f"{_TITLE} || ' ' || k",
    "text": f"replace(hex(zeroblob(6)), '00', {_TITLE} || ', say the delegates of case ' || k || '.' || char(10, 10))",
    "authors": """iif(k % 3, '["A. Writer", "Б. Автор"]', '[]')""",
    "published": f"iif(k % 7, {_MOMENT}, NULL)", "published_precision": "'second'",
    "language": "(SELECT language FROM temp.names WHERE number = k % 5)",
    "extractor": "'bulk'", "text_hash": "k", "kind": "'original'", "score": "1.0",
    "level": "iif(k % 2, 'central', 'none')", "agency": "iif(k % 11, NULL, 'tass')",
    "first_seen_at": _MOMENT, "changed_at": _MOMENT,
}  # fmt: skip
_TAG = "article_id, kind, slug, organization, level, confidence, lexicon, matcher"
_TAGGED = "'sco', 'central', 0.9, 'bulk', 'bulk' FROM keys WHERE k % 2"


def fill(folder: Path, count: int) -> Path:
    """Make an archive of *count* articles, a story each; give its file. They refer to captures that are not there."""
    path = folder / "archive.db"
    open_archive(path, create=True).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TEMP TABLE names (number INTEGER PRIMARY KEY, title, language)")
        named = zip(range(len(TITLES)), TITLES, LANGUAGES, strict=True)
        connection.executemany("INSERT INTO temp.names VALUES (?, ?, ?)", named)
        for rest in (
            f"story (id, size, started_at) SELECT k, 1, {_MOMENT} FROM keys",
            f"article ({', '.join(_COLUMNS)}) SELECT {', '.join(_COLUMNS.values())} FROM keys",
            f"tag ({_TAG}) SELECT k, 'organization', 'sco', {_TAGGED}",
            f"tag ({_TAG}) SELECT k, 'topic', iif(k % 3, 'water', 'energy'), {_TAGGED}",
        ):
            connection.execute(f"{_KEYS} {rest}", {"count": count})
    return path
