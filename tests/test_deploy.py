"""The files with which users install the service: no linter finds fault, and what they start is there."""

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import cli

DEPLOY = Path(__file__).resolve().parents[1] / "docs/deploy"


def parsed(arguments: list[str]) -> dict[str, object]:
    name, *rest = arguments
    return cli.commands[name].make_context(name, rest).params


def test_the_unit_starts_a_command_that_is_there():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / "scowatch.service")
    program, *arguments = unit["Service"]["ExecStart"].split()
    assert Path(program).name == "scowatch"
    assert parsed(arguments)["port"] == 8000
    assert unit["Service"]["KillMode"] == "mixed", "else runs are told to end twice, and the server too early"


def test_systemd_understands_the_unit(tmp_path):
    if shutil.which("systemd-analyze") is None:
        return  # not on every machine; the test above reads the unit, too
    program = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", (DEPLOY / "scowatch.service").read_text())
    (tmp_path / "scowatch.service").write_text(program)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "scowatch.service"], capture_output=True, text=True
    )
    assert [line for line in done.stderr.splitlines() if "scowatch.service" in line] == []


def test_the_container_file_has_no_fault():
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, DEPLOY / "Containerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_container_starts_a_command_that_is_there():
    text = (DEPLOY / "Containerfile").read_text()
    [entry] = re.findall(r"^ENTRYPOINT (.*)$", text, flags=re.MULTILINE)
    [arguments] = re.findall(r"^CMD (.*)$", text, flags=re.MULTILINE)
    assert json.loads(entry) == ["scowatch"]
    assert parsed(json.loads(arguments))["host"] == "0.0.0.0"


@pytest.mark.parametrize("name", ["config", "extractors", "storage", "flows"])
def test_the_container_has_every_package(name):
    assert f"COPY {name} {name}" in (DEPLOY / "Containerfile").read_text()
