"""What a document says of its encoding, what its bytes say, and who is right."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.charset import codec_of, decode, oddity
from extractors.listing import read_text

RUSSIAN = "Министры встретились вечером в столице и договорились о поставках зерна."
UKRAINIAN = "Міністри зустрілися ввечері у столиці й домовилися про постачання збіжжя, її потяги вже їдуть."
CHINESE = "各国部长晚上在首都举行会谈，并就粮食供应达成一致意见。"
TAIWANESE = "各國部長晚上在首都舉行會談，並就糧食供應達成一致意見。"
JAPANESE = "各国の閣僚は夜、首都で会談し、穀物の供給について合意したと報道官が語った。"
KOREAN = "각국 장관들은 저녁에 수도에서 만나 곡물 공급에 합의했다고 대변인이 말했다."
PERSIAN = "وزيران شامگاه در پايتخت ديدار کردند و درباره تحويل غله به توافق رسيدند."
ARABIC = "التقى الوزراء مساء اليوم في العاصمة واتفقوا على توريد الحبوب."
URDU = "وزرا نے شام کو دارالحکومت ميں ملاقات کي اور اناج کي فراہمي پر اتفاق کيا."
TURKISH = "Bakanlar akşam başkentte buluştu ve tahıl sevkiyatı konusunda anlaştı, görüşmeler sürüyor."
GREEK = "Οι υπουργοί συναντήθηκαν το βράδυ στην πρωτεύουσα και συμφώνησαν για τα σιτηρά."
ENGLISH = "“We’ve done it”, said the minister – grain for £3 million."

WRITINGS = {
    "windows-1251": RUSSIAN,
    "koi8-r": RUSSIAN,
    "ibm866": RUSSIAN,
    "iso-8859-5": RUSSIAN,
    "koi8-u": UKRAINIAN,
    "gb2312": CHINESE,
    "gb18030": CHINESE,
    "big5": TAIWANESE,
    "big5-hkscs": TAIWANESE,
    "shift_jis": JAPANESE,
    "euc-jp": JAPANESE,
    "iso-2022-jp": JAPANESE,
    "euc-kr": KOREAN,
    "cp949": KOREAN,
    "windows-1256": PERSIAN,
    "iso-8859-6": ARABIC,
    "windows-1254": TURKISH,
    "windows-1253": GREEK,
    "windows-1252": ENGLISH,
}
EVERY_WRITING = pytest.mark.parametrize(("charset", "text"), WRITINGS.items(), ids=WRITINGS)


def page(text: str, encoding: str = "utf-8", head: str = "") -> bytes:
    return f"<html><head>{head}<title>x</title></head><body><p>{text * 3}</p></body></html>".encode(encoding)


def meta(charset: str) -> str:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'


@EVERY_WRITING
class TestEachEncoding:
    def test_is_read_as_the_header_says(self, charset, text):
        assert text in decode(page(text, charset), charset)

    def test_is_read_as_the_page_says_where_the_header_is_silent_or_a_default(self, charset, text):
        body = page(text, charset, meta(charset))
        assert text in decode(body, None)
        assert text in decode(body, "ISO-8859-1")

    def test_is_read_as_the_xml_declaration_says(self, charset, text):
        body = f'<?xml version="1.0" encoding="{charset}"?><rss><title>{text}</title></rss>'.encode(charset)
        assert text in read_text(body, content_type="text/xml")

    def test_is_found_where_nobody_says(self, charset, text):
        assert text in decode(page(text, charset), None)

    def test_is_found_where_the_header_says_utf8(self, charset, text):
        assert text in decode(page(text, charset), "utf-8")

    def test_is_found_where_the_page_says_utf8(self, charset, text):
        assert text in decode(page(text, charset, meta("utf-8")), None)

    def test_is_found_in_a_headline(self, charset, text):
        assert text[:60] in decode(page(text[:60], charset), None)

    def test_is_not_missed_where_the_page_is_utf8(self, charset, text):
        assert text in decode(page(text, "utf-8", meta(charset)), charset)


@pytest.mark.parametrize(
    ("encoding", "declared", "text"),
    [
        ("koi8-r", "windows-1251", RUSSIAN),
        ("koi8-r", "windows-1251", RUSSIAN.lower()),
        ("windows-1251", "koi8-r", RUSSIAN),
        ("windows-1251", "iso-8859-1", RUSSIAN),
        ("windows-1251", "windows-1252", RUSSIAN),
        ("windows-1251", "gb2312", RUSSIAN),
        ("windows-1251", "shift_jis", RUSSIAN),
        ("ibm866", "windows-1251", RUSSIAN),
        ("ibm866", "iso-8859-1", RUSSIAN),
        ("koi8-u", "koi8-r", UKRAINIAN),
        ("gb18030", "gb2312", "朱镕基" + CHINESE),
        ("gb18030", "big5", CHINESE),
        ("gb18030", "windows-1251", CHINESE),
        ("gb18030", "iso-8859-1", CHINESE),
        ("big5", "gb2312", TAIWANESE),
        ("shift_jis", "euc-jp", JAPANESE),
        ("euc-jp", "shift_jis", JAPANESE),
        ("euc-kr", "iso-8859-1", KOREAN),
        ("windows-1256", "windows-1252", URDU),
        ("windows-1256", "windows-1251", ARABIC),
        ("windows-1256", "iso-8859-6", PERSIAN),
        ("windows-1254", "iso-8859-1", TURKISH),
        ("windows-1254", "windows-1251", TURKISH),
        ("windows-1252", "gb2312", ENGLISH),
        ("utf-8", "utf-16", RUSSIAN),
    ],
)
@pytest.mark.parametrize("where", ["header", "page", "both"])
def test_a_wrong_declaration_is_not_believed(encoding, declared, text, where):
    body = page(text, encoding, meta(declared) if where != "header" else "")
    assert text in decode(body, declared if where != "page" else None)


def test_the_page_is_believed_where_the_header_makes_no_sense():
    assert TURKISH in decode(page(TURKISH, "windows-1254", meta("iso-8859-9")), "windows-1251")


def test_capitals_alone_do_not_discredit_what_is_declared():
    assert RUSSIAN.upper() in decode(page(RUSSIAN.upper(), "koi8-r"), "koi8-r")
    assert RUSSIAN.upper() in decode(page(RUSSIAN.upper(), "windows-1251", meta("windows-1251")), None)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides(encoding):
    assert RUSSIAN in decode(page(RUSSIAN, encoding), "windows-1251")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", [None, "utf-16", "utf-8"])
def test_utf16_is_known_without_a_byte_order_mark(encoding, declared):
    assert decode(page(CHINESE, encoding), declared) == page(CHINESE).decode()


def test_utf8_survives_some_broken_bytes():
    body = page(RUSSIAN * 5, head=meta("windows-1251")).replace("з".encode(), b"\xd0")
    assert "Министры" in decode(body, None)


def test_a_page_of_seven_bits_is_ascii_whatever_it_calls_itself():
    assert decode(b"<p>plain ~{ \x1b text", "hz") == "<p>plain ~{ \x1b text"
    assert decode(b"<p>plain", "utf-16") == "<p>plain"
    assert decode(page(CHINESE, "hz", meta("hz-gb-2312")), None) == page(CHINESE, head=meta("hz-gb-2312")).decode()


def test_the_beginning_of_a_long_page_need_not_be_foreign():
    script = "<script>" + "var x = 1;\n" * 50_000 + "</script>"
    assert RUSSIAN in decode(page(RUSSIAN, "koi8-r", script), None)


@pytest.mark.parametrize("charset", ["punycode", "unicode_escape", "utf-7", "rot13", "hex", "no such", "a\0b", ""])
def test_a_codec_no_page_should_choose_is_not_used(charset):
    assert codec_of(charset) is None
    assert RUSSIAN in decode(page(RUSSIAN, head=f'<meta charset="{charset}">'), charset)


@pytest.mark.parametrize(
    ("labels", "codec"),
    [
        ("latin1 ISO-8859-1 iso88591 us-ascii x-user-defined windows-1252 cp1252 x-cp1252", "cp1252"),
        ("windows-1251 x-cp1251 win-1251 win1251 cp-1251 windows1251", "cp1251"),
        ("koi8-r koi8 koi KOI8-RU koi8-u", "koi8-u"),
        ("gb2312 gbk x-gbk gb_2312-80 chinese cp936 windows-936 iso-ir-58 gb18030", "gb18030"),
        ("big5 big5-hkscs cn-big5 x-x-big5 csbig5", "big5hkscs"),
        ("shift_jis shift-jis sjis x-sjis ms_kanji windows-31j csshiftjis", "cp932"),
        ("euc-jp x-euc-jp cseucpkdfmtjapanese", "euc_jis_2004"),
        ("euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc_5601 korean windows-949 uhc", "cp949"),
        ("iso-8859-9 latin5 windows-1254 iso_8859-9", "cp1254"),
        ("windows-1256 x-cp1256 cp1256", "cp1256"),
        ("iso-8859-6 arabic iso-8859-6-e asmo-708 iso88596", "iso8859-6"),
        ("iso-8859-8-i visual logical hebrew", "iso8859-8"),
        ("x-mac-cyrillic x-mac-ukrainian", "mac-cyrillic"),
        ("windows-874 dos-874 tis-620 iso-8859-11", "cp874"),
    ],
)
def test_a_label_means_what_browsers_take_it_for(labels, codec):
    assert {label: codec_of(label) for label in labels.split()} == dict.fromkeys(labels.split(), codec)


def test_every_codec_that_can_be_chosen_exists_and_never_raises():
    for label in [*WRITINGS, "x-mac-cyrillic", "mac", "cp874", "kz-1048", "pt154", "hz"]:
        bytes(range(256)).decode(codecs.lookup(codec_of(label)).name, "replace")


@pytest.mark.parametrize("text", [*WRITINGS.values(), URDU, "", "plain"])
def test_ordinary_writing_is_not_odd(text):
    assert oddity(text) < 0.1


@given(st.binary() | st.binary(min_size=300).map(b"<p>".__add__), st.none() | st.text() | st.sampled_from([*WRITINGS]))
def test_no_bytes_raise(body, charset):
    assert isinstance(decode(body, charset), str)


@pytest.mark.parametrize(
    "junk", [b"\xff", b"<\xe0", b"\x1b$", b"~{\x80", b"\x81\x30", b"<meta charset=", b"a\0", b"\r\xc3"], ids=repr
)
def test_megabytes_of_junk_are_read_once(junk):
    assert isinstance(decode(junk * (5_000_000 // len(junk)), "hz"), str)
