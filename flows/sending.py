"""Sending to mail, chat services and web hooks through Apprise, within bounds, and saying what went wrong.

Nothing here shows a URL with its secrets: what is said of a target is its label, and of a failure what Apprise says
of it with warnings, and the cause where that is known to be harmless.
"""

import contextlib
import logging
import re
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any

import apprise

from config.errors import InputError
from flows.letters.write import Form, Style
from storage.slugs import meant
from storage.watches import Recipient

CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0  # for one connection, and between two bytes, where the URL says nothing
MOST_SECONDS = 120.0  # for one message, all in all
_HOOKS = ("json", "xml", "form", "apprise")  # their path may be a secret, and Apprise shows it
_CAUSE = re.compile(
    r"\[Errno -?\d+\] [\w ]+|(?:read |connect )?timed? ?out|certificate verify failed|\(\d{3}, b'[^']{0,120}"
    r"|Remote end closed connection|Connection (?:refused|reset by peer|aborted|unexpectedly closed)",
    re.IGNORECASE,
)


class Ear(logging.Handler):
    """Hears what Apprise says while it sends, thread by thread."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[int, list[logging.LogRecord]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what is said."""
        if record.thread in self._said:
            self._said[record.thread].append(record)

    @contextlib.contextmanager
    def listening(self) -> Iterator[list[logging.LogRecord]]:
        """Collect what this thread makes Apprise say."""
        me = threading.get_ident()
        said: list[logging.LogRecord] = []
        self._said[me] = said
        try:
            yield said
        finally:
            del self._said[me]


@cache
def _ear() -> Ear:
    """The one ear; what it hears goes nowhere else, since it may hold secrets."""
    ear = Ear()
    logger = logging.getLogger("apprise")
    logger.addHandler(ear)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    return ear


def _asset() -> apprise.AppriseAsset:
    plain: dict[str, Any] = {
        "app_id": "scowatch",
        "app_desc": "scowatch",
        "app_url": "",
        "image_url_mask": "",
        "image_url_logo": "",
    }
    closed: dict[str, Any] = {
        "pgp_autogen": False,
        "pem_autogen": False,
        "storage_mode": "memory",
        "interpret_emojis": False,
    }
    return apprise.AppriseAsset(async_mode=False, **plain, **closed)


class Door:
    """One target, as Apprise sees it."""

    def __init__(self, url: str) -> None:
        with _ear().listening():
            plugin = apprise.Apprise.instantiate(url, asset=_asset())
        if plugin is None:
            raise InputError(_refusal(url))
        self._plugin = plugin
        given = url.partition("?")[2]
        if "cto=" not in given:
            plugin.socket_connect_timeout = max(CONNECT_SECONDS, plugin.socket_connect_timeout)
        if "rto=" not in given:
            plugin.socket_read_timeout = max(READ_SECONDS, plugin.socket_read_timeout)
        if "overflow=" not in given and not self.is_mail:
            plugin.overflow_mode = apprise.OverflowMode.SPLIT

    @property
    def is_mail(self) -> bool:
        """Whether it is mail, whose messages may be long."""
        return "mailto" in _schemes(self._plugin)

    @property
    def label(self) -> str:
        """The URL without its secrets and options."""
        plugin = self._plugin
        shown = str(plugin.url(privacy=True)).partition("?")[0]  # type: ignore[no-untyped-call]
        scheme = shown.partition("://")[0]
        if scheme.rstrip("s") not in _HOOKS:
            return shown
        port = f":{plugin.port}" if plugin.port else ""
        return f"{scheme}://{plugin.host}{port}" + ("/…" if (plugin.fullpath or "/") != "/" else "")

    @property
    def style(self) -> Style:
        """How it likes its messages; what wants Markdown gets HTML, which Apprise turns into its own dialect."""
        form: Form = "text" if self._plugin.notify_format == apprise.NotifyFormat.TEXT else "html"
        titled = self._plugin.title_maxlen > 0
        room = None if self.is_mail else self._plugin.body_maxlen
        return Style(form=form, has_title=titled, shows_links=self.is_mail, room=room)

    def send(self, title: str, body: str, *, most_seconds: float = MOST_SECONDS) -> str | None:
        """Send a message in the style of this door; give the reason why it could not be, None when it was.

        What does not end in time is left behind: it may yet arrive, and is sent again all the same.
        """
        said: list[str | None] = []
        thread = threading.Thread(target=lambda: said.append(self._send(title, body)), daemon=True)
        thread.start()
        thread.join(most_seconds)
        return said[0] if said else f"no end within {most_seconds:.0f} s"

    def _send(self, title: str, body: str) -> str | None:
        sender = apprise.Apprise(asset=self._plugin.asset)
        sender.add(self._plugin)
        style = self.style
        with _ear().listening() as heard:
            try:
                done = sender.notify(body=body, title=title if style.has_title else "", body_format=style.form)
            except Exception as error:  # noqa: BLE001 a fault of one service must not keep the others waiting
                return type(error).__name__
        return None if done else _reason(heard)


def recipient(url: str) -> Recipient:
    """Give the recipient at an Apprise URL; raise InputError, which shows none of its secrets, when there is none."""
    return Recipient(url=url, label=Door(url).label)


def _schemes(plugin: Any) -> set[str]:
    names: set[str] = set()
    for given in (plugin.protocol, plugin.secure_protocol):
        names |= {given} if isinstance(given, str) else set(given or ())
    return names


def _refusal(url: str) -> str:
    scheme, mark, _ = url.partition("://")
    scheme = scheme.strip().lower()
    if not mark or not re.fullmatch(r"[a-z][a-z0-9+.-]{0,31}", scheme):
        return "a target has no scheme; write mailto://…, tgram://…, slack://…, json://… (see Apprise for all)"
    known = {name for each in apprise.Apprise().details()["schemas"] for name in _named(each)}
    if scheme not in known:
        return f"the target {scheme}://…: no service is called so{meant(scheme, known)}"
    return f"the target {scheme}://…: something is missing or wrong in it; see Apprise's page on {scheme}://"


def _named(schema: dict[str, Any]) -> list[str]:
    return [*(schema["protocols"] or ()), *(schema["secure_protocols"] or ())]


def _reason(heard: list[logging.LogRecord]) -> str:
    """What went wrong: the last thing of weight that Apprise said, and the cause where there is a known one."""
    told = [each.getMessage() for each in heard if each.levelno >= logging.WARNING]
    causes = [found[0] for each in heard if (found := _CAUSE.search(each.getMessage()))]
    reason = " ".join(told[-1].split()) if told else "Apprise could not send it, and does not say why"
    return f"{reason} ({causes[-1]})" if causes and causes[-1] not in reason else reason
