"""Verbs of saying and their company, by language. Chinese is in quotes.chinese: it writes no blanks."""

from extractors.quotes.russian import RUSSIAN_VERBS
from extractors.quotes.turkic import KAZAKH, KYRGYZ, TURKISH, UZBEK
from extractors.quotes.wording import Wording


def _words(words: str) -> frozenset[str]:
    return frozenset(each.replace("_", " ") for each in words.split())


def _list(words: str) -> tuple[str, ...]:
    return tuple(each.replace("_", " ") for each in words.split())


_EN_WHEN = (
    r"(?:on|in|at|during|to\s(?:the|an?|his|her|their|our|its|this|reporters|journalists|media|members|lawmakers|us|me|him|them)|late|early|yesterday|today|via|through|by|when|after|before|while|following|as|from|of|"
    r"citing|quoting|this|last|later|recently|again|here|there|separately|alongside|according|reporters|journalists|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
ENGLISH = Wording(
    strong=_words("said says say saying as_saying"),
    weak=_words(
        """told tells tell added adds noted notes note stressed stresses stress emphasized emphasised emphasizes
        emphasises explained explains recalled recalls continued announced announces confirmed claimed claims
        claim argued argues argue insisted insists insist revealed reveals disclosed indicated indicates declared
        declares stated states pointed_out reiterated reiterates underlined underscored highlighted concluded
        admitted acknowledged warned warns warn believes believe observed remarked commented replied responded
        asked reported wrote writes tweeted went_on promised pledged alleged maintained mentioned affirmed
        reaffirmed assured predicted joked quipped"""
    ),
    joined=_words("adding stressing noting warning emphasizing emphasising explaining insisting recalling claiming"),
    according=("according to", "in the words of"),
    that=(
        rf"(?:\s*,?\s+{_EN_WHEN}[^.;:\ue000]{{0,100}}?[\s,]|\s+)"
        r"that,?\s+"
    ),
    adjunct=_EN_WHEN,
    between=(
        r"(?:has|have|had|also|then|further|furthermore|earlier|later|repeatedly|reportedly|recently|again|once|"
        r"clearly|still|always|even|now|already|simply|only|publicly|officially|is|was|are|were|been|"
        r"(?:quoted|cited)(?:\s+by\s+[A-Z][\w. ]{1,30})?)"
    ),
    never=(
        r"(?:to|could|can|cannot|should|would|might|may|must|not|n't|n’t|is|was|are|were|be|been|being|never|nobody|\w+n['’]t|"
        r"of|the|a|an|its|his|her|their|united|without)(?:\s(?:yet|ever|even))?"
    ),
    pronouns=_words("he she they it i we who"),
    openers=(
        r"(?:but|and|however|meanwhile|also|yet|so|then|while|although|though|when|after|because|since|as|where|that|"
        r"which|if|yesterday|today|this week|this month|last week|last month|earlier|later|still)\b,?"
    ),
    offices=_list(
        """envoy diplomat minister spokes representative president ambassador leader politician chief director
        author researcher professor doctor father mother brother sister chair secretary head premier chancellor
        official adviser advisor expert analyst governor mayor senator lawyer attorney commander general coach"""
    ),
    bodies=_list(
        """organi ministr universit committee council court association institut department agenc office
        authorit compan bank union commission party times mail post news journal press herald tribune
        service street river forum centre center street"""
    ),
    nouns=_words("states state notes note claims claim stress reports"),
    tells=_words("told tells tell assured warned warns warn reminded"),
    documents=_list(
        "stud research figure data survey result finding analys poll map chart evidence what this that guidance work "
        "list document chapter book textbook"
    ),
    honours=_words(
        """dr mr mrs ms miss madam sir lord lady prof professor president prime minister foreign defence defense
        secretary general secretary-general vice-president chief chairman chairwoman ambassador senator governor
        judge justice rep sen the a an
        russian chinese indian pakistani kazakh uzbek iranian turkish american british u.s. star deputy vice
        shadow health while however in but and when as after this according for at on from if since although
        though because then now meanwhile"""
    ),
    this=r"\s+(?:this|these remarks)\b",
    beside=r"\s(?:after|before|during|while|when)\s",
    mute=r"(?:after|before|during|for|in|on|at|by|with|without|to|from|than|when|while|if|because|that|since|until|under|"
    r"following|speaking|according|citing|easier|sooner|as|what|whatever|whether|how|why)(?:\s|$)|"
    r"(?!.*\b(?:who|that|which|whose)\b).*\s(?:is|was|are|were|has|have|had|will|would)\s",
    wary=False,
)

RUSSIAN = Wording(
    strong=frozenset(),
    weak=RUSSIAN_VERBS,
    joined=_words("добавив отметив подчеркнув заявив пояснив напомнив уточнив указав сказав"),
    according=_list(
        """по_словам по_мнению по_его_словам по_ее_словам по_её_словам по_их_словам со_слов по_информации по_данным
        по_заключению по_заверению по_заверениям по_утверждениям по_оценкам по_версии по_сообщению по_сведениям
        по_подсчетам по_подсчётам по_утверждению по_его_мнению по_её_мнению по_ее_мнению по_оценке"""
    ),
    that=r"(?:[^.;:!?\ue000]{0,120}?,\s*(?:что|будто)|\s*,\s*чтобы)\s+",
    adjunct=r"(?:в|во|на|по|при|после|во время|сегодня|вчера|журналистам|отвечая|комментируя|говоря)\b",
    between=(
        r"(?:также|тоже|еще|ещё|затем|позже|ранее|вновь|сегодня|вчера|сам|сама|особо|отдельно|далее|при этом|лишь|"
        r"только|уже|даже|снова|неоднократно|прямо)"
    ),
    never=r"(?:не|ни|как бы|нельзя|можно|было|будет|мог|могла|может|могут)",
    pronouns=_words("он она они оно его ее её их тот та который которая которые"),
    openers=(
        r"(?:но|а|и|однако|при этом|также|кроме того|в то же время|между тем|вместе с тем|тем временем|ранее|позже|"
        r"сегодня|вчера|затем|так|как|об этом|в свою очередь|напомним|по словам|позднее|тогда|теперь|перед этим|"
        r"\d{1,2} (?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*|сразу же|"
        r"в (?:понедельник|среду|четверг|пятницу|субботу|воскресенье)|во вторник)\b,?"
    ),
    offices=_list(
        """министр президент премьер глава лидер политик дипломат представител посол спецпредставител спецпосланник
        директор руководител председател секретар агент адвокат эксперт аналитик депутат губернатор мэр чиновни
        врач генсек генеральн собеседник спикер пресс-секретар источник инсайдер очевид спортсмен блогер чемпион
        тренер менеджер сенатор журналист телеведущ бизнесмен писател режиссер художник актер актрис певец певиц
        учен следовател прокурор судь профессор доктор начальник заместител сотрудник координатор основател
        организатор заведующ академик полковник майор командующ"""
    ),
    documents=_list("исследовани анализ опрос статистик результат"),
    owners=_words("его ее её их"),
    honours=_words("господин госпожа"),
    impersonal=_words("сообщается отмечается говорится подчеркивается уточняется указывается сообщалось отмечалось"),
    nouns=_words("призвал призвала призвали призвало попросил попросила попросили"),
    cites=_words("цитирует цитируют приводит приводят приводятся"),
    circumstance=r"(?:незадолго|накануне|в\s(?:комментарии|посте|ходе|рамках|ответ|эфире|интервью|беседе|разговоре|конце|начале|преддверии|свою|сво[её]м|своей)|"
    r"на\s(?:вопрос|встрече|заседании|совещании|форуме|брифинге|полях|пресс-конференции)|во\sвремя|по\sитогам|после|при)\s",
    beside=r"\s(?:в\s(?:интервью|беседе|эфире|разговоре|ходе|рамках|комментарии|сво[её]м|ответ)|во\sвремя|по\sитогам|после|"
    r"на\s(?:встрече|брифинге|пресс-конференции|форуме|заседании|совещании|полях|саммите)|журналистам|"
    r"корреспонденту|агентству|газете|изданию|телеканалу|порталу)\b",
    mute=r"(?:по|после|при|из|из-за|с|со|от|до|для|к|о|об|за|под|над|без|через|между|перед|вдоль|около|накануне|про|"
    r"незадолго|сразу|спустя|благодаря|ранее|позже|тогда|раньше|вчера|\w+(?:лось|лся|лась|лись|ется|ются|ится|атся|ятся)|"
    r"помимо|кроме|несмотря|согласно|может|наверное|видимо|конечно|возможно|в\s\w+\sраз|на\s(?:его|её|ее|их|мой|наш)\sвзгляд|"
    r"вс[её]$|это$|\w+(?:ах|ях)$|что|чтобы|если|когда|как|где|в\s(?:ходе|рамках|ответ|эфире|"
    r"интервью|беседе|разговоре|конце|начале|связи|частности|целом|том|этом|итоге|преддверии|свою|своей|своём|своем|"
    r"своих|случае|качестве|которо\w+|понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)|"
    r"на\s(?:вопрос|фоне|встрече|заседании|совещании|форуме|брифинге|полях|этом|фото|днях|основе|сегодня))(?:\s|$)|"
    r"во\s(?:время|вторник)\b|"
    r"[а-яё]+(?:ым|им|ыми|ими|ами|ями|ого|его|ому|ему)(?:\s|$)",
    inverts=True,
    dashes=True,
    bare=False,
    wary=False,
)
UKRAINIAN = Wording(
    strong=frozenset(),
    weak=_words(
        """сказав сказала заявив заявила повідомив повідомила повідомили зазначив зазначила наголосив наголосила
        додав додала підкреслив підкреслила пояснив пояснила каже кажуть розповів розповіла"""
    ),
    according=("за словами", "на думку", "за його словами", "за її словами"),
    that=r"[^.;:!?\ue000]{0,120}?,\s*що\s+",
    adjunct=r"(?:у|в|на|під час|сьогодні|вчора)\b",
    between=r"(?:також|ще|потім|раніше)",
    never=r"(?:не)",
    pronouns=_words("він вона вони"),
    openers=r"(?:але|однак|при цьому|також|водночас|як|про це)\b,?",
    offices=_list("міністр президент прем'єр глава лідер дипломат представник посол директор голова"),
    mute=r"(?:за|після|при|з|із|від|до|для|про|під|без|через|між|перед|згідно|що|якщо|коли|як)\s",
    inverts=True,
    dashes=True,
    bare=False,
    wary=False,
)
GERMAN = Wording(
    strong=_words("sagte sagt sagten"),
    weak=_words(
        """erklärte erklärt betonte betont fügte_hinzu teilte_mit warnte kritisierte meinte meint behauptete
        berichtete unterstrich bekräftigte schrieb schreibt ergänzte so"""
    ),
    that=r"[^.;:!?\ue000]{0,100}?,\s*dass\s+",
    adjunct=r"(?:am|im|in|bei|nach|vor|gegenüber|dem|der|den)\b",
    between=r"(?:hat|hatte|auch|zudem|dann|weiter)",
    never=r"(?:nicht|zu)",
    pronouns=_words("er sie"),
    openers=r"(?:aber|und|doch|auch)\b,?",
    mute=r"(?:dennoch|darin|dabei|dazu|damit|daher|danach|zuvor|bereits|außerdem|zudem|derweil|dann|bei|in|im|am|an|nach|vor|"
    r"auf|mit|laut|wegen|seit|zu|zum|zur|von|vom|aus|für|gegen|gegenüber|unter|über|während|als|wie|wenn|da|dass|"
    r"im|heute|gestern|später|weiter|jetzt|nun|hier|dort|sagte?|erklärte?|betonte?)(?:\s|$)",
    offices=_list("minister präsident sprecher botschafter kanzler chef direktor"),
    inverts=True,
    bare=False,
)
FRENCH = Wording(
    strong=frozenset(),
    weak=_words(
        """a_déclaré a_dit a_affirmé a_ajouté a_souligné a_indiqué a_expliqué a_précisé a_estimé a_annoncé a_rappelé
        déclare affirme ajoute souligne indique explique précise estime annonce rappelle dit ont_déclaré
        a-t-il_déclaré a-t-il_dit a-t-elle_déclaré a-t-elle_dit a-t-il_ajouté a-t-elle_ajouté a-t-il_souligné"""
    ),
    according=("selon", "d’après", "d'après"),
    that=r"[^.;:!?\ue000]{0,100}?\s(?:que\s+|qu['’])",
    adjunct=r"(?:à|au|en|lors|dans|mardi|lundi|mercredi|jeudi|vendredi|samedi|dimanche)\b",
    between=r"(?:également|aussi|ensuite)",
    never=r"(?:ne|n'|n’|pas)",
    pronouns=_words("il elle ils elles"),
    openers=r"(?:mais|et|cependant|toutefois)\b,?",
    mute=r"(?:dans|en|à|au|aux|lors|après|avant|pendant|depuis|pour|par|sur|selon|avec|sans|où|quand|comme|qui|que|ce|"
    r"hier|interrogée?|mardi|lundi|mercredi|jeudi|vendredi|samedi|dimanche)(?:\s|$)",
    offices=_list("ministre président porte-parole ambassadeur directeur chef"),
    inverts=True,
    bare=False,
)
SPANISH = Wording(
    strong=frozenset(),
    weak=_words(
        """dijo dice afirmó afirma señaló señala declaró añadió agregó subrayó destacó explicó indicó aseguró
        recordó anunció advirtió sostuvo manifestó expresó dijeron informó"""
    ),
    according=("según", "de acuerdo con"),
    that=r"[^.;:!?\ue000]{0,100}?\sque\s+",
    adjunct=r"(?:en|el|durante|a|al|ante)\b",
    between=r"(?:también|además|luego|ha|había)",
    never=r"(?:no|se)",
    pronouns=_words("él ella ellos ellas"),
    openers=r"(?:pero|y|sin embargo)\b,?",
    mute=r"(?:en|durante|a|al|ante|tras|después|antes|desde|para|por|sobre|según|con|sin|cuando|como|que|quien|donde|"
    r"así|también|además|ayer|hoy)(?:\s|$)",
    offices=_list("ministr president portavoz embajador director jefe canciller"),
    inverts=True,
    bare=False,
)
ARABIC = Wording(
    strong=frozenset(),
    weak=_words(
        """قال وقال قالت وقالت أكد وأكد أكدت وأكدت أضاف وأضاف أضافت وأضافت صرح وصرح أوضح وأوضح أعلن وأعلن أشار_إلى
        ذكر وذكر"""
    ),
    according=("وفقا ل", "بحسب", "وفقاً ل"),
    that=r"(?P<after>[^.;:!?\ue000]{0,120}?)\s(?:إن|أن|بأن|إنه|أنه|إنها|أنها)\s+",
    pronouns=_words("هو هي هم"),
    offices=_list("الوزير الرئيس المتحدث السفير المبعوث"),
    bare=False,
    verb_first=True,
)
PERSIAN = Wording(
    strong=frozenset(),
    weak=_words(
        """گفت گفته_است گفتند افزود تاکید_کرد تأکید_کرد اظهار_داشت اظهار_کرد خاطرنشان_کرد بیان_کرد نوشت اعلام_کرد
        تصریح_کرد"""
    ),
    according=("به گفتهٔ", "به گفته"),
    that=r"\s+که\s+",
    pronouns=_words("او وی آنها"),
    offices=_list("وزیر رئیس سخنگو سفیر"),
    bare=False,
)
URDU = Wording(
    strong=frozenset(),
    weak=_words("نے_کہا نے_بتایا کا_کہنا_ہے کا_کہنا_تھا کے_مطابق کہا_ہے کہا"),
    that=r"(?:\s+ہے)?\s+کہ\s+",
    pronouns=_words("انہوں اس"),
    offices=_list("وزیر صدر ترجمان سفیر"),
    bare=False,
)
BELARUSIAN = Wording(
    strong=frozenset(),
    weak=_words(
        """сказаў сказала заявіў заявіла паведаміў паведаміла паведамілі адзначыў адзначыла падкрэсліў падкрэсліла
        дадаў дадала растлумачыў растлумачыла кажа кажуць лічыць лічаць"""
    ),
    according=("па словах", "паводле слоў"),
    that=r"[^.;:!?\ue000]{0,120}?,\s*што\s+",
    adjunct=r"(?:у|ў|на|падчас|сёння|учора)\b",
    between=r"(?:таксама|яшчэ|потым|раней)",
    never=r"(?:не)",
    pronouns=_words("ён яна яны"),
    openers=r"(?:але|аднак|пры гэтым|таксама|як)\b,?",
    offices=_list("міністр прэзідэнт прэм'ер кіраўнік лідар дыпламат прадстаўнік пасол дырэктар старшыня"),
    mute=r"(?:за|пасля|пры|з|са|ад|да|для|пра|пад|без|праз|паміж|што|калі|як)\s",
    inverts=True,
    dashes=True,
    bare=False,
    wary=False,
)
NONE = Wording(strong=frozenset(), weak=frozenset())
WORDINGS = {
    "en": ENGLISH, "ru": RUSSIAN, "uk": UKRAINIAN, "be": BELARUSIAN, "kk": KAZAKH, "ky": KYRGYZ, "uz": UZBEK,
    "tr": TURKISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "ar": ARABIC, "fa": PERSIAN, "ur": URDU,
}  # fmt: skip


def wording_of(language: str | None) -> Wording:
    """Give the words of a language by its tag; those of English where none is known, and none where it has no table."""
    return WORDINGS.get(language.split("-")[0], NONE) if language else ENGLISH
