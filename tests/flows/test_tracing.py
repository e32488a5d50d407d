"""Spans of the stages: who has a provider gets them, nested; who has none notices nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.sources import render_sources
from flows.demo.world import DemoWorld
from flows.tracing import span

ROOT = Path(__file__).resolve().parents[2]

#: A provider made of nothing but the API, as the SDK makes one; prints a line for each span.
PROVIDER = """
import json, sys, time
from contextlib import contextmanager
from opentelemetry import trace

class Tracer(trace.Tracer):
    def start_span(self, name, *args, **given):
        return trace.INVALID_SPAN
    @contextmanager
    def start_as_current_span(self, name, *args, attributes=None, **given):
        began = time.monotonic()
        yield trace.INVALID_SPAN
        print(json.dumps({"name": name, "seconds": time.monotonic() - began, **(attributes or {})}), file=sys.stderr)

class Provider(trace.TracerProvider):
    def get_tracer(self, *args, **given):
        return Tracer()

trace.set_tracer_provider(Provider())
"""


def test_without_a_provider_a_span_is_nothing():
    with span("fetch", host="a.example") as made:
        assert made is None
    with pytest.raises(LookupError), span("fetch"):
        raise LookupError


@pytest.mark.parametrize("provider", [PROVIDER, ""], ids=["a provider", "none"])
def test_a_provider_gets_the_spans_of_all_stages(tmp_path, environment, provider):
    given = {"SOURCES": "sources.toml", "ALLOW_PRIVATE_ADDRESSES": "true", "HOST_DELAY_SECONDS": "0", "WORKERS": "1"}
    variables = {**os.environ, **{f"SCOWATCH_{name}": value for name, value in given.items()}, "PYTHONPATH": str(ROOT)}
    with DemoWorld() as world:
        sources = world.sources()
        (tmp_path / "sources.toml").write_text(render_sources(sources), "utf-8")
        code = f"{provider}\nimport asyncio, json, tests.plain\nprint(json.dumps(asyncio.run(tests.plain.ingest())))"
        ran = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
        )
    assert ran.returncode == 0, ran.stderr
    report, spans = json.loads(ran.stdout), [json.loads(line) for line in ran.stderr.splitlines()]
    if not provider:
        assert spans == []
        return
    names = [each["name"] for each in spans]
    assert set(names) == {f"scowatch.{name}" for name in ("poll", "fetch", "extract", "store")}
    assert names.count("scowatch.poll") == report["sources"]
    assert names.count("scowatch.fetch") >= report["pages_fetched"] >= names.count("scowatch.extract") > 0
    assert {each["source"] for each in spans if each["name"] == "scowatch.poll"} == {each.slug for each in sources}
    assert not any("://" in str(value) for each in spans for value in each.values())
