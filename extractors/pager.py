"""The link from one page of a listing to the next, older one."""

import re
from urllib.parse import unquote

from extractors.links import Link, LinkedPage
from extractors.permalinks import site_of
from extractors.urls import canonical_url, resolve

_NEXT = frozenset({
    "next", "next page", "next »", "next ›", "next →", "next >", "older", "older posts", "older entries", "older news",
    "load more", "more news", "show more",
    "следующая", "следующая страница", "следующие", "вперед", "вперёд", "далее", "дальше", "след", "ещё", "еще",
    "показать еще", "показать ещё", "туда", "раньше",
    "наступна", "далі", "наступная", "далей",
    "келесі", "келесі бет", "әрі қарай", "кийинки", "кейинки", "кейингиси", "keyingi", "keyingisi", "навбатӣ",
    "indiki", "дараах", "дараагийн", "sonraki", "sonraki sayfa", "növbəti", "irəli",
    "بعدی", "صفحه بعد", "صفحه بعدی", "التالي", "التالية", "اگلا", "اگلا صفحہ", "अगला", "अगला पृष्ठ", "পরবর্তী",
    "下一页", "下一頁", "下页", "后一页", "次へ", "다음",
    "›", "»", "→", ">", "❯", "▶",
})  # fmt: skip
_MARKS = re.compile(r"[\s.…›»→>❯▶]+$")
# ?page=2, ?PAGEN_1=2, /page/2/, /index_2.html, ?start=20
_NUMBERED = re.compile(
    r"(?:[?&](?:\w*page\w*|p|pg|pagen_\d+|start|offset)=|/(?:page|p|str)[/_-]?|/(?:index|list|page)[_-])(\d{1,5})(?!\d)",
    re.IGNORECASE,
)


def older_page(page: LinkedPage, *, url: str) -> str | None:
    """Find the address of the next, older page of the listing at *url*.

    Returns:
        What a `rel=next` names; else a link of a pager that says "next", or whose figure follows that of this page;
        on the same site. None: this is the last page, or it loads more by a script.

    Source: HTML Standard, 4.6.6.14 (link type "next").
    """
    stated = [each.get("href") for each in page.tree.iter("link") if "next" in (each.get("rel") or "").lower().split()]
    links = [link for link in page.links if _within(link.url, url)]
    found = [
        *(resolve(page.base, each) for each in stated if each),
        *(link.url for link in links if "next" in link.rel),
        *(link.url for link in links if _says_next(link, url)),
        *(link.url for link in links if _is_following(link, url)),
    ]
    return next((each for each in found if each and _within(each, url)), None)


def _within(link: str, url: str) -> bool:
    return canonical_url(link) != canonical_url(url) and site_of(link) == site_of(url)


def _says_next(link: Link, url: str) -> bool:
    words = (link.words or link.element.get("title") or link.element.get("aria-label") or "")[:40].casefold()
    number = _number(link.url)
    return (words in _NEXT or _MARKS.sub("", words) in _NEXT) and number is not None and number > (_number(url) or 0)


def _is_following(link: Link, url: str) -> bool:
    """Say whether the words are the figure after that of this page; sites count their pages from 1 or from 0."""
    here, number = _number(url), _number(link.url)
    if here is None:
        return link.words == "2" and number in {1, 2}
    return number == here + 1 and link.words in {str(number), str(number + 1)}


def _number(url: str) -> int | None:
    found = _NUMBERED.search(unquote(url))
    return int(found[1]) if found else None
