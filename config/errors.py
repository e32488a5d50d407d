"""The error tree of the whole project.

ScowatchError        the base: catch this to catch everything we raise on purpose
├── ConfigError      settings, sources, lexicon or site rules are wrong; nothing was started
├── InputError       a file or query that the user gave cannot be used
├── OrchestrationError  Prefect's server could not be had; nothing that was stored is lost
└── StorageError     the archive could not be opened, read or written
    └── UnavailableError  nothing else can be, either: a full disk, a database out of reach; a run ends

What the world does to us (a 404, a feed that is HTML, a page without text) is not an error but a value:
see Failed and Unreadable in extractors.records.
"""

from typing import Self


class ScowatchError(Exception):
    """Base of all errors raised on purpose; its text is a sentence for the user, naming the thing and what to do."""


class ConfigError(ScowatchError):
    """Settings, sources, lexicon or site rules are wrong; carries what was being read as `subject`."""

    def __init__(self, subject: str, problem: str) -> None:
        super().__init__(f"{subject}: {problem}")
        self.subject, self.problem = subject, problem

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        return type(self), (self.subject, self.problem)  # so that it can leave a worker process


class InputError(ScowatchError):
    """A file, URL or query that the user gave cannot be used; nothing stored was touched."""


class OrchestrationError(ScowatchError):
    """Prefect's server could not be had, or did not answer; nothing that was stored is lost."""


class StorageError(ScowatchError):
    """The archive could not be opened, read or written; carries what was attempted as `action`."""

    def __init__(self, action: str, problem: str) -> None:
        super().__init__(f"could not {action}: {problem}")
        self.action, self.problem = action, problem

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        return type(self), (self.action, self.problem)


class UnavailableError(StorageError):
    """Nothing can be stored for now, whatever it is: the disk is full or read-only, the database is out of reach."""
