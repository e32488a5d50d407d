"""Title, authors, time, address and the rest, each from what a page states; one small page per way of stating it."""

import pytest

from extractors.bylines import clean_names
from extractors.html import parse_html
from extractors.metadata import read_metadata
from extractors.published import as_written

URL = "https://news.example/2025/09/01/rain"
SITE = '<meta property="og:site_name" content="Herald">'


def read(head: str = "", body: str = "<p>It rained.</p>", url: str = URL, html: str = "<html>"):
    return read_metadata(parse_html(f"{html}<head>{head}</head><body>{body}</body></html>".encode()), url=url)


def json_ld(block: str) -> str:
    return f'<script type="application/ld+json">{block}</script>'


# --- title


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Rain floods the valley | The Herald</title>", "<h1>Rain floods the valley</h1>"),
        ("<title>The Herald - News - Rain floods the valley</title>", "<h2>Rain floods the valley</h2>"),
        ("<title>Rain floods the valley - News - Herald</title>", "<h1>Ads by X <b>Rain floods the valley</b></h1>"),
        ("<title>Rain floods the valley - News - Herald</title>", "<td class=t>Rain floods the valley</td>"),
        ("<title>Rain floods the valley_News_Herald</title>", "<h1>Herald</h1><h3>Rain floods the valley</h3>"),
        ("<title>Weather</title>", "<h1>Rain floods the valley</h1>"),
        ('<meta property="og:title" content="Rain floods the valley">', "<p>x</p>"),
        (SITE + '<meta property="og:title" content="Rain floods the valley | Herald">', "<p>x</p>"),
        (json_ld('{"@type": "NewsArticle", "headline": "Rain floods the valley"}') + "<title>Herald</title>", ""),
    ],
)
def test_the_headline_is_the_part_of_the_claim_that_stands_on_the_page(head, body):
    assert read(head, body).title == "Rain floods the valley"


def test_a_headline_with_a_dash_of_its_own_stays_whole():
    page = read("<title>Rain – and more of it – Herald</title>", "<h1>Rain – and more of it</h1>")
    assert page.title == "Rain – and more of it"


def test_a_title_in_han_without_blanks_is_cut_from_its_section_and_site():
    page = read("<title>部长们在首都举行会谈-要闻-先锋网</title>", "<div class=bt>部长们在首都举行会谈</div>")
    assert page.title == "部长们在首都举行会谈"


def test_the_spelling_of_the_page_wins():
    page = read("<title>RAIN FLOODS THE VALLEY - Herald</title>", "<h1>Rain floods the “valley”</h1>")
    assert page.title == "Rain floods the “valley”"


def test_a_page_without_any_title_has_none():
    assert read().title == ""


# --- authors


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (json_ld('{"@type": "Article", "author": {"@type": "Person", "name": "Ann Lee"}}'), ""),
        (json_ld('{"@type": "Article", "author": ["Ann Lee", {"name": "ann lee"}]}'), ""),
        (json_ld('{"@graph": [{"@type": "Article", "author": {"@id": "#1"}}, {"@id": "#1", "name": "Ann Lee"}]}'), ""),
        ('<meta name="author" content="By Ann Lee">', ""),
        ('<meta property="article:author" content="https://social.example/annlee">', "<a rel=author>Ann Lee</a>"),
        ('<meta name="author" content="desk@news.example">', '<span class="byline">By Ann Lee</span>'),
        ("", '<div itemprop="author"><b itemprop="name">Ann Lee</b>, our correspondent</div>'),
        ("", '<div class="comment"><a rel="author">Bo Li</a></div><a rel="author">Ann Lee</a>'),
        (
            '<meta property="og:site_name" content="Herald">'
            + json_ld('{"@type": "Article", "author": {"@type": "Organization", "name": "Herald"}}'),
            "<a rel=author>Ann Lee</a>",
        ),
    ],
)
def test_an_author_is_found_wherever_the_page_names_one(head, body):
    assert read(head, body).authors == ("Ann Lee",)


def test_the_site_is_its_own_author_where_no_other_is_named():
    head = '<meta property="og:site_name" content="Herald"><meta name="author" content="Herald">'
    assert read(head).authors == ("Herald",)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ann Lee und Bo Li, Reuters", ("Ann Lee", "Bo Li", "Reuters")),
        ("Автор: Анна Ли", ("Анна Ли",)),
        ("记者：李安", ("李安",)),
        ("Written by Ann Lee (ann@news.example)", ("Ann Lee",)),
        ("admin", ()),
        ("https://social.example/annlee", ()),
        ("Ann Lee is a reporter who has covered the valley for twenty years", ()),
    ],
)
def test_a_byline_is_cut_into_names(byline, names):
    assert clean_names([byline]) == names


# --- time


@pytest.mark.parametrize(
    ("head", "body", "place", "written"),
    [
        (json_ld('{"@type": "NewsArticle", "datePublished": "2025-09-02T15:07:00+05:00"}'), "", "json-ld", None),
        ('<meta property="article:published_time" content="2025-09-02T15:07:00+05:00">', "", "meta", None),
        ('<meta itemprop="datePublished" content="2025-09-02T15:07:00+05:00">', "", "microdata", None),
        ("", '<time datetime="2025-09-02T15:07:00+05:00">yesterday</time>', "time", None),
        ("", "<h1>Rain again</h1><p>2025年9月2日 15:07</p>", "text", "2025-09-02T15:07:00+00:00"),
        ("", "<p>3.9.2025</p><h1>Rain!</h1>02.09.2025 15:07 | New: 03.09.2025", "text", "2025-09-02T15:07:00+00:00"),
        ("", "<i>Weather / 2 сентября 2025</i><h1>Rain again</h1><p>It rained.</p>", "text", "2025-09-02"),
        ("", "<i>4.9.2025</i><p>Home, News, Sports, Letters, Chess, Radio</p><h1>Rain</h1>", "url", "2025-09-01"),
        ("", "<p>It rained.</p>", "url", "2025-09-01"),
    ],
)  # fmt: skip
def test_the_time_comes_from_the_surest_statement(head, body, place, written):
    published = read(head, body).published
    assert published.place == place
    assert as_written(published) == (written or "2025-09-02T15:07:00+05:00")


def test_a_broken_date_gives_way_to_the_next_statement():
    head = json_ld('{"@type": "NewsArticle", "datePublished": "soon"}') + '<meta name="date" content="2025-09-03">'
    assert as_written(read(head).published) == "2025-09-03"


def test_a_page_without_any_date_has_none():
    assert read(url="https://news.example/rain").published is None


# --- JSON-LD


@pytest.mark.parametrize(
    "block",
    [
        '[{"@type": "WebSite", "name": "x"}, {"@type": ["Thing", "NewsArticle"], "headline": "Rain again"}]',
        '{"@graph": [{"@type": "WebPage"}, {"@type": "https://schema.org/NewsArticle", "headline": "Rain again"}]}',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Rain again"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Rain again",}',
        '{"@type": "NewsArticle", "headline": "Rain\n again"}',
        '{"@type": "NewsArticle", "headline": "Rain again", "description": "He said "no" to it"}',
        '{"@type": "NewsArticle", "headline": "Rain&#32;again"}',
        '{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "Rain again"}}',
    ],
)
def test_json_ld_is_read_with_tolerance(block):
    assert read(json_ld(block)).title == "Rain again"


@pytest.mark.parametrize("block", ["", "null", "[" * 90_000, '{"@type": 7, "author": 7, "image": [[]]}', '"\\ud800"'])
def test_json_ld_that_says_nothing_does_no_harm(block):
    page = read(json_ld(block))
    assert (page.title, page.authors, page.image) == ("", (), None)


# --- address, site, image, language


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/2025/09/01/rain?p=2", "https://news.example/2025/09/01/rain?p=2"),
        ("https://m.news.example/rain", "https://m.news.example/rain"),
        ("https://other.example/rain", None),
        ("https://news.example/", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
    ],
)
def test_a_canonical_link_is_trusted_only_within_the_site(link, url):
    assert read(f'<link rel="canonical" href="{link}">').url == url
    assert read(f'<meta property="og:url" content="{link}">').url == url


def test_site_image_and_language_are_read():
    head = (
        '<meta property="og:site_name" content="The  Herald"><meta property="og:image" content="/rain.jpg">'
        + json_ld('{"@type": "NewsArticle", "articleBody": "It rained."}')
    )
    page = read(head, html='<html lang="kk-KZ">')
    assert (page.site_name, page.image, page.language) == ("The Herald", "https://news.example/rain.jpg", "kk")
    assert page.body == "It rained."


def test_site_and_image_fall_back_to_json_ld():
    block = '{"@type": "NewsArticle", "publisher": {"name": "Herald"}, "image": [{"url": "a.jpg"}], "inLanguage": "ru"}'
    page = read(json_ld(block))
    assert (page.site_name, page.image, page.language) == ("Herald", "https://news.example/2025/09/01/a.jpg", "ru")
