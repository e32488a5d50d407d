"""A run in a few words and in a table: what its name says, and the rows that Prefect shows of it."""

from collections import Counter, defaultdict
from typing import Any

from flows.report import Report

MOST_ROWS = 1_000  # of ten thousand sources most did nothing; a browser shows no more
GOOD_POLLS = frozenset({"changed", "unchanged"})
_ENDED = ("stored", "duplicate", "updated", "unchanged", "failed", "refused")


def attempts(report: Report) -> Counter[str]:
    """Count what a run tried and how much of it failed, polls and pages together: `tried`, and by reason of failure."""
    failed = Counter({reason: count for reason, count in report.sources.items() if reason not in GOOD_POLLS})
    for outcome in ("failed", "retry"):
        failed.update(report.reasons(outcome))
    tried = report.sources.total() + sum(map(report.total, _ENDED)) + report.total("retry")
    return Counter({**failed, "tried": tried})


def headline(flow: str, report: Report) -> str:
    """Say in a line what a run did.

    >>> from datetime import date
    >>> quiet = Report(date(2025, 9, 1))
    >>> headline("ingest", quiet)
    'ingest: nothing was due'
    >>> quiet.add_poll("a", "unchanged"); quiet.add_poll("b", "http_500"); quiet.stopped = True
    >>> headline("ingest", quiet)
    'ingest: 0 new of 2 sources, 1 failed, stopped early'
    """
    if flow == "reprocess":
        changes = [f"{count:,} {change}" for change, count in report.reasons("skipped").items()]
        return f"{flow}: {', '.join(changes) or 'nothing changed'}"
    new = report.total("stored") + report.total("duplicate")
    failed = attempts(report).total() - attempts(report)["tried"]
    done = [f"{new:,} new of {report.sources.total():,} sources" if report.sources else f"{new:,} new"]
    for outcome, word in (("updated", "edited"), ("skipped", "passed over")):
        if count := report.total(outcome):
            done.append(f"{count:,} {word}")
    if failed:
        done.append(f"{failed:,} failed")
    if report.stopped:
        done.append("stopped early")
    if not report.lines and not report.stopped:
        return f"{flow}: nothing was due"
    return f"{flow}: {', '.join(done)}"


def table(report: Report) -> list[dict[str, Any]]:
    """Give a row per source: its poll, what came of its pages, and why what failed did; trouble first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    polls: dict[str, list[str]] = defaultdict(list)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for (source, _, outcome, reason), count in report.lines.items():
        counts[source][outcome] += count
        if outcome == "polled":
            polls[source].append(reason)
            reasons[source].update({reason: count} if reason not in GOOD_POLLS else {})
        elif outcome in {"failed", "refused", "retry"}:
            reasons[source][reason] += count
    rows: list[dict[str, Any]] = [
        {
            "source": source or "(none)",
            "poll": ", ".join(sorted(set(polls[source]))),
            "seen": each["seen"],
            "new": each["new"],
            "stored": each["stored"],
            "copies": each["duplicate"],
            "edited": each["updated"],
            "unchanged": each["unchanged"],
            "to retry": each["retry"],
            "failed": each["failed"],
            "refused": each["refused"],
            "remarks": _remarks(source, report),
            "why": ", ".join(f"{count:,} {reason}" for reason, count in reasons[source].most_common()),
        }
        for source, each in counts.items()
    ]
    rows.sort(key=lambda row: (not row["remarks"], not row["why"], -row["new"], row["source"]))
    left = len(rows) - MOST_ROWS
    return [*rows[:MOST_ROWS], *([{"source": f"and {left:,} more"}] if left > 0 else [])]


def _remarks(source: str, report: Report) -> str:
    said = {"silent": report.silent, "gap": report.gaps, "moved": report.moved}
    return ", ".join(word for word, sources in said.items() if source in sources)
