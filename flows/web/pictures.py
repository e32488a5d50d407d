"""Charts, rendered here as SVG."""

from fastapi import APIRouter

router = APIRouter()
