"""Authors as a page states them for machines: JSON-LD, microdata, meta elements.

Source: https://schema.org/author; the labels of twitter:data1 are those that WordPress plug-ins write.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.authors.names import clean_names
from extractors.authors.wording import LEAD_IN
from extractors.jsonld import ARTICLE_TYPES, PAGE_TYPES, Node, as_list, text_of, type_matches

META_NAMES = (
    ("author", "authors", "byl", "dc.creator", "dcterms.creator", "dcsext.author", "sailthru.author", "parsely-author",
     "cxenseparse:author", "citation_author", "article:author_name", "itemprop=author"),
    ("article:author", "og:author", "mediator_author", "creator"),
)  # fmt: skip
LABELS = (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2"))
MOST = 50  # authors of one article read; more is a listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Names from one place, and those of them that are said to be no people."""

    names: tuple[str, ...]
    organizations: frozenset[str] = frozenset()


def of_json_ld(node: Node, nodes: Sequence[Node]) -> Credits:
    """Return the authors of the article; where its node names none, those of another node that describes the page."""
    by_id = {each["@id"]: each for each in nodes if isinstance(each.get("@id"), str) and _name(each)}
    about = [node, *(each for each in nodes if type_matches(each, ARTICLE_TYPES) or type_matches(each, PAGE_TYPES))]
    for each in about:
        for key in ("author", "creator"):
            names: dict[str, bool] = {}
            for stated in as_list(each.get(key))[:MOST]:
                names |= dict.fromkeys(*_names(stated, by_id))
            if names:
                return Credits(names=clean_names(names, whole=True), organizations=_where_true(names))
    return Credits(names=())


def of_meta(meta: Mapping[str, Sequence[str]]) -> Iterator[Credits]:
    """Yield the authors that each group of meta elements names, the surest group first."""
    first, *rest = META_NAMES
    labelled = [
        data
        for label, value in LABELS
        for data in meta.get(value, ())[:1]
        if LEAD_IN.match(next(iter(meta.get(label, ())), ""))
    ]
    for names in ([name for key in first for name in meta.get(key, ())[:MOST]], labelled):
        yield Credits(names=clean_names(names))
    for group in rest:
        yield Credits(names=clean_names(name for key in group for name in meta.get(key, ())[:MOST]))


def _names(stated: object, by_id: Mapping[str, Node]) -> tuple[Iterable[str], bool]:
    """Return the names in one value of "author", and whether they are said to be organizations'."""
    if isinstance(stated, dict):
        stated = stated if _name(stated) else by_id.get(str(stated.get("@id")), {})
        types = [each for each in as_list(stated.get("@type")) if isinstance(each, str)]
        organization = any("Organization" in each for each in types)
        return clean_names([_name(stated)], whole=organization), organization
    if isinstance(stated, str) and stated in by_id:
        return _names(by_id[stated], by_id)
    return clean_names([text_of(stated)]), False


def _name(node: Node) -> str:
    name = " ".join(part for key in ("givenName", "familyName") if (part := text_of(node.get(key))))
    return ", ".join(text_of(each) for each in as_list(node.get("name"))[:MOST]) or name


def _where_true(names: Mapping[str, bool]) -> frozenset[str]:
    return frozenset(name for name, yes in names.items() if yes)
