"""Headers about the body, and decompression that stops in time."""

import contextlib
import gzip
import time
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from flows.decoding import CODINGS, content_encodings, content_type, decompress, unpack
from flows.failures import FetchError

COMPRESSORS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda plain: brotli.compress(plain, quality=5),
    "zstd": zstandard.compress,
}
EVERY_CODING = pytest.mark.parametrize("coding", COMPRESSORS)
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
MB = 1_000_000


def reason(body: bytes, *encodings: str, limit_bytes: int = MB) -> tuple[str, str]:
    with pytest.raises(FetchError) as caught:
        decompress(body, encodings, limit_bytes)
    return caught.value.reason, caught.value.ending


def zstd_bomb(size: int, *, window: int = 0b0011_1000) -> bytes:
    """A frame of *size* zeros, 131,072 of them per four bytes (RFC 8878, 3.1.1.2.2: RLE blocks)."""
    block = (131_072 << 3 | 1 << 1).to_bytes(3, "little") + b"\0"
    last = (131_072 << 3 | 1 << 1 | 1).to_bytes(3, "little") + b"\0"
    return ZSTD_MAGIC + bytes([0, window]) + block * (size // 131_072 - 1) + last


def brotli_bomb(size: int) -> bytes:
    """*size* zeros, some ten bytes for each 16 MB."""
    compressor, piece = brotli.Compressor(quality=5), bytes(16 << 20)
    first, next_ = (compressor.process(piece) + compressor.flush() for _ in range(2))
    return first + next_ * (size // len(piece))


def deflate_bomb(size: int, wbits: int) -> bytes:
    """*size* zeros, 1,029 for each byte."""
    compressor, piece = zlib.compressobj(9, wbits=wbits), bytes(1 << 20)
    first, next_ = (compressor.compress(piece) + compressor.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + next_ * (size // len(piece))


BOMBS = {
    "gzip": lambda: deflate_bomb(10_000 * MB, 31),
    "deflate": lambda: deflate_bomb(10_000 * MB, 15),
    "br": lambda: brotli_bomb(10_000 * MB),
    "zstd": lambda: zstd_bomb(10_000 * MB),
}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", ("", None)),
        ("text/html", ("text/html", None)),
        ("Application/Atom+XML ; type=feed;charset=UTF-8", ("application/atom+xml", "UTF-8")),
        ("text/html; charset='gb2312'", ("text/html", "gb2312")),
        ("text/html; charset=", ("text/html", None)),
        ("text/html; charset=a b", ("text/html", None)),
        ("text/html; charset=\x00", ("text/html", None)),
        ("; charset=utf-8", ("", "utf-8")),
        ("text/html, text/html", ("", None)),
    ],
)
def test_a_content_type_is_read_as_far_as_it_makes_sense(header, expected):
    assert content_type(header) == expected


@given(st.text())
def test_no_header_is_too_strange(text):
    content_type(text)
    content_type("text/html; charset=" + text)


def test_a_long_header_does_not_take_long():
    started = time.process_time()
    content_type("text/html" + "; charset= " * 100_000)
    content_type("text/html; charset=" + " " * 100_000)
    assert time.process_time() - started < 0.2


@given(st.binary(max_size=5000))
def test_what_was_compressed_comes_back(data):
    for coding, compress in COMPRESSORS.items():
        assert decompress(compress(data), (coding,), 5000) == data


@given(
    st.binary(max_size=5000), st.sampled_from([*((each,) for each in COMPRESSORS), ("gzip", "deflate"), ("br", "zstd")])
)
def test_no_bytes_do_more_than_fail(data, encodings):
    for each in (data, ZSTD_MAGIC + data, b"\x1f\x8b\x08" + data):
        with contextlib.suppress(FetchError):
            assert len(decompress(each, encodings, 100)) <= 100


@given(st.sampled_from([*COMPRESSORS]), st.binary(min_size=1, max_size=300), st.data())
def test_no_damage_does_more_than_fail(coding, plain, data):
    body = bytearray(COMPRESSORS[coding](plain * 20))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(FetchError):
        assert len(decompress(bytes(body), (coding,), 10_000)) <= 10_000


def test_every_coding_that_is_asked_for_is_undone():
    assert content_encodings(CODINGS.replace("gzip, deflate, ", "")) == ("zstd", "br")
    assert CODINGS.split(", ") == [*COMPRESSORS]


@EVERY_CODING
def test_the_limit_is_exact(coding):
    body = COMPRESSORS[coding](bytes(100_000))
    assert len(decompress(body, (coding,), 100_000)) == 100_000
    assert reason(body, coding, limit_bytes=99_999) == ("too_large", "refused")


@EVERY_CODING
def test_a_large_body_comes_back_whole(coding):
    plain = b"".join(b"%d " % (number * number) for number in range(200_000))
    assert decompress(COMPRESSORS[coding](plain), (coding,), len(plain)) == plain


@EVERY_CODING
def test_a_body_that_lacks_its_end_is_truncated(coding):
    body = COMPRESSORS[coding]("Саммит ШОС в Бишкеке. ".encode() * 999)
    assert {reason(body[:kept], coding) for kept in (1, 3, len(body) // 2, len(body) - 1)} == {("truncated", "retry")}


@EVERY_CODING
def test_what_is_not_compressed_as_said_is_a_bad_encoding(coding):
    # The first bytes rule each of the four formats out.
    assert reason(b"\xff<html>a page that was never compressed</html>", coding) == ("bad_encoding", "retry")


@EVERY_CODING
def test_ten_gigabytes_of_zeros_are_never_held(coding):
    bomb = BOMBS[coding]()
    assert len(bomb) < 11 * MB
    tracemalloc.start()
    assert reason(bomb, coding) == ("too_large", "refused")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 * MB


def test_zstd_frames_follow_each_other():
    frames = [zstandard.compress(each) for each in (b"one ", b"", b"two")]
    skipped = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"extra"
    assert decompress(skipped.join([b"", *frames, b""]), ("zstd",), MB) == b"one two"
    assert reason(b"".join(frames)[:-1], "zstd") == ("truncated", "retry")
    assert reason(b"".join(frames) + b"\r\n", "zstd") in {("truncated", "retry"), ("bad_encoding", "retry")}
    assert reason(zstandard.compress(b"") * 1001, "zstd") == ("bad_encoding", "retry")


def test_a_zstd_window_beyond_eight_megabytes_is_not_granted():
    # RFC 8878, 3.1.1.1.2: five bits of exponent above 1 KB.
    assert len(decompress(zstd_bomb(131_072, window=13 << 3), ("zstd",), MB)) == 131_072
    assert reason(zstd_bomb(131_072, window=14 << 3), "zstd") == ("bad_encoding", "retry")


def test_a_brotli_window_beyond_the_standard_is_not_granted():
    # draft-vandevenne-shared-brotli-format: these bits begin a stream of a "large window".
    assert reason(b"\x11\x1e" + brotli.compress(b"x"), "br") == ("bad_encoding", "retry")


def test_many_members_in_a_large_body_cost_little():
    body = gzip.compress(b"") * 999 + gzip.compress(bytes(range(256)) * 30_000, 0)
    started = time.process_time()
    assert len(decompress(body, ("gzip",), 10_000_000)) == 256 * 30_000
    assert time.process_time() - started < 0.5


def test_codings_are_undone_in_the_reverse_order():
    assert content_encodings("deflate, gzip") == ("gzip", "deflate")
    assert decompress(gzip.compress(zlib.compress(b"x")), ("gzip", "deflate"), 99) == b"x"


PLAIN = b"<p>plain</p>" * 100


def test_one_gzip_member_is_given_as_it_was_sent():
    body = gzip.compress(PLAIN)
    assert unpack(body, ("gzip",), len(PLAIN)) == (PLAIN, body)


@pytest.mark.parametrize(
    ("body", "encodings"),
    [
        (PLAIN, ()),
        (COMPRESSORS["zstd"](PLAIN), ("zstd",)),
        (COMPRESSORS["br"](PLAIN), ("br",)),
        (COMPRESSORS["deflate"](PLAIN), ("deflate",)),
        (gzip.compress(PLAIN, mtime=0) + b"padding", ("gzip",)),
        (gzip.compress(PLAIN[:600], mtime=0) + gzip.compress(PLAIN[600:], mtime=0), ("gzip",)),
        (gzip.compress(gzip.compress(PLAIN, mtime=0), mtime=0), ("gzip", "gzip")),
    ],
)
def test_what_other_readers_may_stumble_over_is_not(body, encodings):
    assert unpack(body, encodings, len(PLAIN)) == (PLAIN, None)


@pytest.mark.parametrize("size", [MB + 1, 20 * MB])
def test_a_body_of_one_member_is_not_unpacked_beyond_the_limit(size):
    with pytest.raises(FetchError) as refused:
        unpack(gzip.compress(bytes(size)), ("gzip",), MB)
    assert refused.value.reason == "too_large"
