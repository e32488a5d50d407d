"""News agencies as datelines name them, in the languages they write in; compared after lines.key_of."""

from extractors.cleaning.lines import key_of

_TABLE = """
tass itar-tass reuters ap afp xinhua ria_novosti ria sputnik interfax interfax.ru dpa dpa-afx kazinform qazinform
qazaqparat uza kabar khovar montsame irna isna mehr fars tasnim app ani pti ians uni upi belta trend azertac azertag
apa
anadolu aa ina spa wam qna kuna bna sana petra mena pap efe ansa agi kna epd sid yonhap kyodo jiji bernama antara cna
dknews dknews.kz akipress 24.kg tengrinews kyrtag tdh ukrinform unian bta tanjug agerpres bbc cnn aap lusa ats sda
apa-ots
bloomberg dw rfe/rl news.am armenpress moldpres asia-plus avesta the_canadian_press canadian_press associated_press
postmedia_news fergana kun.uz gazeta.uz daryo ariananews pajhwok tolonews bakhtar online nni inp europa_press
тасс итар-тасс риа_новости риа спутник интерфакс синьхуа рейтер рейтерс рейтер_агентство франс_пресс казинформ
ҚазАқпарат
каз_ақпарат уза ўза кабар акипресс киртаг ховар амит_ховар нисмит_ховар монцамэ белта тренд азертадж апа укринформ
униан
армен_пресс арменпресс тдх туркменистан росбалт regnum регнум прайм авеста азия-плюс ази-плюс дунё узбекистон
新华社 中新社 中央社 路透社 法新社 美联社 共同社 塔斯社
ایرنا ایسنا مهر فارس تسنیم ایلنا ایکنا شبستان صداوسیما باشگاه_خبرنگاران خبرآنلاین پژواک آوا باختر رویترز اسپوتنیک
شینهوا
آسوشیتدپرس آسوشیتدپرس خبرگزاری_فرانسه آناتولی میزان برنا
اے_پی_پی اے_این_آئی پی_ٹی_آئی یو_این_آئی آئی_اے_این_ایس این_این_آئی آن_لائن اے_ایف_پی اے_پی رائٹرز رائٹر شنہوا
سپوتنک آئی_این_پی
إرنا ارنا رويترز سبوتنيك شينخوا د_ب_أ أ_ف_ب ا_ف_ب أ_ب فرانس_برس واس وام قنا بترا سانا كونا واع بنا وفا الأناضول معا
تاس أش_أ أ_ش_أ
قنا_ وكالات نينا سانا_
भाषा वार्ता एएनआई पीटीआई आईएएनएस यूएनआई रॉयटर्स एएफपी एपी शिन्हुआ हिन्दुस्थान_समाचार हिंदुस्थान_समाचार एजेंसी
"""
AGENCIES = frozenset(key_of(each.replace("_", " ")) for each in _TABLE.split())
# Cities whose name may open a text before a colon or dash.
_CITIES = """
new_delhi delhi mumbai kolkata chennai bengaluru hyderabad srinagar lucknow islamabad lahore karachi peshawar quetta
rawalpindi multan kabul tehran dhaka kathmandu colombo beijing moscow astana tashkent bishkek dushanbe ashgabat baku
yerevan tbilisi minsk kyiv ankara istanbul london washington new_york paris berlin geneva dubai doha riyadh cairo
baghdad
москва астана алматы ташкент бишкек душанбе ашхабад баку ереван минск киев пекин шанхай дели лондон вашингтон женева
नई_दिल्ली मुंबई लखनऊ कोलकाता चेन्नई बेंगलुरु पटना भोपाल जयपुर श्रीनगर इस्लामाबाद काबुल बीजिंग मॉस्को वाशिंगटन लंदन
ताशकंद
نئی_دہلی اسلام_آباد لاہور کراچی پشاور کوئٹہ ممبئی سرینگر مظفرآباد راولپنڈی ملتان فیصل_آباد لندن واشنگٹن بیجنگ ماسکو
کابل تہران ڈھاکہ دبئی
تهران مشهد اصفهان تبریز شیراز قم اهواز کابل هرات مسکو پکن دوشنبه آستانه
القاهرة دبي أبوظبي الرياض جدة بغداد دمشق بيروت عمان الدوحة الكويت المنامة مسقط صنعاء الخرطوم تونس الجزائر الرباط
طرابلس
موسكو بكين واشنطن لندن باريس نيويورك طهران أنقرة غزة القدس نيودلهي إسلام_آباد كابول طشقند أستانا
"""
CITIES = frozenset(key_of(each.replace("_", " ")) for each in _CITIES.split())
