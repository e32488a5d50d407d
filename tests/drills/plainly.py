"""`scowatch ingest` without Prefect, a program: the words and exit codes of the command line, in a third of the time."""

import asyncio

from flows.cli import Commands
from flows.commands.options import print_json
from tests.plain import ingest

cli = Commands("scowatch")


@cli.command("ingest")
def plain() -> None:
    """Run once."""
    print_json(asyncio.run(ingest()))


if __name__ == "__main__":
    cli(["ingest"])
