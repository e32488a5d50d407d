"""Texts as arrays of code points, and tables over them: a rule that costs microseconds, asked once a character."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]

_UNKNOWN = 0


def codes_of(text: str) -> Codes:
    """Return the code points of *text*; lone surrogates pass."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def text_of(codes: Codes) -> str:
    """Return the text with these code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


class Table:
    """A number for each character, worked out by a rule when the character is first met."""

    def __init__(self, rule: Callable[[str], int]) -> None:
        """Take a *rule* that gives 1 to 2**32 - 1 for any character, always the same."""
        self._rule = rule
        self._known = np.zeros(0x110000, dtype=np.uint32)  # the system hands out only those pages that are written to

    def of(self, codes: Codes) -> Codes:
        """Return the numbers of *codes*, a new array."""
        found = self._known.take(codes)
        if not found.all():
            for code in np.flatnonzero(np.bincount(codes[found == _UNKNOWN])).tolist():
                self._known[code] = self._rule(chr(code))
            found = self._known.take(codes)
        return found
