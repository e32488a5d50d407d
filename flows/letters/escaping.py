"""What third parties wrote, made harmless for the place it goes to: HTML, Markdown, plain text of chat services."""

import re
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

# Controls, what turns the direction of the text around it, line separators, halves of characters. Marks and joiners,
# which Persian and Arabic need, stay.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]+")
_SPACES = re.compile(r"\s+")
# @everyone, @here, <!channel>, <@U123>: Slack, Discord and Telegram would call people. A space of no width stops it.
_MENTION = re.compile(r"@(?=\w)|<(?=[!@#])")
_LINK_OF_CHATS = re.compile(r"\](?=\()")  # Discord reads [words](address) in plain messages too
# What Markdown reads anywhere; what makes an address a link; what it reads at the beginning of a line.
_MARKDOWN = re.compile(r"([\\`*_\[\]|~$]|:(?=//))|^([#+\-=]|\d{1,9}(?=[.)]))")
_ADDRESS = "!#$%&'*+,/:;=?@~-._"  # what an address may hold and Markdown does not read


class Safe(str):
    """Text that is written as it should be."""

    __slots__ = ()


def clean(value: object) -> str:
    """Give text on one line, without what can't be seen, and that calls nobody."""
    text = _SPACES.sub(" ", _UNSEEN.sub(" ", str(value))).strip()
    return _MENTION.sub(lambda found: f"{found[0]}\u200b", text)


def to_html(value: object) -> Markup:
    """Escape for HTML."""
    return value if isinstance(value, Markup) else escape(clean(value))


def to_markdown(value: object) -> str:
    r"""Escape for Markdown (CommonMark 0.31, section 2.4), so that it shows what was written.

    >>> print(to_markdown("[tea](javascript:1) <b>"))
    \[tea\](javascript:1) &lt;b&gt;
    """
    if isinstance(value, Safe):
        return value
    text = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN.sub(lambda found: f"{found[2]}\\" if (found[2] or "").isdigit() else f"\\{found[0]}", text)


def to_text(value: object) -> str:
    """Make harmless for plain text that a chat service may still read as markup."""
    return value if isinstance(value, Safe) else _LINK_OF_CHATS.sub("]\u200b", clean(value))


def address(url: str) -> str:
    """Give an address that any of these formats can hold; "" when it is none of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    return quote(_UNSEEN.sub("", url).encode("utf-8", "replace"), safe=_ADDRESS)
