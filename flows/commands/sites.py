"""The commands around site rules: check, propose."""

from collections.abc import Sequence
from pathlib import Path

import click

from config.errors import InputError
from config.settings import load_settings
from extractors.records import Unreadable
from flows.commands.given import Given, given_pages
from flows.commands.options import database, open_given

PAGES_OF_ARCHIVE = 12  # more of them show nothing new


@click.group(short_help="Rules for single sites: check, propose.")
def sites() -> None:
    """Look at site rules (CSS selectors for title, text, date and authors), and make new ones.

    Example: scowatch sites check
    """


@sites.command(short_help="Are the site rules valid?")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check(*, folder: Path | None) -> None:
    """Read the rules in FOLDER, or else those of SCOWATCH_SITES, and name everything that is wrong with them.

    Example: scowatch sites check my-sites
    """
    from config.sites import load_site_rules  # noqa: PLC0415 pydantic needs a while to prepare it

    rules = load_site_rules(folder or load_settings().sites)
    click.echo(f"{sum(map(len, rules.values()))} rules for {len(rules)} hosts, those that come with scowatch included")


@sites.command(short_help="A rule for a host, out of several of its pages.")
@click.argument("pages", nargs=-1, metavar="[FILE_OR_URL]...")
@click.option("--host", metavar="H", help="Where files are from.")
@click.option("--source", metavar="SLUG", help="With --from-archive: whose pages.")
@click.option("--from-archive", is_flag=True, help="Take the newest kept pages of --source.")
@database
def propose(*, pages: tuple[str, ...], host: str | None, source: str | None, from_archive: bool) -> None:
    """Print a file of site rules for the host of the pages given: three or more articles, better ten.

    What repeats from page to page is taken for the template, dense text that differs for the article. Look over what
    is proposed, put it into a folder, and try it with `scowatch extract --explain --sites FOLDER`.

    Example: scowatch sites propose --source steppe-herald --from-archive > sites/steppe-herald.toml
    """
    if from_archive == bool(pages) or from_archive != bool(source):
        raise click.UsageError("Give pages, or --from-archive with --source SLUG.")
    given = _kept_pages(source) if source else given_pages(pages, url=host and f"https://{host}/")
    click.echo(_proposal(given), nl=False)


def _kept_pages(source: str) -> list[Given]:
    with open_given() as archive:
        kept = [raw.page for raw in archive.newest_pages(source, PAGES_OF_ARCHIVE)]
    if not kept:
        raise InputError(f"the archive holds no page of {source}; `scowatch sources list` gives the slugs")
    return [
        Given(name=page.url, url=page.final_url, body=page.body, charset=page.charset, fetched_at=page.fetched_at)
        for page in kept
    ]


def _proposal(given: Sequence[Given]) -> str:
    from extractors.html import parse_html  # noqa: PLC0415 lxml is slow to import
    from extractors.proposing.proposal import FEWEST_PAGES, propose_rule, render_proposal  # noqa: PLC0415

    host = _host_of(given)
    trees = []
    for page in given:
        tree = parse_html(page.body, charset=page.charset)
        if isinstance(tree, Unreadable):
            click.echo(f"left out {page.name}: {tree.detail}", err=True)
        else:
            trees.append((page.url, tree))
    if len(trees) < FEWEST_PAGES:
        raise InputError(f"{len(trees)} pages show too little: give {FEWEST_PAGES} or more articles of {host}")
    proposal = propose_rule(trees)
    if not proposal.body:
        raise InputError(
            f"nothing on these pages of {host} looks like the text of an article, with a name to find it by"
        )
    return render_proposal(host, proposal)


def _host_of(given: Sequence[Given]) -> str:
    from extractors.urls import host_of  # noqa: PLC0415 tld is slow to import

    hosts = sorted({host_of(page.url).partition(":")[0] for page in given})
    if hosts == ["page.invalid"] or "" in hosts:
        raise InputError("files do not say where they are from: add --host, such as news.example")
    if len(hosts) > 1:
        raise InputError(f"the pages are of several hosts ({', '.join(hosts)}): give those of one")
    return hosts[0]
