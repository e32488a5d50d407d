"""The command that runs as a service: schedules, the web page, a word on how all is."""

import asyncio
import os
import socket
from contextlib import ExitStack, closing
from pathlib import Path

import click

from config.errors import ConfigError, InputError, ScowatchError
from config.settings import Settings
from flows.commands.options import database, open_given, sources_file
from flows.commands.run import check_settings
from flows.commands.web import SECONDS, check_open, describe, listening_options

PREFECT_PORT = 4200  # what Prefect's documents say


@click.command(short_help="Run as a service: ingest on schedule, maintenance, the web page, /health.")
@listening_options
@click.option(
    "--prefect-port", type=click.IntRange(0, 65535), default=PREFECT_PORT, show_default=True,
    help="Port of the Prefect server, on this machine only; 0: any free one.",
)  # fmt: skip
@database
@sources_file
def serve(*, host: str, port: int, names: tuple[str, ...], is_open: bool, verbose: bool, prefect_port: int) -> None:
    """Run until told to end: ingest every SCOWATCH_INGEST_SECONDS, maintenance once a day, and the web page.

    Runs are scheduled by a Prefect server, which is started and looked after, unless PREFECT_API_URL names one.
    GET /health on the web page's port answers 200 when all is well, else 503, and says what is wrong. At SIGTERM or
    Ctrl-C the run under way finishes its batch and stores it; a second one ends it at once, and loses no more than
    the fetching of that batch.

    Example: scowatch serve --port 8000
    """
    settings = check_settings()
    check_open(settings, host, is_open=is_open)
    _check_operator(settings)
    if "log_level" not in settings.model_fields_set:
        os.environ["SCOWATCH_LOG_LEVEL"] = "info"  # of its runs, which are processes of their own
    from flows import embedded, guard, owner  # noqa: PLC0415 psutil, which a query never needs
    from flows.web.serving import listen  # noqa: PLC0415 slow to import

    with ExitStack() as stack:
        _only_one(stack, settings.data_dir)
        web = stack.enter_context(closing(listen(host, port)))
        own = None
        embedded.prepare(settings.data_dir, keep_days=settings.prefect_days)
        if embedded.server_of_user() is None:
            own = stack.enter_context(closing(_listen_for_prefect(prefect_port)))
            os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{own.getsockname()[1]}/api"
            guard.start(owner.this_process())
        click.echo(f"scowatch: the web page: {describe(web, host, settings.web_token)}", err=True)
        click.echo(f"scowatch: Prefect: {os.environ.get('PREFECT_API_URL', 'of the profile in use')}", err=True)
        called = frozenset(each.lower().removesuffix(".") for each in (host, *names))
        raise SystemExit(_run(settings, web, own, called, verbose=verbose))


def _check_operator(settings: Settings) -> None:
    """Raise ConfigError when nobody could be told of trouble, which would be seen only when there is some."""
    if not settings.operator:
        return
    from flows.sending import recipient  # noqa: PLC0415 Apprise, which is slow to import

    for url in settings.operator.split():
        try:
            recipient(url)
        except InputError as error:
            raise ConfigError("SCOWATCH_OPERATOR", str(error)) from error


def _only_one(stack: ExitStack, data_dir: Path) -> None:
    """Refuse to be the second service of a data folder. The kernel knows who is the first, whatever became of it."""
    from storage.turns import turn_of_file  # noqa: PLC0415 no query needs it

    data_dir.mkdir(parents=True, exist_ok=True)
    if not stack.enter_context(turn_of_file(data_dir / "serve-turn")):
        raise ScowatchError(f"another `scowatch serve` is at work on the data folder {data_dir}")


def _listen_for_prefect(port: int) -> socket.socket:
    from flows.web.serving import listen  # noqa: PLC0415 slow to import

    try:
        return listen("127.0.0.1", port)
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror}; choose another with --prefect-port") from error


def _run(
    settings: Settings, web: socket.socket, own: socket.socket | None, called: frozenset[str], *, verbose: bool
) -> int:
    from flows.active import ActiveSources  # noqa: PLC0415 a part of what follows
    from flows.service.child import PrefectServer  # noqa: PLC0415 Prefect, which looks into the environment
    from flows.service.health import PATH, Health, router  # noqa: PLC0415
    from flows.service.serve import Service  # noqa: PLC0415
    from flows.service.voice import say  # noqa: PLC0415
    from flows.web.app import make_app  # noqa: PLC0415 slow to import
    from flows.web.security import Access  # noqa: PLC0415
    from flows.web.serving import Guest, server_of  # noqa: PLC0415

    log = say if verbose else None
    access = Access(token=settings.web_token, hosts=called, log=log, open_paths=frozenset({PATH}))
    with open_given(settings) as archive:
        archive.limit_time(SECONDS)
        app = make_app(archive, access, ActiveSources(settings.sources))
        app.state.health = Health(settings, archive)
        app.include_router(router)
        page = server_of(app, Guest)
        server = PrefectServer(own) if own else None

        async def serve_all() -> int:
            return await Service(settings, app.state.health, page.serve(sockets=[web]), server).run()

        return asyncio.run(serve_all())
