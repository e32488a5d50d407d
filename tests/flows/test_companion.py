"""The Prefect server of one command: there when it is needed, gone with the command, and missed in one line."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOW = """
import os, sys
from pathlib import Path
from flows import companion, embedded
embedded.prepare(Path(sys.argv[1]))
companion.start()
from prefect import flow
@flow
def said() -> str:
    return "said"
companion.wait()
print(said(), "prefect.server.api.server" in sys.modules, *[c.pid for c in __import__("psutil").Process().children()])
"""


def run(data: Path, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "_SCOWATCH"))}
    command = [sys.executable, "-c", FLOW, str(data)]
    return subprocess.run(
        command, cwd=ROOT, env={**kept, "HOME": str(data), **given}, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip


def test_a_flow_runs_on_it_and_it_ends_with_the_command(tmp_path):
    ended = run(tmp_path)
    assert ended.returncode == 0, ended.stderr
    said, imported, server = ended.stdout.split()
    assert (said, imported) == ("said", "False")  # Prefect's server takes three seconds to import, and 80 MB
    assert not psutil.pid_exists(int(server))
    assert (tmp_path / "prefect/prefect.db").is_file()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"PREFECT_API_DATABASE_CONNECTION_URL": "sqlite+aiosqlite:////dev/null/none.db"}, "it did not start"),
        ({"PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "1"}, "it was not ready after 1 s"),
    ],
    ids=["dies", "slow"],
)
def test_one_that_cannot_be_had_is_said_before_anything_is_begun(tmp_path, given, said):
    ended = run(tmp_path, **given)
    assert ended.returncode == 1
    assert (
        ended.stderr.strip()
        .splitlines()[-1]
        .startswith(f"config.errors.OrchestrationError: Prefect's server cannot be used: {said}")
    )
