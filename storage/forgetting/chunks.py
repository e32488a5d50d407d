"""Many keys in few statements."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 1_000  # keys in a statement


def chunks(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut *keys* into pieces of AT_ONCE."""
    return (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))
