"""Which words meet under one stem, and which must not: pairs of our own, language by language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.analyze import fold, terms
from extractors.stemming import LANGUAGES, stems_of

# Words that divide a line by "|" must not meet.
MEET = """
en summit summits summit's SUMMITS | summer
en country countries | county counties
en organization organizations | organ organs | organic
en organize organized organizing organizes
en news | new
en policy policies | police
en university universities | universe | universal
en security securities | secure secured
en meeting meetings meet
en trade trades trading traded | tradition
en agreement agreements | agree agreed agreeing
en make makes making
en run running runs
en sanction sanctions sanctioned sanctioning
en minister ministers | ministry ministries | mini
en leader leaders | leadership
en general generals | generation generations | generic
en nation nations | national | nationality
en China China's | Chinese | chin chins
en Iran | Iranian Iranians | Iraq
en energy energies | energetic
en oil oils | oily
en state states stated | status | statue
en Russia Russia's | Russian Russians | rush
en centre centres | center centers | century
en economy economies | economic | economist
en care cares | car cars
en Tibet Tibet's | Tibetan | bet
ru саммит саммита саммиту саммитом саммите саммиты саммитов саммитам | сам сама
ru министр министра министру министром министре министры министров | министерство
ru организация организации организацию организацией организаций организациям | организм | орган органа органы
ru Лавров Лаврова Лаврову Лавровым Лаврове | Лавренев
ru Путин Путина Путину Путиным Путине | Путь пути путём
ru Россия России Россию Россией | Российский | роса росы
ru страна страны стране страну страной стран странам странами | странный
ru государство государства государству государством | государь
ru энергетический энергетического энергетическом энергетические | энергетика энергетики | энергия энергии
ru новый новая новое новые нового новых | новость новости новостей
ru безопасность безопасности безопасностью | безопасный безопасная
ru заявил заявила заявили
ru Ташкент Ташкента Ташкенте | ташкентский ташкентского
ru Казахстан Казахстана Казахстане Казахстаном | казах казахи казаха
ru мир мира миру миром | мировой мировая
ru Китай Китая Китае Китаем Китаю | китайский
ru Шанхай Шанхая Шанхаю Шанхаем Шанхае | шанхайский | шах
ru Сергей Сергея Сергею Сергеем | серый
ru граница границы границе границ | гранит
ru совет совета советы советов | совесть
uk саміт саміту самітом саміті саміти самітів | сам
uk організація організації організацією організацій | орган органи
uk країна країни країні країну країною | край
uk Україна України Україні Україну Україною | українець
be саміт саміта саміты самітам | сам
be краіна краіны краіну | край
be арганізацыя арганізацыі арганізацыю | орган
de Gipfel Gipfels Gipfeln | Gift
de Staat Staaten Staates | Stadt Städte
de Organisation Organisationen | Organ Organe
de Land Länder Ländern Landes | Landung
de Minister Ministers Ministern | Ministerium
de Abkommen Abkommens | Abkunft
de Energie Energien | energisch
de Sicherheit Sicherheiten | sicher sichere
de Straße Straßen STRASSE strassen | Strasbourg
es cumbre cumbres | cumplir
es organización organizaciones organizacion | órgano órganos | organismo
es reunión reuniones reunion | reunir
es país países | paisaje
es acuerdo acuerdos | acordeón
es energía energías energia | enérgico
es nuevo nueva nuevos nuevas | novedad
es ministro ministra ministros | ministerio
fr sommet sommets | somme sommes
fr organisation organisations | organe organes
fr accord accords | accordéon
fr national nationale nationaux nationales | nation nations
fr énergie énergies energie | énergique
fr président présidents présidente | présidence
fr gouvernement gouvernements | gouverner
fr déclaré déclarée déclarés déclarer | déclaration déclarations
fr réunion réunions | réunir
it vertice vertici | verticale
it organizzazione organizzazioni | organo organi
it accordo accordi | accorciare
it paese paesi | paesaggio
it banca banche | bandiera
it ministro ministri | ministero
pt cúpula cúpulas cupula | cúmulo
pt organização organizações organizacao | órgão
pt reunião reuniões | reunir
pt acordo acordos | acordeão
pt nacional nacionais | nação nações
pt país países | paisagem
tr zirve zirvesi zirvede zirveye zirvenin zirveler zirvelerin | zirai
tr ülke ülkeler ülkelerin ülkesi ülkede ülkeden | Ülker
tr örgüt örgütü örgütün örgütünün örgütler | ören
tr toplantı toplantısı toplantılar toplantıda toplantıya | toplum
tr Türkiye Türkiye'nin TÜRKİYE | Türk
tr İstanbul İstanbul'da istanbul | istanbullu
tr anlaşma anlaşması anlaşmalar anlaşmanın | anlam
kk мемлекет мемлекеттер мемлекеттердің мемлекетте мемлекеттің мемлекетіміз | мемлекеттік
kk саммит саммиті саммитте саммитінде саммиттер | сама
kk ұйым ұйымы ұйымының ұйымдар ұйымға ұйымда | ұйқы
kk Қазақстан Қазақстанның Қазақстанда Қазақстанға Қазақстаннан | қазақ қазақтар
kk Алматы Алматыда Алматыға Алматының | алма алмалар
kk басшы басшысы басшылар басшылары | бас
kk президент президенті президенттің президентке президенттер
ky мамлекет мамлекеттер мамлекеттердин мамлекетте | мамлекеттик
ky саммит саммити саммитинде саммитте | сам
ky Кыргызстан Кыргызстандын Кыргызстанда Кыргызстанга | кыргыз кыргыздар
ky уюм уюму уюмдун уюмдар | уйку
uz davlat davlatlar davlatlarning davlatda davlatga davlatlari | davr
uz O‘zbekiston Oʻzbekistonda O'zbekistonning O’zbekiston Oʻzbekistondan | oʻzbek oʻzbeklar
uz Ўзбекистон Ўзбекистонда Ўзбекистоннинг | ўзбек
uz саммит саммити саммитида саммитда | сама
uz tashkilot tashkiloti tashkilotining tashkilotlar | tashqi
az dövlət dövlətlər dövlətlərin dövləti dövlətdə | dövr
az sammit sammiti sammitdə sammitin | sam
az ölkə ölkələr ölkələrin ölkəsi ölkədə | ölü
az Azərbaycan Azerbaycan Azərbaycanın Azərbaycanda Azərbaycandan | azər
tg давлат давлатҳо давлати давлатро | давр
tg кишвар кишварҳо кишварҳои кишвари | кишт
tg Тоҷикистон Тоҷикистонро | тоҷик
tg созмон созмони созмонҳо созмонҳои | соз
mn улс улсын улсад улсууд | уул
mn Монгол Монголын Монголд Монголоос | монет
mn уулзалт уулзалтын уулзалтад | уул
mn байгууллага байгууллагын байгууллагууд | байгаль
ar قمة القمة والقمة بالقمة | قم | قمر
ar منظمة المنظمة منظمات المنظمات للمنظمة | نظام
ar رئيس الرئيس والرئيس | رأس
ar دولة الدولة | مدينة
ar اجتماع الاجتماع اجتماعات الاجتماعات | جماعة
ar إيران ايران ايرَان | إيراني
fa اجلاس اجلاس‌ها اجلاسها اجلاس‌های | اجل
fa کشور کشورها کشورهای كشور كشورهاي | کشاورز
fa سازمان سازمان‌ها سازمان‌های | ساز
fa رئیس‌جمهور رئيسجمهور رییس‌جمهور | جمهور
ur اجلاس اجلاسوں | اجل
ur ملک ملکوں | ملکہ
ur ملاقات ملاقاتوں ملاقاتیں | ملا
ur تنظیم تنظیموں تنظیمیں | نظم
hi सम्मेलन सम्मेलनों | सम्मान
hi देश देशों | दश
hi बैठक बैठकों बैठकें | बैल
hi राष्ट्रपति राष्ट्रपतियों | राष्ट्र
hi हज़ार हजार | हज
id pertemuan pertemuannya | temu
id negara negaranya negaraku | negeri
"""
LINES = [line.split(maxsplit=1) for line in MEET.strip().splitlines()]


def stem(word, language):
    return tuple(terms(word, language))[:1]  # without the s of 's


@pytest.mark.parametrize(("language", "line"), LINES)
def test_forms_of_one_word_meet_and_other_words_do_not(language, line):
    groups = [[stem(word, language) for word in group.split()] for group in line.split("|")]
    assert [len(set(group)) for group in groups] == [1] * len(groups), groups
    assert len({group[0] for group in groups}) == len(groups), groups


@given(language=st.sampled_from(LANGUAGES), word=st.text(max_size=60) | st.text("aeinsy", max_size=8))
def test_a_stem_is_the_word_cut_short_with_the_mark_of_its_language(language, word):
    word = fold(word)
    found = stems_of(language).of(word)
    if found != word:
        assert len(found) >= 2
        assert fold(found) == found[:-1] + fold(found[-1])  # the mark is a letter that no folded text has
        assert fold(found[-1]) != found[-1]


def test_marks_tell_languages_apart():
    words = ("summit", "ум", "قم", "गग")
    found = {language: {stems_of(language).of(word) for word in words} - set(words) for language in LANGUAGES}
    marks = {language: {each[-1] for each in stems} for language, stems in found.items()}
    assert all(len(each) == 1 for each in marks.values())
    assert len(set.union(*marks.values())) == len(LANGUAGES)


@pytest.mark.parametrize("word", ["2025", "g20", "шос25", "上合", "a" * 41, "c_d", ""])
def test_numbers_names_of_things_and_words_of_other_scripts_stay_as_they_are(word):
    assert {stems_of(language).of(word) for language in LANGUAGES} == {word}
