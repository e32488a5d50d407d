"""Whether a text was cut for those who don't pay: what the page declares, what it says, and what is left.

A page may call itself paid and send all of its text, for its script to hide; what can be read is an article. So no
mark refuses a page alone: it takes two, or one and a stump.

Source: https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from lxml.html import HtmlElement

from extractors.analyze import fold
from extractors.jsonld import as_list, json_ld_nodes
from extractors.records import Unreadable
from extractors.walls.gates import GATE
from extractors.walls.phrases import REPORT
from extractors.walls.visible import visible_lines
from extractors.walls.wording import HAN, Speech, hear, sentences, weight

TIERS = frozenset({"locked", "metered", "premium", "paid", "subscriber", "subscription", "registered"})
TIER_NAMES = frozenset({"article:content_tier", "content_tier", "lp.type", "cxenseparse:recs:paywall", "paywall"})
CLASSES = re.compile(
    r"pay-?wall|reg-?wall|subscri\w*-(wall|block|gate|only|overlay|box)|piano|tp-(modal|container)|metered|premium"
    r"|\blocked\b",
    re.IGNORECASE,
)
AROUND = frozenset({"nav", "footer"})
BESIDE = AROUND | {"aside", "li", "form"}  # what stands there speaks of other pages, mostly
# In the unit of extractors.walls.wording.weight: a letter of an alphabet, a third of a Han character.
STUMP, TEASER, BRIEF, PARAGRAPH = 170, 1_500, 500, 250
STUMP_SHARE, MOST = 0.25, 0.8  # of the words that a page states; extraction may miss half of a whole text
HINTS = (b"isAccessibleForFree", b"content_tier", b"lp.type", b"paywall", b"pay-wall", b"regwall", b"tp-modal")
ELLIPSIS = re.compile(r"(…|\.\.\.|\[…\]|\[\.\.\.\])[»”\"')\]]*$")
WORD_COUNT = re.compile(rb'"wordCount"\s{0,9}:\s{0,9}"?(\d[\d,. ]{0,11})')
LOOKED_AT = 10_000  # characters of the visible page


def may_be_cut(body: bytes, text: str) -> bool:
    """Say fast whether a page with a short text needs the closer look, for which it has to be parsed."""
    return weight(text) < BRIEF or _breaks_off(text) or any(hint in body for hint in HINTS)


def paywall(body: bytes, tree: HtmlElement, *, text: str, title: str) -> Unreadable | None:
    """Name the paywall that cut a text; None: there is none, or the text is whole.

    Args:
        body: the page, decompressed.
        tree: the page, parsed; left as it was.
        text: what was found of an article in it.
        title: the headline of the article, which may speak of paywalls.
    """
    speech = _hear_gate(text.split("\n"), title)
    share = _share(body, text)
    if share is not None and share >= MOST and not _breaks_off(text):
        return None
    declared = _declaration(tree)
    sure = bool(declared) or _breaks_off(text) or _has_gate_markup(tree)
    gate = _gate(tree, title, in_text=bool(speech.turns)) if sure or speech.rest < BRIEF else ""
    if not gate and not declared:
        return None
    said = f'The page says "{gate}"' if gate else f"The page declares {declared}"
    if share is not None and share < STUMP_SHARE:
        return Unreadable(reason="paywall", detail=f"{said}, and its text is {share:.0%} of the length that it states.")
    enough = (TEASER if sure else BRIEF) if gate else TEASER if _breaks_off(text) else STUMP
    if speech.rest < enough:
        return Unreadable(reason="paywall", detail=f"{said}, and its text is a stump of {speech.rest} letters.")
    return None


def _gate(tree: HtmlElement, title: str, *, in_text: bool) -> str:
    """The words of a gate that is seen, in the flow of the page unless the text of the article has it *in_text*."""
    lines = visible_lines(tree, most=LOOKED_AT, without=AROUND if in_text else BESIDE)
    return _hear_gate(lines, title).first


def _hear_gate(lines: Iterable[str], title: str) -> Speech:
    """Hear short paragraphs only: in longer ones, in the headline and in reports it is the gates of others."""
    short, long = [], 0
    for line in lines:
        if weight(line) <= PARAGRAPH and line != title and not REPORT.turns(fold(line)):
            short.append(line)
        else:
            long += weight(line)
    speech = hear(sentences("\n".join(short)), GATE)
    return replace(speech, rest=speech.rest + long)


def _declaration(tree: HtmlElement) -> str:
    for node in json_ld_nodes(tree):
        for each in (node, *as_list(node.get("hasPart"))):
            if isinstance(each, dict) and str(each.get("isAccessibleForFree")).lower() in {"false", "no"}:
                return "isAccessibleForFree false"
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        value = (meta.get("content") or "").strip().lower()
        if name in TIER_NAMES and value in TIERS:
            return f"{name} {value}"
    return ""


def _share(body: bytes, text: str) -> float | None:
    """The length of the text as a share of wordCount; words, or characters where words are not spaced."""
    found = WORD_COUNT.search(body)
    stated = int(re.sub(rb"\D", b"", found[1])) if found else 0
    return max(len(text.split()), len(HAN.findall(text))) / stated if stated else None


def _breaks_off(text: str) -> bool:
    return ELLIPSIS.search(text[-20:]) is not None


def _has_gate_markup(tree: HtmlElement) -> bool:
    return any(CLASSES.search(each.get("class") or "") for each in tree.iter("div", "section", "aside"))
