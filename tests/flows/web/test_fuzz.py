"""The API fuzzed from its own description: no server error, and nothing that is not described."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from flows.web.app import make_app
from storage import open_archive
from tests.flows.web.conftest import Site, serving
from tests.storage.conftest import Newsroom

LONG = os.environ.get("SCOWATCH_TEST_FUZZ_EXAMPLES")  # set by `make fuzz`, which tries others each time
EXAMPLES = int(LONG or 30)  # of each kind for each operation
ASKED = [
    "/api/v1/articles/{number}", "/api/v1/coverage", "/api/v1/edits", "/api/v1/facets", "/api/v1/quotes",
    "/api/v1/search", "/api/v1/stories/{number}", "/api/v1/trends", "/api/v1/vanished", "/feeds/search.atom",
]  # fmt: skip
PLAIN = ["/metrics", "/api/v1/sources", "/api/v1/stats", "/feeds/sources.opml"]  # take no parameters
#: A value may be well-formed and yet name nothing, or be no question: a schema cannot say so.
BEYOND_SCHEMAS = [positive_data_acceptance]
CONFIG = {"checks": {"negative_data_rejection": {"expected-statuses": [400, 404, 414]}}}


def described(site: Site) -> schemathesis.BaseSchema:
    """The description, read by the fuzzer."""
    return schemathesis.openapi.from_url(f"{site.url}/openapi.json", config=SchemathesisConfig.from_dict(CONFIG))


@pytest.fixture(scope="session")
def on_postgresql(postgres: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A few articles in a PostgreSQL database, served."""
    url, admin = postgres.set(database="test_fuzz"), create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {url.database}"))
    where = url.set(drivername="postgresql").render_as_string(hide_password=False), tmp_path_factory.mktemp("fuzz")
    now = datetime(2025, 9, 1, 12, tzinfo=UTC)
    with open_archive(*where, create=True) as archive:
        newsroom = Newsroom(archive, now, archive.begin_run("ingest", "desk", now, is_alive=lambda _: True))
        [source] = newsroom.sources("kun-uz")
        for number in range(5):
            words = f"The energy club met {number} times. " * (number + 3)
            tagging = newsroom.tagging("News", words, "energy club", level="central")
            newsroom.bring(f"https://a.example/{number}", words, tagging=tagging, source_id=source.id)
        with serving(make_app(archive)) as site:
            yield site
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {url.database} WITH (FORCE)"))
    admin.dispose()


def test_every_operation_is_fuzzed(site):
    assert sorted(each.ok().path for each in described(site).get_all_operations()) == sorted([*ASKED, *PLAIN])


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("path", ASKED)
def test_every_answer_is_as_described(site, path, mode):
    """No 500, nothing that is not described; and what breaks the schema of a parameter is refused."""
    fuzz(site, path, mode)


@pytest.mark.parametrize("path", PLAIN)
def test_so_is_that_of_an_operation_without_parameters(site, path):
    fuzz(site, path, GenerationMode.POSITIVE)


@pytest.mark.parametrize("path", [*ASKED, *PLAIN])
def test_so_it_is_on_postgresql(on_postgresql, path):
    fuzz(on_postgresql, path, GenerationMode.POSITIVE)


def fuzz(site: Site, path: str, mode: GenerationMode) -> None:
    slugs = [each.source.slug for each in site.app.state.archive.sources()]
    answered = Counter()

    @hypothesis.given(case=described(site)[path]["GET"].as_strategy(generation_mode=mode), slug=st.sampled_from(slugs))
    @hypothesis.settings(
        max_examples=EXAMPLES, derandomize=not LONG, deadline=None, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    def ask(case, slug: str) -> None:
        if mode == GenerationMode.POSITIVE and "source" in (case.query or {}):
            case.query["source"] = slug  # any other is refused before more is looked at
        answered[case.call_and_validate(excluded_checks=BEYOND_SCHEMAS).status_code] += 1

    ask()
    if mode == GenerationMode.POSITIVE:
        assert answered[200] or "{number}" in path, answered
