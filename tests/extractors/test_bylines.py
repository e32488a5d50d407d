"""Bylines as outlets write them, in the languages we read: cut into names, without what leads in or follows."""

import pytest

from extractors.authors.names import clean_names, looks_like_name
from extractors.authors.organizations import is_organization

BYLINES = [
    # English
    ("Ann Lee", ("Ann Lee",)),
    ("By Ann Lee", ("Ann Lee",)),
    ("by: Ann Lee", ("Ann Lee",)),
    ("BY ANN LEE", ("ANN LEE",)),
    ("Written by Ann Lee", ("Ann Lee",)),
    ("Text: Ann Lee", ("Ann Lee",)),
    ("Reporting by Ann Lee", ("Ann Lee",)),
    ("A guest essay by Ann Lee", ("Ann Lee",)),
    ("By Ann Lee and Bo Li", ("Ann Lee", "Bo Li")),
    ("By Ann Lee, Bo Li and Cy Day", ("Ann Lee", "Bo Li", "Cy Day")),
    ("By Ann Lee, Bo Li, and Cy Day", ("Ann Lee", "Bo Li", "Cy Day")),
    ("Ann Lee & Bo Li", ("Ann Lee", "Bo Li")),
    ("Ann Lee | Bo Li", ("Ann Lee", "Bo Li")),
    ("Ann Lee/Bo Li", ("Ann Lee", "Bo Li")),
    ("Ann Lee; Bo Li", ("Ann Lee", "Bo Li")),
    ("By Ann Lee with Bo Li", ("Ann Lee", "Bo Li")),
    ("By Ann Lee, Reuters", ("Ann Lee", "Reuters")),
    ("By Ann Lee, Moscow correspondent", ("Ann Lee",)),
    ("By Ann Lee in Moscow", ("Ann Lee",)),
    ("By Ann Lee, Moscow", ("Ann Lee",)),
    ("AFP, MANILA", ("AFP",)),
    ("Ann Lee, Senior Editor", ("Ann Lee",)),
    ("Senior Editor Ann Lee", ("Ann Lee",)),
    ("Ann Lee, PhD", ("Ann Lee",)),
    ("Ann Lee, Jr.", ("Ann Lee Jr.",)),
    ("Ann Lee (ann@news.example)", ("Ann Lee",)),
    ("Ann Lee ann.lee@news.example", ("Ann Lee",)),
    ("Ann Lee https://social.example/annlee", ("Ann Lee",)),
    ("Ann Lee @annlee", ("Ann Lee",)),
    ("Ann Lee et al.", ("Ann Lee",)),
    ("Ann Lee, Updated", ("Ann Lee",)),
    ("Jean-Luc O’Hara", ("Jean-Luc O’Hara",)),
    ("J. R. Lee", ("J. R. Lee",)),
    ("Maria de la Cruz", ("Maria de la Cruz",)),
    ("Edited by Ann Lee", ()),
    ("Photo: Ann Lee", ()),
    ("Photographs by Ann Lee", ()),
    ("Translated by Ann Lee", ()),
    ("admin", ()),
    ("Staff writer", ()),
    ("https://social.example/annlee", ()),
    ("Ann Lee is a reporter who has covered the valley for twenty years", ("Ann Lee",)),
    # German, Dutch, Scandinavian
    ("Von Anna Lind", ("Anna Lind",)),
    ("Von Anna Lind und Bernd Ohm", ("Anna Lind", "Bernd Ohm")),
    ("Anna Lind, Bernd Ohm und dpa", ("Anna Lind", "Bernd Ohm", "dpa")),
    ("Eine Analyse von Anna Lind", ("Anna Lind",)),
    ("Ein Gastbeitrag von Anna Lind", ("Anna Lind",)),
    ("Autorin: Anna Lind", ("Anna Lind",)),
    ("Text: Anna Lind", ("Anna Lind",)),
    ("Von Anna Lind, Frankfurt", ("Anna Lind",)),
    ("Von Anna Lind aus Moskau", ("Anna Lind",)),
    ("Foto: Anna Lind", ()),
    ("MM-Redaktion", ("MM-Redaktion",)),
    ("Door Anna Lind en Bo van der Meer", ("Anna Lind", "Bo van der Meer")),
    ("Af Anna Lind og Bo Holm", ("Anna Lind", "Bo Holm")),
    ("Tekst: Anna Lind", ("Anna Lind",)),
    ("Av Anna Lind", ("Anna Lind",)),
    # French, Spanish, Portuguese, Italian
    ("Par Anne Leroi", ("Anne Leroi",)),
    ("Par Anne Leroi et Paul Roux avec AFP", ("Anne Leroi", "Paul Roux", "AFP")),
    ("Propos recueillis par Anne Leroi", ("Anne Leroi",)),
    ("Por Ana Leal", ("Ana Leal",)),
    ("Escrito por Ana Leal y Luis Paz", ("Ana Leal", "Luis Paz")),
    ("Por: Ana Leal", ("Ana Leal",)),
    ("di Anna Leoni", ("Anna Leoni",)),
    ("a cura di Anna Leoni", ("Anna Leoni",)),
    # Polish, Hungarian, Greek
    ("Autor: Anna Lis", ("Anna Lis",)),
    ("Autor: PAP/Kurier", ("PAP", "Kurier")),
    ("oprac. Anna Lis", ("Anna Lis",)),
    ("Szerző: Kovács Anna", ("Kovács Anna",)),
    ("Γράφει ο Νίκος Λέων", ("Νίκος Λέων",)),
    ("Της Άννας Λέων", ("Άννας Λέων",)),
    # Russian, Ukrainian, Belarusian, Mongolian
    ("Автор: Анна Ли", ("Анна Ли",)),
    ("Авторы: Анна Ли, Борис Лан", ("Анна Ли", "Борис Лан")),
    ("Анна Ли и Борис Лан", ("Анна Ли", "Борис Лан")),
    ("Текст: Анна ЛИ", ("Анна ЛИ",)),
    ("Записала Анна Ли", ("Анна Ли",)),
    ("Беседовал Борис Лан", ("Борис Лан",)),
    ("Подготовила Анна Ли", ("Анна Ли",)),
    ("А. Ли", ("А. Ли",)),
    ("Анна Ли, корреспондент", ("Анна Ли",)),
    ("корреспондент Анна Ли", ("Анна Ли",)),
    ("Анна Ли, ТАСС", ("Анна Ли", "ТАСС")),
    ("Фото: Анна Ли", ()),
    ("Редактор: Анна Ли", ()),
    ("Автор: Ганна Лі та Остап Лан", ("Ганна Лі", "Остап Лан")),
    ("Аўтар: Ганна Лі", ("Ганна Лі",)),
    ("Зохиогч: Болд Лхам", ("Болд Лхам",)),
    # Turkic languages, Tajik
    ("Авторы: Айгүл Сатова", ("Айгүл Сатова",)),
    ("Мәтін: Айгүл Сатова және Болат Ер", ("Айгүл Сатова", "Болат Ер")),
    ("Сурет: Болат Ер", ()),
    ("Жазган: Айгүл Асанова", ("Айгүл Асанова",)),
    ("Muallif: Anvar Toʻra", ("Anvar Toʻra",)),
    ("Муаллиф: Анвар Тӯра", ("Анвар Тӯра",)),
    ("Yazar: Ayşe Çetin", ("Ayşe Çetin",)),
    ("Ayşe Çetin ve Ali Öz", ("Ayşe Çetin", "Ali Öz")),
    ("Müəllif: Ayan Əli", ("Ayan Əli",)),
    # Persian, Arabic, Urdu, Hindi
    ("نویسنده: مریم لاله", ("مریم لاله",)),
    ("به قلم مریم لاله", ("مریم لاله",)),
    ("خبرنگار: مریم لاله", ("مریم لاله",)),
    ("عکاس: مریم لاله", ()),
    ("بقلم: ليلى نور", ("ليلى نور",)),
    ("بقلم ليلى نور", ("ليلى نور",)),
    ("كتب: سامي نور، ليلى نور", ("سامي نور", "ليلى نور")),
    ("تحریر: زارا گل", ("زارا گل",)),
    ("लेखक: मीरा लाल", ("मीरा लाल",)),
    ("मीरा लाल और रवि लाल", ("मीरा लाल", "रवि लाल")),
    # Chinese, Japanese, Korean
    ("作者：李安", ("李安",)),
    ("作者： 李 安", ("李安",)),
    ("记者 李安 王明", ("李安", "王明")),
    ("记者李安", ("李安",)),
    ("本报记者 李安 通讯员 王小明", ("李安", "王小明")),
    ("新华社记者李安", ("新华社", "李安")),
    ("文/李安", ("李安",)),
    ("李安、王明", ("李安", "王明")),
    ("記者李安／台北報導", ("李安",)),
    ("责任编辑：李安", ()),
    ("编辑：李安", ()),
    ("摄影：李安", ()),
    ("筆者：山田花", ("山田花",)),
    ("김하늘 기자", ("김하늘",)),
    ("김하늘 기자 sky@news.example", ("김하늘",)),
    # Vietnamese, Indonesian
    ("Tác giả: Lê Hoa", ("Lê Hoa",)),
    ("Oleh Budi Lestari", ("Budi Lestari",)),
]
ORGANIZATIONS = (
    """
    AFP|AP|dpa|SID|Reuters|Associated Press|Deutsche Presse-Agentur|ТАСС|РИА Новости|Укринформ|新华社|中新社|人民日报
    |南方日报|路透社|연합뉴스|ایرنا|رويترز|MM-Redaktion|Redaktion Bugle|Bugle Staff|News Desk
    |Newsroom|Gear Team|bugle.example
    |Казинформ|Редакция портала|Пресс-служба|Lantern Times|Valley Herald|Ministry of Rain|Agencia Lluvia|Ajansı Haber
""".replace("\n    ", "")
    .strip()
    .split("|")
)
PEOPLE = (
    """
    Ann Lee|J. R. Lee|Jean-Luc O’Hara|Maria de la Cruz|Анна Ли|Айгүл Сатова|李安|王小明|김하늘|مریم لاله
    |मीरा लाल|jsmith|Lê Hoa
""".replace("\n    ", "")
    .strip()
    .split("|")
)


@pytest.mark.parametrize(("byline", "names"), BYLINES)
def test_a_byline_is_cut_into_names(byline, names):
    assert clean_names([byline]) == names


def test_names_stand_once_in_the_order_of_the_page():
    assert clean_names(["Bo Li, Ann Lee", "ann lee", "Cy Day"]) == ("Bo Li", "Ann Lee", "Cy Day")


def test_what_is_said_to_be_one_name_is_not_cut():
    assert clean_names(["Food, Rain and Valley Office"], whole=True) == ("Food, Rain and Valley Office",)


def test_a_list_of_thousands_is_cut_short():
    assert len(clean_names([f"Ann{'x' * number} Lee" for number in range(1, 5_000)])) == 20
    assert clean_names(["Ann Lee, " * 100_000]) == ("Ann Lee",)


@pytest.mark.parametrize("name", ORGANIZATIONS)
def test_an_outlet_or_agency_is_told_from_people(name):
    assert is_organization(name)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_is_told_from_outlets(name):
    assert not is_organization(name)


def test_the_outlet_is_known_by_its_own_name():
    assert is_organization("Hollow Creek", own=["hollow creek"])


@pytest.mark.parametrize(
    "name", ["Ann Lee", "Ann van der Lee", "J. Lee", "李安", "김하늘", "Анна Ли", "مریم لاله", "AFP"]
)
def test_a_name_in_running_text_looks_like_one(name):
    assert looks_like_name(name)


@pytest.mark.parametrize(
    "words",
    ["Ann", "ann lee", "Last Updated", "Read More", "Place: Valley", "It rained all day", "3 March", "雨水很多很多"],
)
def test_other_words_do_not_look_like_a_name(words):
    assert not looks_like_name(words)
