"""Outlets, agencies and desks told from people."""

import re
from collections.abc import Iterable

# Agencies and broadcasters that are credited by their bare name.
KNOWN = frozenset({
    "ap", "afp", "dpa", "upi", "efe", "ansa", "pap", "apa", "sda", "sid", "epd", "kna", "ats", "belga", "anp",
    "ritzau", "ntb", "tt", "stt", "lusa", "mti", "čtk", "ctk", "tasr", "bta", "hina", "reuters", "associated press",
    "the associated press", "agence france-presse", "deutsche presse-agentur", "bloomberg", "dow jones",
    "keystone-sda", "austria presse agentur", "canadian press", "the canadian press", "press association", "pa media",
    "aap", "cnn", "bbc", "bbc news", "dw", "deutsche welle", "rfe/rl", "nbc news", "abc news", "cbs news", "npr",
    "al jazeera", "globenewswire", "pr newswire", "sputnik", "тасс", "итар-тасс", "риа новости", "интерфакс",
    "interfax", "tass", "ria novosti", "regnum", "регнум", "росбалт", "спутник", "укринформ", "укрінформ", "ukrinform",
    "унн", "уніан", "униан", "унiан", "белта", "belta", "бялта", "казинформ", "kazinform", "қазақпарат", "кабар",
    "kabar", "24.kg", "акипресс", "akipress", "ўза", "уза", "uza", "ховар", "khovar", "асиа-плюс", "азертадж",
    "azertac", "azərtac", "арменпресс", "armenpress", "trend", "apa.az", "монцамэ", "montsame", "интерпресс",
    "moldpres", "xinhua", "新华社", "新華社", "中新社", "中新网", "中国新闻社", "人民日报", "人民网", "新华网", "央视",
    "央视新闻", "中央社", "法新社", "路透社", "美联社", "共同社", "共同通信", "時事通信", "kyodo", "kyodo news",
    "jiji", "yonhap", "연합뉴스", "뉴시스", "irna", "isna", "ایرنا", "ایسنا", "تسنیم", "فارس", "مهر", "ایلنا", "wam",
    "وام", "واس", "سانا", "قنا", "رويترز", "رويترز عربي", "ا ف ب", "أ ف ب", "د ب ا", "aa", "iha", "dha", "anadolu",
    "anadolu ajansı", "anadolu agency", "pti", "ani", "ians", "पीटीआई", "भाषा", "एएनआई", "app", "اے پی پی",
    "اے ایف پی", "رائٹرز", "antara", "vna", "ttxvn",
})  # fmt: skip
# Words that no person is called.
MARKS = re.compile(
    r"(?<!\w)(?:\w*redaktion|redakcja|redakce|redacción|redação|rédaction|redazione|redactie|редакция\w*|редакція|"
    r"рэдакцыя|newsroom|news|desk|staff|team|agency|agentur|\w*agentur|agence|agencia|agência|agenzia|agencja|агентство|"
    r"ajansı?|agentligi|агентлиги|агенттігі|агенттиги|media|medien|médias|nachrichten|zeitung|\w+zeitung|times|herald|"
    r"tribune|gazette|gazeta|газета|журнал|journal|magazine|magazin|chronicle|observer|telegraph|guardian|"
    r"examiner|dispatch|courier|bulletin|advertiser|weekly|daily|broadcasting|newspapers?|department|network|"
    r"newswire|wire|online|institute|institut|university|universität|ministry|министерство|"
    r"пресс-служба|polizei|feuerwehr|police|press office|"
    r"pressestelle|center|centre|foundation|association|organization|council|committee|company|inc|llc|ltd|gmbh|corp|group|editors|"
    r"editorial board|bureau|radio|радио|tv|тв|телеканал|channel|служба|портал|portal|новости|вести|"
    r"contributors|correspondents|reporters|خبرگزاری|روزنامه|شبکه|گروه|وكالة|وکالت|صحيفة|ایجنسی|نیوز|ڈیسک|वेब|डेस्क|न्यूज|"
    r"समाचार|ब्यूरो|ডেস্ক)(?!\w)"
    r"|[通新][讯訊闻聞]社|日报|日報|晚报|晚報|早报|晨报|都市报|时报|時報|新闻|新聞|(?<=[\u3400-\u9fff]{3})(?:网|網|社|报|報|台|局|部)$|ニュース|통신|뉴스|신문|일보|방송",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{2,10}", re.IGNORECASE)
ACRONYM = re.compile(r"[A-ZА-ЯЁÄÖÜ]{2,5}(?:[-/][A-ZА-ЯЁ]{2,5})?|[a-z]{3}(?:-\w+)?")


def is_known(name: str) -> bool:
    """Say whether *name* is that of an agency.

    >>> is_known("dpa"), is_known("新华社"), is_known("Ann Lee")
    (True, True, False)
    """
    return name.casefold() in KNOWN


def is_organization(name: str, own: Iterable[str] = ()) -> bool:
    """Say whether a credit names an outlet, an agency or a desk, not a person.

    Args:
        name: as credited.
        own: names of the outlet itself.

    >>> [is_organization(name) for name in ("MM-Redaktion", "bugle.example", "AFP", "Ann Lee", "Team Sport")]
    [True, True, True, False, True]
    """
    return bool(
        is_known(name)
        or name.casefold() in {each.casefold() for each in own}
        or DOMAIN.fullmatch(name)
        or ACRONYM.fullmatch(name)
        or MARKS.search(name)
    )
