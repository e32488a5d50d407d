"""A turn is one's own, and is free again when its holder is gone, however it went."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage import open_archive

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from storage import open_archive

with open_archive(sys.argv[1], sys.argv[2]) as archive, archive.turn("ingest") as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def archive(database_url, tmp_path):
    with open_archive(database_url, tmp_path, create=True) as opened:
        yield opened


def test_one_has_it_at_a_time(archive, database_url, tmp_path):
    with open_archive(database_url, tmp_path) as other:
        with archive.turn("ingest") as ours, other.turn("ingest") as theirs:
            assert (ours, theirs) == (True, False)
        with other.turn("ingest") as theirs:
            assert theirs


def test_turns_of_other_names_are_others(archive):
    with archive.turn("ingest") as one, archive.turn("maintain") as other:
        assert one
        assert other


def test_whoever_has_a_turn_can_read_and_write(archive, database_url, tmp_path):
    with archive.turn("ingest"), open_archive(database_url, tmp_path) as other:
        assert archive.sync_sources([]) == other.sync_sources([]) == []


def test_an_error_gives_it_back(archive):
    with pytest.raises(ZeroDivisionError), archive.turn("ingest"):
        raise ZeroDivisionError
    with archive.turn("ingest") as ours:
        assert ours


def test_of_a_process_that_is_killed_it_is_free_at_once(archive, database_url, tmp_path):
    command = [sys.executable, "-c", HOLDER, database_url, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "True\n"
        with archive.turn("ingest") as ours:
            assert not ours
        holder.kill()
        holder.wait()
    for _ in range(100):  # the server notices in its own time that a client is gone
        with archive.turn("ingest") as ours:
            if ours:
                return
    pytest.fail("a dead process has the turn")
