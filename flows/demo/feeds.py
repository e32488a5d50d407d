"""The listings of the sample news world: a feed in each common format, and a sitemap. All functions are pure."""

import json
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from html import escape
from string import Template

from flows.demo.site import FeedFormat, Outlet, SampleArticle

Writer = Callable[[Outlet, str], str]


def write_feed(outlet: Outlet, base_url: str) -> tuple[str, str]:
    """Write the feed of *outlet*.

    Args:
        outlet: with its articles as they stand today.
        base_url: scheme, host and port that all addresses begin with; no slash at the end.

    Returns:
        The media type, and the document as text.
    """
    media_type, writer = _FORMATS[outlet.format]
    return media_type, writer(outlet, base_url)


def write_sitemap(outlet: Outlet, base_url: str) -> str:
    """Write a sitemap of all pages of *outlet*, with lastmod (sitemaps.org protocol 0.9)."""
    urls = "".join(
        f"<url><loc>{escape(base_url + outlet.home + each.slug)}</loc>"
        f"<lastmod>{each.changed.isoformat()}</lastmod></url>\n"
        for each in outlet.served
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def _listed_url(outlet: Outlet, article: SampleArticle, base_url: str) -> str:
    return base_url + outlet.home + (article.listed_as or article.slug)


def _rss(outlet: Outlet, base_url: str) -> str:
    items = "".join(_rss_item(each, _listed_url(outlet, each, base_url)) for each in outlet.listed)
    return (
        f'<?xml version="1.0" encoding="{outlet.charset}"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel>\n<title>{escape(outlet.name)}</title>\n<link>{base_url}{outlet.home}</link>\n"
        f'<atom:link rel="self" href="{base_url}{outlet.home}{outlet.feed}"/>\n'
        f"<description>{escape(outlet.fiction)}</description>\n<language>{outlet.language}</language>\n"
        f"{items}</channel></rss>\n"
    )


def _rss_item(article: SampleArticle, url: str) -> str:
    return (
        f'<item><title>{escape(article.title)}</title><link>{url}</link><guid isPermaLink="true">{url}</guid>\n'
        f"<dc:creator>{escape(article.byline)}</dc:creator>"
        f"<pubDate>{format_datetime(article.changed)}</pubDate>\n"
        f"<description>{escape(article.paragraphs[0])}</description></item>\n"
    )


def _atom(outlet: Outlet, base_url: str) -> str:
    home = base_url + outlet.home
    entries = "".join(_atom_entry(each, _listed_url(outlet, each, base_url)) for each in outlet.listed)
    newest = max(each.changed for each in outlet.listed)
    return (
        f'<?xml version="1.0" encoding="{outlet.charset}"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">\n<id>{home}</id>'
        f"<title>{escape(outlet.name)}</title><subtitle>{escape(outlet.fiction)}</subtitle>\n"
        f'<link rel="alternate" href="{home}"/><link rel="self" href="{home}{outlet.feed}"/>\n'
        f"<updated>{newest.isoformat()}</updated>\n{entries}</feed>\n"
    )


def _atom_entry(article: SampleArticle, url: str) -> str:
    return (
        f'<entry><id>{url}</id><title>{escape(article.title)}</title><link rel="alternate" href="{url}"/>\n'
        f"<author><name>{escape(article.byline)}</name></author>"
        f"<published>{article.published.isoformat()}</published><updated>{article.changed.isoformat()}</updated>\n"
        f"<summary>{escape(article.paragraphs[0])}</summary></entry>\n"
    )


def _rdf(outlet: Outlet, base_url: str) -> str:
    home = base_url + outlet.home
    urls = [_listed_url(outlet, each, base_url) for each in outlet.listed]
    sequence = "".join(f'<rdf:li rdf:resource="{url}"/>' for url in urls)
    items = "".join(_rdf_item(each, url) for each, url in zip(outlet.listed, urls, strict=True))
    return (
        f'<?xml version="1.0" encoding="{outlet.charset}"?>\n'
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{home}{outlet.feed}"><title>{escape(outlet.name)}</title><link>{home}</link>'
        f"<description>{escape(outlet.fiction)}</description><dc:language>{outlet.language}</dc:language>\n"
        f"<items><rdf:Seq>{sequence}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
    )


def _rdf_item(article: SampleArticle, url: str) -> str:
    return (
        f'<item rdf:about="{url}"><title>{escape(article.title)}</title><link>{url}</link>\n'
        f"<dc:creator>{escape(article.byline)}</dc:creator><dc:date>{article.changed.isoformat()}</dc:date>\n"
        f"<description>{escape(article.paragraphs[0])}</description></item>\n"
    )


def _json(outlet: Outlet, base_url: str) -> str:
    items: list[dict[str, object]] = [_json_item(each, _listed_url(outlet, each, base_url)) for each in outlet.listed]
    if outlet.linkless:
        items.append({"id": "linkless", "title": outlet.linkless, "content_text": outlet.fiction})
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "description": outlet.fiction,
        "home_page_url": base_url + outlet.home,
        "feed_url": base_url + outlet.home + outlet.feed,
        "language": outlet.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _json_item(article: SampleArticle, url: str) -> dict[str, object]:
    return {
        "id": url,
        "url": url,
        "title": article.title,
        "summary": article.paragraphs[0],
        "content_text": article.paragraphs[0],
        "authors": [{"name": article.byline}],
        "date_published": article.published.isoformat(),
        "date_modified": article.changed.isoformat(),
    }


def _broken(outlet: Outlet, base_url: str) -> str:
    page = Template(outlet.page)
    return page.substitute(charset=outlet.charset, home=base_url + outlet.home, fiction=outlet.fiction)


_FORMATS: Mapping[FeedFormat, tuple[str, Writer]] = {
    "rss": ("application/rss+xml", _rss),
    "atom": ("application/atom+xml", _atom),
    "rdf": ("application/rdf+xml", _rdf),
    "json": ("application/feed+json", _json),
    "html": ("text/html", _broken),
}
