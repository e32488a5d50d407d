"""An archive that chance fills, and questions to it, for counts that are held to counting by hand."""

import random
from datetime import timedelta

from extractors.tagging.record import Entity, Related, Topic
from storage import Query

LANGUAGES = ("ru", "en", "zh", None)
OUTLETS = ("herald.example", "news.example.com", "example.com", "example.co.uk", "127.0.0.1:8000")


def fill(newsroom, count=24):
    """Bring in articles that chance makes, from some years, under two lexicons that share slugs."""
    chance = random.Random(7)
    listed = [None, *newsroom.sources("one", "two")]
    for number in range(count):
        text = f"Number {number} of our reports. " + " ".join(chance.choices("abcdefghij", k=30)) + f" {number}."
        source = chance.choice(listed)
        newsroom.bring(
            f"https://{chance.choice(OUTLETS)}/{number}-a-report",
            text,
            source_id=source and source.id,
            language=chance.choice(LANGUAGES),
            published=newsroom.dated(newsroom.now - timedelta(days=chance.randrange(1500))) if number % 3 else None,
            tagging=[taggings(newsroom, chance, text, tag) for tag in ("sco", "brics")],
        )


def taggings(newsroom, chance, text, tag):
    span = (newsroom.span("", text, "Number", "any"),)
    level = chance.choice(("none", "mention", "central", "abstain"))
    about = level in {"mention", "central"}
    other = "brics" if tag == "sco" else "nato"
    return newsroom.tagging(
        "", text, *(["Number"] if about else []), tag=tag, level=level,
        topics=tuple(Topic(slug=each, evidence=span) for each in chance.sample(("trade", "energy"), k=about)),
        entities=tuple(
            Entity(kind=kind, slug=slug, name=slug.upper(), detail="", evidence=span)
            for kind, slug in chance.sample((("body", "rats"), ("state", "china"), ("state", "rats")), k=2 * about)
        ),
        related=(Related(slug=other, name=other.upper(), level="mention", confidence=1.0, evidence=span),)
        * chance.randrange(2),
    )  # fmt: skip


QUERIES = (
    Query(),
    Query(words="reports"),
    Query(words="reports -3", language="ru"),
    Query(tag="sco"),
    Query(tag="brics", topic="trade"),
    Query(tag="nato"),
    Query(tag="sco", level="central"),
    Query(entity="rats"),
    Query(source="one", originals=True),
)
