"""One quote: the words, who said them, and where both stand."""

from dataclasses import dataclass
from typing import Literal

from extractors.tagging.record import Field

QuoteKind = Literal["direct", "reported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words that a text lays in somebody's mouth. Invariant: field_text[start:end] == surface."""

    field: Field  # all spans are in characters of this field
    start: int  # of the words themselves, without quotation marks
    end: int
    surface: str
    kind: QuoteKind  # direct: between quotation marks, word for word; reported: as the writer puts it
    speaker: str  # as the text names the speaker in full, where "he" or "the envoy" can be led back to a name
    speaker_start: int  # of those words, which may stand far from the quote
    speaker_end: int
    verb: str  # "said", "подчеркнул", "表示"; "" where there is none: a colon speaks, or "according to"
    verb_start: int | None  # None: there is none
    verb_end: int | None
    entity: str | None = None  # slug of the lexicon's entity that the speaker is (extractors.quotes.attribution)
