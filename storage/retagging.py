"""Tagging stored texts again: what today's lexicons and rules say of them, and what that changes of each article."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from extractors.tagging.record import Level, Tagging
from storage.indexing import index
from storage.quotes import quote_again
from storage.tables import article, tag
from storage.tags import ENTITY_KINDS, Row, Tags, load_tags, replace_tags, tags_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A stored text and what it was tagged as."""

    id: int
    url: str
    title: str
    text: str
    language: str | None
    published: datetime | None
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed of the tags of one article under one lexicon. Versions alone are no difference."""

    organization: str
    lexicon_before: str | None  # versions; None: there were no tags, and no version was noted
    lexicon_after: str | None  # None: no lexicon of this organization is in use any more
    matcher_before: str | None
    matcher_after: str | None
    level_before: Level
    level_after: Level
    topics_added: tuple[str, ...]  # slugs
    topics_removed: tuple[str, ...]
    entities_added: tuple[str, ...]  # slugs of the entities, each with its kind: "person khakimov"
    entities_removed: tuple[str, ...]
    related_added: tuple[str, ...]
    related_removed: tuple[str, ...]
    evidence_added: tuple[Row, ...]  # spans, turned down ones too: columns of `evidence`, kind and slug of the tag
    evidence_removed: tuple[Row, ...]
    changed: tuple[Row, ...]  # "kind" and "slug" of a tag that stays, "what" changed of it, "before", "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retagged:
    """An article that was tagged again."""

    id: int
    url: str
    title: str
    #: "mention_to_central" and the like where the level changed, else "other_tags", "other_evidence" (the same tags on
    #: other spans), "other_details" (the same spans, too) or "unchanged".
    change: str
    differences: tuple[Difference, ...]


TagText = Callable[[Text], Sequence[Tagging]]
Note = Callable[[Sequence[Retagged]], None]


def retag(connection: Connection, tag_text: TagText, note: Note, after: int, limit: int, *, store: bool) -> int:
    """Tag articles with keys above *after* again, in order.

    Args:
        connection: in a transaction where anything is to be stored.
        tag_text: gives what all lexicons in use say of a text, that of the archive's own subject first.
        note: told of every article of the batch before anything of it is stored: what it raises stops all.
        after: the last key of the batch before; 0: none.
        limit: articles in the batch.
        store: put the new tags in the place of the old, else only say what would change.

    Returns:
        The key of the last article, 0 when none was left.
    """
    wanted = select(*(article.c[name] for name in Text.__dataclass_fields__))
    rows = connection.execute(wanted.where(article.c.id > after).order_by(article.c.id).limit(limit)).mappings()
    texts = [Text(**row) for row in rows]
    known = load_tags(connection, [each.id for each in texts])
    said = [tag_text(each) for each in texts]
    found = [_compared(each, known.get(each.id, {}), new) for each, new in zip(texts, said, strict=True)]
    note(found)
    if store:
        _store(connection, texts, said, found)
    return texts[-1].id if texts else 0


def _store(
    connection: Connection, texts: Sequence[Text], said: Sequence[Sequence[Tagging]], found: Sequence[Retagged]
) -> None:
    same: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    changed = []
    for each, taggings, retagged in zip(texts, said, found, strict=True):
        if taggings[0].level != each.level:
            connection.execute(update(article).where(article.c.id == each.id).values(level=taggings[0].level))
        if retagged.change != "unchanged":
            changed.append(each.id)
        if retagged.differences:
            replace_tags(connection, each.id, tags_of(taggings))
            quote_again(connection, each.id, (each.title, each.text), each.language, taggings)
        else:
            for tagging in taggings:
                same[tagging.tag, tagging.lexicon, tagging.matcher].append(each.id)
    for (organization, lexicon, matcher), keys in same.items():
        of_these = update(tag).where(tag.c.article_id.in_(keys), tag.c.organization == organization)
        connection.execute(of_these.values(lexicon=lexicon, matcher=matcher))
    index(connection, changed)


def _compared(stored: Text, before: Tags, taggings: Sequence[Tagging]) -> Retagged:
    after = tags_of(taggings)
    versions = {each.tag: (each.lexicon, each.matcher) for each in taggings}
    differences = []
    for organization in dict.fromkeys([*versions, *(name[0] for name in before)]):
        old, new = (_of(organization, tags) for tags in (before, after))
        if _plain(old) != _plain(new):
            differences.append(_difference(organization, old, new, versions.get(organization)))
    level = taggings[0].level
    change = _change(differences) if level == stored.level else f"{stored.level}_to_{level}"
    return Retagged(id=stored.id, url=stored.url, title=stored.title, change=change, differences=tuple(differences))


def _of(organization: str, tags: Tags) -> Tags:
    return {name: each for name, each in tags.items() if name[0] == organization}


def _plain(tags: Tags) -> dict[Any, Any]:
    """What tags say, to be compared: all but the versions."""
    return {
        name: ({key: value for key, value in row.items() if key not in {"lexicon", "matcher"}}, _keyed(spans))
        for name, (row, spans) in tags.items()
    }


def _keyed(spans: Iterable[Row]) -> frozenset[tuple[Any, ...]]:
    return frozenset(tuple(sorted(span.items())) for span in spans)


def _difference(organization: str, old: Tags, new: Tags, versions: tuple[str, str] | None) -> Difference:
    was = next(((row["lexicon"], row["matcher"]) for row, _ in old.values()), (None, None))
    now = versions or (None, None)
    level_before, level_after = _level(organization, old), _level(organization, new)
    return Difference(
        organization=organization,
        lexicon_before=was[0],
        lexicon_after=now[0],
        matcher_before=was[1],
        matcher_after=now[1],
        level_before=level_before,
        level_after=level_after,
        topics_added=_names(new, old, ("topic",)),
        topics_removed=_names(old, new, ("topic",)),
        entities_added=_names(new, old, ENTITY_KINDS),
        entities_removed=_names(old, new, ENTITY_KINDS),
        related_added=_names(new, old, ("related",)),
        related_removed=_names(old, new, ("related",)),
        evidence_added=tuple(_spans(new, old)),
        evidence_removed=tuple(_spans(old, new)),
        changed=tuple(_changed(old, new)),
    )


def _level(organization: str, tags: Tags) -> Level:
    found = tags.get((organization, "organization", organization))
    level: Level = found[0]["level"] if found else "none"
    return level


def _names(some: Tags, others: Tags, kinds: Sequence[str]) -> tuple[str, ...]:
    """Give the names of the tags of these kinds that only *some* have; where there are several kinds, with the kind."""
    only = [(kind, slug) for _, kind, slug in some.keys() - others.keys() if kind in kinds]
    return tuple(slug if len(kinds) == 1 else f"{kind} {slug}" for kind, slug in sorted(only))


def _spans(some: Tags, others: Tags) -> Iterator[Row]:
    """Give the spans that only *some* have, each with the kind and slug of its tag."""
    for name, (_, spans) in some.items():
        known = _keyed(others[name][1]) if name in others else frozenset()
        yield from ({"kind": name[1], "slug": name[2], **span} for span in spans if not _keyed([span]) <= known)


def _changed(old: Tags, new: Tags) -> Iterator[Row]:
    for name in sorted(old.keys() & new.keys()):
        # The level of topics and entities is that of their organization, and need not be said again.
        judged: Mapping[str, tuple[str, ...]] = {"organization": ("confidence",), "related": ("level", "confidence")}
        before, after = old[name][0], new[name][0]
        for what in ("name", "detail", *judged.get(name[1], ())):
            if before[what] != after[what]:
                said = {"what": what, "before": before[what], "after": after[what]}
                yield {"kind": name[1], "slug": name[2], **said}


def _change(differences: Sequence[Difference]) -> str:
    def any_of(*names: str) -> bool:
        return any(getattr(each, name) for each in differences for name in names)

    sets = [f"{what}_{how}" for what in ("topics", "entities", "related") for how in ("added", "removed")]
    if any_of(*sets) or any(each.level_before != each.level_after for each in differences):
        return "other_tags"
    if any_of("evidence_added", "evidence_removed"):
        return "other_evidence"
    return "other_details" if differences else "unchanged"
