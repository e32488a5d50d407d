from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.article import EXTRACTOR, extract_article
from extractors.records import Article, Dated, Entry, Unreadable

URL = "http://www.news.example/rain?utm_source=feed"

ENGLISH = (
    "It rained all day in the valley of Ust-Test, and the river left its bed in the evening, the mayor said.",
    "Forty houses stand in water. Nobody was hurt, but the bridge to the market is closed until further notice.",
    "The last flood of this kind was eleven years ago, when the old bridge was carried off within an hour.",
)
RUSSIAN = (
    "Весь день в долине Усть-Теста шёл дождь, и к вечеру река вышла из берегов, сообщил глава города.",
    "В воде стоят сорок домов. Никто не пострадал, но мост к рынку закрыт до особого распоряжения.",
    "Последнее такое наводнение было одиннадцать лет назад, тогда старый мост унесло за один час.",
)
CHINESE = (
    "据市长介绍，乌斯季捷斯特河谷全天降雨，傍晚时分河水漫过堤岸，沿岸居民已经转移到学校。",
    "目前有四十户房屋进水，没有人员伤亡，但通往集市的桥梁已经关闭，何时恢复通行另行通知。",
    "上一次发生同等规模的洪水是在十一年前，当时旧桥在一个小时之内就被洪水冲走了。",
)
PERSIAN = (
    "به گفته شهردار، تمام روز در دره اوست‌تست باران بارید و رودخانه هنگام غروب از بستر خود بیرون آمد.",
    "چهل خانه در آب مانده است. کسی آسیب ندیده، اما پل بازار تا اطلاع بعدی بسته خواهد بود.",
    "آخرین سیل از این دست یازده سال پیش بود که پل کهنه را در کمتر از یک ساعت با خود برد.",
)


def page(paragraphs=ENGLISH, *, head="", lang="en", headline="Rain floods the valley", extra="") -> bytes:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    return f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{headline} | Herald</title>{head}
        </head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
        <main><article><h1>{headline}</h1>{text}</article></main>{extra}
        <footer><a href="/about">About us</a> <a href="/ads">Advertise</a> All rights reserved.</footer>
        </body></html>""".encode()


@pytest.mark.parametrize(
    ("paragraphs", "language", "headline"),
    [
        (ENGLISH, "en", "Rain floods the valley"),
        (RUSSIAN, "ru", "Дождь затопил долину"),
        (CHINESE, "zh", "暴雨淹没河谷"),
        (PERSIAN, "fa", "باران دره را زیر آب برد"),
    ],
)
def test_an_article_is_read_whole_in_any_script(paragraphs, language, headline):
    article = extract_article(page(paragraphs, lang="en", headline=headline), url=URL)
    assert article.title == headline
    assert article.text.removeprefix(f"{headline}\n\n") == "\n\n".join(paragraphs)
    assert article.language == language


def test_all_that_a_page_states_is_carried_over():
    head = """<meta property="og:site_name" content="Herald"><meta property="og:image" content="/rain.jpg">
        <meta name="author" content="Ann Lee, AFP"><link rel="canonical" href="https://news.example/rain/2">
        <meta property="article:published_time" content="2025-09-01T15:07:00+05:00">
        <meta property="article:section" content="Weather"><meta name="keywords" content="rain, flood">
        <link rel="amphtml" href="/amp/rain">"""
    article = extract_article(page(head=head), url=URL)
    assert article.url == "https://news.example/rain/2"
    assert (article.authors, article.organizations) == (("Ann Lee", "AFP"), ("AFP",))
    assert (article.section, article.keywords) == ("Weather", ("rain", "flood"))
    assert article.amp_url == "http://www.news.example/amp/rain"
    assert (article.site_name, article.image) == ("Herald", "http://www.news.example/rain.jpg")
    assert article.published == Dated(
        value=datetime(2025, 9, 1, 10, 7, tzinfo=UTC),
        zone_known=True,
        precision="second",
        place="meta",
        raw="2025-09-01T15:07:00+05:00",
    )
    assert article.extractor == EXTRACTOR


ENTRY = Entry(
    url=URL,
    title="Floods",
    authors=("Bo Li",),
    published=Dated(
        value=datetime(2025, 9, 1, tzinfo=UTC), zone_known=True, precision="minute", place="feed", raw="1 Sep"
    ),
    language="ky",
)


def test_the_listing_fills_what_the_page_leaves_open():
    body = page(("Дождь 12.", "Вода 14 см."), headline="").replace(b" | Herald", b"").replace(b' lang="en"', b"")
    article = extract_article(body, url=URL, entry=ENTRY)
    assert (article.title, article.authors, article.published) == ("Floods", ("Bo Li",), ENTRY.published)
    assert article.language == "ky"


def test_the_listing_does_not_overrule_the_page():
    head = '<meta name="author" content="Ann Lee"><meta name="date" content="2025-08-31">'
    article = extract_article(page(head=head), url=URL, entry=ENTRY)
    assert (article.title, article.authors) == ("Rain floods the valley", ("Ann Lee",))
    assert article.published.place == "meta"
    assert article.language == "en"


def test_what_the_answer_and_the_listing_tell_of_time_is_carried_over():
    changed = Dated(value=datetime(2025, 9, 2, tzinfo=UTC), zone_known=True, precision="day", place="feed", raw="x")
    head = '<meta name="date" content="2025-09-01"><meta name="pubdate" content="2031-09-01">'
    article = extract_article(
        page(head=head),
        url=URL,
        entry=Entry(url=URL, updated=changed),
        fetched_at=datetime(2025, 9, 5, tzinfo=UTC),
        last_modified="Wed, 03 Sep 2025 10:00:00 GMT",
    )
    assert (article.published.raw, article.modified) == ("2025-09-01", changed)
    assert [(each.says, each.dated.place, each.spot) for each in article.dates] == [
        ("published", "meta", "date"),
        ("modified", "feed", "updated"),
        ("modified", "http", "last-modified"),
    ]


def test_a_page_that_gives_no_address_keeps_that_of_the_request_in_canonical_form():
    assert extract_article(page(), url=URL).url == "https://news.example/rain"


def test_no_text_is_lost_in_a_layout_of_tables():
    rows = "".join(f"<tr><td>{each}</td></tr>" for each in ENGLISH)
    body = f"<html><body><table><tr><td><a href=/>Home</a></td></tr>{rows}</table></body></html>".encode()
    article = extract_article(body, url=URL)
    assert all(each in article.text for each in ENGLISH)


def test_article_body_of_json_ld_is_the_last_resort():
    text = r"\n\n".join((*ENGLISH, "Forty houses &amp; a bridge <b>stand</b> in water."))
    block = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{text}"}}</script>'
    article = extract_article(f"<html><head>{block}</head><body><div id=app></div></body></html>".encode(), url=URL)
    assert article.text.split("\n\n") == [*ENGLISH, "Forty houses & a bridge stand in water."]


def test_readers_comments_are_left_out():
    extra = '<div class="comments"><p>What a shame, I always liked that bridge and the market behind it.</p></div>'
    assert "shame" not in extract_article(page(extra=extra), url=URL).text


def test_broken_markup_does_not_lose_the_text():
    body = (
        b"<html><title>Rain</title><body><div><p>" + b"<p>".join(each.encode() for each in ENGLISH) + b"</table></i><b"
    )
    article = extract_article(body, url=URL)
    assert all(each in article.text for each in ENGLISH)


@pytest.mark.parametrize(
    ("body", "url", "reason"),
    [
        (b"", URL, "empty"),
        (b"<html><body><div id=app></div></body></html>", URL, "no_text"),
        (b"<html><body><button>OK</button></body></html>", URL, "no_text"),
        (b"\x1f\x8b\x08\x00\x00\x01\x02\x03\x04\x05\x06<a>", URL, "not_html"),
        (page(), "mailto:desk@news.example", "bad_url"),
        (page(), "", "bad_url"),
    ],
)
def test_a_page_without_an_article_is_an_outcome_with_a_name(body, url, reason):
    result = extract_article(body, url=url)
    assert isinstance(result, Unreadable)
    assert result.reason == reason


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<div>" * 5_000 + b"deep text of some length",
        b"<html><body>" + b"<div>" * 1_500 + b"deep text of some length",
        b"<p>" * 1_700_000,
        b"<html><title>" + b"- " * 500_000 + b"</title><p>Text of some length stands here.</p>",
        b"<html><meta name=author content='" + b", and by " * 100_000 + b"'><p>Text of some length.</p>",
        b"<html><script type='application/ld+json'>{" + b", " * 200_000 + b"</script><p>Text of some length.</p>",
    ],
    ids=["5,000 levels", "1,500 levels", "5 MB of one tag", "title of joints", "author of joints", "broken JSON-LD"],
)
def test_a_hostile_page_ends_in_bounded_time(body):
    assert isinstance(extract_article(body, url=URL), (Article, Unreadable))


def test_joiners_that_words_are_spelt_with_survive_even_beside_control_characters():
    words = "می\u200cشود و نامه\u200cهای خانه\u200cها را می\u200dبرد تا شهر"
    body = f"<html><body><p>{words}</p><p>{words.replace(chr(0x200C), '&zwnj;')}&#1;</p></body></html>".encode()
    assert extract_article(body, url=URL).text.split("\n\n") == [words, words]


def test_the_library_beneath_stays_silent(caplog, capfd):
    extract_article(b"<html><body><button>OK</button></body></html>", url=URL)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


MARKUP = st.lists(
    st.sampled_from([
        "<p>", "</p>", "<h1>", "<table><tr><td>", "<script type='application/ld+json'>", "</script>",
        '{"@type":"Article",', '"headline":', '"author":[', "<meta name=author content=", "<time datetime=",
        "2025-09-01", "<title>", "</title>", "&#0;", "&#xD800;", "&#1;&zwnj;", "<link rel=canonical href=", "http://[",
        "<!--", "<![CDATA[", "<svg>", "<br>", "a" * 50, "上合 组织 ", "\0", '"',
    ]) | st.text(max_size=20),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | MARKUP.map(lambda text: f"<html>{text}".encode("utf-8", "surrogatepass")))
def test_whatever_the_bytes_nothing_raises_and_what_comes_out_can_be_stored(body):
    result = extract_article(body, url="https://news.example/1")
    if isinstance(result, Article):
        "\n".join([result.text, result.title, *result.authors, result.site_name or "", result.url]).encode()
        assert result.text
        assert not any(line != line.strip() for line in result.text.split("\n"))


def test_the_type_of_a_page_is_told_by_its_own_address_not_by_the_one_it_was_listed_under():
    body = page(extra="<ul>" + "".join(f"<li><time>1{minute}:00</time></li>" for minute in range(9)) + "</ul>")
    listed = Entry(url="https://feeds.example/r/1")
    article = extract_article(body, url="https://www.news.example/live/rain", entry=listed)
    assert isinstance(article, Article)
    assert article.page_type == "live_blog"
