import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.spans import Span, span_of, spans_of


def shown(span: Span | None) -> tuple[str, str] | None:
    return None if span is None else (span.begin.date().isoformat(), span.end.date().isoformat())


@pytest.mark.parametrize(
    ("address", "span"),
    [
        ("/sitemap-2024-05.xml", ("2024-05-01", "2024-06-01")),
        ("/sitemap_2019.xml", ("2019-01-01", "2020-01-01")),
        ("/sitemaps/2024/05/12.xml", ("2024-05-12", "2024-05-13")),
        ("/sitemaps/2024/12.xml.gz", ("2024-12-01", "2025-01-01")),
        ("/sitemap-20240512.xml", ("2024-05-12", "2024-05-13")),
        ("/sitemap-202405.xml", ("2024-05-01", "2024-06-01")),
        ("/post-sitemap-2023-w05.xml", ("2023-01-30", "2023-02-06")),
        ("/sitemap.xml?yyyy=2024&mm=05", ("2024-05-01", "2024-06-01")),
        ("/sitemap.xml?yyyy=2024&mm=5&dd=7", ("2024-05-07", "2024-05-08")),
        ("/sitemap.xml?month=2024-05", ("2024-05-01", "2024-06-01")),
        ("/articles.xml?date_start=20240101&date_end=20240131", ("2024-01-01", "2024-02-01")),
        ("/sitemap-2019-2021.xml", ("2019-01-01", "2022-01-01")),
        ("/sitemap-pt-post-p1-2024-05.xml", ("2024-05-01", "2024-06-01")),
        ("/sitemap-2024-04-31.xml", ("2024-04-01", "2024-05-01")),
        ("/sitemap.xml", None),
        ("/post-sitemap12.xml", None),
        ("/sitemap-1234.xml", None),
        ("/sitemap-120240512.xml", None),
        ("/sitemap.xml?v=20240512", None),
        ("/wp-content/uploads/2015/sitemap.xml", None),
        ("/sitemap-٢٠٢٤.xml", None),
    ],
)
def test_a_date_in_an_address_is_read_and_other_numbers_are_not(address, span):
    assert shown(span_of(f"https://outlet.example{address}")) == span


def test_a_number_among_numbers_is_no_year():
    sisters = [f"https://outlet.example/sitemap-{number}.xml" for number in range(1, 2100)]
    assert set(spans_of(sisters)) == {None}


def test_years_among_years_are():
    assert [shown(span) for span in spans_of(["/2019.xml", "/2020.xml", "/news.xml"])] == [
        ("2019-01-01", "2020-01-01"),
        ("2020-01-01", "2021-01-01"),
        None,
    ]


def test_the_number_of_a_page_is_no_day():
    spans = spans_of(["/s-2024-05-7.xml", "/s-2024-05-12.xml", "/s-2024-06-1.xml"])
    assert [shown(span) for span in spans] == [("2024-05-01", "2024-06-01")] * 2 + [("2024-06-01", "2024-07-01")]


def test_a_date_that_all_sisters_share_is_that_of_the_software():
    assert spans_of(["/a-1.xml?date=20240512", "/a-2.xml?date=20240512"]) == [None, None]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40) | st.text("0123459/-_.?&=wymd[:", max_size=40), max_size=4))
def test_no_address_raises(urls):
    assert len(spans_of(urls)) == len(urls)
