"""The service from its start to its end."""

import asyncio
import multiprocessing
import signal
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from config.errors import ScowatchError
from config.settings import Settings
from flows.service.child import PrefectServer, healthy
from flows.service.deployments import planned
from flows.service.health import Health
from flows.service.runs import POLL_SECONDS, OneAtATime, WallClock, deploy, reap, start_now, tidy
from flows.service.voice import say

WATCH_SECONDS = 10.0
JUMP = timedelta(seconds=60)
PAUSE_SECONDS = 5.0  # before schedules that broke off are taken up again
LATE_SECONDS = 12 * POLL_SECONDS  # the runner has not asked for what is due for so long: Prefect does not answer


class Service:
    """Runs the schedules until it is told to end.

    Args:
        settings: of the operator.
        health: where it notes how it is.
        web: the server of the web page.
        server: the Prefect server that is ours; None: the user has one.
    """

    def __init__(
        self, settings: Settings, health: Health, web: Coroutine[Any, Any, None], server: PrefectServer | None
    ) -> None:
        self._settings, self._health, self._web, self._server = settings, health, web, server
        self._runner: OneAtATime | None = None
        self._told = asyncio.Event()
        self._insisted = self._begun = False

    async def run(self) -> int:
        """Serve; give the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        work = [self._web, self._watch()]
        if self._server is not None:
            await self._server.start()
            work.append(self._server.keep())
        scheduling = asyncio.create_task(self._schedule())
        tasks = [scheduling, *(asyncio.create_task(each) for each in work)]
        told = asyncio.create_task(self._told.wait())
        try:
            done, _ = await asyncio.wait([told, *tasks], return_when=asyncio.FIRST_COMPLETED)
            await self._finish(scheduling)
        finally:
            for each in tasks:
                each.cancel()
            await asyncio.wait(tasks)
            if self._server is not None:
                await self._server.stop()
        if told not in done:  # a part that should never end has ended
            raise next((error for each in done if (error := each.exception())), ScowatchError("the web page ended"))
        return 128 + signal.SIGTERM if self._insisted else 0

    def _end(self) -> None:
        if self._told.is_set():
            say("told twice: ending at once; the next run takes up what this one had begun")
            self._insisted = True
            for child in multiprocessing.active_children():
                child.kill()
        self._told.set()

    async def _finish(self, scheduling: asyncio.Task[None]) -> None:
        """Let the run under way finish its batch."""
        self._told.set()
        runner = self._runner
        if runner is None or not runner.started:
            return
        if multiprocessing.active_children():
            say("the run under way finishes what it has begun; a second signal ends it at once")
        await runner.astop()
        await scheduling

    async def _schedule(self) -> None:
        """Keep the schedules running, whatever happens to the Prefect server; ends when told to."""
        while not self._told.is_set():
            try:
                await self._await_server()
                await self._until_broken()
            except Exception as error:  # noqa: BLE001 whatever it is, the next try may go better
                self._health.schedules = f"The schedules broke off: {error}."
                say(f"the schedules broke off ({error}); they are taken up again")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), PAUSE_SECONDS)

    async def _await_server(self) -> None:
        """Wait until Prefect answers; a server of ours that did, and does not any more, is replaced."""
        try:
            await healthy()
        except ScowatchError:
            if self._server is not None and self._server.was_well:
                await self._server.replace()
            raise
        if self._server is not None:
            self._server.was_well = True

    async def _until_broken(self) -> None:
        runner = OneAtATime()
        deployed = await deploy(runner, planned(self._settings))
        keys = list(deployed)
        if self._server is not None and (orphans := await reap(keys)):
            say(f"{orphans} runs of a service before this one had not ended; their work is taken up")
        await tidy(keys)
        if not self._begun:
            await start_now(deployed, "ingest")
            self._begun = True
        self._runner = runner
        tidying = asyncio.create_task(self._keep_tidy(keys))
        try:
            say("the schedules are running")
            await runner.start()
        finally:
            tidying.cancel()
            self._runner = None

    async def _keep_tidy(self, deployments: Sequence[UUID]) -> None:
        while True:
            await asyncio.sleep(2 * POLL_SECONDS)
            with suppress(Exception):  # Prefect does not answer: the runner says so
                await tidy(deployments)

    async def _watch(self) -> None:
        """Look after the clock, and note whether the schedules run."""
        clock = WallClock()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if abs(jump := clock.jumped()) > JUMP:
                await self._after_jump(jump)
            if self._runner is not None and self._runner.last_polled is not None:
                silent = (datetime.now(UTC) - self._runner.last_polled).total_seconds()
                late = abs(silent) > LATE_SECONDS
                self._health.schedules = "The Prefect server does not answer." if late else None

    async def _after_jump(self, jump: timedelta) -> None:
        """Schedule anew: what was scheduled lies in the past, or so far ahead that nothing would run until then."""
        way = "forward" if jump > timedelta(0) else "back"
        say(f"the clock was set {way} by {abs(jump)}, or the machine slept; the schedules begin anew")
        if self._server is not None:
            await self._server.replace()  # it, too, waits for times of the old clock
        with suppress(Exception):
            await healthy()
            if self._runner is not None:
                await tidy(list(await deploy(self._runner, planned(self._settings))))
