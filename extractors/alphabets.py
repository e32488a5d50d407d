"""How often the letters that tell languages of one script apart stand in their texts.

The detector knows some of them little (Uzbek, Turkmen, Bashkir) and takes short texts for their largest neighbour;
but no Russian text has "қ", and no Kazakh text of two lines is without it. The figures are per thousand letters, rough
and rounded: what decides is mostly whether a language has a letter at all.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping

_STRAY = 0.3  # per thousand: a letter in a language that has it not, as in names
_TEMPER = 0.5  # letters come in words, not one by one: half of what they say is taken, measured best on short texts
_LEAST = 10  # letters of a text; fewer say nothing

_CYRILLIC = {
    "ru": "ы19 э3 ё.4 щ4 ъ.4 й12 я20 и73 ь17",
    "uk": "і55 ї7 є5 ґ.1 щ4 й12 я22 и60 ь18",
    "be": "і50 ў17 ы42 э13 ё7 й9 я35 ь15",
    "bg": "ъ17 щ6 й6 я9 и90 ь.3",
    "sr": "ј40 љ5 њ6 ћ6 ђ2 џ.5 и90",
    "mk": "ј20 љ1 њ2 ѓ2 ќ3 ѕ.5 џ.5 и72",
    "kk": "ә18 ғ10 қ24 ң13 ө8 ұ9 ү11 һ.4 і55 ы70 э.5 й14 я5 и14 ь1",
    "ky": "ң12 ө22 ү27 ы60 э12 й14 я4 и28 ь2",
    "uz": "ў13 қ19 ғ8 ҳ13 э4 ъ2 й11 я7 и95 ь1",
    "tg": "ғ4 ӣ20 қ11 ӯ9 ҳ19 ҷ8 ъ2 э2 ё5 й7 я6 и75",
    "mn": "ө28 ү35 э45 ы7 ё2 й25 я7 и28 ь5",
    "tt": "ә65 ө10 ү16 җ5 ң13 һ5 ы38 э5 й10 я9 и20 ь4",
    "ba": "ҙ18 ҫ6 ҡ22 ғ12 ң11 ә60 ө20 ү17 һ20 ы50 э4 й9 я6 и20 ь2",
    "cv": "ӑ55 ӗ45 ҫ22 ӳ4 ы15 э8 й12 я6 и30 ь8",
    "os": "ӕ75 ы45 й15 и30",
    "sah": "ҕ10 ҥ10 һ15 ө12 ү18 ы55 э22 и22 ь6",
}  # fmt: skip
_ARABIC = {
    "ar": "ة32 ء8 ى8 ي62 ك20 أ25 إ8 ؤ1 ئ3 ه35",
    "fa": "پ8 چ3 ژ.7 گ10 ی90 ک25 آ8 أ.3 ئ.7 ه50",
    "ur": "ء2 ٹ6 ڈ3 ڑ3 ے40 ں16 ھ12 ہ50 ی65 ک42 گ11 پ12 چ5 ئ6 ؤ.7 آ5 ۓ.1",
    "pa": "ٹ6 ڈ4 ڑ4 ے45 ں25 ھ14 ہ30 ی60 ک40 گ11 پ13 چ8 ئ3 آ4 ۓ.1",
    "ps": "ټ5 ډ4 ړ4 ږ4 ښ8 ځ4 څ3 ڼ2 ې28 ۍ3 ګ8 پ16 چ5 ژ1 ی38 ي25 ک22 ك1 ه45 آ2 ئ1",
    "sd": "ڪ30 ٻ4 ڀ4 ڄ2 ڃ1 ڇ4 ڌ2 ٿ10 ٽ5 ڏ3 ڊ4 ڙ2 ڳ4 ڻ5 ھ12 ي85 گ6 پ10 چ4 ئ3 آ5 ه15 ۽8 ۾6",
    "ug": "ە75 ې14 ۇ38 ۈ15 ۆ10 ۋ11 ى68 ڭ12 ئ32 پ9 چ13 گ12 ھ4 ژ.3 ك25 ي24",
    "ku": "ە95 ێ28 ۆ16 ڕ6 ڵ8 ڤ1 ی75 ک30 گ12 پ10 چ4 ژ4 ئ10 ھ2 ه12",
    "kk": "ە60 ى75 ۇ35 ڭ13 گ13 ك25 ۋ13 ي35 پ9 ء12",
    "az": "ی80 گ13 چ7 پ5 ک14 ئ9 ؤ9 ۆ2 ه35 آ9",
}  # fmt: skip
_TABLES = {"Cyrl": _CYRILLIC, "Arab": _ARABIC}

# Latin is everybody's, so no table can be whole: these are known by what only they have. A text must have each of the
# first patterns in SHARE of its letters, and none of the second.
SHARE = 0.005
_LATIN = (
    ("az", ("ə",), "ɛɔ"),
    ("uz", ("[og][ʻʼ‘’'`´]", "q"), "éèàçñ"),
    ("kk", ("q(?!u)", "[ýǵı]"), "ñéèàâêîčřů"),
    ("kk", ("[ńǵ]", "[ýúá]", "y"), "ñéèàâêîčřůąęł"),
    ("tk", ("[ňý]", "y"), "qxčěřůíáđơưéóńǵú"),
)


def _rates(row: str) -> dict[str, float]:
    return {letter: float(rate) / 1000 for letter, rate in re.findall(r"(\D)([\d.]+)", row.replace(" ", ""))}


_RATES = {script: {language: _rates(row) for language, row in table.items()} for script, table in _TABLES.items()}


def letter_odds(letters: Counter[str], script: str) -> Mapping[str, float]:
    """Say how well the letters of a text fit languages: 1 for the one they fit best, near 0 for those they exclude.

    Args:
        letters: how often each letter stands in the text, in lower case.
        script: of the text, ISO 15924.

    Returns:
        By language (ISO 639); empty where nothing is known of a script, or the text has too few letters.

    >>> max((odds := letter_odds(Counter("бүгін қала әкімі жаңа мектепке келді"), "Cyrl")), key=odds.__getitem__)
    'kk'
    """
    rates = _RATES.get(script)
    total = sum(count for letter, count in letters.items() if letter.isalpha())
    if not rates or total < _LEAST:
        return {}
    telling = {letter for row in rates.values() for letter in row}
    seen = {letter: count for letter, count in letters.items() if letter in telling}
    fits = {language: _log_likelihood(seen, total, row, len(telling)) for language, row in rates.items()}
    best = max(fits.values())
    return {language: math.exp((fit - best) * _TEMPER) for language, fit in fits.items()}


def latin_language(text: str, letters: int) -> str | None:
    """Name the language of a text in Latin letters that has what only one has; *text* is in lower case."""
    for language, owns, foreign in _LATIN:
        if all(len(re.findall(own, text)) >= SHARE * letters for own in owns) and not set(foreign) & set(text):
            return language
    return None


def _log_likelihood(seen: Mapping[str, int], total: int, row: Mapping[str, float], telling: int) -> float:
    """Take the letters for independent Poisson variables; what is the same for all languages is left out."""
    stray = _STRAY / 1000
    expected = total * (sum(row.values()) + stray * (telling - len(row)))
    return sum(count * math.log(max(row.get(letter, 0), stray)) for letter, count in seen.items()) - expected
