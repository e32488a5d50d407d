"""What stands between quotation marks in one sentence, and whose words they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.quotes.marks import BLOT, Passage, trimmed
from extractors.quotes.record import QuoteKind
from extractors.quotes.subjects import LAST_NAME, Patterns, patterns_of, subject_after, subject_before
from extractors.quotes.wording import Cue, Wording

Span = tuple[int, int]

_LEAD_TO_QUOTE = re.compile(rf"\s*(?P<words>[^.;:{BLOT}]{{0,120}}?)\s*(?P<sign>[:,])?\s*[-–—]?\s*$")
_GAP = re.compile(r"\s*[,.;؛،]?\s*[-–—]?\s*$")
_PAPER = re.compile(
    r"(?:(?:[A-ZА-ЯЁ]{2,}|РИА Новости|Интерфакс|«[^»]+»)\s+(?=[а-яё])|(?:агентство|газета|издание|телеканал)\s+)"
)
_WORDS_OF = re.compile(r"\s+[^.,;:]{0,60}?\b(?:слова|цитату|заявление)\s+")
_CITING = re.compile(
    r"\s(?:на|в|по)\s|\s(?:пресс-служба|агентство|издание|газета|телеканал|портал|ТАСС|РИА|Интерфакс|«)"
)
_FARTHEST = 200  # characters between a quotation and its verb


@dataclass(frozen=True, slots=True)
class Draft:
    """A quote whose speaker is not yet led back to a name."""

    kind: QuoteKind
    start: int
    end: int
    who: Span | None  # None: whoever spoke last
    cue: Cue | None  # None: no word says that somebody speaks


class Quoting:
    """A sentence that is being read, and the rules for quotations in it."""

    def __init__(self, texts: tuple[str, str], place: Span, spoken: Sequence[Passage], wording: Wording) -> None:
        self.drafts: list[Draft] = []
        self._text, self._masked = texts
        self._start, self._end = place
        self._spoken, self._wording = spoken, wording
        self._patterns: Patterns = patterns_of(wording)
        self._used: set[Passage] = set()
        self.cues: Sequence[Cue] = ()

    def _before(self, cue: Cue) -> Passage | None:
        earlier = [each for each in self._spoken if each.outer_end <= cue.start]
        return earlier[-1] if earlier else None

    def _after(self, cue: Cue) -> Passage | None:
        return next((each for each in self._spoken if each.outer_start >= cue.end), None)

    def _begins_with_quote(self, cue: Cue) -> bool:
        """Say whether a quotation that the sentence begins with waits for this verb, as in "Yes," X said, "we do"."""
        passage = self._before(cue)
        if passage is None or passage in self._used:
            return False
        return not self._masked[self._start : passage.outer_start].strip()

    def _leads_to_quote(self, cue: Cue) -> bool:
        """X said: "..."; X warned that "..."."""
        passage = self._after(cue)
        lead = passage and _LEAD_TO_QUOTE.match(self._masked, cue.end, passage.outer_start)
        if passage is None or not lead:
            return False
        words, sign = lead["words"], lead["sign"]
        if sign != ":" and self._begins_with_quote(cue):
            return False
        that = self._patterns.that.match(self._masked, cue.end, passage.outer_start)
        rest = self._masked[passage.outer_end : self._end].strip(" .,!?…\n")
        if that:
            if rest or that.end() != passage.outer_start:
                return False
        elif sign != ":" and words and not self._patterns.adjunct.match(words):
            return False
        who = self._who(cue)
        if who is None and self._wording.inverts and sign == ":":
            who = subject_after(self._masked, cue.end, passage.outer_start, self._wording)
        if who is None and self._wording.verb_first:
            who = subject_after(self._masked, cue.end, passage.outer_start, self._wording)
        if who is None:
            return False
        self._quote(passage, who, cue)
        self._cut(cue)
        return True

    def _follows_quote(self, cue: Cue) -> bool:
        """ "...," said X; "...," X said, "..."."""
        passage = self._before(cue)
        if passage is None or cue.word in self._wording.joined or self._is_no_speech(passage, cue):
            return False
        gap = self._masked[passage.outer_end : cue.start]
        after: int = cue.end
        who: Span | None
        if self._wording.subject_first and not gap.strip(" ,-–—"):
            who = self._subject_first(passage)
            if who is None and self._wording.inverts:
                who = subject_after(self._masked, cue.end, self._end, self._wording)
        elif _GAP.match(self._patterns.between.sub("", gap)):
            who = subject_after(self._masked, cue.end, self._end, self._wording)
            after = who[1] if who else cue.end
        elif len(gap) > _FARTHEST or not (
            gap.lstrip()[:1] in ",-–—؛،" or self._text[passage.start : passage.end].rstrip()[-1:] in ",.!?…،"
        ):
            return False
        else:
            who = subject_before(self._masked, passage.outer_end, cue.start, self._wording)
        if who is None:
            return False
        lead = self._masked[self._start : passage.outer_start].strip()
        if lead.count(" ") >= 1 and not self._wording.subject_first:
            if self._wording.wary and lead[-1] != ":":
                return False
            self._add(Draft("reported", self._start, passage.outer_end, who, cue))
            self._used.add(passage)
            return True
        self._quote(passage, who, cue)
        self._goes_on(cue, who, after)
        return True

    def _cites(self, cue: Cue) -> None:
        """ "...", цитирует министра ТАСС; "...", приводит ТАСС слова министра: the object speaks."""
        passage = self._before(cue)
        if passage is None or passage in self._used or not _GAP.match(self._masked[passage.outer_end : cue.start]):
            return
        words = _WORDS_OF.match(self._masked, cue.end, self._end)
        who = subject_after(self._masked, words.end() if words else cue.end, self._end, self._wording)
        if who is None or (words is None and cue.word.startswith("прив")):
            return
        start, end = who
        if words is None and (paper := _PAPER.match(self._masked, start, end)):
            start = paper.end()
        elif words is None and not self._masked[cue.end : start].strip():
            end = start + len(self._masked[start:end].split(" ", 1)[0])
        elif words and (cut := _CITING.search(self._masked, start, end)):
            end = cut.start()
        self._quote(passage, (start, end), cue)

    def _is_no_speech(self, passage: Passage, cue: Cue) -> bool:
        """Say whether a passage has been read, or is in the subject: Компания «Северный путь и сыновья» сообщила."""
        if passage in self._used or cue.word == "saying":  # of a participle, a quotation before is no object
            return True
        if not self._wording.inverts or self._masked[passage.outer_end : cue.start].strip():
            return False
        lead = self._masked[self._start : passage.outer_start]
        return lead[-2:-1].isalpha() and self._text[passage.start : passage.end].rstrip()[-1:] not in (*",.!?…",)

    def _subject_first(self, passage: Passage) -> Span | None:
        lead = self._masked[self._start : passage.outer_start].rstrip(" ,:")
        if name := LAST_NAME.search(lead):
            return self._start + name.start(), self._start + len(lead)
        return (self._start, self._start + len(lead)) if lead else None

    def _goes_on(self, cue: Cue, who: Span, after: int) -> None:
        """The second half of a quote that its verb splits."""
        following = next((each for each in self._spoken if each.outer_start >= after), None)
        if following and len(self._masked[after : following.outer_start]) <= 120:
            self._quote(following, who, cue)

    def _quote(self, passage: Passage, who: Span | None, cue: Cue | None) -> None:
        self._used.add(passage)
        self._add(Draft("direct", passage.start, passage.end, who, cue))

    def _who(self, cue: Cue) -> Span | None:
        if cue.word in self._wording.joined and self.drafts:
            return self.drafts[-1].who
        start = self._start
        used = [each.outer_end for each in self._used if each.outer_end <= cue.start]
        who = subject_before(self._masked, max([start, *used]), cue.start, self._wording)
        return None if who and self._patterns.mute.match(self._masked, *who) else who

    def _from(self, cue: Cue) -> int:
        """Give where the part of the sentence begins that a verb can close: behind a semicolon, if one spoke before."""
        at = self._masked.rfind("; ", self._start, cue.start)
        return at + 2 if at >= 0 and any(each.end <= at for each in self.cues) else self._start

    def _cut(self, cue: Cue) -> None:
        """What was reported ends where a participle takes over: "X said that ..., warning: ..."."""
        self.drafts = [
            replace(each, end=cue.start) if each.kind == "reported" and each.start < cue.start < each.end
            and cue.word in self._wording.joined else each
            for each in self.drafts
        ]  # fmt: skip

    def _add(self, draft: Draft) -> None:
        start, end = trimmed(self._text, draft.start, draft.end)
        if end > start:
            self.drafts.append(replace(draft, start=start, end=end))
