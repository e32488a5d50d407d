"""Who is meant: from "he", "the envoy" or a surname back to the person named in full before."""

import re
from collections.abc import Iterator
from functools import lru_cache

from extractors.quotes.wording import CAPITALS, Wording, is_one_of

Span = tuple[int, int]

_PARTICLES = r"(?:de|da|di|del|della|van|von|der|den|al|el|bin|ibn|ди|де|фон|ван|оглы|кызы)"
_PART = rf"[{CAPITALS}](?:\.|[\w'’-]*)"
_NAME = re.compile(rf"{_PART}(?:\s(?:{_PARTICLES}\s){{0,2}}{_PART}){{1,4}}")
_AT_END = re.compile(
    rf"(?<!\w){_PART}(?:\s(?:{_PARTICLES}\s){{0,2}}{_PART}){{0,4}}(?:,?\s(?:Jr|Sr)\.?)?(?:\s\([^()]*\))?$"
)
_OF = re.compile(r"\b(?:of|for|in|at|the|from|to|on|de|du|la|von|für|del|by|and|&)\s$", re.IGNORECASE)
_DEFINITE = re.compile(r"(?:the|this|that|his|her|their|its|le|la|l'|el|der|die)\s", re.IGNORECASE)
_STEM = 4  # letters by which inflected names are found again
_ENDING = 3  # letters at the end of a name that inflection may change
_BACK = 500  # characters of a paragraph in which a pronoun finds a name
_NEAR = 120  # characters around a name in which an office names its holder


class Speakers:
    """What has been read of a text so far: who was named in full, and who spoke last."""

    def __init__(self, text: str, masked: str, wording: Wording) -> None:
        self._text, self._masked, self._wording = text, masked, wording
        self._names: dict[str, list[Span]] | None = None
        self._leading: list[Span] = []  # of them, those that begin a sentence
        self.last: Span | None = None  # who spoke last and is a person, as named in full
        self._last_at = -1

    def resolve(self, said: Span) -> Span:
        """Give the words of the text that name the speaker best, for the words that stand at the quote."""
        words = self._text[said[0] : said[1]]
        is_pronoun = is_one_of(words, self._wording.pronouns)
        found = (self._person_before(said[0]) if is_pronoun else self._named(said, words)) or said
        if found != said or self._is_office(words) or (self.person(said) == said and " " in words):
            self.last, self._last_at = found, said[0]
        return found

    def _named(self, said: Span, words: str) -> Span | None:
        """Give the full name that *words* end with, or that their surname or office leads back to."""
        person = self.person(said)
        if person is None:
            known = self._surname_first(said, words)
        else:
            name = self._text[person[0] : person[1]]
            known = person if " " in name.strip() else self._find(name, person[0])
        if known is None and self._is_office(words) and not self._indefinite(words):
            return self._holder(said, words)
        return known

    def _surname_first(self, said: Span, words: str) -> Span | None:
        """Give the full name where a name has more behind it: "Orlov with a smile"."""
        if (
            (name := _NAME.match(words))
            and not self._one_person(words.split(" ", 1)[0].lower())
            and words[name.end() : name.end() + 2].strip().islower()
            and not self._is_body(name[0])
        ):
            full = said[0], said[0] + name.end()
            return self.person(full) or full
        first, _, rest = words.partition(" ")
        return self._find(first, said[0]) if len(first) > 2 and first[:1].isupper() and rest[:1].islower() else None

    def person(self, span: Span) -> Span | None:
        """Give the name of a person that *span* ends with, without titles; None where it names none."""
        words = self._text[span[0] : span[1]]
        match = _AT_END.search(words, max(0, len(words) - 80))
        if match is None:
            return None
        before = words[: match.start()]
        if _OF.search(before):
            return None
        start, parts = span[0] + match.start(), match[0].split(" ")
        if before.strip() and len(parts) == 1:
            beside = before.split()[-1]
            if self._is_acronym(parts[0]) or not (self._is_title(beside) or re.fullmatch(_PARTICLES, beside)):
                return None
        if any(each.lower().startswith(self._wording.bodies) for each in parts):
            return None
        while len(parts) > 1 and (
            parts[0].lower().strip(".,'’s") in self._wording.honours
            or (len(parts) > 2 and self._is_acronym(parts[0]))  # but РИА Новости
        ):
            start += len(parts.pop(0)) + 1
        return start + self._foreword(parts), span[0] + match.end()

    def _foreword(self, parts: list[str]) -> int:
        """Give the length of what stands before a Slavic name of two words or, with a patronymic, three: a place."""
        if len(parts) < 3 or parts[-1].isascii() or any(re.fullmatch(_PARTICLES, part) for part in parts):
            return 0
        kept = 3 if any(part.endswith(("вич", "вна")) for part in parts) else 2
        return sum(len(part) + 1 for part in parts[:-kept])

    def _is_body(self, words: str) -> bool:
        return any(each.startswith(self._wording.bodies) for each in words.lower().split())

    def _is_title(self, word: str) -> bool:
        word = word.lower().strip(".,")
        return word in self._wording.honours or word.startswith(self._wording.offices)

    def _is_acronym(self, part: str) -> bool:
        return len(part) > 1 and part.isupper() and part.isalpha()

    def _find(self, word: str, before: int) -> Span | None:
        """Give the last full name before a place that has *word* at either end; else the first after it."""
        names = self._index().get(_key(word), [])
        fitting = [each for each in names if self._fits(word, each)]
        earlier = [each for each in fitting if each[0] < before]
        return earlier[-1] if earlier else (fitting[0] if fitting else None)

    def _fits(self, word: str, name: Span) -> bool:
        parts = self._text[name[0] : name[1]].split(" ")
        return any(_alike(word, part) for part in parts)

    def _index(self) -> dict[str, list[Span]]:
        if self._names is None:
            self._names = {}
            for match in _names(self._text, 0, len(self._text)):
                parts = match[0].split(" ")
                start = match.start()
                while len(parts) > 1 and (
                    parts[0].lower().strip(".") in self._wording.honours
                    or (len(parts) > 2 and self._is_acronym(parts[0]))
                ):
                    start += len(parts.pop(0)) + 1
                if len(parts) == 1 or any(each.lower().startswith(self._wording.bodies) for each in parts):
                    continue
                start += self._foreword(parts)
                for key in {_key(each) for each in parts}:
                    kept = self._names.setdefault(key, [])
                    if len(kept) < 20:  # a name that stands there more often has been found again by then
                        kept.append((start, match.end()))
                is_first = self._text[match.start() - 2 : match.start()].strip(" ") in ("", ".", "\n", ".\n")
                if is_first and not match[0].isupper():  # capitals throughout are a dateline
                    self._leading.append((start, match.end()))
        return self._names

    def _person_before(self, place: int) -> Span | None:
        """Give who spoke last, or else whom the text is about."""
        line = max(self._masked.rfind("\n", 0, place) + 1, place - _BACK)
        stop = self._masked.rfind(". ", line, place)
        before = max(line, self._masked.rfind(". ", line, max(line, stop)))
        for match in _names(self._masked, before, max(before, stop)):  # of the sentence before, its subject
            if match.start() > self._last_at and self._holds_office(match):
                return self.person(match.span()) or match.span()
        if self.last is not None:
            return self.last
        self._index()
        earlier = [each for each in self._leading[:50] if each[0] < place]
        return earlier[-1] if earlier else self._first_person(place)

    def _first_person(self, place: int) -> Span | None:
        """Give the first person whom the text names with an office."""
        names = _names(self._masked, 0, min(place, 1_000))
        return next((match.span() for match in names if self._holds_office(match)), None)

    def _holds_office(self, name: re.Match[str]) -> bool:
        """Say whether an office stands before a name, with no comma between."""
        if any(each.lower().startswith(self._wording.bodies) for each in name[0].split()):
            return False
        before = self._masked[max(0, name.start() - 60) : name.start()]
        return self._is_office(re.split(r"[,.;:]", before)[-1])

    def _is_office(self, words: str) -> bool:
        found = [at for at, each in enumerate(words.lower().split()) if self._one_person(each)]
        if not found:
            return False
        bodies = [at for at, each in enumerate(words.lower().split()) if each.startswith(self._wording.bodies)]
        return not bodies or not self._wording.bodies or bodies[-1] < found[-1]

    def _one_person(self, word: str) -> bool:
        plural = word.endswith(("s", "ы", "и", "ов", "ей", "ам", "ям")) and not word.endswith("ицы")
        return word.startswith(self._wording.offices) and not plural

    def _indefinite(self, words: str) -> bool:
        return words.lower().startswith(
            ("a ", "an ", "one ", "another ", "un ", "une ", "ein ", "источник", "очевид", "один ", "одна ")
        )

    def _holder(self, said: Span, words: str) -> Span | None:
        """Give who holds the office that *words* name, if that is who spoke last."""
        person = self.last or self._person_before(said[0])
        if person is None:
            return None
        few = words.count(" ") <= 2
        if few and (_DEFINITE.match(words) or " " not in words):
            return person
        around = self._text[max(0, person[0] - _NEAR) : person[1] + _NEAR].lower()
        stems = (each[:_STEM] for each in words.lower().split() if each.startswith(self._wording.offices))
        return person if any(stem in around for stem in stems) else None


def _names(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Find runs of words with capitals, but for what stands between quotation marks."""
    for match in _NAME.finditer(text, start, end):
        before = text[match.start() - 1 : match.start()]
        if not (before.isalnum() or before in ("«", "“", "„", '"')):
            yield match


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return word.casefold().replace("ё", "е").removesuffix("'s").removesuffix("’s").strip(".,")


def _key(word: str) -> str:
    return _folded(word)[:_STEM]


def _alike(one: str, other: str) -> bool:
    """Say whether two words can be forms of one name: Яценюка, Яценюк."""
    one, other = _folded(one), _folded(other)
    if one == other:
        return True
    shorter = min(len(one), len(other))
    common = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), shorter)
    return not one.isascii() and common >= max(3, shorter - _ENDING) and max(len(one), len(other)) - common <= _ENDING
