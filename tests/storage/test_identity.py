"""Which stored article a page is: addresses that are sure, hints that the text confirms or not, in every order."""

from itertools import permutations

import pytest
from sqlalchemy import update

from config.lexicon import load_lexicon
from extractors.analysis import analyse
from extractors.tagging.tagger import Tagger
from extractors.urls import canonical_url
from storage.articles import Worked
from storage.tables import article, capture, frontier, version

PAGE = "https://a.example/2025/rain"
MOBILE = "https://m.a.example/2025/rain/"
AMP = "https://a.example/amp/12345"  # no twin of PAGE by its address


def worked(newsroom, lease, text, claims=None, leads_to=None, **fields):
    """A page at *leads_to*, or where it was listed, that claims to be at *claims*."""
    at = leads_to or lease.fetch_url
    here = canonical_url(at)
    said = newsroom.analysis(claims or here, text, stands_at=here, **fields)
    return Worked(lease=lease, fetched=newsroom.page(at, text.encode()), analysis=said)


def bring(newsroom, url, text, claims=None, **given):
    """Take a page all the way; say how it ended."""
    newsroom.discover(url)
    [lease] = newsroom.claim(canonical_url(url))
    [settled] = newsroom.settle(worked(newsroom, lease, text, claims, **given))
    return settled.outcome, settled.reason


def again(newsroom, url, text, claims=None, hours=1, **given):
    """List a page as edited and take it in once more."""
    [settled] = newsroom.settle(worked(newsroom, newsroom.claim_edited(url, hours), text, claims, **given))
    return settled.outcome, settled.reason


def stored(newsroom):
    return {row.url: row.text for row in newsroom.rows(article)}


def retouched(text):
    return text.replace("old bridge", "ancient bridge").replace("in spring", "next spring")


@pytest.mark.parametrize("pages", [*permutations([PAGE, MOBILE])])
@pytest.mark.parametrize("change", [str, retouched])
def test_views_of_one_text_on_two_hosts_are_one_article_whichever_comes_first(newsroom, texts, pages, change):
    first, second = pages
    assert bring(newsroom, first, texts["bridge"]) == ("stored", "")
    assert bring(newsroom, second, change(texts["bridge"])) == ("duplicate", "same_url")
    [row] = newsroom.rows(article)
    assert (row.url, row.text, row.twin_key) == (first, texts["bridge"], "a.example/2025/rain")
    assert [(each.state, each.article_id) for each in newsroom.rows(frontier)] == [("done", None), ("done", row.id)]
    assert len(newsroom.rows(capture)) == 2
    assert newsroom.rows(version) == []


@pytest.mark.parametrize("pages", [*permutations([PAGE, MOBILE])])
def test_a_mobile_site_with_numbers_of_its_own_keeps_its_articles(newsroom, texts, pages):
    assert [bring(newsroom, *each) for each in zip(pages, (texts["bridge"], texts["orchard"]), strict=True)] == [
        ("stored", "")
    ] * 2
    assert stored(newsroom) == dict(zip(pages, (texts["bridge"], texts["orchard"]), strict=True))


def test_a_twin_of_half_the_text_is_a_copy_in_the_story_and_a_claimed_page_of_half_is_the_page(newsroom, texts):
    whole = texts["bridge"] + "\n\n" + texts["orchard"]
    bring(newsroom, PAGE, whole)
    assert bring(newsroom, MOBILE, texts["bridge"]) == ("duplicate", "syndicated")
    assert bring(newsroom, AMP, texts["bridge"], claims=PAGE) == ("duplicate", "same_url")
    assert set(stored(newsroom)) == {PAGE, MOBILE}


@pytest.mark.parametrize("amp_first", [True, False])
def test_an_amp_page_that_names_its_canonical_is_that_page(newsroom, texts, amp_first):
    pages = [(AMP, texts["bridge"], PAGE), (PAGE, texts["bridge"], None)]
    first, second = pages if amp_first else pages[::-1]
    assert bring(newsroom, *first) == ("stored", "")
    assert bring(newsroom, *second) == ("duplicate", "same_url")
    assert stored(newsroom) == {PAGE: texts["bridge"]}


@pytest.mark.parametrize("text", ["bridge", "orchard"])
def test_a_page_that_names_its_amp_view_is_that_view_if_the_text_agrees(newsroom, texts, text):
    bring(newsroom, AMP, texts["bridge"])
    ended = bring(newsroom, PAGE, texts[text], amp_url=f"{AMP}?utm_source=x")
    assert ended == (("duplicate", "same_url") if text == "bridge" else ("stored", ""))


@pytest.mark.parametrize("names", [*permutations(["bridge", "orchard", "summit"])])
def test_pages_that_all_claim_one_address_stay_what_they_are(newsroom, texts, names):
    fixed = "https://a.example/story/1"
    for name in names:
        assert bring(newsroom, f"https://a.example/2025/{name}", texts[name], claims=fixed) == ("stored", "")
    assert stored(newsroom) == {f"https://a.example/2025/{name}": texts[name] for name in names}
    assert {row.canonical_claim for row in newsroom.rows(article)} == {fixed}
    assert newsroom.rows(version) == []
    edited = retouched(texts["bridge"])
    assert again(newsroom, "https://a.example/2025/bridge", edited, claims=fixed) == ("updated", "")
    assert stored(newsroom)["https://a.example/2025/bridge"] == edited
    assert len(newsroom.rows(version)) == 1


def test_the_page_that_stands_there_takes_its_address_from_one_that_claimed_it(newsroom, texts):
    bring(newsroom, AMP, texts["orchard"], claims=PAGE)
    assert set(stored(newsroom)) == {PAGE}
    assert bring(newsroom, PAGE, texts["bridge"]) == ("stored", "")
    assert stored(newsroom) == {PAGE: texts["bridge"], AMP: texts["orchard"]}
    claimant, _ = newsroom.rows(article)
    assert (claimant.canonical_claim, claimant.twin_key) == (PAGE, "a.example/12345")
    assert again(newsroom, AMP, texts["orchard"], claims=PAGE) == ("unchanged", "")
    assert again(newsroom, PAGE, texts["summit"]) == ("updated", "")
    assert stored(newsroom) == {PAGE: texts["summit"], AMP: texts["orchard"]}


def test_claimants_of_each_others_addresses_all_go_home(newsroom, texts):
    one, two, three = (f"https://a.example/story/{each}" for each in (1, 2, 3))
    bring(newsroom, one, texts["bridge"], claims=two)
    bring(newsroom, two, texts["orchard"], claims=three)
    assert bring(newsroom, three, texts["summit"]) == ("stored", "")
    assert stored(newsroom) == {one: texts["bridge"], two: texts["orchard"], three: texts["summit"]}


def test_the_second_page_of_an_article_that_claims_the_first_is_no_edit_of_it(newsroom, texts):
    bring(newsroom, PAGE, texts["bridge"])
    assert bring(newsroom, f"{PAGE}?page=2", texts["orchard"], claims=PAGE) == ("stored", "")
    assert stored(newsroom) == {PAGE: texts["bridge"], f"{PAGE}?page=2": texts["orchard"]}
    assert newsroom.rows(version) == []


def test_an_edit_at_the_address_of_an_article_is_a_version_whatever_it_claims(newsroom, texts):
    bring(newsroom, f"{PAGE}?ref=17", texts["bridge"], claims=PAGE)
    assert again(newsroom, f"{PAGE}?ref=17", texts["orchard"], claims=PAGE) == ("updated", "")
    assert again(newsroom, f"{PAGE}?ref=17", texts["summit"], hours=2) == ("updated", "")
    assert stored(newsroom) == {f"{PAGE}?ref=17": texts["summit"]}
    assert len(newsroom.rows(version)) == 2


def test_an_edited_twin_makes_neither_a_version_nor_an_article(newsroom, texts):
    bring(newsroom, PAGE, texts["bridge"])
    bring(newsroom, MOBILE, texts["bridge"])
    assert again(newsroom, MOBILE, texts["orchard"]) == ("duplicate", "same_url")
    assert again(newsroom, MOBILE, texts["orchard"], claims=PAGE, hours=2) == ("duplicate", "same_url")
    assert stored(newsroom) == {PAGE: texts["bridge"]}
    assert newsroom.rows(version) == []
    assert again(newsroom, PAGE, texts["orchard"]) == ("updated", "")
    assert stored(newsroom) == {PAGE: texts["orchard"]}
    assert len(newsroom.rows(version)) == 1


def test_a_view_that_is_older_than_the_last_edit_is_still_a_view(newsroom, texts):
    bring(newsroom, PAGE, texts["bridge"])
    again(newsroom, PAGE, texts["orchard"])
    assert bring(newsroom, MOBILE, texts["bridge"]) == ("duplicate", "same_url")
    assert stored(newsroom) == {PAGE: texts["orchard"]}


def test_an_address_that_shows_today_what_another_article_says_is_not_bound_to_that_of_yesterday(newsroom, texts):
    today, other = "https://a.example/today", "https://a.example/2025/orchard"
    bring(newsroom, PAGE, texts["bridge"])
    assert bring(newsroom, today, texts["bridge"], claims=PAGE) == ("duplicate", "same_url")
    assert again(newsroom, today, texts["orchard"], claims=other) == ("stored", "")
    assert stored(newsroom) == {PAGE: texts["bridge"], other: texts["orchard"]}


def test_what_an_address_leads_to_is_the_page_that_stands_there(newsroom, texts):
    bring(newsroom, PAGE, texts["bridge"])
    short = "https://a.example/s/7"
    assert bring(newsroom, short, texts["orchard"], leads_to=PAGE) == ("duplicate", "same_url")
    assert stored(newsroom) == {PAGE: texts["bridge"]}


def test_an_article_listed_by_a_redirect_is_edited_through_it(newsroom, texts):
    short = "https://a.example/s/7"
    bring(newsroom, short, texts["bridge"], leads_to=PAGE, claims=AMP)
    assert again(newsroom, short, texts["orchard"], leads_to=PAGE, claims=AMP) == ("updated", "")
    assert bring(newsroom, PAGE, texts["summit"], claims=AMP) == ("duplicate", "same_url")
    assert stored(newsroom) == {AMP: texts["orchard"]}


@pytest.mark.parametrize("known", [True, False])
def test_an_address_that_leads_to_another_article_today_makes_it_no_edit(newsroom, texts, known):
    moved = "https://a.example/2025/orchard"
    if known:
        bring(newsroom, moved, texts["orchard"])
    bring(newsroom, PAGE, texts["bridge"])
    ended = again(newsroom, PAGE, texts["orchard"], leads_to=moved)
    assert ended == (("duplicate", "same_url") if known else ("stored", ""))
    assert stored(newsroom) == {PAGE: texts["bridge"], moved: texts["orchard"]}
    assert newsroom.rows(version) == []
    homes = {row.id: row.url for row in newsroom.rows(frontier)}
    assert {row.url: homes[row.frontier_id] for row in newsroom.rows(article)} == {PAGE: PAGE, moved: moved}
    assert again(newsroom, PAGE, texts["orchard"], leads_to=moved, hours=2) == ("duplicate", "same_url")
    assert again(newsroom, moved, texts["summit"], hours=3) == ("updated", "")
    assert stored(newsroom) == {PAGE: texts["bridge"], moved: texts["summit"]}


def test_an_article_that_moved_stays_one_article(newsroom, texts):
    moved = "https://a.example/archive/7"
    bring(newsroom, PAGE, texts["bridge"])
    assert again(newsroom, PAGE, retouched(texts["bridge"]), leads_to=moved) == ("updated", "")
    assert stored(newsroom) == {moved: retouched(texts["bridge"])}


@pytest.mark.parametrize("copy_first", [True, False])
def test_a_copy_that_names_the_original_elsewhere_is_a_copy_and_keeps_the_claim(newsroom, texts, copy_first):
    original, copy = "https://agency.example/news/1", "https://b.example/news/1"
    ends = []
    for url in [copy, original] if copy_first else [original, copy]:
        claim = original if url == copy else None
        ends.append(bring(newsroom, url, texts["bridge"], canonical_claim=claim))
    assert ends == [("stored", ""), ("duplicate", "exact")]
    assert {row.url: row.canonical_claim for row in newsroom.rows(article)} == {original: None, copy: original}


def test_a_listed_address_that_has_another_key_today_leads_to_its_article(newsroom, texts):
    """As in an archive of before the rules on AMP: its frontier and its article have /amp in the key."""
    bring(newsroom, PAGE, texts["bridge"])
    old = {"url": f"{PAGE}/amp", "fetch_url": f"{PAGE}/amp"}
    newsroom.change(update(frontier).values(old))
    newsroom.change(update(article).values(url=old["url"]))
    assert bring(newsroom, f"{PAGE}/amp", texts["orchard"]) == ("updated", "")
    [row] = newsroom.rows(article)
    before, today = newsroom.rows(frontier)
    assert (row.url, row.text, row.frontier_id) == (PAGE, texts["orchard"], today.id)
    assert (before.url, before.article_id, today.url) == (f"{PAGE}/amp", row.id, PAGE)
    assert again(newsroom, PAGE, texts["summit"]) == ("updated", "")
    assert len(newsroom.rows(version)) == 2


def test_texts_without_words_confirm_nothing(on_sqlite):
    assert bring(on_sqlite, PAGE, "…") == ("stored", "")
    assert bring(on_sqlite, MOBILE, "…") == ("stored", "")
    assert len(stored(on_sqlite)) == 2


def as_html(text, head):
    sentences = text.split(". ")
    paragraphs = "".join(f"<p>{'. '.join(sentences[at : at + 2])}.</p>" for at in range(0, len(sentences), 2))
    title = sentences[0][:40]
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><article>{paragraphs}</article>"


def names(url):
    return f'<link rel="canonical" href="{url}"><meta property="og:url" content="{url}">'


BRIDGE, ORCHARD, SUMMIT = (f"https://a.example/2025/09/{each}-and-so-on" for each in ("bridge", "orchard", "summit"))
SITE = [  # listed at, text, head
    (BRIDGE, "bridge", ""),
    ("https://m.a.example/2025/09/bridge-and-so-on", "bridge", ""),
    ("https://a.example/lite/view.php?n=77", "bridge", names(BRIDGE)),
    ("https://a.example/share/orchard-and-so-on", "orchard", names(BRIDGE)),
    (ORCHARD, "orchard", names("https://a.example/")),
    (SUMMIT, "summit", names("https://a.example/2025/")),
    (f"{SUMMIT}?from=rss", "summit", names(BRIDGE)),
    ("https://b.example/2025/09/1234", "summit", names(SUMMIT)),
]


# Where a claim is contested before its page is there, a mobile view that comes before the page can't be told: not here.
@pytest.mark.parametrize("order", [SITE, [*SITE[:1:-1], *SITE[:2]], [*SITE[3:], *SITE[:3]], [*SITE[::2], *SITE[1::2]]])
def test_a_site_of_views_and_wrong_claims_has_as_many_articles_as_it_has_texts_at_an_address(newsroom, texts, order):
    tagger = Tagger(load_lexicon())
    for url, name, head in order:
        newsroom.discover(url)
        for lease in newsroom.claim(canonical_url(url)):
            page = newsroom.page(url, as_html(texts[name], head).encode())
            said = analyse(page, lease.entry, [tagger])
            newsroom.settle(Worked(lease=lease, fetched=page, analysis=said))
    held = {(row.text.split()[0], row.url.split("/")[2].removeprefix("m.")) for row in newsroom.rows(article)}
    first = {name: texts[name].split()[0] for name in ("bridge", "orchard", "summit")}
    site = "a.example"
    assert held == {
        (first["bridge"], site),
        (first["orchard"], site),
        (first["summit"], site),
        (first["summit"], "b.example"),
    }
    of_bridge = [row for row in newsroom.rows(article) if row.text.startswith(first["bridge"])]
    assert len(of_bridge) == 1
    assert newsroom.rows(version) == []
    assert {row.state for row in newsroom.rows(frontier)} == {"done"}
