"""The words of bylines in the languages of our sources: what leads in a name, what follows it, what is none."""

import re
from collections.abc import Iterable


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted({re.escape(word).replace(r"\ ", r"\s+") for word in words}, key=len, reverse=True))


# After these a name follows with or without a colon.
_BY = (
    "by", "von", "vom", "par", "por", "di", "door", "av", "af", "od", "da", "a cura di", "de la rédaction de", "του",
    "της", "γράφει ο", "γράφει η", "από τον", "από την", "бай", "oleh", "viết bởi", "мәтін авторы", "بقلم", "به قلم",
    "به‌قلم", "تحریر", "द्वारा", "מאת",
)  # fmt: skip
# After these only with a colon, or in an element that is marked as a byline.
_NOUNS = (
    "author", "authors", "author(s)", "contributor", "contributors", "text", "words", "story", "writer", "reporter",
    "reporters", "correspondent", "autor", "autorin", "autoren", "autorinnen", "autor/in", "auteur", "auteure",
    "auteurs", "autore", "autori", "autora", "autores", "autorzy", "autorka", "tekst", "texte", "testo", "texto",
    "tekst og foto", "text und foto", "forfatter", "skribent", "journalist", "opracował", "opracowała", "opracowanie",
    "oprac.", "oprac", "napisał", "napisała", "rozmawiał", "rozmawiała", "szerző", "írta", "autorul", "scris de",
    "συντάκτης", "συντάκτρια", "συγγραφέας", "κείμενο", "ρεπορτάζ", "penulis", "tác giả", "автор", "авторы",
    "автор(ы)", "автор текста", "авторы текста", "автор статьи", "автор материала", "текст", "записал", "записала",
    "записали", "подготовил", "подготовила", "подготовили", "беседовал", "беседовала", "беседу вел", "беседу вела",
    "написал", "написала", "материал подготовил", "материал подготовила", "корреспондент", "спецкор", "обозреватель",
    "журналист", "специально для", "автори", "матеріал підготував", "підготувала", "підготував", "спілкувався",
    "спілкувалася", "аўтар", "аўтары", "тэкст", "авторлар", "авторлары", "мәтін", "дайындаған", "жазған", "тілші",
    "әңгімелескен", "даярдаган", "жазган", "кабарчы", "muallif", "mualliflar", "tayyorladi", "muxbir", "муаллиф",
    "муаллифон", "муаллифлар", "мухбир", "тайёрлади", "таҳияи", "хабарнигор", "yazar", "yazan", "yazarlar", "haber",
    "muhabir", "hazırlayan", "müəllif", "müxbir", "awtor", "awtory", "зохиогч", "сурвалжлагч", "бэлтгэсэн",
    "нийтэлсэн", "ავტორი", "ავტორები", "հեղինակ", "հեղինակներ", "نویسنده", "نویسندگان", "خبرنگار", "گزارشگر", "گزارش",
    "نگارنده", "مترجم و نویسنده", "الكاتب", "الكاتبة", "كتب", "كتبت", "إعداد", "المؤلف", "مراسل", "مصنف", "مصنفہ",
    "رپورٹ", "نمائندہ", "ليکوال", "لیکوال", "लेखक", "लेखिका", "रिपोर्ट", "संवाददाता", "লেখক", "প্রতিবেদক", "লিখেছেন",
    "作者", "作者署名", "文", "文字", "文图", "撰文", "撰稿", "撰稿人", "采写", "採訪", "采访", "记者", "記者",
    "本报记者", "本報記者", "本网记者", "本刊记者", "本台记者", "实习记者", "特约记者", "见习记者", "通讯员", "通訊員",
    "特约撰稿", "著者", "筆者", "執筆", "글", "글쓴이", "작성자",
)  # fmt: skip
_SOURCES = (
    "source", "sources", "quelle", "quellen", "fuente", "fonte", "źródło", "zdroj", "forrás", "sursa", "kilde", "bron",
    "πηγή", "источник", "источники", "джерело", "крыніца", "извор", "дереккөз", "ақпарат көзі", "булак", "булагы",
    "manba", "манба", "kaynak", "mənbə", "çeşme", "эх сурвалж", "წყარო", "աղբյուր", "منبع", "المصدر", "ماخذ", "स्रोत",
    "সূত্র", "来源", "來源", "稿源", "信息来源", "文章来源", "新闻来源", "出典", "출처", "nguồn",
)  # fmt: skip
# What a credit is for when it is not for the words.
_OTHER_WORK = (
    "photo", "photos", "photograph", "photographs", "photographer", "photography", "picture", "pictures", "image",
    "images", "video", "foto", "fotos", "bild", "bilder", "fotó", "illustration", "illustrations", "illustrated",
    "graphic", "graphics", "editor", "edited", "editing", "reviewed", "reviewer", "fact-checked", "fact checked",
    "fact checker", "translated", "translation", "translator", "medically", "produced", "redigiert", "lektorat",
    "übersetzt", "übersetzung", "übersetzer", "illustrationen", "kamera", "photographe", "traduit", "traduction",
    "фото", "фотограф", "фотокорреспондент", "видео", "иллюстрация", "иллюстрации", "редактор", "перевод", "перевёл",
    "перевел", "корректор", "оператор", "світлина", "здымак", "сурет", "суретші", "сүрөт", "редакторы", "surat",
    "fotoğraf", "editör", "редактори", "муҳаррир", "muharrir", "зураг", "şəkil", "redaktor", "عکس", "عکاس", "ویراستار",
    "مترجم", "تصویر", "تصوير", "تحرير", "ترجمة", "फोटो", "संपादक", "编辑", "編輯", "责任编辑", "責任編輯", "责编",
    "主编", "校对", "审核", "监制", "摄影", "攝影", "图片", "圖片", "编译", "翻译", "写真", "사진", "편집",
)  # fmt: skip

_LEAD = (
    # "Written by", "A guest essay by", "Ein Gastbeitrag von": not any words, or "Backed by Red Crescent" were one.
    r"(?:(?:an?|guest|special|opinion|analysis|essay|column|report|story|words|text|written|reported|reporting|posted|"
    r"published|compiled|interview|interviewed|review|comment|commentary|additional|contributed|submitted|authored|"
    r"article|blog|post)\s+){0,4}by"
    r"|(?:(?:ein|eine|der|die|das|exklusiv|interview|kommentar|analyse|reportage|verfasst|geschrieben|text|texte|"
    r"gastbeitrag|gastkommentar|essay|kolumne|protokoll|bericht)\s+){1,3}(?:\w+\s+)?von"
    r"|(?:écrit|rédigé|publié|propos\s+recueillis|article|texte)\s+par"
    r"|(?:escrito|publicado|redactado|redigido|texto)\s+por|scritto\s+da|testo\s+di|geschreven\s+door"
    r"|(?:skrevet|skriven|tekst|text)\s+a[fv]|(?:написано|подготовлено)\s+автором|verfasst\s+von"
)
LEAD_IN = re.compile(
    rf"^(?:(?P<by>{_LEAD}|{_any(_BY)})(?:\s*[:：]\s*|\s+|$)|(?P<noun>{_any(_NOUNS)})(?:\s*[:：/|／｜]\s*|\s+-\s+|(?P<bare>\s+)|$))",
    re.IGNORECASE,
)
SOURCES = _any(_SOURCES)
SOURCE = re.compile(rf"^(?:{SOURCES})\s*[:：]\s*", re.IGNORECASE)
OTHER_WORK = re.compile(rf"(?<!\w)(?:{_any(_OTHER_WORK)})(?!\w)", re.IGNORECASE)
# In Han a role and its colon may stand anywhere.
OTHER_WORK_IN_HAN = re.compile(r"(?:责任编辑|責任編輯|编辑|編輯|责编|校对|审核|摄影|攝影|图片|翻译|监制|主编)\s*[:：]")

# A part that holds one of these is a role, not a name.
ROLE = re.compile(
    r"(?<!\w)(?:editor\w*|reporter\w*|correspondent\w*|writer|columnist|journalist\w*|contributor\w*|producer|analyst|"
    r"anchor|freelance\w*|director|professor|specialist|researcher|manager|president|founder|ceo|intern|blogger|"
    r"redakteur\w*|korrespondent\w*|chefredakt\w*|reporterin|autorin|volontär\w*|leiter\w*|mitarbeiter\w*|studio|"
    r"journaliste\w*|correspondante?|rédact\w+|envoyée?|spéciale?|chef|corresponsal\w*|redactor\w*|periodista\w*|"
    r"enviad[oa]|correspondente|jornalista|corrispondente|giornalista|redacteur|correspondent|dziennikar\w+|redaktor\w*|"
    r"корреспондент\w*|журналист\w*|обозреватель\w*|редактор\w*|собкор|спецкор|колумнист\w*|эксперт\w*|политолог\w*|"
    r"кореспондент\w*|оглядач\w*|карэспандэнт\w*|тілші\w*|muhabir\w*|editör\w*|müxbir\w*|muxbir\w*|мухбир\w*|"
    r"خبرنگار|سردبیر|مراسل|संवाददाता|기자|특파원)(?!\w)",
    re.IGNORECASE,
)
# Roles that stand before a name without a comma: "Senior Editor Ann Lee", "корреспондент Анна Ли".
ROLE_BEFORE = re.compile(
    r"^(?:(?:our|special|senior|chief|staff|deputy|managing|associate|political|foreign|sports|science|health|business|"
    r"guest|editor(?:-in-chief)?|reporter|correspondent|writer|columnist|journalist|freelancer|redakteur(?:in)?|"
    r"korrespondent(?:in)?|chefredakteur(?:in)?|reporterin|journaliste?|periodista|redaktor|dziennikarz|наш|собственный|"
    r"специальный|корреспондент|журналист|обозреватель|спецкор|мухбир|muxbir|خبرنگار|مراسل)\s+)+(?=\S)",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"^(?:admin(?:istrator)?\w{0,3}|root|webmaster|editor(?:s|ial)?|author|user|guest|null|none|undefined|unknown|"
    r"anonymous|n/?a|nan|false|true|staff|staff (?:writer|reporter)s?|reporter|contributor|correspondent|writer|"
    r"super ?user|админ(?:истратор)?|автор|test|posts?|share|follow|subscribe|home|news|nachrichten|article|"
    r"\W*|[\W\d]+|.)$",
    re.IGNORECASE,
)
# What follows a name in the same breath and is no part of it.
AFTER_NAME = re.compile(
    r"\s+(?:is|was|has|have|ist|war|est|works|covers|writes|reports|for|für|pour|para|для|follow|view|see|read|more|"
    r"contact|email|e-mail|updated|published|posted|am|on|at|last|"
    r"(?:in|aus|aus dem|à|en|из|в)(?=\s+[^\W\d_a-zа-яё]\S*$))\s.*$"
    r"|\s+(?:updated|published|posted)$"
)
AND_OTHERS = re.compile(r"\s*(?:\s(?:et\s+al|u\.\s?a|и\s+др|і\s+ін)\.?|\s(?:и\s+другие|and\s+others)|等)\s*$")
