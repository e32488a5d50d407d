"""The difference between two texts as people look at it: exact to the character, and such that one can read it."""

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from extractors.edits.marked import PAIRED, marked, side_by_side

BRIDGE = "The mayor opened the bridge.\n\nIt cost 4,000 somoni, he said.\n\nA school stands beside it."
# Words that come again, paragraphs, marks that join the letter before, emoji, line ends.
PARTS = [
    "a",
    "the ",
    "river",
    " ",
    "\n\n",
    "\n",
    "\r\n",
    "e\u0301",
    "\u0301",
    "👩‍🚀",
    "🇰🇿",
    "नि",
    "上",
    "合",
    "，",
    "می‌خواهم",
    "٫",
    "1",
    ".",
]
texts = st.one_of(st.lists(st.sampled_from(PARTS), max_size=30).map("".join), st.text(max_size=40))


def side(pieces, kind):
    return "".join(each.text for each in pieces if each.kind in {"same", kind})


def told(before, after):
    return [(each.kind, each.text) for each in marked(before, after) if each.kind != "same"]


def edges(text):
    return {0, *(each.end() for each in regex.finditer(r"\X", text))}


@given(texts, texts)
def test_both_texts_can_be_put_together_again(before, after):
    pieces = marked(before, after)
    assert side(pieces, "removed") == before
    assert side(pieces, "added") == after
    assert all(each.text for each in pieces)
    assert all((one.kind, one.moved) != (two.kind, two.moved) for one, two in pairwise(pieces))


@given(texts, texts)
def test_no_cluster_is_torn(before, after):
    for kind, text in (("removed", before), ("added", after)):
        at = 0
        for each in marked(before, after):
            if each.kind in {"same", kind}:
                at += len(each.text)
                assert at in edges(text)


@given(texts, texts)
def test_rows_hold_all_paragraphs_in_order(before, after):
    rows = side_by_side(before, after)
    assert "".join(each.text for row in rows for each in row.left).replace("\n", "") == before.replace("\n", "")
    assert "".join(each.text for row in rows for each in row.right).replace("\n", "") == after.replace("\n", "")
    assert all(row.left or row.right for row in rows)
    assert {each.kind for row in rows for each in row.left} <= {"same", "removed"}
    assert {each.kind for row in rows for each in row.right} <= {"same", "added"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("It killed 12.", "It killed 14.", [("removed", "12"), ("added", "14")]),
        ("It cost 1,000.", "It cost 1,500.", [("removed", "1,000"), ("added", "1,500")]),
        ("He didn't go there.", "He did go there.", [("removed", "didn't"), ("added", "did")]),
        ("An old bridge opens.", "A bridge opens.", [("removed", "An old"), ("added", "A")]),
        ("A “yes” came.", "A «yes» came.", [("removed", "“"), ("added", "«"), ("removed", "”"), ("added", "»")]),
        ("12 of 30 came.", "14 of 33 came.", [("removed", "12"), ("added", "14"), ("removed", "30"), ("added", "33")]),
        ("Погибли 12 человек.", "Погибли 15 человек.", [("removed", "12"), ("added", "15")]),
        ("会议在天津举行，三国参加。", "会议在天津举行，五国参加。", [("removed", "三"), ("added", "五")]),
        ("رئیس با ۱۲ وزیر دیدار کرد.", "رئیس با ۱۴ وزیر دیدار کرد.", [("removed", "۱۲"), ("added", "۱۴")]),
        ("او می‌خواهد برود به شهر.", "او نمی‌خواهد برود به شهر.", [("removed", "می‌خواهد"), ("added", "نمی‌خواهد")]),
        ("सीता का घर बड़ा है।", "सीता की घर बड़ा है।", [("removed", "का"), ("added", "की")]),
        ("", "New.", [("added", "New.")]),
        ("Old.", "", [("removed", "Old.")]),
        ("", "", []),
    ],
)  # fmt: skip
def test_words_are_what_is_crossed_out(before, after, expected):
    assert told(before, after) == expected


def test_a_paragraph_put_in_is_marked_whole_and_the_others_are_the_same():
    first, second, last = BRIDGE.split("\n\n")
    assert told(BRIDGE, f"{first}\n\nGoats grazed.\n\n{second}\n\n{last}") == [("added", "Goats grazed.\n\n")]
    assert told(BRIDGE, f"{BRIDGE}\n\nGoats grazed.") == [("added", "\n\nGoats grazed.")]
    assert told(f"Goats grazed.\n\n{BRIDGE}", BRIDGE) == [("removed", "Goats grazed.\n\n")]


def test_a_text_written_anew_is_no_mosaic_of_small_words():
    before = "The mayor of the town opened the bridge."
    after = "Rain is expected in the north, and the rivers will rise."
    assert told(before, after) == [("removed", before), ("added", after)]
    before = "The bridge over the river was opened by the mayor on Monday, officials of the town said."
    after = "The bridge over the river was closed again after the flood on Monday, officials of the town said."
    assert told(before, after) == [("removed", "opened by the mayor"), ("added", "closed again after the flood")]


def test_two_headlines_are_compared_sooner_than_two_paragraphs():
    before, after = "SCO ministers fail to agree", "SCO ministers agree on a shared winter reserve list"
    assert told(before, after) == [("removed", "fail to "), ("added", " on a shared winter reserve list")]
    others = ("Goats.\n\n" + each for each in (before, after))
    assert told(*others) == [("removed", before), ("added", after)]


def test_a_paragraph_that_moved_is_said_to_have_moved():
    first, second, last = BRIDGE.split("\n\n")
    pieces = marked(BRIDGE, f"{last}\n\n{first}\n\n{second}")
    assert {(each.kind, each.text.strip(), each.moved) for each in pieces if each.moved} == {
        ("removed", last, True), ("added", last, True),
    }  # fmt: skip
    assert not any(each.moved for each in marked(BRIDGE, f"{BRIDGE}\n\nGoats."))


def test_paragraphs_lie_beside_what_they_became():
    first, second, last = BRIDGE.split("\n\n")
    rows = side_by_side(BRIDGE, f"{first}\n\nGoats grazed.\n\n{second.replace('4,000', '5,000')}")
    shown = [["".join(each.text for each in half) for half in (row.left, row.right)] for row in rows]
    changed = second.replace("4,000", "5,000")
    assert shown == [[first, first], ["", "Goats grazed."], [second, changed], [last, ""]]
    assert [each.kind for each in rows[2].left] == ["same", "removed", "same"]


def test_a_paragraph_cut_in_two_is_one_row():
    whole = "The mayor opened the bridge. A school stands beside it."
    rows = side_by_side(whole, whole.replace(". ", ".\n\n"))
    assert [[each.text for each in row.right] for row in rows] == [
        ["The mayor opened the bridge.", "\n\n", "A school stands beside it."]
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 10_000, "b a " * 10_000),
        ("上合" * 20_000, "合上" * 20_000),
        ("".join(f"{at}\n\n" for at in range(PAIRED + 9)), "".join(f"{at} x\n\n" for at in range(PAIRED + 9))),
        ("\n\n" * 20_000, "\n\n" * 20_001),
        ("e" + "\u0301" * 40_000, "e" + "\u0300" * 40_000),
    ],
)
def test_what_would_take_quadratic_time_is_marked_coarsely_and_exactly(before, after):
    pieces = marked(before, after)
    assert (side(pieces, "removed"), side(pieces, "added")) == (before, after)
