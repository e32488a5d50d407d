"""Runs a module as a program whose clock is off: `python -m tests.drills.shifted SECONDS MODULE [ARGUMENTS]`."""

import datetime
import runpy
import sys

OFF = datetime.timedelta(seconds=float(sys.argv[1]))
Real = datetime.datetime


class Shifted(Real):
    """A datetime to which it is later, or earlier, than it is."""

    @classmethod
    def now(cls, tz=None):
        """Tell the time, wrongly."""
        return Real.now(tz) + OFF


# Seen by all that is imported from here on. What workers say of times comes from their pages.
datetime.datetime = Shifted  # type: ignore[misc]

if __name__ == "__main__":
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
