"""The filters of a search as options, for the commands that search, keep a search, or pass it on as words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, get_args

import click

from extractors.tagging.record import Level

Command = TypeVar("Command", bound=Callable[..., Any])

_LEVEL = "How much it concerns the archive's subject, or --tag; abstain: not decided."
_FLAGS = {
    "originals": "Leave out copies.",
    "edited": "Whose text was edited.",
}
_VALUES = {
    "tag": ("T", "Tagged with this organization, such as sco."),
    "topic": ("T", "With this topic, such as energy."),
    "entity": ("E", "Naming this person, body, state …, such as rats."),
    "lang": ("L", "In this language, such as ru."),
    "source": ("SLUG", "Listed by this source."),
    "country": ("CC", "Of a source of this country, such as UZ."),
    "outlet": ("DOMAIN", "Printed by this outlet, such as tass.com."),
    "agency": ("SLUG", "The work of this news agency, or resting on it, such as tass."),
}


def filters(command: Command) -> Command:
    """Add the filters."""
    for name, meaning in reversed(_FLAGS.items()):
        command = click.option(f"--{name}", is_flag=True, help=meaning)(command)
    for name, (shown, meaning) in reversed(_VALUES.items()):
        command = click.option(f"--{name}", metavar=shown, help=meaning)(command)
    levels = click.Choice(get_args(Level))
    return click.option("--level", type=levels, help=_LEVEL)(command)


def as_words(words: Sequence[str], where: dict[str, Any]) -> dict[str, str]:
    """Take the filters out of the options in *where*; give the search as storage.parameters has it."""
    given = {name: where.pop(name) for name in ("level", *_VALUES)}
    asked = {name: value for name, value in given.items() if value}
    asked |= {name: "1" for name in _FLAGS if where.pop(name)}
    joined = " ".join(" ".join(words).split())
    return {"q": joined, **asked} if joined else asked


def name_of(asked: Mapping[str, str]) -> str:
    """Name a search by its words and filters."""
    return " ".join(name if name in _FLAGS else value for name, value in asked.items())
