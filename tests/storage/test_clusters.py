import re

from storage.clusters import Clustered, cluster
from tests.prose import story

STORY, OTHER = story(0), story(100)


def test_copies_join_the_text_that_came_first():
    texts = [
        ("a", "One", STORY),
        ("b", "Two", OTHER),
        ("c", "One again", STORY.upper()),
        ("d", "", STORY[: len(STORY) // 2]),
        ("e", "", f"BEIJING — {OTHER} Sign up for our newsletter."),
    ]
    first, second, *copies = cluster(texts)
    assert first == Clustered(id="a", cluster="a", kind="original", of=None, score=0.0)
    assert second.cluster == "b"
    assert [(each.cluster, each.kind, each.of) for each in copies] == [
        ("a", "exact", "a"),
        ("a", "syndicated", "a"),
        ("b", "near", "b"),
    ]


def test_a_reprint_as_outlets_make_them_is_known(texts):
    """Another headline, a dateline, a byline above, the author below, half of it cut, words broken by print."""
    for name, original in texts.items():
        body = original[: len(original) * 6 // 10].rpartition(" ")[0]
        broken = re.sub(r"([a-z]{3,})([a-z]{3,}) (\w+) ", r"\1-\2 \3 ", body)
        assert broken.count("-") > 3
        reprint = (
            f"Written by The Lantern Post\n\nTESBULAK (Agency): {broken}\n\nAbout the author\n\nThe Lantern Post desk"
        )
        _, second = cluster([("a", "Envoys meet", original), ("b", f"What {name} means for us", reprint)])
        assert (second.cluster, second.of) == ("a", "a"), name


def test_texts_without_words_stay_alone():
    assert [each.cluster for each in cluster([("a", "t", ""), ("b", "t", ""), ("c", "t", "…")])] == ["a", "b", "c"]


def test_answers_come_while_texts_still_arrive():
    seen = []

    def arriving():
        for name in "abc":
            seen.append(name)
            yield name, "", STORY

    answers = cluster(arriving())
    assert next(answers).cluster == "a"
    assert seen == ["a"]
    answers.close()


def test_one_stream_knows_nothing_of_another():
    assert [each.kind for each in (*cluster([("a", "", STORY)]), *cluster([("b", "", STORY)]))] == ["original"] * 2
