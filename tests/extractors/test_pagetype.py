import gzip
import json
from collections import Counter

import pytest

from extractors.html import parse_html
from extractors.jsonld import json_ld_nodes
from extractors.pagetype import page_type

RAIN = "It rained all day in the valley of Ust-Test, and the river left its bed in the evening, the mayor said."
TEASERS = "".join(
    f"<h3><a href='/n/{n}'>House number {n} stands in water since the morning</a></h3>" for n in range(30)
)
PICTURES = "<figure><img src='1.jpg'></figure>" * 12


def kind(body="", *, ld=None, og_type=None, url="https://news.example/rain", paragraphs=()):
    block = f'<script type="application/ld+json">{json.dumps(ld)}</script>' if ld else ""
    tree = parse_html(f"<html><head>{block}</head><body><p>x</p>{body}</body></html>".encode())
    meta = {"og:type": [og_type]} if og_type else {}
    return page_type(tree, nodes=[*json_ld_nodes(tree)], meta=meta, paragraphs=paragraphs, url=url)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ({}, "article"),
        ({"ld": {"@type": "NewsArticle"}}, "article"),
        ({"ld": {"@type": "LiveBlogPosting"}, "paragraphs": [RAIN] * 20}, "live_blog"),
        ({"ld": [{"@type": "NewsArticle"}, {"@type": "LiveBlogPosting"}]}, "live_blog"),
        ({"url": "https://news.example/live/rain", "body": "<time>10:00</time>" * 9}, "live_blog"),
        ({"url": "https://news.example/live/rain"}, "article"),
        ({"url": "https://news.example/live/rain", "body": "<time>1 May 2025</time>" * 9}, "article"),
        ({"ld": {"@type": "VideoObject"}}, "video"),
        ({"og_type": "video.other"}, "video"),
        ({"ld": [{"@type": "NewsArticle"}, {"@type": "VideoObject"}]}, "article"),
        ({"ld": {"@type": "VideoObject"}, "paragraphs": [RAIN] * 9}, "article"),
        ({"url": "https://news.example/video/1", "body": "<video></video>"}, "video"),
        ({"ld": {"@type": "ImageGallery"}}, "gallery"),
        ({"url": "https://news.example/gallery/rain", "body": PICTURES}, "gallery"),
        ({"url": "https://news.example/gallery/rain", "body": PICTURES, "paragraphs": [RAIN] * 9}, "article"),
        ({"ld": {"@type": "CollectionPage"}}, "section"),
        ({"body": TEASERS, "og_type": "website"}, "section"),
        ({"body": TEASERS, "og_type": "article"}, "article"),
        ({"body": TEASERS, "paragraphs": [RAIN] * 6}, "article"),
    ],
)
def test_a_page_is_what_it_says_unless_its_text_says_otherwise(page, expected):
    assert kind(**page) == expected


def test_of_the_measured_pages_hardly_any_is_taken_for_something_else(shared):
    folder = shared / "data" / "extraction-dev"
    found = Counter()
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()[::5]:
        row = json.loads(line)
        if not row["text"]:
            continue
        tree = parse_html(gzip.decompress((folder / "pages" / f"{row['id']}.html.gz").read_bytes()), charset="utf-8")
        nodes = [*json_ld_nodes(tree)]
        url = row["url"] or "https://news.example/rain"
        found[page_type(tree, nodes=nodes, meta={}, paragraphs=row["text"].split("\n"), url=url)] += 1
    assert set(found) <= {"article", "live_blog"}
    assert found["live_blog"] <= 3
