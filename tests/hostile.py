"""What third parties may write, and letters in which they wrote it wherever they can."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flows.letters.write import Letter
from storage.digests import Digest, EditLine, QuoteLine, StoryLine

NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[free tea](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    "<https://evil.example> and <b>bold</b>",
    "@everyone @here <@123> <!channel> <!everyone|x> <#C1>",
    "# heading\n- list\n1. item\n> quote\n```code```",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "a\x00b\x07c\x1b[31md\x85e\u2028f\u202egnp.exe\u2066h\ud800i",
    "https://evil.example/ www.evil.example",
    "*bold* _it_ ~~gone~~ `code` | table | \\",
    "&lt;b&gt; &amp; &#x3c;",
    "=HYPERLINK(1)",
    "\n\n\nSubject: other\r\nBcc: all@evil.example",
    "x" * 5_000,
]
URL = "https://a.example/news?id=1&x=(2)"


def story(**fields: Any) -> StoryLine:
    plain = {
        "article": 1, "story": 1, "url": URL, "title": "Energy club meets", "outlet": "The Gazette", "published": NOW,
        "first_seen": NOW, "language": "en", "level": "central", "topics": ("energy",), "why": ("energy club",),
        "articles": 1, "outlets": ("The Gazette",), "languages": ("en",), "headlines": (),
    }  # fmt: skip
    return StoryLine(**{**plain, **fields})


def letter(*stories: StoryLine, kind: Any = "alert", **fields: Any) -> Letter:
    digest = {name: fields.pop(name) for name in ("more", "quotes", "edited", "vanished") if name in fields}
    made = Digest(since=NOW.replace(day=1), until=NOW.replace(day=8), stories=stories, **{"more": 0, **digest})
    return Letter(**{"name": "sco", "kind": kind, "digest": made, "query": {"tag": "sco"}, **fields})


def full(text: str) -> Letter:
    """A digest in which every field that third parties fill says *text*."""
    line = {"url": URL, "title": text, "language": "ru", "outlet": text, "at": NOW}
    hostile = story(title=text, outlet=text, why=(text,), outlets=(text, text), headlines=(text,), articles=2)
    return letter(
        hostile,
        replace(hostile, is_old=True, topics=()),
        kind="digest",
        quotes=(QuoteLine(speaker=text, words=text, language="fa", outlet=text, url=URL),),
        edited=(EditLine(changes=((text, text), ("", text)), status=None, **line),),
        vanished=(EditLine(changes=(), status="http_410", **line),),
        unheard=[text],
        partly=[text],
        query={"q": text},
    )
