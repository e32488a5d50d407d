"""Site rules on pages: which one holds, what it finds, and that a rule which no longer fits costs nothing."""

from datetime import UTC, date, datetime

import pytest

from config.sites import SiteRule
from extractors.article import extract_article
from extractors.html import parse_html
from extractors.records import Article
from extractors.siterules import apply_rule, choose_rule, matches, outermost

PAGE = b"""<html><head><title>Bridge opens | The Ferry Post</title></head><body>
<div class="nav"><a href="/">Home</a> <a href="/all">All the stories of this week and of the last</a></div>
<h1 class="kicker">From the river</h1><h2 class="head">The bridge at Ust-Kamen opens</h2>
<div class="meta">By <b>Lena Orlova</b> and Timur Asanov, <i class="when">1 September 2025</i></div>
<div class="story"><h3>At last</h3><p>The bridge opened on Monday, after nine years of work and two floods.</p>
<div class="share">Share this with everyone you know and love</div>
<ul><li>It is 800 metres long.</li><li>It carries two lanes.</li></ul>
<table><tr><td>Cost</td><td>40 million</td></tr><tr><td>Piers</td><td>11</td></tr></table>
<blockquote>We shall miss the ferry.</blockquote>loose words<br>and more</div>
<div class="comments"><p>A reader says that the old ferry was much the better way to cross the river.</p></div>
</body></html>"""
PARAGRAPHS = (
    "At last", "The bridge opened on Monday, after nine years of work and two floods.", "It is 800 metres long.",
    "It carries two lanes.", "Cost | 40 million", "Piers | 11", "We shall miss the ferry.", "loose words and more",
)  # fmt: skip
URL = "https://ferry-post.example/river/bridge"


def rule(**selectors):
    return SiteRule(name="ferry-post.example 1", **selectors)


def read(page=PAGE, **selectors):
    return apply_rule(parse_html(page), rule(**selectors))


# --- which rule holds ---------------------------------------------------------------------------------------------

OLD = SiteRule(name="old", valid_until=date(2020, 1, 31), body="p")
NEW = SiteRule(name="new", valid_from=date(2020, 2, 1), body="p")
LETTERS = SiteRule(name="letters", path="/letters/", body="p")
DEEP = SiteRule(name="deep", path="/*/deep/*.html", body="p")
SPORT = SiteRule(name="sport", path="/football/", body="p")
RULES = {"a.example": (OLD, NEW, LETTERS, DEEP), "sport.a.example": (SPORT,)}


@pytest.mark.parametrize(
    ("url", "day", "name"),
    [
        ("https://a.example/x", (2020, 1, 31), "old"),
        ("https://a.example/x", (2020, 2, 1), "new"),
        ("https://a.example/x", None, "new"),
        ("https://www.a.example/x", None, "new"),
        ("http://A.Example:8080/x", None, "new"),
        ("https://m.a.example/x", None, "new"),
        ("https://a.example/letters/1", None, "letters"),
        ("https://a.example/letter", None, "new"),
        ("https://a.example/x/deep/y.html", None, "deep"),
        ("https://sport.a.example/football/1", None, "sport"),
        ("https://sport.a.example/tennis/1", None, "new"),
        ("https://ba.example/x", None, None),
        ("https://example/x", None, None),
        ("nonsense", None, None),
        ("https://[", None, None),
    ],
)
def test_the_longest_host_then_path_then_the_day_decide(url, day, name):
    chosen = choose_rule(RULES, url, day and datetime(*day, 23, 59, tzinfo=UTC))
    assert (chosen and chosen.name) == name


def test_a_path_of_many_stars_is_matched_in_bounded_time():
    greedy = SiteRule(name="x", path="/" + "*a" * 30 + "*!", body="p")
    assert choose_rule({"a.example": (greedy,)}, f"https://a.example/{'a' * 50_000}") is None


# --- what it finds ------------------------------------------------------------------------------------------------


def test_each_field_is_read_where_the_rule_says():
    found = read(title="h2.head", body=".story", date=".when", authors=".meta > b")
    assert (found.title, found.date) == ("The bridge at Ust-Kamen opens", "1 September 2025")
    assert found.authors == ("Lena Orlova",)
    assert found.missed == ()
    assert found.complaint == ""


def test_headings_items_rows_and_quotes_are_paragraphs_of_their_own():
    assert read(body=".story", drop=".share").paragraphs == PARAGRAPHS


def test_several_selectors_are_tried_in_turn_and_all_matches_of_one_taken():
    assert read(body=[".none", ".story p, .story li"]).paragraphs == PARAGRAPHS[1:4]
    assert read(title=["h4", "h1"]).title == "From the river"


def test_an_element_inside_another_match_is_not_taken_twice():
    assert read(body="div.story, div.story p", drop=".share").paragraphs == PARAGRAPHS


def test_a_cell_or_any_element_may_be_the_body():
    page = b"<table><tr><td class=menu>Menu</td><td class=t>One<p>Two</p>three</td></tr></table>"
    assert read(page, body="td.t").paragraphs == ("One", "Two", "three")
    assert read(b"<p>x <span class=t>One <b>two</b></span> y", body=".t").paragraphs == ("One two",)


def test_the_date_is_read_from_the_attribute_for_machines():
    assert (
        read(b"<p><time datetime='2025-09-01T10:00+05:00'>today</time>", date="time").date == "2025-09-01T10:00+05:00"
    )
    assert read(b"<head><meta name=day content='1.9.2025'></head><p>x", date="meta[name=day]").date == "1.9.2025"


def test_what_is_dropped_is_told_and_gone_for_every_method_but_may_hold_the_author():
    tree = parse_html(PAGE)
    found = apply_rule(tree, rule(authors=".meta > b", drop=[".meta", ".share", ".none"]))
    assert found.authors == ("Lena Orlova",)
    assert [each.reason.split()[-1] for each in found.dropped] == [".meta", ".share"]
    assert found.dropped[1].text.startswith("Share this with")
    assert "Share this" not in tree.text_content()
    assert "It is 800 metres long" in tree.text_content()


def test_text_after_a_dropped_element_stays():
    assert read(b"<div class=b>one <i class=x>two</i> three</div>", body=".b", drop=".x").paragraphs == ("one three",)


def test_the_whole_page_is_never_dropped():
    assert read(body=".story", drop=["html", "body", ".share"]).paragraphs == PARAGRAPHS


def test_a_rule_that_finds_nothing_says_which_fields():
    found = read(title=".gone", body=".gone", authors=".gone")
    assert found.missed == ("title", "body", "authors")
    assert found.complaint == "rule ferry-post.example 1 found no title, no body, no authors"


# --- in the article -----------------------------------------------------------------------------------------------


def extract(**selectors):
    rules = {"ferry-post.example": (rule(**selectors),)}
    article = extract_article(PAGE, url=URL, rules=rules)
    assert isinstance(article, Article)
    return article


def test_what_the_rule_finds_goes_before_all_else():
    article = extract(title="h1", body=".story", drop=".share", date=".when", authors=".meta > b")
    assert article.text.split("\n\n") == list(PARAGRAPHS)
    assert (article.title, article.authors) == ("From the river", ("Lena Orlova",))
    assert (article.published.value.date(), article.published.place) == (date(2025, 9, 1), "rule")
    assert article.choice.method == "rule"
    assert "ferry-post.example 1" in article.choice.reason


def test_a_rule_that_no_longer_fits_leaves_the_page_to_the_other_methods():
    without = extract_article(PAGE, url=URL)
    assert extract(title=".gone", body=".gone", date=".gone", authors=".gone") == without


def test_a_rule_for_another_host_changes_nothing():
    rules = {"other.example": (rule(body=".comments"),)}
    assert extract_article(PAGE, url=URL, rules=rules) == extract_article(PAGE, url=URL)


def test_the_time_of_the_fetch_chooses_the_layout():
    rules = {"ferry-post.example": (
        SiteRule(name="old", valid_until=date(2020, 1, 1), body=".comments"),
        SiteRule(name="new", valid_from=date(2020, 1, 2), body=".story"),
    )}  # fmt: skip
    old = extract_article(PAGE, url=URL, rules=rules, fetched_at=datetime(2019, 5, 1, tzinfo=UTC))
    new = extract_article(PAGE, url=URL, rules=rules, fetched_at=datetime(2021, 5, 1, tzinfo=UTC))
    assert old.text.startswith("A reader says")
    assert new.text.startswith("At last")


# --- hostile pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "<div class=b>" * 1_500 + "x",
        "<p class=b>x" * 19_000,
        "<div class=b>" + "<br>x" * 19_000,
        "<div class=b>" * 1_000 + "<p class=b>x" * 15_000,
    ],
    ids=["deep", "wide", "broken lines", "deep and wide"],
)
def test_a_hostile_page_is_read_in_linear_time(body):
    tree = parse_html(f"<html><body>{body}".encode())
    assert next(outermost(matches(".b", tree))).get("class") == "b"
    found = apply_rule(tree, rule(body=".b", drop=["br", "i"]))
    assert found.paragraphs[0][0] == "x"
