"""Commands that work: ingest, backfill, reprocess, demo."""

import os
import shutil
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from config.errors import InputError
from config.lexicon import load_lexicons
from config.settings import Settings, load_settings
from config.sources import load_sources, usable_url
from flows.commands.options import as_json, database, dates, open_given, print_json, sources_file
from flows.commands.tags import reprocessed
from flows.commands.terminal import harmless

REMARKS = {
    "gaps": "more was published than its listing holds; see `scowatch coverage`",
    "silent": "it answers, and brings nothing for longer than usual; see `scowatch sources list`",
}
OUT_OF_REACH = {"dns", "connect", "timeout", "tls"}
NUMBERS = ("sources", "entries_seen", "known", "new", "resumed", "stored", "duplicates", "updated", "unchanged")


def check_settings() -> Settings:
    """Find what is wrong before anything is started."""
    settings = load_settings()
    load_sources(settings.sources)
    load_lexicons(settings.lexicon)
    open_given(settings, create=True).close()
    if settings.contact is None and not settings.allow_private_addresses:
        click.echo("scowatch: SCOWATCH_CONTACT is not set; publishers have nobody to turn to", err=True)
    if settings.dask:
        from flows.spread import check_installed  # noqa: PLC0415 extractors, which a query never needs

        check_installed(settings)
    return settings


def check_first() -> Settings:
    """Find what is wrong before anything is started; then make Prefect ready to be imported."""
    settings = check_settings()
    from flows import companion, embedded, guard, owner  # noqa: PLC0415 psutil, which a query never needs

    embedded.prepare(settings.data_dir)
    if embedded.server_of_user() is None:
        guard.start(owner.this_process())
        companion.start()
    return settings


def run(flow: Callable[[], Coroutine[Any, Any, dict[str, Any]]]) -> dict[str, Any]:
    """Run a flow to its end and give its result."""
    from flows import companion  # noqa: PLC0415 psutil, which a query never needs
    from flows.ending import run_to_its_end  # noqa: PLC0415 asyncio is slow to import where nothing runs

    companion.wait()
    return run_to_its_end(flow)


def print_report(report: dict[str, Any], *, machine: bool) -> None:
    """Print the counts of a run, as JSON for a *machine*."""
    if machine:
        print_json(report)
        return
    for name in NUMBERS:
        click.echo(f"{name.replace('_', ' '):>16} {report[name]:>7,}")
    for name in ("polls", "failed", "refused", "retrying", "skipped"):
        for reason, count in report[name].items():
            click.echo(f"{name:>16} {count:>7,} {reason}")
    for name, meaning in REMARKS.items():
        for source in report[name]:
            click.echo(f"{name:>16}         {source}: {meaning}")
    for source, address in report["moved"].items():
        click.echo(f"{'moved':>16}         {source}: is at {harmless(address)} now; polled there")
    if report["told"]:
        click.echo(f"{'told':>16} {report['told']:>7,}   messages of watches")
    for problem in report["untold"]:
        click.echo(f"{'not told':>16}         {harmless(problem)}")
    click.echo(f"{'pending':>16} {report['pending']:>7,}{'   stopped early' if report['stopped'] else ''}")
    click.echo(f"{'tagged':>16} {report['tagged']:>7,}   in {report['seconds']:.1f} s")


def exit_for(report: dict[str, Any]) -> None:
    """Exit 1 when listings were asked and none could be read; single pages that fail are counted, and normal."""
    polls = report["polls"]
    if polls and not polls.keys() & {"changed", "unchanged"}:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in polls.items())
        advice = "of sources see `scowatch sources list`"
        if polls.keys() <= OUT_OF_REACH:
            advice = "this machine seems to have no network, or no name server; all are tried again"
        click.echo(f"scowatch: no listing could be read ({reasons}); {advice}", err=True)
        raise SystemExit(1)


@click.command(short_help="One scheduled run: poll the sources, fetch and store what is new.")
@click.option("--source", multiple=True, metavar="SLUG", help="Only this source, due or not; can be given again.")
@click.option("--all", "everything", is_flag=True, help="Poll every source, due or not.")
@database
@sources_file
@as_json
def ingest(*, source: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Poll the sources that are due and store what is new; the command to schedule.

    A run that was killed is resumed by the next one. Prints counts that add up: seen = known + new;
    new + resumed = stored + duplicates + updated + unchanged + failed + refused + pending.

    Example: scowatch ingest --source kun-uz --json
    """
    check_first()
    from flows.ingest import ingest as flow  # noqa: PLC0415 Prefect takes a second to import

    report = run(lambda: flow(source=list(source) or None, everything=everything))
    print_report(report, machine=as_json)
    exit_for(report)


@click.command(short_help="Bring history in: sitemaps, web archives, WARC files, files of URLs.")
@click.option("--sitemap", multiple=True, metavar="URL", help="Sitemap or sitemap index; can be given again.")
@click.option("--source", multiple=True, metavar="SLUG", help="What this source's outlet keeps of its past.")
@click.option("--wayback", multiple=True, metavar="PATTERN", help="Pages in a web archive: outlet.example/*, …")
@click.option("--warc", multiple=True, metavar="FILE", help="WARC file (.warc, .gz, .zst); * stands for many.")
@click.option("--urls", multiple=True, metavar="FILE", help="Text file with one URL a line; can be given again.")
@dates
@database
@sources_file
@as_json
def backfill(*, since: datetime | None, until: datetime | None, as_json: bool, **where: tuple[str, ...]) -> None:
    """Bring history into the archive. Running the same command again goes on where it stopped.

    --source reads the outlet's sitemaps, the older pages of its feed, and its pages by day where the list of sources
    names them. --since and --until choose by the dates that outlets state, in the address too, and for web archives
    and WARC files by the time of capture; pages without a date are taken.

    Example: scowatch backfill --wayback 'outlet.example/*' --since 2025-09-01 --until 2025-10-01
    """
    if not any(where.values()):
        raise click.UsageError("Say where the history is: --sitemap, --source, --wayback, --warc or --urls.")
    for address in where["sitemap"]:
        if not usable_url(address):
            raise click.UsageError(f"{address}: is no http or https address of a sitemap.")
    for path in where["urls"]:
        if not Path(path).is_file():
            raise click.UsageError(f"{path}: there is no such file.")
    if where["urls"] and (since or until):
        raise click.UsageError("A file of URLs states no dates: leave out --since and --until, or use a sitemap.")
    if since and until and since >= until:
        raise click.UsageError(f"Nothing lies between --since {since:%Y-%m-%d} and --until {until:%Y-%m-%d}.")
    from flows.warc_backfill import expand  # noqa: PLC0415 what fetches takes long to import
    from flows.wayback import read_pattern  # noqa: PLC0415

    for pattern in where["wayback"]:
        read_pattern(pattern)
    files = expand(where["warc"])
    check_first()
    from flows.backfill import backfill as flow  # noqa: PLC0415 Prefect takes a second to import

    given: dict[str, Any] = {**where, "warc": files}
    report = run(lambda: flow(**given, since=since, until=until))
    print_report(report, machine=as_json)
    exit_for(report)


@click.command(short_help="Today's extractor, tagger or deduplication over what is kept.")
@click.option("--stage", type=click.Choice(["extract", "tag", "dedup"]), default="extract", show_default=True)
@click.option("--report", metavar="FILE", help="Of tag: write what changes of each article, JSON lines.")
@click.option("--dry-run", is_flag=True, help="Of tag: say what would change, and store none of it.")
@database
@as_json
def reprocess(*, stage: Any, report: str | None, dry_run: bool, as_json: bool) -> None:
    """Make what was derived anew, without fetching anything, and say what changed.

    extract: read the kept pages again (texts, and all that follows from them); tag: apply today's lexicons;
    dedup: find all stories anew.

    Example: scowatch reprocess --stage tag --dry-run --report changes.jsonl
    """
    if stage != "tag" and (report or dry_run):
        raise click.UsageError("--report and --dry-run go with --stage tag.")
    if report and not Path(report).absolute().parent.is_dir():
        raise InputError(f"{report}: its folder is not there")
    open_given().close()  # without an archive there is nothing to do
    check_first()
    from flows.reprocess import reprocess as flow  # noqa: PLC0415 Prefect takes a second to import

    result = run(lambda: flow(stage=stage, report=report, dry_run=dry_run))
    if as_json:
        print_json(result)
        return
    for line in reprocessed(result):
        click.echo(line)


@click.command(short_help="See the real pipeline work on a small news world of its own.")
def demo() -> None:
    """Serve a small fictional news world on loopback, run the real ingest flow over it, and ask what it found.

    Writes into the folder `demo` of the data folder, afresh each time; nothing is fetched from outside.

    Example: scowatch demo
    """
    from flows import embedded  # noqa: PLC0415 see check_first
    from flows.commands.tour import guide  # noqa: PLC0415 an HTTP server that no other command needs

    data_dir = load_settings().data_dir
    embedded.prepare(data_dir)  # before the demo's own folder is set: making Prefect's database takes long, keep it
    folder = data_dir / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ.update(
        SCOWATCH_DATA_DIR=str(folder),
        SCOWATCH_DATABASE_URL=f"sqlite:///{folder / 'archive.db'}",
        SCOWATCH_SOURCES=str(folder / "sources.toml"),
        SCOWATCH_ALLOW_PRIVATE_ADDRESSES="true",  # the news world is on loopback
        SCOWATCH_HOST_DELAY_SECONDS="0",
        SCOWATCH_HOST_CONCURRENCY="8",
    )
    guide(folder)
