"""From the specification of a picture (Vega-Lite, plain data) to SVG, by vl-convert in a process of its own.

In a process, because vl-convert holds Python's lock while it draws, for seconds where there is much to draw: meanwhile
no other request would be answered. Nothing is loaded from anywhere: all data stands in the specification, and any
address in it is refused.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cache
from threading import Lock
from typing import Any
from xml.sax.saxutils import escape

from config.errors import ScowatchError
from extractors.records import Unreadable
from flows.workers import Limits, Workers

Spec = Mapping[str, Any]

# V8 reserves some 70 GB of address space before it draws anything: here only the time is a limit.
LIMITS = Limits(seconds=30, memory_bytes=2**40)
MOST_KEPT = 32_000_000  # characters of SVG
_OPENING = '<svg xmlns="http://www.w3.org/2000/svg"'


class NotDrawnError(ScowatchError):
    """A picture cannot be drawn, or not in time; its numbers can be had."""


class Studio:
    """Draws pictures, one at a time, and keeps those asked for of late. The first one takes two seconds."""

    def __init__(self) -> None:
        self._workers: Workers[str, str] = Workers(_drawer, count=1, limits=LIMITS)
        self._kept: OrderedDict[str, str] = OrderedDict()  # by specification, the latest last
        self._size = 0
        self._lock = Lock()

    def draw(self, spec: Spec, title: str, says: str) -> str:
        """Draw a picture.

        Args:
            spec: Vega-Lite. What was stored by others stands in its data only.
            title: names it.
            says: describes it in a sentence or two.

        Returns:
            SVG, with title and description for those who do not see it.

        Raises:
            NotDrawnError: it cannot be drawn.
        """
        asked = json.dumps(spec, sort_keys=True)
        svg = self._find(asked)
        if svg is None:
            drawn = self._workers.submit(asked).result()
            if isinstance(drawn, Unreadable):
                raise NotDrawnError(f"the picture cannot be drawn: {drawn.detail}")
            self._keep(asked, svg := drawn)
        return _named(svg, title, says)

    def close(self) -> None:
        """End the process."""
        self._workers.__exit__(None, None, None)

    def _find(self, asked: str) -> str | None:
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
            return self._kept.get(asked)

    def _keep(self, asked: str, svg: str) -> None:
        with self._lock:
            if asked not in self._kept:
                self._kept[asked] = svg
                self._size += len(asked) + len(svg)
            while self._size > MOST_KEPT:
                self._size -= sum(map(len, self._kept.popitem(last=False)))


@cache
def studio() -> Studio:
    """Give the one studio of this process; it starts when something is drawn."""
    return Studio()


def _drawer() -> Callable[[str], str]:
    """Make ready to draw; runs in the process that does."""
    import vl_convert  # noqa: PLC0415 only there

    def draw(spec: str) -> str:
        # Both lists: of addresses in the specification, and of files.
        return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))

    draw('{"data": {"values": []}, "mark": "bar"}')  # what the first picture would wait for
    return draw


def _named(svg: str, title: str, says: str) -> str:
    if not svg.startswith(_OPENING):
        raise NotDrawnError("the picture cannot be drawn: what came of it is no SVG")
    about = f'<title id="title">{escape(title)}</title><desc id="says">{escape(says)}</desc>'
    head, mark, body = svg.partition(">")
    role = ' role="graphics-document" aria-roledescription="chart" aria-labelledby="title" aria-describedby="says"'
    return f'{head} xml:lang="en" lang="en"{role}{mark}{about}{body}'
