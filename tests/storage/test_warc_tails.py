"""The end of a WARC file after a loss of power: what is whole stays, wherever it lies, and what is not goes."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.warc import Place, WarcFolder
from tests.storage.test_warc import append, bodies, names

FIRST = "scowatch-20250901-0000.warc.gz"
BODIES = [random.Random(number).randbytes(3_000 + 500 * number) for number in range(6)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[Place]]:
    """A file of some pages, and where each begins."""
    folder = tmp_path_factory.mktemp("warc")
    with WarcFolder(folder, software="scowatch/test") as pages:
        places = [append(pages, body) for body in BODIES]
    return (folder / FIRST).read_bytes(), places


def recovered(folder: Path, content: bytes) -> WarcFolder:
    """What the next run makes of a file that was left open with that content."""
    folder.mkdir(exist_ok=True)
    (folder / FIRST).unlink(missing_ok=True)
    (folder / f"{FIRST}.open").write_bytes(content)
    pages = WarcFolder(folder, software="scowatch/test")
    pages.recover()
    return pages


def is_read(pages: WarcFolder, place: Place, body: bytes) -> bool:
    return pages.read(place) == body


@pytest.mark.parametrize("tail", [b"\0" * 70_000, b"\xff" * 4_096, b"\x1f\x8b\x08\0" * 300, b"WARC/1.1\r\n" * 99])
def test_what_follows_the_last_whole_record_is_cut_off(tmp_path, written, tail):
    whole, places = written
    pages = recovered(tmp_path, whole + tail)
    assert (tmp_path / FIRST).read_bytes() == whole
    assert all(is_read(pages, place, body) for place, body in zip(places, BODIES, strict=True))


@pytest.mark.parametrize("hole", [b"\0", b"\xff", b"\x1f\x8b\x08"])
def test_a_hole_in_the_middle_costs_no_record_behind_it(tmp_path, written, hole):
    """Blocks reach a disk in any order: of a file that was not yet synced, any may be missing after a loss of power."""
    whole, places = written
    start, end = places[2].offset + 40, places[3].offset + 40  # of two records
    holed = whole[:start] + (hole * (end - start))[: end - start] + whole[end:]
    pages = recovered(tmp_path, holed + bytes(5_000))
    assert (tmp_path / FIRST).read_bytes() == holed
    kept = [number for number in range(6) if number not in {2, 3}]
    assert all(is_read(pages, places[number], BODIES[number]) for number in kept)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.data())
def test_no_whole_record_is_dropped_whatever_happened_to_the_others(tmp_path, written, data):
    whole, places = written
    damaged = bytearray(whole + data.draw(st.binary(max_size=200) | st.just(bytes(9_000))))
    hit = set()
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(whole) - 1))
        length = data.draw(st.sampled_from([1, 300, 4_096]))
        damaged[start : start + length] = bytes(min(length, len(damaged) - start))
        ends = [place.offset for place in places[1:]] + [len(whole)]
        hit |= {n for n, place in enumerate(places) if place.offset < start + length and start < ends[n]}
    pages = recovered(tmp_path, bytes(damaged))
    for number in set(range(6)) - hit:
        assert is_read(pages, places[number], BODIES[number]), f"record {number}, with {sorted(hit)} damaged"


@pytest.mark.parametrize("content", [b"", bytes(4_096), b"\x1f\x8b\x08\0\0"])
def test_a_file_in_which_nothing_is_whole_goes(tmp_path, content):
    recovered(tmp_path, content)
    assert names(tmp_path) == []


def test_a_writer_that_wrote_nothing_leaves_no_empty_file(tmp_path):
    with WarcFolder(tmp_path, software="scowatch/test") as pages:
        append(pages, b"page")
    (tmp_path / FIRST).rename(tmp_path / f"{FIRST}.open")
    (tmp_path / "scowatch-20250901-0001.warc.gz.open").write_bytes(b"")
    WarcFolder(tmp_path, software="scowatch/test").recover()
    assert names(tmp_path) == [FIRST]
    assert bodies(tmp_path / FIRST) == [b"page"]


def test_the_next_writer_goes_on_behind_a_hole(tmp_path, written):
    whole, places = written
    holed = whole[: places[1].offset] + bytes(places[2].offset - places[1].offset) + whole[places[2].offset :]
    (tmp_path / f"{FIRST}.open").write_bytes(holed + b"\0" * 999)
    with WarcFolder(tmp_path, software="scowatch/test") as pages:
        new = append(pages, b"new")
        assert (new.file, new.offset) == (FIRST, len(holed))
        assert pages.read(places[5]) == BODIES[5]
        assert pages.read(new) == b"new"
