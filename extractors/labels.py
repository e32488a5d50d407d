"""How an outlet files a page: its section and its keywords, as the page states them.

Sources: https://schema.org/articleSection, https://schema.org/BreadcrumbList, https://ogp.me/#type_article.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.headline import fold
from extractors.html import one_line, select
from extractors.jsonld import Node, as_list, text_of, type_matches

SECTION_NAMES = (
    "article:section", "og:article:section", "itemprop=articlesection", "section", "parsely-section",
    "sailthru.section", "cxenseparse:section", "cxenseparse:recs:category", "category", "dc.subject.section",
)  # fmt: skip
KEYWORD_NAMES = (
    "news_keywords", "article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "itemprop=keywords", "keywords",
)  # fmt: skip
BREADCRUMBS = re.compile(r"(?:^|[/:])BreadcrumbList$")
MARKED = XPath(
    "(/descendant::*[@class[contains(., 'readcrumb')] or @id[contains(., 'readcrumb')] or"
    " @itemprop = 'articleSection'])[position() <= 4]"
)
LISTS = re.compile(r"\s*[,;，；、،\n]\s*")
PATHS = re.compile(r"\s*(?:[>›»|→]|\s/\s|\s::\s)\s*|\s*[;,]\s*")
CODED = re.compile(r"[\w.-]+[:=]\S|https?:|[{}<>\[\]]|_?[a-z0-9-]+_[a-z0-9_-]*$|_")  # of a program, not of an editor
KIND = re.compile(r"^(?:topics?|sections?|tags?|keywords?|category|type|person|place|location)\s*:\s+", re.IGNORECASE)
LONGEST_SECTION, LONGEST_KEYWORD = 50, 80  # characters
MOST_KEYWORDS = 40
LIST_LIMIT = 5_000  # characters of a list of keywords looked at
CRUMB_LIMIT = 12  # of a trail
# What stands first in a trail, and what files nothing.
HOME = frozenset({
    "home", "homepage", "home page", "main", "main page", "front page", "start", "startseite", "accueil", "inicio",
    "início", "principal", "strona główna", "główna", "domů", "hem", "forside", "etusivu", "kezdőlap", "acasă",
    "αρχική", "αρχική σελίδα", "главная", "главная страница", "головна", "галоўная", "начало", "басты бет", "басты",
    "башкы бет", "башкы барак", "bosh sahifa", "бош саҳифа", "asosiy", "асосӣ", "саҳифаи асосӣ", "anasayfa",
    "ana sayfa", "ana səhifə", "baş sahypa", "нүүр", "нүүр хуудас", "მთავარი", "գլխավոր", "خانه", "صفحه اصلی",
    "صفحه نخست", "الرئيسية", "سرورق", "صفحہ اول", "होम", "मुखपृष्ठ", "হোম", "প্রচ্ছদ", "首页", "首頁", "主页",
    "トップ", "ホーム", "홈", "trang chủ", "beranda", "article", "articles", "post", "posts", "page", "none", "null",
    "undefined", "uncategorized", "без рубрики", "allgemein", "default", "index", "all", "www", "you are here",
    "вы здесь",
})  # fmt: skip
# Sections that say no more than that this is an outlet of news: taken only where nothing else is stated.
PLAIN = frozenset({
    "news", "latest news", "nachrichten", "noticias", "notícias", "actualités", "actualité", "notizie", "nieuws",
    "nyheder", "nyheter", "aktualności", "wiadomości", "новости", "лента новостей", "новини", "навіны", "жаңалықтар",
    "кабарлар", "жаңылыктар", "yangiliklar", "янгиликлар", "хабарҳо", "haberler", "haber", "xəbərlər", "habarlar",
    "мэдээ", "اخبار", "خبر", "أخبار", "الأخبار", "خبریں", "समाचार", "新闻", "新闻中心", "资讯", "ニュース", "뉴스",
    "blog", "stories",
})  # fmt: skip


def find_section(
    tree: HtmlElement, node: Node, *, nodes: Iterable[Node], meta: Mapping[str, Sequence[str]], others: Iterable[str]
) -> str | None:
    """Return the section a page is filed under, None when it states none.

    Args:
        tree: the page.
        node: the JSON-LD node of the article.
        nodes: all JSON-LD nodes.
        meta: contents of the meta elements.
        others: names of the site and the headline, which are no section.

    Returns:
        The first of JSON-LD, meta elements, microdata and breadcrumbs that is no home page and says more than "News".
    """
    no_section = {fold(each) for each in others if each}
    plain: str | None = None
    for stated in _sections(tree, node, nodes, meta):
        for part in PATHS.split(stated[: 4 * LONGEST_SECTION]):
            name = part.strip(" -–—/#")
            key = fold(name)
            if (
                not key
                or key.replace(" ", "") in no_section
                or len(name) > LONGEST_SECTION
                or key in HOME
                or key in no_section
                or CODED.match(name)
            ):
                continue
            if key not in PLAIN and not key.isdigit():
                return name
            plain = plain or (name if key in PLAIN else None)
    return plain


def find_keywords(node: Node, meta: Mapping[str, Sequence[str]], *, headline: str = "") -> tuple[str, ...]:
    """Return the keywords a page gives itself, each once, at most MOST_KEYWORDS; its headline is none.

    >>> find_keywords({"keywords": ["Rain", "Flood"]}, {"keywords": ["rain, valley"]})
    ('Rain', 'Flood', 'valley')
    """
    found: dict[str, str] = {}
    title = fold(headline)
    listed = as_list(node.get("keywords"))[: 2 * MOST_KEYWORDS]
    many = len(listed) > 1
    stated: list[str] = []
    for each in listed:
        stated += [text_of(each)] if many else LISTS.split(text_of(each)[:LIST_LIMIT])
    for name in KEYWORD_NAMES:
        for content in meta.get(name, ())[:MOST_KEYWORDS]:
            stated += LISTS.split(content[:LIST_LIMIT])
    for each in stated:
        word = one_line(KIND.sub("", each).strip(" .\"'«»“”#[]"))
        if word and len(word) <= LONGEST_KEYWORD and not CODED.match(word) and fold(word) != title:
            found.setdefault(word.casefold(), word)
    return tuple(found.values())[:MOST_KEYWORDS]


def _sections(tree: HtmlElement, node: Node, nodes: Iterable[Node], meta: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for each in as_list(node.get("articleSection"))[:CRUMB_LIMIT]:
        yield text_of(each)
    for name in SECTION_NAMES:
        yield from meta.get(name, ())[:2]
    for each in nodes:
        if type_matches(each, BREADCRUMBS):
            yield from _trail(each)
    for element in select(MARKED, tree):
        if element.get("itemprop") == "articleSection":
            yield one_line(element.get("content")) or _words(element)
        else:
            yield from (_words(link) for link in islice(element.iter("a"), CRUMB_LIMIT))


def _trail(node: Node) -> list[str]:
    """Return the names of a BreadcrumbList; of three or more the last is the page itself."""
    items = [each for each in as_list(node.get("itemListElement"))[:CRUMB_LIMIT] if isinstance(each, dict)]
    items.sort(key=lambda each: str(each.get("position") or "").zfill(3))
    names = [text_of(each.get("name")) or text_of(each.get("item")) for each in items]
    return names[:-1] if len(names) > 2 else names


def _words(element: HtmlElement) -> str:
    return one_line("".join(islice(element.itertext(), CRUMB_LIMIT))[:LIST_LIMIT])
