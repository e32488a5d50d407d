"""Whether a page is believed in what it says of its own address."""

import pytest

from extractors.article import extract_article
from extractors.ownurl import OwnUrl, are_of_one_site, own_url

HERE = "https://a.example/2025/09/01/rain-in-hills"
RAIN = "<p>" + "</p><p>".join(
    f"Rain fell on hill number {each} all day, and people stayed at home." for each in range(9)
)


def chosen(*canonicals, og=None, url=HERE):
    return own_url(canonicals, og, url)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        (HERE, HERE),
        (f"{HERE}?ref=17", HERE),
        (f"{HERE}?page=2", HERE),  # the archive will see that the text is another
        (HERE, "https://m.a.example/2025/09/01/rain-in-hills"),
        ("https://amp.a.example/12345.html", HERE),
        ("https://a.example/?p=12345", HERE),
        ("https://www.kazakh.kz/12345", "https://news.kazakh.kz/2025/rain-in-hills"),
        ("https://a.example/", "https://www.a.example/"),
        ("https://a.example/rain", "https://a.example/news/rain"),
        ("https://a.example/12345/full", "https://a.example/12345"),
        ("https://a-example.cdn.ampproject.org/c/s/amp.a.example/12345", HERE),
        ("http://127.0.0.1:8000/rain?x=1", "http://127.0.0.1:8000/rain"),
    ],
)
def test_another_page_of_the_site_may_be_its_own_address(url, named):
    assert chosen(named, url=url) == chosen(og=named, url=url) == OwnUrl(url=named, claim=None)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        (HERE, "https://a.example/"),
        (HERE, "https://a.example"),
        (HERE, "https://a.example/index.html"),
        (HERE, "https://a.example/en/"),
        (HERE, "https://a.example/2025/09/"),
        (HERE, "https://a.example/tag/rain-in-the-hills"),
        (HERE, "https://a.example/search?q=rain"),
        (HERE, "https://a.example/rain.pdf"),
        ("https://a.example/world/asia/rain-in-the-hills", "https://a.example/world/asia/"),
        ("https://a.example/world/asia/rain-in-the-hills", "https://a.example/world"),
        ("http://127.0.0.1:8000/rain", "http://127.0.0.1:8001/rain"),
        (HERE, "mailto:desk@a.example"),
        (HERE, ""),
    ],
)
def test_a_front_page_or_a_section_is_not_the_address_of_an_article(url, named):
    assert chosen(named, url=url).url is None
    assert chosen(og=named, url=url).url is None


def test_the_address_of_another_site_is_a_claim_and_not_its_own():
    theirs = "https://www.agency.example/rain/1?utm_source=a"
    assert chosen(theirs) == OwnUrl(url=None, claim="https://agency.example/rain/1")
    assert chosen(theirs, og=HERE) == OwnUrl(url=HERE, claim="https://agency.example/rain/1")
    assert chosen(HERE, og=theirs) == OwnUrl(url=HERE, claim="https://agency.example/rain/1")
    assert chosen("https://agency.example/") == OwnUrl(url=None, claim=None)


@pytest.mark.parametrize(
    ("canonicals", "og", "expected"),
    [
        (["/1234"], "/5678", "/1234"),  # rel=canonical goes first
        (["/1234"], "/2025/09/01/rain-in-hills", "/2025/09/01/rain-in-hills"),  # unless the other is where it stands
        (["/"], "/5678", "/5678"),
        (["/", "/1234"], None, "/1234"),
        (["/1234", "/1234?utm_source=x"], None, "/1234"),
        (["/1234", "/5678"], None, None),  # nobody knows which
        (["/1234", "/5678"], "/5678", "/5678"),
        (["/1234", "/5678"], "/9012", None),
        ([], None, None),
    ],
)
def test_where_the_words_of_a_page_conflict_the_better_one_counts(canonicals, og, expected):
    site = "https://a.example"
    found = own_url([site + each for each in canonicals], og and site + og, HERE)
    assert found.url == (expected and site + expected)


def test_sites_are_known_by_their_registered_domain():
    assert are_of_one_site("https://russian.news.cn/a", "https://english.news.cn/b")
    assert are_of_one_site("https://m.a.example/", "https://a.example/")
    assert not are_of_one_site("https://one.blogspot.com/", "https://two.blogspot.com/")
    assert not are_of_one_site("https://a.gov.kz/", "https://b.gov.kz/")


@pytest.mark.parametrize(
    ("head", "url", "claim"),
    [
        ('<link rel="canonical" href="https://a.example/rain/12345">', "https://a.example/rain/12345", None),
        ('<link rel="canonical" href="//www.a.example/rain/12345?from=rss">', "https://a.example/rain/12345", None),
        ('<meta property="og:url" content="https://a.example/rain/12345/amp">', "https://a.example/rain/12345", None),
        ('<link rel="canonical" href="https://a.example/">', HERE, None),
        ('<link rel="canonical" href="https://agency.example/rain/1">', HERE, "https://agency.example/rain/1"),
        ("", HERE, None),
    ],
)
@pytest.mark.parametrize("fetched", [HERE, f"{HERE}/amp", f"https://a-example.cdn.ampproject.org/c/s/{HERE[8:]}"])
def test_the_article_of_a_page_has_the_address_that_can_be_believed(head, url, claim, fetched):
    page = f"<html><head><title>Rain</title>{head}</head><body><h1>Rain</h1><article>{RAIN}</article>"
    found = extract_article(page.encode(), url=fetched)
    assert (found.url, found.stands_at, found.canonical_claim) == (url, HERE, claim)
