"""The allocator of C, told to keep few heaps, and large pieces out of them.

glibc gives threads heaps of their own, eight times as many as there are cores. What one thread frees, another cannot
use: pages are fetched in one thread, sent and stored in others, and a run over ten thousand of them grew by 50 kB a
page, though Python held no more in the end than in the beginning. And once a large piece has been freed, glibc puts the
next ones of that size, up to 32 MB, among the small ones, which then keep the whole heap from being given back.
"""

import ctypes
from contextlib import suppress

_SETTINGS = {-8: 1, -3: 1 << 18, -1: 1 << 20}  # malloc.h of glibc: M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD


def keep_heaps_small() -> None:
    """Set it so for what this process allocates from now on; elsewhere than under glibc nothing is done."""
    with suppress(OSError, AttributeError, TypeError):  # no such function; TypeError: Windows loads no None
        for parameter, value in _SETTINGS.items():
            ctypes.CDLL(None).mallopt(parameter, value)
