"""Whole pages in the scripts of our beat, with the furniture of real portals: tests/data/pages, our own writing."""

import re
import tomllib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from extractors.article import extract_article
from extractors.records import Article

PAGES = Path(__file__).resolve().parents[1] / "data" / "pages"
CASES = sorted(path.stem for path in PAGES.glob("*.toml"))
# What fails until main text, metadata and cleaner work together in extract_article; to be emptied then.
NOT_CLEANED = "the cleaner is not wired into extract_article yet"
ONE_CELL = "the text of an old table layout comes as one paragraph, with byline and tags in it"
OLD_LAYOUTS = {case for case in CASES if "<table" in (PAGES / f"{case}.html").read_text("utf-8")}
LANGUAGES = {"ar", "fa", "ur", "hi", "zh", "ru", "kk", "ky", "uz", "tg", "mn"}


def expected(case: str) -> dict:
    return tomllib.loads((PAGES / f"{case}.toml").read_text("utf-8"))


def cases(reason: str, failing: Iterable[str]) -> list:
    """All pages, those in *failing* marked as known to fail."""
    mark = pytest.mark.xfail(strict=False, reason=reason)
    return [pytest.param(case, marks=[mark] if case in failing else []) for case in CASES]


@cache
def extracted(case: str) -> Article:
    article = extract_article((PAGES / f"{case}.html").read_bytes(), url=expected(case)["url"])
    assert isinstance(article, Article)
    return article


def plain(text: str) -> str:
    """Words and nothing else: marks and blanks may be normalised on the way."""
    return " ".join(re.findall(r"\w+", text))


def test_every_language_of_the_beat_has_a_page():
    assert {expected(case)["language"] for case in CASES} == LANGUAGES


@pytest.mark.parametrize("case", CASES)
def test_every_paragraph_is_there_in_order(case):
    text = plain(extracted(case).text)
    places = [text.find(plain(each)) for each in expected(case)["paragraphs"]]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("case", cases(NOT_CLEANED, set(CASES) - {"mn-herders"}))
def test_nothing_of_the_portal_is_there(case):
    text = plain(extracted(case).text)
    assert [each for each in expected(case)["chrome"] if plain(each) in text] == []


@pytest.mark.parametrize("case", CASES)
def test_the_title_stands_without_the_name_of_the_site(case):
    assert plain(extracted(case).title) == plain(expected(case)["title"])


@pytest.mark.parametrize("case", CASES)
def test_the_language_is_that_of_the_text(case):
    assert extracted(case).language == expected(case)["language"]


@pytest.mark.parametrize(
    "case", cases("a date in figures beside a counter is not read yet", {"ar-orchestra", "ru-bakery"})
)
def test_the_day_and_time_are_those_of_the_article(case):
    published, wanted = extracted(case).published, datetime.fromisoformat(expected(case)["date"])
    assert published is not None
    if wanted.tzinfo:
        assert published.value == wanted
    else:
        assert published.value.date() == wanted.date()


@pytest.mark.parametrize("case", cases(ONE_CELL, OLD_LAYOUTS))
def test_the_authors_are_people(case):
    assert list(extracted(case).authors) == expected(case)["authors"]


@pytest.mark.parametrize("case", cases(NOT_CLEANED, [case for case in CASES if "dateline" in expected(case)]))
def test_the_dateline_is_a_field_and_no_part_of_the_text(case):
    article, dateline = extracted(case), expected(case).get("dateline")
    assert plain(article.dateline or "") == plain(dateline or "")
    assert not dateline or plain(dateline) not in plain(article.text)
