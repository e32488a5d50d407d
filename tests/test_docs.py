"""Nothing is undocumented: every command, setting and column; and the documents name nothing that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from config.settings import Settings
from flows.cli import cli
from storage.tables import metadata

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
ARCHIVE = (ROOT / "docs/archive.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(
    command: click.Command = cli, path: tuple[str, ...] = ("scowatch",)
) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from commands(each, (*path, name))
    else:
        yield " ".join(path), command


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_and_shows_an_example(name):
    assert f"`{name}" in OPERATIONS
    assert f"Example: {name}" in (COMMANDS[name].help or "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name):
    options = [each for each in COMMANDS[name].params if isinstance(each, click.Option)]
    assert all(each.help or isinstance(each.type, click.Choice) for each in options)


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented_with_its_default_and_meaning(field):
    default, description = Settings.model_fields[field].default, Settings.model_fields[field].description
    shown = "unset" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
    assert f"| `SCOWATCH_{field.upper()}` | {shown} | {description} |" in OPERATIONS


def test_no_setting_is_documented_that_is_not_there():
    named = set(re.findall(r"`SCOWATCH_([A-Z_]+)`", "".join(path.read_text("utf-8") for path in DOCUMENTS)))
    named = {name for name in named if not name.startswith("TEST_")}
    assert named <= {field.upper() for field in Settings.model_fields}


@pytest.mark.parametrize("table", metadata.tables)
def test_every_column_is_documented(table):
    section = ARCHIVE.split(f"\n## {table}\n")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)
    assert documented == [column.name for column in metadata.tables[table].columns]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert not [link for link in links if not (path.parent / link).exists()]
