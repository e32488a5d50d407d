"""The plain bytes of a WARC file, piece by piece, and where in the file they lie.

A file is given as pieces, each with the place where its member (a gzip member, a zstd frame) begins: only there can
reading start again. Plain files are cut into pieces anywhere, and reading can start at every byte. When something is
broken, reading goes on where the next member begins with a record. A piece is never larger than a few hundred
kilobytes, whatever a compressed file unpacks to.

Formats: ISO 28500 annex D (gzip); IIPC, Zstandard Compression for WARC Files 1.0; RFC 8878 (zstd).
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import BinaryIO

import zstandard

_PIECE = 65_536  # bytes
_SCANNED, _OVERLAP = 1 << 20, 16  # bytes looked through at a time for the next record, and of those once more
_FALSE_STARTS = 1_000  # places that look like the beginning of a member and are none, before a search gives up

RECORD = b"WARC/"  # how every record begins
_FIRST_LINE = re.compile(rb"WARC/\d\.\d{1,2}\r?\n(?=[A-Za-z])")  # anywhere: before it a record may be cut off

_GZIP_MAGIC = b"\x1f\x8b\x08"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_HEADER_LIMIT = 18  # bytes
_ZSTD_WINDOW_LIMIT = 1 << 27  # bytes; what the zstd program itself takes without being asked
_DICTIONARY_FRAME = b"\x5d\x2a\x4d\x18"
_DICTIONARY_MAGIC = b"\x37\xa4\x30\xec"
_DICTIONARY_LIMIT = 1 << 23  # bytes; more need not be supported, says the specification

Piece = tuple[int, bytes]  # where its member begins (for a plain file: where it lies itself), and the plain bytes


class DamagedError(Exception):
    """What stands here is not what a WARC file has; caught where reading goes on behind it."""

    def __init__(self, member: int, *, file_ends: bool = False) -> None:
        super().__init__()
        self.member = member  # where the damaged member begins
        self.file_ends = file_ends  # in the midst of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a file is packed."""

    pieces: Callable[[BinaryIO, int], Iterator[Piece]]  # from an offset to the end; raises DamagedError
    next_record: Callable[[BinaryIO, int], int | None]  # the first place from an offset on where a record may begin
    plain: bool


def recognise(file: BinaryIO) -> Form | None:
    """Say how *file* is packed by its first bytes; None when it is not packed in a way that can be unpacked."""
    file.seek(0)
    begin = file.read(4)
    if begin.startswith(_GZIP_MAGIC[:2]):
        return _compressed(_gzip_pieces, _GZIP_MAGIC)
    if begin in (_ZSTD_MAGIC, _DICTIONARY_FRAME):
        try:
            dictionary = _dictionary(file) if begin == _DICTIONARY_FRAME else None
            decompressor = zstandard.ZstdDecompressor(dictionary, max_window_size=_ZSTD_WINDOW_LIMIT)
        except (zstandard.ZstdError, ValueError, MemoryError):
            return None
        return _compressed(partial(_zstd_pieces, decompressor), _ZSTD_MAGIC)
    return Form(pieces=_plain_pieces, next_record=_next_plain, plain=True)


def _compressed(pieces: Callable[[BinaryIO, int], Iterator[Piece]], magic: bytes) -> Form:
    return Form(pieces=pieces, next_record=partial(_next_member, pieces, magic), plain=False)


# --- pieces ----------------------------------------------------------------------------------------------------


def _plain_pieces(file: BinaryIO, start: int) -> Iterator[Piece]:
    while True:
        file.seek(start)  # each time: others look elsewhere in the file meanwhile
        data = file.read(_PIECE)
        if not data:
            return
        yield start, data
        start += len(data)


def _gzip_pieces(file: BinaryIO, start: int) -> Iterator[Piece]:
    while True:
        file.seek(start)
        data = file.read(_PIECE)
        if not data:
            return
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while not member.eof:
            if not data:
                raise DamagedError(start, file_ends=True)
            try:
                plain = member.decompress(data, _PIECE)
            except zlib.error as error:
                raise DamagedError(start) from error
            if plain:
                yield start, plain
            data = member.unconsumed_tail or (b"" if member.eof else file.read(_PIECE))
        start = file.tell() - len(member.unused_data)


def end_of_whole_members(file: BinaryIO) -> int:
    """Give where the last whole gzip member of a WARC file ends; what is damaged before it is passed over."""
    end, place = 0, 0
    while True:
        try:
            for _ in _gzip_pieces(file, place):
                pass
            return file.seek(0, 2)
        except DamagedError as damage:
            end = damage.member if damage.member > place else end  # what lies before it was whole
            following = _next_member(_gzip_pieces, _GZIP_MAGIC, file, damage.member + 1, None)
        if following is None:
            return end
        place = following


def _zstd_pieces(decompressor: zstandard.ZstdDecompressor, file: BinaryIO, start: int) -> Iterator[Piece]:
    while True:
        file.seek(start)
        head = file.read(_ZSTD_HEADER_LIMIT)
        if not head:
            return
        if len(head) >= 8 and head[0] & 0xF0 == 0x50 and head[1:4] == _DICTIONARY_FRAME[1:]:  # a skippable frame
            start += 8 + int.from_bytes(head[4:8], "little")
            continue
        try:
            for plain in _zstd_frame(decompressor, file, head, start):
                yield start, plain
        except EOFError as error:
            raise DamagedError(start, file_ends=True) from error
        except zstandard.ZstdError as error:
            raise DamagedError(start, file_ends=len(head) < _ZSTD_HEADER_LIMIT) from error
        start = file.tell()


def _zstd_frame(decompressor: zstandard.ZstdDecompressor, file: BinaryIO, head: bytes, start: int) -> Iterator[bytes]:
    """Unpack a frame block by block: of one block come 128 kB at the most, of one read of the file gigabytes could."""
    size = zstandard.frame_header_size(head)
    checksum_bytes = 4 if zstandard.get_frame_parameters(head).has_checksum else 0
    decoder = decompressor.decompressobj()
    decoder.decompress(head[:size])
    file.seek(start + size)
    is_last = False
    while not is_last:
        header = _read_whole(file, 3)
        told = int.from_bytes(header, "little")
        is_last, is_run = bool(told & 1), told >> 1 & 3 == 1
        plain = decoder.decompress(header + _read_whole(file, 1 if is_run else told >> 3))
        if is_last and checksum_bytes:
            plain += decoder.decompress(_read_whole(file, checksum_bytes))
        if plain:
            yield plain


def _read_whole(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _dictionary(file: BinaryIO) -> zstandard.ZstdCompressionDict:
    """Read the dictionary with which the file begins; it may itself be compressed."""
    file.seek(4)
    size = int.from_bytes(file.read(4), "little")
    data = file.read(min(size, _DICTIONARY_LIMIT + 1))
    if len(data) != size:
        raise ValueError("the dictionary is cut off or too large")
    if data.startswith(_ZSTD_MAGIC):
        if not 0 < zstandard.frame_content_size(data) <= _DICTIONARY_LIMIT:
            raise ValueError("the dictionary is too large")
        data = zstandard.ZstdDecompressor().decompress(data)
    if not data.startswith(_DICTIONARY_MAGIC):
        raise ValueError("there is no dictionary")
    return zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_FULLDICT)


# --- where to go on --------------------------------------------------------------------------------------------


def _next_plain(file: BinaryIO, start: int) -> int | None:
    return next(_occurrences(file, start, _FIRST_LINE), None)


def _next_member(
    pieces: Callable[[BinaryIO, int], Iterator[Piece]], magic: bytes, file: BinaryIO, start: int,
    most: int | None = _FALSE_STARTS,
) -> int | None:  # fmt: skip
    for place in islice(_occurrences(file, start, re.compile(re.escape(magic))), most):
        try:
            begun, plain = next(pieces(file, place), (place, b""))
        except DamagedError:
            continue
        if begun == place and plain.startswith(RECORD):
            return place
    return None


def _occurrences(file: BinaryIO, start: int, pattern: re.Pattern[bytes]) -> Iterator[int]:
    """Give where *pattern*, which takes no more than _OVERLAP bytes, is found from *start* on."""
    seen = start - 1
    while True:
        file.seek(start)
        data = file.read(_SCANNED)
        for match in pattern.finditer(data):
            if (place := start + match.start()) > seen:
                seen = place
                yield place
        if len(data) < _SCANNED:
            return
        start += len(data) - _OVERLAP
