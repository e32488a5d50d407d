"""Extraction next to other extractors, over the same real pages: how right, and at what cost.

Run with `make bench-extract`, which installs the others in an environment of their own (needs ../shared). Each tool has
a process to itself, without network. Page by page they take turns in an order that rotates, so that what else the
machine does falls on all alike. Imports and a first page of each language are left out of the times; decoding and
parsing are in them for all. Ends with 1 when ours costs more than promised.
"""

import argparse
import gzip
import json
import logging
import socket
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data" / "extraction-dev"
sys.path[:0] = [str(ROOT), str(SHARED / "tools")]

from tests.bench.peers import MEASURE, OURS, TOOLS, Prediction, Tool  # noqa: E402

LIMIT = 60.0  # seconds of a page after which a tool is stopped and the page is lost
START_LIMIT = 300.0
MOST_CPU, SLOWEST_PAGE = 0.5, 2.0  # of ours: share of trafilatura's with metadata; seconds
FEWEST_TEXTS = 3  # of a language in the second table

# --- one tool, in a process of its own ------------------------------------------------------------------------------


def serve(pages: Connection, name: str, examples: list[tuple[bytes, str]]) -> None:
    """Answer each page that comes with (prediction, seconds of CPU, seconds), at last with whom it asked for."""
    asked = shut_off()
    logging.disable()
    warnings.simplefilter("ignore")
    extract = TOOLS[name]()
    for example in examples:
        attempt(extract, *example)
    pages.send("ready")
    while page := pages.recv():
        cpu, wall = time.process_time(), time.perf_counter()
        prediction = attempt(extract, *page)
        pages.send((prediction, time.process_time() - cpu, time.perf_counter() - wall))
    pages.send(asked)


def attempt(extract: Tool, body: bytes, url: str) -> Prediction | None:
    """Extract a page; None: the tool raised."""
    try:
        return extract(body, url)
    except Exception:  # noqa: BLE001
        return None


def shut_off() -> list[str]:
    """Refuse the network, and note who is asked for."""
    asked: list[str] = []

    def refuse(*arguments: Any, **_: Any) -> None:
        asked.append(str(arguments[0]))
        raise OSError("no tool needs the network")

    socket.getaddrinfo = socket.socket.connect = socket.socket.connect_ex = refuse  # type: ignore[assignment, method-assign]
    return asked


@dataclass
class Runner:
    """The process of one tool, and what came of it."""

    name: str
    examples: list[tuple[bytes, str]]
    predictions: dict[str, Prediction] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    wall: dict[str, float] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    asked: list[str] = field(default_factory=list)

    def start(self) -> None:
        context = get_context("spawn")
        self.pages, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other, self.name, self.examples), daemon=True)
        self.process.start()
        other.close()
        if not self.pages.poll(START_LIMIT):
            sys.exit(f"{self.name} does not start")
        try:
            self.pages.recv()
        except EOFError:
            sys.exit(f"{self.name} does not start: is it installed here?")

    def read(self, number: str, body: bytes, url: str) -> None:
        """Have one page read; a tool that hangs or dies on it begins anew with the next."""
        self.pages.send((body, url))
        try:
            answered = self.pages.poll(LIMIT)
            prediction, cpu, wall = self.pages.recv() if answered else (None, LIMIT, LIMIT)
        except EOFError:
            answered, prediction, cpu, wall = False, None, 0.0, 0.0
        self.cpu[number], self.wall[number] = cpu, wall
        self.predictions[number] = prediction or {}
        self.failed["raised" if answered else "stopped or died"] += prediction is None
        if not answered:
            self.process.kill()
            self.start()

    def stop(self) -> None:
        self.pages.send(None)
        self.asked = self.pages.recv()
        self.process.join()


# --- the run --------------------------------------------------------------------------------------------------------


def measure(names: list[str], gold: list[dict[str, Any]]) -> list[Runner]:
    """Have every tool read every page."""
    examples = [page_of(row) for row in {row["lang"]: row for row in reversed(gold)}.values()]
    runners = [Runner(name, examples) for name in names]
    for runner in runners:
        runner.start()
    for turn, row in enumerate(gold):
        body, url = page_of(row)
        for place in range(len(runners)):
            runners[(turn + place) % len(runners)].read(row["id"], body, url)
    for runner in runners:
        runner.stop()
    return runners


def page_of(row: dict[str, Any]) -> tuple[bytes, str]:
    body = gzip.decompress((DATA / "pages" / f"{row['id']}.html.gz").read_bytes())
    return body, row["url"] or f"https://unknown.example/{row['id']}"


def scored(runner: Runner, gold: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Sum up the scores of a tool: "" over all pages, and by language."""
    import score_extraction as scorer  # noqa: PLC0415 (it lies beside the pages, and both may be absent)

    pages = [scorer.score_page(row, runner.predictions[row["id"]], scorer.TOKEN) for row in gold]
    languages = Counter(page["lang"] for page in pages if "f1" in page)
    groups = {code: [page for page in pages if page["lang"] == code] for code, _ in languages.most_common()}
    return {code: scorer.summarise(some) for code, some in {"": pages, **groups}.items()}


def row_of(runner: Runner, scores: dict[str, dict[str, Any]], base: float | None) -> str:
    """Write one line of the first table; a field that a tool never gives is left out, not counted as wrong."""
    whole = scores[""]
    cells = [figure(whole[name]) for name in ("F1", "P", "R")]
    cells += [figure(scores[code]["F1"]) if code in scores else "–" for code in ("ru", "zh", "en")]
    for name in ("title", "date", "authors"):
        given = any(each.get(name) for each in runner.predictions.values())
        cells.append(figure(whole[name]) if given else "–")
    cpu = sum(runner.cpu.values())
    cells += [f"{1000 * cpu / len(runner.cpu):.1f}", f"{len(runner.wall) / sum(runner.wall.values()):.1f}"]
    cells += [f"{cpu / base:.2f}" if base else "–", f"{max(runner.cpu.values()):.2f}"]
    return f"| {runner.name} | {' | '.join(cells)} |"


def figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".lstrip("0")


def show(runners: list[Runner], gold: list[dict[str, Any]]) -> None:
    """Print both tables, and who failed or asked for the network."""
    scores = {runner.name: scored(runner, gold) for runner in runners}
    base = next((sum(runner.cpu.values()) for runner in runners if runner.name == MEASURE), None)
    print(
        "| tool | F1 | P | R | ru | zh | en | title | date | authors | ms CPU/page | pages/s | ratio | worst page, s |"
    )
    print("|---|" + "--:|" * 13)
    for runner in runners:
        print(row_of(runner, scores[runner.name], base))
    texts = Counter(row["lang"] for row in gold if row["text"])
    codes = [code for code, count in texts.most_common() if count >= FEWEST_TEXTS]
    if codes:
        print("\n| F1 (pages) | " + " | ".join(f"{code} ({texts[code]})" for code in codes) + " |")
        print("|---|" + "--:|" * len(codes))
        for name, each in scores.items():
            print(f"| {name} | " + " | ".join(figure(each[code]["F1"]) for code in codes) + " |")
    print()
    for runner in runners:
        failed = [f"{count} pages {how}" for how, count in runner.failed.items() if count]
        empty = scores[runner.name][""]["empty"]
        print(f"{runner.name}: {empty} pages without text" + "".join(f", {each}" for each in failed))
        if runner.asked:
            print(f"  asked for the network, in vain: {', '.join(sorted({*runner.asked}))}")


def promises(runners: list[Runner]) -> bool:
    """Say whether ours is as cheap as promised."""
    cpu = {runner.name: runner.cpu for runner in runners}
    if not cpu.keys() >= {OURS, MEASURE}:
        return True
    ratio = sum(cpu[OURS].values()) / sum(cpu[MEASURE].values())
    page, seconds = max(cpu[OURS].items(), key=lambda item: item[1])
    print(f"\nCPU ours / {MEASURE}: {ratio:.2f} (at most {MOST_CPU}); worst page {page} {seconds:.2f} s")
    return ratio <= MOST_CPU and seconds <= SLOWEST_PAGE


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, help="read only so many, evenly spread over the set")
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS), help="measure only these")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit("no measured data: the folder ../shared/data/extraction-dev is absent")
    gold = [json.loads(line) for line in (DATA / "gold.jsonl").read_text("utf-8").splitlines() if line.strip()]
    gold = gold[:: max(1, len(gold) // (options.pages or len(gold)))][: options.pages]
    runners = measure(options.tools, gold)
    print(f"{len(gold)} pages, {sum(bool(row['text']) for row in gold)} with gold text\n")
    show(runners, gold)
    return int(not promises(runners))


if __name__ == "__main__":
    sys.exit(main())
