"""Care of an archive: does it hold what it says, mending what can be made anew, copies that can be trusted, sizes."""

from storage.care.backup import BackedUp, backup
from storage.care.check import INVARIANTS, check
from storage.care.invariants import Invariant, Problem
from storage.care.repair import Mended, repair
from storage.care.sizes import sizes
from storage.care.vacuum import vacuum

__all__ = [
    "INVARIANTS",
    "BackedUp",
    "Invariant",
    "Mended",
    "Problem",
    "backup",
    "check",
    "repair",
    "sizes",
    "vacuum",
]
