"""Of all that credits someone with a page, the surest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from extractors.authors.bylines import marked_bylines
from extractors.authors.lines import Lines, credited_in_text, source_in_text, standing_alone
from extractors.authors.names import looks_like_name
from extractors.authors.organizations import is_organization
from extractors.authors.stated import Credits, of_json_ld, of_meta
from extractors.jsonld import Node


def find_authors(
    tree: HtmlElement,
    node: Node,
    *,
    nodes: Sequence[Node],
    meta: Mapping[str, Sequence[str]],
    own: Sequence[str],
    headline: str,
) -> Credits:
    """Return who is credited with a page, in its order, without repeats.

    Args:
        tree: the page.
        node: the JSON-LD node of the article.
        nodes: all JSON-LD nodes, to look up authors given by @id.
        meta: contents of the meta elements by name, property or "itemprop=...".
        own: what site and publisher call themselves, and the host.
        headline: as it stands on the page.

    Returns:
        The first that names a person, of JSON-LD, meta elements, marked bylines and lines that begin as bylines do;
        failing that, the first that names another outlet; failing that, the first that names the outlet itself.
    """
    known = {name.casefold() for name in own if name}
    others = itself = Credits(names=())
    for stated in _sources(tree, node, nodes=nodes, meta=meta, headline=headline):
        named = bool(others.names or itself.names)  # then only what is plainly a name weighs more
        if named and stated.copied:
            break
        organizations = _organizations(stated, known)
        people = [name for name in stated.names if name not in organizations]
        if people and (not named or all(map(looks_like_name, people))):
            return Credits(names=stated.names, organizations=organizations)
        outlets = tuple(name for name in stated.names if name in organizations)
        if all(_is_own(name, known) for name in outlets):
            itself = itself if itself.names else Credits(names=outlets, organizations=organizations)
        elif not others.names:
            others = Credits(names=outlets, organizations=organizations)
    return others if others.names else itself


def _organizations(stated: Credits, known: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in stated.names if name in stated.organizations or is_organization(name, known))


def _is_own(name: str, known: Iterable[str]) -> bool:
    return any(each in name.casefold() for each in known)


def _sources(
    tree: HtmlElement, node: Node, *, nodes: Sequence[Node], meta: Mapping[str, Sequence[str]], headline: str
) -> Iterator[Credits]:
    yield of_json_ld(node, nodes)
    first, labelled, rest = of_meta(meta)
    yield first
    yield labelled
    yield Credits(names=marked_bylines(tree))
    yield rest
    lines = Lines(tree, headline)
    yield Credits(names=credited_in_text(lines))
    yield Credits(names=standing_alone(lines))
    sources = source_in_text(lines)
    yield Credits(names=sources, organizations=frozenset(sources), copied=True)
