"""Decide for each occurrence of a name whether it stands for the organization of the lexicon.

A full name decides alone. A short form (SCO) needs company, and yields to what else it can stand for:

1. a confuser's words around it decide: "Angers SCO", 海上合作;
2. an expansion rules the short forms after it ("Special Communications Organization (SCO)" ... "SCO"); where the
   organization and a confuser are both written out, each mention follows the nearest expansion before it;
3. with the full name in the text, a short form is turned down only in a paragraph that speaks of a confuser;
4. otherwise company (states, leaders, neighbouring organizations, terms) is weighed against cues; where neither
   outweighs the other, the short form means what others like it mean in the text, or else stays undecided.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from config.lexicon import Term
from extractors.tagging.given import Given
from extractors.tagging.mention import Mention, evidence_of, longest
from extractors.tagging.record import Evidence, Field, Rejected

# Points for each different companion of a kind, and the most that the kind can bring.
POINTS = {"states": (1, 3), "leaders": (1, 2), "neighbours": (2, 4), "terms": (1, 3), "beside": (2, 4)}
CUE = 2  # points against, for each different cue of the strongest confuser
LOCAL_CUES = 2  # different cues that a paragraph must hold to outweigh the full name elsewhere
ELSEWHERE = 2  # further points a short form needs in a text of another language than its own
ADJACENT = 2  # points for a term or body right beside the short form: "SCO summit", "саммит ШОС"
ADJACENT_GAP = 2  # characters between the two
BESIDE_GAP = 120  # characters, about a sentence: other organizations have councils of ministers too
BESIDE = frozenset({"body", "format", "person", "document"})
NO_COMPANY, UNDECIDED = "no_company", "undecided"
FOLLOWS = "abbreviation+text"
_NEVER = 99  # points that no company brings
_Verdict = str | tuple[str, str]  # the rule by which a name counts, or the confuser that wins and its cue


class Reading:
    """All hits of one text, and what they say of each other; `prior` is the points of the outlet."""

    def __init__(self, given: Given, names: Sequence[Mention], others: Sequence[Mention], prior: int = 0) -> None:
        self._fields, self._language = given.fields, given.language
        self._names = longest(self._best_terms(names))
        self._roles: dict[str, list[Mention]] = defaultdict(list)
        for other in others:
            self._roles[other.hit.term.role].append(other)
        self._beside = [each for role in sorted(BESIDE) for each in self._roles[role]]
        self._full = [each for each in self._names if each.hit.term.role == "name" or not each.hit.term.needs]
        company = [each for each in others if each.hit.term.group]
        self._company = prior + _points(company, self._beside)
        self._neighbouring = [
            *self._beside,
            *(each for each in company if each.hit.term.group == "terms"),
        ]
        self._all_cues: dict[tuple[str, ...], list[Mention]] = {}  # by the forms of the short term

    def judge(self) -> tuple[tuple[Evidence, ...], tuple[Rejected, ...]]:
        """Return what speaks for the organization and what only looks like it, both in the order of the text."""
        accepted, rejected = [], []
        for name, verdict in self._follow([(name, self._judge(name)) for name in self._names]):
            if isinstance(verdict, str):
                accepted.append((name, verdict))
            else:
                rejected.append(self._rejected(name, *verdict))
        if accepted:
            accepted += self._judge_beside([name for name, _ in accepted])
        accepted.sort(key=lambda pair: pair[0].order)
        return tuple(evidence_of(self._fields, mention, rule) for mention, rule in accepted), tuple(rejected)

    def _judge_beside(self, names: Sequence[Mention]) -> list[tuple[Mention, str]]:
        """Return the bodies, formats and documents near the accepted *names*, each with its rule."""
        free = (each for each in longest(self._beside) if not any(each.overlaps(name) for name in names))
        return [
            (each, f"{each.hit.term.role}+name")
            for each in free
            # Who is meant by a person's name is asked elsewhere: extractors.tagging.people.
            if each.hit.term.role != "person"
            and any(each.field == name.field and each.gap(name) <= BESIDE_GAP for name in names)
        ]

    def _best_terms(self, names: Iterable[Mention]) -> list[Mention]:
        """Keep one term for each span: that which needs least here, a full name first."""
        best: dict[tuple[Field, int, int], Mention] = {}
        for name in names:
            span = name.field, name.hit.start, name.hit.end
            if span not in best or self._needs(name.hit.term) < self._needs(best[span].hit.term):
                best[span] = name
        return list(best.values())

    def _needs(self, term: Term) -> int:
        if term.role == "name":
            return -1
        if term.within and self._language not in term.within:
            return _NEVER
        foreign = self._language and term.language and term.language != self._language
        return term.needs + (ELSEWHERE if foreign and term.needs else 0)

    def _judge(self, name: Mention) -> _Verdict:
        return "name" if name.hit.term.role == "name" else self._judge_short(name)

    def _follow(self, verdicts: Sequence[tuple[Mention, _Verdict]]) -> list[tuple[Mention, _Verdict]]:
        """Let the undecided follow what the same entity's short forms stand for elsewhere in the text.

        One sense per discourse: Gale, Church and Yarowsky, 1992.
        """
        decided = {name.hit.term.slug for name, verdict in verdicts if isinstance(verdict, str)}
        return [
            (name, FOLLOWS if verdict[0] == UNDECIDED and name.hit.term.slug in decided else verdict)
            for name, verdict in verdicts
        ]

    def _judge_short(self, name: Mention) -> _Verdict:
        """Return the rule by which *name* counts, or the confuser that wins and its cue."""
        ruler = self._covering(name) or self._ruling(name)
        if ruler is not None:
            return "abbreviation+name" if ruler.hit.term.role == "name" else self._because(ruler)
        full = [each for each in self._full if each is not name]
        if full:
            cues = self._cues(name, self._paragraph(name))
            local = len(cues) >= LOCAL_CUES and not any(self._same_paragraph(name, each) for each in full)
            return self._because(cues[0]) if local else "abbreviation+name"
        letters = name.hit.term.forms
        if letters not in self._all_cues:
            self._all_cues[letters] = self._cues(name, None)
        cues = self._all_cues[letters]
        adjacent = any(name.field == each.field and name.gap(each) <= ADJACENT_GAP for each in self._neighbouring)
        points = self._company + ADJACENT * adjacent - CUE * len(cues)
        if points >= self._needs(name.hit.term):
            return "abbreviation+company"
        if name.hit.term.common:
            return self._because(cues[0]) if cues else (NO_COMPANY, "")
        if cues:
            return self._because(cues[0]) if points <= 0 else (UNDECIDED, self._surface(cues[0]))
        return UNDECIDED, ""

    def _covering(self, name: Mention) -> Mention | None:
        around = [*self._roles["block"], *self._roles["expansion"]]
        return next((each for each in around if self._touches(each, name) and each.overlaps(name)), None)

    def _ruling(self, name: Mention) -> Mention | None:
        """Return the expansion that *name* follows; None when no confuser is written out."""
        confusers = [each for each in self._roles["expansion"] if self._touches(each, name)]
        if not confusers:
            return None
        own = [each for each in self._names if each.hit.term.role == "name"]
        expansions = sorted([*confusers, *own], key=lambda each: each.order)
        before = [each for each in expansions if each.order < name.order]
        return before[-1] if before else expansions[0]

    def _touches(self, confuser: Mention, name: Mention) -> bool:
        letters = confuser.hit.term.letters
        return not letters or any(form in letters for form in name.hit.term.forms)

    def _cues(self, name: Mention, within: tuple[int, int] | None) -> list[Mention]:
        """Return the different cues of the confuser that has most of them, in one paragraph or everywhere."""
        by_confuser: dict[str, dict[str, Mention]] = defaultdict(dict)
        for cue in self._roles["cue"]:
            inside = within is None or (cue.field == name.field and within[0] <= cue.hit.start < within[1])
            if inside and self._touches(cue, name):
                by_confuser[cue.hit.term.slug].setdefault(self._surface(cue).casefold(), cue)
        return max((list(each.values()) for each in by_confuser.values()), key=len, default=[])

    def _paragraph(self, mention: Mention) -> tuple[int, int]:
        text = self._fields[mention.field]
        end = text.find("\n", mention.hit.end)
        return text.rfind("\n", 0, mention.hit.start) + 1, end if end >= 0 else len(text)

    def _same_paragraph(self, one: Mention, other: Mention) -> bool:
        start, end = self._paragraph(one)
        return one.field == other.field and start <= other.hit.start < end

    def _surface(self, mention: Mention) -> str:
        return self._fields[mention.field][mention.hit.start : mention.hit.end]

    def _because(self, mention: Mention) -> tuple[str, str]:
        return mention.hit.term.slug, self._surface(mention)

    def _rejected(self, mention: Mention, confuser: str, cue: str) -> Rejected:
        return Rejected(
            start=mention.hit.start,
            end=mention.hit.end,
            field=mention.field,
            surface=self._surface(mention),
            confuser=confuser,
            cue=cue,
        )


def _points(company: Iterable[Mention], beside: Iterable[Mention]) -> int:
    slugs: dict[str, set[str]] = defaultdict(set)
    for each in company:
        slugs[each.hit.term.group or "terms"].add(each.hit.term.slug)
    slugs["beside"] = {each.hit.term.slug for each in beside}
    return sum(min(len(slugs[kind]) * points, ceiling) for kind, (points, ceiling) in POINTS.items())
