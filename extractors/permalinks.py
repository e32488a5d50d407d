"""What an address alone tells: whether it leads to one article, to a list of them, or to neither.

Publishers name articles by a date, a number or the words of the headline, and lists by a word that means one. Where
an address shows none of it, it is "unclear", and the page that links there has to tell (see extractors.section).
"""

import re
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from tld import get_fld

from extractors.dating.address import URL_DATE
from extractors.urls import host_of

Shape = Literal["article", "unclear", "other"]

# Folders and parameters of what is no article, in the languages of our beat, Latin letters as their sites spell them.
_OTHER_FOLDERS = frozenset({
    "tag", "tags", "tegi", "teg", "metka", "label", "topic", "topics", "tema", "temy", "theme", "themes", "thema",
    "themen", "hashtag", "keyword", "category", "categories", "cat", "rubric", "rubrics", "rubrica", "rubrika",
    "kategoriya", "kategoria", "author", "authors", "autor", "avtor", "avtory", "avtori", "byline", "bylines", "staff",
    "specials", "profile", "profiles", "user", "users", "member", "members", "account", "page", "pages", "search",
    "poisk", "find", "login", "signin", "signup", "register", "registration", "auth", "oauth", "sso", "subscribe",
    "subscription", "subscriptions", "newsletter", "newsletters", "podpiska", "donate", "cart", "shop", "store",
    "about", "about-us", "o-nas", "contact", "contacts", "contact-us", "kontakty", "kontakt", "imprint", "impressum",
    "privacy", "privacy-policy", "terms", "terms-of-use", "terms-of-service", "legal", "cookies", "cookie-policy",
    "advertise", "advertising", "reklama", "careers", "jobs", "vacancies", "faq", "help", "support", "rss", "feed",
    "feeds", "atom", "sitemap", "share", "sharer", "comment", "comments", "wp-admin", "wp-content", "wp-json",
    "wp-login", "xmlrpc", "cdn-cgi", "upload", "uploads", "static", "assets", "calendar", "pogoda", "currency",
    "horoscope", "widget", "widgets", "embed", "go", "out", "away", "ads", "dossier", "mediakit", "apps",
})  # fmt: skip
# Forums, redirects that count, pages for printers.
_OTHER_FOLDER = re.compile(
    r"(?:view|show)?(?:forum|topic|thread|board)s?|\w*click\w*|goto\w*|redir\w*|\w*banner\w*|print[-_]?\w*|profile[-_]\w+"
)
_OTHER_PARAMETERS = frozenset(
    ("s", "q", "query", "search", "replytocom", "share", "print", "page", "paged", "cat", "tag")
)
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf|zip|rar|7z|gz|exe|apk|jpe?g|png|gif|webp|svg|avif|bmp|ico|mp[34]|m4[av]|ogg|wav"
    r"|avi|mov|webm|m3u8|css|js|json|xml|rss|atom|txt|csv|ics|epub)$",
    re.IGNORECASE,
)
_PAGE_FILE = re.compile(r"\.(?:[sxp]?html?|php\d?|aspx?|jspx?|cfm|do)$", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default|home|main)?(?:\.\w{2,5})?", re.IGNORECASE)
_IDENTITY = re.compile(r"(?:\w*id|p|n|nid|aid|sid|article|news|story|post|cid|doc)", re.IGNORECASE)
# Four figures that are no year; or letters of a hexadecimal key.
_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,}|(?=[0-9a-f-]*\d)[0-9a-f]{8}[0-9a-f-]{4,}", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
# The address of a year, a month or a day ends there.
_CALENDAR = re.compile(r"/(?:19|20)\d\d(?:[-_/.]?[01]?\d(?:[-_/.]?[0-3]?\d)?)?$")
_JOINT = re.compile(r"[-_+ ]+")
_LETTER = re.compile(r"[^\W\d_]")


def address_shape(url: str) -> Shape:
    """Say what the address of a page makes of it.

    Args:
        url: absolute, http or https.

    >>> address_shape("https://a.example/2025/09/01/rain"), address_shape("https://a.example/news/rain-in-the-hills")
    ('article', 'article')
    >>> address_shape("https://a.example/tag/rain-in-the-hills"), address_shape("https://a.example/2025/09/")
    ('other', 'other')
    """
    try:
        parts = urlsplit(url)
        segments = [unquote(each) for each in parts.path.split("/") if each]
    except ValueError:
        return "other"
    if any(_is_other(_PAGE_FILE.sub("", each.lower())) for each in segments) or _FILE.search(parts.path):
        return "other"
    parameters = parse_qsl(parts.query)[:20]
    if any(name.lower() in _OTHER_PARAMETERS or value.startswith("http") for name, value in parameters):
        return "other"
    if any(_IDENTITY.fullmatch(name) and re.search(r"\d{2,}", value) for name, value in parameters):
        return "article"
    return _path_shape(parts, segments)


def _is_other(folder: str) -> bool:
    return folder in _OTHER_FOLDERS or "://" in folder or _OTHER_FOLDER.fullmatch(folder) is not None


def _path_shape(parts: SplitResult, segments: list[str]) -> Shape:
    if not segments or all(_INDEX.fullmatch(each) for each in segments):
        return "other"
    last = _PAGE_FILE.sub("", segments[-1])
    if _INDEX.fullmatch(last) and len(segments) > 1:
        last = segments[-2]
    dated = URL_DATE.search(parts.path)
    if _CALENDAR.search(f"/{'/'.join(segments[:-1])}/{last}"):
        return "other"
    words = [word for word in _JOINT.split(last) if len(_LETTER.findall(word)) > 0]
    letters = sum(map(len, words))
    if dated or _NUMBER.search(last) or len(words) >= 4 or (len(words) == 3 and letters >= 12):
        return "article"
    # /news/12345/rain and /12345-rain/full: the number is a folder of its own.
    if len(segments) > 1 and re.match(r"\d{4,}", segments[-2]) and not _YEAR.fullmatch(segments[-2]):
        return "article"
    return "unclear"


def site_of(url: str) -> str:
    """Give the registered domain of *url*; its host and port where there is none: addresses, localhost, no known end.

    >>> site_of("https://eng.news.example.co.uk/a"), site_of("http://127.0.0.1:8000/")
    ('example.co.uk', '127.0.0.1:8000')
    """
    return _registered(host_of(url))


@lru_cache(maxsize=4096)
def _registered(host: str) -> str:
    # Mozilla's list of public suffixes, as it comes with tld; nothing is downloaded.
    return get_fld(f"http://{host}/", fail_silently=True) or host
