"""A WARC file of our own as its gzip members, and written again without some of them."""

import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import IO

_PIECE = 1 << 18  # bytes
_HEAD = 1 << 16  # plain bytes of a record in which its WARC header ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One record as it lies in the file."""

    start: int
    end: int
    kind: str  # WARC-Type; "" where it cannot be read
    url: str  # WARC-Target-URI; "" where there is none


def members(file: IO[bytes], known: Collection[int] = ()) -> Iterator[Member]:
    """Give the records of a file in their order.

    Args:
        file: closed by its writer.
        known: where records begin that are known of: behind damage, reading goes on at the next of them.
    """
    starts, start, size = sorted(known), 0, file.seek(0, 2)
    while start < size:
        end, head = _member(file, start)
        if end is None:
            end = next((each for each in starts if each > start), size)
        yield Member(start=start, end=end, kind=_field(head, b"WARC-Type"), url=_field(head, b"WARC-Target-URI"))
        start = end


def copy_members(
    source: IO[bytes], target: IO[bytes], is_wanted: Callable[[Member], bool], known: Collection[int] = ()
) -> tuple[dict[int, int], int]:
    """Write the records that are wanted, byte for byte; give where each went, and how many were left out."""
    places: dict[int, int] = {}
    left_out = 0
    for each in members(source, known):
        if not is_wanted(each):
            left_out += 1
            continue
        places[each.start] = target.tell()
        source.seek(each.start)
        left = each.end - each.start
        while left and (piece := source.read(min(left, _PIECE))):
            target.write(piece)
            left -= len(piece)
    return places, left_out


def _member(file: IO[bytes], start: int) -> tuple[int | None, bytes]:
    """Where the member at *start* ends, None when it is damaged or cut off; and the beginning of what it holds."""
    file.seek(start)
    member, head, position = zlib.decompressobj(wbits=31), b"", start
    while not member.eof:
        piece = file.read(_PIECE)
        if not piece:
            return None, head
        position += len(piece)
        while piece and not member.eof:
            try:
                plain = member.decompress(piece, _HEAD)
            except zlib.error:
                return None, head
            head += plain[: _HEAD - len(head)]
            piece = member.unconsumed_tail
    return position - len(member.unused_data), head


def _field(head: bytes, name: bytes) -> str:
    """The value of a field of the WARC header with which a record begins."""
    if not head.startswith(b"WARC/"):
        return ""
    for line in head.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        field, _, value = line.partition(b":")
        if field.strip().lower() == name.lower():
            return value.strip().strip(b"<>").decode("utf-8", "replace")
    return ""
