"""What stands where a text was cut for those who don't pay or register; see extractors.walls.phrases."""

from extractors.walls.wording import Wording

GATE = Wording(r"""
subscri : subscri\w+.{0,30} (to|and) (continue|keep|finish|read\b|unlock|access|(get|gain|enjoy) (full|unlimited
    |instant))
sign register log account member join : (sign (up|in)|register|log ?in|account|member|join( us| now)?)\b.{0,20} (to
    |and) (continue|keep|finish) ?(reading|$|the|this)?
sign register log account member join : (sign (up|in)|register|log ?in|account|member|join( us
    | now)?)\b.{0,20} to (read|unlock|access|view|see) (this|the (full|rest|whole|entire)|more|full)
reading : (continue|keep|finish) reading.{0,40}(subscri|sign|log ?in|regist|account|member|free|trial)
reading : to (continue|keep|finish) reading.{0,50}(subscri|sign|log|regist|account|member|choose|start)
only : (this|the|full|entire|premium) ?(\w+ )?(article|story|content|text|report|page|post|analysis
    |interview)\b.{0,30}only (available )?(to|for).{0,24}(subscri|member|regist)
for to : (this|the|full|entire|premium) ?(\w+ )?(article|story|content|text|report|page|post|analysis
    |interview) is .{0,24}(for|to) .{0,14}(subscri|member|patron|regist)
exclusive reserved : (exclusive|reserved|available exclusively) (to|for) .{0,14}(subscribers|members)
only : (subscriber|member)s?.only (content|article|story|access)|for (subscribers|members) only
limit free : (reached|hit|used|read|exceeded).{0,24}(limit of|article limit|all of your free|your (last )?free
    |free (article|stor))
remaining left : \d+ (more )?free (articles?|stories|story) (left|remaining)
unlock : unlock (this|the full|unlimited|full) (article|story|access)
already : already (a |an |have a )?.{0,12}(subscriber|subscri|member|account)
free : ^(keep|continue) reading for
rest remainder : (rest|remainder) of (this|the) (article|story|text) (is|requires)
trial : start your (free )?trial.{0,30}(read|access|continue)
подписчик подписк зарегистрирован авторизован : \b(материал|статья|статьи|статью|текст|публикация|контент|новость
    |версия|чтение|продолжение|раздел)\b[^.]{0,50}(подписчик|подписк|зарегистрирован|авторизован)
подписк : (оформите|купите|оплатите|приобретите|продлите|оформить) .{0,25}подписк\w*\b(?! на ).{0,40}(чтобы|для|чит
    |доступ|$)
подпишитес воидите авторизуитес зарегистрируитес : (подпишитесь|войдите|авторизуйтесь
    |зарегистрируйтесь).{0,40}(чтобы|для).{0,20}(чита|прочита|дочита|продолж|просмотр|доступ)
чтобы дочитать прочитать продолжить : (прочитать|продолжить|дочитать|читать|получить доступ к (стать|материал|текст
    |полн|контент)\w*|продолжения чтения).{0,60}(подпи|войдите|авториз|зарегистр|оформите|купите|нужна|необходим)
платн доступ : платн(ый|ая) (материал|стать|текст)\w*|(купите|оплатите|оформите) доступ
доступ : доступ\w* .{0,12}(по (платной )?подписке|подписчикам|для подписчиков)
только эксклюзивно : (эксклюзивно|только) (для )?подписчик
бесплатн : (лимит|прочитали|исчерпали).{0,24}бесплатн
подписк подписан : уже (есть подписка|подписаны|оформили подписку)|у вас есть подписка
осталось : осталось .{0,12}(прочитать|дочитать)|(осталось|ещё) \d+ ?%
订阅 登录 注册 付费 开通 购买 成为 訂閱 登入 註冊 付費 : (订阅|登录|注册|付费|开通|购买|成为|訂閱|登入|註冊|付費
    |加入).{0,12}(继续阅读|后阅读|可阅读|可继续|即可|查看全文|解锁|阅读全文|繼續|閱讀全文|閱讀更多)
本文 此文 全文 文章 剩余 余下 以下 本內容 内容 : (本文|此文|全文|文章|剩余|余下|以下|內容|内容|本篇).{0,12}(仅|只|限
    |为|需|僅|為|供).{0,8}(订阅|会员|付费|登录|vip|訂閱|會員|付費|訂戶)
继续阅读 繼續閱讀 阅读全文 閱讀全文 解锁 : (继续阅读|繼續閱讀|阅读全文|閱讀全文|解锁).{0,14}(订阅|登录|付费|会员
    |訂閱|登入|付費|會員|购买|注册)
仅限 仅供 僅限 专享 專屬 專享 : (仅限|仅供|僅限).{0,4}(会员|订阅|付费|會員|訂閱)|(会员|订阅用户|付费用户|會員
    |訂戶)(专享|专属|專享|專屬)
试读 免费 : 试读(已)?结束|免费(阅读|文章).{0,6}(用完|额度|用尽)
خواندن ادامه مطالعه مشاهده دسترسی : (برای|جهت) .{0,14}(خواندن|ادامه|مطالعه|مشاهده|دسترسی).{0,45}(مشترک|اشتراک
    |وارد شو|وارد حساب|ثبت ?نام|عضو)
مشترک مشترکین اعضا : (مطلب|مقاله|گزارش|خبر|محتوا|متن).{0,25}(ویژه|فقط|تنها|مخصوص).{0,15}(مشترک|اعضا)
اشتراک : اشتراک.{0,12}(تهیه کنید|خریداری کنید|بخرید)
للمشتركين : للمشتركين( فقط)?$|(متاح|حصري|المحتوى|المقال).{0,20}للمشتركين
القراءه قراءه : (لمتابعة|لمواصلة|لإكمال).{0,12}قراءة.{0,30}(اشترك|سجل|الاشتراك|تسجيل)|(اشترك|سجل).{0,20}(لمتابعة
    |لقراءة|لمواصلة|لإكمال)
жазыл тіркел : (оқу|жалғастыру|толық)\w*.{0,45}(жазылыңыз|жазылушы|тіркеліңіз|кіріңіз)|тек .{0,12}жазылушы
    |жазылым\w* (рәсімде|сатып)
жазыл каттал : (окуу|улантуу|толук)\w*.{0,45}(жазылыңыз|жазылуучу|катталыңыз|кириңиз)|жазылуучулар\w* (гана|үчүн)
obuna royxatdan : (qish|davom|to.liq)\w*.{0,45}(obuna bo|obunachi)|(faqat )?obunachilar (uchun|ga)
обуна рўйхатдан : (ўқиш|давом|тўлиқ|хондан|идома)\w*.{0,45}обуна|обуначилар (учун|га)
муштарион : барои муштариён
abone uye giris : (devam|oku|tamam|eriş)\w*.{0,40}(abone ol|üye ol|giriş yap|abonelik)|(abonelere|üyelere) (özel
    |açık)|abone ol\w*.{0,14}(oku|devam)
abune : (oxumaq|davam)\w*.{0,40}abunə|abunəçilər üçün
जारी सदस्य सब्सक्राइब : पढ़ना जारी.{0,40}(सब्सक्राइब|सदस्य|लॉग)|(केवल|सिर्फ) (सब्सक्राइबर|सदस्य)|(सब्सक्राइब|लॉग ?इन).{0,30}पढ़
جاری سبسکرائب : پڑھنا جاری.{0,40}(سبسکرائب|لاگ|رجسٹر)|(سبسکرائب|لاگ ?ان).{0,30}پڑھ
weiterlesen lesen : (weiterlesen|weiter lesen|um .{0,40}zu lesen|lesen sie).{0,40}(abonn|\babo\b|registrier|anmeld
    |mit \w+ ?(plus|\+))
abonnent abo plus premium : (diese[rn]|den|ganzen) (artikel|beitrag|inhalt|text).{0,40}(abonnent|\babo\b|plus|\+
    |premium)
abonnent abo : (exklusiv|nur) für (abonnent|mitglied)|bereits (abonnent|ein abo)|sind sie .{0,10}abonnent
abonne reserve : (article|contenu|suite|lecture|accès)\b.{0,25}(réservé|abonnés?)\b|déjà abonné
vous : (abonnez|inscrivez|connectez).vous.{0,30}(pour (lire|continuer|accéder)|et lisez)|il vous reste.{0,30}(lire
    |découvrir)
suscri registrate sesion : (suscríbete|suscríbase|regístrate|inicia sesión).{0,30}(leer|seguir|continuar)|(contenido
    |artículo|exclusivo).{0,25}suscriptores
abbonati accedi : (abbonati|registrati|accedi).{0,30}(leggere|continuare)|(riservat|esclusiv)\w{1,3} .{0,8}abbonati
assine assinante cadastre : (assine|cadastre-se|faça login).{0,30}(ler|continuar)|(exclusivo
    |conteúdo).{0,25}assinantes
prenumerat subskry abonent : (artykuł|tekst|treść|dostęp)\w*.{0,30}(tylko dla|wyłącznie|dla).{0,15}(prenumerator
    |subskrybent|abonent)|(wykup|kup).{0,20}(prenumerat|subskrypcj)
передплат підпишіт : (матеріал|стаття|текст).{0,30}передплатник|(оформіть|придбайте) передплат|підпишіться,? щоб
会員 有料 購読 : (この記事|続き|全文|残り).{0,14}(会員|有料|購読|ログイン)|会員限定|有料会員限定
구독 로그인 회원 유료 : (구독|로그인|회원 ?가입).{0,14}(후|하고|하시면|해야).{0,12}(읽|계속|보실)|(유료|구독자
    |회원) ?전용
""")
