"""Whom the pages of a story name as the source of their text, and whether that one is among them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractors.lineage.records import Credited, Member
from extractors.lineage.times import order
from extractors.tokens import tokens_of
from extractors.urls import host_of

_CLAIMED, _CLAIMED_HOST = 0.9, 0.8  # how sure the canonical address of another page makes us, of any page of its site
_SIGNED = 0.3  # an outlet that is no agency names itself: so it signs what it bought, too
_SHORTEST = 3  # characters of a host's part that may be a name: "co", "m" and "en" stand in many hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One page names one source."""

    by: int  # key of the page
    member: int | None  # key of the source; None: it is not in the archive
    name: str  # of the source
    weight: float  # 0..1: how surely the text is the source's, by this alone
    how: str  # "canonical_claim", "own_host", "credit"

    @property
    def source(self) -> int | str:
        """The same for all who name one source: its key or, where it is not in the archive, its name."""
        return squeezed(self.name) if self.member is None else self.member

    def of_story(self, count: int, of: int) -> str:
        """Tell the analyst of a story that *count* of *of* articles, the source's own apart, name it."""
        other = "" if self.member is None else "other "
        who = f"{count} of {of} {other}articles named" if of > 1 else f"The {other}article named"
        if self.how == "canonical_claim":
            return f"{who} a page of {self.name} as the original (rel=canonical)."
        if self.member is None:
            return f"{who} {self.name} as the source."
        if not count:
            return f"It is signed {self.name}, and this is its own site."
        return f"{who} {self.name} as the source, and this is its own site."

    def of_page(self) -> str:
        """Tell the analyst of the page that names it."""
        if self.how == "canonical_claim":
            return f"It names a page of {self.name} as the original (rel=canonical)."
        return f"It credits {self.name}."


def named_by(members: Collection[Member]) -> Iterator[Named]:
    """Give all that *members* name, themselves included."""
    by_url = {each.url: each for each in members}
    by_place: dict[str, Member] = {}
    for each in sorted(members, key=order, reverse=True):  # the first printing of an outlet stays
        by_place |= dict.fromkeys(_places(each), each)
    for member in members:
        if member.canonical_claim:
            yield _claim(member, member.canonical_claim, by_url, by_place)
        yield from (_credit(member, credit, by_place) for credit in member.credits if squeezed(credit.name))


def _claim(by: Member, url: str, by_url: Mapping[str, Member], by_place: Mapping[str, Member]) -> Named:
    host = host_of(url) or url
    target = by_url.get(url) or by_place.get(host)
    return Named(
        by=by.key,
        member=target.key if target else None,
        name=target.name if target else host,
        weight=_CLAIMED if target is None or target.url == url else _CLAIMED_HOST,
        how="canonical_claim",
    )


def _credit(by: Member, credit: Credited, by_place: Mapping[str, Member]) -> Named:
    places = (*sorted(credit.hosts), *_names(credit.name))
    target = next((by_place[place] for place in places if place in by_place), None)
    signed = target is by and not credit.hosts
    return Named(
        by=by.key,
        member=target.key if target else None,
        name=credit.name if target is None or credit.hosts else target.name,
        weight=min(_SIGNED, credit.confidence) if signed else credit.confidence,
        how="own_host" if target else "credit",
    )


def _places(member: Member) -> Iterable[str]:
    """All by which an outlet may be meant: its host and those above it, its name, the name in its host."""
    labels = member.host.split(".")
    hosts = [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]
    firsts = (each.split(".")[0] for each in hosts)
    return {*hosts, squeezed(member.name), *(each for each in firsts if len(each) >= _SHORTEST)} - {""}


def _names(credit: str) -> Iterator[str]:
    """What may be the name of an outlet in a credit: all of it, or its first words, as in "Evening Bell staff"."""
    words = tokens_of(credit)
    yield squeezed(credit)
    yield from (squeezed(" ".join(words[:count])) for count in range(len(words) - 1, 1, -1))


def squeezed(name: str) -> str:
    """The name as it stands in a host: "The Evening Bell" is eveningbell."""
    words = tokens_of(name)
    return "".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
