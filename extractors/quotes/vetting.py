"""What every quote must look like, whatever rule has found it: a name or an office speaks, and says whole words."""

import re

from extractors.quotes.subjects import patterns_of
from extractors.quotes.wording import CAPITALS, Wording, is_one_of

_LONGEST, _MOST_WORDS = 90, 12  # of a speaker
_MOST_UNCASED = 7  # words, in scripts that tell no names from other words
_BEGINS = re.compile(r"[\w\"'«“„‘「『《〈（(\[#@$€£₽¿¡+−…]")
_CAPITAL = re.compile(rf"(?:^|[\s«“\"„(’'-])[{CAPITALS}]")
_UNCASED = re.compile("[\u0590-\u08ff\u0900-\u0dff]")
_TORN = re.compile(r"^[^\w«“\"„'‘「(]|\s(?:and|und|et|y|ve|и|а|но|و|اور)$")
_STOPS = re.compile(r"[!?؟;؛\n]|\w{4,}[.۔]\s+\w")


def can_speak(words: str, wording: Wording, *, opens: bool) -> bool:
    """Say whether *words* can name a speaker, of a language that puts blanks between words.

    Args:
        words: as the text names the speaker.
        wording: of the language.
        opens: whether they open a sentence, so that the first has a capital whatever it is.
    """
    if is_one_of(words, wording.pronouns):
        return True
    if not any(each.isalpha() for each in words) or not _is_phrase(words, wording):
        return False
    return not wording.wary or _is_named(words, wording, opens=opens)


def _is_phrase(words: str, wording: Wording) -> bool:
    """Say whether *words* can be one noun with what belongs to it, and neither a clause nor a time or place."""
    if len(words) > _LONGEST or words.count(" ") >= _MOST_WORDS or _STOPS.search(words) or _TORN.search(words):
        return False
    if patterns_of(wording).mute.match(words):
        return False
    return not any(each in wording.weak for each in words.lower().split()[1:-1])  # "CNN quoted an official who"


def _is_named(words: str, wording: Wording, *, opens: bool) -> bool:
    """Say whether a name is among *words*, or an office."""
    several = " " in words
    if _UNCASED.search(words):
        return words.count(" ") < _MOST_UNCASED
    is_office = any(each.startswith(wording.offices) for each in words.lower().split())
    return is_office or bool(_CAPITAL.search(words, 1 if opens and several else 0))


def can_be_said(words: str, *, is_governed: bool) -> bool:
    """Say whether *words* are a quote: they begin like one, and are more than a word, or a verb of saying has them."""
    return bool(_BEGINS.match(words)) and (is_governed or " " in words.strip())
