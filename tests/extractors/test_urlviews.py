"""Addresses of one page in its views, and addresses of two pages that look like that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.caches import cached_address
from extractors.urls import LIMIT, canonical_url, resolve

MD5 = "9f86d081884c7d659a2feaa0c55ad015"
OTHER_MD5 = "60303ae22b998861bce3b28f33eec1be"

ONE = {
    # AMP, on the publisher's own host
    "amp folder": ("https://a.example/2025/rain/amp", "https://a.example/2025/rain"),
    "amp folder with a slash": ("https://a.example/2025/rain/amp/", "https://a.example/2025/rain/"),
    "amp folder of a file": ("https://a.example/rain.html/amp", "https://a.example/rain.html"),
    "amp folder, tracked": ("https://a.example/rain/amp?utm_source=rss", "https://a.example/rain"),
    "amp file": ("https://a.example/rain.amp", "https://a.example/rain"),
    "amp file, html": ("https://a.example/rain.amp.html", "https://a.example/rain.html"),
    "amp by presence": ("https://a.example/rain?amp", "https://a.example/rain"),
    "amp by 1": ("https://a.example/rain?id=3&amp=1", "https://a.example/rain?id=3"),
    "amp by true": ("https://a.example/rain?AMP=True", "https://a.example/rain"),
    "amp by output type": ("https://a.example/rain?outputType=amp", "https://a.example/rain"),
    "amp by output": ("https://a.example/rain?output=amp", "https://a.example/rain"),
    "amp left": ("https://a.example/rain?noamp=mobile", "https://a.example/rain"),
    "amp of an index page": ("https://a.example/rain/index.amp.html", "https://a.example/rain/"),
    "amp beside an index page": ("https://a.example/rain/amp/index.html", "https://a.example/rain/"),
    # caches
    "AMP cache": ("https://a-example.cdn.ampproject.org/c/s/a.example/rain", "https://a.example/rain"),
    "AMP cache, old host": ("https://cdn.ampproject.org/c/s/a.example/rain", "https://a.example/rain"),
    "AMP viewer": (
        "https://a-example.cdn.ampproject.org/v/s/www.a.example/rain/amp/?amp_js_v=0.1&usqp=mq331AQCCAE%3D#origin=x",
        "https://a.example/rain/",
    ),
    "AMP cache, plain http": ("https://cdn.ampproject.org/c/a.example/rain?id=3", "https://a.example/rain?id=3"),
    "AMP cache, port": ("https://cdn.ampproject.org/c/a.example:8080/rain", "http://a.example:8080/rain"),
    "AMP cache, front page": ("https://cdn.ampproject.org/c/s/a.example", "https://a.example/"),
    "AMP of Google": ("https://www.google.com/amp/s/a.example/rain/amp", "https://a.example/rain"),
    "AMP of Google, Kazakhstan": ("https://www.google.kz/amp/s/a.example/rain", "https://a.example/rain"),
    "AMP of Google, Britain": ("https://www.google.co.uk/amp/s/a.example/rain", "https://a.example/rain"),
    "AMP of Google, query encoded": (
        "https://www.google.com/amp/s/a.example/rain%3fid%3d3%26outputType%3damp",
        "https://a.example/rain?id=3",
    ),
    "AMP of Bing": ("https://a-example.bing-amp.com/c/s/a.example/rain", "https://a.example/rain"),
    "Turbo": ("https://a-example.turbopages.org/a.example/s/2025/rain", "https://a.example/2025/rain"),
    "Turbo, longer": ("https://a-example.turbopages.org/turbo/a.example/s/rain?id=3", "https://a.example/rain?id=3"),
    "Turbo of Yandex": ("https://yandex.ru/turbo/a.example/s/rain", "https://a.example/rain"),
    "Turbo of Yandex, https before": ("https://yandex.kz/turbo/s/a.example/rain", "https://a.example/rain"),
    "Turbo by text": ("https://yandex.ru/turbo?text=https%3A%2F%2Fa.example%2Frain", "https://a.example/rain"),
    # index pages
    "index.html": ("https://a.example/2025/rain/index.html", "https://a.example/2025/rain/"),
    "index.htm of the front page": ("https://a.example/index.htm", "https://a.example/"),
    "index.php without a query": ("https://a.example/news/index.php", "https://a.example/news/"),
    "index.php, tracked": ("https://a.example/news/index.php?utm_medium=x", "https://a.example/news/"),
    "index.shtml": ("https://a.example/news/index.shtml", "https://a.example/news/"),
    "index.jsp": ("https://a.example/news/index.jsp;jsessionid=0A.b", "https://a.example/news/"),
    "Default.aspx": ("https://a.example/news/Default.aspx", "https://a.example/news/"),
    "default.asp": ("https://a.example/news/default.asp", "https://a.example/news/"),
    # sessions
    "session of PHP": (f"https://a.example/n.php?id=3&PHPSESSID={MD5}", "https://a.example/n.php?id=3"),
    "session of ASP": ("https://a.example/n.asp?id=3&ASPSESSIONIDQQABCDEF=X", "https://a.example/n.asp?id=3"),
    "session of ASP.NET": ("https://a.example/(S(lit3py55t21z5v55vlm25s55))/n.aspx?id=3", "https://a.example/n.aspx?id=3"),
    "session of ASP.NET with a ticket": (
        "https://a.example/(X(1)S(lit3py55t21z5v55vlm25s55))/rain",
        "https://a.example/rain",
    ),
    "session of Java, before a query": ("https://a.example/n;JSESSIONID=0A!1?id=3", "https://a.example/n?id=3"),
    "sid beside an id": (f"https://a.example/article.php?id=3&sid={MD5}", "https://a.example/article.php?id=3"),
    "sid of a dated page": (f"https://a.example/2025/09/01/?sid={MD5}", "https://a.example/2025/09/01/"),
    "sid of a page with a name": (f"https://a.example/rain?sid={MD5}", "https://a.example/rain"),
    "s of a forum": (f"https://a.example/showthread.php?s={MD5}&t=4&p=12", "https://a.example/showthread.php?t=4&p=12"),
    "two sessions": (f"https://a.example/rain-in-hills?sid={MD5}&session={OTHER_MD5}", "https://a.example/rain-in-hills"),
    # who sent the reader
    "from=rss": ("https://a.example/rain?from=rss", "https://a.example/rain"),
    "ref=rss": ("https://a.example/?id=3&ref=rss", "https://a.example/?id=3"),
    "partner=rss": ("https://a.example/rain?partner=rss", "https://a.example/rain"),
    "source=telegram": ("https://a.example/rain?source=telegram", "https://a.example/rain"),
    "shared in WeChat": ("https://a.example/rain?from=timeline&isappinstalled=0", "https://a.example/rain"),
    "CMP": ("https://a.example/rain?CMP=share_btn_tw", "https://a.example/rain"),
    "ICID": ("https://a.example/rain?ICID=ref_fark", "https://a.example/rain"),
    "cmpid": ("https://a.example/rain?cmpid=17", "https://a.example/rain"),
    "Comscore": ("https://a.example/rain?ns_mchannel=social&ns_source=twitter", "https://a.example/rain"),
    "AT Internet": ("https://a.example/rain?at_medium=RSS&at_custom1=x", "https://a.example/rain"),
    "Yandex": ("https://a.example/rain?ysclid=lk2&yclid=4", "https://a.example/rain"),
    # for printers
    "print=1": ("https://a.example/rain?print=1", "https://a.example/rain"),
    "print=Y beside an id": ("https://a.example/news/?ELEMENT_ID=34&print=Y", "https://a.example/news/?ELEMENT_ID=34"),
    "view=print": ("https://a.example/2025/rain?view=print", "https://a.example/2025/rain"),
}  # fmt: skip

TWO = [
    ("https://a.example/?amp=17", "https://a.example/?amp=18"),
    ("https://a.example/?amp=17", "https://a.example/"),
    ("https://a.example/amp", "https://a.example/"),
    ("https://a.example/amp/rain", "https://a.example/rain"),
    ("https://a.example/wiki/amp", "https://a.example/wiki"),
    ("https://a.example/wiki/AMP", "https://a.example/wiki"),
    ("https://a.example/tag/amp/", "https://a.example/tag/"),
    ("https://a.example/guitar-amp", "https://a.example/guitar"),
    ("https://a.example/news/.amp", "https://a.example/news/"),
    ("https://a.example/rain/amp", "https://a.example/snow/amp"),
    ("https://amp.a.example/rain", "https://a.example/rain"),
    ("https://m.a.example/rain", "https://a.example/rain"),
    ("https://mobile.a.example/rain", "https://a.example/rain"),
    ("https://cdn.ampproject.org/c/s/a.example/rain", "https://cdn.ampproject.org/c/s/a.example/snow"),
    ("https://cdn.ampproject.org/c/s/a.example/rain", "https://cdn.ampproject.org/c/s/b.example/rain"),
    ("https://cdn.ampproject.org/i/s/a.example/rain", "https://a.example/rain"),
    ("https://cdn.ampproject.org/c/s/cdn.ampproject.org/c/s/a.example/rain", "https://a.example/rain"),
    ("https://www.google.com/amp/rain", "https://www.google.com/amp/snow"),
    ("https://not-google.example/amp/s/a.example/rain", "https://a.example/rain"),
    ("https://translated.turbopages.org/proxy_u/en-ru/https/a.example/rain", "https://a.example/rain"),
    ("https://a.example/index.php?id=3", "https://a.example/index.php?id=4"),
    ("https://a.example/index.php?id=3", "https://a.example/"),
    ("https://a.example/index.php/rain", "https://a.example/index.php/snow"),
    ("https://a.example/index1.html", "https://a.example/"),
    ("https://a.example/index.html/", "https://a.example/"),
    ("https://a.example/ru/index.html", "https://a.example/en/index.html"),
    ("https://a.example/article.php?sid=1431", "https://a.example/article.php?sid=1432"),
    (f"https://a.example/article.php?sid={MD5}", f"https://a.example/article.php?sid={OTHER_MD5}"),
    (f"https://a.example/news?sid={MD5}", f"https://a.example/news?sid={OTHER_MD5}"),
    (f"https://a.example/?s={MD5}", f"https://a.example/?s={OTHER_MD5}"),
    ("https://a.example/rain?sid=12345678901234567890123456789012", "https://a.example/rain"),
    ("https://a.example/?s=rain", "https://a.example/?s=snow"),
    (f"https://a.example/rain?id={MD5}", f"https://a.example/rain?id={OTHER_MD5}"),
    (f"https://a.example/rain?token={MD5}", "https://a.example/rain"),
    ("https://a.example/?session_id=17", "https://a.example/?session_id=18"),
    ("https://a.example/rain?from=17", "https://a.example/rain?from=18"),
    ("https://a.example/rain?ref=almaty", "https://a.example/rain"),
    ("https://a.example/search?source=tass", "https://a.example/search?source=rss"),
    ("https://a.example/rain?cmp=17", "https://a.example/rain?cmp=18"),
    ("https://a.example/?print=1", "https://a.example/"),
    ("https://a.example/?print=2045", "https://a.example/?print=2046"),
    ("https://a.example/print.php?print=1", "https://a.example/print.php"),
    ("https://a.example/rain/print/", "https://a.example/rain/"),
    ("https://a.example/rain?page=2", "https://a.example/rain"),
    ("https://a.example/rain?lang=ru", "https://a.example/rain?lang=en"),
    ("https://a.example/?p=1", "https://a.example/?p=2"),
    ("https://a.example/?view=article&id=3", "https://a.example/?view=gallery&id=3"),
    ("https://russian.news.cn/rain", "https://english.news.cn/rain"),
    ("https://news.cn/rain", "https://cn/rain"),
]  # fmt: skip


@pytest.mark.parametrize(("view", "page"), ONE.values(), ids=ONE.keys())
def test_a_view_of_a_page_has_the_key_of_the_page(view, page):
    assert canonical_url(view) == page
    assert canonical_url(page) == page


@pytest.mark.parametrize(("one", "other"), TWO)
def test_what_may_be_two_pages_keeps_two_keys(one, other):
    assert canonical_url(one) is not None
    assert canonical_url(one) != canonical_url(other)


def test_folding_makes_nothing_of_what_was_too_long_before():
    assert canonical_url(f"https://a.example/{'amp/' * 512}") is None
    longest = f"https://a.example/{'r' * (LIMIT - 22)}/amp"
    assert len(longest) == LIMIT
    assert canonical_url(longest) == longest.removesuffix("/amp")


def test_the_address_to_fetch_keeps_its_view():
    assert resolve("https://a.example/", "/rain/amp?from=rss") == "https://a.example/rain/amp?from=rss"


def test_only_a_cache_has_a_cached_address():
    assert cached_address("https://a.example/c/s/b.example/rain") is None
    assert cached_address("https://yandex.ru/search?text=https%3A%2F%2Fa.example") is None
    assert cached_address("https://cdn.ampproject.org/c/s/rain") is None


SEGMENTS = st.sampled_from([
    "amp", "AMP", "index.html", "index.php", "default.aspx", "rain.amp", "rain.amp.html", ".amp", "..amp", "rain", "",
    ".", "..", "wiki", "a.example", "s", "c", "turbo", "(S(lit3py55t21z5v55vlm25s55))", ";jsessionid=1",
    "index.amp.html", "a.example%3Famp=1", "%2E", "2025", "rain-in-hills", "article.php", "http%3A",
    "cdn.ampproject.org", "google.com",
])  # fmt: skip
PARAMETERS = st.sampled_from([
    "amp", "amp=1", "amp;amp", "output=amp", "id=3", f"sid={MD5}", "sid=3", f"s={MD5}", "print=1", "from=rss", "from=3",
    "utm_source=x", "text=https%3A%2F%2Fa.example%2Famp", "CMP=x", "", "=", "PHPSESSID=1", "version=print",
])  # fmt: skip
HOSTS = st.sampled_from([
    "a.example", "www.google.com", "cdn.ampproject.org", "a-example.cdn.ampproject.org", "yandex.ru", "turbo.yandex.ru",
    "a-example.turbopages.org", "google.co.uk", "a.bing-amp.com", "127.0.0.1:8000",
])  # fmt: skip
VIEWS = st.builds(
    "https://{}/{}?{}".format, HOSTS, st.lists(SEGMENTS).map("/".join), st.lists(PARAMETERS, max_size=4).map("&".join)
)


@settings(deadline=None, max_examples=400)
@given(VIEWS)
def test_the_key_of_a_view_is_its_own_key(url):
    key = canonical_url(url)
    assert key is not None
    assert canonical_url(key) == key


@settings(deadline=None)
@given(st.integers(1), st.integers(1), st.sampled_from(["/amp", "/amp/", ".amp", ".amp.html", "?amp=1", "/index.html"]))
def test_numbers_tell_pages_apart_in_every_view(one, other, view):
    keys = [canonical_url(f"https://a.example/news/{each}{view}") for each in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)
