"""What a reader sees of a page, line by line, as far as the markup alone can tell."""

import re

from lxml.html import HtmlElement

from extractors.html import one_line

UNSEEN = frozenset({"script", "style", "template", "head", "title", "svg", "option", "dialog", "textarea"})
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "em", "font", "i", "ins", "mark", "q", "s", "small", "span", "strong", "sub",
     "sup", "time", "u"}
)  # fmt: skip
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
BUTTONS = frozenset({"submit", "button"})


def visible_lines(tree: HtmlElement, *, most: int, without: frozenset[str] = frozenset()) -> list[str]:
    """Return the visible text of the page in lines, one per block; what a stylesheet hides counts as seen.

    Args:
        tree: the page; left as it was.
        most: characters after which the rest of the page is not looked at.
        without: tags whose elements are left out, besides those that nobody sees.
    """
    pieces: list[str] = []
    left = most
    stack: list[HtmlElement | str] = [tree]
    while stack and left > 0:
        each = stack.pop()
        if isinstance(each, str):
            pieces.append(each[:left])
            left -= len(each.strip())
        elif not isinstance(each.tag, str) or each.tag in UNSEEN or each.tag in without or _is_hidden(each):
            continue
        else:
            edge = "" if each.tag in INLINE else "\n"
            stack.append(edge)
            for child in reversed(each):
                stack += (_folded_space(child.tail), child)
            stack.append(edge + _folded_space(each.text) + _label(each))
    return [line for piece in "".join(pieces).split("\n") if (line := one_line(piece))]


def _folded_space(text: str | None) -> str:
    return text.replace("\n", " ").replace("\r", " ") if text else ""


def _label(element: HtmlElement) -> str:
    return (element.get("value") or "") if element.tag == "input" and element.get("type") in BUTTONS else ""


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(style and HIDDEN_STYLE.search(style))
    )
