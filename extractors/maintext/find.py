"""From the tree of a page to its text: candidates of several methods, brought before the judge.

The reader says of each block how likely it is part of the article. Where it is sure, that is the text. Where it is in
doubt, trafilatura (Barbaresi, ACL 2021 demos) is asked for a second opinion, which costs as much as all the rest; what
the page marks up as its body is a candidate always.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

import numpy as np
from lxml.html import HtmlElement
from trafilatura import bare_extraction, baseline
from trafilatura.settings import Document

from extractors.html import one_line
from extractors.maintext.blocks import Blocks, read_blocks
from extractors.maintext.features import features
from extractors.maintext.judge import DOUBT, Candidate, MainText, Mask, Numbers, doubtful, expected_f1, judge, weigh
from extractors.maintext.marks import BODY_BIT
from extractors.maintext.paragraphs import paragraphs_of
from extractors.maintext.reader import probabilities
from extractors.maintext.surroundings import Matrix
from extractors.maintext.words import LETTER, folded_letters
from extractors.metadata import Metadata
from extractors.records import Choice
from extractors.trees import Trees

PRUNED = 0.01  # chance of the best block of a branch that trafilatura is not shown; .04 is worse, 0 costs twice
SHORTEST = 10  # letters of a text; less is a button


def find_text(tree: HtmlElement, page: Metadata, *, url: str, trees: Trees | None = None) -> MainText:
    """Find the text of a page.

    Args:
        tree: the page; used up.
        page: what it states about itself.
        url: its address.
        trees: another model for the reader, to measure it on pages that ours has learned from.
    """
    blocks, rows = describe(tree, page)
    if not blocks.blocks:
        return _last_resort(tree, page, url, blocks)
    chances = probabilities(rows, trees)
    size = np.array([block.size for block in blocks.blocks])
    masks = {"blocks": chances > 0.5, "microdata": np.array([bool(each.marks & BODY_BIT) for each in blocks.blocks])}
    doubt = doubtful(chances, size)
    if doubt > DOUBT:
        _prune(blocks, chances)
        second = _held(blocks, _attempt(lambda: _trafilatura(tree, url)))
        chances = weigh(chances, second, size)
        masks |= {"agreed": chances > 0.5, "trafilatura": second}
    candidates = [_candidate(method, blocks, mask, chances, size) for method, mask in masks.items() if mask.any()]
    found = judge(candidates, stated=_lines_of(page.body), doubt=doubt)
    return found if is_text(found.paragraphs) else _last_resort(tree, page, url, blocks)


def describe(tree: HtmlElement, page: Metadata) -> tuple[Blocks, Matrix]:
    """Cut a page into blocks and give what the reader looks at, one row a block."""
    blocks = read_blocks(tree)
    if not blocks.blocks:
        return blocks, np.zeros((0, 0), dtype=np.float32)
    return blocks, features(blocks, headline=page.title, described=page.description, stated=page.body)


def _prune(blocks: Blocks, chances: Numbers) -> None:
    """Take out of the tree what the reader is sure is no part of the article: trafilatura then costs half as much."""
    containers = blocks.containers
    best = [0.0] * len(containers)
    for block, chance in zip(blocks.blocks, chances, strict=True):
        best[block.container] = max(best[block.container], float(chance))
    for number in range(len(containers) - 1, 0, -1):  # children come after their parents
        parent = containers[number].parent
        best[parent] = max(best[parent], best[number])
    for each, chance in zip(containers, best, strict=True):
        # Of a branch its root alone is taken out, and never the root of the page.
        if chance < PRUNED and each.parent > 0 and best[each.parent] >= PRUNED and each.element.getparent() is not None:
            each.element.drop_tree()


def _candidate(method: str, blocks: Blocks, mask: Mask, chances: Numbers, size: Numbers) -> Candidate:
    linked = sum(block.linked for block, taken in zip(blocks.blocks, mask, strict=True) if taken)
    return Candidate(
        method=method,
        paragraphs=tuple(paragraphs_of(blocks, np.flatnonzero(mask).tolist())),
        expected=expected_f1(mask, chances, size),
        link_density=linked / max(float(size[mask].sum()), 1),
    )


def _held(blocks: Blocks, lines: Sequence[str]) -> Mask:
    """Say which blocks a text holds."""
    letters = "".join(map(folded_letters, lines))
    return np.array([bool(folded := folded_letters(block.text)) and folded in letters for block in blocks.blocks])


def _last_resort(tree: HtmlElement, page: Metadata, url: str, blocks: Blocks) -> MainText:
    """Take what the other methods read where no block of the page looks like an article."""
    methods: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("json-ld", lambda: _lines_of(page.body)),
        ("trafilatura", lambda: _trafilatura(tree, url)),
        ("baseline", lambda: baseline(tree)[1].split("\n")),
    )
    for method, find in methods:
        if is_text(found := _attempt(find)):
            choice = Choice(method=method, reason="no block of the page looks like an article")
            # As the page spells it: trafilatura drops the joiners that Persian, Urdu and Hindi are written with.
            own = tuple(paragraphs_of(blocks, np.flatnonzero(_held(blocks, found)).tolist()))
            return MainText(paragraphs=own or tuple(found), choice=choice)
    return MainText(paragraphs=(), choice=Choice(method="none", reason="no method found a text"))


def _trafilatura(tree: HtmlElement, url: str) -> list[str]:
    document = bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    return document.text.split("\n") if isinstance(document, Document) and document.text else []


def _attempt(find: Callable[[], Iterable[str]]) -> list[str]:
    """Call a foreign extractor; what it cannot digest, whatever it raises, it finds nothing in."""
    try:
        return [line for each in find() if (line := one_line(each))]
    except Exception:  # noqa: BLE001
        return []


def is_text(paragraphs: Sequence[str]) -> bool:
    """Say whether there are enough letters for a text."""
    letters = (letter for each in paragraphs for letter in LETTER.finditer(each))
    return sum(1 for _ in islice(letters, SHORTEST)) == SHORTEST


def _lines_of(body: str) -> list[str]:
    return [line for each in body.split("\n") if (line := one_line(each))]
