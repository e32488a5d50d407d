"""The news agencies: what they are called in all their languages, and where they are at home.

One row an agency: its slug, its names parted by ";", the hosts of its own site. A name with "~" behind it also means
something else (AP is a state of India, Mehr a month, Trend a trend): it is believed only where nothing but an agency
can stand. A row without a slug holds what contains a name and is none: a poll, a vaccine. Names and not hosts decide
which outlets are here: those that other outlets credit. A further indented line continues a row.

A table in code, as those of all other words that extraction knows (extractors.cleaning.wording): functions that are
pure read no files, and an operator has no cause to change what an agency is called.
"""

import re
from dataclasses import dataclass

CONTINUED = re.compile(r"\n +")
_TABLE = """
tass | TASS; ITAR-TASS; Itar-Tass; Tass; TASS Russian News Agency; ТАСС; ИТАР-ТАСС; 塔斯社; 俄通社-塔斯社; 俄塔社;
    تاس~; ایتارتاس; ایتار تاس; إيتار تاس; ٹاس; तास~; タス通信; 타스통신 | tass.com tass.ru itar-tass.com
    tass-online.ru
ria | RIA Novosti; RIA-Novosti; RIA News; RIA~; РИА Новости; РИА «Новости»; РИА-Новости; РИА~; 俄新社; ريا نوفوستي;
    نوفوستي; ریا نووستی; ریانووستی; RİA Novosti; リアノーボスチ | ria.ru rian.ru rian.com
sputnik | Sputnik; Спутник~; اسپوتنیک; سبوتنيك; سپوتنک; اسپتنک; اسپوتنک; स्पुतनिक; स्पूतनिक; 卫星社; 俄罗斯卫星通讯社;
    卫星通讯社; Sputnik Türkiye; Sputnik Грузия; Sputnik Казахстан; Sputnik Кыргызстан; Sputnik Узбекистан; Sputnik
    Таджикистан; Sputnik Беларусь; Sputnik Oʻzbekiston; スプートニク | sputniknews.com sputniknews.ru sputniknews.cn
    sputniknews.in sputnikglobe.com sputnik.kz sputnik.kg sputnik.by sputnik.az sputnik.md sputnik.tj sputnik-tj.com
    sputniknews.uz sputnik-georgia.ru sputnik-abkhazia.ru sputnik-ossetia.ru armeniasputnik.am sputnikarabic.ae
    spnfa.ir
interfax | Interfax; INTERFAX.RU; Interfax.ru; Интерфакс; 国际文传电讯社; 国际文传通讯社; إنترفاكس; انترفاكس;
    اینترفاکس; انٹرفیکس; इंटरफैक्स; Interfax-Kazakhstan; Interfax Kazakhstan; Интерфакс-Казахстан; Интерфакс-Запад;
    Интерфакс-Азербайджан; Interfax-AVN; Интерфакс-АВН; インタファクス通信; 인테르팍스통신 | interfax.ru
    interfax.com interfax.kz interfax.by interfax.az interfax-russia.ru
interfax_ukraine | Interfax-Ukraine; Interfax Ukraine; Интерфакс-Украина; Інтерфакс-Україна | interfax.com.ua
prime | Прайм~; ПРАЙМ~; Агентство Прайм; ПРАЙМ-ТАСС; Prime-Tass; 1Prime | 1prime.ru 1prime.biz
regnum | REGNUM; Regnum~; ИА REGNUM; РЕГНУМ; ИА Регнум | regnum.ru
rosbalt | Росбалт; Rosbalt | rosbalt.ru
xinhua | Xinhua; Xinhua News Agency; Xinhuanet; 新华社; 新華社; 新华网; 新華網; 新华通讯社; 新華通訊社; 新华财经;
    新华视点; Синьхуа; Сіньхуа; شینهوا; شینخوا; شين خوا; شينخوا; شینہوا; شنہوا; शिन्हुआ; सिन्हुआ; Şinhua; Xinxua;
    Sinxua; Sinhua; Шинхуа; Синхуа; 新華社通信; 신화통신; 신화사 | xinhuanet.com news.cn xinhua.org xinhuanews.com
cns | China News Service; CNS~; Ecns.cn; ECNS; 中新社; 中新网; 中新網; 中国新闻社; 中國新聞社; 中国新闻网;
    中國新聞網; Чжунсиньшэ | chinanews.com chinanews.com.cn ecns.cn
cna | 中央社; 中央通訊社; 中央通讯社; CNA~; Central News Agency; Focus Taiwan | cna.com.tw focustaiwan.tw
afp | AFP~; afp~; Agence France-Presse; Agence France Presse; France-Presse; АФП~; Франс Пресс; Франс-Пресс;
    Агентство Франс Пресс; 法新社; 法國新聞社; 法国新闻社; فرانس برس; فرانس پرس; وكالة فرانس برس; وكالة الأنباء
    الفرنسية; أ ف ب~; ا ف ب~; أ.ف.ب~; أف ب~; أ ف پ~; ا ف پ~; خبرگزاری فرانسه; آژانس فرانسه; اے ایف پی; ای اف پی;
    एएफपी; एएफ़पी; AFP通信; 프랑스통신; Ажанс Франс-Пресс; Франс-Пресе; Φρανς Πρες; Γαλλικό Πρακτορείο | afp.com
reuters | Reuters; Reuters News; Reuters Health; Thomson Reuters; Reuters Staff; Рейтер; Рейтерс; Ройтерс; Ройтер~;
    Рэйтэр; Рейтар; 路透社; 路透~; رويترز; رويترز عربي; رویترز; رائٹرز; رائٹر~; روئٹرز; रॉयटर्स; रायटर; रॉयटर;
    रायटर्स; রয়টার্স; ロイター; ロイター通信; 로이터; 로이터통신; Ρόιτερς; Reyter~; Рейтерз; როიტერი; Ռոյթերս; Reyters
    | reuters.com reuters.tv
ap | AP~; AP News; AP通信; Associated Press; The Associated Press; АП~; Ассошиэйтед Пресс; Ассошиэйтед пресс;
    Ассошиейтед пресс; Асошіейтед Прес; 美联社; 美聯社; أسوشيتد برس; أسوشييتد برس; اسوشيتد برس; آسوشیتدپرس; آسوشیتد
    پرس; اسوشیتدپرس; اسوشیتد پرس; أ ب~; ا ب~; أ.ب~; اے پی~; ایسوسی ایٹڈ پریس; एपी~; एसोसिएटेड प्रेस | apnews.com
    ap.org
upi | UPI; United Press International; 合众国际社; 合眾國際社; یونایتد پرس; ЮПИ~ | upi.com
bloomberg | Bloomberg; Bloomberg News; Блумберг; 彭博社; 彭博; بلومبرغ; بلومبرگ; بلوم برگ; بلومبيرغ; ブルームバーグ;
    블룸버그; ब्लूमबर्ग; بلومبرگ نیوز | bloomberg.com bloomberg.net
dpa | dpa; DPA; dpa-AFX; dpa-infocom; Deutsche Presse-Agentur; Deutsche Presseagentur; German Press Agency; ДПА~;
    德新社; د ب أ~; د ب ا~; د.ب.أ~; وكالة الأنباء الألمانية; خبرگزاری آلمان; DPA通信 | dpa.com dpa-international.com
epd | epd~; Evangelischer Pressedienst | epd.de
kna | KNA~; Katholische Nachrichten-Agentur | kna.de
sid | SID~; Sport-Informations-Dienst | sid.de
apa | APA~; Austria Presse Agentur; Austria Press Agency; APA-OTS | apa.at ots.at
keystone_sda | Keystone-SDA; SDA~; sda~; ATS~; Schweizerische Depeschenagentur; awp~ | keystone-sda.ch
efe | EFE~; Efe~; Agencia EFE; Agencia Efe; 埃菲社; ЭФЕ~ | efe.com agenciaefe.com
europa_press | Europa Press; EUROPA PRESS | europapress.es europapress.net
lusa | Lusa~; LUSA; Agência Lusa; Agencia Lusa | lusa.pt
ansa | ANSA; Ansa~; Agenzia ANSA; АНСА~; 安莎社 | ansa.it
agi | AGI~; Agenzia Italia | agi.it
adnkronos | Adnkronos | adnkronos.com
pap | PAP~; Polska Agencja Prasowa; ПАП~ | pap.pl
ctk | ČTK; CTK~; Česká tisková kancelář | ctk.cz ceskenoviny.cz
tasr | TASR | tasr.sk teraz.sk
mti | MTI~; Magyar Távirati Iroda | mti.hu
agerpres | Agerpres; AGERPRES | agerpres.ro
bta | BTA~; БТА~; Bulgarian News Agency | bta.bg
tanjug | Tanjug; TANJUG; Танјуг; Танюг; 南通社 | tanjug.rs
amna | ΑΠΕ-ΜΠΕ; ΑΠΕ~; ΑΜΠΕ; AMNA~; ANA-MPA; Αθηναϊκό Πρακτορείο | amna.gr ana-mpa.gr
anp | ANP~ | anp.nl
belga | Belga~; BELGA~ | belga.be belga.press
ntb | NTB~ | ntb.no
tt | TT~ | tt.se
ritzau | Ritzau; Ritzaus Bureau | ritzau.dk ritzau.com
stt | STT~ | stt.fi
pa | PA Media; PA~; Press Association; The Press Association | pa.media
canadian_press | The Canadian Press; Canadian Press; La Presse Canadienne; Presse Canadienne | thecanadianpress.com
aap | AAP~; Australian Associated Press | aap.com.au
moldpres | Moldpres; MOLDPRES; Молдпрес | moldpres.md
ukrinform | Ukrinform; Укринформ; Укрінформ | ukrinform.ua ukrinform.net ukrinform.ru
unian | UNIAN; УНИАН; УНІАН; УНIАН; Униан | unian.ua unian.net unian.info unian.ru
unn | УНН~ | unn.ua
belta | БЯЛТА; BelTA; BELTA; Belta; БЕЛТА; БелТА; БЕЛТА-ТАСС; БелТА-ТАСС; 白通社; 白俄罗斯通讯社; بيلتا |
    belta.by
azertac | AZERTAC; Azertac; AZERTAG; AzerTAg; AZƏRTAC; АЗЕРТАДЖ; Азертадж; АзерТАдж; 阿塞拜疆国家通讯社; أذرتاج;
    آذرتاج | azertag.az azertac.az
trend | Trend~; TREND~; Trend News Agency; Тренд~; АМИ Trend; Trend İnformasiya Agentliyi | trend.az
apa_az | APA.az; APA Azerbaijan; АПА~ | apa.az
report_az | Report.az; Report İnformasiya Agentliyi; АИ Report | report.az
turan | Turan~; Туран~; Turan İnformasiya Agentliyi; ИА Туран | turan.az
interpressnews | InterPressNews; ИнтерПрессНьюс; Интерпресс~; ინტერპრესნიუსი | interpressnews.ge
armenpress | Armenpress; ARMENPRESS; Арменпресс; Армен-пресс; Արմենպրես; ԱՐՄԵՆՊՐԵՍ | armenpress.am
newsam | NEWS.am; News.am; Armenian News-NEWS.am | news.am
kazinform | Kazinform; KAZINFORM; QAZINFORM; Qazinform; QazAqparat; ҚазАқпарат; Қазақпарат; ҚАЗАҚПАРАТ; Каз Ақпарат;
    Казинформ; МИА Казинформ; МИА «Казинформ»; ХАА ҚазАқпарат; 哈通社; 哈萨克国际通讯社; كازينفورم; قازاقپارات;
    қазинформ; Қазинформ | inform.kz kazinform.kz qazinform.com kazinform.com
tengrinews | Tengrinews; Tengrinews.kz; TengriNews | tengrinews.kz
kaztag | KazTAG; КазТАГ; ҚазТАГ | kaztag.kz kaztag.info
uza | UzA; UzA.uz; UZA~; ЎзА; УзА; ЎЗА; УЗА~; O‘zA; O'zA; OʻzA; OʼzA; O’zA; Uzbekistan National News Agency;
    National News Agency of Uzbekistan; O‘zbekiston Milliy axborot agentligi; Ўзбекистон Миллий ахборот агентлиги |
    uza.uz
dunyo | Dunyo~; Dunyo Information Agency; IA Dunyo; Дунё~; ИА Дунё; ИА «Дунё»; “Dunyo” AA; “Дунё” АА; «Дунё» АА |
    dunyo.info
kabar | Kabar~; Кабар~; КАБАР; KABAR; КНИА Кабар; КНИА «Кабар»; Kabar.kg; УИА Кабар; Кабар агенттиги; 卡巴尔通讯社;
    卡巴尔社 | kabar.kg
akipress | AKIpress; Akipress; AKIPRESS; AKIPRESS.COM; AKIpress.com; АКИpress; АКИпресс; АКИПРЕСС; Акипресс |
    akipress.com akipress.org akipress.kg
24kg | 24.kg; 24.KG; ИА 24.kg; 24.kg news agency | 24.kg
kyrtag | КирТАГ; Kyrtag; KyrTAg | kyrtag.kg
khovar | Khovar; KHOVAR; NIAT Khovar; NIAT “Khovar”; Ховар; ХОВАР; НИАТ Ховар; НИАТ «Ховар»; НИСМИТ Ховар; АМИТ
    Ховар; АМИТ «Ховар»; NIAT «Khovar»; خاور~; 霍瓦尔通讯社; 霍瓦尔社 | khovar.tj
asia_plus | Asia-Plus; Asia Plus; ASIA-Plus; ASIA-PLUS; Азия-Плюс; Азия-плюс; Азия Плюс; Асиа-Плюс; Ази-Плюс;
    Осиё-Плюс; Осиё-плюс; Осиёплюс | asiaplustj.info asiaplus.tj news.tj
avesta | Авеста; Avesta; ТИА Авеста | avesta.tj
tdh | TDH; ТДХ; TDH.gov.tm; Туркменистан сегодня; Türkmen döwlet habarlar agentligi; Turkmenistan State News Agency;
    Государственное информационное агентство Туркменистана | tdh.gov.tm turkmenistan.gov.tm
montsame | MONTSAME; Montsame; МОНЦАМЭ; Монцамэ; 蒙通社; 蒙古国家通讯社; 蒙古通讯社; Монцаме; МОНЦАМЕ | montsame.mn
fergana | Фергана~; Ferghana.ru; Fergana News; Fergana~; «Фергана» | fergana.ru fergana.agency fergana.news
    fergana.media
kyodo | Kyodo; Kyodo News; KYODO; 共同社; 共同通信; 共同通信社; 共同~; Киодо; 교도통신; 교도~ | kyodonews.net
    kyodo.co.jp
jiji | Jiji; Jiji Press; JIJI Press; 时事社; 時事社; 時事通信; 時事通信社; 時事~; Дзидзи; 지지통신 | jiji.com
yonhap | Yonhap; Yonhap News; YONHAP; Ёнхап; Рёнхап; Ренхап; 韩联社; 韓聯社; 연합뉴스; 聯合ニュース; یونهاپ |
    yna.co.kr yonhapnews.co.kr
newsis | Newsis; 뉴시스; 纽西斯 | newsis.com
news1_kr | 뉴스1 | news1.kr
kcna | KCNA; Korean Central News Agency; ЦТАК; 朝中社; 朝鲜中央通讯社; 朝鮮中央通信; 조선중앙통신 | kcna.kp
    kcna.co.jp
bernama | Bernama; BERNAMA; 马新社; 馬新社; Бернама | bernama.com
antara | Antara~; ANTARA; Antara News; LKBN Antara; 安塔拉通讯社 | antaranews.com
vna | VNA~; TTXVN; Vietnam News Agency; Thông tấn xã Việt Nam; 越通社 | vietnamplus.vn vnanet.vn vietnamnews.vn
pna | PNA~; Philippine News Agency | pna.gov.ph
irna | IRNA; Irna; ایرنا; إرنا; ارنا~; ИРНА; 伊通社; 伊朗伊斯兰共和国通讯社; ایرنا پلاس; イラン国営通信; الجمهورية
    الإسلامية للأنباء; Islamic Republic News Agency | irna.ir
isna | ISNA; ایسنا; ИСНА; إيسنا; 伊朗学生通讯社; Iranian Students News Agency; Iranian Students' News Agency |
    isna.ir
mehr | Mehr~; MEHR~; MNA~; Mehr News; Mehr News Agency; خبرگزاری مهر; مهرنیوز; مهر نیوز; مهر~; 迈赫尔通讯社;
    迈赫尔社; مہر نیوز; مہر خبررساں | mehrnews.com
tasnim | Tasnim; Tasnim News; TASNIM; تسنیم; تسنيم; Тасним; 塔斯尼姆通讯社; 塔斯尼姆社; 塔斯尼姆; तसनीम |
    tasnimnews.com tasnimnews.ir
fars | Fars~; FARS~; FNA~; Fars News; Fars News Agency; Farsnews; خبرگزاری فارس; فارس~; Фарс~; 法尔斯通讯社;
    法尔斯社; وكالة فارس; فارس نیوز | farsnews.ir farsnews.com
ilna | ILNA; ایلنا; ИЛНА; إيلنا | ilna.ir ilna.news
ikna | IKNA~; ایکنا; إکنا; إكنا | iqna.ir
mizan | Mizan~; Mizan News Agency; میزان~; خبرگزاری میزان | mizan.news mizanonline.ir
iribnews | صداوسیما; صدا و سیما; خبرگزاری صدا و سیما; خبرگزاری صداوسیما; IRIB~; IRIB News | iribnews.ir
yjc | باشگاه خبرنگاران; باشگاه خبرنگاران جوان; YJC; Young Journalists Club | yjc.ir yjc.news
khabaronline | خبرآنلاین; خبر آنلاین; Khabaronline; KhabarOnline | khabaronline.ir
shabestan | شبستان~; خبرگزاری شبستان | shabestan.news shabestan.ir
borna | برنا~; خبرگزاری برنا | borna.news
bakhtar | Bakhtar; Bakhtar News; Bakhtar News Agency; BNA~; باختر~; آژانس باختر; باختر آژانس; د باختر آژانس; Бахтар~
    | bakhtarnews.af
pajhwok | Pajhwok; PAJHWOK; Pajhwok Afghan News; پژواک~; آژانس خبری پژواک; پژواک خبری آژانس; پژواک خبري اژانس;
    Пажвак | pajhwok.com
ava | AVA Press; خبرگزاری صدای افغان; آوا~; خبرگزاری آوا | avapress.com avapress.net
khaama | Khaama Press; Khaama; خامه پرس | khaama.com
tolonews | TOLOnews; Tolo News; TOLO News; Tolonews; طلوع‌نیوز; طلوع نیوز; طلوعنیوز | tolonews.com
ariananews | Ariana News; Ariananews; ATN News~; آریانا نیوز | ariananews.af
app | APP~; Associated Press of Pakistan; The Associated Press of Pakistan; اے پی پی; АПП~; 巴基斯坦联合通讯社;
    巴联社; ایسوسی ایٹڈ پریس آف پاکستان | app.com.pk
nni | NNI~; این این آئی; News Network International | nni-news.com
online_pk | Online News Agency; آن لائن~; Online~ | onlinenews.com.pk
inp | INP~; آئی این پی; Independent News Pakistan | inp.net.pk
ppi | PPI~; پی پی آئی; Pakistan Press International | ppinewsagency.com
sabah_pk | صباح نیوز | sabahnews.net
pti | PTI; Press Trust of India; The Press Trust of India; PTI News; PTI Bhasha; PTI-Bhasha; पीटीआई; पीटीआइ; भाषा~;
    पीटीआई-भाषा; पीटीआई भाषा; भाषा/पीटीआई; प्रेस ट्रस्ट ऑफ इंडिया; پی ٹی آئی~; پریس ٹرسٹ آف انڈیا; ПТИ~;
    印度报业托拉斯; 印报托 | ptinews.com
ani | ANI; ANI News; Asian News International; एएनआई; اے این آئی; 亚洲国际新闻社; 亚洲新闻国际 | aninews.in
ians | IANS; Indo-Asian News Service; आईएएनएस; आई ए एन एस; آئی اے این ایس; 印亚新闻社 | ians.in iansnews.in
    ianslive.in
uni | UNI~; United News of India; यूएनआई; वार्ता~; यूनीवार्ता; یو این آئی | uniindia.com univarta.com
hindusthan_samachar | Hindusthan Samachar; हिन्दुस्थान समाचार; हिंदुस्थान समाचार; हिन्दुस्तान समाचार |
    hindusthansamachar.in
bss | BSS~; Bangladesh Sangbad Sangstha; বাসস | bssnews.net
unb | UNB~; United News of Bangladesh; ইউএনবি | unb.com.bd
rss_np | RSS~; Rastriya Samachar Samiti; राष्ट्रिय समाचार समिति; रासस~ | rss.com.np
anadolu | Anadolu~; Anadolu Agency; Anadolu Ajansı; Anadolu Ajansi; ANADOLU AGENCY; AA~; Анадолу; Анадолы~;
    Агентство Анадолу; الأناضول; الاناضول; آناتولی~; آناتولي; آناتولو; خبرگزاری آناتولی; اناطولیہ~; انادولو;
    अनादोलू; अनादोलु; 阿纳多卢通讯社; 阿纳多卢社; 阿纳多卢; 安纳多卢; 安納杜魯; Anadolu Agentliyi; アナトリア通信;
    アナドル通信; 아나돌루 | aa.com.tr
iha | İHA~; IHA~; İhlas Haber Ajansı; Ihlas News Agency | iha.com.tr
dha | DHA~; Demirören Haber Ajansı; Demiroren News Agency; Doğan Haber Ajansı | dha.com.tr
anka | ANKA~; ANKA Haber Ajansı | ankahaber.net
sana | SANA~; Syrian Arab News Agency; وكالة سانا; سانا~; САНА~; 叙通社 | sana.sy
ina | INA~; Iraqi News Agency; واع~; وكالة الأنباء العراقية | ina.iq
nina | نينا~; NINA~; National Iraqi News Agency | ninanews.com
mena | MENA~; Middle East News Agency; أ ش أ~; أش أ~; أ.ش.أ~; وكالة أنباء الشرق الأوسط; 中东通讯社; 中东社 |
    mena.org.eg
wam | WAM~; Emirates News Agency; وام~; وكالة أنباء الإمارات; 阿联酋通讯社 | wam.ae
spa | SPA~; Saudi Press Agency; واس~; وكالة الأنباء السعودية; 沙通社; 沙特通讯社 | spa.gov.sa
qna | QNA~; Qatar News Agency; قنا~; وكالة الأنباء القطرية; 卡塔尔通讯社 | qna.org.qa
kuna | KUNA; Kuwait News Agency; كونا~; وكالة الأنباء الكويتية; 科威特通讯社; 科通社 | kuna.net.kw
bna | BNA.bh; Bahrain News Agency; بنا~; وكالة أنباء البحرين | bna.bh
ona | ONA~; Oman News Agency; العمانية~; وكالة الأنباء العمانية | omannews.gov.om
petra | Petra~; Jordan News Agency; بترا~; وكالة الأنباء الأردنية; 佩特拉通讯社 | petra.gov.jo
wafa | WAFA; وفا~; وكالة وفا; Palestinian News Agency; وكالة الأنباء الفلسطينية | wafa.ps
maan | معا~; وكالة معا; Maan News | maannews.net
nna | NNA~; National News Agency Lebanon; الوكالة الوطنية للإعلام | nna-leb.gov.lb
prensa_latina | Prensa Latina; PRENSA LATINA; PL~; Пренса Латина; 拉美社 | plenglish.com prensa-latina.cu
    prensalatina.com.br
telam | Télam; Telam~; TELAM | telam.com.ar
agencia_brasil | Agência Brasil; Agencia Brasil | agenciabrasil.ebc.com.br
notimex | Notimex; NOTIMEX | notimex.gob.mx
pr_newswire | PR Newswire; PRNewswire; 美通社 | prnewswire.com
globenewswire | GlobeNewswire; GLOBE NEWSWIRE | globenewswire.com
business_wire | Business Wire; BUSINESS WIRE; BUSINESSWIRE | businesswire.com
- | 汤森路透; 湯森路透; Sputnik V; Спутник V; Sputnik Light; Спутник Лайт; Sputnik M; Reuters/Ipsos; Reuters-Ipsos;
    AP-NORC; Thomson Reuters Foundation; Reuters Institute; Thomson Reuters Corp; Bloomberg Intelligence; Bloomberg
    LP; Bloomberg L.P.; Bloomberg Philanthropies; Bloomberg Economics; Michael Bloomberg; Mike Bloomberg; Майкл
    Блумберг; Майкла Блумберга; Mayor Bloomberg; Bloomberg Businessweek; Bloomberg Billionaires; Bloomberg Barclays;
    Anadolu Efes; Anadolu Üniversitesi; AFP/Getty; AFP/Getty Images; Getty Images/AFP; AFP via Getty; AP Photo;
    Reuters Photo |
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One way to write an agency."""

    text: str
    slug: str  # "" for what only contains a name
    plain: bool  # False: it may mean something else


def _names(slug: str, names: str) -> list[Name]:
    of = "" if slug == "-" else slug
    bare = [each.strip() for each in names.split(";")]
    return [Name(text=each.removesuffix("~"), slug=of, plain=not each.endswith("~")) for each in bare if each]


_ROWS = [[part.strip() for part in row.split("|")] for row in CONTINUED.sub(" ", _TABLE.strip()).splitlines()]
NAMES = tuple(name for slug, names, _ in _ROWS for name in _names(slug, names))
SLUGS = frozenset(slug for slug, *_ in _ROWS) - {"-"}
HOSTS = {host: slug for slug, _, hosts in _ROWS for host in hosts.split()}
#: The name by which people know each agency, and its hosts.
NAME_OF = {name.slug: name.text for name in reversed(NAMES)}
HOSTS_OF = {slug: frozenset(host for host, of in HOSTS.items() if of == slug) for slug in SLUGS}
