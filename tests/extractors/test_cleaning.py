import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.cleaning.clean import LEAST_KEPT, clean
from extractors.cleaning.lines import weigh

RAIN = (
    "It rained all day in the valley of Ust-Test, and the river left its bed in the evening, the mayor said.",
    "Forty houses stand in water. Nobody was hurt, but the bridge to the market is closed until further notice.",
    "The last flood of this kind was eleven years ago, when the old bridge was carried off within an hour.",
)
FULL = {
    "en": RAIN,
    "ru": (
        "Весь день в долине Усть-Теста шёл дождь, и к вечеру река вышла из берегов, сообщил глава города.",
        "В воде стоят сорок домов. Никто не пострадал, но мост к рынку закрыт до особого распоряжения.",
    ),
    "zh": (
        "据市长介绍，乌斯季捷斯特河谷全天降雨，傍晚时分河水漫过堤岸，沿岸居民已经转移到学校。",
        "目前有四十户房屋进水，没有人员伤亡，但通往集市的桥梁已经关闭，何时恢复通行另行通知。",
    ),
    "fa": (
        "به گفته شهردار، تمام روز در دره اوست‌تست باران بارید و رودخانه هنگام غروب از بستر خود بیرون آمد.",
        "چهل خانه در آب مانده است. کسی آسیب ندیده، اما پل بازار تا اطلاع بعدی بسته خواهد بود.",
    ),
}


def cleaned(*paragraphs, title="", authors=(), language=None, attested=()):
    return clean(paragraphs, title=title, authors=authors, language=language, attested=attested)


def reasons(*paragraphs, **facts):
    return dict(cleaned(*paragraphs, **facts).dropped)


@pytest.mark.parametrize("language", FULL)
def test_running_text_is_left_alone(language):
    found = cleaned(*FULL[language], language=language)
    assert found.paragraphs == FULL[language]
    assert (found.dropped, found.dateline, found.authors, found.date) == ((), None, (), None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Related:", "related"),
        ("ALSO READ: Bridge opens at last", "related"),
        ("Читайте также: В долине открыт новый мост", "related"),
        ("Чытайце таксама:", "related"),
        ("相关阅读", "related"),
        ("延伸閱讀：河谷的橋", "related"),
        ("همچنین بخوانید:", "related"),
        ("اقرأ أيضًا: الجسر الجديد", "related"),
        ("یہ بھی پڑھیں: نیا پل کھل گیا", "related"),
        ("Оқи отырыңыз: Жаңа көпір ашылды", "related"),
        ("Дагы окуңуз:", "related"),
        ("Shuningdek oʻqing:", "related"),
        ("Инчунин бихонед:", "related"),
        ("यह भी पढ़ें: नया पुल खुला", "related"),
        ("İlginizi çekebilir:", "related"),
        ("Lesen Sie auch: Neue Brücke", "related"),
        ("Te puede interesar:", "related"),
        ("À lire aussi : Le pont", "related"),
        ("Zobacz także:", "related"),
        ("Διαβάστε επίσης:", "related"),
        ("Həmçinin oxuyun:", "related"),
        ("Мөн унших:", "related"),
        ("Share this article", "share"),
        ("Поделиться", "share"),
        ("打印本页", "share"),
        ("Advertisement", "advert"),
        ("Реклама", "advert"),
        ("Photo: Bo Li / Herald", "credit"),
        ("Фото: Пётр Лугов", "credit"),
        ("图为被淹的桥梁。", "credit"),
        ("河谷的桥（资料图）", "credit"),
        ("A house in water. Getty Images", "credit"),
        ("عکس: بایگانی", "credit"),
    ],
)
def test_buttons_links_and_credits_go_even_from_between_paragraphs(line, reason):
    found = cleaned(RAIN[0], RAIN[1], line, RAIN[2])
    assert found.dropped == ((line, reason),)
    assert found.paragraphs == RAIN


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Editing by Ann Lee", "desk"),
        ("(Reporting by Ann Lee; editing by Bo Li)", "desk"),
        ("Редактор: Анна Ветрова", "desk"),
        ("Источник: Вестник долины", "desk"),
        ("（责任编辑：王小明）", "desk"),
        ("南河网编辑：王小明", "desk"),
        ("منبع: روزنامه کوهستان", "desk"),
        ("(abc)", "desk"),
        ("© 2025 Herald", "rights"),
        ("Copyright 2025 Herald. All rights reserved.", "rights"),
        ("Если вы заметили ошибку, выделите её и нажмите Ctrl+Enter.", "rights"),
        ("При использовании материалов ссылка на «Вестник» обязательна.", "rights"),
        ("本报版权所有，未经授权禁止转载。", "rights"),
        ("Бүх эрх хуулиар хамгаалагдсан.", "rights"),
        ("Subscribe to our newsletter", "subscribe"),
        ("Подписывайтесь на наш Telegram-канал и узнавайте обо всём первыми!", "subscribe"),
        ("Telegram kanalimizga obuna boʻling", "subscribe"),
        ("Tags: rain, bridge", "tags"),
        ("Теги: дождь, мост", "tags"),
        ("1,204 views", "counter"),
        ("Просмотров: 28", "counter"),
        ("5 min read", "counter"),
        ("desk@herald.example", "contact"),
        ("* * *", "rule"),
        ("Tuesday 2 September 2025 08:26", "date"),
        ("Last updated at 3:23 PM on 11th January 2025", "date"),
    ],
)
def test_notes_below_the_text_go(line, reason):
    assert reasons(*RAIN, line) == {line: reason}


def test_a_sentence_is_never_dropped_for_a_word_in_it():
    text = (
        RAIN[0],
        "Read more than one book on floods before you build a house beside this river, the mayor told the council.",
        "Advertisement boards were torn down, and Getty Images showed the square under water the same evening.",
        "Подписывайтесь под обращением, сказал глава города, и мы построим новую плотину уже к следующей весне.",
        RAIN[1],
    )
    assert cleaned(*text).paragraphs == text


def test_the_subheading_below_a_heading_of_links_stays():
    assert cleaned(RAIN[0], "Read also:", "Costly repairs", RAIN[1]).paragraphs == (RAIN[0], "Costly repairs", RAIN[1])


@pytest.mark.parametrize(
    "last",
    [
        "По материалам дела, вода поднялась на три метра, и мост не выдержал напора.",
        "Telegram-канал «Долина» сообщил, что мост откроют снова уже к началу октября.",
        "Эксперты нашли ошибку в расчётах моста и требуют его полное или частичное закрытие.",
        "未经许可擅自进入河谷的游客将被劝返，当地政府表示近期仍有降雨。",
        "تمام حقوق مردم دره باید رعایت شود و کسی نباید خانه‌اش را از دست بدهد.",
    ],
)
def test_the_last_sentence_stays_though_it_sounds_like_a_note(last):
    assert cleaned(*RAIN, last).paragraphs == (*RAIN, last)


def test_a_row_of_one_cell_is_a_paragraph_and_a_row_of_many_stays_a_row():
    assert cleaned(RAIN[0], f"| {RAIN[1]} |", "| 1 m | 2 m |", RAIN[2]).paragraphs == (
        *RAIN[:2],
        "| 1 m | 2 m |",
        RAIN[2],
    )


def test_a_heading_inside_the_text_stays():
    text = (RAIN[0], "Expensive remedy", RAIN[1], "Комментарий эксперта", RAIN[2])
    assert cleaned(*text).paragraphs == text


def test_a_heading_of_links_takes_the_titles_below_it_with_it():
    found = cleaned(
        RAIN[0],
        "Read also:",
        "Sun ahead in the valley",
        "Bridge opens to everyone",
        RAIN[1],
        "Most read",
        "Cat found",
        "Dog lost",
    )
    assert found.paragraphs == RAIN[:2]
    assert {reason for _, reason in found.dropped} == {"related"}


def test_a_list_of_news_with_times_of_day_goes():
    news = ("09:21 // Sun ahead", "08:48 // Bridge opens", "08:35 // Cat found")
    assert cleaned(*RAIN, *news).paragraphs == RAIN


def test_one_line_with_a_time_of_day_stays():
    text = (RAIN[0], "18:30 – First houses in water", RAIN[1])
    assert cleaned(*text).paragraphs == text


def test_what_readers_wrote_goes_with_its_heading():
    comment = "What a shame, I always liked that bridge and the market behind it, and so did my mother."
    assert cleaned(*RAIN, "Comments (2)", comment, comment).paragraphs == RAIN


def test_a_word_for_comments_above_the_text_takes_nothing_with_it():
    assert cleaned("Комментарии", *RAIN).paragraphs[-3:] == RAIN


def test_what_is_said_of_the_author_goes():
    life = "Ann Lee has written about rivers for twenty years and lives on a boat near the old market."
    assert reasons(*RAIN, "About the author", life) == {"About the author": "about_author", life: "about_author"}


def test_title_date_byline_and_path_above_the_text_go_into_fields():
    found = cleaned(
        "Home > World > Rain",
        "Rain floods the valley",
        "Published on Tuesday 2 September 2025 08:26",
        "By Ann Lee and Bo Li",
        *RAIN,
        title="“Rain floods the valley”",
        language="en",
    )
    assert found.paragraphs == RAIN
    assert [reason for _, reason in found.dropped] == ["breadcrumb", "title", "date", "byline"]
    assert found.authors == ("Ann Lee", "Bo Li")
    assert found.date == "Published on Tuesday 2 September 2025 08:26"


TEASERS = (
    "Шестеро рыбаков спасены у северного побережья после двух суток в ледяной воде, сообщили спасатели.",
    "Министр финансов представил проект бюджета, расходы которого выросли на десять процентов за год.",
)
TITLE = "Дождь затопил долину Усть-Теста"
LONG = (*FULL["ru"], "Последнее наводнение было одиннадцать лет назад, тогда старый мост унесло за час.", *FULL["ru"])


def test_news_above_the_repeated_title_is_the_portals():
    found = cleaned(*TEASERS, "Погода", TITLE, *LONG, title=TITLE)
    assert found.paragraphs == LONG
    assert [reason for _, reason in found.dropped] == ["above_title"] * 3 + ["title"]


def test_an_introduction_above_a_heading_that_repeats_the_title_stays():
    introduction = "В долине Усть-Теста дождь шёл весь день, и к вечеру старый мост и дома у рынка стояли в воде."
    assert cleaned(introduction, TITLE, *LONG, title=TITLE).paragraphs[0] == introduction


@pytest.mark.parametrize(
    ("byline", "language", "authors"),
    [
        ("Written by Ann Lee", "en", ("Ann Lee",)),
        ("By Ann Lee | Health & Medicine", "en", ("Ann Lee",)),
        ("By Ann Lee, Herald", "en", ("Ann Lee",)),
        ("By REUTERS", "en", ("REUTERS",)),
        ("Von Anna Berg, Frankfurt", "de", ("Anna Berg",)),
        ("Автор: Анна Ветрова", "ru", ("Анна Ветрова",)),
        ("Подготовила Анна Ветрова", "ru", ("Анна Ветрова",)),
        ("作者：王小明", "zh", ("王小明",)),
        ("本报记者 王小明 李四", "zh", ("王小明", "李四")),
        ("記者王小明／台北報導", "zh", ("王小明",)),
        ("記者：王小明 李四 台北報導", "zh", ("王小明", "李四")),
        ("نویسنده: مریم رستگار", "fa", ("مریم رستگار",)),
        ("رپورٹ: عائشہ ملک", "ur", ("عائشہ ملک",)),
        ("लेखक: रोहन मिश्रा", "hi", ("रोहन मिश्रा",)),
        ("Muallif: Dilnoza Karimova", "uz", ("Dilnoza Karimova",)),
    ],
)
def test_a_byline_in_the_text_becomes_authors(byline, language, authors):
    found = cleaned(byline, *RAIN, language=language)
    assert (found.authors, found.paragraphs) == (authors, RAIN)


@pytest.mark.parametrize("line", ["By the numbers", "Von Frankfurt nach Mainz", "Por fin", "By"])
def test_a_heading_that_begins_like_a_byline_stays(line):
    assert cleaned(line, *RAIN, language={"V": "de", "P": "es"}.get(line[0], "en")).paragraphs[0] == line


def test_the_name_of_a_known_author_alone_on_a_line_goes():
    assert reasons(*RAIN, "Анна Ветрова", authors=["Анна Ветрова"]) == {"Анна Ветрова": "byline"}
    assert reasons(*RAIN, "Анна Ветрова") == {}


def test_dateline_and_reporters_come_off_the_first_sentence():
    found = cleaned("新华社北京9月1日电（记者王小明、李四）" + FULL["zh"][0], FULL["zh"][1], language="zh")
    assert found.paragraphs == FULL["zh"]
    assert found.dateline == "新华社北京9月1日电（记者王小明、李四）"
    assert found.authors == ("王小明", "李四")


def test_a_script_that_does_not_mark_the_end_of_sentences_is_prose_all_the_same():
    thai = "ฝนตกตลอดทั้งวันในหุบเขา และแม่น้ำเอ่อล้นตลิ่งในช่วงเย็น นายกเทศมนตรีกล่าวกับผู้สื่อข่าวเมื่อวานนี้"
    assert cleaned(RAIN[0], thai, "Share", thai, thai).paragraphs == (RAIN[0], thai, thai, thai)


def test_a_page_of_nothing_but_furniture_is_not_emptied():
    furniture = ("Share this article", "Advertisement", "Read also: Sun ahead in all of the valley", "Rain")
    assert cleaned(*furniture).paragraphs == furniture


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                (*RAIN, "Read also:", "Share", "By Ann Lee", "© Herald", "Comments", "MOSCOW (TASS): ", "Sep-")
            ),
            st.text(max_size=200),
        ),
        max_size=12,
    )
)
def test_no_text_loses_more_than_its_furniture_and_every_loss_is_named(paragraphs):
    found = clean(paragraphs, title="Rain", authors=("Ann Lee",), language="en")
    assert len(found.paragraphs) + len(found.dropped) == len(paragraphs)
    kept = sum(map(weigh, found.paragraphs)) + len(found.dateline or "")
    assert kept + 20 >= LEAST_KEPT * sum(weigh(each.replace("\u00ad", "").strip()) for each in found.paragraphs)
    assert all(reason for _, reason in found.dropped)


@pytest.mark.parametrize(
    "text",
    [
        "| " * 500_000,
        "a-" * 500_000,
        "MOSCOW, " * 100_000,
        "（记者" * 300_000,
        " - " * 300_000,
        "A b " * 300_000,
        "1." * 500_000,
    ],
)
def test_hostile_text_is_looked_at_within_bounds(text):
    """Work that is not linear in any of these takes minutes."""
    assert clean([text], title=text, authors=(), language="en").paragraphs
    assert clean([*[text[:300]] * 3_000, *RAIN], title="", authors=(), language="en").paragraphs[-3:] == RAIN
