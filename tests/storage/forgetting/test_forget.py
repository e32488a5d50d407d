"""What is forgotten is nowhere any more; all else is as it was; and it does not come back."""

import pytest
from sqlalchemy import update

from config.errors import InputError
from extractors.quotes.record import Quote
from extractors.records import NotModified
from storage import QuoteQuery, open_archive
from storage.care import backup, check
from storage.copying import copy
from storage.engine import writing
from storage.forgetting import Target, allow, left, listed, plan
from storage.quotes import put_quotes
from storage.schedules import Schedule
from storage.tables import (
    article,
    capture,
    discovery,
    frontier,
    run,
    story,
    tombstone,
    watch_delivery,
    watch_message,
)
from storage.watches import NewWatch, Recipient
from tests.storage.conftest import Newsroom
from tests.storage.forgetting.conftest import bring, files_with, forgotten, plain, secret, text_of

URL = "https://outlet1.example/news/4"


def problems(room):
    return [str(each) for each in check(room.archive, deep=True)]


def test_a_page_goes_and_the_others_stay(room):
    before = room.archive.stats()
    done = forgotten(room, URL)
    assert (done.pages, done.removed.rows["article"], done.removed.rows["capture"]) == (1, 1, 1)
    assert [plain(each) for each in done.erased.rewritten] == ["scowatch-20250901-0000.warc.gz"]
    assert left(room.archive) == []
    assert problems(room) == []
    assert room.urls(words=secret(4)) == []
    assert room.urls(words=secret(5)) == ["https://outlet2.example/news/5"]
    after = room.archive.stats()
    assert {name: before[name] - after[name] for name in ("articles", "captures", "stories")} == {
        "articles": 1, "captures": 1, "stories": 1
    }  # fmt: skip
    assert len(room.archive.raw_pages(0, 100)) == 8


def test_no_byte_of_it_is_in_any_file(on_file, tmp_path):
    edited = on_file.claim_edited(URL)
    on_file.settle(on_file.worked(edited, f"{text_of(4)} Not 3 but 40 people {secret(77)} came.", secret(4)))
    assert on_file.rows(discovery)
    on_file.archive.pages.close()
    assert files_with(tmp_path, [secret(4), secret(77)])
    done = forgotten(on_file, URL)
    assert done.vacuumed
    assert done.removed.rows["version"] == 1
    on_file.archive.close()
    assert files_with(tmp_path, [secret(4), secret(77), "news/4"]) == []
    assert files_with(tmp_path, [secret(5)])


def test_an_earlier_text_goes_out_of_the_free_pages_too(on_file, tmp_path):
    """It was replaced before anybody thought of forgetting: only writing the file anew takes its bytes away."""
    for hours in range(1, 4):
        edited = on_file.claim_edited(URL, hours=hours)
        told = f"{text_of(40 + hours)} {secret(90 + hours)}"
        on_file.settle(on_file.worked(edited, told, secret(4)))
    forgotten(on_file, URL)
    on_file.archive.close()
    words = [secret(number) for number in (4, 41, 42, 43, 91, 92, 93)]
    assert files_with(tmp_path, words) == []


def test_it_is_refused_from_wherever_it_is_listed(room):
    forgotten(room, URL)
    for url in (
        URL,
        f"{URL}?utm_source=rss#top",
        "http://www.outlet1.example/news/4",
        "https://m.outlet1.example/news/4/amp",
    ):
        found = room.discover(url, "https://outlet1.example/news/400", how="urls")
        assert (found.forgotten, found.seen - found.known - found.new) == (1, 0), url
    assert [lease.url for lease in room.claim()] == ["https://outlet1.example/news/400"]
    assert room.archive.raw_pages(0, 100)


def test_what_is_under_way_is_refused_when_it_comes(room):
    lease = room.claim_edited(URL)
    forgotten(room, URL)
    [settled] = room.settle(room.worked(lease, text_of(4), secret(4)))
    assert (settled.outcome, settled.reason) == ("refused", "forgotten")
    same = NotModified(url=URL, final_url=URL, moved_permanently=False, fetched_at=room.now)
    [settled] = room.settle(type(room.worked(lease, ""))(lease=lease, fetched=same, analysis=None))
    assert (settled.outcome, settled.reason) == ("refused", "forgotten")
    assert left(room.archive) == []
    assert problems(room) == []


def test_a_key_that_another_url_has_by_now_is_not_taken_for_the_forgotten_one(room):
    url = bring(room, 12)  # the last row: SQLite gives its key again
    lease = room.claim_edited(url)
    forgotten(room, url)
    room.discover("https://outlet9.example/other")
    [settled] = room.settle(room.worked(lease, text_of(12), secret(12)))
    assert (settled.outcome, settled.reason) == ("refused", "forgotten")
    assert room.urls(words=secret(12)) == []
    assert [lease.url for lease in room.claim()] == ["https://outlet9.example/other"]


def test_a_redirect_to_it_and_a_page_that_names_it_as_its_own_are_refused(room):
    forgotten(room, URL)
    other, third = "https://outlet1.example/go?to=4", "https://outlet1.example/print-view/4"
    room.discover(room.entry(other, title=f"Listed {secret(4)}"), third)
    leases = {lease.url: lease for lease in room.claim()}
    for lease, named in zip(leases.values(), ({"stands_at": URL, "url": URL}, {"url": URL}), strict=True):
        told = room.worked(lease, f"{text_of(4)} A little longer than before.", secret(4), **named)
        [settled] = room.settle(told)
        assert (settled.outcome, settled.reason) == ("refused", "forgotten")
    assert problems(room) == []
    assert left(room.archive) == []
    assert room.discover(other, third).forgotten == 2, "their addresses were learned"


def test_the_same_text_on_the_same_site_has_moved_and_at_another_outlet_is_that_outlets(room):
    forgotten(room, URL)
    moved = room.bring("https://outlet1.example/moved/to/here", text_of(4), secret(4))
    assert (moved.outcome, moved.reason) == ("refused", "forgotten")
    assert room.bring("https://elsewhere.example/copy", text_of(4), secret(4)).outcome == "stored"
    assert problems(room) == []


def test_copies_at_other_outlets_stay_and_are_named_and_their_story_begins_with_one_of_them(room):
    for outlet in ("a", "b"):
        room.bring(f"https://{outlet}.example/copy", text_of(4), secret(4))
    assert [row.size for row in room.rows(story) if row.size > 1] == [3]
    planned = plan(room.archive, Target(what="page", name=URL))
    assert [url for _, url in planned.copies] == ["https://a.example/copy", "https://b.example/copy"]
    done = forgotten(room, URL)
    assert [url for _, url in done.copies] == ["https://a.example/copy", "https://b.example/copy"]
    first, second = (row for row in room.rows(article) if row.url.endswith("/copy"))
    assert (first.kind, first.copy_of, second.copy_of) == ("original", None, first.id)
    assert problems(room) == []
    assert len(room.urls(words=secret(4))) == 2


def test_a_copy_on_the_same_site_is_the_same_page(room):
    room.bring("https://outlet1.example/again/4", text_of(4), secret(4))
    done = forgotten(room, URL)
    assert done.removed.rows["article"] == 2
    assert room.urls(words=secret(4)) == []
    assert room.discover("https://outlet1.example/again/4").forgotten == 1


def test_an_article_is_named_by_its_number_and_by_every_address(room):
    key = next(row.id for row in room.rows(article) if row.url == URL)
    assert plan(room.archive, Target(what="article", name=str(key))).addresses == [URL]
    done = forgotten(room, str(key), "article")
    assert done.removed.rows["article"] == 1
    for target in (
        Target(what="article", name=str(key)),
        Target(what="source", name="nobody"),
        Target(what="page", name="x"),
    ):
        with pytest.raises(InputError):
            plan(room.archive, target)


def test_an_unknown_address_gets_a_tombstone_all_the_same(room):
    done = forgotten(room, "https://never.example/seen")
    assert not +done.removed.rows
    assert room.discover("https://never.example/seen").forgotten == 1


def test_a_source_goes_with_what_only_it_listed(room):
    mine, other = room.sources("mine", "other")
    for number in (20, 21, 22):
        bring(room, number, origin="https://mine.example/rss", source_id=mine.id)
    room.discover("https://outlet1.example/news/22", origin="https://other.example/rss", source_id=other.id)
    room.discover("https://outlet1.example/not/yet/fetched", origin="https://mine.example/rss", source_id=mine.id)
    planned = plan(room.archive, Target(what="source", name="mine"))
    assert (planned.pages, planned.articles, planned.shared) == (3, 2, 1)
    forgotten(room, "mine", "source")
    assert [bool(room.urls(words=secret(number))) for number in (20, 21, 22)] == [False, False, True]
    assert room.discover("https://outlet1.example/not/yet/fetched").forgotten == 1
    assert problems(room) == []


def test_a_host_goes_with_all_its_pages_and_those_to_come(room):
    done = forgotten(room, "outlet1.example", "host")
    assert done.removed.rows["article"] == 3
    assert room.discover("https://www.outlet1.example/tomorrow", "https://m.outlet1.example/b").forgotten == 2
    assert room.discover("https://outlet11.example/tomorrow").forgotten == 0
    assert problems(room) == []
    assert allow(room.archive, "outlet1.example", host=True)
    assert room.discover("https://outlet1.example/tomorrow", URL).forgotten == 1, "its pages keep their tombstones"


def test_what_is_allowed_again_is_fetched_again(room):
    forgotten(room, URL)
    [row] = listed(room.archive)
    assert (row.host, row.addresses, row.why, row.who, row.is_host) == (
        "outlet1.example",
        1,
        "asked for",
        "desk",
        False,
    )
    assert allow(room.archive, f"{URL}?utm_source=x")
    assert not allow(room.archive, URL)
    assert room.rows(tombstone) == []
    bring(room, 4)
    assert room.urls(words=secret(4)) == [URL]
    assert problems(room) == []


def test_a_tombstone_holds_neither_address_nor_text(room):
    forgotten(room, URL)
    held = " ".join(map(str, (value for row in room.rows(tombstone) for value in row)))
    assert "news/4" not in held
    assert secret(4) not in held


def test_the_counts_of_a_run_from_which_urls_were_taken_add_up(room):
    before = room.archive.unfinished(room.run)
    room.discover("https://outlet1.example/waiting", "https://outlet1.example/held")
    [held] = room.claim("https://outlet1.example/held")
    for url in ("https://outlet1.example/waiting", "https://outlet1.example/held"):
        forgotten(room, url, thorough=False)
    assert room.archive.handed_over(room.run) == 1, "and the held one it will miss"
    assert [each.reason for each in room.settle(room.worked(held, text_of(99)))] == ["forgotten"]
    assert room.archive.unfinished(room.run) == before
    assert room.rows(run)[0].handed_over == 1


def test_a_page_that_changed_nothing_when_it_was_fetched_again_goes_with_all_its_captures(room):
    for hours in (1, 2):
        room.settle(room.worked(room.claim_edited(URL, hours=hours), text_of(4), secret(4)))
    assert [row.revisit_of is None for row in room.rows(capture) if row.url == URL] == [True, False, False]
    done = forgotten(room, URL)
    assert done.removed.rows["capture"] == 3
    assert left(room.archive) == []
    assert problems(room) == []


def test_the_urls_that_redirected_to_it_go_too(room):
    other = "https://short.example/x4"
    room.discover(room.entry(other, title=f"Listed {secret(4)}"))
    [lease] = room.claim(other)
    page = room.page(other, text_of(4).encode(), final_url=URL)
    said = room.analysis(URL, text_of(4), secret(4), stands_at=URL)
    assert room.settle(type(room.worked(lease, ""))(lease=lease, fetched=page, analysis=said))[0].reason == "same_url"
    done = forgotten(room, URL)
    assert done.removed.rows["frontier"] == 2
    assert not [row for row in room.rows(discovery) if secret(4) in f"{row.title}{row.summary}"]
    assert room.discover(other).forgotten == 1
    assert left(room.archive) == []
    assert problems(room) == []


def test_quotes_tags_and_watches_forget_it(room, texts):

    key = next(row.id for row in room.rows(article) if row.url == URL)
    word = secret(4)
    at = text_of(4).index(word)
    quoted = Quote(
        field="text", start=at, end=at + len(word), surface=word, kind="direct", speaker=f"Mr {word}",
        speaker_start=0, speaker_end=3, verb="said", verb_start=None, verb_end=None, entity=None,
    )  # fmt: skip
    with writing(room.archive.engine, "quote") as connection:
        put_quotes(connection, key, [quoted], (word, text_of(4)), "en")
    kept = {"recipients": [Recipient(url="json://a.example", label="a")], "schedule": Schedule()}
    room.archive.add_watch(NewWatch(name="it", query={"q": word}, since=room.now, **kept), room.now)
    assert room.archive.decide_watch(room.archive.watch("it"), room.now) == 1
    assert list(room.archive.quotes(QuoteQuery(about=word)))
    forgotten(room, URL)
    assert not list(room.archive.quotes(QuoteQuery(about=word)))
    [message] = room.rows(watch_message)
    assert (message.articles, room.rows(watch_delivery)) == ([], [])
    assert problems(room) == []


def test_a_capture_that_has_its_bytes_from_it_gets_them(room):
    """Two addresses share a capture only when an address led elsewhere for a while: made here by hand."""

    room.settle(room.worked(room.claim_edited(URL), text_of(4), secret(4)))
    other = next(row.id for row in room.rows(frontier) if row.url.endswith("/5"))
    heir = next(row for row in room.rows(capture) if row.revisit_of is not None)
    room.change(
        update(capture).where(capture.c.id == heir.id).values(frontier_id=other, url="https://outlet2.example/news/5")
    )
    done = forgotten(room, URL)
    assert done.removed.moved == 1
    assert problems(room) == []
    assert secret(4).encode() in next(raw.page.body for raw in room.archive.raw_pages(0, 100) if raw.capture == heir.id)


def test_nothing_is_written_by_a_plan(room):
    before = room.archive.stats()
    planned = plan(room.archive, Target(what="host", name="https://outlet1.example/"))
    assert (planned.pages, planned.articles, planned.captures, len(planned.files)) == (3, 3, 3, 1)
    assert room.archive.stats() == before
    assert listed(room.archive) == []


def test_twice_is_once(room):
    forgotten(room, URL)
    done = forgotten(room, URL)
    assert not +done.removed.rows
    assert len(listed(room.archive)) == 1


def test_copies_of_the_archive_take_the_tombstones_along(on_file, tmp_path):
    forgotten(on_file, URL)
    backup(on_file.archive, tmp_path / "backup", pages=True)
    copy(on_file.archive.engine, f"sqlite:///{tmp_path / 'copied.db'}", is_alive=lambda _: False)
    for where in (tmp_path / "backup", tmp_path / "copied.db"):
        with open_archive(where, tmp_path) as opened:
            assert [each.why for each in listed(opened)] == ["asked for"]
            assert Newsroom(opened, on_file.now, 1).discover(URL).forgotten == 1


def test_it_is_known_when_something_of_it_is_there(room):
    forgotten(room, URL)
    room.change(update(article).where(article.c.id == 1).values(url=URL))
    room.change(
        update(frontier).where(frontier.c.id == 2).values(url="https://m.outlet1.example/x", host="m.outlet1.example")
    )
    assert {each.name for each in check(room.archive, quick=True)} >= {"forgotten"}
    assert left(room.archive) == ["article 1"]


def test_many_pages_go_at_once(room):
    for number in range(12, 78, 3):
        bring(room, number)
    done = forgotten(room, "outlet0.example", "host", thorough=False)
    assert done.removed.rows["article"] == done.removed.rows["story"] == 25
    assert problems(room) == []
    assert len(room.archive.raw_pages(0, 100)) == 6
