"""Where an outlet may keep its listings: what its page names, what its software is known for, what is customary.

Nothing is fetched here. Candidates come in the order in which they are worth a request; flows.autodiscovery asks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from config.sources import SourceKind
from extractors.headline import fold
from extractors.html import one_line
from extractors.links import Link, LinkedPage, letters, read_links
from extractors.permalinks import address_shape, site_of
from extractors.records import Unreadable
from extractors.section import HEADLINE
from extractors.urls import canonical_url, host_of, resolve

NAMED = 60  # candidates that a page names by links; pages that list a feed for each club have more
SECTIONS = 8
HINTED = 500_000  # bytes of a page in which the marks of its software are looked for

_FEED_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/rss",
    "application/atom", "application/x.atom+xml", "application/x-atom+xml", "text/rss+xml", "text/atom+xml", "text/rss",
})  # fmt: skip
# Types that servers give to feeds, and to other things; the address has to look like one too.
_VAGUE_TYPES = frozenset({"", "text/xml", "application/xml", "application/json", "text/html", "text/plain"})
_FEED_ADDRESS = re.compile(
    r"(?:^|[/.?&=-])(?:rss[\d._]*|\w*rss(?=\.)|rss[-_]?feeds?|feeds?|atom|rdf)(?:[/.?&=-]|$)|^(?:rss|feeds?)\.|feedburner",
    re.IGNORECASE,
)
_FEED_WORDS = re.compile(r"\brss\b|^(?:atom|feeds?)$|\b(?:atom|xml|news) feeds?\b", re.IGNORECASE)
# Readers, validators and other services that take a feed's address in theirs.
_SERVICE = re.compile(
    r"validator\.|google\.|feedly\.|yahoo\.|inoreader\.|netvibes\.|newsblur\.|bloglines\.|newsgator\."
)
_COMMENTS = re.compile(
    r"comments?\b|комментари|коментар|каментар|пікір|izoh|şərh|yorum|评论|評論|コメント|댓글|kommentar|komentarz"
    r"|comentario|commentaire|دیدگاه|نظرات|تعليقات|تبصر",
    re.IGNORECASE,
)
_SECTION_FOLDERS = frozenset({
    "news", "novosti", "latest", "latest-news", "all-news", "allnews", "lenta", "press", "press-center", "media",
    "xinwen", "yaowen", "zhxw", "xabarlar", "yangiliklar", "zhanalyktar", "janalyqtar", "janalyktar", "kabarlar",
    "habarlar", "akhbor", "ahbor", "haberler", "xeberler", "navini", "medee", "akhbar", "khabar", "articles",
    "新闻", "новости", "жаңалықтар", "اخبار",
})  # fmt: skip
_SECTION_WORDS = frozenset({
    "news", "latest news", "all news", "latest", "press releases", "новости", "все новости", "лента новостей",
    "лента", "последние новости", "пресс релизы", "навіны", "новини", "жаңалықтар", "барлық жаңалықтар", "жаңылыктар",
    "yangiliklar", "xabarlar", "barcha xabarlar", "янгиликлар", "хабарлар", "ахбор", "хабарҳо", "habarlar",
    "täzelikler", "haberler", "son dakika", "xəbərlər", "bütün xəbərlər", "мэдээ", "新闻", "要闻", "资讯", "新闻中心",
    "最新消息", "新聞", "اخبار", "خبر", "آخرین اخبار", "خبریں", "تازہ ترین", "समाचार", "ताज़ा खबर", "সংবাদ", "الأخبار",
})  # fmt: skip

# (what the page shows, where such sites keep their feed, who they are); an address without / is beside the page.
_SOFTWARE = (
    (re.compile(rb"wp-content|wp-json|generator[^>]{0,40}wordpress", re.IGNORECASE), "/feed/", "WordPress"),
    (re.compile(rb"generator[^>]{0,40}blogger|\.blogspot\.com/", re.IGNORECASE), "/feeds/posts/default", "Blogger"),
    (re.compile(rb"generator[^>]{0,40}ghost", re.IGNORECASE), "/rss/", "Ghost"),
    (re.compile(rb"substackcdn\.com", re.IGNORECASE), "/feed", "Substack"),
    (re.compile(rb"/bitrix/(?:js|templates|cache)", re.IGNORECASE), "/rss/", "Bitrix"),
    (re.compile(rb"/sites/(?:default|all)/|generator[^>]{0,40}drupal", re.IGNORECASE), "/rss.xml", "Drupal"),
    (re.compile(rb"generator[^>]{0,40}datalife|/engine/classes/", re.IGNORECASE), "/rss.xml", "DataLife Engine"),
    (re.compile(rb"generator[^>]{0,40}joomla", re.IGNORECASE), "?format=feed&type=rss", "Joomla"),
    (re.compile(rb"generator[^>]{0,40}(?:hugo|jekyll)", re.IGNORECASE), "/index.xml", "Hugo"),
    (re.compile(rb"squarespace\.com", re.IGNORECASE), "?format=rss", "Squarespace"),
    (re.compile(rb"static\.wixstatic\.com", re.IGNORECASE), "/blog-feed.xml", "Wix"),
)  # fmt: skip
_USUAL_BESIDE = ("feed/", "rss", "rss.xml")
_USUAL_FEEDS = (
    "/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed", "/rss/", "/feeds", "/rss/all.xml", "/index.xml",
    "/export/rss2/index.xml",
    "/?feed=rss2", "/rss/news.xml", "/news/rss", "/feed.json",
)  # fmt: skip
_USUAL_SITEMAPS = (
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/wp-sitemap.xml",
)
_NEWS = re.compile("news|novosti|latest|xinwen", re.IGNORECASE)
_NO_NEWS = re.compile("image|video|categor|tag|author|users|page|static|archive|rubric|menu|product", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be a listing."""

    url: str
    kind: SourceKind
    why: str  # a few words for the operator: "link rel=alternate", "usual path", ...
    named: bool  # True: the site itself names it; False: a guess


def find_candidates(
    body: bytes, *, url: str, content_type: str | None = None, sitemaps: Sequence[str] = ()
) -> tuple[Candidate, ...]:
    """List where the site of a page may keep its listings, the likeliest first, each address once.

    Feeds named by the page, its pages of news, feeds guessed from its software and from custom, sitemaps named and
    guessed. Feeds of comments and oEmbed addresses are left out. A body that is no page gives guesses only,
    and an address that is none gives nothing.

    Args:
        body: the page, decompressed.
        url: where it was fetched.
        content_type: the HTTP header, with its parameters; only its charset is heard.
        sitemaps: what the robots.txt of the site names.

    Source: RSS Advisory Board, "RSS Autodiscovery"; sitemaps.org, "Submitting Sitemaps via robots.txt".
    """
    if canonical_url(url) is None:
        return ()
    page = read_links(body, url=url, content_type=content_type)
    named = () if isinstance(page, Unreadable) else (*_named_feeds(page, url), *_sections(page, url))
    return _once((*named, *_guessed_feeds(body, url), *_sitemaps(url, sitemaps)), url)


def is_about_comments(url: str, title: str | None) -> bool:
    """Say whether a feed lists the comments of readers.

    >>> is_about_comments("https://a.example/comments/feed/", None), is_about_comments("https://a.example/feed/", "A")
    (True, False)
    """
    return "comment" in url.lower() or bool(_COMMENTS.search(title or ""))


def is_for_news(url: str) -> bool:
    """Say whether the path of a sitemap says that it lists the latest news.

    >>> is_for_news("https://a.example/news-sitemap.xml"), is_for_news("https://news.example/sitemap.xml")
    (True, False)
    """
    return bool(_NEWS.search(urlsplit(url).path))


def _named_feeds(page: LinkedPage, url: str) -> Iterator[Candidate]:
    for element in page.tree.iter("link"):
        rel, title = set((element.get("rel") or "").lower().split()), one_line(element.get("title"))
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        link = resolve(page.base, element.get("href") or "")
        if link is None or not rel & {"alternate", "feed"} or (element.get("hreflang") and kind not in _FEED_TYPES):
            continue
        told = "feed" in rel or kind in _FEED_TYPES or (kind in _VAGUE_TYPES and _is_feed_address(link))
        if told and "stylesheet" not in rel and not is_about_comments(link, title):
            yield Candidate(
                url=link, kind="feed", why="link rel=alternate" if "feed" not in rel else "rel=feed", named=True
            )
    for each in page.links:
        if _is_feed_link(each, url):
            yield Candidate(url=each.url, kind="feed", why="a link on the page", named=True)


def _is_feed_link(link: Link, url: str) -> bool:
    host = urlsplit(link.url).hostname or ""
    if (
        _SERVICE.search(host)
        or "/~r/" in link.url
        or (site_of(link.url) != site_of(url) and not re.search("feed|rss", host))
    ):
        return False
    words = " ".join(filter(None, (link.words, link.element.get("title"), link.element.get("aria-label"))))[:200]
    if is_about_comments(link.url, words):
        return False
    typed = (link.element.get("type") or "").lower() in _FEED_TYPES
    called = len(words) <= 40 and _FEED_WORDS.search(words) is not None
    return typed or called or (_is_feed_address(link.url) and letters(link.words) < HEADLINE)


def _is_feed_address(url: str) -> bool:
    parts = urlsplit(url)
    if "/wp-json" in parts.path or "oembed" in url:
        return False
    return any(_FEED_ADDRESS.search(each) for each in (parts.hostname or "", parts.path, f"?{parts.query}"))


def _sections(page: LinkedPage, url: str) -> Iterator[Candidate]:
    # Those of the same host come first: sport.a.example has news too.
    for link in sorted(page.links, key=lambda each: host_of(each.url) != host_of(url)):
        path = urlsplit(link.url).path.strip("/").lower()
        last = path.rpartition("/")[2].partition(".")[0]
        if site_of(link.url) != site_of(url) or address_shape(link.url) != "unclear":
            continue
        if last in _SECTION_FOLDERS or fold(link.words[:40]) in _SECTION_WORDS:
            yield Candidate(url=link.url, kind="section", why=f"page called {link.words[:40] or last!r}", named=True)


def _guessed_feeds(body: bytes, url: str) -> Iterator[Candidate]:
    host, path = urlsplit(url).hostname or "", urlsplit(url).path
    if host == "medium.com" or host.endswith(".medium.com"):
        yield _guess(
            url, f"/feed{path if host == 'medium.com' else ''}".rstrip("/"), "feed", "where Medium keeps its feeds"
        )
    head = body[:HINTED]
    for mark, place, software in _SOFTWARE:
        if mark.search(head):
            yield _guess(url, place, "feed", f"where {software} keeps its feed")
    last = path.rpartition("/")[2]
    folder = path if path.endswith("/") or "." in last else f"{path}/"
    for place in _USUAL_BESIDE if folder.rpartition("/")[0] else ():
        yield _guess(url, urljoin(folder, place), "feed", "a usual address")
    for place in _USUAL_FEEDS:
        yield _guess(url, place, "feed", "a usual address")


def _sitemaps(url: str, named: Sequence[str]) -> Iterator[Candidate]:
    ranked = sorted(named[:NAMED], key=lambda each: (not is_for_news(each), bool(_NO_NEWS.search(each))))
    for each in ranked:
        if link := resolve(url, each):
            yield Candidate(url=link, kind="sitemap", why="named in robots.txt", named=True)
    for place in _USUAL_SITEMAPS:
        yield _guess(url, place, "sitemap", "a usual address")


def _guess(url: str, place: str, kind: SourceKind, why: str) -> Candidate:
    return Candidate(url=resolve(url, place) or url, kind=kind, why=why, named=False)


def _once(candidates: Iterable[Candidate], url: str) -> tuple[Candidate, ...]:
    """Keep the first of each address, which the page itself is not, and no more than a page may sensibly name."""
    kept: dict[str, Candidate] = {}
    count = {"feed": 0, "section": 0, "sitemap": 0}
    for each in candidates:
        most = SECTIONS if each.kind == "section" else NAMED
        key = canonical_url(each.url)
        if key is None or key in kept or key == canonical_url(url) or (each.named and count[each.kind] >= most):
            continue
        count[each.kind] += each.named
        kept[key] = each
    return tuple(kept.values())
