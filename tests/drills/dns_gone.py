"""No name server answers: nothing is fetched, nothing is given up, and the next run after it brings all."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from tests.drills.stage import Stage, Told

HOSTS = ("wire.test", "post.test", "mail.test")
# Names are looked up as the system does it, in a mount namespace with other files for that: in the one, name servers
# are asked on a port where nobody listens; in the other, the hosts are known.
ENTER = 'mount --bind "$1" /etc/resolv.conf && mount --bind "$2" /etc/hosts && shift 2 && exec "$@"'


def drill(folder: Path) -> Told:
    """Play it; raise AssertionError when it does not go as it should."""
    stage = Stage(folder / "stage", pages=12)
    _use_names(stage)
    (folder / "nobody.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    (folder / "nobody").write_text("127.0.0.1 localhost\n")
    (folder / "known").write_text("".join(f"127.0.0.1 {host}\n" for host in HOSTS))
    with stage.site:
        for number in range(2):
            stage.did(f"let no name server answer, and ran{' again' * number}")
            said = stage.run("plain", code=1, before=_names(folder, "nobody"))
            assert "no listing could be read (3 dns); this machine seems to have no network" in said, said
            assert stage.rows("SELECT DISTINCT reason FROM source") == [("dns",)]
            assert stage.rows("SELECT count(*) FROM source WHERE next_poll_at > polled_at") == [(3,)], "no back-off"
            stage.change("UPDATE source SET next_poll_at = polled_at")  # time passes
        assert stage.rows("SELECT failures FROM source") == [(2,)] * 3
        said = stage.run("coverage", "--format", "csv", code=None)
        assert "no_data" in stage.output, stage.output
        assert "no_news" not in stage.output, stage.output
        assert not stage.site.log
        stage.did("let them answer again, and ran when the sources were due")
        stage.run("plain", before=_names(folder, "known"))
        assert stage.rows("SELECT max(failures), max(reason) FROM source") == [(0, None)]
    stage.audit()
    return stage.told


def _use_names(stage: Stage) -> None:
    """Give each feed, and its pages, a host of its own."""
    sources = stage.folder / "sources.toml"
    for number, host in enumerate(HOSTS):
        named = f"http://{host}:{urlsplit(stage.site.url).port}"
        media_type, body = stage.site.pages[f"/feed-{number}.xml"]
        stage.site.pages[f"/feed-{number}.xml"] = media_type, body.replace(stage.site.url.encode(), named.encode())
        sources.write_text(sources.read_text().replace(f"{stage.site.url}/feed-{number}", f"{named}/feed-{number}"))


def _names(folder: Path, hosts: str) -> tuple[str, ...]:
    as_root = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    inside = ("sh", "-c", ENTER, "sh", str(folder / "nobody.conf"), str(folder / hosts))
    return ("unshare", "--mount", *as_root, *inside)
