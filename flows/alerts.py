"""Telling what watches have found: decide, then send; what cannot be sent is tried again by a later run."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from config.errors import ScowatchError
from config.settings import Settings
from flows.letters.compose import letter_of
from flows.letters.write import title_of, write
from flows.logs import log
from flows.owner import is_alive, this_process
from flows.sending import Door
from storage import Archive
from storage.outbox import Message, Post
from storage.retries import RetryPolicy
from storage.watches import Watch

ATTEMPTS = 10  # with the waits by default that is the better part of two days
SIDE_BY_SIDE = 8  # targets


@dataclass(slots=True, kw_only=True)
class Told:
    """What a run told, and what it could not."""

    messages: int = 0  # sent, each to one target
    problems: list[str] = field(default_factory=list)  # a sentence for each watch and each target


def tell(archive: Archive, settings: Settings, now: datetime, *, names: Sequence[str] | None = None) -> Told:
    """Look for what watches have to tell, and send what waits and is due.

    Args:
        archive: opened for writing.
        settings: for the waits and the list of sources.
        now: the moment.
        names: look at these watches only; None: at all. What waits is sent in any case.
    """
    told = Told()
    for watch in archive.watches():
        if names is None or watch.name in names:
            _decide(archive, watch, now, told)
    owner = this_process()
    policy = RetryPolicy(
        attempts=ATTEMPTS,
        delay_seconds=settings.retry_delay_seconds,
        delay_limit_seconds=settings.retry_delay_limit_seconds,
    )
    until = now + timedelta(seconds=settings.lease_seconds)
    posts = archive.claim_posts(owner, now=now, until=until, policy=policy, is_alive=is_alive)
    try:
        known = {each.id: each for each in archive.watches()}  # as they are now that their targets are ours
        clerk = Clerk(archive=archive, settings=settings, watches=known, owner=owner, policy=policy, now=now, told=told)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            # Each in the context of this run, of which the log speaks.
            jobs = [partial(copy_context().run, clerk.deliver, post) for post in posts]
            list(pool.map(lambda job: job(), jobs))
    finally:
        archive.release_posts([each.target.id for each in posts], owner)
    return told


def _decide(archive: Archive, watch: Watch, now: datetime, told: Told) -> None:
    try:
        archive.decide_watch(watch, now)
    except ScowatchError as error:  # such as of a source that is no longer known: the others are looked at all the same
        archive.note_watch_problem(watch, str(error))
        told.problems.append(f"{watch.name}: {error}")
        log("watch.failed", watch=watch.name, reason=str(error))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Writes and sends what one run has claimed."""

    archive: Archive
    settings: Settings
    watches: dict[int, Watch]
    owner: str
    policy: RetryPolicy
    now: datetime
    told: Told

    def deliver(self, post: Post) -> None:
        """Send what waits for one target, until it can't be reached."""
        watch = self.watches.get(post.target.watch)
        if watch is None:  # removed a moment ago
            return
        for messages in bundles(post.messages):
            reason = self._send(post, watch, messages)
            keys = [each.id for each in messages]
            if reason is None:
                self.archive.note_sent(post.target, keys, self.owner, self.now)
                self.told.messages += 1
                log("watch.told", watch=watch.name, target=post.target.label, messages=len(messages))
                continue
            again = self.archive.note_not_sent(
                post.target, keys, owner=self.owner, detail=reason, policy=self.policy, now=self.now
            )
            ending = f"tried again from {again:%Y-%m-%d %H:%M} UTC" if again else "given up"
            self.told.problems.append(f"{watch.name}: {post.target.label}: {reason}; {ending}")
            log("watch.failed", watch=watch.name, target=post.target.label, reason=reason, again_at=again)
            return

    def _send(self, post: Post, watch: Watch, messages: Sequence[Message]) -> str | None:
        try:
            door = Door(post.target.url)
            letter = letter_of(self.archive, self.settings, watch, messages, self.now)
            return door.send(title_of(letter), write(letter, door.style))
        except ScowatchError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 one letter that can't be written must not end an ingest
            return f"{type(error).__name__} while it was written"


def bundles(messages: Sequence[Message]) -> list[list[Message]]:
    """Put together what is sent together: all alerts that wait, and each digest by itself."""
    alerts = [each for each in messages if each.kind == "alert"]
    digests = [[each] for each in messages if each.kind == "digest"]
    return [alerts, *digests] if alerts else digests
