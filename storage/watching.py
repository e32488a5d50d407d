"""The part of Archive that keeps watches and what they have to tell. One method, one transaction.

What does it is imported by the methods: a query needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from storage.engine import reading, writing
from storage.patience import lasting
from storage.retries import RetryPolicy

if TYPE_CHECKING:
    from storage.digests import Digest, DigestQuery
    from storage.outbox import Message, Post
    from storage.schedules import Schedule
    from storage.watch_log import LogLine
    from storage.watches import NewWatch, Recipient, Target, Watch


@lasting
class Watching:
    """Saved searches: see storage.watches; what they have told: see storage.outbox."""

    engine: Engine

    def add_watch(self, new: NewWatch, now: datetime) -> int:
        """Store a watch; give its key. Raise InputError when there is one of that name."""
        from storage import watches  # noqa: PLC0415

        with writing(self.engine, f"store the watch {new.name}") as connection:
            return watches.add(connection, new, now)

    def has_watches(self) -> bool:
        """Say whether there is a watch that is not paused."""
        from storage import watches  # noqa: PLC0415

        with reading(self.engine, "look for watches") as connection:
            return watches.any_awake(connection)

    def watches(self) -> list[Watch]:
        """Give all watches, by name."""
        from storage import watches  # noqa: PLC0415

        with reading(self.engine, "read the watches") as connection:
            return watches.watches(connection)

    def watch(self, name: str) -> Watch:
        """Give the watch of that name; raise InputError when there is none."""
        from storage import watches  # noqa: PLC0415

        with reading(self.engine, "read the watches") as connection:
            return watches.load(connection, name)

    def remove_watch(self, name: str) -> None:
        """Forget a watch and all that it has told; raise InputError when there is none."""
        from storage import watches  # noqa: PLC0415

        with writing(self.engine, f"remove the watch {name}") as connection:
            watches.remove(connection, name)

    def pause_watch(self, name: str) -> None:
        """Let a watch tell nothing until it is resumed."""
        from storage import watches  # noqa: PLC0415

        with writing(self.engine, f"pause the watch {name}") as connection:
            watches.pause(connection, name)

    def resume_watch(self, name: str) -> int:
        """Let a watch go on, and try again at once what could not be sent; give the number of messages that wait."""
        from storage import watches  # noqa: PLC0415

        with writing(self.engine, f"resume the watch {name}") as connection:
            return watches.resume(connection, name)

    def change_watch(
        self, name: str, now: datetime, *, query: Mapping[str, str] | None = None, schedule: Schedule | None = None,
        recipients: Sequence[Recipient] | None = None,
    ) -> None:  # fmt: skip
        """Give a watch another query, schedule or recipients; what it has told stays told."""
        from storage import watches  # noqa: PLC0415

        with writing(self.engine, f"change the watch {name}") as connection:
            watches.change(connection, name, now, query=query, schedule=schedule, recipients=recipients)

    def decide_watch(self, watch: Watch, now: datetime) -> int | None:
        """Note what *watch* has to tell now; give the key of the message, None when there is none."""
        from storage import outbox, watches  # noqa: PLC0415

        action = f"look for what {watch.name} has to tell"
        with reading(self.engine, action) as connection:
            is_quiet = outbox.is_quiet(connection, watch, now)
        with writing(self.engine, action) as connection:
            # Another run may have sent the digest meanwhile, or somebody removed the watch.
            fresh = next((each for each in watches.watches(connection) if each.id == watch.id), None)
            if fresh is None:
                return None
            if is_quiet:
                outbox.note_quiet(connection, fresh, now)
                return None
            return outbox.decide(connection, fresh, now)

    def note_watch_problem(self, watch: Watch, problem: str) -> None:
        """Note why it could not be said what *watch* has to tell."""
        from storage import outbox  # noqa: PLC0415

        with writing(self.engine, f"note what is wrong with {watch.name}") as connection:
            outbox.note_problem(connection, watch, problem)

    def claim_posts(
        self, owner: str, *, now: datetime, until: datetime, policy: RetryPolicy, is_alive: Callable[[str], bool]
    ) -> list[Post]:
        """Lease to *owner* what waits to be sent and is due; see storage.outbox."""
        from storage import outbox  # noqa: PLC0415

        with writing(self.engine, "take up what is to be sent") as connection:
            return outbox.claim(connection, owner, now=now, until=until, policy=policy, is_alive=is_alive)

    def note_sent(self, target: Target, messages: Sequence[int], owner: str, now: datetime) -> None:
        """Mark messages as sent to a target."""
        from storage import outbox  # noqa: PLC0415

        with writing(self.engine, "note what was sent") as connection:
            outbox.sent(connection, target.id, messages, owner, now)

    def note_not_sent(
        self, target: Target, messages: Sequence[int], *, owner: str, detail: str, policy: RetryPolicy, now: datetime
    ) -> datetime | None:
        """Note that messages could not be sent; give the moment of the next try, None when all were given up."""
        from storage import outbox  # noqa: PLC0415

        with writing(self.engine, "note what could not be sent") as connection:
            said = {"owner": owner, "detail": detail}
            return outbox.not_sent(connection, target, messages, **said, policy=policy, now=now)

    def release_posts(self, targets: Sequence[int], owner: str) -> None:
        """Give leased targets back."""
        from storage import outbox  # noqa: PLC0415

        with writing(self.engine, "give back what was to be sent") as connection:
            outbox.release(connection, targets, owner)

    def watch_log(self, name: str | None = None, limit: int | None = 50) -> list[LogLine]:
        """Give what was sent and what was not, the latest first; of one watch, or of all."""
        from storage import watch_log  # noqa: PLC0415

        with reading(self.engine, "read what watches have sent") as connection:
            return watch_log.log(connection, name=name, limit=limit)

    def digest_of(self, watch: Watch, messages: Sequence[Message]) -> Digest:
        """Give what there is to say of messages of a watch."""
        from storage import digests  # noqa: PLC0415

        with reading(self.engine, "read what a message is about") as connection:
            return digests.of_messages(connection, watch, messages)

    def digest(self, asked: DigestQuery) -> Digest:
        """Give what there is to say of all that answers a query."""
        from storage import digests  # noqa: PLC0415

        with reading(self.engine, "read what a digest is about") as connection:
            return digests.of_query(connection, asked)
