"""The columns `published`, `published_zone_known`, …, which together hold one extractors.records.Dated."""

from typing import Any

from sqlalchemy import Row

from extractors.records import Dated


def dated_columns(dated: Dated | None) -> dict[str, Any]:
    """Give the column values of *dated*."""
    return {
        "published": dated and dated.value,
        "published_zone_known": dated and dated.zone_known,
        "published_precision": dated and dated.precision,
        "published_place": dated and dated.place,
        "published_raw": dated and dated.raw,
    }


def dated_from(row: Row[Any]) -> Dated | None:
    """Give the record back from a row with those columns."""
    if row.published is None:
        return None
    return Dated(
        value=row.published,
        zone_known=row.published_zone_known,
        precision=row.published_precision,
        place=row.published_place,
        raw=row.published_raw,
    )
