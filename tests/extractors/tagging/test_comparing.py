from dataclasses import replace

import pytest

from config.lexicon import load_lexicon
from extractors.tagging.comparing import compare
from extractors.tagging.tagger import Tagger

HEADER = 'version = "1"\ntag = "abc"\norganization = "Club"\nas_of = 2026-01-01\n'
NAME = '[[name]]\nslug = "abc"\nen = ["Alpha Beta Club"]\n'
TOPIC = '[[topic]]\nslug = "games"\nen = ["chess"]\n'
BODY = '[[body]]\nslug = "desk"\nname = "Desk"\nen = ["Front Desk"]\n'
TEXT = "The Alpha Beta Club opened its Front Desk. Members play chess there."


@pytest.fixture
def tag(tmp_path):
    def run(text):
        path = tmp_path / "lexicon.toml"
        path.write_text(HEADER + text, encoding="utf-8")
        return Tagger(load_lexicon(path)).tag("", TEXT, "en")

    return run


def test_the_same_said_by_another_version_is_no_difference(tag):
    tagging = tag(NAME + TOPIC)
    assert compare(tagging, replace(tagging, lexicon="2", confidence=0.1)) is None


def test_what_is_new_and_what_is_gone_is_told_by_kind(tag):
    before, after = tag(NAME + TOPIC), tag(NAME + BODY)
    difference = compare(before, after)
    assert (difference.topics_added, difference.topics_removed) == ((), ("games",))
    assert (difference.entities_added, difference.entities_removed) == (("desk",), ())
    assert [each.surface for each in difference.evidence_added] == ["Front Desk"]
    assert difference.evidence_removed == ()
    back = compare(after, before)
    assert (back.topics_added, back.entities_removed) == (("games",), ("desk",))
    assert back.evidence_removed == difference.evidence_added


def test_a_level_that_changes_is_told(tag):
    difference = compare(tag(NAME), tag(NAME.replace("Alpha Beta", "Gamma")))
    assert (difference.level_before, difference.level_after) == ("central", "none")
