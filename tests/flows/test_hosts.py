"""The gate that keeps us polite: nobody is asked too much, nobody waits for nothing, nobody is remembered for ever."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from yarl import URL

from extractors.permalinks import site_of
from extractors.records import Failed
from flows.failures import FetchError
from flows.hosts import HostGate, Turn
from flows.keys import address_key, host_key


def gate(**limits: object) -> HostGate:
    given = {"host_concurrency": 1, "host_delay_seconds": 0.0, "concurrency": 99, "hosts_per_address": 99} | limits
    return HostGate(**given)


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 20))


async def settled() -> None:
    """Let everybody do what can be done without time passing."""
    for _ in range(9):
        await asyncio.sleep(0)


async def until_true(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


class Visitors:
    """Tasks that take turns and keep them until they are told to leave."""

    def __init__(self, of: HostGate) -> None:
        self.gate = of
        self.inside: dict[str, Turn] = {}  # in the order in which they got in
        self.outcomes: dict[str, Failed] = {}
        self._leave: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, *names: str, host: str = "a.test", address: str = "192.0.2.1") -> None:
        for name in names:
            self._leave[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._visit(name, host, address))
        await settled()

    async def go(self, *names: str) -> None:
        for name in names:
            self._leave[name].set()
        await settled()

    async def all_go(self) -> None:
        for event in self._leave.values():
            event.set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)

    async def _visit(self, name: str, host: str, address: str) -> None:
        try:
            with await self.gate.turn(host, address) as turn:
                self.inside[name] = turn
                await self._leave[name].wait()
        except FetchError as error:
            self.outcomes[name] = error.failed("http://a.test/", datetime.now(UTC))


# --- who is one ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://news.example.com/", "example.com"),
        ("https://Example.com.:8443/", "example.com"),
        ("https://a.example.co.uk/", "example.co.uk"),
        ("https://www.news.cn/", "news.cn"),
        ("https://english.news.cn/", "news.cn"),
        ("https://www.mfa.gov.cn/", "mfa.gov.cn"),
        ("https://a.blogspot.com/", "a.blogspot.com"),
        ("https://новости.пример.рф/", "xn--e1afmkfd.xn--p1ai"),
        ("https://intranet/", "intranet"),
        ("https://x.a.test/", "x.a.test"),
        ("http://localhost:8080/", "localhost:8080"),
        ("http://127.0.0.1:81/", "127.0.0.1:81"),
        ("http://[::1]:81/", "[::1]:81"),
        ("http://8.8.8.8:81/", "8.8.8.8:81"),
    ],
)
def test_a_host_is_its_registered_domain_or_itself(url, key):
    assert host_key(URL(url)) == key
    assert site_of(url) == key, "what the archive leases is what the gate counts"


def test_a_private_address_has_as_many_machines_as_ports():
    assert address_key("127.0.0.1", 80) != address_key("127.0.0.1", 81)
    assert address_key("9.9.9.9", 80) == address_key("9.9.9.9", 443)


# --- order and limits ------------------------------------------------------------------------------------------------


def test_those_who_wait_for_a_host_get_in_as_they_came():
    async def test() -> None:
        visitors = Visitors(gate(host_concurrency=2))
        await visitors.come("1", "2", "3", "4")
        assert list(visitors.inside) == ["1", "2"]
        await visitors.go("2")
        await visitors.go("1", "3")
        assert list(visitors.inside) == ["1", "2", "3", "4"]
        await visitors.all_go()

    run(test)


def test_an_address_serves_a_limited_number_of_hosts_at_a_time_and_in_turn():
    async def test() -> None:
        visitors = Visitors(gate(hosts_per_address=2))
        for host in "abcd":
            await visitors.come(f"{host}1", f"{host}2", host=host)
        assert list(visitors.inside) == ["a1", "b1"]
        await visitors.go("a1", "b1", "c1", "d1")
        assert list(visitors.inside) == ["a1", "b1", "c1", "d1", "a2", "b2"]
        await visitors.all_go()

    run(test)


def test_a_host_whose_time_is_far_off_keeps_nobody_else_out():
    async def test() -> None:
        visitors = Visitors(gate(concurrency=1, host_delay_seconds=9.0, hosts_per_address=1))
        await visitors.come("a1", "a2", "a3", host="a", address="192.0.2.1")
        await visitors.go("a1")
        await visitors.come("b1", host="b", address="192.0.2.2")
        assert list(visitors.inside) == ["a1", "b1"]
        for task in visitors.tasks.values():
            task.cancel()
        await visitors.all_go()

    run(test)


def test_a_host_that_waits_for_its_address_holds_no_place_of_all():
    async def test() -> None:
        visitors = Visitors(gate(concurrency=2, hosts_per_address=1))
        await visitors.come("a", host="a")
        await visitors.come("b", host="b")  # at the same address
        await visitors.come("c", host="c", address="192.0.2.2")
        assert list(visitors.inside) == ["a", "c"]
        await visitors.all_go()

    run(test)


def test_no_limit_is_ever_exceeded_in_a_crowd_in_which_some_give_up():
    async def test() -> None:
        dice, delay = random.Random(3), 0.01
        crowd = gate(host_concurrency=2, host_delay_seconds=delay, hosts_per_address=2, concurrency=7)
        inside: Counter[str] = Counter()
        starts: dict[str, list[float]] = {}
        most = {"host": 2, "address": 4, "all": 7}

        async def visit(number: int) -> None:
            host = number % 12
            keys = (f"host {host}", f"address {host // 3}", "all")
            with await crowd.turn(keys[0], keys[1]) as turn:
                wait = turn.send()
                for key in keys:
                    inside[key] += 1
                    starts.setdefault(key, []).append(crowd.time() + wait)
                try:
                    assert all(inside[key] <= most[key.split()[0]] for key in keys)
                    await asyncio.sleep(wait + dice.random() * 0.03)
                finally:
                    inside.subtract(keys)

        tasks = [asyncio.create_task(visit(number)) for number in range(240)]
        await asyncio.sleep(0.05)
        for task in dice.sample(tasks, 40):
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        cancelled = sum(isinstance(each, asyncio.CancelledError) for each in outcomes)
        assert outcomes.count(None) == 240 - cancelled >= 200
        for key, least in {
            **{f"host {n}": delay for n in range(12)},
            **{f"address {n}": delay / 2 for n in range(4)},
        }.items():
            assert min(after - before for before, after in pairwise(starts[key])) > least - 1e-3

    run(test)


def test_what_counts_for_the_delay_is_when_a_request_is_sent():
    async def test() -> None:
        crowd = gate(host_concurrency=2, host_delay_seconds=0.1)
        sent = []

        async def visit(connecting: float) -> None:
            with await crowd.turn("a", "a") as turn:
                await asyncio.sleep(connecting)
                sent.append(crowd.time() + turn.send())

        await asyncio.gather(visit(0.1), visit(0.0))
        assert sent[1] - sent[0] > 0.099

    run(test)


def test_a_delay_of_its_own_counts_from_a_turn_to_the_next():
    async def test() -> None:
        crowd = gate()
        with await crowd.turn("a", "a", delay_seconds=0.2) as first:
            pass
        with await crowd.turn("a", "a") as second:
            assert second.started >= first.started + 0.199

    run(test)


# --- hosts that want to be left alone --------------------------------------------------------------------------------


def test_a_long_pause_sends_all_away_who_wait_and_who_come():
    async def test() -> None:
        visitors = Visitors(gate(wait_limit_seconds=60.0))
        await visitors.come("first", "second", "third")
        await visitors.come("other", host="b.test")
        assert visitors.inside["first"].refused(61.0) > 60.9
        await visitors.come("late")
        assert list(visitors.outcomes) == ["second", "third", "late"]
        for sent_away in visitors.outcomes.values():
            assert (sent_away.reason, sent_away.ending, sent_away.attempted) == ("host_paused", "retry", False)
            assert sent_away.retry_at > datetime.now(UTC) + timedelta(seconds=50)
        await visitors.go("first", "other")
        assert list(visitors.inside) == ["first", "other"]
        await visitors.all_go()

    run(test)


def test_a_pause_outlives_the_gate():
    async def test() -> None:
        visitors = Visitors(gate(wait_limit_seconds=60.0))
        await visitors.come("asked", host="a.test")
        await visitors.come("slowed", host="b.test")
        visitors.inside["asked"].refused(1000.0)
        visitors.inside["slowed"].refused(None)
        pauses = visitors.gate.pauses()
        await visitors.all_go()
        assert list(pauses) == ["a.test"]
        assert timedelta(seconds=990) < pauses["a.test"] - datetime.now(UTC) <= timedelta(seconds=1000)

        later = Visitors(gate(wait_limit_seconds=60.0, pauses=pauses))
        await later.come("early", host="a.test")
        await later.come("other", host="b.test")
        assert (list(later.outcomes), list(later.inside)) == (["early"], ["other"])
        assert abs(later.outcomes["early"].retry_at - pauses["a.test"]) < timedelta(seconds=1)
        assert list(later.gate.pauses()) == ["a.test"]  # so that a third gate knows it too
        await later.all_go()

    run(test)


def test_a_pause_of_an_earlier_gate_is_forgotten_when_it_is_over():
    async def test() -> None:
        now = datetime.now(UTC)
        visitors = Visitors(gate(pauses={"a.test": now + timedelta(seconds=0.1), "b.test": now - timedelta(days=1)}))
        assert len(visitors.gate) == 1
        await visitors.come("a", host="a.test")
        await visitors.come("b", host="b.test")
        assert list(visitors.inside) == ["b"]
        await until_true(lambda: "a" in visitors.inside)
        assert datetime.now(UTC) >= now + timedelta(seconds=0.09)
        assert visitors.gate.pauses() == {}
        await visitors.all_go()
        await until_true(lambda: len(visitors.gate) == 0)

    run(test)


def test_a_short_pause_is_waited_for():
    async def test() -> None:
        visitors = Visitors(gate(wait_limit_seconds=60.0))
        await visitors.come("first", "second")
        until = visitors.gate.time() + visitors.inside["first"].refused(0.1)
        await visitors.go("first")
        assert list(visitors.inside) == ["first"]
        await until_true(lambda: "second" in visitors.inside)
        assert visitors.inside["second"].started >= until - 1e-6
        await visitors.all_go()

    run(test)


def test_who_was_about_to_start_is_called_back_when_his_host_pauses():
    async def test() -> None:
        visitors = Visitors(gate(host_concurrency=2, concurrency=2))
        await visitors.come("a1", host="a")
        await visitors.come("b1", host="b")
        await visitors.come("a2", host="a")  # only the place of all is missing
        await visitors.come("c1", host="c")
        visitors.inside["a1"].refused(30.0)
        await visitors.go("a1", "b1")
        assert list(visitors.inside) == ["a1", "b1", "c1"]
        visitors.tasks["a2"].cancel()
        await visitors.all_go()

    run(test)


def test_without_a_time_the_delay_doubles_and_shrinks_again():
    async def test() -> None:
        crowd = gate(host_concurrency=3)
        waits = []
        with await crowd.turn("a", "a") as one, await crowd.turn("a", "a") as two:
            waits += [one.refused(None), two.refused(None)]  # under way together: one warning, not two
            lane = crowd._hosts["a"]
        for _ in range(7):
            one.started = lane.slowed_at
            waits.append(one.refused(None))
        assert [round(each) for each in waits] == [1, 1, 2, 4, 8, 16, 32, 60, 60]
        delays = []
        one.started = lane.slowed_at
        for _ in range(7):
            one.answered()
            delays.append(lane.delay)
        assert delays == [30, 15, 7.5, 3.75, 1.875, 0, 0]

    run(test)


# --- what is remembered ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ago", "own", "asked", "waits"), [(10, 60, 0, True), (61, 60, 0, False), (10, 0, 60, True)])
def test_who_takes_a_host_over_waits_its_delay_from_the_last_moment_of_the_other(ago, own, asked, waits):
    async def test() -> None:
        of = gate(host_delay_seconds=own)
        of.take_over("a.test", asked_at=datetime.now(UTC) - timedelta(seconds=ago), left_until=None)
        first = asyncio.create_task(of.turn("a.test", "192.0.2.1", delay_seconds=asked))
        other = asyncio.create_task(of.turn("b.test", "192.0.2.2"))
        await settled()
        assert (first.done(), other.done()) == (not waits, True)
        first.cancel()

    run(test)


def test_who_takes_a_host_over_heeds_what_the_other_was_told():
    async def test() -> None:
        of = gate(wait_limit_seconds=60)
        of.take_over("a.test", asked_at=None, left_until=datetime.now(UTC) + timedelta(hours=1))
        with pytest.raises(FetchError) as raised:
            await of.turn("a.test", "192.0.2.1")
        assert raised.value.reason == "host_paused"
        assert of.pauses().keys() == {"a.test"}

    run(test)


def test_idle_hosts_are_forgotten_when_their_delay_is_over():
    async def test() -> None:
        crowd = gate(host_delay_seconds=0.3)
        for n in range(100):
            with await crowd.turn(f"h{n}.test", f"192.0.2.{n}"):
                pass
        assert len(crowd) == 100
        await until_true(lambda: not len(crowd) and not crowd._addresses)

    run(test)


def test_without_a_delay_a_host_is_forgotten_at_once():
    async def test() -> None:
        crowd = gate()
        with await crowd.turn("a.test", "192.0.2.1"):
            assert len(crowd) == 1
        assert (len(crowd), len(crowd._addresses)) == (0, 0)

    run(test)


def test_a_waiter_that_gives_up_leaves_nothing_behind():
    async def test() -> None:
        visitors = Visitors(gate(concurrency=1))
        for name, host in {"a1": "a", "a2": "a", "b1": "b", "c1": "c"}.items():
            await visitors.come(name, host=host)
        for task in visitors.tasks.values():
            task.cancel()
        await settled()
        with await visitors.gate.turn("a", "192.0.2.1"):
            pass
        assert (len(visitors.gate), len(visitors.gate._addresses)) == (0, 0)
        assert not visitors.gate._all.queue

    run(test)


def test_a_pause_over_many_who_wait_takes_a_moment_only():
    async def test() -> None:
        visitors = Visitors(gate(wait_limit_seconds=1.0))
        await visitors.come(*(str(n) for n in range(5000)))
        visitors.inside["0"].refused(600.0)
        await visitors.go("0")
        assert len(visitors.outcomes) == 4999

    run(test)
