"""One stage alone, as a filter: extract, tag, dedup. JSON lines in, JSON lines out."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from config.errors import InputError
from config.settings import load_settings
from extractors.records import Article, Unreadable
from flows.commands.explain import explain
from flows.commands.given import NOWHERE, given_pages, read_page
from flows.commands.options import as_json, lexicon, print_json, read_json_lines, sites_folder

if TYPE_CHECKING:  # pydantic needs a while to prepare it
    from config.sites import SiteRules

PAGES_AT_A_TIME = 200  # given to the worker processes together; the next are read when these are done
json_lines = click.option("--jsonl", metavar="FILE", help="JSON lines to read; - is standard input.")


@click.command(short_help="HTML in, articles out.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--url", metavar="U", help="Where the page is from: links and dates in it are read against this.")
@json_lines
@click.option("--explain", "explained", is_flag=True, help="Say why: method, rule, dates, places; also of addresses.")
@sites_folder
@as_json
def extract(*, files: tuple[str, ...], url: str | None, jsonl: str | None, explained: bool, as_json: bool) -> None:
    """Extract articles from HTML files and print one JSON object a line.

    --jsonl reads lines {"id", "url", "path"}; path is an .html or .html.gz file, relative to the file of lines.
    A page that holds no article gives {"id", "error", "detail"}. --explain takes files and addresses, and prints for
    people what was found and why, or with --json for machines.

    Example: scowatch extract page.html --url https://example.kz/news/1
    """
    from config.sites import load_site_rules  # noqa: PLC0415 see above
    from flows.workers import Workers, page_limits  # noqa: PLC0415 a query does not wait for psutil

    settings = load_settings()
    rules = load_site_rules(settings.sites)
    if explained:
        if jsonl or not files:
            raise click.UsageError("Give files or addresses to explain.")
        explain(given_pages(files, url=url), rules, as_json=as_json)
        return
    if bool(files) == bool(jsonl):
        raise click.UsageError("Give HTML files, or --jsonl FILE.")
    jobs = _listed_pages(jsonl) if jsonl else ((name, url or "", Path(name)) for name in files)
    failed = 0
    prepare, count = partial(_extractor, rules), settings.workers or os.cpu_count() or 1
    with Workers(prepare, count=count, limits=page_limits(settings)) as workers:
        while some := list(islice(jobs, PAGES_AT_A_TIME)):
            for (name, _, _), result in zip(some, [workers.submit(job) for job in some], strict=True):
                said = _said(name, result.result())
                print_json(said)
                failed += "error" in said
    if failed and not jsonl:
        click.echo(f"scowatch: {failed} of {len(files)} files gave no article", err=True)
        raise SystemExit(1)


def _listed_pages(jsonl: str) -> Iterator[tuple[str, str, Path]]:
    folder = Path() if jsonl == "-" else Path(jsonl).parent
    for line in read_json_lines(jsonl, "url", "path", needed=("id", "path")):
        yield line["id"], line.get("url") or "", folder / line["path"]


def _extractor(rules: "SiteRules") -> Callable[[tuple[str, str, Path]], dict[str, Any] | Unreadable]:
    """Prepare a worker process."""
    import extractors.article  # noqa: F401, PLC0415 trafilatura is slow to import: not within the time of a page

    return partial(_extract, rules=rules)


def _extract(job: tuple[str, str, Path], rules: "SiteRules") -> dict[str, Any] | Unreadable:
    """Extract one page; runs in a worker process."""
    from extractors.article import extract_article  # noqa: PLC0415

    _, url, path = job
    try:
        body = read_page(path)
    except InputError as error:
        return Unreadable(reason="unreadable_file", detail=str(error))
    article = extract_article(body, url=url or NOWHERE, rules=rules)
    if isinstance(article, Unreadable):
        return article
    said = asdict(article)
    del said["published"]
    return {**said, "url": article.url if url else None, **dates_of(article)}


def _said(name: str, result: dict[str, Any] | Unreadable) -> dict[str, Any]:
    if isinstance(result, Unreadable):
        return {"id": name, "error": result.reason, "detail": result.detail}
    return {"id": name, **result}


def dates_of(article: Article) -> dict[str, Any]:
    """Give its dates as they are printed: a day where the page states no more, else a moment on the page's clock."""
    from extractors.published import as_written  # noqa: PLC0415 lxml is slow to import

    published, modified = article.published, article.modified
    return {
        "date": published and as_written(published, article.dates),
        "date_place": published and published.place,
        "modified": modified and as_written(modified, article.dates),
        "dates": [
            {
                "says": claim.says,
                "date": as_written(claim.dated),
                "place": claim.dated.place,
                "spot": claim.spot,
                "raw": claim.dated.raw,
            }
            for claim in article.dates
        ],
    }


@click.command(short_help="Texts in, tags with evidence out.")
@json_lines
@lexicon
def tag(*, jsonl: str | None) -> None:
    """Tag texts: lines {"id", "title", "text", "lang"?, "date"?, "url"?} in, one JSON object a line out.

    Offices and statuses are those of the date, 2025-09-01; the host of the URL counts as company. Of several lexicons
    the first is used.

    Evidence and rejected spans count characters of the field they name.

    Example: scowatch tag --jsonl texts.jsonl
    """
    from config.lexicon import load_lexicons  # noqa: PLC0415
    from extractors.tagging.tagger import Tagger  # noqa: PLC0415
    from extractors.urls import host_of  # noqa: PLC0415

    tagger = Tagger(load_lexicons(load_settings().lexicon)[0])
    for line in read_json_lines(jsonl or "-", "title", "text", "lang", "date", "url"):
        tagging = tagger.tag(
            line.get("title") or "", line.get("text") or "", line.get("lang"),
            day=_day(line), host=host_of(line.get("url") or ""),
        )  # fmt: skip
        print_json({"id": line["id"], **asdict(tagging)})


def _day(line: dict[str, Any]) -> date | None:
    said = line.get("date")
    try:
        return date.fromisoformat(said[:10]) if said else None
    except ValueError:
        raise InputError(f"{line['id']}: {said!r} is not a date; write 2025-09-01") from None


@click.command(short_help="Texts in, clusters of copies out.")
@json_lines
def dedup(*, jsonl: str | None) -> None:
    """Cluster texts in their order: lines {"id", "title", "text"} in, {"id", "cluster", "kind", "of", "score"} out.

    Example: scowatch dedup --jsonl texts.jsonl
    """
    from storage.clusters import cluster  # noqa: PLC0415

    texts: Iterable[tuple[str, str, str]] = (
        (str(line["id"]), line.get("title") or "", line.get("text") or "")
        for line in read_json_lines(jsonl or "-", "title", "text")
    )
    for each in cluster(texts):
        print_json(asdict(each))
