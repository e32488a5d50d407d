"""What an explanation says of a page: method, rule, dates, places; and that it says the same as the extraction."""

from datetime import UTC, datetime

from config.sites import SiteRule
from extractors.article import extract_article
from extractors.explanation import Explanation, explain_article, render_explanation
from extractors.maintext.judge import Candidate
from extractors.records import Article, DateClaim, Dated

URL = "https://ferry-post.example/bridge"
PAGE = b"""<html lang="en"><head><title>Bridge opens | The Ferry Post</title><meta name="author" content="Lena Orlova">
<meta property="og:title" content="Bridge opens">
<meta property="article:published_time" content="2025-09-01T10:00:00+05:00"></head><body>
<h1>Bridge opens</h1><div class="story"><p>The bridge opened on Monday, after nine years of work and two floods.</p>
<p>Forty carts and a brass band were the first to cross it, said the mayor.</p><p class="share">Share this now</p>
</div></body></html>"""


def rules(**selectors):
    return {"ferry-post.example": (SiteRule(name="ferry-post.example 1", **selectors),)}


def said(**given):
    return "\n".join(render_explanation(explain_article(PAGE, url=URL, **given)))


def test_the_outcome_is_that_of_the_extraction():
    given = rules(body=".story", drop=".share")
    assert explain_article(PAGE, url=URL, rules=given).outcome == extract_article(PAGE, url=URL, rules=given)


def test_title_and_authors_come_with_the_places_that_state_them():
    explained = explain_article(PAGE, url=URL)
    assert explained.title_places == ("meta og:title", "<h1>")
    assert explained.author_places == (("Lena Orlova", ("meta author",)),)
    assert explain_article(PAGE, url=URL, rules=rules(title="h1")).title_places[0] == "rule"


def test_the_date_comes_with_its_place_and_how_it_is_written():
    assert "published  2025-09-01T10:00:00+05:00" in said()
    assert "'2025-09-01T10:00:00+05:00'" in said()


def test_rule_method_and_what_was_dropped_are_named():
    lines = said(rules=rules(body=".story", drop=".share", note="by hand"))
    assert "rule       ferry-post.example 1: by hand" in lines
    assert "text       by rule: The body of rule ferry-post.example 1 holds 2 paragraphs." in lines
    assert "dropped    'Share this now': rule ferry-post.example 1 drops .share" in lines


def test_a_rule_that_found_nothing_is_complained_of():
    assert "rule ferry-post.example 1 found no body; the other methods had to find it" in said(rules=rules(body=".x"))
    assert "rule       none for this host, path and day" in said()


def test_a_page_without_an_article_is_explained_too():
    explained = explain_article(b"<html><body><p></p></body></html>", url=URL, rules=rules(body=".story"))
    lines = list(render_explanation(explained))
    assert lines[1].startswith("no article: no_text: ")
    assert lines[2:] == ["rule       ferry-post.example 1", lines[3]]
    assert [*render_explanation(explain_article(b"", url=URL))][1].startswith("no article: empty: ")


def test_every_claim_of_a_date_is_shown_and_the_picked_one_marked():
    picked, other = (
        Dated(
            value=datetime(2025, 9, day, tzinfo=UTC), zone_known=False, precision="day", place=place, raw=f"{day}.9.25"
        )
        for day, place in ((1, "meta"), (2, "text"))
    )
    claims = (
        DateClaim(says="published", dated=picked, spot="article:published_time"),
        DateClaim(says="either", dated=other, spot=""),
    )
    article = Article(
        url=URL, title="", text="Text", authors=(), published=picked, language=None, site_name=None, image=None,
        extractor="1", dates=claims,
    )  # fmt: skip
    candidate = Candidate(method="blocks", paragraphs=("Text",), link_density=0.25, expected=0.95)
    explained = Explanation(
        url=URL, outcome=article, rule=None, title_places=(), author_places=(), candidates=(candidate,)
    )
    lines = list(render_explanation(explained))
    assert "  * published 2025-09-01 (meta article:published_time, written '1.9.25')" in lines
    assert "    either    2025-09-02 (text, written '2.9.25')" in lines
    assert "candidate  blocks: 4 characters, 25% in links, expected F1 0.95" in lines
