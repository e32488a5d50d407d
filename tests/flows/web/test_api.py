"""The JSON API: what it answers, how pages are turned, what it refuses; and that it is as its description says."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import quote, urlencode

import jsonschema
import pytest

from flows.web.app import make_app
from flows.web.asked import EDITS, FILTERS, QUOTES, SEARCH, TRENDS
from flows.web.vocabulary import LONGEST, PARAMETERS
from storage import Query, query_of
from storage.parameters import NAMES
from tests.flows.web.conftest import serving

API = "/api/v1"
LISTS = [
    "search",
    "facets",
    "trends",
    "trends?by=topic&step=year",
    "quotes",
    "edits",
    "vanished",
    "coverage",
    "sources",
    "stats",
]


@pytest.fixture(scope="session")
def description(site):
    return site("/openapi.json").json


def keys(site, **asked) -> list[int]:
    """All articles that answer, page by page."""
    return [hit["id"] for page in pages(site, f"{API}/search?{urlencode(asked)}") for hit in page["hits"]]


def pages(site, address: str | None) -> Iterator[dict]:
    for _ in range(100):
        if address is None:
            return
        answer = site(address)
        assert answer.status == 200, answer.body
        yield answer.json
        address = answer.json["next"]
        assert answer["Link"] == (None if address is None else f'<{address}>; rel="next"')
    raise AssertionError("there is no end")


# --- what it answers -----------------------------------------------------------------------------------------------


def test_a_search_gives_what_the_archive_finds(site, world):
    found = world.page(Query(words="waybill OR railway", snippets=True, originals=True))
    answer = site(f"{API}/search?{urlencode({'q': 'waybill OR railway', 'originals': 'true'})}").json
    assert [hit["id"] for hit in answer["hits"]] == [hit.id for hit in found.hits]
    assert [hit["snippet"]["text"] for hit in answer["hits"]] == [hit.snippet.text for hit in found.hits]
    assert answer["count"] == {"number": len(found.hits), "at_least": False}
    assert len(found.hits) > 1


def test_pages_turn_to_the_end_and_give_every_article_once(site, world):
    everything = [hit.id for hit in world.search(Query(order="oldest", limit=None))]
    assert keys(site, order="oldest", limit=7) == everything
    assert keys(site, order="oldest", limit=len(everything)) == everything
    first, *others = pages(site, f"{API}/search?limit=20")
    assert first["count"]["number"] == len(everything)
    assert {page["count"] is None for page in others} == {True}


def test_words_survive_the_turning_of_the_page(site):
    asked = {"q": 'sco -"no такого & = # слова"', "limit": "3"}
    first, second, *_ = pages(site, f"{API}/search?{urlencode(asked)}")
    assert "%26" in first["next"]
    assert not {hit["id"] for hit in first["hits"]} & {hit["id"] for hit in second["hits"]}


def test_an_article_is_given_with_all_that_the_archive_says_of_it(site, world):
    """Nothing that Archive.document gives is lost on the way."""

    def shape(value):
        if isinstance(value, dict):
            return {name: shape(each) for name, each in value.items()}
        return [shape(each) for each in value] if isinstance(value, list) else None

    for hit in world.search(Query(limit=None)):
        answer = site(f"{API}/articles/{hit.id}").json
        kept = world.document(hit.id)
        assert shape(answer) == shape(json.loads(json.dumps(kept, default=str)))
        assert (answer["title"], answer["text"]) == (kept["title"], kept["text"])


def test_a_story_is_told_as_the_command_tells_it(site, filled, world):
    [story] = {hit.story for hit in world.search(Query(copies=True, limit=1))}
    told = json.loads(filled("story", str(story), "--json").stdout)
    answer = site(f"{API}/stories/{story}").json
    assert answer.keys() == told.keys()
    assert answer["origin"] == told["origin"]
    assert [each["member"] for each in answer["printings"]] == [each["member"] for each in told["printings"]]
    assert len(answer["printings"]) > 1


@pytest.mark.parametrize(("name", "command"), [("quotes", "quotes"), ("edits", "edits")])
def test_quotes_and_edits_are_those_of_the_commands(site, filled, name, command):
    form = ["--json"] if command == "edits" else ["--format", "jsonl"]
    told = [json.loads(line) for line in filled(command, "--limit", "0", *form).stdout.splitlines()]
    given = [each for page in pages(site, f"{API}/{name}?limit=1") for each in page[name]]
    assert [each.keys() for each in given] == [each.keys() for each in told]
    assert [(each["article"], each["url"]) for each in given] == [(each["article"], each["url"]) for each in told]
    assert len(told) > (command == "quotes")


def test_sources_come_with_their_health(site, world):
    given = site(f"{API}/sources").json["sources"]
    assert [each["slug"] for each in given] == [each.source.slug for each in world.sources()]
    assert {each["state"] for each in given} == {"ok", "html"}
    assert all(each["entries_per_week"] >= 0 for each in given)


def test_a_source_that_is_not_polled_any_more_is_off_and_not_without_data(newsroom):
    newsroom.sources("kept", "given-up")
    shown = ("/coverage?source=given-up", "/pictures/coverage?source=given-up")
    with serving(make_app(newsroom.archive)) as site:
        of_all = [site(path).body for path in shown]
    with serving(make_app(newsroom.archive, active=lambda: frozenset({"kept"}))) as site:
        days = site(f"{API}/coverage").json["days"]
        assert all(site(path).body != before for path, before in zip(shown, of_all, strict=True))
    assert {(each["source"], each["state"]) for each in days} == {("kept", "no_data"), ("given-up", "off")}


def test_coverage_of_one_source_is_asked_by_its_days(site, world):
    slug = world.sources()[0].source.slug
    given = site(f"{API}/coverage?source={slug}&since=2026-11-01&until=2026-11-08").json["days"]
    assert {each["source"] for each in given} == {slug}
    assert [each["day"] for each in given] == [f"2026-11-0{day}" for day in range(1, 8)]


def test_the_description_says_what_every_parameter_means():
    assert set(SEARCH) == {NAMES.get(field.name, field.name) for field in fields(Query)} - {"snippets"} | {"after"}
    assert {*SEARCH, *QUOTES, *EDITS, *TRENDS} == set(PARAMETERS)
    for name, (schema, meaning, example) in PARAMETERS.items():
        assert meaning.endswith(".")
        jsonschema.validate(example, schema)
        if name in FILTERS:
            query_of({name: str(example).lower() if isinstance(example, bool) else str(example)})


def test_every_address_and_parameter_is_documented(description):
    text = (Path(__file__).parents[3] / "docs/api.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(/\S+)` \|", text, flags=re.MULTILINE)) == set(description["paths"])
    rows = re.findall(r"^\| ((?:`\w+` ?)+)\|", text, flags=re.MULTILINE)
    assert set(re.findall(r"\w+", " ".join(rows))) == set(PARAMETERS)


# --- what it refuses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("search?colour=red", "'colour' is not something to ask for; there are after, agency,"),
        ("search?snippets=1", "'snippets' is not something"),
        ("search?limit=101", "limit: from 1 to 100"),
        ("search?limit=0", "limit: from 1 to 100"),
        ("search?limit=all", "limit: from 1 to 100"),
        ("search?limit=x", "limit: 'x' is not a number"),
        ("search?tag=sco&tag=brics", "'tag' is given 2 times"),
        (f"search?q={'a' * (LONGEST + 1)}", f"q is longer than {LONGEST} characters"),
        ("search?q=a%00b", "q: there is a NUL in it"),
        ("search?q=%22open", "quotation mark"),
        ("search?source=nobody", "nobody"),
        ("search?since=yesterday", "since: 'yesterday' is not a date"),
        ("search?level=high", "level: 'high' is not one of"),
        ("facets?limit=3", "'limit' is not something"),
        ("quotes?tag=sco", "'tag' is not something"),
        ("quotes?kind=sung", "kind: 'sung' is not one of direct, reported"),
        ("quotes?after=-1", "after: '-1' is not a number"),
        ("quotes?after=99999999", "after: pages end at 10,000"),
        ("edits?significant=perhaps", "significant: 'perhaps' is neither"),
        ("edits?article=0", "article: '0' is not a number"),
        ("edits?article=99999999999999999999", "is not a number"),
        ("coverage?source=nobody", "nobody"),
        ("trends?by=colour", "by: 'colour' is not one of language,"),
        ("trends?step=day&since=1970-01-01", "too short a step"),
        ("coverage?since=1900-01-01", "more than 10,000 rows"),
        ("stats?q=a", "'q' is not something to ask for; nothing can be asked here"),
        ("articles/x", "number: "),
        ("articles/0", "number: "),
        ("articles/99999999999999999999", "number: "),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(site, asked, says):
    answer = site(f"{API}/{asked}")
    assert (answer.status, answer["Content-Type"]) == (400, "application/problem+json")
    assert says in answer.json["detail"]


@pytest.mark.parametrize("path", ["articles/999999", "stories/999999", "nothing", "", "articles/1/text", "search/"])
def test_what_is_not_there_is_told(site, path):
    answer = site(f"{API}/{path}")
    assert (answer.status, answer.json["title"]) == (404, "Not Found")


def test_dates_at_the_ends_of_the_calendar_can_be_asked(site):
    for path in ("search", "facets", "trends", "quotes", "edits", "vanished"):
        for asked in ("until=0001-01-01", "since=0001-01-01&until=0001-01-02", "since=9999-12-31", "until=9999-12-31"):
            assert site(f"{API}/{path}?{asked}").status in {200, 400}


def test_what_is_empty_counts_as_not_given(site):
    """Forms send all their fields."""
    assert site(f"{API}/search?q=&tag=&since=&limit=&originals=&after=").json == site(f"{API}/search").json
    assert site(f"{API}/edits?article=&significant=").json == site(f"{API}/edits").json


# --- how it answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*LISTS, "articles/1", "stories/1"])
def test_asked_again_it_says_that_nothing_is_new(site, path):
    first = site(f"{API}/{path}")
    assert first.status == 200
    assert first["Cache-Control"] == "private, no-cache"
    again = site(f"{API}/{path}", if_none_match=f'"other", {first["ETag"]}')
    assert (again.status, again.body, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Content-Type"] is None
    assert site(f"{API}/{path}", if_none_match='W/"other"').body == first.body


@pytest.mark.parametrize("path", [*LISTS, "articles/1", "stories/1"])
def test_head_says_what_get_would(site, path):
    told, given = site(f"{API}/{path}", "HEAD"), site(f"{API}/{path}")
    assert told.body == b""
    assert told.status == given.status
    for name in ("Content-Type", "Content-Length", "ETag", "Link"):
        assert told[name] == given[name]
    assert int(told["Content-Length"]) == len(given.body)


def test_an_etag_is_that_of_the_answer_and_not_of_its_packing(site):
    plain, packed = site(f"{API}/search"), site(f"{API}/search", accept_encoding="gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed["ETag"] == plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"]
    assert site(f"{API}/search?limit=3")["ETag"] != plain["ETag"]


# --- as described --------------------------------------------------------------------------------------------------


def operations(description) -> dict[str, dict]:
    return {path: operation["get"] for path, operation in description["paths"].items()}


def test_every_operation_says_what_it_is_for(description):
    for operation in operations(description).values():
        assert operation["summary"]
        assert operation["description"].endswith(".")
        assert {"200", "304", "4XX", "5XX"} == set(operation["responses"])


@pytest.mark.parametrize("path", [*LISTS, "articles/{number}", "stories/{number}"])
def test_real_answers_are_as_described(site, description, world, path):
    content = operations(description)[f"{API}/{path.partition('?')[0]}"]["responses"]["200"]["content"]
    schema = content["application/json"]["schema"] | {"components": description["components"]}
    keys = {"articles": {hit.id for hit in world.search(Query(limit=None))},
            "stories": {hit.story for hit in world.search(Query(limit=None))}}  # fmt: skip
    for number in keys.get(path.split("/")[0], {0}):
        answer = site(f"{API}/{path.format(number=number)}").json
        jsonschema.validate(answer, schema)
        name = schema["$ref"].split("/")[-1]
        assert answer.keys() == description["components"]["schemas"][name]["properties"].keys()


def test_with_a_token_the_description_says_so(serve, description):
    assert "security" not in operations(description)[f"{API}/search"]
    with serve(token="0123456789abcdef") as site:
        described = site("/openapi.json", authorization="Bearer 0123456789abcdef").json
        assert site(f"{API}/stats", authorization="Bearer 0123456789abcdef").status == 200
    assert operations(described)[f"{API}/search"]["security"] == [{"HTTPBearer": []}, {"HTTPBasic": []}]


def test_a_name_in_the_address_is_no_more_than_a_name(site):
    for name in ("../../etc/passwd", "%2e%2e%2fetc", "1;drop table article", "1'--", "%00", "\u0661"):
        assert site(f"{API}/articles/{quote(name)}").status in {400, 404}
