"""An outlet's own words on every page are learned while its pages come in, and earlier pages are cleaned later."""

import asyncio
import json
import random

import pytest

from config.settings import load_settings
from flows.progress import Progress
from flows.rereading import reread
from flows.session import session
from tests.loopback import Site, rss, sources_toml
from tests.plain import ingest

PAGES = 10
CALL = "Subscribe to our Telegram so that no news of the valley passes you by."
BOX = "Mira Tolan has written about rivers, rails and the people between them for the Steppe Herald since 2011."
WORDS = ("river", "council", "school", "bridge", "market", "winter", "letter", "garden", "engine", "harvest", "museum")


def paragraphs(number):
    """The text of an article that no other resembles: its words are drawn by its number."""
    draw = random.Random(number)
    return [" ".join(draw.choices(WORDS, k=30)).capitalize() + f" {number}-{n}." for n in range(5)]


def page(number):
    body = "".join(f"<p>{each}</p>" for each in (*paragraphs(number), CALL, BOX))
    return f"<html lang=en><title>Story {number}</title><article><h1>Story {number}</h1>{body}</article>".encode()


@pytest.fixture
def site():
    with Site({f"/story/{number}": ("text/html", page(number)) for number in range(PAGES)}) as served:
        links = [f"{served.url}/story/{number}" for number in range(PAGES)]
        served.pages["/feed-0.xml"] = ("application/rss+xml", rss(links))
        yield served


def test_what_an_outlet_repeats_is_left_out_of_later_pages_and_by_reprocess_of_earlier_ones(user, monkeypatch, site):
    (user.folder / "sources.toml").write_text(sources_toml(site), "utf-8")
    for name, value in {
        "SOURCES": "sources.toml", "ALLOW_PRIVATE_ADDRESSES": "true", "HOST_DELAY_SECONDS": "0", "WORKERS": "1",
        "BATCH_PAGES": "1", "HOST_CONCURRENCY": "8",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"SCOWATCH_{name}", value)
    asyncio.run(ingest(batches_under_way=1))
    found = [json.loads(user("show", str(key), "--json").stdout) for key in range(1, PAGES + 1)]
    assert [len(each["dropped"]) for each in found] == [0] * 3 + [2] * 7
    assert CALL in found[0]["text"]
    assert found[-1]["dropped"] == [CALL, BOX]
    assert f"left out, as the outlet repeats it: {CALL!r}" in user("show", str(PAGES)).stdout.splitlines()

    async def again():
        async with session(load_settings(), "reprocess") as opened:
            return await reread(opened, Progress(None))

    assert asyncio.run(again()) == {"changed": 3, "unchanged": 7}
    cleaned = [json.loads(user("show", str(key), "--json").stdout) for key in range(1, PAGES + 1)]
    assert all(each["dropped"] == [CALL, BOX] for each in cleaned)
    texts = {each["title"]: each["text"].split("\n\n")[-5:] for each in cleaned}
    assert texts == {f"Story {number}": paragraphs(number) for number in range(PAGES)}
