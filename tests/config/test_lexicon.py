import tomllib
from datetime import date
from itertools import pairwise

import pytest

from config.errors import ConfigError
from config.lexicon import expand, load_lexicon
from config.lexicon.load import SHARED
from extractors.fold import fold
from extractors.script import letter_script
from extractors.tagging.matcher import Matcher
from tests.config.sentences import sentence_for

HEADER = 'version = "1"\ntag = "abc"\norganization = "Club"\nas_of = 2026-01-01\n'
NAME = '[[name]]\nslug = "abc"\nen = ["Alpha Beta Club"]\n'


@pytest.fixture(scope="module")
def shipped():
    return load_lexicon()


def load(tmp_path, text):
    path = tmp_path / "lexicon.toml"
    path.write_text(text, encoding="utf-8")
    return load_lexicon(path)


def carrier(term, form):
    return sentence_for(term.language, next((script for script in map(letter_script, form) if script), None))


def own_terms(lexicon):
    """The terms that stand in the lexicon itself, without those that all lexicons share."""
    shared = tomllib.loads(SHARED.read_text("utf-8")).keys()
    return [term for term in lexicon.terms if term.role not in shared]


def test_every_shipped_form_is_found_in_a_sentence_of_its_language(shipped):
    matcher = Matcher(shipped.terms, shipped.endings, shipped.prefixes)
    missed = []
    for term in shipped.terms:
        for form in term.forms:
            plain = form.replace("*", "")
            sentence = carrier(term, plain).format(plain)
            hits = matcher.find(fold(sentence))
            if not any(hit.term is term and sentence[hit.start : hit.end] == plain for hit in hits):
                missed.append((term.role, term.slug, sentence))
    assert missed == []


def test_every_list_is_found_with_an_ending_of_its_language(shipped):
    matcher = Matcher(shipped.terms, shipped.endings, shipped.prefixes)
    tried, missed = 0, []
    for term in shipped.terms:
        for form in term.forms[:3]:
            script = letter_script(form[-1])
            endings = [each for each in shipped.endings.get(term.language, ()) if letter_script(each[0]) == script]
            if not endings or not form[-1].isalpha() or "*" in form:
                continue
            ending = endings[tried % len(endings)]
            tried += 1
            sentence = carrier(term, form).format(form + ending)
            start = sentence.index(form)
            if not any(
                hit.term is term and hit.start <= start and hit.end >= start + len(form)
                for hit in matcher.find(fold(sentence))
            ):
                missed.append((term.role, term.slug, sentence))
    assert missed == []
    assert tried > 500


def test_arabic_forms_are_found_after_what_arabic_glues_to_them(shipped):
    matcher = Matcher(shipped.terms, shipped.endings, shipped.prefixes)
    names = [term for term in shipped.terms if term.language == "ar" and term.role in {"name", "short", "state"}]
    missed = [
        form
        for term in names
        for form in term.forms
        if not any(hit.term is term for hit in matcher.find(fold(f"قرأنا اليوم و{form} في الصحف.")))
    ]
    assert names
    assert missed == []


def test_the_shipped_lexicon_speaks_many_languages(shipped):
    languages = {term.language for term in shipped.terms if term.role == "name" and term.slug == shipped.tag}
    assert languages >= {"en", "ru", "zh", "fa", "ur", "hi", "kk", "ky", "uz", "tg", "tr", "az", "mn", "ar", "be"}
    assert len(languages) >= 70


def test_every_member_is_known_in_the_languages_of_all_members(shipped):
    members = {
        slug for slug, each in shipped.entities.items() if any(period.what == "member" for period in each.periods)
    }
    assert len(members) == 10
    for slug in members:
        languages = {term.language for term in shipped.terms if term.role == "state" and term.slug == slug}
        assert languages >= {"en", "ru", "zh", "kk", "ky", "uz", "tg", "hi", "ur", "fa", "be"}, slug


def test_every_entity_has_a_name_and_the_day_of_its_check(shipped):
    assert len(shipped.entities) > 200
    for slug, each in shipped.entities.items():
        assert each.name, slug
        assert date(2020, 1, 1) < each.as_of <= shipped.as_of, slug


def test_the_periods_of_an_entity_follow_each_other(shipped):
    for slug, each in shipped.entities.items():
        for before, after in pairwise(each.periods):
            assert before.until < after.since, slug


def test_all_partners_became_partners_on_one_day(shipped):
    states = [each for each in shipped.entities.values() if each.kind == "state"]
    partners = [each for each in states if each.periods[-1].what == "partner"]
    assert len(partners) == 17
    assert {each.periods[-1].since for each in partners} == {date(2025, 9, 1)}


def test_no_name_is_written_out_for_a_confuser(shipped):
    names = {fold(form).lower for term in shipped.terms if term.role == "name" for form in term.forms}
    others = {fold(form).lower for term in shipped.terms if term.role == "expansion" for form in term.forms}
    assert not names & others


def test_each_summit_knows_where_and_when(shipped):
    summits = [each for each in shipped.entities.values() if each.kind == "summit"]
    assert len(summits) >= 49
    for each in summits:
        assert each.place, each.slug
        (period,) = each.periods
        assert period.since <= period.until, each.slug


def test_each_of_the_seventeen_topics_has_triggers_in_three_languages(shipped):
    topics = {term.slug for term in shipped.terms if term.role == "topic"}
    assert len(topics) == 17
    for language in ("en", "ru", "zh"):
        assert {term.slug for term in shipped.terms if term.role == "topic" and term.language == language} == topics


def test_no_person_is_known_by_a_surname_alone(shipped):
    people = [form for term in shipped.terms if term.role == "person" for form in term.forms]
    latin = [form for form in people if form.isascii()]
    assert latin
    assert all(" " in form for form in latin)


def test_braces_write_out_alternatives_also_within_each_other():
    assert expand("a{b,c{d,e}}") == ("ab", "acd", "ace")


@pytest.mark.parametrize("form", ["a{b", "a}b", "{a,b}}", "{{a}"])
def test_braces_that_are_not_in_pairs_are_refused(form):
    with pytest.raises(ValueError, match="not in pairs"):
        expand(form)


def test_a_form_that_stands_for_too_many_spellings_is_refused():
    with pytest.raises(ValueError, match="more than"):
        expand("{a,b}" * 12)


def test_a_small_lexicon_loads(tmp_path):
    lexicon = load(tmp_path, HEADER + NAME + '[[short]]\nslug = "abc"\nneeds = 2\nmark = "K"\nany = ["ABC"]\n')
    name, short = own_terms(lexicon)
    assert (name.role, name.slug, name.language, name.forms) == ("name", "abc", "en", ("Alpha Beta Club",))
    assert (short.role, short.language, short.needs, short.mark) == ("short", None, 2, "K")


def test_a_place_serves_several_summits_and_speaks_for_its_country(tmp_path):
    summits = "".join(
        f'[[summit]]\nslug = "meeting-{year}"\nname = "M"\nplace = "port"\n'
        f'periods = [{{ what = "Port", since = {year}-05-01, until = {year}-05-02 }}]\n'
        for year in (2001, 2002)
    )
    lexicon = load(tmp_path, HEADER + NAME + summits + '[[place]]\nslug = "port"\nstate = "isle"\nen = ["Port"]\n')
    assert [entity.place for entity in lexicon.entities.values()] == ["port", "port"]
    _, place, country = own_terms(lexicon)
    assert (place.role, place.slug, place.group, place.forms) == ("place", "port", None, ("Port",))
    assert (country.role, country.slug, country.group, country.forms) == ("company", "isle", "states", ("Port",))


def test_forms_of_a_topic_weigh_more_or_less(tmp_path):
    topics = '[[topic]]\nslug = "sea"\nen = ["tide*"]\n[[topic]]\nslug = "sea"\nweight = 0.5\nen = ["water"]\n'
    lexicon = load(tmp_path, HEADER + 'listed = "sea"\n' + NAME + topics)
    assert lexicon.listed == "sea"
    assert [(term.forms, term.weight) for term in own_terms(lexicon)[1:]] == [(("tide*",), 1.0), (("water",), 0.5)]
    assert load(tmp_path, HEADER + NAME + topics).listed is None
    meeting = '[[topic]]\nslug = "sea"\nevent = true\nen = ["regatta"]\n'
    assert [term.event for term in own_terms(load(tmp_path, HEADER + NAME + topics + meeting))[1:]] == [
        False,
        False,
        True,
    ]


def test_a_body_speaks_for_what_it_works_on(tmp_path):
    body = '[[body]]\nslug = "club"\nname = "Club"\ntopics = ["sea"]\nen = ["Sea Club"]\n'
    lexicon = load(tmp_path, HEADER + NAME + body + '[[topic]]\nslug = "sea"\nen = ["tide*"]\n')
    assert [(term.role, term.slug, term.forms) for term in own_terms(lexicon)[1:]] == [
        ("body", "club", ("Sea Club",)),
        ("topic", "sea", ("Sea Club",)),
        ("topic", "sea", ("tide*",)),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NAME, "version: must stand once"),
        (HEADER, "nothing could be found"),
        (HEADER.replace('"1"', '"' + "1" * 33 + '"') + NAME, "version: may have at most 32"),
        (HEADER + NAME.replace("abc", "a" * 65), "at most 64"),
        (HEADER + "surprise = 1\n" + NAME, "surprise"),
        (HEADER + '[[name]]\nen = ["A"]\n', "[[name]] 1 (no slug): slug"),
        (HEADER + '[[name]]\nslug = "A B"\nen = ["A"]\n', "slug: must be written"),
        (HEADER + '[[name]]\nslug = "abc"\n', "[[name]] 1 (abc): has no forms"),
        (HEADER + '[[name]]\nslug = "abc"\nenglish = ["A"]\n', "english: neither"),
        (HEADER + '[[name]]\nslug = "abc"\nEN = ["A"]\n', "EN: neither"),
        (HEADER + '[[name]]\nslug = "abc"\nen = [""]\n', "en: '' is empty"),
        (HEADER + '[[name]]\nslug = "abc"\nen = [" A"]\n', "en: ' A' is empty, begins with * or has blanks"),
        (HEADER + '[[name]]\nslug = "abc"\nen = ["*"]\n', "en: '*'"),
        (HEADER + '[[name]]\nslug = "abc"\nen = ["\\u200e"]\n', "holds no letter and no digit"),
        (HEADER + '[[name]]\nslug = "abc"\nen = ["\\u0640", "A"]\n', "holds no letter and no digit"),
        (HEADER + '[[name]]\nslug = "abc"\nen = []\n', "en: must be a list"),
        (HEADER + '[[name]]\nslug = "abc"\nen = "A"\n', "en: must be a list"),
        (HEADER + '[[name]]\nslug = "abc"\nen = ["A{b"]\n', "en: braces"),
        (HEADER + '[[name]]\nslug = "abc"\nneeds = 1\nen = ["A"]\n', "needs: neither"),
        (HEADER + '[[name]]\nslug = "abc"\nmark = "X"\nen = ["A"]\n', "mark: must be"),
        (HEADER + '[[short]]\nslug = "abc"\nneeds = -1\nen = ["A"]\n', "needs: must be"),
        (HEADER + '[[short]]\nslug = "abc"\nneeds = true\nen = ["A"]\n', "needs: must be"),
        (HEADER + NAME + '[[topic]]\nslug = "t"\nweight = 2\nen = ["A"]\n', "weight: must be a number from 0 to 1"),
        (HEADER + NAME + '[[topic]]\nslug = "t"\nevent = 1\nen = ["A"]\n', "event: must be true or false"),
        (HEADER + NAME + '[[topic]]\nslug = "t"\nweight = true\nen = ["A"]\n', "weight: must be a number"),
        (HEADER + NAME + '[[body]]\nslug = "b"\nname = "B"\ntopics = "t"\nen = ["A"]\n', "topics: must be a list"),
        (HEADER + NAME + '[[body]]\nslug = "b"\nname = "B"\ntopics = ["t"]\nen = ["A"]\n', "topics: there is no"),
        (HEADER + 'listed = "t"\n' + NAME, "listed: there is no [[topic]] 't'"),
        (HEADER + '[name]\nslug = "abc"\n', "write its entries as [[name]]"),
        (HEADER + NAME + NAME, "'abc' stands twice"),
        (HEADER + NAME + '[[company]]\nslug = "x"\ngroup = "y"\nen = ["A"]\n', "group: must be one of states"),
        (HEADER + NAME + '[[confuser]]\nslug = "x"\n', "has none of expansions, cues, blocks"),
        (HEADER + NAME + '[[confuser]]\nslug = "x"\nen = ["A"]\n', "en: neither"),
        (HEADER + NAME + '[[summit]]\nslug = "s"\nname = "S"\n', "[[summit]] 1 (s): has no forms"),
        (HEADER + NAME + '[[summit]]\nslug = "s"\nname = "S"\nplace = 1\n', "place: must be the slug"),
        (HEADER + NAME + '[[summit]]\nslug = "s"\nname = "S"\nplace = "p"\n', "there is no [[place]] 'p'"),
        (HEADER + NAME + '[[place]]\nslug = "p"\nstate = 1\nen = ["P"]\n', "state: must be the slug"),
        (HEADER + NAME + "[endings]\nRU = ['a']\n", "RU: not a language code"),
        (HEADER + NAME + "[endings]\nru = []\n", "ru: must be a list"),
        ("version = ", "cannot be read"),
    ],
)
def test_a_wrong_lexicon_is_refused_by_file_entry_and_field(tmp_path, text, said):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert "lexicon.toml" in str(caught.value)
    assert said in str(caught.value)


def test_a_lexicon_that_is_not_there_is_a_config_error(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        load_lexicon(tmp_path / "nowhere.toml")
