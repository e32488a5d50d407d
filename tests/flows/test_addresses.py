"""Which addresses count as public, and which URLs are read as what."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.addresses import special_kind, target
from flows.failures import FetchError


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("0.0.0.0", "unspecified"),
        ("10.255.255.255", "private"),
        ("100.64.0.0", "carrier-grade NAT"),
        ("100.100.100.200", "carrier-grade NAT"),
        ("100.127.255.255", "carrier-grade NAT"),
        ("127.255.255.255", "loopback"),
        ("169.254.169.254", "link-local"),
        ("168.63.129.16", "cloud metadata"),
        ("169.254.170.2", "link-local"),
        ("172.31.255.255", "private"),
        ("192.0.0.192", "reserved"),
        ("192.168.0.1", "private"),
        ("224.0.0.251", "multicast"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::127.0.0.1", "reserved"),
        ("::ffff:192.168.0.1", "private"),
        ("64:ff9b::a00:1", "private"),
        ("64:ff9b:1::1", "reserved"),
        ("::ffff:0:10.0.0.1", "reserved"),
        ("100::1", "reserved"),
        ("5f00::1", "reserved"),
        ("2002:a9fe:a9fe::1", "link-local"),
        ("2002:a83f:8110::1", "cloud metadata"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "reserved"),
        ("2001:db8::1", "documentation"),
        ("fd00:ec2::254", "private"),
        ("fd20:ce::254", "private"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "reserved"),
        ("ff02::1", "multicast"),
        ("a.test", "unreadable"),
        ("", "unreadable"),
    ],
)
def test_a_special_address_is_told_by_its_kind(address, kind):
    assert special_kind(address) == kind


@pytest.mark.parametrize(
    "address",
    [
        *("9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "223.0.0.1"),
        *("2a00:1450:4001::1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"),
    ],
)
def test_a_public_address_is_not_special(address):
    assert special_kind(address) is None


@given(st.text(max_size=40))
def test_no_text_is_taken_for_a_public_address_by_mistake(text):
    if special_kind(text) is None:
        assert set(text.partition("%")[0]) <= set("0123456789abcdefABCDEF.:")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" HTTP://Example.COM:80/a b?c#d ", "http://example.com/a%20b?c"),
        ("https://пример.рф/ш", "https://xn--e1afmkfd.xn--p1ai/%D1%88"),
        ("http://017700000001/", "http://127.0.0.1/"),
        ("http://1.2.3/", "http://1.2.0.3/"),
        ("http://a_b.example/", "http://a_b.example/"),
        ("http://[::FFFF:1.2.3.4]/", "http://[::ffff:102:304]/"),
    ],
)
def test_a_url_is_read_as_what_will_be_asked_for(text, url):
    assert str(target(text)) == url


@given(st.text() | st.text().map("http://".__add__))
def test_any_text_is_a_url_or_refused(text):
    with contextlib.suppress(FetchError):
        assert target(text).scheme in {"http", "https"}
