"""Which agency wrote a text, by all that says so: dateline, byline, credit lines, attributions, addresses.

How sure each sign is, is a judgement and not a measurement; only its order matters, and the limit SURE_CREDIT, which
parts what says whose text this is from what only quotes. A dateline with an agency is written by the agency itself. A
byline or a credit line is written by whoever reprints it, and says so in so many words; "with inputs from" says that
there is more. The page's site is weaker than all of these, for agencies reprint each other. An attribution in the
first two paragraphs, or in the title, says on whose report a text rests, and further down who is quoted.
"""

import re
from collections.abc import Iterator, Sequence

from extractors.authors.wording import OTHER_WORK
from extractors.cleaning.datelines import find_dateline
from extractors.credits.agencies import HOSTS, Name
from extractors.credits.attributions import attributed
from extractors.credits.named import EDGES, UNCUT, all_named, first_named, hits, named
from extractors.credits.record import Credit, Spot
from extractors.credits.wording import INPUTS, LABEL
from extractors.urls import host_of

DATELINE, LINE, BYLINE, CANONICAL, RIGHTS, HOST, INPUT, LEAD, BODY = 0.95, 0.9, 0.9, 0.85, 0.8, 0.65, 0.6, 0.55, 0.3
OPENINGS, CLOSINGS = 3, 3  # paragraphs in which a dateline, or a bracket at the end, may stand
LONGEST_LINE = 200  # characters of a line that may be about the text
HEAD, TAIL = 60, 60  # characters at the ends of paragraphs that are looked at
OPENING = 600  # characters of a text in which a dateline of another form may stand: some texts have no paragraphs
# Reasons of extractors.cleaning for lines that may say where a text is from; pictures have credits of their own.
ABOUT_TEXT = frozenset({"", "byline", "contact", "date", "desk", "rights", "rule"})
ENCLOSED = re.compile(r"[/(（\[【〔]\s?([^/()（）\[\]【】〔〕\n]{2,60}?)\s?[/)）\]】〕]")
PIECES = re.compile(r"(\s?[-–—ـ:]{1,2}\s|[.,،]\s)")
HEAD_BRACKET = re.compile(
    r"\W{0,2}[(（\[【〔](?:[^()（）\[\]【】〔〕\n=＝]{1,20}[=＝])?([^()（）\[\]【】〔〕\n]{2,40})[)）\]】〕]"
)
# A dateline of whatever form: "… (AP) —", "… Jan 1 (IANS) The", "…。/TASS/。".
IN_HEAD = re.compile(
    r"(?:[(（]\s?([^()（）\n]{2,40}?)\s?[)）]\s?\.?[:：–—-]|/\s?([^()（）/\n]{2,40}?)\s?/\s?[.:：。–—-])"
    r"|\d[^().\n]{0,20}[(（]\s?([^()（）/\n]{2,40}?)\s?[)）]\s+(?=\w)"
)
# "Tesbulak, (Herald / APP - 1st Sep, 2025 ) …": outlet, agency and day after the place.
DATED_BRACKET = re.compile(r"[^()（）.\n]{2,40}[(（]([^()（）\n]{2,60}\d[^()（）\n]{0,20})[)）]\s?\w")
HAN_WIRE = re.compile(r"[^。！？，,\n]{0,20}(?:日[电電讯訊]|[电電](?=[\s（(]))")
HEAD_DASH = re.compile(r"([^\n–—:,-]{2,20})\s?[-–—]{1,2}\s")
END_BRACKET = re.compile(r"(?:[.!?。！？”\"»।۔…]|\s)\s?[(（\[【/]([^()（）\[\]【】\n]{2,60})[)）\]】/][\s.。।*]*$")
END_DASH = re.compile(r"[.!?。！？”\"»।۔…]\s?[-–—]{1,3}\s?([^.()\n–—]{2,40})[\s.*]*$")
END_PLAIN = re.compile(r"[.!?。！？”…]\s?(?:[(（]?([\u3400-\u9fff]{2,8})|(?:By|Von|De|Par|Por|Di|Da)\s(\S{2,20}))$")
SIGN_OFF = re.compile(r"(?:^|[\s.])(PTI|IANS|UNI|ANI)(?:[\s/]+[A-Z]{2,5}){1,6}\W*$")
FRAMED = re.compile(r"\s*(?:[•*]\s*)?(?:[(（\[【〔/]|[-–—]{1,3})\s?(.{2,80}?)\s?[)）\]】〕/.]*\s*")
RIGHTS_SIGN = re.compile(r"\W{0,3}(?:©|\([cс]\)|copyright)", re.IGNORECASE)
HAN_REPORTER = re.compile(r"[^。，]{0,6}(?:记者|記者)(?![^。]*[摄攝])")
PICTURES = re.compile(r"[图圖][片像源]|照片|摄影|攝影|資料來源|资料来源|数据来源|數據來源|عکس|تصویر|الصورة|صورة")


def find_credits(
    title: str,
    text: str,
    *,
    dateline: str | None = None,
    authors: Sequence[str] = (),
    removed: Sequence[tuple[str, str]] = (),
    url: str | None = None,
    original: str | None = None,
) -> tuple[Credit, ...]:
    """Find to which agencies a text is credited.

    Args:
        title: of the text, or "".
        text: its paragraphs, on lines of their own.
        dateline: what was cut off its head; None: if there is one, it is still there.
        authors: whom the page credits.
        removed: (line, reason) that were taken out of the text, with the reasons of extractors.cleaning.
        url: of the page.
        original: an address on another site that the page gives as its own.

    Returns:
        One credit for each agency and place, the surest first; equally sure ones in the order of the page.

    >>> rain = "It rained all day in the valley of the river, and forty houses stand in water."
    >>> [(each.agency, each.place) for each in find_credits("Rain", f"PARIS (AFP) - {rain}\\n(With inputs from PTI)")]
    [('afp', 'dateline'), ('pti', 'credit')]
    """
    found: dict[tuple[str, Spot], Credit] = {}
    for surface, slug, place, sure in (
        *_at_the_head(text, dateline),
        *_bylines(authors),
        *_lines(text, removed),
        *_addresses(url, original),
        *((surface, slug, "text", LEAD if lead else BODY) for surface, slug, lead in attributed(title, text)),
    ):
        known = found.get((slug, place))
        if known is None or known.confidence < sure:
            found[slug, place] = Credit(agency=slug, surface=surface, place=place, confidence=sure)
    return tuple(sorted(found.values(), key=lambda each: -each.confidence))


Sign = tuple[str, str, Spot, float]  # surface, slug, place, confidence


def _signs(names: list[tuple[str, Name]], place: Spot, sure: float) -> Iterator[Sign]:
    for surface, name in names:
        yield surface, name.slug, place, sure


def _at_the_head(text: str, dateline: str | None) -> Iterator[Sign]:
    paragraphs = _paragraphs(text)
    if dateline is None:
        found = next(filter(None, map(find_dateline, paragraphs[:OPENINGS])), None)
        dateline = found.text if found else ""
    yield from _signs(_in_dateline(dateline[:LONGEST_LINE]), "dateline", DATELINE)
    for paragraph in paragraphs[:OPENINGS]:
        head = paragraph[:HEAD]
        if bracket := HEAD_BRACKET.match(head):
            yield from _signs(_in_bracket(bracket[1]), "dateline", DATELINE)
        elif (dash := HEAD_DASH.match(head)) and (name := named(dash[1], exact=True)) and name.plain:
            yield dash[1].strip(EDGES), name.slug, "dateline", DATELINE
        if dated := DATED_BRACKET.match(paragraph):
            yield from _signs(all_named(dated[1], exact=True, some=True), "dateline", DATELINE)
    opening = text[:OPENING]
    for inside in IN_HEAD.finditer(opening):
        names = all_named(inside[1] or inside[2] or inside[3], exact=True)
        yield from _signs(_but_abbreviated(names, opening[: inside.start()]), "dateline", DATELINE)
    for hit in hits(opening):
        if UNCUT.match(opening[hit.start]) and HAN_WIRE.match(opening, hit.end):
            yield opening[hit.start : hit.end], hit.name.slug, "dateline", DATELINE


def _in_dateline(dateline: str) -> list[tuple[str, Name]]:
    """Return the agencies of a dateline: what has a bracket or a dash before it may also mean something else."""
    found = [each for part in ENCLOSED.finditer(dateline) for each in all_named(part[1], exact=True, some=True)]
    if found:
        return found
    if UNCUT.match(dateline.strip("【（([〔 ")[:1]):
        return [(dateline[hit.start : hit.end], hit.name) for hit in hits(dateline) if hit.name.plain]
    pieces = PIECES.split(ENCLOSED.sub(" ", dateline))
    for at in range(0, len(pieces), 2):
        after_dash = at > 0 and pieces[at - 1].strip() not in {".", ",", "،"}
        found += [(surface, name) for surface, name in all_named(pieces[at]) if name.plain or after_dash]
    return found


def _in_bracket(inside: str) -> list[tuple[str, Name]]:
    """Return the agencies in a bracket before a text: (Reuters), 【AFP】, 【北京共同】."""
    if found := all_named(inside, exact=True):
        return found
    return [
        (inside[hit.start : hit.end], hit.name)
        for hit in hits(inside)
        if UNCUT.match(inside[hit.start]) and (hit.end == len(inside) or HAN_REPORTER.match(inside, hit.end))
    ]


def _but_abbreviated(names: list[tuple[str, Name]], before: str) -> list[tuple[str, Name]]:
    """Leave out what only abbreviates the name before it: "told Agence France-Presse (AFP)."."""
    before = before[-TAIL:].rstrip(" (（/-—–")
    spoken_of = {hit.name.slug for hit in hits(before) if hit.end == len(before)}
    return [(surface, name) for surface, name in names if name.slug not in spoken_of]


def _bylines(authors: Sequence[str]) -> Iterator[Sign]:
    for author in authors:
        yield from _signs(all_named(author), "byline", BYLINE)


def _lines(text: str, removed: Sequence[tuple[str, str]]) -> Iterator[Sign]:
    paragraphs = _paragraphs(text)
    for line, reason in removed:
        if reason in ABOUT_TEXT and len(line) <= LONGEST_LINE:
            yield from _in_line(line, byline=reason == "byline")
    for paragraph in (*paragraphs[:OPENINGS], *paragraphs[OPENINGS:][-CLOSINGS:]):
        if len(paragraph) <= LONGEST_LINE:
            yield from _in_line(paragraph)
    for paragraph in paragraphs[-CLOSINGS:]:
        yield from _at_the_end(paragraph[-TAIL:])


def _in_line(line: str, *, byline: bool = False) -> Iterator[Sign]:
    """Yield what a line says of the text below or above it."""
    inputs = INPUTS.search(line)
    if inputs:
        yield from _signs(first_named(line[inputs.end() :].strip(EDGES + ")]")), "credit", INPUT)
    elif (label := LABEL.search(line)) and not _of_pictures(line[: label.end()]):
        yield from _signs(first_named(line[label.end() :]), "credit", LINE)
    elif framed := FRAMED.fullmatch(line):
        yield from _signs(all_named(framed[1], exact=True), "credit", LINE)
    elif RIGHTS_SIGN.match(line):
        yield from ((line[hit.start : hit.end], hit.name.slug, "credit", RIGHTS) for hit in hits(line))
    elif byline:
        yield from _signs(
            [each for part in re.split(r"\s?[,|–—]\s?", line) for each in all_named(part)], "byline", BYLINE
        )
    elif (name := named(line, exact=True)) and name.plain:
        yield line.strip(EDGES), name.slug, "credit", LINE
    if UNCUT.match(line) and (hit := next(hits(line[:HEAD]), None)) and HAN_REPORTER.match(line, hit.end):
        yield line[hit.start : hit.end], hit.name.slug, "byline", BYLINE


def _of_pictures(label: str) -> bool:
    return bool(PICTURES.search(label) or OTHER_WORK.search(label))


def _at_the_end(tail: str) -> Iterator[Sign]:
    """Yield what the last words of a paragraph say: "… (AFP)", "…. — TASS", "…. Source: Xinhua"."""
    if found := END_BRACKET.search(tail) or END_DASH.search(tail):
        inputs = INPUTS.match(found[1])
        names = first_named(found[1][inputs.end() :]) if inputs else all_named(found[1], exact=True)
        yield from _signs(_but_abbreviated(names, tail[: found.start(1)]), "credit", INPUT if inputs else LINE)
    elif (label := LABEL.search(tail)) and not _of_pictures(tail[: label.end()]):
        yield from _signs(all_named(tail[label.end() :]), "credit", LINE)
    elif plain := END_PLAIN.search(tail):
        yield from _signs(all_named(plain[1] or plain[2], exact=True), "credit", LINE)
    elif (sign := SIGN_OFF.search(tail)) and (name := named(sign[1])):
        yield sign[1], name.slug, "credit", LINE


def _addresses(url: str | None, original: str | None) -> Iterator[Sign]:
    own = _at_home(url) if url else None
    if own:
        yield *own, "host", HOST
    found = _at_home(original) if original else None
    if found and found != own:
        yield *found, "canonical", CANONICAL


def _at_home(url: str) -> tuple[str, str] | None:
    """Return (host, slug) of the agency on whose site an address is."""
    host = host_of(url)
    labels = host.split(".")
    return next(((host, slug) for at in range(len(labels)) if (slug := HOSTS.get(".".join(labels[at:])))), None)


def _paragraphs(text: str) -> list[str]:
    return [stripped for each in text.split("\n") if (stripped := each.strip())]
