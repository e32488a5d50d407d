"""Names of time zones as feeds and pages write them: the data behind extractors.dates.

Several names mean several zones. RFC 5322 decides its own ten (so `CST` is six hours behind UTC, never China);
for the rest we read what the region we follow means: `IST` is India, `AST` Arabia, `GST` the Gulf, `BST` Britain,
`AMT` Armenia. Left out, and so unknown, are military letters other than Z (RFC 5322 says why) and ALMT, which moved
in 2024. Offsets are today's: MSK was four hours ahead from 2011 to 2014, "по Астане" six until 2024.
"""

from datetime import timedelta, timezone

_HOURS_EAST: dict[str, float] = {
    # RFC 5322, 4.3
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7,
    # Europe and Turkey
    "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "trt": 3,
    # Russia and Belarus
    "msk": 3, "мск": 3, "msd": 4, "samt": 4, "yekt": 5, "omst": 6, "novt": 7, "krat": 7, "irkt": 8, "yakt": 9,
    "vlat": 10, "magt": 11, "pett": 12,
    "москве": 3, "московскому": 3, "московское": 3, "московского": 3, "moscow": 3, "минску": 3, "самаре": 4,
    "екатеринбургу": 5, "омску": 6, "красноярску": 7, "иркутску": 8, "якутску": 9, "владивостоку": 10, "гринвичу": 0,
    # Caucasus and Central Asia
    "ташкенту": 5, "ташкент": 5, "tashkent": 5, "toshkent": 5, "toshkent vaqti": 5, "душанбе": 5, "бишкеку": 6,
    "бишкек": 6, "bishkek": 6, "астане": 5, "алматы": 5, "баку": 4, "тбилиси": 4, "еревану": 4, "ашхабаду": 5,
    "azt": 4, "get": 4, "amt": 4, "uzt": 5, "tjt": 5, "tmt": 5, "kgt": 6,
    # Middle East and South Asia
    "ast": 3, "gst": 4, "irst": 3.5, "irdt": 4.5, "aft": 4.5, "pkt": 5, "ist": 5.5, "npt": 5.75, "btt": 6,
    "mmt": 6.5,
    # East Asia
    "ict": 7, "wib": 7, "hkt": 8, "sgt": 8, "ulat": 8, "jst": 9, "kst": 9,
    # Australia and Africa
    "aest": 10, "aedt": 11, "eat": 3, "cat": 2, "sast": 2,
}  # fmt: skip
ZONES = {name: timezone(timedelta(hours=hours)) for name, hours in _HOURS_EAST.items()}
# Said before the date or after it, mostly without a blank.
PHRASES = {
    phrase: timezone(timedelta(hours=hours))
    for phrase, hours in {"北京时间": 8, "北京時間": 8, "日本時間": 9, "한국시간": 9, "台北時間": 8}.items()
}
