"""What a Chinese sentence quotes or reports: no blanks, no inflection, the speaker right before the verb."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.quotes.marks import BLOT, Passage, trimmed
from extractors.quotes.quoting import Draft
from extractors.quotes.wording import Cue

Span = tuple[int, int]


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_VERBS = _words(
    """报道称 报道稱 報道稱 報導稱 回应称 回應稱 分析称 分析稱 公告称 公告稱 发文称 發文稱 补充说
    補充說 表示 指出 强调 強調 认为 認為 介绍 介紹 透露 宣布 宣佈 坦言 直言 写道 寫道 解释说
    解釋說 重申 提醒 质疑 質疑 呼吁 呼籲 回应 回應 表明 公布 公佈 告诉 告訴 自称 自稱 建议
    建議 说道 說道 报道 報道 報導 声称 聲稱 宣称 宣稱 警告 承认 承認"""
)
# A single 说 or 称 is part of many words.
SINGLE = re.compile(
    "[称稱](?<![据據小传傳话話来來不俗被名号號现現简簡堪总總职職统統戏戲通之著公合对對昵][称稱])(?![为為号號之呼谓謂赞讚誉譽霸职職心得道的])|"
    "[说說](?<![据據小传傳话話来來不这這那听聽说說游遊可好按再学學胡虽雖难難者][说說])(?![法明服过過不起到出谎謊辞辭得来來话話着著唱书書客教笑说說的]|这番|這番|什么|什麼)|"
    "指(?<=[\u4e00-\u9fff]指)(?=已)"
)
_TITLE = re.compile(r"《[^》\n]{1,60}》")  # of a work: no verb in it speaks
_NEEDS_COMMA = frozenset(
    _words("介绍 介紹 质疑 質疑 警告 回应 回應 建议 建議 报道 報道 報導 公布 公佈 告诉 告訴 提醒 呼吁 呼籲")
)
_NOT_WORDS = re.compile(
    "[了过過]?(?:一定|强烈|強烈|坚决|堅決|高度|热烈|熱烈|诚挚|誠摯|衷心|由衷|完全|充分|严重|嚴重|深切|不)?(?:的)?(?:反对|反對|满意|滿意|赞同|贊同|赞赏|讚賞|同意|理解|肯定|不满|不滿|谴责|譴責|敬意|认同|認同|异议|異議|歉意|欢迎|歡迎|感谢|感謝|祝贺|祝賀|高兴|高興|遗憾|遺憾|支持|关注|關注|担忧|擔憂|慰问|慰問|哀悼|受宠若惊)"
)
_CLAUSE_START = re.compile(
    rf"[，。；！？：,;:!?\n」”\"{BLOT}](?:\s*[（(][^（）()\n]{{0,40}}[）)])?|(?<![A-Za-z.])\s|\s(?![A-Za-z])"
)
_OPENERS = re.compile(
    "(?:(?:对此|對此|去年|今年|此前|最近[^，]{0,4}|与此同时|且|随后|隨後|此外|而|但|但是|同时|同時|事发后|其中|当然|當然|不过|不過|近日|日前|目前|如今|现在|現在|昨天|今天|昨日|今日|据|據|根据|根據|正如|"
    "有关(?!部门|方面|人士|专家|负责|官员|国家|单位|机构)|最后|最後|另外|也有|有(?![人关關])|至此|因此)|在[^，]{1,14}?(?:中|上|时|時|后|後)|\\d[\\d年月日]*(?:上午|下午|晚|凌晨)?|(?:上午|下午|晚间|晚))+"
)
# The subject ends before the first of these.
_AFTER_SUBJECT = re.compile(
    "再次|所(?=$)|如今|目前|继续|繼續|执意|執意|坚持|堅持|做出|作出|果断|果斷|补充(?=$)|補充(?=$)|还|還|也(?!门)|则|則|均|都(?!市)|就|曾|并|並|在|于|於|对|對|向(?!阳)|当(?![地局])|當(?![地局])|正式|接受|日前|近日|昨天|今天|昨日|今日|\\d+[日月]|进一步|進一步|明确|"
    "明確|公开|公開|却|卻|用(?=官方|微博|个人|個人)|通过|通過|发表|發表|发微|直接|特别|特別|同时|同時|随后|隨後|主任(?=介)|博士(?=介)|一再|多次|又|另|已|表示|周[一二三四五六日]|星期|普遍|纷纷|紛紛|一致|共同|郑重|鄭重|严正|嚴正|着重|著重|反复|反覆|连续|連續|介绍(?=$)|介紹(?=$)|援引|引述|回答|答(?=$)|谈到|談到|谈及|談及|高度|当场|當場|受访|受訪|会见|會見|会后|會後|表明|本月|今年|此前|只$|针$|针[对對]|亦|仍|发布(?!会)|发出|\\d{4}年"
)
_CITED = re.compile("(?:援引|引述|引用)(?P<who>[^，。“：]{2,25}?)(?:的(?:话|話|说法|說法|消息).*|报道|報道|)$")
_PRONOUN = re.compile("(?:他们|她们|他們|她們|他|她|该[^，]{0,3}人|其)$")
_SOURCE_ONLY = re.compile(
    "(?:调查|調查|研究|情况|情況|事实|事實|现象|現象|迹象|跡象|经验|經驗|历史|歷史|产品|產品|内容|內容|剧情|劇情|流言|传言|傳言|观点|觀點|说明书|說明書|说明|說明|总的|總的|数据|數據|报告|報告|资料|資料|消息|结果|結果|了解|悉|记者|記者|编辑|這|这|那|什么|如何|一[名个個位])$"
)
_DAY = re.compile(
    "(?<=.)(?:(?:当地时间|當地時間)?\\d+[日月年]|(?:本周|上周)?[周星][一二三四五六日期]|今日|今天|昨日|昨天|援引|引述)"
)
_HEADINGS = _words("介绍 介紹")  # 产品介绍：
_DEEDS = _words("宣布 宣佈 公布 公佈 回应 回應 重申")  # with 了 they have an object
_CONFIRMS = ("确", "確", "公")  # 确认为, 公认为
_NEVER = re.compile(
    "(?:被|不|有|没|沒|没有|沒有|未|别|拒绝|拒絕|无法|無法|可以|可能|应该|應該|应当|應當|必须|必須|需要|值得|怎么|怎麼)$"
)
_SETTING = re.compile(rf"[{BLOT}\s]*(?:[在据據对對就针昨今近日当當随隨\d][^，{BLOT}]{{0,40}}，)?")
_SKIP = re.compile("(?:了|道|说|說|，|,|：|:|\\s)*")
_ACCORDING = re.compile(
    "(?<![^，。；：！？）)\\s])[据據](?P<who>[^，。；\n]{2,30}?)(?:报道|報道|報導|介绍|介紹|消息|透露)[，,]"
)
# Here the writer speaks again, or lets another speak.
_ENDS_REPORT = re.compile("，(?:换句话说|換句話說|也就是说|也就是說|这意味着|這意味著|[^，。“]{2,12}[则則](?!是))")
_ALSO = re.compile("(?:并且?|並且?|还|還|同时|同時|又|也)$")
_MOST_NAME, _MOST_CUES, _FEWEST = 30, 12, 3
_MUTE = re.compile("(?:着|著|写|寫|示|上|里|裡|中|下|为|為|是|如下|题|題)$")  # "on the board stands: ..."
_NAMED = re.compile(r"[：:]\s*$")


def cues_in_chinese(masked: str) -> list[Cue]:
    """Find the verbs of saying in a text, in order."""
    masked = _TITLE.sub(lambda match: "〇" * len(match[0]), masked)
    found = [(match.start(), match[0]) for match in SINGLE.finditer(masked)]
    for verb in _VERBS:
        at = masked.find(verb)
        while at >= 0:
            found.append((at, verb))
            at = masked.find(verb, at + len(verb))
    found.sort(key=lambda each: (each[0], -len(each[1])))
    cues: list[Cue] = []
    for at, verb in found:
        if (not cues or at >= cues[-1].end) and not (verb in ("认为", "認為") and masked[at - 1 : at] in _CONFIRMS):
            cues.append(Cue(at, at + len(verb), verb))
    return cues


def read_chinese(
    masked: str, sentence: Span, cues: Sequence[Cue], spoken: Sequence[Passage], known: Sequence[Span]
) -> list[Draft]:  # fmt: skip
    """Give the quotes of a sentence.

    Args:
        masked: the text with its quoted passages blotted out.
        sentence: where it begins and ends.
        cues: the verbs of saying in it.
        spoken: the quoted passages in it.
        known: who has spoken before, the last at the end.
    """
    return _Sentence(masked, sentence, spoken, known).read(cues)


class _Sentence:
    def __init__(self, masked: str, sentence: Span, spoken: Sequence[Passage], known: Sequence[Span]) -> None:
        self._masked, (self._start, self._end), self._spoken, self._known = masked, sentence, spoken, known
        self._drafts: list[Draft] = []
        self._read_to = sentence[0]

    def read(self, cues: Sequence[Cue]) -> list[Draft]:
        if match := _ACCORDING.search(self._masked, self._start, self._end):
            self._source(match)
        for cue in cues[:_MOST_CUES]:
            if cue.start >= self._read_to and (self._is_free(cue) or self._goes_on(cue)):
                self._take(cue)
        if not cues:
            self._colon()
        return self._drafts

    def _is_free(self, cue: Cue) -> bool:
        return not any(each.start <= cue.start < each.end for each in self._drafts)

    def _goes_on(self, cue: Cue) -> bool:
        """X说……，并称……: end there what X said first."""
        last = self._drafts[-1]
        first = self._clause_start(cue.start)
        if last.kind == "direct" or first <= last.start or not _ALSO.match(self._masked[first : cue.start]):
            return False
        start, end = trimmed(self._masked, last.start, first)
        self._drafts[-1] = replace(last, start=start, end=end)
        return True

    def _clause_start(self, verb: int) -> int:
        least = max(self._start, verb - 60)
        return max((match.end() for match in _CLAUSE_START.finditer(self._masked, least, verb)), default=least)

    def _source(self, match: re.Match[str]) -> None:
        """据X报道，..."""
        self._read_to = match.end()
        if not _SOURCE_ONLY.search(match["who"]):
            verb = Cue(match.end() - 3, match.end() - 1, match[0][-3:-1])
            day = _DAY.search(match["who"])
            first, last = match.span("who")
            self._add("reported", match.end(), self._end, (first, first + day.start() if day else last), verb)

    def _colon(self) -> None:
        """X：“...”"""
        passage = next(iter(self._spoken), None)
        lead = passage and self._masked[self._start : passage.outer_start]
        if passage and lead and _NAMED.search(lead):
            who = self._subject(passage.outer_start - len(lead) + len(lead.rstrip("：: ")))
            if who and not _MUTE.search(self._masked, *who):
                self._add("direct", passage.start, passage.end, who, None)

    def _take(self, cue: Cue) -> None:
        behind = self._masked[cue.end : cue.end + 1]
        is_deed = (cue.word in _DEEDS and behind in ("了", "過", "过")) or (
            cue.word in _HEADINGS and behind in ("：", ":")
        )
        if is_deed or _NEVER.search(self._masked, max(self._start, cue.start - 4), cue.start):
            return
        before = [each for each in self._spoken if each.outer_end <= cue.start]
        after = [each for each in self._spoken if each.outer_start >= cue.end]
        who = self._subject(cue.start)
        if who and before and who[0] - before[-1].outer_end <= 1 and self._is_first(before):
            for each in (before[-1], *after[:1]):
                self._add("direct", each.start, each.end, who, cue)
            return
        who = who or (None if cue.word in _NEEDS_COMMA else self._carried(cue.start))
        skip = _SKIP.match(self._masked, cue.end)
        start = skip.end() if skip else cue.end
        if who and self._closes(cue, who):
            return
        if who is None or start >= self._end or _NOT_WORDS.match(self._masked, cue.end):
            return
        if after and after[0].outer_start <= start:
            for each in after:
                self._add("direct", each.start, each.end, who, cue)
            return
        if cue.word in _NEEDS_COMMA and self._masked[cue.end : cue.end + 1] not in ("，", ",", "：", ":"):
            return
        self._report(start, who, cue, after)

    def _closes(self, cue: Cue, who: Span) -> bool:
        """……，X说。"""
        if (
            self._drafts
            or cue.word in _NEEDS_COMMA
            or _SETTING.fullmatch(self._masked, self._start, who[0])
            or self._masked[cue.end : self._end].strip(" 。\n")
        ):
            return False
        self._add("reported", self._start, who[0], who, cue)
        return True

    def _report(self, start: int, who: Span, cue: Cue, after: Sequence[Passage]) -> None:
        """What is reported may end in a quotation that stands by itself."""
        last = after[-1] if after else None
        if last and last.outer_end >= self._end - 1 and self._masked[last.outer_start - 1] in "，,。：:":
            self._add("reported", start, last.outer_start, who, cue)
            self._add("direct", last.start, last.end, who, cue)
            return
        self._add("reported", start, self._end, who, cue)

    def _is_first(self, before: Sequence[Passage]) -> bool:
        """Say whether a sentence begins with its last quotation, which is nobody's yet."""
        taken = any(each.start == before[-1].start for each in self._drafts)
        return not taken and not self._masked[self._start : before[-1].outer_start].strip(BLOT + " ")

    def _subject(self, verb: int) -> Span | None:
        """Give the noun before a verb, without what says when, where and how."""
        first = self._clause_start(verb)
        while (opener := _OPENERS.match(self._masked, first, verb)) and opener.end() > first:
            first = opener.end()
        if cited := _CITED.search(self._masked, first, verb):
            return cited.span("who")
        stop = _AFTER_SUBJECT.search(self._masked, first + 1, verb) if first + 1 < verb else None
        last = stop.start() if stop else verb
        words = self._masked[first:last]
        if _PRONOUN.fullmatch(words) and first > self._start and (named := self._opening(first)):
            return named
        if len(words) < 2 and not _PRONOUN.match(words):
            return None
        if _AFTER_SUBJECT.match(words) or len(words) > _MOST_NAME:
            return None
        return None if _SOURCE_ONLY.search(words) else (first, last)

    def _opening(self, before: int) -> Span | None:
        """Give the subject of the first part of the sentence: 彭浩翔也在微博中……，他说."""
        first = self._start
        while (comma := self._masked.find("，", first, before)) >= 0:
            while (opener := _OPENERS.match(self._masked, first, comma)) and opener.end() > first:
                first = opener.end()
            stop = _AFTER_SUBJECT.search(self._masked, first + 1, comma) if first + 1 < comma else None
            if stop and 2 <= stop.start() - first <= 20:
                return first, stop.start()
            first = comma + 1
        return None

    def _carried(self, verb: int) -> Span | None:
        """Give the subject of an earlier part of the sentence, if it is somebody who has spoken."""
        lead = self._masked[self._start : verb]
        if self._drafts:
            return self._drafts[-1].who
        if self._clause_start(verb) <= self._start:
            return None  # a heading, or a sentence without a subject
        for each in reversed(self._known):
            if self._masked[each[0] : each[1]] in lead:
                at = self._start + lead.rindex(self._masked[each[0] : each[1]])
                return at, at + each[1] - each[0]
        return self._opening(verb)

    def _add(self, kind: str, start: int, end: int, who: Span, cue: Cue | None) -> None:
        start, end = trimmed(self._masked, start, end)
        if kind == "reported":
            if ends := _ENDS_REPORT.search(self._masked, start, end):
                end = ends.start()
            end -= len(self._masked[start:end]) - len(self._masked[start:end].rstrip("。！？"))
        if kind == "direct" or end - start >= _FEWEST:
            self._drafts.append(Draft("direct" if kind == "direct" else "reported", start, end, who, cue))


def pronoun(words: str) -> bool:
    """Say whether *words* stand for somebody named before."""
    return bool(_PRONOUN.fullmatch(words))
