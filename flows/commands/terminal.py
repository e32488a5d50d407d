"""How text gets onto a terminal: harmless, coloured where that is wanted, wrapped at its width.

What is stored was written by others. A title with an escape sequence could recolour, rename, or type into the terminal
of whoever lists it (CWE-150), one with an override of direction could show other words than it holds (CVE-2021-42574).
So whatever a command prints for people goes through `harmless`; JSON and CSV stay as they are.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import click

STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True},
    "heading": {"bold": True, "fg": "blue"},
    "quiet": {"dim": True},
    "alarm": {"fg": "red", "bold": True},
    "accepted": {"fg": "green", "bold": True},
    "topic": {"fg": "cyan"},
    "rejected": {"fg": "red", "strikethrough": True},
    "hit": {"fg": "black", "bg": "yellow"},
    "removed": {"fg": "red", "strikethrough": True},
    "added": {"fg": "green", "underline": True},
}
#: What stands for a colour where there is none; those of a difference are those of wdiff.
MARKS: Mapping[str, tuple[str, str]] = {
    "accepted": ("[[", "]]"),
    "topic": ("[(", ")]"),
    "rejected": ("[~", "~]"),
    "hit": ("<<", ">>"),
    "removed": ("[-", "-]"),
    "added": ("{+", "+}"),
}
NARROWEST = 20  # columns

# Left in are the joiners and marks of direction that Persian, Arabic and Indic spelling needs: they change one place.
_DIRECTIONS = "\u202a-\u202e\u2066-\u206f"
_HARMFUL = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029{_DIRECTIONS}\ufff9-\ufffb\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"

# Between these a line may end without a blank; it does not begin with a full stop or end with an opening bracket.
_WIDE = (
    "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff"
)
_OPENING, _CLOSING = "“‘（《〈「『【〔(", "。，、；：！？”’）》〉」』】〕…—·％.,;:!?)"
_UNIT = re.compile(
    rf"[{_OPENING}]*(?:(?![{_OPENING}])[{_WIDE}]|(?:(?![{_WIDE}])[^\s{_OPENING}])+)[{_CLOSING}]*\s*|[{_OPENING}]+\s*|\s+"
)


class Run(NamedTuple):
    """A stretch of a line with one style."""

    text: str
    style: str = ""  # one of STYLES; "": plain
    isolated: bool = False  # it stands inside a line of ours, and its direction is not that of the line


def told(text: str, style: str = "") -> Run:
    """Give what others wrote as a part of a line of ours: on one line, with a direction of its own."""
    return Run(" ".join(text.split()), style, isolated=True)


def harmless(text: str) -> str:
    r"""Make *text* safe to print: control characters become pictures of themselves, changes of direction are left out.

    >>> harmless("\x1b[2Jabc\u202edef\x9b1m")
    '␛[2Jabcdef�1m'
    """
    return _HARMFUL.sub(_picture, text.replace("\r\n", "\n"))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in "\t\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "" if "\u202a" <= found[0] <= "\u206f" else "\ufffd"


def line(text: str) -> str:
    """Give a title or a name as it may stand inside a line."""
    return "".join(screen().lines([told(text)], wrap=False))


def colour_wanted(environment: Mapping[str, str]) -> bool | None:
    """Say whether output is coloured; None: if it is a terminal. See no-color.org and force-color.org."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return False if environment.get("TERM") == "dumb" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Where output goes."""

    width: int | None  # columns; None: no terminal, a line is as long as it is
    coloured: bool

    def lines(
        self, runs: Iterable[Run], indent: str = "", *, hanging: str | None = None, wrap: bool = True,
        marks: bool = False,
    ) -> Iterator[str]:  # fmt: skip
        """Lay out one or more paragraphs.

        Args:
            runs: their text; a line break begins a new line.
            indent: before the first line.
            hanging: before the others; None: as *indent*.
            wrap: at the width of the terminal.
            marks: put MARKS around what is styled, besides or instead of the colour.
        """
        kept = [*self._prepared(runs, marks)]
        hanging = indent if hanging is None else hanging
        before = indent
        for each in _at_breaks(kept):
            for part in self._wrapped(each, len(before), len(hanging)) if wrap and self.width else [each]:
                yield (before + "".join(self._styled(run) for run in part)).rstrip(" ")
                before = hanging

    def _prepared(self, runs: Iterable[Run], marks: bool) -> Iterator[Run]:  # noqa: FBT001
        for text, style, isolated in runs:
            clean = harmless(text)
            if marks and style in MARKS and clean.strip():
                clean = MARKS[style][0] + clean + MARKS[style][1]
            if isolated and self.width and _RIGHT_TO_LEFT.search(clean):
                clean = f"{_ISOLATE}{clean}{_END_OF_ISOLATE}"
            yield Run(clean, style)

    def _wrapped(self, runs: Sequence[Run], indent: int, hanging: int) -> Iterator[list[Run]]:
        from rich.cells import cell_len, chop_cells  # noqa: PLC0415 a search does not wait for it

        room, further = (max(NARROWEST, (self.width or 0) - each) for each in (indent, hanging))
        pieces: list[str] = []
        for unit in _UNIT.findall("".join(run.text for run in runs)):
            least = min(room, further)
            pieces += [unit] if cell_len(unit.rstrip()) <= least else chop_cells(unit, least)
        ends, used, at = [], 0, 0
        for piece in pieces:
            if used and used + cell_len(piece.rstrip()) > room:
                ends.append(at)
                used, room = 0, further
            used += cell_len(piece)
            at += len(piece)
        return _cut(runs, [*ends, at])

    def _styled(self, run: Run) -> str:
        return click.style(run.text, **STYLES[run.style]) if run.style and run.text and self.coloured else run.text


def _at_breaks(runs: Iterable[Run]) -> Iterator[list[Run]]:
    here: list[Run] = []
    for run in runs:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                yield here
                here = []
            here.append(Run(part, run.style))
    yield here


def _cut(runs: Iterable[Run], ends: Sequence[int]) -> Iterator[list[Run]]:
    """Cut runs at places of their joined text; what a line ends with is not underlined if it is a blank."""
    rest = iter(runs)
    run = next(rest, Run(""))
    at = 0
    for end in ends:
        here: list[Run] = []
        while at < end:
            taken = run.text[: end - at]
            here.append(Run(taken, run.style))
            at += len(taken)
            run = run._replace(text=run.text[len(taken) :])
            if not run.text:
                run = next(rest, Run(""))
                while not run.text and at < end:
                    run = next(rest)
        while here and not here[-1].text.strip():
            here.pop()
        if here:
            here[-1] = here[-1]._replace(text=here[-1].text.rstrip())
        yield here


def screen() -> Screen:
    """Give the terminal that standard output is, or what stands for it."""
    context = click.get_current_context(silent=True)
    is_terminal = sys.stdout.isatty()
    coloured = context.color if context and context.color is not None else is_terminal
    width = shutil.get_terminal_size().columns if is_terminal or os.environ.get("COLUMNS", "").isdecimal() else None
    return Screen(width=width, coloured=coloured)


def say(*runs: Run | str, indent: str = "", hanging: str | None = None) -> None:
    """Print a paragraph for people."""
    whole = [Run(each) if isinstance(each, str) else each for each in runs]
    for each in screen().lines(whole, indent, hanging=hanging):
        click.echo(each)
