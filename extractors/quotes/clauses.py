"""What one sentence quotes or reports, in languages that put blanks between words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.quotes.marks import BLOT, Passage, trimmed
from extractors.quotes.record import QuoteKind
from extractors.quotes.subjects import Patterns, is_document, patterns_of, subject_after, subject_before
from extractors.quotes.wording import Cue, Wording

Span = tuple[int, int]

_MOST_CUES = 8  # of a sentence that are heeded
_LEAD_TO_QUOTE = re.compile(rf"\s*(?P<words>[^.;:{BLOT}]{{0,120}}?)\s*(?P<sign>[:,])?\s*[-–—]?\s*$")
_GAP = re.compile(r"\s*[,.;؛،]?\s*[-–—]?\s*$")
_CUT = re.compile(r",\s*(?:while|whereas|and|but)\s+$")
_INVERTED = re.compile(r"\s+(?:[A-Z]|(?:the|a|an|his|her)\s)[^.:;]*[.,]")
_FEWEST = 3  # words of what is reported


@dataclass(frozen=True, slots=True)
class Draft:
    """A quote whose speaker is not yet led back to a name."""

    kind: QuoteKind
    start: int
    end: int
    who: Span | None  # None: whoever spoke last
    cue: Cue | None  # None: no word says that somebody speaks


def _last(text: str, passage: Passage) -> str:
    return text[passage.start : passage.end].rstrip()[-1:]


class Reader:
    """Reads sentences of one text."""

    def __init__(self, text: str, masked: str, spoken: Sequence[Passage], wording: Wording) -> None:
        self._text, self._masked, self._spoken, self._wording = text, masked, spoken, wording
        self._patterns: Patterns = patterns_of(wording)

    def read(self, start: int, end: int, cues: Sequence[Cue], spoken: Sequence[Passage]) -> list[Draft]:
        """Give the quotes of the sentence from *start* to *end*, with its cues and the quoted passages in it."""
        sentence = _Sentence((self._text, self._masked), start, end, list(spoken), self._wording, self._patterns)
        heeded = list(cues[:_MOST_CUES])
        if len(heeded) > 1 and sentence.closes_with(heeded[-1]):
            sentence.quote_within(heeded[:-1])
            return sentence.drafts
        for cue in heeded:
            sentence.take(cue)
        return sentence.drafts


class _Sentence:
    def __init__(
        self, texts: tuple[str, str], start: int, end: int, spoken: list[Passage], wording: Wording, patterns: Patterns
    ) -> None:  # fmt: skip
        self.drafts: list[Draft] = []
        self._text, self._masked = texts
        self._start, self._end, self._spoken = start, end, spoken
        self._wording, self._patterns = wording, patterns
        self._used: set[Passage] = set()

    def closes_with(self, cue: Cue) -> bool:
        """Take the last cue first where it closes a sentence about what others said: "..., the police said"."""
        tail = self._masked[cue.end : self._end]
        passage = self._before(cue)
        lead = self._masked[self._start : passage.outer_start].strip() if passage else "x y"
        if re.match(r"(?:об этом|про це)\b", self._masked[self._start : self._start + 8], re.IGNORECASE):
            return False
        if cue.according or " that " in tail or not self._patterns.adjunct.match(tail) or lead.count(" ") < 1:
            return False
        who = self._who(cue)
        before = self._masked[self._start : who[0]].rstrip() if who else ""
        if who is None or not before.endswith((",", BLOT)) or before.count(" ") < _FEWEST:
            return False
        self._add(Draft("reported", self._start, self._start + len(before), who, cue))
        return True

    def quote_within(self, cues: Sequence[Cue]) -> None:
        """Add the quotations inside a reported sentence; what it reports of reports is left alone."""
        for cue in cues:
            self._leads_to_quote(cue)

    def take(self, cue: Cue) -> None:
        """Add what *cue* says."""
        if cue.according:
            self._according(cue)
            return
        for rule in (self._leads_to_quote, self._follows_quote, self._reports, self._follows_clause):
            if rule(cue):
                return

    # --- quoted ----------------------------------------------------------------------------------------------

    def _before(self, cue: Cue) -> Passage | None:
        earlier = [each for each in self._spoken if each.outer_end <= cue.start]
        return earlier[-1] if earlier else None

    def _after(self, cue: Cue) -> Passage | None:
        return next((each for each in self._spoken if each.outer_start >= cue.end), None)

    def _leads_to_quote(self, cue: Cue) -> bool:
        """X said: "..."; X warned that "..."."""
        passage = self._after(cue)
        lead = passage and _LEAD_TO_QUOTE.match(self._masked, cue.end, passage.outer_start)
        if passage is None or not lead:
            return False
        words, sign = lead["words"], lead["sign"]
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
        if passage is None or passage in self._used or cue.word in self._wording.joined:
            return False
        gap = self._masked[passage.outer_end : cue.start]
        after: int = cue.end
        who: Span | None
        if self._wording.subject_first and not gap.strip(" ,-–—"):
            who = self._subject_first(passage)
        elif _GAP.match(self._patterns.between.sub("", gap)):
            who = subject_after(self._masked, cue.end, self._end, self._wording)
            after = who[1] if who else cue.end
            if who and cue.word in self._wording.cites:  # "quotes the minister TASS": the object speaks
                who = who[0], who[0] + len(self._masked[who[0] : who[1]].split(" ", 1)[0])
        elif len(gap) > 200 or not (gap.lstrip()[:1] in ",-–—؛،" or _last(self._text, passage) in ",.!?…،"):
            return False
        else:
            who = subject_before(self._masked, passage.outer_end, cue.start, self._wording)
        if who is None:
            return False
        lead = self._masked[self._start : passage.outer_start].strip()
        if lead.count(" ") >= 1 and not self._wording.subject_first:
            self._add(Draft("reported", self._start, passage.outer_end, who, cue))
            self._used.add(passage)
            return True
        self._quote(passage, who, cue)
        self._goes_on(cue, who, after)
        return True

    def _subject_first(self, passage: Passage) -> Span | None:
        lead = self._masked[self._start : passage.outer_start].rstrip(" ,:")
        return (self._start, self._start + len(lead)) if lead else None

    def _goes_on(self, cue: Cue, who: Span, after: int) -> None:
        """The second half of a quote that its verb splits."""
        following = next((each for each in self._spoken if each.outer_start >= after), None)
        if following and len(self._masked[after : following.outer_start]) <= 120:
            self._quote(following, who, cue)

    def _quote(self, passage: Passage, who: Span | None, cue: Cue | None) -> None:
        self._used.add(passage)
        self._add(Draft("direct", passage.start, passage.end, who, cue))

    # --- reported --------------------------------------------------------------------------------------------

    def _reports(self, cue: Cue) -> bool:
        """X said that ..."""
        start = self._complement(cue)
        if start is None or start >= self._end:
            return False
        holding = [each for each in self.drafts if each.kind == "reported" and each.start <= cue.start < each.end]
        if holding and not self._begins_anew(cue, holding[-1]):
            return True
        who = self._who(cue)
        if who is None and self._wording.verb_first:
            who = subject_after(self._masked, cue.end, start, self._wording)
        if who is None:
            return False
        passage = self._after(cue)
        if passage and passage.outer_start <= start + 1 and passage.outer_end >= self._end - 2:
            self._quote(passage, who, cue)
            return True
        self._add(Draft("reported", start, self._end, who, cue))
        return True

    def _begins_anew(self, cue: Cue, holding: Draft) -> bool:
        """Say whether another speaks from here on: "A said ..., while B said ...", and end what A said there."""
        who = self._who(cue)
        cut = who and _CUT.search(self._masked, holding.start, who[0])
        if not cut:
            return False
        self.drafts[self.drafts.index(holding)] = replace(holding, end=cut.start())
        return True

    def _complement(self, cue: Cue) -> int | None:
        """Give where the words begin that *cue* reports; None where it reports none."""
        if cue.word in self._wording.impersonal:
            return None
        if that := self._patterns.that.match(self._masked, cue.end, self._end):
            return that.end()
        if cue.word in self._wording.tells:
            told = re.compile(r"(?:\s+[^\s,.;:]+){1,6}?\s+that\s+").match(self._masked, cue.end, self._end)
            if told:
                return told.end()
        colon = re.compile(rf"[^.,;:{BLOT}]{{0,60}}:\s+(?=\w)").match(self._masked, cue.end, self._end)
        if colon:
            return colon.end()
        after = self._masked[cue.end : self._end]
        if cue.word in self._wording.strong and self._wording.bare:
            return None if self._patterns.adjunct.match(after) else cue.end
        if self._wording.bare and re.match(r"\s+(?:he|she|it|they|we|there)\s", after):
            return cue.end
        return None

    def _follows_clause(self, cue: Cue) -> bool:
        """..., X said on Monday."""
        before, after = self._masked[self._start : cue.start], self._masked[cue.end : self._end]
        if cue.word in self._wording.joined or cue.word in self._wording.nouns:
            return False
        if self._this(cue):
            return True
        between = self._patterns.between.search(before)
        bare = (before[: between.start()] if between else before).rstrip()
        if self._wording.inverts and re.match(r"(?:как|як)$", bare.strip(), re.IGNORECASE):
            return self._as_said(cue)
        inverted = bare.endswith((",", BLOT)) or re.search(r"[,»\"”)]\s*[-–—]$", bare)
        who = self._inverted(cue) if inverted else None
        if who is not None and self.drafts and self.drafts[-1].start < 0:
            return True  # "X said this, reports Y": X has been heard
        end = self._start + len(bare)
        if who is not None:
            pass
        elif not self._patterns.adjunct.match(after) and not re.match(r"\s+(?:is|was|are|has|have)\s", after):
            return False
        else:
            who = self._who(cue)
            end = who[0] if who else 0
        if who is None:
            return False
        clause = self._masked[self._start : end].strip(" ,-–—")
        tail = after[max(0, who[1] - cue.end) :].strip(" .,!?\n")
        if clause.count(" ") < _FEWEST:
            if not tail or not re.match(r"\s*,|\s+(?:is|was|are|has|have)\s", after):
                return False
            end = self._end
        elif re.match(r"\s+(?:is|was|are|has|have)\s", after):
            end = self._end
        self._add(Draft("reported", self._start, self._clause_end(end, who), who, cue))
        return True

    def _clause_end(self, end: int, who: Span) -> int:
        """Where an apposition precedes the name, the clause ends before it."""
        lead = self._masked[self._start : end].rstrip(" ,")
        at = lead.rfind(",")
        apposition = lead[at:].lower().split()
        if at > 0 and end == who[0] and any(each.startswith(self._wording.offices) for each in apposition):
            return self._start + at
        return end

    def _inverted(self, cue: Cue) -> Span | None:
        after = self._masked[cue.end : self._end]
        if not self._wording.inverts and (cue.word not in self._wording.strong or not _INVERTED.match(after)):
            return None
        return subject_after(self._masked, cue.end, self._end, self._wording)

    def _this(self, cue: Cue) -> bool:
        """X said this: the sentence before, which whoever reads the whole text fills in."""
        before = self._masked[self._start : cue.start]
        if any(each.start < 0 for each in self.drafts):
            return True
        if re.match(r"(?:об этом|про це)\b", before, re.IGNORECASE):
            who = (
                subject_before(self._masked, self._start + 7, cue.start, self._wording) if before[7:].strip() else None
            )
            words = before[7:].strip()
            if who is None or re.match(r"(?:сегодня|вчера|ранее|также|в|во|на|\d)\b", words):
                who = subject_after(self._masked, cue.end, self._end, self._wording) or who
        elif self._patterns.this.match(self._masked, cue.end, self._end):
            who = self._who(cue)
        else:
            return False
        if who:
            self.drafts.append(Draft("reported", -1, -1, who, cue))
        return who is not None

    def _as_said(self, cue: Cue) -> bool:
        """Как сообщил X, ..."""
        who = subject_after(self._masked, cue.end, self._end, self._wording)
        if who is None or self._masked[who[1] : who[1] + 1] not in (",", "("):
            return False
        self._add(Draft("reported", who[1] + 1, self._end, who, cue))
        return True

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
        passage = next((each for each in self._spoken if each.outer_start >= after), None)
        if lead.count(" ") <= 1 and len(lead) < 25 and after < self._end:
            rest = self._masked[after : self._end]
            skipped = after + len(rest) - len(rest.lstrip(" ,:-–—"))
            if passage and passage.outer_start == skipped and passage.outer_end >= self._end - 2:
                self._quote(passage, who, None)
            elif rest.strip(" .,").count(" ") >= _FEWEST:
                self._add(Draft("reported", skipped, self._end, who, None))
        elif lead.count(" ") >= _FEWEST:
            self._add(Draft("reported", self._start, cue.start, who, None))

    def _names_none(self, who: Span) -> bool:
        return any(is_document(each, self._wording) for each in self._masked[who[0] : who[1]].lower().split()[:4])

    # --- both ------------------------------------------------------------------------------------------------

    def _who(self, cue: Cue) -> Span | None:
        if cue.word in self._wording.joined and self.drafts:
            return self.drafts[-1].who
        start = self._start
        used = [each.outer_end for each in self._used if each.outer_end <= cue.start]
        return subject_before(self._masked, max([start, *used]), cue.start, self._wording)

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
