"""What tagging costs: the matcher over long news, an article of 5 kB, the start, and a lexicon grown tenfold.

Run with `make bench-tagging`. Texts are those of ../shared in the languages it has, else sentences of our own, thrown
together. Prints MB/s of UTF-8 on one core, milliseconds and ratios of the same run; read the ratios. Time is that of
the processor, and of each figure it is the best of some runs: what else the machine does makes nothing faster.
"""

import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

from ahocorasick_rs import AhoCorasick, Implementation

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from config.lexicon import Lexicon, Term, load_lexicon  # noqa: E402
from extractors.fold import fold  # noqa: E402
from extractors.tagging.matcher import Matcher  # noqa: E402
from extractors.tagging.tagger import Tagger  # noqa: E402

GOLD = ROOT.parent / "shared" / "data" / "extraction-dev" / "gold.jsonl"
LONG, ARTICLE = 500_000, 5_000  # bytes
FEWEST = 30_000  # characters of a language in ../shared; with fewer, ours
STRANGE = "\u0298"
NAMES = {"name", "short", "related"}
START = """
import sys, time
sys.path.insert(0, sys.argv[1])
from config.lexicon import load_lexicon
from extractors.tagging.tagger import Tagger
begun = time.process_time()
lexicon = load_lexicon()
loaded = time.process_time()
Tagger(lexicon)
print(1e3 * (loaded - begun), 1e3 * (time.process_time() - loaded))
"""

# The first sentence names the organization and keeps it company; the others are any news.
SENTENCES = {
    "en": (
        "Leaders of the Shanghai Cooperation Organisation, among them those of Russia and China, met on Tuesday.",
        "The price of bread rose again in the spring, and bakers in the old town say that flour is to blame.",
        "A ferry with forty passengers ran aground near the lighthouse; all were brought ashore before dark.",
        "“We have waited nine years for this bridge,” said the mayor’s deputy — “a tenth would not surprise me.”",
        "Two thousand runners are expected at Sunday's half marathon, which starts at the central station at 9 a.m.",
        "The museum shows letters, maps and a violin that the composer's daughter had kept in a drawer.",
    ),
    "ru": (
        "Главы государств Шанхайской организации сотрудничества, в том числе России и Китая, встретились во вторник.",
        "Весной снова подорожал хлеб, и пекари старого города винят в этом муку.",
        "Паром с сорока пассажирами сел на мель у маяка; всех доставили на берег до темноты.",
        "«Мы ждали этого моста девять лет, — сказал заместитель мэра, — десятый никого не удивит».",
        "На воскресный полумарафон, который начнётся в девять утра у вокзала, ждут две тысячи бегунов.",
        "В музее показывают письма, карты и скрипку, которую дочь композитора хранила в ящике стола.",
    ),
    "zh": (
        "上海合作组织成员国领导人星期二举行会晤,中国和俄罗斯领导人出席。",
        "今年春天面包又涨价了，老城的面包师说都怪面粉。",
        "一艘载有四十名乘客的渡轮在灯塔附近搁浅，天黑前所有人都被送上了岸。",
        "“这座桥我们等了九年，”副市长说，“再等一年也不奇怪。”",
        "预计将有两千名跑者参加星期日的半程马拉松，上午九点从火车站出发。",
        "博物馆展出了信件、地图和一把小提琴，作曲家的女儿一直把它放在抽屉里。",
    ),
    "fa": (
        "سران سازمان همکاری شانگهای، از جمله روسیه و چین، روز سه‌شنبه دیدار کردند.",
        "بهای نان در بهار باز هم بالا رفت و نانوایان شهر کهنه می‌گویند آرد گران شده است.",
        "کشتی با چهل مسافر نزدیک فانوس دریایی به گل نشست و همه پیش از تاریکی به ساحل رسیدند.",
        "«نه سال چشم به راه این پل بوده‌ایم»، معاون شهردار گفت، «سال دهم هم کسی را شگفت‌زده نمی‌کند.»",
        "دو هزار دونده در نیمه‌ماراتن یکشنبه می‌دوند که ساعت نه بامداد از ایستگاه آغاز می‌شود.",
        "موزه نامه‌ها، نقشه‌ها و ویولنی را نشان می‌دهد که دختر آهنگساز در کشو نگه داشته بود.",
    ),
    "kk": (
        "Шанхай ынтымақтастық ұйымына мүше елдердің, соның ішінде Ресей мен Қытайдың басшылары сейсенбіде кездесті.",
        "Көктемде нан тағы да қымбаттады, ескі қаланың наубайшылары бұған ұн кінәлі дейді.",
        "Қырық жолаушысы бар паром шамшырақ маңында қайраңға отырып қалды, бәрін қараңғы түскенше жағаға жеткізді.",
        "«Бұл көпірді тоғыз жыл күттік, — деді әкімнің орынбасары, — оныншы жыл ешкімді таңғалдырмайды».",
        "Жексенбіде таңғы тоғызда вокзалдан басталатын жартылай марафонға екі мың жүгіруші келеді деп күтілуде.",
        "Мұражайда хаттар, карталар және сазгердің қызы тартпада сақтаған скрипка көрсетілуде.",
    ),
}


def texts() -> dict[str, list[str]]:
    """Give paragraphs by language: those of ../shared where it has enough, else ours."""
    found: dict[str, list[str]] = defaultdict(list)
    if GOLD.is_file():
        for line in GOLD.read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            found[page["lang"]] += (page["text"] or "").split("\n")
    for language, (named, *others) in SENTENCES.items():
        if sum(map(len, found[language])) < FEWEST:
            dice = random.Random(language)
            plain = [" ".join(dice.choices(others, k=4)) for _ in range(400)]
            found[language] = [f"{named} {each}" if place % 10 == 0 else each for place, each in enumerate(plain)]
    return found


def cut(paragraphs: list[str], size: int) -> str:
    """Make a text of about so many bytes."""
    text = "\n\n".join(paragraphs)
    repeated = text * (1 + size // len(text.encode()))
    return repeated[: size * len(text) // len(text.encode())]


def best(*works: Callable[[], object], runs: int = 7) -> list[float]:
    """Give the seconds of the fastest run of each; they take turns, so that what else the machine does falls on all."""
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, took in zip(works, seconds, strict=True):
            begun = time.process_time()
            work()
            took.append(time.process_time() - begun)
    return [min(took) for took in seconds]


def grown(lexicon: Lexicon, times: int) -> list[Term]:
    """Make a lexicon so many times as large: new forms from halves of the words of their language.

    They end in a letter that no text has, or the comparison would be one of finding more.
    """
    dice, words = random.Random(1), defaultdict(list)
    for term in lexicon.terms:
        words[term.language] += [word for form in term.forms for word in form.replace("*", "").split()]

    def new(form: str, known: list[str]) -> str:
        pairs = [(dice.choice(known), dice.choice(known), word.endswith("*")) for word in form.split(" ")]
        return " ".join(
            one[: 1 + len(one) // 2] + other[len(other) // 2 :] + STRANGE + "*" * stem for one, other, stem in pairs
        )

    return [
        replace(term, forms=tuple(new(form, words[term.language]) for form in term.forms)) if copy else term
        for copy in range(times)
        for term in lexicon.terms
    ]


def long_texts(lexicon: Lexicon, paragraphs: dict[str, list[str]]) -> None:
    """Measure matcher and tagger on long texts, against the automaton alone, and with ten times the terms."""
    large = replace(lexicon, terms=tuple(grown(lexicon, 10)))
    forms = {fold(form).lower.partition("*")[0] for term in lexicon.terms for form in term.forms}
    bare = AhoCorasick(sorted(forms), implementation=Implementation.ContiguousNFA)
    print(f"{len(forms):,} forms; MB/s of UTF-8, folding included; in brackets the time with a lexicon grown tenfold")
    print("    names (20 promised, x 1.5)   all terms    tagger   automaton of all terms alone")
    names, every, taggers = zip(
        *((matcher(each, NAMES), matcher(each), Tagger(each)) for each in (lexicon, large)), strict=True
    )
    for language in SENTENCES:
        text = cut(paragraphs[language], LONG)
        folded = fold(text)
        rates = []
        for works in (
            [partial(lambda known, text: known.find(fold(text)), each, text) for each in names],
            [partial(lambda known, text: known.find(fold(text)), each, text) for each in every],
            [partial(each.tag, "", text, language) for each in taggers],
        ):
            seconds, grown_seconds = best(*works)
            rates.append(f"{len(text.encode()) / 1e6 / seconds:5.1f} (x {grown_seconds / seconds:.2f})")
        (alone,) = best(partial(bare.find_matches_as_indexes, folded.lower, overlapping=True))
        print(f"{language}  {'  '.join(rates)}  {len(text.encode()) / 1e6 / alone:5.1f}", flush=True)


def matcher(lexicon: Lexicon, roles: Collection[str] = ()) -> Matcher:
    """Compile the terms with these *roles*, or all."""
    terms = (term for term in lexicon.terms if not roles or term.role in roles)
    return Matcher(terms, lexicon.endings, lexicon.prefixes)


def articles(lexicon: Lexicon, paragraphs: dict[str, list[str]]) -> None:
    """Measure articles: as they are, and with the organization named in title and lead."""
    print("article of 5 kB, ms (1 promised)   no name in it    named in title and lead")
    taggers = [Tagger(each) for each in (lexicon, replace(lexicon, terms=tuple(grown(lexicon, 10))))]
    for language, (named, *_) in SENTENCES.items():
        text = cut(paragraphs[language][1:], ARTICLE)
        rates = []
        for given in (("", text, language), (named, f"{named} {text}", language)):
            seconds, grown_seconds = best(*(partial(each.tag, *given) for each in taggers), runs=50)
            rates.append(f"{seconds * 1e3:.2f} (x {grown_seconds / seconds:.2f})")
        print(f"{language}  {'  '.join(rates)}", flush=True)


def start() -> None:
    """Measure what a new process spends before its first text, imports aside."""
    runs = [
        subprocess.run([sys.executable, "-c", START, str(ROOT)], capture_output=True, text=True, check=True).stdout
        for _ in range(5)
    ]
    load, build = min((tuple(map(float, run.split())) for run in runs), key=sum)
    print(f"start: lexicon {load:.0f} ms + automaton {build:.0f} ms = {load + build:.0f} ms (promised 150)")


def main() -> None:
    """Measure, print."""
    lexicon, paragraphs = load_lexicon(), texts()
    start()
    long_texts(lexicon, paragraphs)
    articles(lexicon, paragraphs)


if __name__ == "__main__":
    main()
