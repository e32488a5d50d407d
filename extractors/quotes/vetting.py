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
    lowered = words.lower()
    if is_one_of(words, wording.pronouns):
        return True
    count = words.count(" ") + 1
    if not words or len(words) > _LONGEST or count > _MOST_WORDS or _STOPS.search(words):
        return False
    if patterns_of(wording).mute.match(lowered) or _TORN.search(words):
        return False
    if not wording.wary:
        return any(each.isalpha() for each in words)
    if _UNCASED.search(words):
        return count <= _MOST_UNCASED
    is_office = any(each.startswith(wording.offices) for each in lowered.split()) if wording.offices else False
    return is_office or bool(_CAPITAL.search(words, 1 if opens and count > 1 else 0))


def can_be_said(words: str, *, is_governed: bool) -> bool:
    """Say whether *words* are a quote: they begin like one, and are more than a word, or a verb of saying has them."""
    return bool(_BEGINS.match(words)) and (is_governed or " " in words.strip())
