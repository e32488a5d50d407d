"""A sample of what a watch would send."""

from dataclasses import replace
from datetime import datetime

from config.settings import Settings
from flows.letters.compose import letter_of
from flows.letters.write import Letter, title_of, write
from flows.sending import Door
from storage import Archive
from storage.outbox import Message
from storage.watches import Target, Watch, check_query

STORIES = 3


def sample(archive: Archive, settings: Settings, watch: Watch, moment: datetime) -> Letter:
    """Write the newest stories that answer, as a message that says that it is a test."""
    newest = archive.search(replace(check_query(watch.query), order="newest", limit=20 * STORIES))
    firsts: dict[int, int] = {}
    for hit in newest:
        firsts.setdefault(hit.story, hit.id)
    message = Message(
        id=0,
        watch=watch.id,
        kind="alert" if watch.schedule.every == "now" else "digest",
        decided_at=moment,
        since=moment - watch.schedule.period,
        until=moment,
        articles=tuple(firsts.values())[:STORIES],
        old_articles=(),
    )
    return letter_of(archive, settings, watch, [message], moment, is_sample=True)


def send_sample(letter: Letter, target: Target) -> str | None:
    """Send it to one target; give the reason why it could not be sent, None when it was."""
    door = Door(target.url)
    return door.send(title_of(letter), write(letter, door.style))
