"""What the workers of a Dask cluster do: read pages where they lie, and extract them. Keys come, what pages say goes.

A worker of Dask is one process with threads, which a page could take down with all that it holds. So pages are
extracted in processes of its own (flows.workers), one a thread, with the same limits of time and memory as anywhere
else. They are started with the first chunk of a run, and end when none has come for a minute: a run that was killed
tells nobody that it is over.

The archive is opened by nobody here. Nothing imports Prefect: a worker needs neither it nor a way to its server.
"""

import multiprocessing
import pickle
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer

from config.errors import ConfigError, InputError, ScowatchError, StorageError
from config.lexicon import load_lexicons
from config.sites import SiteRules
from extractors.article import EXTRACTOR
from extractors.records import Analysis, Entry, Page, Unreadable
from extractors.tagging.tagger import MATCHER
from flows.pool import ExtractionPool
from flows.warc_pages import Sought, find_pages
from flows.workers import Limits
from storage.revision import Filed
from storage.warc import WarcFolder

IDLE_SECONDS = 60.0  # after which the processes of a run that sends nothing any more are ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How pages are read: the same for all chunks of a run."""

    lexicon: str  # as in the settings; each worker loads it from its own disk
    rules: SiteRules
    limits: Limits
    versions: str  # see `versions`


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the archive knows of a page before it is read."""

    url: str  # canonical
    entry: Entry  # the listing
    recurring: frozenset[int]  # digests of the blocks that recur on the pages of its host


@dataclass(frozen=True, slots=True, kw_only=True)
class InFile:
    """Pages of somebody else's WARC file, in its order."""

    path: str  # absolute
    start: int  # offset from where on they follow
    wanted: tuple[Sought, ...]
    limit_bytes: int

    def pages(self) -> Iterator[Page]:
        """Read them."""
        return find_pages(Path(self.path), self.start, self.wanted, limit_bytes=self.limit_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class InFolder:
    """Pages of our own folder."""

    folder: str  # absolute
    filed: tuple[Filed, ...]

    def pages(self) -> Iterator[Page]:
        """Read them."""
        folder = WarcFolder(Path(self.folder), software="")
        return (each.read(folder) for each in self.filed)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """Pages that no worker could find without reading a file from its beginning: they travel themselves."""

    held: tuple[Page, ...]

    def pages(self) -> Iterator[Page]:
        """Give them."""
        return iter(self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Pages to extract, some seconds of work."""

    where: InFile | InFolder | AtHand
    known: tuple[Known, ...]


def versions(lexicon: str) -> str:
    """Say what decides on how pages are read here; two machines that say the same read them in the same way."""
    lexicons = (f"lexicon {each.tag} {each.version}" for each in load_lexicons(lexicon))
    return ", ".join([f"extractor {EXTRACTOR}", f"tagger {MATCHER}", *lexicons])


def extract_chunk(recipe: bytes, chunk: Chunk) -> Sequence[Analysis | Unreadable]:
    """Say what the pages of *chunk* say, in their order; *recipe* is a pickled Recipe.

    Raises:
        ScowatchError: this worker cannot read the pages, or would read them in another way than the run that asks.
    """
    with _pool(recipe) as pool:
        try:
            pages = list(chunk.where.pages())
        except (InputError, StorageError, OSError) as error:
            hint = "Dask workers need the same files under the same paths"
            raise ScowatchError(f"Dask worker on {socket.gethostname()}: {error}; {hint}") from error
        both = zip(pages, chunk.known, strict=True)
        asked = [pool.submit(page, known.entry, known.recurring) for page, known in both]
        return [each.result() for each in asked]


# --- the processes of this worker ------------------------------------------------------------------------------


class _Pools:
    """The processes for each recipe that is in use."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._opened: dict[bytes, tuple[ExtractionPool, int]] = {}  # with the number of chunks that it is used for
        self._endings: dict[bytes, Timer] = {}

    def take(self, recipe: bytes) -> ExtractionPool:
        with self._lock:
            if ending := self._endings.pop(recipe, None):
                ending.cancel()
            pool, users = self._opened.get(recipe) or (_open(recipe), 0)
            self._opened[recipe] = pool, users + 1
            return pool

    def give_back(self, recipe: bytes) -> None:
        with self._lock:
            pool, users = self._opened[recipe]
            self._opened[recipe] = pool, users - 1
            if users == 1:
                self._endings[recipe] = ending = Timer(IDLE_SECONDS, self._end, [recipe])
                ending.daemon = True
                ending.start()

    def _end(self, recipe: bytes) -> None:
        with self._lock:
            pool, users = self._opened[recipe]
            if users:  # a chunk came just now
                return
            del self._opened[recipe]
            self._endings.pop(recipe, None)
        pool.__exit__(None, None, None)


_POOLS = _Pools()


@contextmanager
def _pool(recipe: bytes) -> Iterator[ExtractionPool]:
    pool = _POOLS.take(recipe)
    try:
        yield pool
    finally:
        _POOLS.give_back(recipe)


def _open(pickled: bytes) -> ExtractionPool:
    from distributed import get_worker  # noqa: PLC0415 the machine that asks can do without it

    recipe: Recipe = pickle.loads(pickled)  # noqa: S301 Dask itself runs what it is sent
    if (ours := versions(recipe.lexicon)) != recipe.versions:
        where = f"Dask worker on {socket.gethostname()}"
        raise ConfigError(where, f"has {ours}, this run has {recipe.versions}; install the same scowatch and lexicons")
    # Dask's nanny makes its workers daemons, which may have no children. Ours end with their parent in any case.
    multiprocessing.current_process().daemon = False
    return ExtractionPool(get_worker().state.nthreads, recipe.lexicon, recipe.limits, recipe.rules)
