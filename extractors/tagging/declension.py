"""The endings of people's names, as `extractors.tagging.spelling` reads them: Slavic cases, Turkic suffixes."""

from collections.abc import Mapping

# Cases: n nominative, g genitive and accusative, d dative, i instrumental, p prepositional. A Turkic suffix stands
# behind the last word of a name alone: the given name before it is as in the nominative.
_ALL = "ngdip"
_CONSONANT = {
    "": "n", "a": "g", "ia": "g", "u": "d", "iu": "d", "ovi": "d", "om": "i", "em": "i", "im": "i", "e": "p"
}  # fmt: skip
_I = {"i": "np", "ia": "g", "iu": "d", "em": "i", "e": "p"}  # Дмитрий, Дмитрия
_EI = {"i": "n", "ia": "g", "iu": "d", "m": "i", "": "p"}  # Сергей, Сергея
_A = {"a": "n", "i": "g", "u": "g", "e": "dp", "oi": "i"}  # Мустафа, Мустафы
_ADJECTIVE = {"ogo": "g", "omu": "d", "im": "i", "om": "p", "iego": "g", "iemu": "d"}  # Барского; Polish too
# Kazakh, Kyrgyz, Uzbek, Turkish, Azerbaijani; Tajik -ро, -и; German and English -s.
_TURKIC = (
    "s i u in un n nin nun din dun tin tun ning ni nu di du ti tu ka ke ga ge go na ne ko da de do ta te to"
    " dan den don tan ten ton nan nen men ben pen la le lan len ro niki diki tiki lar ler"
)
_SUFFIXES = dict.fromkeys(_TURKIC.split(), "n")
_SURNAME_CONSONANT = _SUFFIXES | _CONSONANT | {"i": "n", "u": "dn"}
_SURNAME_I = _I | _ADJECTIVE | {f"i{suffix}": "n" for suffix in _SUFFIXES if suffix not in {"i", "u"}}
_SURNAME_A = _A | {f"a{suffix}": "n" for suffix in _SUFFIXES if suffix not in {"i", "u"}}
_SURNAME_FIXED = _SUFFIXES | {"": _ALL}  # Матвиенко, Шойгу

ENDINGS = frozenset(_SURNAME_CONSONANT) | frozenset(_SURNAME_I) | frozenset(_SURNAME_A)
LONGEST = max(map(len, ENDINGS))


def stem(name: str, *, surname: bool) -> tuple[str, Mapping[str, str]]:
    """Split the reading of a name in the nominative into what stays and the endings that it may have.

    Returns:
        The stem, and each ending with the letters of the cases that it marks.

    >>> beginning, endings = stem("dmitri", surname=False)
    >>> beginning, endings["ia"]
    ('dmitr', 'g')
    """
    if name.endswith("ei") and not surname:
        return name[:-1], _EI
    if name.endswith("i"):
        return name[:-1], _SURNAME_I if surname else _I
    if name.endswith("a"):
        return name[:-1], _SURNAME_A if surname else _A
    if name.endswith(("e", "o", "u")) and surname:
        return name, _SURNAME_FIXED
    return name, _SURNAME_CONSONANT if surname else _CONSONANT


def cases(word: str, reading: str, beginning: str, endings: Mapping[str, str]) -> str:
    """Return the cases in which *word*, with its *reading*, has that stem; "": in none.

    >>> cases("Дмитрия", "dmitria", *stem("dmitri", surname=False))
    'g'
    """
    if not reading.startswith(beginning):
        return ""
    ending = reading[len(beginning) :]
    if ending == "i" and word[-1:].lower() in {"и", "ы"} and ending in endings:
        return _ALL  # Эмомали, Хакими: no case changes them, unlike Дмитрий
    return endings.get(ending, "")
