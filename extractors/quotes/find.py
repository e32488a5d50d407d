"""The door: find who said what in a title and a text."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice

from extractors.quotes.chinese import cues_in_chinese, pronoun, read_chinese
from extractors.quotes.clauses import read_sentence
from extractors.quotes.headlines import said_in_headline
from extractors.quotes.languages import wording_of
from extractors.quotes.marks import BLOT, Passage, blotted, is_speech, passages, trimmed, with_dialogue
from extractors.quotes.quoting import Draft
from extractors.quotes.record import Quote
from extractors.quotes.sentences import sentences
from extractors.quotes.speakers import Speakers
from extractors.quotes.splitting import split_by_verbs
from extractors.quotes.subjects import subject_before
from extractors.quotes.vetting import can_be_said, can_speak
from extractors.quotes.wording import Cue, Wording, cues_in
from extractors.tagging.record import Field

#: Quotes of one text, and characters of it that are read: more is no article.
MOST, LONGEST = 200, 200_000
_HAN = ("zh", "yue", "wuu", "lzh")
_LOOSE = BLOT + " .,!?…-–—'’\"”"
_FULL_STOP = re.compile(r"(?:\w\w|\W)[.。۔।]$")  # not that of an initial or of "U.S."
_NEW_SENTENCE = re.compile(r"[.!?۔؟]\s+$")
_DATELINE = re.compile(
    r"(?:[A-ZА-ЯЁ][\w.,/’' -]{0,50})?\s?\([A-ZА-Я][\w /,.-]{1,30}\)\s*[-–—:]+\s+|"
    r"[A-ZА-ЯЁ]{3}[A-ZА-ЯЁ ,/]*[^.\n–—]{0,30}\s[–—-]+\s"
)
_BLANK = re.compile("[\u00a0\u2002-\u200a\u202f\u3000\t]")
_MOST_ANNOUNCING = 12  # words between a verb and the colon that ends its paragraph
_FAR = 4  # paragraphs; half as many away, a quotation by itself is still of whoever spoke last

Span = tuple[int, int]


def find_quotes(title: str, text: str, language: str | None) -> tuple[Quote, ...]:
    """Find who said what; reads a text once, from its beginning to its end.

    Args:
        title: of the article, or "".
        text: its paragraphs, separated by line breaks.
        language: ISO 639-1; None is read as English. In one that has no table only headlines speak.

    Returns:
        The quotes of the title, then those of the text, in their order; MOST at most.

    >>> [quote] = find_quotes("", "Ann Ray spoke first. “We will meet again in May,” she said.", "en")
    >>> quote.kind, quote.surface, quote.speaker, quote.verb
    ('direct', 'We will meet again in May', 'Ann Ray', 'said')
    """
    wording = wording_of(language)
    body = _Body(_plain(text[:LONGEST]), wording, is_han=(language or "").split("-")[0] in _HAN)
    found = [_quote("text", text, each) for each in islice(body.quotes(), MOST)]
    named = [each.speaker for each in found]
    titled = said_in_headline(_plain(title[:LONGEST]), wording, is_han=body.is_han, speakers=named)
    heads = (_quote("title", title, each) for each in titled if title[each.start : each.end].strip())
    return (*heads, *found)[:MOST]


def _plain(text: str) -> str:
    """Write all blanks within a line alike."""
    return text if text.isascii() else _BLANK.sub(" ", text)


class _Body:
    def __init__(self, text: str, wording: Wording, *, is_han: bool) -> None:
        self.text, self.wording, self.is_han = text, wording, is_han

    def quotes(self) -> Iterator[Draft]:
        spoken = [each for each in passages(self.text) if is_speech(self.text, each)]
        if self.wording.dashes:
            spoken = with_dialogue(self.text, spoken)
        masked = blotted(self.text, spoken)
        cues = cues_in_chinese(masked) if self.is_han else cues_in(masked, self.wording)
        if not cues and not spoken:
            return
        split = spoken if self.is_han else split_by_verbs(self.text, spoken, self.wording)
        if split != spoken:
            spoken, masked = split, blotted(self.text, split)
            cues = cues_in(masked, self.wording)
        yield from _Reading(self, masked, spoken, cues).quotes()


class _Reading:
    """Goes through the sentences, and remembers who spoke."""

    def __init__(self, body: _Body, masked: str, spoken: list[Passage], cues: list[Cue]) -> None:
        self._text, self._masked, self._spoken, self._cues = body.text, masked, spoken, cues
        self._is_han = body.is_han
        self._wording = body.wording
        self._speakers = Speakers(body.text, masked, body.wording)
        self._known: list[Span] = []
        self._cue: Cue | None = None
        self._who: Span | None = None
        self._announced = False  # a colon at the end of the paragraph before

    def quotes(self) -> Iterator[Draft]:
        starts = [each.outer_start for each in self._spoken]
        verbs = [each.start for each in self._cues]
        read_to, since = 0, _FAR  # paragraphs since somebody spoke
        for start, end in self._paragraphs():
            since += 1 + sum(1 for line in self._masked[read_to:start].split("\n") if line.strip())
            inside = slice(bisect_left(starts, start), bisect_left(starts, end))
            cues = slice(bisect_left(verbs, start), bisect_left(verbs, end))
            paragraph = self._paragraph((start, end), self._cues[cues], self._spoken[inside], since)
            found = list(islice(paragraph, MOST))
            yield from found
            since, read_to = 0 if found or self._announced else since, end
            self._announced = False

    def _paragraphs(self) -> Iterator[Span]:
        """Give the lines in which a verb of saying or a quoted passage stands."""
        end = -1
        for at in merge((each.start for each in self._cues), (each.outer_start for each in self._spoken)):
            if at >= end:
                start = self._masked.rfind("\n", 0, at) + 1
                end = self._masked.find("\n", at)
                end = len(self._masked) if end < 0 else end
                yield start, end

    def _paragraph(
        self, line: Span, cues: Sequence[Cue], spoken: Sequence[Passage], since: int
    ) -> Iterator[Draft]:  # fmt: skip
        waiting: list[Passage] = []  # quotations that stand by themselves, until the paragraph tells whose they are
        told = False
        before: Span | None = None  # the sentence before
        starts, verbs = [each.outer_start for each in spoken], [each.start for each in cues]
        heard: Sequence[Cue] = ()
        start = end = line[0]
        for start, end in sentences(self._text, self._masked, *line):
            inside = spoken[bisect_left(starts, start) : bisect_left(starts, end)]
            heard = cues[bisect_left(verbs, start) : bisect_left(verbs, end)]
            drafts = self._drafts((start, end), heard, inside) if heard or inside else []
            if not drafts and inside and not self._masked[start:end].strip(_LOOSE):
                if told:
                    yield from self._same(inside)
                else:
                    waiting += inside
            for draft in drafts:
                quote = self._told(draft, before, line[0])
                if quote:
                    yield from self._same(waiting)
                    waiting, told = [], True
                    yield quote
            before = (start, end)
        if since <= _FAR // 2:
            yield from self._same(waiting)
        if heard and self._masked[start:end].rstrip(" ”»").endswith((":", "：")):
            self._announce((start, end), heard[-1])

    def _announce(self, sentence: Span, cue: Cue) -> None:
        """Who is named before a colon at the end of a paragraph speaks in the next."""
        if self._is_han or self._masked[cue.end : sentence[1]].count(" ") > _MOST_ANNOUNCING or cue.according:
            return
        who = subject_before(self._masked, sentence[0], cue.start, self._wording)
        if who and can_speak(self._text[who[0] : who[1]], self._wording, opens=True):
            self._who, self._cue, self._announced = self._resolve(who), cue, True

    def _sentence_before(self, line: int) -> Span | None:
        end = line - 1
        while end > 0 and self._text[end - 1].isspace():
            end -= 1
        start = self._text.rfind("\n", 0, max(0, end)) + 1
        found = list(sentences(self._text, self._masked, start, end)) if end > start else []
        return found[-1] if found else None

    def _drafts(self, sentence: Span, cues: Sequence[Cue], inside: Sequence[Passage]) -> list[Draft]:
        if self._is_han:
            return read_chinese(self._masked, sentence, cues, inside, self._known[-8:])
        return read_sentence((self._text, self._masked), sentence, cues, inside, self._wording)

    def _told(self, draft: Draft, before: Span | None, line: int) -> Draft | None:
        who = draft.who and self._resolve(draft.who)
        if who is None:
            return None
        start, end = draft.start, draft.end
        if start < 0:  # "X said this": of the sentence before
            before = before or self._sentence_before(line)
            if before is None or before[1] - before[0] < 20:
                return None
            start, end = before
        start, end = trimmed(self._text, start, end)
        if draft.kind == "reported" and (dateline := _DATELINE.match(self._text, start, end)):
            start = dateline.end()
        if draft.kind == "reported" and _FULL_STOP.search(self._text, max(start, end - 4), end):
            end -= 1
        told = Draft(draft.kind, start, end, who, draft.cue)
        if end <= start or not self._holds(told):
            return None
        self._who, self._cue = who, draft.cue
        return told

    def _holds(self, draft: Draft) -> bool:
        first, last = draft.who or (0, 0)
        if self._is_han:
            return True
        if draft.who and (first < draft.end and draft.start < last and draft.kind == "direct"):
            return False  # nobody is named inside their own words
        opens = self._wording.wary and self._opens(first)
        words = self._text[draft.start : draft.end]
        return can_speak(self._text[first:last], self._wording, opens=opens) and can_be_said(
            words, is_governed=draft.cue is not None and not draft.cue.according
        )

    def _opens(self, at: int) -> bool:
        """Say whether a sentence begins at a place, so that a capital there tells nothing."""
        line = self._masked.rfind("\n", 0, at) + 1
        return not self._masked[line:at].strip() or bool(_NEW_SENTENCE.search(self._masked, max(line, at - 3), at))

    def _resolve(self, said: Span) -> Span:
        if not self._is_han:
            return self._speakers.resolve(said)
        if pronoun(self._text[said[0] : said[1]]):
            return self._known[-1] if self._known else said
        self._known.append(said)
        return said

    def _same(self, waiting: Sequence[Passage]) -> Iterator[Draft]:
        """Quotations by themselves are of whoever spoke right before."""
        for each in waiting:
            yield from self._direct(each)

    def _direct(self, passage: Passage) -> Iterator[Draft]:
        start, end = trimmed(self._text, passage.start, passage.end)
        if self._who is not None and end > start:
            yield Draft("direct", start, end, self._who, self._cue)


def _quote(field: Field, text: str, draft: Draft) -> Quote:
    who = draft.who or (0, 0)
    spoken = None if draft.cue is None or draft.cue.according else draft.cue
    return Quote(
        field=field,
        start=draft.start,
        end=draft.end,
        surface=text[draft.start : draft.end],
        kind=draft.kind,
        speaker=text[who[0] : who[1]],
        speaker_start=who[0],
        speaker_end=who[1],
        verb=text[spoken.start : spoken.end] if spoken else "",
        verb_start=spoken.start if spoken else None,
        verb_end=spoken.end if spoken else None,
    )
