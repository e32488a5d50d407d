"""What is marked in a text that a page shows: evidence, quotes, the words that were looked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.highlights import Mark, pieces
from storage.queries import Span

BLANK = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of a text with the same marks from end to end."""

    text: str
    begins: tuple[str, ...] = ()  # names of the marks that begin here: ids of the page
    state: str = ""  # "for", "against", "quote" or "hit"; "": plain text
    why: str = ""  # name of the mark that explains it
    note: str = ""  # the explanation, in a few words


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Something to be marked, under a name of its own."""

    name: str
    start: int  # in characters
    end: int
    state: str
    note: str = ""


_RANK = ("for", "against", "hit", "quote")  # of several marks on a stretch, the first is shown


def runs(text: str, marks: Sequence[Marked]) -> list[Run]:
    """Cut *text* at the edges of *marks*, which may overlap."""
    by_name = {each.name: each for each in marks}
    begun: set[str] = set()
    found = []
    for piece in pieces(text, [Mark(each.start, each.end, each.name) for each in marks]):
        here = sorted((by_name[name] for name in piece.labels), key=lambda each: (_RANK.index(each.state), each.start))
        begins = tuple(each.name for each in here if each.name not in begun)
        begun.update(begins)
        top = here[0] if here else None
        found.append(
            Run(text=piece.text, begins=begins, state=top.state, why=top.name, note=top.note)
            if top
            else Run(text=piece.text)
        )
    return found


def in_paragraphs(found: Iterable[Run]) -> list[list[Run]]:
    """Cut runs at blank lines: a list for each paragraph that says something."""
    paragraphs: list[list[Run]] = [[]]
    for run in found:
        for number, part in enumerate(run.text.split(BLANK)):
            if number:
                paragraphs.append([])
            if part:
                begins = () if number else run.begins
                paragraphs[-1].append(Run(text=part, begins=begins, state=run.state, why=run.why, note=run.note))
    return [each for each in paragraphs if any(run.text.strip() for run in each)]


def hits(text: str, spans: Iterable[Span]) -> list[Run]:
    """Mark the words of a query in a title or a snippet."""
    marks = [Mark(start, end, "hit") for start, end in spans]
    return [Run(text=each.text, state="hit" if each.labels else "") for each in pieces(text, marks)]


def evidence_marks(tags: Iterable[dict[str, Any]], field: str) -> Iterator[Marked]:
    """Give the marks of the evidence of *tags* in one field; names are those of `evidence_name`."""
    for tag in tags:
        for span in tag["spans"]:
            if span["field"] == field:
                yield Marked(
                    name=evidence_name(span),
                    start=span["start"],
                    end=span["end"],
                    state="for" if span["accepted"] else "against",
                    note=f"{tag['slug']}: {span['rule']}" if span["accepted"] else f"not {tag['slug']}",
                )


def evidence_name(span: dict[str, Any]) -> str:
    """Name the place of a span in the page."""
    return f"e{span['id']}"
