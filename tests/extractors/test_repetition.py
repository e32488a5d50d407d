"""What recurs on an outlet's pages is told from copies, updates and background."""

import pytest

from extractors.records import Block
from extractors.repetition import LONG, MOST_BLOCKS, Seen, blocks_of, is_new, recurs, without_recurring

CALL = "Subscribe to our Telegram"
BOX = "Mira Tolan has written about rivers and rails for the Steppe Herald since 2011."


def seen(pages, first, last, tokens=6):
    return Seen(tokens=tokens, pages=pages, first_page=first, last_page=last)


def block(digest, tokens=30):
    return Block(digest=digest, tokens=tokens)


@pytest.mark.parametrize(
    ("block", "pages", "wanted", "why"),
    [
        (seen(2, 1, 2), 2, False, "two pages are not many"),
        (seen(3, 1, 3), 3, True, "all of three"),
        (seen(3, 1, 9), 9, True, "a third"),
        (seen(3, 1, 10), 10, False, "less than a third"),
        (seen(3, 91, 93), 120, False, "three in a row, and then no more"),
        (seen(300, 901, 1200), 2000, True, "it was printed for a while, and no more today"),
        (seen(40, 1, 1000), 1000, False, "a turn of phrase"),
        (seen(3, 1, 3, tokens=40), 3, False, "a paragraph takes more pages"),
        (seen(5, 1, 5, tokens=40), 5, True, "a paragraph on five of five"),
        (seen(5, 1, 11, tokens=40), 11, False, "background: a paragraph on less than half of the pages"),
        (seen(90, 1, 100, tokens=LONG), 100, True, "a disclaimer"),
        (seen(90, 1, 100, tokens=LONG + 1), 100, False, "too long to be anything but text"),
    ],
)
def test_a_block_recurs_by_its_pages_their_share_and_its_length(block, pages, wanted, why):
    assert recurs(block, pages) is wanted, why


def test_a_page_is_new_unless_half_of_its_words_stood_on_earlier_pages():
    text, other, call = block(1), block(2), block(3, 6)
    assert is_new((text, call), {}, 0)
    assert is_new((text, call), {3: seen(1, 1, 1)}, 1)
    assert not is_new((text, call), {1: seen(1, 1, 1, tokens=30)}, 1)
    assert not is_new((text, other), {1: seen(1, 1, 1, tokens=30)}, 1)
    assert not is_new((), {}, 0)


def test_what_recurs_already_makes_no_page_a_copy():
    box = {1: seen(8, 1, 8, tokens=40)}
    assert is_new((block(1, 40), block(2, 20)), box, 8)
    assert not is_new((block(1, 40),), box, 8)


def test_recurring_paragraphs_are_dropped_wherever_they_stand():
    text = f"The bridge is open.\n\n{CALL}!\n\nIt was closed for a year.\n\n{BOX}"
    recurring = frozenset(each.digest for each in blocks_of(f"{CALL}\n\n{BOX}"))
    assert without_recurring(text, recurring) == (
        "The bridge is open.\n\nIt was closed for a year.",
        (f"{CALL}!", BOX),
    )


def test_a_text_of_which_nothing_would_be_left_stays_whole():
    text = f"{CALL}\n\n* * *"
    assert without_recurring(text, frozenset(each.digest for each in blocks_of(CALL))) == (text, ())
    assert without_recurring(text, frozenset()) == (text, ())


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("Подпишитесь на наш канал!", "ПОДПИШИТЕСЬ на наш канал", "Подпишитесь на их канал"),
        ("订阅我们的频道。", "訂閱我們的頻道", "订阅他们的频道。"),
        ("به کانال ما بپیوندید", "به كانال ما بپيونديد", "به کانال او بپیوندید"),
        ("हमारे चैनल से जुड़ें", "हमारे  चैनल से जुड़ें।", "उनके चैनल से जुड़ें"),
    ],
)
def test_a_block_is_recognised_in_every_script(one, same, other):
    assert blocks_of(one) == blocks_of(same) != blocks_of(other)


def test_paragraphs_without_words_are_no_blocks_and_a_repeated_one_is_one():
    assert blocks_of("") == blocks_of("* * *\n\n—") == ()
    assert len(blocks_of(f"{CALL}\n\n{BOX}\n\n{CALL}")) == 2


def test_of_a_long_page_the_beginning_and_the_end_are_looked_at():
    blocks = blocks_of("\n\n".join(f"Paragraph {number}" for number in range(10_000)))
    assert len(blocks) == MOST_BLOCKS
    assert blocks[:1] == blocks_of("Paragraph 0")
    assert blocks[-1:] == blocks_of("Paragraph 9999")
    assert all(0 <= each.digest < 1 << 63 for each in blocks)
