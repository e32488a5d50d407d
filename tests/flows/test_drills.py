"""The drills, in small: what was done to the system, that the operator was told, and that nothing was lost."""

import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from tests.drills.__main__ import NAMES
from tests.postgres import PostgresError
from tests.smalldisk import NOT_ALLOWED

MOUNTING = {"disk_full", "read_only", "database_gone", "dns_gone"}
SHORTER = {"database_gone": {"seconds": 3.0}}


def test_every_drill_is_played():
    there = {
        path.stem for path in (Path(__file__).parents[1] / "drills").glob("*.py") if "def drill(" in path.read_text()
    }
    assert there == set(NAMES)


# That of Prefect's server takes minutes of waiting: `make drills` plays it.
@pytest.mark.parametrize("name", sorted(set(NAMES) - {"prefect_gone"}))
def test_nothing_is_lost(name, tmp_path, environment):
    if name in MOUNTING and subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        pytest.skip(f"{NOT_ALLOWED}: nothing can be mounted")
    try:
        told = import_module(f"tests.drills.{name}").drill(tmp_path, **SHORTER.get(name, {}))
    except PostgresError as error:
        pytest.skip(str(error))
    assert told.lost == []
    assert told.did
    assert told.saw
