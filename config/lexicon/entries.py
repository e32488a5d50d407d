"""One entry of a lexicon: checked, its braces written out, cut into terms by language."""

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

from config.errors import ConfigError
from config.lexicon.records import Entity, Group, Kind, Outlet, Period, Role, Term

_ENTITY = frozenset({"name", "as_of", "weak", "topics"})
# The tables, and what an entry may say besides its slug, mark, note and lists of forms by language.
TABLES: dict[str, frozenset[str]] = {
    "name": frozenset(),
    "short": frozenset({"needs", "common", "within"}),
    "body": _ENTITY,
    "format": _ENTITY,
    "person": _ENTITY | {"periods", "common"},
    "summit": _ENTITY | {"periods", "place", "occasion"},
    "document": _ENTITY | {"periods"},
    "state": _ENTITY | {"periods"},
    "related": _ENTITY | {"company"},
    "office": frozenset(),
    "profession": frozenset(),
    "place": frozenset({"state"}),
    "occasion": frozenset(),
    "setting": frozenset(),
    "company": frozenset({"group"}),
    "confuser": frozenset({"letters", "expansions", "cues", "blocks"}),
    "topic": frozenset({"weight", "event"}),
    "outlet": frozenset({"hosts", "points"}),
}
_GROUPS: dict[str, Group] = {"state": "states", "related": "neighbours"}
_CONFUSER_LISTS: dict[str, Role] = {"expansions": "expansion", "cues": "cue", "blocks": "block"}
_COMMON = frozenset({"slug", "mark", "note"})
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LANGUAGE = re.compile(r"any|[a-z]{2,3}")
_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
_FORMS_LIMIT = 1000
_LETTER = re.compile("[^\\W_\u0640]")  # or digit; tatweel only stretches letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one entry of a file says."""

    slug: str
    terms: tuple[Term, ...]
    entity: Entity | None = None
    outlet: Outlet | None = None


def read_table(file: Path, table: str, entries: object, as_of: date) -> Iterator[Entry]:
    """Read the entries of one table of one file.

    Args:
        file: named in errors.
        table: one of TABLES.
        entries: what stands there.
        as_of: up to when facts were checked that say nothing else.

    Raises:
        ConfigError: an entry is wrong; it names file, entry and field.
    """
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(str(file), f"{table}: write its entries as [[{table}]]")
    for position, entry in enumerate(entries, start=1):
        subject = f"{file}: [[{table}]] {position} ({entry.get('slug', 'no slug')})"
        _check(subject, table, entry)
        if table == "outlet":
            yield Entry(slug=entry["slug"], terms=(), outlet=_outlet(subject, entry))
            continue
        terms = tuple(_confuser(subject, entry) if table == "confuser" else _terms(subject, table, entry))
        entity = _entity(subject, table, entry, as_of) if table in get_args(Kind) else None
        yield Entry(slug=entry["slug"], terms=terms, entity=entity)


def attached(path: Path, table: str, languages: object) -> Mapping[str, tuple[str, ...]]:
    """Read what languages glue to words; raise ConfigError when it is not a table of lists."""
    if not isinstance(languages, dict):
        raise ConfigError(str(path), f"{table}: must be a table of languages")
    subject = f"{path}: [{table}]"
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            raise ConfigError(subject, f"{language}: not a language code")
    return {language: _forms(subject, language, forms, marks=True) for language, forms in languages.items()}


def expand(form: str) -> tuple[str, ...]:
    """Write out the alternatives of *form*; raise ValueError when its braces are not in pairs.

    >>> expand("Organi{s,z}ation{,s}")
    ('Organisation', 'Organisations', 'Organization', 'Organizations')
    """
    if "{" not in form and "}" not in form:  # most of them
        return (form,)
    found = {form}
    while any("{" in each for each in found):
        found = {spelling for each in found for spelling in _innermost(each)}
        if len(found) > _FORMS_LIMIT:
            raise ValueError(_too_many(form))
    if any("}" in each for each in found):
        raise ValueError(f"braces in {form!r} are not in pairs")
    return tuple(sorted(found))


def _innermost(form: str) -> Iterator[str]:
    pieces = [piece.split(",") if odd % 2 else [piece] for odd, piece in enumerate(_ALTERNATIVES.split(form))]
    if len(pieces) == 1 and "{" in form:
        raise ValueError(f"braces in {form!r} are not in pairs")
    if math.prod(map(len, pieces)) > _FORMS_LIMIT:
        raise ValueError(_too_many(form))
    return map("".join, itertools.product(*pieces))


def _too_many(form: str) -> str:
    return f"{form!r} stands for more than {_FORMS_LIMIT} spellings"


def _check(subject: str, table: str, entry: dict[str, Any]) -> None:
    slug = entry.get("slug")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug) or len(slug) > 64:
        raise ConfigError(subject, "slug: must be written in a-z, 0-9 and single hyphens, at most 64 of them")
    for key in entry.keys() - _COMMON - TABLES[table]:
        if table in {"confuser", "outlet"} or not _LANGUAGE.fullmatch(key):
            raise ConfigError(subject, f"{key}: neither a known field nor a language code (such as ru, or any)")
    if entry.get("mark", "P") not in {"P", "E", "K"}:
        raise ConfigError(subject, "mark: must be P (seen in pages), E (encyclopedia) or K (general knowledge)")
    if table == "company" and entry.get("group") not in get_args(Group):
        raise ConfigError(subject, f"group: must be one of {', '.join(get_args(Group))}")
    for key in ("place", "occasion", "state"):
        if key in TABLES[table] and not isinstance(entry.get(key, ""), str):
            raise ConfigError(subject, f"{key}: must be the slug of a [[{key}]]")
    _check_values(subject, entry)


def _check_values(subject: str, entry: dict[str, Any]) -> None:
    needs = entry.get("needs", 0)
    if not isinstance(needs, int) or isinstance(needs, bool) or needs < 0:
        raise ConfigError(subject, "needs: must be a whole number, 0 or more")
    weight = entry.get("weight", 1)
    if not isinstance(weight, int | float) or isinstance(weight, bool) or not 0 <= weight <= 1:
        raise ConfigError(subject, "weight: must be a number from 0 to 1")
    topics = entry.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise ConfigError(subject, "topics: must be a list of slugs of [[topic]]")
    within = entry.get("within", [])
    if not isinstance(within, list) or not all(isinstance(each, str) and _LANGUAGE.fullmatch(each) for each in within):
        raise ConfigError(subject, 'within: must be a list of language codes, such as ["kk", "ky"]')
    for key in ("common", "company", "event"):
        if not isinstance(entry.get(key, False), bool):
            raise ConfigError(subject, f"{key}: must be true or false")


def _terms(subject: str, table: str, entry: dict[str, Any]) -> Iterator[Term]:
    languages = [key for key in entry if key not in _COMMON | TABLES[table]]
    if not languages and not entry.keys() & {"weak", "place"}:
        raise ConfigError(subject, "has no forms in any language")
    group = _GROUPS.get(table) if entry.get("company", True) else None
    for language in languages:
        term = Term(
            role=table,  # type: ignore[arg-type]  # the tables but confuser are named after their role
            slug=entry["slug"],
            language=None if language == "any" else language,
            forms=_forms(subject, language, entry[language]),
            needs=entry.get("needs", 0),
            weight=entry.get("weight", 1.0),
            common=table == "short" and entry.get("common", False),
            event=entry.get("event", False),
            within=tuple(entry.get("within", ())),
            group=entry.get("group", group),
            mark=entry.get("mark", "P"),
        )
        yield term
        if "state" in entry:  # a city speaks for its country
            yield replace(term, role="company", slug=entry["state"], group="states")
        for topic in entry.get("topics", []):  # and a body for what it works on
            yield replace(term, role="topic", slug=topic)
    if "weak" in entry:
        forms = _forms(subject, "weak", entry["weak"])
        mark = entry.get("mark", "P")
        group = group or (None if table in _GROUPS else "terms")
        yield Term(role="company", slug=entry["slug"], language=None, forms=forms, group=group, mark=mark)


def _confuser(subject: str, entry: dict[str, Any]) -> Iterator[Term]:
    lists = [key for key in _CONFUSER_LISTS if key in entry]
    if not lists:
        raise ConfigError(subject, f"has none of {', '.join(_CONFUSER_LISTS)}")
    letters = _forms(subject, "letters", entry["letters"]) if "letters" in entry else ()
    for key in lists:
        yield Term(
            role=_CONFUSER_LISTS[key],
            slug=entry["slug"],
            language=None,
            forms=_forms(subject, key, entry[key]),
            letters=letters,
            mark=entry.get("mark", "P"),
        )


def _outlet(subject: str, entry: dict[str, Any]) -> Outlet:
    points = entry.get("points")
    if not isinstance(points, int) or isinstance(points, bool):
        raise ConfigError(subject, "points: must be a whole number; below 0 it speaks against the organization")
    return Outlet(slug=entry["slug"], hosts=_forms(subject, "hosts", entry.get("hosts")), points=points)


def _entity(subject: str, table: str, entry: dict[str, Any], as_of: date) -> Entity:
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ConfigError(subject, "name: must be a text that is not empty")
    checked = entry.get("as_of", as_of)
    if not isinstance(checked, date):
        raise ConfigError(subject, "as_of: must be a date such as 2026-03-31, without quotation marks")
    return Entity(
        kind=table,  # type: ignore[arg-type]  # the tables of entities are named after their kind
        slug=entry["slug"],
        name=name,
        as_of=checked,
        mark=entry.get("mark", "P"),
        common=entry.get("common", False),
        periods=_periods(subject, entry.get("periods", [])),
        place=entry.get("place"),
        occasion=entry.get("occasion"),
    )


def _periods(subject: str, given: object) -> tuple[Period, ...]:
    shape = 'write [{ what = "member", since = 2001-06-15, until = 2005-01-31 }], since and until as far as known'
    if not isinstance(given, list):
        raise ConfigError(subject, f"periods: {shape}")
    periods = []
    for each in given:
        fits = (
            isinstance(each, dict) and each.keys() <= {"what", "since", "until"} and isinstance(each.get("what"), str)
        )
        if not fits or not all(isinstance(each.get(key, date.max), date) for key in ("since", "until")):
            raise ConfigError(subject, f"periods: {shape}")
        since, until = each.get("since"), each.get("until")
        if since and until and since > until:
            raise ConfigError(subject, f"periods: {each['what']} ends on {until}, before it begins on {since}")
        periods.append(Period(what=each["what"], since=since, until=until))
    return tuple(periods)


def _forms(subject: str, field: str, forms: object, *, marks: bool = False) -> tuple[str, ...]:
    """Read a list of spellings; *marks*: they may be vowel marks alone."""
    if not isinstance(forms, list) or not forms or not all(isinstance(form, str) for form in forms):
        raise ConfigError(subject, f"{field}: must be a list of texts that is not empty")
    try:
        spellings = tuple(spelling for form in forms for spelling in expand(form))
    except ValueError as error:
        raise ConfigError(subject, f"{field}: {error}") from error
    first, last = {spelling[:1] for spelling in spellings}, {spelling[-1:] for spelling in spellings}
    if not first.isdisjoint({"", "*"}) or any(map(str.isspace, first | last)):
        wrong = min(each for each in spellings if each != each.strip() or each[:1] in {"", "*"})
        raise ConfigError(subject, f"{field}: {wrong!r} is empty, begins with * or has blanks around it")
    # Matching passes over vowel marks and what cannot be seen: nothing would be left.
    if not marks and (bare := next((each for each in spellings if not _LETTER.search(each)), None)):
        raise ConfigError(subject, f"{field}: {bare!r} holds no letter and no digit")
    return spellings
