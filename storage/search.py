"""From a Query to its hits, and one article with all that is known of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from config.errors import InputError
from extractors.permalinks import site_of
from storage import fulltext
from storage.queries import Hit, Page, Query, Snippet
from storage.slugs import check_source
from storage.tables import (
    article,
    capture,
    discovery,
    evidence,
    frontier,
    source,
    story,
    tag,
    version,
)
from storage.tags import ENTITY_KINDS, ORGANIZATIONS, TAGGED
from storage.wording import Group, parse_words

_WHEN = func.coalesce(article.c.published, article.c.first_seen_at, type_=article.c.published.type)


def search(connection: Connection, query: Query) -> Iterator[Hit]:
    """Give the articles that answer *query*, best or newest first; raise InputError when it makes no sense."""
    group = _read(connection, query)
    statement = _filtered(_base(group, connection), query)
    order = _order(query, group)
    for row in connection.execute(statement.order_by(*order).limit(query.limit)):
        yield _hit(row, with_snippet=query.snippets)


def page(connection: Connection, query: Query, after: str | None = None) -> Page:
    """Give so many hits as the limit of *query* says, from the one on that *after* of the page before points to."""
    start = int(after or 0)
    limit = 20 if query.limit is None else query.limit
    hits = list(search(connection, replace(query, limit=start + limit + 1)))[start:]
    return Page(hits=tuple(hits[:limit]), after=str(start + limit) if len(hits) > limit else None)


def count(connection: Connection, query: Query, most: int) -> int:
    """Count the articles that answer *query*; stop at *most*."""
    counted = found(connection, query).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(counted)).scalar_one())


def found(connection: Connection, query: Query) -> Select[Any]:
    """Give the keys (`id`) of all articles that answer *query*, in no order: what counts and charts start from."""
    return _filtered(_base(_read(connection, query), connection), query).with_only_columns(article.c.id)


def _read(connection: Connection, query: Query) -> Group | None:
    if query.limit is not None and query.limit < 0:
        raise InputError(f"the limit {query.limit} is below zero; leave it out to have all")
    check_source(connection, query.source)
    return parse_words(query.words) if query.words else None


def _base(group: Group | None, connection: Connection) -> Select[Any]:
    tables = article.outerjoin(source, article.c.source_id == source.c.id)
    if group is None:
        return select(article, source.c.slug, source.c.country, literal(0.0).label("score_")).select_from(tables)
    score = fulltext.relevance(group, connection.dialect).label("score_")
    tables = tables.join(fulltext.INDEX, fulltext.INDEX.c.rowid == article.c.id)
    found = fulltext.matches(group, connection.dialect)
    return select(article, source.c.slug, source.c.country, score).select_from(tables).where(found)


def _order(query: Query, group: Group | None) -> Sequence[ColumnElement[Any]]:
    if query.order == "oldest":
        return [_WHEN.asc(), article.c.id.asc()]
    newest = [_WHEN.desc(), article.c.id.desc()]
    if query.order == "relevance" and group is not None:
        return [literal_column("score_").desc(), *newest]
    return newest


def _filtered(statement: Select[Any], query: Query) -> Select[Any]:
    conditions: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "tag": lambda slug: _tagged(ORGANIZATIONS, slug, level=query.level),
        "topic": lambda slug: _tagged(("topic",), slug, of=query.tag),
        "entity": lambda slug: _tagged(ENTITY_KINDS, slug, of=query.tag),
        "level": lambda level: article.c.level == level,
        "language": lambda language: article.c.language == language,
        "source": lambda slug: source.c.slug == slug,
        "country": lambda country: source.c.country == country,
        "outlet": lambda outlet: or_(*(article.c.url.like(f"%{mark}{outlet}/%") for mark in ("//", "."))),
        "story": lambda key: article.c.story_id == key,
        "agency": lambda slug: article.c.agency == slug,
        "seen_since": lambda moment: article.c.first_seen_at >= moment,
        "seen_until": lambda moment: article.c.first_seen_at < moment,
        "as_of": lambda moment: article.c.first_seen_at <= moment,
        "since": lambda moment: moment <= _WHEN,
        "until": lambda moment: moment > _WHEN,
    }
    if query.tag is not None:
        del conditions["level"]  # it is that of the tag
    for name, condition in conditions.items():
        value = getattr(query, name)
        if value is not None:
            statement = statement.where(condition(value))
    if query.originals:
        statement = statement.where(article.c.kind == "original")
    if query.copies:
        statement = statement.where(article.c.kind != "original")
    if query.has_versions:
        statement = statement.where(exists().where(version.c.article_id == article.c.id))
    return statement


def _tagged(
    kinds: Sequence[str], slug: str, *, level: str | None = None, of: str | None = None
) -> ColumnElement[bool]:  # fmt: skip
    """Say that an article has a tag: at this level, or else one that says that it concerns the organization.

    Args:
        kinds: any of these.
        slug: of the tag.
        level: None: central or mention.
        of: the organization that was asked for, too; where it has a lexicon the tag must be of that.
    """
    at = tag.c.level.in_(TAGGED) if level is None else tag.c.level == level
    # Not an EXISTS for each article: the index finds the few that have the tag.
    wanted = select(tag.c.article_id).where(tag.c.slug == slug, tag.c.kind.in_(kinds), at)
    if of is not None:
        other = tag.alias()
        has_lexicon = exists().where(other.c.slug == of, other.c.kind == "organization")
        wanted = wanted.where(or_(tag.c.organization == of, ~has_lexicon))
    return article.c.id.in_(wanted)


def _hit(row: Row[Any], *, with_snippet: bool) -> Hit:
    return Hit(
        id=row.id,
        url=row.url,
        title=row.title,
        published=row.published,
        first_seen=row.first_seen_at,
        language=row.language,
        source=row.slug,
        country=row.country,
        outlet=site_of(row.url),
        agency=row.agency,
        level=row.level,
        kind=row.kind,
        story=row.story_id,
        score=float(row.score_),
        snippet=Snippet(title=(), text=row.text[:300], spans=()) if with_snippet else None,
    )


def document(connection: Connection, key: int) -> dict[str, Any] | None:
    """Give all that is known of article *key* as plain data; None when there is none."""
    row = connection.execute(
        select(article, source.c.slug)
        .select_from(article.outerjoin(source, article.c.source_id == source.c.id))
        .where(article.c.id == key)
    ).first()
    if row is None:
        return None
    plain = {name: value for name, value in row._mapping.items() if name != "slug"}  # noqa: SLF001
    return {
        **plain,
        "source": row.slug,
        "copies": _rows(connection, _copies(row)),
        "versions": _rows(connection, _of(version, version.c.article_id, key)),
        "tags": [
            {**each, "spans": _rows(connection, _of(evidence, evidence.c.tag_id, each["id"]))}
            for each in _rows(connection, _of(tag, tag.c.article_id, key))
        ],
        "captures": _rows(connection, _of(capture, capture.c.frontier_id, row.frontier_id)),
        "discoveries": _rows(connection, _of(discovery, discovery.c.frontier_id, row.frontier_id)),
    }


def _of(table: Table, link: ColumnElement[Any], key: int) -> Select[Any]:
    return select(table).where(link == key).order_by(table.c.id)


def _copies(row: Row[Any]) -> Select[Any]:
    """The other articles of its story."""
    wanted = (
        article.c.id,
        article.c.url,
        article.c.title,
        article.c.kind,
        article.c.copy_of,
        article.c.score,
    )
    tables = article.outerjoin(source, article.c.source_id == source.c.id)
    return (
        select(*wanted, source.c.slug.label("source"))
        .select_from(tables)
        .where(article.c.story_id == row.story_id, article.c.id != row.id)
        .order_by(article.c.id)
    )


def _rows(connection: Connection, statement: Select[Any]) -> list[dict[str, Any]]:
    return [dict(each) for each in connection.execute(statement).mappings()]


def stats(connection: Connection) -> dict[str, Any]:
    """Count what the archive holds."""

    def by(column: ColumnElement[Any], *where: ColumnElement[bool], what: Any = None) -> dict[str, int]:
        of = func.count(what)
        counted = select(column, of).where(*where).group_by(column).order_by(of.desc(), column)
        return {str(value or "unknown"): count for value, count in connection.execute(counted)}

    def total(table: Any) -> int:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()

    first, last = connection.execute(select(func.min(article.c.published), func.max(article.c.published))).one()
    return {
        "articles": total(article),
        "stories": total(story),
        "versions": total(version),
        "captures": total(capture),
        "sources": total(source),
        "first_published": first,
        "last_published": last,
        "by_level": by(article.c.level),
        "by_kind": by(article.c.kind),
        "by_language": by(article.c.language),
        "by_organization": by(
            tag.c.slug,
            tag.c.kind.in_(ORGANIZATIONS),
            tag.c.level.in_(TAGGED),
            what=tag.c.article_id.distinct(),
        ),
        "by_topic": by(tag.c.organization + " " + tag.c.slug, tag.c.kind == "topic"),
        "frontier": by(frontier.c.state),
        "unfinished_reasons": by(frontier.c.reason, frontier.c.state != "done", frontier.c.reason.is_not(None)),
    }
