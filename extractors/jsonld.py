"""What a page says of itself in JSON-LD, read with tolerance: the nodes of all blocks, flat, broken ones included.

Source: https://schema.org/NewsArticle; blocks in the wild are arrays, graphs, comments, CDATA or cut JSON.
"""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from extractors.html import one_line

Node = dict[str, Any]

ARTICLE_TYPES = re.compile(r"(?:^|[/:])(?:\w*Article|\w*BlogPosting|Report|SocialMediaPosting|DiscussionForumPosting)$")
PAGE_TYPES = re.compile(r"(?:^|[/:])(?:WebPage|ItemPage|VideoObject|Event)$")
BLOCK_LIMIT = 50  # blocks read of a page; more is a listing
NODE_LIMIT = 2_000  # nodes read of a block
PICKED_LIMIT = 500_000  # characters of broken JSON looked at
NESTING = ("@graph", "mainEntity", "mainEntityOfPage")  # not itemListElement: that lists other pages
NESTING_LIMIT = 6
OPENING = re.compile(r"<!--|<!\[CDATA\[|//|/\*|\*/")
CLOSINGS = ("-->", "]]>", "//", "/*", "*/", ";")
TRAILING_COMMA = re.compile(r",\s*([}\]])")
STRING_FIELD = re.compile(r'"(headline|datePublished|dateModified|articleBody)"\s*:\s*"((?:[^"\\]|\\.)*)"')
TYPE_FIELD = re.compile(r'"@type"\s*:\s*\[?\s*"(\w+)"')
AUTHOR_FIELD = re.compile(r'"author"\s*:\s*(\[[^\[\]]*\]|\{[^{}]*\}|"(?:[^"\\]|\\.)*")')


def article_node(nodes: Iterable[Node]) -> Node:
    """Return the node that describes the article of the page, or an empty one.

    The first article with a headline; failing that, the first article, then the first page or video.
    """
    known = [*nodes]
    articles = [node for node in known if type_matches(node, ARTICLE_TYPES)]
    titled = [node for node in articles if node.get("headline")]
    pages = [node for node in known if type_matches(node, PAGE_TYPES)]
    return next(iter([*titled, *articles, *pages]), {})


def json_ld_nodes(tree: HtmlElement) -> Iterator[Node]:
    """Yield every node of every JSON-LD block in document order, containers opened."""
    blocks = tree.iterfind('.//script[@type="application/ld+json"]')
    for _, block in zip(range(BLOCK_LIMIT), blocks, strict=False):
        yield from islice(_flat(_loads(block.text or ""), depth=0), NODE_LIMIT)


def type_matches(node: Node, pattern: re.Pattern[str]) -> bool:
    """Say whether one of the types of *node* matches."""
    return any(isinstance(each, str) and bool(pattern.search(each)) for each in as_list(node.get("@type")))


def as_list(value: object) -> list[Any]:
    """Return the values of a JSON-LD property, which may be absent, single or many."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: object) -> str:
    """Return the text of a property on one line, markup entities decoded: of a node its name, of many the first.

    >>> text_of([{"@type": "Person", "name": "Ann &amp; Bo"}])
    'Ann & Bo'
    """
    for _ in range(NESTING_LIMIT):
        if isinstance(value, list):
            value = next(iter(value), None)
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value")
    return one_line(unescape(value)) if isinstance(value, str) else ""


def name_of(value: object, nodes: Iterable[Node]) -> str:
    """Return the name in a property that holds a node or but the @id of one of *nodes*."""
    first = next(iter(as_list(value)), None)
    target = first.get("@id") if isinstance(first, dict) else None
    named = (text_of(each.get("name")) for each in nodes if target and each.get("@id") == target)
    return text_of(first) or next((name for name in named if name), "")


def _flat(value: object, *, depth: int) -> Iterator[Node]:
    if depth > NESTING_LIMIT:
        return
    for each in as_list(value):
        if isinstance(each, dict):
            yield each
            for key in NESTING:
                if isinstance(each.get(key), (dict, list)):
                    yield from _flat(each[key], depth=depth + 1)
        elif isinstance(each, list):
            yield from _flat(each, depth=depth + 1)


def _loads(text: str) -> object:
    """Read JSON; what is not JSON is mended, and past mending the fields we need are picked out one by one."""
    bare = text.strip()
    for mend in (str, _unwrapped, _without_commas):
        bare = mend(bare)
        try:
            return json.loads(bare, strict=False)
        except (ValueError, RecursionError):
            continue
    return _pick(bare[:PICKED_LIMIT])


def _unwrapped(text: str) -> str:
    """Strip comment and CDATA marks, which stand at the ends, and the semicolon of a script."""
    while opening := OPENING.match(text):
        text = text[opening.end() :].lstrip()
    while closing := next((each for each in CLOSINGS if text.endswith(each)), ""):
        text = text.removesuffix(closing).rstrip()
    return text


def _without_commas(text: str) -> str:
    return TRAILING_COMMA.sub(r"\1", text)


def _pick(text: str) -> Node:
    node: Node = {}
    for name, value in STRING_FIELD.findall(text):
        node.setdefault(name, _string(value))
    if found := TYPE_FIELD.search(text):
        node["@type"] = found[1]
    if found := AUTHOR_FIELD.search(text):
        names = re.findall(r'"name"\s*:\s*"((?:[^"\\]|\\.)*)"', found[1]) or re.findall(r'^"(.*)"$', found[1])
        node["author"] = [_string(name) for name in names]
    return node


def _string(escaped: str) -> str:
    try:
        return str(json.loads(f'"{escaped}"', strict=False))
    except ValueError:
        return escaped
