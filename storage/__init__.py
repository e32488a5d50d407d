"""The archive; `Archive` is the only door to it."""

from storage.archive import Archive
from storage.facets import Facet, Facets
from storage.opening import open_archive
from storage.parameters import parameters_of, query_of
from storage.queries import Hit, Page, Query, Snippet
from storage.quotes import QuoteHit, QuoteQuery
from storage.stories import Story
from storage.trends import Matrix, Trend

__all__ = [
    "Archive",
    "Facet",
    "Facets",
    "Hit",
    "Matrix",
    "Page",
    "Query",
    "QuoteHit",
    "QuoteQuery",
    "Snippet",
    "Story",
    "Trend",
    "open_archive",
    "parameters_of",
    "query_of",
]
