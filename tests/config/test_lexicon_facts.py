from datetime import date

import pytest

from config.lexicon import load_lexicon, without_shared
from config.lexicon.facts import check_facts

HEADER = 'version = "1"\ntag = "abc"\norganization = "Club"\nas_of = 2026-01-01\n[[name]]\nslug = "abc"\n'
TODAY = date(2026, 6, 1)


def findings(tmp_path, text, *, forms='en = ["Alpha Beta Club"]', today=TODAY):
    path = tmp_path / "lexicon.toml"
    path.write_text(f"{HEADER}{forms}\n{text}", encoding="utf-8")
    return [
        (each.kind, each.table, each.slug, each.said) for each in check_facts(without_shared(load_lexicon(path)), today)
    ]


def state(periods, table="state"):
    return f'[[{table}]]\nslug = "isle"\nname = "Isle"\nen = ["Isle of Men"]\nperiods = [{periods}]\n'


def test_facts_age_after_two_years(tmp_path):
    assert findings(tmp_path, "", today=date(2028, 1, 1)) == []
    ((kind, table, slug, said),) = findings(tmp_path, "", today=date(2028, 1, 2))
    assert (kind, table, slug) == ("aged", "lexicon", "abc")
    assert "2026-01-01" in said


def test_an_entry_with_a_date_of_its_own_ages_alone(tmp_path):
    text = '[[body]]\nslug = "desk"\nname = "Desk"\nen = ["Front Desk"]\nas_of = 2024-01-01\n'
    assert [each[:3] for each in findings(tmp_path, text)] == [("aged", "body", "desk")]


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        ('{ what = "guest" }, { what = "member", since = 2020-01-01 }', "no end"),
        (
            '{ what = "guest", since = 2019-01-01, until = 2020-01-01 }, { what = "member", since = 2020-01-01 }',
            "before guest ends",
        ),
        (
            '{ what = "guest", since = 2019-01-01, until = 2019-12-01 }, { what = "member", since = 2020-01-01 }',
            "nothing between",
        ),
        ('{ what = "member", since = 2020-01-01 }, { what = "guest", since = 2019-01-01 }', "in order"),
    ],
)
def test_periods_of_a_state_that_do_not_fit_are_named(tmp_path, periods, said):
    ((kind, table, slug, sentence),) = findings(tmp_path, state(periods))
    assert (kind, table, slug) == ("period", "state", "isle")
    assert said in sentence


def test_periods_that_follow_each_other_fit(tmp_path):
    periods = '{ what = "guest", since = 2019-01-01, until = 2019-12-31 }, { what = "member", since = 2020-01-01 }'
    assert findings(tmp_path, state(periods)) == []


def test_a_person_may_be_out_of_office_for_a_while(tmp_path):
    periods = '{ what = "clerk", since = 2010-01-01, until = 2012-12-31 }, { what = "chief", since = 2020-01-01 }'
    assert findings(tmp_path, state(periods, "person")) == []


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ('[[company]]\nslug = "x"\ngroup = "terms"\nen = ["su*", "sum*", "s"]\n', ["su*"]),
        ('[[company]]\nslug = "x"\ngroup = "terms"\nzh = ["峰*", "峰会*"]\n', ["峰*"]),
        ('[[body]]\nslug = "x"\nname = "X"\nen = ["sum*", "summ*"]\n', ["sum*"]),
    ],
)
def test_stems_that_match_everything_are_named(tmp_path, text, stems):
    ((kind, _, slug, said),) = findings(tmp_path, text)
    assert (kind, slug) == ("stem", "x")
    assert said.partition(":")[0].split(", ") == stems
