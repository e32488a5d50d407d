"""Lists of sources from other readers, and for them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from config.sources import SLUG_LIMIT, Source, find_problems, load_sources, usable_slug
from extractors.opml import Subscriptions, parse_opml, render_opml
from extractors.records import Unreadable


def opml(outlines: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><body>{outlines}</body></opml>'.encode()


def read(outlines: str) -> Subscriptions:
    document = parse_opml(opml(outlines))
    assert isinstance(document, Subscriptions)
    return document


def read_one(attributes: str) -> Source:
    (source,) = read(f"<outline {attributes}/>").sources
    return source


# --- reading ----------------------------------------------------------------------------------------------------


def test_an_outline_becomes_a_source():
    assert read_one(
        'type="rss" text="Steppe" title="The Steppe" xmlUrl=" https://steppe.example/rss " '
        'htmlUrl="https://steppe.example/" language="en-us" category="/news/asia,/country/KZ"'
    ) == Source(
        slug="the-steppe",
        name="The Steppe",
        country="KZ",
        language="en",
        kind="feed",
        url="https://steppe.example/rss",
    )


def test_outlines_in_folders_are_found_and_folders_are_not_counted():
    document = read(
        '<outline text="Asia"><outline text="Central"><outline text="A" xmlUrl="https://a.example/rss"/></outline>'
        '<outline text="B" xmlUrl="https://b.example/rss"><outline text="C" xmlUrl="https://c.example/"/></outline>'
        "</outline>"
    )
    assert [each.slug for each in document.sources] == ["a", "b", "c"]
    assert document.unusable == 0


def test_outlines_without_a_usable_address_are_counted():
    document = read(
        '<outline text="none"/><outline text="page" type="link" url="https://a.example/"/>'
        '<outline text="mail" xmlUrl="mailto:desk@a.example"/><outline text="empty" xmlUrl=""/>'
        '<outline text="blank" xmlUrl="https://a.example/a b"/><outline text="A" xmlUrl="https://a.example/rss"/>'
    )
    assert [each.name for each in document.sources] == ["A"]
    assert document.unusable == 5


def test_an_address_listed_twice_is_one_source():
    document = read('<outline text="A" xmlUrl="https://a.example/"/><outline text="B" xmlUrl="https://a.example/"/>')
    assert [each.name for each in document.sources] == ["A"]
    assert (document.unusable, document.repeated) == (0, 1)


@pytest.mark.parametrize(
    ("attributes", "slug"),
    [
        ('text="Türkiye Gazetesi"', "turkiye-gazetesi"),
        ('text="24.kg"', "24-kg"),
        ('text="L&apos;Étape — Asie"', "l-etape-asie"),
        ('text="Казинформ"', "a-example"),
        ('text="Газета.uz"', "a-example"),
        ('text="上海合作组织"', "a-example"),
        ('text="—"', "a-example"),
        ("", "a-example"),
        (f'text="{"long name " * 20}"', ("long-name-" * 7)[:SLUG_LIMIT]),
    ],
)
def test_a_slug_is_made_of_a_latin_name_or_else_of_the_host(attributes, slug):
    assert read_one(f'{attributes} xmlUrl="https://www.a.example/rss"').slug == slug
    assert usable_slug(slug)


def test_slugs_are_made_unique_within_their_length():
    names = ["Long " * 30] * 3 + ["A", "A", "A 2", "a"]
    document = read("".join(f'<outline text="{n}" xmlUrl="https://a.example/{i}"/>' for i, n in enumerate(names)))
    slugs = [each.slug for each in document.sources]
    assert slugs[3:] == ["a", "a-2", "a-2-2", "a-3"]
    assert len(set(slugs)) == len(names)
    assert all(usable_slug(each) for each in slugs)


def test_twenty_thousand_outlines_of_one_name_do_not_hang():
    document = read("".join(f'<outline text="A" xmlUrl="https://a.example/{i}"/>' for i in range(20_000)))
    assert document.sources[-1].slug == "a-20000"


@pytest.mark.parametrize(
    ("attributes", "country", "language"),
    [
        ('language="RU"', None, "ru"),
        ('language="zh_Hant"', None, "zh"),
        ('language="Russian"', None, None),
        ('language=""', None, None),
        ('category="/country/UZ"', "UZ", None),
        ('category="news, /country/UZ ,/x"', "UZ", None),
        ('category="/country/uzbekistan"', None, None),
        ('category="UZ"', None, None),
    ],
)
def test_country_and_language_are_read_when_they_are_codes(attributes, country, language):
    source = read_one(f'{attributes} xmlUrl="https://a.example/"')
    assert (source.country, source.language) == (country, language)


def test_names_become_one_line():
    assert read_one('text=" a&#10;&#9;b&#x85;c " xmlUrl="https://a.example/"').name == "a b c"


def test_an_outline_that_is_a_comment_is_a_source_that_is_off():
    assert not read_one('text="A" isComment="true" xmlUrl="https://a.example/"').active
    assert read_one('text="A" isComment="false" xmlUrl="https://a.example/"').active


def test_older_spellings_and_encodings_are_read():
    head = '<?xml version="1.0" encoding="windows-1251"?><opml version="1.1"><!-- x -->'
    body = f'{head}<body><outline xmlurl="https://a.example/" title="Новости"/></body></opml>'
    document = parse_opml(b"\n " + body.encode("windows-1251"))
    assert isinstance(document, Subscriptions)
    assert [each.name for each in document.sources] == ["Новости"]


def test_a_list_without_outlines_is_an_empty_list():
    assert read("") == Subscriptions(sources=(), unusable=0, repeated=0)


BOMB = (
    b'<!DOCTYPE opml [<!ENTITY a0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
    + b"]>"
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html><body>Not found</body></html>", "not_opml"),
        (b'<?xml version="1.0"?><rss version="2.0"/>', "not_opml"),
        (b"{}", "not_opml"),
        (b"\x00\xff\xfe", "not_opml"),
        (opml("")[:-3], "not_opml"),
        (opml('<outline xmlUrl="https://a.example/?a=1&b=2"/>'), "not_opml"),
        (b'<?xml version="1.0" encoding="no-such"?><opml/>', "not_opml"),
        (opml("<outline>" * 5_000 + "</outline>" * 5_000), "not_opml"),
        (BOMB + b'<opml><body><outline text="&a11;" xmlUrl="https://a.example/"/></body></opml>', "not_opml"),
    ],
)
def test_what_is_no_opml_is_unreadable(body, reason):
    document = parse_opml(body)
    assert isinstance(document, Unreadable)
    assert document.reason == reason
    assert document.detail.endswith(".")


def test_no_file_is_drawn_in_through_an_entity(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for use in (b'<outline text="A" xmlUrl="https://a.example/">&x;</outline>', b'<outline text="&x;"/>'):
        head = f'<!DOCTYPE opml [<!ENTITY x SYSTEM "{secret.as_uri()}">]><opml><body>'.encode()
        assert "secret" not in str(parse_opml(head + use + b"</body></opml>")).replace("secret.txt", "")


@settings(deadline=None)
@given(st.binary() | st.binary().map(lambda junk: opml("<outline>")[:-20] + junk))
def test_no_bytes_are_a_surprise(body):
    assert isinstance(parse_opml(body), Subscriptions | Unreadable)


VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=30)
NAMES = ["text", "title", "xmlUrl", "language", "category", "isComment", "s:slug", "s:kind", "s:note", "url"]
LIKELY = st.sampled_from(
    ["https://a.example/", "https://b.example/?a=1&b=2", "http://1.2.3/", "feed", "section", "true", "/country/KZ"]
)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), LIKELY | VALUES), max_size=6))
def test_whatever_is_read_is_a_list_that_config_accepts(outlines):
    root = etree.Element("opml", nsmap={"s": "tag:scowatch.example,2026:opml"})
    for attributes in outlines:
        outline = etree.SubElement(root, "outline")
        for name, value in attributes.items():
            legal = "".join(each for each in value if each.isprintable() or each in "\n\t\x85\u2028\u200c")
            outline.set(name.replace("s:", "{tag:scowatch.example,2026:opml}"), legal)
    document = parse_opml(etree.tostring(root))
    assert isinstance(document, Subscriptions)
    assert len(document.sources) + document.unusable + document.repeated == len(outlines)
    blocks = [
        {key: getattr(each, key) for key in each.__slots__ if getattr(each, key) is not None}
        for each in document.sources
    ]
    assert not blocks or find_problems({"source": blocks}) == []


# --- writing ----------------------------------------------------------------------------------------------------

EVERYTHING = Source(
    slug="steppe-kk",
    name='Дала & "Жел" <1>',
    country="KZ",
    language="kk",
    kind="sitemap",
    url="https://steppe.example/sitemap.xml?a=1&b=2",
    active=False,
    note="сынақ",
)
FEED = Source(slug="x", name="The Steppe", country=None, language=None, kind="feed", url="https://steppe.example/rss")


def test_sources_come_back_from_opml_as_they_were():
    document = parse_opml(render_opml([EVERYTHING, FEED], title="t"))
    assert document == Subscriptions(sources=(EVERYTHING, FEED), unusable=0, repeated=0)


def test_the_shipped_list_comes_back_from_opml_as_it_was():
    shipped = load_sources(None)
    assert parse_opml(render_opml(shipped, title="t")) == Subscriptions(sources=shipped, unusable=0, repeated=0)


def test_the_document_is_opml_for_other_readers():
    root = etree.fromstring(render_opml([EVERYTHING, FEED], title="Sources & feeds\0"))
    assert (root.tag, root.get("version"), root.findtext("head/title")) == ("opml", "2.0", "Sources & feeds")
    sitemap, feed = root.findall("body/outline")
    assert dict(feed.attrib) == {
        "text": "The Steppe",
        "title": "The Steppe",
        "type": "rss",
        "xmlUrl": "https://steppe.example/rss",
        "{tag:scowatch.example,2026:opml}slug": "x",
    }
    assert sitemap.get("xmlUrl") is None
    assert sitemap.get("type") == "link"
    assert sitemap.get("category") == "/country/KZ"


def test_equal_sources_give_equal_bytes():
    assert render_opml([EVERYTHING, FEED], title="t") == render_opml([EVERYTHING, FEED], title="t")


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_no_name_or_title_is_a_surprise_to_the_writer(name, note, title):
    source = Source(slug="a", name=name, country=None, language=None, kind="feed", url="https://a.example/", note=note)
    document = parse_opml(render_opml([source], title=title))
    assert isinstance(document, Subscriptions)
    assert [each.url for each in document.sources] == ["https://a.example/"]
