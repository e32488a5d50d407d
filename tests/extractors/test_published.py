from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from lxml.html import document_fromstring

from extractors.dates import parse_date
from extractors.dating.judge import judge
from extractors.dating.labels import label_of
from extractors.dating.relative import parse_relative
from extractors.dating.visible import ABOVE, BELOW, BESIDE, ELSEWHERE
from extractors.metadata import read_metadata
from extractors.published import Seen, as_written
from extractors.records import DateClaim, Dated, Place, Says

FETCHED = datetime(2025, 9, 3, 12, tzinfo=UTC)
VISITED = Seen(fetched_at=FETCHED)
HEADLINE = "<h1>The bridge is open</h1>"


def claim(says: Says, place: Place, spot: str, raw: str) -> DateClaim:
    dated = parse_date(raw, place=place)
    assert dated, raw
    return DateClaim(says=says, dated=dated, spot=spot)


def published(place: Place, raw: str, spot: str = "") -> DateClaim:
    return claim("published", place, spot, raw)


def modified(place: Place, raw: str, spot: str = "") -> DateClaim:
    return claim("modified", place, spot, raw)


def seen(place: Place, raw: str, spot: str = BESIDE) -> DateClaim:
    return claim("either", place, spot, raw)


LD = "datePublished"

# --- the judge: claims in the order of the page; what was published and modified, as the source wrote it

VERDICTS = {
    "nothing is said": ([], None, None),
    "JSON-LD is surer than meta": (
        [published("meta", "2025-09-02T10:00:00Z"), published("json-ld", "2025-09-01T10:00:00Z", LD)],
        "2025-09-01T10:00:00Z", None,
    ),
    "dateCreated is less sure than meta": (
        [published("json-ld", "2025-08-20T10:00:00Z", "dateCreated"), published("meta", "2025-09-01T10:00:00Z")],
        "2025-09-01T10:00:00Z", None,
    ),
    "published and modified are told apart": (
        [modified("json-ld", "2025-09-02T10:00:00Z"), published("json-ld", "2025-09-01T10:00:00Z", LD)],
        "2025-09-01T10:00:00Z", "2025-09-02T10:00:00Z",
    ),
    "a change before the publication is none": (
        [published("meta", "2025-09-01T10:00:00Z"), modified("meta", "2025-08-31T10:00:00Z")],
        "2025-09-01T10:00:00Z", None,
    ),
    "a later change counts where the first lies before the publication": (
        [published("meta", "2025-09-01T10:00:00Z"), modified("json-ld", "2025-08-31T10:00:00Z"),
         modified("meta", "2025-09-01T11:00:00Z")],
        "2025-09-01T10:00:00Z", "2025-09-01T11:00:00Z",
    ),
    "the best that is known of a page with changes only": (
        [modified("text", "2025-09-01", BESIDE)], "2025-09-01", None,
    ),
    "the future is no date of the page": (
        [published("json-ld", "2025-09-05T10:00:00Z", LD), published("meta", "2025-09-01T10:00:00Z")],
        "2025-09-01T10:00:00Z", None,
    ),
    "a day ahead may be the zone": (
        [published("json-ld", "2025-09-04T09:00:00", LD)], "2025-09-04T09:00:00", None,
    ),
    "the epoch of Unix is a nought": (
        [published("json-ld", "1970-01-01T03:00:00+03:00", LD), published("url", "2025-09-01")], "2025-09-01", None,
    ),
    "a day gives way to a moment of that day": (
        [published("json-ld", "2025-09-01", LD), seen("time", "2025-09-01T15:07:00+05:00")],
        "2025-09-01T15:07:00+05:00", None,
    ),
    "a padded midnight gives way to a moment of that day": (
        [published("json-ld", "2025-09-01T00:00:00Z", LD), seen("text", "1 September 2025, 15:07")],
        "1 September 2025, 15:07", None,
    ),
    "a day does not give way to a moment of another day": (
        [published("json-ld", "2025-09-01", LD), seen("time", "2025-09-02T15:07:00+05:00")], "2025-09-01", None,
    ),
    "the same clock with a zone says more": (
        [published("json-ld", "2025-09-01T15:07:00", LD), published("meta", "2025-09-01T15:07:00+05:00")],
        "2025-09-01T15:07:00+05:00", None,
    ),
    "a Z that a template appends to the local clock is not UTC": (
        [published("json-ld", "2025-09-01T15:07:09Z", LD), published("meta", "2025-09-01T15:07:09+05:00")],
        "2025-09-01T15:07:09+05:00", None,
    ),
    "the same moment on another clock changes nothing": (
        [published("json-ld", "2025-09-01T10:07:00Z", LD), published("meta", "2025-09-01T15:07:00+05:00")],
        "2025-09-01T10:07:00Z", None,
    ),
    "a labelled line is surer than a bare one": (
        [seen("text", "2025-09-02"), published("text", "2025-09-01", BESIDE)], "2025-09-01", None,
    ),
    "the dateline below the headline is surer than one above": (
        [seen("text", "2025-09-03", ABOVE), seen("text", "2025-09-01", BESIDE)], "2025-09-01", None,
    ),
    "a listing is surer than a bare line": (
        [seen("text", "2025-08-20"), published("feed", "2025-09-01T10:00:00Z")], "2025-09-01T10:00:00Z", None,
    ),
    "a page is surer than a listing": (
        [published("feed", "2025-09-02T10:00:00Z"), published("meta", "2025-09-01T10:00:00Z")],
        "2025-09-01T10:00:00Z", None,
    ),
    "lastmod of a sitemap tells of a change": (
        [published("url", "2025-09-01"), modified("sitemap", "2025-09-02T10:00:00Z", "updated")],
        "2025-09-01", "2025-09-02T10:00:00Z",
    ),
    "the address bears out meta against a template": (
        [published("json-ld", "2019-01-15T10:00:00Z", LD), published("meta", "2025-09-01T10:00:00Z"),
         published("url", "2025-09-01")],
        "2025-09-01T10:00:00Z", None,
    ),
    "one alone against the address is believed": (
        [published("json-ld", "2025-08-28T10:00:00Z", LD), published("url", "2025-09-01")],
        "2025-08-28T10:00:00Z", None,
    ),
    "the address is surer than a line that lies days away": (
        [seen("text", "2025-09-03", ABOVE), published("url", "2025-08-20")], "2025-08-20", None,
    ),
    "the day after in UTC is the moment that the address means": (
        [seen("time", "2025-09-02T02:18:11Z", "time, either"), published("url", "2025-09-01")],
        "2025-09-02T02:18:11Z", None,
    ),
    "the day of the visit in the head of a portal is later than the last change": (
        [seen("text", "2025-09-03"), modified("meta", "2025-09-01T10:00:00Z")], "2025-09-01T10:00:00Z", None,
    ),
    "the day of the visit far from the headline is nobody's": (
        [seen("text", "2025-09-03", ELSEWHERE)], None, None,
    ),
    "another day far from the headline is better than none": (
        [seen("text", "2025-09-01", ELSEWHERE)], "2025-09-01", None,
    ),
    "the line above is later than the change told below": (
        [seen("text", "2025-09-03", ABOVE), modified("text", "2025-09-01 15:07", BESIDE)], "2025-09-01 15:07", None,
    ),
    "lastmod is never a publication": (
        [modified("sitemap", "2025-09-02T10:00:00Z", "updated")], None, "2025-09-02T10:00:00Z",
    ),
    "a page is surer of its change than a sitemap": (
        [published("url", "2025-08-30"), modified("sitemap", "2025-09-02T10:00:00Z", "updated"),
         modified("text", "2025-09-01", BESIDE)],
        "2025-08-30", "2025-09-01",
    ),
    "a change at the moment of publication is none": (
        [published("meta", "2025-09-01T10:00:00Z"), modified("meta", "2025-09-01T15:00:00+05:00")],
        "2025-09-01T10:00:00Z", None,
    ),
    "a line right above the headline is surer than one far below": (
        [seen("text", "2025-09-02", BELOW), seen("text", "2025-09-01", ABOVE)], "2025-09-01", None,
    ),
    "the address is surer than a line far below": (
        [seen("text", "2025-08-02", BELOW), published("url", "2025-09-01")], "2025-09-01", None,
    ),
    "a film in the page is older than the page": (
        [published("microdata", "2024-01-06", "uploadDate"), seen("text", "2025-09-01")], "2025-09-01", None,
    ),
    "Last-Modified tells of a change": (
        [published("url", "2025-09-01"), modified("http", "Tue, 02 Sep 2025 08:00:00 GMT")],
        "2025-09-01", "Tue, 02 Sep 2025 08:00:00 GMT",
    ),
    "Last-Modified at the fetch is when the server made the page": (
        [published("url", "2025-09-01"), modified("http", "Wed, 03 Sep 2025 11:59:58 GMT")], "2025-09-01", None,
    ),
    "Last-Modified is never a publication": (
        [modified("http", "Tue, 02 Sep 2025 08:00:00 GMT")], None, "Tue, 02 Sep 2025 08:00:00 GMT",
    ),
    "a rule of the site is surer than all": (
        [published("json-ld", "2025-09-02T10:00:00Z", LD), published("rule", "2025-09-01T10:00:00Z")],
        "2025-09-01T10:00:00Z", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("claims", "first", "last"), VERDICTS.values(), ids=VERDICTS)
def test_the_judge_believes(claims, first, last):
    verdict = judge(claims, fetched_at=FETCHED)
    assert tuple(dated and dated.raw for dated in verdict[:2]) == (first, last)


def test_figures_that_lie_ahead_are_read_month_first():
    (found, *_) = judge([published("text", "09/12/2025 15:07")], fetched_at=datetime(2025, 9, 13, tzinfo=UTC))
    assert found.value == datetime(2025, 9, 12, 15, 7, tzinfo=UTC)


def test_without_a_known_visit_nothing_is_in_the_future():
    (found, *_) = judge([published("meta", "2031-09-05")], fetched_at=None)
    assert found.raw == "2031-09-05"


def test_the_possible_claims_are_kept_the_surest_first():
    far, meta, ld = (
        published("meta", "2031-01-01"),
        published("meta", "2025-09-01"),
        published("json-ld", "2025-09-01", LD),
    )
    assert judge([far, meta, ld], fetched_at=FETCHED)[2] == (ld, meta)


# --- the claims of a page


def read(body: str, *, head: str = "", url: str = "https://news.example/bridge", seen: Seen = VISITED):
    page = f"<html><head><title>The bridge is open</title>{head}</head><body>{body}</body></html>"
    return read_metadata(document_fromstring(page), url=url, seen=seen)


@pytest.mark.parametrize(
    ("head", "body", "says", "place"),
    [
        ('<script type="application/ld+json">{"@type": "WebPage", "dateModified": "2025-09-01"}</script>', "",
         "modified", "json-ld"),
        ('<meta property="og:updated_time" content="2025-09-01">', "", "modified", "meta"),
        ('<meta name="mediator_published_time" content="2025-09-01">', "", "published", "meta"),
        ('<meta itemprop="dateModified" content="2025-09-01">', "", "modified", "microdata"),
        ("", '<i itemprop="datePublished" content="2025-09-01">today</i>', "published", "microdata"),
        ("", '<abbr class="published" title="2025-09-01">today</abbr>', "published", "time"),
        ("", '<time class="entry-date updated" datetime="2025-09-01">x</time>', "published", "time"),
        ("", '<time class="updated" datetime="2025-09-01">x</time>', "modified", "time"),
        ("", '<p>Обновлено: <time datetime="2025-09-01">x</time></p>', "modified", "time"),
        ("", "<p>Published: 1 September 2025</p>", "published", "text"),
        ("", "<p>Last updated on September 1, 2025</p>", "modified", "text"),
        ("", "<p>Дата публикации: 01.09.2025</p>", "published", "text"),
        ("", "<p>Изменено: 01.09.2025</p>", "modified", "text"),
        ("", "<p>发布时间：2025-09-01 来源：瓦尔达日报</p>", "published", "text"),
        ("", "<p>更新时间：2025年9月1日</p>", "modified", "text"),
        ("", "<p>تاریخ انتشار: ۱۰ شهریور ۱۴۰۴</p>", "published", "text"),
        ("", "<p>آخرین به‌روزرسانی: ۱۰ شهریور ۱۴۰۴</p>", "modified", "text"),
        ("", "<p>تاريخ النشر: ١ سبتمبر ٢٠٢٥</p>", "published", "text"),
        ("", "<p>آخر تحديث: 1 سبتمبر 2025</p>", "modified", "text"),
        ("", "<p>Güncelleme: 01.09.2025</p>", "modified", "text"),
        ("", "<p>Жарияланған: 1 қыркүйек 2025</p>", "published", "text"),
        ("", "<p>प्रकाशित: 1 सितंबर 2025</p>", "published", "text"),
        ("", "<p>입력 2025.09.01.</p>", "published", "text"),
        ("", "<span>Posted</span> <b>1 September 2025</b>", "published", "text"),
        ("", "<p>1 September 2025 (updated)</p>", "modified", "text"),
        ("", "<p><i>1</i><b>September</b><i>2025</i></p>", "either", "text"),
        ("", "<p><i>September</i><b>1, 2025</b></p>", "either", "text"),
        ("", "<time><b>1 September 2025</b><i>15:07</i></time>", "either", "time"),
        ("", '<time datetime="1756739229">x</time>', "either", "time"),
        ("", '<time datetime="1756739229000">x</time>', "either", "time"),
        ("", '<div class="elementor-widget has-sidebar"><time datetime="2025-09-01">x</time></div>', "either", "time"),
        ("", '<footer class="entry-meta"><time datetime="2025-09-01">x</time></footer>', "either", "time"),
    ],
)  # fmt: skip
def test_a_statement_is_collected_with_what_it_says_and_where(head, body, says, place):
    claims = read(HEADLINE + body, head=head).dates
    assert (says, place) in [(each.says, each.dated.place) for each in claims]
    assert {each.dated.value.date().isoformat() for each in claims} == {"2025-09-01"}


@pytest.mark.parametrize(
    "body",
    [
        "<p>© 2019 Varda Daily, registered on 04.03.2019</p>",
        "<p>Сегодня 28 августа 2025</p>",
        "<aside>Read also: Rain, 28.08.2025</aside>",
        '<div class="related"><time datetime="2025-08-28">28.08.2025</time></div>',
        '<div id="comments"><p>Ann, 28.08.2025 10:00</p></div>',
        f"<p>The bridge, which was promised {'again and ' * 10}again, was begun on 3 May 2021 by hand.</p>",
        "<p>14.09.2026</p>",
        "<ul><li><i>(29)</i><b>July, 2025</b></li></ul>",
    ],
)  # fmt: skip
def test_other_dates_of_a_page_are_no_date_of_the_article(body):
    assert read(f"<p>Home</p>{HEADLINE}{body}").published is None


def test_day_and_time_in_elements_of_their_own_are_read_together():
    assert as_written(read(f"{HEADLINE}<i>1 September 2025</i><i>15:07</i>").published) == "2025-09-01T15:07:00+00:00"


def test_the_first_of_two_dates_in_a_line_is_the_publication_and_the_labelled_one_the_change():
    page = read(f"{HEADLINE}<p>01.09.2025 10:00 - Updated: 02.09.2025 11:00</p>")
    assert (as_written(page.published), as_written(page.modified)) == (
        "2025-09-01T10:00:00+00:00",
        "2025-09-02T11:00:00+00:00",
    )


def test_a_date_below_a_long_text_comes_before_that_of_the_header():
    page = read(f"<p>30.08.2025</p><p>{'Menu ' * 20}</p>{HEADLINE}<p>{'It is open. ' * 200}</p><p>01.09.2025</p>")
    assert page.published.raw == "01.09.2025"


@pytest.mark.parametrize(
    ("title", "line", "written"),
    [
        ("Мост открыт", "Вардинская газета, 1 сентября 2025, 15:07 | Общество", "2025-09-01T15:07:00+00:00"),
        ("大桥通车", "2025年09月01日15:07 来源：瓦尔达日报 作者：安李", "2025-09-01T15:07:00+00:00"),
        ("پل باز شد", "دوشنبه ۱۰ شهریور ۱۴۰۴ - ۱۵:۰۷ | کد خبر ۴۲", "2025-09-01T15:07:00+00:00"),
        ("الجسر مفتوح", "الاثنين 1 سبتمبر 2025 - 15:07", "2025-09-01T15:07:00+00:00"),
        ("पुल खुला", "1 सितंबर 2025, 15:07 IST", "2025-09-01T15:07:00+05:30"),
        ("Көпір ашылды", "1 қыркүйек 2025, 15:07", "2025-09-01T15:07:00+00:00"),
        ("Гүүр нээгдлээ", "2025 оны 9 сарын 1", "2025-09-01"),
        ("สะพานเปิดแล้ว", "1 ก.ย. 2568", "2025-09-01"),
        ("Most jest otwarty", "Autor: Jan Lis, 1 września 2025, godz. 15:07", "2025-09-01T15:07:00+00:00"),
    ],
)
def test_a_dateline_is_read_in_its_script(title, line, written):
    tree = document_fromstring(
        f"<title>{title} - Varda</title><p>Menu</p><h1>{title}</h1><div>{line}</div><p>{title}.</p>"
    )
    found = read_metadata(tree, url="https://news.example/1").published
    assert (as_written(found), found.place) == (written, "text")


def test_a_listing_and_a_header_are_claims_too():
    changed = format_datetime(FETCHED - timedelta(days=1), usegmt=True)
    page = read("", seen=Seen(listed=(published("feed", "2025-09-01T10:00:00Z"),), last_modified=changed))
    assert (page.published.place, page.modified.place) == ("feed", "http")


def test_a_page_of_which_nothing_is_known_has_no_date():
    page = read(f"{HEADLINE}<p>It is open.</p>", seen=Seen(last_modified="yesterday"))
    assert (page.published, page.modified, page.dates) == (None, None, ())


@pytest.mark.parametrize(
    ("part", "times"),
    [("<time>", 2_000), ("<h1>", 2_000), ("<i>1.9.2025", 2_000), ("<p>1.9.2025</p>", 9_000), ("<b>9</b>", 9_000)],
)
def test_hostile_pages_are_answered(part, times):
    page = read(f"<h1>The bridge is open</h1>{part * times}")
    assert len(page.dates) < 40


# --- the clock of the source


@pytest.mark.parametrize(
    ("raw", "others", "written"),
    [
        ("2025-09-01", [], "2025-09-01"),
        ("2025-09-01T23:30:00-05:00", [], "2025-09-01T23:30:00-05:00"),
        ("11:30 PM EST Sep 1, 2025", [], "2025-09-01T23:30:00-05:00"),
        ("2025-09-01 23:30", [], "2025-09-01T23:30:00+00:00"),
        ("2025-09-02T02:18:11Z", [seen("text", "1 September 2025 21:18")], "2025-09-01T21:18:11-05:00"),
        ("2025-09-02T02:18:11Z", [seen("text", "1 September 2025 20:41")], "2025-09-02T02:18:11+00:00"),
        ("2025-09-02T02:18:11Z", [modified("text", "1 September 2025 21:18", BESIDE)], "2025-09-02T02:18:11+00:00"),
        ("2025-09-02T02:18:11Z", [published("url", "2025-09-01")], "2025-09-01T23:18:11-03:00"),
        ("2025-09-02T02:18:11Z", [published("url", "2025-09-02")], "2025-09-02T02:18:11+00:00"),
        ("2025-09-02T12:18:11Z", [published("url", "2025-09-01")], "2025-09-02T12:18:11+00:00"),
        ("2025-09-01T20:18:11Z", [published("url", "2025-09-02")], "2025-09-02T00:18:11+04:00"),
        ("2025-09-02T02:18:11+03:00", [published("url", "2025-09-01")], "2025-09-02T02:18:11+03:00"),
    ],
)
def test_a_moment_is_written_on_the_clock_of_its_source(raw, others, written):
    dated = parse_date(raw, place="json-ld")
    assert as_written(dated, others) == written
    if dated.precision != "day":
        assert datetime.fromisoformat(as_written(dated, others)) == dated.value


# --- words


@pytest.mark.parametrize(
    ("raw", "value", "precision"),
    [
        ("сегодня, 09:07", "2025-09-03T09:07", "minute"),
        ("Вчера в 15:07", "2025-09-02T15:07", "minute"),
        ("вчера", "2025-09-02T00:00", "day"),
        ("Yesterday, 15:07", "2025-09-02T15:07", "minute"),
        ("2 hours ago", "2025-09-03T00:00", "day"),
        ("13 hours ago", "2025-09-02T00:00", "day"),
        ("5 minutes ago", "2025-09-03T11:55", "minute"),
        ("3 days ago", "2025-08-31T00:00", "day"),
        ("5 минут назад", "2025-09-03T11:55", "minute"),
        ("2 дня назад", "2025-09-01T00:00", "day"),
        ("昨天 15:07", "2025-09-02T15:07", "minute"),
        ("5分钟前", "2025-09-03T11:55", "minute"),
        ("3小时前", "2025-09-03T00:00", "day"),
        ("دیروز ۱۵:۰۷", "2025-09-02T15:07", "minute"),
        ("۲ روز پیش", "2025-09-01T00:00", "day"),
        ("منذ 2 أيام", "2025-09-01T00:00", "day"),
        ("il y a 5 minutes", "2025-09-03T11:55", "minute"),
        ("vor 2 Tagen", "2025-09-01T00:00", "day"),
        ("2 gün önce", "2025-09-01T00:00", "day"),
        ("кеше, 15:07", "2025-09-02T15:07", "minute"),
        ("Published today", "2025-09-03T00:00", "day"),
        ("What the town says today of its bridge", None, None),
        ("Today at 15:07: what the town says", None, None),
        ("Die Karte hier", None, None),  # French yesterday
        ("5 minutes of rain", None, None),
        ("2 bridges ago", None, None),
        ("in 2 hours", None, None),
        ("", None, None),
        ("yesterday " * 20, None, None),
    ],
)
def test_a_date_told_from_the_visit_is_read(raw, value, precision):
    found = parse_relative(raw, fetched_at=FETCHED)
    if value is None:
        assert found is None
    else:
        moment = datetime.fromisoformat(value).replace(tzinfo=UTC)
        assert found == Dated(value=moment, zone_known=False, precision=precision, place="text", raw=raw)


def test_a_date_told_from_the_visit_needs_the_visit():
    body = f"{HEADLINE}<p>вчера, 15:07</p>"
    assert read(body).published.value == datetime(2025, 9, 2, 15, 7, tzinfo=UTC)
    assert read(body, seen=Seen()).published is None


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Published", "published"),
        ("Unpublished", None),
        ("Published by Ann, last updated", "modified"),
        ("最后更新时间：", "modified"),
        ("التحديث", "modified"),
        ("Copyright ©", "other"),
        ("By Ann Lee", None),
    ],
)
def test_a_label_tells_of_what_a_date_is(words, label):
    assert label_of(words) == label
