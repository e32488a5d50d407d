"""Agencies to which running text attributes what it says: "TASS reports", "according to Xinhua", "به گزارش ایرنا"."""

import re
from collections.abc import Iterator
from itertools import islice

from extractors.credits.named import Hit, hits
from extractors.credits.wording import AGENCY_BEFORE, AGENCY_BEHIND, BEFORE, BEHIND, EARLIER, REPORTS, SET_APART

MOST_HITS = 100  # names of a text that are looked at
LONGEST_TITLE = 400
WINDOW = 70  # characters to either side
LEADING = 2  # paragraphs that say on whose report a text rests
SEPARATORS = ("—", "–", "-", "|", ":", "：")


def attributed(title: str, text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (as written, slug, in title or lead) of each agency that something is attributed to."""
    title, subjects = title[:LONGEST_TITLE], set()
    for hit in hits(title):
        if _heads(title, hit) or _is_attribution(title, hit):
            yield title[hit.start : hit.end], hit.name.slug, True
        else:
            subjects.add(hit.name.slug)  # the news is about the agency
    lead = _end_of_lead(text)
    for hit in islice(hits(text), MOST_HITS):
        if hit.name.slug not in subjects and _is_attribution(text, hit):
            earlier = EARLIER.search(text, max(0, hit.start - WINDOW // 2), hit.end + WINDOW // 2)
            yield text[hit.start : hit.end], hit.name.slug, hit.start < lead and not earlier


def _heads(title: str, hit: Hit) -> bool:
    """Say whether a title is "Reuters: Rain" or "Rain — TASS"."""
    if not hit.name.plain:
        return False
    before, behind = title[: hit.start].rstrip(' «"“'), title[hit.end :].lstrip(' »"”')
    return (not before and behind.startswith((":", "："))) or (not behind and before.endswith(SEPARATORS))


def _is_attribution(text: str, hit: Hit) -> bool:
    before, behind = text[max(0, hit.start - WINDOW) : hit.start], text[hit.end : hit.end + WINDOW]
    before, behind = before.rpartition("\n")[2], behind.partition("\n")[0]
    lead_in = BEFORE[_script(before[::-1])].search(before)
    follows = BEHIND[_script(behind)].match(behind)
    if not lead_in and not follows:
        return False
    if hit.name.plain:
        return True
    return _is_set_apart(before, hit, behind, lead_in, follows) or bool(
        AGENCY_BEFORE[_script(before[::-1])].search(before) or AGENCY_BEHIND.match(behind)
    )


def _is_set_apart(
    before: str, hit: Hit, behind: str, lead_in: re.Match[str] | None, follows: re.Match[str] | None
) -> bool:
    """Say whether a name that may mean something else is in "…, AP reports." or "…, officials told AFP."."""
    if not hit.name.text[0].isupper() or before.endswith("the "):
        return False
    if lead_in and (hit.name.text.isupper() or REPORTS.search(lead_in[0])):  # Petra is a woman, too
        return bool(SET_APART.match(behind))
    reports = follows and before.endswith(", ") and REPORTS.search(follows[0])
    return bool(reports and follows and SET_APART.match(behind, follows.end()))


def _end_of_lead(text: str) -> int:
    """Return where the first LEADING paragraphs end."""
    at = 0
    for _ in range(LEADING):
        while text.startswith("\n", at):
            at += 1
        at = text.find("\n", at)
        if at < 0:
            return len(text)
    return at


def _script(text: str) -> str:
    """Name the kind of script that the first letter of *text* is of."""
    letter = next((each for each in text[:12] if each.isalpha()), "a")
    if letter < "\u0600":
        return "alphabet"
    if letter < "\u0900":
        return "arabic"
    if letter < "\u0e00":
        return "indic"
    return "han" if "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" else "alphabet"
