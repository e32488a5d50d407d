"""Storing what an article is about, and the spans on which that rests."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from extractors.tagging.record import Evidence, Rejected, Tagging
from storage.tables import evidence, tag


def put_tags(connection: Connection, key: int, tagging: Tagging) -> None:
    """Replace the tags of an article and their evidence."""
    old = select(tag.c.id).where(tag.c.article_id == key)
    connection.execute(delete(evidence).where(evidence.c.tag_id.in_(old)))
    connection.execute(delete(tag).where(tag.c.article_id == key))
    if tagging.level == "none" and not tagging.rejected:
        return
    _put_tag(connection, key, ("organization", tagging.tag), tagging, [*tagging.evidence, *tagging.rejected])
    for topic in tagging.topics:
        _put_tag(connection, key, ("topic", topic.slug), tagging, topic.evidence)


def _put_tag(
    connection: Connection,
    key: int,
    name: tuple[str, str],
    tagging: Tagging,
    spans: Sequence[Evidence | Rejected],
) -> None:
    row = {
        "article_id": key,
        "kind": name[0],
        "slug": name[1],
        "level": tagging.level,
        "confidence": tagging.confidence,
        "lexicon": tagging.lexicon,
    }
    tag_id = connection.execute(insert(tag).values(row).returning(tag.c.id)).scalar_one()
    if spans:
        connection.execute(insert(evidence), [{"tag_id": tag_id, **_span(span)} for span in spans])


def _span(span: Evidence | Rejected) -> dict[str, Any]:
    place = {"field": span.field, "start": span.start, "end": span.end, "surface": span.surface}
    if isinstance(span, Evidence):
        said = {
            "entity": span.entity,
            "language": span.language,
            "rule": span.rule,
            "confuser": None,
            "cue": None,
        }
        return {**place, "accepted": True, **said}
    said = {"entity": None, "language": None, "rule": None, "confuser": span.confuser, "cue": span.cue}
    return {**place, "accepted": False, **said}
