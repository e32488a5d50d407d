"""Verbs of saying of Turkic languages: the speaker stands first, the verb last, what is quoted between them."""

from extractors.quotes.wording import Wording


def _words(words: str) -> frozenset[str]:
    return frozenset(each.replace("_", " ") for each in words.split())


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split())


KAZAKH = Wording(
    strong=frozenset(),
    weak=_words("деді дейді деген деп_мәлімдеді деп_атап_өтті деп_хабарлады айтты мәлімдеді атап_өтті деп_айтты"),
    pronouns=_words("ол олар"),
    offices=_list("президент министр елші төраға басшы"),
    inverts=True,
    bare=False,
    subject_first=True,
)
TURKISH = Wording(
    strong=frozenset(),
    weak=_words(
        """dedi dediler diyor demişti diye_konuştu diye_ekledi söyledi belirtti ifade_etti ifadelerini_kullandı
        ifadesini_kullandı vurguladı kaydetti açıkladı ekledi değerlendirmesinde_bulundu"""
    ),
    pronouns=_words("o onlar"),
    offices=_list("bakan başkan cumhurbaşkan sözcü büyükelçi temsilci"),
    bare=False,
    subject_first=True,
)
KYRGYZ = Wording(
    strong=frozenset(),
    weak=_words("деди дейт дешти деп_айтты деп_белгиледи деп_билдирди деп_кошумчалады деп_жазды"),
    pronouns=_words("ал алар"),
    offices=_list("президент министр төрага башчы элчи катчы эксперт"),
    inverts=True,
    bare=False,
    subject_first=True,
)
UZBEK = Wording(
    strong=frozenset(),
    weak=_words(
        """dedi deydi deyishdi deb_aytdi deb_ta’kidladi deb_ta'kidladi deb_taʼkidladi deya_ta’kidladi deya_ta'kidladi
        deb_qayd_etdi deya_qayd_etdi deb_qo‘shimcha_qildi деди дейди деб_таъкидлади деб_айтди дея_таъкидлади"""
    ),
    pronouns=_words("u ular у улар"),
    offices=_list("prezident vazir rais elchi kotib rahbar mutaxassis президент вазир раис элчи котиб раҳбар"),
    inverts=True,
    bare=False,
    subject_first=True,
)
