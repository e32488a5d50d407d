"""Answers in a notebook: a small table of HTML, in which nothing that was extracted is taken for markup."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from html import escape
from typing import Any

#: The columns that are shown of a record, where it has them: heading, and the fields of which the first is taken.
_COLUMNS = (
    ("when", ("replaced_at", "vanished_at", "day", "published", "first_seen")),
    ("outlet", ("outlet", "source")),
    ("speaker", ("speaker",)),
    ("said", ("surface",)),
    ("title", ("title",)),
    ("state", ("state",)),
    ("seen", ("seen",)),
    ("stored", ("stored",)),
    ("failed", ("failed",)),
    ("level", ("level",)),
    ("edit", ("significance",)),
    ("status", ("status",)),
)
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_LONGEST = 300  # characters of a cell


def table(record: type, records: Sequence[Any], *, most: int) -> str:
    """Show up to *most* records; one more than that says that there are more."""
    known = {each.name for each in fields(record)}
    columns = [(heading, names) for heading, of in _COLUMNS if (names := [each for each in of if each in known])]
    heads = "".join(f'<th scope="col">{heading}</th>' for heading, _ in columns)
    rows = "".join(f"<tr>{''.join(_cells(each, columns))}</tr>" for each in records[:most])
    caption = f"<caption>{_caption(records, most)}</caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _caption(records: Sequence[Any], most: int) -> str:
    if not records:
        return "nothing answers this"
    return f"the first {most}; there are more" if len(records) > most else f"{len(records)}, which is all"


def _cells(record: Any, columns: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    for heading, names in columns:
        value = next((found for name in names if (found := getattr(record, name)) not in {None, ""}), "")
        if heading in {"title", "said", "speaker"}:
            yield f"<td{_direction(record)}>{_linked(record, value) if heading == 'title' else _text(value)}</td>"
        else:
            yield f"<td>{_text(value)}</td>"


def _direction(record: Any) -> str:
    language = getattr(record, "language", None)
    direction = "rtl" if language in _RIGHT_TO_LEFT else "auto"
    return (f' lang="{escape(language)}"' if language else "") + f' dir="{direction}"'


def _linked(record: Any, title: str) -> str:
    url: str = record.url
    shown = _text(title or url)
    if not url.lower().startswith(("http://", "https://")):
        return shown
    return f'<a href="{escape(url)}" rel="noopener noreferrer" target="_blank">{shown}</a>'


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    text = value.isoformat() if isinstance(value, date) else str(value)
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
