"""One stage alone, as a filter: extract, tag, dedup. JSON lines in, JSON lines out."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from config.errors import InputError
from extractors.records import Dated
from flows.commands.options import print_json, read_json_lines

NOWHERE = "https://page.invalid/"  # of a page whose address is not known (RFC 2606)
json_lines = click.option("--jsonl", metavar="FILE", help="JSON lines to read; - is standard input.")


@click.command(short_help="HTML in, articles out.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--url", metavar="U", help="Where the page is from: links and dates in it are read against this.")
@json_lines
def extract(*, files: tuple[str, ...], url: str | None, jsonl: str | None) -> None:
    """Extract articles from HTML files and print one JSON object a line.

    --jsonl reads lines {"id", "url", "path"}; path is an .html or .html.gz file, relative to the file of lines.
    A page that holds no article gives {"id", "error", "detail"}.

    Example: scowatch extract page.html --url https://example.kz/news/1
    """
    if bool(files) == bool(jsonl):
        raise click.UsageError("Give HTML files, or --jsonl FILE.")
    jobs = _listed_pages(jsonl) if jsonl else ((name, url or "", Path(name)) for name in files)
    with ProcessPoolExecutor() as pool:
        failed = 0
        for result in pool.map(_extract, jobs, chunksize=4):
            print_json(result)
            failed += "error" in result
    if failed and not jsonl:
        raise SystemExit(1)


def _listed_pages(jsonl: str) -> Iterator[tuple[str, str, Path]]:
    folder = Path() if jsonl == "-" else Path(jsonl).parent
    for line in read_json_lines(jsonl):
        if "path" not in line:
            raise InputError(f"{jsonl}: the line with id {line['id']!r} has no path")
        yield line["id"], line.get("url") or "", folder / line["path"]


def _extract(job: tuple[str, str, Path]) -> dict[str, Any]:
    """Extract one page; runs in a worker process."""
    from extractors.article import extract_article  # noqa: PLC0415 trafilatura is slow to import
    from extractors.records import Article  # noqa: PLC0415

    name, url, path = job
    try:
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        return {"id": name, "error": "unreadable_file", "detail": f"{path}: {error}"}
    article = extract_article(body, url=url or NOWHERE)
    if not isinstance(article, Article):
        return {"id": name, "error": article.reason, "detail": article.detail}
    said = asdict(article)
    del said["published"]
    return {"id": name, **said, "url": article.url if url else None, **_date(article.published)}


def _date(published: Dated | None) -> dict[str, Any]:
    """A day where the page states no more, else a moment."""
    if published is None:
        return {"date": None, "date_place": None}
    moment = published.value.date() if published.precision == "day" else published.value
    return {"date": moment.isoformat(), "date_place": published.place}


@click.command(short_help="Texts in, SCO tags with evidence out.")
@json_lines
def tag(*, jsonl: str | None) -> None:
    """Tag texts: lines {"id", "title", "text", "lang"?} in, one JSON object a line out.

    Evidence and rejected spans count characters of the field they name.

    Example: scowatch tag --jsonl texts.jsonl
    """
    from config.lexicon import load_lexicon  # noqa: PLC0415
    from config.settings import load_settings  # noqa: PLC0415
    from extractors.sco import Tagger  # noqa: PLC0415

    tagger = Tagger(load_lexicon(load_settings().lexicon))
    for line in read_json_lines(jsonl or "-"):
        tagging = tagger.tag(line.get("title") or "", line.get("text") or "", line.get("lang"))
        print_json({"id": line["id"], **asdict(tagging)})


@click.command(short_help="Texts in, clusters of copies out.")
@json_lines
def dedup(*, jsonl: str | None) -> None:
    """Cluster texts in their order: lines {"id", "title", "text"} in, {"id", "cluster", "kind", "of", "score"} out.

    Example: scowatch dedup --jsonl texts.jsonl
    """
    from storage.clusters import cluster  # noqa: PLC0415

    texts: Iterable[tuple[str, str, str]] = (
        (str(line["id"]), line.get("title") or "", line.get("text") or "") for line in read_json_lines(jsonl or "-")
    )
    for each in cluster(texts):
        print_json(asdict(each))
