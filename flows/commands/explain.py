"""`scowatch extract --explain`: one page after the other, with the reasons."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from flows.commands.given import Given
from flows.commands.options import print_json
from flows.commands.terminal import harmless

if TYPE_CHECKING:  # pydantic needs a while to prepare it
    from config.sites import SiteRules


def explain(pages: Iterable[Given], rules: "SiteRules", *, as_json: bool) -> None:
    """Print what was found on each page and why, for people or as one JSON object a line."""
    from extractors.explanation import explain_article, render_explanation  # noqa: PLC0415 trafilatura is slow

    for page in pages:
        explained = explain_article(
            page.body, url=page.url, charset=page.charset, rules=rules, fetched_at=page.fetched_at
        )
        if as_json:
            print_json({"id": page.name, **asdict(explained)})
        else:
            click.echo(harmless("\n".join(render_explanation(explained))))
