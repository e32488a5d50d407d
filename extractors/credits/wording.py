"""The words that lead to an agency: in running text, in lines about a text, and around names. By script, not language.

What stands before a name must end right there, what stands behind it begin right there, so that a name which is only
spoken of is none: "TASS reports" and "according to TASS", not "the head of TASS met".
"""

import re

from extractors.authors.wording import SOURCES

AGENCY = (
    r"(?:news |wire |press |information )?agenc(?:y|ies)|newswire|nachrichtenagentur|agentur|agence(?: de presse)?"
    r"|agencia(?: de noticias)?|agência(?: de notícias)?"
    r"|agenzia(?: di stampa)?|agencj\w+(?: prasow\w+)?|agentur[ay]|(?:информ|инфо)?агентств\w*"
    r"|телеграфн\w+ агентств\w+|агенція|агенції|агенцтв\w*"
    r"|агентств\w+|агенттіг\w+|агенттиг\w+|(?:ахборот )?агентлик\w*|(?:axborot )?agentlig\w+|AA muxbir\w+"
    r"|АА мухбир\w+|ajans\w*|агентлаг\w*|оҷонси\w*|оҷонсии"
)
# Kazakh, Kyrgyz, Uzbek, Tajik, Turkish, Azerbaijani, Mongolian, Armenian, Georgian: the verb may stand on either side.
_STEPPE = (
    r"(?:деп )?(?:хабарла(?:йды|ды|п отыр)|жаз(?:ды|ады)|мәлімдеді)|мәліметінше|хабарлауынша|ақпаратынша|тілшісі"
    r"|(?:деп )?(?:кабарла(?:йт|ды|ган)|билдирет|билдирди|маалымдайт|маалымдады|жазат)|маалыматына|кабарлашынча"
    r"|кабарчысы|xabar (?:ber\w+|qil\w+)|xabariga|ma[’'ʼʻ‘]lum (?:qil\w+|ber\w+)|yoz(?:di|moqda)|muxbiri"
    r"|хабар (?:бер\w+|қил\w+|медиҳад|дод)|хабарига|маълум қил\w+|ёз(?:ди|моқда)|мухбири|гузориш (?:медиҳад|дод)"
    r"|мегӯяд|менависад|хабарнигори|habar ber\w+|haberine göre|(?:olarak )?bildir(?:di|iyor)|aktar(?:dı|ıyor)|duyurdu"
    r"|muhabir\w+|göre|yazdı|xəbər ver\w+|məlumat ver\w+|yaz(?:ır|ıb)|bildirir|istinad\w+"
    r"|мэдээл(?:лээ|эв|ж байна|сэн)|бичжээ|дурд\w+|հաղորդում է|հաղորդեց|გადმოსცემს|იტყობინება"
)
_BEFORE = (
    r"according to|(?:as )?reported (?:by|to)|as reports|reports?|reporting|quoted by|cited by|citing|quoting|told"
    r"|tells"
    r"|as per|carried by|released by|published by|quoted|report (?:by|from|of)|reports (?:by|from)"
    r"|(?:statement|email|e-mail) to"
    r"|interview (?:with|to)|seen by|reviewed by|obtained by|learned by"
    r"|laut|berichtet|berichtete|berichten|meldet|meldete|melden|gegenüber(?: der)?|nach angaben (?:von|der)|sagte der"
    r"|unter berufung auf(?: die)?|zitiert|según|informó|informa|informaron|reportó"
    r"|(?:dijo|declaró|explicó|señaló|informado|confirmado) a|citado por"
    r"|citada por"
    r"|selon(?: l['’])?|rapporte|a rapporté|d['’]après|cité par|déclaré à|indique|secondo|riferisce|riporta|segundo"
    r"|informou"
    r"|disse à|de acordo com|podaje|podała|podał|informuje|według|cytowany przez|poinformowała"
    r"|σύμφωνα με (?:το|τη|την|τον)|(?:είπε|δήλωσε) στ(?:ο|η|ην)|μεταδίδει το|μετέδωσε το|αναφέρει το"
    r"|сообща(?:ет|ют|л|ла|ло|ли)|сообщил[аио]?|переда(?:ет|ёт|ют|л|ла|ло|ли|вал|вало)|пиш(?:ет|ут)|информиру(?:ет|ют)"
    r"|отмеча(?:ет|ют)|уточня(?:ет|ют)|рассказал[аио]?|заявил[аио]?|сказал[аио]?|пояснил[аио]?|цитиру(?:ет|ют)"
    r"|привод(?:ит|ят)"
    r"|подчеркнул[аио]?|(?:цитиру(?:ет|ют)|переда(?:ет|ют)|привод(?:ит|ят)) (?:его|её|ее|их)(?: слова)?"
    r"|по (?:данным|сообщениям?|информации|сведениям|материалам)|со ссылкой на|ссылаясь на|интервью|беседе с"
    r"|разговоре с"
    r"|повідомля(?:є|ють)|повідоми(?:в|ла|ло|ли)|передає|пише|інформує|за (?:даними|інформацією)|з посиланням на"
    r"|посилаючись на"
    r"|паведамля(?:е|юць)|перадае|піша|інфармуе|па (?:даных|звестках)|са спасылкай на|спасылаючыся на"
    r"|ба (?:гузориши|иттилои|нақл аз)|тибқи (?:иттилои|гузориши)|бо истинод ба|аз қавли|дар сӯҳбат бо"
    rf"|{_STEPPE}"
)
_BEFORE_ARABIC = (
    r"به (?:گزارش|نقل از|گفته|نوشته)|(?:به )?نقل از|گفت[‌\s]?و[‌\s]?گو با|گفتگو با|مصاحبه با"
    r"|نقل[اًا]{0,2} عن|وفق[اًا]{0,2}(?: ل)?|بحسب(?: ما)?|حسب(?: ما)?(?: ذكرت| أوردت| أفادت| نقلت)?|ذكرت?|أفادت?"
    r"|قالت?|أوردت?"
    r"|نقلت?(?: عنه?ا?)?|أعلنت?|أضافت?|تصريح(?:ات)? ل|حديث ل"
)
_AGENCY_ARABIC = (
    r"(?:خبرنگار |گروه \S+ )?(?:خبرگزاری|خبرگزارى|آژانس(?: خبری)?)|وکالة(?: الأنباء)?|لوكالة(?: الأنباء| أنباء)?"
    r"|وكالة(?: الأنباء| أنباء)?|وكالتي|خبر ?رساں (?:ادارے|ایجنسی|ادارہ)|نیوز ایجنسی"
)
_AGENCY_INDIC = r"(?:समाचार |न्यूज |न्यूज़ )?एजेंसी"
_BEHIND = (
    r"reports?|reported|said|says|quoted|cited|wrote|writes|notes|noted|learned|learnt"
    r"|(?:has|have) (?:learned|reported)|informs|adds|added"
    r"|correspondents? reports?|berichtet|berichtete|meldet|meldete|zufolge|unter berufung|informó|informa|reportó"
    r"|señaló"
    r"|a rapporté|rapporte|a indiqué|indique|riferisce|riporta|ha riferito|informou|podaje|podała|poinformowała"
    r"|informuje"
    r"|μεταδίδει|μετέδωσε|αναφέρει"
    r"|сообща(?:ет|ют|л|ла|ло|ли)|сообщил[аио]?|переда(?:ет|ёт|ют|л|ла|ло|ли)|пиш(?:ет|ут)|узнал[аио]?|стало известно"
    r"|сообщили|рассказали|заявили|уточнили|повідомляє|передає|паведамляе|перадае"
    rf"|{_STEPPE}"
)
_BEHIND_ARABIC = (
    r"(?:که )?گزارش (?:داد|کرد|می[‌\s]?دهد|داده)|نوشت|می[‌\s]?نویسد|اعلام کرد|خبر داد|افزود|کے مطابق|کی رپورٹ|کے حوالے"
    r"|نے (?:کہا|بتایا|رپورٹ|خبر|اپنی|دعوی)|کو بتایا|سے (?:گفتگو|بات)"
)
_BEHIND_INDIC = (
    r"के (?:अनुसार|मुताबिक|हवाले)|ने (?:बताया|कहा|अपनी|रिपोर्ट|खबर)|की (?:एक )?(?:रिपोर्ट|खबर|ख़बर)|से (?:कहा|बातचीत|बात)"
    r"|को बताया|এর (?:খবরে|প্রতিবেদনে)"
)
_BEHIND_HAN = (
    r"[^。！？；，,\n《》]{0,14}?(?:报道|報導|報道|快讯|消息[，,:：]|电[，,:：\s]|電[，,:：\s]|援引|引述)"
    r"|(?:通信|電子版|電)?(?:など)?(?:が|は|に)?(?:報じ|伝え|よると|よれば|対し)"
    r"|\s?(?:통신)?(?:에 따르면|[은는이가] (?:보도|전했)|에 (?:말했|밝혔))"
)
_BEFORE_HAN = r"(?:据|據|综合|綜合|引述|援引|引用|告诉|告訴)[^。！？；，,\n]{0,10}"
_TITLES = (
    r"(?:(?:the|a|l['’]|la|le|die|der|dem|das|lo|o|el|το|την|il|al|à|dell['’]|агентству|агентство"
    r"|корреспондент\w*(?: агентства)?|корр\.)\s?)?"
)
# Between the frame and the word for agency: "according to Russia's official news agency".
_FILL = r"(?:[\w’'«»“”\"-]+\s){0,4}?"
BEFORE = {
    "alphabet": re.compile(
        rf"(?<!\w)(?:{_BEFORE})\s?{_TITLES}(?:(?:(?<=[\s'’]){_FILL}(?P<agency>{AGENCY})\s)|(?<=[\s'’]))[«\"“„']?$",
        re.IGNORECASE,
    ),
    "arabic": re.compile(
        rf"(?<!\w)(?:{_BEFORE_ARABIC})\s?(?:(?P<agency>{_AGENCY_ARABIC})\s(?:\S+\s){{0,2}}(?:\S+،\s)?)?[«\"“]?[ول]?$"
    ),
    "indic": re.compile(rf"(?P<agency>{_AGENCY_INDIC})\s['‘\"“]?$"),
    "han": re.compile(rf"{_BEFORE_HAN}$"),
}
BEHIND = {
    "alphabet": re.compile(
        rf"[»\"”'’]?(?:[-’'ʼ]\w{{1,6}})?(?P<agency>\s(?:{AGENCY}))?(?:\s(?:correspondent|Özbekistan|корр\w*))?,?\s?"
        rf"(?<=[\s,])(?:{_BEHIND})(?!\w)",
        re.IGNORECASE,
    ),
    "arabic": re.compile(rf"[»\"”]?\s?(?:{_BEHIND_ARABIC})(?!\w)"),
    "indic": re.compile(rf"[’'\"”]?\s(?:{_BEHIND_INDIC})"),
    "han": re.compile(_BEHIND_HAN),
}
AGENCY_BEFORE = {
    "alphabet": re.compile(rf"(?<!\w)(?:{AGENCY})\s[«\"“„']?$", re.IGNORECASE),
    "arabic": re.compile(rf"(?<!\w)[ولب]?(?:{_AGENCY_ARABIC})\s[«\"“]?$"),
    "indic": BEFORE["indic"],
    "han": re.compile(r"(?:通讯社|通訊社|新闻社|新聞社|通信社)[“「『(（]?$"),
}
AGENCY_BEHIND = re.compile(
    rf"[»\"”]?(?:['’]\w{{0,4}})?\s(?:{AGENCY}|muhabir\w*|haberine|müxbir\w*|muxbir\w*)(?!\w)", re.IGNORECASE
)
REPORTS = re.compile(r"report|сообща|переда|xəbər", re.IGNORECASE)
# A name that may mean something else is set apart from the sentence: "…, AP reports." or "…, передаёт Тренд."
SET_APART = re.compile(r"[»”\"]?\s?(?:[.,;]|$|citing|quoting|referring|со ссылкой)")
# What says that it is of another time, and not where this text is from.
EARLIER = re.compile(
    r"(?<!\w)(?:earlier|previously|last (?:week|month|year)|ранее|раньше|раніше|раней|пока|früher|zuvor"
    r"|anteriormente)(?!\w)"
    r"|此前|早前|早些时候|پیشتر|پیش از این|قبلا|سابقا|پہلے|पहले",
    re.IGNORECASE,
)
LABEL = re.compile(
    rf"(?<!\w)(?:{SOURCES}|本文来源|text source|via|by agency|с сайта|по материалам|за матеріалами|بشکریہ|ذریعہ"
    rf"|साभार|सोर्स|манбаъ"
    rf"|сарчашма)\s?[:：|｜丨/]\s*",
    re.IGNORECASE,
)
INPUTS = re.compile(
    r"(?<!\w)(?:with (?:additional )?(?:agency )?(?:inputs?|input|files|material|reporting|information) (?:from|by)"
    r"|inputs from|reporting by"
    r"|по материалам|с использованием материалов|подготовлено по материалам|за матеріалами|па матэрыялах"
    r"|mit material (?:von|der)|avec|mit|con información de|com informações d[aoe]s?|z wykorzystaniem materiałów"
    r"|με πληροφορίες από(?: το)?|इनपुट)[\s:–—-]{1,3}(?:информационных агентств|агентства?|agencies|der|the)?\s?",
    re.IGNORECASE,
)
