"""What the servers of the sample news world answer, address by address. Pure: the same arguments, the same bytes."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from string import Template

from flows.demo.feeds import write_feed, write_sitemap
from flows.demo.site import Outlet, SampleArticle, SampleWorld

BROKEN_FEED_DATE = datetime(2026, 11, 1, tzinfo=UTC)  # when the outlet without articles put up its notice
RELATED = 3  # links to other articles on each page


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """All that a server answers to one address."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def fits(self, *, etag: str | None, modified_since: str | None) -> bool:
        """Say whether a reader who sends these validators already has the body (RFC 9110, section 13.1).

        Args:
            etag: the If-None-Match header; when present, the other one is not looked at.
            modified_since: the If-Modified-Since header; one that is no date counts as absent.
        """
        if etag is not None:
            tags = {each.strip().removeprefix("W/") for each in etag.split(",")}
            return "ETag" in self.headers and not tags.isdisjoint({"*", self.headers["ETag"]})
        asked, changed = _http_date(modified_since), _http_date(self.headers.get("Last-Modified"))
        return asked is not None and changed is not None and changed <= asked


def render(world: SampleWorld, day: int, base_url: str) -> dict[str, Response]:
    """Write all that the servers of *world* answer on *day*, by path.

    Args:
        day: 1, or 2: the edited article has its second form.
        base_url: scheme, host and port that all addresses begin with; no slash at the end.
    """
    answers: dict[str, Response] = {}
    for outlet in (each.on(day) for each in world.outlets):
        changed = max((each.changed for each in outlet.listed), default=BROKEN_FEED_DATE)
        newest = max((each.published for each in outlet.listed), default=BROKEN_FEED_DATE)
        media_type, feed = write_feed(outlet, base_url)
        answers[outlet.home + outlet.feed] = _ok(feed, media_type, outlet.charset, changed)
        answers[outlet.home] = _ok(_front(world.front, outlet), "text/html", outlet.charset, newest)
        if outlet.sitemap:
            sitemap = write_sitemap(outlet, base_url)
            answers[outlet.home + outlet.sitemap] = _ok(sitemap, "application/xml", "utf-8", changed)
        answers.update(_article_answers(outlet, base_url))
    return answers


def _article_answers(outlet: Outlet, base_url: str) -> Iterator[tuple[str, Response]]:
    for article in outlet.articles:
        path = outlet.home + article.slug
        if article.vanished:
            yield path, _plain(article.vanished, "This page has been taken away.")
        else:
            page = _page(outlet, article, base_url)
            yield path, _ok(page, "text/html", outlet.charset, article.changed)
        if article.listed_as:
            yield outlet.home + article.listed_as, _plain(301, "Moved.", location=base_url + path)


def _page(outlet: Outlet, article: SampleArticle, base_url: str) -> str:
    plain = {
        "charset": outlet.charset,
        "outlet": outlet.name,
        "fiction": outlet.fiction,
        "home": outlet.home,
        "feed": outlet.home + outlet.feed,
        "url": base_url + outlet.home + article.slug,
        "title": article.title,
        "byline": article.byline,
        "section": article.section,
        "summary": article.paragraphs[0],
        "published": article.published.isoformat(),
        "updated": article.changed.isoformat(),
        "date": article.date_text or visible_date(outlet, article.changed),
    }
    others = [each for each in outlet.served if each.slug != article.slug]
    return Template(outlet.page).substitute(
        {name: escape(value) for name, value in plain.items()},
        paragraphs="\n".join(f"<p>{escape(each, quote=False)}</p>" for each in article.paragraphs),
        related="".join(_link(outlet, each) for each in others[:RELATED]),
        json_ld=_json_ld(article, plain),
    )


def _front(template: str, outlet: Outlet) -> str:
    return Template(template).substitute(
        charset=outlet.charset,
        outlet=escape(outlet.name),
        fiction=escape(outlet.fiction),
        feed=outlet.home + outlet.feed,
        headlines="\n".join(_link(outlet, each) for each in outlet.listed if not each.vanished),
    )


def _link(outlet: Outlet, article: SampleArticle) -> str:
    return f'<li><a href="{outlet.home}{article.slug}">{escape(article.title)}</a></li>'


def _json_ld(article: SampleArticle, plain: Mapping[str, str]) -> str:
    described = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": plain["published"],
        "dateModified": plain["updated"],
        "author": {"@type": "Person", "name": article.byline},
        "publisher": {"@type": "NewsMediaOrganization", "name": plain["outlet"]},
        "mainEntityOfPage": plain["url"],
        "articleSection": article.section,
    }
    # "</script>" inside a string would end the element
    return json.dumps(described, ensure_ascii=False).replace("</", "<\\/")


def visible_date(outlet: Outlet, moment: datetime) -> str:
    """Write *moment* as the readers of *outlet* see it."""
    offset = moment.strftime("%z")  # +HHMM
    return Template(outlet.date_form).substitute(
        day=moment.day,
        dd=f"{moment:%d}",
        month=outlet.months[moment.month - 1] if outlet.months else moment.month,
        mm=f"{moment:%m}",
        year=moment.year,
        time=f"{moment:%H:%M}",
        zone="UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:]}",
    )


def _ok(text: str, media_type: str, charset: str, changed: datetime) -> Response:
    # a letter outside the charset is written as XML and HTML allow; JSON feeds are UTF-8 and have none
    body = text.encode(charset, errors="xmlcharrefreplace")
    return Response(
        status=200,
        headers={
            "Content-Type": f"{media_type}; charset={charset}",
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
            "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True),
        },
        body=body,
    )


def _plain(status: int, text: str, *, location: str | None = None) -> Response:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return Response(
        status=status, headers=headers | ({"Location": location} if location else {}), body=f"{text}\n".encode()
    )


def _http_date(raw: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(raw or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


NOTHING = _plain(404, "Nothing here.")
