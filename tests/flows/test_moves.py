"""Where a source is polled from, after what its server and its feed said of that."""

import asyncio

import pytest

from config.settings import load_settings
from config.sources import Source
from extractors.feed import parse_feed
from extractors.records import Page
from flows.fetch import Fetcher
from flows.moves import Move, follow
from flows.session import fetch_limits
from storage.sources import SourceState
from tests.servers import reply

NOTHING = dict.fromkeys(
    (
        "etag", "last_modified", "body_digest", "polled_at", "succeeded_at", "next_poll_at", "reason", "detail",
        "moved_to", "moved_by", "moved_at", "claimed_url", "silent_since", "full_from",
    )
)  # fmt: skip


def rss(*numbers, head=""):
    items = "".join(f"<item><title>{n}</title><link>https://post.example/{n}</link></item>" for n in numbers)
    names = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"'
    return f'<rss version="2.0" {names}><channel><title>Post</title>{head}{items}</channel></rss>'.encode()


def itunes(url):
    return f"<itunes:new-feed-url>{url}</itunes:new-feed-url>"


def atom_self(url):
    return f'<atom:link rel="self" href="{url}"/>'


@pytest.fixture
def outlet(server, environment):
    """Poll a source whose list says /rss, in some state; give where it is polled from next, paths instead of URLs."""

    def poll(answers, asked="/rss", **known):
        server.answers |= answers
        url = server.url("/rss")
        source = Source(slug="post", name="Post", country=None, language=None, kind="feed", url=url)
        state = SourceState(id=1, source=source, failures=0, **NOTHING | known)

        async def ask():
            settings = load_settings(allow_private_addresses=True, host_delay_seconds=0)
            async with Fetcher(fetch_limits(settings)) as fetcher:
                page = await fetcher.get(server.url(asked))
                assert isinstance(page, Page), page
                feed = parse_feed(page.body, url=page.final_url)
                return await follow(fetcher, state, page, feed)

        return asyncio.run(ask())

    return poll


def moved(status, path):
    return reply(status, Location=path)


def test_a_permanent_redirect_is_believed(outlet, server):
    move = outlet({"/rss": moved(301, "/new"), "/new": reply(body=rss(1, 2))})
    assert move == Move(to=server.url("/new"), by="redirect")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_redirect_for_now_is_not_a_move(outlet, status):
    assert outlet({"/rss": moved(status, "/new"), "/new": reply(body=rss(1))}) == Move(to=None)


def test_a_feed_that_answers_where_the_list_says_has_not_moved(outlet):
    assert outlet({"/rss": reply(body=rss(1))}, moved_to="http://old.example/rss", moved_by="redirect") == Move(to=None)


def test_a_source_that_has_moved_stays_there(outlet, server):
    new = server.url("/new")
    move = outlet({"/new": reply(body=rss(1))}, asked="/new", moved_to=new, moved_by="itunes")
    assert move == Move(to=new, by="itunes")


@pytest.mark.parametrize(("by", "tag"), [("itunes", itunes), ("self", atom_self)])
def test_an_address_that_the_feed_states_is_followed_when_the_same_entries_are_there(outlet, server, by, tag):
    new = server.url("/new")
    move = outlet({"/rss": reply(body=rss(1, 2, head=tag(new))), "/new": reply(body=rss(2, 3))})
    assert move == Move(to=new, by=by)


@pytest.mark.parametrize(
    "there",
    [reply(404), reply(body=rss(8, 9)), reply(body=b"<html><body>Welcome"), reply(body=rss()), moved(302, "/new")],
    ids=["nothing", "other entries", "a page", "no entries", "a circle"],
)
@pytest.mark.parametrize("tag", [itunes, atom_self])
def test_an_address_where_something_else_is_found_is_noted_and_not_followed(outlet, server, tag, there):
    new = server.url("/new")
    assert outlet({"/rss": reply(body=rss(1, 2, head=tag(new))), "/new": there}) == Move(to=None, claimed=new)


@pytest.mark.parametrize("tag", [itunes, atom_self])
def test_an_address_that_could_not_be_looked_at_is_looked_at_again(outlet, server, tag):
    new = server.url("/new")
    assert outlet({"/rss": reply(body=rss(1, head=tag(new))), "/new": reply(500)}) == Move(to=None)
    assert outlet({"/new": reply(body=rss(1))}).to == new


def test_an_address_that_was_looked_at_in_vain_is_not_asked_again(outlet, server):
    new = server.url("/new")
    move = outlet({"/rss": reply(body=rss(1, head=atom_self(new))), "/new": reply(body=rss(1))}, claimed_url=new)
    assert move == Move(to=None, claimed=new)
    assert "/new" not in server.paths()


def test_a_feed_that_states_the_address_it_was_fetched_from_says_nothing_new(outlet, server):
    own = server.url("/rss")
    assert outlet({"/rss": reply(body=rss(1, head=itunes(own) + atom_self(own)))}) == Move(to=None)
