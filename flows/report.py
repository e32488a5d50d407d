"""What a run did, as counts that add up."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from storage.articles import Settled
from storage.frontier import Discovered


class Report:
    """The counts of one run, per source and day.

    They add up, and `imbalance` says by how much they do not:

        seen = known + new
        new + resumed = stored + duplicate + updated + unchanged + failed + refused + pending + handed over

    `resumed` are URLs of other runs: left over, tried again, or shown as edited by a listing; `handed over` are those
    that a run beside this one took from it.
    """

    def __init__(self, today: date) -> None:
        self._today = today.isoformat()
        self.lines: Counter[tuple[str, str, str, str]] = Counter()  # (source, day, outcome, reason): see storage.runs
        self.sources: Counter[str] = Counter()  # how each poll ended: "changed", "unchanged" or a reason of failure
        self.tagged = 0
        self.pages_fetched = 0
        self.pending = self.handed_over = 0
        self.gaps: list[str] = []  # sources whose window was overrun
        self.silent: list[str] = []  # sources that answer, and have brought nothing for longer than usual
        self.fell_silent: list[str] = []  # those of them of which it is news
        self.moved: dict[str, str] = {}  # sources that moved for good since the poll before, and where to
        self.told = 0  # messages of watches that were sent
        self.untold: list[str] = []  # what watches could not tell, a sentence each
        self.stopped = False  # told to end early: what was under way is stored, the rest is for the next run
        self.seconds = 0.0

    def add_poll(self, source: str, ended: str) -> None:
        """Count a poll; *ended* is "changed", "unchanged" or the reason of its failure."""
        self.sources[ended] += 1
        self.lines[source, self._today, "polled", ended] += 1

    def add_discovered(self, source: str, found: Discovered) -> None:
        """Count what a listing brought."""
        counts = {"seen": found.seen, "known": found.known, "new": found.new, "resumed": found.edited}
        for outcome, count in counts.items():
            self._add(source, outcome, "", count)
        self._add(source, "refused", "no_usable_link", found.unusable)

    def add_without_link(self, source: str, count: int) -> None:
        """Count entries of a feed that name no page at all."""
        for outcome, reason in (("seen", ""), ("new", ""), ("refused", "no_usable_link")):
            self._add(source, outcome, reason, count)

    def add_skipped(self, source: str, reason: str, count: int) -> None:
        """Count what was passed over before it was a URL to work on; it is no part of the equation."""
        self._add(source, "skipped", reason, count)

    def add_settled(self, settled: Iterable[Settled]) -> None:
        """Count how URLs ended; one to be tried again later is counted by `close`."""
        for each in settled:
            self.tagged += each.tagged
            if each.outcome == "pending":
                self.lines[each.source, self._today, "retry", each.reason] += 1
            else:
                self.lines[each.source, each.day, each.outcome, each.reason] += 1

    def add_resumed(self, source: str, count: int) -> None:
        """Count URLs taken over from earlier runs."""
        self._add(source, "resumed", "", count)

    def add_told(self, messages: int, problems: Iterable[str]) -> None:
        """Count what watches told, and note what they could not."""
        self.told += messages
        self.untold += problems

    def close(self, *, pending: int, handed_over: int, seconds: float) -> None:
        """Add what only the archive and the clock know."""
        self.pending, self.handed_over, self.seconds = pending, handed_over, seconds

    def _add(self, source: str, outcome: str, reason: str, count: int) -> None:
        if count:
            self.lines[source, self._today, outcome, reason] += count

    def total(self, outcome: str) -> int:
        """Count one outcome over all sources."""
        return sum(count for line, count in self.lines.items() if line[2] == outcome)

    def reasons(self, outcome: str) -> dict[str, int]:
        """Count one outcome by reason, most frequent first."""
        found: Counter[str] = Counter()
        for (_, _, name, reason), count in self.lines.items():
            if name == outcome:
                found[reason] += count
        return dict(found.most_common())

    @property
    def imbalance(self) -> int:
        """By how much the equation of the class fails; 0 when nothing was lost."""
        ended = ("stored", "duplicate", "updated", "unchanged", "failed", "refused")
        missing = self.total("new") + self.total("resumed") - sum(map(self.total, ended)) - self.pending
        missing -= self.handed_over
        return abs(self.total("seen") - self.total("known") - self.total("new")) + abs(missing)

    def as_json(self) -> dict[str, Any]:
        """Give the report as `scowatch ingest --json` prints it."""
        return {
            "sources": self.sources.total(),
            "polls": dict(self.sources),
            "entries_seen": self.total("seen"),
            "known": self.total("known"),
            "new": self.total("new"),
            "resumed": self.total("resumed"),
            "pages_fetched": self.pages_fetched,
            "stored": self.total("stored"),
            "duplicates": self.total("duplicate"),
            "duplicate_kinds": self.reasons("duplicate"),
            "updated": self.total("updated"),
            "unchanged": self.total("unchanged"),
            "failed": self.reasons("failed"),
            "refused": self.reasons("refused"),
            "skipped": self.reasons("skipped"),
            "pending": self.pending,
            "handed_over": self.handed_over,
            "gaps": sorted(self.gaps),
            "silent": sorted(set(self.silent)),
            "moved": dict(sorted(self.moved.items())),
            "retrying": self.reasons("retry"),
            "told": self.told,
            "untold": self.untold,
            "tagged": self.tagged,
            "stopped": self.stopped,
            "seconds": round(self.seconds, 3),
        }
