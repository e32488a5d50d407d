"""What came with status 200 and is no article: tests for bots, consent dialogues, paywalls, pages that are not there.

The first rule is that an article is never refused. So a text of some length is looked at no further, and no mark
decides alone: banners, captchas and paywall scripts stand on articles too. A wall is known by three things together:
what its machinery leaves in the markup, what it says to its reader, and that it says nothing else.
"""

import re
from functools import cached_property

from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.analyze import fold
from extractors.html import one_line, parse_html, select
from extractors.jsonld import ARTICLE_TYPES, article_node, json_ld_nodes, type_matches
from extractors.records import Article, Page, Unreadable
from extractors.urls import canonical_url, resolve
from extractors.walls.closures import CLOSED, LOGIN, asks_for_password, leads_on
from extractors.walls.detours import detour, is_front
from extractors.walls.gates import GATE
from extractors.walls.marks import CONSENT_SIGNS, PROOFS, SIGNS, found
from extractors.walls.paywalls import may_be_cut, paywall
from extractors.walls.phrases import CHALLENGE, CONSENT, MISSING, NEEDS_SCRIPT, REPORT
from extractors.walls.titles import CHALLENGE_TITLES, CONSENT_TITLES, says_missing
from extractors.walls.visible import visible_lines
from extractors.walls.wording import Speech, Wording, as_written, hear, sentences, weight

# All in the unit of extractors.walls.wording.weight: a letter, a third of a Han character.
LONGEST = 1_500  # a longer text is an article, whatever surrounds it
BRIEF = 300  # what a page says besides its wall; the shortest of 402 real texts weighs 414
FORM = 400  # what a page of nothing but a form to log in shows
SILENCE = 60  # a button, a copyright line
PARAGRAPH = 250  # longer ones do not stand in lists of headlines
LOOKED_AT = 4_000  # characters of the visible page: a page that shows more is more than a wall
HEADINGS = XPath("//h1 | //h2")
HEADINGS_LOOKED_AT = 4
TURN_SHARE = 0.6  # of a heading
PLAIN = 25  # characters of a turn that leaves no room for more than itself: "page not found"
ENDS = tuple(".。!?…»”۔।")
MARKS = " .!?—-"
TITLE_JOINTS = re.compile(r"\s+[-–—|:·•»]\s+|\s*[|｜_]\s*")
QUOTED = 80  # characters of one turn in the detail
UNSHOWN = frozenset({"script", "noscript", "style", "link", "meta"})
SETS_COOKIE = re.compile(rb"\bcookie\b")
LOADS_AGAIN = re.compile(rb"\blocation\b|\breload\b|_0x[0-9a-f]{4}")


def wall(page: Page, article: Article | None) -> Unreadable | None:
    """Name the wall that stands where an article was looked for; None: there is none.

    Args:
        page: the page as it came; it has been parsed before, or there would be nothing to ask.
        article: what was found in it; None: no text.

    Returns:
        Unreadable with a reason of WALLS; or "no_text" for a page that asks for a script and says nothing else. The
        detail names the evidence.
    """
    view = _View(page, article)
    if page.url != page.final_url and canonical_url(page.url) != canonical_url(page.final_url):
        station = detour(page.url, page.final_url, shows_article=view.declares_article)
        if station:
            return station
    if view.weight > LONGEST:
        return _missing_with_a_list(view)
    looks = (_challenge, _consent, _missing, _closed, _front_page, _paywall, _login, _stub, _needs_script)
    return next((refused for look in looks if (refused := look(view))), None)


class _View:
    """A page that may be a wall, and what is read of it once it is asked for."""

    def __init__(self, page: Page, article: Article | None) -> None:
        self.page, self.article = page, article
        self.text = article.text if article else ""
        self.title = article.title if article else ""
        self.weight = weight(self.text[: LONGEST + 1])  # enough to tell a long text

    @cached_property
    def tree(self) -> HtmlElement:
        tree = parse_html(self.page.body, charset=self.page.charset)  # the first one was used up by the extraction
        assert not isinstance(tree, Unreadable), "parsed before"
        return tree

    @cached_property
    def markup(self) -> bytes:
        return self.page.body.lower()

    @cached_property
    def text_sentences(self) -> list[str]:
        return sentences(self.text)

    @cached_property
    def seen(self) -> str:
        return "\n".join(visible_lines(self.tree, most=LOOKED_AT))

    @cached_property
    def seen_sentences(self) -> list[str]:
        return sentences(self.seen)

    @cached_property
    def seen_weight(self) -> int:
        return sum(map(weight, self.seen_sentences))

    @cached_property
    def reports(self) -> bool:
        """Whether the text has a sentence that says who said it: news, however short."""
        whole = (line for line in self.text.split("\n") if line[-1:] in ENDS and weight(line) >= SILENCE)
        return any(REPORT.turns(fold(line)) for line in whole)

    @cached_property
    def headings(self) -> dict[str, str]:
        """The parts of the title and the first headings: folded, without marks at their ends; and as written."""
        title = self.tree.find(".//title")
        parts = TITLE_JOINTS.split(one_line("" if title is None else title.text_content())[:LONGEST])
        first = (one_line(each.text_content())[:LONGEST] for each in select(HEADINGS, self.tree)[:HEADINGS_LOOKED_AT])
        return {folded: each for each in (*parts, *first) if (folded := fold(each).strip(MARKS))}

    @cached_property
    def declares_article(self) -> bool:
        """Whether the head calls the page an article."""
        kinds = (each.get("content") for each in self.tree.iter("meta") if each.get("property") == "og:type")
        return "article" in kinds or type_matches(article_node(json_ld_nodes(self.tree)), ARTICLE_TYPES)

    @cached_property
    def is_like_an_article(self) -> bool:
        """Whether the page carries a mark of articles: a real paragraph, a date, or that it says so."""
        return any(weight(each) > PARAGRAPH for each in self.text.split("\n")) or self.is_marked

    @cached_property
    def is_marked(self) -> bool:
        """Whether the head gives a date, or calls the page an article."""
        published = self.article.published if self.article else None
        return (published is not None and published.place in {"json-ld", "meta"}) or self.declares_article


def _challenge(view: _View) -> Unreadable | None:
    own = hear(view.text_sentences, CHALLENGE)
    if own.rest < 2 * BRIEF and (proof := found(PROOFS, view.markup)):
        return Unreadable(reason="bot_challenge", detail=f'A test of {proof[0]}: "{proof[1]}" stands in the markup.')
    if own.rest >= BRIEF or view.reports:
        return None
    sign = found(SIGNS, view.markup)
    if view.seen_weight < SILENCE and (sign or _is_script_alone(view)):
        of = f"of {sign[0]}" if sign else "that sets a cookie and loads the page again"
        return Unreadable(reason="bot_challenge", detail=f"The page is silent and holds a script {of}.")
    seen = hear(view.seen_sentences, CHALLENGE)
    title = next((each for each in view.headings if each in CHALLENGE_TITLES), "")
    if not title and _lacks_a_voice(own):
        title = next((each for each in view.headings if _is_turn(each, CHALLENGE)), "")
    beside = [turn for turn in seen.turns if not any(turn in heading for heading in view.headings)]
    if title and (beside or sign or seen.said + seen.rest < BRIEF):
        said = f'The heading of the page is "{view.headings[title]}", and it has no article.'
        return Unreadable(reason="bot_challenge", detail=said)
    return _alone("bot_challenge", seen, view) if _speaks_as_test(own, seen, signed=bool(sign)) else None


def _is_turn(heading: str, wording: Wording) -> bool:
    """Whether a heading is hardly more than one of these turns of phrase."""
    return max(map(len, wording.turns(heading).values()), default=0) >= TURN_SHARE * len(heading)


def _speaks_as_test(own: Speech, seen: Speech, *, signed: bool) -> bool:
    if len(seen.turns) > 1:
        return _lacks_a_voice(own) and (_is_all(seen) or len(own.turns) > 1)
    return bool(seen.turns) and (seen.rest < SILENCE or (signed and own.rest < SILENCE))


def _is_script_alone(view: _View) -> bool:
    body = view.tree.find("body")
    alone = all(each.tag in UNSHOWN for each in (body if body is not None else ()))
    return alone and bool(SETS_COOKIE.search(view.markup)) and bool(LOADS_AGAIN.search(view.markup))


def _consent(view: _View) -> Unreadable | None:
    if view.reports or not _lacks_a_voice(hear(view.text_sentences, CONSENT)):
        return None
    seen = hear(view.seen_sentences, CONSENT)
    known = found(CONSENT_SIGNS, view.markup) or any(each in CONSENT_TITLES for each in view.headings)
    enough = len(seen.turns) + bool(known or seen.rest <= seen.said) > 2 and _is_all(seen)
    return _alone("consent_wall", seen, view) if enough else None


def _missing(view: _View) -> Unreadable | None:
    own = hear(view.text_sentences, MISSING)
    if own.rest >= BRIEF or view.reports:
        return _missing_with_a_list(view)
    if title := next((each for each in view.headings if says_missing(each)), ""):
        return Unreadable(reason="soft_404", detail=f'The heading of the page is "{view.headings[title]}".')
    if own.turns and own.rest < BRIEF / 2 and _lacks_a_voice(own):
        return _alone("soft_404", own, view)
    if own.rest < SILENCE and (seen := hear(view.seen_sentences, MISSING)).turns and _is_all(seen):
        return _alone("soft_404", seen, view)
    return None


def _missing_with_a_list(view: _View) -> Unreadable | None:
    """A page that is not there and offers others instead: its heading says so, and not of a page of somebody's."""
    heading = fold(view.title[:LONGEST]).strip(MARKS)
    plain = says_missing(heading) and any(len(turn) <= PLAIN for turn in MISSING.turns(heading).values())
    if plain and not view.is_like_an_article:
        return Unreadable(reason="soft_404", detail=f'The heading of the page is "{view.title}".')
    return None


def _closed(view: _View) -> Unreadable | None:
    """A page that tells of the whole site: shut, for sale, not for readers of this country."""
    own = hear(view.text_sentences, CLOSED)
    if not _lacks_a_voice(own) or view.reports or view.is_marked:
        return None
    if title := next((each for each in view.headings if _is_turn(each, CLOSED)), ""):
        return Unreadable(reason="soft_404", detail=f'The heading of the page is "{view.headings[title]}".')
    if own.turns and own.rest < BRIEF / 2:
        return _alone("soft_404", own, view)
    seen = hear(view.seen_sentences, CLOSED)
    return _alone("soft_404", seen, view) if own.rest < SILENCE and seen.turns and _is_all(seen) else None


def _front_page(view: _View) -> Unreadable | None:
    """A page that calls itself the front page, stands at another address and shows no article."""
    if is_front(view.page.final_url) or view.is_like_an_article:
        return None
    canonical = (each.get("href") for each in view.tree.iter("link") if (each.get("rel") or "").lower() == "canonical")
    own = resolve(view.page.final_url, next(canonical, None) or "")
    kinds = (each.get("content") for each in view.tree.iter("meta") if each.get("property") == "og:type")
    if own and is_front(own) and "website" in kinds:
        return Unreadable(reason="soft_404", detail=f"The page gives the front page as its own address: {own}.")
    return None


def _paywall(view: _View) -> Unreadable | None:
    if may_be_cut(view.page.body, view.text) or hear(view.text_sentences, GATE).turns:
        return paywall(view.page.body, view.tree, text=view.text, title=view.title)
    return None


def _login(view: _View) -> Unreadable | None:
    if view.is_like_an_article or view.reports or not asks_for_password(view.tree) or view.seen_weight >= FORM:
        return None
    own = hear(view.text_sentences, LOGIN)
    if not _lacks_a_voice(own) and not any(LOGIN.turns(each) for each in view.headings):
        return None
    words = as_written(hear(view.seen_sentences, LOGIN).first, view.seen)
    beside = f', says "{words}"' if words else ""
    return Unreadable(reason="login_wall", detail=f"The page asks for a password{beside} and shows little else.")


def _stub(view: _View) -> Unreadable | None:
    if view.is_like_an_article or view.reports or not (order := leads_on(view.tree)) or view.seen_weight >= BRIEF:
        return None
    return Unreadable(reason="soft_404", detail=f'The page leads on at once ("{order}") and shows little else.')


def _needs_script(view: _View) -> Unreadable | None:
    said = hear(view.text_sentences, NEEDS_SCRIPT)
    return _alone("no_text", said, view) if said.turns and said.rest < SILENCE else None


def _alone(reason: str, speech: Speech, view: _View) -> Unreadable:
    words = '", "'.join(as_written(turn, f"{view.text}\n{view.seen}")[:QUOTED] for turn in speech.turns[:3])
    return Unreadable(reason=reason, detail=f'The page says "{words}" and little else.')


def _lacks_a_voice(own: Speech) -> bool:
    """Whether the text taken for an article speaks like a wall for the most part, or hardly at all."""
    return own.rest < 2 * SILENCE or own.rest <= min(own.said, BRIEF)


def _is_all(seen: Speech) -> bool:
    """Whether a page shows little besides: not as much again, or less than a brief."""
    return seen.rest < max(BRIEF, seen.said)
