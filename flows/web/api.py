"""JSON for programs, described by OpenAPI."""

from fastapi import APIRouter

router = APIRouter()
