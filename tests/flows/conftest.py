"""Fixtures of the flows' tests: servers on loopback, a filled archive, and a way to act as the user."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.sources import render_sources
from flows.cli import cli
from flows.demo.world import DemoWorld
from tests.plain import ingest
from tests.servers import HostileServer


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A scripted web server on loopback; see tests/servers.py."""
    with HostileServer() as running:
        yield running


@pytest.fixture
def environment() -> Iterator[None]:
    """Without settings of this machine, and as it was before once the test is over."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("SCOWATCH_", "PREFECT_")) and not name.startswith("SCOWATCH_TEST_"):
            del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def world_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an archive that has seen both days of the sample world; use a copy, see `filled`."""
    folder = tmp_path_factory.mktemp("world")
    with DemoWorld() as world, pytest.MonkeyPatch.context() as patch:
        (folder / "sources.toml").write_text(render_sources(world.sources()), "utf-8")
        patch.setenv("SCOWATCH_DATA_DIR", str(folder / "data"))
        patch.setenv("SCOWATCH_SOURCES", str(folder / "sources.toml"))
        patch.setenv("SCOWATCH_ALLOW_PRIVATE_ADDRESSES", "true")
        patch.setenv("SCOWATCH_HOST_DELAY_SECONDS", "0")
        patch.setenv("SCOWATCH_HOST_CONCURRENCY", "8")
        patch.setenv("SCOWATCH_WORKERS", "1")
        asyncio.run(ingest())
        world.day = 2
        asyncio.run(ingest())
    return folder / "data"


class User:
    """Runs commands as a user would, in a folder of his own that holds what a test put there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, stdin: str | bytes | None = None, **settings: str) -> Result:
        """Run `scowatch`; *settings* are SCOWATCH_* variables in small letters. No exception may leave it."""
        before = dict(os.environ)
        os.environ.update({f"SCOWATCH_{name.upper()}": value for name, value in settings.items()})
        try:
            result = CliRunner().invoke(cli, arguments, input=stdin, prog_name="scowatch")
        finally:
            os.environ.clear()
            os.environ.update(before)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    def refuses(self, *arguments: str, code: int, stdin: str | bytes | None = None, **settings: str) -> str:
        """Run a command that must fail with *code*, nothing on stdout and one sentence on stderr; give the sentence."""
        result = self(*arguments, stdin=stdin, **settings)
        assert (result.exit_code, result.stdout) == (code, "")
        lines = result.stderr.splitlines()
        if lines[0].startswith("Usage: "):  # click shows how to use the command, then the sentence
            assert (lines[1].startswith("Try '"), lines[2]) == (True, "")
            lines = lines[3:]
        assert len(lines) == 1, result.stderr
        assert lines[0].startswith(("scowatch: ", "Error: "))
        return lines[0]


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: None) -> User:
    """A user in an empty folder, without settings."""
    monkeypatch.chdir(tmp_path)
    return User(tmp_path)


@pytest.fixture
def filled(user: User, world_data: Path) -> User:
    """A user with an archive, where it lies by default."""
    shutil.copytree(world_data, user.folder / "scowatch-data")
    return user
