"""Of places in texts: evidence, quotes and changes stand where they say; the level of an article is that of its tag."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, Table, and_, case, distinct, func, or_, select, type_coerce, update

from extractors.quotes.attribution import quotes_of
from extractors.tagging.record import Tagging
from storage.care.invariants import Found, Invariant, Mending, Scope
from storage.indexing import index
from storage.quotes import put_quotes, quote_again
from storage.retagging import Text
from storage.tables import article, evidence, quote, tag, version
from storage.tags import put_tags

_RETAG = "`scowatch db repair` tags these articles again"


def _astray(span: Table) -> ColumnElement[bool]:
    """Whether what stands at the place of a span is something else; the database looks, so that no text travels."""
    field = case((span.c.field == "title", article.c.title), else_=article.c.text)
    length = span.c.end - span.c.start
    there = func.substr(field, span.c.start + 1, length)
    return case((and_(span.c.start >= 0, length >= 0), there)).is_distinct_from(span.c.surface)


def _spans(scope: Scope, span: Table, joined: Any) -> Iterator[Found]:
    columns = (article.c.id, article.c.title, article.c.text, span.c.field, span.c.start, span.c.end, span.c.surface)
    wanted = select(*columns).select_from(joined).where(_astray(span)).order_by(article.c.id, span.c.id)
    for row in scope.connection.execute(wanted):
        field = row.title if row.field == "title" else row.text
        if field[row.start : row.end] != row.surface:
            yield Found(what=f"article {row.id}: {row.surface[:40]!r} at {row.start} of its {row.field}", key=row.id)


def _evidence(scope: Scope) -> Iterator[Found]:
    joined = evidence.join(tag, evidence.c.tag_id == tag.c.id).join(article, tag.c.article_id == article.c.id)
    yield from _spans(scope, evidence, joined)


def _quotes(scope: Scope) -> Iterator[Found]:
    yield from _spans(scope, quote, quote.join(article, quote.c.article_id == article.c.id))


def _changes(scope: Scope) -> Iterator[Found]:
    wanted = select(version.c.id, version.c.article_id, version.c.title, version.c.text, version.c.changes)
    wanted = wanted.where(version.c.significance.is_not(None)).order_by(version.c.id)
    if scope.connection.dialect.name == "sqlite":
        wanted = wanted.where(func.json_valid(type_coerce(version.c.changes, String)))
    for row in scope.connection.execute(wanted.execution_options(yield_per=100)):
        for change in row.changes or ():
            field, spot = row.title if change["field"] == "title" else row.text, change["before"]
            if not field[spot["start"] : spot["end"]].startswith(spot["surface"]):
                yield Found(what=f"article {row.article_id}: version {row.id} at {spot['start']}")
                break


def _levels(scope: Scope) -> Iterator[Found]:
    """Articles whose level no organization's tag bears out: which lexicon comes first is not known here."""
    organizations = tag.c.kind == "organization"
    known = scope.connection.scalar(select(func.count(distinct(tag.c.organization))).where(organizations)) or 0
    of_it = (tag.c.article_id == article.c.id, organizations)
    same = select(tag.c.id).where(*of_it, tag.c.level == article.c.level).exists()
    others = select(func.count()).where(*of_it, tag.c.level != "none").scalar_subquery()
    wrong = or_(
        and_(article.c.level != "none", ~same),
        and_(article.c.level == "none", ~same, others >= max(known, 1)),
    )
    for key in scope.connection.scalars(select(article.c.id).where(wrong).order_by(article.c.id)):
        yield Found(what=f"article {key}", key=key)


def _tagged(mending: Mending, keys: Sequence[int]) -> Iterator[tuple[Text, Sequence[Tagging]]]:
    assert mending.tag is not None
    wanted = select(*(article.c[name] for name in Text.__dataclass_fields__)).where(article.c.id.in_(keys))
    for row in mending.connection.execute(wanted.order_by(article.c.id)).mappings().all():
        text = Text(**row)
        yield text, mending.tag(text)


def _tag_again(mending: Mending, keys: Sequence[int]) -> None:
    for text, taggings in _tagged(mending, keys):
        put_tags(mending.connection, text.id, taggings)
        quote_again(mending.connection, text.id, (text.title, text.text), text.language, taggings)
        level = update(article).where(article.c.id == text.id).values(level=taggings[0].level)
        mending.connection.execute(level)
    index(mending.connection, keys)


def _find_quotes_again(mending: Mending, keys: Sequence[int]) -> None:
    for text, taggings in _tagged(mending, keys):
        fields = (text.title, text.text)
        found = quotes_of(*fields, text.language, taggings)
        put_quotes(mending.connection, text.id, found, fields, text.language)


SPANS = (
    Invariant(
        name="evidence-spans",
        severity="stale",
        broken="evidence that is not where it says",
        remedy=_RETAG,
        find=_evidence,
        mend=_tag_again,
    ),
    Invariant(
        name="quote-spans",
        severity="stale",
        broken="quotes that are not where they say",
        remedy="`scowatch db repair` reads these articles for quotes again",
        find=_quotes,
        mend=_find_quotes_again,
    ),
    Invariant(
        name="change-spans",
        severity="lost",
        broken="changes that are not where their version says",
        remedy="the texts are kept, and what was changed can be seen in them; a backup has the rest",
        find=_changes,
    ),
    Invariant(
        name="article-level",
        severity="stale",
        broken="articles of another level than their tags",
        remedy=_RETAG,
        find=_levels,
        mend=_tag_again,
    ),
)
