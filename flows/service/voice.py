"""What the service says of itself: lines on standard error, for the log of the system."""

import sys


def say(line: str) -> None:
    """Write a line."""
    print(f"scowatch: {line}", file=sys.stderr, flush=True)
