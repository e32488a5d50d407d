import numpy as np
import pytest

from extractors.html import parse_html
from extractors.maintext import find
from extractors.maintext.find import find_text
from extractors.maintext.judge import DOUBT, MainText
from extractors.metadata import read_metadata
from extractors.trees import Trees

URL = "https://news.example/rain"
HEADLINE = "Rain floods the valley of Ust-Test"
PROSE = (
    "It rained all day in the valley of Ust-Test, and the river left its bed in the evening, the mayor said.",
    "Forty houses stand in water. Nobody was hurt, but the bridge to the market is closed until further notice.",
    "The last flood of this kind was eleven years ago, when the old bridge was carried off within an hour.",
    "Engineers from the capital are expected on Thursday; until then a ferry carries children to the school.",
)
MENU = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "News", "Sport", "Weather", "Archive"))


def reader(odds: float) -> Trees:
    """A reader that says the same of every block."""
    leaf = np.array([0])
    return Trees(leaf, leaf, np.array([np.inf]), np.array([0, 0]), np.array([odds]), depth=0)


ALL, UNSURE = reader(9.0), reader(0.0)


def found(body: str, *, head: str = "", trees: Trees | None = None) -> MainText:
    page = f"<html><head><title>{HEADLINE}</title>{head}</head><body>{body}</body></html>".encode()
    tree = parse_html(page)
    return find_text(tree, read_metadata(tree, url=URL), url=URL, trees=trees)


def article(inner: str) -> str:
    return f"<nav><ul>{MENU}</ul></nav><article><h1>{HEADLINE}</h1>{inner}</article><footer>© Herald</footer>"


def paragraphs(lines: tuple[str, ...] = PROSE) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def told(result: MainText) -> list[str]:
    return [line for line in result.paragraphs if line != HEADLINE]


def test_a_plain_article_is_read_by_the_reader_alone():
    result = found(article(paragraphs()))
    assert told(result) == list(PROSE)
    assert result.choice.method == "blocks"
    assert [each.method for each in result.candidates] == ["blocks"]


def test_a_layout_of_tables_is_read():
    rows = "".join(f"<tr><td>{line}</td></tr>" for line in PROSE)
    inner = f"<table><tr><td><h1>{HEADLINE}</h1></td></tr>{rows}</table>"
    body = f"<table><tr><td><ul>{MENU}</ul></td><td>{inner}</td></tr></table>"
    assert told(found(body)) == list(PROSE)


def test_paragraphs_parted_by_line_breaks_stay_apart():
    assert told(found(article("<div>" + "<br><br>".join(PROSE) + "</div>"))) == list(PROSE)


def test_lines_broken_in_mid_sentence_are_joined():
    broken = "<br>".join(line.replace(", and", ",<br>and").replace(" the ", " <br> the ") for line in PROSE)
    assert found(f"<div>{broken}</div>", trees=ALL).paragraphs == PROSE


def test_cells_of_a_table_row_stand_on_one_line():
    table = "<table><tr><td>Monday</td><td>14 mm<p>of rain</p></td></tr><tr><td>Tuesday</td><td>22 mm</td></tr></table>"
    assert found(f"<p>{PROSE[0]}</p>{table}<p>{PROSE[1]}</p>", trees=ALL).paragraphs == (
        PROSE[0],
        "Monday | 14 mm",
        "of rain",  # a paragraph of its own in the same cell
        "Tuesday | 22 mm",
        PROSE[1],
    )


def test_a_cell_that_is_a_paragraph_stands_alone():
    rows = f"<tr><td>Monday</td><td>{PROSE[0]}</td></tr><tr><td>{PROSE[1]}</td><td>{PROSE[2]}</td></tr>"
    assert found(f"<table>{rows}</table>", trees=ALL).paragraphs == ("Monday", *PROSE[:3])


@pytest.mark.parametrize("cells", [3, 400])
def test_a_row_without_end_makes_lines_that_end(cells):
    row = "".join(f"<td>In place {number} it rained 14 mm.</td>" for number in range(cells))
    lines = found(article(f"{paragraphs()}<table><tr>{row}</tr></table>"), trees=ALL).paragraphs
    assert max(map(len, lines)) < 600


BODY = "\\n\\n".join(PROSE * 3)
JSON_LD = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{BODY}"}}</script>'


def test_a_page_drawn_by_a_script_is_read_from_its_json_ld():
    result = found("<div id=app><p>Please wait.</p></div>", head=JSON_LD)
    assert list(result.paragraphs) == [*PROSE * 3]
    assert result.choice.method == "json-ld"


def test_a_page_that_shows_its_text_is_not_read_from_its_json_ld():
    assert found(article(paragraphs(PROSE * 3)), head=JSON_LD).choice.method != "json-ld"


def test_microdata_is_a_candidate_that_is_heard():
    result = found(article(f'<div itemprop="articleBody">{paragraphs()}</div>'), trees=UNSURE)
    methods = {each.method: each for each in result.candidates}
    assert methods["microdata"].paragraphs == PROSE
    assert methods["microdata"].link_density == 0


def test_in_doubt_trafilatura_is_asked_and_may_decide():
    result = found(article(paragraphs()), trees=UNSURE)
    assert [each.method for each in result.candidates] == ["agreed", "trafilatura"]
    assert set(PROSE) <= set(result.paragraphs)
    assert "Weather" not in result.paragraphs


def test_without_doubt_trafilatura_is_not_asked(monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(find, "bare_extraction", lambda *_, **__: asked.append("asked"))
    result = found(article(paragraphs(PROSE * 3)))
    assert float(result.choice.reason.split("doubt ")[1][:4]) <= DOUBT
    assert not asked


@pytest.mark.parametrize("error", [ValueError, RecursionError, AssertionError, MemoryError])
def test_a_page_that_trafilatura_cannot_digest_is_read_without_it(monkeypatch, error):
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(find, "bare_extraction", broken)
    body = article(f'<div itemprop="articleBody">{paragraphs()}</div>')
    assert found(body, trees=UNSURE).paragraphs == PROSE
    assert found("<p>It rained 14 mm on Monday.</p>").paragraphs == ("It rained 14 mm on Monday.",)


def test_joiners_of_persian_survive_in_the_text():
    line = "به گفته شهردار، تمام روز در دره باران می\u200cبارید و خانه\u200cهای کنار رودخانه هنگام غروب در آب ماند."
    assert line in found(article(paragraphs((line, *PROSE)))).paragraphs


def test_a_text_in_no_block_is_looked_for_by_the_other_methods():
    result = found("<p>It rained 14 mm.</p>", trees=reader(-9.0))
    assert result.paragraphs == ("It rained 14 mm.",)
    assert result.choice.method in {"trafilatura", "baseline"}
    assert not result.candidates


@pytest.mark.parametrize("body", ["", "<div id=app></div>", "<button>OK</button>", "<p>—</p>", "<p>OK</p>"])
def test_a_page_without_text_is_an_outcome_with_a_name(body):
    result = found(body)
    assert result.paragraphs == ()
    assert result.choice.method == "none"


def test_what_is_found_does_not_depend_on_what_was_read_before():
    first = found(article(paragraphs()))
    found("<div class='comments'><p>" + "No. " * 100 + "</p></div>")
    assert found(article(paragraphs())) == first
