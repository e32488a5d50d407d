"""What `scowatch demo` shows: two days and a backfill of the sample news world, and what the archive then knows."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from config.settings import load_settings
from config.sources import render_sources
from flows.commands.options import open_given
from flows.commands.run import check_first, print_report, run
from flows.commands.tables import print_hits
from flows.demo.world import DemoWorld
from storage import Query

QUERIES: tuple[tuple[Query, str, str], ...] = (
    (Query(words="waybill"), "waybill", "a wire story and its reprints under other headlines, known as copies"),
    (Query(words="SCO", tag="sco"), "SCO --tag sco", "without the orchestra and the phone company of that name"),
    (Query(words="шос", order="newest"), "шос --order newest", "Russian, in any case of letters"),
    (Query(words="上海合作组织"), "上海合作组织", "inside Chinese sentences, and not the rescue drill of 海上合作"),
    (Query(tag="sco", topic="energy"), "--tag sco --topic energy", "by topic, no words at all"),
)


def guide(folder: Path) -> None:
    """Serve the world with its list of sources in *folder*, work on it, and ask."""
    with DemoWorld() as world:
        (folder / "sources.toml").write_text(render_sources(world.sources()), "utf-8")
        check_first()
        _work(world)
    _ask()
    click.secho(f"\nYours to try:  scowatch search шос --database {load_settings().archive_url}", bold=True)


def _work(world: DemoWorld) -> None:
    from flows.backfill import backfill  # noqa: PLC0415 only now is Prefect ready to be imported
    from flows.ingest import ingest  # noqa: PLC0415

    say = partial(click.secho, bold=True)
    say(f"The first day: scowatch ingest, {len(world.sources())} sources on {world.url}")
    print_report(run(ingest), machine=False)
    say("\nThe second day: one article was edited, all else is as it was")
    world.day = 2
    print_report(run(partial(ingest, everything=True)), machine=False)  # by its rhythm no source is due so soon
    say(f"\nHistory: scowatch backfill --sitemap {world.sitemap}")
    print_report(run(partial(backfill, sitemap=[world.sitemap])), machine=False)
    answers = Counter(hit.status for hit in world.log)
    say(
        "\nWhat the outlets' servers saw: "
        + ", ".join(f"{n} answers {status}" for status, n in sorted(answers.items()))
    )


def _ask() -> None:
    with open_given() as archive:
        for query, typed, meaning in QUERIES:
            click.secho(f"\nscowatch search {typed}    # {meaning}", bold=True)
            print_hits(archive.search(replace(query, limit=8)))
