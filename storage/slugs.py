"""The names by which sources and tags are asked for: which ones the archive knows, and which one was meant."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, Engine, select

from config.errors import InputError
from storage.engine import reading
from storage.tables import source, tag


def check_source(connection: Connection, slug: str | None) -> None:
    """Raise InputError when no source of that slug has ever been in the archive."""
    if slug is None or connection.scalar(select(source.c.id).where(source.c.slug == slug)) is not None:
        return
    known = connection.scalars(select(source.c.slug).order_by(source.c.slug)).all()
    raise InputError(f"no source {slug!r} is in the archive" + meant(slug, known, "`scowatch sources list` names them"))


def stored_slugs(engine: Engine, kinds: Sequence[str]) -> set[str]:
    """Give the slugs of the stored tags of these kinds."""
    with reading(engine, "look for tags") as connection:
        return set(connection.scalars(select(tag.c.slug).where(tag.c.kind.in_(kinds)).distinct()))


def stored_countries(engine: Engine) -> set[str]:
    """Give the countries of the sources that have ever been in the archive."""
    with reading(engine, "look for countries") as connection:
        return set(connection.scalars(select(source.c.country).where(source.c.country.is_not(None)).distinct()))


def meant(slug: str, known: Collection[str], otherwise: str = "") -> str:
    """End a sentence on an unknown *slug* with the nearest ones of those *known*, or else with *otherwise*."""
    from difflib import get_close_matches  # noqa: PLC0415 needed only where something is wrong

    near = (
        get_close_matches(slug.lower(), sorted(known), n=3)
        or [each for each in sorted(known) if slug and slug.lower() in each.split("-")][:3]
    )
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; {otherwise}" if otherwise else ""
