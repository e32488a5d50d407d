"""Pages for people, rendered here; they work without JavaScript."""

from fastapi import APIRouter

router = APIRouter()
