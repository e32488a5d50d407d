"""`scowatch serve` as a program: it runs what is due, tells of trouble, outlives its server, and ends well."""

import re
import subprocess
import sys
from itertools import pairwise

import psutil

from tests.flows.service.conftest import WAIT_SECONDS, publish, story, wait_for
from tests.servers import reply

ENDED = "SELECT count(*) FROM run WHERE state = 'completed'"


def ended(serve) -> int:
    found = serve.rows(ENDED)
    return found[0][0] if found else 0


def names(serve) -> list[str]:
    return [each["name"] for each in serve.runs("Completed")]


def begun(site) -> int:
    """How many of the slow stories were asked for."""
    return sum(re.fullmatch(r"/story/2\d\d", each.path) is not None for each in site.requests)


def told(site) -> list[str]:
    return [each.path for each in site.requests if each.path == "/operator"]


def test_a_service_from_its_start_to_its_end(serve, site, outside):
    publish(site, "/feed.xml", range(6))
    serve.start()

    # It is not well before it runs, and then it is; the first run begins at once, the next ones on schedule.
    assert serve.health()[0] == 503
    wait_for(serve.is_well, "it is well")
    wait_for(lambda: ended(serve) >= 3, "three runs have ended")
    assert serve.rows("SELECT count(*) FROM article") == [(6,)]
    assert "ingest: 6 new of 1 sources" in names(serve)
    [newest] = serve.api("/artifacts/latest/filter", {"limit": 1})
    assert (newest["key"], newest["type"]) == ("scowatch-report", "table")

    # Runs do not overlap, and none of a second service comes between them.
    times = serve.rows("SELECT started_at, finished_at FROM run WHERE finished_at IS NOT NULL ORDER BY id")
    assert all(before[1] <= after[0] for before, after in pairwise(times))
    command = [sys.executable, "-m", "flows", "serve", "--port", "0", "--prefect-port", "0"]
    second = subprocess.run(command, cwd=serve.folder, env=serve.environment, stderr=subprocess.PIPE, text=True)
    assert second.returncode == 1
    assert "another `scowatch serve` is at work on the data folder" in second.stderr

    # Trouble reaches the operator: of what events say, and of a run in which too much fails.
    quiet = {"event": "scowatch.source.quiet", "payload": {"said": "feed brings nothing."}}
    resource = {"prefect.resource.id": "scowatch.source.feed", "prefect.resource.name": "feed"}
    moment = {"id": "0190b0a0-0000-7000-8000-000000000001", "occurred": newest["created"], "related": []}
    serve.api("/events", [{**quiet, **moment, "resource": resource}])
    wait_for(lambda: told(site), "the operator is told of a source that is quiet")
    wait_for(lambda: "trouble: feed brings nothing." in names(serve), "the run that told it says so")
    publish(site, "/feed.xml", range(100, 108), page=reply(500))
    failed = "8 of 9 polls and pages failed: 8 http_500."
    wait_for(
        lambda: any(failed in each for each in names(serve)),
        "the operator is told of a run that failed",
    )
    site.answers |= {f"/story/{number}": story(number) for number in range(100, 108)}

    # Maintenance has its turn, like every deployment when somebody asks for a run of it.
    maintain = next(each["id"] for each in serve.api("/deployments/filter") if "maintain" in each["entrypoint"])
    serve.api(f"/deployments/{maintain}/create_flow_run")
    wait_for(lambda: any(each.startswith("maintain: backed up ") for each in names(serve)), "there is a backup")
    assert len(list((serve.folder / "backups").iterdir())) == 1

    # Its Prefect server dies, and another goes on at the same address.
    server = serve.server()
    server.kill()
    wait_for(lambda: serve.server() not in (None, server), "there is another server")
    so_far = ended(serve)
    wait_for(lambda: ended(serve) > so_far + 1, "runs go on")

    # Told to end in the middle of a batch it stores the batch, says so in the report, and leaves nothing behind.
    publish(site, "/feed.xml", range(200, 240), seconds=3)
    wait_for(lambda: begun(site), "a batch is under way")
    family = serve.family()
    serve.program.terminate()
    assert serve.program.wait(WAIT_SECONDS) == 0
    assert not psutil.wait_procs(family, timeout=60)[1]
    [(state, report)] = serve.rows("SELECT state, report ->> '$.stopped' FROM run ORDER BY id DESC LIMIT 1")
    assert (state, report) == ("completed", 1)
    assert serve.rows("SELECT count(*) FROM frontier WHERE state = 'leased'") == [(0,)]
    stored = serve.rows("SELECT count(*) FROM article WHERE url LIKE '%/story/2__'")[0][0]
    assert 0 < stored == begun(site) < 40
    assert outside.paths() == [], "something was asked for beyond this machine"


def test_killed_it_leaves_nothing_behind_and_the_next_goes_on(serve, site):
    publish(site, "/feed.xml", range(300, 320), seconds=1)
    serve.start()
    wait_for(lambda: any(each.path.startswith("/story/") for each in site.requests), "a batch is under way")
    family = serve.family()
    serve.kill()
    assert not psutil.wait_procs(family, timeout=60)[1]
    serve.start()
    wait_for(lambda: serve.rows("SELECT count(*) FROM article") == [(20,)], "all is stored")
    assert serve.rows("SELECT count(DISTINCT url) FROM article") == [(20,)]
    assert serve.rows("SELECT state FROM run ORDER BY id")[0] == ("interrupted",)
    wait_for(lambda: serve.runs("Crashed"), "Prefect knows that the run is over")
    wait_for(serve.is_well, "it is well")
    serve.program.terminate()
    assert serve.program.wait(WAIT_SECONDS) == 0
