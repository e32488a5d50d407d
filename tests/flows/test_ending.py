"""How a command ends when Prefect's server is gone: with its result, soon. The flows here are plain coroutines."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from config.errors import OrchestrationError, UnavailableError
from flows import ending
from flows.ending import done, failed, run_to_its_end

FULL = UnavailableError("store a batch of pages", "the disk is full")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ending, "LAST_SECONDS", 0.2)
    yield
    if ending._ending.left is not None:
        ending._ending.left.close()


def test_a_flow_that_ends_gives_its_result(capsys):
    async def flow():
        return done({"stored": 3})

    assert run_to_its_end(flow) == {"stored": 3}
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("how", ["it asks for ever", "it gives up"])
def test_what_is_done_is_done_whatever_becomes_of_prefect(how, capsys):
    async def flow():
        done({"stored": 3})
        if how == "it gives up":
            raise httpx.ConnectError("All connection attempts failed")
        await asyncio.sleep(3_600)

    assert run_to_its_end(flow) == {"stored": 3}
    said = capsys.readouterr().err
    assert said.startswith("scowatch: Prefect's server could not be told how the run ended; all that came is stored")
    assert said.count("\n") == 1


@pytest.mark.parametrize("how", ["it asks for ever", "it gives up", "it passes it on"])
def test_what_the_flow_raised_is_what_is_said(how):
    async def flow():
        failed(FULL)
        if how == "it gives up":
            raise httpx.ConnectError("All connection attempts failed")
        if how == "it passes it on":
            raise FULL
        await asyncio.sleep(3_600)

    with pytest.raises(UnavailableError, match="the disk is full"):
        run_to_its_end(flow)


def test_a_server_that_is_not_there_is_one_sentence():
    async def flow():
        raise httpx.ConnectError("All connection attempts failed")

    with pytest.raises(
        OrchestrationError, match=r"^Prefect's server cannot be used \(All connection attempts failed\)"
    ):
        run_to_its_end(flow)


def test_a_bug_stays_one():
    async def flow():
        raise LookupError("no such key")

    with pytest.raises(LookupError):
        run_to_its_end(flow)


def test_a_flow_of_another_command_is_forgotten():
    async def first():
        return done({"stored": 3})

    async def second():
        raise LookupError("no such key")

    run_to_its_end(first)
    with pytest.raises(LookupError):
        run_to_its_end(second)


WAITS = """
import asyncio, sys, threading, time
from flows import cli, ending
ending.LAST_SECONDS = 0.1
async def flow():
    ending.done({})
    threading.Thread(target=time.sleep, args=(3_600,)).start()  # as Prefect's, which sends events
    await asyncio.sleep(3_600)
def command():
    ending.run_to_its_end(flow)
    print("the report", end="")
    sys.exit(3)
cli.cli = command
cli.main()
"""


def test_the_process_does_not_wait_for_what_prefect_does_at_exit():
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", WAITS], cwd=root, capture_output=True, text=True, timeout=120)
    assert (run.returncode, run.stdout) == (3, "the report")
