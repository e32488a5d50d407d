"""What the cleaner takes from texts that people have cleaned already, which should be next to nothing."""

import json

from extractors.cleaning.clean import clean

MOST_LOST = 0.002  # of the letters; datelines, bylines and captions that some gold texts keep are half of it


def test_hardly_anything_is_taken_from_a_clean_text(shared):
    lines = (shared / "data" / "extraction-dev" / "gold.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["text"]]
    lost = 0
    for row in rows:
        paragraphs = [each for each in row["text"].split("\n") if each.strip()]
        found = clean(paragraphs, title=row["title"] or "", authors=row["authors"] or (), language=row["lang"])
        assert found.paragraphs
        lost += sum(len(paragraph) for paragraph, _ in found.dropped) + len(found.dateline or "")
    assert lost <= MOST_LOST * sum(len(row["text"]) for row in rows)
