"""The near-duplicate index as one transaction sees it that stores a batch: looked up for all, entered for all.

Of most pages it can be told at once that nothing stored resembles them; the others are left to storage.neighbours.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select

from extractors.dedup import rank_stories
from extractors.records import Fingerprint
from storage import neighbours
from storage.pending import Pending
from storage.postings import STORIES_A_PRINT, postings_on
from storage.tables import fingerprint

_SAME_TEXTS = select(fingerprint.c.text_hash).where(fingerprint.c.text_hash.in_(bindparam("hashes", expanding=True)))


class Nearby:
    """What the index holds of the prints of a batch, what is entered meanwhile included."""

    def __init__(self, connection: Connection, pending: Pending) -> None:
        self._connection, self._pending = connection, pending
        self._enter = postings_on(connection.dialect.name).enter
        self._stories: dict[int, list[int]] = {}  # by print
        self._texts: set[str] = set()  # hashes of those that are stored
        self._covered: set[str] = set()  # hashes of those that were looked up

    def look_up(self, prints: Iterable[Fingerprint]) -> None:
        """Read what the index holds; once, before anything is entered."""
        batch = list(prints)
        if not batch:
            return
        self._covered = {each.text_hash for each in batch}
        self._texts = {*self._connection.scalars(_SAME_TEXTS, {"hashes": sorted(self._covered)})}
        wanted = sorted({each for fp in batch for each in fp.prints})
        read = postings_on(self._connection.dialect.name).read
        for each, story in self._connection.execute(read, {"prints": wanted}):
            self._stories.setdefault(each, []).append(story)

    def may_hold(self, fp: Fingerprint) -> bool:
        """Say whether a copy may be in the index; if so, `neighbours.decide` has to look, after a flush."""
        if not fp.tokens:
            return False
        if fp.text_hash not in self._covered or fp.text_hash in self._texts:
            return True
        # As the index gives them: the weight of a story is a sum, which depends on the order.
        found = [(each, story) for each in sorted(fp.prints) for story in sorted(self._stories.get(each, ()))]
        return bool(rank_stories(len(fp.prints), found))

    def post(self, *, article: int, story: int, fp: Fingerprint) -> None:
        """Do what `neighbours.post` does, with the others of the batch."""
        if fp.text_hash not in self._covered:
            self._pending.flush()
            neighbours.post(self._connection, article=article, story=story, fp=fp)
            self.forget()
            return
        self._texts.add(fp.text_hash)
        self._pending.add(neighbours.ENTER, neighbours.row_of(article=article, story=story, fp=fp))
        entered = []
        for each in fp.prints:
            stories = self._stories.setdefault(each, [])
            if story not in stories and len(stories) < STORIES_A_PRINT:
                stories.append(story)
                entered.append(each)
        if entered:
            self._pending.add(self._enter, {"prints": entered, "story": story})

    def forget(self) -> None:
        """Note that the index was changed by others: from now on it has to be asked."""
        self._covered = set()
