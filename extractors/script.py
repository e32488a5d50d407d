"""In what script a text is written, as ISO 15924 names it: the script of most of its letters."""

from bisect import bisect_right
from collections import Counter
from functools import cache

from extractors.han import SIMPLIFIED

# First code point, last code point, script; letters only matter. Source: Blocks.txt of the Unicode Character Database.
_BLOCKS = (
    (0x0041, 0x024F, "Latn"), (0x0370, 0x03FF, "Grek"), (0x0400, 0x052F, "Cyrl"), (0x0531, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"), (0x0600, 0x06FF, "Arab"), (0x0700, 0x074F, "Syrc"), (0x0750, 0x077F, "Arab"),
    (0x0780, 0x07BF, "Thaa"), (0x08A0, 0x08FF, "Arab"), (0x0900, 0x097F, "Deva"), (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"), (0x0A80, 0x0AFF, "Gujr"), (0x0B00, 0x0B7F, "Orya"), (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"), (0x0C80, 0x0CFF, "Knda"), (0x0D00, 0x0D7F, "Mlym"), (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"), (0x0E80, 0x0EFF, "Laoo"), (0x0F00, 0x0FFF, "Tibt"), (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"), (0x1100, 0x11FF, "Hang"), (0x1200, 0x139F, "Ethi"), (0x1780, 0x17FF, "Khmr"),
    (0x1800, 0x18AF, "Mong"), (0x1C80, 0x1C8F, "Cyrl"), (0x1C90, 0x1CBF, "Geor"), (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"), (0x3040, 0x30FF, "Kana"), (0x3130, 0x318F, "Hang"), (0x3400, 0x9FFF, "Hani"),
    (0xA640, 0xA69F, "Cyrl"), (0xAC00, 0xD7AF, "Hang"), (0xF900, 0xFAFF, "Hani"), (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFF, "Arab"), (0xFF21, 0xFF5A, "Latn"), (0xFF66, 0xFF9F, "Kana"), (0x20000, 0x323AF, "Hani"),
)  # fmt: skip
_STARTS = [first for first, _, _ in _BLOCKS]
_SIMPLIFIED_ONLY = frozenset(map(ord, SIMPLIFIED.values())) - SIMPLIFIED.keys()

_LETTERS = dict.fromkeys(("Hans", "Hant", "Hani"), ("Hani",)) | {"Jpan": ("Hani", "Kana"), "Kore": ("Hang", "Hani")}

# How many letters of an alphabet say about as much as one character: "government" is 政府, and 정부.
_WORTH = {"Hani": 3, "Kana": 2, "Hang": 2}
MAIN = 0.65  # share of all letters beyond which a script is that of the text and others are in quotation
# Shares of kana and of hangul among East Asian letters: Japanese has above a third of kana, Korean next to nothing but
# hangul; less of them are names in a Chinese text.
JAPANESE, KOREAN = 0.15, 0.3


@cache
def letter_script(letter: str) -> str | None:
    """Name the script of one letter; kana is "Kana" and an ideograph "Hani", whatever language they write."""
    number = ord(letter)
    place = bisect_right(_STARTS, number) - 1
    if place < 0 or number > _BLOCKS[place][1]:
        return None
    return _BLOCKS[place][2]


def script_of(letters: Counter[str]) -> str | None:
    """Name the script of a text.

    Args:
        letters: how often each letter stands in it.

    Returns:
        ISO 15924: "Hans" or "Hant" for Chinese, "Hani" where no character tells the two apart, "Jpan", "Kore"; None
        where there are no letters, or none of the scripts has MAIN of them.

    >>> script_of(Counter("各國部長")), script_of(Counter("各国部长")), script_of(Counter("上合"))
    ('Hant', 'Hans', 'Hani')
    """
    weights: Counter[str] = Counter()
    for letter, count in letters.items():
        if script := letter_script(letter):
            weights[script] += count * _WORTH.get(script, 1)
    total = weights.total()
    kana, ideographs, hangul = weights["Kana"], weights["Hani"], weights["Hang"]
    east_asian = kana + ideographs + hangul
    if east_asian > MAIN * total:
        if hangul > KOREAN * east_asian:
            return "Kore"
        return "Jpan" if kana > JAPANESE * east_asian else _chinese(letters)
    script, weight = max(weights.items(), key=lambda each: each[1], default=(None, 0))
    return script if weight > MAIN * total else None


def is_of(letter: str, script: str) -> bool:
    """Say whether *letter* is one of those that a text in *script* is written with.

    >>> is_of("上", "Hans"), is_of("は", "Jpan"), is_of("ш", "Latn")
    (True, True, False)
    """
    return letter_script(letter) in _LETTERS.get(script, (script,))


def _chinese(letters: Counter[str]) -> str:
    traditional = sum(count for letter, count in letters.items() if ord(letter) in SIMPLIFIED)
    simplified = sum(count for letter, count in letters.items() if ord(letter) in _SIMPLIFIED_ONLY)
    return "Hani" if traditional == simplified else "Hant" if traditional > simplified else "Hans"
