"""What a run did, as counts that add up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from storage.articles import Settled
from storage.counters import bucket
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
        # What is not yet among the counts of all runs: see storage.counters.
        self.counts: dict[tuple[str, str], float] = {}
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
        self._line(source, self._today, "polled", ended, 1)

    def add_discovered(self, source: str, found: Discovered) -> None:
        """Count what a listing brought."""
        counts = {"seen": found.seen, "known": found.known, "new": found.new, "resumed": found.edited}
        for outcome, count in counts.items():
            self._add(source, outcome, "", count)
        self._add(source, "refused", "no_usable_link", found.unusable)
        self._add(source, "refused", "forgotten", found.forgotten)

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
                self._line(each.source, self._today, "retry", each.reason, 1)
            else:
                self._line(each.source, each.day, each.outcome, each.reason, 1)
            if each.level:
                self._count("level", each.level, 1)

    def add_extraction(self, seconds: float) -> None:
        """Count a page that was extracted, and how long that took."""
        self._count("extraction", bucket(seconds), 1)
        self._count("extraction_seconds", "", seconds)

    def add_page(self) -> None:
        """Count a page that came."""
        self.pages_fetched += 1
        self._count("page", "", 1)

    def take_counts(self) -> dict[tuple[str, str], float]:
        """Give what has come to the counts of all runs since this was last asked; see `give_back`."""
        taken, self.counts = self.counts, {}
        return taken

    def give_back(self, taken: Mapping[tuple[str, str], float]) -> None:
        """Keep for later what could not be stored."""
        for (name, label), value in taken.items():
            self._count(name, label, value)

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
            self._line(source, self._today, outcome, reason, count)

    def _line(self, source: str, day: str, outcome: str, reason: str, count: int) -> None:
        self.lines[source, day, outcome, reason] += count
        self._count(outcome, reason, count)

    def _count(self, name: str, label: str, value: float) -> None:
        self.counts[name, label] = self.counts.get((name, label), 0) + value

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
