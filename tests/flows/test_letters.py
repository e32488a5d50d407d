"""Alerts and digests as they are read: nothing that a third party wrote is markup, a call or an order in them."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.letters.escaping import address, clean, to_markdown
from flows.letters.write import Style, as_command, title_of, write
from storage.digests import EditLine
from tests.hostile import HOSTILE, NOW, URL, full, letter, story

FORMS = ("html", "markdown", "text")


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.names, self.links, self.text = set(), set(), set(), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)
        self.links.update(value for name, value in attrs if name in {"href", "src"})

    def handle_data(self, data):
        self.text += data


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["alert", "digest"])
def test_html_holds_our_tags_and_our_links_whatever_others_wrote(kind, text):
    made = full(text)
    read = Reader(write(replace(made, kind=kind), Style(form="html", shows_links=True, has_title=False, room=9**9)))
    assert read.tags <= {"div", "h2", "h3", "p", "b", "a", "br", "span"}
    assert read.names <= {"href", "lang", "dir", "style"}
    assert read.links == {address(URL)}
    assert clean(text)[:200] in read.text


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_what_was_written_and_links_to_the_article_only(text):
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(write(full(text), Style(form="markdown")))
    read = Reader(rendered)
    assert read.tags <= {"h2", "ul", "li", "p", "a"}
    assert read.links == {address(URL)}
    assert clean(text)[:200] in words(read.text)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_unseen_nothing_that_calls_people_and_no_link_of_chats_is_left(form, text):
    made = full(text)
    for body in (title_of(made), write(made, Style(form=form))):
        assert not {each for each in body if not each.isprintable() and each not in "\n\u200b"}
        assert "@everyone" not in body
        assert "<!" not in body
        assert "<@" not in body
        assert form != "text" or "](" not in body
    assert "\n" not in title_of(made)


@given(st.text(max_size=60))
def test_any_title_is_one_line_and_reads_the_same_in_html_and_markdown(text):
    made = letter(story(title=text, why=()))
    assert "\n" not in title_of(made)
    assert clean(clean(text)) == clean(text)
    seen = words(clean(text)) or address(URL)
    for body in (
        write(made, Style(form="html")),
        MarkdownIt("commonmark").render(write(made, Style(form="markdown"))),
    ):
        assert seen in words(Reader(body).text)


@given(st.text(max_size=60))
def test_any_text_is_plain_in_markdown_wherever_it_stands(text):
    for before in ("", "- ", "a ", "“"):
        read = Reader(MarkdownIt("commonmark").render(f"{before}{to_markdown(text)}"))
        assert read.tags <= {"p", "ul", "li"}
        assert words(clean(text)) in words(read.text)


def test_an_address_that_others_wrote_is_no_link():
    assert to_markdown("see https://evil.example") == "see https\\://evil.example"


@pytest.mark.parametrize("text", ["می‌خواهم", "الشرق‎", "क्‍ष", "👩‍🚀", "naïve – “quoted”"])
@pytest.mark.parametrize("form", FORMS)
def test_letters_that_need_joiners_and_marks_keep_them(form, text):
    assert text in write(letter(story(title=text)), Style(form=form))


@pytest.mark.parametrize(
    ("url", "usable"),
    [
        ("https://a.example/1", "https://a.example/1"),
        ("https://a.example/новости?q=a b", "https://a.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8?q=a%20b"),
        ('https://a.example/a)](<x>|`"', "https://a.example/a%29%5D%28%3Cx%3E%7C%60%22"),
        ("javascript:alert(1)", ""),
        ("JAVASCRIPT://a.example/%0aalert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example", ""),
        ("https://", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_of_the_web_or_none(url, usable):
    assert address(url) == usable


@pytest.mark.parametrize("form", FORMS)
def test_without_a_usable_address_there_is_no_link(form):
    body = write(letter(story(url="javascript:alert(1)")), Style(form=form))
    assert "Energy club meets" in body
    assert "javascript" not in body


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("ur", "rtl"), ("ru", "ltr"), (None, "auto")])
def test_html_says_the_language_and_direction_of_a_headline(language, direction):
    body = write(letter(story(language=language)), Style(form="html"))
    assert f'<p lang="{language or ""}" dir="{direction}"' in body


def test_an_alert_says_all_of_a_story_in_a_few_lines():
    told = story(articles=5, outlets=("The Gazette", "The Post"), languages=("en", "ru"), headlines=("Club to meet",))
    assert write(letter(told), Style(form="text")).splitlines() == [
        "- Energy club meets",
        f"  {address(URL)}",
        "  The Gazette, 2025-09-01, central, en; 5 articles in en, ru: The Gazette, The Post",
        "  “energy club”",
        "  headline before: Club to meet",
    ]


def test_the_title_names_the_one_story_or_counts_them():
    assert title_of(letter(story())) == "sco: Energy club meets"
    assert title_of(letter(story(), story(), more=1_000)) == "sco: 1,002 stories"
    assert title_of(letter(story(), kind="digest")) == "sco: 1 story, 2025-09-01 12:00 to 2025-09-08 12:00"
    tashkent = letter(kind="digest", zone="Asia/Tashkent", is_sample=True)
    assert title_of(tashkent) == "[test] sco: no stories, 2025-09-01 17:00 to 2025-09-08 17:00"


def test_where_a_title_has_no_place_it_begins_the_body():
    for form in FORMS:
        assert "sco: Energy club meets" in write(letter(story()), Style(form=form, has_title=False))
        assert "sco: Energy club meets" not in write(letter(story()), Style(form=form))


def test_a_test_says_that_it_is_one():
    for form in FORMS:
        for kind in ("alert", "digest"):
            assert "This is a test" in write(letter(story(), kind=kind, is_sample=True), Style(form=form))


def test_a_digest_groups_stories_by_topic_the_largest_group_first():
    stories = [
        story(title=f"T{n}", topics=topics)
        for n, topics in enumerate([("energy",), ("trade_finance",), (), ("trade_finance", "energy")])
    ]
    body = write(letter(*stories, story(title="Old", is_old=True), kind="digest"), Style(form="markdown"))
    order = ["## Trade finance", "T1", "T3", "## Energy", "T0", "## Other", "T2", "## From the archive", "Old"]
    places = [body.index(each) for each in order]
    assert places == sorted(places)


def test_a_digest_without_stories_says_so_and_what_was_not_heard_of():
    for form in FORMS:
        body = write(letter(kind="digest", unheard=["gazette"], partly=["post"]), Style(form=form))
        assert "No story answered" in body
        assert "gazette" in body.partition("Not heard of in all this time")[2]
        assert "post" in body.partition("on some days")[2]
    assert "Not heard of" not in write(letter(kind="digest"), Style(form="text"))


def test_an_edit_shows_what_was_there_and_what_is_there_now():
    line = {"url": URL, "title": "Club", "language": "en", "outlet": "Gazette", "at": NOW, "status": None}
    made = letter(kind="digest", edited=(EditLine(changes=(("14", "17"), ("", "new"), ("old", "")), **line),))
    for form in FORMS:
        body = write(made, Style(form=form))
        for each in ("“14” → “17”", "added “new”", "removed “old”"):
            assert each in body
    assert write(made, Style(form="text")).splitlines()[-5:] == [
        f"  {address(URL)}", "  Gazette, 2025-09-01 12:00", "  “14” → “17”", "  added “new”", "  removed “old”",
    ]  # fmt: skip


def test_a_letter_is_cut_to_its_room_and_says_how_many_are_left_out():
    many = letter(*(story(title=f"Story {number}") for number in range(20)), more=15)
    whole = write(many, Style(form="text"))
    assert "and 15 more: scowatch search --tag sco --order newest" in whole
    short = write(many, Style(form="text", room=1_000))
    assert len(short) <= 1_000
    assert "and 30 more" in short
    assert "Story 4" in short
    assert "Story 5" not in short
    assert "and 34 more" in write(many, Style(form="text", room=10)), "one story is told in any case"


def test_what_is_no_story_goes_first_where_room_is_short():
    made = full("word")
    assert "Said" in write(made, Style(form="text"))
    assert "Said" not in write(made, Style(form="text", room=700))


@pytest.mark.parametrize(
    ("query", "command"),
    [
        ({}, "scowatch search --order newest"),
        (
            {"q": "energy club; rm -rf /", "tag": "sco"},
            "scowatch search 'energy club; rm -rf /' --tag sco --order newest",
        ),
        ({"originals": "1", "country": "UZ"}, "scowatch search --originals --order newest"),
    ],
)
def test_the_command_that_finds_the_rest_can_be_copied(query, command):
    assert as_command(query) == command
