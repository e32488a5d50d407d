import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.cdx import CdxPage, parse_cdx, parse_page_count, read_timestamp
from extractors.records import Unreadable

HEADER = ["urlkey", "timestamp", "original"]
ONE = ["test,a)/1", "20250901120000", "http://a.test:80/1"]
TWO = ["test,a)/2", "20250902", "https://www.a.test/2"]
URLS = ["http://a.test/1", "https://www.a.test/2"]


def lines(*rows: list[str]) -> bytes:
    """An array of arrays as the Wayback Machine writes it, a row on a line."""
    return ("[" + ",\n".join(map(json.dumps, rows)) + "]\n").encode()


def read(body: bytes) -> CdxPage:
    page = parse_cdx(body)
    assert isinstance(page, CdxPage), page
    return page


def urls(page: CdxPage) -> list[str]:
    return [capture.original for capture in page.captures]


@pytest.mark.parametrize(
    "body",
    [
        lines(HEADER, ONE, TWO),
        json.dumps([HEADER, ONE, TWO]).encode(),
        lines(["original", "length", "timestamp", "urlkey"], [ONE[2], "7", ONE[1], ONE[0]], [TWO[2], "7", *TWO[1::-1]]),
        b"test,a)/1 20250901120000 http://a.test:80/1\r\ntest,a)/2 20250902 https://www.a.test/2\r\n",
        b'{"urlkey": "test,a)/1", "timestamp": "20250901120000", "url": "http://a.test:80/1"}\n%s'
        % b'{"urlkey": "test,a)/2", "status": "200", "timestamp": "20250902", "url": "https://www.a.test/2"}',
    ],
    ids=["array", "array on one line", "other order", "text", "objects by the line"],
)
def test_every_form_says_the_same(body):
    page = read(body)
    assert urls(page) == URLS
    assert [capture.urlkey for capture in page.captures] == ["test,a)/1", "test,a)/2"]
    assert [capture.captured_at.isoformat() for capture in page.captures] == [
        "2025-09-01T12:00:00+00:00",
        "2025-09-02T00:00:00+00:00",
    ]
    assert (page.unusable, page.resume_key, page.complete) == (0, None, True)


@pytest.mark.parametrize(
    "body", [lines(HEADER, ONE, [], ["test%2Ca%29+1%21"]), b" ".join(map(str.encode, ONE)) + b"\n\ntest%2Ca%29+1%21\n"]
)
def test_the_resume_key_is_given_as_it_came(body):
    assert (urls(read(body)), read(body).resume_key) == (URLS[:1], "test%2Ca%29+1%21")


@pytest.mark.parametrize("body", [b"", b"\n", b"[]", lines(HEADER), b"[[]]"])
def test_an_index_that_knows_nothing_is_empty(body):
    assert read(body) == CdxPage(captures=(), unusable=0, resume_key=None, complete=True)


def test_an_answer_that_was_cut_off_gives_what_came_and_says_so():
    body = lines(HEADER, ONE, TWO)
    for end in range(len(body) - 2, len(body) // 2, -1):
        page = read(body[:end])
        assert not page.complete
        assert set(urls(page)) <= set(URLS)
        assert page.unusable == 0
    assert urls(read(body[:-10])) == URLS[:1]


def test_one_odd_line_costs_one_line():
    page = read(lines(HEADER, ["dns:a.test", "20250901", "dns:a.test"], ONE, ["x", "20259901", "http://a.test/"], TWO))
    assert (urls(page), page.unusable) == (URLS, 2)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><h1>502 Bad Gateway", "html"),
        (b"Bad request: no url", "not_cdx"),
        (b"Forbidden", "not_cdx"),
        (b'{"message": "Domain x not found"}', "not_cdx"),
        (b"x\n" * 200_002, "too_large"),
        (b"\x00\xff\xfe junk", "not_cdx"),
    ],
)
def test_what_is_no_index_is_refused_by_name(body, reason):
    outcome = parse_cdx(body)
    assert isinstance(outcome, Unreadable), outcome
    assert outcome.reason == reason
    assert outcome.detail.endswith(".")


@pytest.mark.parametrize(
    ("figures", "moment"),
    [
        ("2025", "2025-01-01T00:00:00+00:00"),
        ("20250", "2025-01-01T00:00:00+00:00"),
        ("202509", "2025-09-01T00:00:00+00:00"),
        ("20250930235959", "2025-09-30T23:59:59+00:00"),
        ("20250931", None),
        ("0000", None),
        ("202", None),
        ("٢٠٢٥", None),
        ("202509302359590", None),
    ],
)
def test_a_timestamp_is_the_first_moment_that_it_may_mean(figures, moment):
    read_as = read_timestamp(figures)
    assert (read_as and read_as.isoformat()) == moment


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (b"7\n", 7), (b'{"pages": 7}', 7), (b'[["numpages"], ["7"]]', 7), (b"", None), (b"-1", None), (b"[]", None),
        (b"<html>", None), (b"1e400", None), (b"9" * 5_000, None), (b"true", None), (b"[" * 900, None),
    ],
)  # fmt: skip
def test_a_number_of_pages_is_read_in_each_form(body, count):
    assert parse_page_count(body) == count


PIECES = st.sampled_from([
    "[", "]", "[[", "]]", ",", "\n", '"', '"timestamp"', '"original"', "20250901", "http://a.test/", "{", "}", ":",
    "null", "1e999", '["urlkey","timestamp","original"]', " ", "\x00", "é"
])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.lists(PIECES, max_size=30).map(lambda pieces: "".join(pieces).encode()))
@example(b"[" * 100_000)
@example(b'[["urlkey","timestamp","original"],\n' * 3)
@example(b'[[{"timestamp":1}]]')
def test_no_bytes_raise(body):
    assert isinstance(parse_cdx(body), CdxPage | Unreadable)
    parse_page_count(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*HEADER, "url"]), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_no_json_raises(document):
    assert isinstance(parse_cdx(json.dumps(document).encode()), CdxPage | Unreadable)
