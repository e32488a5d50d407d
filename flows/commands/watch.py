"""Commands of saved searches: make, look at, test and run them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from config.errors import InputError
from config.settings import load_settings
from flows.commands.filters import as_words, filters, name_of
from flows.commands.options import Day, as_json, database, open_given, plain, print_json
from flows.commands.scheduled import schedule_of, scheduled
from flows.commands.search import Asking
from flows.commands.slugs import refuse_unknown
from flows.commands.watched import as_plain, details, print_log, state
from storage import Archive
from storage.schedules import Schedule
from storage.watches import NewWatch, check_query

LONGEST_NAME = 64  # characters

named = click.argument("name")


@click.group(short_help="Saved searches that tell you: alerts and digests.")
def watch() -> None:
    """Keep a search, and be told of each story that answers it, once.

    Messages go to mail, Telegram, Slack, web hooks and what else Apprise knows. What was found is sent at the end of
    every `scowatch ingest`, and by `scowatch watch run`.

    Example: scowatch watch add "energy club" --tag sco --to mailto://user:password@mail.example
    """


@watch.command(cls=Asking, short_help="Keep a search, and whom to tell.")
@click.argument("words", nargs=-1)
@filters
@click.option("--to", "to", multiple=True, required=True, metavar="URL", help="Whom to tell, as an Apprise URL.")
@click.option("--name", metavar="NAME", help="How to call it; else its words.")
@scheduled
@click.option("--since", type=Day(), metavar="DATE", help="Also tell what was first seen since; else from now on.")
@click.option("--old", is_flag=True, help="Alert also of what was published over 7 days before it was first seen.")
@database
def add(*, words: tuple[str, ...], to: tuple[str, ...], name: str | None, since: datetime | None, **where: Any) -> None:
    """Keep a search. WORDS and filters are those of `scowatch search`.

    You are told once of each story, not of each copy, from now on. --to may be given again.

    Example: scowatch watch add "energy club" --tag sco --originals --to mailto://user:password@mail.example
    """
    from flows.sending import recipient  # noqa: PLC0415 a query waits for none of the services

    asked = as_words(words, where)
    schedule = schedule_of(Schedule(), where)
    name = _name(name or name_of(asked))
    recipients = [recipient(each) for each in dict.fromkeys(to)]
    with open_given(create=True) as archive:
        _check(archive, asked)
        moment = datetime.now(UTC)
        new = NewWatch(
            name=name,
            query=asked,
            recipients=recipients,
            schedule=schedule,
            since=since or moment,
            old=where["old"],
        )
        archive.add_watch(new, moment)
    click.echo(f"watching {name}; `scowatch watch test {_quoted(name)}` sends a sample")


def _check(archive: Archive, asked: Mapping[str, str]) -> None:
    """Ask once, so that what can't be asked is told of now."""
    query = check_query(asked)
    if archive.count(query, most=1) == 0:
        refuse_unknown(archive, query)


def _name(given: str) -> str:
    name = " ".join("".join(each if each.isprintable() else " " for each in given).split())
    if not name:
        raise InputError("say what to watch: words, or a filter such as --tag sco; or else a --name")
    if len(name) > LONGEST_NAME:
        raise InputError(f"its name would have {len(name)} characters; give one of {LONGEST_NAME} at most with --name")
    return name


def _quoted(name: str) -> str:
    return f"'{name}'" if " " in name else name


@watch.command(cls=Asking, short_help="Change the search, the targets or the schedule.")
@named
@click.argument("words", nargs=-1)
@filters
@click.option("--to", "to", multiple=True, metavar="URL", help="Whom to tell, instead of all those before.")
@scheduled
@database
def edit(*, name: str, words: tuple[str, ...], to: tuple[str, ...], **where: Any) -> None:
    """Change watch NAME. What is not given stays; WORDS and filters replace the whole search.

    What was told stays told.

    Example: scowatch watch edit "energy club" --every weekly --on friday --at 17:00 --zone Asia/Tashkent
    """
    from flows.sending import recipient  # noqa: PLC0415 see add

    asked = as_words(words, where)
    recipients = [recipient(each) for each in dict.fromkeys(to)]
    with open_given() as archive:
        before = archive.watch(name).schedule
        schedule = schedule_of(before, where)
        if asked:
            _check(archive, asked)
        archive.change_watch(
            name, datetime.now(UTC), query=asked or None, schedule=schedule if schedule != before else None,
            recipients=recipients or None,
        )  # fmt: skip
    click.echo(f"changed {name}")


@watch.command("list", short_help="All of them, with their targets.")
@database
@as_json
def list_(*, as_json: bool) -> None:
    """List the watches. Passwords and tokens of targets are not shown.

    Example: scowatch watch list
    """
    with open_given() as archive:
        found = archive.watches()
    for each in found:
        if as_json:
            print_json(as_plain(each))
            continue
        click.echo(f"{click.style(each.name, bold=True)}  {state(each)}")
        for line in details(each):
            click.echo(f"    {line}")
    if not found and not as_json:
        click.echo("there is no watch yet; `scowatch watch add --help` shows how to make one", err=True)


@watch.command(short_help="One of them, and what it told last.")
@named
@database
@as_json
def show(*, name: str, as_json: bool) -> None:
    """Show watch NAME.

    Example: scowatch watch show "energy club"
    """
    with open_given() as archive:
        found, lines = archive.watch(name), archive.watch_log(name, limit=10)
    if as_json:
        print_json({**as_plain(found), "log": [asdict(each) for each in lines]})
        return
    click.echo(f"{click.style(found.name, bold=True)}  {state(found)}")
    since = f"since {plain(found.since)}, last looked at {plain(found.checked_at)}"
    for line in [*details(found), since]:
        click.echo(f"    {line}")
    print_log(lines)


@watch.command(short_help="Forget one.")
@named
@database
def remove(*, name: str) -> None:
    """Forget watch NAME, its targets, and what it has told.

    Example: scowatch watch remove "energy club"
    """
    with open_given() as archive:
        archive.remove_watch(name)
    click.echo(f"removed {name}")


@watch.command(short_help="Tell nothing for a while.")
@named
@database
def pause(*, name: str) -> None:
    """Let watch NAME rest. What comes meanwhile is told when it is resumed.

    Example: scowatch watch pause "energy club"
    """
    with open_given() as archive:
        archive.pause_watch(name)
    click.echo(f"paused {name}; `scowatch watch resume {_quoted(name)}` goes on")


@watch.command(short_help="Go on, and try again what was given up.")
@named
@database
def resume(*, name: str) -> None:
    """Let watch NAME go on. What could not be sent is tried again by the next run, also what was given up.

    Example: scowatch watch resume "energy club"
    """
    with open_given() as archive:
        waiting = archive.resume_watch(name)
    click.echo(f"{name} goes on; messages that wait to be sent: {waiting}")


@watch.command(short_help="What was sent, when, to whom, and what failed.")
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0: all.")
@database
@as_json
def log(*, name: str | None, limit: int, as_json: bool) -> None:
    """List messages, the latest first: of watch NAME, or of all.

    Example: scowatch watch log "energy club"
    """
    with open_given() as archive:
        if name is not None:
            archive.watch(name)
        lines = archive.watch_log(name, limit=limit or None)
    if as_json:
        for each in lines:
            print_json(asdict(each))
        return
    print_log(lines)
    if not lines:
        click.echo("nothing was told yet", err=True)


@watch.command(short_help="Send a sample now.")
@named
@click.option("--dry-run", is_flag=True, help="Print the message, and send nothing.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "html"]), default="text", show_default=True)
@database
def test(*, name: str, dry_run: bool, form: Any) -> None:
    """Send a message that says it is a test to each target of watch NAME, and say what came of it.

    It shows the newest stories that answer, also old ones. Nothing of it counts as told. Exit 1 when a target could
    not be reached. --format is that of --dry-run; each target gets what it likes.

    Example: scowatch watch test "energy club"
    """
    from flows.sampling import sample, send_sample  # noqa: PLC0415 see add

    settings = load_settings()
    with open_given(settings) as archive:
        found = archive.watch(name)
        letter = sample(archive, settings, found, datetime.now(UTC))
    if dry_run:
        from flows.letters.write import Style, title_of, write  # noqa: PLC0415

        click.echo(title_of(letter))
        click.echo()
        click.echo(write(letter, Style(form=form)), nl=False)
        return
    failed = False
    for target in found.targets:
        reason = send_sample(letter, target)
        failed = failed or reason is not None
        click.echo(f"{target.label}: {reason or 'sent'}")
    if failed:
        raise SystemExit(1)


@watch.command(short_help="Look for what is to be told, and send what is due.")
@database
def run() -> None:
    """Tell what there is to tell now, as every `scowatch ingest` does at its end.

    Exit 1 when something could not be sent; it is tried again by a later run.

    Example: scowatch watch run
    """
    from flows.alerts import tell  # noqa: PLC0415 see add

    settings = load_settings()
    with open_given(settings) as archive:
        told = tell(archive, settings, datetime.now(UTC))
    for problem in told.problems:
        click.echo(f"scowatch: {problem}", err=True)
    click.echo(f"messages sent: {told.messages:,}")
    if told.problems:
        raise SystemExit(1)
