from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.tagging.level import Place
from extractors.tagging.people import People, Person

OFFICES = (
    "envoy",
    "special representative",
    "secretary-general",
    "ambassador",
    "посол",
    "посл",
    "генсек",
    "координатор",
    "秘书长",
    "secretario",
)
OTHERS = ("footballer", "striker", "нападающ")


def person(name, *forms, common=False):
    return Person(slug=name.split()[-1].lower(), name=name, forms=forms, common=common)


KHAKIMOV = person("Bakhtiyor Khakimov", "Бахтиёр Хакимов")
EVERYBODY = (
    KHAKIMOV,
    person("Nurlan Yermekbayev", "Нурлан Ермекбаев"),
    person("Zhang Ming", "Чжан Мин"),
    person("Rashid Alimov", "Рашид Алимов", "Rashid Olimov", "Рашид Олимов"),
    person("Vladimir Norov", "Владимир Норов"),
    person("Kirill Barsky", "Кирилл Барский"),
    person("Dmitry Mezentsev", "Дмитрий Мезенцев"),
    person("Erik Ashimov", "Ерик Ашимов"),
)
PEOPLE = People(EVERYBODY, OFFICES, OTHERS)


def found(text, title="", people=PEOPLE, **more):
    spans = people.find({"title": title, "text": text}, **more)
    for each in spans:
        assert {"title": title, "text": text}[each.field][each.start : each.end] == each.surface
    return [(each.rule, each.surface) for each in spans]


def same(name, other):
    return found(other, people=People([person(name)])) == [("person", other)]


SAME = {
    "Bakhtiyor Khakimov": (
        "Bakhtiyer Khakimov", "Bakhtier Khakimov", "Bakhtior Khakimov", "Bakhtiyor Hakimov", "Bakhtier Hakimov",
        "Bahtiyor Hakimov", "Bahtiyer Hakimov", "Baxtiyor Hakimov", "Baxtiyor Xakimov", "Bachtijor Chakimow",
        "Bachtiyor Chakimov", "Bajtier Jakímov", "Bajtiyor Jakimov", "Bakhtior Khakimoff", "BAKHTIYOR KHAKIMOV",
        "Bakhtiyor KHAKIMOV", "Bachtijor Chakimov", "Bahtijor Hakimov", "Ba\u1e2btiyor Khakimov", "Бахтиёр Хакимов",
        "Бахтиер Хакимов", "Бахтиёр Ҳакимов", "Бахтийор Хакимов", "БАХТИЁР ХАКИМОВ", "Бахтиëр Хакимoв",
        "Бахтиёра Хакимова", "Бахтиёру Хакимову", "Бахтиёром Хакимовым", "Бахтиёре Хакимове", "Хакимов Бахтиёр",
        "Хакимовым Бахтиёром", "Khakimov Bakhtiyor", "Бахтиёр Мухаммадиевич Хакимов", "Bakhtiyor M. Khakimov",
        "Хакимов Бахтиёр Мухаммадиевич", "Бахтиёра Мухаммадиевича Хакимова", "Бахтиёрові Хакимову",
    ),
    "Nurlan Yermekbayev": (
        "Nurlan Ermekbaev", "Nurlan Yermekbaev", "Nurlan Ermekbayev", "Nourlan Iermekbaïev", "Nurlan Jermekbajew",
        "Nurlan Jermekbajev", "Nurlán Yermekbáyev", "Нурлан Ермекбаев", "Нұрлан Ермекбаев", "Нурлана Ермекбаева",
        "Нурланом Ермекбаевым", "Нұрлан Ермекбаевтың", "Нурлан Ермекбаевдин", "Nurlan Yermekbayevin",
        "Nurlan Yermekbayevning", "Нурлан Ермекбаевга", "Нурлан Байузакович Ермекбаев",
    ),
    "Ularbek Sharsheev": (
        "Ularbek Sharsheyev", "Уларбек Шаршеев", "Oularbek Charcheïev", "Ularbek Scharschejew", "Ularbek Šaršejev",
        "Ularbek Şarşeyev", "Уларбека Шаршеева", "Ularbek Szarszejew",
    ),
    "Dmitry Mezentsev": (
        "Dmitri Mezentsev", "Dmitriy Mezentsev", "Dmitrij Mesenzew", "Dmitrij Mezencev", "Dmitrii Mezentsev",
        "Dmitriy Mezentzev", "Дмитрий Мезенцев", "Дмитрия Мезенцева", "Дмитрием Мезенцевым", "Дмитрию Мезенцеву",
    ),
    "Kirill Barsky": (
        "Kirill Barski", "Kiril Barskiy", "Kirill Barskij", "Кирилл Барский", "Кирилла Барского", "Кириллу Барскому",
        "Кириллом Барским",
    ),
    "Jumakhon Giyosov": ("Dzhumakhon Giyosov", "Djoumakhon Guiyosov", "Джумахон Гиёсов", "Ҷумахон Ғиёсов"),
    "Vitaly Vorobyov": ("Vitaliy Vorobiev", "Witalij Worobjow", "Виталий Воробьёв", "Виталия Воробьева"),
    "Никита Хрущёв": ("Nikita Khrushchev", "Nikita Chruschtschow", "Nikita Khrouchtchev", "Nikita Chruszczow"),
    "Михаил Мишустин": ("Mikhail Mishustin", "Michail Mischustin", "Mikhaïl Michoustine", "Michaił Miszustin"),
    "Sadyr Zhaparov": ("Sadyr Schaparow", "Sadyr Japarov", "Sadır Caparov", "Sadyr Żaparow", "Садыра Жапарова"),
    "Nursultan Nazarbayev": ("Nursultan Nasarbajew", "Noursoultan Nazarbaïev", "Нұрсұлтан Назарбаев"),
    "Сергей Шойгу": ("Sergei Shoigu", "Sergej Schoigu", "Sergueï Choïgou", "Сергея Шойгу", "Сергеем Шойгу"),
    "Михаил Горбачёв": ("Mikhail Gorbachev", "Michail Gorbatschow", "Mijaíl Gorbachov", "Михаилу Горбачеву"),
    "Эмомали Рахмон": ("Emomali Rahmon", "Эмомалӣ Раҳмон", "Эмомали Рахмона"),
    "Валентина Матвиенко": ("Valentina Matviyenko", "Walentina Matwijenko", "Валентины Матвиенко"),
    "Zhang Ming": ("ZHANG Ming", "Zhang Ming"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "other"), [(name, other) for name, others in SAME.items() for other in others])
def test_spellings_of_one_person(name, other):
    assert same(name, other)


DIFFERENT = {
    "Bakhtiyor Khakimov": (
        "Timur Khakimov", "Bakhtiyor Hakimi", "Bakhtiyor Khakimova", "Bakhtiyor Karimov", "Bakhtiyor Akimov",
        "Bakhtiyor Yakimov", "Bakhtiyor Khalimov", "Bakhtiyor Khasimov", "Bakhtiyor Khakim", "Bakhtiyor Hakim",
        "Bachtijor Jakimow", "Bakhtiyar Khakimov", "Bakhtygul Khakimov", "Bakyt Khakimov", "Bakhtiyor Kasimov",
        "Bakhtiyor Khamidov", "Bakhtiyor Mukimov", "Бахтиёр Каримов", "Бахтиёр Акимов", "Бахтиёр Якимов",
        "Бахтиёр Хакими", "Алия Хакимова", "Тимур Хакимов", "Бахтиёр Халимов", "Бахром Хакимов", "Бахтиёр Хакимова",
        "Бахтиёру Хакимова", "Бахтиёр, Хакимов", "Bakhtiyor and Khakimov", "Bakhtiyor Khakimov-Petrov",
        "Bakhtiyor Nur-Khakimov", "B. Khakimov", "Бахтиёр Экимов",
    ),
    "Vladimir Norov": (
        "Vladimir Nurov", "Vladimir Norton", "Vladimir Noro", "Vladimir Narov", "Vladimir Nosov", "Vladimir Morov",
        "Vladimir Norova", "Владимир Нуров", "Владимир Носов", "Владислав Норов", "Валентин Норов", "Владимир Жоров",
    ),
    "Rashid Alimov": (
        "Rashid Salimov", "Rashid Olimov", "Rashid Galimov", "Rashid Halimov", "Rashid Alimi", "Рашид Олимов",
        "Rashad Alimov", "Рашит Салимов", "Ravshan Alimov", "Rashid Alemov",
    ),
    "Nurlan Yermekbayev": (
        "Nurlan Ermekov", "Nurlan Yermekov", "Nurlan Ermekbay", "Nurlan Yerkinbayev", "Нурлан Ермеков",
        "Нурлана Ермекбаев", "Нурлан Ермекбаева", "Нурлан Ермаков", "Nurbol Yermekbayev", "Нурали Ермекбаев",
    ),
    "Kirill Barsky": ("Kirill Borsky", "Kirill Parsky", "Кирилл Борский", "Кирилл Баринский", "Кирилла Барский"),
    "Zhang Ming": (
        "Zhang Min", "Zhang Mingyang", "Zhang Meng", "Zhan Ming", "Chang Ming", "Zhang Yiming", "Ming Zhang",
        "Чжан Минь", "Жан Мин", "Zhang Wei",
    ),
    "Dmitry Mezentsev": ("Dmitry Medvedev", "Dmitry Mezintsev", "Dmitry Mezentseva", "Дмитрий Мезенцов"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "other"), [(name, other) for name, others in DIFFERENT.items() for other in others])
def test_names_of_other_people(name, other):
    assert not found(other, people=People([person(name)]))


def test_there_are_enough_pairs_of_both_kinds():
    assert all(sum(map(len, each.values())) >= 60 for each in (SAME, DIFFERENT))


def test_every_listed_spelling_of_a_chinese_name_is_found_in_its_cases():
    text = "Чжан Мин встретил гостей. У Чжан Мина спросили, Чжан Мину ответили, с Чжан Мином простились."
    assert [surface for _, surface in found(text)] == ["Чжан Мин", "Чжан Мина", "Чжан Мину", "Чжан Мином"]


def test_the_bare_surname_counts_after_the_full_name_and_anywhere_in_the_title():
    text = "Khakimov was late. Then envoy Bakhtiyer Khakimov arrived. Khakimov's plane had waited; so had Hakimov."
    assert found(text, "Khakimov: a plane") == [
        ("surname", "Khakimov"),
        ("person", "Bakhtiyer Khakimov"),
        ("surname", "Khakimov"),
        ("surname", "Hakimov"),
    ]
    assert not found("Khakimov was late.", "Khakimov: a plane")


def test_the_bare_surname_is_found_in_its_cases():
    text = "Дмитрий Мезенцев выступил. По словам Мезенцева, к Мезенцеву пришли; беседовали с Мезенцевым."
    assert [surface for _, surface in found(text)[1:]] == ["Мезенцева", "Мезенцеву", "Мезенцевым"]
    text = "Nurlan Yermekbayev gəldi. Yermekbayevin sözləri. Yermekbayev’ə görə."
    assert [surface for _, surface in found(text)[1:]] == ["Yermekbayevin", "Yermekbayev"]


@pytest.mark.parametrize(
    "before",
    [
        "Yesterday",
        "Ambassador",
        "In Moscow",
        "According to",
        "SCO envoy",
        "Secretary-General",
        "Special Representative",
        "Mr.",
        "On Friday",
        "But",
        "SCO",
    ],
)
def test_not_every_capital_before_a_surname_is_a_given_name(before):
    text = f"Bakhtiyor Khakimov arrived. {before} Khakimov spoke. Khakimov left."
    assert [rule for rule, _ in found(text)] == ["person", "surname", "surname"]


def test_a_namesake_in_the_text_takes_the_surnames_after_them():
    text = (
        "Bakhtiyor Khakimov opened the talks. Khakimov smiled. A singer, Timur Khakimov, sang. Khakimov bowed. "
        "Bakhtiyor Khakimov thanked him. Khakimov left."
    )
    places = [each.start for each in PEOPLE.find({"title": "Khakimov sings", "text": text})]
    assert places == [text.index(each) for each in ("Bakhtiyor", "Khakimov smiled", "Bakhtiyor Khakimov thanked")] + [
        text.index("Khakimov left")
    ]


def test_two_listed_persons_of_one_surname_are_kept_apart():
    people = People([person("Rashid Alimov"), Person(slug="other", name="Tair Alimov", forms=(), common=False)])
    text = "Rashid Alimov came. Alimov sat. Tair Alimov stood. Alimov spoke."
    assert [each.entity for each in people.find({"title": "", "text": text})] == ["alimov", "alimov", "other", "other"]


def test_a_woman_of_the_surname_is_not_him():
    text = "Бахтиёр Хакимов выступил. Потом вышла Алия Хакимова. Хакимова запела."
    assert found(text) == [("person", "Бахтиёр Хакимов")]
    assert found("Bakhtiyor Khakimov spoke. Then Khakimova sang.") == [("person", "Bakhtiyor Khakimov")]


def test_initials_need_an_office_or_the_full_name():
    assert found("Посол Е.С. Ашимов уехал. Ашимов вернётся.") == [("person", "Е.С. Ашимов"), ("surname", "Ашимов")]
    assert found("Посол Ашимов Е.С. уехал.") == [("person", "Ашимов Е.С.")]
    assert not found("Токарь Е.С. Ашимов уехал.")
    assert found("Erik Ashimov came. E. Ashimov left, A. Ashimov stayed.") == [
        ("person", "Erik Ashimov"),
        ("person", "E. Ashimov"),
    ]


def test_monsieur_is_no_initial():
    text = "Bakhtiyor Khakimov a parlé des pays et les autres ont écouté. M. Khakimov est parti."
    assert [rule for rule, _ in found(text)] == ["person", "surname"]
    assert [rule for rule, _ in found("Bakhtiyor Khakimov spoke. M. Khakimov left.")] == ["person"]


def test_another_walk_of_life_speaks_for_a_namesake():
    assert not found("The footballer Bakhtiyor Khakimov scored twice. Khakimov was happy.")
    assert not found("Забил нападающий Бахтиёр Хакимов.")
    assert found("Bakhtiyor Khakimov, once a footballer, is now an envoy. Khakimov agreed.")


def test_a_common_name_needs_an_office_or_the_organization_in_its_sentence():
    zhang = person("Zhang Ming", "Чжан Мин", common=True)
    people = People([zhang], OFFICES)
    assert not found("Zhang Ming sells tea. The envoy came by.", people=people)
    assert found("Zhang Ming, the Secretary-General, sells tea. Zhang Ming smiled.", people=people) == [
        ("person", "Zhang Ming"),
        ("person", "Zhang Ming"),
    ]
    text = "Zhang Ming speaks for the Club."
    assert found(text, people=people, named=[Place("text", text.index("Club"), len(text) - 1)])


def test_names_in_scripts_without_capitals_come_from_the_matcher():
    zhang = person("Zhang Ming", common=True)
    people = People([zhang], OFFICES)
    listed = [(Place("text", 3, 5), zhang)]
    assert found("秘书长张明。他说", people=people, listed=listed) == [("person", "张明")]
    assert not found("老教师张明。他说", people=people, listed=listed)


def test_a_surname_follows_a_name_that_the_matcher_found():
    text = "Khan Abdul-Aziz Norov came. Norov left."
    norov = person("Abdul-Aziz Norov")
    listed = [(Place("text", 5, 21), norov)]
    assert found(text, people=People([norov]), listed=listed) == [("person", "Abdul-Aziz Norov"), ("surname", "Norov")]


def test_a_form_in_another_case_is_no_second_name():
    people = People([person("Бахтиёр Хакимов", "Бахтиёра Хакимова", "Бахтиёр Хакимова", "Бахтиёру Хакимову")])
    assert found("Бахтиёра Хакимова ждали.", people=people) == [("person", "Бахтиёра Хакимова")]
    assert not found("Bakhtiyor Khakimova came.", people=people)


def test_a_text_that_repeats_a_name_without_end_is_read_to_an_end():
    assert 0 < len(found("Bakhtiyor Khakimov. " * 2000)) < 1000


def test_what_two_ways_find_is_given_once():
    text = "Bakhtiyor Khakimov spoke."
    assert len(found(text, listed=[(Place("text", 0, 18), KHAKIMOV), (Place("text", 10, 18), KHAKIMOV)])) == 1


@given(st.lists(st.sampled_from(
    ["Bakhtiyor", "Khakimov", "Timur", "Б.", "Хакимова", "Бахтиёра", "Zhang", "Ming", " ", " ", ". ", "\n", "'", "-",
     "envoy", "striker", "Рашидович", "\u00ad", "\u0301", "İ", "ŞİÖ", "说", "Norov", "E.", "."]
), max_size=30), st.text(max_size=20))  # fmt: skip
def test_spans_are_in_order_and_say_what_stands_there(pieces, rest):
    fields = {"title": rest, "text": "".join(pieces) + rest}
    last = ("title", 0)
    for each in PEOPLE.find(fields):
        assert fields[each.field][each.start : each.end] == each.surface != ""
        assert (each.field == "text", each.start) >= (last[0] == "text", last[1])
        last = (each.field, each.end)


ROLES = (
    ("Envoy", date(2014, 9, 1), None),
    ("Coordinator", date(2019, 1, 1), date(2020, 12, 31)),
)
