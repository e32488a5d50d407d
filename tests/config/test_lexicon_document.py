"""docs/lexicon.md: its examples load, its tables are complete."""

import re
from datetime import date
from pathlib import Path

import pytest

from config.lexicon import load_lexicon, without_shared
from config.lexicon.entries import TABLES
from config.lexicon.facts import check_facts
from extractors.tagging.forms import check_forms
from extractors.tagging.reading import POINTS
from extractors.tagging.tagger import Tagger

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/lexicon.md").read_text("utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", DOCUMENT, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory):
    """The examples, each a file of one folder."""
    folder = tmp_path_factory.mktemp("lexicon")
    for number, block in enumerate(BLOCKS):
        (folder / f"{number:02}.toml").write_text(block, "utf-8")
    return load_lexicon(folder)


def test_the_examples_make_a_lexicon_that_nothing_is_wrong_with(lexicon):
    own = without_shared(lexicon)
    assert check_facts(own, date(2026, 12, 1)) == ()
    assert [each for each in check_forms(own) if each.kind != "redundant"] == []


def test_every_table_is_shown_by_an_example(lexicon):
    shown = set(re.findall(r"^\[\[(\w+)\]\]", "\n".join(BLOCKS), flags=re.MULTILINE))
    assert shown == set(TABLES)


def test_every_table_and_field_is_documented():
    rows = re.findall(r"^\| `(\w+)` \|(.*?)\|", DOCUMENT, flags=re.MULTILINE)
    assert {table: set(re.findall(r"`(\w+)`", fields)) for table, fields in rows} == TABLES


def test_points_are_those_of_the_code():
    rows = re.findall(r"^\| (\w+)[^|]*\| (\d) \| (\d) \|$", DOCUMENT, flags=re.MULTILINE)
    documented = {"beside" if kind == "bodies" else kind: (int(each), int(most)) for kind, each, most in rows}
    assert documented == POINTS


def test_every_warning_is_documented():
    named = set(re.findall(r"^\| (\w+) \|", DOCUMENT.split("\n## Check\n")[1], flags=re.MULTILINE)) - {"warning"}
    source = Path(__file__).resolve().parents[2]
    code = "".join(
        (source / path).read_text("utf-8") for path in ("config/lexicon/facts.py", "extractors/tagging/forms.py")
    )
    assert named == {*re.findall(r'kind="(\w+)"', code), *re.findall(r'^    "(\w+)": "', code, flags=re.MULTILINE)}


@pytest.mark.parametrize(
    ("text", "concerned", "entities"),
    [
        (
            "At the LLC summit in Reedport the North Shore signed. Orla Venn, Secretary of the LLC, spoke.",
            True,
            {"summit-2025-reedport", "north-shore", "orla-venn"},
        ),
        ("Builders LLC opened a shop. Shareholders of the LLC were content.", False, set()),
        ("The Lantern Lakes Council and its Water Bureau met.", True, {"water-bureau"}),
    ],
)
def test_the_lexicon_of_the_examples_works(lexicon, text, concerned, entities):
    tagging = Tagger(lexicon).tag("", text, "en", day=date(2025, 5, 6))
    assert {each.slug for each in tagging.entities} == entities
    assert (tagging.level in {"central", "mention"}) == concerned
