"""What an address alone tells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.permalinks import address_shape, site_of


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/2025/09/01/rain", "article"),
        ("/20250901/rain-1957.html", "article"),
        ("/news/12345", "article"),
        ("/news/12345/", "article"),
        ("/202509/t20250901_12345.html", "article"),
        ("/a/12345/rain", "article"),
        ("/rain-in-the-hills", "article"),
        ("/rain_in_the_hills.html", "article"),
        ("/novosti/most-cherez-reku", "article"),
        ("/%D0%B4%D0%BE%D0%B6%D0%B4%D1%8C-%D0%BD%D0%B0%D0%B4-%D1%80%D0%B5%D0%BA%D0%BE%D0%B9-%D0%B8", "article"),
        ("/?p=123", "article"),
        ("/story.php?sid=12", "article"),
        ("/n/9f8e7d6c5b4a-aa12", "article"),
        ("/news/", "unclear"),
        ("/news/rain", "unclear"),
        ("/world-news", "unclear"),
        ("/kazakhstan-2025", "unclear"),
        ("/", "other"),
        ("/index.php", "other"),
        ("/2025", "other"),
        ("/2025/09", "other"),
        ("/news/2025/09/01/", "other"),
        ("/archive/2025-09-01", "other"),
        ("/tag/rain-in-the-hills", "other"),
        ("/author/ann-of-the-hills", "other"),
        ("/category.php?id=1234", "other"),
        ("/print/12345", "other"),
        ("/goto/?id=12345", "other"),
        ("/away?id=1234&url=https://other.example/", "other"),
        ("/forum/viewtopic.php?id=12345", "other"),
        ("/2025/09/01/report.pdf", "other"),
        ("/?s=rain&id=12345", "other"),
    ],
)
def test_an_address_has_a_shape(path, shape):
    assert address_shape(f"https://post.example{path}") == shape


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.post.kz/a", "post.kz"),
        ("https://eng.news.post.co.uk/", "post.co.uk"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("http://localhost/", "localhost"),
        ("mailto:desk@post.kz", ""),
    ],
)
def test_a_site_is_what_can_be_registered(url, site):
    assert site_of(url) == site


@settings(deadline=None)
@given(st.sampled_from(["", "https://a.example/", "http://[", "//"]), st.text(max_size=60))
def test_no_text_is_a_surprise(start, text):
    assert address_shape(start + text) in {"article", "unclear", "other"}
    assert isinstance(site_of(start + text), str)
