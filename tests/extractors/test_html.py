import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.html import TAG_LIMIT, decode, one_line, parse_html
from extractors.records import Unreadable

RUSSIAN = "Министры встретились вечером в столице и договорились о поставках зерна."
TAIWANESE = "各國部長晚上在首都舉行會談，並就糧食供應達成一致意見。"
CHINESE = "各国部长晚上在首都举行会谈，并就粮食供应达成一致意见。"
TURKISH = "Bakanlar akşam başkentte buluştu ve tahıl sevkiyatı konusunda anlaştı, görüşmeler sürüyor."


def page(text: str, charset: str = "", head: str = "") -> bytes:
    return f"<html><head>{head}<title>x</title></head><body><p>{text * 3}</p></body></html>".encode(charset or "utf-8")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp866"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (TURKISH, "cp1254"),
    ],
)
class TestEncoding:
    def test_the_header_decides(self, text, encoding):
        assert text in decode(page(text, encoding), encoding)

    def test_the_page_decides_where_the_header_is_silent_or_a_default(self, text, encoding):
        body = page(text, encoding, head=f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">')
        assert text in decode(body, None)
        assert text in decode(body, "ISO-8859-1")

    def test_a_guess_decides_where_nobody_says(self, text, encoding):
        assert text in decode(page(text, encoding), None)


def test_utf8_wins_over_header_and_meta():
    body = page(RUSSIAN, head='<meta charset="windows-1251">')
    assert RUSSIAN in decode(body, "windows-1251")


def test_utf8_survives_some_broken_bytes():
    body = page(RUSSIAN * 5, head='<meta charset="windows-1251">').replace("з".encode(), b"\xd0")
    assert "Министры" in decode(body, None)


def test_gb2312_is_read_as_its_superset():
    assert "朱镕基" in decode(page("朱镕基" + CHINESE, "gb18030", head='<meta charset="gb2312">'), None)


def test_western_meta_over_cyrillic_bytes_is_not_believed():
    assert RUSSIAN in decode(page(RUSSIAN, "cp1251", head='<meta charset="iso-8859-1">'), None)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides(encoding):
    assert RUSSIAN in decode(page(RUSSIAN, encoding), "windows-1251")


@pytest.mark.parametrize("charset", ["punycode", "unicode_escape", "utf-7", "rot13", "hex", "no such", "a\0b", ""])
def test_a_codec_no_page_should_choose_is_not_used(charset):
    assert RUSSIAN in decode(page(RUSSIAN, head=f'<meta charset="{charset}">'), charset)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\0\0 ", "empty"),
        (b"<!-- nothing", "not_html"),
        (b"<!-- <p> -->", "empty"),
        (b"plain text, no element", "not_html"),
        (b"%PDF-1.7\n\x00\x01\x02\x03<a>\x04\x05", "not_html"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR<a>\x00\x00", "not_html"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "not_html"),
        (b'{"page": 1}', "not_html"),
        (b"<p>" * (TAG_LIMIT + 1), "too_large"),
        (b"<html>" + b"<div>" * 5000 + b"deep", "too_deep"),
        (b"<p>" + b" " * 20_000_000, "too_large"),
    ],
)
def test_what_is_no_page_is_refused_by_name(body, reason):
    result = parse_html(body)
    assert isinstance(result, Unreadable)
    assert result.reason == reason
    assert result.detail.endswith(".")


def test_a_page_of_a_thousand_levels_is_read_whole():
    tree = parse_html(b"<html><body>" + b"<div>" * 1000 + b"deep down")
    assert "deep down" in tree.text_content()


def test_xhtml_with_an_encoding_declaration_is_read():
    body = '<?xml version="1.0" encoding="windows-1251"?><html><body><p>Зерно</p></body></html>'.encode("cp1251")
    assert parse_html(body).findtext(".//p") == "Зерно"


def test_control_characters_are_dropped():
    assert parse_html(b"<html><body><p>a\0b\x0bc</p><p>And a paragraph of common length.</p>").findtext(".//p") == "abc"
    assert one_line(" e\u0301\u00a0\ud800 \n x\x00") == "é x"


@given(st.binary(), st.none() | st.text())
def test_no_bytes_raise(body, charset):
    parse_html(body, charset=charset)
