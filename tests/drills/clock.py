"""The clock is wrong: before there was scowatch, then a year ahead; it is set right, and back by an hour."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.drills.stage import Stage, Told

HOUR, YEAR = 3_600.0, 365 * 86_400.0


def drill(folder: Path) -> Told:
    """Play it; raise AssertionError when it does not go as it should."""
    stage = Stage(folder / "stage", pages=12)
    late = stage.site.pages.pop("/feed-2.xml")
    with stage.site:
        stage.did("set the clock to 1970, and ran")
        since = (datetime.now(UTC) - datetime(1970, 1, 2, tzinfo=UTC)).total_seconds()
        said = stage.run("plain", clock_off=-since, code=2)
        assert "scowatch: the clock of this machine: says 1970-01-0" in said, said
        stage.did("set the clock a year ahead, and ran; one of three sources did not answer")
        stage.run("plain", clock_off=YEAR)
        assert stage.rows("SELECT count(*) FROM article") == [(8,)]
        stage.site.pages["/feed-2.xml"] = late
        stage.did("set it right, and ran")
        said = stage.run("plain")
        assert "a clock was ahead of" in said, said
        assert stage.rows("SELECT count(*) FROM source WHERE succeeded_at IS NULL") == [(0,)]
        next_week = f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}"
        waiting = stage.rows(f"SELECT slug FROM source WHERE next_poll_at > '{next_week}'")
        assert waiting == [], "sources wait for next year"
        stage.did("set it back by an hour, and ran")
        stage.run("plain", clock_off=-HOUR)
        assert json.loads(stage.output)["resumed"], "hosts are kept from it by a run that has ended"
    stage.audit(fetched_once=False)  # looks at articles that were put off by the wrong clock are due too
    assert [state for state, _ in stage.reports()] == ["completed"] * 3
    return stage.told
