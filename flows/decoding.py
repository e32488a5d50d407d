"""What a body's headers say, and bounded decompression: a server chooses the ratio, we choose the size."""

import re
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Protocol

import brotli
from isal import isal_zlib
from zstandard import ZstdDecompressor, ZstdError

from flows.failures import FetchError

CODINGS = "gzip, deflate, br, zstd"  # what decompress() undoes, as an Accept-Encoding header
MEMBER_LIMIT = 1000  # gzip members or zstd frames in one body; each costs the server 10 bytes and us a decompressor
# Bytes fed at a time, so that no piece unpacks to more than 8 MB: deflate makes 1,032 bytes of one (zlib's technical
# notes), zstd 128 KiB of four (RFC 8878, RLE blocks). Brotli makes 16 MB of ten, but stops where it is told to.
_DEFLATE_PIECE, _ZSTD_PIECE, _BROTLI_PIECE = 4_096, 256, 65_536
_ZSTD_WINDOW = 8 << 20  # RFC 9659: the largest that a sender may assume
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")  # RFC 6838
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([a-z0-9][a-z0-9_.:+-]{0,39})["']?\s*(?:;|$)""", re.IGNORECASE)


class _Decompressor(Protocol):
    """What the decompressors of zlib and zstandard have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: memoryview, /) -> bytes: ...


def content_type(header: str) -> tuple[str, str | None]:
    """Split a Content-Type header into media type and charset.

    Returns:
        The media type in lower case, "" when there is none worth the name; the charset as declared, or None.

    >>> content_type('Text/HTML; Charset="windows-1251"')
    ('text/html', 'windows-1251')
    """
    media_type = header.partition(";")[0].strip().lower()
    charset = _CHARSET.search(header[:1000])
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else "", charset[1] if charset else None


def content_encodings(header: str) -> tuple[str, ...]:
    """List the codings of a Content-Encoding header that are to be undone, the last applied first.

    Raises:
        FetchError: "bad_encoding", for a coding that was not asked for.

    >>> content_encodings("identity, X-GZIP")
    ('gzip',)
    """
    names = [name.strip().lower().removeprefix("x-") for name in header.split(",")]
    applied = tuple(name for name in reversed(names) if name not in {"", "identity"})
    if len(applied) > 2 or not _UNDO.keys() >= set(applied):
        raise FetchError("bad_encoding", "failed", f"The Content-Encoding {header[:80]!a} was not asked for.")
    return applied


def unpack(body: bytes, encodings: tuple[str, ...], limit_bytes: int) -> tuple[bytes, bytes | None]:
    """Undo the *encodings*, see `decompress`; give the plain body, and the one that came if it is one gzip member."""
    if encodings == ("gzip",) and (plain := _one_member(body, limit_bytes)) is not None:
        return plain, body
    return decompress(body, encodings, limit_bytes), None


def _one_member(body: bytes, limit_bytes: int) -> bytes | None:
    """Unpack a body that is one gzip member and no more, as nearly all are; None: it is something else."""
    member = isal_zlib.decompressobj(_GZIP)  # in a third of the time that zlib takes
    try:
        plain = member.decompress(body, limit_bytes + 1)
    except isal_zlib.error:  # type: ignore[misc] # its stub says that it is one
        return None
    return plain if member.eof and not member.unused_data and len(plain) <= limit_bytes else None


def decompress(body: bytes, encodings: tuple[str, ...], limit_bytes: int) -> bytes:
    """Undo the *encodings* of content_encodings().

    Raises:
        FetchError: "too_large" above *limit_bytes*, "truncated" or "bad_encoding" for data that is not whole.
    """
    for encoding in encodings:
        # An empty body with a coding is what some servers send for an empty document.
        if body:
            try:
                body = _join(_UNDO[encoding](memoryview(body)), limit_bytes)
            except (zlib.error, brotli.error, ZstdError) as error:
                raise _bad(f"The body cannot be decompressed ({error}).") from error
    return body


def _join(pieces: Iterable[bytes], limit_bytes: int) -> bytes:
    plain = bytearray()
    for piece in pieces:
        plain += piece
        if len(plain) > limit_bytes:
            raise too_large(limit_bytes)
    return bytes(plain)


def _gunzip(data: memoryview) -> Iterator[bytes]:
    for _ in range(MEMBER_LIMIT):
        data = yield from _member(data, zlib.decompressobj(_GZIP), _DEFLATE_PIECE)
        # Padding after the last member is common and ignored by browsers too.
        if data[:2] != _GZIP_MAGIC:
            return
    raise _bad(f"The gzip body has more than {MEMBER_LIMIT} members.")


def _undeflate(data: memoryview) -> Iterator[bytes]:
    # "deflate" means zlib data (RFC 9110), but some servers send it raw; zlib data has a header (RFC 1950).
    is_zlib = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    yield from _member(data, zlib.decompressobj(_ZLIB if is_zlib else _RAW), _DEFLATE_PIECE)


def _unzstd(data: memoryview) -> Iterator[bytes]:
    zstd = ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    for _ in range(MEMBER_LIMIT):
        data = yield from _member(data, zstd.decompressobj(), _ZSTD_PIECE)
        if not data:
            return
    raise _bad(f"The zstd body has more than {MEMBER_LIMIT} frames.")


def _member(data: memoryview, decompressor: _Decompressor, piece_bytes: int) -> Generator[bytes, None, memoryview]:
    """Yield what one gzip member, zlib stream or zstd frame holds, and return what follows it."""
    for start in range(0, len(data), piece_bytes):
        piece = data[start : start + piece_bytes]
        yield decompressor.decompress(piece)
        if decompressor.eof:
            return data[start + len(piece) - len(decompressor.unused_data) :]
    raise _truncated()


def _unbrotli(data: memoryview) -> Iterator[bytes]:
    decompressor = brotli.Decompressor()  # its window has 16 MB at most; the "large" ones of 1 GB are an option
    for start in range(0, len(data), _BROTLI_PIECE):
        plain = decompressor.process(data[start : start + _BROTLI_PIECE], output_buffer_limit=_BROTLI_PIECE)
        yield plain
        # What did not fit is still inside, input as well as output.
        while not decompressor.is_finished() and (plain or not decompressor.can_accept_more_data()):
            plain = decompressor.process(b"", output_buffer_limit=_BROTLI_PIECE)
            yield plain
    if not decompressor.is_finished():
        raise _truncated()


_UNDO: dict[str, Callable[[memoryview], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}


def _bad(detail: str) -> FetchError:
    return FetchError("bad_encoding", "retry", detail)


def _truncated() -> FetchError:
    return FetchError("truncated", "retry", "The compressed body ended too early.")


def too_large(limit_bytes: int) -> FetchError:
    """Say that a body is, or unpacks to, more than is taken."""
    return FetchError("too_large", "refused", f"The body has more than {limit_bytes} bytes.")
