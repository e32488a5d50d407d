"""Other people's WARC files: what is a page, what is not and why, damage, and where reading can go on."""

import gzip
import random
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest
import zstandard
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config.errors import InputError
from extractors.records import Page
from storage import warc_import
from storage.warc import WarcFolder
from storage.warc_import import check_warc, read_responses

HTML = b"<html><p>News</p></html>"
LIMIT = 1_000_000


def record(http, *, kind="response", url="http://a.example/1", date="2024-02-29T10:11:12Z", **more):
    stated = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": date, "Content-Length": str(len(http))}
    stated |= {
        "Content-Type": "application/http; msgtype=response",
        **{k.replace("_", "-"): v for k, v in more.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in stated.items() if value is not None)
    return f"WARC/1.0\r\n{head}\r\n".encode() + http + b"\r\n\r\n"


def http(body=HTML, status="200 OK", **headers):
    told = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value is not None)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def numbered(number, size=0):
    """A record of its own URL, with a body that does not compress."""
    noise = random.Random(number).randbytes(size).hex().encode()
    return record(http(b"<p>%d%s" % (number, noise)), url=f"http://a.example/{number}")


def skippable(data, kind=0x5D):
    return bytes([kind, 0x2A, 0x4D, 0x18]) + len(data).to_bytes(4, "little") + data


def zstd(*records, dictionary=None):
    told = zstandard.ZstdCompressionParameters.from_level(3, write_checksum=True, write_content_size=True)
    compressor = zstandard.ZstdCompressor(dict_data=dictionary, compression_params=told)
    return [compressor.compress(each) for each in records]


def trained():
    samples = [numbered(number) for number in range(200)]
    return zstandard.train_dictionary(2_000, samples, k=200, d=8)


def with_dictionary(*records):
    dictionary = trained()
    return [skippable(dictionary.as_bytes()), *zstd(*records, dictionary=dictionary)]


def with_packed_dictionary(*records):
    dictionary = trained()
    return [skippable(zstandard.compress(dictionary.as_bytes())), *zstd(*records, dictionary=dictionary)]


FORMS = {
    "plain": lambda *records: list(records),
    "gzip": lambda *records: [gzip.compress(each) for each in records],
    "zstd": zstd,
    "zstd with a dictionary": with_dictionary,
    "zstd with a packed dictionary": with_packed_dictionary,
}
every_form = pytest.mark.parametrize("pack", FORMS.values(), ids=FORMS)


@pytest.fixture
def given_file(tmp_path):
    """Write a file and give its path."""

    def write(*parts):
        (tmp_path / "given.warc").write_bytes(b"".join(parts))
        return tmp_path / "given.warc"

    return write


def outcomes(path, offset=0):
    """What a file came to: the number of a page of `numbered`, or the reason."""
    return [
        each.reason if each.page is None else int(each.page.url.rpartition("/")[2])
        for each in read_responses(path, offset, limit_bytes=LIMIT)
    ]


def reasons(path):
    return [each.reason for each in read_responses(path, limit_bytes=LIMIT)]


# --- whole files -----------------------------------------------------------------------------------------------


@every_form
def test_a_page_comes_with_its_address_its_headers_and_the_time_of_its_capture(given_file, pack):
    told = http(ETag='"v1"', Last_Modified="Wed, 28 Feb 2024 00:00:00 GMT", Content_Encoding="br")
    path = given_file(*pack(record(b"software: x\r\n", kind="warcinfo"), record(told), numbered(2)))
    first, second = read_responses(path, limit_bytes=LIMIT)
    assert first.page == Page(
        url="http://a.example/1",
        final_url="http://a.example/1",
        moved_permanently=False,
        status=200,
        media_type="text/html",
        charset="utf-8",
        etag='"v1"',
        last_modified="Wed, 28 Feb 2024 00:00:00 GMT",
        body=HTML,
        fetched_at=datetime(2024, 2, 29, 10, 11, 12, tzinfo=UTC),
    )
    assert (first.reason, first.coding) == ("", "br")
    assert (second.page.url, second.page.body, second.coding) == ("http://a.example/2", b"<p>2", "")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (record(http(status="404 Not Found")), "not_200"),
        (record(http(status="301 Moved", Location="/2")), "not_200"),
        (record(b"93.184.216.34", url="dns:a.example"), "not_200"),
        (record(b""), "not_200"),
        (record(http(), url=None), "not_200"),
        (record(http(Content_Type="image/png")), "not_html"),
        (record(http(Content_Type=None)), "not_html"),
        (record(http(), date=None), "no_date"),
        (record(http(), date="last week"), "no_date"),
        (record(http(), date="0001-01-01T00:00:00+14:00"), "no_date"),
        (record(http(), kind="revisit"), "revisit"),
        (record(HTML, kind="resource"), "not_response"),
        (record(b"News", kind="conversion"), "not_response"),
        (record(http(), WARC_Truncated="length"), "truncated"),
        (record(http(), WARC_Segment_Number="1"), "truncated"),
        (record(http(Content_Length="999")), "truncated"),
        (record(http(b"5\r\n<html\r\n9\r\n><p", Transfer_Encoding="chunked")), "truncated"),
        (record(http(b"<p>" + bytes(LIMIT))), "too_large"),
    ],
)
def test_what_is_no_page_is_counted_and_the_pages_after_it_are_read(given_file, told, reason):
    for pack in FORMS.values():
        assert outcomes(given_file(*pack(told, numbered(2)))) == [reason, 2]


def test_records_about_other_records_are_passed_over(given_file):
    about = [record(b"GET / HTTP/1.1\r\n\r\n", kind=each) for each in ("warcinfo", "request", "metadata")]
    assert outcomes(given_file(*about)) == []


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        ('Text/HTML; Charset="windows-1251"; x=y', "text/html", "windows-1251"),
        ("application/xhtml+xml", "application/xhtml+xml", None),
        ("text/html; charset=", "text/html", None),
        ("text/html;charset=gb18030;", "text/html", "gb18030"),
    ],
)
def test_media_type_and_charset_are_read_as_servers_write_them(given_file, header, media_type, charset):
    [only] = read_responses(given_file(record(http(Content_Type=header))), limit_bytes=LIMIT)
    assert (only.page.media_type, only.page.charset) == (media_type, charset)


@pytest.mark.parametrize(
    "body",
    [b"5\r\n<html\r\n1\r\n>\r\n0\r\n\r\n", b"6;name=value\r\n<html>\r\n0\r\nTrailer: 1\r\n\r\n", b"<html>"],
    ids=["chunks", "extensions and trailers", "the header was kept, the chunks were not"],
)
def test_chunks_are_joined_where_there_are_any(given_file, body):
    [only] = read_responses(given_file(record(http(body, Transfer_Encoding="chunked"))), limit_bytes=LIMIT)
    assert only.page.body == b"<html>"


def test_times_in_another_zone_or_none_become_utc(given_file):
    dates = ("2024-02-29T15:11:12+05:00", "2024-02-29T10:11:12", "2024-02-29T10:11:12.000000Z")
    path = given_file(*(record(http(), date=date) for date in dates))
    assert {each.page.fetched_at for each in read_responses(path, limit_bytes=LIMIT)} == {
        datetime(2024, 2, 29, 10, 11, 12, tzinfo=UTC)
    }


def test_a_gzip_file_in_one_piece_and_one_cut_anywhere_are_read_too(given_file):
    whole = b"".join(numbered(number, 5_000) for number in range(9))
    cut = [gzip.compress(whole[at : at + 7_001]) for at in range(0, len(whole), 7_001)]
    for parts in ([gzip.compress(whole)], cut, zstd(*(whole[at : at + 7_001] for at in range(0, len(whole), 7_001)))):
        assert outcomes(given_file(*parts)) == list(range(9))


def test_zstd_frames_that_hold_no_record_are_passed_over(given_file):
    first, second, empty = zstd(numbered(1), numbered(2, 300_000), b"")
    assert outcomes(given_file(first, skippable(b"index", 0x50), empty, second, skippable(b""))) == [1, 2]


def test_our_own_files_can_be_read_back(tmp_path):
    own = Page(
        url="https://a.example/ж", final_url="https://a.example/ж", moved_permanently=False, status=200,
        media_type="text/html", charset="utf-8", etag=None, last_modified=None, body=HTML,
        fetched_at=datetime(2024, 2, 29, tzinfo=UTC),
    )  # fmt: skip
    with WarcFolder(tmp_path, software="test") as folder:
        place = folder.append(own, "d", now=own.fetched_at, same_as=None)
    assert [each.page for each in read_responses(tmp_path / place.file, limit_bytes=LIMIT)] == [own]


# --- where to go on --------------------------------------------------------------------------------------------


@every_form
def test_reading_goes_on_behind_any_record_without_missing_or_repeating_one(given_file, pack):
    path = given_file(*pack(*(numbered(number, 3_000 * number) for number in range(12))))
    places = [each.resume for each in read_responses(path, limit_bytes=LIMIT)]
    assert places == sorted(set(places))
    assert places[-1] == path.stat().st_size
    for number, place in enumerate(places):
        assert outcomes(path, place) == list(range(number + 1, 12))


def test_in_one_large_gzip_member_reading_goes_on_at_its_beginning(given_file):
    first = gzip.compress(numbered(0))
    path = given_file(first, gzip.compress(numbered(1) + numbered(2) + numbered(3)), gzip.compress(numbered(4)))
    places = [each.resume for each in read_responses(path, limit_bytes=LIMIT)]
    assert [outcomes(path, place) for place in places] == [[1, 2, 3, 4]] * 3 + [[4], []]


# --- damage ----------------------------------------------------------------------------------------------------


@every_form
def test_a_damaged_record_costs_itself_only(given_file, pack):
    *front, one, two, three = pack(numbered(1, 9_000), numbered(2, 9_000), numbered(3, 9_000))
    for at in (0, 5, 40, len(two) // 2, len(two) - 20):
        spoilt = two[:at] + b"WARC?".ljust(12, b"\xa5") + two[at + 12 :]
        found = outcomes(given_file(*front, one, spoilt, three))
        assert [found[0], found[-1]] == [1, 3]
        if pack is not FORMS["plain"]:  # which has no checksum
            assert found == [1, "broken_record", 3]
    assert outcomes(given_file(*front, one, two[: len(two) // 2], three)) == [1, "broken_record", 3]


@pytest.mark.parametrize("junk", [b"rubbish\r\n" * 9, bytes(70_000), random.Random(0).randbytes(3_000_000)])
@every_form
def test_what_is_between_records_costs_none(given_file, pack, junk):
    *front, one, two = pack(numbered(1), numbered(2))
    assert outcomes(given_file(*front, one, junk, two)) == [1, "broken_record", 2]


@every_form
def test_a_file_that_ends_early_gives_the_pages_before_it_and_counts_its_tail_once(given_file, pack):
    *front, first, last = pack(numbered(1), numbered(2, 300))
    whole = b"".join([*front, first, last])
    begin = len(whole) - len(last)
    for cut in range(begin + 1, len(whole) - 5, 29):
        found = outcomes(given_file(whole[:cut]))
        assert found[0] == 1
        assert found[1:] in (["truncated"], [2])
    assert outcomes(given_file(whole[:begin])) == [1]


def test_a_wrong_length_does_not_hide_the_records_after_it(given_file):
    for length in ("99", "3", "100000000000", "-1", "1e3", "", "٣", "9" * 4_000):
        wrong = record(http()).replace(b"Content-Length: 83", f"Content-Length: {length}".encode())
        assert wrong != record(http())
        for pack in FORMS.values():
            assert outcomes(given_file(*pack(numbered(1), wrong, numbered(2)))) == [1, "broken_record", 2]


def test_the_first_record_may_be_the_damaged_one(given_file):
    for pack in (FORMS["gzip"], FORMS["zstd"]):
        one, two = pack(numbered(1), numbered(2))
        assert outcomes(given_file(one[:20] + b"\xa5" * 9 + one[29:], two)) == ["broken_record", 2]


def test_a_file_of_nothing_but_damage_is_given_up(given_file, monkeypatch):
    monkeypatch.setattr(warc_import, "MOST_BROKEN", 5)
    assert outcomes(given_file(numbered(1), *[b"WARC/1.0\r\nx: y\r\n\r\n"] * 9, numbered(2))) == [
        1,
        *["broken_record"] * 5,
    ]


@pytest.mark.parametrize(
    "content", [b"", b"hello\r\n\r\n" * 9, b"\x1f\x8b", gzip.compress(b"hello", mtime=0), bytes(999)]
)
def test_a_file_that_is_no_warc_file_is_an_input_error(given_file, content):
    for check in (check_warc, outcomes):
        with pytest.raises(InputError, match=r"given\.warc: is no WARC file"):
            check(given_file(content))


@pytest.mark.parametrize(
    "dictionary",
    [
        skippable(b"no dictionary"),
        skippable(b"\x37\xa4\x30\xec broken"),
        skippable(zstandard.compress(bytes(9 << 20))),
        skippable(b"\x28\xb5\x2f\xfd\xe4" + b"\xff" * 9),
        b"\x5d\x2a\x4d\x18\xff\xff\xff\xff",
        b"\x5d\x2a\x4d\x18",
    ],
)
def test_a_dictionary_that_cannot_be_used_is_an_input_error(given_file, dictionary):
    with pytest.raises(InputError, match="is no WARC file"):
        outcomes(given_file(dictionary, *zstd(numbered(1), dictionary=trained())))


def test_a_file_that_is_not_there_is_an_input_error(tmp_path):
    for path in (tmp_path / "missing.warc.gz", tmp_path):
        for check in (check_warc, outcomes):
            with pytest.raises(InputError, match=f"{path}: cannot be read"):
                check(path)


# --- size ------------------------------------------------------------------------------------------------------


def large(pack, size):
    """The parts of a record of *size* zero bytes, packed without ever being whole in memory."""
    head = record(http(b"<p>")).replace(b"Content-Length: 62", b"Content-Length: %d" % (62 + size))
    assert str(size + 62).encode() in head
    return pack(head.removesuffix(b"\r\n\r\n"), size, b"\r\n\r\n")


def gzipped(head, size, tail):
    packer = zlib.compressobj(wbits=31)
    piece = bytes(1 << 20)
    return [
        packer.compress(head),
        *(packer.compress(piece) for _ in range(size >> 20)),
        packer.compress(tail),
        packer.flush(),
    ]


def zstandard_packed(head, size, tail):
    packer = zstandard.ZstdCompressor().compressobj()
    piece = bytes(1 << 20)
    return [
        packer.compress(head),
        *(packer.compress(piece) for _ in range(size >> 20)),
        packer.compress(tail),
        packer.flush(),
    ]


@pytest.mark.parametrize(("pack", "form"), [(gzipped, "gzip"), (zstandard_packed, "zstd")])
def test_a_large_record_is_skipped_within_little_memory(given_file, pack, form):
    path = given_file(*large(pack, 1 << 26), *FORMS[form](numbered(2)))
    tracemalloc.start()
    try:
        assert outcomes(path) == ["too_large", 2]
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_a_gigabyte_in_a_plain_file_is_not_even_read(given_file):
    head = large(lambda head, _size, _tail: [head], 1 << 30)[0]
    path = given_file(head)
    with path.open("r+b") as file:  # a hole in the file takes no space
        file.seek((1 << 30) + len(head))
        file.write(b"\r\n\r\n" + numbered(2))
    tracemalloc.start()
    try:
        assert outcomes(path) == ["too_large", 2]
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@every_form
def test_heads_without_an_end_are_broken_records(given_file, pack):
    endless = b"WARC/1.0\r\n" + b"x: y\r\n" * 50_000
    in_http = record(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 50_000)
    assert outcomes(given_file(*pack(numbered(1), endless, in_http, numbered(2)))) == [
        1,
        "broken_record",
        "not_200",
        2,
    ]


# --- anything --------------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=120)
@given(data=st.data(), form=st.sampled_from(sorted(FORMS)))
def test_damage_anywhere_gives_pages_and_reasons_or_an_input_error(given_file, data, form):
    cut_up = http(b"5\r\n<html\r\n0\r\n\r\n", Transfer_Encoding="chunked")
    whole = bytearray(
        b"".join(FORMS[form](numbered(1), record(cut_up), record(b"x", kind="request"), numbered(4, 400)))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.sampled_from([0, 1, 1, 4, 90]))] = data.draw(st.binary(max_size=9))
    path = given_file(bytes(whole))
    try:
        found = list(read_responses(path, limit_bytes=LIMIT))
    except InputError:
        return
    assert all((each.page is None) == bool(each.reason) for each in found)
    places = [each.resume for each in found]
    assert places == sorted(places)
    for place in places:
        list(read_responses(path, place, limit_bytes=LIMIT))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    magic=st.sampled_from([b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"]),
    pieces=st.lists(
        st.one_of(
            st.binary(max_size=50),
            st.sampled_from(
                [b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: 5\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"]
            ),
        ),
        max_size=20,
    ),
)
@example(magic=b"\x1f\x8b\x08", pieces=[b"\x1f\x8b\x08"] * 5_000)
@example(magic=b"\x28\xb5\x2f\xfd", pieces=[b"\x28\xb5\x2f\xfd\x04\x00\x01\x00\x10"] * 5_000)
@example(magic=b"", pieces=[b"WARC/1.0\r\nContent-Length: 5\r\nWARC-Type: response\r\n\r\n"] * 5_000)
def test_rubbish_is_an_input_error_or_counted(given_file, magic, pieces):
    try:
        found = reasons(given_file(magic, *pieces))
    except InputError:
        return
    assert found
