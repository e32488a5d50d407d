"""Two schedulers start `scowatch ingest` at the same moment, on one archive: nothing is fetched or stored twice."""

from pathlib import Path

from tests.drills.stage import Stage, Told


def drill(folder: Path) -> Told:
    """Play it; raise AssertionError when it does not go as it should."""
    stage = Stage(folder / "stage", pages=60)
    stage.run("db", "upgrade")  # makes the archive
    with stage.site:
        stage.did("started two runs at the same moment")
        slow = {"SCOWATCH_HOST_CONCURRENCY": "2", "SCOWATCH_HOST_DELAY_SECONDS": "0.05"}
        runs = [stage.start("plain", **slow) for _ in range(2)]
        for each in runs:
            stage.end(each)
    reports = [report for _, report in stage.reports() if report and report["sources"]]
    assert [state for state, _ in stage.reports()] == ["completed"] * 2
    stored = sum(report["stored"] for report in reports)
    assert stored == 60, reports
    stage.audit()
    return stage.told
