"""Where a page of an answer ends, as a word that a URL can hold."""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from config.errors import InputError

_HEAD = struct.Struct(">BHq")  # version, shown, place
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far an answer has been read.

    The best articles are settled once and carried along: their order cannot change under a reader when others are
    written. All after them are in order of time, where a place is a place for good.
    """

    best: tuple[int, ...] = ()  # keys of the articles that come first, the best first
    shown: int = 0  # of `best`
    place: int | None = None  # sort key of the last one that came after them


def written(cursor: Cursor) -> str:
    """Write *cursor*."""
    place = -1 if cursor.place is None else cursor.place
    head = _HEAD.pack(_VERSION, cursor.shown, place)
    return urlsafe_b64encode(head + struct.pack(f">{len(cursor.best)}I", *cursor.best)).decode().rstrip("=")


def read(after: str) -> Cursor:
    """Read what `written` wrote.

    Raises:
        InputError: it did not.
    """
    try:
        told = urlsafe_b64decode(after.encode("ascii") + b"=" * (-len(after) % 4))
        version, shown, place = _HEAD.unpack_from(told)
        best = struct.unpack(f">{max(len(told) - _HEAD.size, 0) // 4}I", told[_HEAD.size :])
    except (ValueError, struct.error):
        version, shown, place, best = 0, 0, 0, ()
    if version != _VERSION or shown > len(best) or place < -1:
        raise InputError(f"after: {after[:40]!r} is not where a page ended; leave it out to begin at the first")
    return Cursor(best=best, shown=shown, place=None if place == -1 else place)
