"""Site rules: what the shipped and the user's files say, and every fault named with file, line, field and remedy."""

import pickle
from datetime import date

import pytest

from config.errors import ConfigError
from config.sites import load_site_rules, read_site

RULE = 'host = "news.example"\n[[rule]]\nbody = "div.story"\n'


def faults(text):
    return "\n".join(read_site(text)[2])


def test_the_shipped_rules_load_and_name_only_hosts_that_do_not_exist():
    rules = load_site_rules(None)
    assert rules
    assert all(host.endswith(".example") for host in rules)
    assert pickle.loads(pickle.dumps(rules)) == rules, "worker processes get them"


def test_a_file_is_read_whole():
    host, (rule,), problems = read_site(
        'host = "news.example"\n[[rule]]\npath = "/a/*"\nvalid_from = 2020-01-02\nbody = ["#a", "b > i"]\nnote = "x"\n'
    )
    assert (host, problems) == ("news.example", [])
    assert (rule.path, rule.valid_from, rule.valid_until) == ("/a/*", date(2020, 1, 2), None)
    assert (rule.body, rule.title, rule.note) == (("#a", "b > i"), (), "x")


def test_a_folder_adds_to_the_shipped_rules_and_goes_before_them(tmp_path):
    (tmp_path / "a.toml").write_text(RULE)
    (tmp_path / "b.toml").write_text(RULE.replace("news.example", "meridian-wire.example"))
    (tmp_path / "notes.txt").write_text("not TOML")
    rules = load_site_rules(tmp_path)
    assert rules.keys() == load_site_rules(None).keys() | {"news.example"}
    assert [rule.body for rule in rules["meridian-wire.example"]] == [("div.story",)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("host = ", "is not TOML"),
        ("[[rule]]\nbody = 'p'", 'host: is missing; write the name of a host in small ASCII letters, without "www."'),
        ("host = 'www.a.example'\n[[rule]]\nbody = 'p'", "host: 'www.a.example' is not right"),
        (
            "host = 'пример.рф'\n[[rule]]\nbody = 'p'",
            'in small ASCII letters, without "www." and address: "news.example", "xn--',
        ),
        ("host = 'https://a.example/'\n[[rule]]\nbody = 'p'", "host: 'https://a.example/' is not right"),
        ("host = 'a.example'", "rule: write at least one [[rule]] block"),
        ("host = 'a.example'\nrule = 3", "rule: write at least one [[rule]] block"),
        (RULE + "bdoy = 'p'", "line 2, rule 1, bdoy: is not a field (did you mean body?)"),
        ("colour = 1\n" + RULE, "colour: is not a field"),
        (RULE + "title = 'div['", "line 2, rule 1, title: 'div[' is not a CSS selector: Expected"),
        (RULE + "drop = ['p', 'p::before']", "drop: 'p::before' is not a CSS selector: Pseudo-elements"),
        (RULE + "drop = ['svg|a']", "drop: 'svg|a' is not a CSS selector: an HTML page has no namespace svg"),
        (RULE + "drop = ['[svg|a]']", "drop: '[svg|a]' is not a CSS selector: an HTML page has no namespace svg"),
        (RULE + "title = 3", "title: "),
        (RULE + "path = 'news'", "path: 'news' is not a path; write its beginning"),
        (RULE + "valid_from = 'soon'", "valid_from: "),
        (
            RULE + "valid_from = 2024-02-01\nvalid_until = 2024-01-01",
            "valid_until: 2024-01-01 lies before valid_from, 2024-02-01",
        ),
        ("host = 'a.example'\n[[rule]]\nnote = 'x'", "holds no selector: give title, body"),
        (
            RULE + "valid_until = 2024-01-01\n[[rule]]\nbody = 'p'\nvalid_from = 2024-01-01",
            "news.example 1 and news.example 2: both hold for / from 2024-01-01; let one end",
        ),
    ],
)
def test_a_fault_is_named_by_line_and_field(text, sentence):
    assert sentence in faults(text)


def test_rules_for_other_paths_or_other_days_are_no_overlap():
    first = RULE + "valid_until = 2023-12-31\n"
    assert not faults(first + "[[rule]]\nbody = 'p'\nvalid_from = 2024-01-01\n")
    assert not faults(first + "[[rule]]\nbody = 'p'\npath = '/letters/'\n")


def test_all_faults_of_all_files_are_named_at_once(tmp_path):
    (tmp_path / "a.toml").write_text(RULE + "drop = ['[']")
    (tmp_path / "b.toml").write_bytes(b"\xff")
    (tmp_path / "c.toml").write_text(RULE)
    (tmp_path / "d.toml").write_text(RULE)
    with pytest.raises(ConfigError) as caught:
        load_site_rules(tmp_path)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path}: 4 problems\n")
    assert "a.toml, line 2, rule 1, drop: " in said
    assert "b.toml, is not UTF-8" in said
    assert "d.toml, host: news.example has rules in c.toml already" in said


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match="is no folder of site rules: No such file"):
        load_site_rules(tmp_path / "none")


def test_a_selector_of_a_thousand_brackets_is_a_fault_and_no_crash():
    assert "is not a CSS selector" in faults(RULE + f"drop = '{':not(' * 5_000}'")
