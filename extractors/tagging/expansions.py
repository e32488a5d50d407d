"""What a text itself says its letters stand for: `Words Whose Initials (WWI)`.

Any text may define an abbreviation that no lexicon knows, and then it rules (Schwartz and Hearst, A simple algorithm
for identifying abbreviation definitions in biomedical text, 2003; here the initials of the words must be the letters,
small words aside).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from config.lexicon import Term
from extractors.fold import fold
from extractors.tagging.matcher import Hit
from extractors.tagging.mention import Mention
from extractors.tagging.record import Field

OTHER = "other_expansion"
_LONGEST = 120  # characters of an expansion
_OPENS = frozenset("([")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_APART = re.compile(r"[.!?:;,()\[\]\n]")
_SMALL = frozenset({
    "a", "an", "and", "at", "by", "cum", "de", "del", "der", "des", "di", "du", "el", "et", "for", "für", "in", "la",
    "le", "les", "of", "on", "the", "to", "und", "y", "и", "в", "на", "по",
})  # fmt: skip


def expansions(fields: Mapping[Field, str], shorts: Iterable[Mention], own: Collection[str]) -> Iterator[Mention]:
    """Find the expansions that a text gives to some short forms.

    Args:
        fields: title and text.
        shorts: mentions of short forms.
        own: words in lower case with which the organization's names begin: an expansion that begins so is but a
            misspelt one.

    Yields:
        A mention of each expansion, with a term that shares the letters of the short form.
    """
    for short in shorts:
        text, start, end = fields[short.field], short.hit.start, short.hit.end
        if text[start - 1 : start] in _OPENS:
            spot = _before(text, start - 1, _letters(text[start:end]))
        elif text[end : end + 1] == " " and text[end + 1 : end + 2] in _OPENS:
            spot = _after(text, end + 2, _letters(text[start:end]))
        else:
            continue
        if spot and fold(_WORD.findall(text[spot[0] : spot[1]])[0]).lower not in own:
            term = Term(role="expansion", slug=OTHER, language=None, forms=(), letters=short.hit.term.forms)
            yield Mention(short.field, Hit(*spot, term))


def _letters(short: str) -> list[str]:
    letters = [each.lower() for each in short if each.isalnum()]
    return letters if len(letters) > 1 else []


def _before(text: str, end: int, letters: list[str]) -> tuple[int, int] | None:
    """Return where the words stand whose initials are *letters*, right before *end*."""
    begin = max(0, end - _LONGEST)
    apart = [match.end() for match in _APART.finditer(text, begin, end)]
    words = list(_WORD.finditer(text, apart[-1] if apart else begin, end))
    wanted = list(letters)
    if not wanted:
        return None
    for word in reversed(words):
        if wanted and word[0][0].lower() == wanted[-1]:
            wanted.pop()
            if not wanted:
                return word.start(), words[-1].end()
        elif word[0].lower() not in _SMALL:
            return None
    return None


def _after(text: str, begin: int, letters: list[str]) -> tuple[int, int] | None:
    """Return where the words stand whose initials are *letters*, from *begin* to the bracket that closes."""
    close = re.compile(r"[)\]]").search(text, begin, begin + _LONGEST)
    if close is None or not letters:
        return None
    words = [each for each in _WORD.finditer(text, begin, close.start()) if each[0].lower() not in _SMALL]
    if [each[0][0].lower() for each in words] != letters:
        return None
    return words[0].start(), words[-1].end()
