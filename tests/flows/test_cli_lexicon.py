"""scowatch lexicon: check, and diff over entries, lines and the archive."""

import json
import shutil

import pytest

from config.lexicon import LEXICONS

HEADER = 'version = "1"\ntag = "sco"\norganization = "Club"\nas_of = 2026-01-01\n'
NAME = '[[name]]\nslug = "sco"\nen = ["Alpha Beta Club"]\n'
SHORT = '[[short]]\nslug = "sco"\nneeds = 0\nany = ["ABC"]\n'
TOPIC = '[[topic]]\nslug = "games"\nen = ["chess"]\n'
TEXTS = [
    {"id": 1, "title": "Alpha Beta Club opens", "text": "There is chess at the Alpha Beta Club.", "lang": "en"},
    {"id": 2, "title": None, "text": "The Gamma Club plays chess."},
]


@pytest.fixture
def desk(user):
    """A user with two lexicons and a few texts."""
    (user.folder / "old.toml").write_text(HEADER + NAME + SHORT, "utf-8")
    (user.folder / "new.toml").write_text(HEADER + NAME.replace("Alpha Beta", "Gamma") + SHORT + TOPIC, "utf-8")
    (user.folder / "texts.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in TEXTS), "utf-8")
    return user


def json_lines(result):
    assert (result.stderr, result.exit_code) == ("", 0)
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_check_counts_forms_and_warns_with_exit_0(desk):
    (desk.folder / "old.toml").write_text(HEADER + NAME + SHORT.replace('"ABC"', '"ABC", "Alpha Beta Club"'), "utf-8")
    result = desk("lexicon", "check", "old.toml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "hidden: [[short]] sco: Alpha Beta Club" in result.stdout
    assert "sco 1: 3 forms, 0 entities" in result.stdout
    assert desk("lexicon", "check", "old.toml", "--strict").exit_code == 1


def test_check_of_a_sound_lexicon_is_content(desk):
    result = desk("lexicon", "check", "old.toml", "--strict")
    assert result.exit_code == 0
    assert "warnings: none" in result.stdout


def test_check_names_file_entry_and_field_of_an_error_with_exit_1(desk):
    (desk.folder / "old.toml").write_text(HEADER + NAME.replace("en =", "english ="), "utf-8")
    result = desk("lexicon", "check", "old.toml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "old.toml: [[name]] 1 (sco): english" in result.stderr


def test_check_reads_the_lexicons_in_use_by_default(desk):
    result = desk("lexicon", "check", "--json", lexicon="sco,brics")
    assert [each["tag"] for each in json_lines(result)] == ["sco", "brics"]


def test_diff_names_what_came_and_what_went(desk):
    result = desk("lexicon", "diff", "old.toml", "new.toml")
    assert result.stdout.splitlines() == [
        "[[name]] sco (en): + Gamma Club  - Alpha Beta Club",
        "[[topic]] games (en): + chess",
        "sco 1 -> 1: 1 added, 1 changed",
    ]


def test_diff_says_what_texts_become(desk):
    *changes, first, second, total = json_lines(
        desk("lexicon", "diff", "old.toml", "new.toml", "--jsonl", "texts.jsonl", "--json")
    )
    assert [(each["table"], each["what"]) for each in changes] == [("name", "changed"), ("topic", "added")]
    assert (first["id"], first["level_before"], first["level_after"]) == (1, "central", "none")
    assert (second["id"], second["level_before"], second["level_after"]) == (2, "none", "mention")
    assert second["topics_added"] == ["games"]
    assert total["texts"] == {"compared": 2, "different": 2}
    assert total["levels"] == {"central_to_none": 1, "none_to_mention": 1}
    assert total["evidence"] == {"-sco name": 2, "+sco name": 1}


def test_diff_says_so_in_words(desk):
    result = desk("lexicon", "diff", "old.toml", "new.toml", "--jsonl", "texts.jsonl")
    assert result.stdout.splitlines()[3:] == [
        '1 Alpha Beta Club opens: central -> none; evidence -sco name "Alpha Beta Club", -sco name "Alpha Beta Club"',
        '2 : none -> mention; topics +games; evidence +sco name "Gamma Club"',
        "texts: compared 2, different 2",
        "levels: central_to_none 1, none_to_mention 1",
        "topics: +games 1",
        "entities: none",
        "related: none",
        "evidence: -sco name 2, +sco name 1",
        "rejected: none",
    ]


def test_diff_compares_with_the_lexicon_in_use(desk):
    shutil.copytree(LEXICONS / "sco", desk.folder / "mine")
    assert desk("lexicon", "diff", "mine").stdout.endswith("no difference\n")
    with (desk.folder / "mine/names.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[company]]\nslug = "gossip"\ngroup = "terms"\nen = ["gossip"]\n')
    assert "[[company]] gossip (en): + gossip\n" in desk("lexicon", "diff", "mine").stdout


def test_diff_of_an_organization_that_is_not_in_use_asks_for_the_old_one(desk):
    result = desk("lexicon", "diff", "brics")
    assert result.exit_code == 2
    assert "name the old one" in result.stderr


@pytest.mark.parametrize("given", [(), ("a", "b", "c"), ("old.toml", "new.toml", "--archive", "--jsonl", "-")])
def test_diff_refuses_what_makes_no_sense(desk, given):
    assert desk("lexicon", "diff", *given).exit_code == 2


def test_diff_over_the_archive_stores_nothing(filled):
    (filled.folder / "none.toml").write_text(HEADER + NAME, "utf-8")
    before = filled("search", "--tag", "sco", "--json").stdout
    *_, total = json_lines(filled("lexicon", "diff", "sco", "none.toml", "--archive", "--json"))
    assert total["texts"]["compared"] > total["texts"]["different"] > 0
    assert set(total["levels"]) <= {"central_to_none", "mention_to_none", "abstain_to_none"}
    assert filled("search", "--tag", "sco", "--json").stdout == before
