"""Who bears a name: persons by surname and given name, in any spelling and grammatical case."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractors.fold import fold
from extractors.tagging.declension import ENDINGS, LONGEST, cases, stem
from extractors.tagging.naming import WORD
from extractors.tagging.spelling import NATIONS, firm, readings

_KNOWN_LIMIT = 50_000  # words remembered: a few MB
_EXACT = "="  # stands before names that are compared letter by letter
# The commonest Chinese family names in pinyin: who is labelled so is written family name first everywhere, and has
# too short a name for anything but listed spellings (Zhang Ming is not Zhang Min).
_CHINESE = (
    "bai cai cao chang chen cheng cui dai deng ding dong du duan fan fang feng fu gao gong gu guo han hao he hou hu"
    " huang jia jiang jin kong lai lei li liang liao lin liu long lu luo lü ma mao meng mo pan peng qian qiao qin qiu"
    " ren shao shen shi song su sun tan tang tao tian wan wang wei wen wu xi xia xiang xiao xie xiong xu xue yan yang"
    " yao ye yi yin yu yuan zeng zhang zhao zheng zhong zhou zhu zou"
)
_FAMILY_FIRST = frozenset(_CHINESE.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who holds or held an office of the organization."""

    slug: str
    name: str  # as the lexicon labels it
    forms: tuple[str, ...]  # spellings in the nominative; given name first, but in Chinese names
    common: bool  # others bear the name: it needs an office or the organization in its sentence


@dataclass(frozen=True, slots=True)
class Surname:
    """What a word may be a form of."""

    name: str  # a reading, in the nominative
    cases: str  # see extractors.tagging.declension
    nations: tuple[int, ...]  # who reads the word so: places in extractors.tagging.spelling.readings

    @property
    def leads(self) -> bool:
        """Say whether it stands before the given name, as in China."""
        return self.name[0] == _EXACT


class Roster(dict[str, tuple[Surname, ...]]):
    """What each word may be the surname of; learns a word when it first meets it."""

    def __init__(self, persons: Iterable[Person]) -> None:
        super().__init__()
        self._holders: dict[str, dict[str, Person]] = defaultdict(dict)  # surname -> given name -> person
        self.surnames: dict[str, tuple[str, ...]] = {}  # of each person, by slug
        for person in persons:
            names = _nominative(dict.fromkeys(_names(person)))
            self.surnames[person.slug] = tuple(dict.fromkeys(surname for surname, _ in names))
            for surname, given in names:
                self._holders[surname].setdefault(given, person)
        self._stems = defaultdict(list)
        for name in self._holders:
            beginning, endings = (name, {"": "n"}) if name[0] == _EXACT else stem(name, surname=True)
            self._stems[beginning].append((name, endings))
        tails = {firm(each) for each in ENDINGS}
        firms = {firm(beginning) for beginning in self._stems}
        self._firms = frozenset(firm(each + tail) for each in firms for tail in tails)

    def __missing__(self, word: str) -> tuple[Surname, ...]:
        if len(self) >= _KNOWN_LIMIT:
            self.clear()
        return self.setdefault(word, tuple(self._surnames(word)) if firm(word) in self._firms else ())

    def holder(self, surnames: Iterable[Surname], given: str) -> tuple[Person, Surname] | None:
        """Return who has one of *surnames* and is called *given*, in the same case and to the same reader."""
        for surname in surnames:
            for name, person in self._holders[surname.name].items():
                if set(surname.cases) & set(_cases(given, name, surname.nations)):
                    return person, surname
        return None

    def initialled(self, surnames: Iterable[Surname], initial: str) -> tuple[Person, Surname] | None:
        """Return who has one of *surnames* and a given name that begins with *initial*."""
        for surname in surnames:
            for name, person in self._holders[surname.name].items():
                if any(read and name.startswith(read) for read in readings(initial)):
                    return person, surname
        return None

    def _surnames(self, word: str) -> Iterator[Surname]:
        read = readings(word)
        for reading in dict.fromkeys(read):
            nations = tuple(each for each in range(NATIONS) if read[each % len(read)] == reading)
            for cut in range(max(1, len(reading) - LONGEST), len(reading) + 1):
                for name, endings in self._stems.get(reading[:cut], ()):
                    marked = cases(word, reading, reading[:cut], endings)
                    if marked:
                        yield Surname(name, marked, nations)
        exact = _EXACT + fold(word).lower
        if exact in self._stems:
            yield Surname(exact, "n", tuple(range(NATIONS)))


def _names(person: Person) -> Iterator[tuple[str, str]]:
    """Give surname and given name as each nation reads the forms of *person*."""
    leads = WORD.findall(person.name)[:1]
    family_first = bool(leads) and leads[0].lower() in _FAMILY_FIRST
    for form in dict.fromkeys((person.name, *person.forms)):
        words = [each for each in WORD.findall(form) if len(each) > 1]
        if len(words) < 2 or "*" in form:
            continue  # a script without capitals, or one name alone: the matcher's task
        if family_first:
            yield _EXACT + fold(words[0]).lower, _EXACT + fold(words[1]).lower
            continue
        given, surname = readings(words[0]), readings(words[-1])
        count = max(len(given), len(surname)) if given and surname else 0
        for nation in range(count):
            yield surname[nation % len(surname)], given[nation % len(given)]


def _nominative(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out of *names* what is only a case of another: it would make Khakimova a name of his own."""
    names = list(names)
    surnames = _inflected({surname for surname, _ in names}, surname=True)
    givens = _inflected({given for _, given in names}, surname=False)
    return [(surname, given) for surname, given in names if surname not in surnames and given not in givens]


def _inflected(names: set[str], *, surname: bool) -> set[str]:
    """Return those of *names* that are other ones of them with an ending."""
    stems = [stem(each, surname=surname) for each in names]
    return {
        name
        for name in names
        for beginning, endings in stems
        if name.startswith(beginning) and "n" not in endings.get(name[len(beginning) :], "n")
    }


def _cases(word: str, name: str, nations: tuple[int, ...]) -> str:
    """Return the cases in which *word* is the given name *name* to one of *nations*; "": in none."""
    if name[0] == _EXACT:
        read: tuple[str, ...] = (_EXACT + fold(word).lower,)
        # What declines in a Chinese name is the last word, in Russian: Чжан Мина.
        endings: Mapping[str, str] = {"": "n"} if word.isascii() else {"": "n", "а": "n", "у": "n", "ом": "n", "е": "n"}
        beginning = name
    else:
        read = readings(word)
        beginning, endings = stem(name, surname=False)
    if not read:
        return ""
    return "".join(cases(word, each, beginning, endings) for each in {read[nation % len(read)] for nation in nations})
