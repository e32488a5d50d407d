"""The guard of Prefect's embedded server: this file, run as a program, waits for its starter's end, then ends servers.

Prefect ends its server at exit; a process killed with -9 has no exit. The guard's standard input is a pipe whose other
end only its starter holds: reading it ends when the starter is gone, however it went. Servers are known by a variable
that they inherited, so that one which is still starting is found too. Nothing slow is imported here.
"""

import os
import subprocess
import sys
from contextlib import suppress

import psutil

OWNER = "_SCOWATCH_OWNER"  # in the environment of the server: who started it
SERVER = "prefect.server.api.server:create_app"  # in its command line
OURS = "flows.service.prefect_app:create_app"  # in that of the service's, see flows.service.child
RUN = "--multiprocessing-fork"  # in that of a run of the service, and of its workers
GRACE_SECONDS = 10.0

_guards: list[subprocess.Popen[bytes]] = []  # dropped, a guard's pipe would be closed, and it would take us for dead


def start(owner: str) -> None:
    """Start the guard of this process, before Prefect starts a server; *owner* is a name no other process has."""
    os.environ[OWNER] = owner
    command = [sys.executable, "-P", __file__, owner]
    # Its own session: Ctrl-C on a terminal is for us, who then end our server ourselves.
    _guards.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True))


def end_servers(owner: str) -> None:
    """End the servers that *owner* started, at the latest after GRACE_SECONDS, and its runs at once."""
    servers = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            command = process.cmdline()
            if not {SERVER, OURS, RUN}.isdisjoint(command) and process.environ().get(OWNER) == owner:
                if RUN in command:
                    process.kill()  # asked to end, it would first finish its batch beside the next service's first run
                else:
                    process.terminate()
                    servers.append(process)
    for process in psutil.wait_procs(servers, timeout=GRACE_SECONDS)[1]:
        with suppress(psutil.Error):
            process.kill()


if __name__ == "__main__":
    sys.stdin.read()
    end_servers(sys.argv[1])
