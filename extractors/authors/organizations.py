"""Outlets, agencies and desks told from people."""

import re
from collections.abc import Iterable

from extractors.credits.agencies import NAMES

# Who is credited by a bare name: agencies, but for those that are called like people, and outlets.
_OUTLETS = """
abc news; al jazeera; anadolu; bbc; bbc news; belga; cbs news; cnn; deutsche welle; dow jones; dw; hina; nbc news; npr;
rfe/rl; trend; интерпресс; спутник; 人民日报; 人民网; 央视; 央视新闻
"""
KNOWN = frozenset(name.text.casefold() for name in NAMES if name.slug and (name.plain or not name.text.istitle()))
KNOWN |= {each.strip() for each in _OUTLETS.split(";")}
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
