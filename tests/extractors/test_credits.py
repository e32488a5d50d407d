import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.article import extract_article
from extractors.cleaning.lines import key_of
from extractors.credits.agencies import HOSTS, NAMES, SLUGS
from extractors.credits.find import BODY, DATELINE, INPUT, LEAD, LINE, find_credits
from extractors.credits.named import all_named, named
from extractors.credits.record import SURE_CREDIT
from extractors.records import Article

LATIN = "The council met on Tuesday and talked of rain in the valley."
CYRILLIC = "Совет собрался во вторник и обсудил дожди в долине."
ARABIC = "اجتمع المجلس يوم الثلاثاء وناقش الأمطار في الوادي."
PERSIAN = "شورا روز سه‌شنبه درباره باران در دره گفتگو کرد."
URDU = "کونسل نے منگل کو وادی میں بارش پر بات چیت کی۔"
HINDI = "परिषद की बैठक मंगलवार को हुई और घाटी में बारिश पर चर्चा हुई।"
HAN = "山谷委员会周二在河边举行会议，讨论连日降雨和四十所房屋被淹的问题。"
KANA = "谷の評議会は火曜日に開かれ、雨について話し合った。"
HANGUL = "골짜기 의회가 화요일에 열려 비에 대해 논의했다."


def found(text: str, title: str = "", **known) -> list[tuple[str, str]]:
    return [(each.agency, each.place) for each in find_credits(title, text, **known)]


@pytest.mark.parametrize(
    ("head", "rest", "agency"),
    [
        ("VALLEYTOWN, September 20. /TASS/. ", LATIN, "tass"),
        ("LONDON (Reuters) - ", LATIN, "reuters"),
        ("(Reuters) - ", LATIN, "reuters"),
        ("BEIJING, Sept. 1 (Xinhua) -- ", LATIN, "xinhua"),
        ("ISLAMABAD, Sep 1 (APP): ", LATIN, "app"),
        ("New Delhi, Sept 1 (PTI) ", LATIN, "pti"),
        ("TEHRAN, Sep. 20 (MNA) – ", LATIN, "mehr"),
        ("Toshkent, 20-sentabr, UzA. ", LATIN, "uza"),
        ("ASTANA. KAZINFORM – ", LATIN, "kazinform"),
        ("МОСКВА, 20 сентября. /ТАСС/. ", CYRILLIC, "tass"),
        ("МОСКВА, 1 сен - РИА Новости. ", CYRILLIC, "ria"),
        ("Москва. 20 сентября. INTERFAX.RU - ", CYRILLIC, "interfax"),
        ("Пекин, 1 сентября (Синьхуа) -- ", CYRILLIC, "xinhua"),
        ("1 сентября, Минск /Корр. БЕЛТА/. ", CYRILLIC, "belta"),
        ("ДУШАНБЕ, 20.09.2022 /АМИТ «Ховар»/. ", CYRILLIC, "khovar"),
        ("Бишкек, 1.09.25. /Кабар/. ", CYRILLIC, "kabar"),
        ("Астана. 20 қыркүйек. ҚазАқпарат - ", CYRILLIC, "kazinform"),
        ("Улаанбаатар, 9 дүгээр сарын 20 /МОНЦАМЭ/. ", CYRILLIC, "montsame"),
        ("تهران - ایرنا - ", PERSIAN, "irna"),
        ("موسكو - (د ب أ) - ", ARABIC, "dpa"),
        ("دبي (رويترز) - ", ARABIC, "reuters"),
        ("اسلام آباد (اے پی پی) ", URDU, "app"),
        ("نئی دہلی، 20 ستمبر (یو این آئی) ", URDU, "uni"),
        ("नई दिल्ली, 20 सितंबर (भाषा)। ", HINDI, "pti"),
        ("ISLAMABAD, (Valley Herald / APP - 1st Sep, 2025 ) ", LATIN, "app"),
        ("Шанхай, 1 сентября. – АКИpress. ", CYRILLIC, "akipress"),
        ("新华社北京9月1日电（记者王小明、李四）", HAN, "xinhua"),
        ("中新网9月1日电 ", HAN, "cns"),
        ("据新华社电 ", HAN, "xinhua"),
        ("【北京共同】", KANA, "kyodo"),
        ("(서울=연합뉴스) 홍길동 기자 = ", HANGUL, "yonhap"),
    ],
)
def test_a_dateline_names_the_agency_whether_it_was_cut_off_or_not(head, rest, agency):
    assert found(head + rest)[0] == (agency, "dateline")
    assert found(rest, dateline=head.strip()) in ([(agency, "dateline")], [])  # brackets alone are none for the cleaner


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("Source: Xinhua Editor: huaxia", ["xinhua"]),
        ("Источник: ТАСС", ["tass"]),
        ("2025-09-01 10:00 来源：新华社", ["xinhua"]),
        ("（来源：新华社）", ["xinhua"]),
        ("منبع: ایرنا", ["irna"]),
        ("المصدر: سبوتنيك", ["sputnik"]),
        ("स्रोत: पीटीआई", ["pti"]),
        ("Kaynak: AA", ["anadolu"]),
        ("Манба: ЎзА", ["uza"]),
        ("Дереккөз: ҚазАқпарат", ["kazinform"]),
        ("(Reuters)", ["reuters"]),
        ("/Kabar/", ["kabar"]),
        ("— AFP", ["afp"]),
        ("(AFP, Reuters, dpa)", ["afp", "reuters", "dpa"]),
        ("With inputs from PTI and ANI", ["pti", "ani"]),
        ("По материалам РИА Новости", ["ria"]),
        ("mit Material von dpa", ["dpa"]),
        ("© 2025 The Associated Press. All rights reserved.", ["ap"]),
    ],
)
def test_a_line_about_the_text_credits_in_the_text_and_when_it_was_taken_out(line, agencies):
    for known in ({"text": f"{LATIN}\n\n{line}"}, {"text": LATIN, "removed": [(line, "desk")]}):
        assert [each for each, place in found(**known) if place == "credit"] == agencies


@pytest.mark.parametrize(
    ("end", "agency"),
    [
        (" (Reuters)", "reuters"), (" (ANI)", "ani"), (" -- IANS", "ians"), (" /Kazinform/", "kazinform"),
        (" PTI ABC DEF", "pti"), (" (APP)", "app"), (" Kaynak: AA.", "anadolu"), (" (with inputs from AFP)", "afp"),
    ],
)  # fmt: skip
def test_the_last_words_may_credit(end, agency):
    assert (agency, "credit") in found(f"{LATIN}\n\n{LATIN}{end}")


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Rain fell in the valley, TASS reports.", "tass"),
        ("According to Russia's state news agency TASS, rain fell.", "tass"),
        ("Rain fell, the minister told Reuters on Tuesday.", "reuters"),
        ("Rain fell, according to the AP news agency.", "ap"),
        ("Дождь прошёл в долине, сообщает ТАСС.", "tass"),
        ("По данным РИА Новости, прошёл дождь.", "ria"),
        ("Об этом «Интерфаксу» сообщили в ведомстве.", "interfax"),
        ("Дождь прошёл, передаёт агентство Кабар.", "kabar"),
        ("Дощ пройшов у долині, повідомляє Укрінформ.", "ukrinform"),
        ("Алқапта жаңбыр жауды, деп хабарлайды ҚазАқпарат.", "kazinform"),
        ("Өрөөндө жаан жаады, деп кабарлайт АКИpress.", "akipress"),
        ("Vodiyda yomg‘ir yog‘di, deb xabar bermoqda O‘zA.", "uza"),
        ("Дар дара борон борид, хабар медиҳад АМИТ «Ховар».", "khovar"),
        ("Vadide yağmur yağdı, Anadolu Ajansı bildirdi.", "anadolu"),
        ("Belediye başkanı, AA muhabirine yaptığı açıklamada yağmuru anlattı.", "anadolu"),
        ("به گزارش ایرنا، در دره باران بارید.", "irna"),
        ("به گزارش خبرگزاری مهر، در دره باران بارید.", "mehr"),
        ("نقلت وكالة رويترز عن مسؤول أن المطر هطل.", "reuters"),
        ("समाचार एजेंसी एएनआई के मुताबिक घाटी में बारिश हुई।", "ani"),
        ("据新华社报道，山谷连日降雨。", "xinhua"),
        ("به گزارش خبرگزاری رسمی چین، شینهوا، باران در دره بارید.", "xinhua"),
        ("خبر رساں ادارے اے ایف پی کے مطابق وادی میں بارش ہوئی۔", "afp"),
        ("حسب ما أوردت وكالة الأنباء الفرنسية، هطل المطر في الوادي.", "afp"),
        ("Vodiyda yomg‘ir yog‘di, deb xabar bermoqda “Dunyo” axborot agentligi muxbiri.", "dunyo"),
        ("Өрөөндө жаан жаады, деп кабарлайт «Кабар» агенттиги.", "kabar"),
        ("Хөндийд бороо орсон гэж МОНЦАМЭ агентлаг мэдээлэв.", "montsame"),
        ("Hovitda yağış yağıb, Trend xəbər verir.", "trend"),
        ("Անձրև է եկել, հաղորդում է Արմենպրեսը։", "armenpress"),
        ("Дождь прошёл, сообщает корреспондент БЕЛТА.", "belta"),
        ("Дождь прошёл, передаёт Тренд.", "trend"),
        ("It rained in the valley, AP reported.", "ap"),
        ("It rained in the valley, officials told AFP.", "afp"),
        ("Im Tal hat es geregnet, wie die Deutsche Presse-Agentur berichtet.", "dpa"),
        ("Il a plu dans la vallée, rapporte l'agence de presse Reuters.", "reuters"),
    ],
)
def test_an_attribution_credits_surely_in_the_lead_and_weakly_further_down(text, agency):
    [lead] = find_credits("", text)
    assert (lead.agency, lead.place, lead.confidence) == (agency, "text", LEAD)
    [deep] = find_credits("", "\n\n".join([LATIN * 4, LATIN * 4, LATIN * 4, text, LATIN * 4, LATIN * 4, LATIN * 4]))
    assert (deep.agency, deep.confidence) == (agency, BODY)
    assert BODY < SURE_CREDIT < LEAD


@pytest.mark.parametrize(
    "text",
    [
        "TASS Director General Ann Lee met the ambassador on Tuesday.",
        "Генеральный директор ТАСС встретился с послом во вторник.",
        "新华社社长周二会见了大使。",
        "The AP government said on Tuesday that it rained. AP reported 300 houses in water.",
        "HYDERABAD, AP: It rained all day in the valley of the river.",
        "HARRISBURG, Pa. — It rained all day in the valley of the river.",
        "It rained in the valley, Petra said. According to Petra, the river rose.",
        "The minister told the AFP, whose officers found him.",
        "It is the tower of Agence France-Presse (AFP).",
        "In 2025 the Islamic Republic News Agency (IRNA) - founded long ago - moved to the valley.",
        "Kremlin Pool Photo via Associated Press/file",
        "AA meetings help many. The AFP said its officers found the boat.",
        "The vaccine Sputnik V is reported to work, the ministry said.",
        "A Reuters/Ipsos poll found that most people like rain.",
        "Im Bildungswesen (uni) hat es geregnet. Die App meldet Regen.",
        "Photo: Reuters",
        "Фото: ТАСС",
        "Источник фото: ТАСС",
        "图片来源：新华社",
        "عکس: ایرنا",
        "در روز مهر، مردم فارس گزارش داد که باران بارید.",
        "Цены на пальмовое масло: тренд пишет новая мода.",
        "Rescuers look for houses in the valley. (AP Photo/Ann Lee)",
        "The trend said it all, and the petra was mena.",
        "AA",
    ],
)
def test_a_name_that_credits_nothing_is_no_credit(text):
    assert found(f"{text}\n{LATIN}") == []
    assert found(f"{LATIN}\n{text}") == []


def test_a_photograph_is_credited_apart():
    assert found(LATIN, removed=[("Reuters", "credit"), ("Read also: TASS reports rain", "related")]) == []


def test_news_about_an_agency_is_not_from_it_by_what_it_said():
    assert found("Reuters said on Tuesday that it hires.", title="Reuters hires a hundred reporters") == []
    assert found(LATIN, title="Reuters: rain in the valley") == [("reuters", "text")]
    assert found(LATIN, title="Rain in the valley — TASS") == [("tass", "text")]


def test_what_an_agency_said_at_another_time_is_no_origin():
    [credit] = find_credits("", "Rain fell, as Reuters reported earlier.")
    assert credit.confidence < SURE_CREDIT


def test_authors_and_removed_bylines_credit():
    assert found(LATIN, authors=("Ann Lee", "Press Trust of India")) == [("pti", "byline")]
    assert found(LATIN, authors=("AFP Staff",), removed=[("By Ann Lee, Reuters", "byline")]) == [
        ("afp", "byline"),
        ("reuters", "byline"),
    ]
    assert found(HAN, removed=[("新华社记者 王小明", "byline")]) == [("xinhua", "byline")]


def test_addresses_credit_the_agency_at_home_there():
    assert found(LATIN, url="https://www.tass.com/world/1") == [("tass", "host")]
    assert found(LATIN, url="https://russian.news.cn/1.html") == [("xinhua", "host")]
    assert found(LATIN, url="https://nottass.com/1") == []
    assert found(LATIN, url="https://a.example/1", original="https://www.reuters.com/x") == [("reuters", "canonical")]
    assert found(LATIN, url="https://reuters.com/1", original="https://www.reuters.com/x") == [("reuters", "host")]


def test_all_credits_are_kept_the_surest_first():
    text = f"PARIS (AFP) — {LATIN}\n\nA minister told Reuters that it rained.\n\n{LATIN}\n\n(With inputs from PTI)"
    credited = find_credits("Rain", text, url="https://tass.com/1")
    assert [(each.agency, each.confidence) for each in credited] == [
        ("afp", DATELINE), ("tass", 0.65), ("pti", INPUT), ("reuters", LEAD),
    ]  # fmt: skip
    assert find_credits("", f"{LATIN} (AFP)")[0].confidence == LINE


def test_a_page_is_credited_by_what_was_cleaned_away():
    rain = "It rained all day in the valley of the river, and forty houses stand in the water."
    body = f"<p>TESBULAK, September 1. /TASS/. {rain}</p><p>{rain} It goes on.</p><p>Source: Xinhua</p>"
    page = f"<html><head><title>Rain</title></head><body><h1>Rain</h1><article>{body}</article></body></html>"
    article = extract_article(page.encode(), url="https://a.example/news/rain")
    assert isinstance(article, Article)
    assert "TASS" not in article.text
    assert "Xinhua" not in article.text
    assert article.agency == "tass"
    assert {(each.agency, each.place) for each in article.credits} >= {("tass", "dateline"), ("xinhua", "credit")}


def test_no_credit_or_a_weak_one_makes_no_agency():
    page = (
        f"<h1>Rain</h1><article><p>{LATIN * 3}</p><p>{LATIN * 2}</p><p>{LATIN} It rained, Reuters said.</p></article>"
    )
    article = extract_article(page.encode(), url="https://a.example/news/rain")
    assert isinstance(article, Article)
    assert [each.confidence for each in article.credits] == [BODY]
    assert article.agency is None


# --- the table --------------------------------------------------------------------------------------------------------


def test_the_table_has_agencies_that_can_be_told_apart():
    owners: dict[str, set[str]] = {}
    for name in NAMES:
        owners.setdefault(name.text, set()).add(name.slug)
    assert {text: slugs for text, slugs in owners.items() if len(slugs) > 1} == {}
    assert {name.slug for name in NAMES} - {""} == SLUGS
    assert set(HOSTS.values()) <= SLUGS
    assert all(len(slug) <= 32 and slug.isascii() for slug in SLUGS)
    assert all(host == host.lower() and "." in host and not host.startswith("www.") for host in HOSTS)


def test_every_name_is_known_by_itself():
    for name in NAMES:
        known = named(name.text)
        assert not name.slug or (known and (known.slug == name.slug or key_of(known.text) == key_of(name.text)))


def test_a_list_of_names_with_anything_else_in_it_is_no_list_of_names():
    assert [name.slug for _, name in all_named("PTI/ANI and Reuters")] == ["pti", "ani", "reuters"]
    assert all_named("AFP, valley desk of the Herald") == []
    assert all_named("Reuters " * 40) == []


# --- any text ---------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "TASS", "(AFP)", "/ТАСС/", " — ", "新华社", "据", "报道", "来源：", "Source: ", "ایرنا", "به گزارش ", "\n",
        "\n\n", ". ", "1", "reports", "сообщает ", "©", "[", "】", "=", "भाषा", "कहा", "Reuters", ", ", "AP", "agency ",
        "а", "\u200c", "\ud800",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join), st.text(max_size=30))
@example("据(AFP)", "")  # an ambiguous name behind Chinese words
@settings(deadline=None)
def test_a_credit_is_written_as_it_stands_in_the_text(text, title):
    credited = find_credits(title, text)
    assert all(each.surface in title or each.surface in text for each in credited)
    assert all(each.agency in SLUGS and 0 < each.confidence <= 1 for each in credited)
    assert len({(each.agency, each.place) for each in credited}) == len(credited)
    assert [each.confidence for each in credited] == sorted((each.confidence for each in credited), reverse=True)


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=4), st.text(max_size=40))
@settings(deadline=None)
def test_whatever_is_given_beside_the_text_is_answered(dateline, lines, url):
    removed = [(line, reason) for line in lines for reason in ("desk", "byline", "rights", "")]
    find_credits("", LATIN, dateline=dateline, authors=lines, removed=removed, url=url, original=url)


@pytest.mark.parametrize(
    "unit",
    [
        "Reuters",
        "TASS ",
        "(AFP) ",
        "/AP",
        "according to ",
        "1 (",
        "据新华社",
        "به گزارش ",
        "ТАСС\n",
        "a-",
        "« ",
        "AFP, ",
        "\n",
    ],
)
def test_a_text_of_a_million_characters_is_read_like_any_other(unit):
    text = unit * (1_000_000 // len(unit))
    assert len(find_credits(text, text, dateline=text, authors=[text], removed=[(text, "desk")])) <= 10
