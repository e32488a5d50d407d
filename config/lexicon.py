"""The Lexicon record, and the file that fills it: names, their company, their confusers, topics."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from config.errors import ConfigError

Role = Literal["name", "short", "body", "person", "event", "company", "expansion", "cue", "block", "topic"]
Group = Literal["states", "leaders", "neighbours", "terms"]

SHIPPED = Path(__file__).with_name("lexicon.toml")

_HEADER = {"version": str, "tag": str, "as_of": str}
_ATTACHED = ("endings", "prefixes")
_CONFUSER_LISTS: dict[str, Role] = {"expansions": "expansion", "cues": "cue", "blocks": "block"}
# What an entry may say besides its slug, mark, note and lists of forms.
_FIELDS: dict[str, frozenset[str]] = {
    "name": frozenset(),
    "short": frozenset({"needs"}),
    "body": frozenset(),
    "person": frozenset(),
    "event": frozenset(),
    "company": frozenset({"group"}),
    "confuser": frozenset({"letters", *_CONFUSER_LISTS}),
    "topic": frozenset(),
}
_COMMON = frozenset({"slug", "mark", "note"})
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LANGUAGE = re.compile(r"any|[a-z]{2,3}")
_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
_FORMS_LIMIT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of the lexicon in one language: spellings that all say the same."""

    role: Role
    slug: str  # the entity, confuser, topic or companion that the forms stand for
    language: str | None  # ISO 639 code; None: in any language
    forms: tuple[str, ...]  # alternatives written out; a form that ends with * is a stem
    needs: int = 0  # role short: company points without which the form says nothing
    group: Group | None = None  # role company
    letters: tuple[str, ...] = ()  # confusers: the short forms they are mistaken for; (): every one
    mark: str = "P"  # P seen in pages, E in an encyclopedia, K general knowledge only


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All that the tagger knows of one organization."""

    version: str
    tag: str  # slug of the organization
    as_of: str  # ISO date up to which the facts were checked
    terms: tuple[Term, ...]
    endings: Mapping[str, tuple[str, ...]]  # by language: what may be glued to the end of a form
    prefixes: Mapping[str, tuple[str, ...]]  # by language: what may be glued to its beginning


def load_lexicon(path: Path | None = None) -> Lexicon:
    """Read and check a lexicon.

    Args:
        path: a file in the format of config/lexicon.toml; None: the lexicon that comes with scowatch.

    Raises:
        ConfigError: the file cannot be read or an entry is wrong; it names file, entry and field.
    """
    file = SHIPPED if path is None else path
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(str(file), f"cannot be read: {error}") from error
    unknown = document.keys() - _HEADER.keys() - _FIELDS.keys() - set(_ATTACHED)
    if unknown:
        raise ConfigError(str(file), f"unknown table or key {min(unknown)!r}")
    for key in _HEADER:
        if not isinstance(document.get(key), str) or not document[key].strip():
            raise ConfigError(str(file), f"{key}: must be a text that is not empty")
    terms = tuple(term for table in _FIELDS for term in _table(file, table, document.get(table, [])))
    if not any(term.role in {"name", "short"} for term in terms):
        raise ConfigError(str(file), "holds no [[name]] and no [[short]]: nothing could be found")
    endings, prefixes = (_attached(file, table, document.get(table, {})) for table in _ATTACHED)
    header = {key: document[key] for key in _HEADER}
    return Lexicon(**header, terms=terms, endings=endings, prefixes=prefixes)


def expand(form: str) -> tuple[str, ...]:
    """Write out the alternatives of *form*; raise ValueError when its braces are not in pairs.

    >>> expand("Organi{s,z}ation{,s}")
    ('Organisation', 'Organisations', 'Organization', 'Organizations')
    """
    found = {form}
    while any("{" in each for each in found):
        found = set().union(*map(_innermost, found))
        if len(found) > _FORMS_LIMIT:
            raise ValueError(f"{form!r} stands for more than {_FORMS_LIMIT} spellings")
    if any("}" in each for each in found):
        raise ValueError(f"braces in {form!r} are not in pairs")
    return tuple(sorted(found))


def _innermost(form: str) -> list[str]:
    match = _ALTERNATIVES.search(form)
    if match is None:
        if "{" in form:
            raise ValueError(f"braces in {form!r} are not in pairs")
        return [form]
    return [form[: match.start()] + each + form[match.end() :] for each in match[1].split(",")]


def _table(file: Path, table: str, entries: object) -> Iterator[Term]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(str(file), f"{table}: write its entries as [[{table}]]")
    for position, entry in enumerate(entries, start=1):
        subject = f"{file}: [[{table}]] {position} ({entry.get('slug', 'no slug')})"
        _check(subject, table, entry)
        yield from _confuser(subject, entry) if table == "confuser" else _entry(subject, table, entry)
    # Short forms of one entity stand in several entries, because each may need more or less company.
    slugs = Counter(entry["slug"] for entry in entries if table != "short")
    if slugs and max(slugs.values()) > 1:
        raise ConfigError(f"{file}: [[{table}]]", f"slug: {max(slugs, key=slugs.__getitem__)!r} stands twice")


def _check(subject: str, table: str, entry: dict[str, Any]) -> None:
    slug = entry.get("slug")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        raise ConfigError(subject, "slug: must be written in a-z, 0-9 and single hyphens")
    for key in entry.keys() - _COMMON - _FIELDS[table]:
        if table == "confuser" or not _LANGUAGE.fullmatch(key):
            raise ConfigError(subject, f"{key}: neither a known field nor a language code (such as ru, or any)")
    if entry.get("mark", "P") not in {"P", "E", "K"}:
        raise ConfigError(subject, "mark: must be P (seen in pages), E (encyclopedia) or K (general knowledge)")
    if table == "company" and entry.get("group") not in get_args(Group):
        raise ConfigError(subject, f"group: must be one of {', '.join(get_args(Group))}")
    needs = entry.get("needs", 0)
    if not isinstance(needs, int) or isinstance(needs, bool) or needs < 0:
        raise ConfigError(subject, "needs: must be a whole number, 0 or more")


def _entry(subject: str, table: str, entry: dict[str, Any]) -> Iterator[Term]:
    languages = [key for key in entry if key not in _COMMON | _FIELDS[table]]
    if not languages:
        raise ConfigError(subject, "has no forms in any language")
    for language in languages:
        yield Term(
            role=table,  # type: ignore[arg-type]  # the tables but confuser are named after their role
            slug=entry["slug"],
            language=None if language == "any" else language,
            forms=_forms(subject, language, entry[language]),
            needs=entry.get("needs", 0),
            group=entry.get("group"),
            mark=entry.get("mark", "P"),
        )


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


def _attached(file: Path, table: str, languages: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(languages, dict):
        raise ConfigError(str(file), f"{table}: must be a table of languages")
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            raise ConfigError(f"{file}: [{table}]", f"{language}: not a language code")
    subject = f"{file}: [{table}]"
    return {language: _forms(subject, language, forms) for language, forms in languages.items()}


def _forms(subject: str, field: str, forms: object) -> tuple[str, ...]:
    if not isinstance(forms, list) or not forms or not all(isinstance(form, str) for form in forms):
        raise ConfigError(subject, f"{field}: must be a list of texts that is not empty")
    try:
        spellings = tuple(spelling for form in forms for spelling in expand(form))
    except ValueError as error:
        raise ConfigError(subject, f"{field}: {error}") from error
    for spelling in spellings:
        if spelling != spelling.strip() or len(spelling) < 1 + ("*" in spelling) or spelling.startswith("*"):
            raise ConfigError(subject, f"{field}: {spelling!r} is empty, begins with * or has blanks around it")
    return spellings
