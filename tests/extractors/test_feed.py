import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.feed import TAG_LIMIT, parse_feed
from extractors.records import Entry, Feed, Unreadable

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
URL = "https://feeds.example.org/dir/feed.xml"
CASES = sorted(
    path for path in FEEDS.iterdir() if not path.name.startswith("sitemap") and not path.name.endswith(".expected.json")
)


def seen(entry: Entry) -> dict[str, Any]:
    """What an entry says, without what it leaves open; dates as moments."""
    said = {name: value for name, value in asdict(entry).items() if value not in (None, ())}
    for name in ("published", "updated"):
        if name in said:
            said[name] = said[name]["value"].isoformat()
    return said | ({"authors": list(entry.authors)} if entry.authors else {})


def rss(items: str, *, prolog: str = "", channel: str = "") -> bytes:
    return f'{prolog}<rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()


def read(body: bytes, **options: Any) -> Feed:
    feed = parse_feed(body, url=URL, **options)
    assert isinstance(feed, Feed), feed
    return feed


def refusal(body: bytes) -> str:
    outcome = parse_feed(body, url=URL)
    assert isinstance(outcome, Unreadable), outcome
    assert outcome.detail.endswith(".")
    return outcome.reason


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_feed_says_what_its_golden_pair_expects(path):
    want: Mapping[str, Any] = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    feed = read(path.read_bytes())
    assert [seen(entry) for entry in feed.entries] == want["entries"]
    about = {"title": None, "language": None, "self_url": None} | dict(want)
    assert {name: getattr(feed, name) for name in about if name != "entries"} == {
        name: value for name, value in about.items() if name != "entries"
    }


def test_there_are_golden_pairs_of_every_format():
    formats = {json.loads(path.with_suffix(".expected.json").read_text("utf-8"))["format"] for path in CASES}
    assert {"rss20", "rss092", "rss10", "atom10", "json1"} <= formats


def test_a_date_keeps_its_words_place_precision_and_want_of_a_zone():
    item = "<item><link>/1</link><pubDate> 01.09.2025 15:07 </pubDate></item>"
    date = read(rss(item)).entries[0].published
    assert date is not None
    assert (date.raw, date.place, date.precision, date.zone_known) == ("01.09.2025 15:07", "feed", "minute", False)
    assert date.value == datetime.fromisoformat("2025-09-01T15:07:00+00:00")


def test_an_unreadable_date_leaves_the_entry_standing():
    assert read(rss("<item><link>/1</link><pubDate>some day</pubDate></item>")).entries[0].published is None


def test_the_charset_of_the_header_is_heard_when_the_feed_declares_none():
    body = rss("<item><title>Паром снова ходит</title><link>/1</link></item>").decode().encode("koi8-r")
    feed = read(body, content_type='text/xml; charset="KOI8-R"')
    assert feed.entries[0].title == "Паром снова ходит"


@pytest.mark.parametrize(
    "content_type", [None, "", "text/xml", "text/html; charset=", "application/json", "a; charset=no-such-charset"]
)
def test_no_content_type_keeps_a_sound_feed_from_being_read(content_type):
    feed = read(rss("<item><title>Ünïcode</title><link>/1</link></item>"), content_type=content_type)
    assert feed.entries[0].title == "Ünïcode"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><head><title>403</title></head><body>No</body></html>", "html"),
        (b"<!-- cached --><HTML lang=ru><body><p>a <rss version='2.0'> in a page</p></body></HTML>", "html"),
        (b"<p>Just a moment...</p>", "html"),
        (b"Service unavailable", "not_a_feed"),
        (b"<?xml version='1.0'?><urlset><url><loc>https://example.org/</loc></url></urlset>", "not_a_feed"),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><a/></rdf:RDF>", "not_a_feed"),
        (b'{"error": "not found"}', "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 100_000, "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_a_feed"),
        (b"/etc/hostname", "not_a_feed"),
        (b"<rss version='2.0'>" + b"<a>" * TAG_LIMIT, "too_large"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body, reason):
    assert refusal(body) == reason


def test_billion_laughs_do_not_expand():
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    prolog = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "laugh">{levels}]>'
    started = time.process_time()
    feed = read(rss("<item><title>&a9;</title><link>/1</link></item>", prolog=prolog))
    assert time.process_time() - started < 1
    assert "laugh" not in (feed.entries[0].title or "")


def test_no_file_is_read_through_an_external_entity(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    prolog = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'
    items = "<item><title>&leak;</title><description>&leak;</description><link>/1</link></item>"
    assert "the secret" not in repr(parse_feed(rss(items, prolog=prolog), url=URL))


def test_a_body_that_is_the_name_of_a_file_is_not_opened(tmp_path):
    path = tmp_path / "<rss version='2.0'>"
    path.mkdir()
    body = f"{path}/feed.xml".encode()
    (path / "feed.xml").write_bytes(rss("<item><title>leaked</title><link>/1</link></item>"))
    assert "leaked" not in repr(parse_feed(body, url=URL))


@pytest.mark.parametrize(
    "item",
    [
        "<item><author>" + "a." * 100_000 + "@</author><link>/1</link></item>",
        "<item><link>/1</link><title>" + "&" * 20_000 + "</title></item>",
        "<item><link>/1</link><description>" + "&lt;div&gt;" * 20_000 + "</description></item>",
        "<item><link>/1</link>" + "<a b='" * 3_000,
    ],
    ids=["endless author", "ampersands", "deep markup", "open quotes"],
)
def test_hostile_entries_are_read_in_bounded_time(item):
    started = time.process_time()
    parse_feed(rss(item), url=URL)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("en-us", "en"), ("zh_CN", "zh"), ("ZH-Hans-CN", "zh"), ("rus", "ru"), ("kz", "kk"), ("", None),
        ("English", None), ("e", None), ("x-klingon", None),
    ],
)  # fmt: skip
def test_the_language_is_an_iso_639_1_code_or_nothing(raw, code):
    assert read(rss("", channel=f"<language>{raw}</language>")).language == code


def test_one_link_that_no_url_parser_takes_costs_one_entry():
    items = "<item><link>http://[::1</link></item><item><link>http://[bad]/</link></item><item><link>/1</link></item>"
    feed = read(rss(items))
    assert ([entry.url for entry in feed.entries], feed.unusable) == (["https://feeds.example.org/1"], 2)


def test_rss_in_a_misspelt_namespace_is_read():
    body = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0">'
        b"<item><title>One</title><link>/1</link></item></rdf:RDF>"
    )
    feed = read(body)
    assert (feed.format, [entry.title for entry in feed.entries]) == ("unknown", ["One"])


def test_text_is_nfc_and_fit_to_be_stored():
    body = (
        b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/1", "title": "\\ud800 e\\u0301\\u0000"}]}'
    )
    assert read(body).entries[0].title == "é"


def test_a_feed_says_where_it_has_moved():
    moved = "<itunes:new-feed-url> https://new.example.org/feed </itunes:new-feed-url>"
    declared = rss("", channel=moved).replace(
        b"<rss", b"<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
    )
    for body in (declared, rss("", channel=moved)):
        assert read(body).new_url == "https://new.example.org/feed"
    assert read(rss("", channel="<itunes:new-feed-url>mailto:desk</itunes:new-feed-url>")).new_url is None


@pytest.mark.parametrize(
    ("links", "older"),
    [
        ("<atom:link rel='prev-archive' href='2.xml'/><atom:link rel='next' href='3.xml'/>", "dir/2.xml"),
        ("<atom:link rel='next' href='?page=2'/>", "dir/feed.xml?page=2"),
        ("<atom:link rel='http://www.iana.org/assignments/relation/prev-archive' href='/2'/>", "2"),
        ("<atom:link rel='NEXT' href='/2'/>", "2"),
        ("<atom:link rel='next-archive' href='/2'/><atom:link rel='previous' href='/3'/>", None),
        ("<atom:link rel='next' href='mailto:a'/>", None),
        ("", None),
    ],
)
def test_a_feed_says_where_what_is_older_is(links, older):
    body = rss("<item><link>/1</link></item>", channel=links)
    feed = read(body.replace(b"<rss", b"<rss xmlns:atom='http://www.w3.org/2005/Atom'"))
    assert feed.older_url == (older and f"https://feeds.example.org/{older}")


def test_a_json_feed_names_its_next_page():
    body = b'{"version": "https://jsonfeed.org/version/1.1", "items": [], "next_url": "older.json"}'
    assert read(body).older_url == "https://feeds.example.org/dir/older.json"


def test_the_generator_is_named_as_it_names_itself():
    assert read(rss("", channel="<generator>https://wordpress.org/?v=6.8</generator>")).generator == (
        "https://wordpress.org/?v=6.8"
    )
    assert (
        read(b"<feed xmlns='http://www.w3.org/2005/Atom'><generator> Hugo\n1 </generator></feed>").generator == "Hugo 1"
    )
    assert read(rss("")).generator is None


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ("<ttl>60</ttl>", 3_600), ("<ttl> 5 </ttl>", 300), ("<ttl>0</ttl>", None), ("<ttl>-5</ttl>", None),
        ("<ttl>1e400</ttl>", None), ("<ttl>99999999999</ttl>", None), ("<ttl>soon</ttl>", None), ("", None),
        ("<sy:updatePeriod> Hourly </sy:updatePeriod>", 3_600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>999999</sy:updateFrequency>", None),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", None),
        ("<ttl>10</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 600),
    ],
)  # fmt: skip
def test_how_long_nothing_changes_is_read_where_it_makes_sense(channel, seconds):
    space = b"<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
    assert read(rss("", channel=channel).replace(b"<rss", space)).ttl_seconds == seconds


@pytest.mark.parametrize(
    ("channel", "hours", "days"),
    [
        ("<skipHours><hour>0</hour><hour> 13 </hour><hour>24</hour></skipHours>", {0, 13}, set()),
        ("<skipHours>\n<hour>25</hour><hour>-1</hour><hour>x</hour><hour>7</hour></skipHours>", {7}, set()),
        ("<skipDays><day>Tuesday</day><day>SUNDAY</day><day>Sat</day><day>Monthly</day></skipDays>", set(), {1, 5, 6}),
        ("<skipHours><hour>1</hour></skipHours><skipDays><day>Friday</day></skipDays>", {1}, {4}),
        ("<skipHours/><skipDays></skipDays>", set(), set()),
        ("<skipHours><hour>3", set(), set()),
        ("<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>", set(), set()),
        ("", set(), set()),
    ],
)
def test_hours_and_days_to_skip_are_read_and_junk_is_not(channel, hours, days):
    feed = read(rss("<item><link>/1</link></item>", channel=channel))
    assert (feed.skip_hours, feed.skip_days) == (hours, days)


FRAGMENTS = st.sampled_from([
    '<rss version="2.0">', "<channel>", "<item>", "</item>", "<link>", "</link>", "<link/>", "<guid>",
    "http://[", "&#xD800;", "&amp;", "&", "<![CDATA[", "]]>", "<title>", "<author>a@b.c", "<dc:date>",
    "<source>", "</source>", "<image>", "<textInput>", "<category>", "</category>", "<feed>", "<entry>",
    '<content type="application/x">', '<link href="//[">', '<x xml:base="http://[">', "<svg>",
    "<itunes:image>", "<georss:point>1", "<media:thumbnail>", "<enclosure>", "<width>", "<gml:pos>",
    "<!DOCTYPE", '<!ENTITY a "b">', "<?", "<", '"', "=", "é", "<ttl>", "9", "<skipHours>", "<hour>", "</hour>",
    "<skipDays>", "<day>", "Monday", "<generator>", "<itunes:new-feed-url>", '<atom:link rel="next" href="//[">'
])  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
@example(b'<rss version="2.0"><channel><item><title>&#xD800;</title>')
@example(b"{")
@example(b'{"version": 1}')
def test_no_bytes_raise(body):
    assert isinstance(parse_feed(body, url=URL), Feed | Unreadable)


@settings(max_examples=100, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25).map("".join), st.none() | st.text(max_size=30))
def test_no_markup_raises(markup, content_type):
    body = f'<rss version="2.0"><channel>{markup}'.encode()
    assert isinstance(parse_feed(body, url=URL, content_type=content_type), Feed | Unreadable)
    assert isinstance(parse_feed(markup.encode(), url="", content_type=content_type), Feed | Unreadable)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(["id", "url", "title", "authors", "author", "language", "date_published", "summary", "name"])


@settings(max_examples=80, deadline=None)
@given(st.lists(JSON | st.dictionaries(FIELDS, JSON, max_size=9), max_size=3), JSON)
def test_no_json_raises(items, author):
    document = {"version": "https://jsonfeed.org/version/1.1", "items": items, "author": author, "authors": [author]}
    assert isinstance(parse_feed(json.dumps(document).encode(), url=URL), Feed | Unreadable)
