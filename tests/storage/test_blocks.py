"""What an outlet repeats is learned from its pages as they are stored, once a page, and copies teach nothing."""

import random
from datetime import timedelta

from storage import blocks
from storage.pending import Pending
from storage.tables import article, block, version
from tests.prose import VOCABULARY

HOUR = timedelta(hours=1)
CALL = "Subscribe to our Telegram"
BOX = "Mira Tolan has written about rivers, rails and the people between them for the Steppe Herald since 2011. Before"
BOX += " that she taught geography in Tesbulak, where she still lives with two dogs."


def story(number, paragraphs=4):
    """A text that no other resembles: its words are drawn by its number."""
    draw = random.Random(number)
    return "\n\n".join(" ".join(draw.choices(VOCABULARY, k=30)) + f" {number}-{n}." for n in range(paragraphs))


def bring(newsroom, number, text, *, host="herald.example", **fields):
    """Store a page as a run does: less what recurs by then on its host."""
    url = f"https://{host}/{number}"
    recurring = newsroom.archive.recurring([url])[url]
    return newsroom.bring(url, text, recurring=recurring, **fields)


def texts_of(newsroom):
    return [row.text for row in newsroom.rows(article)]


def test_a_call_and_an_authors_box_on_ten_pages_are_dropped_once_they_recur(newsroom):
    for number in range(10):
        bring(newsroom, number, f"{story(number)}\n\n{CALL}\n\n{BOX}")
    rows = newsroom.rows(article)
    assert [row.dropped for row in rows] == [[]] * 3 + [[CALL]] * 2 + [[CALL, BOX]] * 5
    assert [row.text for row in rows[5:]] == [story(number) for number in range(5, 10)]
    assert [row.host_page for row in rows] == list(range(1, 11))
    counted = {row.tokens: row.pages for row in newsroom.rows(block) if row.pages > 1}
    assert sorted(counted.values()) == [10, 10], "what is dropped goes on being counted"


def test_another_host_learns_for_itself(newsroom):
    for number in range(4):
        bring(newsroom, number, f"{story(number)}\n\n{CALL}")
    bring(newsroom, 5, f"{story(5)}\n\n{CALL}", host="lantern.example")
    assert newsroom.archive.recurring(["https://www.herald.example/x", "https://lantern.example/y"]) == {
        "https://www.herald.example/x": frozenset({row.digest for row in newsroom.rows(block) if row.pages == 4}),
        "https://lantern.example/y": frozenset(),
    }
    assert newsroom.rows(article)[-1].dropped == []


def test_wire_copies_stay_whole(newsroom):
    wire = story(0, paragraphs=6)
    for number in range(12):
        update = f"{wire}\n\nUpdate {number}: the ferry has not been found, said the harbour master of pier {number}."
        bring(newsroom, number, update)
        bring(newsroom, f"wire/{number}", update)
    assert not any(row.dropped for row in newsroom.rows(article))
    assert all(text.startswith(wire) for text in texts_of(newsroom))
    assert [row.host_page for row in newsroom.rows(article)] == [1] + [None] * 23
    assert {row.pages for row in newsroom.rows(block)} == {1}


def test_a_story_is_counted_once_on_a_host_also_where_the_page_says_more(newsroom):
    wire = story(0, paragraphs=6)
    for number in range(5):
        bring(newsroom, number, f"{wire}\n\n{story(number + 1, paragraphs=3)}")
    rows = newsroom.rows(article)
    assert len({row.story_id for row in rows}) == 1, "or this test shows nothing"
    assert [row.host_page for row in rows] == [1] + [None] * 4
    bring(newsroom, 9, f"{wire}\n\n{story(9, paragraphs=3)}", host="lantern.example")
    assert newsroom.rows(article)[-1].host_page == 1


def test_background_below_some_of_the_news_stays(newsroom):
    for number in range(40):
        background = f"\n\n{story('background', 1)}" if number % 3 == 0 else ""
        bring(newsroom, number, story(number) + background)
    assert not any(row.dropped for row in newsroom.rows(article))


def test_a_page_is_counted_once_however_often_it_is_fetched_or_extracted(newsroom):
    for number in range(2):
        bring(newsroom, number, f"{story(number)}\n\n{CALL}")
    before = newsroom.rows(block)
    url = "https://herald.example/1"
    for hours, text in ((1, f"{story(1)}\n\n{CALL}"), (2, f"{story(7)}\n\n{CALL}")):
        newsroom.settle(newsroom.worked(newsroom.claim_edited(url, hours), text), now=newsroom.now + HOUR)
    newsroom.discover(f"{url}?ref=7")
    [lease] = newsroom.claim()
    newsroom.settle(newsroom.worked(lease, f"{story(8)}\n\n{CALL}", url=url, stands_at=url))
    raws = newsroom.archive.raw_pages(0, 100)
    addresses = [url if "ref" in raw.lease.url else raw.lease.url for raw in raws]
    read = [newsroom.analysis(each, f"{story(9)}\n\n{CALL}") for each in addresses]
    again = list(zip(raws, read, strict=True))
    newsroom.archive.revise(again, newsroom.policy, newsroom.now + 2 * HOUR)
    assert newsroom.rows(block) == before


def test_pages_stored_before_blocks_were_counted_are_counted_when_they_are_extracted_again(newsroom):
    for number in range(3):
        bring(newsroom, number, f"{story(number)}\n\n{CALL}")
    newsroom.change(block.delete())
    newsroom.change(article.update().values(host_page=None))
    for wanted in (3, 3):
        raws = newsroom.archive.raw_pages(0, 100)
        again = [(raw, newsroom.analysis(raw.lease.url, f"{story(n)}\n\n{CALL}")) for n, raw in enumerate(raws)]
        newsroom.archive.revise(again, newsroom.policy, newsroom.now)
        assert max(row.pages for row in newsroom.rows(block)) == wanted
    assert [row.host_page for row in newsroom.rows(article)] == [1, 2, 3]


def test_a_page_extracted_again_is_cleaned_of_what_recurs_by_now(newsroom):
    whole = [f"{story(number)}\n\n{CALL}" for number in range(4)]
    for number, text in enumerate(whole):
        bring(newsroom, number, text)
    raws = newsroom.archive.raw_pages(0, 100)
    recurring = newsroom.archive.recurring([raw.lease.url for raw in raws])
    again = [
        (raw, newsroom.analysis(raw.lease.url, text, recurring=recurring[raw.lease.url]))
        for raw, text in zip(raws, whole, strict=True)
    ]
    assert newsroom.archive.revise(again, newsroom.policy, newsroom.now) == ["changed"] * 3 + ["unchanged"]
    assert texts_of(newsroom) == [story(number) for number in range(4)]
    assert newsroom.rows(version) == []


def test_a_page_that_differs_only_by_what_is_left_out_today_is_unchanged(newsroom):
    for number in range(4):
        bring(newsroom, number, f"{story(number)}\n\n{CALL}")
    for number in (0, 3):  # stored whole, stored clean
        url = f"https://herald.example/{number}"
        for hours, recurring in ((1, newsroom.archive.recurring([url])[url]), (2, frozenset())):
            lease = newsroom.claim_edited(url, hours)
            [settled] = newsroom.settle(newsroom.worked(lease, f"{story(number)}\n\n{CALL}", recurring=recurring))
            assert settled.outcome == "unchanged"
    lease = newsroom.claim_edited("https://herald.example/0", 3)
    [settled] = newsroom.settle(newsroom.worked(lease, f"{story(0)} Corrected.\n\n{CALL}"))
    assert settled.outcome == "updated"


def test_sections_and_galleries_teach_nothing(newsroom):
    for number in range(5):
        bring(newsroom, number, f"{story(number)}\n\n{CALL}", page_type="gallery" if number % 2 else "section")
    assert newsroom.rows(block) == []


def test_of_a_host_only_recent_pages_and_what_recurs_are_kept(newsroom):
    with newsroom.archive.engine.execution_options(writes=True).begin() as connection:
        pending = Pending(connection, [blocks.counting(connection.dialect.name)])
        counts = blocks.Counts(connection, pending)
        pending = Pending(connection, [blocks.counting(connection.dialect.name)])
        counts = blocks.Counts(connection, pending)
        for number in range(3 * blocks.WINDOW):
            sometimes = "\n\nRead the whole series" if number < 30 else ""
            said = newsroom.analysis("https://herald.example/1", f"{story(number)}\n\n{CALL}{sometimes}")
            assert counts.count("https://herald.example/1", 0, said) == number + 1
        pending.flush()
    rows = newsroom.rows(block)
    old = [row for row in rows if row.last_page <= 2 * blocks.WINDOW]
    assert len(rows) < 5 * 1.5 * blocks.WINDOW
    assert [(row.pages, row.first_page, row.last_page) for row in old] == [(30, 1, 30)]
    [call] = [row for row in rows if row.pages == 3 * blocks.WINDOW]
    assert (call.tokens, call.first_page) == (4, 1)


def test_a_batch_that_fails_counts_nothing(on_sqlite):
    newsroom = on_sqlite
    newsroom.discover("https://herald.example/1", "https://herald.example/2")
    lease, other = newsroom.claim()
    good = newsroom.worked(lease, story(1))
    try:
        newsroom.settle(good, newsroom.worked(other, story(2), title=None))
    except Exception:  # noqa: BLE001 whatever it is
        assert newsroom.rows(block) == []
    else:
        raise AssertionError("a title of None is stored")
