"""Spans of the stages, beside those that Prefect makes of flows and tasks.

OpenTelemetry's API is there with Prefect and does nothing by itself. Who sets up its SDK, too, gets the spans,
see docs/observability.md.
"""

from contextlib import AbstractContextManager, nullcontext

from opentelemetry import trace

_TRACER = trace.get_tracer("scowatch")


def span(name: str, **attributes: str | int) -> AbstractContextManager[object]:
    """Time what is done in the context as a part of what is under way; *attributes* hold nothing secret."""
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return nullcontext()  # nobody has set it up; a span that goes nowhere costs forty microseconds
    return _TRACER.start_as_current_span(f"scowatch.{name}", attributes=attributes)
