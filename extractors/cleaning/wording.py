"""What stands around articles, in the words of the pages: one table for each kind of line. See phrases for the form."""

from extractors.cleaning.phrases import Phrases

# Headings and labels of links to other articles.
RELATED = Phrases(
    """
en read also: | also read: | read more: | read next: | see also: | related: | related news: | related articles: |
    related stories: | related posts: | related topics: | related links: | related content: | related coverage: |
    more stories: | more news: | more on this story: | more on this topic: | more on this: | more from this section |
    most read | most popular | popular news | top stories | latest news | recent posts | recommended |
    recommended for you | you may also like: | you might also like: | don't miss: | must read: | further reading: |
    trending | trending now | editor's picks | related video: | watch: | watch also: | relevant offers |
    featured advertisers | more like this | also in the news | videos | galleries | photo galleries | more videos |
    in other news: | continue reading | read the full story | click here for more… | for more news…
ru читайте также: | читать также: | читайте по теме: | читайте ещё: | читать далее | читать ещё | читайте далее: |
    по теме: | материалы по теме: | новости по теме: | статьи по теме: | также по теме: | ещё по теме: |
    смотрите также: | смотри также: | см. также: | похожие новости: | похожие материалы: | похожие статьи: |
    похожие записи | другие новости: | другие материалы: | ещё новости: | последние новости: | главные новости |
    новости партнеров | новости партнёров: | популярное | популярные новости | самое читаемое | самое популярное |
    читают сейчас | читайте сейчас | сейчас читают | рекомендуем: | рекомендуем почитать: | рекомендуем прочитать: |
    советуем прочитать: | вам может быть интересно: | это интересно: | интересное по теме: | ранее по теме: |
    лента новостей | новости сми2 | новости часа | новости дня | топ новостей | подробнее: | подробнее по теме: |
    связанные новости: | предыдущая новость: | следующая новость: | обсуждаемое
uk читайте також: | дивіться також: | за темою: | новини за темою: | схожі новини | останні новини | популярне |
    більше новин: | рекомендуємо:
be чытайце таксама: | чытайце яшчэ: | глядзіце таксама: | па тэме: | навіны па тэме: | апошнія навіны | папулярнае
zh 相关阅读: | 延伸阅读: | 相关新闻: | 相关报道: | 相关链接: | ※相关链接 | 相关文章: | 相关专题: | 相关推荐: |
    更多阅读: | 更多新闻: | 推荐阅读: | 猜你喜欢: | 热点新闻 | 热门新闻 | 热门推荐 | 最新新闻 | 精彩推荐 | 精彩图片 |
    推荐视频 | 视频推荐 | 上一篇: | 下一篇: | 新闻排行 | 点击排行 | 大家都在看 | 为您推荐 | 編輯推薦 | 编辑推荐 |
    今日热点 | 往期回顾: | 相關閱讀: | 延伸閱讀: | 相關新聞: | 相關報導: | 相關報道: | 相關連結: | 相關文章: |
    更多新聞: | 推薦閱讀: | 推薦文章: | 熱門新聞 | 最新消息 | 猜你喜歡 | 你可能也喜歡 | 你可能還想看: | 看更多: |
    更多報導: | 更多報道: | 人氣新聞 | 焦點新聞
ja 関連記事: | 関連ニュース: | あわせて読みたい: | こちらもおすすめ | 人気記事 | ランキング | おすすめ記事 |
    【関連記事】
ko 관련기사: | 관련 기사: | 관련뉴스 | 인기기사 | 많이 본 뉴스 | 추천기사
fa همچنین بخوانید: | بیشتر بخوانید: | بیشتر بخوانید | مطالب مرتبط: | اخبار مرتبط: | اخبار مرتبط | مطالب پیشنهادی |
    بخوانید: | این مطلب را هم بخوانید: | در همین رابطه: | در همین زمینه: | خبرهای مرتبط: | خبرهای بیشتر: |
    پربازدیدترین ها | پربیننده ترین ها | آخرین اخبار | آخرین خبرها | بیشتر ببینید: | حتما بخوانید: | همچنین ببینید: |
    اخبار پیشنهادی | پیشنهاد سردبیر
ar اقرأ أيضا: | اقرأ أيضًا: | اقرأ المزيد: | إقرأ أيضا: | إقرأ المزيد: | اقرأ أكثر: | مواضيع ذات صلة: |
    أخبار ذات صلة: | مقالات ذات صلة: | ذات صلة | مواضيع متعلقة: | أخبار متعلقة: | قد يهمك أيضا: | قد يهمك: |
    شاهد أيضا: | الأكثر قراءة | الأكثر مشاهدة | آخر الأخبار | المزيد: | للمزيد: | طالع أيضا: | تابع أيضا: |
    المزيد من الأخبار
ur یہ بھی پڑھیں: | مزید پڑھیں: | یہ بھی دیکھیں: | مزید خبریں: | متعلقہ خبریں: | متعلقہ مضامین: | اسی بارے میں: |
    تازہ ترین خبریں | تازہ ترین | مقبول خبریں | مزید دیکھیں: | اہم خبریں
kk оқи отырыңыз: | тағы оқыңыз: | сондай-ақ оқыңыз: | тағы да оқыңыз: | осыған қатысты: | ұқсас жаңалықтар: |
    ұқсас мақалалар: | тақырып бойынша: | соңғы жаңалықтар | көп оқылған | көп оқылғандар | осы тақырыпта: |
    ең көп оқылғандар | басқа жаңалықтар
ky дагы окуңуз: | ошондой эле окуңуз: | дагы караңыз: | окшош жаңылыктар: | тема боюнча: | тектеш жаңылыктар: |
    акыркы жаңылыктар | көп окулган | көп окулгандар | башка жаңылыктар | окуй отуруңуз: | ушул тема боюнча:
uz shuningdek o'qing: | shuningdek, o'qing: | yana o'qing: | mavzuga oid: | mavzuga doir: | o'xshash yangiliklar: |
    so'nggi yangiliklar | ko'p o'qilgan | ko'p o'qilganlar | boshqa yangiliklar | tavsiya etamiz: | batafsil: |
    o'qing: | шунингдек, ўқинг: | мавзуга оид: | сўнгги янгиликлар | кўп ўқилган
tg инчунин бихонед: | ҳамчунин бихонед: | боз бихонед: | маводи марбут: | хабарҳои марбут: | хабарҳои дигар: |
    хабарҳои охирин | дар ин мавзӯъ: | мавзӯъҳои монанд: | бештар бихонед: | серхондатарин
tk şeýle hem okaň: | meňzeş habarlar: | soňky habarlar
hi यह भी पढ़ें: | ये भी पढ़ें: | इसे भी पढ़ें: | और पढ़ें: | संबंधित खबरें: | संबंधित समाचार: | यह भी देखें: |
    ताजा खबरें | ताज़ा खबरें | बड़ी खबरें | ज्यादा पढ़ी गई | ट्रेंडिंग | आपकी राय
bn আরও পড়ুন: | আরো পড়ুন: | সম্পর্কিত খবর
tr ayrıca okuyun: | bunu da okuyun: | bunlar da ilginizi çekebilir: | ilginizi çekebilir: | ilgili haberler: |
    ilgili haber: | benzer haberler: | diğer haberler: | son haberler | en çok okunanlar | çok okunanlar |
    haberin devamı: | önerilen haberler
az həmçinin oxuyun: | həmçinin bax: | oxşar xəbərlər: | əlaqəli xəbərlər: | digər xəbərlər | son xəbərlər |
    ən çox oxunan | ən çox oxunanlar | bunları da oxuyun:
de lesen sie auch: | lesen sie mehr: | lesen sie hier: | mehr zum thema: | auch interessant: | siehe auch: |
    weitere artikel: | ähnliche artikel | ähnliche themen | weitere meldungen: | weitere nachrichten: |
    weiterführende links: | das könnte sie auch interessieren: | das könnte dich auch interessieren: | meistgelesen |
    zum thema: | mehr aus: | mehr lesen: | passend dazu: | mehr themen…
es lea también: | lee también: | leer más: | lee además: | te puede interesar: | le puede interesar: |
    noticias relacionadas: | artículos relacionados: | más información: | más noticias: | ver también: |
    lo más leído | le recomendamos:
fr lire aussi: | à lire aussi: | à lire également: | lire également: | voir aussi: | sur le même sujet: |
    articles liés: | articles similaires | les plus lus | à découvrir: | lire la suite | pour aller plus loin:
it leggi anche: | leggi tutto | articoli correlati: | notizie correlate: | potrebbe interessarti: | vedi anche: |
    i più letti
pt leia também: | leia mais: | veja também: | notícias relacionadas: | mais lidas | saiba mais: | confira também: |
    veja mais:
pl czytaj także: | czytaj też: | przeczytaj także: | przeczytaj również: | czytaj również: | zobacz także: |
    zobacz też: | zobacz również: | czytaj więcej: | więcej na ten temat: | powiązane artykuły: | polecane: |
    polecamy: | najczęściej czytane | najnowsze wiadomości | warto przeczytać:
el διαβάστε επίσης: | διαβάστε ακόμα: | διαβάστε περισσότερα: | δείτε επίσης: | δείτε ακόμα: | σχετικά άρθρα: |
    σχετικά θέματα: | περισσότερα νέα | δημοφιλή | διαβάστε ακόμη:
mn мөн унших: | холбоотой мэдээ: | холбоотой мэдээнүүд: | бусад мэдээ: | сүүлийн мэдээ | шинэ мэдээ | их уншсан |
    их уншигдсан | санал болгох: | төстэй мэдээ:
nl lees ook: | lees verder: | lees meer: | meer over:
""",
    longest=220,
)

# What readers wrote begins here. Russian "Комментарий" in the singular heads what an expert says.
COMMENTS = Phrases(
    """
en comments | latest comments | leave a comment… | leave a reply… | leave your comment… | post a comment… |
    add a comment… | add comment | reader comments | write a comment… | join the conversation |
    join our commenting forum | join the discussion | show comments | view comments | no comments | no comments yet |
    tell us what you think | comments are closed…
ru комментарии | комментариев | комментария | комментарии читателей | отправить комментарий | оставить комментарий |
    оставьте комментарий… | добавить комментарий… | написать комментарий | ваш комментарий | обсуждение новости |
    обсудить на форуме | комментарии к новости | комментарии к статье | комментариев пока нет | комментариев нет |
    нет комментариев | отзывы читателей | чтобы оставить комментарий… | для того чтобы оставить комментарий…
uk коментарі | залишити коментар… | додати коментар
be каментары | каментарыі | пакінуць каментар
zh 评论 | 网友评论… | 发表评论… | 我要评论 | 最新评论 | 热门评论 | 全部评论 | 查看评论 | 用户评论 | 評論 | 網友評論… |
    發表評論… | 留言 | 我要留言 | 發表回應 | 讀者留言 | 网友留言
ja コメント | コメントを書く | 読者のコメント
fa نظرات | نظرات کاربران | نظر شما | نظر بدهید | ارسال نظر… | ثبت نظر | دیدگاه ها | دیدگاه شما |
    دیدگاهتان را بنویسید | نظرات بینندگان | نظرات خوانندگان
ar التعليقات | تعليقات | تعليقات القراء | أضف تعليق | أضف تعليقا… | اترك تعليقا… | اكتب تعليقا… | شارك برأيك
ur تبصرے | تبصرہ کریں | اپنی رائے دیں | تبصرہ لکھیں | قارئین کے تبصرے
kk пікірлер | пікір қалдыру… | пікір қосу | пікір жазу | оқырман пікірлері
ky комментарийлер | пикирлер | пикир калтыруу | комментарий калтыруу… | комментарий жазуу | окурмандардын пикирлери
uz izohlar | izoh qoldirish… | izoh qoldiring… | fikr bildirish… | sharhlar | изоҳлар | изоҳ қолдириш…
tg шарҳҳо | шарҳ навиштан… | назарҳо | шарҳи худро нависед… | изҳори назар | шарҳ диҳед
hi टिप्पणियां | टिप्पणियाँ | टिप्पणी करें… | अपनी राय दें | कमेंट करें | पाठकों की टिप्पणियाँ | कमेंट
tr yorumlar | yorum yap | yorum yazın… | yorum yaz | okuyucu yorumları
az şərhlər | şərh yaz | rəy bildir | rəylər
de kommentare | kommentar abgeben | kommentar schreiben… | kommentar verfassen | leserkommentare |
    diskutieren sie mit…
es comentarios | deja un comentario… | deja tu comentario…
fr commentaires | laisser un commentaire… | réagir | vos commentaires
it commenti | lascia un commento…
pt comentários | deixe um comentário… | deixe seu comentário…
pl komentarze | dodaj komentarz… | skomentuj | komentarze czytelników
el σχόλια | σχόλια αναγνωστών | προσθήκη σχολίου | αφήστε σχόλιο… | γράψτε το σχόλιό σας
mn сэтгэгдэл | сэтгэгдэлүүд | сэтгэгдэл бичих… | сэтгэгдэл үлдээх…
""",
    longest=120,
)

# Headings of what is said of the writer below the article.
ABOUT = Phrases(
    """
en about the author: | about the authors: | about the writer: | about author | author bio | about us |
    about the reporter:
ru об авторе: | об авторах: | о авторе | коротко об авторе
uk про автора:
be пра аўтара:
zh 作者简介: | 关于作者: | 作者介绍: | 作者簡介: | 關於作者: | 作者介紹:
fa درباره نویسنده:
ar عن الكاتب: | نبذة عن الكاتب:
ur مصنف کے بارے میں:
hi लेखक के बारे में: | लेखक परिचय:
kk автор туралы:
ky автор жөнүндө:
uz muallif haqida:
tg дар бораи муаллиф:
mn зохиогчийн тухай:
tr yazar hakkında:
az müəllif haqqında:
de über den autor: | über die autorin: | zur person:
es sobre el autor: | sobre la autora:
fr à propos de l'auteur:
it l'autore:
pt sobre o autor:
pl o autorze:
el σχετικά με τον συγγραφέα:
""",
    longest=80,
)
