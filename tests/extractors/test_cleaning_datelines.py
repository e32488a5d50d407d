import pytest

from extractors.cleaning.datelines import find_dateline

LATIN = "The council met on Tuesday and talked of rain in the valley."
CYRILLIC = "Совет собрался во вторник и обсудил дожди в долине."
ARABIC = "اجتمع المجلس يوم الثلاثاء وناقش الأمطار في الوادي."
PERSIAN = "شورا روز سه‌شنبه درباره باران در دره گفتگو کرد."
URDU = "کونسل نے منگل کو وادی میں بارش پر بات چیت کی۔"
HINDI = "परिषद की बैठक मंगलवार को हुई और घाटी में बारिश पर चर्चा हुई।"
HAN = "上海合作组织成员国代表周一在北京举行会议，讨论地区安全和合作问题。"


@pytest.mark.parametrize(
    ("written", "rest", "dateline"),
    [
        ("MOSCOW, September 20. /TASS/. ", LATIN, "MOSCOW, September 20. /TASS/."),
        ("MOSCOW (TASS): ", LATIN, "MOSCOW (TASS)"),
        ("ASTANA, Kazakhstan (AP) — ", LATIN, "ASTANA, Kazakhstan (AP)"),
        ("LONDON (Reuters) - ", LATIN, "LONDON (Reuters)"),
        ("BEIJING, Sept. 1 (Xinhua) -- ", LATIN, "BEIJING, Sept. 1 (Xinhua)"),
        ("VANCOUVER, British Columbia, Jan. 11 (UPI) -- ", LATIN, "VANCOUVER, British Columbia, Jan. 11 (UPI)"),
        ("NUR-SULTAN. KAZINFORM – ", LATIN, "NUR-SULTAN. KAZINFORM"),
        ("LONDON — ", LATIN, "LONDON"),
        ("WASHINGTON, Sept 20 - ", LATIN, "WASHINGTON, Sept 20"),
        ("NEW DELHI: ", LATIN, "NEW DELHI"),
        ("Berlin (dpa) - ", LATIN, "Berlin (dpa)"),
        ("Toshkent, 20-sentabr, UzA. ", LATIN, "Toshkent, 20-sentabr, UzA."),
        ("МОСКВА, 20 сентября. /ТАСС/. ", CYRILLIC, "МОСКВА, 20 сентября. /ТАСС/."),
        ("МОСКВА, 1 сен - РИА Новости. ", CYRILLIC, "МОСКВА, 1 сен - РИА Новости."),
        ("Москва. 20 сентября. INTERFAX.RU - ", CYRILLIC, "Москва. 20 сентября. INTERFAX.RU"),
        ("Хакасия, 06 января 2012, 11:10 — ", CYRILLIC, "Хакасия, 06 января 2012, 11:10"),
        ("ТАСС, 20 сентября. ", CYRILLIC, "ТАСС, 20 сентября."),
        ("Пекин, 1 сентября (Синьхуа) -- ", CYRILLIC, "Пекин, 1 сентября (Синьхуа)"),
        ("Бишкек, 1 сен. – АКИpress. ", CYRILLIC, "Бишкек, 1 сен. – АКИpress."),
        ("1 сентября, Минск /Корр. БЕЛТА/. ", CYRILLIC, "1 сентября, Минск /Корр. БЕЛТА/."),
        ("АСТАНА – DKNews.kz. ", CYRILLIC, "АСТАНА – DKNews.kz."),
        ("Астана. 20 қыркүйек. ҚазАқпарат - ", CYRILLIC, "Астана. 20 қыркүйек. ҚазАқпарат"),
        ("БИШКЕК, 20-сен — Sputnik. ", CYRILLIC, "БИШКЕК, 20-сен — Sputnik."),
        ("ДУШАНБЕ, 20.09.2022 /АМИТ «Ховар»/. ", CYRILLIC, "ДУШАНБЕ, 20.09.2022 /АМИТ «Ховар»/."),
        ("Улаанбаатар, 9 дүгээр сарын 20 /МОНЦАМЭ/. ", CYRILLIC, "Улаанбаатар, 9 дүгээр сарын 20 /МОНЦАМЭ/."),
        ("تهران - ایرنا - ", PERSIAN, "تهران - ایرنا"),
        ("القاهرة - سبوتنيك. ", ARABIC, "القاهرة - سبوتنيك."),
        ("موسكو - (د ب أ) - ", ARABIC, "موسكو - (د ب أ)"),
        ("دبي (رويترز) - ", ARABIC, "دبي (رويترز)"),
        ("اسلام آباد (اے پی پی) ", URDU, "اسلام آباد (اے پی پی)"),
        ("نئی دہلی، 20 ستمبر (یو این آئی) ", URDU, "نئی دہلی، 20 ستمبر (یو این آئی)"),
        ("نئی دہلی: ", URDU, "نئی دہلی"),
        ("नई दिल्ली, 20 सितंबर (भाषा)। ", HINDI, "नई दिल्ली, 20 सितंबर (भाषा)।"),
        ("新华社北京9月1日电（记者王小明、李四）", HAN, "新华社北京9月1日电（记者王小明、李四）"),
        ("中新网9月1日电 ", HAN, "中新网9月1日电"),
        ("据新华社电 ", HAN, "据新华社电"),
        ("（中央社記者王小明台北1日電）", HAN, "（中央社記者王小明台北1日電）"),
        ("〔記者王小明／台北報導〕", HAN, "〔記者王小明／台北報導〕"),
    ],
)
def test_only_the_dateline_is_cut(written, rest, dateline):
    found = find_dateline(written + rest)
    assert found is not None
    assert (found.text, found.rest) == (dateline, rest)


@pytest.mark.parametrize(
    "paragraph",
    [
        LATIN,
        CYRILLIC,
        HAN,
        "Angela Berg (ABC) – die Kanzlerin der Herzen sprach gestern vor dem Rat.",
        "NATO — The alliance met on Tuesday in Brussels to talk about rain.",
        "Anna Li, Reuters. She said so on Tuesday, when it rained in the valley.",
        "JOHN SMITH: What do you think of the rain in the valley?",
        "BREAKING: The council met on Tuesday and talked of rain.",
        "NASDAQ (ABC) Traders said on Tuesday that the rain would not stop.",
        "WHO/Europe said on Tuesday that the rain would not stop for days.",
        "Россия — это страна большая, и в ней много рек и долин.",
        "Москва — Пекин: новый маршрут откроют уже этой весной, сообщил глава дороги.",
        "С 1 по 5 мая, как сообщает ТАСС, в городе будет идти сильный дождь.",
        "Пётр Лугов (глава города) - человек известный и уважаемый в долине.",
        "هند، پاکستان و چین - سه کشور عضو - درباره باران گفتگو کردند.",
        "中国科学院电力研究所周一在北京举行会议，讨论地区安全和合作问题。",
        "MOSCOW, September 20. /TASS/.",
    ],
)
def test_a_sentence_that_begins_in_a_like_way_is_whole(paragraph):
    assert find_dateline(paragraph) is None


def test_reporters_named_in_a_dateline_are_authors():
    assert find_dateline(f"中新社塔什干9月1日电 (记者 张三)  {HAN}").authors == ("张三",)
    assert find_dateline(f"新华社北京9月1日电 {HAN}").authors == ()
