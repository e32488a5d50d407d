"""Addresses that are probably one page share a twin key; the text has to confirm it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.twins import twin_key
from extractors.urls import canonical_url

PAGE = "https://a.example/2025/rain"
TWINS = [
    "http://m.a.example/2025/rain", "https://mobile.a.example/2025/rain", "https://amp.a.example/2025/rain",
    "https://wap.a.example/2025/rain", "https://touch.a.example/2025/rain", "https://www2.a.example/2025/rain",
    "https://a.example/amp/2025/rain", "https://a.example/m/2025/rain", "https://a.example/2025/amp/rain",
    "https://a.example/2025/rain/", "https://a.example/2025//rain", "https://a.example/2025/rain.html",
    "https://a.example/2025/rain.php", "https://a.example/2025/rain-amp.html", "https://a.example/2025/rain_print",
    "https://a.example/2025/rain/print/", "https://a.example/2025/rain/amp/", "https://a.example/2025/Rain",
    "https://a.example/2025/rain?m=1", "https://a.example/2025/rain?view=mobile", "https://a.example/2025/rain?amp=0",
    "https://a-example.cdn.ampproject.org/c/s/m.a.example/2025/rain",
]  # fmt: skip


@pytest.mark.parametrize("twin", TWINS)
def test_a_view_on_another_host_or_path_is_a_twin(twin):
    assert twin_key(twin) == twin_key(PAGE) == "a.example/2025/rain"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?a=1&b=2", "https://a.example/?b=2&a=1"),
        ("https://a.example/index.php?id=3", "https://m.a.example/?id=3"),
        ("https://en.m.a.example/rain", "https://en.a.example/rain"),
        ("https://a.example/news?sid=9f86d081884c7d659a2feaa0c55ad015", "https://a.example/news"),
    ],
)
def test_twins_of_other_pages(one, other):
    assert canonical_url(one) != canonical_url(other)
    assert twin_key(one) == twin_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/rain", "https://b.example/rain"),
        ("https://ru.a.example/rain", "https://en.a.example/rain"),
        ("https://m.example/rain", "https://example/rain"),
        ("https://news.cn/rain", "https://cn/rain"),
        ("https://a.example/?id=1", "https://a.example/?id=2"),
        ("https://a.example/?m=12", "https://a.example/?m=13"),
        ("https://a.example/m", "https://a.example/"),
        ("https://a.example/rain", "https://a.example/rain-2"),
        ("https://a.example/rain?page=2", "https://a.example/rain"),
        ("https://a.example/#!/1", "https://a.example/#!/2"),
        ("https://a.example/program", "https://a.example/progr"),
        ("http://127.0.0.1:8000/rain", "http://127.0.0.1:8001/rain"),
    ],
)
def test_what_is_no_view_is_no_twin(one, other):
    assert twin_key(one) != twin_key(other)


def test_what_is_no_address_is_its_own_twin():
    assert twin_key("no address") == "/no address"


@settings(deadline=None)
@given(st.text() | st.sampled_from(TWINS).flatmap(lambda url: st.text().map(lambda text: f"{url}/{text}")))
def test_the_key_of_a_page_has_the_twin_key_of_its_address(url):
    key = canonical_url(url)
    if key is not None:
        assert twin_key(key) == twin_key(url)
