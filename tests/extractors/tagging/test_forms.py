import pytest

from config.lexicon import load_lexicon, without_shared
from extractors.tagging.forms import check_forms, counts

HEADER = 'version = "1"\ntag = "abc"\norganization = "Club"\nas_of = 2026-01-01\n'
NAME = '[[name]]\nslug = "abc"\nen = ["Alpha Beta Club"]\n'
SHORT = '[[short]]\nslug = "abc"\nneeds = 2\nany = ["ABC"]\n'


@pytest.fixture
def check(tmp_path):
    def run(text):
        path = tmp_path / "lexicon.toml"
        path.write_text(HEADER + text, encoding="utf-8")
        return [
            (each.kind, each.table, each.slug, each.said) for each in check_forms(without_shared(load_lexicon(path)))
        ]

    return run


def table(name, slug, forms, more=""):
    return f'[[{name}]]\nslug = "{slug}"\n{more}\nen = {forms}\n'


def body(slug, forms):
    return table("body", slug, forms, 'name = "B"')


def test_nothing_is_said_of_a_sound_lexicon(check):
    assert check(NAME + SHORT + body("desk", '["Front Desk"]')) == []


def test_a_form_that_is_not_found_in_a_sentence_is_named(check):
    ((kind, _, slug, said),) = check(NAME + SHORT + body("desk", '["Front Desk", "\\u200bReception"]'))
    assert (kind, slug) == ("lost", "desk")
    assert r"\u200bReception" in said
    assert "Front Desk" not in said


@pytest.mark.parametrize(
    "forms", ['["Front Desk", "front desk"]', '["Café Bloc", "Cafe Bloc"]', '["Front-Desk", "Front‑Desk"]']
)
def test_forms_that_matching_cannot_tell_apart_are_redundant(check, forms):
    assert [each[:3] for each in check(NAME + SHORT + body("desk", forms))] == [("redundant", "body", "desk")]


def test_two_short_forms_that_differ_in_capitals_are_two(check):
    assert check(NAME + '[[short]]\nslug = "abc"\nneeds = 2\nany = ["ABC", "Abc"]\n') == []


def test_a_name_that_is_also_written_out_for_a_confuser_is_ambiguous(check):
    found = check(NAME + SHORT + '[[confuser]]\nslug = "disco"\nexpansions = ["Alpha Beta Club"]\n')
    assert [each[:3] for each in found] == [("ambiguous", "name", "abc")]
    assert "expansion disco" in found[0][3]


def test_two_entities_with_the_same_form_are_ambiguous_in_one_language_only(check):
    two = body("desk", '["Front Desk"]') + body("stand", '["Front Desk"]')
    assert [each[:3] for each in check(NAME + SHORT + two)] == [("ambiguous", "body", "desk")]
    apart = body("desk", '["Front Desk"]') + body("stand", '["Front Desk"]').replace("en =", "fr =")
    assert check(NAME + SHORT + apart) == []


def test_a_short_form_that_is_a_name_too_is_hidden(check):
    found = check(table("name", "abc", '["Alpha Beta Club", "ABC"]') + SHORT)
    assert [each[:3] for each in found] == [("hidden", "short", "abc")]


@pytest.mark.parametrize(("language", "hidden"), [("any", ["hidden"]), ("fr", []), ('within = ["fr"]\nany', [])])
def test_a_short_form_is_hidden_by_one_that_needs_less_in_every_language(check, language, hidden):
    less = f'[[short]]\nslug = "abc"\nneeds = 1\n{language} = ["ABC"]\n'
    assert [each[0] for each in check(NAME + SHORT + less)] == hidden


def test_a_body_may_hold_the_name(check):
    assert check(NAME + SHORT + body("desk", '["ABC Desk", "Front Desk"]')) == []


def test_one_word_counts_once_as_company(check):
    company = table("company", "a", '["meeting"]', 'group = "terms"') + table(
        "company", "b", '["meeting"]', 'group = "terms"'
    )
    assert [each[:3] for each in check(NAME + SHORT + company)] == [("doubled", "company", "a")]
    assert check(NAME + SHORT + company.replace('slug = "b"\ngroup = "terms"', 'slug = "b"\ngroup = "leaders"')) == []


def test_a_language_with_a_name_and_no_short_form_in_its_script_is_named(check):
    names = '[[name]]\nslug = "abc"\nen = ["Alpha Beta Club"]\nru = ["Клуб альфа-бета"]\n'
    ((kind, _, _, said),) = check(names + SHORT)
    assert kind == "no_short"
    assert "ru" in said
    assert "en" not in said.partition(" in ")[2].partition(":")[0]


def test_forms_are_counted_by_role_and_language(tmp_path):
    path = tmp_path / "lexicon.toml"
    path.write_text(HEADER + NAME + SHORT + body("desk", '["Front {Desk,Office}"]'), encoding="utf-8")
    assert counts(without_shared(load_lexicon(path))) == {
        "roles": {"body": 2, "name": 1, "short": 1},
        "languages": {"en": 3, "any": 1},
    }


def test_a_second_lexicon_loses_no_form_and_means_one_thing_by_each():
    doubts = [each for each in check_forms(without_shared(load_lexicon("brics"))) if each.kind != "redundant"]
    assert doubts == []
