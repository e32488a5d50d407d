"""Commands for more than one worker: drain, deploy."""

import os
from datetime import timedelta

import click

from config.errors import InputError
from config.settings import load_settings
from flows.commands.options import as_json, database
from flows.commands.run import check_first, print_report, run


@click.command(short_help="Only fetch what is due; any number of these at once.")
@database
@as_json
def drain(*, as_json: bool) -> None:
    """Fetch, extract and store what is due, and poll nothing; on this machine or others, beside any other run.

    Each host is asked by one run at a time, so that all of them together keep its limits.

    Example: scowatch drain --json
    """
    check_first()
    from flows.drain import drain as flow  # noqa: PLC0415 Prefect takes a second to import

    print_report(run(flow), machine=as_json)


@click.command(short_help="Deploy the flows to a work pool of a Prefect server.")
@click.option("--pool", required=True, metavar="NAME", help="Work pool; made if it is not there (type process).")
@click.option("--every", type=click.FloatRange(min=0.1), default=10, show_default=True, metavar="MINUTES",
              help="Between scheduled runs of ingest and drain.")  # fmt: skip
@click.option("--drains", type=click.IntRange(min=0), default=1, show_default=True,
              help="Runs that drain at a time, beside ingest; 0: only when asked for.")  # fmt: skip
def deploy(*, pool: str, every: float, drains: int) -> None:
    """Deploy ingest and drain with a schedule, backfill and reprocess without, to the server at PREFECT_API_URL.

    Workers are started with `prefect worker start --pool NAME`, wherever scowatch is installed and finds its settings;
    see docs/scaling.md. Running this again changes what is deployed.

    Example: scowatch deploy --pool news --every 10 --drains 2
    """
    load_settings()
    if not os.environ.get("PREFECT_API_URL"):
        raise InputError(
            "PREFECT_API_URL is not set; start a Prefect server as docs/scaling.md says, and set it to its address"
        )
    from flows.pools import deploy as deploy_flows  # noqa: PLC0415 Prefect takes a second to import

    async def flow() -> dict[str, list[str]]:
        return {"deployed": list(await deploy_flows(pool, every=timedelta(minutes=every), drains=drains))}

    for name in run(flow)["deployed"]:
        click.echo(f"deployed {name}")
    click.echo(f"start workers with: prefect worker start --pool {pool}", err=True)
