import pytest

from extractors.language import detect_language

TEXTS = {
    "en": "The ministers met in the capital in the evening and agreed on the supply of grain.",
    "ru": "Министры встретились вечером в столице и договорились о поставках зерна.",
    "zh": "各国部长晚上在首都举行会谈，并就粮食供应达成一致意见。",
    "kk": "Министрлер кешке астанада кездесіп, астық жеткізу туралы келісті. Құжатқа қол қойылды.",
    "ky": "Министрлер кечинде борборде жолугуп, дан эгиндерин жеткирүү боюнча макулдашты. Документке кол коюлду.",
    "tg": "Вазирон бегоҳӣ дар пойтахт вохӯрда, оид ба интиқоли ғалла мувофиқа карданд. Ҳуҷҷат имзо шуд.",
    "uz": "Вазирлар кечқурун пойтахтда учрашиб, ғалла етказиб бериш бўйича келишиб олдилар. Ҳужжат имзоланди.",
    "mn": "Сайд нар орой нийслэлд уулзаж, үр тариа нийлүүлэх талаар тохиролцлоо. Баримт бичигт гарын үсэг зурав.",
    "uk": "Міністри зустрілися ввечері в столиці та домовилися про постачання зерна.",
    "be": "Міністры сустрэліся ўвечары ў сталіцы і дамовіліся аб пастаўках збожжа.",
    "fa": "وزیران عصر در پایتخت دیدار کردند و بر سر تأمین غله به توافق رسیدند.",
    "ur": "وزراء نے شام کو دارالحکومت میں ملاقات کی اور اناج کی فراہمی پر اتفاق کیا۔",
    "hi": "मंत्रियों ने शाम को राजधानी में मुलाकात की और अनाज की आपूर्ति पर सहमति जताई।",
    "tr": "Bakanlar akşam başkentte buluştu ve tahıl sevkiyatı konusunda anlaştı.",
    "az": "Nazirlər axşam paytaxtda görüşərək taxıl tədarükü barədə razılığa gəldilər.",
    "tk": "Ministrler agşam paýtagtda duşuşdylar we däne üpjünçiliginiň geljegi barada ylalaşdylar.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_text_decides_whatever_the_template_says(language):
    declared = "en" if language == "ru" else "ru"
    assert detect_language(TEXTS[language], declared) == language
    assert detect_language("\n\n".join([TEXTS[language]] * 40), declared) == language


@pytest.mark.parametrize("text", ["", "  \n", "12.05.2025 — 15:07", "Видео", "OK", "上合"])
def test_a_short_text_is_left_to_the_markup(text):
    assert detect_language(text, "kk") == "kk"
    assert detect_language(text, None) is None


def test_a_bilingual_text_is_left_to_the_markup():
    text = TEXTS["ru"] + " " + TEXTS["en"]
    assert detect_language(text, "ru") == "ru"
    assert detect_language(text, None) is None


def test_a_few_foreign_names_do_not_turn_a_russian_text():
    text = TEXTS["ru"] * 4 + " Газета «Қазақстан» пишет об этом."
    assert detect_language(text, None) == "ru"
