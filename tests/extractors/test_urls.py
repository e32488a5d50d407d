"""Addresses: which are one page, which never are."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.urls import LIMIT, canonical_url, host_of, resolve
from extractors.urlviews import SESSION, TRACKING, TRACKING_PREFIXES

SAME = {
    "scheme and host in capitals": ("HTTP://Example.ORG/a", "https://example.org/a"),
    "plain http": ("http://example.org/a", "https://example.org/a"),
    "default port of http": ("http://example.org:80/a", "https://example.org/a"),
    "default port of https": ("https://example.org:443/a", "https://example.org/a"),
    "default port with zeros": ("https://example.org:00443/a", "https://example.org/a"),
    "empty port": ("https://example.org:/a", "https://example.org/a"),
    "user name and password": ("https://user:pa@ss@example.org/a", "https://example.org/a"),
    "final dot of the host": ("https://example.org./a", "https://example.org/a"),
    "www": ("https://www.example.org/a", "https://example.org/a"),
    "www twice": ("https://www.www.example.org/a", "https://example.org/a"),
    "escapes in the host": ("https://ex%61mple.org/a", "https://example.org/a"),
    "Cyrillic host": ("https://Пример.РФ/a", "https://xn--e1afmkfd.xn--p1ai/a"),
    "A-label in capitals": ("https://XN--E1AFMKFD.xn--p1ai/a", "https://xn--e1afmkfd.xn--p1ai/a"),
    "full-width host and dot": ("https://ｅｘａｍｐｌｅ。org/a", "https://example.org/a"),
    "host with an underscore": ("https://my_desk.example.org/a", "https://my_desk.example.org/a"),
    "no path": ("https://example.org", "https://example.org/"),
    "no path but a query": ("https://example.org?id=1", "https://example.org/?id=1"),
    "blanks and line ends around and within": (" \n https://example.org/a\r\nb\t ", "https://example.org/ab"),
    "backslashes": ("https:\\\\example.org\\a\\b?c=\\d", "https://example.org/a/b?c=%5Cd"),
    "surplus slashes": ("https:////example.org/a", "https://example.org/a"),
    "blank within": ("https://example.org/a b", "https://example.org/a%20b"),
    "lower-case hex": ("https://example.org/%d0%b0", "https://example.org/%D0%B0"),
    "letters not encoded": (
        "https://example.org/шос?q=上合",
        "https://example.org/%D1%88%D0%BE%D1%81?q=%E4%B8%8A%E5%90%88",
    ),
    "unreserved characters encoded": ("https://example.org/%7Edesk%2Dru", "https://example.org/~desk-ru"),
    "reserved characters encoded": ("https://example.org/a%2Fb%3Bc", "https://example.org/a%2Fb%3Bc"),
    "stray per cent sign": ("https://example.org/100%/a?b=5%", "https://example.org/100%25/a?b=5%25"),
    "escape made of escapes": ("https://example.org/%%34%31", "https://example.org/%2541"),
    "brackets in the query": ("https://example.org/?a[]=1", "https://example.org/?a%5B%5D=1"),
    "lone surrogate": ("https://example.org/\ud800", "https://example.org/%EF%BF%BD"),
    "dot segments": ("https://example.org/a/./b/../c", "https://example.org/a/c"),
    "encoded dot segments": ("https://example.org/a/%2e%2E/c", "https://example.org/c"),
    "dot segments above the root": ("https://example.org/../../a", "https://example.org/a"),
    "dot segment at the end": ("https://example.org/a/b/..", "https://example.org/a/"),
    "empty segments": ("https://example.org/a//b", "https://example.org/a//b"),
    "final slash": ("https://example.org/a/", "https://example.org/a/"),
    "fragment": ("https://example.org/a#top", "https://example.org/a"),
    "hash-bang": ("https://example.org/#!/news/1", "https://example.org/#!/news/1"),
    "empty hash-bang": ("https://example.org/#!", "https://example.org/"),
    "empty query": ("https://example.org/a?", "https://example.org/a"),
    "empty parameters": ("https://example.org/a?&b=1&&c", "https://example.org/a?b=1&c"),
    "tracking": (
        "https://example.org/a?utm_source=x&id=1&fbclid=y&UTM_Medium=z",
        "https://example.org/a?id=1",
    ),
    "only tracking": ("https://example.org/a?utm_source=x", "https://example.org/a"),
    "tracking with an encoded name": ("https://example.org/a?utm%5Fsource=x", "https://example.org/a"),
    "tracking escaped twice": ("https://example.org/a?id=1&amp;utm_medium=rss", "https://example.org/a?id=1"),
    "session in the path": ("https://example.org/a;jsessionid=0A.b?id=1", "https://example.org/a?id=1"),
    "session hiding a dot segment": ("https://example.org/a/.;JSESSIONID=1/b", "https://example.org/a/b"),
    "session in the query": ("https://example.org/a?PHPSESSID=0&id=1", "https://example.org/a?id=1"),
    "other port": ("http://example.org:8080/a", "http://example.org:8080/a"),
    "other port, https": ("https://example.org:8443/a", "https://example.org:8443/a"),
    "port of the other scheme": ("http://example.org:443/a", "http://example.org:443/a"),
    "loopback with a port": ("http://127.0.0.1:8000/feed.xml", "http://127.0.0.1:8000/feed.xml"),
    "IPv4": ("http://192.0.2.1/a", "https://192.0.2.1/a"),
    "IPv6": ("http://[2001:DB8:0::1]/a", "https://[2001:db8::1]/a"),
    "IPv6 with a port": ("http://[::1]:8000/a", "http://[::1]:8000/a"),
    "name without a dot": ("http://localhost:8000/a", "http://localhost:8000/a"),
}


@pytest.mark.parametrize(("url", "key"), SAME.values(), ids=SAME.keys())
def test_an_address_has_this_key(url, key):
    assert canonical_url(url) == key
    assert canonical_url(key) == key


@pytest.mark.parametrize(
    "url",
    [
        "", "   ", "example.org/a", "/a", "//example.org/a", "mailto:desk@example.org", "javascript:alert(1)",
        "ftp://example.org/a", "data:text/html,a", "https:", "https://", "https:///", "https://?id=1", "https://:80/",
        "https://user@/", "https:example.org", "https://exa mple.org/", "https://exa%20mple.org/", "https://exa%2Fm.org/",
        "https://a..example.org/", "https://.example.org/", "https://%ff.example.org/", "https://<b>.example.org/",
        f"https://{'a' * 64}.example.org/", f"https://{'a.' * 130}example.org/", "https://\u0300.example.org/",
        "https://xn--\u00fc.example.org/", "https://example.org:0/", "https://example.org:00/", "https://example.org:65536/",
        f"https://example.org:{'9' * 5000}/", "https://example.org:8o/", "https://example.org:80:80/",
        "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/", "https://1.2.3.4.5/",
        "https://www.1.2.3.4/", "https://[::1/", "https://[::g]/", "https://[fe80::1%25eth0]/", "https://[127.0.0.1]/",
        f"https://example.org/{'a' * LIMIT}",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_has_no_key(url):
    assert canonical_url(url) is None
    assert host_of(url) == "" or len(url) > LIMIT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org/?a=1&b=2", "https://example.org/?b=2&a=1"),
        ("https://example.org/?a=1", "https://example.org/?A=1"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/a", "https://example.org//a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/?a=1+1", "https://example.org/?a=1%2B1"),
        ("https://example.org/article.php?sid=1", "https://example.org/article.php?sid=2"),
        ("https://example.org/?sid=1", "https://example.org/?sid=2"),
        ("https://example.org/?session_id=1", "https://example.org/?session_id=2"),
        ("https://example.org/?page=1&amp;id=1", "https://example.org/?page=1&amp;id=2"),
        ("https://example.org/#!/1", "https://example.org/#!/2"),
        ("https://example.org/", "https://m.example.org/"),
        ("https://example.org/", "https://eng.example.org/"),
        ("https://example.org/", "https://www2.example.org/"),
        ("https://www.com/", "https://com/"),
        ("https://news.cn/", "https://cn/"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8001/"),
        ("http://example.org:8000/", "https://example.org:8000/"),
    ],
)
def test_two_pages_never_share_a_key(one, other):
    assert canonical_url(one) != canonical_url(other)


def test_news_cn_stays_news_cn():
    assert canonical_url("http://russian.news.cn/a") == "https://russian.news.cn/a"
    assert canonical_url("http://www.news.cn/a") == canonical_url("https://news.cn/a") == "https://news.cn/a"


@pytest.mark.parametrize("name", sorted({*TRACKING, *SESSION, *(f"{prefix}x" for prefix in TRACKING_PREFIXES)}))
def test_each_dropped_parameter_is_dropped_in_any_case_and_place(name):
    key = canonical_url("https://example.org/a?id=1&page=2")
    assert canonical_url(f"https://example.org/a?id=1&{name}=7&page=2&{name.upper()}") == key


# RFC 3986, 5.4, as far as it speaks of http: the base there is http://a/b/c/d;p?q.
@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"),
        (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"),
        ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
        ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("./g/.", "http://a/b/c/g/"),
        ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"), ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/../x", "http://a/b/c/g?y/../x"), ("g#s/../x", "http://a/b/c/g#s/../x"),
        ("https://h/i", "https://h/i"), ("g:h", None), ("", None), (" \n", None), ("mailto:x@y", None),
    ],
)  # fmt: skip
def test_a_link_is_resolved_as_the_rfc_says(link, absolute):
    assert resolve("http://a/b/c/d;p?q", link) == absolute


@pytest.mark.parametrize(
    ("base", "link", "absolute"),
    [
        ("https://example.org", "a", "https://example.org/a"),
        ("https://example.org?x", "a", "https://example.org/a"),
        ("", "https://example.org/a", "https://example.org/a"),
        ("", "/a", None),
        ("urn:x:y", "a", None),
        ("file:///etc/", "passwd", None),
        ("https://example.org/", "\\\\other.example\\a", "https://other.example/a"),
        ("https://example.org/", " /a b/шос\n", "https://example.org/a%20b/%D1%88%D0%BE%D1%81"),
        ("https://example.org/", "/%7e?utm_source=rss#top", "https://example.org/%7e?utm_source=rss#top"),
        ("https://u:p@www.example.org:80/", "/a", "https://www.example.org:80/a"),
        ("http://127.0.0.1:8000/feed.xml", "/news/1", "http://127.0.0.1:8000/news/1"),
        ("https://[::1/", "/a", None),
        ("https://example.org/", "//exa mple/", None),
    ],
)
def test_a_link_becomes_an_address_to_fetch_or_nothing(base, link, absolute):
    assert resolve(base, link) == absolute


def test_the_host_is_that_of_the_key():
    assert host_of("http://WWW.Example.org/a") == "example.org"
    assert host_of("http://Example.org:8080/a") == "example.org:8080"
    assert host_of("http://[::1]/") == "[::1]"
    assert host_of("no address") == ""


# Text that looks like an address often enough to reach every rule.
MORSELS = st.characters() | st.sampled_from(
    [
        *("http", "https", "HTTP", ":", "//", "/", "///", "\\", "@", ":80", ":443", ":8000", ":0", "www."),
        *("example.org", "пример.рф", "127.0.0.1", "[::1]", "[", "]", ".", "..", "/../", "/./", "%2e", "%2E"),
        *("%41", "%", "%%", "%25", "%34%31", ";", ";jsessionid=", "?", "&", "=", "#", "!", "#!", "+", "*"),
        *("utm_source=", "id=1", "amp;", "PHPSESSID=", "~", "é", "。", " ", "\u00ad"),
    ]
)
BEGINNINGS = st.sampled_from(["", "http://", "https://example.org/"])
ADDRESSES = st.builds("{}{}".format, BEGINNINGS, st.lists(MORSELS).map("".join))


@settings(deadline=None)
@given(ADDRESSES | st.text())
@example("https://example.org/a;jsession;jsessionid=1id=2")
@example("https://www.www.com/")
@example("http://ⅷ.example/")
def test_a_key_is_its_own_key(url):
    key = canonical_url(url)
    if key is not None:
        assert canonical_url(key) == key
        assert key.isascii()
        assert len(key) <= LIMIT
        assert host_of(key) == host_of(url) != ""


@settings(deadline=None)
@given(ADDRESSES | st.text(), ADDRESSES | st.text())
def test_a_resolved_link_is_an_address_with_a_key_and_resolves_to_itself(base, link):
    absolute = resolve(base, link)
    if absolute is not None:
        assert canonical_url(absolute) is not None
        assert absolute.isascii()
        assert resolve("https://elsewhere.example/", absolute) == absolute


@settings(deadline=None)
@given(st.integers(0), st.integers(0))
def test_numbers_tell_pages_apart(one, other):
    keys = [canonical_url(f"https://example.org/news?id={each}&utm_source=rss") for each in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)
