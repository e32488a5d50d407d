"""What a comparison of two readings of one page is given and gives."""

from dataclasses import dataclass
from typing import Literal

from extractors.tagging.record import Field

ChangeKind = Literal["headline", "number", "date", "name", "quote", "negation", "removed", "added", "wording"]
Significance = Literal["boring", "minor", "significant"]  # boring: nothing that was said has changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page said at one time."""

    title: str
    text: str  # paragraphs separated by one blank line


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Words in one reading. Invariant: field_text[start:end] == surface; empty where the other reading has more."""

    start: int  # in characters
    end: int
    surface: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that one reading says and the other does not, or says otherwise."""

    kind: ChangeKind
    field: Field
    before: Spot
    after: Spot
    significance: Significance  # minor or significant


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The difference between two readings; see extractors.edits.compare for the rule of significance."""

    significance: Significance  # the greatest of its changes; boring: there is none
    changes: tuple[Change, ...]  # the title first, then in the order of the text
    reasons: tuple[str, ...]  # slugs of what differs and is boring, sorted: "counter", "furniture", "typography", ...

    @property
    def is_real(self) -> bool:
        """Whether it makes a version."""
        return self.significance != "boring"
