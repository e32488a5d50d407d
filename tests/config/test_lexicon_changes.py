from dataclasses import astuple

import pytest

from config.lexicon import load_lexicon
from config.lexicon.changes import changes

HEADER = 'version = "1"\ntag = "abc"\norganization = "Club"\nas_of = 2026-01-01\n'
NAME = '[[name]]\nslug = "abc"\nen = ["Alpha Beta Club"]\n'
SHORT = '[[short]]\nslug = "abc"\nneeds = 2\nany = ["ABC"]\n'
STATE = '[[state]]\nslug = "isle"\nname = "Isle"\nen = ["Isle"]\nperiods = [{ what = "guest", since = 2020-01-01 }]\n'
CONFUSER = '[[confuser]]\nslug = "alphabet"\nletters = ["ABC"]\ncues = ["spelling"]\n'
OUTLET = '[[outlet]]\nslug = "school"\nhosts = ["school.example"]\npoints = -2\n'
ALL = HEADER + NAME + SHORT + STATE + CONFUSER + OUTLET


@pytest.fixture
def compared(tmp_path):
    def compare(old, new):
        lexicons = []
        for name, text in (("old", old), ("new", new)):
            path = tmp_path / f"{name}.toml"
            path.write_text(text, encoding="utf-8")
            lexicons.append(load_lexicon(path))
        return [astuple(each) for each in changes(*lexicons)]

    return compare


def test_a_lexicon_does_not_differ_from_itself(compared):
    assert compared(ALL, ALL) == []


def test_other_braces_for_the_same_spellings_are_no_change(compared):
    assert compared(ALL, ALL.replace('["Alpha Beta Club"]', '["{Alpha Beta Club,Alpha Beta Club}"]')) == []


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ('version = "1"', 'version = "2"', ("changed", "lexicon", "abc", None, "version", ("1",), ("2",))),
        ('"Alpha Beta', '"The Club", "Alpha Beta', ("added", "name", "abc", "en", "forms", (), ("The Club",))),
        (
            '["Alpha Beta Club"]',
            '["Alpha-Beta Club"]',
            ("changed", "name", "abc", "en", "forms", ("Alpha Beta Club",), ("Alpha-Beta Club",)),
        ),
        ("needs = 2", "needs = 3", ("changed", "short", "abc", None, "weights", ("needs 2",), ("needs 3",))),
        ("needs = 2", "needs = 0", ("removed", "short", "abc", None, "weights", ("needs 2",), ())),
        (
            "since = 2020-01-01",
            "since = 2021-01-01",
            ("changed", "state", "isle", None, "periods", ("guest 2020-01-01..",), ("guest 2021-01-01..",)),
        ),
        ('["spelling"]', '["spelling", "letter"]', ("added", "cue", "alphabet", None, "forms", (), ("letter",))),
        ("points = -2", "points = -1", ("changed", "outlet", "school", None, "points", ("-2",), ("-1",))),
        (NAME, NAME + "[endings]\nen = ['y']\n", ("added", "endings", "", "en", "forms", (), ("y",))),
    ],
)  # fmt: skip
def test_each_change_is_named_once(compared, old, new, change):
    assert compared(ALL, ALL.replace(old, new)) == [change]


def test_an_entity_that_is_gone_is_one_change_besides_its_forms(compared):
    assert compared(ALL, ALL.replace(STATE, "")) == [
        ("removed", "state", "isle", "en", "forms", ("Isle",), ()),
        ("removed", "state", "isle", None, "entry", ("Isle",), ()),
    ]


def test_the_way_back_is_the_same_changes_turned_round():
    sco, brics = load_lexicon("sco"), load_lexicon("brics")
    there, back = changes(sco, brics), changes(brics, sco)
    assert {(each.slug, each.field, each.before, each.after) for each in there if each.table != "lexicon"} == {
        (each.slug, each.field, each.after, each.before) for each in back if each.table != "lexicon"
    }
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted(each.what for each in there) == sorted(turned[each.what] for each in back)
