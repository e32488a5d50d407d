"""A Prefect server of our own: a child on loopback that is started again when it dies, and that dies with us.

The listening socket is ours, and each server inherits it. So the address stays the same however often the server is
replaced, nobody else can take it meanwhile, and who connects while there is none waits instead of being refused.
"""

import asyncio
import os
import socket
import time
from asyncio.subprocess import Process

from config.errors import ScowatchError
from flows.companion import server_command
from flows.guard import OURS
from flows.service.voice import say

START_SECONDS = (
    300.0  # longest time to the first sign of life: a slow disk, a database to be made or brought up to date
)
GRACE_SECONDS = 10.0  # from SIGTERM to SIGKILL
WELL_SECONDS = 60.0  # a server that lived so long was well: if it dies, that is a new story
LONGEST_PAUSE_SECONDS = 60.0
_LINGER_SECONDS = 5  # the server waits so long for requests under way when it is told to end


class PrefectServer:
    """The server behind a listening socket."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self._process: Process | None = None
        self._began = 0.0
        self._pause = 0.0
        self.was_well = False  # since it was started: it has answered, and is not on its way up any more

    async def start(self) -> None:
        """Start it; its guard must be there (flows.guard), or it would outlive a kill -9 of us."""
        fd = self._listening.fileno()
        command = server_command(OURS, fd, "--timeout-graceful-shutdown", str(_LINGER_SECONDS))
        # A session of its own: Ctrl-C on a terminal is for us, who end it when the runs need it no more.
        environment = {**os.environ, "PREFECT__SERVER_FINAL": "1"}
        self._process = await asyncio.create_subprocess_exec(
            *command, env=environment, pass_fds=(fd,), start_new_session=True
        )
        self._began, self.was_well = time.monotonic(), False

    async def keep(self) -> None:
        """Start it again whenever it ends, the sooner the longer it was well; never returns."""
        while True:
            assert self._process is not None, "it was started"
            code = await self._process.wait()
            lived = time.monotonic() - self._began
            self._pause = 0.0 if lived > WELL_SECONDS else min(max(1.0, 2 * self._pause), LONGEST_PAUSE_SECONDS)
            say(f"the Prefect server ended (exit code {code}); it is started again in {self._pause:.0f} s")
            await asyncio.sleep(self._pause)
            await self.start()

    async def replace(self) -> None:
        """End it; `keep` starts the next one at once."""
        self._began = -WELL_SECONDS
        await self._end()

    async def stop(self) -> None:
        """End it for good; `keep` must be over."""
        await self._end()
        self._process = None

    async def _end(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), GRACE_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


async def healthy(seconds: float = START_SECONDS) -> None:
    """Wait until the Prefect server that the environment names answers; raise ScowatchError when it does not."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 it reads the environment

    until, error = time.monotonic() + seconds, None
    while time.monotonic() < until:
        try:
            async with asyncio.timeout(30), get_client(httpx_settings={"timeout": 20}) as client:
                error = await client.api_healthcheck()
        except Exception as raised:  # noqa: BLE001 whatever it is, it is not healthy
            error = raised
        if error is None:
            return
        await asyncio.sleep(0.5)
    where = os.environ.get("PREFECT_API_URL", "the profile in use")
    raise ScowatchError(f"the Prefect server of {where} does not answer after {seconds:.0f} s ({error!r})")
