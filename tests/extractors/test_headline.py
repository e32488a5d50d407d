"""The headline: the part of what the head claims that the body shows; one small page per way of showing it."""

import pytest

from extractors.html import parse_html
from extractors.metadata import read_metadata

URL = "https://news.example/2025/09/01/rain"
SITE = '<meta property="og:site_name" content="Herald">'


def read(head: str = "", body: str = "<p>It rained.</p>"):
    return read_metadata(parse_html(f"<html><head>{head}</head><body>{body}</body></html>".encode()), url=URL)


def json_ld(block: str) -> str:
    return f'<script type="application/ld+json">{block}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Rain floods the valley | The Herald</title>", "<h1>Rain floods the valley</h1>"),
        ("<title>The Herald - News - Rain floods the valley</title>", "<h2>Rain floods the valley</h2>"),
        ("<title>Rain floods the valley - News - Herald</title>", "<h1>Ads by X <b>Rain floods the valley</b></h1>"),
        ("<title>Rain floods the valley - News - Herald</title>", "<td class=t>Rain floods the valley</td>"),
        ("<title>Rain floods the valley_News_Herald</title>", "<h1>Herald</h1><h3>Rain floods the valley</h3>"),
        ("<title>Weather</title>", "<h1>Rain floods the valley</h1>"),
        ('<meta property="og:title" content="Rain floods the valley">', "<p>x</p>"),
        (SITE + '<meta property="og:title" content="Rain floods the valley | Herald">', "<p>x</p>"),
        (json_ld('{"@type": "NewsArticle", "headline": "Rain floods the valley"}') + "<title>Herald</title>", ""),
    ],
)
def test_the_headline_is_the_part_of_the_claim_that_stands_on_the_page(head, body):
    assert read(head, body).title == "Rain floods the valley"


def test_a_headline_with_a_dash_of_its_own_stays_whole():
    page = read("<title>Rain – and more of it – Herald</title>", "<h1>Rain – and more of it</h1>")
    assert page.title == "Rain – and more of it"


def test_a_title_in_han_without_blanks_is_cut_from_its_section_and_site():
    page = read("<title>部长们在首都举行会谈-要闻-先锋网</title>", "<div class=bt>部长们在首都举行会谈</div>")
    assert page.title == "部长们在首都举行会谈"


def test_the_spelling_of_the_page_wins():
    page = read("<title>RAIN FLOODS THE VALLEY - Herald</title>", "<h1>Rain floods the “valley”</h1>")
    assert page.title == "Rain floods the “valley”"


def test_a_page_without_any_title_has_none():
    assert read().title == ""


@pytest.mark.parametrize(
    ("head", "body"),
    [
        # the <h1> is the logo, a link home, or the section
        ("<title>Rain floods the valley | Herald</title>",
         "<h1><a href='/'>The Valley Herald</a></h1><h2>Rain floods the valley</h2>"),
        ("<title>Rain floods the valley</title>", "<h1>Weather</h1><h2>Rain floods the valley</h2>"),
        ("<title>Herald</title>", "<h1><a href='/'>Herald</a></h1><h1>Rain floods the valley</h1>"),
        # no heading, but a mark
        ("<title>Rain floods the valley | Flood | Rivers | News of the county today | Herald</title>",
         "<div class='story-title'>Rain floods the valley</div>"),
        ("<title>Rain floods the valley | and a long list of words, that, nobody, reads, at all, of any kind</title>",
         "<b itemprop='headline'>Rain floods the valley</b>"),
        # a claim that goes on and on
        ("<title>Rain floods the valley - news of the section Weather, talk of the day, all of it, on Herald</title>",
         "<h1>Rain floods the valley</h1><h1>Talk of the day (8)</h1>"),
        # several headings of the first order
        ("<title>Rain floods the valley - Herald</title>",
         "<h1>Read also</h1><h1>Rain floods the valley</h1><h1>Comments</h1>"),
        # lines, spans, a kicker
        ("<title>Rain floods the valley - Herald</title>", "<h1>Rain floods<br>the valley</h1>"),
        ("<title>Rain floods the valley - Herald</title>", "<h1><span>R</span>ain floods the valley</h1>"),
        ("<title>Rain floods the valley - Herald</title>",
         "<h1><span>WEATHER</span><span>Rain floods the valley</span></h1>"),
        # cut claims
        ('<meta property="og:title" content="Rain floods the valley…"><title>Rain floods the valley</title>', "<p>"),
        # entities, once and twice
        ('<meta property="og:title" content="&quot;Rain&quot; floods the valley">', "<h1>Rain floods the valley</h1>"),
        # capitals of the page are a matter of style
        ("<title>Rain floods the valley - Herald</title>", "<h1>RAIN FLOODS THE VALLEY</h1>"),
        # hidden words are not shown
        ("<title>Rain floods the valley - Herald</title>",
         "<select><option>Rain floods the valley - Herald</option></select><h2>Rain floods the valley</h2>"),
    ],
)  # fmt: skip
def test_the_headline_is_told_from_logos_sections_kickers_and_lists(head, body):
    assert read(head, body).title == "Rain floods the valley"


def test_a_claim_that_was_cut_is_completed_by_the_page():
    head = '<meta property="og:title" content="Rain floods the valley for the second time ...">'
    body = "<h1>Herald</h1><h2>Rain floods the valley for the second time in a week</h2>"
    assert read(SITE + head, body).title == "Rain floods the valley for the second time in a week"


def test_a_cut_claim_is_completed_by_another_claim():
    head = '<meta property="og:title" content="Rain floods the…"><title>Rain floods the valley</title>'
    assert read(head, "<p>x</p>").title == "Rain floods the valley"


def test_a_heading_with_a_figure_mended_since_is_the_headline():
    head = "<title>Rain floods the valley: 0,000 homes are dark - Weather - The Herald's Blog</title>"
    body = "<h1>The Herald</h1><h2>Rain floods the valley: $160,000 homes are dark</h2><h3>4 responses</h3>"
    assert read(head, body).title == "Rain floods the valley: $160,000 homes are dark"


def test_a_heading_of_the_text_is_no_headline_though_the_title_holds_it():
    head = "<title>How deep does the river run? All depths revealed here</title>"
    body = "<h1>How deep did the river run? All depths revealed here</h1><h2>How deep does the river run</h2>"
    assert read(head, body).title == "How deep did the river run? All depths revealed here"


def test_a_heading_that_was_never_closed_does_no_harm():
    assert read("<title>Rain floods the valley</title>", "<h1><b>" * 500 + "Rain floods the valley").title


def test_of_fifty_thousand_headings_the_first_are_read():
    body = "<h2>Rain floods the valley</h2>" + "<h2>More</h2>" * 10_000
    assert read("<title>Rain floods the valley - Herald</title>", body).title == "Rain floods the valley"
