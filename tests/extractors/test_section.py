"""Pages that list articles: which links are articles, how they are called and dated, and what page comes next."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.records import Feed, Unreadable
from extractors.section import MOST, parse_section

URL = "https://post.example/news/"

# What surrounds the list on every page below; none of it is an article.
BEFORE = """<!doctype html><html lang="{language}"><head><title>{title}</title></head><body>
<header><a href="/">Post</a>
<a href="https://other.example/2025/09/01/not-ours-at-all">A story of another house</a></header>
<nav><ul><li><a href="/politics/">Politics</a></li><li><a href="/economy-and-trade-of-the-region/">Economy and trade of
the whole region</a></li></ul></nav>
<div class="breadcrumbs"><a href="/">Home</a> / <a href="/news/">News</a></div>"""
AFTER = """<div class="tags">
<a href="/tag/shanghai-cooperation-organisation/">Shanghai Cooperation Organisation</a></div>
<p>By <a href="/author/ann-of-the-hills/" rel="author">Ann of the Northern Hills</a></p>
<a href="/category/world-news-of-the-day/">World news of the day, by category</a>
<a href="/login?next=/news/12345">Log in to read on as a subscriber</a>
<a href="/privacy-policy/">How we look after what you tell us</a>
<a href="/annual-report-2024.pdf">Our report of last year</a>
<a href="https://social.example/share?u=https://post.example/2025/09/01/rain">Share this page with your friends</a>
<footer><a href="/page-of-the-house-rules-1234.html">The rules of this house, in full</a></footer></body></html>"""


def page(body: str, *, language: str = "en", title: str = "News") -> bytes:
    return (BEFORE.format(language=language, title=title) + body + AFTER).encode()


def read(body: bytes, *, url: str = URL, **options: str) -> Feed:
    feed = parse_section(body, url=url, **options)
    assert isinstance(feed, Feed), feed
    assert feed.format == "section"
    return feed


def listed(body: bytes, *, url: str = URL) -> list[tuple[str, str | None, date | None]]:
    """Path, title and day of each entry."""
    return [
        (each.url.removeprefix("https://post.example"), each.title, each.published and each.published.value.date())
        for each in read(body, url=url).entries
    ]


def refusal(body: bytes) -> str:
    outcome = parse_section(body, url=URL)
    assert isinstance(outcome, Unreadable), outcome
    assert outcome.detail.endswith(".")
    return outcome.reason


DAY = date(2025, 9, 1)


def test_a_blog_of_articles_with_picture_headline_date_and_read_more():
    body = "".join(
        f"""<article class="post"><a href="/2025/09/0{n}/bridge-{n}/"><img src="/{n}.jpg" alt="A bridge"></a>
        <h2 class="entry-title"><a href="/2025/09/0{n}/bridge-{n}/" rel="bookmark">Bridge {n} opens
        over the Test</a></h2>
        <a href="/category/local-news-and-views/" rel="category tag">Local news</a>
        <time datetime="2025-09-0{n}T10:00:00+05:00">{n} September</time><p>Cars may cross again.</p>
        <a href="/2025/09/0{n}/bridge-{n}/#more">Read more</a></article>"""
        for n in (3, 2, 1)
    )
    feed = read(page(body, title="News | Post"))
    assert listed(page(body)) == [
        (f"/2025/09/0{n}/bridge-{n}/", f"Bridge {n} opens over the Test", date(2025, 9, n)) for n in (3, 2, 1)
    ]
    assert {each.published.place for each in feed.entries if each.published} == {"time"}
    assert (feed.title, feed.language, feed.unusable, feed.entries[0].language) == ("News | Post", "en", 0, "en")


def test_a_russian_list_whose_addresses_are_transliterated():
    body = "".join(
        f"""<div class="news-item"><a class="img" href="/novosti/{slug}/"></a>
        <span class="news-date">0{n}.09.2025</span>
        <a href="/novosti/{slug}/">{words}</a><a href="/novosti/{slug}/">Подробнее</a></div>"""
        for n, (slug, words) in enumerate(
            [
                ("most-cherez-reku-otkryt", "Мост через реку открыт для движения"),
                ("dozhd", "Дождь остановил паромы на неделю"),
                ("sammit-proidet-v-sentyabre", "Саммит пройдёт в сентябре"),
            ],
            start=1,
        )
    )
    assert listed(page(body, language="ru")) == [
        ("/novosti/most-cherez-reku-otkryt/", "Мост через реку открыт для движения", date(2025, 9, 1)),
        ("/novosti/dozhd/", "Дождь остановил паромы на неделю", date(2025, 9, 2)),
        ("/novosti/sammit-proidet-v-sentyabre/", "Саммит пройдёт в сентябре", date(2025, 9, 3)),
    ]


def test_a_chinese_list_of_lines_with_a_date_at_the_end():
    body = "<ul class=list>" + "".join(
        f'<li><a href="./202509/t2025090{n}_10{n}77.html" title="大桥第{n}段今日通车">'
        f"大桥第{n}段今日通车</a><span>2025-09-0{n}</span></li>"
        for n in range(1, 5)
    )
    assert listed(page(body + "</ul>", language="zh-CN")) == [
        (f"/news/202509/t2025090{n}_10{n}77.html", f"大桥第{n}段今日通车", date(2025, 9, n)) for n in range(1, 5)
    ]


def test_an_old_site_of_tables_in_its_own_charset():
    rows = "".join(
        f'<tr><td>0{n} сентября 2025</td><td><a href="/index.php?id={n}0{n}&lang=ru">'
        f"Паром {n} снова ходит по расписанию</a></td></tr>"
        for n in (5, 4)
    )
    menu = "<table class=menu><tr><td><a href='/index.php?id=10'>О нас и о нашей газете</a></table>"
    body = f"<html><body>{menu}<table>{rows}</table>"
    feed = read(body.encode("cp1251"), content_type="text/html; charset=windows-1251")
    assert [(each.url, each.title) for each in feed.entries] == [
        (f"https://post.example/index.php?id={n}0{n}&lang=ru", f"Паром {n} снова ходит по расписанию") for n in (5, 4)
    ]
    assert [each.published and each.published.value.day for each in feed.entries] == [5, 4]


def test_cards_that_are_one_link_each_give_their_headline_and_not_their_summary():
    body = "".join(
        f"""<a class="card" href="/uz/yangilik/{n}{n}{n}{n}"><div class="rubric">Jamiyat</div>
        <div class="time">12:3{n}</div>
        <div class="card__title">Ko‘prik {n} ochildi</div>
        <div class="text">Ko‘prik bir oylik ta’mirdan so‘ng bugun ertalab soat oltida yana ochildi.</div></a>"""
        for n in (1, 2)
    )
    assert listed(page(body, language="uz")) == [
        ("/uz/yangilik/1111", "Ko‘prik 1 ochildi", None),
        ("/uz/yangilik/2222", "Ko‘prik 2 ochildi", None),
    ]


def test_a_list_from_right_to_left():
    body = "".join(f'<h3><a href="/fa/news/{n}0010/پل">پل شماره {n} در شمال کشور باز شد</a></h3>' for n in (1, 2))
    assert [title for _, title, _ in listed(page(body, language="fa"))] == [
        "پل شماره 1 در شمال کشور باز شد",
        "پل شماره 2 در شمال کشور باز شد",
    ]


def test_addresses_that_tell_nothing_are_taken_when_they_form_a_list():
    body = "".join(f'<p><a href="/s/{key}">The ferry to {key} sails again on Monday</a></p>' for key in "abcd")
    assert [path for path, _, _ in listed(page(body))] == ["/s/a", "/s/b", "/s/c", "/s/d"]
    assert refusal(page('<p><a href="/s/a">The ferry to a sails again on Monday</a></p>')) == "no_articles"


def test_a_date_glued_to_the_headline_is_taken_off_and_read():
    body = """<p><a href="/news/10201.htm">05.09.2025 Ferry sails on Monday</a></p>
    <p><a href="/news/10202.htm">Bridge is open2025-09-04</a></p>"""
    assert listed(page(body)) == [
        ("/news/10201.htm", "Ferry sails on Monday", date(2025, 9, 5)),
        ("/news/10202.htm", "Bridge is open", date(2025, 9, 4)),
    ]


def test_a_date_far_from_that_of_the_address_dates_something_else():
    body = """<div><a href="/2025/09/01/rain-in-the-hills">Rain in the hills</a><span>4 May 1999</span></div>
    <div><a href="/2025/09/01/snow-in-the-hills">Snow in the hills</a>
    <time datetime="2025-09-01T23:30:00Z"></time></div>"""
    rain, snow = read(page(body)).entries
    assert rain.published is not None
    assert (rain.published.value.date(), rain.published.place) == (DAY, "url")
    assert snow.published is not None
    assert (snow.published.precision, snow.published.place) == ("second", "time")


def test_json_ld_lists_articles_that_no_rule_would_find():
    block = """<script type="application/ld+json">{"@type": "CollectionPage", "mainEntity": {"@type": "ItemList",
    "itemListElement": [{"@type": "ListItem", "position": 1, "url": "/n/x"},
    {"@type": "ListItem", "item": {"@type": "NewsArticle", "url": "/n/y", "headline": "Snow",
    "datePublished": "2025-09-01"}},
    "/n/z", {"@type": "ListItem", "url": "/tag/rain"}, {"url": "https://other.example/n/w"}, 7, null]}}</script>
    <script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": [{"item": "/n/"}]}</script>"""
    assert listed(page(f'{block}<a href="/n/x">Rain</a>')) == [
        ("/n/x", "Rain", None),
        ("/n/y", "Snow", DAY),
        ("/n/z", None, None),
    ]


def test_a_base_element_moves_relative_links():
    body = b'<head><base href="https://post.example/deep/"></head><a href="2025/09/01/rain">Rain in the hills</a>'
    assert listed(body) == [("/deep/2025/09/01/rain", "Rain in the hills", DAY)]


def test_subdomains_belong_to_the_site_and_other_sites_do_not():
    body = b"""<a href="https://sport.post.co.uk/2025/09/01/race">The race is on</a>
    <a href="https://guest.co.uk/2025/09/01/race">The race of a guest</a>"""
    assert [each.url for each in read(body, url="https://www.post.co.uk/").entries] == [
        "https://sport.post.co.uk/2025/09/01/race"
    ]


def test_links_inside_links_are_read_once():
    inner = '<a href="/2025/09/01/snow">Snow on the roads</a>'
    body = f'<a href="/2025/09/01/rain">Rain in the hills<div>{inner}</div></a>'
    assert [title for _, title, _ in listed(body.encode())] == ["Rain in the hills"]


def test_a_long_page_ends_at_the_limit():
    body = "".join(f'<li><a href="/2025/09/01/rain-{n}">Rain in the hills, day {n}</a></li>' for n in range(MOST + 5))
    assert len(read(page(body)).entries) == MOST


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x01\x00", "not_html"),
        (b"<rss><channel/></rss>", "not_html"),
        (b"<p>No link at all.</p>", "no_articles"),
        (page(""), "no_articles"),
    ],
)
def test_what_lists_nothing_is_refused_by_name(body, reason):
    assert refusal(body) == reason


# --- the next page ------------------------------------------------------------------------------------------------

ARTICLE = '<a href="/2025/09/01/rain-in-the-hills">Rain in the hills</a>'


@pytest.mark.parametrize(
    ("pager", "here", "older"),
    [
        ('<link rel="next" href="/news/page/2/">', "/news/", "/news/page/2/"),
        ('<a rel="next nofollow" href="?page=2">…</a>', "/news/", "/news/?page=2"),
        ('<div class=pager><a href="?page=2">2</a><a href="?page=3">3</a></div>', "/news/", "/news/?page=2"),
        ('<div class=pager><a href="?page=0">1</a><a href="?page=1">2</a></div>', "/news/", "/news/?page=1"),
        ('<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a>', "/news/?page=2", "/news/?page=3"),
        ('<a href="?PAGEN_1=3">Следующая →</a>', "/news/?PAGEN_1=2", "/news/?PAGEN_1=3"),
        ('<a href="index_2.html">下一页</a>', "/news/", "/news/index_2.html"),
        ('<a href="/news/?start=20">»</a>', "/news/", "/news/?start=20"),
        ('<a href="/news/page/1/">Newer</a><a href="/news/page/3/">Older posts</a>', "/news/page/2/", "/news/page/3/"),
        ('<a href="/news/page/1/">»</a>', "/news/page/2/", None),  # back to the first
        ('<a href="/2025/09/02/next-story">Next</a>', "/news/", None),  # of a slide show
        ('<link rel="next" href="https://other.example/page/2/">', "/news/", None),
        ('<link rel="next" href="/news/">', "/news/", None),
        ('<a href="/news/2">2</a>', "/news/", None),
        ("", "/news/", None),
    ],
)
def test_the_next_page_is_found(pager, here, older):
    feed = read(f"<body>{ARTICLE}{pager}".encode(), url=f"https://post.example{here}")
    assert feed.older_url == (older and f"https://post.example{older}")


# --- whatever comes -----------------------------------------------------------------------------------------------

TAGS = st.sampled_from(
    [
        *(
            "a",
            "div",
            "li",
            "ul",
            "nav",
            "h2",
            "article",
            "time",
            "script",
            "svg",
            "b",
            "base",
            "link",
            "table",
            "td",
            "p",
        )
    ]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["href", "class", "rel", "datetime", "title", "id", "type", "itemprop", "content"]),
    st.sampled_from(
        ["/2025/09/01/rain", "?page=2", "next", "nav", "2025-09-01", "//[", "http://[::1", "x" * 50, "\x00"]
    )
    | st.text(max_size=8),
    max_size=3,
)
PIECES = st.tuples(TAGS, ATTRIBUTES, st.text(max_size=12), st.booleans())


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=30))
def test_no_soup_of_elements_is_a_surprise(pieces):
    body = ""
    for tag, attributes, text, ends in pieces:
        written = " ".join(f"{name}={value!r}" for name, value in attributes.items())
        body += f"<{tag} {written}>{text}" + (f"</{tag}>" if ends else "")
    outcome = parse_section(body.encode("utf-8", "surrogatepass"), url=URL)
    assert isinstance(outcome, Unreadable) or outcome.entries


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=400), st.sampled_from([URL, "http://[", "", "http://127.0.0.1:1/"]))
@example(b"<a href='/2025/09/01/a'>x", "")
def test_no_bytes_are_a_surprise(body, url):
    assert isinstance(parse_section(body, url=url), Feed | Unreadable)


@pytest.mark.parametrize(
    "body",
    [
        b"<a href=/2025/09/01/rain><div>" * 900 + b"x" * 3_000_000,
        b"<div>" * 900 + b"<a href=/2025/09/01/rain>the rain in the hills</a>" * 5_000,
        b"<a href=/2025/09/01/rain>" + b"a2025-01-01 " * 500_000 + b"</a>",
        b"<article>"
        + b"<p>12:30 2025 1 1 1 1 1 1 1 1 1 1</p>" * 8_000
        + b"<a href=/2025/09/01/rain>the rain in the hills</a>",
        b"<a href='" + b"/a" * 1_000_000 + b"'>x</a>",
        b"<script type='application/ld+json'>" + b'{"itemListElement":[' * 50_000 + b"</script>",
        b"<div class='" + b"a-" * 500_000 + b"'><a href='/n?" + b"a=1&" * 100_000 + b"'>x</a>",
    ],
    ids=["nested", "deep", "long text", "dates", "long address", "json", "class"],
)
def test_a_page_made_to_be_slow_is_read_to_its_end(body):
    # A loop inside a loop would take hours.
    assert isinstance(parse_section(body, url=URL), Feed | Unreadable)
