"""Of all that credits someone with a page, the surest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from extractors.authors.bylines import around_headline, marked_bylines
from extractors.authors.lines import Lines, credited_in_text, source_in_text, standing_alone
from extractors.authors.names import looks_like_name
from extractors.authors.organizations import is_organization
from extractors.authors.stated import Credits, of_json_ld, of_meta
from extractors.jsonld import Node

NOBODY, ITSELF, OUTLET, LIKELY, PLAIN = range(5)


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
        The first that names people plainly, of JSON-LD, meta elements, marked bylines, lines that begin as bylines do
        and names that stand alone. Failing that, the first of the highest rank: what may be a person ("jsmith");
        another outlet; the outlet itself. Where a text was taken from counts only where nobody is credited.
    """
    known = {name.casefold() for name in own if name}
    found: dict[int, Credits] = {}
    for stated, most in _sources(tree, node, nodes=nodes, meta=meta, headline=headline):
        if max(found, default=NOBODY) > most:
            break
        ranked, rank = _ranked(stated, known, first=not found)
        if rank == PLAIN:
            return ranked
        if ranked.names:
            found.setdefault(rank, ranked)
    return found[max(found)] if found else Credits(names=())


def _ranked(stated: Credits, known: Iterable[str], *, first: bool) -> tuple[Credits, int]:
    """Return the credits less what is none, and what they are worth.

    Beside or after an outlet only what is plainly a name is taken for a person: "Herald, Valley, Country".
    """
    organizations = _organizations(stated, known)
    people = [name for name in stated.names if name not in organizations]
    outlets = tuple(name for name in stated.names if name in organizations)
    whole = Credits(names=stated.names, organizations=organizations)
    if people and all(map(looks_like_name, people)):
        return whole, PLAIN
    if people and first and not any(_is_own(name, known) for name in outlets):
        return whole, LIKELY
    only = Credits(names=outlets, organizations=organizations)
    return only, ITSELF if all(_is_own(name, known) for name in outlets) else OUTLET


def _organizations(stated: Credits, known: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in stated.names if name in stated.organizations or is_organization(name, known))


def _is_own(name: str, known: Iterable[str]) -> bool:
    """Say whether a name holds one of the outlet's: "Herald staff", or "Valley Herald" of valleyherald.example."""
    folded = name.casefold()
    label = "".join(folded.split()) + "."
    return any(each in folded or each.startswith(label) for each in known)


def _sources(
    tree: HtmlElement, node: Node, *, nodes: Sequence[Node], meta: Mapping[str, Sequence[str]], headline: str
) -> Iterator[tuple[Credits, int]]:
    """Yield who is credited, the surest first, and up to which rank of those credited before it is heard."""
    yield of_json_ld(node, nodes), PLAIN
    first, labelled, rest = of_meta(meta)
    yield first, PLAIN
    yield labelled, PLAIN
    around = around_headline(tree, headline)
    yield Credits(names=marked_bylines(tree, around)), PLAIN
    yield rest, PLAIN
    lines = Lines(tree, headline, around)
    yield Credits(names=credited_in_text(lines)), PLAIN
    yield Credits(names=standing_alone(lines)), ITSELF
    sources = source_in_text(lines)
    yield Credits(names=sources, organizations=frozenset(sources)), NOBODY
