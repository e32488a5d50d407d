"""Politeness: how many requests may be under way, and how soon the next may go to the same host or address.

Three lanes lie one behind the other: the host's, its IP address's, and one for all requests. Whoever is first in a
lane that is clear moves on to the end of the next one; whoever gets through the last one starts. So nobody holds a
place in a later lane while an earlier one makes him wait, and everyone keeps the order of his host.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from flows.failures import FetchError

SLOWED_FROM, SLOWED_TO = 1.0, 60.0  # seconds between starts, of a host that says that it is overloaded
SLOWED_FOR = 60.0  # seconds that this is remembered of an idle host


class _Lane:
    """The queue to one host, to one address, or of all."""

    __slots__ = (
        "ahead", "delay", "home", "key", "least_delay", "left_until", "next_start", "places", "queue", "room",
        "sent_until", "slowed_at", "timer",
    )  # fmt: skip

    def __init__(self, home: dict[str, "_Lane"], key: str, places: int, delay: float) -> None:
        self.home, self.key = home, key
        self.places = self.room = places
        self.least_delay = self.delay = delay  # seconds between starts
        # Loop times: when the next may start, and be sent; until when the host wants to be left alone; when it said so
        # without naming a time.
        self.next_start = self.sent_until = self.left_until = self.slowed_at = 0.0
        self.queue: deque[Turn] = deque()
        self.ahead: Turn | None = None  # the first of the queue, once it waits in the next lane
        self.timer: asyncio.TimerHandle | None = None

    def first(self) -> "Turn | None":
        while self.queue and self.queue[0].gone:
            self.queue.popleft()
        return self.queue[0] if self.queue else None


class Turn:
    """A request's place in its lanes, and once it has started in what they count; leaving it makes room."""

    __slots__ = ("_gate", "called", "delay", "gone", "lanes", "passed", "started")
    lanes: tuple[_Lane, _Lane, _Lane]  # of the host, of the address, of all

    def __init__(self, gate: "HostGate", delay: float) -> None:
        self._gate, self.delay = gate, delay
        self.passed = 0  # lanes
        self.called: asyncio.Future[None] | None = None
        self.started: float | None = None  # loop time
        self.gone = False  # gave up, or was sent away

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._gate.leave(self)

    def send(self) -> float:
        """Take the moment at which the request is sent, now that its connection stands.

        What counts for a host is when requests reach it: two that start a delay apart would reach it together when
        the first had to wait for its connection.

        Returns:
            Seconds to wait until then.
        """
        host, address, _ = self.lanes
        now = self._gate.time()
        at = max(now, host.sent_until, address.sent_until)
        host.sent_until, address.sent_until = at + max(host.delay, self.delay), at + address.delay
        host.next_start = max(host.next_start, host.sent_until)
        address.next_start = max(address.next_start, address.sent_until)
        return at - now

    def answered(self) -> None:
        """Note that the host took the request well: a host that was slowed down gets faster again."""
        host = self.lanes[0]
        if host.delay > host.least_delay and (self.started or 0.0) >= host.slowed_at:
            half = host.delay / 2
            host.delay = half if half >= max(SLOWED_FROM, host.least_delay) else host.least_delay

    def refused(self, pause_seconds: float | None) -> float:
        """Note that the host wants fewer requests (429, 503), and leave it alone.

        Args:
            pause_seconds: for so long, as it asked (Retry-After); None: its delay is doubled.

        Returns:
            For how many seconds it is left alone.
        """
        return self._gate.slow_down(self, pause_seconds)


class HostGate:
    """Lets requests through, per host, per address and in all, in the order in which they came to their host."""

    def __init__(
        self,
        *,
        host_concurrency: int,
        host_delay_seconds: float,
        concurrency: int,
        hosts_per_address: int = 1,
        wait_limit_seconds: float = 120.0,
        pauses: Mapping[str, datetime] | None = None,
    ) -> None:
        """Open the gate; see config.settings for the meaning of each limit, and pauses() for that of *pauses*."""
        self._of_host = host_concurrency, host_delay_seconds
        self._of_address = host_concurrency * hosts_per_address, host_delay_seconds / hosts_per_address
        self._wait_limit = wait_limit_seconds
        self._hosts: dict[str, _Lane] = {}
        self._addresses: dict[str, _Lane] = {}
        self._asked: dict[str, float] = {}  # hosts that another process asked before us, each with the loop time
        self._all = _Lane({}, "", concurrency, 0.0)
        self._loop = asyncio.get_running_loop()
        self.time = self._loop.time
        for host, until in (pauses or {}).items():
            self._pause(host, until)

    def __len__(self) -> int:
        return len(self._hosts)

    def pauses(self) -> dict[str, datetime]:
        """Give the hosts that named a time for which they want to be left alone, each with its end, if that is to come.

        A host that is merely slowed down is not among them: it asked for nothing.
        """
        return {lane.key: self._end_of_pause(lane) for lane in self._hosts.values() if lane.left_until > self.time()}

    def take_over(self, host: str, *, asked_at: datetime | None, left_until: datetime | None) -> None:
        """Note what another process, which asked *host* before us, knows: its last moment, and what it was told."""
        if asked_at is not None:
            self._asked[host] = self.time() + (asked_at - datetime.now(UTC)).total_seconds()
        if left_until is not None:
            self._pause(host, left_until)

    def _pause(self, host: str, until: datetime) -> None:
        lane = self._lane(host)
        lane.left_until = lane.next_start = self.time() + (until - datetime.now(UTC)).total_seconds()
        self._forget(lane)

    def _end_of_pause(self, lane: _Lane) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=lane.left_until - self.time())

    def _lane(self, host: str) -> _Lane:
        return self._hosts.get(host) or self._hosts.setdefault(host, _Lane(self._hosts, host, *self._of_host))

    async def turn(self, host: str, address: str, *, delay_seconds: float = 0.0) -> Turn:
        """Wait until a request may start; the turn is a context manager that holds its place until it ends.

        Args:
            host: see flows.keys.host_key().
            address: see flows.keys.address_key().
            delay_seconds: the least time from this start to the next at the same host.

        Raises:
            FetchError: "host_paused": the host wants to be left alone for too long.
        """
        turn = Turn(self, delay_seconds)
        self._join(turn, host, address)
        if turn.started is None:
            turn.called = self._loop.create_future()
            try:
                await turn.called
            except BaseException:
                self.leave(turn)
                raise
        return turn

    def _join(self, turn: Turn, host: str, address: str) -> None:
        lane = self._lane(host)
        if self._is_too_long(lane):
            raise self._sent_away(lane)
        if host in self._asked:  # asked once more after each delay of ours, this is in the past and does no harm
            lane.next_start = max(lane.next_start, self._asked[host] + max(lane.delay, turn.delay))
        beyond = self._addresses.get(address) or self._addresses.setdefault(
            address, _Lane(self._addresses, address, *self._of_address)
        )
        turn.lanes = (lane, beyond, self._all)
        now = self.time()
        for each in turn.lanes:
            if each.queue or not each.room or each.next_start > now:
                lane.queue.append(turn)
                self._advance(lane)
                return
        self._start(turn, now)  # nobody to queue behind

    def leave(self, turn: Turn) -> None:
        """Give up the places of *turn*, whether it has started or not."""
        turn.gone = True
        host, address, every = turn.lanes
        if turn.started is not None:
            host.room += 1
            address.room += 1
            every.room += 1
        if host.queue or address.queue or every.queue:
            self._advance(*turn.lanes)
        for lane in (host, address):
            if lane.room == lane.places and not lane.queue:
                self._forget(lane)

    def slow_down(self, turn: Turn, pause_seconds: float | None) -> float:
        """Leave the host of *turn* alone; see Turn.refused()."""
        host, now = turn.lanes[0], self.time()
        if pause_seconds is not None:
            host.left_until = max(host.left_until, now + pause_seconds)
        elif (turn.started or 0.0) >= host.slowed_at:  # requests that were under way together are refused together
            host.delay = max(host.least_delay, min(SLOWED_TO, max(SLOWED_FROM, 2 * host.delay)))
            host.slowed_at = now
        host.next_start = max(host.next_start, host.left_until, host.slowed_at + host.delay if host.slowed_at else 0.0)
        self._call_back(host)
        if self._is_too_long(host):
            for waiting in host.queue:
                waiting.gone = True
                if waiting.called and not waiting.called.done():
                    waiting.called.set_exception(self._sent_away(host))
        return host.next_start - now

    def _is_too_long(self, host: _Lane) -> bool:
        return host.left_until > self.time() + self._wait_limit

    def _sent_away(self, host: _Lane) -> FetchError:
        until = self._end_of_pause(host)
        detail = f"{host.key} asked to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC."
        return FetchError("host_paused", "retry", detail, retry_at=until, attempted=False)

    def _call_back(self, host: _Lane) -> None:
        """Take the one who was first at *host* out of the lanes behind it."""
        turn, host.ahead = host.ahead, None
        if turn is None or turn.gone:
            return
        for lane in turn.lanes[1 : turn.passed + 1]:
            lane.queue.remove(turn)
            if lane.ahead is turn:
                lane.ahead = None
        turn.passed = 0
        self._advance(*turn.lanes)

    def _advance(self, *lanes: _Lane) -> None:
        """Let those who are first in *lanes* move on, as far as they may now."""
        pending, now = list(lanes), self.time()
        while pending:
            lane = pending.pop()
            turn = lane.first()
            if turn is None or lane.room == 0 or lane.ahead is turn:
                continue
            if lane.next_start > now:
                self._wake(lane, lane.next_start)
                continue
            lane.ahead = turn
            turn.passed += 1
            if turn.passed < len(turn.lanes):
                pending.append(turn.lanes[turn.passed])
                pending[-1].queue.append(turn)
            else:
                for behind in turn.lanes:
                    behind.queue.popleft()
                    behind.ahead = None
                self._start(turn, now)
                pending += turn.lanes

    def _start(self, turn: Turn, now: float) -> None:
        host, address, every = turn.lanes
        host.room -= 1
        address.room -= 1
        every.room -= 1
        host.next_start, address.next_start = now + max(host.delay, turn.delay), now + address.delay
        turn.started = now
        if turn.called is not None and not turn.called.done():
            turn.called.set_result(None)

    def _wake(self, lane: _Lane, at: float) -> None:
        if lane.timer is not None:
            if lane.timer.when() <= at:
                return
            lane.timer.cancel()
        lane.timer = self._loop.call_at(at, self._tick, lane)

    def _tick(self, lane: _Lane) -> None:
        lane.timer = None
        self._advance(lane)
        self._forget(lane)

    def _forget(self, lane: _Lane) -> None:
        if lane.room < lane.places or lane.queue or lane.home.get(lane.key) is not lane:
            return
        until = lane.next_start + (SLOWED_FOR if lane.delay > lane.least_delay else 0.0)
        if until > self.time():
            self._wake(lane, until)
        else:
            del lane.home[lane.key]
