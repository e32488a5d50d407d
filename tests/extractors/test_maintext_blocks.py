import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from extractors.html import parse_html
from extractors.maintext.blocks import SKIPPED, Blocks, read_blocks
from extractors.maintext.marks import (
    BITS,
    BODY_BIT,
    ELEMENT_BITS,
    TAG_CODES,
    UNSEEN_BIT,
    WORDS_OF_MARKS,
    marks_of,
)


def tree(body: str) -> HtmlElement:
    return parse_html(f"<html><body>{body}</body></html>".encode("utf-8", "surrogatepass"))


def blocks(body: str) -> Blocks:
    return read_blocks(tree(body))


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body).blocks]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Rain fell.</p><p>The river rose.</p>", ["Rain fell.", "The river rose."]),
        ("<p>Rain <b>fell</b> in the <a href=/x>val</a>ley.</p>", ["Rain fell in the valley."]),
        ("Rain fell.<br>The river rose.", ["Rain fell.", "The river rose."]),
        ("<div>Rain fell.<div>It rose.</div>It left its bed.</div>", ["Rain fell.", "It rose.", "It left its bed."]),
        ("<div>Rain <script>var no = 1</script>fell.</div>", ["Rain fell."]),
        ("<div>Rain <svg><text>no</text></svg>fell.</div>", ["Rain fell."]),
        ("<p>Rain fell.<select><option>no</select><button>no</button></p>", ["Rain fell."]),
        ("<table><tr><td>Rain</td><td>14 mm</td></tr></table>", ["Rain", "14 mm"]),
        ("<ul><li>Rain<ul><li>14 mm</ul><li>Wind</ul>", ["Rain", "14 mm", "Wind"]),
        ("<p>  Rain\n\t fell.&nbsp; </p><p> \n </p>", ["Rain fell."]),
        ("<a href=/x><h2>Rain</h2><p>It fell.</p></a>", ["Rain", "It fell."]),
        ("<x-story>Rain fell.</x-story>", ["Rain fell."]),
        ("<p>می\u200cشود</p>", ["می\u200cشود"]),
        ("", []),
    ],
)
def test_text_is_cut_where_block_elements_begin_and_end(body, expected):
    assert texts(body) == expected


def test_a_block_knows_how_much_of_it_is_linked_and_bold():
    (block,) = blocks('<p>Rain <a href="/x">fell all</a> <a name=y>day</a> <b>long</b></p>').blocks
    assert (block.size, block.linked, block.links, block.bold) == (len("Rain fell all day long"), 8, 1, 4)


def test_what_hangs_in_a_link_or_a_heading_is_linked_or_bold_whole():
    heading, paragraph = blocks("<a href=/x><h2>Rain</h2><p>It fell.</p></a>").blocks
    assert (heading.linked, heading.bold) == (heading.size, heading.size)
    assert (paragraph.linked, paragraph.bold) == (paragraph.size, 0)


def test_a_character_of_east_asia_weighs_as_much_as_two_letters():
    assert [block.size for block in blocks("<p>暴雨</p><p>rain</p><p>дождь</p>").blocks] == [4, 4, 5]


def test_only_what_follows_a_line_break_within_one_element_is_broken():
    found = blocks("<p>Rain<br>fell<br></p><p>in the valley.</p>").blocks
    assert [(block.text, block.broken) for block in found] == [
        ("Rain", False),
        ("fell", True),
        ("in the valley.", False),
    ]


def test_marks_are_handed_down_the_tree_and_not_beside_it():
    found = blocks('<div class="comments"><p>No.</p></div><p>Yes <span class="share">now</span></p><p>Yes.</p>').blocks
    inherited, inline, plain = found
    assert inherited.marks & marks_of("comment")
    assert not inherited.inline
    assert inline.marks & inline.inline & marks_of("share")
    assert not plain.marks


def test_elements_classes_styles_and_microdata_leave_their_marks():
    body = """<aside><p>1</p></aside><p hidden>2</p><p style="color: red; Display : none">3</p>
        <div itemprop="articleBody"><p>4</p></div><figcaption>5</figcaption>"""
    marks = [block.marks for block in blocks(body).blocks]
    assert marks == [ELEMENT_BITS["aside"], UNSEEN_BIT, UNSEEN_BIT, BODY_BIT, ELEMENT_BITS["figure"]]


def test_a_container_sums_up_what_hangs_below_it():
    found = blocks("<div><p>Rain fell.</p><ul><li><a href=/x>More</a></li></ul></div>")
    root = found.containers[0]
    assert (root.size, root.linked, root.blocks) == (14, 4, 2)
    assert sum(block.size for block in found.blocks) == root.size


def test_what_hangs_on_the_same_chain_of_tags_and_classes_has_one_path():
    found = blocks("<div class=a><p>1</p><p>2</p></div><div class=b><p>3</p></div>")
    one, two, three = (found.containers[block.container].path for block in found.blocks)
    assert one == two != three
    assert found.above[one] != found.above[three]


def test_blocks_know_their_row_and_cell_and_what_is_in_no_table_has_none():
    rows = "<tr><td><p>1</p><p>2</p></td><td>3</td></tr><tr><td>4</td></tr>"
    found = blocks(f"<table>{rows}</table><p>5</p>")
    one, two, three, four, outside = (found.cell_of(block.container) for block in found.blocks)
    assert one == two
    assert one[0] == three[0] != four[0]
    assert one[1] != three[1]
    assert outside == (-1, -1)


def visible(element: HtmlElement) -> str:
    """Say the same in the plainest words: all text, but of the skipped elements."""
    inner = "" if element.tag in SKIPPED else (element.text or "") + "".join(map(visible, element))
    return inner + (element.tail or "")


TAGS = ("p", "div", "span", "a href=/x", "b", "br", "li", "td", "tr", "table", "script", "svg", "select", "h2", "em")
SOUP = st.lists(
    st.sampled_from([each for tag in TAGS for each in (f"<{tag}>", f"</{tag.split()[0]}>")])
    | st.sampled_from([" ", "\n", "rain", "дождь ", " 暴雨", "&nbsp;", "<!-- no -->", "<p class=share hidden>"])
    | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=5),
    max_size=40,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(SOUP)
def test_no_visible_letter_is_lost_or_made_up(body):
    page = tree(f"<p>.</p>{body}")
    assert "".join("".join(block.text.split()) for block in read_blocks(page).blocks) == "".join(visible(page).split())


@settings(max_examples=100, deadline=None)
@given(SOUP)
def test_links_and_bold_are_never_more_than_the_block(body):
    found = blocks(body)
    assert all(0 <= block.linked <= block.size and 0 <= block.bold <= block.size for block in found.blocks)
    assert all(each.parent < place for place, each in enumerate(found.containers))
    sizes = np.zeros(len(found.containers))
    for block in found.blocks:
        at = block.container
        while at >= 0:
            sizes[at] += block.size
            at = found.containers[at].parent
    assert np.allclose(sizes, [each.size for each in found.containers])


# --- marks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("shareBar", ["share"]),
        ("js-SHARE-bar", ["share"]),
        ("articleBody", ["body", "article", "content"]),
        ("uploads", []),
        ("ads-300x250", ["ad"]),
        ("loads", []),
        ("newsHeader", ["article", "head"]),
        ("footer__copyright", ["foot"]),
        ("zxq", []),
        ("", []),
    ],
)
def test_a_name_says_what_its_words_say(name, marks):
    places = [place for place, mark in enumerate(WORDS_OF_MARKS) if mark in marks]
    assert marks_of(name) == sum(1 << place for place in places)


@pytest.mark.parametrize("mark", WORDS_OF_MARKS)
def test_every_word_of_a_mark_is_heard(mark):
    place = list(WORDS_OF_MARKS).index(mark)
    assert all(marks_of(word) & 1 << place for word in WORDS_OF_MARKS[mark].split("|"))


def test_a_name_without_end_is_read_in_part():
    assert marks_of("x" * 200 + "-comment") == 0


def test_marks_fit_in_the_numbers_they_are_kept_in():
    assert 0 < BITS <= 63
    bits = [*(1 << place for place in range(len(WORDS_OF_MARKS))), *set(ELEMENT_BITS.values()), BODY_BIT, UNSEEN_BIT]
    assert sum(bits) == (1 << BITS) - 1


def test_codes_of_tags_are_distinct_and_leave_zero_to_the_rest():
    assert sorted(TAG_CODES.values()) == list(range(1, len(TAG_CODES) + 1))
