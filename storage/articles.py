"""Storing what became of leased URLs: capture, article or version, story, tags, search index, end of the work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, insert, update

from extractors.dedup import ORIGINAL
from extractors.records import WALLS, Analysis, Failed, NotModified, Page, Unreadable, Verdict
from extractors.shingles import shingles
from storage import blocks, identity, indexing, leases, neighbours, postings, versions
from storage.checks import MISSING, Checks
from storage.content import content_of
from storage.keeping import Kept, keep
from storage.leases import Lease
from storage.nearby import Nearby
from storage.newcomers import Newcomers
from storage.pending import Pending, keys
from storage.quotes import add_quotes, put_quotes
from storage.rechecks import NEVER, RecheckPolicy
from storage.retries import RetryPolicy
from storage.tables import article, capture, story
from storage.tags import TAGGED, add_tags, put_tags, tags_of
from storage.warc import WarcFolder

Outcome = Literal["stored", "duplicate", "updated", "unchanged", "failed", "refused", "pending"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A leased URL and what came of it."""

    lease: Lease
    fetched: Page | NotModified | Failed
    analysis: Analysis | Unreadable | None  # None where there is no page


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How a URL ended in this run, for the report."""

    source: str
    day: str  # ISO date of the article, or of the run where it has none
    outcome: Outcome
    reason: str  # "" where the outcome says it all
    tagged: bool
    resumed: bool
    level: str = ""  # of an article that was added; else empty


_ADD_CAPTURE, _ADD_STORY, _ADD_ARTICLE = insert(capture), insert(story), insert(article)
_GROW = update(story).where(story.c.id == bindparam("story")).values(size=story.c.size + 1)


class Settler:
    """One transaction's worth of outcomes.

    What is asked of the tables is asked for the whole batch where it can be, and new rows wait until somebody must see
    them or all is done: a statement for each page and table would take as long as a third of the extraction.
    """

    def __init__(
        self, connection: Connection, policy: RetryPolicy, now: datetime, rechecks: RecheckPolicy = NEVER
    ) -> None:
        self._connection, self._policy, self._now = connection, policy, now
        self._checks = Checks(connection=connection, policy=rechecks, now=now)
        engine = connection.dialect.name
        entered = (neighbours.ENTER, postings.postings_on(engine).enter, blocks.counting(engine))
        order = (_ADD_CAPTURE, _ADD_STORY, _GROW, _ADD_ARTICLE, leases.FINISH, *entered)
        self._pending = Pending(connection, order)
        self._nearby = Nearby(connection, self._pending)
        self._newcomers = Newcomers(connection, self._pending)
        self._blocks = blocks.Counts(connection, self._pending)
        self._captures, self._stories, self._articles = (keys(connection, each) for each in (capture, story, article))
        self._unindexed: dict[int, Analysis | None] = {}  # of a new article, whose tags are yet to be stored

    def keep(self, batch: Sequence[Worked], folder: WarcFolder) -> dict[int, Kept]:
        """Write the raw pages of *batch*; the bytes are on the disk before any row speaks of them."""
        kept = keep(self._connection, batch, folder, self._now)
        self._look_up([(each.lease, each.analysis) for each in batch if isinstance(each.analysis, Analysis)])
        return kept

    def _look_up(self, pages: Sequence[tuple[Lease, Analysis]]) -> None:
        self._newcomers.look_up(pages)
        self._nearby.look_up(analysis.fingerprint for _, analysis in pages)
        self._blocks.look_up((lease.url, analysis) for lease, analysis in pages)

    def settle(self, worked: Worked, kept: Kept | None) -> Settled:
        """Store what came of one URL."""
        match worked.fetched, worked.analysis:
            case NotModified(), _:
                self._checks.came(worked.lease, changed=False)
                return self._settled(worked, "unchanged", "not_modified")
            case Failed() as failed, _:
                return self._settled(worked, self._fail(worked.lease, failed), failed.reason)
            case Page(), Analysis() as analysis if kept is not None:
                ended, reason = self._store(worked.lease, analysis, kept)
                return self._settled(worked, ended, reason, analysis)
            case _, Unreadable() as unreadable:
                if kept is not None:
                    self._add_capture(kept)
                ended = "refused" if unreadable.reason in {"not_html", *WALLS} else "failed"
                self._end(worked.lease, ended, unreadable.reason, unreadable.detail)
                return self._settled(worked, ended, unreadable.reason)
        raise AssertionError(f"{worked.lease.url}: a page without its analysis")

    def index(self) -> None:
        """Write what waits, and bring the search index in step with all that was stored; the last thing to do."""
        self._pending.flush()
        self._add_said()
        indexing.index(self._connection, self._unindexed)
        self._unindexed = {}

    def _fail(self, lease: Lease, failed: Failed) -> Outcome:
        again = leases.fail(self._connection, lease, failed, self._policy, self._now)
        if again:
            return "pending"
        if lease.article is not None:
            self._end(lease, failed.ending, failed.reason, failed.detail)
        return "refused" if failed.ending == "refused" else "failed"

    def _end(self, lease: Lease, state: str, reason: str, detail: str) -> None:
        """End the work on a URL that brought no text; an article that its page was before stays."""
        if lease.article is None:
            self._finish(lease, state, reason, detail)
        else:
            note = self._checks.missing if reason in MISSING else self._checks.stays
            note(lease, reason, detail)

    def _finish(
        self, lease: Lease, state: str, reason: str | None, detail: str | None, again: datetime | None = None
    ) -> None:
        self._pending.add(
            leases.FINISH, leases.ended(lease.id, state, self._now, reason=reason, detail=detail, recheck_at=again)
        )

    def _settled(self, worked: Worked, ended: Outcome, reason: str, analysis: Analysis | None = None) -> Settled:
        published = analysis and analysis.article.published
        return Settled(
            source=worked.lease.source,
            day=(published.value if published else self._now).date().isoformat(),
            outcome=ended,
            reason=reason,
            tagged=analysis is not None
            and analysis.tagging.level in TAGGED
            and ended != "unchanged"
            and reason != "same_url",
            resumed=worked.lease.resumed,
            level=analysis.tagging.level
            if analysis and ended in {"stored", "duplicate"} and reason != "same_url"
            else "",
        )

    def _add_capture(self, kept: Kept) -> int:
        page = kept.worked.fetched
        assert isinstance(page, Page)
        row = {
            "id": (key := next(self._captures)),
            "frontier_id": kept.worked.lease.id,
            "url": page.final_url,
            "fetched_at": page.fetched_at,
            "media_type": page.media_type,
            "charset": page.charset,
            "digest": kept.digest,
            "length": len(page.body),
            "warc_file": kept.place.file,
            "warc_offset": kept.place.offset,
            "revisit_of": kept.revisit_of,
            "etag": page.etag,
            "last_modified": page.last_modified,
        }
        self._pending.add(_ADD_CAPTURE, row)
        return key

    def _find(self, lease: Lease, analysis: Analysis, capture_id: int) -> identity.Found:
        """Say which stored article a page is."""
        if self._newcomers.is_new(lease):
            self._newcomers.note(lease)
            return identity.Found(known=None, lease=lease, analysis=analysis)
        self._pending.flush()
        found = identity.find(self._connection, lease, analysis, capture_id)
        self._newcomers.note(lease, (found.lease, found.analysis))
        return found

    def _store(self, lease: Lease, analysis: Analysis, kept: Kept) -> tuple[Outcome, str]:
        capture_id = self._add_capture(kept)
        found = self._find(lease, analysis, capture_id)
        known, analysis = found.known, found.analysis
        if known is None:
            ended: tuple[Outcome, str] = self._add(found.lease, analysis, capture_id)
            again = self._checks.begin(lease, analysis, ended[1] or "original", kept.worked.fetched.fetched_at)
            self._finish(lease, "done", None, None, again)
            return ended
        if known.frontier_id != lease.id:
            self._finish(lease, "done", None, None)
            return "duplicate", "same_url"
        ended = self._update(known, analysis, capture_id, kept.digest)
        self._checks.came(lease, changed=ended == ("updated", ""))
        return ended

    def _update(self, known: Row[Any], analysis: Analysis, capture_id: int, digest: str) -> tuple[Outcome, str]:
        """Put today's text in the place of that of *known* if it really differs; the article stays in its story."""
        edit = versions.edit_of(self._connection, known, analysis, digest)
        content = content_of(analysis, capture_id, self._now)
        if edit.is_real:
            was_there = versions.keep(self._connection, known, analysis, edit, self._now)
            self._rewrite(known, analysis, content)
            return "updated", "seen_before" if was_there else ""
        if "other_extractor" in edit.reasons:  # as reprocess would
            self._rewrite(known, analysis, {**content, "changed_at": known.changed_at})
        return "unchanged", ""

    def revise(self, lease: Lease, analysis: Analysis, capture_id: int) -> str:
        """Put what today's extractor reads from a kept page in the place of what an earlier one read."""
        found = self._find(lease, analysis, capture_id)
        known, analysis = found.known, found.analysis
        if known is None:
            self._add(found.lease, analysis, capture_id)
            self._finish(lease, "done", None, None)
            return "added"
        if known.frontier_id != lease.id:
            return "same_url"
        content = {**content_of(analysis, capture_id, self._now), "changed_at": known.changed_at}
        if known.host_page is None:
            content["host_page"] = self._blocks.count(lease.url, known.story_id, analysis)
        # A page fetched again with the same text has a newer capture, and its article still names the first.
        if all(getattr(known, name) == value for name, value in content.items() if name != "capture_id"):
            return "unchanged"
        self._rewrite(known, analysis, content)
        return "changed"

    def _add(self, lease: Lease, analysis: Analysis, capture_id: int) -> tuple[Outcome, str]:
        verdict, key = self._judge(analysis), next(self._articles)
        story_id = self._join_story(verdict, key)
        row = {
            "id": key,
            "frontier_id": lease.id,
            "source_id": lease.source_id,
            "story_id": story_id,
            "kind": verdict.kind,
            "copy_of": verdict.of,
            "score": verdict.score,
            "first_seen_at": self._now,
            "host_page": self._blocks.count(lease.url, story_id, analysis, begun=verdict.story is None),
            **content_of(analysis, capture_id, self._now),
        }
        self._pending.add(_ADD_ARTICLE, row)
        self._nearby.post(article=key, story=story_id, fp=analysis.fingerprint)
        self._unindexed[key] = analysis
        return ("stored", "") if verdict.kind == "original" else ("duplicate", verdict.kind)

    def _judge(self, analysis: Analysis) -> Verdict:
        if not self._nearby.may_hold(analysis.fingerprint):
            return ORIGINAL
        self._pending.flush()
        record = analysis.article
        return neighbours.decide(
            self._connection, analysis.fingerprint, lambda: shingles(record.title, record.text),
            page_type=record.page_type,
        )  # fmt: skip

    def _join_story(self, verdict: Verdict, key: int) -> int:
        if verdict.story is not None:
            self._pending.add(_GROW, {"story": verdict.story})
            return verdict.story
        new = next(self._stories)
        self._pending.add(_ADD_STORY, {"id": new, "size": 1, "started_at": self._now, "origin_id": key})
        return new

    def _rewrite(self, known: Row[Any], analysis: Analysis, content: dict[str, Any]) -> None:
        self._connection.execute(update(article).where(article.c.id == known.id).values(content))
        indexing.speaks(self._connection, known, analysis.article.language)
        neighbours.withdraw(self._connection, article=known.id)
        neighbours.post(self._connection, article=known.id, story=known.story_id, fp=analysis.fingerprint)
        self._nearby.forget()
        put_tags(self._connection, known.id, analysis.taggings)
        said = analysis.article
        put_quotes(self._connection, known.id, analysis.quotes, (said.title, said.text), said.language)
        self._unindexed[known.id] = None

    def _add_said(self) -> None:
        """Store the tags and quotes of the new articles."""
        for key, analysis in self._unindexed.items():
            if analysis is not None:
                said = analysis.article
                add_tags(self._connection, key, tags_of(analysis.taggings))
                add_quotes(self._connection, key, analysis.quotes, (said.title, said.text), said.language)
