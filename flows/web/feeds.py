"""Atom for any query, OPML of the sources."""

from fastapi import APIRouter

router = APIRouter()
