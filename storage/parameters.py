"""A Query as plain words, as the parameters of a URL, a saved search and a line of a log hold it, and back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args

from config.errors import InputError
from extractors.tagging.record import Level
from storage.queries import Order, Query

#: The name of each field of Query; one that is not here has its own.
NAMES = {"words": "q", "language": "lang", "has_versions": "edited"}
_FIELDS = {NAMES.get(field.name, field.name): field for field in fields(Query)}
_DATES = frozenset({"since", "until", "seen_since", "seen_until", "as_of"})
_FLAGS = frozenset({"edited", "originals", "copies", "snippets"})
_NUMBERS = frozenset({"story", "limit"})
_CHOICES = {"level": get_args(Level), "order": get_args(Order)}
_LARGEST = 2**63 - 1  # integer of SQLite and PostgreSQL
_SPELLED = {"lang": str.lower, "country": str.upper, "outlet": str.lower, "agency": str.lower}


def query_of(given: Mapping[str, str], **fixed: Any) -> Query:
    """Read a Query.

    Args:
        given: by name, such as {"q": "energy club", "tag": "sco", "since": "2025-09-01", "originals": "1"}; what is
            empty counts as not given.
        fixed: fields of Query that go before what is given.

    Raises:
        InputError: a name is not known, or its value cannot be read; names it.
    """
    read = {}
    for name, value in given.items():
        if name not in _FIELDS:
            raise InputError(f"{name!r} is not something to ask for; there are {', '.join(sorted(_FIELDS))}")
        if value.strip():
            read[_FIELDS[name].name] = _value(name, value.strip())
    return Query(**{**read, **fixed})


def fields_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give values that are read already by the names that Query has for them, codes as the archive spells them."""
    return {
        _FIELDS[name].name: _spelled(name, value.strip()) if isinstance(value, str) else value
        for name, value in given.items()
    }


def parameters_of(query: Query) -> dict[str, str]:
    """Write *query* by name: what differs from a plain Query(), so that query_of(parameters_of(q)) == q."""
    return {
        name: _plain(value) for name, field in _FIELDS.items() if (value := getattr(query, field.name)) != field.default
    }


def _value(name: str, value: str) -> Any:
    if name in _DATES:
        return _moment(name, value)
    if name in _NUMBERS:
        if name == "limit" and value == "all":
            return None
        if not value.isascii() or not value.isdigit() or int(value) > _LARGEST:
            raise InputError(f"{name}: {value!r} is not a number; write {name}=20")
        return int(value)
    if name in _FLAGS:
        if value not in {"1", "0", "true", "false", "on"}:
            raise InputError(f"{name}: {value!r} is neither 1 nor 0")
        return value in {"1", "true", "on"}
    if name in _CHOICES and value not in _CHOICES[name]:
        raise InputError(f"{name}: {value!r} is not one of {', '.join(_CHOICES[name])}")
    return _spelled(name, value)


def _spelled(name: str, value: str) -> str:
    return _SPELLED.get(name, str)(value)


def _moment(name: str, value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter: before the year 1 or after 9999 in UTC
        raise InputError(f"{name}: {value!r} is not a date; write 2025-09-01") from None


def _plain(value: Any) -> str:
    if value is None:
        return "all"  # of a limit: only there is None not the default
    if isinstance(value, datetime):
        return value.isoformat()
    return str(int(value)) if isinstance(value, bool) else str(value)
