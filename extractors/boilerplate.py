"""Words that give away what sites print around articles: pleas to subscribe, cookie notices, claims of rights.

An outlet's own boilerplate is known once it has been seen a few times (the index counts it); until then two of its
articles look like copies of each other. These words bridge that time. They weigh less, and forbid nothing: an article
on cookies is still compared.
"""

import re
from collections.abc import Sequence
from functools import cache

from extractors.tokens import tokens_of

_HEAD, _LONGEST = 3, 8  # letters; tokens of a phrase
# Beginnings of words, by language; normalised before use.
_PHRASES = """
en cookie | subscrib | subscription | unsubscribe | newsletter | copyright | rights reserved | sign up | log in |
   javascript | privacy policy | terms of use | terms of service | ad blocker | republish | redistribut |
   free articles | our website | this site
de abonnier | abonnent | datenschutz | rechte vorbehalten | unserer website | einverstanden
fr abonnez | abonnement | droits réservés | infolettre | politique de confidentialité
es suscríb | suscrip | boletín | derechos reservados | política de privacidad
pt assine | direitos reservados | política de privacidade | boletim
it iscriviti | abbonat | abbonament | riproduzione riservata | diritti riservati | informativa
ru подписывай | подписк | подпишит | рассылк | права защищены | файлы куки | перепечатк | нашем сайте
uk підписуй | підпишіт | права захищені
pl subskry | zapisz się | ciasteczk | prawa zastrzeżone | polityka prywatności | naszej stronie
tr abone ol | abonelik | bülten | çerez | hakları saklıdır
nl abonneer | nieuwsbrief | rechten voorbehouden
sv prenumer | nyhetsbrev
da abonner | nyhedsbrev
cs předplat | práva vyhrazena
ar اشترك | الاشتراك في | النشرة البريدية | الحقوق محفوظة | تعريف الارتباط
fa خبرنامه | حقوق محفوظ | کوکی
ur سبسکرائب | نیوز لیٹر | جملہ حقوق
hi सब्सक्राइब | न्यूज़लेटर | सर्वाधिकार
kk жазылыңыз | құқықтары қорғалған
uz obuna | huquqlar himoyalangan
zh 订阅 | 版权所有 | 版权归 | 未经授权 | 不得转载 | 隐私政策 | 扫码关注 | 公众号 | 免责声明
ja 購読 | 無断転載 | 利用規約 | メールマガジン
ko 구독 | 무단전재 | 무단 전재 | 저작권자 | 뉴스레터 | 쿠키
id berlangganan | hak cipta
"""


@cache
def _cues() -> tuple[frozenset[str], tuple[str, ...]]:
    """The first letters of the first words, by which most words are passed over, and the phrases."""
    phrases = re.sub(r"\n(?:[a-z]{2} )", "|", _PHRASES).split("|")
    folded = {" ".join(tokens_of(each)) for each in phrases} - {""}
    return frozenset(each.partition(" ")[0][:_HEAD] for each in folded), tuple(sorted(folded))


def cues(tokens: Sequence[str]) -> list[int]:
    """Find at which of *tokens* such words begin.

    >>> cues(["read", "more", "subscribe", "to", "our", "newsletter"])
    [2, 5]
    """
    heads, phrases = _cues()
    likely = [place for place, token in enumerate(tokens) if token[:_HEAD] in heads]
    return [place for place in likely if " ".join(tokens[place : place + _LONGEST]).startswith(phrases)]
