"""Try every form of a lexicon as the tagger would meet it: which are not found, and which say two things."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import get_args

from config.lexicon import Kind, Lexicon, Term
from config.lexicon.facts import Finding
from extractors.fold import fold
from extractors.script import letter_script
from extractors.tagging.matcher import Matcher

_NAMING = frozenset({"name", "short", *get_args(Kind)})
_CONFUSING = frozenset({"expansion", "block"})
_BESIDE = frozenset({"body", "format", "person", "document"})
_SHOWN = 5  # forms named in one finding
_SAID = {
    "lost": "the matcher does not find {forms} in a sentence",
    "redundant": "matching takes {forms} for the same as others of the entry: one of them is enough",
    "hidden": "{forms}: [[{other}]] finds it first, which needs less",
    "ambiguous": "{forms}: also means {other}",
    "doubled": "{forms}: also stands under {other}, and counts as two companions",
}


def check_forms(lexicon: Lexicon) -> tuple[Finding, ...]:
    """Find forms that would be missed, that repeat each other, or that mean two things; languages without a short one.

    Returns:
        Findings of the kinds in _SAID and no_short, the forms of one kind in one entry and language together.
    """
    matcher = Matcher(lexicon.terms, lexicon.endings, lexicon.prefixes)
    found: dict[tuple[str, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for number, term in enumerate(lexicon.terms):
        same = Counter(_folded(term, form) for form in term.forms)
        for form in term.forms:
            for kind, other in set(_doubts(term, form, same, _hits(matcher, form))):
                found[kind, other][number].append(form)
    findings = [
        _finding(kind, lexicon.terms[number], other, forms)
        for (kind, other), by_term in found.items()
        for number, forms in by_term.items()
    ]
    return (*findings, *_without_short(lexicon))


def counts(lexicon: Lexicon) -> dict[str, dict[str, int]]:
    """Count the written-out forms by role and by language ("any" for all languages), the most first.

    Words of bilateral talks are left out: all lexicons share them.
    """
    roles: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for term in (each for each in lexicon.terms if each.role != "setting"):
        roles[term.role] += len(term.forms)
        languages[term.language or "any"] += len(term.forms)
    return {"roles": dict(roles.most_common()), "languages": dict(languages.most_common())}


def _hits(matcher: Matcher, form: str) -> list[Term]:
    """Find *form* in a sentence; give the terms that take it as a whole."""
    before, plain = "12 ( ", form.replace("*", "")
    span = len(before), len(before) + len(plain)
    return [hit.term for hit in matcher.find(fold(f"{before}{plain} ) 34")) if (hit.start, hit.end) == span]


def _folded(term: Term, form: str) -> tuple[str, bool]:
    """What matching sees of *form*: capitals only where they count."""
    folded = fold(form)
    return folded.kept if term.role == "short" else folded.lower, form.isupper()


def _doubts(term: Term, form: str, same: Counter[tuple[str, bool]], found: Sequence[Term]) -> Iterator[tuple[str, str]]:
    if not any(each is term for each in found):
        yield "lost", ""
    if same[_folded(term, form)] > 1:
        yield "redundant", ""
    for other in (each for each in found if each is not term and _meet(each, term)):
        if term.role == "short" and other.slug == term.slug and _sooner(other, term):
            yield "hidden", other.role
        elif _means_two(term, other):
            yield "ambiguous", f"{other.role} {other.slug}"
        elif term.role == other.role == "company" and term.group == other.group and term.slug < other.slug:
            yield "doubled", f"{other.role} {other.slug}"


def _meet(one: Term, other: Term) -> bool:
    return one.language == other.language or None in {one.language, other.language}


def _sooner(other: Term, term: Term) -> bool:
    """Say whether *other* finds the form in every text in which *term* does, and needs less."""
    # In a text of another language than its own a short form needs more; a name does not.
    everywhere = other.language in {None, term.language} and (
        not other.within or (bool(term.within) and set(term.within) <= set(other.within))
    )
    return other.role == "name" or (other.role == "short" and everywhere and other.needs < term.needs)


def _means_two(term: Term, other: Term) -> bool:
    """Say whether the two name different things; of a pair only one says so."""
    if term.role in {"name", "short"} and other.role in _CONFUSING:
        return not other.letters or term.role == "name" or any(form in other.letters for form in term.forms)
    if {term.role, other.role} & {"name", "short"} and {term.role, other.role} & _BESIDE:
        return False  # a body may hold the name, or be named as a whole
    both = term.role in _NAMING and other.role in _NAMING
    return both and term.slug < other.slug


def _finding(kind: str, term: Term, other: str, forms: Sequence[str]) -> Finding:
    # What is lost has often come with a character that nobody sees, from where it was copied.
    shown = ", ".join(form if form.isprintable() else ascii(form) for form in sorted(set(forms))[:_SHOWN])
    more = len(set(forms)) - _SHOWN
    listed = f"{shown} and {more} more" if more > 0 else shown
    said = _SAID[kind].format(forms=listed, other=other)
    return Finding(kind=kind, table=term.role, slug=term.slug, language=term.language, said=said)


def _without_short(lexicon: Lexicon) -> Iterator[Finding]:
    """Give the languages in which the organization has a name and no short form in the script of that name."""
    scripts: dict[str, dict[str | None, set[str | None]]] = {"name": defaultdict(set), "short": defaultdict(set)}
    for term in lexicon.terms:
        if term.role in scripts and term.slug == lexicon.tag:
            scripts[term.role][term.language] |= {_script(form) for form in term.forms}
    anywhere = scripts["short"][None]
    bare = sorted(
        language
        for language, named in scripts["name"].items()
        if language and language not in scripts["short"] and not named <= anywhere
    )
    if bare:
        said = f"a name and no short form in {', '.join(bare)}: texts may use one"
        yield Finding(kind="no_short", table="short", slug=lexicon.tag, language=None, said=said)


def _script(form: str) -> str | None:
    return next((letter_script(letter) for letter in form if letter.isalpha()), None)
