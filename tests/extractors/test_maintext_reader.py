from importlib.resources import files
from io import BytesIO

import numpy as np
import pytest

from extractors.html import parse_html
from extractors.maintext.blocks import Block, read_blocks
from extractors.maintext.features import densest, features
from extractors.maintext.marks import TAG_CODES
from extractors.maintext.reader import FIRST_TREES, HOPELESS, LABEL_ODDS, labels, probabilities
from extractors.maintext.words import CALLING, ENDED, LINKED, SIZE, TAG, of_text
from extractors.trees import Trees, unpacked

MODEL = files("extractors.maintext").joinpath("reader.npz").read_bytes()
PAGE = """<html><body><nav><ul><li><a href=/>Home</a><li><a href=/news>News of the day</a></ul></nav>
    <main class="article-body"><h1>Rain floods the valley</h1><p>It rained all day in the valley, the mayor said.</p>
    <p>Forty houses stand in water, and the bridge to the market is closed until further notice.</p></main>
    <aside><p>Read more</p></aside></body></html>"""


def described(page: str, *, headline: str = "Rain floods the valley", stated: str = "") -> np.ndarray:
    blocks = read_blocks(parse_html(page.encode()))
    return features(blocks, headline=headline, described="", stated=stated)


# --- the trees -----------------------------------------------------------------------------------------------------


def walked(row: np.ndarray, trees: Trees) -> float:
    """Say the same in the plainest words: from root to leaf, one tree after the other."""

    def leaf(node: int) -> float:
        while trees.children[2 * node] != node:
            node = int(trees.children[2 * node + (row[trees.feature[node]] > trees.threshold[node])])
        return float(trees.value[node])

    label = labels(row[None])[0]
    odds = LABEL_ODDS if label else sum(map(leaf, map(int, trees.roots[:FIRST_TREES])))
    if odds > HOPELESS:
        odds += sum(map(leaf, map(int, trees.roots[FIRST_TREES:])))
    return 1 / (1 + np.exp(-odds))


def grown(count: int, width: int, seed: int) -> Trees:
    """Grow random trees, lopsided ones and lone leaves among them."""
    random = np.random.default_rng(seed)
    feature, threshold, children, value, deepest = [], [], [], [], 0

    def grow(level: int) -> int:
        nonlocal deepest
        number, deepest = len(feature), max(deepest, level)
        feature.append(random.integers(width))
        threshold.append(random.normal())
        value.append(random.normal() / 4)
        children.extend((number, number))
        if level < 5 and random.random() < 0.7:
            children[2 * number], children[2 * number + 1] = grow(level + 1), grow(level + 1)
        return number

    roots = [grow(0) for _ in range(count)]
    return Trees(
        roots=np.array(roots),
        feature=np.array(feature),
        threshold=np.array(threshold, dtype=np.float32),
        children=np.array(children),
        value=np.array(value),
        depth=deepest,
    )


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("count", [1, FIRST_TREES, FIRST_TREES + 40])
def test_all_trees_together_say_what_each_says_alone(count, seed):
    trees = grown(count, 12, seed)
    rows = np.random.default_rng(seed).normal(size=(50, 12)).astype(np.float32)
    assert probabilities(rows, trees) == pytest.approx([walked(row, trees) for row in rows])


def test_our_model_says_what_its_trees_say_one_by_one():
    trees = unpacked(MODEL)
    real = described(PAGE)
    random = np.random.default_rng(1)
    rows = np.concatenate([real, (real[random.integers(len(real), size=40)] * random.normal(1, 2, (40, 1)))])
    rows = rows.astype(np.float32)
    assert probabilities(rows) == pytest.approx([walked(row, trees) for row in rows])


def test_what_a_few_trees_hold_for_hopeless_is_not_shown_to_the_others():
    leaves = np.array([HOPELESS / FIRST_TREES * 1.01] * FIRST_TREES + [100.0])
    trees = Trees(
        roots=np.arange(len(leaves)),
        feature=np.zeros(len(leaves), dtype=int),
        threshold=np.full(len(leaves), np.inf),
        children=np.repeat(np.arange(len(leaves)), 2),
        value=leaves,
        depth=0,
    )
    row = np.zeros((1, 2), dtype=np.float32)
    assert probabilities(row, trees)[0] < 0.02
    assert probabilities(row, trees._replace(value=leaves / 2))[0] > 0.99


def test_the_model_asks_for_no_number_that_is_not_there_and_every_walk_ends_on_a_leaf():
    trees, width = unpacked(MODEL), described(PAGE).shape[1]
    assert trees.feature.max() < width
    assert len(trees.children) == 2 * len(trees.feature) == 2 * len(trees.threshold) == 2 * len(trees.value)
    assert len(trees.roots) > FIRST_TREES
    nodes = np.arange(len(trees.feature))
    ends = nodes
    for _ in range(trees.depth):
        ends = trees.children[2 * ends]
    assert (trees.children[2 * ends] == ends).all()
    leaves = trees.children[2 * nodes] == nodes
    assert (trees.children[2 * nodes + 1] == nodes)[leaves].all()
    assert np.isfinite(trees.value).all()


def test_a_short_link_is_a_label_and_left_out_whatever_the_trees_say():
    blocks = read_blocks(parse_html(PAGE.encode())).blocks
    told = dict(zip((block.text for block in blocks), labels(described(PAGE)), strict=True))
    assert {text for text, label in told.items() if label} == {"Home", "News of the day"}
    for_it = Trees(*(np.array([0]),) * 2, np.array([np.inf]), np.array([0, 0]), np.array([9.0]), depth=0)
    chances = probabilities(described(PAGE), for_it)
    assert ((chances > 0.5) == [not label for label in told.values()]).all()


def test_a_model_can_carry_no_code():
    hostile = BytesIO()
    np.savez(hostile, roots=np.array([print], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        unpacked(hostile.getvalue())


def test_the_reader_tells_an_article_from_what_surrounds_it():
    blocks = read_blocks(parse_html(PAGE.encode())).blocks
    chances = dict(zip((block.text for block in blocks), probabilities(described(PAGE)), strict=True))
    prose = [chance for text, chance in chances.items() if text.startswith(("It rained", "Forty"))]
    rest = [chance for text, chance in chances.items() if text in {"Home", "News of the day", "Read more"}]
    assert min(prose) > max(rest)


# --- what the reader is shown --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        "<html><body><p>Rain.</p></body></html>",
        "<html><body>" + "<p>Rain.</p>" * 200 + "</body></html>",
        "<html><body><table><tr><td>暴雨</td><td>—</td></tr></table></body></html>",
        "<html><body><a href=/>" + "x" * 100_000 + "</a></body></html>",
    ],
    ids=["article", "one block", "200 blocks", "table", "long link"],
)
@pytest.mark.parametrize("headline", ["", "Rain floods the valley", "—"])
def test_every_block_of_any_page_is_described_by_as_many_finite_numbers(page, headline):
    rows = described(page, headline=headline, stated="Rain.")
    assert rows.shape == (len(read_blocks(parse_html(page.encode())).blocks), described(PAGE).shape[1])
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()


def of(body: str) -> tuple[float, ...]:
    (block,) = read_blocks(parse_html(f"<html><body>{body}</body></html>".encode())).blocks
    return of_text(block)


def test_the_places_of_numbers_that_others_look_at_hold_what_their_names_say():
    row = of("<li>Forty <a href=/x>houses</a>.</li>")
    assert (row[SIZE], row[LINKED], row[ENDED], row[CALLING]) == (13, 6, 1, 0)
    assert row[TAG] == TAG_CODES["li"]


@pytest.mark.parametrize("text", ["Read more", "READ ALSO: rain", "Читайте также", "相关新闻", "اقرأ أيضا", "और पढ़ें"])
def test_calls_to_act_are_heard_in_many_languages(text):
    assert of(f"<p>{text}</p>")[CALLING] == 1


@pytest.mark.parametrize(
    ("text", "ended"),
    [("It rained.", 1), ("“It rained.”", 1), ("下雨了。", 1), ("بارش؟", 1), ("वर्षा हुई।", 1), ("Rain", 0), ("1.5", 0)],
)
def test_sentences_end_in_many_scripts(text, ended):
    assert of(f"<p>{text}</p>")[ENDED] == ended


def test_the_densest_container_is_the_one_around_the_prose():
    found = read_blocks(parse_html(PAGE.encode()))
    assert found.containers[densest(found.blocks, found.containers)].tag == "main"


def test_a_page_without_prose_is_densest_at_its_root():
    found = read_blocks(parse_html(b"<html><body><p>Rain.</p></body></html>"))
    assert densest(found.blocks, found.containers) == 0


def test_a_block_is_described_in_bounded_time_however_long_it_is():
    text = "x" * 100_000 + " 1.1.1" * 100_000
    row = of_text(Block(text, 0, len(text), 0.0, 0, 0.0, "p", 0, 0, broken=False))
    assert row[SIZE] == len(text)
