import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from config.lexicon import load_lexicon
from extractors.tagging.tagger import Tagger

FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text(encoding="utf-8"))["tagging"]
SETS = ("sco-tagging-dev.jsonl", "sco-tagging-verbatim-dev.jsonl")


def test_tagging_holds_its_floors_on_the_development_sets(shared, tmp_path):
    tagger = Tagger(load_lexicon())
    gold, predictions = tmp_path / "gold.jsonl", tmp_path / "predictions.jsonl"
    lines = [
        line
        for name in SETS
        for line in (shared / "data" / name).read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    gold.write_text("\n".join(lines), encoding="utf-8")
    with predictions.open("w", encoding="utf-8") as file:
        for item in map(json.loads, lines):
            tagging = tagger.tag(item["title"] or "", item["text"], item["lang"])
            file.write(json.dumps({"id": item["id"], **asdict(tagging)}, ensure_ascii=False) + "\n")
    floors = [f"--min-{measure}={floor}" for measure, floor in FLOORS.items()]
    scorer = shared / "tools" / "score_tagging.py"
    run = subprocess.run(
        [sys.executable, str(scorer), str(gold), str(predictions), *floors],
        capture_output=True, text=True, encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
