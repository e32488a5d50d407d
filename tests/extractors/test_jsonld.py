"""JSON-LD in the states it is met in: wrapped, broken, cut, nested, hostile."""

import pytest

from extractors.html import parse_html
from extractors.metadata import read_metadata

URL = "https://news.example/2025/09/01/rain"


def read(head: str = "", body: str = "<p>It rained.</p>"):
    return read_metadata(parse_html(f"<html><head>{head}</head><body>{body}</body></html>".encode()), url=URL)


def json_ld(block: str) -> str:
    return f'<script type="application/ld+json">{block}</script>'


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


@pytest.mark.parametrize(
    "block",
    [
        '<!-- {"@type": "NewsArticle", "headline": "Rain again"} -->',
        '<![CDATA[{"@type": "NewsArticle", "headline": "Rain again"}]]>',
        '/*<![CDATA[*/ {"@type": "NewsArticle", "headline": "Rain again"} /*]]>*/',
        '{"@type": "NewsArticle", "headline": "Rain again"};',
        '[[{"@type": "NewsArticle", "headline": "Rain again"}]]',
        '{"@type": "NewsArticle", "headline": "Rain again", "image": [{"url": "a"},],}',
        '{"@type": "NewsArticle", "headline": "Rain again", "articleBody": "It rai',
        '{"@type": "NewsArticle", "headline": "Rain\\u0020again" "author": "x"}',
        '{"@type": "WebPage", "mainEntityOfPage": {"@type": "NewsArticle", "headline": "Rain again"}}',
        '{"@type": "NewsArticle", "headline": ["Rain again", "x"]}',
        '{"@type": "NewsArticle", "headline": {"@value": "Rain again", "@language": "en"}}',
    ],
)
def test_wrapped_cut_and_nested_json_ld_is_read_too(block):
    assert read(json_ld(block)).title == "Rain again"


def test_the_authors_of_broken_json_ld_are_picked_out():
    block = '{"@type": "NewsArticle", "headline": "Rain "again"", "author": [{"name": "Ann Lee"}, {"name": "Bo Li"}]}'
    assert read(json_ld(block)).authors == ("Ann Lee", "Bo Li")


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "headline": "' + "Rain " * 500_000,
        '{"a": [1' + ", " * 500_000,
        '"author":"\\' * 100_000,
        "//" * 100_000,
        "[" + '{"@type": "Person", "name": "Ann Lee"},' * 50_000 + "{}]",
    ],
)
def test_megabytes_of_json_ld_are_read_in_bounds(block):
    assert read(json_ld(block)).authors == ()
