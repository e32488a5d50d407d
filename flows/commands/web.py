"""The command that serves the archive over HTTP."""

import click

from flows.commands.options import database, open_given


@click.command(short_help="Serve the archive as web pages and a read-only HTTP API.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0: any free one.")
@database
def web(*, host: str, port: int) -> None:
    """Serve the archive until interrupted.

    Example: scowatch web --port 8000
    """
    import uvicorn  # noqa: PLC0415 slow to import

    from flows.web.app import make_app  # noqa: PLC0415 slow to import

    with open_given() as archive:
        uvicorn.run(make_app(archive), host=host, port=port, log_level="warning")
