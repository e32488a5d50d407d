"""Storing what became of leased URLs: capture, article or version, story, tags, search index, end of the work."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from extractors.records import WALLS, Analysis, Failed, NotModified, Page, Unreadable, Verdict
from extractors.shingles import shingles
from extractors.twins import twin_key
from storage import blocks, identity, indexing, leases, neighbours, versions
from storage.checks import MISSING, Checks
from storage.dated import claims_json, dated_columns
from storage.leases import Lease
from storage.quotes import put_quotes
from storage.rechecks import NEVER, RecheckPolicy
from storage.retries import RetryPolicy
from storage.tables import article, capture, story
from storage.tags import TAGGED, put_tags
from storage.warc import Place, WarcFolder

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page whose raw bytes are safe."""

    worked: Worked
    digest: str
    place: Place
    revisit_of: int | None


class Settler:
    """One transaction's worth of outcomes."""

    def __init__(
        self, connection: Connection, policy: RetryPolicy, now: datetime, rechecks: RecheckPolicy = NEVER
    ) -> None:
        self._connection, self._policy, self._now = connection, policy, now
        self._checks = Checks(connection=connection, policy=rechecks, now=now)
        self._unindexed: list[int] = []

    def keep(self, batch: Sequence[Worked], folder: WarcFolder) -> dict[int, Kept]:
        """Write the raw pages of *batch*; the bytes are on the disk before any row speaks of them."""
        kept = {worked.lease.id: self._keep(worked, folder) for worked in batch if _is_worth_keeping(worked)}
        folder.sync()
        return kept

    def _keep(self, worked: Worked, folder: WarcFolder) -> Kept:
        assert isinstance(worked.fetched, Page)
        digest = hashlib.sha256(worked.fetched.body).hexdigest()
        earlier = self._connection.execute(
            select(capture.c.id, capture.c.url, capture.c.fetched_at)
            .where(
                capture.c.frontier_id == worked.lease.id,
                capture.c.digest == digest,
                capture.c.revisit_of.is_(None),
            )
            .limit(1)
        ).first()
        same_as = None if earlier is None else (earlier.url, earlier.fetched_at)
        place = folder.append(worked.fetched, digest, now=self._now, same_as=same_as)
        return Kept(worked=worked, digest=digest, place=place, revisit_of=earlier and earlier.id)

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
        """Bring the search index in step with all that was stored; the last thing to do."""
        indexing.index(self._connection, self._unindexed)
        self._unindexed = []

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
        leases.finish(self._connection, lease.id, state, self._now, reason=reason, detail=detail, recheck_at=again)

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
        return int(self._connection.execute(insert(capture).values(row).returning(capture.c.id)).scalar_one())

    def _store(self, lease: Lease, analysis: Analysis, kept: Kept) -> tuple[Outcome, str]:
        capture_id = self._add_capture(kept)
        found = identity.find(self._connection, lease, analysis, capture_id)
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
        content = _content(analysis, capture_id, self._now)
        if edit.is_real:
            was_there = versions.keep(self._connection, known, analysis, edit, self._now)
            self._rewrite(known, analysis, content)
            return "updated", "seen_before" if was_there else ""
        if "other_extractor" in edit.reasons:  # as reprocess would
            self._rewrite(known, analysis, {**content, "changed_at": known.changed_at})
        return "unchanged", ""

    def revise(self, lease: Lease, analysis: Analysis, capture_id: int) -> str:
        """Put what today's extractor reads from a kept page in the place of what an earlier one read."""
        found = identity.find(self._connection, lease, analysis, capture_id)
        known, analysis = found.known, found.analysis
        if known is None:
            self._add(found.lease, analysis, capture_id)
            self._finish(lease, "done", None, None)
            return "added"
        if known.frontier_id != lease.id:
            return "same_url"
        content = {**_content(analysis, capture_id, self._now), "changed_at": known.changed_at}
        if known.host_page is None:
            content["host_page"] = blocks.count(self._connection, lease.url, known.story_id, analysis)
        # A page fetched again with the same text has a newer capture, and its article still names the first.
        if all(getattr(known, name) == value for name, value in content.items() if name != "capture_id"):
            return "unchanged"
        self._rewrite(known, analysis, content)
        return "changed"

    def _add(self, lease: Lease, analysis: Analysis, capture_id: int) -> tuple[Outcome, str]:
        record = analysis.article
        verdict = neighbours.decide(
            self._connection, analysis.fingerprint, lambda: shingles(record.title, record.text),
            page_type=record.page_type,
        )  # fmt: skip
        story_id = self._join_story(verdict)
        row = {
            "frontier_id": lease.id,
            "source_id": lease.source_id,
            "story_id": story_id,
            "kind": verdict.kind,
            "copy_of": verdict.of,
            "score": verdict.score,
            "first_seen_at": self._now,
            "host_page": blocks.count(self._connection, lease.url, story_id, analysis),
            **_content(analysis, capture_id, self._now),
        }
        key = int(self._connection.execute(insert(article).values(row).returning(article.c.id)).scalar_one())
        if verdict.story is None:
            self._connection.execute(update(story).where(story.c.id == story_id).values(origin_id=key))
        neighbours.post(self._connection, article=key, story=story_id, fp=analysis.fingerprint)
        self._index(key, analysis)
        return ("stored", "") if verdict.kind == "original" else ("duplicate", verdict.kind)

    def _join_story(self, verdict: Verdict) -> int:
        if verdict.story is None:
            new = insert(story).values(size=1, started_at=self._now).returning(story.c.id)
            return int(self._connection.execute(new).scalar_one())
        self._connection.execute(update(story).where(story.c.id == verdict.story).values(size=story.c.size + 1))
        return verdict.story

    def _rewrite(self, known: Row[Any], analysis: Analysis, content: dict[str, Any]) -> None:
        self._connection.execute(update(article).where(article.c.id == known.id).values(content))
        indexing.speaks(self._connection, known, analysis.article.language)
        neighbours.withdraw(self._connection, article=known.id)
        neighbours.post(self._connection, article=known.id, story=known.story_id, fp=analysis.fingerprint)
        self._index(known.id, analysis)

    def _index(self, key: int, analysis: Analysis) -> None:
        self._unindexed.append(key)
        put_tags(self._connection, key, analysis.taggings)
        said = analysis.article
        put_quotes(self._connection, key, analysis.quotes, (said.title, said.text), said.language)


def _is_worth_keeping(worked: Worked) -> bool:
    """Keep every HTML page, also one that today's extractor can't read: tomorrow's may."""
    refused = isinstance(worked.analysis, Unreadable) and worked.analysis.reason == "not_html"
    return isinstance(worked.fetched, Page) and not refused


def _content(analysis: Analysis, capture_id: int, now: datetime) -> dict[str, Any]:
    record = analysis.article
    return {
        "url": record.url,
        "capture_id": capture_id,
        "title": record.title,
        "text": record.text,
        "authors": list(record.authors),
        "organizations": list(record.organizations),
        **dated_columns("published", record.published),
        **dated_columns("modified", record.modified),
        "dates": claims_json(record.dates),
        "language": record.language,
        "script": record.script,
        "site_name": record.site_name,
        "dateline": record.dateline,
        "credits": [asdict(each) for each in record.credits],
        "agency": record.agency,
        "section": record.section,
        "keywords": list(record.keywords),
        "image": record.image,
        "amp_url": record.amp_url,
        "canonical_claim": record.canonical_claim,
        "twin_key": twin_key(record.url),
        "page_type": record.page_type,
        "choice_method": record.choice and record.choice.method,
        "choice_reason": record.choice and record.choice.reason,
        "dropped": list(record.dropped),
        "extractor": record.extractor,
        "text_hash": analysis.fingerprint.text_hash,
        "level": analysis.tagging.level,
        "changed_at": now,
    }
