"""Words that a line break of print has left in two, made whole where the whole word is attested.

"Sep-tember" and "Rus-sian" are scars, "anti-tank" and "Алма-Ата" are words. Nothing in a single word tells the two
apart, so the joined word must stand elsewhere: in the same text, among the caller's words, among months and weekdays.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from extractors.cleaning.lines import SOFT_HYPHEN
from extractors.months import MONTHS

# A hyphen, perhaps with the blank that a line break became, between letters; the second part is in lower case.
BROKEN = re.compile(r"(?<![\w-])(?P<left>[^\W\d_]{2,20})[-‐](?P<blank>\s?)(?P<right>[^\W\d_]{2,20})(?![\w-])")
WORD = re.compile(r"[^\W\d_]{4,}")
# What is written with a hyphen on purpose, whatever else stands in the text.
PREFIXES = frozenset(
    "co anti vice ex non pre re self semi sub un pro post multi inter intra counter cross mid mini neo over ultra micro"
    " on in e off by well so to up out down al el bin abu"
    " вице экс анти контр обер унтер кто что где как какой чей куда по во кое из за лже нео пост про супер мини макро"
    " микро видео авиа веб интернет онлайн пресс бизнес медиа".split()
)
SUFFIXES = frozenset("то либо нибудь ка таки де с та ки би less like up off out in on by ed".split())
WEEKDAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday понедельник вторник четверг пятница суббота воскресенье"
    " среду пятницу субботу montag dienstag mittwoch donnerstag freitag samstag sonntag".split()
)
SHORTEST = 5  # letters of a whole word; "e-mail" is none, nor is "us-ed"


def heal(paragraphs: Sequence[str], *, title: str = "", attested: Collection[str] = ()) -> list[str]:
    """Join broken words, and take out the hyphens that show only at the end of a line.

    Args:
        paragraphs: the text.
        title: words in it count as attested, too.
        attested: words in lower case that are known to exist.

    >>> heal(["The Rus-sian side spoke for Rus-sia in Sep-tember.", "Russian anti-tank weapons"])
    ['The Russian side spoke for Rus-sia in September.', 'Russian anti-tank weapons']
    """
    texts = [each.replace(SOFT_HYPHEN, "") if SOFT_HYPHEN in each else each for each in paragraphs]
    if not any(BROKEN.search(each) for each in texts if "-" in each or "‐" in each):
        return texts
    words = Counter(word for text in (title, *texts) for word in WORD.findall(text.casefold()))
    scars = Counter(
        (found["left"] + found["right"]).casefold() for text in texts for found in BROKEN.finditer(text)
    )

    def mended(found: re.Match[str]) -> str:
        left, right = found["left"], found["right"]
        whole = (left + right).casefold()
        if len(whole) < SHORTEST or not right.islower() or left.casefold() in PREFIXES or right in SUFFIXES:
            return found[0]
        if whole in attested or whole in MONTHS or whole in WEEKDAYS:
            return left + right
        # Both halves being words, or the hyphen being the rule, speak for a compound.
        compound = (words[left.casefold()] > 0 and words[right] > 0) or scars[whole] > words[whole]
        return found[0] if compound or not words[whole] else left + right

    return [BROKEN.sub(mended, text) for text in texts]
