"""Metrics for Prometheus, read from the archive at each scrape: they survive restarts and cover all workers.

Names follow the conventions of Prometheus: base units, `_total` for what only grows, moments as seconds since 1970. No
label has more values than we have words for: 10,000 sources would make 10,000 series of each metric that told them
apart, so sources are counted by state here, and named by `scowatch status`. Every metric is explained in
docs/observability.md.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from http.client import responses
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, choose_encoder
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST as OPENMETRICS
from prometheus_client.registry import Collector

from flows.web.asked import Opened, nothing
from flows.web.problems import PROBLEMS
from storage.counters import BUCKETS
from storage.status import Status

router = APIRouter(tags=["operation"], responses=PROBLEMS)

_TEXT = {"schema": {"type": "string"}}
_SENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The metrics.",
        "content": {each.partition(";")[0]: _TEXT for each in (CONTENT_TYPE_PLAIN_0_0_4, OPENMETRICS)},
    }
}


@router.get(
    "/metrics", summary="Metrics for Prometheus", response_class=Response, responses=_SENT,
    dependencies=[Depends(nothing)],
)  # fmt: skip
def metrics(archive: Opened, request: Request) -> Response:
    """Give the metrics of the archive, as OpenMetrics where that is accepted."""
    began = time.perf_counter()
    active = request.app.state.active
    status = archive.status(datetime.now(UTC), active=active() if active else None)
    encode, media_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(_Collected(status, time.perf_counter() - began)), media_type=media_type)


class _Collected(Collector):
    """What an encoder asks for its metrics."""

    def __init__(self, status: Status, seconds: float) -> None:
        self._status, self._seconds = status, seconds

    def collect(self) -> Iterable[Metric]:
        """Give all metrics."""
        yield from collected(self._status)
        yield gauge("scrape_duration_seconds", "Time it took to read the archive for this scrape.", self._seconds)


def collected(status: Status) -> Iterator[Metric]:
    """Turn what is known of the archive into metrics."""
    about = {"version": version("scowatch"), "schema": status.schema}
    yield by("build_info", "Version of scowatch, and of the archive's schema.", {tuple(about.values()): 1}, *about)
    yield from _counters(status.counted)
    yield _extraction(status.counted)
    yield from _runs(status)
    yield from _delays(status)
    yield from _space(status)


def gauge(name: str, meaning: str, value: float | None) -> Metric:
    """Make a gauge without labels; without a value where there is none yet."""
    made = GaugeMetricFamily(f"scowatch_{name}", meaning)
    if value is not None:
        made.add_metric([], value)
    return made


def by(name: str, meaning: str, values: Mapping[tuple[str, ...], float], *labels: str) -> Metric:
    """Make a gauge with labels."""
    made = GaugeMetricFamily(f"scowatch_{name}", meaning, labels=labels)
    for of, value in values.items():
        made.add_metric(of, value)
    return made


# --- what only grows -------------------------------------------------------------------------------------------------


def _counters(counted: Mapping[tuple[str, str], float]) -> Iterator[Metric]:
    def count(name: str, meaning: str, values: Mapping[tuple[str, ...], float], *labels: str) -> Metric:
        made = CounterMetricFamily(f"scowatch_{name}", meaning, labels=labels)
        for of, value in sorted(values.items()):
            made.add_metric(of, value)
        return made

    def told(*outcomes: str) -> dict[tuple[str, ...], float]:
        """Counts by outcome and reason, or by reason alone where there is one outcome."""
        found: dict[tuple[str, ...], float] = {}
        for (outcome, label), value in counted.items():
            if outcome in outcomes:
                key = (outcome, _word(label)) if len(outcomes) > 1 else (_word(label),)
                found[key] = found.get(key, 0) + value
        return found

    def total(name: str) -> dict[tuple[str, ...], float]:
        return {(): sum(value for (outcome, _), value in counted.items() if outcome == name)}

    copies = {of: value for of, value in told("duplicate").items() if of != ("same_url",)}
    stored = {("original",): counted.get(("stored", ""), 0.0), **copies}
    failures = told("failed", "refused", "retry")
    ends = {tuple(label.split(" ", 1)): value for (name, label), value in counted.items() if name == "run"}
    yield count("polls", "Listings asked, by how that ended.", told("polled"), "outcome")
    yield count("entries", "Entries of listings that named a new URL.", total("new"))
    yield count("pages_fetched", "Pages that came.", total("page"))
    yield count("page_failures", "Pages that brought no article, by reason.", failures, "outcome", "reason")
    yield count("articles_stored", "Articles stored, by what deduplication says of them.", stored, "kind")
    yield count("articles_tagged", "Articles stored, by how much they concern the subject.", told("level"), "level")
    yield count("articles_edited", "Articles of which another text was found.", total("updated"))
    yield count("pages_unchanged", "Pages looked at again that were the same.", total("unchanged"))
    yield count("runs", "Runs that ended, by how.", ends, "flow", "state")


def _word(label: str) -> str:
    """Give a reason; of the statuses that servers make up, one for all."""
    made_up = re.fullmatch(r"http_(\d+)", label) and int(label.removeprefix("http_")) not in responses
    return "http_other" if made_up else label


def _extraction(counted: Mapping[tuple[str, str], float]) -> Metric:
    so_far, buckets = 0.0, []
    for label in (*(f"{most:g}" for most in BUCKETS), "inf"):
        so_far += counted.get(("extraction", label), 0)
        buckets.append(("+Inf" if label == "inf" else label, so_far))
    seconds = counted.get(("extraction_seconds", ""), 0.0)
    name, meaning = "scowatch_extraction_duration_seconds", "Time to extract, fingerprint and tag a page."
    return HistogramMetricFamily(name, meaning, buckets=buckets, sum_value=seconds)


# --- how it is now ---------------------------------------------------------------------------------------------------


def _runs(status: Status) -> Iterator[Metric]:
    polling, queue = status.polling, status.queue
    running: dict[tuple[str, ...], float] = {(flow,): 0 for flow, _ in status.ended}
    for each in status.running:
        running[(each.flow,)] = running.get((each.flow,), 0) + 1
    last: dict[tuple[str, ...], float] = {of: moment.timestamp() for of, moment in status.ended.items()}
    states: dict[tuple[str, ...], float] = {
        ("ok",): polling.sources - polling.new - polling.failing - polling.silent,
        ("new",): polling.new,
        ("failing",): polling.failing,
        ("silent",): polling.silent,
    }
    waiting = {"due": queue.due, "later": queue.later, "leased": queue.leased, "recheck": queue.rechecks}
    yield by("runs_running", "Runs under way.", running, "flow")
    yield by("last_run_timestamp_seconds", "When the last run of its kind ended.", last, "flow", "state")
    yield by("sources", "Sources that are polled, by how their last poll went.", states, "state")
    yield gauge("sources_due", "Sources that are due to be polled.", polling.due)
    yield gauge("gaps_open", "Stretches of time in which articles may be missing.", polling.open_gaps)
    yield by(
        "frontier_urls", "URLs that wait, up to 100,000 of a state.", {(k,): v for k, v in waiting.items()}, "state"
    )
    yield gauge("watch_targets_failing", "Targets of watches that could not be reached.", status.targets_failing)


def _delays(status: Status) -> Iterator[Metric]:
    def age(moment: datetime | None) -> float:
        return (status.at - moment).total_seconds() if moment else 0.0

    def at(moment: datetime | None) -> float | None:
        return moment.timestamp() if moment else None

    polling, delay = status.polling, status.delay
    yield gauge("last_poll_timestamp_seconds", "When a source was polled last.", at(polling.newest_poll_at))
    last_success = at(polling.newest_success_at)
    yield gauge("last_poll_success_timestamp_seconds", "When a poll last found its listing.", last_success)
    yield gauge("last_article_timestamp_seconds", "When an article was stored last.", at(status.newest_article_at))
    yield gauge("poll_overdue_seconds", "For how long the most overdue source is due.", age(polling.oldest_due_at))
    overdue = age(status.queue.oldest_due_at)
    yield gauge("frontier_overdue_seconds", "For how long the most overdue URL is due.", overdue)
    half = "Seconds from publication to storage, of the last 200 articles: half of them took no longer."
    yield gauge("publication_delay_median_seconds", half, delay.median_seconds)
    most = "Seconds from publication to storage, of the last 200 articles: nine tenths took no longer."
    yield gauge("publication_delay_p90_seconds", most, delay.p90_seconds)


def _space(status: Status) -> Iterator[Metric]:
    room = status.space
    yield gauge("database_bytes", "Size of the database.", room.database_bytes)
    yield gauge("database_log_bytes", "Size of its write-ahead log.", room.log_bytes)
    yield gauge("database_free_bytes", "What is free within the database.", room.free_in_database_bytes)
    yield gauge("warc_bytes", "Size of the kept pages.", room.page_bytes)
    yield gauge("warc_files", "Files of kept pages.", room.page_files)
    yield gauge("disk_bytes", "Size of the fullest disk that is written to.", room.disk_bytes)
    yield gauge("disk_free_bytes", "Room left on it.", room.disk_free_bytes)
