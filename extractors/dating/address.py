"""The day that the address of a page carries."""

import re

from extractors.dates import parse_date
from extractors.records import Dated

# Year, month and day as folders or as one word: /2025/09/01/, /2025-09-01-, /20250901/.
URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([/._-]?)(1[0-2]|0[1-9]|(?<!\d)[1-9])\2(3[01]|[12]\d|0?[1-9])(?!\d)")
URL_WORDS = re.compile(r"/((?:19|20)\d\d)/([a-z]{3})/(\d\d?)(?=/)")


def date_in_url(url: str) -> Dated | None:
    """Read the day that an address carries in its path.

    >>> date_in_url("https://a.example/2025/09/01/rain").value.date().isoformat()
    '2025-09-01'
    >>> date_in_url("https://a.example/2025/sep/01/rain").value.date().isoformat()
    '2025-09-01'
    """
    path = url.partition("?")[0]
    if found := URL_DATE.search(path):
        return parse_date(f"{found[1]}-{found[3]:0>2}-{found[4]:0>2}", place="url")
    if found := URL_WORDS.search(path):
        return parse_date(f"{found[3]} {found[2]} {found[1]}", place="url")
    return None
