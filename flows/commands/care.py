"""Commands that care: init, db."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from config.settings import SETTINGS_FILE, load_settings, render_settings
from config.sources import load_sources, render_sources
from flows.commands.options import as_json, database, open_given, print_json
from flows.commands.prune import prune
from flows.commands.talk import talking
from flows.commands.upgrade import upgrade
from storage import open_archive

if TYPE_CHECKING:
    from extractors.tagging.record import Tagging
    from storage.care import Problem
    from storage.retagging import TagText, Text

SOURCES_FILE = "sources.toml"


@click.command(short_help="Write a commented settings file and a list of sources.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
def init(*, folder: Path) -> None:
    """Write scowatch.env and sources.toml into FOLDER, to be edited; files that are there stay as they are.

    Example: scowatch init ~/sco-watch
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources_path = folder / SOURCES_FILE
    settings = render_settings().replace("#SCOWATCH_SOURCES=", f"SCOWATCH_SOURCES={SOURCES_FILE}")
    for path, content in ((folder / SETTINGS_FILE, settings), (sources_path, render_sources(load_sources(None)))):
        if path.exists():
            click.echo(f"{path} is there already; left as it is", err=True)
            continue
        path.write_text(content, "utf-8")
        click.echo(f"wrote {path}")
    click.echo(
        f"Now set SCOWATCH_CONTACT in {folder / SETTINGS_FILE}, then run `scowatch ingest` in {folder}.", err=True
    )


@click.group(short_help="The database: upgrade, check, repair, back up, vacuum, prune, stats.")
def db() -> None:
    """Care for the database of the archive.

    Example: scowatch db check
    """


db.add_command(upgrade)


@db.command(short_help="Verify what must always hold.")
@click.option("--quick", is_flag=True, help="Do not read the kept pages, only see that their files are there.")
@click.option("--deep", is_flag=True, help="Look at every text, where else a sample will do; takes long.")
@database
@as_json
def check(*, quick: bool, deep: bool, as_json: bool) -> None:
    """Verify the archive: the database file, evidence against texts, indexes, counts, and every kept page.

    Says one sentence for each thing that does not hold, and ends with 1. Writes nothing; a run may be at work.

    Example: scowatch db check --quick
    """
    from storage.care import check as problems_of  # noqa: PLC0415

    problems = []
    with open_given() as archive, talking() as talk:
        for problem in problems_of(archive, quick=quick, deep=deep, note=talk):
            problems.append(problem)
            if not as_json:
                click.echo(str(problem))
    _conclude(problems, as_json=as_json)


def _conclude(problems: Sequence["Problem"], *, as_json: bool, **more: Any) -> None:
    wrong = [each for each in problems if each.severity != "odd"]
    if as_json:
        print_json({"ok": not wrong, **more, "problems": [asdict(each) for each in problems]})
    elif not wrong:
        click.echo("all is well")
    if wrong:
        raise SystemExit(1)


@db.command(short_help="Make anew what was derived and does not fit.")
@click.option("--deep", is_flag=True, help="Look at every text, where else a sample will do; takes long.")
@database
@as_json
def repair(*, deep: bool, as_json: bool) -> None:
    """Make anew what follows from the texts and does not: indexes, fingerprints, counts, tags whose evidence moved.

    No text and no kept page is deleted. A run may be at work. What cannot be made anew is said at the end.

    Example: scowatch db repair
    """
    from storage.care import check as problems_of  # noqa: PLC0415
    from storage.care import repair as mend  # noqa: PLC0415

    with open_given() as archive, talking() as talk:
        mended = []
        for each in mend(archive, _tag_text(), deep=deep, note=talk):
            mended.append(each)
            if not as_json:
                click.echo(f"made anew ({each.broken}): {each.count:,}")
        left = list(problems_of(archive, quick=True, deep=deep, note=talk))
    for problem in () if as_json else left:
        click.echo(f"left: {problem}")
    _conclude(left, as_json=as_json, mended=[asdict(each) for each in mended])


def _tag_text() -> "TagText":
    """What today's lexicons say of a text; they are read when the first asks."""
    from config.lexicon import load_lexicons  # noqa: PLC0415 what tags is slow to import
    from extractors.analysis import taggings_of  # noqa: PLC0415
    from extractors.tagging.tagger import Tagger  # noqa: PLC0415

    taggers: list[Tagger] = []

    def tag(stored: "Text") -> "Sequence[Tagging]":
        if not taggers:
            taggers.extend(Tagger(each) for each in load_lexicons(load_settings().lexicon))
        about = {"language": stored.language, "url": stored.url, "published": stored.published}
        return taggings_of(taggers, stored.title, stored.text, **about)  # type: ignore[arg-type]

    return tag


@db.command(short_help="Copy the database, and with --pages all, while it is in use.")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--pages", is_flag=True, help="Make a folder, with the kept pages beside the database.")
@database
def backup(*, target: Path, pages: bool) -> None:
    """Copy the database (SQLite) to TARGET, consistent even while a run is writing, and look whether the copy is whole.

    With --pages TARGET is a folder: archive.db, and warc/ with the kept pages, linked where they will not change.

    Example: scowatch db backup --pages backups/2025-09-01
    """
    from storage.care import backup as back_up  # noqa: PLC0415

    settings = load_settings()
    with open_archive(settings.archive_url, settings.data_dir, any_schema=True) as archive, talking() as talk:
        made = back_up(archive, target, pages=pages, note=talk)
    for file in made.missing:
        click.echo(f"{file} is not in the archive, and so not in its backup; see `scowatch db check`", err=True)
    if made.unreadable:
        click.echo(
            f"{made.unreadable:,} kept pages cannot be read, here and in the copy; see `scowatch db check`", err=True
        )
    if pages:
        click.echo(
            f"wrote {target}: {made.articles:,} articles, {made.captures:,} captures, {made.files:,} files of pages "
            f"({made.linked:,} linked); read {made.read_back:,} pages back"
        )
    else:
        click.echo(f"wrote {target}; copy the folder {settings.data_dir / 'warc'} beside it")


@db.command(short_help="Give back room that is not used, and put the indexes in order.")
@database
def vacuum() -> None:
    """Merge the search indexes, write the database without gaps (SQLite: needs twice its room), and count anew.

    Others may read meanwhile. On SQLite a run could not write for that time, so it is refused while one is at work.

    Example: scowatch db vacuum
    """
    from flows.owner import is_alive  # noqa: PLC0415 psutil, which a query never needs
    from storage.care import vacuum as tidy  # noqa: PLC0415

    with open_given() as archive, talking() as talk:
        before, after = tidy(archive, is_alive=is_alive, note=talk)
    click.echo(f"{before:,} bytes before, {after:,} after")


db.add_command(prune)


@db.command(short_help="How large the archive is, and what of it.")
@database
@as_json
def stats(*, as_json: bool) -> None:
    """Measure the archive: tables with their indexes, kept pages, bytes per article, growth by month.

    Example: scowatch db stats --json
    """
    from storage.care import sizes  # noqa: PLC0415

    with open_given() as archive:
        measured = sizes(archive)
    if as_json:
        print_json(measured)
        return
    held, pages = measured["database"], measured["pages"]
    click.echo(f"database {held['bytes']:>16,} bytes, {held['free_bytes']:,} of them free; log {held['log_bytes']:,}")
    click.echo(
        f"pages    {pages['bytes']:>16,} bytes in {pages['files']:,} files; {pages['unpacked_bytes']:,} unpacked"
    )
    click.echo(f"articles {measured['articles']:>16,}, of {measured['bytes_per_article'] or 0:,} bytes, pages included")
    _print_rows(measured["tables"], ("name", "rows", "bytes", "index_bytes"))
    _print_rows(measured["months"], ("month", "articles", "pages", "page_bytes"))


def _print_rows(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    if rows:
        click.echo()
        click.echo(f"{names[0]:<16}" + "".join(f"{name.replace('_', ' '):>18}" for name in names[1:]))
    for row in rows:
        numbers = ("?" if row[name] is None else f"{row[name]:,}" for name in names[1:])
        click.echo(f"{row[names[0]]:<16}" + "".join(f"{number:>18}" for number in numbers))
