"""The record of a credit; it crosses stages inside of extractors.records.Article."""

from dataclasses import dataclass
from typing import Literal

Spot = Literal["dateline", "byline", "credit", "text", "host", "canonical"]
SURE_CREDIT = 0.5  # a weaker one is a quotation from somewhere in the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One sign that a text is the work of a news agency, or rests on it."""

    agency: str  # slug: "tass", "xinhua", ...
    surface: str  # as written; for "host" and "canonical", the host
    # Before the first sentence; among the authors; a line or bracket about the text; attributed in running text; the
    # page is on the agency's own site; it calls a page of the agency's the original.
    place: Spot
    confidence: float  # 0..1; extractors.credits.find says what it rests on
