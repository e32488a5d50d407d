"""The `counter` table: what all runs together have done, counted up and never read through again.

A name and a label make a counter:

- the outcomes of `run_source`, with its reasons: `polled`, `stored`, `duplicate`, `failed`, `refused`, …
- `page`: pages fetched; `level`: articles stored, by their level; `run`: runs that ended, as "ingest completed"
- `extraction`: pages extracted, by the least of BUCKETS that their seconds do not exceed ("inf": more than all);
  `extraction_seconds`: the sum of these seconds
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from storage.engine import insert
from storage.tables import counter

Counted = Mapping[tuple[str, str], float]  # by name and label

#: Seconds of one page. The limit for a page is 4 by default, and an ordinary one takes 0.02 to 0.1.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def bucket(seconds: float) -> str:
    """Give the label under which *seconds* of extraction are counted.

    >>> bucket(0.05), bucket(0.051), bucket(11)
    ('0.05', '0.1', 'inf')
    """
    return next((f"{most:g}" for most in BUCKETS if seconds <= most), "inf")


def add(connection: Connection, counts: Counted) -> None:
    """Add to the counters."""
    rows = [{"name": name, "label": label, "value": value} for (name, label), value in sorted(counts.items()) if value]
    if not rows:
        return
    statement = insert(connection, counter)
    total = counter.c.value + statement.excluded.value
    connection.execute(statement.on_conflict_do_update(index_elements=["name", "label"], set_={"value": total}), rows)


def runs_ended(ended: Iterable[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """Give runs that ended, each by its flow and state, as counts."""
    counts: dict[tuple[str, str], float] = {}
    for flow, state in ended:
        key = ("run", f"{flow} {state}")
        counts[key] = counts.get(key, 0) + 1
    return counts


def load(connection: Connection) -> dict[tuple[str, str], float]:
    """Give all counters."""
    rows = connection.execute(select(counter).order_by(counter.c.name, counter.c.label))
    return {(row.name, row.label): row.value for row in rows}
