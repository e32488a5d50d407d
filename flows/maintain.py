"""The round of maintenance: a backup, and room that is not used given back. Old runs of Prefect go by themselves."""

import asyncio
from pathlib import Path
from typing import Any

from prefect import flow

from config.errors import ScowatchError
from config.settings import Settings, load_settings
from flows.orchestration import as_task, name_run
from flows.owner import is_alive
from flows.session import now
from storage import Archive, open_archive
from storage.care import backup, vacuum
from storage.care.sizes import free_share

WORTH_IT = 0.1  # of the database is free: to write it anew costs as much as it has bytes


@flow(name="maintain", validate_parameters=False)
async def maintain() -> dict[str, Any]:
    """Care for the archive while no scheduled run is at work; the settings come from the environment.

    Returns:
        What was done, by name, each a sentence.

    Raises:
        ScowatchError: something could not be done; all else was.
    """
    settings = load_settings()
    with open_archive(settings.archive_url, settings.data_dir) as archive, archive.turn("ingest") as ours:
        if not ours:
            await name_run("maintain: put off, a run is at work")
            return {}
        done, problems = {}, []
        for name, work in (("backup", _back_up), ("vacuum", _vacuum)):
            try:
                done[name] = await as_task(name, asyncio.to_thread, work, archive, settings)
            except (ScowatchError, OSError) as error:
                problems.append(f"{name}: {error}")
    await name_run(f"maintain: {'; '.join([*filter(None, done.values()), *problems]) or 'nothing to do'}")
    if problems:
        raise ScowatchError("; ".join(problems))
    return done


def _back_up(archive: Archive, settings: Settings) -> str:
    """Copy the database; of the copies made so, keep the newest."""
    if settings.backup_dir is None:
        return ""
    settings.backup_dir.mkdir(parents=True, exist_ok=True)
    made = backup(archive, settings.backup_dir / f"archive-{now():%Y%m%dT%H%M%SZ}.db")
    for old in backups(settings.backup_dir)[: -settings.backup_count]:
        old.unlink()
    return f"backed up {made.articles:,} articles"


def backups(folder: Path) -> list[Path]:
    """Give the backups that rounds of maintenance made, the oldest first."""
    return sorted(folder.glob("archive-????????T??????Z.db"))


def _vacuum(archive: Archive, _settings: Settings) -> str:
    """Give room back where that is worth the writing; PostgreSQL does it within its tables, disturbing nobody."""
    if archive.engine.dialect.name == "sqlite" and free_share(archive) < WORTH_IT:
        return ""
    before, after = vacuum(archive, is_alive=is_alive)
    return f"{before:,} bytes before, {after:,} after"
