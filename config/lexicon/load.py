"""Reading lexicons: a folder of TOML files by kind, or one file; what languages glue to words is shared by all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import tomli  # the standard library's tomllib, compiled: a third of the time

from config.errors import ConfigError
from config.lexicon.entries import TABLES, Entry, attached, read_table
from config.lexicon.records import Entity, Lexicon, Term

LEXICONS = Path(__file__).parent.with_name("lexicons")
SHARED = LEXICONS / "languages.toml"  # what is the same for every organization
_HEADER = ("version", "tag", "organization")
_ATTACHED = ("endings", "prefixes")
# Forms of one slug stand in several entries, because each may need more or less company, or weigh more or less.
_REPEATED = frozenset({"short", "topic"})


def load_lexicons(names: str = "sco") -> tuple[Lexicon, ...]:
    """Read lexicons by their names or paths, separated by commas; the first is that of the archive's own subject.

    Raises:
        ConfigError: as load_lexicon, or two lexicons have the same tag, or there is none.
    """
    lexicons = tuple(load_lexicon(each.strip()) for each in names.split(",") if each.strip())
    if not lexicons:
        raise ConfigError("SCOWATCH_LEXICON", "names no lexicon; write sco, or the path of a folder or file")
    tags = Counter(each.tag for each in lexicons)
    if max(tags.values()) > 1:
        raise ConfigError("SCOWATCH_LEXICON", f"two lexicons have the tag {max(tags, key=tags.__getitem__)!r}")
    return lexicons


def load_lexicon(name: str | Path = "sco") -> Lexicon:
    """Read and check a lexicon.

    Args:
        name: that of a lexicon that comes with scowatch, or the path of a folder of TOML files, or of one file.

    Raises:
        ConfigError: a file cannot be read or an entry is wrong; it names file, entry and field.
    """
    path = _path(name)
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise ConfigError(str(path), "holds no *.toml files")
    documents = {file: _document(file) for file in files}
    header = _header(path, documents)
    shared = _document(SHARED)
    entries = _entries({SHARED: shared, **documents}, header["as_of"])
    terms = tuple(term for entry in entries for term in entry.terms)
    entities = {entry.slug: entry.entity for entry in entries if entry.entity}
    _check_names(path, header["tag"], terms, entities)
    _check_places(path, terms, entities)
    _check_topics(path, terms, header["listed"], documents)
    glued = [shared, *documents.values()]
    endings, prefixes = (_merged(path, table, glued) for table in _ATTACHED)
    organization = header.pop("organization")
    return Lexicon(
        **header,
        name=organization,
        terms=terms,
        entities=entities,
        outlets=tuple(entry.outlet for entry in entries if entry.outlet),
        endings=endings,
        prefixes=prefixes,
    )


def without_shared(lexicon: Lexicon) -> Lexicon:
    """Leave out the terms that every lexicon has from languages.toml, to look at its own."""
    shared = {term for entry in _entries({SHARED: _document(SHARED)}, lexicon.as_of) for term in entry.terms}
    return replace(lexicon, terms=tuple(term for term in lexicon.terms if term not in shared))


def _entries(documents: Mapping[Path, dict[str, Any]], as_of: date) -> list[Entry]:
    """Read all entries, table by table; raise ConfigError where a slug stands twice."""
    entries: list[Entry] = []
    entities: set[str] = set()
    for table in TABLES:
        slugs: set[str] = set()
        for file, document in documents.items():
            for entry in read_table(file, table, document.get(table, []), as_of):
                if table not in _REPEATED and (entry.slug in slugs or (entry.entity and entry.slug in entities)):
                    raise ConfigError(f"{file}: [[{table}]]", f"slug: {entry.slug!r} stands twice")
                slugs.add(entry.slug)
                if entry.entity:
                    entities.add(entry.slug)
                entries.append(entry)
    return entries


def _path(name: str | Path) -> Path:
    shipped = LEXICONS / name
    if isinstance(name, str) and "/" not in name and shipped.is_dir():
        return shipped
    path = Path(name)
    if not path.exists():
        known = ", ".join(sorted(each.name for each in LEXICONS.iterdir() if each.is_dir()))
        raise ConfigError(str(name), f"cannot be read: neither a file nor a folder nor one of {known}")
    return path


def _document(file: Path) -> dict[str, Any]:
    try:
        document = tomli.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise ConfigError(str(file), f"cannot be read: {error}") from error
    unknown = document.keys() - {*_HEADER, "as_of", "listed", *TABLES, *_ATTACHED}
    if unknown:
        raise ConfigError(str(file), f"unknown table or key {min(unknown)!r}")
    return document


def _header(path: Path, documents: Mapping[Path, dict[str, Any]]) -> dict[str, Any]:
    header: dict[str, Any] = {}
    for key in (*_HEADER, "as_of"):
        given = [document[key] for document in documents.values() if key in document]
        if len(given) != 1:
            raise ConfigError(str(path), f"{key}: must stand once, in one of the files")
        header[key] = given[0]
        if key == "as_of" and not isinstance(given[0], date):
            raise ConfigError(str(path), "as_of: must be a date such as 2026-03-31, without quotation marks")
        if key != "as_of" and (not isinstance(given[0], str) or not given[0].strip()):
            raise ConfigError(str(path), f"{key}: must be a text that is not empty")
    header["listed"] = next((document["listed"] for document in documents.values() if "listed" in document), None)
    return header


def _check_names(path: Path, tag: str, terms: Sequence[Term], entities: Mapping[str, Entity]) -> None:
    names = {term.slug for term in terms if term.role in {"name", "short"}}
    if not names:
        raise ConfigError(str(path), "holds no [[name]] and no [[short]]: nothing could be found")
    nameless = names - entities.keys() - {tag}
    if nameless:
        raise ConfigError(
            str(path), f"[[name]] {min(nameless)!r}: neither the lexicon's tag {tag!r} nor an entity in another table"
        )
    if tag in entities:
        raise ConfigError(str(path), f"{tag!r} is the lexicon's tag and cannot be the slug of an entity, too")


def _merged(path: Path, table: str, documents: list[dict[str, Any]]) -> Mapping[str, tuple[str, ...]]:
    merged: dict[str, tuple[str, ...]] = {}
    for document in documents:
        for language, forms in attached(path, table, document.get(table, {})).items():
            merged[language] = (*merged.get(language, ()), *forms)
    return merged


def _check_places(path: Path, terms: Sequence[Term], entities: Mapping[str, Entity]) -> None:
    for table in ("place", "occasion"):
        slugs = {term.slug for term in terms if term.role == table}
        for entity in entities.values():
            said = getattr(entity, table)
            if said is not None and said not in slugs:
                raise ConfigError(str(path), f"[[summit]] {entity.slug!r}: there is no [[{table}]] {said!r}")


def _check_topics(
    path: Path, terms: Sequence[Term], listed: str | None, documents: Mapping[Path, dict[str, Any]]
) -> None:
    known = {entry["slug"] for document in documents.values() for entry in document.get("topic", [])}
    if listed is not None and listed not in known:
        raise ConfigError(str(path), f"listed: there is no [[topic]] {listed!r}")
    unknown = {term.slug for term in terms if term.role == "topic"} - known
    if unknown:
        raise ConfigError(str(path), f"topics: there is no [[topic]] {min(unknown)!r}")
