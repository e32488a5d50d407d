"""Spans of the stages, beside those that Prefect makes of flows and tasks.

OpenTelemetry's API is there with Prefect and does nothing by itself. Who sets up its SDK, too, gets the spans,
see docs/observability.md; for all others a span costs some microseconds.
"""

from contextlib import AbstractContextManager

from opentelemetry import trace

_TRACER = trace.get_tracer("scowatch")


def span(name: str, **attributes: str | int) -> AbstractContextManager[trace.Span]:
    """Time what is done in the context as a part of what is under way; *attributes* hold nothing secret."""
    return _TRACER.start_as_current_span(f"scowatch.{name}", attributes=attributes)
