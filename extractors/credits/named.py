"""Agencies by name: a text that is nothing but names of them, and names in running text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from extractors.cleaning.lines import key_of
from extractors.credits.agencies import NAMES, Name

LONGEST = 80  # characters of a text that is nothing but names
EDGES = " \t()（）[]【】.:-–—«»“”„\"'*|•‘’/।。\u200e\u200f\u200c"
LIST = re.compile(
    r"\s?[,/;&+،、|·]\s?|\s[-–—]\s|\s(?:and|und|et|y|e|и|та|і|ve|və|va|ва|и|و|اور|और|एवं|мен|және|with|mit)\s|和|与"
)
# Words that stand beside the name of any agency, in the form of lines.key_of.
AFFIXES = re.compile(
    r"^(?:(?:the|by|von|de|par|por|di|via|from|according to|source|ia|иа|миа|хаа|корр|корреспондент|мтрк"
    r"|информационное агентство"
    r"|агентство"
    r"|новости|information agency|nachrichtenagentur|agencia|agência|agenzia|agence|خبرگزاری|خبرگزاری رسمی"
    r"|وکاله الانباء|وکاله|وكاله"
    r"|بشکریہ|据|據|综合|綜合|来源|來源) ?)"
    r"|(?: (?:(?:russian |state |international )?news agency|news service|news|agency|press agency|staff writers?"
    r"|staff|newswire|wire"
    r"|service|desk|bureau|reporters?|correspondent|online|агентство|ajansı|agentliyi|agentligi|агенттігі|агенттиги"
    r"|aa|аа|axborot agentligi|ахборот агентлиги"
    r"|notimes|bhasha))$"
)
HAN_TAIL = re.compile(r"(?:[电電]|供稿|报道|報導|報道|综合报道|专电|專電|客户端|微信公众号|网站|社)$")
SOME_AGENCY = frozenset(
    map(key_of, ("agencies", "agency", "agenturen", "agencias", "агентства", "wires", "وكالات", "एजेंसी"))
)
SHORTEST_CAPITALS = 4  # letters of a name that is looked for in capitals, too
PERSIAN, ARABIC = str.maketrans("يكى", "یکی"), str.maketrans("یک", "يك")
UNCUT = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts without blanks between words
NEXT_LABEL = re.compile(r"\s+(?:\d|\S+\s?[:：])")  # "Xinhua 2025-09-01", "Xinhua Editor: huaxia"
# What Slavic, Turkic and other languages glue to the name: Интерфаксу, ҚазАқпаратқа, Kazinformga.
ENDINGS = re.compile(
    r"(?:ом|ем|а|у|е|[қкғг][аеә]|[дт][аеә]н?|[ндт][ыіи][ңн]|[gk]a|da|dan|ning|[ıiuü]n|[yn]?[ae]|[ըի]ն?)(?!\w)"
)
SURROGATE = re.compile("[\ud800-\udfff]")  # JSON may hold half a character, UTF-8 may not
PARTICLES = "لبوفک"  # one letter that Arabic glues to the next word


class Hit(NamedTuple):
    """A name in a text: text[start:end]."""

    start: int
    end: int
    name: Name


def _spellings() -> dict[str, Name]:
    """Return the names as they may stand in a text; where two agencies share a name, it is that of the first."""
    found: dict[str, Name] = {}
    for name in NAMES:
        capitals = name.text.upper() if name.plain and len(name.text) >= SHORTEST_CAPITALS else name.text
        for text in (name.text, capitals, name.text.translate(PERSIAN), name.text.translate(ARABIC)):
            found.setdefault(text, name)
    return found


def _by_key() -> dict[str, Name]:
    found: dict[str, Name] = {}
    for name in sorted(NAMES, key=lambda each: not each.plain):
        if name.slug:
            found.setdefault(key_of(name.text), name)
    return found


SPELLINGS = _spellings()
_ORDERED = tuple(SPELLINGS.items())
_AUTOMATON: AhoCorasick = AhoCorasick(
    [text for text, _ in _ORDERED], matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
)
BY_KEY = _by_key()


def named(text: str, *, exact: bool = False) -> Name | None:
    """Return the name that *text* is.

    Args:
        text: a name, with what may stand beside one: quotation marks, "news agency".
        exact: a name that also means something else must have its capitals.

    >>> found = named("Xinhua News Agency")
    >>> found and found.slug
    'xinhua'
    """
    bare = text.strip(EDGES)
    if not bare or len(bare) > LONGEST:
        return None
    key = key_of(bare)
    found = BY_KEY.get(key) or BY_KEY.get(AFFIXES.sub("", AFFIXES.sub("", key))) or BY_KEY.get(HAN_TAIL.sub("", key))
    if found and exact and not found.plain and bare.isascii() and SPELLINGS.get(bare) is None:
        return None
    return found


def all_named(text: str, *, exact: bool = False, some: bool = False) -> list[tuple[str, Name]]:
    """Return (as written, name) for each agency in a text that names nothing else; [] when it does, but for *some*.

    >>> [name.slug for _, name in all_named("AFP, Reuters und dpa")]
    ['afp', 'reuters', 'dpa']
    """
    bare = text.strip(EDGES)
    if len(bare) > LONGEST:
        return []
    if whole := named(bare, exact=exact):
        return [(bare, whole)]
    for pieces in (LIST.split(bare), re.split(r"\s?[-–—,/]\s?", bare)):
        found = [(piece.strip(EDGES), named(piece, exact=exact)) for piece in pieces]
        agencies = [(piece, name) for piece, name in found if name]
        if agencies and (some or all(name or key_of(piece) in SOME_AGENCY for piece, name in found)):
            return agencies
    return []


def first_named(text: str) -> list[tuple[str, Name]]:
    """Return (as written, name) for the agencies that a text begins with."""
    found = []
    for piece in LIST.split(NEXT_LABEL.split(text[:LONGEST])[0]):
        name = named(piece)
        if name is None:
            hit = next(hits(piece), None)
            if hit and not piece[: hit.start].strip(EDGES) and UNCUT.match(piece[hit.start]):
                found.append((piece[hit.start : hit.end], hit.name))
            break
        found.append((piece.strip(EDGES), name))
    return found


def hits(text: str) -> Iterator[Hit]:
    """Yield the names in *text* that stand as words of their own, in their order."""
    for index, start, end in _AUTOMATON.find_matches_as_indexes(SURROGATE.sub("\ufffd", text)):
        name = _ORDERED[index][1]
        if name.slug and _begins(text, start) and (end := _end(text, end)):
            yield Hit(start, end, name)


def _begins(text: str, start: int) -> bool:
    if not start or not text[start - 1].isalnum() or UNCUT.match(text[start]):
        return True
    # In Arabic "to Reuters" is one word.
    return text[start - 1] in PARTICLES and (start < 2 or not text[start - 2].isalnum())


def _end(text: str, end: int) -> int:
    """Return where the word ends of which a name ends at *end*, if it is the name, perhaps inflected; else 0."""
    if end == len(text) or not text[end].isalpha() or UNCUT.match(text[end - 1]):
        return end
    ending = ENDINGS.match(text, end)
    return ending.end() if ending else 0
