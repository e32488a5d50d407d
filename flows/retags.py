"""What tagging an archive again changed: article by article in a file, and in sum."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from config.errors import InputError
from storage.retagging import Difference, Retagged

KINDS = ("topics", "entities", "related")


class Sums:
    """Counts of changes. Every article is counted once in `changes`, whose sum is the number of articles."""

    def __init__(self) -> None:
        self.changes: Counter[str] = Counter()  # by storage.retagging.Retagged.change
        self.levels: defaultdict[str, Counter[str]] = defaultdict(Counter)  # by organization: "none_to_mention"
        #: By kind and "sco energy": how many articles have it that had it not, and the other way round.
        self.added: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
        self.removed: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}

    def add(self, retagged: Retagged) -> None:
        """Count one article."""
        self.changes[retagged.change] += 1
        for each in retagged.differences:
            if each.level_before != each.level_after:
                self.levels[each.organization][f"{each.level_before}_to_{each.level_after}"] += 1
            for kind in KINDS:
                self.added[kind].update(_named(each, f"{kind}_added"))
                self.removed[kind].update(_named(each, f"{kind}_removed"))

    def as_json(self) -> dict[str, Any]:
        """Give all but `changes` as plain data; of each kind what changed most comes first."""
        return {
            "articles": self.changes.total(),
            "levels": {organization: dict(counts.most_common()) for organization, counts in self.levels.items()},
            **{kind: self._kind(kind) for kind in KINDS},
        }

    def _kind(self, kind: str) -> dict[str, dict[str, int]]:
        added, removed = self.added[kind], self.removed[kind]
        return {
            name: {"added": added[name], "removed": removed[name]}
            for name, _ in sorted((added + removed).items(), key=lambda each: (-each[1], each[0]))
        }


def _named(difference: Difference, field: str) -> Iterator[str]:
    return (f"{difference.organization} {name}" for name in getattr(difference, field))


class Retags:
    """Counts what changed, and writes it into a file: JSON lines, one for each article and lexicon.

    While it is being written the file's name ends in .part. A run that was killed leaves it so, and the next one adds
    to it: what it says of articles that are tagged by now would else be lost. Lines are written before their changes
    are stored, so that of a batch cut off in between they stand there twice.
    """

    def __init__(self, sums: Sums, path: Path | None, *, goes_on: bool = True) -> None:
        self._sums, self._path = sums, path
        self._file = path and _open(path.with_name(f"{path.name}.part"), goes_on=goes_on)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file and self._path:
            self._file.close()
            if error is None:
                Path(self._file.name).replace(self._path)

    def note(self, batch: Sequence[Retagged]) -> None:
        """Count and write one batch."""
        for retagged in batch:
            self._sums.add(retagged)
            if self._file:
                about = {"id": retagged.id, "url": retagged.url, "title": retagged.title, "change": retagged.change}
                lines = ({**about, **asdict(each)} for each in retagged.differences)
                self._file.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
        if self._file:
            self._file.flush()


def _open(part: Path, *, goes_on: bool) -> Any:
    try:
        if goes_on:
            with suppress(FileNotFoundError), part.open("rb+") as left:
                left.truncate(sum(len(line) for line in left if line.endswith(b"\n")))  # the last may be cut off
        return part.open("a" if goes_on else "w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{part}: cannot be written ({error.strerror})") from error
