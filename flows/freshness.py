"""What the headers of an answer say of time: how long it stays fresh, and when to come back."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from multidict import MultiMapping

LONGEST = 2**31  # seconds; RFC 9111, section 1.2.2, says to read anything greater as this
LONGEST_PAUSE = 7 * 86_400  # seconds; a host that asks for more has made a mistake, or is gone
HEADER_LIMIT = 1000  # characters
_DIRECTIVE = re.compile(r"""([a-z][a-z-]*)\s*(?:=\s*(?:"([^"]*)"|([^\s,;]*)))?""", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,40}(?:\.[0-9]{0,15})?")


def fresh_seconds(headers: MultiMapping[str], now: datetime) -> int | None:
    """Say for how many seconds from now an answer stays fresh (RFC 9111, section 4.2).

    We are a private cache: s-maxage is not for us. no-store and no-cache mean 0; must-revalidate forbids the use
    of what is stale and says nothing of when that is.

    Args:
        headers: of the answer.
        now: when it came.

    Returns:
        At least 0; None when the server says nothing.

    >>> from multidict import CIMultiDict
    >>> moment = datetime(2025, 11, 1, tzinfo=UTC)
    >>> fresh_seconds(CIMultiDict({"Cache-Control": "public, s-maxage=9, max-age=600", "Age": "100"}), moment)
    500
    """
    control, expires = ", ".join(headers.getall("Cache-Control", ())), headers.get("Expires")
    lifetime = _lifetime(control[:HEADER_LIMIT]) if control else None
    if lifetime is None and expires is not None:
        until = http_date(expires)  # what is no date, "0" above all, means that it is stale already (section 5.3)
        since = http_date(headers.get("Date", "")) or now
        lifetime = (until - since).total_seconds() if until else 0
    if lifetime is None:
        return None
    return int(min(max(lifetime - (_seconds(headers.get("Age", "")) or 0), 0), LONGEST))


def _lifetime(control: str) -> float | None:
    said = [(name.lower(), quoted or plain) for name, quoted, plain in _DIRECTIVE.findall(control)]
    if any(name in {"no-store", "no-cache"} for name, _ in said):
        return 0
    ages = [_seconds(value) for name, value in said if name == "max-age"]
    # Of several the shortest; one that cannot be read makes the answer stale (section 4.2.1).
    return min(age or 0 for age in ages) if ages else None


def pause_seconds(header: str | None, now: datetime) -> float | None:
    """Read a Retry-After header: seconds or a date (RFC 9110, section 10.2.3).

    Returns:
        Seconds from *now*, at most LONGEST_PAUSE; None when it names no moment in the future.

    >>> pause_seconds("120", datetime(2025, 11, 1, tzinfo=UTC))
    120.0
    """
    if not header:
        return None
    pause = _seconds(header)
    if pause is None:
        until = http_date(header)
        pause = (until - now).total_seconds() if until else 0
    return min(pause, LONGEST_PAUSE) if pause > 0 else None


def http_date(header: str) -> datetime | None:
    """Read a date as HTTP writes it, in any of its three forms (RFC 9110, section 5.6.7); None: it is none."""
    try:
        moment = parsedate_to_datetime(header[:100])
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _seconds(text: str) -> float | None:
    number = text.strip()[:40]
    return float(number) if _NUMBER.fullmatch(number) else None
