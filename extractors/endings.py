"""The endings that words of one meaning differ by, language by language: of number, case, person and tense.

Of folded words (extractors.analyze.fold): without accents, ё as е, Arabic letters as Persian ones. Endings that make
another word of one (-ation, -ость, -lik) are not here: who asks for a nation wants not all that is national. Those of
agglutinative languages are put together from plural, possessive and case; a letter may go before them, since many
stems end in a vowel that looks like an ending itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, product


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slots:
    """What may follow a word, in order; of each one or none."""

    harmony: str  # pairs of an open and a close vowel
    hard: str = ""  # consonants that an ending has only after hard ones
    soft: str = ""  # those with which it begins only after a vowel
    linking: str  # what a stem may end in as an ending does: goes along, or stem and inflected word would not meet
    plural: str
    possessive: str
    case: str
    after_possessive: str  # cases that differ there

    def endings(self) -> Iterator[str]:
        """Put them together."""
        impossible = re.compile(f"[{self.linking}][{self.hard}]" if self.hard else "(?!)")
        for vowels in self.harmony.split() or ["AI"]:
            slots = (self.linking, self.plural, self.possessive, self.case, self.after_possessive)
            harmony = str.maketrans("AI", vowels)
            linking, plural, possessive, case, after = (slot.translate(harmony).split() for slot in slots)
            made = product(["", *linking], ["", *plural], ["", *possessive], ["", *case])
            made_so = product(["", *linking], ["", *plural], possessive, after)
            yield from (each for each in map("".join, chain(made, made_so)) if not impossible.search(each))


_RUSSIAN = """
а я у ю о е ы и ь й ом ем ой ей ою ею ам ям ами ями ах ях ов ев ий ие ия ию ии ием ией иям иями иях ью ье
ый ая яя ое ее ые ого его ому ему ым им ых их ую юю ыми ими
ова ову овым ове овы овых овыми ева еву евым еве евы евых евыми
ай аю аем ае аи аев аям аями аях ея ею еем еи еев еям еями еях оя оем ои оев оям оями оях
"""
_UKRAINIAN = """
а я у ю о е є и і ь й ом ем єм ою ею єю ам ям ами ями ах ях ів ев ій ий ия ія ію іі ієм ією іею иі ові еві єві
ого ього ому ьому им ім их іх ими іми ая оі ее ові ова ову овим ове ових овими
"""
_BELARUSIAN = """
а я у ю о е э ы і ь й ом ем ам ям амі ямі ах ях оу ау еу яу ой ай эй ей аю яю ыі іі ія ію іям
ага яго аму яму ым ім ых іх ымі імі ую юю ая яя ае яе ыя ыю ыяй ый
"""
_ENGLISH = "s es ies y e ed ied ing ings"
_GERMAN = "e en er es em ern n s ens ers eren erer eres erem ere st t te ten test tet"
_FRENCH = """
s e es x ux u l le les ls er ez ee ees ent ents ente entes ait aient ant ante antes ants a ai era erait eront erent
ir it is i ie ies if ive ifs ives eux euse euses el elle els elles en enne ens ennes
"""
_SPANISH = """
a o e i as os es is an en ar er ir ado ada ados adas ido ida idos idas ando iendo aba aban aron ieron ara aran era eran
ira iran aria arian iera ieran are emos amos imos
"""
_PORTUGUESE = """
a o e i as os es is am em ar er ir ado ada ados adas ido ida idos idas ando endo indo ava avam aram eram iram ou eu
iu ara arao era erao ira irao aria ariam asse assem esse essem ao oes aes ais eis ois al el ol m ns amos emos imos
"""
_ITALIAN = """
a e i o ie io are ere ire ato ata ati ate ito ita iti ite uto uta uti ute ando endo ava avano iva ivano eva evano
arono irono erono era eranno ira iranno erebbe erebbero iamo he hi
"""
_INDONESIAN = "nya lah kah ku mu"
# Larkey, Ballesteros, Connell, "Improving stemming for Arabic information retrieval" (2002), "light10", without the
# shortest prefix.
_ARABIC = "ها ان ات ون ین یه ه ی"
ARTICLES = ("وال", "بال", "كال", "کال", "فال", "لل", "ال")
_PERSIAN = "ها های هایی هایش هایشان هایمان هاست ای ات گان"
_URDU = "یں وں یوں ے یاں ئیں ؤں"
_HINDI = "ों ें ियों ियां ियाँ ाओं ाएं ुओं े ी ि ा ो ीं ं"
_TAJIK = "и е ро иро еро ҳо ҳои ҳоро ҳое ҳоеро ҳоиро ҳояш ҳоямон"

# Of the agglutinative ones a capital stands for what vowel harmony puts there: A for the open vowel, I for the close.
_AGGLUTINATIVE = {
    "tr": _Slots(
        harmony="ai au ei eu", hard="t", soft="ysn", linking="a e i o u", plural="lAr", possessive="I sI Im ImIz mIz",
        case="A yA I yI In nIn dA tA dAn tAn lA ylA dAki tAki", after_possessive="nI nA ndA ndAn ndAki nIn ylA",
    ),
    "az": _Slots(
        harmony="ai au ei eu", soft="ysn", linking="a e i o u", plural="lAr", possessive="I sI ImIz mIz",
        case="A yA nI yI In nIn dA dAn lA dAkI", after_possessive="nI nA ndA ndAn ndAkI nIn ylA",
    ),
    "kk": _Slots(
        harmony="аы еі", hard="тқкп", soft="с", linking="ы і", plural="лAр дAр тAр", possessive="I сI IмIз мIз",
        case="нIң дIң тIң ғA гA қA кA нI дI тI дA тA дAн тAн нAн мен бен пен дAғI дAгI тAғI тAгI",
        after_possessive="н нA ндA нAн ндAғI ндAгI",
    ),
    "ky": _Slots(
        harmony="аы ау еи оу өү", hard="ткп", soft="с", linking="ы и у ү", plural="лAр дAр тAр",
        possessive="I сI бIз IбIз",
        case="нIн дIн тIн гA кA нI дI тI дA тA дAн тAн дAгI тAгI", after_possessive="н нA ндA нAн ндAгI",
    ),
    "uz": _Slots(
        harmony="", soft="sс", linking="i и", plural="lar лар", possessive="i si im imiz miz и си им имиз миз",
        case="ning ni ga ka qa da dan dagi нинг ни га ка қа да дан даги", after_possessive="",
    ),
    "mn": _Slots(
        harmony="аы эи оы өи", linking="а э о ө", plural="ууд үүд нууд нүүд чууд чүүд нар", possessive="",
        case="ын ийн ы ий ны ний г ыг ийг д Aд AAс нAAс AAр тAй AA", after_possessive="",
    ),
}  # fmt: skip

_LISTED = {
    "ar": _ARABIC,
    "be": _BELARUSIAN,
    "de": _GERMAN,
    "en": _ENGLISH,
    "es": _SPANISH,
    "fa": _PERSIAN,
    "fr": _FRENCH,
    "hi": _HINDI,
    "id": _INDONESIAN,
    "it": _ITALIAN,
    "pt": _PORTUGUESE,
    "ru": _RUSSIAN,
    "tg": _TAJIK,
    "uk": _UKRAINIAN,
    "ur": _URDU,
}


_HARD = frozenset("пткқсшщчцхфһбвгдpkstcfhbdg")  # as they are spoken at the end of a word
_VOWELS = frozenset("аәеёиоөуұүыіэюяaeiou")


def place_of(language: str) -> dict[str, frozenset[str]]:
    """Say after which letters only an ending stands, by the letter it begins with; the others stand after any."""
    slots = _AGGLUTINATIVE.get(language)
    if slots is None:
        return {}
    return dict.fromkeys(slots.hard, _HARD) | dict.fromkeys(slots.soft, _VOWELS)


@cache
def endings_of(language: str) -> frozenset[str]:
    """All endings of *language*; none where we know none."""
    if language in _AGGLUTINATIVE:
        return frozenset(_AGGLUTINATIVE[language].endings()) - {""}
    return frozenset(_LISTED.get(language, "").split())
