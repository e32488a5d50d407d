"""/metrics: valid, complete, documented, bounded, and guarded as every other answer."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain

from flows.web.app import make_app
from flows.web.metrics import collected
from storage.counters import BUCKETS, bucket
from tests.flows.web.conftest import serving

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs/observability.md").read_text("utf-8")
OPEN = "application/openmetrics-text; version=1.0.0"
SUFFIX = {"counter": "_total"}


def families(answer):
    assert answer.status == 200, answer.body
    text = answer.body.decode("utf-8")
    return list((openmetrics if answer["Content-Type"].startswith("application/openmetrics") else plain)(text))


def values(metrics, name):
    """The samples of one name, by their labels."""
    return {tuple(each.labels.values()): each.value for of in metrics for each in of.samples if each.name == name}


@pytest.mark.parametrize("accept", ["", "text/plain;version=0.0.4", OPEN])
def test_what_is_served_can_be_read_and_is_what_was_asked_for(site, accept):
    answer = site("/metrics", accept=accept)
    assert answer["Content-Type"].startswith(OPEN if accept == OPEN else "text/plain; version=0.0.4")
    assert values(families(answer), "scowatch_runs_total") == {("ingest", "completed"): 2}


def test_every_metric_is_documented_with_its_type_and_labels(site, newsroom):
    newsroom.archive.add_counts({("failed", "timeout"): 1})
    told = {}
    with serving(make_app(newsroom.archive)) as other:
        for metric in (*families(site("/metrics", accept=OPEN)), *families(other("/metrics", accept=OPEN))):
            assert metric.name.startswith("scowatch_")
            assert metric.documentation
            labels = {name for each in metric.samples for name in each.labels} - {"le"}
            kind, known = told.setdefault(f"{metric.name}{SUFFIX.get(metric.type, '')}", (metric.type, set()))
            known |= labels
            assert kind == metric.type
    rows = re.findall(r"^\| `(scowatch_\w+)` \| (\w+) \| (.*?) \| ", DOCUMENT, flags=re.MULTILINE)
    rows += re.findall(r"^\| `(scowatch_\w+)` \| (\w+) \|() \| ", DOCUMENT, flags=re.MULTILINE)
    documented = {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}
    assert documented == told


def test_the_numbers_are_those_of_the_archive(site, world):
    metrics = families(site("/metrics"))
    known = world.stats()
    kinds = {kind: count for (kind,), count in values(metrics, "scowatch_articles_stored_total").items() if count}
    assert kinds == known["by_kind"]
    levels = {level: count for (level,), count in values(metrics, "scowatch_articles_tagged_total").items()}
    assert levels == known["by_level"]
    [count] = values(metrics, "scowatch_extraction_duration_seconds_count").values()
    [total] = values(metrics, "scowatch_extraction_duration_seconds_sum").values()
    [pages] = values(metrics, "scowatch_pages_fetched_total").values()
    assert pages >= count > 0
    assert 0 < total < 60
    [size] = values(metrics, "scowatch_warc_bytes").values()
    assert size > 1_000
    polls = sum(values(metrics, "scowatch_polls_total").values())
    assert polls == sum(sum(run.report["polls"].values()) for run in world.status(datetime.now(UTC)).runs)


@given(st.lists(st.floats(0, 20), max_size=30))
def test_the_buckets_of_the_histogram_hold_all_that_is_not_longer(world_status, seconds):
    counted = {("extraction_seconds", ""): sum(seconds)}
    for each in seconds:
        key = ("extraction", bucket(each))
        counted[key] = counted.get(key, 0) + 1
    [histogram] = [each for each in collected(world_status(counted)) if each.type == "histogram"]
    held = {each.labels["le"]: each.value for each in histogram.samples if each.name.endswith("_bucket")}
    expected = {f"{most:g}": sum(each <= most for each in seconds) for most in BUCKETS}
    assert held == {**expected, "+Inf": len(seconds)}


def test_a_server_that_makes_up_statuses_makes_no_series(world_status):
    counted = {("failed", f"http_{status}"): 1.0 for status in range(100, 1000)}
    [failures] = [each for each in collected(world_status(counted)) if each.name == "scowatch_page_failures"]
    by_reason = {each.labels["reason"]: each.value for each in failures.samples}
    assert len(by_reason) < 70
    assert sum(by_reason.values()) == 900
    assert by_reason["http_other"] > 800


@pytest.fixture(scope="session")
def world_status(world):
    """The status of the sample world, with other counts."""
    known = world.status(datetime.now(UTC))
    return lambda counted: replace(known, counted=counted)


def test_sources_that_are_switched_off_do_not_count(world):
    slugs = [each.source.slug for each in world.sources()]
    with serving(make_app(world, active=lambda: frozenset(slugs[:1]))) as some:
        assert sum(values(families(some("/metrics")), "scowatch_sources").values()) == 1
    with serving(make_app(world)) as everything:
        assert sum(values(families(everything("/metrics")), "scowatch_sources").values()) == len(slugs)


def test_an_empty_archive_has_metrics_too(newsroom):
    with serving(make_app(newsroom.archive)) as empty:
        metrics = families(empty("/metrics", accept=OPEN))
    assert values(metrics, "scowatch_last_poll_timestamp_seconds") == {}
    assert values(metrics, "scowatch_poll_overdue_seconds") == {(): 0}
    assert values(metrics, "scowatch_pages_fetched_total") == {(): 0}


def test_who_does_not_give_the_token_gets_nothing(serve):
    token = "0123456789abcdef"
    with serve(token=token) as guarded:
        refused = guarded("/metrics")
        assert (refused.status, b"scowatch_" in refused.body) == (401, False)
        assert json.loads(refused.body)["status"] == 401
        assert guarded("/metrics", authorization=f"Bearer {token}").status == 200


@pytest.mark.parametrize("query", ["?x=1", "?name[]=scowatch_runs_total"])
def test_nothing_can_be_asked_of_it(site, query):
    assert site(f"/metrics{query}").status == 400
