"""The archive; `Archive` is the only door to it."""

from storage.archive import Archive
from storage.coverage import Covered
from storage.edits import Edited, EditQuery, Vanished
from storage.exports import FullArticle
from storage.facets import Facet, Facets
from storage.opening import open_archive
from storage.parameters import parameters_of, query_of
from storage.queries import Hit, Page, Query, Snippet
from storage.quotes import QuoteHit, QuoteQuery
from storage.results import Answer
from storage.stories import Story
from storage.trends import Matrix, Trend

__all__ = [
    "Answer",
    "Archive",
    "Covered",
    "EditQuery",
    "Edited",
    "Facet",
    "Facets",
    "FullArticle",
    "Hit",
    "Matrix",
    "Page",
    "Query",
    "QuoteHit",
    "QuoteQuery",
    "Snippet",
    "Story",
    "Trend",
    "Vanished",
    "open_archive",
    "parameters_of",
    "query_of",
]
