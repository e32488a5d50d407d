"""The search index follows the articles: what is stored, edited, tagged anew; and it changes only with the schema."""

import hashlib

import pytest
from sqlalchemy import text

from extractors.analyze import ANALYSER, terms
from extractors.tagging.record import Topic
from storage import Query
from storage.anew import DERIVED
from storage.tables import article

SAID = {
    "en": "The Summits' leaders were running 25 countries' policies, well-known and re-elected.",
    "ru": "Саммиты лидеров стран ШОС: ёлки, самолётами, договорённостей о сотрудничестве.",
    "kk": "Мемлекеттердің көшбасшылары саммитке қатысты, елдеріміздің ынтымақтастығы.",
    "fa": "رهبران کشورهای عضو سازمان همکاری شانگهای در نشست‌ها شرکت می‌کنند.",
    "ur": "شنگھائی تعاون تنظیم کے اجلاسوں میں رہنماؤں نے شرکت کی۔",
    "ar": "القمة والقمم والدول الأعضاء في منظمة شنغهاي للتعاون.",
    "zh": "上海合作組織峰会在撒马尔罕举行,各国领导人出席。",
    "tr": "Zirvelerde liderlerin İstanbul'daki görüşmeleri.",
    "uz": "Oʻzbekistonning davlatlari sammitlarida.",
    None: "SCO U.S. 3.5 №5 ＳＣＯ",
}


def test_terms_change_only_together_with_their_version_and_the_schema():
    """If this fails, stored indexes hold other terms than queries ask for.

    Raise ANALYSER, add a migration with ANEW = ("index",) (see storage.anew), and put the new digest here.
    """
    cut = "|".join(" ".join(terms(said, language)) for language, said in SAID.items())
    assert (ANALYSER, hashlib.sha256(cut.encode()).hexdigest()[:16]) == ("2", "db75f134714da8c6")


@pytest.mark.parametrize("how", ["edited", "tagged"])
def test_the_index_follows_what_changes(newsroom, texts, how):
    url = "https://a.example/bridge"
    newsroom.bring(url, texts["bridge"], "Bridge closed")
    assert newsroom.urls(words="title:bridge") == [url]
    assert newsroom.urls(tag="sco") == newsroom.urls(words="title:kite") == []
    span = newsroom.span("", texts["bridge"], texts["bridge"].split()[0])
    topics = (Topic(slug="trade", evidence=(span,)),)
    said = newsroom.tagging("", texts["bridge"], texts["bridge"].split()[0], level="central", topics=topics)
    if how == "edited":
        more = f"{texts['bridge']} In the end it was a kite, as the children of the village confirm."
        later = newsroom.dated(newsroom.now.replace(year=2026))
        newsroom.settle(newsroom.worked(newsroom.claim_edited(url), more, "Kite", tagging=said, published=later))
        assert newsroom.urls(words="title:kite") == newsroom.urls(since=newsroom.now.replace(year=2026)) == [url]
        assert newsroom.urls(words="title:bridge") == []
    else:
        newsroom.archive.retag(lambda _: [said], lambda _: None, 0, 10)
    assert newsroom.urls(tag="sco") == newsroom.urls(tag="sco", topic="trade", level="central") == [url]
    assert newsroom.archive.count(Query()) == 1


def test_an_archive_that_was_indexed_otherwise_is_indexed_anew(newsroom, texts):
    newsroom.bring("https://a.example/", texts["bridge"], "Bridge closed")
    newsroom.change(text("DROP TABLE article_index"))
    newsroom.change(article.update().values(sort_key=0, outlet="", length=0))
    told: list[int] = []
    with newsroom.archive.engine.execution_options(writes=True).begin() as connection:
        DERIVED["index"].make(connection, told.append)
    assert told == [1]
    [hit] = newsroom.archive.search(Query(words="bridge"))
    assert (hit.url, hit.outlet) == ("https://a.example/", "a.example")
    [row] = newsroom.rows(article)
    assert row.length > 100
