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

    def row_of(self, container: int) -> int:
        """Give the table row that a cell is in; -1 outside tables."""
        at = container
        while at >= 0 and self.containers[at].tag not in {"tr", "table"}:
            at = self.containers[at].parent
        return at if at >= 0 and self.containers[at].tag == "tr" else -1


def read_blocks(tree: HtmlElement) -> Blocks:
    """Cut a page into its blocks."""
    return _Walk().run(tree)


class _Walk:
    def __init__(self) -> None:
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
        walker = iterwalk(tree, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "end":
                self._leave(tag)
                if element.tail and self._open:
                    self._add(element.tail)
            elif tag in SKIPPED:
                walker.skip_subtree()
            elif tag == "br":
                self._flush()
                self._broken = True
            elif tag in INLINE:
                self._enter_inline(element, tag)
            else:
                self._enter_block(element, tag)
        return self._found

    def _leave(self, tag: str) -> None:
        if tag in SKIPPED or tag == "br":
            return
        self._inline_or_flush(tag)
        self._inline.pop()

    def _inline_or_flush(self, tag: str) -> None:
        if tag in INLINE:
            return
        self._flush()
        done = self._found.containers[self._open.pop()]
        if self._open:
            above = self._found.containers[self._open[-1]]
            above.size += done.size
            above.linked += done.linked
            above.blocks += done.blocks

    def _enter_inline(self, element: HtmlElement, tag: str) -> None:
        marks, in_link, in_bold = self._inline[-1]
        if len(element.attrib):
            marks |= self._own_marks(element)
        link = in_link or (tag == "a" and element.get("href") is not None)
        self._links += link and not in_link
        self._inline.append((marks, link, in_bold or tag in BOLD))
        if element.text and self._open:
            self._add(element.text)

    def _enter_block(self, element: HtmlElement, tag: str) -> None:
        self._flush()
        containers = self._found.containers
        parent = self._open[-1] if self._open else -1
        above = containers[parent] if self._open else None
        own, name = ELEMENT_BITS.get(tag, 0), ""
        if len(element.attrib) and tag not in {"html", "body"}:
            own |= self._own_marks(element)
            name = element.get("class") or element.get("id") or ""
        inline, link, _ = self._inline[-1]
        containers.append(
            Container(
                parent=parent,
                depth=above.depth + 1 if above else 0,
                tag=tag,
                path=self._path(above.path if above else -1, tag, name),
                own=own,
                marks=own | inline | (above.marks if above else 0),
            )
        )
        self._open.append(len(containers) - 1)
        self._inline.append((inline, link, tag in BOLD))
        if element.text:
            self._add(element.text)

    def _path(self, above: int, tag: str, name: str) -> int:
        key = above, tag, name
        path = self._paths.get(key)
        if path is None:
            path = self._paths[key] = len(self._paths)
            self._found.above.append(max(above, 0))
        return path

    def _own_marks(self, element: HtmlElement) -> int:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        marks = self._known.get(names)
        if marks is None:
            marks = 0
            for name in names[:300].split():
                marks |= marks_of(name)
            self._known[names] = marks
        if (prop := element.get("itemprop")) and "articleBody" in prop:
            marks |= BODY_BIT
        style = element.get("style")
        if (style and UNSEEN.search(style)) or element.get("hidden") is not None:
            marks |= UNSEEN_BIT
        return marks

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
