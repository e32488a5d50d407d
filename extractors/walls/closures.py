"""What stands in for every page of a site: a form to log in, a notice that the site is shut, a stub that leads on.

A site that is shut says so in a sentence of its own, about itself or to its reader. News say the same of other sites,
and say more; so the turns of phrase are tied to the beginning of a sentence, or hold such an address.
"""

import re

from lxml.html import HtmlElement

from extractors.html import one_line
from extractors.walls.wording import Wording

SOON_SECONDS = 5  # a page that leaves earlier is not there to be read
REFRESH = re.compile(r"\s*(\d{1,9})")  # https://html.spec.whatwg.org/#shared-declarative-refresh-steps

CLOSED = Wording(r"""
legal : ^[^\w]*(error )?(451[^\w]{0,3})?((this )?(content|page|site|website) )?(is )?(unavailable|not available) (due to
    |for) legal reasons
european gdpr protection : \b(you|your|visitors|this (site|website|page|content))\b.{0,120}(european (economic area
    |union|countries)|gdpr|general data protection)
country region location : \b(not|un|isn.t ).{0,3}(currently )?available .{0,12}in your (country|region|location)
maintenance construction : ^[^\w]*(sorry.{0,3} )?((the|this|our|we|we.re|web ?site|site|page|server|service|is|are
    |currently|temporarily|closed|down|undergoing|for|briefly|unavailable|under|scheduled|planned|routine) ){0,9}
    (maintenance|construction)\b.{0,40}$
back : \b(we.ll|we will|site will|will) be (right )?back (soon|shortly|online|up)
database : ^[^\w]*(error (establishing|connecting to)|(could not|cannot|can.t|unable to) connect to) (a |the )?database
service gateway server : ^[^\w]*(http )?(error )?(50[0234][^\w]{0,3})?(error )?(service (is )?(temporarily )?unavailable
    |bad gateway|gateway time.?out|internal server error)[^\w]{0,3}$
domain : ^[^\w]*(the |this )?(domain|[\w.-]{4,60})( name)?( [\w.-]{4,60})? (is|may be|could be) for sale[^\w]{0,3}$|(buy
    |purchase) this domain|this domain( name)? (is|has|may)\b.{0,14} (for sale|parked|expired|registered)
account : ^[^\w]*(this |your )?(account|hosting|website) (is |has been )?suspended[^\w]{0,3}$
юридическ правовым законодательств : ^.{0,30}(недоступ\w+|ограничен\w*) .{0,20}(по (юридическим|правовым) причинам
    |в соответствии с законодательств)
вашеи вашем : (недоступ\w+|не доступ\w+|заблокирован\w*|ограничен\w*) .{0,14}в ваш(ей стране|ем (регионе|городе))
техническ обслуживани реконструкции ремонте профилактик : ^[^\w]*((извините|уважаемые|посетители|пользователи|на|наш
    |наша|данный|сайт|сайте|портал|портале|временно|недоступен|закрыт|не|работает|в|связи|с|находится|ведутся|идут
    |проводятся|проходят|плановые|плановых|ресурс|из-за)[^\w]{1,3}){0,12}(техническ\w{1,3} (работ\w*|обслуживани\w*
    |перерыв\w*)|обслуживани\w|реконструкции|ремонте|профилактик\w)\b.{0,40}$
саит портал : ^[^\w]*(извините[^\w]{1,3})?(наш |данный )?(сайт|портал) (временно |сейчас )(недоступен|не работает
    |закрыт|отключен)\b.{0,40}$
баз : ^[^\w]*(ошибка|не удалось|невозможно) .{0,30}(соединени\w{1,2}|подключ\w{2,8}|связ\w{1,2}) (с|к) баз\w{1,2} данных
домен : ^[^\w]*(этот |данный )?домен\w{0,2}( [\w.-]{4,60})? (выставлен на продажу|продаётся|припаркован|не оплачен
    |не делегирован)|(купить|приобрести) (этот |данный )домен|срок регистрации домена .{0,60}(истёк|закончился)
аккаунт хостинг : ^[^\w]*(аккаунт|хостинг|сайт) (заблокирован|приостановлен|отключен) (хостинг|за неуплату)
法律原因 法律 : (因|由于|由於|出于).{0,4}法律(原因|要求).{0,14}(无法|不能|不可|無法|不可用|屏蔽)
所在 : [您你](所在|当前所在|目前所在).{0,8}(国家|地区|區域|地區|國家|区域).{0,14}(无法|不能|不可|不支持|不提供|無法)
维护 維護 升级 升級 建设 : ^.{0,12}(网站|系统|本站|服务器|网页|網站|系統|页面).{0,8}(维护|維護|升级|升級|建设)(中|,|。
    |$)
数据库 資料庫 : ^.{0,8}(数据库|資料庫)连?.{0,6}(错误|失败|出错|錯誤|失敗)
域名 : ^.{0,6}(此|该|本|[您你].{0,6})?域名.{0,24}(正在出售|出售中|可出售|待售|转让中|已过期|已到期|停放)
    |(购买|出售)(此|该)域名
سایت : ^.{0,6}(وب ?)?سایت .{0,24}(در دست (تعمیر|ساخت|بروز)|در حال (تعمیر|به.?روزرسانی|بروزرسانی))
پایگاه : ^.{0,4}خطا در (برقراری|ایجاد|اتصال).{0,20}پایگاه
wartung : ^.{0,30}(wegen|in|im) wartung(sarbeiten|smodus)?\b.{0,30}$
maintenance mantenimiento : ^.{0,20}site .{0,14}en maintenance\b.{0,30}$
    |^.{0,20}(sitio|web) .{0,14}en mantenimiento\b.{0,30}$
""")

LOGIN = Wording(r"""
logged log login sign signed : \blog(ged)?[ -]?in\b|\bsign(ed)? ?(in|up)\b
password username account : \b(password|user ?name|account)\b
register e-mail email remember forgot : ^(register|e-?mail|remember me|forgot)\b
авториз : \b(авториз\w+|неавторизован\w*)
воити вход воидите логин парол : ^вход\b|\b(войти|войдите|логин\w*|парол\w+)\b
регистрац зарегистр запомнить забыли : ^(регистрация|зарегистр\w+|запомнить|забыли)
登录 登錄 登入 密码 密碼 用户名 账号 帐号 帳號 注册 註冊 : 登录|登錄|登入|密码|密碼|用户名|账号|帐号|帳號|^注册|^註冊
ورود رمز کاربری : ورود به|^ورود|رمز عبور|نام کاربری
تسجيل كلمه : تسجيل الدخول|كلمة (المرور|السر)
кіру құпия кирүү сырсоз : ^(кіру|кирүү)|құпиясөз|құпия сөз|сырсөз
kirish parol giris sifre : ^kirish|\bparol\w*|giriş yap|\bşifre\w*
anmeld passwort connexion connect contrasena sesion : \banmelde\w*|passwort|mot de passe|se connecter|connexion
    |contraseña|iniciar sesión
""")


def asks_for_password(tree: HtmlElement) -> bool:
    """Say whether a page has a field for a password."""
    return any((each.get("type") or "").strip().lower() == "password" for each in tree.iter("input"))


def leads_on(tree: HtmlElement) -> str:
    """Return the order of a page to load another one at once, "" when it has none.

    One for readers without scripts does not count.
    """
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        order = meta.get("content") or ""
        seconds = REFRESH.match(order)
        if seconds and int(seconds[1]) <= SOON_SECONDS and next(meta.iterancestors("noscript"), None) is None:
            return one_line(order)[:100]
    return ""
