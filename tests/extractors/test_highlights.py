"""Spans on a text, made a flat list."""

from itertools import pairwise

import regex
from hypothesis import given
from hypothesis import strategies as st

from extractors.highlights import Mark, pieces

texts = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from(["a", "e\u0301", "👩‍🚀", "\r\n", "नि", "上", " "]), max_size=12).map("".join),
)
marks = st.lists(st.builds(Mark, st.integers(-3, 35), st.integers(-3, 35), st.sampled_from("xyz")), max_size=8)


@given(texts, marks)
def test_the_text_can_be_put_together_again_and_no_cluster_is_torn(text, marks):
    found = pieces(text, marks)
    edges = {0, *(each.end() for each in regex.finditer(r"\X", text))}
    assert "".join(each.text for each in found) == text
    assert all(each.text and each.text == text[each.start :][: len(each.text)] for each in found)
    assert {each.start for each in found} <= edges
    assert all(one.labels != two.labels for one, two in pairwise(found))


@given(texts, marks)
def test_every_marked_character_has_its_labels(text, marks):
    on = {each.start + at: each.labels for each in pieces(text, marks) for at in range(len(each.text))}
    for start, end, label in marks:
        assert all(label in on[at] for at in range(max(0, start), min(end, len(text))))


@given(st.text(alphabet="ab ", max_size=30), marks)
def test_and_no_other_has_them(text, marks):
    for each in pieces(text, marks):
        for at in range(each.start, each.start + len(each.text)):
            assert each.labels == {label for start, end, label in marks if start <= at < end}


def test_marks_that_overlap_touch_and_repeat():
    found = pieces("The SCO summit", [Mark(4, 7, "hit"), Mark(4, 14, "accepted"), Mark(7, 14, "accepted")])
    assert [(each.text, sorted(each.labels)) for each in found] == [
        ("The ", []), ("SCO", ["accepted", "hit"]), (" summit", ["accepted"]),
    ]  # fmt: skip


def test_an_edge_inside_a_letter_with_its_marks_moves_to_its_border():
    assert [each.text for each in pieces("cafe\u0301 bar", [Mark(0, 4, "hit")])] == ["cafe\u0301", " bar"]


def test_what_lies_outside_of_the_text_is_left_out():
    assert [each.labels for each in pieces("abc", [Mark(3, 9, "x"), Mark(2, 1, "y")])] == [frozenset()]
    assert pieces("", [Mark(0, 1, "x")]) == ()
