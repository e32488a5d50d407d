"""From data to a page: the templates, and what they may call.

Nothing in this package marks a string as safe: what templates print is escaped, always, and freed of characters that
are no text. Highlights are given as pieces of text, and the templates put the elements around them.
"""

import re
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from flows.web.pages import linking, names, static, wording, writing

#: What no page shows: control characters, halves of surrogate pairs, noncharacters, and the two overrides of direction,
#: which turn "gpj.exe" into "exe.jpg" before the eye and which no newspaper needs.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


def printable(value: Any) -> Any:
    """Give what a template may print for *value*: nothing for None, U+FFFD for what is no text."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):  # the latter: what a macro made, printable already
        return _NO_TEXT.sub("\ufffd", value)
    return value


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("flows.web", "templates"),
        autoescape=True,
        finalize=printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "clock": writing.clock,
        "day": writing.day,
        "moment": writing.moment,
        "number": writing.number,
        "outside": linking.outside,
        "paragraphs": writing.paragraphs,
        "percent": writing.percent,
        "short": writing.short,
        "sure": wording.sure,
    }
    made.globals |= {
        "country": names.country,
        "direction": writing.direction,
        "in_words": wording.in_words,
        "language": names.language,
        "language_tag": writing.language_tag,
        "static": static.address,
    }
    return made


_TEMPLATES = _environment()


def render(name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Make the page of template *name*."""
    return HTMLResponse(_TEMPLATES.get_template(name).render(context), status_code=status)


def problem(_request: Request, status: int, sentence: str) -> HTMLResponse:
    """Make a page that says what is wrong, in a sentence."""
    return render("problem.html", status=status, phrase=HTTPStatus(status).phrase, code=status, sentence=sentence)
