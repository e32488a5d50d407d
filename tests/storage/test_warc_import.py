"""Other people's WARC files: what is a page, what is not and why, and files that are no WARC files."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.errors import InputError
from extractors.records import Page
from storage.warc import WarcFolder
from storage.warc_import import read_responses

HTML = b"<html><p>News</p></html>"


def record(http, *, kind="response", url="http://a.example/1", date="2024-02-29T10:11:12Z"):
    stated = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": date, "Content-Length": str(len(http))}
    stated["Content-Type"] = "application/http; msgtype=response"
    head = "".join(f"{name}: {value}\r\n" for name, value in stated.items() if value is not None)
    return f"WARC/1.0\r\n{head}\r\n".encode() + http + b"\r\n\r\n"


def http(body=HTML, status="200 OK", **headers):
    told = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value is not None)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def read(tmp_path, *records, compress=False):
    path = tmp_path / "given.warc"
    path.write_bytes(b"".join(map(gzip.compress, records) if compress else records))
    return list(read_responses(path))


@pytest.mark.parametrize("compress", [False, True])
def test_a_page_comes_with_its_address_its_headers_and_the_time_of_its_capture(tmp_path, compress):
    told = http(ETag='"v1"', Last_Modified="Wed, 28 Feb 2024 00:00:00 GMT")
    given = (
        record(b"software: x\r\n", kind="warcinfo"),
        record(told),
        record(http(b"<p>2"), url="<http://a.example/2>"),
    )
    [(first, reason), (second, _)] = read(tmp_path, *given, compress=compress)
    assert first == Page(
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
    assert reason == ""
    assert (second.url, second.body) == ("http://a.example/2", b"<p>2")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (record(http(status="404 Not Found")), "not_200"),
        (record(http(status="301 Moved", Location="/2")), "not_200"),
        (record(b"93.184.216.34", url="dns:a.example"), "not_200"),
        (record(http(Content_Type="image/png")), "not_html"),
        (record(http(Content_Type=None)), "not_html"),
        (record(http(), date=None), "no_date"),
        (record(http(), date="last week"), "no_date"),
    ],
)
def test_what_is_no_page_is_counted_and_the_pages_after_it_are_read(tmp_path, told, reason):
    (none, why), (page, _) = read(tmp_path, told, record(http(b"<p>2")))
    assert (none, why) == (None, reason)
    assert page.body == b"<p>2"


def test_records_that_are_no_responses_are_passed_over(tmp_path):
    assert read(tmp_path, record(b"GET / HTTP/1.1\r\n\r\n", kind="request"), record(http(b""), kind="revisit")) == []


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        ('Text/HTML; Charset="windows-1251"; x=y', "text/html", "windows-1251"),
        ("application/xhtml+xml", "application/xhtml+xml", None),
        ("text/html; charset=", "text/html", None),
        ("text/html;charset=gb18030;", "text/html", "gb18030"),
    ],
)
def test_media_type_and_charset_are_read_as_servers_write_them(tmp_path, header, media_type, charset):
    [(page, _)] = read(tmp_path, record(http(Content_Type=header)))
    assert (page.media_type, page.charset) == (media_type, charset)


def test_a_body_comes_decoded(tmp_path):
    chunks = b"5\r\n<html\r\n1\r\n>\r\n0\r\n\r\n"
    packed = record(http(gzip.compress(HTML), Content_Encoding="gzip"))
    cut_up = record(http(chunks, Transfer_Encoding="chunked"))
    assert [page.body for page, _ in read(tmp_path, packed, cut_up)] == [HTML, b"<html>"]


def test_times_in_another_zone_or_none_become_utc(tmp_path):
    dates = ("2024-02-29T15:11:12+05:00", "2024-02-29T10:11:12", "2024-02-29T10:11:12.000000Z")
    pages = [page for page, _ in read(tmp_path, *(record(http(), date=date) for date in dates))]
    assert {page.fetched_at for page in pages} == {datetime(2024, 2, 29, 10, 11, 12, tzinfo=UTC)}
    assert all(page.fetched_at.utcoffset().total_seconds() == 0 for page in pages)


@pytest.mark.parametrize("compress", [False, True])
def test_a_file_that_ends_early_gives_the_pages_before_and_never_half_a_page(tmp_path, compress):
    pack = gzip.compress if compress else bytes
    first, last = pack(record(http())), pack(record(http(b"<p>" + bytes(range(256)) * 9)))
    path = tmp_path / "cut.warc"
    for cut in range(len(first), len(first + last), 37):
        path.write_bytes((first + last)[:cut])
        (page, _), *rest = read_responses(path)
        assert page.body == HTML
        assert all(each is None and why in {"truncated", "broken_warc", "not_200", "not_html"} for each, why in rest)


def test_rubbish_between_records_ends_the_reading(tmp_path):
    (page, _), *rest = read(tmp_path, record(http()), b"rubbish\r\n" * 9, record(http()))
    assert page.body == HTML
    assert rest == [(None, "broken_warc")]


def test_our_own_files_can_be_read_back(tmp_path):
    own = Page(
        url="https://a.example/ж", final_url="https://a.example/ж", moved_permanently=False, status=200,
        media_type="text/html", charset="utf-8", etag=None, last_modified=None, body=HTML,
        fetched_at=datetime(2024, 2, 29, tzinfo=UTC),
    )  # fmt: skip
    with WarcFolder(tmp_path, software="test") as folder:
        place = folder.append(own, "d", now=own.fetched_at, same_as=None)
    assert list(read_responses(tmp_path / place.file)) == [(own, "")]


@pytest.mark.parametrize("content", [b"", b"hello\r\n\r\n" * 9, b"\x1f\x8b", gzip.compress(b"hello"), bytes(999)])
def test_a_file_that_is_no_warc_file_is_an_input_error(tmp_path, content):
    with pytest.raises(InputError, match=r"given\.warc: is no WARC file"):
        read(tmp_path, content)


def test_a_file_that_is_not_there_is_an_input_error(tmp_path):
    for path in (tmp_path / "missing.warc.gz", tmp_path):
        with pytest.raises(InputError, match=f"{path}: cannot be read"):
            next(read_responses(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.data(), compress=st.booleans())
def test_damage_anywhere_gives_pages_and_reasons_or_an_input_error(tmp_path, data, compress):
    packed = http(gzip.compress(HTML), Content_Encoding="gzip")
    cut_up = http(b"5\r\n<html\r\n0\r\n\r\n", Transfer_Encoding="chunked")
    records = [record(each) for each in (http(), packed, cut_up, http())]
    whole = bytearray(b"".join(map(gzip.compress, records) if compress else records))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    try:
        for page, reason in read(tmp_path, bytes(whole)):
            assert (page is None) == bool(reason)
    except InputError:
        pass
