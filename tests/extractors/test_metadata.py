"""Time, address, site, image and language, each from what a page states; one small page per way of stating it."""

import pytest

from extractors.html import parse_html
from extractors.metadata import read_metadata
from extractors.published import as_written

URL = "https://news.example/2025/09/01/rain"


def read(head: str = "", body: str = "<p>It rained.</p>", url: str = URL, html: str = "<html>"):
    return read_metadata(parse_html(f"{html}<head>{head}</head><body>{body}</body></html>".encode()), url=url)


RAIN = "It rained all day, and the river rose to the second step of the mill. " * 4


def json_ld(block: str) -> str:
    return f'<script type="application/ld+json">{block}</script>'


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
        + json_ld('{"@type": "NewsArticle", "articleBody": "' + RAIN + '"}')
    )
    page = read(head, html='<html lang="kk-KZ">')
    assert (page.site_name, page.image, page.language) == ("The Herald", "https://news.example/rain.jpg", "kk")
    assert page.body == RAIN.strip()


def test_site_and_image_fall_back_to_json_ld():
    block = '{"@type": "NewsArticle", "publisher": {"name": "Herald"}, "image": [{"url": "a.jpg"}], "inLanguage": "ru"}'
    page = read(json_ld(block))
    assert (page.site_name, page.image, page.language) == ("Herald", "https://news.example/2025/09/01/a.jpg", "ru")
