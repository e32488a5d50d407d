"""Whatever is forgotten, in whatever order: the rest is whole, and of that nothing is found."""

import shutil
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import open_archive
from storage.care import check
from storage.forgetting import left, plan
from storage.forgetting.forget import Target
from tests.storage.conftest import Newsroom
from tests.storage.forgetting.conftest import bring, files_with, forgotten, secret, text_of

#: Numbers of pages. Of 2 there is a copy at another outlet, of 3 one on the same site, which goes with it.
PAGES = range(6)


@pytest.fixture(scope="module")
def template(tmp_path_factory, blank, newsroom_of):
    """Six pages, one of them fetched three times, one edited, two with copies; on SQLite."""
    folder = tmp_path_factory.mktemp("template")
    with open_archive(f"sqlite:///{shutil.copy(blank, folder / 'archive.db')}", folder) as archive:
        room = newsroom_of(archive)
        for number in PAGES:
            bring(room, number)
        for hours in (1, 2):
            lease = room.claim_edited("https://outlet0.example/news/0", hours=hours)
            room.settle(room.worked(lease, text_of(0), secret(0)))
        lease = room.claim_edited("https://outlet1.example/news/1")
        room.settle(room.worked(lease, f"{text_of(1)} Not 3 but 40 came.", secret(1)))
        room.bring("https://copy.example/2", text_of(2), secret(2))
        room.bring("https://outlet0.example/copy/3", text_of(3), secret(3))
    return folder


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gone=st.lists(st.sampled_from(PAGES), min_size=1, unique=True), quick=st.booleans())
def test_any_pages_can_be_forgotten_in_any_order(template, tmp_path, gone, quick):
    folder = tmp_path / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    with open_archive(folder) as archive:
        room = Newsroom(archive, datetime(2025, 9, 1, 12, tzinfo=UTC), 1)
        before = {each: room.urls(words=secret(each)) for each in PAGES if each not in gone}
        expected = archive.stats()["articles"]
        for each in gone:
            name = f"https://outlet{each % 3}.example/news/{each}"
            expected -= plan(archive, Target(what="page", name=name)).articles
            forgotten(room, name, thorough=not quick)
        assert list(check(archive, deep=True)) == []
        assert left(archive) == []
        assert archive.stats()["articles"] == expected
        assert {each: room.urls(words=secret(each)) for each in before} == before
        elsewhere = {2: ["https://copy.example/2"]}
        for each in gone:
            assert room.urls(words=secret(each)) == elsewhere.get(each, [])
    if not quick:
        assert files_with(folder, [secret(each) for each in gone if each not in elsewhere]) == []
