"""What the words and marks of one block say, whatever hangs around it."""

import re

from ahocorasick_rs import AhoCorasick

from extractors.maintext.blocks import Block
from extractors.maintext.marks import TAG_CODES

ENDERS = ".!?…。！？؟।۔։"
COMMAS = ",，、،;；:："
ENDS = re.compile(r"[.!?…。！？؟।۔։][\"'”’»)\]】」』*]*$")
END_SPAN = 8  # characters at the end in which that is looked for
DIGITS = re.compile(r"\d")
CAPITALS = re.compile("[A-ZА-ЯҐЁІЇΑ-Ω]")
WORDS = re.compile(r"\w+")
LETTER = re.compile(r"[^\W\d_]")
DATED = re.compile(r"\b(?:19|20)\d\d\b|\d\d?[:.]\d\d\b|\d\d?[./]\d\d?[./]\d\d|\d年|\d月")
OPENING = re.compile(r"^[\"'“„«‘「『*•·\-–—>»|→▪■►●【\[(]")

HEAD = 160  # characters of a block in which words are looked for
# Words of claims of rights; and of what asks the reader to do something, or says who made what. Casefolded.
_RIGHTS = (
    "©|(c)|copyright|all rights|права защищ|перепечатк|版权|版權|著作權|転載|保留所有|alle rechte|derechos reserv"
    "|prawa zastrze|δικαιώματα|حقوق|все права"
)
_CALLS = (
    "read more|read also|read next|see also|related|sign up|subscribe|newsletter|click here|follow us|share this"
    "|share on|comment|log in|login|register|photo|image|getty|source:|editor|read full|advertis|cookie"
    "|continue reading|watch:|listen"
    "|читайте|подробнее|по теме|подпис|комментар|фото|источник|редакт|автор|поделит|рекоменд|реклама|ссылк|просмотр"
    "|рейтинг|опублик"
    "|相关|相關|推荐|推薦|责任编辑|编辑|編輯|来源|來源|评论|評論|分享|关注|點擊|点击|更多|下一页|上一页|微博|图片|圖片"
    "|阅读|閱讀|收藏|打印|字号|網友|記者|轉寄|列印|留言|関連|記事|写真|コメント|기자|무단|저작권"
    "|czytaj|zobacz|komentarz|źródło|fot.|autor|foto|διαβάστε|σχόλι|πηγή|mehr zum|lesen sie|quelle|kommentar|abonn"
    "|lire aussi|lea también|leia mais|leia também|leggi anche|haber|abone|ayrıca"
    "|اقرأ|المزيد|بیشتر|مطالب|مرتبط|और पढ़|यह भी|толығырақ|оқи отырыңыз|пікір"
)
RIGHTS, CALLS = _RIGHTS.split("|"), _CALLS.split("|")
_WORDING = AhoCorasick([*RIGHTS, *CALLS])

# A block that is a link and short is a label: half of all blocks, and 0.1 % of the letters of articles.
LABEL, LABEL_LINKS = 30, 0.9  # letters, and the share of them in links

# Places of numbers in what of_text returns that others look at.
SIZE, LINKED, ENDED, CALLING, TAG = 0, 1, 6, 17, 20
NOTHING_SAID = (0.0,) * (TAG - 3)


def folded_letters(text: str) -> str:
    """Bring together what differs in case, marks or blanks only.

    >>> folded_letters("“Rain” – again!")
    'rainagain'
    """
    return "".join(WORDS.findall(text.casefold()))


def of_text(block: Block) -> tuple[float, ...]:
    """Describe a block by its text alone; a label, as most blocks are, only by what makes it one."""
    if block.linked > LABEL_LINKS * block.size and block.size < LABEL:
        return block.size, block.linked, float(block.links), *NOTHING_SAID, float(TAG_CODES.get(block.tag, 0))
    text = block.text
    plain = len(text)
    words = text.count(" ") + 1
    head = text[:HEAD]
    wording = {match[0] for match in _WORDING.find_matches_as_indexes(head.casefold())}
    digits = len(DIGITS.findall(head))
    return (
        block.size,
        block.linked,
        float(block.links),
        block.bold / max(block.size, 1),
        float(sum(map(text.count, ENDERS))),
        sum(map(text.count, COMMAS)) / plain,
        float(ENDS.search(text[-END_SPAN:]) is not None),
        digits / len(head),
        len(CAPITALS.findall(head)) / len(head),
        float(text[0].islower()),
        plain / words,
        float(words),
        float(any(each < len(RIGHTS) for each in wording)),
        float(digits > 2 and DATED.search(head) is not None),
        float("@" in text or "://" in text or "www." in text),
        float(OPENING.match(text) is not None),
        float(text[-1] in ":：…"),
        float(any(each >= len(RIGHTS) for each in wording)),
        float(text.count("|")),
        float(block.broken),
        float(TAG_CODES.get(block.tag, 0)),
    )
