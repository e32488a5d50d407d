"""What a language says when somebody speaks: verbs and the words around them; the tables are in quotes.languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.quotes.marks import BLOT

#: Capital letters of the Latin and Cyrillic alphabets in use.
CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĻŁŃŇŐŘŚŞŠŤŪŮŰŹŻŽҐА-ЯЁІЇЄҚҒҮҰҺӨӘҢҲҶӮЎ"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # hashed by identity: it is the key of caches
class Wording:
    """The words of one language; all folded to small letters, but for regular expressions (in verbose form: no)."""

    strong: frozenset[str]  # verbs that need no conjunction: "said"
    weak: frozenset[str]  # verbs that report only before a conjunction, next to a quotation, or after a comma
    joined: frozenset[str] = frozenset()  # participles: their subject is that of the verb before, "..., adding: ..."
    according: tuple[str, ...] = ()  # what stands before a speaker in the place of a verb: "according to"
    that: str = r"(?!)"  # regular expression: from the end of the verb to where the reported words begin
    adjunct: str = r"(?!)"  # words that begin what says when and where something was said
    between: str = r"(?!)"  # words that may stand between a speaker and the verb
    never: str = r"(?!)"  # words that before the verb make it say something else: "is said", "could say"
    pronouns: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()  # pronouns that say whose something is: "его пресс-служба"
    openers: str = r"(?!)"  # words at the head of a clause that are no part of its subject
    offices: tuple[str, ...] = ()  # beginnings of nouns for one person
    documents: tuple[str, ...] = ()  # beginnings of nouns that report no speech: studies, figures
    honours: frozenset[str] = frozenset()  # what stands before a name and is none of it
    bodies: tuple[str, ...] = ()  # beginnings of nouns for what is no person, though named like one
    nouns: frozenset[str] = (
        frozenset()
    )  # verbs that are nouns, too: "states", or have an object: "призвал"; heeded only before "that" and a quotation
    tells: frozenset[str] = frozenset()  # verbs that have whom they tell before "that"
    impersonal: frozenset[str] = frozenset()  # verbs without a subject: "сообщается", in a document
    cites: frozenset[str] = frozenset()  # verbs whose object speaks: "цитирует"
    this: str = r"(?!)"  # "this", where it stands for the sentence before
    inverts: bool = False  # the subject may follow the verb after a comma: ", заявил министр"
    bare: bool = True  # a strong verb may be followed by a clause without a conjunction
    dashes: bool = False  # a paragraph that begins with a dash is somebody's words
    subject_first: bool = False  # of the parts of a sentence: X, "...", said
    verb_first: bool = False  # قال X إن
    circumstance: str = r"(?!)"  # how words begin that say when and where, and may have a subject behind them
    beside: str = r"(?!)"  # what follows a speaker who follows the verb: "in an interview"
    mute: str = r"(?!)"  # words that name no speaker: "after ...", "по итогам ..."
    wary: bool = True  # reports are believed only with a conjunction, or "according to X," at the head of a sentence


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that says that somebody speaks."""

    start: int
    end: int
    word: str  # in small letters
    according: bool = False


_AROUND = ".,:;!?…\"“”„«»'‘’()[]—–-،؛" + BLOT


def is_one_of(words: str, pronouns: frozenset[str]) -> bool:
    """Say whether *words* are one of *pronouns*; WHO and IT are bodies."""
    return words.lower() in pronouns and not (len(words) > 1 and words.isupper())


@cache
def _by_first_word(wording: Wording) -> dict[str, list[tuple[str, bool]]]:
    table: dict[str, list[tuple[str, bool]]] = {}
    for phrase in wording.strong | wording.weak | wording.joined:
        table.setdefault(phrase.split(" ")[0], []).append((phrase, False))
    for phrase in wording.according:
        table.setdefault(phrase.split(" ")[0], []).append((phrase, True))
    return table


def cues_in(text: str, wording: Wording) -> list[Cue]:
    """Find the verbs of saying in *text*, in order."""
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" becomes two characters
        lowered = text
    there = {word.strip(_AROUND) for word in set(lowered.split())}
    found = [
        Cue(at, at + len(phrase), phrase, according)
        for first, phrases in _by_first_word(wording).items()
        if first in there
        for phrase, according in phrases
        for at in _occurrences(lowered, phrase)
    ]
    found.sort(key=lambda cue: (cue.start, -cue.end))
    cues: list[Cue] = []
    for cue in found:
        if not cues or cue.start >= cues[-1].end:  # not "saying" in "as saying"
            cues.append(cue)
    return cues


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and not text[at + len(word) : at + len(word) + 1].isalnum():
            yield at
        at = text.find(word, at + len(word))
