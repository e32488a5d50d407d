"""`sources add`, acting as the user who has no more than the address of an outlet."""

import json
from datetime import UTC, datetime

import pytest

from config.sources import load_sources
from tests.servers import HostileServer, reply

MINE = """# my outlets
[[source]]
slug = "morning-post"  # the first
name = "The Morning Post"
kind = "feed"
url = "https://post.example/feed"
"""
TODAY = datetime.now(UTC).date().isoformat()
EN = "The old bridge over the river has been opened to all cars again after a long repair"


def rss(name: str, *, day: str = TODAY, title: str = "The Post") -> bytes:
    item = f"<item><title>{EN}</title><link>https://post.example/{name}</link><pubDate>{day}</pubDate></item>"
    return reply(body=f'<rss version="2.0"><channel><title>{title}</title>{item}</channel></rss>'.encode())


@pytest.fixture
def outlet(server: HostileServer) -> HostileServer:
    """A site on loopback whose page names two feeds."""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{name}">' for name in ("rss", "sport"))
    server.answers = {
        "/": reply(body=f"<!doctype html><head>{links}</head><p>Post".encode(), Content_Type="text/html"),
        "/rss": rss("rss"),
        "/sport": rss("sport", title="The Post: sport"),
    }
    return server


@pytest.fixture
def add(user, monkeypatch):
    """Run `sources add` with a list of one's own and leave to ask loopback."""
    (user.folder / "mine.toml").write_text(MINE)
    monkeypatch.setenv("SCOWATCH_ALLOW_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("SCOWATCH_HOST_DELAY_SECONDS", "0")

    def run(*arguments: str, sources: str = "mine.toml", **settings: str):
        return user("sources", "add", *arguments, "--sources", sources, **settings)

    run.folder = user.folder
    return run


def test_the_best_listing_is_added_below_what_is_there(add, outlet):
    result = add(outlet.url())
    slug = f"127-0-0-1-{outlet.port}"
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = result.stdout.splitlines()
    assert first.startswith(
        f"added {slug}: feed {outlet.url('/rss')} (link rel=alternate, 1 entries, newest of {TODAY}"
    )
    assert second.startswith(f"also found: feed {outlet.url('/sport')} (")
    text = (add.folder / "mine.toml").read_text()
    assert text.startswith(MINE)
    added = load_sources(add.folder / "mine.toml")[1]
    assert (added.slug, added.name, added.kind, added.url) == (slug, "The Post", "feed", outlet.url("/rss"))
    assert (added.country, added.language) == (None, "en")


def test_what_is_given_goes_before_what_is_found(add, outlet):
    options = ("--slug", "post", "--name", "Post of mine", "--country", "KZ", "--language", "kk")
    assert add(outlet.url(), *options).exit_code == 0
    added = load_sources(add.folder / "mine.toml")[1]
    assert (added.slug, added.name, added.country, added.language) == ("post", "Post of mine", "KZ", "kk")


def test_all_adds_every_good_listing_under_a_slug_of_its_own(add, outlet):
    assert add(outlet.url(), "--all", "--slug", "post").exit_code == 0
    assert [(each.slug, each.name) for each in load_sources(add.folder / "mine.toml")[1:]] == [
        ("post", "The Post"),
        ("post-2", "The Post: sport"),
    ]


def test_a_file_that_is_not_there_is_made(add, outlet):
    assert add(outlet.url(), sources="new.toml").exit_code == 0
    assert [each.url for each in load_sources(add.folder / "new.toml")] == [outlet.url("/rss")]
    (add.folder / "empty.toml").touch()
    assert add(outlet.url(), sources="empty.toml").exit_code == 0


def test_a_dry_run_writes_nothing_and_needs_no_list(add, outlet, user, monkeypatch):
    result = add(outlet.url(), "--dry-run")
    assert (result.exit_code, result.stdout.splitlines()[0].split(":")[0]) == (0, f"would add 127-0-0-1-{outlet.port}")
    assert (add.folder / "mine.toml").read_text() == MINE
    assert user("sources", "add", outlet.url(), "--dry-run").exit_code == 0


def test_the_list_that_comes_with_scowatch_is_never_written(user, outlet):
    said = user.refuses("sources", "add", outlet.url(), code=2)
    assert "never written: run `scowatch init`, or give --sources FILE" in said
    assert outlet.requests == []


def test_a_listing_that_is_listed_is_said_to_be_and_nothing_is_written(add, outlet):
    assert add(outlet.url(), "--slug", "post").exit_code == 0
    before = (add.folder / "mine.toml").read_text()
    asked = len(outlet.requests)
    result = add(outlet.url("/rss"))
    assert (result.exit_code, result.stdout) == (0, "already listed: post\n")
    assert len(outlet.requests) == asked  # the list told, nobody was asked
    result = add(outlet.url())
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "already listed: post")
    assert (add.folder / "mine.toml").read_text() == before
    result = add(outlet.url(), "--all")
    assert result.exit_code == 0
    assert [each.slug for each in load_sources(add.folder / "mine.toml")][2:] == [f"127-0-0-1-{outlet.port}"]


def test_where_nothing_is_found_it_is_said_what_was_tried(add, server):
    server.answers = {"/": reply(body=b"<!doctype html><p>Hello", Content_Type="text/html")}
    result = add(server.url())
    assert (result.exit_code, result.stdout) == (1, "")
    first, *tried = result.stderr.splitlines()
    assert first == f"scowatch: {server.url()}: no listing was found; tried:"
    assert f"  {server.url('/rss.xml')} (a usual address): http_404: The server answered 404 (Not Found)." in tried
    assert (add.folder / "mine.toml").read_text() == MINE


def test_a_listing_that_stopped_is_marked(add, server):
    server.answers = {"/rss": rss("1", day="2019-01-01")}
    assert "newest of 2019-01-01, nothing for a year" in add(server.url("/rss")).stdout


def test_an_address_without_a_scheme_is_tried_on_https_and_then_on_http(add, outlet):
    result = add(f"127.0.0.1:{outlet.port}", timeout_seconds="1")
    assert (result.exit_code, outlet.url("/rss") in result.stdout) == (0, True)


def test_json_tells_all(add, outlet):
    outlet.answers["/sport"] = reply(404)
    said = json.loads(add(outlet.url(), "--json").stdout)
    assert (said["asked"], said["requests"], said["already_listed"]) == (outlet.url(), 3, [])
    assert [each["url"] for each in said["proposals"]] == [outlet.url("/rss")]
    assert said["proposals"][0]["newest"] == f"{TODAY}T00:00:00+00:00"
    assert [(each["url"], each["reason"]) for each in said["rejected"]] == [(outlet.url("/sport"), "http_404")]
    assert [each["url"] for each in said["added"]] == [outlet.url("/rss")]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ftp://post.example/",), "ftp://post.example/: is not an http or https address"),
        (("https://",), "is not an http or https address"),
        (("https://post.example", "--slug", "Post"), 'slug: "Post" is not a-z and 0-9'),
        (("https://post.example", "--slug", "morning-post"), "slug: morning-post is already used"),
        (("https://post.example", "--country", "kz"), 'country: "kz" is not two capital letters'),
        (("https://post.example", "--language", "Kazakh"), 'language: "Kazakh" is not two or three'),
        (("https://post.example", "--name", " "), 'name: " " is not one line of text'),
        (("https://post.example", "--kind", "magazine"), "'magazine' is not one of"),
    ],
)
def test_wrong_use_is_explained_before_anything_is_fetched(user, arguments, sentence):
    (user.folder / "mine.toml").write_text(MINE)
    assert sentence in user.refuses("sources", "add", *arguments, "--sources", "mine.toml", code=2)


def test_a_faulty_list_is_explained_and_left_as_it_is(user, outlet):
    (user.folder / "mine.toml").write_text("[[source]\n")
    assert "mine.toml: is not TOML" in user.refuses("sources", "add", outlet.url(), "--sources", "mine.toml", code=2)
    assert (user.folder / "mine.toml").read_text() == "[[source]\n"
    assert outlet.requests == []
