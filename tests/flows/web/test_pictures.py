"""Pictures: well-formed, harmless whatever was stored, with as many marks as there are numbers."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from flows.web.charts import drawing
from flows.web.charts import look as looks
from flows.web.charts.covering import SIGNS, coverage_picture
from flows.web.charts.crossing import matrix_picture
from flows.web.charts.drawing import studio
from flows.web.charts.trending import trend_picture
from flows.workers import Limits
from storage.coverage import Covered
from storage.trends import Matrix, Point, Trend

HOSTILE = (
    "</text><script>alert(1)</script>", '"];alert(1)//', "datum.x || alert(1)", "a\x00b\u202ec\ud800",
    "خبرگزاری", "新华社", "javascript:alert(1)", "&lt;{{7*7}}' \\",
)  # fmt: skip
FIRST = date(2025, 9, 1)


def draw(picture):
    svg = studio().draw(picture.spec, picture.title, picture.says)
    for forbidden in ("<script", "<foreignObject", "href=", "<style", " style="):
        assert forbidden not in svg
    return ET.fromstring(svg)


def described(tree, word):
    return [
        each for each in tree.iter() if each.get("role") == "graphics-symbol" and word in each.get("aria-label", "")
    ]


def trend_of(*values):
    days = tuple(FIRST + timedelta(days=number) for number in range(3))
    points = tuple(Point(period=day, value=value, count=day.day - 1) for day in days for value in values)
    return Trend(by="outlet", step="day", periods=days, values=values, points=points, no_data=frozenset({FIRST}))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_trend_has_a_bar_for_every_number_that_is_not_zero(scheme):
    picture = trend_picture(trend_of(*HOSTILE), scheme, str)
    tree = draw(picture)
    assert len(described(tree, "day from")) == 2 * (1 + len(HOSTILE))
    assert [row[-1] for row in picture.rows] == ["no data", "yes", "yes"]
    assert [row[1] for row in picture.rows] == [0, len(HOSTILE), 2 * len(HOSTILE)]


def test_a_matrix_has_a_cell_for_every_pair():
    counts = tuple(tuple(range(len(HOSTILE))) for _ in HOSTILE)
    found = Matrix(
        by=("outlet", "topic"), rows=HOSTILE, columns=HOSTILE, counts=counts, more_rows=1, more_columns=0
    )  # fmt: skip
    cells = [
        each
        for each in draw(matrix_picture(found, "light", (str, str))).iter()
        if each.get("aria-roledescription") == "rect mark"
    ]
    assert len(cells) == len(HOSTILE) ** 2


def covered(source, day, state, seen=0):
    zero = dict.fromkeys(
        ("polls_ok", "polls_failed", "fetched", "stored", "duplicate", "failed", "refused", "pending"), 0
    )
    return Covered(
        source=source, day=FIRST + timedelta(days=day), state=state, seen=seen, expected=None, reasons={}, **zero
    )


def test_each_state_of_coverage_has_a_sign_of_its_own():
    rows = [covered(each, day, state) for each in HOSTILE for day, state in enumerate(SIGNS)]
    tree = draw(coverage_picture(rows, "dark"))
    shown = [each.text for each in tree.iter() if each.tag.endswith("text")]
    assert {sign: shown.count(sign) for sign in SIGNS.values() if sign} == {
        sign: len(HOSTILE) + 1 + (sign == "0") * len(HOSTILE) for sign in SIGNS.values() if sign
    }


def test_many_years_make_a_small_picture():
    rows = [covered("one", day, "ok", 5) for day in range(3653)]
    assert len(coverage_picture(rows, "light").rows) <= 130


def test_a_picture_that_cannot_be_drawn_in_time_is_told_of_and_asked_for_again(serve, monkeypatch, caplog):
    at_once = Limits(seconds=1e-6, memory_bytes=drawing.LIMITS.memory_bytes)
    monkeypatch.setattr(drawing, "LIMITS", at_once)
    drawing.studio.cache_clear()
    try:
        with serve() as site:
            answer = site("/pictures/trend.svg")
            assert site("/pictures/trend").status == 200
    finally:
        drawing.studio().close()
        drawing.studio.cache_clear()
    assert (answer.status, answer["Retry-After"]) == (503, "5")
    assert answer.json["detail"].startswith("The picture cannot be drawn just now")
    assert "the picture cannot be drawn: " in caplog.text


def test_nothing_makes_a_picture_that_says_so():
    empty = Trend(by=None, step="day", periods=(), values=(), points=(), no_data=frozenset())
    for picture in (trend_picture(empty, "light", str), coverage_picture([], "light")):
        assert "Nothing to show." in [each.text for each in draw(picture).iter()]


def test_text_on_every_colour_can_be_read():
    for look in looks.LOOKS.values():
        fills = [looks.shade(look, step) for step in looks.STEPS] + [look.paper, look.blank, look.few, look.bad]
        assert all(looks.contrast(looks.readable(look, fill), fill) >= 4.5 for fill in fills)
