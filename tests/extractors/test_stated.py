"""The text of an article as JSON-LD states it, where that looks whole."""

import json

import pytest

from extractors.html import parse_html
from extractors.jsonld import json_ld_nodes
from extractors.stated import stated_body

LONG = "It rained all day, and the river rose to the second step of the mill. " * 5
PARAGRAPHS = f"{LONG.strip()}\n\nThe mill stood still."


def body_of(page: str) -> str:
    return stated_body(json_ld_nodes(parse_html(f"<html><body>{page}</body></html>".encode())))


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
    assert body_of(json_ld(body)) == PARAGRAPHS


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
    assert body_of(json_ld(body)) == ""


def test_a_body_that_is_but_the_description_is_not_whole():
    assert not body_of(json_ld(LONG, description=LONG))
    assert not body_of(json_ld(LONG, wordCount=900))
    assert body_of(json_ld(LONG, description="It rained.", wordCount="70")) == LONG.strip()


def test_the_first_whole_body_of_several_is_taken():
    assert body_of(json_ld(LONG + "And then…") + json_ld(LONG)) == LONG.strip()
