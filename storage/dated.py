"""Stated dates as the archive holds them: one in five columns, many claims in a column of JSON."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from extractors.records import DateClaim, Dated


def dated_columns(name: str, dated: Dated | None) -> dict[str, Any]:
    """Give the values of the columns `name`, `name_zone_known`, …, which together hold *dated*."""
    return {
        name: dated and dated.value,
        f"{name}_zone_known": dated and dated.zone_known,
        f"{name}_precision": dated and dated.precision,
        f"{name}_place": dated and dated.place,
        f"{name}_raw": dated and dated.raw,
    }


def dated_from(row: Row[Any], name: str = "published") -> Dated | None:
    """Give the record back from a row with those columns."""
    held = row._mapping  # noqa: SLF001 SQLAlchemy's public name for it
    if held[name] is None:
        return None
    return Dated(
        value=held[name],
        zone_known=held[f"{name}_zone_known"],
        precision=held[f"{name}_precision"],
        place=held[f"{name}_place"],
        raw=held[f"{name}_raw"],
    )


def claims_json(claims: Iterable[DateClaim]) -> list[dict[str, Any]]:
    """Give *claims* as JSON: what each says, its spot, and the fields of its date, `value` in ISO 8601."""
    return [
        {
            "says": claim.says,
            "spot": claim.spot,
            "value": claim.dated.value.isoformat(),
            "zone_known": claim.dated.zone_known,
            "precision": claim.dated.precision,
            "place": claim.dated.place,
            "raw": claim.dated.raw,
        }
        for claim in claims
    ]
