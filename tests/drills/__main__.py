"""Plays the drills: `make drills`, or `python -m tests.drills [NAME ...]`. Prints what was done, seen and lost."""

import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

NAMES = (
    "disk_full", "read_only", "database_gone", "dns_gone", "prefect_gone", "memory", "power_loss", "clock",
    "two_schedulers",
)  # fmt: skip


def main(names: list[str]) -> int:
    """Play the drills of these *names*, or all; give 1 when one of them lost something, or went wrong."""
    wrong = 0
    for name in names or NAMES:
        module = import_module(f"tests.drills.{name}")
        print(f"{name}: {(module.__doc__ or '').strip()}", flush=True)
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="scowatch-drill-") as folder:
            try:
                told = module.drill(Path(folder))
            except AssertionError as error:
                print(f"  WRONG {error}\n", flush=True)
                wrong += 1
                continue
        print(f"{told}\n  took  {time.monotonic() - started:.0f} s\n", flush=True)
        wrong += bool(told.lost)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
