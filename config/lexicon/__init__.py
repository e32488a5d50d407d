"""Lexicons: what the tagger knows of an organization, as data; the files are in config/lexicons, one folder each."""

from config.lexicon.entries import expand
from config.lexicon.load import LEXICONS, load_lexicon, load_lexicons, without_shared
from config.lexicon.records import Entity, Kind, Lexicon, Outlet, Period, Term

__all__ = [
    "LEXICONS", "Entity", "Kind", "Lexicon", "Outlet", "Period", "Term", "expand", "load_lexicon", "load_lexicons",
    "without_shared",
]  # fmt: skip
