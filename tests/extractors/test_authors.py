"""Who is credited, people and outlets apart; one small page per way of saying it."""

import pytest

from extractors.html import parse_html
from extractors.metadata import read_metadata

URL = "https://news.example/2025/09/01/rain"
SITE = '<meta property="og:site_name" content="Herald">'


def read(head: str = "", body: str = "<p>It rained.</p>"):
    return read_metadata(parse_html(f"<html><head>{head}</head><body>{body}</body></html>".encode()), url=URL)


def json_ld(block: str) -> str:
    return f'<script type="application/ld+json">{block}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (json_ld('{"@type": "Article", "author": {"@type": "Person", "name": "Ann Lee"}}'), ""),
        (json_ld('{"@type": "Article", "author": ["Ann Lee", {"name": "ann lee"}]}'), ""),
        (json_ld('{"@graph": [{"@type": "Article", "author": {"@id": "#1"}}, {"@id": "#1", "name": "Ann Lee"}]}'), ""),
        ('<meta name="author" content="By Ann Lee">', ""),
        ('<meta property="article:author" content="https://social.example/annlee">', "<a rel=author>Ann Lee</a>"),
        ('<meta name="author" content="desk@news.example">', '<span class="byline">By Ann Lee</span>'),
        ("", '<div itemprop="author"><b itemprop="name">Ann Lee</b>, our correspondent</div>'),
        ("", '<div class="comment"><a rel="author">Bo Li</a></div><a rel="author">Ann Lee</a>'),
        (
            '<meta property="og:site_name" content="Herald">'
            + json_ld('{"@type": "Article", "author": {"@type": "Organization", "name": "Herald"}}'),
            "<a rel=author>Ann Lee</a>",
        ),
    ],
)
def test_an_author_is_found_wherever_the_page_names_one(head, body):
    assert read(head, body).authors == ("Ann Lee",)


def test_the_site_is_its_own_author_where_no_other_is_named():
    head = '<meta property="og:site_name" content="Herald"><meta name="author" content="Herald">'
    assert read(head).authors == ("Herald",)


def test_people_and_organizations_are_apart_in_one_list():
    block = """{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Ann Lee"},
        {"@type": "Organization", "name": "Valley Watch"}, {"@type": "Person", "name": "dpa"}]}"""
    page = read(json_ld(block))
    assert page.authors == ("Ann Lee", "Valley Watch", "dpa")
    assert page.organizations == ("Valley Watch", "dpa")


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"Ann Lee, Bo Li and Cy Day"', ("Ann Lee", "Bo Li", "Cy Day")),
        ('["Ann Lee", "Bo Li"]', ("Ann Lee", "Bo Li")),
        ('{"@type": "Person", "name": ["Ann Lee", "Bo Li"]}', ("Ann Lee", "Bo Li")),
        ('{"@type": "Person", "givenName": "Ann", "familyName": "Lee"}', ("Ann Lee",)),
        ('{"@type": "Organization", "name": "Office of Rain, Wind and Snow"}', ("Office of Rain, Wind and Snow",)),
        ('{"@type": "Person", "name": "By Ann Lee, Moscow correspondent"}', ("Ann Lee",)),
        ('{"@type": "Person", "name": "ann_lee"}', ("ann_lee",)),
        ('{"@type": "Person", "name": "https://social.example/annlee"}', ()),
        ('{"@type": "Person", "name": "admin"}', ()),
        ('{"@type": "Person", "name": ""}', ()),
        ('[[], {}, null, 7, {"name": null}]', ()),
    ],
)
def test_authors_of_json_ld_are_read_in_all_their_shapes(author, names):
    assert read(json_ld(f'{{"@type": "NewsArticle", "headline": "Rain", "author": {author}}}')).authors == names


def test_the_author_of_the_page_stands_in_where_the_article_names_none():
    block = '{"@graph": [{"@type": "Article", "headline": "Rain"}, {"@type": "WebPage", "author": {"@id": "#1"}},'
    assert read(json_ld(block + '{"@id": "#1", "@type": "Person", "name": "Ann Lee"}]}')).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/author/ann-lee/">Ann Lee</a>',
        '<p class="article__byline">By <a>Ann Lee</a></p>',
        '<div class="articleAuthor"><span>Ann Lee</span><span>Reporter</span></div>',
        f'<div class="author"><a class="author-name">Ann Lee</a><p class="author-bio">{"Ann has. " * 30}</p></div>',
        '<div class="byline">By Ann Lee | 3 March 2025 | 5 min read</div>',
        '<aside><a rel="author">Bo Li</a></aside><a rel="author">Ann Lee</a>',
        '<div class="related-posts"><span class="author">Bo Li</span></div><span class="author">Ann Lee</span>',
        '<figure><span class="author">Bo Li</span></figure><span class="author">Ann Lee</span>',
        '<span class="author">Ann Lee</span><article class="teaser"><span class="author">Bo Li</span></article>',
        '<div class="sidebar-right"><h1>Rain again</h1><span class="author">Ann Lee</span></div>',
        '<div class="elementor-widget-wrap"><span class="author">Ann Lee</span></div>',
        '<p class="author">Bo Li</p><article><h1>Rain again</h1><p class="author">Ann Lee</p></article>',
        "<h1>Rain again</h1><p>By Ann Lee</p><p>It rained.</p>",
        "<h1>Rain again</h1><b>By</b> <a>Ann Lee</a><p>It rained.</p>",
        "<h1>Rain again</h1><p>It rained.</p><p>Author: Ann Lee</p>",
        "<h1>Rain again</h1><p>It rained.</p><p>Author: <b>Ann Lee</b></p>",
        "<h1>Rain again</h1><span>Ann Lee |</span> <span>05.04.2025 - 10:00</span><p>It rained.</p>",
        "<h1>Rain again</h1><p>Ann Lee</p><p>" + "It rained all day in the valley. " * 10 + "</p>",
        "<h1>Rain again</h1><p>" + "It rained all day. " * 20 + '</p><p style="text-align:right"><b>Ann Lee</b></p>',
        '<h1>Rain again</h1><div class="caption">Photo: Bo Li</div><p>By Ann Lee, Reporter</p>',
        '<h1>Rain again</h1><div class="comments"><p>Author: Bo Li</p></div><p>Author: Ann Lee</p>',
    ],
)
def test_a_byline_in_the_body_is_found_by_its_mark_its_words_or_its_place(body):
    assert read("<title>Rain again</title>", body).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Rain again</h1><p>By adding a comment you accept our terms</p>",
        "<h1>Rain again</h1><h2>Ann Lee</h2><p>" + "It rained all day in the valley. " * 10 + "</p>",
        "<h1>Rain again</h1><p>" + "It rained. " * 30 + "<b>Ann Lee</b> " + "saw it. " * 30 + "</p>",
        '<h1>Rain again</h1><div class="image-caption"><p>Ann Lee</p></div><p>' + "It rained all day. " * 20 + "</p>",
        "<h1>Rain again</h1><p>Backed by Red Crescent</p><p>It rained.</p>",
        "<h1>Rain again</h1><p>Last Updated</p><p>03.04.2025</p>",
        "<h1>Rain again</h1><p>Editor: Ann Lee</p>",
        '<h1>Rain again</h1><span class="author-image">Ann Lee</span>',
    ],
)
def test_other_names_and_words_are_no_byline(body):
    assert read("<title>Rain again</title>", body).authors == ()


def test_several_authors_beside_each_other_are_all_credited():
    first, *others = (f'<a rel="author">{name}</a>' for name in ("Ann Lee", "Bo Li", "Cy Day"))
    body = f'<div class="byline">By {first}, {others[0]} and {others[1]}</div>'
    assert read(body=body + '<p>x</p><a rel="author">Di Fox</a>').authors == ("Ann Lee", "Bo Li", "Cy Day")


def test_a_name_without_a_link_in_a_byline_with_links_is_credited_too():
    page = read(body='<div class="byline">By <a rel="author">Ann Lee</a> and Bo Li, Reuters</div>')
    assert (page.authors, page.organizations) == (("Ann Lee", "Bo Li", "Reuters"), ("Reuters",))


def test_the_label_of_a_card_for_social_networks_names_the_author():
    head = '<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Anna Lind">'
    assert read(head).authors == ("Anna Lind",)
    assert read(head.replace("Verfasst von", "Lesezeit")).authors == ()


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Источник: ТАСС", "ТАСС"),
        ("Источник: <a>ТАСС</a>", "ТАСС"),
        ("来源：新华社", "新华社"),
        ("Source: Valley Wire", "Valley Wire"),
        ("Quelle: dpa", "dpa"),
        ("منبع: ایرنا", "ایرنا"),
        ("Дереккөз: Казинформ", "Казинформ"),
        ("Kaynak: AA", "AA"),
    ],
)
def test_the_source_is_credited_where_nobody_else_is(line, outlet):
    page = read(body=f"<p>It rained.</p><p>{line}</p>")
    assert page.authors == page.organizations == (outlet,)
    assert read('<meta name="author" content="Ann Lee">', f"<p>{line}</p>").authors == ("Ann Lee",)


def test_an_agency_that_the_page_states_is_not_outdone_by_a_teaser():
    head = SITE + json_ld(
        '{"@type": "NewsArticle", "headline": "x", "author": {"@type": "Organization", "name": "dpa"}}'
    )
    assert read(head, "<h1>x</h1><p>Rain</p>").authors == ("dpa",)


def test_a_byline_outdoes_the_outlet_that_names_itself():
    head = SITE + '<meta name="author" content="Herald, Valley, Country">'
    assert read(head, '<p class="byline">Ann Lee</p>').authors == ("Ann Lee",)
    assert read(head).authors == read(head).organizations == ("Herald",)


def test_pages_of_links_and_comments_are_read_in_bounds():
    assert read(body='<a class="author">Ann Lee</a>' * 10_000).authors == ("Ann Lee",)
    assert read(body="<div class=comments>" + "<p>Автор: Анна Ли</p>" * 10_000).authors == ()
    assert read(body='<div class="author">' * 1_500 + "Ann Lee").title == ""


def test_a_name_that_merely_stands_alone_is_heard_only_where_none_but_the_outlet_is_credited():
    body = "<h1>Rain again</h1><p>Ann Lee</p><p>" + "It rained all day in the valley. " * 10 + "</p>"
    outlet = json_ld(
        '{"@type": "Article", "headline": "Rain again", "author": {"@type": "Organization", "name": "News"}}'
    )
    assert read(outlet.replace("News", "Herald") + SITE, body).authors == ("Ann Lee",)
    assert read(outlet.replace("News", "Valley Wire") + SITE, body).authors == ("Valley Wire",)


def test_the_authors_of_many_teasers_are_not_those_of_the_page():
    teasers = "".join(f'<dl><dd class="author">{name} Lee</dd></dl>' for name in ("Ann", "Bo", "Cy", "Di"))
    assert read("<title>Rain again</title>", f"<div><h1>Rain again</h1></div>{teasers}").authors == ()


@pytest.mark.parametrize("stated", ["&lt;author&gt;Ann", "Web design: Ann", "Ann 01243 779777", "{{author}}"])
def test_a_template_left_in_is_no_author(stated):
    assert read(f'<meta name="author" content="{stated}">').authors == ()
