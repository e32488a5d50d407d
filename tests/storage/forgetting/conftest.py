"""Pages with words of their own, so that one can look whether any byte of them is left."""

import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from storage.forgetting import Forgotten, Target, forget
from storage.tombstones import Why
from tests.prose import story


def secret(number: int) -> str:
    """A word that stands in one page only; no stemmer shortens it, no analyser cuts it."""
    return f"qzx{number:04}vwk"


def text_of(number: int) -> str:
    """A text that no other resembles, with its word at both ends."""
    return f"The {secret(number)} is here. {story(100 * number)} And {secret(number)} again."


def bring(room: Any, number: int, **fields: Any) -> str:
    """Store a page; give its URL."""
    url = f"https://outlet{number % 3}.example/news/{number}"
    room.discover(room.entry(url, title=f"Listed {secret(number)}", summary=f"About {secret(number)}."), **fields)
    [lease] = room.claim(url)
    said = room.tagging(secret(number), text_of(number), secret(number), level="central")
    room.settle(room.worked(lease, text_of(number), secret(number), tagging=said))
    return url


def forgotten(room: Any, name: str, what: str = "page", **given: Any) -> Forgotten:
    """Forget, with no run at work."""
    why = Why(at=room.now, why="asked for", who="desk")
    return forget(room.archive, Target(what=what, name=name), why, is_alive=lambda _: False, **given)


def files_with(folder: Path, words: Sequence[str]) -> list[str]:
    """Read every file below a folder, also unpacked; give the names of those that have any of *words*, in any case."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            held = raw.lower() + unpacked(raw).lower()
            if any(word.encode() in held for word in words):
                found.append(path.name)
    return found


def unpacked(raw: bytes) -> bytes:
    plain = b""
    while raw[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(wbits=31)
        plain += member.decompress(raw)
        raw = member.unused_data
    return plain


@pytest.fixture
def room(newsroom):
    """Nine pages of three outlets, on each engine in turn."""
    for number in range(9):
        bring(newsroom, number)
    return newsroom


@pytest.fixture
def on_file(on_sqlite):
    """The same on SQLite."""
    for number in range(9):
        bring(on_sqlite, number)
    return on_sqlite


def plain(name: str) -> str:
    """The name of a WARC file without the machine's, which it bears beside PostgreSQL."""
    return re.sub(r"^(scowatch-\d{8}-\d{4}).*(\.warc\.gz)$", r"\1\2", name)
