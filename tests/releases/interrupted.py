"""Upgrades an archive, and is interrupted: a program that a test starts.

python -m tests.releases.interrupted URL kill 17     # killed before the 17th statement
python -m tests.releases.interrupted URL commit 0    # killed when all is done and nothing committed
python -m tests.releases.interrupted URL full 300000 # no file may grow beyond so many bytes
"""

import os
import resource
import signal
import sys
from typing import Any

from sqlalchemy import event

from config.errors import StorageError
from storage.engine import open_engine, parse_url
from storage.schema import upgrade


def main(url: str, how: str, number: int) -> None:
    engine = open_engine(parse_url(url))
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    if how == "kill":
        event.listen(engine, "before_cursor_execute", count)
    elif how == "commit":
        event.listen(engine, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
    try:
        upgrade(engine)
    except StorageError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
