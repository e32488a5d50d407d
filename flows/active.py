"""Which sources are switched on: asked of the list again whenever that has changed, for what runs for months."""

from pathlib import Path

from config.errors import ConfigError
from config.sources import load_sources


class ActiveSources:
    """Gives the slugs of the sources that are switched on in a list."""

    def __init__(self, path: Path | None) -> None:
        """Take the list at *path*; None: the one that comes with scowatch."""
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._slugs: frozenset[str] | None = None

    def __call__(self) -> frozenset[str] | None:
        """Give the slugs; those of before where the list has become unreadable; None where it always was."""
        try:
            seen = (self._path.stat().st_mtime_ns, self._path.stat().st_size) if self._path else (0, 0)
            if seen != self._seen:
                self._slugs = frozenset(each.slug for each in load_sources(self._path) if each.active)
                self._seen = seen
        except (ConfigError, OSError):
            pass
        return self._slugs
