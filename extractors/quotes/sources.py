"""Who is named as the source of a sentence: "according to X", "как сообщил X"."""

import re

from extractors.quotes.marks import BLOT
from extractors.quotes.quoting import Draft, Quoting
from extractors.quotes.subjects import is_document, subject_after
from extractors.quotes.wording import Cue

Span = tuple[int, int]

_COMMA = re.compile("[,،]")
_FEWEST = 3  # blanks in what is reported
_LONGEST_OFFICE = 100  # characters
_MOST_OF_A_SOURCE = 14  # blanks in what follows "according to"; more is a clause
_PARTS = (",", "-", "–", "—", BLOT)


class Sourcing(Quoting):
    """The rules for sources."""

    def _as_said(self, cue: Cue) -> bool:
        """Как сообщил X, ..."""
        who = subject_after(self._masked, cue.end, self._end, self._wording)
        if who is None or self._masked[who[1] : who[1] + 1] not in (",", "("):
            return False
        self._add(Draft("reported", self._after_apposition(who[1] + 1), self._end, who, cue))
        return True

    def _after_apposition(self, start: int) -> int:
        """Skip an office that stands after a name: "according to X, head of the port, ..."."""
        found = _COMMA.search(self._masked, start + 1, min(self._end, start + _LONGEST_OFFICE))
        comma = found.start() if found else -1
        words = self._masked[start : max(start, comma)].lower().strip(" ,،").split()[:3]
        is_office = any(each.startswith((*self._wording.offices, "одного", "одной", "котор")) for each in words)
        return comma + 1 if is_office and words[0] != "the" else start

    def _according(self, cue: Cue) -> None:
        own = cue.word.split(" ")[1:2]
        who: Span | None
        if own and own[0] in ("его", "ее", "её", "их", "його", "її"):
            who, after = (cue.start + 3, cue.start + 3 + len(own[0])), cue.end
        else:
            who = subject_after(self._masked, cue.end, self._end, self._wording)
            after = who[1] if who else cue.end
        if who is None or self._names_none(who):
            return
        lead = self._masked[self._start : cue.start].strip(" ,")
        if self._wording.wary and (lead or self._masked[after : after + 1] not in (",", "،")):
            return
        if self._is_aside(cue, after):
            if any(each.start <= cue.start < each.end for each in self.drafts):
                return  # said inside what another says
            self._add(Draft("reported", self._start, self._end, who, None))
            return
        passage = next((each for each in self._spoken if each.outer_start >= after), None)
        if lead.count(" ") <= 1 and len(lead) < 25 and after < self._end:
            rest = self._masked[after : self._end]
            skipped = self._after_apposition(after + len(rest) - len(rest.lstrip(" ,:-–—")))
            if passage and passage.outer_start == skipped and passage.outer_end >= self._end - 2:
                self._quote(passage, who, None)
            elif rest.strip(" .,").count(" ") >= _FEWEST - 1:
                self._add(Draft("reported", skipped, self._end, who, None))
        elif lead.count(" ") >= _FEWEST and self._parted(cue, after):
            self._add(Draft("reported", self._start, cue.start, who, None))

    def _parted(self, cue: Cue, after: int) -> bool:
        """Say whether a comma parts a source from what it says, or, where commas are fewer, the sentence ends there."""
        comma = self._masked[self._start : cue.start].rstrip().endswith(_PARTS)
        return comma or (not self._wording.inverts and not self._masked[after : self._end].strip(" .!?"))

    def _is_aside(self, cue: Cue, after: int) -> bool:
        """Say whether it stands inside a clause: "Prices, according to X, will fall"."""
        lead = self._masked[self._start : cue.start].rstrip()
        opener = self._patterns.openers.match(lead)
        is_opener = opener is not None and opener.end() >= len(lead.rstrip(","))
        return lead.endswith(",") and self._masked[after : after + 1] == "," and not is_opener

    def _names_none(self, who: Span) -> bool:
        if self._masked[who[0] : who[1]].count(" ") > _MOST_OF_A_SOURCE:
            return True
        return any(is_document(each, self._wording) for each in self._masked[who[0] : who[1]].lower().split()[:4])
