"""The parameters of requests as OpenAPI describes them. Their values are read by storage.parameters."""

from collections.abc import Iterable
from typing import Any, get_args

from extractors.quotes.record import QuoteKind
from extractors.tagging.record import Level
from storage.periods import Step
from storage.queries import Order
from storage.trends import By

LONGEST = 500  # characters of a value
MOST_HITS = 100  # of a page
LARGEST = 2**63 - 1  # integer of SQLite and PostgreSQL

_TEXT: dict[str, Any] = {"type": "string", "maxLength": LONGEST}
_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": LARGEST}
_FLAG: dict[str, Any] = {"type": "boolean"}
_DATE: dict[str, Any] = {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
_DAY = "a day, or a moment with its zone; without one it is UTC"

#: By name: schema, meaning, example.
PARAMETERS: dict[str, tuple[dict[str, Any], str, str | int | bool]] = {
    "q": (
        _TEXT,
        'Words that must all occur; "a phrase", -without, begin*, this OR that. Of quotes: words of their paragraph.',
        '"energy club" -oil',
    ),
    "tag": (_TEXT, "Slug of an organization that the article concerns.", "sco"),
    "topic": (_TEXT, "Slug of a topic; beside `tag`, one of that organization's.", "energy"),
    "entity": (_TEXT, "Slug of a person, body, format, summit, document or state.", "rats"),
    "level": (
        {"type": "string", "enum": list(get_args(Level))},
        "How much the article concerns `tag`, or else the subject of the archive.",
        "central",
    ),
    "lang": (_TEXT, "Language of the article, ISO 639-1.", "ru"),
    "source": (_TEXT, "Slug of the source that listed the article.", "kun-uz"),
    "country": (_TEXT, "Country of the source, ISO 3166-1 alpha-2.", "UZ"),
    "outlet": (_TEXT, "Registered domain of the article.", "tass.com"),
    "story": (_NUMBER, "Number of a story: the articles that are one text.", 5),
    "agency": (_TEXT, "Slug of the news agency whose work the text is, or on whose report it rests.", "xinhua"),
    "since": (_DATE, f"Published, or else first seen, at or after: {_DAY}.", "2025-09-01"),
    "until": (_DATE, f"Before: {_DAY}.", "2025-10-01"),
    "seen_since": (_DATE, f"First seen at or after: {_DAY}.", "2025-09-01T08:00:00Z"),
    "seen_until": (_DATE, f"First seen before: {_DAY}.", "2025-09-02"),
    "edited": (_FLAG, "Only articles whose text was edited.", True),
    "originals": (_FLAG, "Leave out copies.", True),
    "copies": (_FLAG, "Leave out originals.", True),
    "as_of": (_DATE, f"As the archive knew it then: {_DAY}.", "2025-09-01"),
    "order": (
        {"type": "string", "enum": list(get_args(Order))},
        "Relevance is that to `q`; without words: the newest.",
        "newest",
    ),
    "limit": ({**_NUMBER, "maximum": MOST_HITS}, "So many at most, on one page.", 20),
    "after": (_TEXT, "Turns the page: taken from `next` of the page before, and good for the same question.", "20"),
    "speaker": (_TEXT, "Who said it: a name, a part of one, or the slug of an entity.", "Khakimov"),
    "kind": ({"type": "string", "enum": list(get_args(QuoteKind))}, "Word for word, or retold.", "direct"),
    "article": (_NUMBER, "Number of an article.", 17),
    "by": ({"type": "string", "enum": list(get_args(By))}, "Field by whose values they are told apart.", "language"),
    "step": (
        {"type": "string", "enum": list(get_args(Step))},
        "Length of a period; without it the finest that makes no more than some 200.",
        "month",
    ),
    "significant": (_FLAG, "Only changed numbers, names, quotes, denials, removed passages and the like.", True),
}  # fmt: skip


def described(names: Iterable[str]) -> dict[str, Any]:
    """Describe the parameters of an operation, as what FastAPI takes as `openapi_extra`."""
    return {"parameters": [_described(name) for name in names]}


def _described(name: str) -> dict[str, Any]:
    schema, meaning, example = PARAMETERS[name]
    empty = {"allowEmptyValue": True}  # the same as not given: forms send all their fields
    return {"name": name, "in": "query", "required": False, **empty, "schema": schema, "description": meaning,
            "example": example}  # fmt: skip
