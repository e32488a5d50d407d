"""Rules proposed from pages of a fictional outlet: they load, hold, and give the text and nothing but the text."""

import pytest

from config.sites import read_site
from extractors.html import parse_html
from extractors.proposing.descriptors import describe
from extractors.proposing.proposal import propose_rule, render_proposal
from extractors.siterules import apply_rule

HOST = "ferry-post.example"
STORIES = [
    ("Bridge opens at Ust-Kamen", "Lena Orlova", "1 September 2025", [
        "The bridge opened on Monday, after nine years of work, two floods and one change of engineers.",
        "Forty carts and a brass band were the first to cross it, said the mayor, who came on foot himself.",
    ]),
    ("Bakers count their loaves", "Timur Asanov", "3 September 2025", [
        "The bakers of the lower town have counted every loaf that they sold since the spring, and found too many.",
        "Nobody can say who eats them all, but the pigeons of the market square are under suspicion by now.",
    ]),
    ("School roof is mended", "Lena Orlova", "4 September 2025", [
        "Pupils of the hill school need no umbrellas in class any more: the roof was mended over the summer.",
        "The money came from a fair at which the teachers let themselves be thrown into the river, one by one.",
    ]),
    ("Snow falls early on the pass", "Aigul Beisen", "9 September 2025", [
        "Snow fell on the northern pass in the night to Tuesday, three weeks before the shepherds had looked for it.",
        "Lorries wait in a line as long as the village, and the innkeeper has sent for more noodles and more tea.",
    ]),
]  # fmt: skip
SHARE = "Share this story with everyone you know, by every means there is"
RELATED = "<li><a href=/a>Ten places to see the river from</a><li><a href=/b>How we count the carts on the road</a>"


def page(story, layout="new"):
    title, author, day, paragraphs = story
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    if layout == "old":
        body = f"<table><tr><td>{RELATED}</td><td class=text><b>{title}</b>{text}</td></tr></table>"
    else:
        body = (
            f'<div class="menu">{RELATED}</div><div id="main-2"><h1 class="headline">{title}</h1>'
            f'<div class="meta"><span class="writer">{author}</span> <span class="day">{day}</span></div>'
            f'<div class="story col-8"><div class="share">{SHARE}</div>{text}<ul class="more">{RELATED}</ul>'
            '</div></div><div class="footer"><p>The Ferry Post is a fictional paper, and all is made up.</p></div>'
        )
    head = f'<title>{title} - The Ferry Post</title><meta name="author" content="{author}">'
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def proposed(pages):
    """What is proposed for *pages*, after a round trip through its file."""
    url = f"https://{HOST}/x"
    proposal = propose_rule([(url, parse_html(each)) for each in pages])
    host, rules, problems = read_site(render_proposal(HOST, proposal))
    assert (host, problems) == (HOST, [])
    return rules[0]


def test_what_is_proposed_loads_and_gives_the_articles():
    pages = [page(story) for story in STORIES]
    rule = proposed(pages)
    for story, body in zip(STORIES, pages, strict=True):
        found = apply_rule(parse_html(body), rule)
        assert (found.title, found.authors, found.date) == (story[0], (story[1],), story[2])
        assert list(found.paragraphs) == story[3]
        assert found.missed == ()


def test_it_also_fits_a_page_it_has_not_seen():
    rule = proposed([page(story) for story in STORIES[:3]])
    assert list(apply_rule(parse_html(page(STORIES[3])), rule).paragraphs) == STORIES[3][3]


def test_two_layouts_of_one_host_get_a_selector_each():
    pages = [page(story, layout) for story, layout in zip(STORIES, ("new", "new", "old", "old"), strict=True)]
    rule = proposed(pages)
    assert len(rule.body) == 2
    for story, body in zip(STORIES, pages, strict=True):
        assert set(story[3]) <= set(apply_rule(parse_html(body), rule).paragraphs)


def test_each_selector_comes_with_its_evidence():
    proposal = propose_rule([(f"https://{HOST}/x", parse_html(page(story))) for story in STORIES])
    said = render_proposal(HOST, proposal)
    assert "matches 4 of 4 pages; 100% of the text below it differs between pages" in said
    assert '"h1",  # right on 4 of the 4 pages of which it is known' in said or '"h1.headline",  # right on 4' in said


def test_reading_pages_for_a_proposal_leaves_them_as_they_were():
    trees = [parse_html(page(story)) for story in STORIES]
    before = [tree.text_content() for tree in trees]
    propose_rule([(f"https://{HOST}/x", tree) for tree in trees])
    assert [tree.text_content() for tree in trees] == before


@pytest.mark.parametrize("body", [b"<p>", b"<html><body></body></html>", b"<div>the same</div>"])
def test_pages_without_articles_give_an_empty_proposal(body):
    proposal = propose_rule([(f"https://{HOST}/x", parse_html(body)) for _ in range(3)])
    assert proposal.body == ()
    assert "# body: nothing was found" in render_proposal(HOST, proposal)


def test_descriptions_hold_nothing_that_changes_with_the_page_or_the_build():
    markup = (
        b'<div id="post-17"><section class="css-1x2y fUISmk story col-8" data-testid="body"><p>x</p></section></div>'
    )
    section = parse_html(markup).find(".//section")
    assert describe(section) == ["section.story", 'section[data-testid="body"]']
    assert describe(section[0]) == ["section.story > p", 'section[data-testid="body"] > p']


def test_a_name_that_would_break_out_of_its_quotes_is_no_description():
    element = parse_html(b"""<div class='a"]' id='x"y' itemprop='a"b' data-testid="x']"><p>x</p></div>""").find(
        ".//div"
    )
    assert describe(element) == []


def test_hostile_pages_are_proposed_from_in_bounded_time():
    deep = parse_html(b"<html><body>" + b"<div class=a>x" * 1_500)
    wide = parse_html(b"<html><body>" + b"<p class=a>words and more words" * 10_000)
    proposal = propose_rule([(f"https://{HOST}/x", tree) for tree in (deep, wide, parse_html(page(STORIES[0])))])
    assert isinstance(proposal.body, tuple)
