"""How the service is: what is wrong, in sentences, and an endpoint that says so to who watches it."""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from config.errors import ScowatchError
from config.settings import Settings
from flows.attention import LEAST_FREE_BYTES
from flows.owner import is_alive
from storage import Archive
from storage.runs import Run

PATH = "/health"
MOST_LATE = 3  # times the time from run to run: then something keeps them from running
SLACK = timedelta(minutes=2)  # for a run to start and to end, and for a machine that is busy

router = APIRouter()


class Health:
    """Watches over one service. What only the service knows, it writes into the attributes."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._settings, self._archive = settings, archive
        self._every = timedelta(seconds=settings.ingest_seconds)
        self.began = datetime.now(UTC)
        self.schedules: str | None = "The schedules are not running yet."  # what is wrong with them; None: nothing

    async def problems(self, now: datetime) -> tuple[list[str], Run | None]:
        """Say what is wrong, a sentence each, and which run was the last."""
        wrong = [self.schedules] if self.schedules else []
        try:
            last = await asyncio.to_thread(self._archive.latest_run, "ingest")
        except ScowatchError as error:
            return [*wrong, f"The archive does not answer: {error}."], None
        free = shutil.disk_usage(self._settings.data_dir).free
        if free < LEAST_FREE_BYTES:
            wrong.append(f"The disk of the data folder has {free:,} bytes left.")
        return [*wrong, *self._of_run(last, now)], last

    def _of_run(self, last: Run | None, now: datetime) -> list[str]:
        if last is not None and last.state == "running" and is_alive(last.owner):
            return []
        if last is not None and last.state != "completed":
            what = "failed" if last.state == "failed" else "was interrupted"
            return [f"The last run, which began at {last.started_at:%Y-%m-%d %H:%M} UTC, {what}."]
        since = max(self.began, (last and last.finished_at) or self.began)
        if now - since <= MOST_LATE * self._every + SLACK:
            return []
        return [f"No run has ended since {since:%Y-%m-%d %H:%M} UTC; one is due every {self._every}."]


@router.get(PATH, include_in_schema=False)
async def health(request: Request) -> JSONResponse:
    """Answer 200 when all is well, else 503; the body says what is wrong and which run was the last."""
    watching: Health = request.app.state.health
    wrong, last = await watching.problems(datetime.now(UTC))
    body: dict[str, Any] = {
        "status": "trouble" if wrong else "well",
        "problems": wrong,
        "since": watching.began.isoformat(timespec="seconds"),
        "last_run": last and {
            "run": last.id,
            "state": last.state,
            "started_at": last.started_at.isoformat(timespec="seconds"),
            "finished_at": last.finished_at and last.finished_at.isoformat(timespec="seconds"),
        },
    }  # fmt: skip
    return JSONResponse(body, status_code=503 if wrong else 200)
