"""What must not come back, and what is still to go out of the files of pages: see storage.tombstones."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text, UniqueConstraint

from storage.columns import UTCTime, key, metadata

tombstone = Table(
    "tombstone",
    metadata,
    key(),
    Column("kind", String(8), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("host", Text, nullable=False),
    Column("twin", String(64)),
    Column("page", String(64), nullable=False),
    Column("forgotten_at", UTCTime, nullable=False),
    Column("why", Text, nullable=False),
    Column("who", Text, nullable=False),
    UniqueConstraint("kind", "digest", "host"),
    Index("ix_tombstone_twin", "twin"),
    Index("ix_tombstone_page", "page"),
)

erasure = Table(
    "erasure",
    metadata,
    key(),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", BigInteger),
    Column("asked_at", UTCTime, nullable=False),
    Index("ix_erasure_warc_file", "warc_file"),
)
