"""Prefect's defaults under us: its state in our data folder, no phoning home, and bounded under a service.

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
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",  # a server that died would be told of at each event that it misses
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # ended in the middle of its bookkeeping, the server says so at length
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",  # four commands at once need more than the 20 s default
    "PREFECT_TASKS_DEFAULT_NO_CACHE": "true",
    "PREFECT_CLI_PROMPT": "false",
}
ALONE = {
    # Nobody reads the events of a server that lives for one command; stored, they are 15 of 20 kB of each task run.
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
}
SERVING = {
    "PREFECT_LOGGING_LEVEL": "ERROR",  # what the runner can't do is for the log of the service
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # by default old runs stay for ever
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "PT6H",  # 15 of 20 kB of a task run; automations look at seconds of it
}
OWN = ("PREFECT_HOME", "PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH")


def prepare(data_dir: Path, *, keep_days: float | None = None) -> None:
    """Set what Prefect reads from the environment, unless the user has a Prefect of their own.

    Args:
        data_dir: the folder of all our state.
        keep_days: for a service, whose server runs for years: how long it keeps runs. None: for one command.
    """
    home = (data_dir / "prefect").resolve()
    given = {**QUIET, **SERVING, **_kept(keep_days, home)} if keep_days is not None else {**QUIET, **ALONE}
    for name, value in given.items():
        os.environ.setdefault(name, value)
    if not any(os.environ.get(name) for name in OWN) and not _has_profile(Path.home() / ".prefect/profiles.toml"):
        home.mkdir(parents=True, exist_ok=True)
        os.environ["PREFECT_HOME"] = str(home)


def _kept(days: float, home: Path) -> dict[str, str]:
    seconds = max(days * 86_400, 3_601)  # Prefect takes nothing shorter
    return {
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": f"{seconds:.0f}",
        "PREFECT_UI_STATIC_DIRECTORY": str(home / "ui"),  # by default it writes among the installed packages
    }


def server_of_user() -> str | None:
    """Give the address of the Prefect server that the user has, from the environment or the profile in use."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    try:
        profiles = tomllib.loads(Path(os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml").read_text())
        active = os.environ.get("PREFECT_PROFILE") or profiles["active"]
        return str(profiles["profiles"][active]["PREFECT_API_URL"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _has_profile(path: Path) -> bool:
    """Say whether the user's active profile holds any setting."""
    try:
        profiles = tomllib.loads(path.read_text("utf-8"))
        return bool(profiles["profiles"][profiles["active"]])
    except (OSError, ValueError, KeyError, TypeError):
        return False
