"""Dates told from the day of the visit: "сегодня, 15:07", "2 hours ago", "昨天"."""

import re
from datetime import UTC, datetime, timedelta

from ahocorasick_rs import AhoCorasick

from extractors.dating.labels import label_of
from extractors.months import folded
from extractors.records import Dated, Precision

# Words for a day and names of units, compared after `folded`; `_` for a blank inside.
TODAY = (
    "today сегодня сьогодні сёння бүгін бүгүн bugun бугун bugün bu_gün имрӯз өнөөдөр heute hoy hoje oggi vandaag"
    " aujourd'hui dzisiaj dziś σήμερα dnes azi astăzi idag i_dag hôm_nay hari_ini 今天 今日 오늘 امروز اليوم آج आज"
    " আজ היום วันนี้ დღეს այսօր"
)
YESTERDAY = (
    "yesterday вчера вчора учора кеше кечээ kecha кеча dün dünən дирӯз өчигдөр gestern ayer ontem ieri gisteren hier"
    " wczoraj χθες včera tegnap igår i_går hôm_qua kemarin 昨天 昨日 어제 دیروز أمس کل कल গতকাল אתמול เมื่อวาน გუშინ երեկ"
)
MINUTE = (
    "min мин минут хвилин dakika minuto minuta minuti minuut daqiqa 分钟 分鐘 分 분 دقیقه دقیقة دقائق λεπτ phút menit"
    " นาที मिनट"
)
HOUR = (
    "h hour hr час годин гадзін сағат саат soat saat stunde hora heure ora ore uur godzin hodin ώρ óra timm giờ jam"
    " 小时 小時 時間 시간 ساعت ساعة ساعات घंट ชั่วโมง"
)
DAY = (
    "d day день дня дней ден дн күн kun gün tag día dia jour giorn dag dni dzień μέρ nap ngày hari 天 日 일 روز یوم"
    " أيام दिन วัน"
)
AGO = (
    "ago назад тому бұрын мурун oldin avval önce əvvəl vor hace há il_y_a fa geleden temu πριν před ezelőtt sedan"
    " siden trước lalu 前 전 پیش قبل منذ पहले আগে לפני ที่แล้ว өмнө წინ առաջ"
)
LONGEST = 60  # letters of a relative date
MOST_AROUND = 20  # letters beside the day and the time, less a label; more is a sentence
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})[:.](\d\d)(?![\d:])")
_COUNT = re.compile(r"(?<![\d:])(\d{1,3})\s?([^\W\d_]+)")


def _any(words: str) -> re.Pattern[str]:
    names = sorted((folded(word.replace("_", " ")) for word in words.split()), key=len, reverse=True)
    spaced = "|".join(re.escape(name) for name in names if name < "\u3000")
    joined = "|".join(re.escape(name) for name in names if name >= "\u3000")
    return re.compile(rf"\b(?:{spaced})\b|{joined}" if joined else rf"\b(?:{spaced})\b")


_DAYS = (_any(TODAY), _any(YESTERDAY))
_AGO = _any(AGO)
_UNITS = [
    (folded(name), minutes) for minutes, names in ((1, MINUTE), (60, HOUR), (1440, DAY)) for name in names.split()
]
_UNITS.sort(key=lambda unit: -len(unit[0]))
_WORDS = [word.replace("_", " ") for words in (TODAY, YESTERDAY, AGO) for word in words.split()]
_HINTS = AhoCorasick([*{*_WORDS, *map(folded, _WORDS)}])  # most lines hold none, and are not folded


def parse_relative(raw: str, *, fetched_at: datetime) -> Dated | None:
    """Read a short line that tells a date from the visit.

    Args:
        raw: the line.
        fetched_at: moment of the visit, aware UTC.

    Returns:
        A day with a time where both are told, a moment where minutes are counted, else a day; None: no such date,
        or text longer than LONGEST. The clock is that of UTC, as for all dates without a zone.

    >>> parse_relative("вчера, 15:07", fetched_at=datetime(2025, 9, 2, 9, tzinfo=UTC)).value.isoformat()
    '2025-09-01T15:07:00+00:00'
    """
    if len(raw) > LONGEST or not _HINTS.find_matches_as_indexes(raw.lower()):
        return None
    text = folded(raw)
    for back, words in enumerate(_DAYS):
        if words.search(text):
            return _on_a_day(raw, words.sub(" ", text), fetched_at.astimezone(UTC) - timedelta(days=back))
    count = _COUNT.search(text)
    if not count or not _AGO.search(text):
        return None
    minutes = next((minutes for name, minutes in _UNITS if count[2].startswith(name)), None)
    if minutes is None:
        return None
    moment = fetched_at.astimezone(UTC) - timedelta(minutes=minutes * int(count[1]))
    return _dated(moment, "minute" if minutes == 1 else "day", raw)


def _on_a_day(raw: str, rest: str, day: datetime) -> Dated | None:
    """Read the time in *rest*, which is *raw* less the word for the day."""
    clock = _CLOCK.search(rest)
    around = sum(map(str.isalpha, rest))
    if around > (MOST_AROUND if clock else 0) and label_of(rest) not in ("published", "modified"):
        return None
    if not clock or int(clock[1]) > 23 or int(clock[2]) > 59:
        return _dated(day, "day", raw)
    return _dated(day.replace(hour=int(clock[1]), minute=int(clock[2])), "minute", raw)


def _dated(value: datetime, precision: Precision, raw: str) -> Dated:
    value = value.replace(second=0, microsecond=0)
    value = value.replace(hour=0, minute=0) if precision == "day" else value
    return Dated(value=value, zone_known=False, precision=precision, place="text", raw=raw.strip())
