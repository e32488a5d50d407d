"""Prefect's embedded default: where its state lies, what it respects, and that no server is left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from flows.embedded import QUIET, prepare

ROOT = Path(__file__).resolve().parents[2]
PARENT = """
import subprocess, sys, time
from flows.embedded import guard_server

if __name__ == "__main__":
    sleep = [sys.executable, "-c", "import time; time.sleep(120)"]
    server = subprocess.Popen([*sleep, "prefect.server.api.server:create_app"])
    other = subprocess.Popen(sleep)
    guard_server()
    print(server.pid, other.pid, flush=True)
    time.sleep(120)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: None) -> Path:
    """A home folder without a Prefect profile, and an environment without Prefect's variables."""
    for name in [*QUIET, *(name for name in os.environ if name.startswith("PREFECT_"))]:
        os.environ.pop(name, None)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def profiles(home: Path, text: str) -> None:
    (home / ".prefect").mkdir(parents=True)
    (home / ".prefect/profiles.toml").write_text(text)


def test_the_state_of_prefect_lies_in_the_data_folder(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    prepare(Path("data"))
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "data/prefect")
    assert (tmp_path / "data/prefect").is_dir()
    assert not home.exists()


def test_prefect_is_told_to_be_quiet(home, tmp_path):
    prepare(tmp_path)
    assert {name: os.environ[name] for name in QUIET} == QUIET
    assert os.environ["DO_NOT_TRACK"] == "1"


@pytest.mark.parametrize("name", ["PREFECT_HOME", "PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH"])
def test_a_user_with_a_prefect_of_his_own_keeps_it(home, tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:4200/api")
    prepare(tmp_path / "data")
    assert os.environ[name] == "http://127.0.0.1:4200/api"
    assert name == "PREFECT_HOME" or "PREFECT_HOME" not in os.environ
    assert not (tmp_path / "data").exists()


def test_a_profile_with_a_setting_is_the_users_own(home, tmp_path):
    profiles(home, 'active = "work"\n[profiles.work]\nPREFECT_API_URL = "http://127.0.0.1:4200/api"\n')
    prepare(tmp_path / "data")
    assert "PREFECT_HOME" not in os.environ


@pytest.mark.parametrize(
    "text",
    [
        'active = "local"\n[profiles.local]\n[profiles.work]\nPREFECT_API_URL = "http://127.0.0.1:4200/api"\n',
        'active = "lost"\n[profiles.local]\n',
        "active = 5\nprofiles = 7\n",
        "not TOML",
        "",
    ],
    ids=["empty profile active", "profile missing", "wrong types", "no TOML", "empty"],
)
def test_a_profile_that_says_nothing_is_none(home, tmp_path, text):
    profiles(home, text)
    prepare(tmp_path / "data")
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "data/prefect")


@pytest.mark.parametrize("name", QUIET)
def test_nothing_is_set_over_what_the_user_chose(home, tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "as the user likes it")
    prepare(tmp_path)
    assert os.environ[name] == "as the user likes it"


# --- the guard --------------------------------------------------------------------------------------------------------


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], psutil.Process, psutil.Process, psutil.Process]]:
    """A process with a guarded server and another child: (parent, server, other, guard)."""
    (tmp_path / "parent.py").write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(tmp_path / "parent.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        server, other = (psutil.Process(int(pid)) for pid in parent.stdout.readline().split())
        try:
            yield parent, server, other, started(parent.pid, "spawn_main")
        finally:
            parent.kill()
            for each in (server, other):
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()


def started(parent: int, word: str) -> psutil.Process:
    """The child whose command line has *word*, once it has got as far as waiting."""
    for _ in range(200):
        for each in psutil.Process(parent).children():
            # It waits in poll() and has left the start-up, in which it uses the processor, behind.
            if any(word in part for part in each.cmdline()) and settled(each):
                return each
        time.sleep(0.05)
    raise AssertionError(f"no child {word} was started")


def settled(process: psutil.Process) -> bool:
    before = process.cpu_times().user
    time.sleep(0.5)
    return before > 0 and process.cpu_times().user == before


def ends(process: psutil.Process, seconds: float = 10.0) -> bool:
    """Whether *process* ends in time; one that nobody reaps has ended too."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_a_killed_process_leaves_no_server_and_no_guard(guarded):
    parent, server, other, guard = guarded
    os.kill(parent.pid, signal.SIGKILL)
    assert ends(server)
    assert ends(guard)
    assert not ends(other, 0.5), "what is no server of Prefect's is none of our business"


def test_while_the_process_lives_so_does_its_server(guarded):
    parent, server, *_ = guarded
    assert not ends(server, 1.0)
    os.kill(parent.pid, signal.SIGKILL)
    assert ends(server)
