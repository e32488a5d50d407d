"""What the matcher finds, and where it says so, script by script; a lexicon of few words of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicon import Term
from extractors.fold import fold
from extractors.tagging.matcher import Matcher

ENDINGS = {"ru": ("а", "у", "ом"), "kk": ("ға", "ның"), "uz": ("ga", "ning"), "az": ("in", "nü"), "tr": ("nün", "ye")}
PREFIXES = {"ar": ("و", "ب", "ل", "لل", "ك", "ف", "ال", "وال"), "fa": ("و",)}


def term(language, *forms, role="name", slug="x"):
    return Term(role=role, slug=slug, language=language, forms=forms)


TERMS = (
    term("en", "Shanghai Cooperation Organi-zation", "Shanghai Cooperation Organization", "Shanghai Spirit"),
    term("de", "Anti-Terror-Struktur"),
    term("ru", "Шанхайская организация сотрудничества", "Шанхайской организации сотрудничества"),
    term("el", "Οργανισμός Συνεργασίας"),
    term("zh", "上海合作组织", "上合"),
    term("ja", "上海協力機構", "シャンハイ"),
    term("ko", "상하이협력기구"),
    term("th", "เซี่ยงไฮ้"),
    term("ar", "منظمة شنغهاي", "شنغهاي"),
    term("fa", "سازمان همکاری", "سازمان همکاری‌های شانگهای"),
    term("ur", "شنگھائی تعاون تنظیم"),
    term("hi", "शंघाई सहयोग संगठन", "शंघाई"),
    term("bn", "সাংহাই সহযোগিতা"),
    term("kk", "Шанхай ынтымақтастық ұйымы"),
    term("tr", "Şanghay İşbirliği Örgütü"),
    term("uz", "O‘zbekiston"),
    term("he", "שנגחאי"),
    term("hy", "հայոց և"),
    term(None, "SCO", "S.C.O.", "SCO+", role="short"),
    term("ru", "ШОС", role="short"),
    term("kk", "ШЫҰ", role="short"),
    term("uz", "ShHT", role="short"),
    term("az", "ŞƏT", role="short"),
    term("tr", "ŞİÖ", role="short"),
    term("en", "terroris*", "minister* of defence", "reform", role="topic"),
    term("zh", "合作*", role="topic"),
)  # fmt: skip
MATCHER = Matcher(TERMS, ENDINGS, PREFIXES)


def found(text, matcher=MATCHER):
    """The surfaces in order; of those at one place the longest."""
    surfaces = []
    end = 0
    for hit in matcher.find(fold(text)):
        if hit.start >= end:
            surfaces.append(text[hit.start : hit.end])
            end = hit.end
    return surfaces


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        # capitals, width, apostrophes, dotted and dotless i
        ("THE SHANGHAI COOPERATION ORGANIZATION", ["SHANGHAI COOPERATION ORGANIZATION"]),
        ("the ＳＣＯ, the Ｓ.Ｃ.Ｏ. and sco", ["ＳＣＯ", "Ｓ.Ｃ.Ｏ."]),
        ("O`zbekiston, Oʻzbekiston, O’zbekiston", ["O`zbekiston", "Oʻzbekiston", "O’zbekiston"]),
        ("ŞİÖ, ŞIÖ, S\u0327I\u0307O\u0308; şiö", ["ŞİÖ", "ŞIÖ", "S\u0327I\u0307O\u0308"]),
        ("ŞANGHAY İŞBİRLİĞİ ÖRGÜTÜ", ["ŞANGHAY İŞBİRLİĞİ ÖRGÜTÜ"]),
        ("şanghay işbirliği örgütü", ["şanghay işbirliği örgütü"]),
        # hyphens and broken lines
        ("Shanghai Coop-eration Organization", ["Shanghai Coop-eration Organization"]),
        ("Shanghai Coop-\neration Organiza-\r\ntion", ["Shanghai Coop-\neration Organiza-\r\ntion"]),
        ("Shanghai Co\u00adopera\u00ad\ntion Organization", ["Shanghai Co\u00adopera\u00ad\ntion Organization"]),
        ("Shanghai Co‑operation Organization", ["Shanghai Co‑operation Organization"]),
        ("die Antiterrorstruktur", ["Antiterrorstruktur"]),
        ("Шанхай-\nской организа-ции сотрудничества", ["Шанхай-\nской организа-ции сотрудничества"]),
        ("上海合作-\n组织", ["上海合作-\n组织"]),
        ("A pre- and post-war Shanghai - Spirit", []),
        ("a re-form of S-C-O", []),  # topics are not mended, nor letters one by one
        # alphabets mixed within one word
        ("Шaнхайcкaя oрганизация сотрудничеcтвa", ["Шaнхайcкaя oрганизация сотрудничеcтвa"]),
        ("саммит ШOС и ШОC", ["ШOС", "ШОC"]),
        ("SСО, SCΟ", ["SСО", "SCΟ"]),
        ("Oργανισμός Συνεργaσίας", ["Oργανισμός Συνεργaσίας"]),
        ("Шанха́йская организа́ция сотру́дничества", ["Шанха́йская организа́ция сотру́дничества"]),
        # words end where their script does, and at no letter of it
        ("SCO峰会、上合组织SCO峰会", ["SCO", "上合", "SCO"]),
        ("SCO의 정상회의, 상하이협력기구는", ["SCO", "상하이협력기구"]),
        ("саммит SCOда", ["SCO"]),
        ("disco SCOs SCOUT fiSCO SCO2 xSCO SCOé", []),
        ("SCO-2025, SCO/BRICS, (SCO), “SCO”, SCO’s, SCO.", ["SCO"] * 6),
        ("SCO+ and S.C.O. met", ["SCO+", "S.C.O."]),
        ("中国和上海合作组织成员国", ["上海合作组织"]),
        ("シャンハイの上海協力機構に", ["シャンハイ", "上海協力機構"]),
        ("ในเซี่ยงไฮ้วันนี้", ["เซี่ยงไฮ้"]),
        # what clings to words
        ("ومنظمة شنغهاي، لمنظمة شنغهاي، والمنظمة", ["منظمة شنغهاي", "منظمة شنغهاي"]),
        ("بشنغهاي", ["شنغهاي"]),
        ("شنغهايية ومشنغهاي", []),
        ("مُنظَّمة شنغهـــاي", ["مُنظَّمة شنغهـــاي"]),
        ("\ufee3\ufee8\ufec8\ufee4\ufe94 شنغهاي", ["\ufee3\ufee8\ufec8\ufee4\ufe94 شنغهاي"]),
        ("سازمانِ همكاري\u200cهاي شانگهاي", ["سازمانِ همكاري\u200cهاي شانگهاي"]),
        ("سازمان همکاری\u200cهای منطقه", []),
        ("وسازمان همکاری", ["سازمان همکاری"]),
        ("شنگھائی تعاون تنظیم کے", ["شنگھائی تعاون تنظیم"]),
        ("שַׁנְגְחַאי", ["שַׁנְגְחַאי"]),
        # endings, glued or after a sign
        ("ШОСа, ШОС-а, ШОСовский", ["ШОСа", "ШОС"]),
        ("ШЫҰ-ға, ШЫҰға, ШЫҰның", ["ШЫҰ", "ШЫҰға", "ШЫҰның"]),
        ("ShHTning, ShHTga, ShHTdir", ["ShHTning", "ShHTga"]),
        ("ŞƏT-in, ŞƏTin, ŞƏTnü, ŞƏTNÜ, ŞİÖ'nün, ŞİÖ’ye", ["ŞƏT", "ŞƏTin", "ŞƏTnü", "ŞİÖ", "ŞİÖ"]),
        ("Şanghay İşbirliği Örgütü'ne", ["Şanghay İşbirliği Örgütü"]),
        ("Şanghay İşbirliği Örgütündeki", []),  # not among the endings of this lexicon
        # vowel signs belong to the word
        ("शंघाई सहयोग संगठन के", ["शंघाई सहयोग संगठन"]),
        ("शंघाईत", []),
        ("शंघाईी", []),
        ("শহর সাংহাই সহযোগিতা।", ["সাংহাই সহযোগিতা"]),
        ("সাংহাই সহযোগিতার", []),
        ("հայոց եւ", ["հայոց եւ"]),
        # stems
        ("counterterrorism, terrorists' ministers of defence", ["terrorists", "ministers of defence"]),
        ("经济合作很好", ["合作"]),
        # tags are read word by word; addresses and accounts are not read
        ("#SCO #SCOSummit2025 #TheSCO #SCO_news #ШОС2025 #СаммитШОС", ["SCO"] * 4 + ["ШОС"] * 2),
        ("#SCOUT #disco #MOSCOW", []),
        ("@SCO @SCO_news info@SCO.org https://SCO.org/SCO www.SCO.com", []),
        ("sco.ca.gov", []),
        ("The SCO.The states", ["SCO"]),
        ("上合组织网站http://SCO.org/上合", ["上合", "上合"]),
    ],
)
def test_words_are_found_as_readers_see_them(text, surfaces):
    assert found(text) == surfaces


def test_hits_come_in_order_the_longer_first_with_their_roles():
    text = "Terrorists at the SCO"
    hits = MATCHER.find(fold(text))
    assert [(text[hit.start : hit.end], hit.term.role) for hit in hits] == [("Terrorists", "topic"), ("SCO", "short")]


def test_a_matcher_without_terms_finds_nothing():
    assert Matcher((), {}, {}).find(fold("SCO \0 -")) == []


NAMES = [(each, form) for each in TERMS for form in each.forms if "*" not in form]
noise = st.text(st.sampled_from(list("aSО еС上の한ا\u064b\u200c\u00ad\u0301ﬁ-'\n.،#@İ😀")), max_size=6)


def spoilt(form, dice):
    """Write a form in another way that readers take for the same."""
    letters = []
    for letter, next_ in zip(form, form[1:] + " ", strict=True):
        letters.append(dice.choice(SAME.get(letter, letter)))
        if letter.isalpha() and next_.isalpha():
            letters.append(dice.choice(["", "", "", "\u00ad", "\u200d", "\u200c"]))
    return "".join(letters)


SAME = {" ": " \u00a0\n", "-": "-‑–", "ی": "یيى", "ک": "کك", "组": "组組", "织": "织織", "о": "оo", "‘": "‘’'`ʻ"}


@given(st.sampled_from(NAMES), noise, noise, st.randoms(use_true_random=False))
def test_every_spelling_of_a_form_is_found_where_it_stands(name, before, after, dice):
    term, form = name
    surface = spoilt(form, dice)
    text = f"{before} {surface} {after}"
    start = len(before) + 1
    spans = [(hit.start, hit.end) for hit in MATCHER.find(fold(text)) if hit.term is term]
    whole = [text[first:last] for first, last in spans if first == start]
    assert surface in whole


words = st.one_of(st.sampled_from([form for _, form in NAMES]), noise)


@given(st.lists(words, max_size=12).map("".join))
def test_what_is_found_reads_as_a_form(text):
    for hit in MATCHER.find(fold(text)):
        surface = fold(text[hit.start : hit.end]).lower.replace("-", "")
        forms = [fold(form).lower.replace("-", "").split("*")[0] for form in hit.term.forms]
        assert any(surface.replace(" ", "").startswith(form.replace(" ", "")) for form in forms)
