"""A byline cut into names: without what leads in, roles, places, addresses, dates."""

import re
from collections.abc import Iterable
from itertools import islice

from extractors.authors.organizations import is_known
from extractors.authors.wording import (
    AFTER_NAME,
    AND_OTHERS,
    LEAD_IN,
    NO_NAME,
    OTHER_WORK,
    OTHER_WORK_IN_HAN,
    ROLE,
    ROLE_BEFORE,
)
from extractors.html import one_line

LONGEST_NAME = 60  # letters
BYLINES_LIMIT = 100
BYLINE_LIMIT = 1_000  # characters of a list of authors looked at
MOST_WORDS, MOST_AUTHORS = 6, 20

# What holds names apart, the strongest first: where one stands, "Lee, Ann; Li, Bo", the weaker may be part of a name.
LISTS = (re.compile(r"\s*[;；\n]\s*"), re.compile(r"\s*(?:[,|&+،、，•·]|//|/|／)\s*|\s+[-–—]\s+"))
AND = re.compile(
    r"(?:^|\s+)(?:and|und|et|og|och|en|with|mit|avec|con|και|и|та|й|і|жана|және|мен|болон|ve|ile|və|va|ва|و|اور|और|এবং)\s+"
    r"|(?<=\w{2})\s+(?:y|e|i)\s+(?=\w+\s\w)|和|与(?=[\u3400-\u9fff]{2})"
)
MARKUP = re.compile(r"[<>{}=:]|\d{4}")
ADDRESS = re.compile(r"@|://|^\W*www\.")
BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]")
EDGES = " .:：-–—()[]«»“”\"'*|/＊"
QUOTES = (("«", "»"), ("“", "”"))
FIGURES = re.compile(r"\d")
HAN_ROLE = re.compile(
    r"(?:本[报報网刊台社]|实习|特约|见习|首席)?(?:记者|記者|通讯员|通訊員|特派员|撰稿人|评论员|作者)[:：\s]*"
)
HAN_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}")
# The commonest, borne by nine of ten in China.
SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇"
    "卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万段雷钱錢"
    "汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)
HAN_OUTSIDE = re.compile(r"[\u3400-\u9fff]{0,4}(?:发自|發自|报道|報道|報導|综合报|专电).*$")
DEGREE = re.compile(
    r"(?:M\.?D|M\.?A|M\.?Sc|B\.?A|Ph\.?D|Pharm\.?D|D\.?V\.?M|D\.?O|M\.?P\.?H|R\.?N|R\.?D|J\.?D|M\.?B\.?A|Esq|LL\.?M)\.?"
)
GENERATION = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
PLACE = re.compile(r"(?:in|em|en|à|aus|из|в|w|near)\s", re.IGNORECASE)
HANGUL_NAME = re.compile(r"[\uac00-\ud7af]{2,4}")
HANGUL_ROLE = re.compile(r"(?<=[\uac00-\ud7af])\s*(?:선임기자|기자|특파원|논설위원)$")
PARTICLES = frozenset({
    "de", "da", "do", "dos", "das", "di", "du", "del", "della", "der", "den", "des", "la", "le", "los", "las", "van",
    "von", "vom", "zu", "zur", "ter", "ten", "te", "op", "y", "e", "i", "bin", "bint", "ibn", "al", "el", "ul", "ur",
    "oglu", "oğlu", "ogly", "kyzy", "qizi", "qızı", "оглы", "оглу", "кызы", "кизи", "улы", "уулу", "углы", "of", "the",
    "al-", "af", "av",
})  # fmt: skip
# Words that begin with a capital on any page, and with which no name is made.
NOT_IN_NAMES = frozenset({
    "last", "updated", "update", "published", "posted", "news", "read", "more", "share", "view", "all", "photo",
    "photos", "video", "print", "home", "about", "contact", "comments", "comment", "subscribe", "login", "today",
    "yesterday", "breaking", "exclusive", "opinion", "analysis", "world", "politics", "sport", "sports", "business",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
    "april", "june", "july", "august", "september", "october", "november", "december", "aktualisiert", "uhr",
    "veröffentlicht", "обновлено", "опубликовано", "новости", "главная", "сегодня", "the", "this", "that", "is", "are",
    "was", "when", "what", "how", "why", "who", "your", "our", "my", "you", "we", "for", "from", "with",
})  # fmt: skip
ABBREVIATED = re.compile(r"(?:\s[A-ZА-Я]|\s[JS]r)\.$")


def clean_names(bylines: Iterable[str], *, whole: bool = False) -> tuple[str, ...]:
    """Cut bylines into names, each once, in order.

    Args:
        bylines: what a page gives as its authors.
        whole: each is said to be one name: it is not cut at commas or "and".

    >>> clean_names(["By Ann Lee and Bo Li, Reuters", "ann lee", "desk@example.org"])
    ('Ann Lee', 'Bo Li', 'Reuters')
    """
    names: dict[str, str] = {}
    for byline in islice(bylines, BYLINES_LIMIT):
        words = BRACKETS.sub(" ", byline[:BYLINE_LIMIT]).split(" ")
        line = " ".join(word for word in words if not ADDRESS.search(word)).strip()
        for part in [one_line(line)] if whole else _parts(line):
            name = _bare(part)
            fits = 0 < len(name) <= LONGEST_NAME and len(name.split()) <= MOST_WORDS
            if fits and not NO_NAME.match(name) and not MARKUP.search(name):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:MOST_AUTHORS]


def looks_like_name(name: str) -> bool:
    """Say whether *name* could be told from other words in running text.

    Two to five words that each begin with a capital, where the script has capitals; two to four letters of Han or
    Hangul; or an agency.
    """
    words = name.replace(".", ". ").split()
    if not words or ":" in name or FIGURES.search(name) or NOT_IN_NAMES.intersection(name.casefold().split()):
        return False
    if is_known(name) or HAN_NAME.fullmatch(name) or HANGUL_NAME.fullmatch(name):
        return True
    if not 2 <= len(words) <= 5 or any("\u3400" <= letter <= "\u9fff" for letter in name):
        return False
    capital = [not word[0].islower() or any(each.isupper() for each in word[1:3]) for word in words]  # "d’Alba"
    fit = (yes or word in PARTICLES for word, yes in zip(words, capital, strict=True))
    return sum(capital) >= 2 and all(fit) and all(word[0].isalpha() for word in words)


def is_chinese_name(name: str) -> bool:
    """Say whether *name* has the shape of a Chinese one: a common surname, then one or two letters."""
    return 2 <= len(name) <= 3 and name[0] in SURNAMES


def _parts(line: str) -> list[str]:
    """Cut one byline into what may be names."""
    if OTHER_WORK_IN_HAN.search(line):
        line = OTHER_WORK_IN_HAN.split(line)[0]
    line = AND_OTHERS.sub("", _without_lead(line))
    joint = next((each for each in LISTS if each.search(line)), LISTS[-1])
    parts: list[str] = []
    for piece in joint.split(line):
        for part in AND.split(_without_lead(one_line(piece))):
            names = _han(part)
            parts += [part] if names is None else names
    kept: list[str] = []
    for part in parts:
        if kept and GENERATION.fullmatch(part):
            kept[-1] += f" {part}"
        elif part and not (kept and _is_place(part, kept[-1])):
            kept.append(part)
    return kept


def _without_lead(line: str) -> str:
    """Strip "By", "Автор:" and the like, twice: "Text: Von Ann Lee"."""
    for _ in range(2):
        if lead := LEAD_IN.match(line):
            if OTHER_WORK.search(lead[0]):
                return ""
            line = line[lead.end() :]
    return line


def _han(part: str) -> list[str] | None:
    """Cut "新华社记者 李安 王明" into the agency and the people; None when it is no such list."""
    if not ("\u3400" <= part[-1:] <= "\u9fff"):
        return None
    role = HAN_ROLE.search(part)
    before = part[: role.start()].strip() if role else ""
    start = role.end() if role and not all(map(is_chinese_name, before.split())) else 0
    words = HAN_OUTSIDE.sub("", HAN_ROLE.sub(" ", part[start:])).split()
    if not words:
        return []
    if len(words) == 2 and all(len(word) == 1 for word in words):  # "李 安", spread to the width of three letters
        words = ["".join(words)]
    if not all(HAN_NAME.fullmatch(word) for word in words):
        return None
    return [before, *words] if is_known(before) else words


def _bare(part: str) -> str:
    """Return the name in a part without role, place and marks; "" when it holds none."""
    part = " ".join(part.split())
    if OTHER_WORK.match(part.lstrip(EDGES)):
        return ""
    name = ROLE_BEFORE.sub("", HANGUL_ROLE.sub("", part.strip(EDGES)))
    name = AFTER_NAME.sub("", name).strip(EDGES)
    name += "".join(after for before, after in QUOTES if name.count(before) > name.count(after))
    if ROLE.search(name) and not is_known(name):
        return ""
    return f"{name}." if ABBREVIATED.search(part) and part.endswith(f"{name}.") else name


def _is_place(part: str, before: str) -> bool:
    """Say whether a part after a name is where its bearer sat or what he studied: "Ann Lee, Berlin", "Ann Lee, PhD"."""
    if DEGREE.fullmatch(part) or PLACE.match(part):
        return True
    alone = part.isalpha() and len(part) > 3 and part[:1].isupper() and not is_known(part)
    return alone and ((is_known(before) and part.isupper()) or (len(before.split()) >= 2 and part[1:].islower()))
