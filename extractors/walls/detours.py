"""Where a request was led instead of to the article: the address alone gives it away."""

import re
from urllib.parse import urlsplit

from extractors.records import Unreadable

# Whole labels of a host and whole segments of a path, so that "/law/consent-rules" is an article.
STATIONS = (
    ("consent_wall", re.compile(
        r"(consent|cmp|guce|zustimmung|privacy-?(gate|wall)|cookie-?(consent|wall)s?|collectconsent|gdpr(-?consent)?)"
    )),
    ("bot_challenge", re.compile(
        r"((show)?captcha|hcaptcha|bot-?check|challenge|sorry|perfdrive|access-?denied|blocked|are-?you-?(a-?)?(human|robot))"
    )),
    ("login_wall", re.compile(r"(login|log-?in|signin|sign-in|sso|auth|register|registration)")),
    ("paywall", re.compile(r"(subscribe|subscription|subscriptions|paywall|plans|pricing|offers?)")),
    ("soft_404", re.compile(r"(40[34]|410|error-?(40[34]|page)?|(page-?)?not-?found|page404|404page)")),
)  # fmt: skip
NAMES = {
    "consent_wall": "a dialogue about consent", "bot_challenge": "a test for bots", "login_wall": "a login",
    "paywall": "an offer to subscribe", "soft_404": "an error page",
}  # fmt: skip
SUFFIX = re.compile(r"\.(html?|php|aspx?|jsp)$")
FRONT = re.compile(r"/?([a-z]{2}([-_][a-z]{2,4})?/?)?((index|default|home|main)(\.\w{2,5})?/?)?", re.IGNORECASE)
SECTION = re.compile(r"/([^/\d]{1,24}/)*[^/\d]{1,24}/?")  # no digit, no long name: "/economy/", "/news/world"
DETAIL = re.compile(r"\d{3}|-[^/-]+-[^/-]+-")  # of an article: a number, or words


def detour(asked: str, reached: str, *, shows_article: bool) -> Unreadable | None:
    """Name the wall that a redirect led to, None where it led to a page like the one that was asked for.

    Args:
        asked: the address of the request.
        reached: the address after redirects.
        shows_article: whether the page reached declares itself an article; then it is.

    >>> detour("https://a.example/news/1", "https://a.example/", shows_article=False).reason
    'soft_404'
    """
    if shows_article:
        return None
    try:
        old, new = urlsplit(asked), urlsplit(reached)
    except ValueError:
        return None
    known = _stations(old.netloc, old.path)
    for reason, what in STATIONS:
        met = [each for each in _stations(new.netloc, new.path) if what.fullmatch(each) and each not in known]
        if met:
            return Unreadable(reason=reason, detail=f"The request was led to {NAMES[reason]}: {reached}.")
    if is_front(reached) and not is_front(asked):
        return Unreadable(reason="soft_404", detail=f"The request was led to the front page: {reached}.")
    if not (new.query or new.fragment) and _is_section_above(old.path, new.path):
        return Unreadable(reason="soft_404", detail=f"The request was led to the section above: {reached}.")
    return None


def is_front(url: str) -> bool:
    """Say whether *url* is the address of a front page, of a language at most.

    >>> is_front("https://a.example/ru/"), is_front("https://a.example/?p=12")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.query and not parts.fragment and FRONT.fullmatch(parts.path) is not None


def _stations(host: str, path: str) -> list[str]:
    """The labels of a host below the registered ones, and the segments of a path less their file type."""
    labels = host.lower().rpartition("@")[2].partition(":")[0].split(".")
    return [*labels[:-1], *(SUFFIX.sub("", segment) for segment in path.lower().split("/") if segment)]


def _is_section_above(article: str, section: str) -> bool:
    below = article.removeprefix(section.rstrip("/") + "/")
    return below != article and SECTION.fullmatch(section) is not None and DETAIL.search(below) is not None
