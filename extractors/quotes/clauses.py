"""What one sentence reports or quotes, in languages that put blanks between words."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.quotes.marks import BLOT, Passage
from extractors.quotes.quoting import Draft
from extractors.quotes.sources import Sourcing
from extractors.quotes.subjects import subject_after, subject_before
from extractors.quotes.wording import Cue, Wording

Span = tuple[int, int]

_MOST_CUES = 8  # of a sentence that are heeded
_CUT = re.compile(r",\s*(?:while|whereas|and|but)\s+$")
_INVERTED = re.compile(r"\s+(?:[A-Z]|(?:the|a|an|his|her)\s)[^.:;]*[.,]")
_COLON = re.compile(rf"[^.,;:{BLOT}]{{0,60}}:\s+(?=\w)")
_TOLD = re.compile(r"(?:\s+[^\s,.;:]+){1,6}?\s+that\s+")
_AND = re.compile(r",?\s(?:and|but|и|а|но)(?:\s(?:also|также|при этом))?\s$")
_ANOTHER = re.compile(r",\s(?:while|whereas|but|а|но|тогда как)\s")
_RELATIVE = re.compile(r"(?:\w+ed|is|was|are|were|has|had|have|will|would|can|could)\s")  # "in the tent that served as"
_VERB = re.compile(
    r"\b(?:is|was|are|were|has|have|had|will|would|can|could|may|might|must|should|did|does|do|\w{3,}ed)\b"
)
# "told Reuters the visit had been put off"
_TOLD_BARE = re.compile(
    r"\s+(?:reporters|journalists|lawmakers|(?:his|her|their|the)\s[a-z]+|[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,2})\s+"
    r"(?=(?:the|he|she|it|they|his|her|its|their|there)\s)"
)
_NO_CLAUSE = re.compile(
    r"\s+(?:nothing|goodbye|farewell|hello|thanks|sorry|so|much|little|anything|something|about|of|than|yes|no)\b(?!,)"
)
_BY = re.compile(r"\s+by\s(?!(?:phone|telephone|video|e-?mail|text|letter)\b)")
_PRONOUN = re.compile(r"\s+(?:he|she|it|they|we|there)\s")
_FINITE = re.compile(r"\s+(?:is|was|are|were|has|have|had|will|would)\s")
# What follows a comma and is no verb begins a clause of the writer's.
_RESUMED = re.compile(
    r",\s(?!(?:and|but|who|which|while|whereas|as|in|on|at|after|before|during|citing|with|for|to|from|by|though|although|"
    r"when|where|because|since|so|or|nor|yet|if|unless|the|an?|his|her|their|its|this|that|these|not|just|despite|amid|"
    r"one|two|\w+ing|\w+ed|\w+ly)\b)[a-z]+\s"
)
_OF_THIS = re.compile(r"(?:об этом|про це)\b", re.IGNORECASE)
_LEADS = re.compile(r"(?:об этом|про це|как|як|as)\b", re.IGNORECASE)
_AS = re.compile(r"(?:как|як)$", re.IGNORECASE)
_IN = re.compile(r"(?:во?|на)\s", re.IGNORECASE)
_PARTS = (",", "-", "–", "—", BLOT)
_FAR_THAT = 14  # characters from a verb to "that"; behind, with a verb after it, it belongs to a noun
_FEWEST = 3  # blanks in what is reported


def read_sentence(
    texts: tuple[str, str], place: Span, cues: Sequence[Cue], spoken: Sequence[Passage], wording: Wording
) -> list[Draft]:
    """Give the quotes of a sentence.

    Args:
        texts: the text, and the same with its quoted passages blotted out.
        place: of the sentence in both.
        cues: the verbs of saying in it.
        spoken: the quoted passages in it.
        wording: of its language.
    """
    sentence = _Sentence(texts, place, spoken, wording)
    heeded = sentence.cues = cues[:_MOST_CUES]
    if len(heeded) > 1 and sentence.closes_with(heeded[-1]):
        sentence.quote_within(heeded[:-1])
        return sentence.drafts
    for cue in heeded:
        sentence.take(cue)
    return sentence.drafts


class _Sentence(Sourcing):
    _same: Span | None = None  # who spoke before "and", and goes on

    def closes_with(self, cue: Cue) -> bool:
        """Take the last cue first where it closes a sentence about what others said: "..., the police said"."""
        tail = self._masked[cue.end : self._end]
        passage = self._before(cue)
        lead = self._masked[self._start : passage.outer_start].strip() if passage else "x y"
        if _LEADS.match(self._masked, self._start):
            return False  # "about this X said", "as X said": what comes first is no report
        if (
            cue.according
            or " that " in tail
            or self._patterns.that.match(self._masked, cue.end, self._end)
            or not self._patterns.adjunct.match(tail)
            or lead.count(" ") < 1
        ):
            return False
        if tail.startswith(",") and _FINITE.match(tail[1:]):
            return False  # "and pupils, the guild noted, had not complained"
        who = self._who(cue)
        start = self._from(cue)
        before = self._masked[start : who[0]].rstrip() if who else ""
        if who is None or not before.endswith((",", BLOT)) or before.count(" ") < _FEWEST:
            return False
        if start > self._start:
            return False  # the part before has its own speaker
        self._add(Draft("reported", start, start + len(before), who, cue))
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
        if cue.word in self._wording.cites:
            self._cites(cue)
            return
        if self._wording.bare and _BY.match(self._masked, cue.end, self._end):
            return  # "the move announced by"
        rules = [self._leads_to_quote, self._follows_quote, self._reports]
        if not self._wording.wary and cue.word not in self._wording.joined and cue.word not in self._wording.nouns:
            rules.append(self._follows_clause)
        any(rule(cue) for rule in rules)

    def _reports(self, cue: Cue) -> bool:
        """X said that ..."""
        if self._wording.inverts and _AS.match(self._masked[self._start : cue.start].strip()):
            return self._as_said(cue)
        start = self._complement(cue)
        if start is None:
            self._end_report(cue)
        if start is None or start >= self._end or self._turned(cue, start):
            return False
        holding = [each for each in self.drafts if each.kind == "reported" and each.start <= cue.start < each.end]
        if holding and not self._begins_anew(cue, holding[-1]):
            return True
        who = self._same or self._reporter(cue, start)
        self._same = None
        passage = self._after(cue)
        if who and passage and passage.outer_start <= start + 1 and passage.outer_end >= self._end - 2:
            self._quote(passage, who, cue)
        elif who:
            self._add(Draft("reported", start, self._end, who, cue))
        return who is not None

    def _end_report(self, cue: Cue) -> None:
        """What one says ends where the writer tells what else they did: "A said that ..., and called for ..."."""
        for at, each in enumerate(self.drafts):
            if each.kind == "reported" and each.start >= 0 and cue.end <= each.end:
                cut = _AND.search(self._masked, each.start + 1, cue.start)
                if cut and self._masked[cut.start()] == ",":
                    self.drafts[at] = replace(each, end=cut.start())

    def _turned(self, cue: Cue, start: int) -> bool:
        """Say whether it is the speaker who follows: "The river is clean, says a study"."""
        after = self._masked[start : self._end]
        if start != cue.end or not self._masked[self._start : cue.start].endswith(", ") or not _INVERTED.match(after):
            return False
        who = self._who(cue)
        is_name = who is not None and all(each[0].isupper() for each in self._masked[who[0] : who[1]].split())
        return not is_name and not _VERB.search(after)

    def _reporter(self, cue: Cue, start: int) -> Span | None:
        """Give who says what is reported from *start* on."""
        who = self._who(cue)
        if cue.word in self._wording.impersonal:
            return who if who and _IN.match(self._masked, who[0]) else None
        if who is None and self._wording.verb_first:
            that = self._patterns.that.match(self._masked, cue.end, self._end)
            who = subject_after(self._masked, cue.end, that.end("after") if that else start, self._wording)
        return who

    def _begins_anew(self, cue: Cue, holding: Draft) -> bool:
        """Say whether another speaks from here on: "A said ..., while B said ...", and end what A said there."""
        same = _AND.search(self._masked, holding.start + 1, cue.start)
        if same and not _ANOTHER.search(self._masked, holding.start, cue.start):  # "A said ..., and stressed that ..."
            self.drafts[self.drafts.index(holding)] = replace(holding, end=same.start())
            self._same = holding.who
            return True
        who = self._who(cue)
        cut = who and _CUT.search(self._masked, holding.start, who[0])
        if not cut:
            return False
        self.drafts[self.drafts.index(holding)] = replace(holding, end=cut.start())
        return True

    def _complement(self, cue: Cue) -> int | None:
        """Give where the words begin that *cue* reports; None where it reports none."""
        told = _TOLD.match(self._masked, cue.end, self._end) if cue.word in self._wording.tells else None
        found = (
            self._patterns.that.match(self._masked, cue.end, self._end)
            or told
            or _COLON.match(self._masked, cue.end, self._end)
        )
        if (
            found
            and found.end() - cue.end > _FAR_THAT
            and (
                _RELATIVE.match(self._masked, found.end())
                or any(cue.end <= each.start < found.end() for each in self.cues if not each.according)
            )
        ):
            return None
        if found:
            colon = found.re is _COLON
            return None if colon and (self._wording.wary or cue.word in self._wording.nouns) else found.end()
        if not self._wording.bare:
            return None
        after = self._masked[cue.end : self._end]
        if cue.word in self._wording.tells and (told := _TOLD_BARE.match(after)) and _VERB.search(after, told.end()):
            return cue.end + told.end()
        if _NO_CLAUSE.match(after):
            return None
        strong = cue.word in self._wording.strong
        reports = not self._patterns.adjunct.match(after) if strong else bool(_PRONOUN.match(after))
        return cue.end if reports else None

    def _follows_clause(self, cue: Cue) -> bool:
        """..., X said on Monday."""
        if self._this(cue):
            return True
        before, after = self._masked[self._start : cue.start], self._masked[cue.end : self._end]
        between = self._patterns.between.search(before)
        bare = (before[: between.start()] if between else before).rstrip()
        who, end = self._beside(cue, bare, after)
        if who is None:
            return False
        if cue.word in self._wording.impersonal and not _IN.match(self._masked, who[0]):
            return False
        if self.drafts and self.drafts[-1].start < 0:
            return True  # "X said this, reports Y": X has been heard
        start = self._from(cue)
        lead = self._masked[start:end].strip()
        aside = lead.strip(",-–— ").count(" ") < _FEWEST
        goes_on = self._resumes(who, after) or (aside and lead.endswith(",") and after.lstrip().startswith(","))
        if aside and not (goes_on and after[max(0, who[1] - cue.end) :].strip(" .,!?\n")):
            return False
        end = self._end if goes_on else self._clause_end(end, who)
        self._add(Draft("reported", start, end, who, cue))
        return True

    def _resumes(self, who: Span, after: str) -> bool:
        """Say whether the sentence goes on behind its verb of saying: "The law, he said, would hurt", "... share"."""
        if _FINITE.match(after.replace(", ", " ", 1) if after.startswith(",") else after):
            return True
        is_aside = self._masked[self._start : who[0]].rstrip().endswith(",")
        return self._wording.bare and is_aside and bool(_RESUMED.match(after))

    def _beside(self, cue: Cue, before: str, after: str) -> tuple[Span | None, int]:
        """Give who speaks after a clause, and where the clause ends: "..., says X"; "..., X said"."""
        if before.endswith((",", BLOT)) or re.search(r"[,»\"”)]\s*[-–—]$", before):
            who = self._inverted(cue)
            if who is not None:
                return who, self._start + len(before)
        if not self._patterns.adjunct.match(after) and not _FINITE.match(after):
            return None, 0
        who = self._who(cue)
        if who and self._wording.inverts and not self._masked[self._start : who[0]].rstrip().endswith(_PARTS):
            return None, 0  # "they asked how sure he is in his victory"
        return who, who[0] if who else 0

    def _clause_end(self, end: int, who: Span) -> int:
        """Give where a clause ends that an office before the name follows: "..., the envoy of Russia, X, said"."""
        lead = self._masked[self._start : end].rstrip(" ,")
        at = lead.rfind(",")
        if (
            at > 0
            and end == who[0]
            and any(each.startswith(self._wording.offices) for each in lead[at:].lower().split())
        ):
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
        if _OF_THIS.match(before):
            who = subject_after(self._masked, cue.end, self._end, self._wording)
            if who is None or self._patterns.adjunct.match(self._masked[cue.end : self._end]):
                own = subject_before(self._masked, self._start + 7, cue.start, self._wording)
                plural = cue.word.endswith("ли") and who is not None  # "TASS was told in the ministry"
                who = who if plural or own is None or _IN.match(before[7:].strip()) else own
        elif self._patterns.this.match(self._masked, cue.end, self._end):
            who = self._who(cue)
        else:
            return False
        if who:
            self.drafts.append(Draft("reported", -1, -1, who, cue))
        return who is not None
