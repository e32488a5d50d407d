"""Section, keywords, image, site and AMP twin, each from what a page states."""

import pytest

from extractors.html import parse_html
from extractors.metadata import read_metadata

URL = "https://www.valleyherald.example/2025/09/01/rain"


def read(head: str = "", body: str = "<h1>Rain again</h1>"):
    page = f"<html><head><title>Rain again</title>{head}</head><body>{body}</body></html>"
    return read_metadata(parse_html(page.encode()), url=URL)


def json_ld(block: str) -> str:
    return f'<script type="application/ld+json">{block}</script>'


def trail(*names: str) -> str:
    items = ", ".join(
        f'{{"@type": "ListItem", "position": {place}, "name": "{name}"}}' for place, name in enumerate(names)
    )
    return json_ld(f'{{"@type": "BreadcrumbList", "itemListElement": [{items}]}}')


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (json_ld('{"@type": "NewsArticle", "headline": "x", "articleSection": "World"}'), ""),
        (json_ld('{"@type": "NewsArticle", "headline": "x", "articleSection": ["Home", "World", "Asia"]}'), ""),
        (json_ld('{"@type": "NewsArticle", "headline": "x", "articleSection": "World &amp; more"}'), ""),
        ('<meta property="article:section" content="World">', ""),
        ('<meta property="article:section" content="News > World">', ""),
        ('<meta property="article:section" content="Home; World; Asia">', ""),
        ('<meta name="section" content="World">', ""),
        ('<meta itemprop="articleSection" content="World">', ""),
        ("", '<span itemprop="articleSection">World</span>'),
        (trail("Home", "World", "Rain again"), ""),
        (trail("Главная", "World", "Asia", "Rain again"), ""),
        (trail("首页", "新闻", "World", "Rain again"), ""),
        ("", '<ul class="breadcrumbs"><li><a>Home</a></li><li><a>World</a></li><li>Rain again</li></ul>'),
        ("", '<div id="breadcrumb"><a>Valley Herald</a> » <a>World</a></div>'),
        ('<meta property="article:section" content="Valley Herald">', '<div class="breadcrumb"><a>World</a></div>'),
        (
            '<meta property="article:section" content="https://x.example/world">',
            '<p class="breadcrumb"><a>World</a></p>',
        ),
    ],
)
def test_the_section_is_read_from_wherever_it_is_stated(head, body):
    assert read(head, f"<h1>Rain again</h1>{body}").section in {"World", "World & more"}


@pytest.mark.parametrize(
    "stated",
    ["Home", "Главная", "首页", "Valley Herald", "valleyherald", "Rain again", "", "7", "w" * 80, "Uncategorized"],
)
def test_home_site_and_headline_are_no_section(stated):
    assert read(f'<meta property="article:section" content="{stated}">').section is None


def test_a_section_that_says_but_news_is_taken_where_nothing_else_is_stated():
    assert read('<meta property="article:section" content="News">').section == "News"
    assert read('<meta property="article:section" content="News">' + trail("Home", "World", "x")).section == "World"


@pytest.mark.parametrize(
    ("head", "keywords"),
    [
        ('<meta name="keywords" content="rain, flood ,valley">', ("rain", "flood", "valley")),
        ('<meta name="keywords" content="дождь; паводок">', ("дождь", "паводок")),
        ('<meta name="keywords" content="雨，水、谷">', ("雨", "水", "谷")),
        ('<meta name="keywords" content="سیل، باران">', ("سیل", "باران")),
        ('<meta name="news_keywords" content="rain"><meta name="keywords" content="Rain, flood">', ("rain", "flood")),
        (
            '<meta property="article:tag" content="rain"><meta property="article:tag" content="flood">',
            ("rain", "flood"),
        ),
        (json_ld('{"@type": "NewsArticle", "headline": "x", "keywords": "rain, flood"}'), ("rain", "flood")),
        (
            json_ld('{"@type": "NewsArticle", "headline": "x", "keywords": ["rain, heavy", "flood"]}'),
            ("rain, heavy", "flood"),
        ),
        (json_ld('{"@type": "NewsArticle", "headline": "x", "keywords": [{"name": "rain"}]}'), ("rain",)),
        ('<meta name="keywords" content="topic: rain, ad_slot_1, type:article, , Rain again">', ("rain",)),
        ("", ()),
    ],
)
def test_keywords_are_split_once_each_and_cleaned(head, keywords):
    assert read(head).keywords == keywords


def test_a_flood_of_keywords_is_cut_short():
    words = ",".join(f"word {number}" for number in range(100_000))
    assert len(read(f'<meta name="keywords" content="{words}">').keywords) == 40


@pytest.mark.parametrize(
    ("link", "amp"),
    [
        ('<link rel="amphtml" href="/amp/rain">', "https://www.valleyherald.example/amp/rain"),
        ('<link rel="AMPHTML nofollow" href="https://amp.example/rain">', "https://amp.example/rain"),
        ('<link rel="amphtml" href="">', None),
        ('<link rel="amphtml" href="javascript:x">', None),
        ('<link rel="alternate" href="/amp/rain">', None),
    ],
)
def test_the_amp_twin_is_the_page_linked_as_such(link, amp):
    assert read(link).amp_url == amp


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:image" content="/rain.jpg">',
        '<meta name="twitter:image" content="/rain.jpg">',
        '<meta itemprop="image" content="/rain.jpg">',
        '<link rel="image_src" href="/rain.jpg">',
        '<meta property="og:image" content="data:image/png;base64,AA"><link rel="image_src" href="/rain.jpg">',
        json_ld('{"@type": "NewsArticle", "headline": "x", "image": {"contentUrl": "/rain.jpg"}}'),
    ],
)
def test_the_image_is_absolute_wherever_it_is_stated(head):
    assert read(head).image == "https://www.valleyherald.example/rain.jpg"


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "headline": "x", "publisher": {"@type": "Organization", "name": "Valley Herald"}}',
        '[{"@type": "NewsArticle", "publisher": {"@id": "#o"}}, {"@id": "#o", "name": "Valley Herald"}]',
        '[{"@type": "NewsArticle", "headline": "x"}, {"@type": "WebSite", "name": "Valley Herald"}]',
    ],
)
def test_the_site_is_named_by_publisher_or_web_site(block):
    assert read(json_ld(block)).site_name == "Valley Herald"


def test_a_page_that_states_nothing_has_none_of_these():
    page = read()
    assert (page.section, page.keywords, page.image, page.site_name, page.amp_url) == (None, (), None, None, None)
