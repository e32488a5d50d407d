"""Where in the sample world stands what tests of the pages look at: its keys follow chance."""

from dataclasses import dataclass

from sqlalchemy import select

from storage import Archive, Query
from storage.tables import version


@dataclass(frozen=True, kw_only=True)
class Known:
    """Keys."""

    story: int  # of three outlets
    printed: tuple[int, ...]  # its articles, the origin first
    edited: int
    persian: int
    chinese: int

    @property
    def articles(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.printed, self.edited, self.persian, self.chinese)


def known_of(archive: Archive) -> Known:
    """Look them up."""

    def find(**asked: str) -> list[int]:
        return [hit.id for hit in archive.search(Query(order="oldest", **asked))]

    [origin] = find(words="waybill", source="meridian-wire")
    story = archive.story_of(origin)
    assert story is not None
    printed = [hit.id for hit in archive.search(Query(story=story, order="oldest"))]
    with archive.engine.connect() as connection:
        edited = connection.execute(select(version.c.article_id)).scalars().first()
    assert edited is not None
    return Known(
        story=story,
        printed=(origin, *(each for each in printed if each != origin)),
        edited=edited,
        persian=find(language="fa", tag="sco")[0],
        chinese=find(language="zh", tag="sco")[0],
    )
