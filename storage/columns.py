"""What the tables of the archive are made of: keys, UTC times, lists, the columns of a stated date."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts keys by itself only in a column whose type is exactly INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


# Widened once. SQLite heeds no lengths, and would have to copy the table to take another.
PLACE = String(8).with_variant(String(16), "postgresql")


class UTCTime(TypeDecorator[datetime]):
    """An aware UTC datetime; gives back the zone that SQLite drops."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: the archive stores aware times only")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Restore the zone."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def key() -> Column[int]:
    """Make the column of an integer key that counts by itself."""
    return Column("id", Key, primary_key=True, autoincrement=True)


def link(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    """Make a column that refers to the key of *target*."""
    return Column(name, Key, ForeignKey(f"{target}.id"), nullable=nullable)


def json_list(name: str) -> Column[Any]:
    """Make the column of a list, empty where nobody says otherwise."""
    return Column(name, JSON, nullable=False, server_default=text("'[]'"))


def dated(name: str) -> list[Column[Any]]:
    """Make the columns of an optional extractors.records.Dated; see storage.dated."""
    return [
        Column(name, UTCTime),
        Column(f"{name}_zone_known", Boolean),
        Column(f"{name}_precision", String(8)),
        Column(f"{name}_place", PLACE),
        Column(f"{name}_raw", Text),
    ]
