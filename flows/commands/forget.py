"""The command that takes pages out of the archive for good, and shows that nothing of them is left."""

import getpass
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from config.errors import InputError
from flows.commands.options import as_json, database, open_given, print_json
from flows.commands.talk import talking
from storage import Archive

if TYPE_CHECKING:
    from storage.forgetting import Erased, Forgotten, Plan, Target

_SHOWN = 20  # lines of a list
BACKUPS = "backups made before still hold it: the archive cannot reach them"


@click.command(short_help="Take pages out for good, and never fetch them again.")
@click.argument("targets", metavar="[URL|ID|SOURCE]…", nargs=-1)
@click.option("--host", is_flag=True, help="The names are hosts: forget all their pages, and never take one again.")
@click.option("--why", metavar="TEXT", default="", help="Noted with the tombstone.")
@click.option("--who", metavar="NAME", default=None, help="Noted with the tombstone, instead of your user name.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@click.option("--quick", is_flag=True, help="Neither look through all files of pages nor write the database anew.")
@click.option("--check", "only_check", is_flag=True, help="Forget nothing: look whether anything is left.")
@click.option("--finish", "only_finish", is_flag=True, help="Finish what was killed or had to wait for a run.")
@click.option("--list", "only_list", is_flag=True, help="What was forgotten: host, when, why, by whom.")
@click.option("--allow", "allowed", is_flag=True, help="Take the tombstones away, so that they may be fetched again.")
@database
@as_json
def forget(*, targets: Sequence[str], as_json: bool, **given: Any) -> None:
    """Take pages out of the archive: texts, raw pages, tags, quotes, edits, all that follows from them.

    URL or ID (of an article): one page, with its views and its copies on the same site. SOURCE (a slug): all pages that
    only this source listed. --host: all pages of a host. What stays is a tombstone, which holds no text and no address,
    only digests, so that it is not fetched again. Copies at other outlets stay, and are named. Ends with a proof; with
    1 when anything is left.

    Example: scowatch forget https://news.example/story --why "court order 12/26"
    """
    with open_given() as archive:
        if given["only_list"]:
            _list(archive, as_json=as_json)
        elif given["allowed"]:
            _allow(archive, targets, host=given["host"])
        elif given["only_check"]:
            _check(archive, targets, quick=given["quick"], as_json=as_json)
        elif given["only_finish"]:
            _finish(archive)
        else:
            _forget(archive, _targets(targets, host=given["host"]), as_json=as_json, **given)


def _targets(names: Sequence[str], *, host: bool) -> "list[Target]":
    from storage.forgetting import Target  # noqa: PLC0415

    if not names:
        raise InputError("name what is to be forgotten: a URL, the number of an article, or a source")
    found = []
    for name in names:
        if host:
            found.append(Target(what="host", name=name))
        elif "://" in name:
            found.append(Target(what="page", name=name))
        elif name.isascii() and name.isdecimal() and len(name) < 19:
            found.append(Target(what="article", name=name))
        else:
            found.append(Target(what="source", name=name))
    return found


# --- forgetting ----------------------------------------------------------------------------------------------------


def _forget(archive: Archive, targets: "Sequence[Target]", *, as_json: bool, **given: Any) -> None:
    from flows.owner import is_alive  # noqa: PLC0415
    from storage.forgetting import forget as take_out  # noqa: PLC0415
    from storage.forgetting import plan  # noqa: PLC0415
    from storage.tombstones import Why  # noqa: PLC0415

    with talking() as talk:
        planned = [plan(archive, target, note=talk) for target in targets]
    if (
        not given["dry_run"] and not given["yes"] and not sys.stdin.isatty()
    ):  # only now: first what is no target is told
        raise InputError("nobody can be asked here, so nothing was forgotten: say --yes, or --dry-run to look first")
    if not as_json:
        for each in planned:
            _say_plan(each, dry_run=given["dry_run"])
    if given["dry_run"]:
        if as_json:
            print_json({"dry_run": True, "targets": [_plain_plan(each) for each in planned]})
        return
    if not given["yes"]:
        click.confirm("Forget this for good?", abort=True, err=True)
    why = Why(at=datetime.now(UTC), why=given["why"], who=given["who"] or _user())
    certificates = []
    for number, target in enumerate(targets, start=1):
        last = number == len(targets)
        with talking() as talk:
            thorough = last and not given["quick"]
            done = take_out(archive, target, why, is_alive=is_alive, thorough=thorough, note=talk)
        certificates.append(_certificate(target, done, why.at, why.why, why.who))
    _conclude(archive, certificates, quick=given["quick"], as_json=as_json)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return ""


def _say_plan(plan: "Plan", *, dry_run: bool) -> None:
    would = "would go" if dry_run else "goes"
    click.echo(f"{plan.target.what} {plan.target.name}:", err=not dry_run)
    lines = [f"{would}: {each}" for each in plan.addresses[:_SHOWN]]
    if len(plan.addresses) > _SHOWN:
        lines.append(f"{would}: … {len(plan.addresses) - _SHOWN:,} more addresses")
    lines.append(
        f"{plan.pages:,} pages, {plan.articles:,} articles and {plan.captures:,} captures in {len(plan.files):,} files"
    )
    if not plan.articles and not plan.captures:
        lines.append("nothing of it is in the archive; from now on it is not fetched")
    if plan.shared:
        lines.append(f"stays: {plan.shared:,} pages that other sources listed, too")
    lines += [f"stays: a copy, article {key}: {url}" for key, url in plan.copies[:_SHOWN]]
    if len(plan.copies) > _SHOWN:
        lines.append(f"stays: … {len(plan.copies) - _SHOWN:,} more copies")
    if plan.target.what == "source":
        lines.append(f"take {plan.target.name} out of the list of sources, or what it lists next is fetched")
    for line in lines:
        click.echo(f"  {line}", err=not dry_run)


def _plain_plan(plan: "Plan") -> dict[str, Any]:
    return {**asdict(plan), "files": sorted(plan.files), "urls": len(plan.urls)}


def _certificate(target: "Target", done: "Forgotten", at: datetime, why: str, who: str) -> dict[str, Any]:
    return {
        "target": asdict(target),
        "at": at,
        "why": why,
        "who": who,
        "pages": done.pages,
        "rows": dict(sorted((+done.removed.rows).items())),
        "digests": done.removed.digests,
        "records_of_others_moved": done.removed.moved,
        **_files(done.erased),
        "copies_that_stay": [{"article": key, "url": url} for key, url in done.copies],
        "database_written_anew": done.vacuumed,
        "why_not": done.not_vacuumed,
    }


def _files(erased: "Erased") -> dict[str, Any]:
    return {
        "files_written_anew": erased.rewritten,
        "files_removed": erased.removed,
        "files_waiting": erased.waiting,
    }


def _conclude(archive: Archive, certificates: Sequence[dict[str, Any]], *, quick: bool, as_json: bool) -> None:
    from storage.forgetting import left  # noqa: PLC0415

    with talking() as talk:
        found = left(archive, files=not quick, note=talk)
    if as_json:
        print_json({"clean": not found, "found": found, "note": BACKUPS, "forgotten": list(certificates)})
    else:
        for each in certificates:
            _say_certificate(each)
        _say_found(found)
        click.echo(BACKUPS)
    if found:
        raise SystemExit(1)


def _say_certificate(made: dict[str, Any]) -> None:
    rows = ", ".join(f"{count:,} of {name}" for name, count in made["rows"].items())
    click.echo(f"forgotten: {made['pages']:,} pages; rows: {rows or 'none'}")
    for file, new in made["files_written_anew"].items():
        click.echo(f"{file} was written anew without them, as {new}")
    for file in made["files_removed"]:
        click.echo(f"{file} was removed: nothing else was in it")
    for each in made["copies_that_stay"][:_SHOWN]:
        click.echo(f"a copy stays: article {each['article']}: {each['url']}")
    if made["why_not"]:
        click.echo(f"bytes of it may be between the rows of the database: {made['why_not']}", err=True)


def _say_found(found: Sequence[str]) -> None:
    for each in found[:_SHOWN]:
        click.echo(f"left: {each}")
    if len(found) > _SHOWN:
        click.echo(f"left: … {len(found) - _SHOWN:,} more")
    if not found:
        click.echo("nothing is left but the tombstones")


# --- looking, listing, allowing ------------------------------------------------------------------------------------


def _check(archive: Archive, names: Sequence[str], *, quick: bool, as_json: bool) -> None:
    from storage.forgetting import left, mentions, unknown  # noqa: PLC0415

    found = [f"{name}: was not forgotten" for name in unknown(archive, names)]
    with talking() as talk:
        found += left(archive, files=not quick, note=talk)
    named = {name: mentions(archive, name) for name in names}
    if as_json:
        print_json({"clean": not found, "found": found, "mentions": named, "note": BACKUPS})
    else:
        _say_found(found)
        for name, places in named.items():
            for place, count in places.items():
                click.echo(f"{name} is named by what stays: {count:,} rows of {place}")
    if found:
        raise SystemExit(1)


def _finish(archive: Archive) -> None:
    from storage.forgetting import finish  # noqa: PLC0415

    with talking() as talk:
        erased = finish(archive, datetime.now(UTC), note=talk)
    for file, new in erased.rewritten.items():
        click.echo(f"{file} was written anew as {new}")
    for file in erased.removed:
        click.echo(f"{file} was removed")
    for file in erased.waiting:
        click.echo(f"{file} is being written by a run, or is not in this folder", err=True)
    if erased.waiting:
        raise SystemExit(1)


def _list(archive: Archive, *, as_json: bool) -> None:
    from storage.forgetting import listed  # noqa: PLC0415

    rows = listed(archive)
    if as_json:
        print_json([asdict(each) for each in rows])
        return
    for each in rows:
        what = "all pages" if each.is_host else f"a page of {each.addresses} addresses"
        told = " · ".join(filter(None, (each.why, each.who)))
        click.echo(f"{each.at.isoformat(timespec='seconds')}  {each.host}: {what}  {told}")


def _allow(archive: Archive, names: Sequence[str], *, host: bool) -> None:
    from storage.forgetting import allow  # noqa: PLC0415

    if not names:
        raise InputError("name what may be fetched again")
    known = {name: allow(archive, name, host=host) for name in names}
    for name, was in known.items():
        click.echo(f"{name} may be fetched again" if was else f"{name} was not forgotten")
    if not all(known.values()):
        raise SystemExit(1)
