import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.html import TAG_LIMIT, one_line, parse_html
from extractors.records import Unreadable


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
