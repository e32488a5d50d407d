"""Say when two spellings are of one name: Khakimov, Hakimov, Chakimow, Xakimov, Jakímov, Хакимов, Ҳакимов.

A spelling is read as each of a few nations would read it (English, German, Polish and Czech, French, Spanish, Turkic),
and each reading is written in one plain alphabet in which the differences that romanisation makes are gone. Two
spellings are of one name when they agree in a reading. All words of a name are read by the same nation: else
Jakimov would be Якимов and Хакимов at once, whoever bears the name.

The alphabet: a b d e f g h i k l m n o p r s t u v z as in Italian, h also for х; C ч, S ш, J ж and дж, T ц.
What it gives up: ё is е is ие is ьё (Бахтиёр, Bakhtier), й is и is ы, doubled letters are single.
"""

import re
import unicodedata
from functools import lru_cache

from extractors.fold import fold

_CYRILLIC = (
    dict(
        zip(
            "абвгдезийклмнопрстуфхцчшыэжщёюяьъ",
            [*"abvgdeziiklmnoprstufhTCSieJ", "SC", "io", "iu", "ia", "", ""],
            strict=True,
        )
    )
    | dict(zip("іїєґўқғңөүұһәҳҷӣӯҕҡјӊ", "iieguk" + "gnouuhahJiugkin", strict=True))
    | {"ë": "io", "ï": "i"}
)
_MARKS = dict.fromkeys("'ʿʾʹʺ" + "".join(map(chr, range(0x300, 0x370))), "")  # among them those of stress
_CYRILLIC_LETTERS = str.maketrans(_CYRILLIC | _MARKS)
_LETTERS = str.maketrans(dict(zip("šşșśčçćžżźəıłøđßæœ", [*"SSSSC", "ç", *"CJJJailodsao"], strict=True)) | _MARKS)
_LATIN = {
    "shch": "SC", "dzh": "J", "kh": "h", "zh": "J", "sh": "S", "ts": "T", "tz": "T", "gh": "g", "ph": "f", "th": "t",
    "ck": "k", "q": "k", "w": "v", "y": "i", "x": "ks", "c": "k", "ç": "C",
}  # fmt: skip
_GERMAN = {"schtsch": "SC", "dsch": "J", "tsch": "C", "sch": "S", "ch": "h", "j": "i", "z": "T", "ss": "s"}
_ROMANCE = {"qu": "k", "gue": "ge", "gui": "gi", "guy": "gi", "ce": "se", "ci": "si"}
_BETWEEN_VOWELS = {"(?<=[aeiouy])s(?=[aeiouy])": "z"}
# How each nation differs from the rest, by letter groups of which the longest counts. Germans write с and з alike,
# and some of them ш and ж.
_NATIONS = (
    {"tch": "C", "ch": "C", "dj": "J", "jh": "J", "j": "J", "sch": "S", "eev": "ev", "ee": "i", "oo": "u"},  # English
    _GERMAN,
    _GERMAN | _BETWEEN_VOWELS,
    _GERMAN | {"s": "z"},
    _GERMAN | _BETWEEN_VOWELS | {"sch": "J"},
    {"szcz": "SC", "sz": "S", "cz": "C", "ch": "h", "j": "i", "c": "T"},  # Polish, Czech, Croatian
    {"chtch": "SC", "tch": "C", "ch": "S", "dj": "J", "j": "J", "ou": "u", "ss": "s", "ine$": "in"}
    | _ROMANCE,  # French
    {"ch": "C", "j": "h"} | _ROMANCE,  # Spanish
    {"ch": "C", "c": "J", "j": "J", "x": "h"},  # Turkish, Azerbaijani, Uzbek
)
NATIONS = len(_NATIONS)
_CONDITION = re.compile(r"\(\?[^)]*\)|\$")


def _reader(groups: dict[str, str]) -> tuple[re.Pattern[str], dict[str, str]]:
    bare = {_CONDITION.sub("", each): written for each, written in groups.items()}
    longest_first = sorted(groups, key=lambda each: -len(_CONDITION.sub("", each)))
    return re.compile("|".join(longest_first)), bare


_READERS = tuple(_reader(_LATIN | each) for each in _NATIONS)
# A word without these letters is read alike by all.
_DIVIDED = re.compile("[cçjxzqs]|ou|ee|oo|gu|ine$")
_YO = re.compile("i+[eo]|(?<=[CSJ])o")  # ё, ие, ье: one
_DOUBLE = re.compile(r"(.)\1+")
_ONE_ALPHABET = re.compile("[A-Za-z]+|[\u0400-\u04ff]+")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
# Letters that stand for the same in all readings; v, w, ff, ph make one class.
_FIRM = dict(zip("lłmnrbvwfpaəæåлмнңӊрбвфпаәя", "llmnrbvvvvaaaalmnnnrbvvvaaa", strict=True))


class _Firm(dict[int, str | None]):
    """Drops all letters but the firm ones; learns what it meets."""

    def __missing__(self, letter: int) -> str | None:
        plain = chr(letter).lower()
        return self.setdefault(letter, _FIRM.get(plain) or _FIRM.get(unicodedata.normalize("NFD", plain)[0]))


_firm = _Firm()


@lru_cache(4096)
def readings(word: str) -> tuple[str, ...]:
    """Return how each nation reads *word*, in a fixed order; one reading when all agree, () for other scripts.

    >>> readings("Хакимов")
    ('hakimov',)
    >>> readings("Jakímov")
    ('Jakimov', 'iakimov', 'iakimov', 'iakimov', 'iakimov', 'iakimov', 'Jakimov', 'hakimov', 'Jakimov')
    """
    word = (word if _ONE_ALPHABET.fullmatch(word) else fold(word).kept).lower()
    if _CYRILLIC_LETTER.search(word):
        return (_alike(word.translate(_CYRILLIC_LETTERS)),)
    if not word.isascii():
        word = word.translate(_LETTERS)
        word = "".join(each if each == "ç" else unicodedata.normalize("NFD", each)[0] for each in word)
        if not word.replace("ç", "c").isascii():
            return ()
    readers = _READERS if _DIVIDED.search(word) else _READERS[:1]
    return tuple(_alike(pattern.sub(lambda match: table[match[0]], word)) for pattern, table in readers)  # noqa: B023


def firm(word: str) -> str:
    """Return the letters of *word* that all readings share: cheap, to sort out most words.

    >>> firm("Ермекбаев") == firm("Yermekbayeff") == "rmbav"
    True
    """
    letters = word.translate(_firm)
    return letters if len(letters) < 2 else _DOUBLE.sub(r"\1", letters)


def _alike(letters: str) -> str:
    letters = letters.replace("dJ", "J").replace("ts", "T").replace("sC", "SC")
    if letters.endswith(("eff", "off")):
        letters = letters[:-2] + "v"
    return _DOUBLE.sub(r"\1", _YO.sub("e", letters))
