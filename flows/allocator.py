"""The allocator of C, told to keep few heaps.

glibc gives threads heaps of their own, eight times as many as there are cores. What one thread frees, another cannot
use: pages are fetched in one thread, sent and stored in others, and a run over ten thousand of them grew by 50 kB a
page, though Python held no more in the end than in the beginning.
"""

import ctypes
from contextlib import suppress

_M_ARENA_MAX, _HEAPS = -8, 1  # malloc.h of glibc


def keep_few_heaps() -> None:
    """Have threads that come from now on share heaps; elsewhere than under glibc nothing is done."""
    with suppress(OSError, AttributeError, TypeError):  # no such function; TypeError: Windows loads no None
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)
