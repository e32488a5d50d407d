"""A page as a sequence of blocks: runs of text between the borders of block elements, and where each one hangs.

One walk over the tree gathers everything that the reader looks at, so that nothing asks the tree again.
"""

import re
from dataclasses import dataclass, field

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from extractors.maintext.marks import BODY_BIT, ELEMENT_BITS, UNSEEN_BIT, marks_of

# Elements without text of the page; what hangs behind them (their tail) belongs to it.
SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "select", "option", "button", "svg", "iframe", "object"),
        *(
            "embed",
            "canvas",
            "audio",
            "video",
            "map",
            "textarea",
            "datalist",
            "input",
            "meta",
            "link",
            "math",
            "applet",
        ),
        *("frame", "frameset", "progress", "meter", "dialog"),
    )
)
INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small"),
        *("source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
NAMES_SPAN = 300  # characters of a class attribute looked at
EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0eff]")
EAST_ASIAN_WEIGHT = 2.0  # letters that one of these characters stands for


@dataclass(slots=True)
class Container:
    """A block element, and what hangs below it, in letters."""

    parent: int  # index; -1 at the root
    depth: int
    tag: str
    path: int  # number of the chain of tags and classes that leads here
    own: int  # marks of its own
    marks: int  # own and inherited marks
    element: HtmlElement
    size: float = 0.0
    linked: float = 0.0
    blocks: int = 0


@dataclass(slots=True)
class Block:
    """A run of text within one container, white space collapsed."""

    text: str
    container: int  # index
    size: float  # letters
    linked: float  # of them in links
    links: int
    bold: float  # of them in bold
    tag: str  # of its container
    marks: int  # of its container and of the inline elements in it
    inline: int  # of the latter
    broken: bool  # begins behind a <br>


@dataclass(slots=True)
class Blocks:
    """All blocks of a page in document order, and the containers they hang in."""

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    above: list[int] = field(default_factory=list)  # the path above each path; the first is above itself

    def cell_of(self, container: int) -> tuple[int, int]:
        """Give the table row and the cell in it that hold a container, -1 each outside tables."""
        at, cell = container, -1
        while at >= 0 and self.containers[at].tag not in {"tr", "table"}:
            if cell < 0 and self.containers[at].tag in {"td", "th"}:
                cell = at
            at = self.containers[at].parent
        return (at, cell) if at >= 0 and self.containers[at].tag == "tr" else (-1, -1)


def read_blocks(tree: HtmlElement, *, without: frozenset[str] = frozenset()) -> Blocks:
    """Cut a page, or what is below one of its elements, into blocks.

    Args:
        tree: the page or the element; left as it was.
        without: further elements to be left out with all that is in them.
    """
    return _Walk(SKIPPED | without if without else SKIPPED).run(tree)


def _marks_of_all(names: str) -> int:
    marks = 0
    for name in names[:NAMES_SPAN].split():
        marks |= marks_of(name)
    return marks


class _Walk:
    def __init__(self, skipped: frozenset[str]) -> None:
        self._skipped = skipped
        self._found = Blocks()
        self._paths: dict[tuple[int, str, str], int] = {}
        self._known: dict[str, int] = {}  # marks by the names of an element
        self._pieces: list[str] = []
        self._linked = self._bold = 0.0
        self._links = self._marks = 0
        self._broken = False
        self._inline: list[tuple[int, bool, bool]] = [(0, False, False)]  # marks, in a link, in bold
        self._open: list[int] = []

    def run(self, tree: HtmlElement) -> Blocks:
        walker, skipped = iterwalk(tree, events=("start", "end")), self._skipped
        next(walker)
        self._enter_block(tree, tree.tag)  # whatever element it is
        for event, element in walker:
            tag = element.tag
            if element is tree:  # its end
                self._leave_block()
            elif event == "end":
                if tag in INLINE:
                    self._inline.pop()
                elif tag not in skipped and tag != "br":
                    self._leave_block()
                if tail := element.tail:
                    self._add(tail)
            elif tag in skipped:
                walker.skip_subtree()
            elif tag == "br":
                self._flush()
                self._broken = True
            elif tag in INLINE:
                self._enter_inline(element, tag)
            else:
                self._enter_block(element, tag)
        self._sum_up()
        return self._found

    def _sum_up(self) -> None:
        """Add what hangs below each container to the one above."""
        containers = self._found.containers
        for each in reversed(containers):  # children come after their parents
            if each.size and each.parent >= 0:
                above = containers[each.parent]
                above.size += each.size
                above.linked += each.linked
                above.blocks += each.blocks

    def _leave_block(self) -> None:
        if self._pieces:
            self._flush()
        self._inline.pop()
        self._open.pop()

    def _enter_inline(self, element: HtmlElement, tag: str) -> None:
        marks, in_link, in_bold = self._inline[-1]
        attributes = element.items()
        if attributes:
            marks |= self._own(attributes)[0]
        link = in_link or (tag == "a" and any(name == "href" for name, _ in attributes))
        self._links += link and not in_link
        self._inline.append((marks, link, in_bold or tag in BOLD))
        if text := element.text:
            self._add(text)

    def _enter_block(self, element: HtmlElement, tag: str) -> None:
        if self._pieces:
            self._flush()
        self._links, self._broken = 0, False
        containers, parent = self._found.containers, self._open[-1] if self._open else -1
        above = containers[parent] if parent >= 0 else None
        own, name = ELEMENT_BITS.get(tag, 0), ""
        if tag not in {"html", "body"} and (attributes := element.items()):
            marks, name = self._own(attributes)
            own |= marks
        inline, link, _ = self._inline[-1]
        depth, path, marks = (above.depth + 1, above.path, above.marks) if above else (0, -1, 0)
        containers.append(
            Container(parent, depth, tag, self._path(path, tag, name), own, own | inline | marks, element)
        )
        self._open.append(len(containers) - 1)
        self._inline.append((inline, link, tag in BOLD))
        if text := element.text:
            self._add(text)

    def _path(self, above: int, tag: str, name: str) -> int:
        key = above, tag, name
        path = self._paths.get(key)
        if path is None:
            path = self._paths[key] = len(self._paths)
            self._found.above.append(max(above, 0))
        return path

    def _own(self, attributes: list[tuple[str, str]]) -> tuple[int, str]:
        """Give the marks of an element, and the class, or else the id, that tells it from its like."""
        marks, name, identity = 0, "", ""
        for attribute, value in attributes:
            if attribute == "class":
                name = value
            elif attribute == "id":
                identity = value
            elif attribute == "hidden" or (attribute == "style" and UNSEEN.search(value)):
                marks |= UNSEEN_BIT
                continue
            elif attribute == "itemprop" and "articleBody" in value:
                marks |= BODY_BIT
                continue
            else:
                continue
            known = self._known.get(value)
            if known is None:
                known = self._known[value] = _marks_of_all(value)
            marks |= known
        return marks, name or identity

    def _add(self, text: str) -> None:
        if text.isspace():
            if self._pieces:
                self._pieces.append(" ")
            return
        marks, link, bold = self._inline[-1]
        self._pieces.append(text)
        if link or bold or marks:
            size = len(text.strip())
            self._linked += size * link
            self._bold += size * bold
            self._marks |= marks

    def _flush(self) -> None:
        if self._pieces:
            text = " ".join("".join(self._pieces).split())
            self._pieces.clear()
            if text:
                self._close(text)
            self._linked = self._bold = 0.0
            self._marks = 0
        self._links = 0
        self._broken = False

    def _close(self, text: str) -> None:
        plain = len(text)
        weight = 1.0 if text.isascii() else 1 + (EAST_ASIAN_WEIGHT - 1) * len(EAST_ASIAN.findall(text)) / plain
        number = self._open[-1]
        container = self._found.containers[number]
        size, linked = plain * weight, min(plain, self._linked) * weight
        self._found.blocks.append(
            Block(
                text=text,
                container=number,
                size=size,
                linked=linked,
                links=self._links,
                bold=min(plain, self._bold) * weight,
                tag=container.tag,
                marks=container.marks | self._marks,
                inline=self._marks,
                broken=self._broken,
            )
        )
        container.size += size
        container.linked += linked
        container.blocks += 1
