"""Settings: what an operator may change, read once at a start from SCOWATCH_* variables or scowatch.env."""

import difflib
import os
import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    field_validator,
)

from config.errors import ConfigError

PREFIX = "SCOWATCH_"
SETTINGS_FILE = "scowatch.env"
_MOST_HOURS = 1e6  # a century


class Settings(BaseModel):
    """What describes the machine and the operator; what describes the world is in the TOML files beside this.

    Not made of pydantic-settings, which takes a tenth of a second to import: a search is to be done in half of one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Field(
        Path("scowatch-data"),
        description="Folder of everything the program writes: archive.db, WARC files and Prefect's own state.",
    )
    database_url: str | None = Field(
        None,
        description="SQLAlchemy URL of the archive: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE. "
        "Unset: SQLite, archive.db in the data folder.",
    )
    sources: Path | None = Field(
        None, description="TOML file that lists the sources. Unset: the list that comes with scowatch."
    )
    lexicon: str = Field(
        "sco",
        description="What to tag with, separated by commas: lexicons that come with scowatch (sco, brics), or paths of "
        "folders or TOML files. The first decides the level of an article.",
    )
    sites: Path | None = Field(
        None,
        description="Folder of further site rules (TOML); of two files for one host, the one in this folder counts.",
    )
    contact: str | None = Field(
        None,
        description="Address or web page that publishers can turn to; sent in the User-Agent. Please set it.",
    )
    timeout_seconds: PositiveFloat = Field(30.0, description="Longest time for one GET, redirects and body included.")
    connect_timeout_seconds: PositiveFloat = Field(10.0, description="Longest time to open a connection.")
    body_limit_bytes: PositiveInt = Field(
        10_000_000,
        description="Largest body, counted after decompression; a larger one is refused as too_large.",
    )
    redirect_limit: int = Field(5, ge=0, description="Redirects followed for one GET; each target is checked again.")
    host_concurrency: PositiveInt = Field(2, description="Connections to one host at a time.")
    host_delay_seconds: NonNegativeFloat = Field(
        1.0, description="Shortest time between the starts of two requests to one host."
    )
    hosts_per_address: PositiveInt = Field(
        4,
        description="One IP address may serve many hosts: it is asked as much as this many hosts, and no more.",
    )
    host_wait_limit_seconds: PositiveFloat = Field(
        120.0,
        description="A host that asks for a longer pause (429, 503, Retry-After) is left for a later run.",
    )
    concurrency: PositiveInt = Field(32, description="Requests under way at a time, over all hosts.")
    allow_private_addresses: bool = Field(
        default=False,
        description="true: also fetch from private, loopback and link-local addresses. Leave it false unless the "
        "sources are your own: it is the protection against being sent to your internal network (SSRF).",
    )
    poll_shortest_seconds: PositiveFloat = Field(
        300.0, description="No source is polled more often than this, however fast it publishes."
    )
    poll_longest_seconds: PositiveFloat = Field(
        43_200.0, description="Every source that answers is polled at least this often, however little it publishes."
    )
    sitemap_limit_bytes: PositiveInt = Field(
        52_428_800, description="Largest sitemap, as sent and again as decompressed; the default is the protocol's."
    )
    wayback_url: str = Field(
        "https://web.archive.org",
        description="Wayback machine for --wayback and for filling gaps: it has /cdx and /web.",
    )
    retry_delay_seconds: PositiveFloat = Field(
        300.0,
        description="Wait before a failed page or feed is tried again; doubled for each further failure.",
    )
    retry_delay_limit_seconds: PositiveFloat = Field(
        86_400.0, description="Longest wait before a failed page or feed is tried again."
    )
    attempts: PositiveInt = Field(5, description="Tries for one page before it ends as failed.")
    recheck_hours: str = Field(
        "1,3,9,24,72,216,648",
        description="Ages in hours at which the page of a fresh article is looked at again for edits; one that does "
        "not change is passed over at some. Empty: never.",
    )
    batch_pages: PositiveInt = Field(100, description="Pages fetched, extracted and stored together.")
    workers: int = Field(0, ge=0, description="Processes that extract pages. 0: as many as the machine has cores.")
    page_seconds: PositiveFloat = Field(
        4.0,
        description="Longest time to extract one page; one that takes longer is marked extractor_timeout.",
    )
    worker_memory_bytes: PositiveInt = Field(
        2_000_000_000,
        description="Memory one of these processes may use; a page that needs more is marked extractor_crashed.",
    )
    database_wait_seconds: NonNegativeFloat = Field(
        300.0,
        description="How long a run waits for a database that is out of reach, or that another process keeps locked.",
    )
    dask: str | None = Field(
        None,
        description="Dask cluster that extracts for `backfill --warc` and `reprocess`: tcp://HOST:PORT of its "
        "scheduler (tls:// too), or local:N for N workers on this machine. Unset: processes of the run itself.",
    )
    lease_seconds: PositiveFloat = Field(
        300.0,
        description="What a run on another machine has claimed, URLs and hosts, is free again when it was not heard of "
        "for this time.",
    )
    ingest_seconds: PositiveFloat = Field(
        300.0,
        description="`scowatch serve`: time from one run to the next; each polls the sources that are due.",
    )
    maintain_hours: PositiveFloat = Field(
        24.0, description="`scowatch serve`: time from one round of maintenance to the next, counted from 03:00 UTC."
    )
    backup_dir: Path | None = Field(
        None,
        description="`scowatch serve`: folder for a backup at each round of maintenance (SQLite). Unset: none is made.",
    )
    backup_count: PositiveInt = Field(7, description="Backups kept there, the newest.")
    failure_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="A run in which more than this share of polls and pages failed is told to the operator.",
    )
    operator: str | None = Field(
        None,
        repr=False,
        description="Where `scowatch serve` tells of trouble: Apprise URLs such as mailto://…, separated by spaces. "
        "Unset: in its log only.",
    )
    prefect_days: PositiveFloat = Field(
        7.0, description="`scowatch serve`: how long the history of runs stays in Prefect's database; an hour at least."
    )
    warc_keep_days: PositiveInt | None = Field(
        None,
        description="Days for which raw pages are kept: `scowatch db prune` removes older files, never an article. "
        "Unset: for ever.",
    )
    warc_keep_bytes: PositiveInt | None = Field(
        None,
        description="Bytes of raw pages that are kept: `scowatch db prune` removes the oldest files beyond. "
        "Unset: all.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning",
        description="Least level of what is logged on standard error. `scowatch serve` sets info for its runs.",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="Form of the log: `json`, an object a line; `text`, for people; `auto`: text on a terminal."
    )
    web_token: str | None = Field(
        None,
        pattern="^[!-~]{16,}$",
        repr=False,
        description="Secret that `scowatch web` asks for: 16 or more ASCII characters without spaces. "
        "Unset: it serves this machine only.",
    )

    @field_validator("recheck_hours")
    @classmethod
    def _hours_grow(cls, value: str) -> str:
        hours = _hours(value)
        if not all(0 < before < after for before, after in pairwise((*hours, _MOST_HOURS))):
            raise ValueError("hours must be numbers above zero that grow, such as 1,3,9")
        return value

    @field_validator("dask")
    @classmethod
    def _dask_is_somewhere(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"local:[1-9]\d{0,2}|(tcp|tls)://[^\s/]+:\d{1,5}", value):
            raise ValueError("give local:N for N workers on this machine, or a scheduler such as tcp://10.0.0.1:8786")
        return value

    @property
    def recheck_ages(self) -> tuple[timedelta, ...]:
        """`recheck_hours`, read."""
        return tuple(timedelta(hours=each) for each in _hours(self.recheck_hours))

    @property
    def archive_url(self) -> str:
        """The URL of the archive, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'archive.db'}"


def _hours(value: str) -> list[float]:
    return [float(each) for each in value.split(",")] if value.strip() else []


def load_settings(**overrides: object) -> Settings:
    """Read the settings; overrides that are not None go before the environment.

    Raises:
        ConfigError: a value is wrong, or a SCOWATCH_* variable is unknown; every problem is named at once.
    """
    problems: list[str] = []
    try:
        in_file = dotenv_values(SETTINGS_FILE)
        outside = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
        problems += [
            _unknown(name) for name in sorted({*in_file, *outside} - set(_VARIABLES)) if not _is_of_tests(name)
        ]
        stated = {_VARIABLES[name]: value for name, value in (in_file | outside).items() if name in _VARIABLES}
        given = {name: value for name, value in overrides.items() if value is not None}
        settings = Settings.model_validate(stated | given)
    except ValidationError as error:
        problems += [_problem(str(each["loc"][0]), each["msg"]) for each in error.errors()]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(SETTINGS_FILE, f"cannot be read: {error}") from error
    if problems:
        raise ConfigError("settings", "; ".join(problems) + f". They come from the environment or {SETTINGS_FILE}.")
    return settings


_VARIABLES = {f"{PREFIX}{name.upper()}": name for name in Settings.model_fields}


def _is_of_tests(name: str) -> bool:
    return name.startswith(f"{PREFIX}TEST_")


def _unknown(name: str) -> str:
    # The prefix is common to all and would make any two names look alike.
    known = [each.removeprefix(PREFIX) for each in _VARIABLES]
    nearest = difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1)
    return f"{name} is not a setting" + (f" (did you mean {PREFIX}{nearest[0]}?)" if nearest else "")


def _problem(name: str, message: str) -> str:
    return f"{PREFIX}{name.upper()}: {message[0].lower()}{message[1:]}"


def render_settings() -> str:
    """Write a commented settings file in which every setting stands at its default, commented out."""
    lines = ["# Settings of scowatch, one per line. Uncomment a line to change it.", ""]
    for name, field in Settings.model_fields.items():
        value = "" if field.default is None else field.default
        lines += [f"# {field.description}", f"#{PREFIX}{name.upper()}={_plain(value)}", ""]
    return "\n".join(lines)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
