"""Pages that were made, or have become, to bring a reader down: each is read, or refused by its name."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from extractors.article import extract_article
from extractors.html import ATTRIBUTE_LIMIT, LEVEL_LIMIT, TAG_LIMIT, TEXT_LIMIT, one_line, parse_html
from extractors.records import Analysis, Article, Entry, Page, Unreadable
from flows.pool import ExtractionPool
from flows.workers import Limits

MB = 1_000_000
URL = "https://tesma.example/news/1"
WORDS = "the council met by the river and voted "
NEWS = "<p>The council of the district met on Tuesday and voted for a new bridge over the river Tesma.</p>" * 5
NAMES = {"too_large", "too_deep", "not_html", "empty", "no_text", "bot_challenge", "soft_404"}


def html(body, head="<title>A bridge</title>"):
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def json_ld(script):
    return html(NEWS, f'<script type="application/ld+json">{script}</script>')


def attributes(count):
    return " ".join(f'a{number}="{number}"' for number in range(count))


# What each is called; then what it is read as: the name of a refusal, "article", or None where both would do.
PAGES = {
    "10 MB of one tag": (lambda: b"<div>" * (2 * MB), "too_large"),
    "10 MB of links without end": (lambda: b"<a href>" * (10 * MB // 8), "too_large"),
    "10 MB of <": (lambda: b"<" * (10 * MB), "not_html"),
    "10 MB of &": (lambda: html(NEWS + "&" * (10 * MB)), "too_large"),
    "100,000 links": (lambda: html(NEWS + "<a href='/1'>One</a>" * 100_000), "too_large"),
    "as many links as may be": (lambda: html(NEWS + "<a href='/1'>One</a> " * (TAG_LIMIT // 2 - 50)), "article"),
    "100,000 levels": (lambda: html("<div>" * 100_000 + NEWS), "too_large"),
    "5,000 levels": (lambda: html("<div>" * 5_000 + NEWS), "too_deep"),
    "2,000 levels": (lambda: html("<div>" * 2_000 + NEWS), "article"),
    "2,000 levels with text in each": (lambda: html("<div>Tesma " * 2_000 + NEWS), None),
    "900 lists in each other": (lambda: html("<ul><li>" * 900 + NEWS), "article"),
    "600 tables in each other": (lambda: html("<table><tr><td>" * 600 + NEWS), None),
    "formatting that is never closed": (lambda: html("<p><b><i>word " * 9_000), None),
    "10 MB in one paragraph": (lambda: html("<p>" + WORDS * (10 * MB // len(WORDS))), "too_large"),
    "as much text as may be": (lambda: html("<p>" + WORDS * (TEXT_LIMIT // len(WORDS) - 1)), "article"),
    "as much Chinese as may be": (lambda: html("<p>" + "上海合作组织" * (TEXT_LIMIT // 6 - 5)), "article"),
    "a word of 9 MB": (lambda: html("<p>" + "x" * (9 * MB)), "too_large"),
    "a word of almost 1 MB": (lambda: html(NEWS + "<p>" + "x" * (MB - 1_000)), None),
    "5 MB of digits": (lambda: html("<p>" + "1234567890" * (MB // 2)), "too_large"),
    "5 MB of blanks": (lambda: html(NEWS + " " * (5 * MB)), None),
    "4 MB of indentation": (lambda: html(f"<div>{'<br>' + ' ' * 1_000}</div>" * 4_000 + NEWS), "article"),
    "a title of 5 MB": (lambda: html(NEWS, f"<title>{'Bridge - ' * 600_000}</title>"), None),
    "an address of 5 MB without its end": (lambda: html(NEWS + '<a href="' + "x" * (5 * MB)), "article"),
    "a picture of 8 MB": (lambda: html(f'<img src="data:image/png;base64,{"A" * (8 * MB)}">' + NEWS), "article"),
    "a class of 5 MB": (lambda: html(f'<div class="{"share comment " * 350_000}">{NEWS}</div>'), None),
    "80,000 attributes": (lambda: html(NEWS + f"<img {attributes(80_000)}>"), "too_large"),
    "as many attributes as may be": (lambda: html(f"<img {attributes(ATTRIBUTE_LIMIT)}>" + NEWS), "article"),
    "NULs": (lambda: b"\0" * (10 * MB), "empty"),
    "NULs between letters": (lambda: b"<html><body>" + b"<p>a\0b\0c\0" * 10_000, "not_html"),
    "bytes of no encoding": (lambda: html("<p>\xff\xfe\xc0\x80 word " * 500).decode().encode("latin-1"), None),
    "10 MB of no encoding": (lambda: b"<html><body><p>" + b"\xff\xfe\xc0\x80 word " * MB, "too_large"),
    "UTF-16 that does not say so": (lambda: html(NEWS).decode().encode("utf-16-le"), "article"),
    "UTF-16 the other way round": (lambda: html(NEWS).decode().encode("utf-16-be"), "article"),
    "half of UTF-8": (lambda: html("<p>" + "Совет района встретился у реки. " * 99)[:-1001], "article"),
    "nothing but a program": (lambda: html(f"<script>{'var a = 1; ' * 800_000}</script>"), "no_text"),
    "a program and its wish": (lambda: html("<div id=app></div><noscript>Enable JavaScript.</noscript>"), None),
    "50,000 cells": (lambda: html("<table><tr>" + "<td>7</td>" * 50_000), "too_large"),
    "as many cells as may be": (
        lambda: html(NEWS + "<table>" + ("<tr>" + "<td>7" * 10) * (TAG_LIMIT // 11 - 5)),
        "article",
    ),
    "entities that multiply": (
        lambda: b'<!DOCTYPE h [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + html(NEWS + "&b;" * 50_000),
        "article",
    ),
    "entities of entities": (lambda: html(NEWS + "<p>" + "&amp;lt;&#1;&eacute; " * 40_000), None),
    "objects in 10,000 objects": (lambda: json_ld('{"a":' * 10_000 + "1" + "}" * 10_000), "article"),
    "lists in 500,000 lists": (lambda: json_ld("[" * 500_000 + "]" * 500_000), "article"),
    "40,000 articles in one": (
        lambda: json_ld(json.dumps({"@graph": [{"@type": "NewsArticle", "author": "Ada"}] * 40_000})),
        "article",
    ),
    "a stated text of 9 MB": (
        lambda: json_ld(json.dumps({"@type": "NewsArticle", "articleBody": WORDS * 230_000})),
        None,
    ),
    "9,000 objects": (
        lambda: json_ld('{"@type": "NewsArticle"}</script><script type="application/ld+json">' * 9_000),
        None,
    ),
    "25,000 dates": (
        lambda: html(NEWS, '<meta property="article:published_time" content="2025-09-01T10:00Z">' * 25_000),
        "article",
    ),
    "9,000 dates to be seen": (lambda: html(NEWS + '<time datetime="2025-09-01">1 September</time>' * 9_000), None),
    "12,000 bylines": (lambda: html('<span class="byline">By Ada Berg</span> ' * 12_000 + NEWS), None),
    "a byline of 500 kB": (lambda: html(f'<span class="byline">By {"Ada Berg and " * 38_000}</span>' + NEWS), None),
    "millions of line breaks": (lambda: html("<p>" + "word<br>" * (2 * MB)), "too_large"),
    "as many line breaks as may be": (lambda: html("<p>" + "word<br>" * (TAG_LIMIT - 9)), "article"),
    "a million comments": (lambda: html(NEWS + "<!-- x -->" * MB), "too_large"),
    "a comment of 10 MB": (lambda: html(NEWS + f"<!--{'- ' * (5 * MB)}-->"), "article"),
    "a comment that hides all": (lambda: b"<html><!-- " + html(NEWS), None),
    "a drawing of 3 MB": (lambda: html(f'<svg><path d="{"M 1 2 " * 500_000}"/></svg>' + NEWS), "article"),
    "a million marks on one letter": (lambda: html("<p>a" + "\u0301\u0323" * (MB // 2 - 100)), None),
    "a million marks by their numbers": (lambda: html("<p>a" + "&#769;&#803;" * (MB // 2 - 100) + NEWS), None),
    "forms in forms, frames in frames": (lambda: html("<form><frameset>" * 5_000 + NEWS), None),
}  # fmt: skip


def read_as(outcome):
    return outcome.reason if isinstance(outcome, Unreadable) else "article"


def holds(outcome, expected):
    return read_as(outcome) == expected if expected else read_as(outcome) in {*NAMES, "article"}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_or_refused_by_its_name(name):
    make, expected = PAGES[name]
    outcome = extract_article(make(), url=URL)
    assert isinstance(outcome, Article | Unreadable)
    assert holds(outcome, expected)


def test_a_batch_of_hostile_pages_goes_through_the_worker_processes():
    async def run() -> list[Analysis | Unreadable]:
        with ExtractionPool(2, "sco", Limits(seconds=60, memory_bytes=2_000_000_000)) as pool:
            return await asyncio.gather(*(pool.analyse(fetched(make()), Entry(url=URL)) for make, _ in PAGES.values()))

    outcomes = dict(zip(PAGES, asyncio.run(run()), strict=True))
    assert [name for name, outcome in outcomes.items() if not holds(outcome, PAGES[name][1])] == []


def fetched(body):
    return Page(
        url=URL,
        final_url=URL,
        moved_permanently=False,
        status=200,
        media_type="text/html",
        charset=None,
        etag=None,
        last_modified=None,
        body=body,
        fetched_at=datetime(2025, 9, 1, tzinfo=UTC),
    )


# --- how they are tamed -----------------------------------------------------------------------------------------------


def depth(element):
    return 1 + max(map(depth, element), default=0)


def test_what_is_too_deep_for_a_tree_is_kept_as_text():
    tree = parse_html(
        html("<div>" * 600 + "<p>Deep<script>var a</script> <b>down</b> here</p>" + "</div>" * 600 + NEWS)
    )
    assert "Deep down here" in tree.text_content()
    assert "var a" not in tree.text_content()
    assert depth(tree) == LEVEL_LIMIT
    assert len(tree.findall(".//p")) == 5


def test_a_tree_of_common_depth_is_left_as_it_is():
    tree = parse_html(html("<div>" * 200 + "<p>Deep <b>down</b></p>"))
    assert tree.findtext(".//b") == "down"


def test_a_long_text_keeps_its_marks_and_its_lines_of_signs():
    vietnamese = "Hội nghị thượng đỉnh diễn ra ở thành phố bên sông. " * 20
    assert one_line(vietnamese) == vietnamese.strip()
    assert one_line(vietnamese + "—" * 80) == vietnamese + "—" * 80
    assert one_line("я" * 300 + "\u0301" * 30) == "я" * 300 + "\u0301" * 30
    assert one_line("я" * 300 + "\u0301" * 31) == "я" * 300


def test_a_program_within_a_page_does_not_count_as_attributes():
    program = "if (a<b) { " + "c = d; " * 40_000 + " }"
    assert not isinstance(parse_html(html(f"<script>{program}</script>{NEWS}")), Unreadable)
    assert not isinstance(parse_html(html(f"<img alt='{'a = b ' * 20_000}'>{NEWS}")), Unreadable)
