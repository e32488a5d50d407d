"""Pages for the bench of ingest: the real ones, and variants of each that tell other stories.

Variant 0 is the page as it is. In the others each word of the text (of three letters or more, outside tags and scripts,
and in the body that JSON-LD gives) stands for another word of the same page, always the same within the variant: a turn
of the page's own vocabulary. So the markup, the lengths, the words in use and their frequencies stay, and with them
what the page costs to extract; and no run of three words stays, so that deduplication sees stories of their own. Han
and Kana, which are not spaced, are exchanged character by character. Addresses that the page calls its own become its
address here, or all variants would claim one address. Given the same arguments it writes the same bytes.
"""

import argparse
import gzip
import json
import multiprocessing
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

HOSTS = 50
LEVEL = 6  # of gzip, what servers use

_OUTSIDE = re.compile(
    r"(<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->|<[^>]*>)", re.DOTALL | re.IGNORECASE
)
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"(?<![&#\w])[^\W\d_{_UNSPACED}]{{3,}}(?![;\w])|[{_UNSPACED}]")
_BODY = re.compile(r'("(?:articleBody|headline|description)"\s*:\s*)("(?:[^"\\]|\\.)*")')
_OWN = (
    re.compile(r"""<link\b[^>]*\brel=["']?canonical\b[^>]*?\bhref=["']?([^"'\s>]+)""", re.IGNORECASE),
    re.compile(r"""<link\b[^>]*\bhref=["']?([^"'\s>]+)[^>]*?\brel=["']?canonical\b""", re.IGNORECASE),
    re.compile(r"""<meta\b[^>]*\bog:url["'][^>]*?\bcontent=["']?([^"'\s>]+)""", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of the corpus."""

    host: int  # 0 .. HOSTS - 1; all pages of a publisher are of one host
    name: str  # of its file, without .html.gz

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"/news/{self.name}.html"


def address(host: int, port: int) -> str:
    """Give the origin of a host: each has an IP address of its own on loopback."""
    return f"http://127.0.1.{host + 1}:{port}"


def listed(data: Path, count: int) -> list[Listed]:
    """List the pages of a corpus of *count*, in the order of variants."""
    rows = _rows(data)
    publishers = {name: number for number, name in enumerate(sorted({row["publisher"] for row in rows}))}
    return [
        Listed(host=publishers[row["publisher"]] % HOSTS, name=f"{number // len(rows):04}-{row['id']}")
        for number, row in zip(range(count), _again(rows), strict=False)
    ]


def write(data: Path, folder: Path, count: int, port: int) -> None:
    """Write a corpus of *count* pages into *folder*, as gzip; their hosts will listen on *port*."""
    folder.mkdir(parents=True, exist_ok=True)
    places: dict[str, list[Listed]] = {}  # of all variants of a page
    for row, page in zip(_again(_rows(data)), listed(data, count), strict=False):
        places.setdefault(str(row["id"]), []).append(page)
    tasks = [(data, folder, row, places[str(row["id"])], port) for row in _rows(data)[:count]]
    with multiprocessing.Pool() as pool:
        pool.starmap(_write_variants, tasks, chunksize=4)


def _write_variants(data: Path, folder: Path, row: dict[str, str | None], places: list[Listed], port: int) -> None:
    text = gzip.decompress((data / "pages" / f"{row['id']}.html.gz").read_bytes()).decode("utf-8", "replace")
    page = Vocabulary(text, known=row["url"])
    for number, place in enumerate(places):
        body = page.variant(number, own=f"{address(place.host, port)}{place.path}")
        packed = gzip.compress(body.encode("utf-8", "replace"), LEVEL, mtime=0)
        (folder / f"{place.name}.html.gz").write_bytes(packed)


class Vocabulary:
    """A page whose words can be exchanged; it is taken apart once for all its variants."""

    _OWN, _ESCAPED = "\ufdd0", "\ufdd1"  # no characters; stand for its address, as it is and as JSON writes it

    def __init__(self, text: str, *, known: str | None) -> None:
        """Take a page apart; *known* is where it stood."""
        for claimed in sorted({known or "", *(found[1] for each in _OWN for found in each.finditer(text))}, key=len):
            if claimed.startswith("http") and claimed.count("/") > 2:
                text = text.replace(claimed, self._OWN).replace(claimed.replace("/", "\\/"), self._ESCAPED)
        self._whole = text
        self._parts = _OUTSIDE.split(text)
        self._pieces = [_pieces(part) for part in self._parts[0::2]]
        self._forms = list(dict.fromkeys(word for pieces in self._pieces for word in pieces[1::2]))
        words = list(dict.fromkeys(form.lower() for form in self._forms))
        self._kinds = [each for each in words if len(each) > 1], [each for each in words if len(each) == 1]

    def variant(self, number: int, *, own: str) -> str:
        """Write the variant of this *number*, at the address *own*; 0 is the page as it is."""
        written = self._exchanged(number) if number else self._whole
        return written.replace(self._OWN, own).replace(self._ESCAPED, own.replace("/", "\\/"))

    def _exchanged(self, number: int) -> str:
        """Put for each word the one that stands *number* prime steps on in the vocabulary."""
        other = {kind[at]: kind[(at + 37 * number) % len(kind)] for kind in self._kinds for at in range(len(kind))}

        def put(word: str) -> str:
            new = other.get(word.lower(), word)
            return new.capitalize() if word[0].isupper() else new

        of_form = {form: put(form) for form in self._forms}
        parts = list(self._parts)
        for at, pieces in enumerate(self._pieces):
            new = list(pieces)
            new[1::2] = [of_form[word] for word in pieces[1::2]]
            parts[2 * at] = "".join(new)
        parts[1::2] = [
            _in_script(each, lambda said: _WORD.sub(lambda found: put(found[0]), said)) for each in parts[1::2]
        ]
        return "".join(parts)


def _pieces(text: str) -> list[str]:
    """Cut at the words: what is between them, a word, what is between, and so on."""
    pieces, end = [], 0
    for found in _WORD.finditer(text):
        pieces += [text[end : found.start()], found[0]]
        end = found.end()
    return [*pieces, text[end:]]


def _in_script(tag: str, exchange: Callable[[str], str]) -> str:
    if not tag[:7].lower().startswith("<script") or "ld+json" not in tag[:200]:
        return tag

    def put(found: re.Match[str]) -> str:
        try:
            said = json.loads(found[2], strict=False)
        except ValueError:
            return found[0]
        return found[1] + json.dumps(exchange(said), ensure_ascii="\\u" in found[2])

    return _BODY.sub(put, tag)


def _rows(data: Path) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in (data / "gold.jsonl").read_text("utf-8").splitlines() if line.strip()]


def _again(rows: list[dict[str, str | None]]) -> Iterator[dict[str, str | None]]:
    while True:
        yield from rows


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    write(options.data, options.folder, options.count, options.port)


if __name__ == "__main__":
    main()
