"""Forgetting pages: out of the database, out of the files, and a proof of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from config.errors import InputError, ScowatchError
from extractors.urls import canonical_url, host_of
from storage import runs, tombstones
from storage.archive import Archive
from storage.engine import reading, writing
from storage.forgetting import finding
from storage.forgetting.erasing import Erased, ask, erase
from storage.forgetting.proof import strays
from storage.forgetting.rows import Removed, forgetting, remove
from storage.tables import article, capture, frontier
from storage.tombstones import Why

_ACTION = "forget pages"
_AT_ONCE = 100  # pages that go in one transaction: a run that is under way gets its turn in between
_SHOWN = 1_000  # copies elsewhere that are named

Note = Callable[[str], None]
What = Literal["page", "article", "source", "host"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What somebody wants forgotten."""

    what: What
    name: str  # a URL, the number of an article, the slug of a source, a host


@dataclass(slots=True, kw_only=True)
class Plan:
    """What goes, or would go."""

    target: Target
    urls: list[str] = field(default_factory=list)  # to begin with, one a page; others of these pages are found then
    pages: int = 0
    addresses: list[str] = field(default_factory=list)  # of all these pages
    articles: int = 0
    captures: int = 0
    files: set[str] = field(default_factory=set)  # that hold them
    shared: int = 0  # pages of a source that others listed, too: they stay
    copies: list[tuple[int, str]] = field(default_factory=list)  # key and URL of copies that stay, _SHOWN at the most


@dataclass(slots=True, kw_only=True)
class Forgotten:
    """What went."""

    removed: Removed
    erased: Erased
    pages: int = 0
    copies: list[tuple[int, str]] = field(default_factory=list)  # as in Plan
    vacuumed: bool = False
    not_vacuumed: str = ""  # why


def plan(archive: Archive, target: Target, *, note: Note = lambda _: None) -> Plan:
    """Say what would go, and change nothing.

    Raises:
        InputError: there is no such article or source, or the URL is none.
    """
    with reading(archive.engine, _ACTION) as connection:
        planned = _wanted(connection, target)
        leaving: list[int] = []
        for some in _turns(planned.urls, note):
            for doomed in finding.gather(connection, some):
                planned.pages += 1
                planned.addresses += doomed.urls
                planned.captures += len(doomed.captures)
                leaving += doomed.articles
                planned.files |= _files(connection, doomed)
        planned.articles = len(leaving)
        planned.copies = finding.copies_elsewhere(connection, leaving)[:_SHOWN]
    return planned


def _turns(urls: Sequence[str], note: Note) -> Iterator[Sequence[str]]:
    for at in range(0, len(urls), _AT_ONCE):
        note(f"{at:,} of {len(urls):,} pages")
        yield urls[at : at + _AT_ONCE]


def _files(connection: Connection, doomed: finding.Doomed) -> set[str]:
    kept = (capture.c.id.in_(doomed.captures), capture.c.pruned_at.is_(None))
    return set(connection.scalars(select(capture.c.warc_file).where(*kept).distinct()))


def _wanted(connection: Connection, target: Target) -> Plan:
    planned = Plan(target=target)
    if target.what == "page":
        if canonical_url(target.name) is None:
            raise InputError(f"{target.name}: is not an http or https address with a host")
        planned.urls = [target.name]
        return planned
    if target.what == "article":
        url = connection.scalar(select(article.c.url).where(article.c.id == int(target.name)))
        if url is None:
            raise InputError(f"there is no article {target.name}; `scowatch search` gives the numbers")
        planned.urls = [url]
        return planned
    keys = finding.of_host(connection, host_named(target.name)) if target.what == "host" else None
    if keys is None:
        found = finding.of_source(connection, target.name)
        if found is None:
            raise InputError(f"{target.name}: is neither a URL, nor the number of an article, nor a source")
        keys, planned.shared = found
    for at in range(0, len(keys), _AT_ONCE):
        some = select(frontier.c.url).where(frontier.c.id.in_(keys[at : at + _AT_ONCE])).order_by(frontier.c.id)
        planned.urls += connection.scalars(some)
    return planned


def host_named(name: str) -> str:
    """Give the host that *name* is, or is an address of.

    Raises:
        InputError: it is neither.
    """
    host = host_of(name if "://" in name else f"https://{name}/")
    if not host:
        raise InputError(f"{name}: is no host; write it as in an address: news.example")
    return host


def forget(
    archive: Archive, target: Target, why: Why, *, is_alive: Callable[[str], bool], thorough: bool = True,
    note: Note = lambda _: None,
) -> Forgotten:  # fmt: skip
    """Forget pages; killed at any instant, the same call finishes it.

    Args:
        archive: may be in use. What a run is fetching just then is refused when it comes to be stored.
        target: what is to go; that it goes is meant.
        why: noted with the tombstones.
        is_alive: says of the owner of a run whether it may still be at work.
        thorough: also look through every WARC file for records of which no capture speaks, left by runs that were
            killed, and write the database anew, so that nothing is left between its rows.
        note: told what is being done.

    Raises:
        InputError: as in `plan`.
        StorageError: something cannot be read or written; what is done is done.
    """
    done = Forgotten(removed=Removed(), erased=Erased())
    with reading(archive.engine, _ACTION) as connection:
        urls = _wanted(connection, target).urls
    if target.what == "host":  # first, so that no new page comes meanwhile
        with writing(archive.engine, _ACTION) as connection:
            tombstones.bury_host(connection, host_named(target.name), why)
    for some in _turns(urls, note):
        with forgetting(archive.engine, _ACTION) as connection:
            doomed = finding.gather(connection, some)
            leaving = [key for each in doomed for key in each.articles]
            done.copies += finding.copies_elsewhere(connection, leaving)[: _SHOWN - len(done.copies)]
            _add(done.removed, remove(connection, archive.pages, doomed, why))
            done.pages += len(doomed)
    archive.pages.close()
    if thorough:
        _ask_for_strays(archive, why.at, note)
    done.erased = erase(archive, why.at, note=note)
    done.copies = _still_there(archive, done.copies)
    if thorough:
        _write_anew(archive, is_alive, done, note)
    return done


def _add(sum_: Removed, more: Removed) -> None:
    sum_.rows += more.rows
    sum_.digests += more.digests
    sum_.moved += more.moved


def _still_there(archive: Archive, copies: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Those of the copies that were not forgotten in their turn."""
    with reading(archive.engine, _ACTION) as connection:
        there = set(connection.scalars(select(article.c.id).where(article.c.id.in_([key for key, _ in copies]))))
    return sorted({each for each in copies if each[0] in there})


def _ask_for_strays(archive: Archive, now: datetime, note: Note) -> None:
    found: dict[str, list[int]] = {}
    for stray in strays(archive, note=note):
        found.setdefault(stray.file, []).append(stray.offset)
    if found:
        with writing(archive.engine, _ACTION) as connection:
            ask(connection, found, now)


def _write_anew(archive: Archive, is_alive: Callable[[str], bool], done: Forgotten, note: Note) -> None:
    from storage.care.vacuum import vacuum  # noqa: PLC0415 care looks at what is here

    with reading(archive.engine, _ACTION) as connection:
        owners = runs.at_work(connection, is_alive)
    if owners:
        done.not_vacuumed = f"a run is at work ({owners[0]}); `scowatch db vacuum` does it when that has ended"
        return
    try:
        vacuum(archive, is_alive=is_alive, note=note)
    except ScowatchError as error:
        done.not_vacuumed = str(error)
        return
    done.vacuumed = True


def finish(archive: Archive, now: datetime, *, note: Note = lambda _: None) -> Erased:
    """Finish what was left of earlier calls, or waits for a run to end."""
    return erase(archive, now, note=note)
