"""Teach extractors.maintext.reader from pages with third-party gold: make train (needs ../shared).

Prints cross-validated scores first: pages of one publisher are never in both parts. Only these say how good the
reader is on other pages; the gate in tests/gate measures the finished model on the pages it has learned from, and so
can only say whether something broke.
"""

import gzip
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from lxml.html import HtmlElement

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
sys.path[:0] = [str(ROOT), str(SHARED / "tools")]

import score_extraction as scorer  # noqa: E402

from extractors.cleaning.clean import clean  # noqa: E402
from extractors.html import parse_html  # noqa: E402
from extractors.maintext.find import describe, find_text  # noqa: E402
from extractors.maintext.reader import labels  # noqa: E402
from extractors.maintext.words import folded_letters  # noqa: E402
from extractors.metadata import Metadata, read_metadata  # noqa: E402
from extractors.records import Unreadable  # noqa: E402
from extractors.trees import Trees, unpacked  # noqa: E402
from tests.training.packing import packed  # noqa: E402

FOLDS, ROUNDS = 5, 200
PARAMETERS = {
    "objective": "cross_entropy", "learning_rate": 0.09, "num_leaves": 14, "min_data_in_leaf": 60, "max_depth": 7,
    "feature_fraction": 0.35, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0,
    "verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 1,
}  # fmt: skip


@dataclass
class Example:
    """One page: its blocks as numbers, and which of them are in the gold text."""

    gold: dict[str, Any]
    rows: np.ndarray
    right: np.ndarray  # 0..1: share of a block that is gold; -1: no letters
    weight: np.ndarray


def main() -> None:
    """Cross-validate, then learn from all pages and write the model."""
    examples = [_example(gold) for gold in _gold()]
    pages = []
    for fold in range(FOLDS):
        model = unpacked(packed(_learn([each for each in examples if _fold(each) != fold])))
        pages += [_score(each, model) for each in examples if _fold(each) == fold]
    _report("all", pages)
    for code, count in Counter(page["lang"] for page in pages).most_common():
        if count >= 10:
            _report(code, [page for page in pages if page["lang"] == code])
    path = ROOT / "extractors" / "maintext" / "reader.npz"
    path.write_bytes(packed(_learn(examples)))
    print(f"{path.name}: {path.stat().st_size} bytes")


def _report(name: str, pages: list[dict[str, Any]]) -> None:
    summary = scorer.summarise(pages)
    print(f"{name:>4} F1 {summary['F1']:.4f}  P {summary['P']:.4f}  R {summary['R']:.4f}  ({summary['texts']} pages)")


def _gold() -> list[dict[str, Any]]:
    lines = (SHARED / "data" / "extraction-dev" / "gold.jsonl").read_text("utf-8").splitlines()
    return [gold for gold in map(json.loads, lines) if gold["text"]]


def _page(gold: dict[str, Any]) -> tuple[HtmlElement, Metadata, str]:
    body = gzip.decompress((SHARED / "data" / "extraction-dev" / "pages" / f"{gold['id']}.html.gz").read_bytes())
    tree, url = parse_html(body), gold["url"] or "https://page.invalid/"
    assert not isinstance(tree, Unreadable)
    return tree, read_metadata(tree, url=url), url


def _example(gold: dict[str, Any]) -> Example:
    tree, page, _ = _page(gold)
    blocks, rows = describe(tree, page)
    texts = [block.text for block in blocks.blocks]
    right = _right(texts, gold["text"])
    size = np.array([max(1, len(scorer.TOKEN_CJK.findall(text))) for text in texts], dtype=float)
    # Every page counts alike, and in it every word; short blocks a little more, for there are many of them.
    weight = np.minimum(100 * size / max(size[right > 0.5].sum(), 20) + 0.3, 40)
    return Example(gold=gold, rows=rows, right=right, weight=weight)


def _right(texts: list[str], gold: str) -> np.ndarray:
    """Say which blocks are gold: by their 4-token shingles, or, of short ones, as lines among others that are."""
    wanted = Counter(_shingles(_tokens(gold)))
    lines, letters = {folded_letters(line) for line in gold.split("\n")}, folded_letters(gold)
    right, short = np.zeros(len(texts)), []
    for index, text in enumerate(texts):
        tokens = _tokens(text)
        if len(tokens) < 6:
            short.append(index)
            continue
        shingles = _shingles(tokens)
        right[index] = sum(each in wanted for each in shingles) / len(shingles)
    long = np.ones(len(texts), dtype=bool)
    long[short] = False
    for index in short:
        folded = folded_letters(texts[index])
        near = slice(max(0, index - 3), index + 4)
        company = int((right[near][long[near]] > 0.5).sum())
        if not folded:
            right[index] = -1
        elif folded in lines:
            right[index] = company > 0 or len(folded) > 15
        elif len(folded) > 1 and company > 1 and texts[index] in gold:
            right[index] = 1
    _once(texts, letters, right)
    return right


def _once(texts: list[str], gold: str, right: np.ndarray) -> None:
    """Of a text that stands on the page more often than in the gold, keep where most gold is around."""
    places: dict[str, list[int]] = {}
    for index in np.flatnonzero(right > 0.5):
        places.setdefault(folded_letters(texts[index]), []).append(int(index))
    for folded, indexes in places.items():
        indexes.sort(key=lambda index: -right[max(0, index - 8) : index + 9].sum())
        right[indexes[max(1, gold.count(folded)) :]] = 0


def _tokens(text: str) -> list[str]:
    return scorer.TOKEN_CJK.findall(scorer.normalise(text).casefold())


def _shingles(tokens: list[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[at : at + 4]) for at in range(len(tokens) - 3)]


def _fold(example: Example) -> int:
    return int(hashlib.sha256(f"f{example.gold['publisher'] or ''}".encode()).hexdigest()[:8], 16) % FOLDS


def _learn(examples: list[Example]) -> lightgbm.Booster:
    right = np.concatenate([each.right for each in examples])
    rows = np.concatenate([each.rows for each in examples])
    known = (right >= 0) & ~labels(rows)
    data = lightgbm.Dataset(
        rows[known],
        right[known],
        weight=np.concatenate([each.weight for each in examples])[known],
    )
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def _score(example: Example, model: Trees) -> dict[str, Any]:
    """Score what the whole finder makes of a page that *model* has not learned from."""
    tree, page, url = _page(example.gold)
    found = find_text(tree, page, url=url, trees=model)
    cleaned = clean(found.paragraphs, title=page.title, authors=page.authors, language=page.language)
    return scorer.score_page(example.gold, {"text": "\n".join(cleaned.paragraphs)}, scorer.TOKEN)


if __name__ == "__main__":
    main()
