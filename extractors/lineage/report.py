"""From the articles of one story to the report on it."""

from collections.abc import Iterable, Sequence

from extractors.lineage.named import named_by, squeezed
from extractors.lineage.origin import Side, find_origin, nearest, stand
from extractors.lineage.parents import Compared, Family
from extractors.lineage.records import Lineage, Member, Parent, Printing
from extractors.lineage.texts import find, limit_of, passages, read, shingles, size_for
from extractors.lineage.times import delay, order
from extractors.tokens import tokens_of


def trace(members: Iterable[Member]) -> Lineage:
    """Report on one story: where its text comes from, and what each outlet made of it.

    Every member is compared with one text, the reference: the origin, or, where that is not in the archive, the
    member that has most of what the outlets share. The cost is one pass over each text and a few look-ups a member.

    Args:
        members: at least one, in any order, of different keys; of their texts together no more than
            texts.MOST_OF_STORY characters are compared.
    """
    given = sorted(members, key=lambda each: each.key)
    limit = limit_of(len(given))
    sides = [Side(member=each, text=read(each.text, limit)) for each in given]
    size = size_for(each.text for each in sides)
    standings = stand(sides, size)
    all_named = tuple(named_by(given))
    origin = find_origin(sides, standings, all_named, size)
    reference = origin.member
    if reference is None:
        naming = {each.by for each in all_named if each.source == squeezed(origin.name)}
        reference = nearest(standings, naming)
    [base] = [each for each in sides if each.member.key == reference]
    compared = _compare(sides, base, size)
    parents = Family(compared, origin, reference, all_named, size=size).parents()
    in_time = sorted(compared, key=lambda each: order(each.side.member))
    first = next((each.side for each in in_time if each.side.member.published), base)
    start = base if origin.member is not None else first
    return Lineage(
        origin=origin,
        reference=reference,
        counted_from=start.member.key,
        outlets=tuple(dict.fromkeys(each.side.member.outlet for each in in_time)),
        printings=tuple(_printing(each, base, start.member, parents[each.side.member.key]) for each in in_time),
    )


def _compare(sides: Sequence[Side], base: Side, size: int) -> list[Compared]:
    held = shingles(base.text, size)
    return [
        Compared(
            side=each,
            in_reference=find(each.text, held),
            of_reference=find(base.text, shingles(each.text, size)),
        )
        for each in sides
    ]


def _printing(compared: Compared, base: Side, start: Member, parent: Parent | None) -> Printing:
    member, reference = compared.side.member, base.member
    titles = [tokens_of(each.title) for each in (member, reference)]
    return Printing(
        member=member.key,
        outlet=member.outlet,
        name=member.name,
        url=member.url,
        title=member.title,
        published=member.published,
        first_seen=member.first_seen,
        parent=parent,
        delay=None if member is start else delay(member.published, start.published),
        title_kept=None if member is reference or not all(titles) else titles[0] == titles[1],
        kept=round(compared.of_reference.share, 4),
        taken=round(compared.in_reference.share, 4),
        added=passages(compared.side.text, compared.in_reference.missing),
        removed=passages(base.text, compared.of_reference.missing),
        whole=compared.side.text.whole,
    )
