"""Writing an alert or a digest, in the form that its reader takes."""

import shlex
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from flows.letters.escaping import Safe, address, clean, to_html, to_markdown, to_text
from storage.digests import Digest, StoryLine

Form = Literal["html", "markdown", "text"]

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
LONGEST_TITLE, LONGEST_PASSAGE = 200, 240  # characters
MOST_SOURCES = 30  # that were not heard of, by name
#: The steps by which a letter is cut until it fits: stories, and whether all else is left in.
STEPS = ((100, True), (50, True), (20, True), (10, True), (10, False), (5, False), (2, False), (1, False))
# Options of `scowatch search` by the names of storage.parameters.
_OPTIONS = ("tag", "topic", "entity", "level", "lang", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What there is to write."""

    name: str  # of the watch, or what a digest is about
    kind: Literal["alert", "digest"]
    digest: Digest
    query: Mapping[str, str]
    zone: str = "UTC"
    unheard: Sequence[str] = ()  # sources that were not heard of in the whole time
    partly: Sequence[str] = ()  # sources that were not heard of, or not wholly, in a part of it
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a reader takes it."""

    form: Form
    has_title: bool = True  # the title has a place of its own
    shows_links: bool = False  # addresses are written out: mail has a plain part, made from the HTML without its links
    room: int | None = None  # characters


def title_of(letter: Letter) -> str:
    """Give the title: one line, and nothing in it that can't be seen."""
    stories = len(letter.digest.stories) + letter.digest.more
    sample = "[test] " if letter.is_sample else ""
    if letter.kind == "alert" and stories == 1:
        title = f"{sample}{letter.name}: {letter.digest.stories[0].title}"
    else:
        counted = "no stories" if not stories else "1 story" if stories == 1 else f"{stories:,} stories"
        title = f"{sample}{letter.name}: {counted}"
        if letter.kind == "digest":
            title += f", {_moment(letter.digest.since, letter.zone)} to {_moment(letter.digest.until, letter.zone)}"
    title = to_text(title)
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def write(letter: Letter, style: Style) -> str:
    """Give the body, cut to its room: with fewer stories, and at last without all that is no story."""
    body = ""
    for most, whole in STEPS:
        body = _render(_cut(letter, most, whole=whole), style)
        if style.room is None or len(body) <= style.room:
            break
    return body


def _cut(letter: Letter, most: int, *, whole: bool) -> Letter:
    digest = letter.digest
    kept = replace(digest, stories=digest.stories[:most], more=digest.more + max(0, len(digest.stories) - most))
    if whole:
        return replace(letter, digest=kept)
    return replace(letter, digest=replace(kept, quotes=(), edited=(), vanished=()), unheard=letter.unheard[:5])


def _render(letter: Letter, style: Style) -> str:
    digest = letter.digest
    ending = "html" if style.form == "html" else "txt"
    return (
        _environment(style.form)
        .get_template(f"{letter.kind}.{ending}.j2")
        .render(
            letter=letter,
            digest=digest,
            style=style,
            title=title_of(letter),
            groups=_groups(each for each in digest.stories if not each.is_old),
            old=[each for each in digest.stories if each.is_old],
            unheard=letter.unheard[:MOST_SOURCES],
            moment=lambda moment: _moment(moment, letter.zone),
            more=as_command(letter.query),
        )
        .strip()
        + "\n"
    )


def _groups(stories: Iterable[StoryLine]) -> list[tuple[str, list[StoryLine]]]:
    """Stories by their first topic, the largest group first; those without any come last."""
    groups: dict[str, list[StoryLine]] = defaultdict(list)
    for story in stories:
        groups[story.topics[0] if story.topics else ""].append(story)
    return sorted(groups.items(), key=lambda each: (not each[0], -len(each[1]), each[0]))


def as_command(query: Mapping[str, str]) -> str:
    """Give the command that finds what *query* finds, as far as `scowatch search` has an option for it."""
    words = [query["q"]] if "q" in query else []
    for name in _OPTIONS:
        words += [f"--{name}", query[name]] if name in query else []
    words += ["--originals"] if query.get("originals") == "1" else []
    return shlex.join(["scowatch", "search", *words, "--order", "newest"])


# --- environments --------------------------------------------------------------------------------------------------


@cache
def _environment(form: Form) -> Environment:
    escapes: Mapping[Form, Callable[[object], str]] = {"html": to_html, "markdown": to_markdown, "text": to_text}
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=form == "html",  # noqa: S701 the other forms are escaped by `finalize`
        finalize=escapes[form],  # all that a template prints goes through it, so that nothing can be forgotten
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(link=_LINKS[form], heading=_HEADINGS[form])
    made.globals.update(passage=_passage, direction=_direction, day=_day, written=_written)
    made.filters["passage"] = _passage
    made.filters["word"] = lambda slug: slug.replace("-", " ").replace("_", " ").capitalize()
    return made


def _html_link(words: str, url: str) -> Markup:
    usable = address(url)
    shown = to_html(clean(words) or usable)
    return Markup('<a href="{}">{}</a>').format(usable, shown) if usable else shown


def _written(url: str) -> Markup:
    """An address as words; mail calls nobody who is named in it."""
    return escape(address(url))


def _markdown_link(words: str, url: str) -> Safe:
    usable = address(url)
    shown = to_markdown(clean(words) or usable)
    return Safe(f"[{shown}](<{usable}>)" if usable else shown)


def _text_link(words: str, url: str) -> Safe:
    usable = address(url)
    return Safe("\n  ".join(filter(None, (to_text(words), usable))))


_LINKS: Mapping[Form, Callable[[str, str], str]] = {
    "html": _html_link,
    "markdown": _markdown_link,
    "text": _text_link,
}
_HEADINGS: Mapping[Form, Callable[[str], str]] = {
    "html": to_html,
    "markdown": lambda words: Safe(f"## {to_markdown(words)}"),
    "text": lambda words: Safe(f"{to_text(words)}\n{'-' * len(to_text(words))}"),
}


def _passage(words: str) -> str:
    """A passage on one line, cut where it is long."""
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST_PASSAGE else f"{plain[:LONGEST_PASSAGE]}…"


def _direction(language: str | None) -> str:
    if language is None:
        return "auto"
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def _day(story: Any) -> str:
    """The day of publication, or else of the first sight."""
    moment: datetime = story.published or story.first_seen
    return moment.date().isoformat()


def _moment(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
