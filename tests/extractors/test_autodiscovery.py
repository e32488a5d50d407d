"""Where an outlet may keep its listings, as its page and custom tell it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.autodiscovery import NAMED, SECTIONS, Candidate, find_candidates

URL = "https://post.example/"


def found(body: str, *, url: str = URL, sitemaps: tuple[str, ...] = ()) -> tuple[Candidate, ...]:
    return find_candidates(body.encode(), url=url, sitemaps=sitemaps)


def named(body: str, kind: str = "feed", **where) -> list[str]:
    """What the page itself names, as paths."""
    return [
        each.url.removeprefix("https://post.example")
        for each in found(body, **where)
        if each.named and each.kind == kind
    ]


def guessed(body: str, kind: str = "feed", **where) -> list[str]:
    return [
        each.url.removeprefix("https://post.example")
        for each in found(body, **where)
        if not each.named and each.kind == kind
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/rss+xml" href="/f">',
        '<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="f">',
        '<link rel="alternate" type="application/feed+json" href="/f">',
        '<link rel="alternate home" type="text/rss+xml" href="https://post.example/f">',
        '<link rel="feed" href="/f">',
        '<a type="application/rss+xml" href="/f">subscribe</a>',
        '<a href="/f">RSS</a>',
        '<a href="/f" title="Подписаться на RSS"><img src="i.png"></a>',
        '<base href="https://post.example/x/"><link rel="alternate" type="application/rss+xml" href="../f">',
    ],
)
def test_a_feed_that_the_page_names_is_the_first_candidate(link):
    first = found(f"<html><head>{link}</head><body><p>Post</p>")[0]
    assert (first.url, first.kind, first.named) == ("https://post.example/f", "feed", True)


@pytest.mark.parametrize(
    "path",
    ["/rss.xml", "/rss", "/feed/", "/export/rss2/index.xml", "/news.rss", "/x?format=feed", "/index_rss.xml", "/atom"],
)
def test_an_address_that_looks_like_a_feed_needs_neither_type_nor_words(path):
    assert named(f'<p><a href="{path}"><img src="/i.png"></a></p>') == [path]
    assert named(f'<link rel="alternate" type="text/xml" href="{path}"><p>Post</p>') == [path]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/rss+xml" title="Post » Comments Feed" href="/x/feed/">',
        '<link rel="alternate" type="application/rss+xml" title="Комментарии к записи" href="/x/rss">',
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">',
        '<link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0/embed?url=x&format=feed">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">',
        '<link rel="alternate" hreflang="ru" href="/ru/">',
        '<link rel="alternate" media="handheld" href="/m/">',
        '<link rel="stylesheet" href="/feed/style.css">',
        '<link rel="alternate" type="application/rss+xml" href="ftp://post.example/rss">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<a href="/feedback/">Tell us</a>',
        '<a href="https://other.example/rss.xml">RSS of a friend</a>',
        '<a href="http://validator.w3.org/feed/check.cgi?url=x">valid</a>',
        '<a href="/news/atom-power-plant-opens-in-the-north">The atom power plant opens in the north</a>',
    ],
)
def test_what_is_no_feed_of_articles_is_not_named(link):
    assert named(f"<html><head>{link}</head><body><p>{link}</p>") == []


def test_a_feed_kept_by_a_service_is_taken():
    assert named('<a href="https://feeds.feedburner.com/post">RSS</a>') == ["https://feeds.feedburner.com/post"]


def test_candidates_come_in_the_order_of_their_worth_each_once():
    body = """<link rel="alternate" type="application/rss+xml" href="/feed/"><a href="/rss-list">RSS</a>
    <nav><a href="/novosti/">Новости</a></nav>"""
    candidates = found(body, sitemaps=("https://post.example/sitemap.xml",))
    order = [each.url.removeprefix("https://post.example") for each in candidates]
    assert order[:4] == ["/feed/", "/rss-list", "/novosti/", "/rss"]
    assert order.index("/feed.json") < order.index("/sitemap.xml") < order.index("/news-sitemap.xml")
    assert len(order) == len(set(order))


@pytest.mark.parametrize(
    ("mark", "first"),
    [
        ('<link href="/wp-content/themes/a.css">', "/feed/"),
        ('<meta name="generator" content="Ghost 5.1">', "/rss/"),
        ('<meta name="Generator" content="Drupal 10">', "/rss.xml"),
        ('<script src="/bitrix/js/main.js"></script>', "/rss/"),
        ('<meta name="generator" content="DataLife Engine (http://dle-news.ru)">', "/rss.xml"),
        ('<meta name="generator" content="Joomla! - Open Source">', "/?format=feed&type=rss"),
        (
            '<meta content="blogger" name="generator"><script src="//a.blogspot.com/x.js"></script>',
            "/feeds/posts/default",
        ),
        ("<p>a site of no known make</p>", "/feed/"),
    ],
)
def test_the_software_tells_where_to_look_first(mark, first):
    assert guessed(f"<html><head>{mark}</head><body><p>Post</p>")[0] == first


def test_medium_keeps_feeds_apart():
    url = "https://medium.com/@post"
    assert find_candidates(b"<p>x", url=url)[0].url == "https://medium.com/feed/@post"


def test_the_folder_of_the_page_is_tried_before_the_root():
    assert guessed("<p>x", url="https://post.example/ru")[:4] == ["/ru/feed/", "/ru/rss", "/ru/rss.xml", "/feed/"]
    assert guessed("<p>x", url="https://post.example/ru/index.html")[0] == "/ru/feed/"


def test_sections_are_known_by_address_or_words_and_those_of_the_same_host_come_first():
    body = """<nav><a href="https://sport.post.example/news/">News</a><a href="/xabarlar">Hammasi</a>
    <a href="/x/">Жаңалықтар</a><a href="/y/">新闻</a><a href="/about/">News</a><a href="/news/rain-in-the-far-hills">
    Rain</a><a href="/z/">Weather</a></nav>"""
    assert named(body, "section") == ["/xabarlar", "/x/", "/y/"]
    own, other = "https://www.post.co.uk/news", "https://sport.post.co.uk/news"
    body = f'<a href="{other}">x</a><a href="{own}">x</a>'
    assert named(body, "section", url="https://www.post.co.uk/") == [own, other]


def test_sitemaps_of_news_come_first_and_those_of_pictures_last():
    sitemaps = ("/sitemap-images.xml", "/sitemap.xml", "https://post.example/sitemap-news.xml", "mailto:x")
    assert named("<p>x", "sitemap", sitemaps=sitemaps) == ["/sitemap-news.xml", "/sitemap.xml", "/sitemap-images.xml"]
    assert "/sitemap_index.xml" in guessed("<p>x", "sitemap")


def test_a_page_that_names_thousands_gives_some():
    body = "".join(f'<a href="/{n}.rss">RSS</a><a href="/{n}/news">x</a>' for n in range(500))
    assert len(named(body)) == NAMED
    assert len(named(body, "section")) == SECTIONS


@pytest.mark.parametrize("body", [b"", b"\x00\x01", b"<rss/>", b"{}"])
def test_what_is_no_page_gives_guesses(body):
    candidates = find_candidates(body, url=URL)
    assert candidates
    assert not any(each.named for each in candidates)


LINK = st.tuples(
    st.sampled_from(["link", "a", "base", "meta"]),
    st.sampled_from(["alternate", "feed", "next", "x"]),
    st.sampled_from(["application/rss+xml", "text/xml", "\x00"]) | st.text(max_size=6),
    st.sampled_from(["/rss", "//[", "http://[::1", "?", "feed:https://a.example/rss"]) | st.text(max_size=10),
    st.sampled_from(["RSS", "News", ""]) | st.text(max_size=6),
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(LINK, max_size=8),
    st.sampled_from([URL, "http://[", "", "https://medium.com"]),
    st.lists(st.text(max_size=9)),
)
def test_no_links_are_a_surprise(links, url, sitemaps):
    body = "".join(
        f"<{tag} rel='{rel}' type='{kind}' href='{href}'>{words}</{tag}>" for tag, rel, kind, href, words in links
    )
    for each in find_candidates(body.encode("utf-8", "surrogatepass"), url=url, sitemaps=sitemaps):
        assert each.url.startswith(("http://", "https://"))
