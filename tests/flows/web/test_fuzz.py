"""The API fuzzed from its own description: no server error, and nothing that is not described."""

import os
from collections import Counter

import hypothesis
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from storage import Archive

LONG = os.environ.get("SCOWATCH_TEST_FUZZ_EXAMPLES")  # set by `make fuzz`, which tries others each time
EXAMPLES = int(LONG or 50)  # of each kind for each operation
ASKED = [
    "/api/v1/articles/{number}", "/api/v1/coverage", "/api/v1/edits", "/api/v1/facets", "/api/v1/quotes",
    "/api/v1/search", "/api/v1/stories/{number}", "/api/v1/trends", "/api/v1/vanished", "/feeds/search.atom",
]  # fmt: skip
PLAIN = ["/api/v1/sources", "/api/v1/stats", "/feeds/sources.opml"]  # take no parameters
#: A value may be well-formed and yet name nothing, or be no question: a schema cannot say so.
BEYOND_SCHEMAS = [positive_data_acceptance]
CONFIG = {"checks": {"negative_data_rejection": {"expected-statuses": [400, 404, 414]}}}


@pytest.fixture(scope="session")
def described(site):
    """The description, read by the fuzzer."""
    return schemathesis.openapi.from_url(f"{site.url}/openapi.json", config=SchemathesisConfig.from_dict(CONFIG))


def test_every_operation_is_fuzzed(described):
    assert sorted(each.ok().path for each in described.get_all_operations()) == sorted([*ASKED, *PLAIN])


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, mode) for path in ASKED for mode in GenerationMode),
        *((path, GenerationMode.POSITIVE) for path in PLAIN),
    ],
    ids=str,
)
def test_every_answer_is_as_described(described, world: Archive, path, mode):
    """No 500, no status, content type or body that is not described; what breaks the schema of a parameter is refused."""
    slugs = [each.source.slug for each in world.sources()]
    answered = Counter()

    @hypothesis.given(case=described[path]["GET"].as_strategy(generation_mode=mode), slug=st.sampled_from(slugs))
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
