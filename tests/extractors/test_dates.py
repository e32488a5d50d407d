from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors import months
from extractors.dates import LIMIT, parse_date
from extractors.months import GREGORIAN, MONTHS, SOLAR_HIJRI, SOLAR_MONTHS, folded
from extractors.records import Dated
from extractors.zones import ZONES

SECONDS, MINUTES, DAY = "2025-09-01 15:07:09", "2025-09-01 15:07:00", "2025-09-01 00:00:00"

# Each form says 1 September 2025, and if it has a time, 15:07 or 15:07:09. The last field is the offset that it names
# in hours; None: none that is known.
FORMS = [
    # RFC 822, 2822, 5322
    ("Mon, 01 Sep 2025 15:07:09 +0300", SECONDS, 3),
    ("Mon, 1 Sep 2025 15:07:09 GMT", SECONDS, 0),
    ("1 Sep 2025 15:07 UT", MINUTES, 0),
    ("01 Sep 25 15:07:09 EST", SECONDS, -5),
    ("Mon, 01 Sep 2025 15:07:09 EDT", SECONDS, -4),
    ("Mon, 01 Sep 2025 15:07:09 CST", SECONDS, -6),
    ("Mon, 01 Sep 2025 15:07:09 PDT", SECONDS, -7),
    ("Mon, 01 Sep 2025 15:07:09 MSK", SECONDS, 3),
    ("Mon, 01 Sep 2025 15:07:09 CET", SECONDS, 1),
    ("Mon, 01 Sep 2025 15:07:09 CEST", SECONDS, 2),
    ("Mon, 01 Sep 2025 15:07:09 IST", SECONDS, 5.5),
    ("Mon, 01 Sep 2025 15:07:09 PKT", SECONDS, 5),
    ("Mon, 01 Sep 2025 15:07:09 JST", SECONDS, 9),
    ("Mon, 01 Sep 2025 15:07:09 AST", SECONDS, 3),
    ("Mon, 01 Sep 2025 15:07:09 +06", SECONDS, 6),
    ("Mon, 01 Sep 2025 15:07:09 -0000", SECONDS, 0),
    ("Mon, 01 Sep 2025 15:07:09 +0300 (MSK)", SECONDS, 3),
    ("Mon, 01 Sep 2025 15:07:09 XYZ", SECONDS, None),
    ("Mon, 01 Sep 2025 15:07:09 A", SECONDS, None),
    ("Mon, 01 Sep 2025 15:07:09", SECONDS, None),
    ("monday, 01-Sep-25 15:07:09 GMT", SECONDS, 0),  # RFC 850
    ("Mon Sep  1 15:07:09 2025", SECONDS, None),  # asctime
    ("Mon Sep 01 15:07:09 UTC 2025", SECONDS, 0),  # Java
    ("Mon Sep 01 2025 15:07:09 GMT+0300 (Moscow Standard Time)", SECONDS, 3),  # JavaScript
    # ISO 8601, RFC 3339
    ("2025-09-01T15:07:09Z", SECONDS, 0),
    ("2025-09-01t15:07:09z", SECONDS, 0),
    ("2025-09-01T15:07:09+03:00", SECONDS, 3),
    ("2025-09-01T15:07:09+0530", SECONDS, 5.5),
    ("2025-09-01T15:07:09-05", SECONDS, -5),
    ("2025-09-01T15:07:09.123456789+03:00", SECONDS, 3),
    ("2025-09-01T15:07:09,5Z", SECONDS, 0),
    ("2025-09-01 15:07:09", SECONDS, None),
    ("2025-09-01 15:07:09 +0300", SECONDS, 3),
    ("2025-09-01T15:07", MINUTES, None),
    ("2025-09-01T15:07+05:00", MINUTES, 5),
    ("2025-09-01T15:07:09−03:00", SECONDS, -3),
    ("2025-09-01", DAY, None),
    ("2025-09-01Z", DAY, 0),
    ("2025-09-01+03:00", DAY, 3),
    ("20250901", DAY, None),
    ("20250901T150709Z", SECONDS, 0),
    ("20250901T150709+0300", SECONDS, 3),
    ("20250901T1507", MINUTES, None),
    ("20250901150709", SECONDS, None),
    # figures
    ("2025/09/01 15:07", MINUTES, None),
    ("2025/9/1", DAY, None),
    ("2025.09.01", DAY, None),
    ("01.09.2025", DAY, None),
    ("1.9.2025", DAY, None),
    ("01.09.25", DAY, None),
    ("01.09.2025 15:07", MINUTES, None),
    ("01.09.2025, 15:07:09", SECONDS, None),
    ("01.09.2025 15.07", MINUTES, None),
    ("15:07 01.09.2025", MINUTES, None),
    ("01.09.2025 15:07 МСК", MINUTES, 3),
    ("01.09.2025 15:07 (UTC+5)", MINUTES, 5),
    ("01/09/2025", DAY, None),
    ("01/09/25 3:07 PM", MINUTES, None),
    ("01-09-2025 15:07", MINUTES, None),
    # Chinese, Japanese, Korean, Mongolian
    ("2025年9月1日 15:07", MINUTES, None),
    ("2025年09月01日15时07分", MINUTES, None),
    ("2025年09月01日 15时07分09秒", SECONDS, None),
    ("2025年9月1日（周一）下午3:07", MINUTES, None),
    ("２０２５年９月１日", DAY, None),
    ("二〇二五年九月一日", DAY, None),
    ("2025年9月1日 15時07分", MINUTES, None),
    ("1 九月, 2025", DAY, None),
    ("2025년 9월 1일 오후 3시 7분", MINUTES, None),
    ("2025 оны 9 сарын 1", DAY, None),
    # words
    ("1 September 2025", DAY, None),
    ("September 1, 2025", DAY, None),
    ("Sept. 1st, 2025, 3:07 p.m. EST", MINUTES, -5),
    ("Published: Monday, 1 September 2025 at 15:07", MINUTES, None),
    ("15:07 - 1 September 2025", MINUTES, None),
    ("2025 September 1", DAY, None),
    ("1 сентября 2025 г., 15:07", MINUTES, None),
    ("1 сентября 2025 года в 15:07 мск", MINUTES, 3),
    ("пн, 1 сен. 2025 15:07", MINUTES, None),
    ("1 вересня 2025, 15:07", MINUTES, None),
    ("1 верасня 2025", DAY, None),
    ("1 қыркүйек 2025 ж.", DAY, None),
    ("2025 жылғы 1 қыркүйек", DAY, None),
    ("1 sentabr 2025, 15:07", MINUTES, None),
    ("1-sentyabr, 2025-yil", DAY, None),
    ("1 сентябри соли 2025", DAY, None),
    ("1 Eylül 2025 Pazartesi 15:07", MINUTES, None),
    ("01 Eyl 2025", DAY, None),
    ("1 sentýabr 2025", DAY, None),
    ("۱۰ شهریور ۱۴۰۴ - ۱۵:۰۷", MINUTES, None),
    ("دوشنبه 10 شهریور 1404", DAY, None),
    ("1404/06/10", DAY, None),
    ("۱۴۰۴/۰۶/۱۰ ۱۵:۰۷", MINUTES, None),
    ("۱۰ سنبله ۱۴۰۴", DAY, None),
    ("۱ سپتامبر ۲۰۲۵", DAY, None),
    ("1 ستمبر 2025", DAY, None),
    ("١ سبتمبر ٢٠٢٥", DAY, None),
    ("الاثنين 1 أيلول 2025", DAY, None),
    ("1 सितंबर 2025", DAY, None),
    ("1. September 2025, 15:07 Uhr", MINUTES, None),
    ("le 1er septembre 2025 à 15h07", MINUTES, None),
    ("lun, 1 de septiembre de 2025", DAY, None),
    ("1 de setembro de 2025", DAY, None),
    ("1 settembre 2025", DAY, None),
    # more of what systems write
    ("Mon, 01 Sep 2025 15:07:09 +0300 MSK", SECONDS, 3),
    ("Monday, September 01, 2025 3:07 PM", MINUTES, None),
    ("Sep 1, 2025 at 3:07pm", MINUTES, None),
    ("Sep 1, 2025 3:07:09 PM UTC", SECONDS, 0),
    ("1 Sep 2025, 15:07 GMT+5", MINUTES, 5),
    ("1 Sep 2025, 15:07 GMT+05:30", MINUTES, 5.5),
    ("2025-09-01 15:07 UTC+6", MINUTES, 6),
    ("2025-09-01|15h07", MINUTES, None),
    ("2025-09-01T15:07:09.0870000Z", SECONDS, 0),
    ("2025-09-01T15:07:09 +0300", SECONDS, 3),
    ("2025-09-01 15:07:09 Moscow time", SECONDS, 3),
    ("2025-09-01 15:07 (Tashkent time)", MINUTES, 5),
    ("2025. 9. 1. 15:07", MINUTES, None),
    ("2025. 09. 01", DAY, None),
    ("1. 9. 2025 15:07", MINUTES, None),
    ("01 / 09 / 2025", DAY, None),
    ("01.09.2025 | 15:07", MINUTES, None),
    ("15:07 / 01.09.2025", MINUTES, None),
    ("01.09.2025 в 15:07", MINUTES, None),
    ("01.09.2025 15:07 (мск)", MINUTES, 3),
    ("01.09.2025 15:07 по Москве", MINUTES, 3),
    ("01.09.2025 15:07 по московскому времени", MINUTES, 3),
    ("01.09.2025 15:07 по Ташкенту", MINUTES, 5),
    ("01.09.2025 15:07 по Астане", MINUTES, 5),
    ("01.09.2025, 15:07 +06", MINUTES, 6),
    ("01.09.2025 15:07 UZT", MINUTES, 5),
    # Chinese, Japanese, Korean
    ("发布时间：2025-09-01 15:07:09", SECONDS, None),
    ("2025-09-01 15:07 来源：瓦尔达日报", MINUTES, None),
    ("北京时间2025年9月1日15:07", MINUTES, 8),
    ("2025年9月1日 星期一 15:07", MINUTES, None),
    ("二〇二五年九月一日下午三时七分", MINUTES, None),
    ("2025年9月1日 午後3時07分", MINUTES, None),
    ("2025年09月01日(月) 15:07", MINUTES, None),
    ("2025/09/01 15:07 更新", MINUTES, None),
    ("公開日：2025年9月1日", DAY, None),
    ("入力 2025.09.01 15:07", MINUTES, None),
    ("입력 2025.09.01. 오후 3:07", MINUTES, None),
    ("2025-09-01 PM 3:07", MINUTES, None),
    ("2025년 9월 1일 15시 07분", MINUTES, None),
    ("2025.09.01 15:07:09", SECONDS, None),
    # Slavic, Caucasian, Turkic, Mongolian
    ("1 СЕНТЯБРЯ 2025, 15:07", MINUTES, None),
    ("Понедельник, 1 сентября 2025", DAY, None),
    ("15:07, 1 сентября 2025 г.", MINUTES, None),
    ("Опубликовано: 1 сен 2025, 15:07", MINUTES, None),
    ("1 сент. 2025 г. в 15:07 MSK", MINUTES, 3),
    ("Понеділок, 1 вересня 2025, 15:07", MINUTES, None),
    ("1 верасня 2025, 15:07", MINUTES, None),
    ("1 септември 2025, 15:07", MINUTES, None),
    ("1. септембар 2025. 15:07", MINUTES, None),
    ("1 września 2025, 15:07", MINUTES, None),
    ("poniedziałek, 1 wrz 2025", DAY, None),
    ("1. září 2025 15:07", MINUTES, None),
    ("1. septembra 2025", DAY, None),
    ("1 սեպտեմբերի, 2025", DAY, None),
    ("Սեպտեմբեր 1, 2025 15:07", MINUTES, None),
    ("1 სექტემბერი, 2025 15:07", MINUTES, None),
    ("1 სექ. 2025", DAY, None),
    ("1 sentyabr 2025, 15:07", MINUTES, None),
    ("1 Sentyabr 2025 15:07", MINUTES, None),
    ("2025-yil 1-sentabr, 15:07", MINUTES, None),
    ("2025 йил 1 сентябрь", DAY, None),
    ("1-сентябрь, 2025, 15:07", MINUTES, None),
    ("1 қыркүйек, 2025 15:07", MINUTES, None),
    ("Дүйсенбі, 1 Қыркүйек 2025", DAY, None),
    ("1 сентябри 2025, 15:07", MINUTES, None),
    ("2025 оны 9-р сарын 1, 15:07", MINUTES, None),
    ("2025 оны есдүгээр сарын 1", DAY, None),
    ("1 Eylül 2025, 15:07", MINUTES, None),
    ("01.09.2025 - 15:07 TRT", MINUTES, 3),
    # Persian, Pashto, Arabic, Urdu, Uyghur, Hebrew
    ("دوشنبه ۱۰ شهریور ۱۴۰۴ ساعت ۱۵:۰۷", MINUTES, None),
    ("تاریخ انتشار: ۱۰ شهریور ۱۴۰۴ - ۱۵:۰۷", MINUTES, None),
    ("۱۴۰۴/۰۶/۱۰ - ۱۵:۰۷:۰۹", SECONDS, None),
    ("۱۴۰۴-۰۶-۱۰", DAY, None),
    ("15:07 - 1404/06/10", MINUTES, None),
    ("۱ سپتامبر ۲۰۲۵ - ۱۵:۰۷", MINUTES, None),
    ("۱۰ وږی ۱۴۰۴", DAY, None),
    ("الاثنين 1 سبتمبر 2025 - 15:07", MINUTES, None),
    ("الاثنين، ١ سبتمبر ٢٠٢٥ ٣:٠٧ م", MINUTES, None),
    ("1 أيلول/سبتمبر 2025", DAY, None),
    ("9 ربيع الأول 1447 هـ - 1 سبتمبر 2025", DAY, None),
    ("1447/03/09 هـ الموافق 2025/09/01", DAY, None),
    ("تاريخ النشر: 01.09.2025 | 15:07 GMT", MINUTES, 0),
    ("پیر 1 ستمبر 2025", DAY, None),
    ("01 ستمبر ، 2025", DAY, None),
    ("1 سېنتەبىر 2025", DAY, None),
    ("1 בספטמבר 2025, 15:07", MINUTES, None),
    # South and South-East Asia
    ("1 सितम्बर 2025, 15:07 IST", MINUTES, 5.5),
    ("सोमवार, 1 सितंबर 2025", DAY, None),
    ("१ सितंबर २०२५", DAY, None),
    ("১ সেপ্টেম্বর ২০২৫, ১৫:০৭", MINUTES, None),
    ("1 સપ્ટેમ્બર 2025", DAY, None),
    ("1 செப்டம்பர் 2025", DAY, None),
    ("1 กันยายน 2568", DAY, None),
    ("๑ กันยายน ๒๕๖๘", DAY, None),
    ("1 ก.ย. 2568 15:07", MINUTES, None),
    ("1 ก.ย. 68", DAY, None),
    ("01/09/2568", DAY, None),
    ("Thứ hai, 1/9/2025, 15:07 (GMT+7)", MINUTES, 7),
    ("Thứ 2, 01/09/2025 15:07", MINUTES, None),
    ("1 tháng 9, 2025", DAY, None),
    ("ngày 1 tháng 9 năm 2025", DAY, None),
    ("1 Tháng Chín, 2025", DAY, None),
    ("Senin, 1 September 2025 15:07 WIB", MINUTES, 7),
    # Europe
    ("01.09.2025, 15.07 Uhr", MINUTES, None),
    ("Montag, 1. Sept. 2025, 15:07", MINUTES, None),
    ("Publié le 01/09/2025 à 15:07", MINUTES, None),
    ("1 sept. 2025 - 15h07", MINUTES, None),
    ("1 de septiembre de 2025 a las 15:07", MINUTES, None),
    ("01 set 2025 às 15h07", MINUTES, None),
    ("lunedì 1 settembre 2025, 15:07", MINUTES, None),
    ("1 septembrie 2025, 15:07", MINUTES, None),
    ("ma 1 september 2025, 15:07", MINUTES, None),
    ("Δευτέρα, 1 Σεπτεμβρίου 2025, 15:07", MINUTES, None),
    ("1 ΣΕΠ 2025 3:07 μ.μ.", MINUTES, None),
    ("2025. szeptember 1., 15:07", MINUTES, None),
    ("2025. szept. 1.", DAY, None),
    ("1. september 2025 kl. 15.07", MINUTES, None),
    ("1 september 2025 15.07", MINUTES, None),
    ("1. syyskuuta 2025 klo 15.07", MINUTES, None),
    ("2025 m. rugsėjo 1 d.", DAY, None),
    ("2025. gada 1. septembris", DAY, None),
]


def read(raw: str, **options) -> Dated:
    found = parse_date(raw, place="feed", **options)
    assert found is not None, raw
    return found


@pytest.mark.parametrize(("raw", "clock", "offset"), FORMS, ids=[raw for raw, _, _ in FORMS])
def test_a_form_is_read_with_its_precision_and_zone(raw, clock, offset):
    assumed = timezone(timedelta(hours=8))  # no form names this one, so a zone that was assumed shows
    zone = assumed if offset is None else timezone(timedelta(hours=offset))
    precision = {SECONDS: "second", MINUTES: "minute", DAY: "day"}[clock]
    value = datetime.fromisoformat(clock).replace(tzinfo=zone).astimezone(UTC)
    expected = Dated(value=value, zone_known=offset is not None, precision=precision, place="feed", raw=raw)
    assert read(raw, assumed_zone=assumed) == expected


def test_the_table_has_the_forms_it_promises():
    assert len({raw for raw, _, _ in FORMS}) >= 200


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("09/13/2025", "2025-09-13"),  # month first, because there is no month 13
        ("09.13.2025", "2025-09-13"),
        ("04/03/2025", "2025-03-04"),  # day first
        ("Wednesday, 01.11.12", "2012-01-11"),  # month first, because 1 November 2012 was a Thursday
        ("Thursday 01/11/2012", "2012-11-01"),
        ("Friday 01/11/2012", "2012-11-01"),  # of neither: day first
        ("mar, 2 sep 2025", "2025-09-02"),  # Spanish Tuesday, not March
        ("29 Feb 2024", "2024-02-29"),
        ("1 Jan 49", "2049-01-01"),
        ("31 Dec 99", "1999-12-31"),
        ("1 كانون الثاني 2025", "2025-01-01"),
        ("1 كانون الأول 2025", "2025-12-01"),
        ("二〇二四年十二月二十一日", "2024-12-21"),
        ("二〇二四年十一月三十日", "2024-11-30"),
        ("12 АПРЕЛЯ 2025", "2025-04-12"),
        ("12 İyun 2025", "2025-06-12"),
        ("12 AĞUSTOS 2025", "2025-08-12"),
        ("12 MAYIS 2025", "2025-05-12"),
        ("30 اسفند 1403", "2025-03-20"),  # leap year
        ("1 فروردین 1404", "2025-03-21"),
        ("30 اسفند 1399", "2021-03-20"),
        ("22 بهمن 1357", "1979-02-11"),
        ("1348/10/11", None),  # before the years we read
        ("30 اسفند 1404", None),  # no leap year
        ("1447/03/09", None),  # Lunar Hijri
    ],
)
def test_a_day_is_found_in_the_right_month_and_year(raw, iso):
    found = parse_date(raw, place="text")
    assert (found and found.value.date().isoformat()) == iso


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2025-09-01T24:00:00Z", "2025-09-02T00:00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("September 1, 2025 12:30 am", "2025-09-01T00:30:00"),
        ("September 1, 2025 12:30 pm", "2025-09-01T12:30:00"),
        ("September 1, 2025 15:07 pm", "2025-09-01T15:07:00"),
        ("2025年9月1日 上午9点05分", "2025-09-01T09:05:00"),
        ("2025年9月1日 15时", "2025-09-01T15:00:00"),
        ("2025-01-01T00:30:00+14:00", "2024-12-31T10:30:00"),
        ("2025-09-01T15:07:00+19:00", "2025-09-01T15:07:00"),  # no zone on earth: unknown
    ],
)
def test_a_time_is_found_at_the_edges_of_the_day(raw, iso):
    assert read(raw).value == datetime.fromisoformat(iso).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "", " ", "\n", "soon", "15:07", "15:07 MSK", "September 2025", "1 September", "9月1日", "2025", "1756739220",
        "31.02.2025", "2025-02-31", "2025-02-29", "2025-13-01", "13.13.2025", "00.09.2025", "0 September 2025",
        "2025-09-01T25:00:00Z", "2025-09-01T24:01:00Z", "01.09.2025 12:60", "2025-09-01T15:07:61Z",
        "1969-12-31", "2101-01-01", "1970-01-01T00:00:00+03:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00",
        "1 September 2568", "1 Sep 125",
        "01.09.2025 - 02.09.2025", "1 September 2025, updated 2 September 2025", "1-2 September 2025",
        "3 min read, 1 September 2025", "1 and 2 2025", "September 1 25",
        "2025-09-01\x00", "2025-09-01 \ud800", "x" * (LIMIT + 1), "1 September 2025" + " " * LIMIT, "1" * LIMIT,
    ],
)  # fmt: skip
def test_what_states_no_one_possible_date_is_none(raw):
    assert parse_date(raw, place="meta") is None


def test_raw_is_kept_as_written_but_trimmed():
    assert read(" 1  Eylül 2025\n").raw == "1  Eylül 2025"


def test_direction_marks_and_odd_blanks_do_not_matter():
    assert read("\u200f1\u00a0September\u202f2025\u200e").value == datetime(2025, 9, 1, tzinfo=UTC)


def test_a_day_is_midnight_in_the_assumed_zone():
    found = read("01.09.2025", assumed_zone=timezone(timedelta(hours=5)))
    assert (found.value, found.zone_known) == (datetime(2025, 8, 31, 19, tzinfo=UTC), False)


@pytest.mark.parametrize("language", GREGORIAN)
def test_every_month_name_of_a_language_is_read_in_a_date(language):
    for number, group in enumerate(GREGORIAN[language].split("|"), start=1):
        for name in group.split():
            raw = f"15 {name.replace('_', ' ')} 2025"
            assert read(raw).value.date() == date(2025, number, 15), raw


@pytest.mark.parametrize("language", SOLAR_HIJRI)
def test_every_solar_month_name_is_read_in_a_date(language):
    days = [read(f"1 {name} 1404").value.date() for name in SOLAR_HIJRI[language].split("|")]
    assert days[0] == date(2025, 3, 21)
    assert [(later - day).days for day, later in pairwise(days)] == [31] * 6 + [30] * 5


def test_month_names_are_words_that_no_zone_takes():
    assert not set(MONTHS) & set(SOLAR_MONTHS)
    assert not (set(MONTHS) | set(SOLAR_MONTHS)) & set(ZONES)
    assert all(folded(name) == name for name in (*MONTHS, *SOLAR_MONTHS, *ZONES))


def test_a_table_in_which_a_name_means_two_months_is_refused():
    with pytest.raises(ValueError, match="already stands for month 1"):
        months._index({"xx": "a | a | c | d | e | f | g | h | i | j | k | l"})
    with pytest.raises(ValueError, match="11 groups"):
        months._index({"xx": "a | b | c | d | e | f | g | h | i | j | k"})


@settings(max_examples=200, deadline=None)
@given(st.integers(86_400, 4_133_894_400), st.integers(-12 * 60, 14 * 60))  # until the end of 2100
def test_every_moment_survives_iso_and_rfc_forms(seconds, minutes):
    moment = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes)))
    for form in (moment.isoformat(), moment.strftime("%a, %d %b %Y %H:%M:%S %z"), moment.strftime("%Y%m%dT%H%M%S%z")):
        assert read(form).value == moment


PIECES = st.sampled_from([
    "2025", "1404", "09", "1", "31", "15:07", ":", ".", "-", "/", "T", "Z", "+", "+03:00", "MSK", "sep",
    "сентября", "年", "月", "日", "十", "〇", "时", "am", "p.m.", "۱", "²", "೧", "ﷺ", "ǆ", "\u0301", "\u200e", ",",
    " "
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(PIECES, max_size=12).map("".join))
@example("十十年十月十日")
@example("²025-09-01")
@example("2025年〇月〇日")
def test_no_text_raises(raw):
    found = parse_date(raw, place="text", assumed_zone=timezone(timedelta(hours=-12)))
    assert found is None or (found.value.tzinfo is UTC and 1970 <= found.value.year <= 2100)
