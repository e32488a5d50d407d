"""What differs between two lexicons: entries, forms by language, facts, weights; for who is about to commit one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from config.lexicon.records import Lexicon, Term

_HEADER = ("version", "tag", "name", "as_of", "listed")
_FORMS = frozenset({"role", "slug", "language", "forms"})
What = Literal["added", "removed", "changed"]
_Key = tuple[str, str, str | None]  # table, slug, language


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not the same."""

    what: What
    table: str  # "name", "cue", "state", "outlet", "endings"; "lexicon": its header
    slug: str
    language: str | None  # None: any, or of no matter
    field: str  # "forms"; "weights": what else their entry says; "entry": all of it; or a field
    before: tuple[str, ...]  # forms: those that are gone; else the value, if any
    after: tuple[str, ...]  # forms: those that are new


def changes(old: Lexicon, new: Lexicon) -> tuple[Change, ...]:
    """Compare two lexicons; alternatives are compared as written out, so that braces may be written otherwise."""
    return (*_header(old, new), *_terms(old, new), *_entities(old, new), *_outlets(old, new), *_attached(old, new))


def _header(old: Lexicon, new: Lexicon) -> Iterator[Change]:
    for name in _HEADER:
        yield from _field(("lexicon", new.tag, None), name, _text(getattr(old, name)), _text(getattr(new, name)))


def _terms(old: Lexicon, new: Lexicon) -> Iterator[Change]:
    before, after = _by_key(old), _by_key(new)
    for key in sorted(before.keys() | after.keys(), key=lambda key: (*key[:2], key[2] or "")):
        was, now = before.get(key, {}), after.get(key, {})
        gone, come = (tuple(sorted(each)) for each in (was.keys() - now.keys(), now.keys() - was.keys()))
        yield from _field(key, "forms", gone, come)
        moved = [form for form in was.keys() & now.keys() if was[form] != now[form]]
        pairs = {(was[form], now[form]) for form in moved}
        for said, says in sorted(pairs):
            yield from _field(key, "weights", said, says)


def _by_key(lexicon: Lexicon) -> Mapping[_Key, dict[str, tuple[str, ...]]]:
    """Give the forms by table, slug and language, each with what else its entry says of it."""
    forms: dict[_Key, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for term in lexicon.terms:
        for form in term.forms:
            language = term.language or ",".join(term.within) or None
            forms[term.role, term.slug, language].setdefault(form, _weights(term))
    return forms


def _weights(term: Term) -> tuple[str, ...]:
    said = ((field.name, getattr(term, field.name)) for field in fields(term) if field.name not in _FORMS)
    usual = {field.name: field.default for field in fields(term)}
    return tuple(f"{name} {_plain(value)}" for name, value in said if value != usual[name])


def _entities(old: Lexicon, new: Lexicon) -> Iterator[Change]:
    for slug in sorted(old.entities.keys() | new.entities.keys()):
        was, now = old.entities.get(slug), new.entities.get(slug)
        if was is None or now is None:
            present = was or now
            kind = present.kind if present else ""
            yield from _field((kind, slug, None), "entry", _text(was and was.name), _text(now and now.name))
            continue
        for field in fields(now):
            said, says = (_text(getattr(each, field.name)) for each in (was, now))
            yield from _field((now.kind, slug, None), field.name, said, says)


def _outlets(old: Lexicon, new: Lexicon) -> Iterator[Change]:
    was, now = ({each.slug: each for each in lexicon.outlets} for lexicon in (old, new))
    for slug in sorted(was.keys() | now.keys()):
        for name in ("hosts", "points"):
            said, says = (_text(getattr(each.get(slug), name, None)) for each in (was, now))
            yield from _field(("outlet", slug, None), name, said, says)


def _attached(old: Lexicon, new: Lexicon) -> Iterator[Change]:
    for table in ("endings", "prefixes"):
        was, now = getattr(old, table), getattr(new, table)
        for language in sorted(was.keys() | now.keys()):
            said, says = set(was.get(language, ())), set(now.get(language, ()))
            yield from _field((table, "", language), "forms", tuple(sorted(said - says)), tuple(sorted(says - said)))


def _field(key: _Key, field: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Change]:
    if before == after:
        return
    what: What = "changed" if before and after else "added" if after else "removed"
    table, slug, language = key
    yield Change(what=what, table=table, slug=slug, language=language, field=field, before=before, after=after)


def _text(value: object) -> tuple[str, ...]:
    """Give a value as texts to be compared and shown; nothing for what an entry does not say."""
    if value is None or value is False or value == ():
        return ()
    return tuple(map(_plain, value)) if isinstance(value, tuple) else (_plain(value),)


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if hasattr(value, "what"):  # a period
        return f"{value.what} {value.since or ''}..{getattr(value, 'until', None) or ''}"  # type: ignore[attr-defined]
    return str(value)
