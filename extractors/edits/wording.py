"""Words that decide what a change is: numbers and measures, months, negations, titles of people, notes of corrections.

Languages stand together, since a word of one that means something else in another is rare among these; a form that a
list does not have makes a change "wording".
"""

from extractors.edits.tokens import tokens_in
from extractors.months import MONTHS, SOLAR_MONTHS, folded


def _keys(words: str) -> frozenset[str]:
    return frozenset(token.key for word in words.split() for token in tokens_in(word))


def _values(table: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for row in table.strip().splitlines():
        value, _, words = row.strip().partition(" ")
        values |= dict.fromkeys(_keys(words), value)
    return values


# Words for small numbers, and what multiplies them; not ten in Turkish and Uzbek, which is "on" in English.
NUMBERS = _values("""
0 zero ноль нуль
1 one один одна одного одной бір bir يک یک ایک एक واحد واحدة як
2 two два две двух двумя двое екі ikki iki دو دوم दो اثنان اثنين ду
3 three три трех трёх тремя трое үш uch üç سه तीन ثلاثة ثلاث تین се
4 four четыре четырех четырёх четверо төрт to'rt dört چهار चार أربعة أربع چار чор
5 five пять пяти пятеро бес besh beş پنج पांच पाँच خمسة خمس پانچ панҷ
6 six шесть шести алты olti altı شش छह छः ستة ست چھ шаш
7 seven семь семи жеті yetti yedi هفت सात سبعة سبع سات ҳафт
8 eight восемь восьми сегіз sakkiz sekiz هشت आठ ثمانية ثماني آٹھ ҳашт
9 nine девять девяти тоғыз to'qqiz dokuz نه नौ تسعة تسع نو нӯҳ
10 ten десять десяти он ده दस عشرة عشر دس даҳ
11 eleven одиннадцать
12 twelve двенадцать двенадцати
20 twenty двадцать
30 thirty тридцать
100 hundred сто жүз yuz yüz صد सौ مائة مئة
1000 thousand тысяча тысячи тысяч тыс мың ming bin هزار ہزار हजार हज़ार ألف آلاف
100000 lakh लाख لاکھ
1000000 million millions миллион миллиона миллионов млн миллион milyon million میلیون ملین मिलियन مليون ملايين
10000000 crore करोड़ کروڑ
1000000000 billion billions миллиард миллиарда миллиардов млрд milliard milyar میلیارد ارب अरब مليار مليارات
1000000000000 trillion триллион триллиона триллионов трлн trilyon تریلیون ترليون
""")
HAN_NUMBERS = frozenset("〇零一二两三四五六七八九十百千万亿")

NEGATIONS = _keys("""
not no never nor neither none cannot can't won't don't doesn't didn't isn't wasn't aren't weren't wouldn't couldn't
haven't hasn't hadn't shouldn't without не нет ни никогда нельзя без ні немає жоқ емес жок emas yo'q yok değil
不 没 未 无 非 否 勿 ليس ليست لا لم لن دون نه نیست نبود نشد نکرد ندارد نہیں نہ नहीं नही न मत kein keine keinen nicht
nie ne pas jamais sans нест
""")

# What stands beside the name of a person, where no capital letter shows it.
TITLES = _keys("""
الرئيس رئيس الوزير وزير الأمين السيد السيدة رئیس رئیس‌جمهور وزیر نخست‌وزیر آقای خانم سردار سخنگوی صدر وزیراعظم جناب
राष्ट्रपति प्रधानमंत्री मंत्री विदेश श्री श्रीमती सचिव
""")
HAN_TITLES = (
    "总统", "总理", "主席", "部长", "外长", "防长", "先生", "女士", "市长", "省长", "州长", "书记", "发言人", "大使",
    "委员长", "秘书长", "总书记", "国王", "首相", "议长", "将军", "教授", "记者",
)  # fmt: skip

# Beginnings of what an outlet writes when it takes back what it wrote.
CORRECTIONS = (
    "correction", "an earlier version", "a previous version", "this article has been corrected", "clarification",
    "editor's note", "исправление", "уточнение", "поправка", "в предыдущей версии", "в более ранней версии",
    "от редакции", "түзету", "tuzatish", "düzeltme", "düzəliş", "更正", "勘误", "澄清", "编者按", "تصحيح", "تنويه",
    "اصلاحیه", "تصحیح", "भूल सुधार", "सुधार", "korrektur", "rectificatif", "corrección",
)  # fmt: skip

_MONTHS = {each for each in (*MONTHS, *SOLAR_MONTHS) if len(each) > 2 and " " not in each} - {"may", "mar", "sen"}
_DATE_SIGNS = frozenset("年月日号時时")


def is_month(key: str) -> bool:
    """Say whether a folded word is the name of a month, or a sign that follows a figure in a Chinese date."""
    return key in _DATE_SIGNS or folded(key) in _MONTHS
