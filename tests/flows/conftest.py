"""Fixtures of the flows' tests: servers on loopback, and a way to fetch from them."""

from collections.abc import Iterator

import pytest

from tests.servers import HostileServer


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A scripted web server on loopback; see tests/servers.py."""
    with HostileServer() as running:
        yield running
