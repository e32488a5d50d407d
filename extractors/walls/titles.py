"""What stands in the heading of a wall, and nothing else in it; see extractors.walls.phrases."""

import re

from extractors.analyze import fold
from extractors.walls.phrases import MISSING
from extractors.walls.wording import whole

LONGEST_HEADING = 150  # characters

# Headings of tests and dialogues, whole. Some are fit for an article too, and count only where more speaks.
CHALLENGE_TITLES = whole("""
just a moment | one moment, please | one moment please | please wait | hold on | attention required | access denied
forbidden | 403 forbidden | error 403 | 403 | not acceptable | captcha | security check | security checkpoint
vercel security checkpoint | ddos-guard | pardon our interruption | request rejected | human verification
bot verification | robot check | are you a robot | are you human | are you not a robot | verification required
too many requests | blocked | you have been blocked | site blocked | you are being redirected | radware captcha page
access to this page has been denied | making sure you're not a bot | checking your browser | bot check | hcaptcha
проверка браузера | проверка | проверка безопасности | доступ ограничен | доступ запрещен | доступ заблокирован
пожалуйста, подождите | подождите | вы не робот | вы робот | капча | подтвердите, что вы не робот
安全验证 | 访问验证 | 人机验证 | 滑动验证 | 滑动验证页面 | 身份验证 | 安全检查 | 安全检测 | 访问被拦截 | 访问被拒绝
请稍候 | 网站防火墙 | 验证码 | 安全验证中 | 百度安全验证
بررسی مرورگر | دسترسی غیر مجاز | در حال انتقال | تحقق أمني | браузер тексерілуде | brauzer tekshirilmoqda
güvenlik kontrolü | sicherheitsüberprüfung | vérification de sécurité | verificación de seguridad
""")
CONSENT_TITLES = whole("""
before you continue | cookie consent | cookie settings | cookie wall | privacy settings | privacy choices
your privacy choices | we value your privacy | consent | datenschutzeinstellungen | zustimmung | ihre zustimmung
mit werbung weiterlesen | согласие на обработку данных | согласие на использование cookie | cookie onayı
vos préférences | paramètres de confidentialité | tu privacidad | la tua privacy | twoja prywatność
""")

# The number alone, in the heading of a page that is not there.
GONE = re.compile(fold(r"\b(404|410)\b|\b(not|nothing) found\b|\bне найдено\b|۴۰۴|٤٠٤"))
# What may stand beside it, or beside a turn of MISSING, in a heading that says nothing else.
_FILLING = whole("""
error | http | code | status | oops | ooops | whoops | uh | oh | sorry | we | re | the | this | it | looks like | seems
that | you | your | requested | not found | nothing found | lost | page | has | been | or | and | is | longer | to | was
here | ошибка | код | упс | ой | извините | простите | к сожалению | увы | такая | такой | эта | запрашиваемая
запрошенная | данная | вами | не найдено | ничего | помилка | страница | нет | хато | қате | ката | xato | xatolik
hata | xəta | алдаа | уучлаарай | кешіріңіз | кечиресиз | kechirasiz | uzr | бубахшед | خطا | خطای | متاسفانه | مورد نظر
شما | عذرا | معذرت | fehler | erreur | désolé | leider | lo sentimos | błąd | erro | errore | desculpe | üzgünüz
maalesef | aradığınız | ups | hoppla | oups | die | la | le
""")
ENDING = r"[^\W\u3040-\u9fff]*"  # of the last word of a turn, where words are inflected
_HAN_FILLING = (
    r"抱歉|对不起|對不起|很遗憾|[您你]|要?访问的?|请求的?|查看的?|所|啊|哦|哎呀|错误|錯誤|出错了?|该|此|或|"
    r"已?被?(?:删除|移除)|提示信息|信息提示"
)
FILLING = re.compile(rf"\b(?:{'|'.join(sorted(_FILLING, reverse=True))})\b|{_HAN_FILLING}|[\W\d_]+")


def says_missing(heading: str) -> bool:
    """Say whether a folded heading tells that the page is not there, and nothing else.

    >>> says_missing("error 404: page not found"), says_missing("404: a museum of lost pages opens")
    (True, False)
    """
    if len(heading) > LONGEST_HEADING:
        return False
    turns = MISSING.turns(heading)
    if not turns and not GONE.search(heading):
        return False
    for words in turns.values():
        heading = re.sub(re.escape(words) + ENDING, " ", heading)
    return not FILLING.sub("", heading)
