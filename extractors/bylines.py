"""Who wrote a page: names out of JSON-LD, meta elements and bylines, as names and nothing else."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.html import one_line, select
from extractors.jsonld import Node, as_list, text_of

META_NAMES = (
    ("author", "authors", "byl", "dc.creator", "dcterms.creator", "dcsext.author", "sailthru.author"),
    ("article:author_name", "article:author", "og:author", "mediator_author"),
)
# Elements that hold a byline, the surest first. Readers' comments name authors too.
BYLINES = tuple(
    XPath(f"//*[{test}][not(ancestor-or-self::*[contains(@class, 'comment') or contains(@id, 'comment')])]")
    for test in (
        "@rel = 'author'",
        "@itemprop = 'author'",
        "contains(concat(' ', @class, ' '), ' author-name ')",
        "contains(concat(' ', @class, ' '), ' byline ')",
        "contains(concat(' ', @class, ' '), ' author ')",
    )
)
LONGEST_BYLINE, LONGEST_NAME = 120, 60  # letters
BYLINE_LIMIT = 1_000  # characters of a list of authors looked at
MOST_WORDS, MOST_AUTHORS = 6, 20

JOINTS = re.compile(r"\s*[,;/|&،、；]\s*|\s+(?:and|und|et|og|och|и|та|ve|və)\s+", re.IGNORECASE)
ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
LEAD_IN = re.compile(
    r"^(?:(?:written|words|text|reported|story|posted|published)?\s*\bby\s*[: ]\s*"
    r"|(?:autor\w*|author|text|words|автор|текст|yazar|yazan|muallif|муаллиф|作者|记者|記者|文|نویسنده|بقلم|كتب)\s*[:：/]\s*)",
    re.IGNORECASE,
)
# Only before the name in a byline: elsewhere "Von" and "Di" may begin a name.
PREPOSITION = re.compile(r"^(?:von|par|por|di|door|av|af)\s*[: ]\s*", re.IGNORECASE)
NO_NAME = re.compile(
    r"^(?:admin(?:istrator)?|webmaster|editor|author|user|guest|null|none|undefined|unknown|\W*|\d+|.)$", re.IGNORECASE
)
# In running text a name is told from other words by having two to five of them, or few characters of Han or Hangul.
LOOKS_LIKE_NAME = re.compile(
    r"[^\W\d_][^\d_]*(?:\s[^\W\d_][^\d_]*){1,4}|[\u3400-\u9fff]{2,4}|[\uac00-\ud7af]{2,4}(?: 기자)?"
)


def find_authors(
    tree: HtmlElement,
    node: Node,
    *,
    nodes: Iterable[Node],
    meta: Mapping[str, Sequence[str]],
    site_names: Sequence[str],
) -> tuple[str, ...]:
    """Return the authors a page names, in its order, without repeats.

    Args:
        tree: the page.
        node: the JSON-LD node of the article.
        nodes: all JSON-LD nodes, to look up authors given by @id.
        meta: contents of the meta elements by name or property.
        site_names: what site and publisher call themselves.

    Returns:
        The first that names anyone of JSON-LD, meta elements and bylines. The site itself is taken for an author
        only where there is no other.
    """
    own = {name.casefold() for name in site_names}
    fallback: tuple[str, ...] = ()
    for names in _sources(tree, node, nodes, meta):
        if others := tuple(name for name in names if name.casefold() not in own):
            return others
        fallback = fallback or names
    return fallback


def clean_names(bylines: Iterable[str]) -> tuple[str, ...]:
    """Cut bylines into names.

    >>> clean_names(["By Ann Lee and Bo Li, Reuters", "ann lee", "desk@example.org"])
    ('Ann Lee', 'Bo Li', 'Reuters')
    """
    names: dict[str, str] = {}
    for byline in bylines:
        bare = LEAD_IN.sub("", ADDRESS.sub(" ", one_line(byline[:BYLINE_LIMIT])).strip())
        for part in JOINTS.split(bare):
            name = " ".join(part.strip(" .:-–—()[]«»\"'*").split())
            if len(name) <= LONGEST_NAME and len(name.split()) <= MOST_WORDS and not NO_NAME.match(name):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:MOST_AUTHORS]


def _sources(
    tree: HtmlElement, node: Node, nodes: Iterable[Node], meta: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, ...]]:
    by_id = {each["@id"]: each for each in nodes if isinstance(each.get("@id"), str) and each.get("name")}
    listed = as_list(node.get("author") or node.get("creator"))
    yield clean_names(text_of(each) or text_of(by_id.get(_id(each))) for each in listed)
    for group in META_NAMES:
        yield clean_names(name for key in group for name in meta.get(key, ()))
    yield _in_page(tree)


def _id(value: object) -> str:
    return str(value.get("@id")) if isinstance(value, dict) else ""


def _in_page(tree: HtmlElement) -> tuple[str, ...]:
    """Return the names in the first byline and in those beside it."""
    for find in BYLINES:
        first = None
        found: list[str] = []
        for element in select(find, tree):
            if first is not None and element.getparent() is not first:
                break
            names = [name for name in clean_names([_byline(element)]) if LOOKS_LIKE_NAME.fullmatch(name)]
            if names:
                first = element.getparent()
                found += names
        if found:
            return clean_names(found)
    return ()


def _byline(element: HtmlElement) -> str:
    named = element.find(".//*[@itemprop='name']")
    text = one_line((element if named is None else named).text_content()) or one_line(element.get("content"))
    return PREPOSITION.sub("", text) if len(text) <= LONGEST_BYLINE else ""
