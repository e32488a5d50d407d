"""What polling costs: 10,000 feeds that have not changed, against a bare loop with the same client.

The server notes when the first and the last request came, so that both are timed by the same clock, and what comes
before and after (the start of Prefect above all) is not part of the rate. Returns 1 when a floor is missed.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

FEEDS = int(os.environ.get("FEEDS", "10000"))
CONCURRENCY = 64
LEAST_RATIO, MOST_MEMORY_MB = 0.7, 300
EMPTY = b'<rss version="2.0"><channel><title>Nothing yet</title></channel></rss>'


class Server(asyncio.Protocol):
    """Answers 304 to whoever has the ETag, and with an empty feed to the others, as fast as Python can."""

    def __init__(self, times: list[float]) -> None:
        self.times, self.buffer = times, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head, self.buffer = self.buffer[:end].lower(), self.buffer[end + 4 :]
            self.transport.write(self.answer(head))

    def answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        if path == b"/times":
            body = json.dumps([self.times[0], self.times[-1], len(self.times)] if self.times else []).encode()
            self.times.clear()
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        if path == b"/robots.txt":
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        self.times.append(time.monotonic())
        if b"if-none-match" in head:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'
        return b'HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Length: %d\r\n\r\n%s' % (len(EMPTY), EMPTY)


async def serve() -> None:
    times: list[float] = []
    server = await asyncio.get_running_loop().create_server(lambda: Server(times), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def bare(base: str) -> None:
    """The bare loop: the same client, the same concurrency, the same headers, and nothing done with the answers."""
    numbers = iter(range(FEEDS))
    headers = {"If-None-Match": '"v1"', "User-Agent": "bare", "Accept-Encoding": "gzip, deflate, br, zstd"}
    connector = aiohttp.TCPConnector(limit=CONCURRENCY)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(30)) as session:

        async def worker() -> None:
            for number in numbers:
                async with session.get(f"{base}/feed/{number}", headers=headers, allow_redirects=False) as response:
                    assert response.status == 304
                    await response.read()

        await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))


async def times(base: str) -> tuple[float, int]:
    async with aiohttp.ClientSession() as session, session.get(f"{base}/times") as response:
        first, last, count = await response.json(content_type=None)
    return last - first, count


def run(command: list[str], variables: dict[str, str]) -> float:
    """Run a command to its end; give the most memory it had, in MB."""
    process = subprocess.Popen(command, env=os.environ | variables, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return usage.ru_maxrss / 1024


def main() -> int:
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        base = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        blocks = (
            f'[[source]]\nslug = "feed-{n}"\nname = "Feed"\nkind = "feed"\nurl = "{base}/feed/{n}"\n'
            for n in range(FEEDS)
        )
        (Path(folder) / "sources.toml").write_text("\n".join(blocks), "utf-8")
        variables = {
            "SCOWATCH_DATA_DIR": folder,
            "SCOWATCH_SOURCES": f"{folder}/sources.toml",
            "SCOWATCH_ALLOW_PRIVATE_ADDRESSES": "true",
            "SCOWATCH_HOST_DELAY_SECONDS": "0",
            "SCOWATCH_HOST_CONCURRENCY": str(CONCURRENCY),
            "SCOWATCH_CONCURRENCY": str(CONCURRENCY),
        }
        ours = [str(Path(sys.executable).parent / "scowatch"), "ingest", "--all", "--json"]
        try:
            run(ours, variables)
            asyncio.run(times(base))
            rates = {"bare loop": [], "scowatch ingest --all": []}
            memory = 0.0
            for _ in range(2):
                for name, command in (
                    ("bare loop", [sys.executable, __file__, "bare", base]),
                    ("scowatch ingest --all", ours),
                ):
                    used = run(command, variables)
                    seconds, count = asyncio.run(times(base))
                    assert count == FEEDS, count
                    rates[name].append(FEEDS / seconds)
                    memory = max(memory, used) if command is ours else memory
        finally:
            server.terminate()
    for name, each in rates.items():
        print(f"{name:24} {', '.join(f'{rate:,.0f}' for rate in each)} polls/s")
    ratio = max(rates["scowatch ingest --all"]) / max(rates["bare loop"])
    print(f"ratio {ratio:.2f} (floor {LEAST_RATIO}); memory {memory:.0f} MB (ceiling {MOST_MEMORY_MB})")
    return int(ratio < LEAST_RATIO or memory > MOST_MEMORY_MB)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve())
    elif sys.argv[1:2] == ["bare"]:
        asyncio.run(bare(sys.argv[2]))
    else:
        sys.exit(main())
