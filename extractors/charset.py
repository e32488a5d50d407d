"""From bytes to text: what a document says of its encoding is tried first, and believed when it makes sense.

Declarations are wrong often enough: servers send one charset for all that they serve, and templates outlive the
pages they were made for. So each reading is asked how odd its text is: bytes that fit nowhere, symbols and capitals
inside words, scripts that mix, rare ideographs. Ordinary writing has next to none of these; bytes misread are full
of them. Which encoding to try where nothing declared makes sense is Firefox's detector's to say (chardetng).
"""

import codecs
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from functools import cache

from chardetng_py import EncodingDetector

# Encoding Standard (encoding.spec.whatwg.org), "names and labels": what a page calls X is read as its superset Y.
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_jp": "euc_jis_2004",  # the nearest to what browsers read, which has the circled numbers
    "euc_kr": "cp949",
    "koi8-r": "koi8-u",  # eight box drawings there are letters here
}
# Labels of that standard, and a few common slips, in a form that Python knows.
LABELS = {
    "koi": "koi8-u", "koi8": "koi8-u", "koi8-ru": "koi8-u", "x-user-defined": "cp1252", "mac": "mac-roman",
    "x-mac-ukrainian": "mac-cyrillic", "x-mac-roman": "mac-roman", "csmacintosh": "mac-roman", "visual": "iso8859-8",
    "logical": "iso8859-8", "windows-31j": "cp932", "cseucpkdfmtjapanese": "euc_jp", "cseuckr": "cp949",
    "csksc56011987": "cp949", "iso-ir-149": "cp949", "ks_c_5601-1989": "cp949", "ksc_5601": "cp949",
    "csgb2312": "gb18030", "gb_2312": "gb18030", "gb_2312-80": "gb18030", "cn-big5": "big5hkscs",
    "csisolatin9": "iso8859-15", "sun_eu_greek": "iso8859-7",
}  # fmt: skip
_NUMBERED = re.compile(
    r"(?:windows|win|cp|dos|ibm)[-_ ]?(?:cp)?(\d{3,4})|(?:cs)?iso[-_ ]?8859[-_ ]?(\d\d?)(?:[-_ ]?[ei])?"
)

# Python knows codecs that no page should choose (punycode takes quadratic time, unicode_escape is a language).
PAGE_CODECS = re.compile(
    r"cp\d{3,4}|iso8859-\d+|koi8-[rtu]|gb18030|hz|big5hkscs|euc_jis_2004|iso2022_jp|mac-(cyrillic|roman)|kz1048|ptcp154"
)
SERVER_DEFAULT = "cp1252"  # Apache's AddDefaultCharset: says more of the server than of the page
META_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,80}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)

SENSIBLE = 0.1  # the oddity up to which a reading is taken at once
SAMPLE_BYTES = 4_000  # of lines that are not ASCII: enough for any statistics
SAMPLE_SPAN_BYTES = 200_000  # how far beyond the first of them they are looked for

# Characters that stand in writing seldom, or not where they were found. Letters of other scripts than the Latin one
# are U+0370 to U+06FF (Greek to Arabic) and U+0E00 to U+0E7F (Thai).
_ODD = re.compile(
    # what fits nowhere, or only in tables; Icelandic letters, which misread Turkish has
    "[\ufffd\x80-\x9f\ue000-\uf8ff\u2500-\u259f\uff61-\uff9f\U00010000-\U0010ffff]|[ðþýÐÞÝ]"
    # capitals inside words
    "|(?<=[а-џґα-ώ])[Ѐ-ЯҐΑ-Ω]|(?<=[a-zß-ÿ])[À-ÖØ-Þ]"
    # four accented letters in a row, or one before a digit
    "|[À-ž](?=[À-ž]{3}|\\d)"
    # scripts that mix in a word
    "|(?<=[A-Za-zÀ-ž])[\u0370-\u06ff\u0e00-\u0e7f]|[\u0370-\u06ff\u0e00-\u0e7f](?=[A-Za-z])"
    "|(?<=[\u0370-\u06ff])[À-ž]|[À-ž](?=[\u0370-\u06ff])"
    "|(?<=[\u4e00-\u9fff])[\u0370-\u04ff]|[\u0370-\u04ff](?=[\u4e00-\u9fff])"
    # symbols inside words, or beside accented letters and each other
    "|(?<=[^\\W\\d_])[\xa1-\xa6\xa8-\xac\xae-\xb4\xb6\xb8-\xbf\xd7\xf7](?=[^\\W\\d_])"
    "|(?<=[À-ž\xa1-\xaa\xac-\xba])[\xa1-\xaa\xac-\xb6\xb8-\xba]|[\xa1-\xaa\xac-\xb6\xb8-\xba](?=[À-ž])"
)
_CAPITALS = re.compile("[Ѐ-ЯҐ](?=[Ѐ-ЯҐ])")  # half as odd: lower case misread between KOI8 and windows-1251, or a banner
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_EAST_ASIAN = re.compile("[\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
# Where each standard has its common characters: the first level of ideographs, the Korean syllables.
_COMMON_ROWS = (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("shift_jis", 0x88, 0x98), ("euc_kr", 0xB0, 0xC8))


def decode(body: bytes, charset: str | None) -> str:
    """Turn the bytes of a document into text; bytes that fit nowhere become U+FFFD, nothing raises.

    Order: byte order mark, UTF-16 by its zeros, UTF-8 wherever the bytes bear it (no legacy page decodes as UTF-8 by
    chance), what the HTTP header says, what the document says, a guess. The first sensible reading counts; if none
    is, the least odd one. An HTTP header that says no more than a server's default is heard last.

    Args:
        body: the document, decompressed.
        charset: as the Content-Type header declares it, if it does.

    Source: the order of the HTML Standard 13.2.3.2, with UTF-8 moved up because real headers are often wrong.
    """
    for mark, encoding in ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if wide := _wide(body):
        return body.decode(wide, "replace")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body.decode(_choose(body, charset), "replace")
    return (text.isascii() and _seven_bits(body, charset)) or text


def codec_of(label: str | None) -> str | None:
    """Name the Python codec to read a document with that calls itself *label*; None: there is none, or it is Unicode.

    >>> codec_of("ISO-8859-1"), codec_of("x-sjis"), codec_of("win-1251"), codec_of("utf-16")
    ('cp1252', 'cp932', 'cp1251', None)
    """
    name = (label or "")[:40].strip().lower()
    name = LABELS.get(name, name)
    while name.startswith("x-"):
        name = name[2:]
    if numbered := _NUMBERED.fullmatch(name):
        name = f"cp{numbered[1]}" if numbered[1] else f"iso8859-{numbered[2]}"
    try:
        name = codecs.lookup(name).name
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return None
    name = SUPERSETS.get(name, name)
    return name if PAGE_CODECS.fullmatch(name) else None


def oddity(text: str) -> float:
    """Say how little *text* looks like writing: 0 for a text of ordinary letters, 1 and more for bytes misread.

    >>> oddity("Вечером открыли мост"), oddity("бЕВЕПНЛ НРЙПШКХ ЛНЯР") > 0.3
    (0.0, True)
    """
    foreign = len(_FOREIGN.findall(text))
    odd = len(_ODD.findall(text)) + len(_CAPITALS.findall(text)) / 2
    rare = sum(each not in _common() for each in _EAST_ASIAN.findall(text))
    return (odd + rare) / foreign if foreign else 0.0


def _choose(body: bytes, charset: str | None) -> str:
    """Choose the codec of a document that is not whole UTF-8."""
    sample = _sample(body)
    oddities: dict[str, float] = {}
    for codec in ("utf-8", *_declared(body, charset)):
        oddities[codec] = oddity(sample.decode(codec, "replace"))
        if oddities[codec] <= SENSIBLE:
            return codec
    for codec in (_guess(sample), SERVER_DEFAULT):
        oddities.setdefault(codec, oddity(sample.decode(codec, "replace")))
    return min(oddities, key=oddities.__getitem__)


def _guess(sample: bytes) -> str:
    detector = EncodingDetector()
    detector.feed(sample, last=False)  # the last character may be cut
    return codec_of(detector.guess(tld=None, allow_utf8=False)) or SERVER_DEFAULT


def _declared(body: bytes, charset: str | None) -> list[str]:
    """List the codecs that the header and the document name, the more credible first."""
    found = META_CHARSET.search(body[:4096])
    header, inside = codec_of(charset), codec_of(found[1].decode("ascii", "replace")) if found else None
    order = (inside, header) if header == SERVER_DEFAULT else (header, inside)
    return [codec for codec in order if codec]


def _wide(body: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark: every other byte of its markup is zero."""
    head = body[:2_000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 < len(head) or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _seven_bits(body: bytes, charset: str | None) -> str | None:
    """Read ASCII that stands for Japanese or Chinese; None: it stands for itself."""
    if b"\x1b$" in body:
        codec = "iso2022_jp"
    elif b"~{" in body and "hz" in _declared(body, charset):
        codec = "hz"
    else:
        return None
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _sample(body: bytes) -> bytes:
    """Return the first lines and texts between tags that are not ASCII."""
    first = re.search(rb"[\x80-\xff]", body)
    start = max(0, first.start() - 200) if first else 0
    lines = re.split(rb"[<>\r\n]+", body[start : start + SAMPLE_SPAN_BYTES])
    return b"\n".join(line for line in lines if not line.isascii())[:SAMPLE_BYTES]


@cache
def _common() -> frozenset[str]:
    """The ideographs and syllables that texts are made of, some 10,000."""
    trails = range(0x40, 0xFF)
    rows = (
        b"".join(bytes((lead, trail)) for lead in range(first, last + 1) for trail in trails).decode(codec, "ignore")
        for codec, first, last in _COMMON_ROWS
    )
    return frozenset("".join(rows))
