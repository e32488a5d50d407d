"""One paragraph as the cleaner looks at it: its words without case and marks, its weight, and whether it is prose."""

import re
from dataclasses import dataclass

WORDS = re.compile(r"\w+")
DIGITS = re.compile(r"\d+")
SOFT_HYPHEN = "\u00ad"
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # and Kana and Hangul
# What a list or a layout table puts around a line.
FRAME = " \t|•·*■▪►▶→–—-"
LABEL = re.compile(r"[:：|<>«»/【】]|\s[-–—]+\s|[-–—]{2}")
LONGEST_LABEL = 48  # characters
LOOKED_AT = 600  # weight of a paragraph whose words are compared; nothing heavier is a button or a note
# A sentence ends here, closing quotes and brackets aside.
SENTENCE_END = re.compile(r"[.!?…。！？؟۔।॥։።។။][\"'”’»)\]）」』】*\s]*$")
SENTENCE_MARK = re.compile(r"[.!?]\s|[。！？؟۔।॥։።។။]")
# Thai, Lao, Tibetan, Burmese, Khmer: sentences end in a blank or in nothing.
UNMARKED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
PROSE, LONG_PROSE = 70, 200  # weight; the first for what ends as a sentence does, the second for what holds an end
# Arabic letter forms, apostrophes, tatweel, short vowels and what does not show.
_DROPPED = [*map(ord, "'’‘ʻʼ`´\u0307\u00ad\u0640"), *range(0x200B, 0x2010), *range(0x64B, 0x653)]
_SAME = str.maketrans("ёيىكةۀ", "еییکهه") | dict.fromkeys(_DROPPED)
_VARIANT = re.compile("[" + re.escape("".join(map(chr, _SAME))) + "]")  # a search is cheaper than a translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph, read."""

    text: str
    key: str  # its words, see key_of; "" for what is too heavy to be anything but text
    figureless: str  # the same without figures
    label: str  # key of what stands before its first colon or the like; "" for none
    weight: int
    prose: bool  # running text: a sentence, or too long for a heading


def read_line(text: str) -> Line:
    """Read one paragraph.

    >>> read_line("| Read also: Rain again |").label
    'read also'
    """
    bare = text.strip(FRAME)
    weight = weigh(bare)
    joint = LABEL.search(bare, 1, LONGEST_LABEL) if weight <= LOOKED_AT else None
    key = key_of(bare) if weight <= LOOKED_AT else ""
    return Line(
        text=text,
        key=key,
        figureless=" ".join(DIGITS.sub(" ", key).split()) if DIGITS.search(key) else key,
        label=key_of(bare[: joint.start()]) if joint else "",
        weight=weight,
        prose=_is_prose(bare, weight),
    )


def _is_prose(text: str, weight: int) -> bool:
    if weight < PROSE:
        return False
    if SENTENCE_END.search(text[-12:]) or UNMARKED.match(text[len(text) // 2]):
        return True
    return weight >= LONG_PROSE and bool(SENTENCE_MARK.search(text))


def key_of(text: str) -> str:
    """Bring together what differs in case, marks, blanks or Arabic letter forms only.

    >>> key_of("— Читайте ещё:")
    'читайте еще'
    """
    folded = text.casefold()
    return " ".join(WORDS.findall(folded.translate(_SAME) if _VARIANT.search(folded) else folded))


def weigh(text: str) -> int:
    """Measure a text in characters of an alphabet; a Han character says as much as three.

    >>> weigh("rain"), weigh("暴雨")
    (4, 6)
    """
    return len(text) if text.isascii() else len(text) + 2 * len(HAN.findall(text))
