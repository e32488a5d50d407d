import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lexicon import load_lexicon
from extractors.tagging.tagger import Tagger

LEXICON = load_lexicon()
TAGGER = Tagger(LEXICON)
SLUGS = {term.slug for term in LEXICON.terms if term.role == "topic"}


NAMES = {"SCO": "Shanghai Cooperation Organisation", "ШОС": "Шанхайская организация сотрудничества"}


def tag(title, text, language):
    """Tag *text* with the first short name in it written out: whether that counts is not what is tested here."""
    for short, name in NAMES.items():
        text = text.replace(short, name, 1)
    return TAGGER.tag(title, text, language), text


def slugs(title, text, language):
    return {each.slug for each in tag(title, text, language)[0].topics}


def test_there_are_seventeen():
    assert len(SLUGS) == 17


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The SCO agreed on a plan against narcotics.", "drugs"),
        ("en", "Rectors of the SCO University met; the SCO pays for scholarships.", "education"),
        ("ru", "ШОС собрала министров обороны.", "military"),
        ("ru", "ШОС обсуждает железнодорожные перевозки.", "transport"),
        ("zh", "上合组织成员国举行农业部长会议。", "agriculture"),
        ("zh", "上海合作組織通過關於氣候變化的聲明。", "climate"),
        ("kk", "Шанхай ынтымақтастық ұйымы денсаулық сақтау саласында ынтымақтасады.", "health"),
        ("ky", "Шанхай кызматташтык уюму санариптик экономика боюнча сүйлөштү.", "digital_ai"),
        ("uz", "Shanxay hamkorlik tashkiloti terrorizmga qarshi kurashadi.", "security"),
        ("uz-Cyrl", "Шанхай ҳамкорлик ташкилоти туризмни ривожлантиради.", "culture_tourism"),
        ("tg", "Созмони ҳамкории Шанхай Бонки рушд таъсис медиҳад.", "trade_finance"),
        ("tr", "Şanghay İşbirliği Örgütü çok kutuplu dünya istiyor.", "global_governance"),
        ("az", "Şanxay Əməkdaşlıq Təşkilatı Əfqanıstanı müzakirə etdi.", "afghanistan"),
        ("fa", "سازمان همکاری شانگهای درباره انرژی گفتگو کرد.", "energy"),
        ("ar", "بحثت منظمة شنغهاي للتعاون انضمام أذربيجان.", "enlargement"),
        ("de", "Die Shanghaier Organisation für Zusammenarbeit bekommt einen neuen Generalsekretär.", "institutional"),
        ("ja", "上海協力機構の首脳会議が開かれた。", "summit"),
        ("ko", "상하이협력기구 외교장관회의가 열렸다.", "institutional"),
        ("be", "Шанхайская арганізацыя супрацоўніцтва: гандаль расце, крэдыты таннейшыя.", "trade_finance"),
        ("pt", "A Organização para Cooperação de Xangai quer ser um contrapeso.", "global_governance"),
    ],
)  # fmt: skip
def test_what_a_text_is_about(language, text, expected):
    assert slugs("", text, language) == {expected}


def test_a_word_in_passing_does_not_make_a_topic_beside_one_that_is_certain():
    text = "The SCO wants to fight terrorism. The SCO also spoke of trade."
    assert slugs("", text, "en") == {"security"}
    assert slugs("", text + " Exporters of the SCO complained.", "en") == {"security", "trade_finance"}


def test_a_word_beside_the_organization_counts_half():
    text = (
        "The two ministers met in Paris on Friday. They want the SCO to fight terrorism and to trade. Exporters agree."
    )
    assert slugs("Ministers meet", text, "en") == {"security", "trade_finance"}
    assert slugs("Ministers meet", text.replace(" and to trade", ""), "en") == {"security"}


def test_who_is_in_the_chair_does_not_make_a_topic_however_often_it_is_said():
    text = "The SCO wants to fight terrorism."
    chair = " The chairmanship of the SCO was long. The SCO presidency was hard."
    assert slugs("", text + chair, "en") == {"security"}
    assert slugs("", text + chair + " The SCO secretariat knows.", "en") == {"security", "institutional"}


def test_what_the_title_says_counts_twice():
    text = "The SCO wants to fight terrorism."
    assert slugs("SCO and trade", text, "en") == {"security", "trade_finance"}


def test_where_nothing_is_certain_the_best_guess_is_given():
    assert slugs("", "The SCO spoke of trade.", "en") == {"trade_finance"}


@pytest.mark.parametrize(
    ("language", "text", "not_this"),
    [
        ("en", "The SCO wrote to the UN Security Council.", "security"),
        ("en", "The SCO is not a military bloc.", "military"),
        ("en", "The SCO spoke of the investment climate.", "climate"),
        ("ru", "ШОС и МАГАТЭ обсудили ядерное досье.", "energy"),
        ("zh", "上合组织支持联合国安理会。", "security"),
        ("en", "The SCO agreed on drugs in preparation for the Samarkand summit.", "summit"),
        ("ru", "ШОС обсудила наркотики и подготовку к саммиту.", "summit"),
        ("en", "The SCO has as observers Afghanistan, Belarus and Mongolia.", "afghanistan"),
        ("kk", "Шанхай ынтымақтастық ұйымына Ауғанстан, Иран және Моңғолия байқаушы.", "afghanistan"),
    ],
)
def test_a_phrase_that_holds_a_trigger_may_say_nothing(language, text, not_this):
    assert not_this not in slugs("", text, language)


def test_a_longer_form_hides_what_stands_in_it():
    assert slugs("", "The SCO works for food security.", "en") == {"agriculture"}


def test_only_the_context_of_a_mention_counts():
    text = (
        "Opium was burnt in the north. Heroin was found in the south.\n\n"
        "It rained for a week. The river rose.\n\n"
        "The minister will also see the SCO summit in China."
    )
    assert slugs("A year in review", text, "en") == {"summit"}


def test_a_meeting_named_late_is_one_that_was_or_will_be():
    news = ["The SCO burnt opium in the north.", "Heroin was found by the SCO."]
    late = "The SCO summit was in China."
    assert slugs("", " ".join([*news, late]), "en") == {"drugs"}
    assert slugs("", " ".join([late, *news]), "en") == {"drugs", "summit"}
    assert slugs("", " ".join([*news, late, "Heads of state came."]), "en") == {"drugs", "summit"}
    assert slugs("", " ".join([*news, "The SCO will fight terrorism."]), "en") == {"drugs", "security"}


def test_being_named_in_a_list_is_a_topic_where_there_is_no_other():
    text = "The two ministers met on Friday. They agree in the UN, OSCE, CIS, CSTO and SCO."
    (topic,) = tag("Ministers meet", text, "en")[0].topics
    assert topic.slug == LEXICON.listed
    assert {each.rule for each in topic.evidence} == {"listed"}
    assert "SCO" not in {each.surface for each in topic.evidence}
    assert slugs("Ministers meet", f"{text} Both want the SCO to fight terrorism.", "en") == {"security"}


def test_a_long_text_must_speak_of_it_more_than_once():
    sentences = ["The SCO summit opened in China."] + ["The SCO summit went on."] * 44
    once = [*sentences[:30], "Opium was mentioned.", *sentences[30:]]
    often = [*once, "Heroin, too.", "Narcotics, too."]
    assert slugs("", " ".join(once), "en") == {"summit"}
    assert slugs("", " ".join(often), "en") == {"summit", "drugs"}


def test_evidence_is_a_handful_of_the_strongest():
    text = "The SCO spoke of trade. " + "The SCO uses national currencies. " * 8
    tagging, text = tag("", text, "en")
    (topic,) = tagging.topics
    assert [each.surface for each in topic.evidence] == ["national currencies"] * 5
    assert all(text[each.start : each.end] == each.surface for each in topic.evidence)


words = st.sampled_from(
    [form.replace("*", "") for term in LEXICON.terms if term.role == "topic" for form in term.forms]
)
texts = st.lists(st.one_of(words, st.sampled_from(["SCO", "上合组织", ". ", "\n\n", "CSTO"])), max_size=30).map(
    " ".join
)


@settings(max_examples=200, deadline=None)
@given(texts, texts, st.sampled_from([None, "en", "ru", "zh-Hans"]))
def test_each_topic_stands_once_and_shows_what_it_rests_on(title, text, language):
    found = TAGGER.tag(title, text, language).topics
    assert [each.slug for each in found] == sorted({each.slug for each in found})
    for topic in found:
        assert topic.slug in SLUGS
        assert 1 <= len(topic.evidence) <= 5
        for each in topic.evidence:
            assert {"title": title, "text": text}[each.field][each.start : each.end] == each.surface != ""
            assert each.entity == topic.slug
