import gzip
import json
import time
import tracemalloc
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import extractors.sitemap
from extractors.dates import parse_date
from extractors.records import Entry, Sitemap, Unreadable
from extractors.sitemap import _PLAIN_DATE, _date, _link, parse_sitemap
from extractors.urls import resolve

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
URL = "https://feeds.example.org/dir/sitemap.xml"
CASES = sorted(path for path in FEEDS.glob("sitemap*") if not path.name.endswith(".expected.json"))


def seen(entry: Entry) -> dict[str, Any]:
    """What an entry says, without what it leaves open; dates as moments."""
    said = {name: value for name, value in asdict(entry).items() if value not in (None, ())}
    return said | {name: said[name]["value"].isoformat() for name in ("published", "updated") if name in said}


def urlset(urls: str, *, prolog: str = "") -> bytes:
    return f'{prolog}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def read(body: bytes, **options: Any) -> Sitemap:
    sitemap = parse_sitemap(body, url=URL, **options)
    assert isinstance(sitemap, Sitemap), sitemap
    return sitemap


def refusal(body: bytes, **options: Any) -> str:
    outcome = parse_sitemap(body, url=URL, **options)
    assert isinstance(outcome, Unreadable), outcome
    assert outcome.detail.endswith(".")
    return outcome.reason


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_sitemap_says_what_its_golden_pair_expects(path, zipped):
    want = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    body = path.read_bytes()
    sitemap = read(gzip.compress(body) if zipped else body)
    assert [seen(entry) for entry in sitemap.entries] == want["entries"]
    children = [[url, date and date.value.isoformat()] for url, date in sitemap.children]
    assert (children, sitemap.unusable) == (want["children"], want["unusable"])


def test_there_are_golden_pairs_to_look_at():
    assert len(CASES) >= 7


def test_lastmod_is_a_date_of_the_sitemap():
    entry = read(urlset("<url><loc>/1</loc><lastmod>2025-09-01</lastmod></url>")).entries[0]
    assert entry.updated is not None
    assert (entry.published, entry.updated.place, entry.updated.precision) == (None, "sitemap", "day")


def test_gzip_members_are_read_one_after_another():
    first, second = urlset("<url><loc>/1</loc></url>").split(b"</url>", 1)
    body = gzip.compress(first + b"</url>") + gzip.compress(b"<url><loc>/2</loc></url>" + second)
    assert [entry.url[-2:] for entry in read(body).entries] == ["/1", "/2"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"<!doctype html><html><body>404</body></html>", "html"),
        (b"<html><body>a <urlset> in a page</body></html>", "html"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "not_a_sitemap"),
        (b"Not found", "not_a_sitemap"),
        (b"See\nbelow:\nhttps://example.org/\n", "not_a_sitemap"),
        (b"\x00\x01\x02\xff", "not_a_sitemap"),
        (gzip.compress(b"<html></html>", mtime=0), "html"),
        (gzip.compress(b"", mtime=0), "empty"),
        (gzip.compress(urlset("<url><loc>/1</loc></url>"), mtime=0)[:-9], "bad_gzip"),
        (b"\x1f\x8b\x08junk", "bad_gzip"),
    ],
)
def test_what_is_no_sitemap_is_refused_by_name(body, reason):
    assert refusal(body) == reason


def test_the_limit_counts_decompressed_bytes():
    body = urlset("<url><loc>/1</loc></url>")
    for sent in (body, gzip.compress(body)):
        assert refusal(sent, limit_bytes=len(body) - 1) == "too_large"
        assert len(read(sent, limit_bytes=len(body)).entries) == 1


def test_a_gzip_bomb_is_refused_before_it_unfolds():
    bomb = gzip.compress(bytes(200_000_000), compresslevel=1)
    started = time.process_time()
    assert refusal(bomb, limit_bytes=1_000_000) == "too_large"
    assert time.process_time() - started < 0.5


def test_billion_laughs_do_not_expand():
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    prolog = f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a0 "laugh">{levels}]>'
    started = time.process_time()
    sitemap = read(urlset("<url><loc>/1?&a9;</loc></url>", prolog=prolog))
    assert time.process_time() - started < 1
    assert "laugh" not in sitemap.entries[0].url


def test_no_file_is_read_through_an_external_entity(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret")
    prolog = f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'
    assert "the-secret" not in repr(parse_sitemap(urlset("<url><loc>/&leak;</loc></url>", prolog=prolog), url=URL))


def test_a_chain_of_unclosed_elements_ends_at_the_depth_limit():
    assert len(read(b"<urlset>" + b"<url><loc>/1</loc>" * 50_000).entries) > 100


PLAIN = "<url><loc>https://example.org/a</loc><lastmod>{}</lastmod></url>"


@pytest.mark.parametrize(
    "raw",
    [
        "2025-09-01", "2025-09-01T10:11", "2025-09-01T10:11Z", "2025-09-01T10:11:12", "2025-09-01T10:11:12Z",
        "2025-09-01T10:11:12.345678+05:00", "2025-09-01T10:11:12.5-11:30", "2025-02-30", "2025-09-01T24:00:00Z",
        "2025-09-01T10:11:60Z", "2025-09-01T10:11.5Z", "1969-12-31", "2101-01-01", "1971-01-01T00:00+11:00",
        "2025-09-01 10:11:12", "1404-06-10", "2025-9-1", "2025-09-01T10:11:12+0500", "2025-09-01T10:11:12+14:00",
        "2025-13-01", "٢٠٢٥-09-01", "yesterday", "",
    ],
)  # fmt: skip
def test_a_plain_date_is_read_as_the_general_reader_reads_it(raw):
    assert read(urlset(PLAIN.format(raw))).entries[0].updated == parse_date(raw, place="sitemap")


@settings(max_examples=60, deadline=None)
@given(st.from_regex(_PLAIN_DATE, fullmatch=True))
def test_the_quick_reader_of_dates_agrees_with_the_general_one(raw):
    assert _date(raw) == parse_date(raw, place="sitemap")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["https://a-b.example.org", "http://www.1.org", "https://a.1", "https://a..org", "https://aorg"]),
    st.lists(st.sampled_from([*"/.a1-~_,;!?&=:%#@ ", "%D0", "..", "/../", "/."]), max_size=12).map("".join),
)
def test_the_quick_reader_of_addresses_agrees_with_the_general_one(host, path):
    assert _link(URL, f"{host}/{path}") == resolve(URL, f"{host}/{path}")


@pytest.mark.parametrize(
    "raw",
    [
        "https://example.org/a/../b", "https://example.org/./a", "https://example.org/a?", "https://example.org",
        "HTTP://Example.org/a", "https://1.2.3.4/a", "https://example.org:443/a", "https://user@example.org/a",
        "https://example.org/%zz", "https://example.org/é", "https://example.org/a#top", "https://example.123/a",
        "https://" + "a." * 130 + "org/x", "https://example.org/" + "a" * 2_100,
    ],
)  # fmt: skip
def test_an_address_that_is_not_plain_is_resolved(raw):
    link = resolve(URL, raw)
    sitemap = read(urlset(f"<url><loc>{raw}</loc></url>"))
    assert [entry.url for entry in sitemap.entries] == ([link] if link else [])


def test_an_image_of_a_page_is_not_the_page():
    sitemap = read(urlset(
        "<url><image:image><image:loc>https://example.org/a.png</image:loc></image:image><loc>/1</loc></url>"
    ))  # fmt: skip
    assert [entry.url for entry in sitemap.entries] == ["https://feeds.example.org/1"]


def test_markup_in_a_text_belongs_to_it():
    assert read(urlset("<url><loc>/a<b>/1</b></loc><loc>/2</loc></url>")).entries[0].url.endswith("/a/1")


def test_a_sitemap_with_more_urls_than_anyone_lists_is_refused(monkeypatch):
    monkeypatch.setattr(extractors.sitemap, "MOST_URLS", 5)
    assert len(read(urlset("<url><loc>/1</loc></url>" * 5)).entries) == 5
    assert refusal(urlset("<url><loc>/1</loc></url>" * 6)) == "too_large"
    assert refusal(b"https://example.org/1\n" * 12) == "too_large"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_a_sitemap_in_another_encoding_is_read(encoding):
    declared = "" if encoding.startswith("utf") else f'<?xml version="1.0" encoding="{encoding}"?>'
    news = "<url><loc>/1</loc><news:news><news:title>Паром снова ходит</news:title></news:news></url>"
    body = urlset(news, prolog=declared).decode().encode(encoding)
    assert [entry.title for entry in read(body).entries] == ["Паром снова ходит"]


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item><link>/1</link><pubDate>2025-09-01T10:00:00Z</pubDate></item></channel></rss>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/1'/>%s</entry></feed>"
        % b"<published>2025-09-01T10:00:00Z</published>",
    ],
    ids=["rss", "atom"],
)  # fmt: skip
def test_a_feed_may_stand_in_for_a_sitemap(body):
    (entry,) = read(body).entries
    assert entry.published is not None
    assert (entry.url, entry.published.value.isoformat()) == (
        "https://feeds.example.org/1", "2025-09-01T10:00:00+00:00"
    )  # fmt: skip


def test_memory_is_bounded_however_large_the_sitemap():
    """Two copies of the document at most, beside what it lists: no tree is built."""
    url = b"<url><loc>https://example.org/1</loc><a>" + b"x" * 1_000 + b"&amp;</a></url>"
    body = b"<urlset>" + url * 2_000 + b"</urlset>"
    tracemalloc.start()
    try:
        assert len(read(body).entries) == 2_000
        assert tracemalloc.get_traced_memory()[1] < 3 * len(body)
    finally:
        tracemalloc.stop()


FRAGMENTS = st.sampled_from([
    "<urlset>", "<sitemapindex>", "<sitemap>", "<url>", "</url>", "<loc>", "</loc>", "https://example.org/",
    "<lastmod>", "2025-09-01", "<news:news>", "<news:publication>", "&#0;", "&amp;", "&", "<![CDATA[", "]]>",
    "<!--", "-->", "<?", "<!DOCTYPE", "<", '"', 'xmlns="', "é", "\n"
])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
@example(b"\x1f\x8b")
@example(b"<urlset")
def test_no_bytes_raise(body):
    assert isinstance(parse_sitemap(body, url=URL), Sitemap | Unreadable)
    assert isinstance(parse_sitemap(gzip.compress(body), url=""), Sitemap | Unreadable)


@settings(max_examples=100, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25).map("".join))
def test_no_markup_raises(markup):
    assert isinstance(parse_sitemap(f"<urlset>{markup}".encode(), url=URL), Sitemap | Unreadable)
    assert isinstance(parse_sitemap(markup.encode(), url=URL), Sitemap | Unreadable)
