"""Say whether a text concerns the organization of a lexicon, how much, and on what evidence.

Nothing about the organization stands here: names, company, confusers and topics come from config/lexicon.toml,
the rules are in extractors.tagging.reading, extractors.tagging.level and extractors.tagging.topics.
"""

from collections.abc import Collection, Mapping

from config.lexicon import Lexicon, Term
from extractors.fold import fold
from extractors.tagging.level import Place, Sentences, prominence
from extractors.tagging.matcher import Matcher, Scan
from extractors.tagging.reading import FIELDS, Mention, Reading
from extractors.tagging.record import Evidence, Field, Level, Rejected, Tagging, Topic
from extractors.tagging.topics import topics

# Raised whenever the rules of this package change what is found.
MATCHER = "2"
_NAMES = frozenset({"name", "short"})
# A text that repeats itself without end must not cost without end: what is beyond adds nothing to the verdict.
_MENTIONS_LIMIT = 400
_OTHERS_LIMIT = 4000


class Tagger:
    """A lexicon, compiled: build one and use it for all texts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._topic_languages = {term.language for term in lexicon.terms if term.role == "topic"}
        self._others = {term.role for term in lexicon.terms} - _NAMES
        self._matcher = Matcher(lexicon.terms, lexicon.endings, lexicon.prefixes)

    def tag(self, title: str, text: str, language: str | None = None) -> Tagging:
        """Tag one text.

        Args:
            title: "" when there is none.
            text: paragraphs separated by blank lines.
            language: ISO 639-1, a script may follow (uz-Cyrl); None: unknown.

        Returns:
            The level with its evidence; the spans are in order, title first, and never overlap.
        """
        fields: dict[Field, str] = {"title": title, "text": text}
        scans = {field: self._matcher.scan(fold(fields[field])) for field in FIELDS}
        names = self._mentions(scans, _NAMES)[:_MENTIONS_LIMIT]
        if not names:  # most texts: nothing more to look for
            return self._tagging()
        others = self._mentions(scans, self._others)[:_OTHERS_LIMIT]
        primary = (language or "").replace("_", "-").split("-")[0].lower()
        evidence, rejected = Reading(fields, names, others, primary).judge()
        if not evidence:
            return self._tagging(rejected=rejected)
        return self._measured(fields, others, primary, evidence, rejected)

    def _measured(
        self,
        fields: Mapping[Field, str],
        others: list[Mention],
        language: str,
        evidence: tuple[Evidence, ...],
        rejected: tuple[Rejected, ...],
    ) -> Tagging:
        sentences = Sentences(fields["text"])
        places = [Place(each.field, each.start, each.end) for each in evidence]
        rivals = [
            Place(each.field, each.hit.start, each.hit.end) for each in others if each.hit.term.group == "neighbours"
        ]
        level, confidence = prominence(fields["title"], sentences, places, rivals)
        triggers = [(each.field, each.hit) for each in others if self._speaks(each.hit.term, language)]
        found = topics(fields, sentences, triggers, places, level)
        return self._tagging(level, confidence, evidence, rejected, found)

    def _speaks(self, term: Term, language: str) -> bool:
        """Say whether *term* is a topic's, in a language that the text may be in."""
        foreign = term.language not in {None, language} and language in self._topic_languages
        return term.role == "topic" and not foreign

    def _mentions(self, scans: Mapping[Field, Scan], roles: Collection[str]) -> list[Mention]:
        return [Mention(field, hit) for field in FIELDS for hit in self._matcher.hits(scans[field], roles)]

    def _tagging(
        self,
        level: Level = "none",
        confidence: float = 1.0,
        evidence: tuple[Evidence, ...] = (),
        rejected: tuple[Rejected, ...] = (),
        topics: tuple[Topic, ...] = (),
    ) -> Tagging:
        return Tagging(
            tag=self._lexicon.tag,
            level=level,
            confidence=round(confidence, 3),
            evidence=evidence,
            rejected=rejected,
            topics=topics,
            entities=(),
            related=(),
            lexicon=self._lexicon.version,
            matcher=MATCHER,
        )
