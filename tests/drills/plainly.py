"""`scowatch ingest` without Prefect, a program: the words and exit codes of the command, in a third of its time."""

import asyncio

from flows.cli import Commands
from flows.commands import run
from flows.commands.options import print_json
from tests.plain import ingest

cli = Commands("scowatch")


@cli.command("ingest")
def plain() -> None:
    """Run once."""
    report = asyncio.run(ingest())
    print_json(report)
    run.exit_for(report)


if __name__ == "__main__":
    cli(["ingest"])
