"""The program of tests.drills.plainly, with a clock that is off: `python -m tests.drills.shifted SECONDS`."""

import sys
from datetime import datetime, timedelta

from tests.drills import plainly


class _AnyDatetime(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class Shifted(datetime, metaclass=_AnyDatetime):
    """A datetime that tells another time; what it gives is an ordinary one."""

    off = timedelta(0)

    @classmethod
    def now(cls, tz=None):
        """Tell the time, wrongly."""
        return datetime.now(tz) + cls.off


if __name__ == "__main__":
    Shifted.off = timedelta(seconds=float(sys.argv[1]))
    for name, module in list(sys.modules.items()):
        if name.startswith("flows.") and getattr(module, "datetime", None) is datetime:
            module.datetime = Shifted  # storage is told the time
    plainly.cli(["ingest"])
