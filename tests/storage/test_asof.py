"""What the archive knew at a time."""

from datetime import timedelta

import pytest

from storage import Query

HOUR = timedelta(hours=1)


@pytest.fixture
def edited(newsroom, texts):
    """An article stored at noon, that says another thing from two o'clock on, and a third from five on."""
    url = "https://a.example/bridge"
    newsroom.bring(url, texts["bridge"] + " At first a zeppelin was seen.", "A zeppelin over the bridge")
    newsroom.bring("https://b.example/other", texts["orchard"], "Orchards")
    for hours, title, end in (
        (2, "No airship over the bridge", "Later an airship was seen, which nobody had expected at all."),
        (5, "Nothing over the bridge", "In the end it was a kite, as the children of the village confirm."),
    ):
        lease = newsroom.claim_edited(url, hours)
        newsroom.settle(newsroom.worked(lease, f"{texts['bridge']} {end}", title), now=newsroom.now + HOUR * hours)
    return newsroom


def titles(newsroom, **asked):
    return [hit.title for hit in newsroom.archive.search(Query(**asked))]


@pytest.mark.parametrize(
    ("hours", "words", "expected"),
    [
        (0, "zeppelin", ["A zeppelin over the bridge"]),
        (1, "zeppelin", ["A zeppelin over the bridge"]),
        (1, "airship", []),
        (1, "kite", []),
        (3, "zeppelin", []),
        (3, "airship", ["No airship over the bridge"]),
        (3, "title:airship", ["No airship over the bridge"]),
        (5, "airship", []),
        (5, "kite", ["Nothing over the bridge"]),
        (9, "kite", ["Nothing over the bridge"]),
        (-1, "zeppelin", []),
        (3, "airship -kite", ["No airship over the bridge"]),
    ],
)
def test_words_are_looked_for_in_the_texts_of_the_time(edited, hours, words, expected):
    assert titles(edited, words=words, as_of=edited.now + HOUR * hours) == expected
    assert titles(edited, words=words, as_of=edited.now + HOUR * hours, language="en", order="newest") == expected
    assert titles(edited, words=words, as_of=edited.now + HOUR * hours, language="ru") == []
    assert edited.archive.count(Query(words=words, as_of=edited.now + HOUR * hours)) == len(expected)


def test_articles_that_came_later_are_left_out_and_titles_are_those_of_the_time(edited, texts):
    edited.bring("https://c.example/late", texts["summit"], "Late")
    late = edited.now + HOUR * 9
    assert sorted(titles(edited, as_of=late)) == ["Late", "Nothing over the bridge", "Orchards"]
    assert sorted(titles(edited, as_of=edited.now)) == ["A zeppelin over the bridge", "Late", "Orchards"]
    assert titles(edited, as_of=edited.now - HOUR) == []


def test_snippets_are_of_the_time(edited):
    [hit] = edited.archive.search(Query(words="airship", as_of=edited.now + HOUR * 3, snippets=True))
    marked = [hit.snippet.text[start:end] for start, end in hit.snippet.spans]
    assert marked[0] == "airship"
    assert [hit.title[start:end] for start, end in hit.snippet.title] == ["airship"]


def test_a_copy_whose_original_came_later_was_an_original_then(newsroom, texts):
    newsroom.bring("https://first.example/", texts["bridge"])
    [lease] = (newsroom.discover("https://second.example/"), newsroom.claim("https://second.example/"))[1]
    newsroom.settle(newsroom.worked(lease, texts["bridge"]), now=newsroom.now + HOUR)
    later, at_first = newsroom.now + HOUR * 2, newsroom.now
    assert len(titles(newsroom, originals=True, as_of=later)) == len(titles(newsroom, copies=True, as_of=later)) == 1
    assert len(titles(newsroom, originals=True, as_of=at_first)) == 1
    assert titles(newsroom, copies=True, as_of=at_first) == []


def test_what_was_edited_later_had_no_versions_then(edited):
    assert titles(edited, has_versions=True, as_of=edited.now + HOUR) == []
    assert titles(edited, has_versions=True, as_of=edited.now + HOUR * 3) == ["No airship over the bridge"]


def test_words_in_edited_texts_of_the_time_are_found(edited):
    for hours, found in ((1, []), (3, ["No airship over the bridge"]), (9, [])):
        moment = edited.now + HOUR * hours
        assert titles(edited, words="airship", as_of=moment, has_versions=True) == found


def test_pages_of_such_an_answer_are_whole(edited):
    query = Query(words="bridge", as_of=edited.now + HOUR * 3, limit=1)
    page = edited.archive.page(query)
    assert [hit.title for hit in page.hits] == ["No airship over the bridge"]
    assert page.after is None
