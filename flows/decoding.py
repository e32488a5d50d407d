"""What a body's headers say, and bounded decompression: a server chooses the ratio, we choose the size."""

import re
import zlib

from flows.failures import FetchError

MEMBER_LIMIT = 1000  # gzip members in one body; each costs the server 20 bytes and us a decompressor
_PIECE = 65_536  # bytes
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")  # RFC 6838
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([a-z0-9][a-z0-9_.:+-]{0,39})["']?\s*(?:;|$)""", re.IGNORECASE)


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
    if len(applied) > 2 or not {"gzip", "deflate"}.issuperset(applied):
        raise FetchError("bad_encoding", "failed", f"The Content-Encoding {header[:80]!a} was not asked for.")
    return applied


def decompress(body: bytes, encodings: tuple[str, ...], limit_bytes: int) -> bytes:
    """Undo the *encodings* of content_encodings().

    Raises:
        FetchError: "too_large" above *limit_bytes*, "truncated" or "bad_encoding" for data that is not whole.
    """
    for encoding in encodings:
        # An empty body with a coding is what some servers send for an empty document.
        if body:
            body = _gunzip(body, limit_bytes) if encoding == "gzip" else _undeflate(body, limit_bytes)
    return body


def _gunzip(body: bytes, limit_bytes: int) -> bytes:
    parts: list[bytes] = []
    rest, room = memoryview(body), limit_bytes
    for _ in range(MEMBER_LIMIT):
        part, rest = _inflate(rest, _GZIP, room)
        parts.append(part)
        room -= len(part)
        # Padding after the last member is common and ignored by browsers too.
        if rest[:2] != _GZIP_MAGIC:
            return b"".join(parts)
    raise FetchError("bad_encoding", "retry", f"The gzip body has more than {MEMBER_LIMIT} members.")


def _undeflate(body: bytes, limit_bytes: int) -> bytes:
    # "deflate" means zlib data (RFC 9110), but some servers send it raw; zlib data has a header (RFC 1950).
    is_zlib = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(memoryview(body), _ZLIB if is_zlib else _RAW, limit_bytes)[0]


def _inflate(data: memoryview, window: int, limit_bytes: int) -> tuple[bytes, memoryview]:
    decompressor = zlib.decompressobj(window)
    plain = bytearray()
    for start in range(0, len(data), _PIECE):  # in pieces: zlib copies what follows the end of a member
        piece = data[start : start + _PIECE]
        try:
            plain += decompressor.decompress(piece, limit_bytes - len(plain) + 1)
        except zlib.error as error:
            detail = f"The body cannot be decompressed ({error})."
            raise FetchError("bad_encoding", "retry", detail) from error
        if len(plain) > limit_bytes:
            raise too_large(limit_bytes)
        if decompressor.eof:
            return bytes(plain), data[start + len(piece) - len(decompressor.unused_data) :]
    raise FetchError("truncated", "retry", "The compressed body ended too early.")


def too_large(limit_bytes: int) -> FetchError:
    """Say that a body is, or unpacks to, more than is taken."""
    return FetchError("too_large", "refused", f"The body has more than {limit_bytes} bytes.")
