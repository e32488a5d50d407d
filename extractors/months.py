"""Names of the months as news pages write them: the data behind extractors.dates.

One entry per language, twelve groups parted by `|`, spellings parted by blanks, `_` for a blank inside a name.
Spellings are compared after `folded`, so case, accents and Arabic letter variants need no spelling of their own.
A name may stand for one month only: `_index` refuses a table that says otherwise.
"""

import unicodedata

# Gregorian months. Turkic and Slavic names stand in the cases that dates use: "1 сентября", "1 сентябри".
GREGORIAN: dict[str, str] = {
    "en": "january jan | february feb | march mar | april apr | may | june jun | july jul | august aug"
    " | september sep sept | october oct | november nov | december dec",
    "ru": "январь января янв | февраль февраля фев февр | март марта мар | апрель апреля апр | май мая"
    " | июнь июня июн | июль июля июл | август августа авг | сентябрь сентября сен сент"
    " | октябрь октября окт | ноябрь ноября ноя нояб | декабрь декабря дек",
    "uk": "січень січня січ | лютий лютого лют | березень березня бер | квітень квітня кві квіт"
    " | травень травня тра трав | червень червня чер черв | липень липня лип | серпень серпня сер серп"
    " | вересень вересня вер | жовтень жовтня жов жовт | листопад листопада лис лист"
    " | грудень грудня гру груд",
    "be": "студзень студзеня сту | люты лютага | сакавік сакавіка сак | красавік красавіка кра"
    " | травень траўня | чэрвень чэрвеня чэр | ліпень ліпеня ліп | жнівень жніўня жні | верасень верасня"
    " | кастрычнік кастрычніка кас | лістапад лістапада ліс | снежань снежня сне",
    "kk": "қаңтар қаң | ақпан ақп | наурыз нау | сәуір сәу | мамыр мам | маусым мау | шілде шіл"
    " | тамыз там | қыркүйек қыр | қазан қаз | қараша қар | желтоқсан жел",
    "uz": "yanvar yan январ | fevral fev феврал | mart март | aprel апрел | may май | iyun июн"
    " | iyul июл | avgust avg август | sentabr sentyabr sen сентябр | oktabr oktyabr okt октябр"
    " | noyabr noy ноябр | dekabr dek декабр",
    "az": "yanvar | fevral | mart | aprel | may | iyun iyn | iyul iyl | avqust avq | sentyabr | oktyabr"
    " | noyabr | dekabr",
    "tk": "ýanwar | fewral | mart | aprel | maý | iýun | iýul | awgust | sentýabr | oktýabr | noýabr | dekabr",
    "tg": "январи | феврали | марти | апрели | майи | июни | июли | августи | сентябри | октябри | ноябри | декабри",
    "tr": "ocak oca | şubat şub | mart mar | nisan nis | mayıs | haziran haz | temmuz tem | ağustos ağu"
    " | eylül eyl | ekim eki | kasım kas | aralık ara",
    "zh": "一月 | 二月 | 三月 | 四月 | 五月 | 六月 | 七月 | 八月 | 九月 | 十月 | 十一月 | 十二月",
    "fa": "ژانویه | فوریه | مارس | آوریل | مه می | ژوئن | ژوئیه جولای | اوت آگوست | سپتامبر | اکتبر | نوامبر | دسامبر",
    "ur": "جنوری | فروری | مارچ | اپریل | مئی | جون | جولائی | اگست | ستمبر | اکتوبر | نومبر | دسمبر",
    "ar": "يناير كانون_الثاني جانفي | فبراير شباط فيفري | مارس آذار | أبريل إبريل نيسان أفريل"
    " | مايو أيار ماي | يونيو يونيه حزيران جوان | يوليو يوليه تموز جويلية | أغسطس آب أوت | سبتمبر أيلول"
    " | أكتوبر تشرين_الأول | نوفمبر تشرين_الثاني | ديسمبر كانون_الأول",
    "hi": "जनवरी | फरवरी फ़रवरी | मार्च | अप्रैल | मई | जून | जुलाई | अगस्त | सितंबर सितम्बर"
    " | अक्टूबर अक्तूबर | नवंबर नवम्बर | दिसंबर दिसम्बर",
    "de": "januar jänner jan | februar feb | märz mär mrz | april apr | mai | juni jun | juli jul"
    " | august aug | september sep sept | oktober okt | november nov | dezember dez",
    "fr": "janvier janv | février févr fév | mars | avril avr | mai | juin | juillet juil | août"
    " | septembre sept | octobre oct | novembre nov | décembre déc",
    "es": "enero ene | febrero feb | marzo mar | abril abr | mayo may | junio jun | julio jul"
    " | agosto ago | septiembre setiembre sep sept set | octubre oct | noviembre nov | diciembre dic",
    "pt": "janeiro jan | fevereiro fev | março mar | abril abr | maio mai | junho jun | julho jul"
    " | agosto ago | setembro set | outubro out | novembro nov | dezembro dez",
    "it": "gennaio gen | febbraio feb | marzo mar | aprile apr | maggio mag | giugno giu | luglio lug"
    " | agosto ago | settembre set sett | ottobre ott | novembre nov | dicembre dic",
    "ca": "gener | febrer | març | abril | maig | juny | juliol | agost | setembre | octubre | novembre | desembre",
    "ro": "ianuarie ian | februarie | martie | aprilie | mai | iunie iun | iulie iul | august | septembrie"
    " | octombrie | noiembrie noi | decembrie",
    "nl": "januari | februari | maart mrt | april | mei | juni | juli | augustus | september | oktober okt | november"
    " | december",
    "af": "januarie | februarie | maart | april | mei | junie | julie | augustus | september | oktober | november"
    " | desember",
    "da": "januar | februar | marts mars | april | maj mai | juni | juli | august | september | oktober okt | november"
    " | december desember des",
    "sv": "januari | februari | mars | april | maj | juni | juli | augusti | september | oktober okt | november"
    " | december",
    "is": "janúar | febrúar | mars | apríl | maí | júní jún | júlí júl | ágúst ágú | september | október | nóvember"
    " nóv | desember",
    "fi": "tammikuuta tammikuu | helmikuuta helmikuu | maaliskuuta maaliskuu | huhtikuuta huhtikuu"
    " | toukokuuta toukokuu | kesäkuuta kesäkuu | heinäkuuta heinäkuu | elokuuta elokuu | syyskuuta syyskuu"
    " | lokakuuta lokakuu | marraskuuta marraskuu | joulukuuta joulukuu",
    "et": "jaanuar jaan | veebruar veebr | märts | aprill | mai | juuni | juuli | august | september | oktoober"
    " | november | detsember dets",
    "lv": "janvāris janvārī | februāris februārī | marts martā | aprīlis aprīlī | maijs maijā | jūnijs jūnijā"
    " | jūlijs jūlijā | augusts augustā | septembris septembrī | oktobris oktobrī | novembris novembrī"
    " | decembris decembrī",
    "lt": "sausio | vasario | kovo | balandžio | gegužės | birželio | liepos | rugpjūčio | rugsėjo | spalio"
    " | lapkričio | gruodžio",
    "pl": "styczeń stycznia sty | luty lutego lut | marzec marca | kwiecień kwietnia kwi | maj maja"
    " | czerwiec czerwca cze | lipiec lipca lip | sierpień sierpnia sie | wrzesień września wrz"
    " | październik października paź | listopad listopada lis | grudzień grudnia gru",
    "cs": "leden ledna led | únor února úno | březen března bře | duben dubna dub | květen května kvě"
    " | červen června čvn | červenec července čvc | srpen srpna srp | září zář | říjen října říj"
    " | listopad listopadu | prosinec prosince pro",
    "sk": "január januára | február februára | marec | apríl apríla | máj mája | jún júna | júl júla | august augusta"
    " | september septembra | október októbra | november novembra | december decembra",
    "sr": "јануар јануара januara | фебруар фебруара februara | март марта marta | април априла aprila | мај маја"
    " | јун јуна јуни juna | јул јула јули jula | август августа avgust avgusta"
    " | септембар септембра septembar septembra | октобар октобра oktobar oktobra"
    " | новембар новембра novembar novembra | децембар децембра decembar decembra",
    "bg": "януари | февруари | март | април | май | юни | юли | август | септември | октомври | ноември | декември",
    "hu": "január | február febr | március márc | április ápr | május máj | június jún | július júl | augusztus"
    " | szeptember szept | október | november | december",
    "el": "ιανουάριος ιανουαρίου ιαν | φεβρουάριος φεβρουαρίου φεβ φεβρ | μάρτιος μαρτίου μαρ"
    " | απρίλιος απριλίου απρ | μάιος μαΐου μάι | ιούνιος ιουνίου ιούν | ιούλιος ιουλίου ιούλ"
    " | αύγουστος αυγούστου αύγ | σεπτέμβριος σεπτεμβρίου σεπ σεπτ | οκτώβριος οκτωβρίου οκτ"
    " | νοέμβριος νοεμβρίου νοέ | δεκέμβριος δεκεμβρίου δεκ",
    "hy": "հունվար հունվարի հնվ | փետրվար փետրվարի փտվ | մարտ մարտի | ապրիլ ապրիլի ապր | մայիս մայիսի"
    " | հունիս հունիսի հնս | հուլիս հուլիսի հլս | օգոստոս օգոստոսի օգս | սեպտեմբեր սեպտեմբերի սեպ"
    " | հոկտեմբեր հոկտեմբերի հոկ | նոյեմբեր նոյեմբերի նոյ | դեկտեմբեր դեկտեմբերի դեկ",
    "ka": "იანვარი იანვარს იან | თებერვალი თებერვალს თებ | მარტი მარტს მარ | აპრილი აპრილს აპრ | მაისი მაისს მაი"
    " | ივნისი ივნისს ივნ | ივლისი ივლისს ივლ | აგვისტო აგვისტოს აგვ | სექტემბერი სექტემბერს სექ"
    " | ოქტომბერი ოქტომბერს ოქტ | ნოემბერი ნოემბერს ნოე | დეკემბერი დეკემბერს დეკ",
    "he": "ינואר בינואר | פברואר בפברואר | מרץ במרץ מרס במרס | אפריל באפריל | מאי במאי | יוני ביוני | יולי ביולי"
    " | אוגוסט באוגוסט | ספטמבר בספטמבר | אוקטובר באוקטובר | נובמבר בנובמבר | דצמבר בדצמבר",
    "mn": "нэгдүгээр_сарын нэгдүгээр_сар | хоёрдугаар_сарын хоёрдугаар_сар | гуравдугаар_сарын гуравдугаар_сар"
    " | дөрөвдүгээр_сарын дөрөвдүгээр_сар | тавдугаар_сарын тавдугаар_сар | зургаадугаар_сарын зургаадугаар_сар"
    " | долоодугаар_сарын долоодугаар_сар | наймдугаар_сарын наймдугаар_сар | есдүгээр_сарын есдүгээр_сар"
    " | аравдугаар_сарын аравдугаар_сар | арван_нэгдүгээр_сарын арван_нэгдүгээр_сар"
    " | арван_хоёрдугаар_сарын арван_хоёрдугаар_сар",
    "ug": "يانۋار | فېۋرال | مارت | ئاپرېل | ماي | ئىيۇن | ئىيۇل | ئاۋغۇست | سېنتەبىر | ئۆكتەبىر | نويابىر | دېكابىر",
    "ps": "جنوري | فبروري | مارچ | اپریل | مۍ | جون | جولای | اګست | سپټمبر سپتمبر | اکتوبر | نومبر | ډسمبر دسمبر",
    "bn": "জানুয়ারি জানুয়ারী | ফেব্রুয়ারি ফেব্রুয়ারী | মার্চ | এপ্রিল | মে | জুন | জুলাই | আগস্ট আগষ্ট অগস্ট"
    " | সেপ্টেম্বর | অক্টোবর | নভেম্বর | ডিসেম্বর",
    "gu": "જાન્યુઆરી | ફેબ્રુઆરી | માર્ચ | એપ્રિલ | મે | જૂન | જુલાઈ | ઓગસ્ટ ઑગસ્ટ | સપ્ટેમ્બર | ઓક્ટોબર ઑક્ટોબર | નવેમ્બર | ડિસેમ્બર",
    "mr": "जानेवारी | फेब्रुवारी | मार्च | एप्रिल | मे | जून | जुलै | ऑगस्ट | सप्टेंबर | ऑक्टोबर | नोव्हेंबर | डिसेंबर",
    "ta": "ஜனவரி | பிப்ரவரி | மார்ச் | ஏப்ரல் | மே | ஜூன் | ஜூலை | ஆகஸ்ட் | செப்டம்பர் | அக்டோபர் | நவம்பர் | டிசம்பர்",
    "vi": "tháng_một | tháng_hai | tháng_ba | tháng_tư | tháng_năm | tháng_sáu | tháng_bảy | tháng_tám"
    " | tháng_chín | tháng_mười | tháng_mười_một | tháng_mười_hai",
    "id": "januari | februari | maret | april | mei | juni jun | juli jul | agustus agt agu | september | oktober"
    " | november nop | desember",
    "ms": "januari | februari | mac | april | mei | jun | julai | ogos | september | oktober | november | disember",
    "th": "มกราคม ม_ค | กุมภาพันธ์ ก_พ | มีนาคม มี_ค | เมษายน เม_ย | พฤษภาคม พ_ค | มิถุนายน มิ_ย | กรกฎาคม ก_ค"
    " | สิงหาคม ส_ค | กันยายน ก_ย | ตุลาคม ต_ค | พฤศจิกายน พ_ย | ธันวาคม ธ_ค",
}

# Months of the Solar Hijri calendar, which Iran and Afghanistan date news by.
SOLAR_HIJRI: dict[str, str] = {
    "fa": "فروردین | اردیبهشت | خرداد | تیر | مرداد امرداد | شهریور | مهر | آبان | آذر | دی | بهمن | اسفند",
    "prs": "حمل | ثور | جوزا | سرطان | اسد | سنبله | میزان | عقرب | قوس | جدی | دلو | حوت",
    "ps": "وری | غویی | غبرګولی | چنګاښ | زمری | وږی | تله | لړم | لیندۍ | مرغومی | سلواغه | کب",
}

_SAME_LETTER = str.maketrans(
    {"ı": "i", "ي": "ی", "ى": "ی", "ۍ": "ی", "ې": "ی", "ك": "ک", "ګ": "گ", "−": "-", "○": "〇"}
)
# Soft hyphen, tatweel, zero-width and direction marks.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x640, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


def folded(text: str) -> str:
    """Reduce *text* to what matters in a date: no case, accents or invisible marks, and ASCII digits.

    >>> folded("１ Şubat ۱۴۰۴")
    '1 subat 1404'
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    letters = unicodedata.normalize("NFKD", text.translate(_INVISIBLE).casefold())
    bare = "".join(
        str(unicodedata.decimal(each)) if each.isdecimal() else each
        for each in letters
        if not unicodedata.combining(each)
    )
    return " ".join(unicodedata.normalize("NFC", bare).translate(_SAME_LETTER).split())


def _index(tables: dict[str, str]) -> dict[str, int]:
    """Return month numbers by folded name."""
    index: dict[str, int] = {}
    for language, table in tables.items():
        groups = table.split("|")
        if len(groups) != 12:
            raise ValueError(f"months of {language!r}: {len(groups)} groups, not 12")
        for number, group in enumerate(groups, start=1):
            for name in group.split():
                key = folded(name.replace("_", " "))
                if index.setdefault(key, number) != number:
                    raise ValueError(f"months of {language!r}: {name!r} already stands for month {index[key]}")
    return index


MONTHS = _index(GREGORIAN)
MOST_WORDS = max(len(name.split()) for name in MONTHS)  # of one name
SOLAR_MONTHS = _index(SOLAR_HIJRI)
