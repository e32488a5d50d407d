"""The text of an article as JSON-LD and microdata state it, and whether it looks whole."""

import json

import pytest

from extractors.html import parse_html
from extractors.jsonld import json_ld_nodes
from extractors.stated import looks_whole, stated_bodies

LONG = "It rained all day, and the river rose to the second step of the mill. " * 5
PARAGRAPHS = f"{LONG.strip()}\n\nThe mill stood still."


def bodies(page: str):
    tree = parse_html(f"<html><body>{page}</body></html>".encode())
    return stated_bodies(tree, json_ld_nodes(tree))


def json_ld(body: object, **more: object) -> str:
    node = {"@type": "NewsArticle", "headline": "Rain", "articleBody": body, **more}
    block = json.dumps(node).replace("</", "<\\/")
    return f'<script type="application/ld+json">{block}</script>'


@pytest.mark.parametrize(
    "body",
    [
        f"{LONG}\nThe mill stood still.",
        f"{LONG}\r\n\r\n The  mill stood still.\n",
        f"<p>{LONG}</p><p>The <b>mill</b> stood still.</p>",
        f"{LONG}<br/>The mill stood still.",
        f"&lt;p&gt;{LONG}&lt;/p&gt;&lt;p&gt;The mill stood still.&lt;/p&gt;",
        f"<p>{LONG}</p><script>var rain = 1;</script><p>The mill stood&nbsp;still.</p>",
    ],
)
def test_a_body_in_json_ld_is_unescaped_into_paragraphs(body):
    (found,) = bodies(json_ld(body))
    assert (found.source, found.text, found.whole, found.element) == ("json-ld", PARAGRAPHS, True, None)


@pytest.mark.parametrize(
    "body",
    [
        LONG + "And then…",
        LONG + "And then ...",
        LONG + "And then [...]",
        "It rained.",
        LONG + "[caption id=1]x[/caption] {{ad}} [gallery ids=2]",
    ],
)
def test_a_body_that_is_cut_short_or_full_of_markup_is_not_whole(body):
    assert [found.whole for found in bodies(json_ld(body))] == [False]


def test_a_body_that_is_but_the_description_is_not_whole():
    assert not bodies(json_ld(LONG, description=LONG))[0].whole
    assert not bodies(json_ld(LONG, wordCount=900))[0].whole
    assert bodies(json_ld(LONG, description="It rained.", wordCount="70"))[0].whole


def test_a_body_in_microdata_is_read_by_blocks_without_what_is_aside():
    page = f"""<div itemprop="articleBody"><p>{LONG}</p><figure>Photo</figure><script>x</script>
        <aside>Read also</aside><div>The <a>mill</a> stood<!-- x --> still.</div></div>"""
    (found,) = bodies(page)
    assert (found.source, found.text, found.whole) == ("microdata", PARAGRAPHS, True)
    assert found.element is not None
    assert found.element.tag == "div"


def test_json_ld_comes_first_and_each_text_once():
    page = (
        json_ld(LONG) + f'<div itemprop="articleBody">{LONG}</div><p itemprop="articleBody">The mill stood still.</p>'
    )
    assert [found.source for found in bodies(page)] == ["json-ld", "microdata"]


def test_the_outermost_of_nested_bodies_is_read():
    assert len(bodies(f'<div itemprop="articleBody"><p itemprop="articleBody">{LONG}</p> More.</div>')) == 1


@pytest.mark.parametrize("body", [None, 7, "", [], {"@value": "x"}, " \n "])
def test_a_body_that_says_nothing_is_none(body):
    assert bodies(json_ld(body)) == ()


def test_the_body_of_a_page_that_is_no_article_is_not_read():
    assert bodies('<script type="application/ld+json">{"@type": "Product", "articleBody": "x"}</script>') == ()


def test_megabytes_are_read_in_bounds():
    assert len(bodies(json_ld("[p " * 1_000_000))[0].text) <= 1_000_000
    assert len(bodies("<p itemprop=articleBody>It rained.</p>" * 5_000)) == 1


def test_a_text_is_whole_by_its_length_and_its_end():
    assert looks_whole(LONG, ["It rained."])
    assert looks_whole(f"{LONG}\n\nRead more")
    assert not looks_whole(f"{LONG} Read more")
    assert not looks_whole(LONG[:150])
