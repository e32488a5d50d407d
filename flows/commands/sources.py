"""The commands around the list of sources: list, check, add, import, export."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from config.errors import InputError
from config.settings import Settings, load_settings
from config.sources import Source, SourceKind, add_sources, find_problems, load_sources, render_sources, usable_url
from extractors.records import Unreadable
from extractors.urls import canonical_url
from flows.commands.options import as_json, database, open_given, print_json, sources_file
from storage.sources import SourceState

if TYPE_CHECKING:  # these import what a look at the list does not need
    from flows.autodiscovery import Discovery, Proposal

# Without https a server may still answer on port 80.
_NOT_THERE = frozenset({"connect", "tls", "timeout"})


@click.group(short_help="The list of sources: show, check, bring in, give out.")
def sources() -> None:
    """Look at the list of sources, and exchange it with feed readers.

    Example: scowatch sources list
    """


@sources.command("list", short_help="Every source and its health.")
@database
@sources_file
@as_json
def list_sources(*, as_json: bool) -> None:
    """List the sources: how the last poll went, when the next is due, entries a week, and how many became articles.

    The state is "ok", "new" (never polled), "off", "silent" (it answers, but brings nothing for longer than its own
    rhythm explains), or the reason of the last failure. What failed is polled again and again, ever less often.

    Example: scowatch sources list --json
    """
    settings = load_settings()
    listed = load_sources(settings.sources)
    with open_given(settings, create=True) as archive:
        states = {state.source.slug: state for state in archive.sync_sources(listed)}
        health = archive.health(datetime.now(UTC))
    rows = [{**asdict(each), **standing(states[each.slug]), **asdict(health[each.slug])} for each in listed]
    if as_json:
        print_json(rows)
        return
    click.echo(
        _ROW.format("source", "of", "state", "last success", "failures", "next poll", "/week", "articles", "url")
    )
    for row in rows:
        click.echo(_line(row))


_ROW = "{:<24} {:<6} {:<13} {:<16} {:>8}  {:<16} {:>6} {:>8}  {}"


def _line(row: dict[str, Any]) -> str:
    def at(name: str, otherwise: str) -> str:
        return f"{row[name]:%Y-%m-%d %H:%M}" if row[name] else otherwise

    share = "" if row["article_share"] is None else f"{row['article_share']:.0%}"
    moved = f" -> {row['moved_to']}" if row["moved_to"] else ""
    due = "never" if row["state"] == "off" else at("next_poll_at", "now")
    week = f"{row['entries_per_week']:.0f}" if row["polled_at"] else ""
    place = f"{row['country'] or '--'} {row['language'] or '--'}"
    last = at("succeeded_at", "never")
    return _ROW.format(
        row["slug"], place, row["state"], last, row["failures"] or "", due, week, share, f"{row['url']}{moved}"
    )


def standing(state: SourceState) -> dict[str, Any]:
    """How the polling of a source stands, in a word and in full."""
    word = state.reason or ("silent" if state.silent_since else "ok" if state.succeeded_at else "new")
    told = (
        "failures", "detail", "polled_at", "succeeded_at", "next_poll_at", "moved_to", "moved_by", "moved_at",
        "claimed_url", "silent_since",
    )  # fmt: skip
    return {"state": word if state.source.active else "off"} | {name: getattr(state, name) for name in told}


@sources.command("check", short_help="Is the list of sources valid?")
@sources_file
def check_sources() -> None:
    """Read the list of sources and name everything that is wrong with it; fetches nothing.

    Example: scowatch sources check --sources my-sources.toml
    """
    listed = load_sources(load_settings().sources)
    active = sum(each.active for each in listed)
    click.echo(
        f"{len(listed)} sources, {active} of them active, in {len({each.language for each in listed})} languages"
    )


@sources.command("add", short_help="Find the feeds of an outlet, and add the best to the list.")
@click.argument("url")
@sources_file
@click.option("--slug", help="Its slug; made from the host without it.")
@click.option("--name", help="Its name; the title of the feed without it.")
@click.option("--country", metavar="CC", help="ISO 3166-1; that of the country's domain without it.")
@click.option("--language", metavar="L", help="ISO 639-1; detected without it.")
@click.option("--kind", type=click.Choice(get_args(SourceKind)), help="Only listings of this kind.")
@click.option("--all", "everything", is_flag=True, help="Add every good listing, not only the best.")
@click.option("--dry-run", is_flag=True, help="Show what would be added; write nothing.")
@as_json
def add_source(
    *, url: str, kind: SourceKind | None, everything: bool, dry_run: bool, as_json: bool, **given: str | None
) -> None:
    """Find what lists the articles of the outlet at URL, read it, and add the best to the list of sources.

    URL may be any page of the outlet, a feed or a sitemap. What the site names is asked for first, then usual
    addresses; at most 30 requests, as robots.txt allows. Exit 0 also when the list has it already; 1: nothing found.

    Example: scowatch sources add https://outlet.example --sources sources.toml
    """
    settings = load_settings()
    path = settings.sources
    if path is None and not dry_run:
        raise InputError(
            "the list that comes with scowatch is never written: run `scowatch init`, or give --sources FILE"
        )
    listed = load_sources(path) if path is not None and path.exists() and path.stat().st_size else ()
    addresses = _addresses(url)
    _check_given(addresses[0], listed, given)
    already = _known(listed, addresses)
    discovery = None if already else asyncio.run(_discover(settings, addresses, kind))
    chosen = _choose(discovery.proposals, everything=everything) if discovery else ()
    already += _known(listed, [each.url for each in chosen])
    added = _sources_of(chosen, listed, given)
    if added and path is not None and not dry_run:
        add_sources(path, added)
    if as_json:
        found = asdict(discovery) if discovery else {"asked": url, "proposals": (), "rejected": (), "requests": 0}
        print_json({**found, "added": [asdict(each) for each in added], "already_listed": already})
    else:
        _say(discovery, added, already, dry_run=dry_run)
    if not added and not already:
        raise SystemExit(1)


def _addresses(url: str) -> list[str]:
    """The address given; without a scheme, on https and on http."""
    addresses = [url] if "://" in url else [f"https://{url}", f"http://{url}"]
    if not usable_url(addresses[0]) or canonical_url(addresses[0]) is None:
        raise InputError(f"{url}: is not an http or https address with a host")
    return addresses


def _check_given(url: str, listed: Sequence[Source], given: dict[str, str | None]) -> None:
    """Refuse wrong options before anything is fetched."""
    draft = {"slug": "draft", "name": "draft", "kind": "feed", "url": url}
    problems = find_problems({"source": [draft | {name: value for name, value in given.items() if value is not None}]})
    if given["slug"] in {each.slug for each in listed}:
        problems.append(f"slug: {given['slug']} is already used")
    if problems:
        raise InputError("; ".join(each.partition(", ")[2] or each for each in problems))


def _known(listed: Sequence[Source], urls: Iterable[str]) -> list[str]:
    keys = {canonical_url(each.url): each.slug for each in listed}
    return list(dict.fromkeys(keys[key] for url in urls if (key := canonical_url(url)) in keys))


async def _discover(settings: Settings, addresses: Sequence[str], kind: SourceKind | None) -> "Discovery":
    from flows.autodiscovery import KINDS, discover  # noqa: PLC0415 feedparser and lxml are slow to import
    from flows.fetch import Fetcher  # noqa: PLC0415
    from flows.session import fetch_limits, now  # noqa: PLC0415

    async with Fetcher(fetch_limits(settings)) as fetcher:
        for address in addresses:
            found = await discover(fetcher, address, now=now(), kinds=(kind,) if kind else KINDS)
            if found.proposals or not found.rejected or found.rejected[0].reason not in _NOT_THERE:
                break
        return found


def _choose(proposals: Sequence["Proposal"], *, everything: bool) -> Sequence["Proposal"]:
    """The best; or all good ones, which are those of the best kind that are not stale."""
    good = [each for each in proposals if not each.stale and each.kind == proposals[0].kind]
    return good if everything and good else proposals[:1]


def _sources_of(
    chosen: Iterable["Proposal"], listed: Sequence[Source], given: dict[str, str | None]
) -> tuple[Source, ...]:
    from flows.naming import source_of  # noqa: PLC0415 see _discover

    taken, sources = {each.slug for each in listed}, []
    for proposal in chosen:
        if not _known(listed, [proposal.url]):
            sources.append(source_of(proposal, taken=taken, **given))
            taken.add(sources[-1].slug)
    return tuple(sources)


def _say(discovery: "Discovery | None", added: Sequence[Source], already: Sequence[str], *, dry_run: bool) -> None:
    for slug in already:
        click.echo(f"already listed: {slug}")
    if discovery is None:
        return
    slugs = {each.url: each.slug for each in added}
    for each in discovery.proposals:
        mark = f"{'would add' if dry_run else 'added'} {slugs[each.url]}:" if each.url in slugs else "also found:"
        click.echo(f"{mark} {each.kind} {each.url} ({', '.join(_evidence(each))})")
    if not discovery.proposals:
        click.echo(f"scowatch: {discovery.asked}: no listing was found; tried:", err=True)
        for tried in discovery.rejected:
            click.echo(f"  {tried.url} ({tried.why}): {tried.reason}: {tried.detail}", err=True)


def _evidence(proposal: "Proposal") -> Iterator[str]:
    yield proposal.why
    yield f"{proposal.entries} entries"
    if proposal.newest:
        stale = ", nothing for a year" if proposal.stale else ""
        yield f"newest of {proposal.newest.date().isoformat()}{stale}"
    yield from filter(None, (proposal.language, proposal.title and f'"{proposal.title}"'))


@sources.command("import", short_help="From OPML to a list of sources.")
@click.argument("opml", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), required=True, help="TOML file to write.")
def import_sources(*, opml: Path, output: Path) -> None:
    """Turn the subscriptions of a feed reader (OPML) into a list of sources.

    Example: scowatch sources import reader.opml --output sources.toml
    """
    from extractors.opml import parse_opml  # noqa: PLC0415 lxml is slow to import

    try:
        read = parse_opml(opml.read_bytes())
    except OSError as error:
        raise InputError(f"{opml}: cannot be read ({error.strerror})") from error
    if isinstance(read, Unreadable):
        raise InputError(f"{opml}: {read.detail}")
    if not read.sources:
        raise InputError(f"{opml}: lists no feed")
    if output.exists():
        raise InputError(f"{output}: is there already; name a file that is not")
    output.write_text(render_sources(read.sources), "utf-8")
    click.echo(f"wrote {len(read.sources)} sources to {output}; {read.unusable} outlines have no usable feed address")


@sources.command("export", short_help="From the list of sources to OPML.")
@sources_file
def export_sources() -> None:
    """Print the list of sources as OPML, for a feed reader.

    Example: scowatch sources export > sources.opml
    """
    from extractors.opml import render_opml  # noqa: PLC0415 lxml is slow to import

    click.echo(render_opml(load_sources(load_settings().sources), title="scowatch").decode("utf-8"), nl=False)
