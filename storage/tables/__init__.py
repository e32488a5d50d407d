"""The tables of the archive, the same on SQLite and PostgreSQL; every column is explained in docs/archive.md.

Integer keys; times are aware UTC. The full-text index (`article_index`) is the one thing that differs by engine: see
storage.fulltext.
"""

from storage.columns import metadata
from storage.tables.articles import article, block, evidence, fingerprint, sketch, story, tag, version
from storage.tables.outlets import gap, host, robots, source, warc_import
from storage.tables.quotes import quote
from storage.tables.tombstones import erasure, tombstone
from storage.tables.watches import watch, watch_delivery, watch_message, watch_target, watch_told
from storage.tables.work import capture, counter, discovery, frontier, host_lease, run, run_source

__all__ = [
    "article",
    "block",
    "capture",
    "counter",
    "discovery",
    "erasure",
    "evidence",
    "fingerprint",
    "frontier",
    "gap",
    "host",
    "host_lease",
    "metadata",
    "quote",
    "robots",
    "run",
    "run_source",
    "sketch",
    "source",
    "story",
    "tag",
    "tombstone",
    "version",
    "warc_import",
    "watch",
    "watch_delivery",
    "watch_message",
    "watch_target",
    "watch_told",
]
