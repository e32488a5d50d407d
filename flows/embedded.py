"""Prefect's embedded default: its state in our data folder, no phoning home.

Call `prepare` before Prefect is imported. Nothing is set over a value that the user chose, and a user who has a
server of their own (PREFECT_API_URL, or a profile that is not empty) keeps it.
"""

import os
import tomllib
from pathlib import Path

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what a flow raises reaches the command, which says it in one line
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # ended in the middle of its bookkeeping, the server says so at length
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",  # four commands at once need more than the 20 s default
    "PREFECT_TASKS_DEFAULT_NO_CACHE": "true",
    "PREFECT_CLI_PROMPT": "false",
    # Nobody reads the events of a server that lives for one command; stored, they are 15 of 20 kB of each task run.
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
}
OWN = ("PREFECT_HOME", "PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH")


def prepare(data_dir: Path) -> None:
    """Set what Prefect reads from the environment, unless the user has a Prefect of their own."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if not any(os.environ.get(name) for name in OWN) and not _has_profile(Path.home() / ".prefect/profiles.toml"):
        home = (data_dir / "prefect").resolve()
        home.mkdir(parents=True, exist_ok=True)
        os.environ["PREFECT_HOME"] = str(home)


def _has_profile(path: Path) -> bool:
    """Say whether the user's active profile holds any setting."""
    try:
        profiles = tomllib.loads(path.read_text("utf-8"))
        return bool(profiles["profiles"][profiles["active"]])
    except (OSError, ValueError, KeyError, TypeError):
        return False
