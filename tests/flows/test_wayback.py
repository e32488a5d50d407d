"""Asking a web archive: what it lists, where the copies are, and how it may fail."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from config.errors import InputError
from extractors.cdx import Capture
from extractors.records import Failed, Page
from flows import wayback
from flows.fetch import Fetcher
from flows.sitemaps import Dates, Listed
from flows.wayback import as_original, capture_of, captures, read_pattern
from tests.cdx_server import Answer, CdxServer, Copy
from tests.flows.test_sitemaps import LIMITS

HOST = "https://outlet.example"
SEPTEMBER = Dates(since=datetime(2025, 9, 1, tzinfo=UTC), until=datetime(2025, 10, 1, tzinfo=UTC))


def copies(count: int) -> list[Copy]:
    return [Copy(timestamp="20250905000000", original=f"{HOST}/{number:03}") for number in range(count)]


def listed(archive: CdxServer, pattern: str = "outlet.example/*", dates: Dates = SEPTEMBER) -> list[Listed | Failed]:
    async def run() -> list[Listed | Failed]:
        async with Fetcher(LIMITS) as fetcher:
            return [each async for each in captures(fetcher, archive.url, pattern, dates)]

    return asyncio.run(asyncio.wait_for(run(), 30))


def urls(answers: list[Listed | Failed]) -> list[str]:
    return [entry.url for each in answers if isinstance(each, Listed) for entry in each.entries]


def reasons(answers: list[Listed | Failed]) -> list[str]:
    return [each.reason for each in answers if isinstance(each, Failed)]


def fetched(url: str) -> Page:
    async def run() -> Page:
        async with Fetcher(LIMITS) as fetcher:
            page = await fetcher.get(url)
            assert isinstance(page, Page), page
            return page

    return asyncio.run(run())


def test_each_page_is_listed_once_with_its_first_good_copy_in_the_time():
    page = f"{HOST}/a?x=1&y=2"
    times = ["20250831235959", "20250901000000", "20250902000000", "20250903000000"]
    kept = [Copy(timestamp=time, original=page) for time in times]
    kept[1] = Copy(timestamp=times[1], original=page, statuscode="301")
    with CdxServer([*kept, Copy(timestamp="20251001000000", original=f"{HOST}/later")]) as archive:
        (only,) = listed(archive)
        assert isinstance(only, Listed)
        assert only.url == f"{archive.url}/web/*/outlet.example/*"
        assert [(entry.url, entry.published) for entry in only.entries] == [(page, None)]
        assert only.captures == {page: f"{archive.url}/web/20250902000000id_/{page}"}


def test_only_pages_are_listed():
    odd = [("image/png", "200"), ("text/html", "404"), ("warc/revisit", "-"), ("text/html", "200")]
    kept = [
        Copy(timestamp="20250905000000", original=f"{HOST}/{n}", mimetype=kind, statuscode=status)
        for n, (kind, status) in enumerate(odd)
    ]
    with CdxServer(kept) as archive:
        assert urls(listed(archive)) == [f"{HOST}/3"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("outlet.example/*", ["/", "/news/1", "/news/2"]),
        ("https://outlet.example/news/*", ["/news/1", "/news/2"]),
        ("outlet.example/news/1", ["/news/1"]),
        ("outlet.example", ["/", "/news/1", "/news/2"]),
        ("*.outlet.example", ["/", "/news/1", "/news/2", "sub"]),
        ("*.outlet.example/*", ["/", "/news/1", "/news/2", "sub"]),
    ],
)
def test_a_pattern_means_what_people_mean_by_it(pattern, found):
    sites = [
        f"{HOST}/",
        f"{HOST}/news/1",
        f"{HOST}/news/2",
        "https://sub.outlet.example/",
        "https://outlet.example.test/",
    ]
    with CdxServer([Copy(timestamp="20250905000000", original=site) for site in sites]) as archive:
        short = [
            url.removeprefix(HOST).replace("https://sub.outlet.example/", "sub")
            for url in urls(listed(archive, pattern))
        ]
    assert short == found


@pytest.mark.parametrize(
    "pattern", ["", "*", "outlet.example*", "outlet.*/news", "outlet.example/*/news", "ht tp://[", "*."]
)
def test_what_is_no_pattern_is_refused_before_anything_is_asked(pattern):
    with pytest.raises(InputError, match="is no pattern"):
        read_pattern(pattern)


def test_a_long_index_is_read_by_resume_keys(monkeypatch):
    monkeypatch.setattr(wayback, "ROWS", 4)
    with CdxServer(copies(10)) as archive:
        archive.page_lines = 0
        answers = listed(archive)
        assert [len(each.entries) for each in answers if isinstance(each, Listed)] == [4, 4, 2]
        assert urls(answers) == [f"{HOST}/{number:03}" for number in range(10)]
        assert [dict(each).get("showNumPages") for each in archive.questions] == [None] * 3


def test_a_server_without_resume_keys_is_read_by_page_numbers(monkeypatch):
    monkeypatch.setattr(wayback, "ROWS", 4)
    with CdxServer(copies(10), pywb=True) as archive:
        answers = listed(archive)
    assert sorted(set(urls(answers))) == [f"{HOST}/{number:03}" for number in range(10)]
    assert not reasons(answers)


def test_a_server_with_neither_says_that_there_is_more(monkeypatch):
    monkeypatch.setattr(wayback, "ROWS", 4)
    with CdxServer(copies(10), pywb=True) as archive:
        archive.page_lines = 0
        answers = listed(archive)
    assert (len(urls(answers)), reasons(answers)) == (4, ["cdx_unpaged"])


def test_a_page_is_not_listed_again_where_one_answer_ends_and_the_next_begins():
    again = [
        b"a)/ 20250901000000 https://outlet.example/1\n\nkey1",
        b"a)/ 20250902000000 https://outlet.example/1\nb)/ 20250902000000 https://outlet.example/2",
    ]
    with CdxServer([]) as archive:
        archive.faults = [Answer(body=body) for body in again]
        answers = listed(archive)
    assert urls(answers) == [f"{HOST}/1", f"{HOST}/2"]


def test_an_index_that_leads_in_a_circle_is_left():
    with CdxServer([]) as archive:
        archive.faults = [Answer(body=b"a)/ 20250901000000 https://outlet.example/1\n\nkey1")] * 9
        answers = listed(archive)
        assert (reasons(answers), len(archive.questions)) == (["cdx_endless"], 2)


def test_another_endpoint_is_tried_where_the_usual_one_is_not():
    with CdxServer(copies(2), endpoint="/cdx") as archive:
        assert len(urls(listed(archive))) == 2


def test_a_short_pause_is_waited_for_and_nothing_is_lost(monkeypatch):
    monkeypatch.setattr(wayback, "ROWS", 4)
    with CdxServer(copies(6)) as archive:
        archive.faults = [None, Answer(status=429, headers={"Retry-After": "0"})]
        answers = listed(archive)
    assert (len(urls(answers)), reasons(answers)) == (6, [])


def test_an_archive_that_fails_on_is_left_and_what_it_listed_is_kept(monkeypatch):
    monkeypatch.setattr(wayback, "ROWS", 4)
    with CdxServer(copies(6)) as archive:
        archive.faults = [None, *[Answer(status=502, headers={"Retry-After": "0"})] * 9]
        answers = listed(archive)
        assert (len(urls(answers)), reasons(answers)) == (4, ["http_502"])
        assert len(archive.questions) == 1 + wayback.TRIES
        assert isinstance(answers[-1], Failed)
        assert answers[-1].url == f"{archive.url}/web/*/outlet.example/*"


def test_a_pause_that_is_too_long_ends_the_walk_and_says_when_to_come_back():
    with CdxServer(copies(6)) as archive:
        archive.faults = [Answer(status=503, headers={"Retry-After": "7200"})] * 9
        (failed,) = listed(archive)
        assert isinstance(failed, Failed)
        assert (failed.reason, failed.retry_at is not None, len(archive.questions)) == ("http_503", True, 1)


def test_a_cut_answer_is_asked_for_again_in_smaller_pieces(monkeypatch):
    monkeypatch.setattr(wayback, "FEWEST_ROWS", 2)
    monkeypatch.setattr(wayback, "ROWS", 8)
    body = json.dumps([["urlkey", "timestamp", "original"], ["a)/", "20250901000000", f"{HOST}/1"]])
    with CdxServer(copies(6)) as archive:
        archive.faults = [Answer(body=body[:-30].encode())]
        answers = listed(archive)
        assert (len(urls(answers)), reasons(answers)) == (6, [])
        assert [dict(each)["limit"] for each in archive.questions] == ["8", "2", "2", "2"]


def test_an_answer_that_stays_cut_gives_what_it_holds_and_says_so():
    body = f'[["urlkey","timestamp","original"],\n["a)/","20250901000000","{HOST}/1"],\n["b)/","2025'
    with CdxServer([]) as archive:
        archive.faults = [Answer(body=body.encode())] * 9
        answers = listed(archive)
    assert (urls(answers), reasons(answers)) == ([f"{HOST}/1"], ["truncated"])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(body=b"<html><title>We will be back", media_type="text/html"), "html"),
        (Answer(body=b"Bad request"), "not_cdx"),
        (Answer(status=403), "http_403"),
    ],
)
def test_an_error_page_is_no_index(answer, reason):
    with CdxServer([]) as archive:
        archive.faults = [answer] * 9
        assert reasons(listed(archive)) == [reason]


def test_an_index_that_knows_nothing_is_no_failure():
    with CdxServer([]) as archive:
        (only,) = listed(archive)
    assert isinstance(only, Listed)
    assert only.entries == ()


def test_a_copy_becomes_the_page_that_it_was():
    page = f"{HOST}/a//b?x=1&y=%D0%9F"
    with CdxServer([Copy(timestamp="20250905101112", original=page, body=b"<p>As it was")]) as archive:
        ((url, address),) = [
            pair for each in listed(archive) if isinstance(each, Listed) for pair in each.captures.items()
        ]
        capture = capture_of(address, archive.url)
        assert (url, capture) == (
            page,
            Capture(original=page, captured_at=datetime(2025, 9, 5, 10, 11, 12, tzinfo=UTC)),
        )
        assert capture is not None
        original = as_original(fetched(address), capture)
    assert (original.url, original.final_url, original.body) == (page, page, b"<p>As it was")
    assert (original.fetched_at, original.etag, original.moved_permanently) == (capture.captured_at, None, False)


def test_the_time_of_a_copy_is_that_of_the_one_that_was_shown():
    with CdxServer([Copy(timestamp="20250907000000", original=f"{HOST}/1")]) as archive:
        address = f"{archive.url}/web/20250905000000id_/{HOST}/1"
        capture = capture_of(address, archive.url)
        assert capture is not None
        original = as_original(fetched(address), capture)
    assert original.fetched_at == datetime(2025, 9, 7, tzinfo=UTC)
    assert original.final_url == f"{HOST}/1"


@pytest.mark.parametrize(
    "address",
    [
        "https://archive.example/web/*/outlet.example/*",
        "https://archive.example/web/20251399000000id_/https://outlet.example/1",
        "https://archive.example/web/20250901000000id_/mailto:desk",
        "https://other.example/web/20250901000000id_/https://outlet.example/1",
        "https://outlet.example/1",
    ],
)
def test_what_is_no_copy_is_none(address):
    assert capture_of(address, "https://archive.example/") is None
