"""Site rules: where the pages of one host keep title, text, date and authors, as data that a person can check.

One TOML file a host: `host = "a.example"`, then a `[[rule]]` block for each layout the host has had. Rules are
optional; a page without one, or whose rule finds nothing, is read as every other page is.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

from cssselect import HTMLTranslator, SelectorError
from cssselect.parser import Attrib, Element
from cssselect.xpath import ExpressionError, XPathExpr
from pydantic import AfterValidator, BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from config.errors import ConfigError
from config.sources import unknown_field

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_][a-z0-9_-]{0,62}(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")
_BLOCK = re.compile(r"[ \t]*\[\[[ \t]*rule[ \t]*\]\]")
_KEYS = ["host", "rule"]


class _Translator(HTMLTranslator):
    """Refuses what CSS knows and an HTML page does not have: without this the fault shows only on a page."""

    def xpath_element(self, selector: Element) -> XPathExpr:
        if selector.namespace:
            raise ExpressionError(f"an HTML page has no namespace {selector.namespace}")
        return super().xpath_element(selector)

    def xpath_attrib(self, selector: Attrib) -> XPathExpr:
        if selector.namespace:
            raise ExpressionError(f"an HTML page has no namespace {selector.namespace}")
        return super().xpath_attrib(selector)


_TRANSLATOR = _Translator()


def _selector(css: str) -> str:
    try:
        _TRANSLATOR.css_to_xpath(css)
    except (SelectorError, RecursionError) as error:
        raise ValueError(f"{css!r} is not a CSS selector: {error}") from error
    return css


def _path(path: str) -> str:
    if not path.startswith("/") or re.search(r"\s", path):
        raise ValueError(f'{path!r} is not a path; write its beginning, such as "/news/", perhaps with * in it')
    return path


def _as_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Selectors = Annotated[tuple[Annotated[str, AfterValidator(_selector)], ...], BeforeValidator(_as_many)]


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class SiteRule:
    """Where pages of one host, of one layout, keep what we want; selectors are CSS, several are tried in turn."""

    name: str  # how explanations call it: host and number
    path: Annotated[str, AfterValidator(_path)] = "/"  # how the path of a page begins; * stands for anything
    valid_from: date | None = None  # first day of this layout, by the time of the fetch in UTC; None: always had it
    valid_until: date | None = None  # last day
    title: _Selectors = ()
    body: _Selectors = ()
    date: _Selectors = ()
    authors: _Selectors = ()
    drop: _Selectors = ()  # all of them are removed, before any method looks for the text
    note: str | None = None


SiteRules = Mapping[str, tuple[SiteRule, ...]]  # by host, lower case, without "www."

_BLOCK_OF = TypeAdapter(SiteRule)
_FIELDS = [name for name in SiteRule.__dataclass_fields__ if name != "name"]


def load_site_rules(folder: Path | None) -> SiteRules:
    """Read the rules that come with scowatch and those of a folder.

    Args:
        folder: of *.toml files, one a host; None: only config/sites. A host in it replaces the shipped one.

    Raises:
        ConfigError: a file cannot be read or has faults; all of them are named, one a line.
    """
    shipped = _load(files("config") / "sites", "the shipped site rules")
    return shipped if folder is None else {**shipped, **_load(folder, str(folder))}


def _load(folder: Traversable, subject: str) -> dict[str, tuple[SiteRule, ...]]:
    try:
        paths = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    except OSError as error:
        raise ConfigError(subject, f"is no folder of site rules: {error.strerror}") from error
    rules: dict[str, tuple[SiteRule, ...]] = {}
    of_host: dict[str, str] = {}
    problems = []
    for path in paths:
        host, read, faults = _read(path)
        if host in of_host:
            faults.append(f"host: {host} has rules in {of_host[host]} already; put all of them into one file")
        problems += [f"{path.name}, {each}" for each in faults]
        of_host[host], rules[host] = path.name, read
    if problems:
        count = f"{len(problems)} problems\n  " if len(problems) > 1 else ""
        raise ConfigError(subject, count + "\n  ".join(problems))
    return rules


def _read(path: Traversable) -> tuple[str, tuple[SiteRule, ...], list[str]]:
    """Read one file: its host, its rules, and what is wrong with it."""
    try:
        text = path.read_text("utf-8-sig")
        return read_site(text)
    except UnicodeDecodeError as error:
        return path.name, (), [f"is not UTF-8: {error.reason} at byte {error.start}"]
    except OSError as error:
        return path.name, (), [f"cannot be read: {error.strerror}"]


def read_site(text: str) -> tuple[str, tuple[SiteRule, ...], list[str]]:
    """Read the text of one file of site rules.

    Returns:
        The host ("" when it is not usable), its rules, and, one sentence each, what is wrong; nothing is raised.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return "", (), [f"is not TOML: {error}"]
    problems = [unknown_field(key, _KEYS) for key in data if key not in _KEYS]
    host, given = "", data.get("host")
    if isinstance(given, str) and _HOST.fullmatch(given) and not given.startswith("www."):
        host = given
    else:
        wanted = (
            'the name of a host in small ASCII letters, without "www." and address: "news.example", "xn--80ak.example"'
        )
        problems.append(f"host: {'is missing' if given is None else f'{given!r} is not right'}; write {wanted}")
    blocks = data.get("rule", [])
    if not isinstance(blocks, list) or not blocks or not all(isinstance(each, dict) for each in blocks):
        return host, (), [*problems, "rule: write at least one [[rule]] block"]
    lines = [number for number, line in enumerate(text.split("\n"), 1) if _BLOCK.match(line)]
    rules = []
    for position, block in enumerate(blocks, 1):
        place = f"line {lines[position - 1]}, rule {position}" if len(lines) == len(blocks) else f"rule {position}"
        read, faults = _rule(block, f"{host} {position}")
        problems += [f"{place}, {each}" for each in faults]
        rules += [read] if read else []
    return host, tuple(rules), [*problems, *_overlaps(rules)]


def _rule(block: Mapping[str, Any], name: str) -> tuple[SiteRule | None, list[str]]:
    unknown = [unknown_field(key, _FIELDS) for key in block if key not in _FIELDS]
    known = {key: value for key, value in block.items() if key in _FIELDS}
    try:
        rule = _BLOCK_OF.validate_python({"name": name, **known})
    except ValidationError as error:
        return None, unknown + [_fault(each["loc"], each["msg"]) for each in error.errors()]
    if not any((rule.title, rule.body, rule.date, rule.authors, rule.drop)):
        unknown.append("holds no selector: give title, body, date, authors or drop")
    if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
        unknown.append(f"valid_until: {rule.valid_until} lies before valid_from, {rule.valid_from}; change them round")
    return rule, unknown


def _fault(location: Sequence[int | str], message: str) -> str:
    return f"{location[0]}: {message.removeprefix('Value error, ')}"


def _overlaps(rules: Sequence[SiteRule]) -> Iterator[str]:
    """Name the rules for the same path that hold on the same day: no page could tell which of them is meant."""
    for position, rule in enumerate(rules):
        for later in rules[position + 1 :]:
            begins, ends = max(_start(rule), _start(later)), min(_end(rule), _end(later))
            if rule.path == later.path and begins <= ends:
                since = (
                    f"from {begins}" if begins > date.min else f"until {ends}" if ends < date.max else "on every day"
                )
                yield (
                    f"{rule.name} and {later.name}: both hold for {rule.path} {since}; "
                    "let one end (valid_until) before the other begins (valid_from)"
                )


def _start(rule: SiteRule) -> date:
    return rule.valid_from or date.min


def _end(rule: SiteRule) -> date:
    return rule.valid_until or date.max
