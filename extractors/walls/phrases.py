"""What walls say to their readers, in the languages of the beat and of the sites that it quotes.

A wall speaks to its reader ("you", "Вы", "您"), an article about walls does not: where a language allows it, a turn of
phrase holds that address. How the tables are written: extractors.walls.wording. One line is one turn; two different
turns weigh more than one twice.
"""

from extractors.walls.wording import Wording

# The page is not there, or no longer.
MISSING = Wording(r"""
found : (page|article|story|post|content|document|url|link|file)\b.{0,60}(not|n.t|cannot) (be )?found
exist : (page|article|story|post|content|document|url|link|file)\b.{0,60}(not|n.t|no longer) exist
available : (page|article|story|post|content|document)\b.{0,40}(is|are) (not|n.t|no longer)( currently)? available
removed moved deleted : (page|article|story|post|content|it|url)\b.{0,40}(may|might|has|have|was)\b.{0,20} (removed
    |moved|deleted)
find locate : (couldn.t|can.t|could not|cannot|unable to) (find|locate) (the|that|this|what|any)\b.{0,30}(page
    |article|looking|content)
found here : (nothing|not) (was )?found (here|at this|on this server)|(nothing|no one) here
such : no such (page|article|story|document)
broken : (broken|outdated|dead|expired) link
looking : (page|article|story|content) (that )?you.{0,4}( are|re)? (looking|searching) for
страниц стат материал новост публикац документ : (страниц|стат(ь|е)|материал|новост|публикаци
    |документ)\w*[^.]{0,45}\bне ?(найден|существ|доступ)
удален перемещен снят : (страниц|стат(ь|е)|материал|новост|публикаци|он|она)\w*[^.]{0,45}(удален|перемещен
    |снята? с публ)
недоступ : (страниц|стат(ь|е)|материал|новост|публикаци)\w*.{0,40} недоступ\w+
нет : (такой|этой|запрашиваемой|запрошенной) (страницы|новости|статьи).{0,14} нет|(страницы
    |статьи) .{0,25} нет на сайте
запросу : по (вашему )?запросу ничего не найдено
сторінк матеріал стат : (сторінк|матеріал|статт)\w*.{0,40}не (знайден|існує)
старонк : старонк\w*.{0,30}не (знойдзен|існуе)
不存在 : (页|页面|网页|文章|内容|新闻|链接|信息|頁面|網頁|內容|新聞|稿件|地址|文件|资源|帖子).{0,8}不存在
不见 不見 找不到 丢 走失 飞走 : (页面|网页|文章|内容|頁面|網頁|新闻).{0,6}(不见了|不見了|找不到|丢失|走丢|走失|飞走
    |弄丢)
删除 刪除 失效 下线 过期 : (页面|网页|文章|内容|新闻|链接|信息|頁面|稿件|帖子).{0,8}已(经)?(被)?.{0,4}(删除|刪除
    |失效|下线|过期)
找不到 未找到 没有找到 无法找到 無法找到 : (找不到|未找到|没有找到|无法找到|無法找到).{0,14}(页|文章|内容|頁|資料
    |文件|资源)
صفحه مطلب خبر مقاله محتوا : (صفحه|مطلب|خبر|مقاله|محتوا).{0,60}(یافت ?نشد|پیدا ?نشد|وجود ?ندارد|حذف شده|موجود نیست
    |در دسترس نیست)
الصفحه المقال الخبر المحتوي : (الصفحة|المقال|الخبر|المحتوى).{0,40}(غير موجود|لم يتم العثور|لا يمكن العثور|تم حذف
    |غير متوفر)
العثور : (لم يتم العثور|تعذر العثور) علي (الصفحة|المقال)
صفحہ خبر : (صفحہ|خبر).{0,30}(نہیں ملا|نہیں ملی|موجود نہیں|دستیاب نہیں)
पृष्ठ पेज लेख खबर : (पृष्ठ|पेज|लेख|खबर).{0,30}(नहीं मिला|नहीं मिली|मौजूद नहीं|उपलब्ध नहीं)
бет парақша мақала жаңалық материал : (бет|парақша|мақала|жаңалық|материал)\w*.{0,20}(табылма|жойыл|жоқ)
бет барак макала : (бет|барак|макала)\w*.{0,20}(табылган жок|табылба|жок кылын|өчүрүл)
sahifa maqola yangilik material : (sahifa|maqola|yangilik|material)\w*.{0,20}(topilma|mavjud emas|o.chirilgan)
саҳифа мақола мавод хабар : (саҳифа|мақола|мавод|хабар)\w*.{0,25}(топилма|мавжуд эмас|ўчирил|ёфт нашуд|пайдо нашуд
    |вуҷуд надорад)
нест : нест карда шуда
хуудас мэдээ нийтлэл : (хуудас|мэдээ|нийтлэл)\w*.{0,20}(олдсонгүй|байхгүй|устга)
sayfa haber icerik makale : (sayfa|haber|içerik|makale)\w*.{0,30}(bulunama|mevcut değil|kaldırıl|silin|yok\b)
səhifə xəbər material : (səhifə|xəbər|material)\w*.{0,20}(tapılma|mövcud deyil|silin)
էջը գտնված : էջը.{0,20}(չի գտնվել|գոյություն չունի)|գտնված չէ
გვერდი : გვერდი.{0,20}(ვერ|არ) (მოიძებნა|არსებობს)
sahypa : sahypa.{0,12}tapylmady
seite artikel inhalt : (seite|artikel|inhalt)\w*.{0,60}(nicht gefunden|existiert nicht|nicht (mehr )?(verfügbar
    |vorhanden))
introuvable trouvee n’existe n'existe : (page|article)\b.{0,50}(introuvable|non trouvé|n.existe (pas|plus)
    |pas été trouvé)
pagina articulo contenido artigo conteudo : (pagina|artículo|contenido|artigo|conteúdo).{0,40}(no encontrad
    |no existe|não (foi )?encontrad|não existe|non trovat|non esist|niet gevonden)
stron artykul : (stron|artykuł)\w*.{0,40}(nie istnieje|nie została znalezion|nie został znalezion)
    |nie znaleziono (stron|artyku)
ヘーシ 記事 : (ページ|記事).{0,16}(見つかりません|存在しません|削除され)
페이지 기사 : (페이지|기사).{0,20}(찾을 수 없|존재하지 않|삭제)
trang : không tìm thấy (trang|bài)|trang .{0,20}không tồn tại
halaman : halaman.{0,20}tidak ditemukan
""")

# A test of whether a browser is a person's, or the refusal after it.
CHALLENGE = Wording(r"""
checking verifying inspecting validating : (checking|verifying|inspecting|validating) (if the site|your (browser
    |connection|request|device))
robot bot human automated : (you.{0,4}re|you are|are you|your \w+ is|you)( not)?( an?| not| not a)?.{0,8} (robot|bot
    |human|automated)\b
human robot : (verify|confirm|prove|check).{0,24}(human|robot)
unusual suspicious automated abnormal : (unusual|suspicious|automated|abnormal) (traffic|activity|requests
    |behaviou?r).{0,20}(your|you\b)
blocked denied banned flagged limited : (\byou|your (ip|access|request|browser|network|connection)\b.{0,30})( have
    | has| was| is|.ve)( been)?.{0,12} (blocked|denied|banned|flagged|limited)
permission : (you.{0,4})? (don.t|do not) have permission to access
denied forbidden blocked : access (to (this|the) (page|site|website|resource|server) )?(is|has been|was
    |temporarily)? ?(denied|forbidden|blocked)
javascript js cookies : (enable|allow|turn on) (javascript|js|cookies)\b.{0,12}(cookies|javascript|and disable
    |and reload|before you are allowed|to continue)|enable cookies
supports : your browser supports (javascript|cookies)
blocker : disable any ad ?blocker
captcha challenge puzzle verification : (complete|solve|pass) (the|this|a) .{0,20}(captcha|challenge|puzzle
    |verification|security check)
hold slide box : press (&|and) hold|slide (right )?to (verify|complete|continue|unlock)|click the box below
ddos bot attack : (ddos|bot|attack)s? protection\b( by)?
protect protected : protected by (cloudflare|ddos|anubis|imunify|sucuri|akamai|imperva|qrator)
    |security service to protect|protect (itself|the server) (from|against)
reference incident ray support request event : (ray|incident|support|request|event|block|reference)( reference
    | incident)? ?(id|#|number|no\b).{0,6}[\da-f]{2}
unsuccessful rejected : request unsuccessful|request(ed url)? was rejected
check checkpoint verification : (complete|performing|passing|after) (the|a|this|our|brief)? ?security (check
    |verification)|(browser|human|bot|robot) (check|verification)\b
requests : too many requests
redirected : you (are|will) be(ing)? redirected|you are being redirected|browser will (be )?redirect
process seconds : process is automatic|may take (a few|several|up to) \w* ?seconds
owner banned error : owner of this (web)?site.{0,40}(banned|blocked|denied)|banned your|^error 10\d\d
triggered seeing blocked happen : triggered the security|why am i seeing this|why have i been blocked
    |why did this happen
limited restricted owner : access (to this (site|page|website) )?(has been |is )(limited|restricted) by
    |email the site owner
disabled required : javascript is (disabled|required)
браузер подключени соединени : (провер|анализ)\w+ (ваш\w* (браузер|подключени|соединени|запрос)|браузера)
человек : подтвердите,? что вы .{0,12}человек
проверку : пройдите .{0,20}проверку
браузер откроется секунд : браузер\w* проверяется|(страница|саит) откроется автоматически|подождите.{0,20} секунд
автоматических : от автоматическ\w+ (запрос|обращен|действи)
робот бот : (вы|что вы|если вы)( -| —)? (не )?(робот|бот|человек)\b|не робот
трафик активност запрос : (подозрительн|необычн|автоматическ)\w+ (трафик|активност|запрос)\w*.{0,40}(ваш|вас)
ip-адрес ip запрос вашего : (с вашего|ваш) .{0,12}(ip|устройств|сет|компьютер)\w*.{0,30}(запрос|заблокирован
    |ограничен)
доступ : доступ (к \w+ )?.{0,24}(ограничен|запрещен|заблокирован)|отказано в доступе
запросов : слишком много запросов
javascript cookie куки : (включите|разрешите|требуется) .{0,14}(javascript|cookie|куки)
капч символ код : (введите|пройдите|решите) .{0,20}(символ|код с|капч|проверк)
секунд перенаправ закрыва : за[ий]м[её]т (несколько|до \d+) секунд|автоматически перенаправ|будете перенаправлены
    |не закрываите (эту )?(страницу|вкладку)
ddos ддос бот : (защита|защищен\w*) от (ddos|ддос|бот)
запроса инцидент обращени : (номер|id|идентификатор) (запроса|инцидента|обращения)
администратор : (обратитесь|напишите) .{0,4}администратору
браузер : перевір\w+ .{0,8}браузер|шолғыш\w*.{0,20}тексер|браузер\w*.{0,20}(тексер|текшер|текширил)
验证 驗證 校验 检测 检查 : (安全|访问|人机|滑动|訪問)性?(验证|驗證|校验)|(浏览器|瀏覽器|人机)(安全)?(检查|检测|檢查)
验证 驗證 滑块 滑塊 拼图 : (请|請|需要|进行|完成|拖动|通过|按住).{0,8}(验证|驗證|滑块|滑塊|拼图)
拦截 阻断 禁止 限制 频繁 异常 拒绝 : (您|你|当前)的?(访问|请求|ip|网络|訪問|操作).{0,10}(拦截|阻断|异常|频繁|拒绝
    |禁止|限制)
机器人 : (不是|非)机器人
防火墙 防护 加速 创宇盾 拦截 : 网站防火墙|云防护|云加速|创宇盾|已被.{0,8}拦截|如有误拦
浏览器 安全 跳转 : 正在.{0,6}(检查|检测|验证).{0,10}(浏览器|安全|环境|访问)|请稍(候|等).{0,10}跳转
javascript cookie : (启用|开启|打开|啟用) ?(javascript|cookie)
攻击 恶意 不合法 : (提交|包含|带有).{0,10}(攻击|恶意|不合法)
访问体验 : 更好的访问体验
مرورگر اتصال امنیت : (بررسی|در حال).{0,12}(مرورگر|اتصال|امنیت)
ربات : (ربات نیستید|شما ربات|ربات نیستم)
انتقال هدایت خودکار : انتقال به (سایت|وب ?سایت)|هدایت می ?شوید|فرایند خودکار
دسترسی : دسترسی شما.{0,20}(مسدود|محدود|غیر ?مجاز)
اسکریپت کوکی : (جاوا ?اسکریپت|کوکی).{0,20}(فعال|روشن)
متصفح لست : التحقق من (متصفحك|أنك|الاتصال)|أنك لست (روبوت|برنامج)
robot : sen?iz? robot|robot (emas|olmadığınız|değil)|(kein|pas un|no eres un|não é um|non sei un) robot
tarayici erisim guvenlik : tarayıcınız.{0,20}(kontrol|doğrulan)|erişim.{0,14}(engellen|reddedil)|güvenlik (kontrolü
    |doğrulaması)
brauzer : brauzer\w* .{0,14}tekshir
zugriff browser : ihr(en)? browser.{0,14}(überprüf|geprüft)|zugriff (verweigert|gesperrt)
verification acces acceso acesso : vérification (de sécurité|de votre navigateur)|accès refusé|acceso denegado
    |acesso negado
セキュリティ ロホット ブラウザ : セキュリティ.{0,6}(確認|チェック)|ロボットではない|ブラウザを確認
로봇 보안 접근 : 로봇이 아닙|보안 확인|접근이 (차단|제한|거부)
""")

# It is built by the reader's browser, and says so; no wall, but no text either.
NEEDS_SCRIPT = Wording(r"""
javascript js : (enable|needs?|requires?|turn on|without|activate).{0,20}(javascript|js)\b
javascript : javascript.{0,20}(enabled|required|disabled|needed)
javascript : (включите|включить|требуется|отключен|без) .{0,14}javascript|javascript.{0,20}(включ|отключ|требу)
javascript : (启用|开启|打开|允许|需要|支持) ?javascript|javascript.{0,4}(启用|开启)
javascript : (aktivier|activ|habilit|włącz|abilit|etkin)\w*.{0,20}javascript|javascript.{0,20}(aktiv|activ|etkin)
اسکریپت : جاوا ?اسکریپت.{0,30}فعال
""")

# Consent to cookies and the like, in the words of the dialogues.
CONSENT = Wording(r"""
continue : before you continue
partners : (and|with) our .{0,16}partners|our (\d+ )?partners
privacy : (value|respect|about|protect\w*) your privacy|your privacy|privacy (settings|policy|options|preferences
    |choices)
device : information on (a|your) device
accept agree allow : ^(yes,? )?(i )?(accept|agree|allow)( to)?( all| cookies| & | and continue|$)|need to accept
reject decline : ^(reject|decline|refuse|deny)( all| cookies|$)
options preferences choices settings : ^(manage|customi[sz]e|set|change|save|confirm|more|cookie) .{0,12}(options
    |preferences|choices|settings)
clicking choose withdraw click : (by (clicking|selecting)|if you choose|you (can|may) (click|withdraw
    |change)).{0,80}(accept|agree|consent|cookies|choice)
consent : consent to (the|our|us\b)|your (consent|permission)|withdraw consent
legitimate : legitimate interest
personal : process(ing)? (of )?(your )?personal data
personali : personali[sz](ed|e) (ads|advertising|content)
cookies : (\bwe\b|partners|our sites?).{0,30}\buse\b.{0,12} cookies|cookies (and data )?to( |:)|to use cookies
    |accept cookies
services sites : (deliver|provide) (and maintain )?(our|google) (sites|services)|measure (your use|audience
    |engagement)
cookie куки : (мы|сайт|наш\w*) (использу|примен)\w+ .{0,20}(cookie|куки)
cookie куки персональн обработк : соглас\w+ .{0,50}(обработк|cookie|куки|персональн|использован)
персональн : обработк\w+ (ваших )?(персональн|личн)\w+
конфиденциальност : политик\w+ (конфиденциальност|обработк|использования cookie)
принять принимаю согласен отклонить согласиться : ^(принять|принимаю|отклонить|согласен|согласиться)
    ( все| и | cookie| куки|$)
cookie : использовани\w+ (файлов )?cookie
отказаться настроить : ^(отказаться|настроить|подробнее|согласие)$
согласие : (даите|дать|ваше|требуется) (свое )?согласие
настро : ^настро\w+ (cookie|файл|куки)
продолжая : продолжая (пользоваться|использовать|просмотр|работу)
cookie : (我们|本网站|本站|我們).{0,12}用.{0,6}cookie|cookie.{0,4}(政策|设置|設定|偏好)
接受 同意 拒绝 拒絕 : ^(我)?(接受|同意|拒绝|拒絕)(所有|全部|并继续|並繼續|cookie|$)|^全部(接受|同意|拒绝)
隐私 隱私 个人 : 隐私(政策|设置|偏好|声明)|隱私權|处理.{0,6}个人(信息|数据)
کوکی : (ما|سایت) .{0,30}کوکی|کوکی.{0,20}استفاده
حریم : (سیاست|تنظیمات)?.{0,6}حریم (خصوصی|شخصی)
پذیرفتن پذیرش قبول رد : ^(پذیرفتن|پذیرش|قبول|رد)( همه| کردن| کوکی|$)
الارتباط الخصوصيه الكوكيز : ملفات تعريف الارتباط|سياسة الخصوصية|الكوكيز
الكل اوافق : ^(قبول|رفض) الكل|^أوافق
cerez : çerez\w* (kullan|ayar|politika|tercih)|sitemiz.{0,30}çerez
kabul reddet : (tümünü|hepsini) (kabul|reddet)|^kabul ediyorum
kisisel gizlilik : kişisel veri\w*|aydınlatma metni|gizlilik (politika|ayar)
cookie : cookie.{0,3}(файл|fayl)
келісем roziman : ^(келісемін|roziman|roman)\b|құпиялылық|maxfiylik
partner : (wir|unsere).{0,40}partner|zaufan\w+ partner|onze partners
daten einwilligung zustimm : personenbezogene daten|ihre (einwilligung|zustimmung)|datenschutzeinstellung
    |cookies zustimmen
cookies : (verwenden|nutzen|setzen) .{0,14}cookies
akzeptieren ablehnen : ^(alle|alles|cookies) (akzeptieren|ablehnen)|^(akzeptieren|ablehnen)
werbung werbefrei pur-abo : mit werbung( und|$| weiter| lesen)|werbefrei|pur-abo
partenaires : nos partenaires|nous et nos
accepter refuser : ^(tout|je|et)? ?(accepter?|refuser?)\b.{0,12}$|continuer sans accepter
privee personnelles terminal : vie privée|données (personnelles|à caractère)|informations sur (un|votre) terminal
choix : ^(gérer|paramétrer|personnaliser) (mes|vos|les)
aceptar accetta aceitar rechazar rifiuta rejeitar : ^(aceptar|accetta|aceitar|rechazar|rifiuta|rejeitar)( tod| tutt
    |$| e | y )
privacidad privacidade privacy : (tu|su|sua|la tua) (privacidade?|privacy)
datos dados dati : datos personales|dados pessoais|dati personali
socios parceiros partner dispositivo : nuestros socios|nossos parceiros|nostri partner|en (un|tu) dispositivo
akceptuj zgadzam : ^(akceptuj|zgadzam)|przetwarza\w+ dan\w+ osobow
""")

# Somebody is reported to have said something: news, never a wall.
REPORT = Wording(r"""
said told reported announced according spokes : \b(said|told (reporters|the|a)|(was|were|has|have) (reported
    |announced)|announced (on|that)|according to (the|a)|spokes(man|woman|person))\b
сообщ заяв рассказ отмет уточн поясн подчерк добав : \b(сообщи(л|ли|ла|ло)|сообща(ет|ют)|заяви(л|ла|ли)|рассказал\w*
    |отметил\w*|уточнил\w*|пояснил\w*|подчеркнул\w*|добавил\w*|заявля\w+)\b
словам данным пресс-служб : по (словам|данным) |пресс-служб
повідом заяви паведам заяві : повідоми(в|ла|ли)|заяви(в|ла|ли)\b|паведаміл|заяві(ў|ла)
表示 报道 報導 报导 记者 記者 宣布 获悉 日电 日電 指出 回应称 : (?<!即)表示(?!您|你|同意)|报道|報導|报导|记者|記者
    |宣布|获悉|日电|日電|指出|回应称
گفت گفته اعلام گزارش : \bگفت\b|به گفته|اعلام کرد|به گزارش
قال قالت اعلن اضاف صرح : \bو?(قال|قالت|أعلن\w*|أضاف\w*|صرح\w*)\b
کہا بتایا : نے (کہا|بتایا)
कहा बताया : (कहा|बताया)
хабарла мәлімде айтты билдир : хабарла(ды|ған)|мәлімде|\bайтты\b|билдир(ди|ген)
malum aytdi dedi xabar маълум : ma.lum qil(di|gan)|\baytdi\b|\bdedi\b|xabar ber(di|gan)|маълум қил
гуфт хабар : \bгуфт|хабар дод
мэдэгд хэлэв : мэдэгд|хэлэв
soyle acikla bildir belirt : söyledi|açıkladı|bildirdi|bildirib|belirtti
sagte teilte erklarte laut : \b(sagte|teilte|erklärte|laut)\b
declare annonce indique selon : \ba (déclaré|annoncé|indiqué)|\bselon\b
dijo afirmo segun disse segundo : \b(dijo|afirmó|según|disse|afirmou)\b
powiedzia poinformowa : powiedział|poinformował
述へ 発表 明らかに : 述べ|発表|明らかにし
말했 밝혔 전했 : 말했다|밝혔다|전했다
""")
