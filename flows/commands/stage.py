"""One stage alone, as a filter: extract, tag, dedup. JSON lines in, JSON lines out."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import click

from config.errors import ScowatchError
from extractors.records import Article
from flows.commands.options import print_json, read_json_lines

NOWHERE = "https://page.invalid/"  # of a page whose address is not known (RFC 2606)
PAGES_AT_A_TIME = 200  # given to the worker processes together; the next are read when these are done
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
    failed = 0
    try:
        with ProcessPoolExecutor() as pool:
            while some := list(islice(jobs, PAGES_AT_A_TIME)):
                for result in pool.map(_extract, some, chunksize=4):
                    print_json(result)
                    failed += "error" in result
    except BrokenProcessPool as error:
        raise ScowatchError("a page brought down the process that read it; give fewer to find out which") from error
    if failed and not jsonl:
        click.echo(f"scowatch: {failed} of {len(files)} files gave no article", err=True)
        raise SystemExit(1)


def _listed_pages(jsonl: str) -> Iterator[tuple[str, str, Path]]:
    folder = Path() if jsonl == "-" else Path(jsonl).parent
    for line in read_json_lines(jsonl, "url", "path", needed=("id", "path")):
        yield line["id"], line.get("url") or "", folder / line["path"]


def _extract(job: tuple[str, str, Path]) -> dict[str, Any]:
    """Extract one page; runs in a worker process."""
    from extractors.article import extract_article  # noqa: PLC0415 trafilatura is slow to import

    name, url, path = job
    try:
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, ValueError, zlib.error) as error:  # ValueError: a NUL in the name
        return {"id": name, "error": "unreadable_file", "detail": f"{path}: {error}"}
    try:
        article = extract_article(body, url=url or NOWHERE)
    except Exception as error:  # noqa: BLE001 one page that trips over a bug of ours must not stop the others
        return {"id": name, "error": "extractor_error", "detail": f"{type(error).__name__}: {error}"}
    if not isinstance(article, Article):
        return {"id": name, "error": article.reason, "detail": article.detail}
    said = asdict(article)
    del said["published"]
    return {"id": name, **said, "url": article.url if url else None, **dates_of(article)}


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
    for line in read_json_lines(jsonl or "-", "title", "text", "lang"):
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
        (str(line["id"]), line.get("title") or "", line.get("text") or "")
        for line in read_json_lines(jsonl or "-", "title", "text")
    )
    for each in cluster(texts):
        print_json(asdict(each))
