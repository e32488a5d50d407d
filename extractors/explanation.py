"""What was found on a page, and why: everything an analyst needs to mend a rule or to trust a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from config.sites import SiteRules
from extractors.article import read_page
from extractors.headline import fold
from extractors.html import one_line, parse_html
from extractors.jsonld import article_node, json_ld_nodes, text_of
from extractors.maintext.judge import Candidate
from extractors.published import as_written
from extractors.records import Article, DateClaim, Unreadable
from extractors.siterules import Dropped, RuleReading, apply_rule, choose_rule

SHOWN = 100  # characters of a paragraph or a date as written
TITLE_NAMES = ("og:title", "twitter:title", "title", "dc.title")
AUTHOR_NAMES = ("author", "article:author", "dc.creator", "byl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What came of one page, and what it came from."""

    url: str
    outcome: Article | Unreadable
    rule: RuleReading | None  # None: there is none for this host, path and day
    title_places: tuple[str, ...]  # where the page says just this title: "rule", "JSON-LD", "meta og:title", "<h1>"
    author_places: tuple[tuple[str, tuple[str, ...]], ...]  # for each author, where he is named
    candidates: tuple[Candidate, ...] = ()  # in the order of trust
    dropped: tuple[Dropped, ...] = ()


def explain_article(
    body: bytes,
    *,
    url: str,
    charset: str | None = None,
    rules: SiteRules | None = None,
    fetched_at: datetime | None = None,
) -> Explanation:
    """Extract the article of a page, and say why it came out so; see extract_article for the arguments."""
    tree = parse_html(body, charset=charset)  # once more: reading uses up its own
    if isinstance(tree, Unreadable):
        return Explanation(url=url, outcome=tree, rule=None, title_places=(), author_places=())
    reading = read_page(body, url=url, charset=charset, rules=rules, fetched_at=fetched_at)
    if isinstance(reading, Unreadable):
        rule = choose_rule(rules, url, fetched_at) if rules else None
        ruled = apply_rule(tree, rule) if rule else None
        return Explanation(url=url, outcome=reading, rule=ruled, title_places=(), author_places=())
    article, ruled = reading.article, reading.ruled
    claims = [*_claims(tree)]
    if ruled:
        claims = [("rule", "title", ruled.title), *(("rule", "author", each) for each in ruled.authors), *claims]
    return Explanation(
        url=url,
        outcome=article,
        rule=ruled,
        title_places=_places(claims, "title", article.title),
        author_places=tuple((name, _places(claims, "author", name)) for name in article.authors),
        candidates=reading.found.candidates,
        dropped=(
            *(ruled.dropped if ruled else ()),
            *(Dropped(text=one_line(text)[:SHOWN], reason=f"cleaning: {why}") for text, why in reading.cleaned.dropped),
        ),
    )


def render_explanation(explained: Explanation) -> Iterator[str]:
    """Yield the lines of an explanation, for people."""
    yield explained.url
    found = explained.outcome
    if isinstance(found, Unreadable):
        yield f"no article: {found.reason}: {found.detail}"
        yield from _rule_lines(explained.rule)
        return
    yield f"title      {found.title or '-'}"
    yield f"           stated by: {', '.join(explained.title_places) or 'nothing that says just this'}"
    for name, places in explained.author_places:
        yield f"author     {name} (stated by: {', '.join(places) or 'a byline'})"
    for credit in found.credits:
        yield f"credit     {credit.agency} ({credit.confidence:.2f}) by {credit.place}: {credit.surface[:SHOWN]!r}"
    yield from _date_lines(found)
    yield from _rule_lines(explained.rule)
    yield from _text_lines(explained, found)


def _text_lines(explained: Explanation, found: Article) -> Iterator[str]:
    choice = found.choice
    yield f"text       by {choice.method}: {choice.reason}" if choice else "text       by the usual methods"
    for each in explained.candidates:
        size = sum(map(len, each.paragraphs))
        numbers = f"{size} characters, {each.link_density:.0%} in links, expected F1 {each.expected:.2f}"
        yield f"candidate  {each.method}: {numbers}"
    for dropped in explained.dropped:
        yield f"dropped    {dropped.text[:SHOWN]!r}: {dropped.reason}"
    paragraphs = found.text.split("\n\n")
    yield f"           {len(found.text)} characters in {len(paragraphs)} paragraphs, language {found.language or '-'}:"
    for paragraph in paragraphs:
        yield f"         | {paragraph[:SHOWN]}{'…' if len(paragraph) > SHOWN else ''}"


def _date_lines(found: Article) -> Iterator[str]:
    if found.published is None:
        yield "published  unknown"
    elif not found.dates:
        picked = found.published
        yield f"published  {as_written(picked)} (from {picked.place}, written {picked.raw[:SHOWN]!r})"
    else:
        yield f"published  {as_written(found.published, found.dates)}"
    for claim in found.dates:
        yield _claim_line(claim, picked=claim.dated == found.published)


def _claim_line(claim: DateClaim, *, picked: bool) -> str:
    dated = claim.dated
    where = f"{dated.place} {claim.spot}".strip()
    return f"  {'*' if picked else ' '} {claim.says:<9} {as_written(dated)} ({where}, written {dated.raw[:SHOWN]!r})"


def _rule_lines(ruled: RuleReading | None) -> Iterator[str]:
    if ruled is None:
        yield "rule       none for this host, path and day"
        return
    yield f"rule       {ruled.rule.name}" + (f": {ruled.rule.note}" if ruled.rule.note else "")
    if ruled.complaint:
        yield f"           {ruled.complaint}; the other methods had to find it"


def _claims(tree: HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Yield what a page says in so many words: place, "title" or "author", text."""
    node = article_node(json_ld_nodes(tree))
    yield "JSON-LD", "title", text_of(node.get("headline"))
    authors = node.get("author")
    for author in authors if isinstance(authors, list) else [authors]:
        yield "JSON-LD", "author", text_of(author)
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name in TITLE_NAMES or name in AUTHOR_NAMES:
            yield f"meta {name}", "title" if name in TITLE_NAMES else "author", one_line(meta.get("content"))
    for tag in ("title", "h1", "h2"):
        for element in tree.iter(tag):
            yield f"<{tag}>", "title", one_line(element.text_content())


def _places(claims: Sequence[tuple[str, str, str]], field: str, value: str) -> tuple[str, ...]:
    """Return where a page says *value*, and no more than that."""
    wanted = fold(value)
    return tuple(dict.fromkeys(place for place, of, text in claims if of == field and wanted and fold(text) == wanted))
