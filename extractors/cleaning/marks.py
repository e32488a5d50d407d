"""Lines about an article: who made it and its pictures, whence it comes, what it is filed under, how often read."""

from extractors.cleaning.phrases import Phrases

AUTHOR = Phrases(
    """
en author: | authors: | written: | by: | written by: | text: | words: | reporter: | story by: | correspondent:
ru автор: | авторы: | автор текста: | автор статьи: | автор материала: | текст: | корреспондент: | подготовил: |
    подготовила:
uk автор: | автори: | текст: | кореспондент:
be аўтар: | аўтары: | тэкст:
zh 作者: | 文: | 撰文: | 记者: | 本报记者: | 特约记者: | 见习记者: | 实习记者: | 記者: | 本報記者: | 撰稿: | 采写: |
    文字:
ja 文: | 執筆: | 記者: | 取材:
fa نویسنده: | خبرنگار: | گزارشگر: | نگارنده: | به قلم:
ar بقلم: | كتب: | كتبت: | الكاتب: | الكاتبة: | إعداد: | المراسل: | تقرير:
ur تحریر: | رپورٹ: | رپورٹر: | مصنف: | از:
kk автор: | авторы: | мақала авторы: | тілші: | мәтін авторы:
ky автор: | автору: | макаланын автору: | кабарчы:
uz muallif: | muxbir: | муаллиф: | мухбир:
tg муаллиф: | нависанда: | хабарнигор: | муаллифи матн:
hi लेखक: | लेखिका: | रिपोर्ट: | रिपोर्टर: | संवाददाता: | द्वारा:
tr yazar: | yazan: | haber: | muhabir: | hazırlayan:
az müəllif: | yazıb: | müxbir:
de autor: | autorin: | von: | text:
es autor: | autora: | por: | texto: | redactor:
fr auteur: | par: | texte: | rédigé par:
it autore: | di: | testo:
pt autor: | autora: | por: | texto:
pl autor: | autorka: | tekst: | oprac:
el συντάκτης: | του: | γράφει: | γράφει ο: | γράφει η: | κείμενο:
mn зохиогч: | бичсэн: | сурвалжлагч: | сурвалжилсан: | нийтлэлч:
""",
    longest=330,
)

CREDIT = Phrases(
    """
en photo: | photos: | photo by… | photos by… | photo courtesy… | photo credit… | picture: | pictures: | image: |
    images: | image by… | image credit… | image source… | image courtesy… | image caption… | credit: | file photo… |
    file image… | representational image | representative image | …getty images | getty images… | …file photo |
    …photo file | …shutterstock | …photo illustration | video: | illustration: | illustrative photo… | caption: |
    view image… | enlarge image | click to enlarge | screenshot: | footage: | photo
ru фото: | фото с сайта… | фото из… | фото автора… | фото предоставлено… | фотография: | фотографии: | фото и видео: |
    автор фото: | фото архив… | фото пресс-служб… | архивное фото | изображение: | картинка: | иллюстрация: |
    иллюстративное фото | скриншот: | снимок: | на фото: | на снимке: | кадр из… | видео: | инфографика: | коллаж: |
    источник фото: | источник изображения: | подпись к фото | фото
uk фото: | ілюстрація: | джерело фото: | скріншот:
be фота: | здымак: | ілюстрацыйнае фота
zh 图为… | 图片来源: | 资料图片 | 资料图 | …资料图 | …资料图片 | …供图 | …图 记者… | 图片说明: | 图: | 图片: | 摄影: |
    视频: | 截图: | 漫画: | 制图: | 配图: | 图源: | 來源圖片: | 圖為… | 圖片來源: | 資料照片 | 資料圖片 | …資料照片 |
    …資料照 | …資料圖片 | …翻攝 | 圖: | 照片: | 攝影: | 圖說: | 影片: | …提供 圖 | 示意圖 | 图 新华社… | 新华社发… |
    新华社记者… 摄 | 中新社记者… 摄 | 中新社发…
ja 写真: | 写真提供… | 資料写真 | 画像: | 画像提供…
ko 사진: | 사진 제공… | 사진제공…
fa عکس: | تصویر: | عکس از… | تصویر آرشیوی | عکس آرشیوی | عکاس: | منبع عکس: | فیلم: | ویدیو: | ویدئو:
ar الصورة: | صورة: | صور: | تصوير: | صورة أرشيفية | أرشيفية | صورة من الأرشيف | مصدر الصورة: | تعليق الصورة: |
    فيديو: | المصور:
ur تصویر: | فوٹو: | فائل فوٹو | فائل فوٹو: | تصویر کا ذریعہ: | تصویر کا کیپشن: | ویڈیو: | فوٹو فائل
kk фото: | сурет: | фотосурет: | суреттер: | суретте: | фото ашық дереккөз… | фото архивтен | суретке түсірген… |
    көрнекі сурет | видео:
ky сүрөт: | сүрөттө: | архивдик сүрөт | иллюстративдик сүрөт | сүрөт булагы:
uz foto: | surat: | suratda: | surat manbasi: | illyustrativ surat | rasm: | video: | фото: | сурат:
tg акс: | сурат: | аксҳо: | акс аз… | дар акс: | сурат аз… | дар сурат: | акси бойгонӣ | наворбардор: | аксбардор:
hi फोटो: | फ़ोटो: | तस्वीर: | फाइल फोटो | फोटो क्रेडिट: | फोटो साभार: | चित्र: | प्रतीकात्मक तस्वीर |
    सांकेतिक तस्वीर | फोटो स्रोत: | वीडियो:
tr fotoğraf: | fotoğraflar: | foto: | görsel: | arşiv fotoğrafı | fotoğraf altı:
az foto: | fotolar: | şəkil: | arxiv fotosu | foto arxiv
de foto: | fotos: | bild: | bilder: | bildquelle: | fotocredit: | fotocredits: | symbolbild: | symbolfoto: |
    archivbild: | archivfoto: | grafik: | quelle bild: | titelbild:
es foto: | fotos: | imagen: | fotografía: | foto de archivo | fotógrafo:
fr photo: | photos: | crédit photo: | crédit photos: | crédits: | image: | photo d'archives… | photo d'illustration…
it foto: | immagine: | foto di… | credits: | credit foto:
pt foto: | fotos: | imagem: | crédito: | foto de… | créditos:
pl foto: | fot: | zdjęcie: | zdjęcia: | fot. … | zdjęcie ilustracyjne | zdjęcie ilustracyjne: | fotografia: |
    foto ilustracyjne
el φωτογραφία: | φωτό: | φωτο: | πηγή φωτογραφίας: | εικόνα:
mn гэрэл зураг: | зураг: | зургийг… | гэрэл зургийг… | фото: | эх сурвалж зураг: | зурагт:
""",
    longest=170,
)

# Who edited and reported, where the text comes from.
DESK = Phrases(
    """
en editing by… | edited by… | reporting by… | reported by… | additional reporting by… | additional reporting… |
    compiled by… | translated by… | writing by… | with files from… | with inputs from… | with agencies |
    with agency inputs | source: | sources: | via: | editor: | editors: | news source: | (with inputs from… |
    reach the reporter… | contact the writer… | contact: | this is a breaking new story…
ru редактор: | редакторы: | выпускающий редактор: | корректор: | источник: | источники: | по материалам: |
    по материалам… | по информации: | перевод: | перевод с… | переводчик: | оригинал статьи | оригинал: |
    источник информации: | подготовила редакция | беседовал: | материал подготовил… | ответственный редактор:
uk джерело: | джерела: | редактор: | за матеріалами: | переклад:
be крыніца: | рэдактар: | паводле матэрыялаў… | пераклад:
zh 责任编辑: | 责编: | 编辑: | 编审: | 责任编辑… | 编校: | 校对: | 审核: | 监制: | 值班编辑: | 本文来源: | 来源: |
    文章来源: | 稿源: | 信息来源: | 新闻来源: | 原标题: | 作者单位: | 责任编缉: | 翻译: | 编译: | 策划: | 统筹: |
    出品: | 實習編輯: | 实习编辑: | 責任編輯: | 責任編輯… | 責編: | 編輯: | 核稿編輯: | 審核: | 來源: | 資料來源: |
    文章來源: | 原標題: | 編譯: | 本文來源: | 主编: | 主編: | …编辑 | …編輯 | …責任編輯 | 关键词: | 标签:
fa منبع: | منابع: | ویراستار: | دبیر: | مترجم: | ترجمه: | گزارشگر: | انتهای پیام… | پایان پیام… | ویرایش:
ar المصدر: | المصادر: | تحرير: | المحرر: | ترجمة: | إعداد وتحرير: | المصدر وكالات | المصدر: وكالات
ur ذریعہ: | ماخذ: | ایڈیٹر: | بشکریہ: | ترجمہ:
kk дереккөз: | дереккөзі: | редактор: | редакторы: | ақпарат көзі: | аударған:
ky булак: | булагы: | редактор: | маалымат булагы: | которгон:
uz manba: | muharrir: | manbalar: | tarjimon: | манба: | муҳаррир:
tg сарчашма: | манбаъ: | муҳаррир: | тарҷума:
hi स्रोत: | संपादन: | संपादक: | संपादित: | सोर्स: | साभार: | अनुवाद:
tr kaynak: | editör: | haber kaynağı: | çeviri:
az mənbə: | redaktor: | tərcümə:
de quelle: | quellen: | redaktion: | faktencheck: | mit material von… | mit material der… | mit dpa | mit afp |
    mit reuters | mit agenturmaterial | eigene recherche | eigene recherchen | in redaktion | übersetzung:
es fuente: | fuentes: | con información de… | redacción: | editor:
fr source: | sources: | avec afp | avec reuters | avec agences | la rédaction avec… | traduction:
it fonte: | fonti: | redazione: | a cura della redazione
pt fonte: | fontes: | com informações de… | edição: | editor:
pl źródło: | źródła: | redakcja: | opracowanie: | tłumaczenie: | oprac: | red: | redagował…
el πηγή: | πηγές: | επιμέλεια: | με πληροφορίες από… | με πληροφορίες:
mn эх сурвалж: | редактор: | орчуулсан: | эх сурвалж… | хянасан:
""",
    longest=170,
)

TAGS = Phrases(
    """
en tags: | tagged: | topics: | keywords: | category: | categories: | filed under: | posted in: | hashtags: |
    more on:
ru теги: | тэги: | метки: | ключевые слова: | темы: | рубрика: | рубрики: | категория: | раздел: | тема:
uk теги: | мітки: | категорія:
be тэгі: | тэги: | рубрыка:
zh 标签: | 关键词: | 关键字: | 關鍵字: | 標籤: | 關鍵詞: | 分类: | 分類: | 相关标签:
ja タグ: | キーワード:
fa برچسب ها: | برچسب: | کلیدواژه ها: | کلمات کلیدی: | کلیدواژه: | برچسب های خبر:
ar كلمات دلالية: | الكلمات المفتاحية: | كلمات مفتاحية: | الوسوم: | وسوم: | هاشتاغ: | العلامات:
ur ٹیگز: | ٹیگ: | موضوعات: | کلیدی الفاظ:
kk тегтер: | тэгтер: | тег: | кілт сөздер: | айдар: | санат:
ky тегдер: | тэгдер: | ачкыч сөздөр: | рубрика:
uz teglar: | kalit so'zlar: | ruknlar: | тэглар: | теглар: | bo'lim:
tg барчаспҳо: | калидвожаҳо: | тегҳо: | калимаҳои калидӣ: | рубрика:
hi टैग: | टैग्स: | विषय: | संबंधित टैग:
tr etiketler: | etiket: | kategori: | kategoriler: | anahtar kelimeler:
az teqlər: | etiketlər: | açar sözlər: | kateqoriya:
de schlagworte: | schlagwörter: | tags: | themen: | stichworte:
es etiquetas: | temas: | archivado en:
fr mots clés: | tags: | thèmes:
it tag: | argomenti:
pt tópicos: | marcadores:
pl tagi: | słowa kluczowe: | kategoria: | kategorie: | tematy:
el ετικέτες: | tags: | κατηγορία:
mn түлхүүр үг: | шошго: | таг: | ангилал:
""",
    longest=330,
)

COUNTER = Phrases(
    """
en views | view | views: | hits: | reads | shares | likes | likes: | min read | mins read | minute read |
    minutes read | minutes to read | min | reading time: | reading time minutes | reading time min |
    estimated reading time… | read time: | read time mins | comments: | seen | times read | viewed times | rating:
ru просмотров | просмотра | просмотр | просмотры | просмотров: | просмотры: | показов: | прочитано раз | прочтений |
    прочтений: | прочитали: | мин чтения | минут чтения | минуты чтения | минута чтения | чтения мин |
    на чтение минут | на чтение мин | время чтения: | время прочтения: | время на прочтение: | читать минут |
    комментариев: | количество просмотров: | голосов: | рейтинг:
uk переглядів | перегляди: | переглядів: | хв читання
be праглядаў | прагляды: | праглядаў:
zh 阅读: | 阅读量: | 阅读数: | 浏览: | 浏览次数: | 浏览量: | 点击: | 点击数: | 点击量: | 次阅读 | 人阅读 | 阅读 次 |
    次浏览 | 评论数: | 閱讀: | 瀏覽: | 瀏覽次數: | 人氣: | 點閱: | 點閱數: | 閱讀時間: | 阅读时间: | 点击次数: |
    播放量:
fa بازدید | بازدید: | تعداد بازدید: | زمان مطالعه: | مدت زمان مطالعه: | زمان مطالعه دقیقه | دقیقه مطالعه |
    تعداد نظرات:
ar مشاهدة | مشاهدات | مشاهدات: | عدد المشاهدات: | المشاهدات: | دقيقة قراءة | دقائق قراءة | وقت القراءة: |
    مدة القراءة: | عدد القراءات: | زيارة
ur مشاہدات | ویوز | مشاہدات: | منٹ میں پڑھیں
kk көрілім | қаралым | қаралды | қаралым: | қаралды: | оқылды: | оқылды | көрілім: | рет қаралды | рет оқылды |
    минут оқу | оқу уақыты: | қаралым саны:
ky көрүүлөр: | көрүлдү: | көрүлдү | окулду: | жолу көрүлдү | көрүүлөр саны: | окуу убактысы: | жолу окулду
uz ko'rishlar: | ko'rildi: | ko'rildi | marta ko'rildi | marta o'qildi | o'qildi: | ko'rishlar soni: | o'qish vaqti: |
    кўришлар: | марта ўқилди | марта кўрилди | ko'rilgan:
tg тамошо: | дида шуд: | хонда шуд: | бор хонда шуд | бор дида шуд | шумораи тамошо: | боздид: | назар:
hi व्यूज | मिनट पढ़ें | पढ़ने का समय: | बार देखा गया | बार पढ़ा गया | मिनट में पढ़ें
tr okunma | okunma: | görüntülenme: | görüntüleme: | okunma sayısı: | kez okundu | dakikalık okuma | dk okuma süresi |
    okuma süresi: | dk okuma
az baxış | baxış sayı: | baxılıb: | dəfə oxunub | oxunub: | baxış:
de lesezeit: | lesezeit minuten | min lesezeit | minuten lesezeit | aufrufe: | lesedauer: | lesedauer minuten
es visitas: | vistas | lecturas: | minutos de lectura | min de lectura | tiempo de lectura:
fr vues | min de lecture | temps de lecture… | lecture min | minutes de lecture
pl wyświetleń: | wyświetleń | odsłon: | odsłony: | min czytania | czas czytania:
el προβολές: | αναγνώσεις: | λεπτά ανάγνωσης | χρόνος ανάγνωσης:
mn үзсэн: | уншсан: | удаа үзсэн | удаа уншсан | үзсэн тоо: | унших хугацаа: | нийт үзсэн:
""",
    longest=70,
)
