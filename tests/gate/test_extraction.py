"""Extraction against third-party gold: no figure may fall below its pinned floor, nor below trafilatura's.

The reader of main text has learned from these pages, so this tells whether something broke, not how good extraction is
on other pages: that is told by the cross-validated figures of `make train` (docs/performance.md). What trafilatura
reaches is pinned too, from `make bench-extract`, for it takes long to run and does not change.
"""

import gzip
import json
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from extractors.article import extract_article
from extractors.published import as_written
from extractors.records import Unreadable

FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text(encoding="utf-8"))["extraction"]
PROCESSES = 2
# Pages with gold text from which on a language has a floor, and is compared with trafilatura.
FEWEST, ENOUGH = 3, 5


def predict(path: Path, url: str | None = None) -> dict[str, Any]:
    """Extract the page in *path* and return what the scorer compares."""
    name = path.name.removesuffix(".html.gz")
    article = extract_article(gzip.decompress(path.read_bytes()), url=url or f"https://unknown.example/{name}")
    if isinstance(article, Unreadable):
        return {"id": name, "reason": article.reason}
    date = article.published and as_written(article.published, article.dates)
    return {"id": name, "title": article.title, "text": article.text, "date": date, "authors": article.authors}


@pytest.fixture(scope="module")
def scores(shared, tmp_path_factory) -> dict[str, Any]:
    data = shared / "data" / "extraction-dev"
    gold = [json.loads(line) for line in (data / "gold.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    jobs = [(data / "pages" / f"{row['id']}.html.gz", row["url"]) for row in gold]
    with get_context("spawn").Pool(PROCESSES) as pool:
        found = pool.starmap(predict, jobs, chunksize=8)
    folder = tmp_path_factory.mktemp("extraction")
    predictions, result = folder / "predictions.jsonl", folder / "scores.json"
    predictions.write_text("".join(json.dumps(each) + "\n" for each in found), encoding="utf-8")
    scorer = shared / "tools" / "score_extraction.py"
    subprocess.run([sys.executable, scorer, data, predictions, "--json", result], check=True, capture_output=True)
    return json.loads(result.read_text(encoding="utf-8"))


@pytest.mark.parametrize("measure", FLOORS["overall"])
def test_extraction_holds_its_floor(scores, measure):
    assert scores["overall"]["overall"][measure] >= FLOORS["overall"][measure]


@pytest.mark.parametrize("language", FLOORS["language"])
def test_text_holds_its_floor_in_every_language(scores, language):
    assert scores["language"][language]["F1"] >= FLOORS["language"][language]


@pytest.mark.parametrize("language", FLOORS["trafilatura"])
def test_no_language_is_read_worse_than_by_trafilatura(scores, language):
    assert scores["language"][language]["F1"] >= FLOORS["trafilatura"][language]


def test_no_language_is_without_a_floor(scores):
    texts = {language: each["texts"] for language, each in scores["language"].items()}
    assert FLOORS["language"].keys() == {language for language, count in texts.items() if count >= FEWEST}
    assert FLOORS["trafilatura"].keys() == {language for language, count in texts.items() if count >= ENOUGH}


def test_no_page_with_an_article_is_left_empty(scores):
    assert scores["overall"]["overall"]["empty"] == 0
