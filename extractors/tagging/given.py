"""What is to be tagged: a record that the steps of tagging hand on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from extractors.tagging.record import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One text and what is known of it."""

    fields: Mapping[Field, str]  # title and text
    language: str  # ISO 639-1, without script; "": unknown
    day: date | None  # when it was published
    host: str  # of its page, in lower case; "": unknown
