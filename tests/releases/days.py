"""Three runs and an import of a WARC file, with the code of whatever release is on the path: a program of make.py.

    python tests/releases/days.py http://127.0.0.1:PORT FILE.warc

Without Prefect, which has no part in what is stored and takes long to start; in one process, for the same reason.
"""

import asyncio
import sys
import time
import urllib.request
from pathlib import Path


async def attic(warc: str) -> None:
    """Take the pages of a WARC file, as `scowatch backfill --warc` does."""
    from config.settings import load_settings  # noqa: PLC0415 of the release, like all below
    from flows.progress import Progress  # noqa: PLC0415
    from flows.session import session  # noqa: PLC0415
    from flows.sitemaps import Dates  # noqa: PLC0415
    from flows.warc_backfill import take_warcs  # noqa: PLC0415

    async with session(load_settings(), "backfill") as opened:
        await take_warcs(opened, [Path(warc)], Dates(), Progress(None))


def main(world: str, *warcs: str) -> None:
    """Read what the outlets print on the first day, and twice what they do on the second."""
    from tests.plain import ingest  # noqa: PLC0415

    for day in (1, 2, 2):
        urllib.request.urlopen(f"{world}/day/{day}").close()
        asyncio.run(ingest())
        time.sleep(4)  # so that fresh pages are due to be looked at again, and what failed to be tried again
    for each in warcs:
        asyncio.run(attic(each))


if __name__ == "__main__":
    main(*sys.argv[1:])
