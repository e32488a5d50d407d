"""Lines that are furniture of the page wherever they stand, in the words of the pages. See phrases for the form."""

from extractors.cleaning.phrases import Phrases

SHARE = Phrases(
    """
en share | share this | share this article | share this story | share this post | share on… | share via… | share: |
    tweet | tweet this | retweet | like | like this | like us on facebook | facebook | twitter | x | whatsapp |
    telegram | linkedin | pinterest | reddit | email | e mail | email this… | email to a friend | send to a friend |
    print | print this… | print page | print version | copy link | link copied | copied | save | save this |
    bookmark | comment | follow us | follow us on… | follow us: | facebook twitter… | share facebook… |
    facebook share | listen | listen to this article | text size | font size | a a | a a a | back to top | go to top |
    previous | next | close | menu | search | log in | login | sign in | sign up | register | skip to content |
    skip to main content | view gallery | open gallery | view comments | more | read more | show more | load more |
    click here | loading | home | contact us | article content | we in social networks
ru поделиться | поделиться: | поделиться в… | поделиться новостью | поделитесь: | поделитесь новостью… |
    поделитесь с друзьями… | рассказать друзьям | твитнуть | вконтакте | вк | одноклассники | фейсбук | телеграм |
    мне нравится | нравится | версия для печати | распечатать | печать | печатать | на печать | отправить другу |
    порекомендовать другу | отправить по почте | отправить ссылку… | скопировать ссылку | ссылка скопирована |
    в избранное | добавить в избранное | сохранить | слушать | прослушать новость | мы в социальных сетях… |
    мы в соцсетях… | наверх | вернуться наверх | назад | далее | вперед | меню | поиск | войти | вход | регистрация |
    закрыть | показать еще | загрузить еще | увеличить шрифт | размер шрифта | оцените материал | оцените статью… |
    оцените пожалуйста… | оценить | понравилась новость | рейтинг: | обсудить | пожалуйста войдите или… |
    сделать стартовой | архив | на главную | главная | подробнее
uk поділитися… | друкувати | версія для друку | надіслати другу | ми в соцмережах | детальніше
be падзяліцца… | падзяліцеся… | версія для друку
zh 分享 | 分享到… | 分享至… | 分享: | 微信扫一扫… | 扫一扫… | 微信 | 微博 | 新浪微博 | 腾讯微博 | qq空间 | 人人网 |
    打印 | 打印本页 | 关闭 | 关闭窗口 | 【打印】… | 收藏 | 收藏本文 | 点赞 | 转发 | 复制链接 | 字号: | 字体: |
    大 中 小 | 返回首页 | 返回顶部 | 推荐给朋友 | 我要纠错 | 纠错 | 举报 | 更多 | 查看更多 | 展开全文 | 阅读全文 |
    分享到微信… | 列印 | 友善列印 | 轉寄 | 轉寄友人 | 關閉 | 轉發 | 複製連結 | 字級設定… | 字級: | 字型: | 回首頁 |
    回頂端 | 加入收藏 | 按讚 | 看更多 | 上一页 | 下一页 | 上一頁 | 下一頁 | 点击进入… | 感谢您访问…
ja シェア | シェアする | ツイート | 印刷 | 印刷する | もっと見る | 続きを読む
ko 공유 | 공유하기 | 인쇄 | 인쇄하기 | 글자크기 | 더보기
fa اشتراک گذاری: | اشتراک گذاری | به اشتراک بگذارید… | به اشتراک گذاری… | چاپ | نسخه چاپی | ارسال به دوستان |
    کپی لینک | لینک کوتاه: | لینک کوتاه خبر: | کپی شد | ذخیره | پسندیدم | ما را دنبال کنید… | تلگرام | واتساپ |
    واتس اپ | توییتر | فیسبوک | اینستاگرام | ایتا | بله | سروش | کد خبر: | شناسه خبر: | بازگشت به بالا | ادامه مطلب |
    بیشتر
ar شارك | شارك: | مشاركة | مشاركة: | شارك هذا… | شارك الخبر… | شارك المقال… | شاركها… | شارك على… | طباعة |
    نسخ الرابط | تم النسخ | ارسال | إرسال إلى صديق | حفظ | تابعنا على… | تابعونا على… | تابعونا: | فيسبوك | تويتر |
    واتساب | تلغرام | تيليجرام | حجم الخط | استمع | البريد الإلكتروني | العودة للأعلى
ur شیئر کریں… | شیئر | پرنٹ کریں | پرنٹ | ای میل کریں | لنک کاپی کریں | ہمیں فالو کریں… | فیس بک | ٹوئٹر | واٹس ایپ |
    محفوظ کریں | سوشل میڈیا پر شیئر کریں
kk бөлісу: | бөлісу | бөлісіңіз… | басып шығару | достарыңызбен бөлісіңіз… | сілтемені көшіру | сақтау | ұнады |
    біз әлеуметтік желілерде… | толығырақ | басты бет
ky бөлүшүү: | бөлүшүү | бөлүшүңүз… | досторуңуз менен бөлүшүңүз… | басып чыгаруу | шилтемени көчүрүү | сактоо |
    жакты | толугураак | башкы бет
uz ulashish: | ulashish | ulashing… | do'stlaringizga ulashing… | do'stlar bilan ulashing… | chop etish |
    havolani nusxalash | havola nusxalandi | saqlash | batafsil | bosh sahifa | улашиш: | улашиш | чоп этиш
tg мубодила | мубодила: | мубодила кунед… | паҳн кунед… | ба дӯстон фиристед… | чоп кардан | чоп | нусхаи чопӣ |
    пайвандро нусха кардан | бо дӯстон мубодила кунед… | саҳифаи асосӣ
hi शेयर करें… | शेयर | साझा करें… | प्रिंट करें | प्रिंट | लिंक कॉपी करें | हमें फॉलो करें… | फेसबुक | ट्विटर |
    व्हाट्सएप | सुनें | होम
tr paylaş | paylaş: | paylaşın | yazdır | arkadaşına gönder | bağlantıyı kopyala | kaydet | bizi takip edin… | dinle |
    yazı boyutu | beğen | devamını oku
az paylaş | paylaş: | paylaşın | çap et | çap versiyası | linki kopyala | bəyən | ətraflı | bizi izləyin…
de teilen | teilen: | artikel teilen… | drucken | artikel drucken | merken | vorlesen | anhören | link kopieren |
    weiterlesen | mehr anzeigen | nach oben | zur startseite | seite drucken | folgen sie uns… | per mail versenden |
    kommentieren
es compartir | compartir: | compartir en… | comparte | comparte esta noticia | imprimir | guardar | copiar enlace |
    síguenos en… | escuchar | enviar por email
fr partager | partager: | partager sur… | partager cet article | imprimer | copier le lien | envoyer par mail |
    suivez nous… | écouter | écouter cet article
it condividi | condividi: | condividi su… | stampa | copia link | seguici su… | ascolta
pt compartilhar | compartilhar: | compartilhe | compartilhe: | partilhar | imprimir | copiar link | siga nos… |
    ouvir
pl udostępnij | udostępnij: | podziel się | podziel się: | drukuj | wydrukuj | wyślij znajomemu | kopiuj link |
    obserwuj nas… | polub nas… | lubię to | słuchaj | posłuchaj
el κοινοποίηση | κοινοποιήστε… | μοιραστείτε… | εκτύπωση | εκτυπώστε | αντιγραφή συνδέσμου | ακολουθήστε μας… |
    αποστολή με email | μέγεθος κειμένου…
mn хуваалцах | хуваалцах: | хуваалцаарай | хэвлэх | найздаа илгээх | холбоос хуулах | хадгалах | биднийг дагаарай… |
    дэлгэрэнгүй
nl delen | deel | deel dit artikel | print | luister
""",
    longest=90,
)

ADVERT = Phrases(
    """
en advertisement | advertisements | advertising | ad | ads | sponsored | sponsored content | paid content | promoted |
    story continues below… | article continues below… | article continues after… | continue reading below… |
    scroll to continue… | remaining time… | adchoices | advertise with us
ru реклама | на правах рекламы | реклама. ооо… | партнерский материал | партнерские материалы |
    продолжение после рекламы | спецпроект | реклама на сайте
uk реклама:
zh 广告 | 廣告 | 赞助内容 | 贊助內容 | 广告位 | 文章继续…
ja 広告 | スポンサーリンク
ko 광고
fa تبلیغات | آگهی | تبلیغ | رپورتاژ آگهی
ar إعلان | إعلانات | اعلان | محتوى مدفوع | يستمر الخبر أدناه
ur اشتہار | اشتہارات
kk жарнама | жарнама орналастыру
ky жарнама | жарнак | жарнама жайгаштыруу
uz reklama | reklama huquqi asosida | реклама ҳуқуқи асосида
tg реклама: | таблиғот | эълон
hi विज्ञापन
tr reklam | ilan | sponsorlu içerik | reklamı atla
az reklam | elan
de anzeige | werbung | anzeigen | empfohlener redaktioneller inhalt | externer inhalt
es publicidad | publicidade | anuncio | contenido patrocinado
fr publicité | annonce | contenu sponsorisé
it pubblicità
pl reklama | dalsza część artykułu… | dalsza część tekstu… | materiał sponsorowany
el διαφήμιση
mn сурталчилгаа | зар сурталчилгаа
nl advertentie
""",
    longest=110,
)

SUBSCRIBE = Phrases(
    """
en subscribe | subscribe now | subscribe to our… | subscribe to the… | subscribe for… | subscribe here… |
    sign up for our… | sign up to our… | sign up for the… | sign up to the… | sign up for free… | sign up here… |
    sign up for breaking… | get our newsletter… | get the latest news… | get the latest… | get breaking news… |
    get the best of… | join our telegram… | join our whatsapp… | join our newsletter… | join us on… |
    follow our telegram… | follow us on… | follow us for… | be a fan of… | newsletter | newsletters |
    …our newsletter… | …your inbox | enter your email… | your email address | would you like to receive… |
    download our app… | download the app… | become a member… | support independent… | support our journalism… |
    donate now | click to login… | thank you for subscribing… | by signing up…
ru подписаться | подписывайтесь на… | подписывайся на… | подпишитесь на… | подпишись на… | подписаться на… |
    подписка на… | присоединяйтесь к… | вступайте в… | читайте нас в… | следите за… новостями | следите за нашими… |
    следите за новостями… | будьте в курсе… | хотите быть в курсе… | хочешь быть в курсе… | наш телеграм… |
    наш telegram… | наш канал в… | мы в телеграм… | мы в telegram… | больше новостей в… | больше новостей на… |
    все новости в telegram… | самые важные новости… | самые интересные новости… | самое интересное в нашем… |
    самое важное в нашем… | читайте больше новостей… | будь в курсе… | оперативные новости в… | получайте новости… |
    получать новости… | ещё больше новостей… | установите приложение… | скачайте приложение… | рассылка | подписка |
    ваш email | новости в telegram… | добавьте нас в… | добавить в мои источники… | поддержите проект |
    поддержите нас | нам важно ваше мнение
uk підписуйтесь на… | підписуйтеся на… | підпишіться на… | приєднуйтесь до…
be падпісвайцеся на… | падпішыцеся на… | далучайцеся да…
zh 关注我们… | 关注公众号… | 关注微信… | 欢迎关注… | 扫描二维码… | 长按二维码… | 下载客户端… | 下载app… | 订阅… |
    请关注… | 更多精彩内容… | 更多精彩… | 更多资讯… | 关注官方… | 打开app… | 關注我們… | 歡迎關注… | 訂閱… |
    追蹤我們… | 下載app… | 立即訂閱… | 加入line… | 歡迎加入… | 掃描qr… | 按讚加入… | 點我下載… | 手机看新闻…
fa عضو کانال… | کانال تلگرام… | ما را در… دنبال کنید | به کانال تلگرام… | عضویت در خبرنامه | خبرنامه | در خبرنامه… |
    ما را در تلگرام… | اپلیکیشن ما را…
ar اشترك في… | اشترك الآن… | اشتركوا في… | انضم إلى… | انضموا إلى… | تابعوا قناتنا… | تابعوا آخر… | تابع آخر… |
    النشرة البريدية | النشرة الإخبارية | سجل بريدك… | حمل تطبيق… | تابع قناتنا… | قناتنا على…
ur سبسکرائب کریں… | ہمارا واٹس ایپ… | ہمارے واٹس ایپ… | ہمارے یوٹیوب… | ہمارے ٹیلیگرام… | ہمیں گوگل نیوز… |
    نیوز لیٹر… | ہماری ایپ…
kk жазылу | біздің telegram… | біздің телеграм… | telegram каналымызға… | телеграм арнамызға… | арнамызға жазыл… |
    бізге жазылыңыз… | жаңалықтарға жазыл… | біздің арнаға… | telegram арнамызға…
ky жазылуу | биздин telegram… | биздин телеграм… | telegram каналыбызга… | телеграм каналыбызга… |
    каналыбызга жазыл… | бизге жазылыңыз… | жаңылыктарга жазыл… | бизди telegram…
uz obuna bo'lish | obuna bo'ling… | telegram kanalimizga… | kanalimizga… | bizning telegram… | bizni telegram… |
    yangiliklarga obuna… | rasmiy kanalimiz… | telegramdagi kanalimiz… | обуна бўлинг… | бизнинг телеграм…
tg обуна | обуна шавед… | ба канали мо… | ба телеграм… | канали мо… | ба хабарнома… | моро дар телеграм… |
    ба канали телеграми…
hi सब्सक्राइब करें… | हमारे व्हाट्सएप… | हमारे whatsapp… | हमारे टेलीग्राम… | हमारे यूट्यूब… | न्यूज़लेटर… |
    न्यूजलेटर… | हमारा ऐप… | हमें गूगल… | ताजा खबरों के लिए… | ताज़ा खबरों के लिए…
tr abone ol | abone olun… | bültenimize… | telegram kanalımıza… | kanalımıza… | e bülten… | bizi google news… |
    haber bülteni… | son dakika haberlerini…
az abunə ol… | abunə olun… | telegram kanalımıza… | kanalımıza…
de newsletter… | abonnieren… | jetzt abonnieren… | abonnieren sie… | melden sie sich… | folgen sie uns… |
    jetzt anmelden… | jetzt newsletter… | hat ihnen dieser artikel gefallen… | der newsletter…
es suscríbete… | suscríbase… | únete a… | regístrate… | recibe las noticias… | boletín… | síguenos… | newsletter
fr abonnez vous… | inscrivez vous… | recevez… newsletter | s'abonner… | newsletter… | rejoignez nous…
it iscriviti… | abbonati… | newsletter… | seguici…
pt assine… newsletter | inscreva se… | receba as notícias… | siga o… | entre no canal… | clique aqui para…
pl zapisz się… | subskrybuj… | dołącz do nas… | obserwuj nas… | polub nas… | …do newslettera… |
    …na facebooku: polub… | prenumerata
el εγγραφείτε… | ακολουθήστε… google news… | κάντε εγγραφή… | newsletter | γίνετε μέλος…
mn бүртгүүлэх | захиалах | манай телеграм… | манай telegram… | манай сувагт… | мэдээ авах… | манай фэйсбүүк…
""",
    longest=330,
)

# Notes on mistakes, rights and responsibility, as they stand below an article.
RIGHTS = Phrases(
    """
en …all rights reserved… | …all right reserved… | …not necessarily reflect the views… |
    …not necessarily represent the views… | the views expressed… | copyright | copyright… | … copyright 20… |
    …may not be published broadcast… | …may not be reproduced… | …reproduction without permission… | disclaimer: |
    …republished from… edition… | this article was made possible… | republished with permission… |
    this story has not been edited… | this article was originally published… | terms of use… | privacy policy |
    …is not responsible for the content of external…
ru …все права защищены… | при использовании материалов… | …при использовании материалов… ссылка… |
    …при цитировании… ссылка… | при перепечатке… | …при перепечатке… ссылка… | перепечатка материалов… |
    использование материалов… | копирование материалов… | любое использование… | …полное или частичное копирование… |
    …полное или частичное использование… | …полное или частичное воспроизведение… | …ctrl enter… | нашли ошибку… |
    заметили ошибку… | нашли опечатку… | заметили опечатку… | увидели ошибку… | если вы нашли… | если вы заметили… |
    если нашли… | если заметили… | если вы увидели… | ошибка в тексте | сообщить об ошибке | …выделите ее мышью… |
    …выделите ошибку… | …выделите орфографическую… | …свидетельство о регистрации сми… |
    …зарегистрировано… роскомнадзор… | …мнение редакции может не… | …мнение автора может не… |
    …мнение редакции… не совпада… | сообщи свою новость… | есть новость… | прислать новость | стали свидетелем… |
    присылайте свои… | пользовательское соглашение | политика конфиденциальности
uk …усі права захищені… | …ctrl enter… | помітили помилку… | знайшли помилку… | якщо ви помітили…
be …усе правы абаронены… | …ctrl enter… | заўважылі памылку… | калі вы заўважылі…
zh …版权所有… | …版權所有… | 免责声明: | 免責聲明: | 版权声明: | 版權聲明: | 特别声明: | …严禁转载… | …禁止转载… |
    …请勿转载… | …谢绝转载… | 转载请注明… | …轉載請註明… | 凡本网注明… | 本文仅代表… | 本文仅代表作者… |
    …不代表本网… | …不代表本站… | …立场无关… | …立場無關… | …不构成投资建议… | …不构成任何投资建议… |
    …不構成投資建議… | …请自行核实… | …不保证该信息… | …不得转载… | …不得轉載… | 违法和不良信息… | 举报电话…
fa تمامی حقوق این… | تمامی حقوق برای… | تمامی حقوق مادی… | تمام حقوق این… | تمام حقوق مادی… | کلیه حقوق این… |
    کلیه حقوق مادی… | …با ذکر منبع بلامانع… | …با ذکر منبع آزاد… | گزارش خطا
ar …جميع الحقوق محفوظة… | …حقوق النشر محفوظة… | …كافة الحقوق محفوظة… | …جميع حقوق النشر… | بلغ عن خطأ |
    الإبلاغ عن خطأ…
ur …جملہ حقوق… | …تمام حقوق… محفوظ… | کاپی رائٹ…
kk …барлық құқықтар қорғалған… | …барлық құқығы қорғалған… | материалдарды пайдалан… | …қате тапсаңыз… |
    …қате байқасаңыз… | …ctrl enter… | …сілтеме жасау міндетті… | …сілтеме міндетті…
ky …бардык укуктар корголгон… | материалдарды пайдалан… | …ката тапсаңыз… | …ката байкасаңыз… | …ctrl enter… |
    …шилтеме берүү милдеттүү…
uz …barcha huquqlar himoyalangan… | …xatolikni ko'rsangiz… | …xato topsangiz… | …ctrl enter… |
    materiallardan foydalan… | …havola ko'rsatish… | …барча ҳуқуқлар… | …хато топсангиз… | …xatoni ko'rsangiz… |
    …xatolik topsangiz…
tg …ҳамаи ҳуқуқҳо… | …ҳуқуқҳо ҳифз… | …ctrl enter… | истифодаи мавод… | …хато ёфтед… | …ғалат ёфтед…
hi …सर्वाधिकार सुरक्षित… | …सभी अधिकार सुरक्षित… | कॉपीराइट… | डिस्क्लेमर: | अस्वीकरण: | यह खबर… स्वतः प्रकाशित…
tr …tüm hakları saklıdır… | …her hakkı saklıdır… | telif hakkı… | …izinsiz… kullanılamaz… | …kaynak gösterilmeden…
az …bütün hüquqlar qorunur… | müəllif hüquqları… | …istinad… vacibdir… | …ctrl enter… | …səhv gördükdə…
de …alle rechte vorbehalten… | …alle angaben ohne gewähr… | © dpa infocom… | impressum | datenschutz |
    fehler gefunden…
es …todos los derechos reservados… | aviso legal
fr …tous droits réservés… | …reproduction interdite… | mentions légales
it …riproduzione riservata… | …tutti i diritti riservati…
pt …todos os direitos reservados…
pl …wszelkie prawa zastrzeżone… | prawa autorskie… | znalazłeś błąd… | zgłoś błąd… | …kopiowanie… zabronione…
el …με την επιφύλαξη παντός δικαιώματος… | …όλα τα δικαιώματα διατηρούνται…
mn …бүх эрх хуулиар хамгаалагдсан… | зохиогчийн эрх… | …эх сурвалжаа дурд… | …ctrl enter… | …алдаа олсон…
ja …無断転載… | …無断複製… | 著作権…
""",
    longest=600,
)
