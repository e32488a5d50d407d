"""SQLite and PostgreSQL give the same answers: two hundred generated questions to one archive on both."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from extractors.tagging.record import Topic
from storage import Query

SAID = {
    "en": "summit leaders bridges countries energy ministers met said agreements growing trade border the of and",
    "ru": "саммит лидеры мосты страны энергетика министры встретились сказал соглашения торговля граница и в на",
    "kk": "саммит көшбасшылар көпірлер елдер энергетика министрлер кездесті деді келісімдер сауда шекара және",
    "fa": "نشست رهبران پل‌ها کشورها انرژی وزیران دیدار گفت توافق تجارت مرز و در به",
    "zh": "峰会 领导人 桥梁 国家 能源 部长 会晤 表示 协议 贸易 边界 和 在 的",
    "tr": "zirve liderler köprüler ülkeler enerji bakanlar görüştü dedi anlaşmalar ticaret sınır ve bir",
    None: "summit саммит energy 2025 25 шос sco",
}
LANGUAGES = {language: said.split() for language, said in SAID.items()}
ARTICLES, QUESTIONS = 100, 200


def fill(newsroom):
    """Bring in articles of few words, so that most questions have answers; some are copies, some are edited."""
    dice = random.Random(1)
    states = newsroom.sources("one", "two", "three")
    for number in range(ARTICLES):
        language = dice.choice(list(LANGUAGES))
        join = "" if language == "zh" else " "
        title, body = (join.join(dice.choices(LANGUAGES[language], k=size)) for size in (5, dice.randint(20, 90)))
        level = dice.choice(["none", "mention", "central"])
        word = body.split()[0]
        topics = (Topic(slug=dice.choice(["trade", "energy"]), evidence=(newsroom.span(title, body, word, "trade"),)),)
        spans = {"topics": topics} if level != "none" else {}
        said = newsroom.tagging(title, body, *([word] if level != "none" else []), level=level, **spans)
        moment = newsroom.now - timedelta(hours=dice.randint(0, 2_000))
        url = f"https://www.outlet{number % 4}.example/{number}"
        about = {"language": language, "tagging": said, "published": newsroom.dated(moment) if number % 7 else None}
        newsroom.bring(url, body, title, source_id=dice.choice([None, *(each.id for each in states)]), **about)
        if number % 9 == 0:
            newsroom.bring(f"https://copy.example/{number}", body, title, **about)
        if number % 11 == 0:
            lease = newsroom.claim_edited(url)
            longer = f"{body}{join or '。'}{join.join(dice.choices(LANGUAGES[language], k=60))}"
            newsroom.settle(newsroom.worked(lease, longer, title, **about), now=newsroom.now + timedelta(hours=1))
    return newsroom


def questions(now):
    """Give two hundred questions, the same in every run."""
    dice = random.Random(20251201)
    for _ in range(QUESTIONS):
        language = dice.choice([each for each in LANGUAGES if each])
        one, two, three = dice.choices(LANGUAGES[language], k=3)
        shape = dice.choice([
            "{0}", "{0} {1}", '"{0} {1}"', "{0} -{1}", "{0}*", "{3}*", "{0} OR {1}", "title:{0}", "text:{0} {1}",
            "-title:{0} {1}", "{0} ({1} OR {2})", 'title:"{0} {1}" OR {2}', "", "",
        ])  # fmt: skip
        words = shape.format(one, two, three, one[: dice.randint(1, 3)])
        filters = {
            "tag": "sco", "topic": dice.choice(["trade", "energy"]), "language": language,
            "level": dice.choice(["central", "mention", "none"]), "source": dice.choice(["one", "two"]),
            "country": dice.choice(["UZ", "KZ"]), "outlet": "outlet1.example",
            "since": now - timedelta(hours=dice.randint(0, 2_000)),
            "until": now - timedelta(hours=dice.randint(0, 1_000)), "originals": True, "has_versions": True,
            "seen_since": now, "as_of": now + timedelta(minutes=dice.choice([30, 90])), "story": dice.randint(1, 50),
        }  # fmt: skip
        chosen = dice.sample(sorted(filters), dice.choice([0, 1, 1, 2, 3]))
        order = dice.choice(["relevance", "newest", "oldest"])
        yield Query(words=words or None, order=order, limit=None, **{name: filters[name] for name in chosen})


@pytest.fixture(scope="module")
def on_both(two_archives, newsroom_of):
    """The same archive on SQLite and on PostgreSQL."""
    return [fill(newsroom_of(each)) for each in two_archives]


def test_two_hundred_questions_have_the_same_answers(on_both):
    answered = 0
    for query in questions(on_both[0].now):
        sqlite, postgresql = ([hit.id for hit in each.archive.search(query)] for each in on_both)
        assert set(sqlite) == set(postgresql), query
        if query.order != "relevance" or query.words is None:
            assert sqlite == postgresql, query
        answered += bool(sqlite)
        assert on_both[0].archive.count(query) == len(sqlite)
    assert answered >= QUESTIONS / 2


@pytest.mark.parametrize("word", ["summit", "energy", "саммит", "мосты", "көпірлер", "峰会", "zirve", "title:summit"])
def test_hits_say_the_same_and_come_in_the_same_order(on_both, word):
    asked = Query(words=word, limit=None, snippets=True)
    sqlite, postgresql = ([replace(hit, score=0.0) for hit in each.archive.search(asked)] for each in on_both)
    assert sqlite == postgresql
    assert len(sqlite) >= 3
