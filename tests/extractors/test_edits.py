"""What changed on a page: real or boring, of what kind, and whether it matters, in the scripts of the region."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.edits.align import ALL_CELLS, Aligner
from extractors.edits.compare import GROWN, LIMIT, LONG, MOST, compare
from extractors.edits.records import Edit, Reading
from extractors.edits.tokens import sentences_of, tokens_in

BRIDGE = (
    "The council met in Tesbulak on Monday. It agreed on the new bridge, said the mayor Ivan Petrov. “We will build it"
    " in three years,” he told reporters.\n\nThe bridge will cost 12 million tenge and carry 4,000 cars a day. Work"
    " begins on 5 September."
)


def edit(old: str, new: str, language: str | None = "en", *, titles: tuple[str, str] = ("", ""), **more) -> Edit:
    """Compare two texts; every span must be where it says."""
    readings = Reading(title=titles[0], text=old), Reading(title=titles[1], text=new)
    found = compare(*readings, language, **more)
    for change in found.changes:
        for reading, spot in zip(readings, (change.before, change.after), strict=True):
            field = reading.title if change.field == "title" else reading.text
            assert field[spot.start : spot.end] == spot.surface
    return found


def told(found: Edit) -> set[tuple[str, str, str]]:
    return {(each.kind, each.before.surface, each.after.surface) for each in found.changes}


def replaced(old: str, new: str) -> Edit:
    """The bridge, with other words."""
    assert old in BRIDGE
    return edit(BRIDGE, BRIDGE.replace(old, new))


# --- what is boring --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("“We will build it in three years,”", '"We will build it in three years,"'),
        (". It agreed", ".\n\nIt  agreed"),
        ("4,000", "4 000"),
        ("new bridge, said", "new bridge – said"),
        ("Monday", "MONDAY"),
        ("council", "coun\u00adcil"),
        ("Petrov", "Pétrov"),
        ("reporters", "report-\ners"),
        ("mayor", "ma-yor"),
    ],
)
def test_other_quotes_dashes_blanks_case_and_hyphens_are_typography(old, new):
    found = replaced(old, new)
    assert (found.significance, found.changes, found.reasons, found.is_real) == ("boring", (), ("typography",), False)


@pytest.mark.parametrize(
    ("slug", "old", "new"),
    [
        ("counter", "Views: 1,234", "Views: 1,240"),
        ("counter", "12 comments", "15 comments"),
        ("counter", "Просмотров: 1234", "Просмотров: 1240"),
        ("counter", "阅读: 1234", "阅读: 1240"),
        ("counter", "بازدید: ۱۲۳۴", "بازدید: ۱۲۴۰"),
        ("counter", "Қаралды: 12", "Қаралды: 19"),
        ("time", "Updated 14:05", "Updated 15:30"),
        ("time", "5 minutes ago", "2 hours ago"),
        ("time", "Обновлено: 1 сентября 2025, 14:05", "Обновлено: 2 сентября 2025, 09:10"),
        ("time", "更新时间:2025年9月1日 14:05", "更新时间:2025年9月1日 18:20"),
        ("time", "آخرین به‌روزرسانی: ۱۴:۰۵", "آخرین به‌روزرسانی: ۱۵:۰۰"),
        ("links", "Read also: Goat elected mayor", "Read also: Rain expected"),
        ("links", "Читайте также: Коза избрана мэром", "Читайте также: Ждут дождя"),
        ("caption", "Photo: A. Writer", "Photo: B. Writer"),
        ("furniture", "Share on Telegram", "Share via Telegram"),
        ("furniture", "Advertisement", ""),
    ],
)
def test_counters_times_links_captions_and_furniture_come_and_go(slug, old, new):
    first, last = BRIDGE.split("\n\n")
    before, after = (f"{first}\n\n{line}\n\n{last}" for line in (old, new))
    found = edit(before, after)
    expected = {slug, "furniture"} if slug == "counter" and "comments" in old else {slug}
    assert found.significance == "boring"
    assert set(found.reasons) <= expected
    assert found.reasons


def test_a_list_of_links_may_change_below_its_heading_and_at_the_end_of_the_page():
    first, last = BRIDGE.split("\n\n")
    old = f"{first}\n\nRelated:\n\nGoat elected mayor\n\nRain expected\n\n{last}\n\nShip lost at sea"
    new = f"{first}\n\nRelated:\n\nTwo goats elected\n\n{last}\n\nShip found\n\n12 goats wanted"
    assert (edit(old, new).significance, edit(old, new).reasons) == ("boring", ("links",))


def test_a_quote_at_the_end_of_the_page_is_no_link():
    assert edit(BRIDGE, f"{BRIDGE}\n\n„Wir bauen die Brücke nicht.“", "de").is_real


def test_a_list_that_the_text_announces_is_text():
    lists = [f"{BRIDGE} The injured are:\n\nIvan Petrov, 32\n\n{name}" for name in ("Oleg Orlov, 40", "Oleg Orlov, 41")]
    assert told(edit(*lists)) == {("number", "40", "41")}


def test_a_sentence_that_counts_or_tells_the_time_is_no_counter():
    old = "The film has had 1,234 views in the first week, its makers say.\n\nUpdated: 12 dead after the storm."
    assert told(edit(old, old.replace("1,234", "9,000"))) == {("number", "1,234", "9,000")}
    assert told(edit(old, old.replace("12", "14"))) == {("number", "12", "14")}


def test_what_an_outlet_repeats_may_come_and_go():
    note = "The opinions of our authors are their own, and the 12 of them agree."
    assert edit(BRIDGE, f"{BRIDGE}\n\n{note}", repeated=[note]).reasons == ("repeated",)
    assert edit(f"{note}\n\n{BRIDGE}", BRIDGE, repeated=[note]).significance == "boring"
    assert edit(BRIDGE, f"{BRIDGE}\n\n{note}").is_real


def test_paragraphs_in_another_order_say_nothing_new():
    first, last = BRIDGE.split("\n\n")
    assert (edit(BRIDGE, f"{last}\n\n{first}").significance, edit(BRIDGE, f"{last}\n\n{first}").reasons) == (
        "boring", ("order",),
    )  # fmt: skip


# --- what is not -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("12", "14", "number"),
        ("4,000", "40,000", "number"),
        ("million", "billion", "number"),
        ("5 September", "6 September", "date"),
        ("September", "October", "date"),
    ],
)
def test_another_number_or_date_is_significant(old, new, kind):
    found = replaced(old, new)
    before, after = ("5", "6") if old == "5 September" else (old, new)
    assert (found.significance, told(found)) == ("significant", {(kind, before, after)})


def test_a_number_in_words_is_a_number_and_the_same_in_figures_is_not_another():
    assert ("number", "three", "five") in told(replaced("three", "five"))
    found = replaced("three", "3")
    assert (found.significance, {each.kind for each in found.changes}) == ("minor", {"quote"})


def test_a_sign_is_part_of_a_number():
    assert told(edit("It was −5 degrees.", "It was 5 degrees.")) == {("number", "−5", "5")}
    assert edit("It was −5 degrees.", "It was -5 degrees.").significance == "boring"


@pytest.mark.parametrize(
    ("language", "text", "old", "new", "kind"),
    [
        ("ru", "Погибли 12 человек. Об этом сообщил Иван Петров.", "Петров", "Сидоров", "name"),
        ("ru", "Погибли 12 человек. Об этом сообщил Иван Петров.", "12", "15", "number"),
        ("ru", "Мост откроют 5 сентября, сказал мэр.", "сентября", "октября", "date"),
        ("ru", "Мэр обещал, что мост не построят.", "не построят", "построят", "negation"),
        ("zh", "会议在天津举行，三国参加。", "三", "五", "number"),
        ("zh", "外长王毅出席会议。", "王毅", "李强", "name"),
        ("zh", "会议不会推迟。", "不", "", "negation"),
        ("zh", "他说：“我们将加强合作。”会议结束。", "加强", "停止", "quote"),
        ("zh", "他读了《边城》这本书。", "边城", "围城", "name"),
        ("fa", "رئیس جمهور با ۱۲ وزیر دیدار کرد.", "۱۲", "۱۴", "number"),
        ("fa", "او گفت: «ما همکاری را گسترش می‌دهیم». جلسه پایان یافت.", "گسترش", "کاهش", "quote"),
        ("ar", "وشارك ١٢ وزيرا في القمة.", "١٢", "١٣", "number"),
        ("ar", "وصل الرئيس قاسم إلى الأستانة.", "قاسم", "شوكت", "name"),
        ("ur", "صدر زرداری نے ۱۲ وزرا سے ملاقات کی۔", "زرداری", "علوی", "name"),
        ("ur", "اجلاس ملتوی نہیں ہوا۔", "نہیں ", "", "negation"),
        ("kk", "Кездесуге 12 министр қатысты.", "12", "15", "number"),
        ("kk", "Бұл туралы бүгін Қасым Тоқаев айтты.", "Тоқаев", "Назаров", "name"),
        ("kk", "Көпір салынған жоқ деді әкім.", "жоқ ", "", "negation"),
        ("hi", "बैठक में १२ मंत्री आए।", "१२", "१५", "number"),
        ("hi", "राष्ट्रपति शर्मा ने दौरा किया।", "शर्मा", "वर्मा", "name"),
        ("hi", "पुल नहीं बनेगा।", "नहीं ", "", "negation"),
        ("uz", "Bu haqda kecha Olim Karimov aytdi.", "Karimov", "Rashidov", "name"),
        ("tr", "Köprü değil, yol yapılacak.", "değil, ", "", "negation"),
    ],
)
def test_numbers_names_dates_quotes_and_denials_are_seen_in_many_scripts(language, text, old, new, kind):
    assert old in text
    found = edit(text, text.replace(old, new), language)
    assert (found.significance, kind in {each.kind for each in found.changes}) == ("significant", True)
    changed = next(each for each in found.changes if each.kind == kind)
    assert old.strip(" ,") in changed.before.surface or changed.before.surface in old


def test_other_vowel_signs_make_another_word_where_the_script_writes_them():
    assert told(edit("सीता का घर बड़ा है।", "सीता की घर बड़ा है।", "hi")) == {("wording", "का", "की")}


def test_a_name_is_given_whole_and_its_case_is_no_other_name():
    assert told(replaced("Ivan Petrov", "Ivan Sidorov")) == {("name", "Ivan Petrov", "Ivan Sidorov")}
    text = "Об этом на встрече с жителями города сказал мэр Петров."
    found = edit(text, text.replace("сказал мэр Петров", "сказано мэром Петровым"), "ru")
    assert (found.significance, {each.kind for each in found.changes}) == ("minor", {"wording"})


def test_a_capital_at_the_beginning_of_a_sentence_makes_no_name_and_german_nouns_are_none():
    assert edit("Work begins soon, they say.", "Labour begins soon, they say.").significance == "minor"
    assert edit("Er sah den Hund im Park.", "Er sah den Wolf im Park.", "de").significance == "minor"
    assert edit("Er traf gestern Karl Wolf.", "Er traf gestern Karl Huber.", "de").significance == "significant"


def test_words_in_a_quote_are_a_change_of_the_quote_unless_a_slip_is_corrected():
    found = replaced("We will build it", "We will never build it")
    assert ("quote", "“We will build it in three years,”", "“We will never build it in three years,”") in told(found)
    slip = replaced("build it in", "bulid it in")
    assert (slip.significance, {each.kind for each in slip.changes}) == ("minor", {"quote"})


def test_other_wording_is_minor():
    found = replaced("agreed on", "decided about")
    assert (found.significance, told(found)) == ("minor", {("wording", "agreed on", "decided about")})


def test_a_sentence_that_says_something_is_missed_and_a_short_one_less():
    said = " It agreed on the new bridge, said the mayor Ivan Petrov."
    found = replaced(said, "")
    assert (found.significance, told(found)) == ("significant", {("removed", said.strip(), "")})
    mild = edit(f"{BRIDGE} The rest is well known.", BRIDGE)
    assert (mild.significance, told(mild)) == ("minor", {("removed", "The rest is well known.", "")})
    long = "And so " + "it went on and on " * (LONG // 4) + "for all."
    assert edit(f"{BRIDGE} {long}", BRIDGE).significance == "significant"


def test_what_is_added_is_minor_unless_it_corrects_or_is_much():
    assert edit(BRIDGE, f"{BRIDGE} Boats will wait.").significance == "minor"
    for note in ("Correction: an earlier version gave another sum.", "Исправление: сумма указана неверно."):
        assert edit(BRIDGE, f"{BRIDGE}\n\n{note}").significance == "significant"
    words = len(tokens_in(BRIDGE))
    much = "So " + "they went on talking " * (int(words * GROWN) // 4 + 5) + "late."
    assert edit(BRIDGE, f"{BRIDGE} {much}").significance == "significant"


def test_a_headline_is_a_change_of_its_own_and_weighs_what_it_says():
    title = "Council agrees on new bridge over the river"
    other = edit(BRIDGE, BRIDGE, titles=(title, "Mayor under fire"))
    assert (other.significance, other.changes[0].kind) == ("significant", "headline")
    assert edit(BRIDGE, BRIDGE, titles=(title, title.replace("agrees", "agreed"))).significance == "minor"
    denied = edit(BRIDGE, BRIDGE, titles=(title, title.replace("agrees", "does not agree")))
    assert (denied.significance, {each.kind for each in denied.changes}) == ("significant", {"headline", "negation"})
    assert edit(BRIDGE, BRIDGE, titles=(title, title.upper())).significance == "boring"
    spelled = "Council Agrees On Old Bridge Over The River"
    assert edit(BRIDGE, BRIDGE, titles=(title.title(), spelled)).significance == "minor"


def test_a_sentence_cut_in_two_is_no_passage_removed():
    whole = "The bridge is new, and it carries many cars, and the boats have to wait below it."
    cut = "The bridge is new, and it carries many cars. The boats have to wait below it."
    assert {each.kind for each in edit(whole, cut).changes} == {"wording"}


def test_another_article_at_the_same_address_is_significant():
    found = edit(BRIDGE, "Goats were seen on the roof of the school in Kokdala. Nobody knows how 7 of them got there.")
    assert found.significance == "significant"
    assert {each.kind for each in found.changes} == {"removed", "added"}


# --- what holds of all texts -----------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "The ",
        "Petrov ",
        "12 ",
        "1,000 ",
        "не ",
        "саммит ",
        "上海",
        "三",
        "«да» ",
        "“we go” ",
        ". ",
        "。",
        "\n\n",
        "۱۲ ",
        "की ",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=80))


@given(TEXTS, TEXTS, TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_spans_are_where_they_say_and_real_is_what_has_a_change(old, new, title, other):
    found = edit(old, new, None, titles=(title, other))
    assert found.is_real == bool(found.changes)
    assert bool(found.changes or found.reasons) == ((old, title) != (new, other))


@given(TEXTS, TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_reading_does_not_differ_from_itself(title, text):
    assert edit(text, text, titles=(title, title)) == Edit(significance="boring", changes=(), reasons=())


@given(st.integers(2, 10**9), st.integers(2, 10**9), st.sampled_from(["en", "ru", "zh", None]))
@settings(max_examples=100, deadline=None)
def test_a_changed_number_is_seen_both_ways(one, other, language):
    old, new = (f"{BRIDGE} The fine is {number} tenge." for number in (one, other))
    there, back = edit(old, new, language), edit(new, old, language)
    assert {(after, before) for _, before, after in told(back)} == {(before, after) for _, before, after in told(there)}
    assert there.is_real == (one != other)


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")), st.sampled_from([0, ALL_CELLS]))
@settings(max_examples=300, deadline=None)
def test_between_the_regions_that_differ_all_is_equal(old, new, cells):
    at = place = 0
    for start, end, begin, stop in Aligner(cells).regions(old, new):
        assert old[at:start] == new[place:begin]
        at, place = end, stop
    assert old[at:] == new[place:]


@given(TEXTS)
def test_sentences_hold_all_words_and_lie_where_they_say(text):
    found = sentences_of(text)
    assert [token.key for each in found for token in each.tokens] == [
        token.key for each in found for token in tokens_in(text, each.start, each.end)
    ]
    assert all(text[each.start : each.end].strip() == text[each.start : each.end] for each in found)


HOSTILE = {
    "one letter": ("a" * 1_000_000, "a" * 999_999),
    "the same sentence": ("a. " * 300_000, "a. " * 299_000 + "b. " * 5),
    "full stops": ("." * 1_000_000, "." * 999_999 + "a"),
    "quotes that do not end": ("“" * 500_000, "“" * 499_999 + "a"),
    "a character a sentence": ("上。海。" * 100_000, "海。上。" * 100_000),
    "lines": ("\n\n".join(f"Line {n}" for n in range(50_000)), "\n\n".join(f"Row {n}" for n in range(50_000))),
    "names": (" ".join(f"A{n} B" for n in range(90_000)), " ".join(f"A{n} C" for n in range(90_000))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_of_a_million_characters_are_compared_at_all(name):
    """Without bounds some of these take hours; with them two seconds at most."""
    found = edit(*HOSTILE[name])
    assert found.is_real
    assert len(found.changes) <= MOST


def test_what_is_too_long_to_be_compared_word_by_word_is_a_change_all_the_same():
    old = "word " * (LIMIT // 5) + "The end is 12."
    assert edit(old, old.replace("12", "14")).significance == "minor"
