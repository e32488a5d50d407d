"""Storing what an article is about, and the spans on which that rests."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from sqlalchemy import Connection, delete, insert, select

from extractors.tagging.record import EntityKind, Evidence, Rejected, Tagging
from storage.tables import evidence, tag

#: The levels of what concerns an organization; of abstain it is not known.
TAGGED = ("central", "mention")
#: An organization with a lexicon of its own, and one that is named beside it. The last kind is "topic".
ORGANIZATIONS = ("organization", "related")
ENTITY_KINDS: tuple[str, ...] = get_args(EntityKind)

Row = dict[str, Any]  # columns of `tag`, or of `evidence`, without keys
Tags = dict[tuple[str, str, str], tuple[Row, list[Row]]]  # by organization, kind and slug: a tag, and its spans
NAMED_BY = ("organization", "kind", "slug")
SPAN = ("accepted", "field", "start", "end", "surface", "entity", "language", "rule", "confuser", "cue")
_TAG = (*NAMED_BY, "name", "detail", "level", "confidence", "lexicon", "matcher")


def put_tags(connection: Connection, key: int, taggings: Sequence[Tagging]) -> None:
    """Replace the tags of an article and their evidence: those of all lexicons."""
    replace_tags(connection, key, tags_of(taggings))


def replace_tags(connection: Connection, key: int, tags: Tags) -> None:
    """Replace the tags of an article by *tags*."""
    old = select(tag.c.id).where(tag.c.article_id == key)
    connection.execute(delete(evidence).where(evidence.c.tag_id.in_(old)))
    connection.execute(delete(tag).where(tag.c.article_id == key))
    add_tags(connection, key, tags)


def add_tags(connection: Connection, key: int, tags: Tags) -> None:
    """Store the tags of an article that has none."""
    if not tags:
        return
    connection.execute(insert(tag), [{"article_id": key, **row} for row, _ in tags.values()])
    stored = connection.execute(select(tag).where(tag.c.article_id == key)).mappings()
    keys = {tuple(row[name] for name in NAMED_BY): row["id"] for row in stored}
    spans = [{"tag_id": keys[name], **span} for name, (_, found) in tags.items() for span in found]
    if spans:
        connection.execute(insert(evidence), spans)


def tags_of(taggings: Sequence[Tagging]) -> Tags:
    """Give the tags that *taggings* come to. A text that only was not taken for something has a tag of level none."""
    return {
        tuple(row[name] for name in NAMED_BY): (row, [_span(each) for each in spans])
        for tagging in taggings
        for row, spans in _rows(tagging)
    }


def load_tags(connection: Connection, keys: Sequence[int]) -> dict[int, Tags]:
    """Give the tags of articles by the keys of these; an article without tags is left out."""
    found: dict[int, Tags] = defaultdict(dict)
    spans: dict[int, list[Row]] = {}
    for row in connection.execute(select(tag).where(tag.c.article_id.in_(keys)).order_by(tag.c.id)).mappings():
        spans[row["id"]] = []
        name = (row["organization"], row["kind"], row["slug"])
        found[row["article_id"]][name] = {each: row[each] for each in _TAG}, spans[row["id"]]
    of_these = evidence.join(tag, evidence.c.tag_id == tag.c.id)
    wanted = select(evidence).select_from(of_these).where(tag.c.article_id.in_(keys)).order_by(evidence.c.id)
    for row in connection.execute(wanted).mappings():
        spans[row["tag_id"]].append({each: row[each] for each in SPAN})
    return found


def _rows(tagging: Tagging) -> Iterator[tuple[Row, Sequence[Evidence | Rejected]]]:
    given = {"organization": tagging.tag, "lexicon": tagging.lexicon, "matcher": tagging.matcher}
    nameless = {"name": None, "detail": None}
    judged = {"level": tagging.level, "confidence": tagging.confidence}
    if tagging.level != "none" or tagging.rejected:
        spans: tuple[Evidence | Rejected, ...] = (*tagging.evidence, *tagging.rejected)
        yield {**given, **judged, **nameless, "kind": "organization", "slug": tagging.tag}, spans
    for topic in tagging.topics:
        yield {**given, **judged, **nameless, "kind": "topic", "slug": topic.slug}, topic.evidence
    for each in tagging.entities:
        named = {"kind": each.kind, "slug": each.slug, "name": each.name, "detail": each.detail or None}
        yield {**given, **judged, **named}, each.evidence
    for other in tagging.related:
        named = {"kind": "related", "slug": other.slug, "name": other.name, "detail": None}
        yield {**given, **named, "level": other.level, "confidence": other.confidence}, other.evidence


def _span(span: Evidence | Rejected) -> Row:
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
