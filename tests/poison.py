"""Stored text that attacks whoever shows it, and a way to have it everywhere in an archive."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, String, Table, select, update

from storage import Archive
from storage.tables import article, capture, discovery, evidence, gap, quote, source, tag, version

#: Occurs in each; and is the name of what a script would call.
MARKER = "zqx"

HOSTILE = {
    "script": f'<script>{MARKER}()</script><script src="https://evil.example/{MARKER}.js"></script>',
    "double-quoted-attribute": f'" onmouseover="{MARKER}()" autofocus onfocus="{MARKER}()" x="',
    "single-quoted-attribute": f"' onmouseover='{MARKER}()' style='color:red' x='",
    "unquoted-attribute": f"x onmouseover={MARKER}() y=`{MARKER}`",
    "image": f'<img src="https://evil.example/{MARKER}" onerror={MARKER}()>',
    "svg": f"<svg/onload={MARKER}()><animate onbegin={MARKER}()><use href='data:image/svg+xml,{MARKER}'>",
    "closing-tags": f"</title></textarea></style></script></select></h1></article></body><b id={MARKER}>",
    "frames": f'<iframe srcdoc="<script>{MARKER}()</script>"></iframe><base href="https://evil.example/{MARKER}">',
    "comment": f"<!-- {MARKER} --!><![CDATA[ {MARKER} ]]><?php {MARKER} ?>--><!doctype x>",
    "template": f"{{{{ 7*7 }}}}{{% for x in range(3) %}}{MARKER}{{% endfor %}}{{# {MARKER} #}}${{7*7}}",
    "javascript-address": f"javascript:{MARKER}()//https://a.example/",
    "other-addresses": f" java\tscript:{MARKER}() data:text/html,<script>{MARKER}()</script> //evil.example/{MARKER}",
    "entities": f"&lt;b&gt; &#x3c;script&#x3e;{MARKER}&#60;/script&#62; &quot; &NotAnEntity; &amp",
    "style": f"<style>*{{background:url(https://evil.example/{MARKER})}}</style>@import '{MARKER}';",
    "bidi": f"\u202e{MARKER} gpj.exe\u202c \u202d\u2066\u2067{MARKER}\u2068 \u200f",
    "zero-width": f"{MARKER}\u200b {MARKER}\u200d\ufeff\u2060\u00ad\u200c\U000e0061",
    "control": f"{MARKER} \x00\x01\x07\x08\x0b\x0c\x1b[31m\x7f\x85\x9b31m \ufffe\uffff {MARKER}",
    "lines": f"{MARKER}\r\nSet-Cookie: {MARKER}=1\r\n\r\n<b>{MARKER}</b>\u2028\u2029",
    "zalgo": MARKER + "\u0310\u0335\u0489\u031b\u0324" * 60 + MARKER + "\u0310\u0489" * 200 + " end",
    "long": f"{MARKER} {'Ж' * 50_000} {'word ' * 10_000}{MARKER}",
    "utf-7": f"+ADw-script+AD4-{MARKER}()+ADw-/script+AD4-\ufeff",
    "newline-in-tag": f"<a\nhref\n=\n'javascript:{MARKER}()'\n>{MARKER}<\n/a\n>",
}

SHOWN = (article, version, tag, evidence, quote, discovery, capture, source, gap)
#: What is never written by anybody but ourselves, or what binds rows together.
OURS = frozenset({
    "slug", "kind", "level", "field", "how", "state", "script", "page_type", "significance", "digest", "text_hash",
    "twin_key", "organization", "filled_by", "vanished_status",
})  # fmt: skip
UNIQUE = ("url", "slug", "origin")  # in some tables
LONGEST = 2_000  # of what is neither title nor text
#: What stands in a column that holds a list, where it is empty.
LISTS: dict[str, list[Any]] = {
    **{name: [""] for name in ("authors", "organizations", "keywords", "dropped", "reasons")},
    "credits": [{"agency": "", "surface": "", "place": "", "confidence": 0.9}],
    "dates": [{"says": "", "spot": "", "value": "", "zone_known": True, "precision": "day", "place": "", "raw": ""}],
    "changes": [],
}


def poison(archive: Archive, value_of: Callable[[], str]) -> None:
    """Overwrite whatever pages show of an archive: each text becomes one that *value_of* gives.

    The slugs of tags, too, which only lexicons write. What is marked in a text begins at its first character, and so
    cuts through it.
    """
    with archive.engine.execution_options(writes=True).begin() as connection:
        for table in SHOWN:
            for row in connection.execute(select(table)).mappings().all():
                values = {
                    column.name: _poisoned(column.name, row[column.name], value_of)
                    for column in table.columns
                    if _is_foreign(table, column.name, column.type)
                }
                values |= {name: f"{values[name]}{row['id']}" for name in UNIQUE if name in values}
                if "start" in table.c:
                    values |= {"start": row["id"] % 7, "end": row["id"] % 7 + 5}
                connection.execute(update(table).where(table.c.id == row["id"]).values(values))


def _is_foreign(table: Table, name: str, kind: Any) -> bool:
    if name.endswith(("_precision", "_place")):
        return False
    if table is tag and name == "slug":
        return True
    return isinstance(kind, String | JSON) and name not in OURS and name != "rhythm"


def _poisoned(name: str, old: Any, value_of: Callable[[], str]) -> Any:
    """Put poison in the place of a text; where there is none, too."""
    if name in LISTS:
        return [_leaf(each, value_of) for each in old or LISTS[name]]
    value = value_of()
    return value if name in {"title", "text"} else value[:LONGEST]


def _leaf(old: Any, value_of: Callable[[], str]) -> Any:
    if isinstance(old, dict):
        ours = {"kind", "field", "significance", "precision"}
        return {key: each if key in ours else _leaf(each, value_of) for key, each in old.items()}
    return value_of()[:LONGEST] if isinstance(old, str) else old
