"""Words that stand before a date and tell of what it is: the data behind extractors.dating.visible.

Stems, compared after extractors.months.folded (no case, no accents); `_` for a blank inside.
"""

from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation

from extractors.months import folded

Label = Literal["published", "modified", "other"]

PUBLISHED = (
    "publish publication posted post_time post_date released issued created original"
    " опубликова публикаци размещен добавлен создан"
    " опублікова публікаці створен апублікава"
    " жарияла жарыяла elon_qilin e'lon_qilin эълон_қилин joylashtiril chop_etil"
    " dərc yayım yayın eklenme eklendi giriş_tarihi oluşturulma нийтэл нийтлэ"
    " 发布 發布 發佈 发表 發表 发稿 刊登 公開 配信 掲載 投稿 입력 등록 승인 작성 게재"
    " انتشار تاریخ_خبر نشر اشاعت شائع خپریدو"
    " प्रकाशित पोस्ट প্রকাশ प्रसिद्ध"
    " veröffentlich erstellt erschienen publié mis_en_ligne créé publicad publicat pubblicat"
    " opublikowan publikacji dodano dodane utworzono publikován vydán zveřejněn"
    " gepubliceerd geplaatst δημοσίευ δημοσιεύ ανάρτηση αναρτήθηκε đăng diterbitkan dipublikasi tayang"
    " megjelent közzétéve publicerad udgivet julkaistu פורסם เผยแพร่ გამოქვეყნ հրապարակ"
)
MODIFIED = (
    "update last_mod modified edited changed revised"
    " обновл изменен отредактир редакция оновл змінен абноўл"
    " жаңарт жаңырт yangilan янгилан yenilən güncelle шинэчил"
    " 更新 修改 编辑 編集 수정 روزرسانی ویرایش تحدیث تعدیل تازه_کاری"
    " अपडेट আপডেট अद्यतन"
    " aktualis geändert bearbeitet mis_à_jour mise_à_jour màj modifié actualiz modificad atualiza aggiorna modifica"
    " aktualizac zmodyfik zmieniono bijgewerkt gewijzigd ενημέρωση ενημερώθηκε τροποποι cập_nhật diperbarui"
    " actualizat frissít módosít uppdatera opdatere päivitetty עודכן อัปเดต განახლ թարմաց"
)
OTHER = (
    "copyright © today since born registered founded сегодня зарегистрир регистраци лицензи свидетельств основан"
    " heute_ist hoy_es 今天 今日 현재 امروز الیوم bugün"
)


def _stems() -> list[tuple[str, Label]]:
    groups: tuple[tuple[Label, str], ...] = (("published", PUBLISHED), ("modified", MODIFIED), ("other", OTHER))
    return [(folded(stem.replace("_", " ")), label) for label, stems in groups for stem in stems.split()]


_STEMS = _stems()
_MATCHER = AhoCorasick([stem for stem, _ in _STEMS], implementation=Implementation.DFA)


def label_of(text: str) -> Label | None:
    """Say what the words before a date announce; the last of them decides.

    >>> label_of("Опубликовано: вчера, обновлено:")
    'modified'
    """
    words, label = folded(text), None
    for stem, start, _ in _MATCHER.find_matches_as_indexes(words, overlapping=True):
        if _begins(words, start):
            label = _STEMS[stem][1]
    return label


def _begins(words: str, at: int) -> bool:
    """Say whether a word begins there: Semitic stems follow an article, Han is not spaced."""
    return not at or words[at] >= "\u0590" or not words[at - 1].isalpha()
