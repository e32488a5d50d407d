"""Raw pages: written whole, never to a file that another writes, read back byte by byte, whatever was killed."""

import fcntl
import gzip
import hashlib
import resource
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from config.errors import StorageError
from extractors.records import Page
from storage.warc import Place, WarcFolder

NOW = datetime(2025, 9, 1, 23, 59, tzinfo=UTC)
FIRST = "scowatch-20250901-0000.warc.gz"


def page(body, url="https://a.example/страница", **fields):
    plain = {"media_type": "text/html", "charset": "utf-8", "etag": None, "last_modified": None, "fetched_at": NOW}
    return Page(url=url, final_url=url, moved_permanently=False, status=200, body=body, **{**plain, **fields})


def append(folder, body, *, now=NOW, same_as=None, **fields):
    place = folder.append(page(body, **fields), hashlib.sha256(body).hexdigest(), now=now, same_as=same_as)
    folder.sync()
    return place


def open_folder(path):
    return WarcFolder(path, software="scowatch/test")


def bodies(path):
    """Read a file from one end to the other with another program's eyes."""
    with path.open("rb") as file:
        return [each.content_stream().read() for each in ArchiveIterator(file) if each.rec_type == "response"]


def names(path):
    return sorted(each.name for each in path.iterdir() if not each.name.startswith("."))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.binary(max_size=3_000), st.sampled_from(["", "ТЕКСТ"]), st.none() | st.text("aé;\"'=\udcff\n", max_size=9))
def test_bytes_come_back_as_they_were(tmp_path, body, media_type, charset):
    with open_folder(tmp_path) as folder:
        before = append(folder, b"before")
        place = append(folder, body, media_type=media_type, charset=charset, etag=charset)
        assert folder.read(place) == body
    assert open_folder(tmp_path).read(place) == body
    assert open_folder(tmp_path).read(before) == b"before"


@pytest.mark.parametrize("body", [b"", bytes(5_000_000), b"HTTP/1.1 404 X\r\n\r\n", b"\x1f\x8b\x08\0", b"WARC/1.1\r\n"])
def test_odd_bodies_come_back_too(tmp_path, body):
    with open_folder(tmp_path) as folder:
        places = [append(folder, body), append(folder, body)]
    assert [open_folder(tmp_path).read(place) for place in places] == [body, body]
    assert bodies(tmp_path / FIRST) == [body, body]


def test_a_record_tells_what_was_fetched_and_when(tmp_path):
    fetched = NOW - timedelta(days=30)
    with open_folder(tmp_path) as folder:
        append(folder, b"<p>", fetched_at=fetched, etag='"v1"', last_modified="Mon, 01 Sep 2025 00:00:00 GMT")
    with (tmp_path / FIRST).open("rb") as file:
        info, response = [(each.rec_headers, each.http_headers) for each in ArchiveIterator(file)]
    assert (info[0].get_header("WARC-Type"), info[0].get_header("WARC-Filename")) == ("warcinfo", FIRST)
    said, http = response
    assert said.protocol == "WARC/1.1"
    assert said.get_header("WARC-Target-URI") == "https://a.example/страница"
    assert said.get_header("WARC-Date") == "2025-08-02T23:59:00Z"
    assert said.get_header("WARC-Payload-Digest") == f"sha256:{hashlib.sha256(b'<p>').hexdigest()}"
    assert (http.get_statuscode(), http.get_header("Content-Type")) == ("200", "text/html; charset=utf-8")
    assert (http.get_header("ETag"), http.get_header("Content-Length")) == ('"v1"', "3")


def test_two_writers_never_share_a_file(tmp_path):
    with open_folder(tmp_path) as one, open_folder(tmp_path) as other:
        mine, theirs = append(one, b"one"), append(other, b"other")
        assert (mine.file, theirs.file) == (FIRST, "scowatch-20250901-0001.warc.gz")
        assert append(one, b"once more").file == mine.file
        assert names(tmp_path) == [f"{mine.file}.open", f"{theirs.file}.open"]
        assert one.read(theirs) == b"other"
    assert names(tmp_path) == [mine.file, theirs.file]


def test_machines_that_share_a_folder_leave_each_others_files_alone(tmp_path):
    one, two = (WarcFolder(tmp_path, software="scowatch/test", machine=name) for name in ("One.example", "two"))
    with one, two:
        mine = append(one, b"one")
        assert mine.file == "scowatch-20250901-0000-one-example.warc.gz"
        fcntl.flock(one._file, fcntl.LOCK_UN)  # as a file system that keeps locks to a machine shows it to the others
        written = datetime.now(UTC)
        two.recover(written)
        assert names(tmp_path) == [f"{mine.file}.open"]
        other = append(two, b"two")
        assert other.file == "scowatch-20250901-0000-two.warc.gz"
        assert (two.read(mine), one.read(other)) == (b"one", b"two")
        two.recover(written + timedelta(days=3))
        assert names(tmp_path) == [mine.file, f"{other.file}.open"], "its machine is gone"
        assert two.read(mine) == b"one"


def test_writers_that_come_and_go_at_once_lose_nothing(tmp_path):
    def work(writer):
        written = []
        for number in range(30):
            body = f"{writer}.{number}".encode()
            with open_folder(tmp_path) as folder:
                if number % 5 == 0:
                    folder.recover()
                written.append((append(folder, body), body))
        return written

    with ThreadPoolExecutor(6) as pool:
        written = [each for found in pool.map(work, range(6)) for each in found]
    assert len({place for place, _ in written}) == 180
    reader = open_folder(tmp_path)
    assert [body for place, body in written if reader.read(place) != body] == []
    found = [body for path in tmp_path.glob("*.gz") for body in bodies(path)]
    assert sorted(found) == sorted(body for _, body in written)
    assert not list(tmp_path.glob("*.open"))


def test_a_page_can_be_read_while_its_file_is_given_another_name(tmp_path):
    with open_folder(tmp_path) as folder:
        place = append(folder, b"page")
    reader, patience = open_folder(tmp_path), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # let the threads meet as often as they can
    try:
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(lambda: [reader.read(place) for _ in range(1_000)])
            while not reading.done():
                with open_folder(tmp_path) as folder:
                    append(folder, b"more")
    finally:
        sys.setswitchinterval(patience)
    assert set(reading.result()) == {b"page"}


def test_a_closed_file_of_today_is_continued_and_another_day_begins_another(tmp_path):
    with open_folder(tmp_path) as folder:
        first = append(folder, b"1")
    with open_folder(tmp_path) as folder:
        second = append(folder, b"2")
        third = append(folder, b"3", now=NOW + timedelta(minutes=1))
        assert names(tmp_path) == [FIRST, "scowatch-20250902-0000.warc.gz.open"]
    assert (first.file, second.file, third.file) == (FIRST, FIRST, "scowatch-20250902-0000.warc.gz")
    assert bodies(tmp_path / FIRST) == [b"1", b"2"]
    assert [folder.read(place) for place in (first, second, third)] == [b"1", b"2", b"3"]


def test_what_a_killed_writer_left_is_cut_off_and_nothing_else_is_lost(tmp_path):
    with open_folder(tmp_path / "whole") as folder:
        kept = [(append(folder, body), body) for body in (b"first" * 99, b"second")]
        last = append(folder, bytes(range(256)) * 4)
    whole = (tmp_path / "whole" / FIRST).read_bytes()
    for cut in [*range(last.offset, len(whole), 37), len(whole) - 1, len(whole)]:
        left = tmp_path / str(cut)
        left.mkdir()
        (left / f"{FIRST}.open").write_bytes(whole[:cut])
        folder = open_folder(left)
        folder.recover()
        assert names(left) == [FIRST]
        assert (left / FIRST).read_bytes() == whole[: len(whole) if cut == len(whole) else last.offset]
        assert [folder.read(place) for place, _ in kept] == [body for _, body in kept]


@pytest.mark.parametrize("tail", [b"", b"\0" * 5_000, b"\x1f\x8b\x08garbage", b"plain"])
def test_the_next_writer_takes_over_a_file_that_was_left_open(tmp_path, tail):
    with open_folder(tmp_path) as folder:
        first = append(folder, b"1")
    left = tmp_path / f"{FIRST}.open"
    (tmp_path / FIRST).rename(left)
    with left.open("ab") as file:
        file.write(tail)
    with open_folder(tmp_path) as folder:
        second = append(folder, b"2")
        assert second.file == first.file
    assert bodies(tmp_path / FIRST) == [b"1", b"2"]
    assert [folder.read(place) for place in (first, second)] == [b"1", b"2"]


def test_recovering_leaves_the_files_of_living_writers_alone(tmp_path):
    open_folder(tmp_path / "not-there").recover()
    assert names(tmp_path) == []
    with open_folder(tmp_path) as folder:
        append(folder, b"1")
        open_folder(tmp_path).recover()
        folder.recover()
        assert names(tmp_path) == [f"{FIRST}.open"]
        assert append(folder, b"2").file == FIRST
    assert bodies(tmp_path / FIRST) == [b"1", b"2"]


ENDLESS = """
import hashlib, itertools, random, sys
from pathlib import Path
from datetime import UTC, datetime
from extractors.records import Page
from storage.warc import WarcFolder
folder, now = WarcFolder(Path(sys.argv[1]), software="test"), datetime.now(UTC)
for number in itertools.count():
    body = random.Random(number).randbytes(20_000)
    page = Page(url="https://a.example/", final_url="https://a.example/", moved_permanently=False, status=200,
                media_type="text/html", charset=None, etag=None, last_modified=None, body=body, fetched_at=now)
    place = folder.append(page, hashlib.sha256(body).hexdigest(), now=now, same_as=None)
    folder.sync()
    print(place.file, place.offset, hashlib.sha256(body).hexdigest(), flush=True)
"""


def test_a_writer_that_is_killed_at_work_loses_no_page_it_had_brought_to_the_disk(tmp_path):
    command = [sys.executable, "-c", ENDLESS, str(tmp_path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    with child:
        written = [child.stdout.readline().split() for _ in range(40)]
        child.kill()
        written += [line.split() for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    [left] = names(tmp_path)
    assert left.endswith(".open")
    folder = open_folder(tmp_path)
    folder.recover()
    read = [folder.read(Place(file=file, offset=int(offset))) for file, offset, _ in written]
    assert [hashlib.sha256(body).hexdigest() for body in read] == [digest for _, _, digest in written]
    [whole] = names(tmp_path)
    assert bodies(tmp_path / whole)[: len(read)] == read


def test_a_full_disk_is_a_storage_error_and_the_pages_before_and_after_stay_whole(tmp_path):
    noise = hashlib.shake_256(b"noise").digest(50_000)
    with open_folder(tmp_path) as folder:
        first, path = append(folder, b"1"), tmp_path / f"{FIRST}.open"
        size = path.stat().st_size
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, limits[1]))
        try:
            with pytest.raises(StorageError, match="could not write to"):
                append(folder, noise)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert path.stat().st_size == size
        second = append(folder, noise)
    assert bodies(tmp_path / FIRST) == [b"1", noise]
    assert [folder.read(place) for place in (first, second)] == [b"1", noise]


def test_a_revisit_names_what_it_repeats_and_holds_no_body(tmp_path):
    earlier = ("https://a.example/first", NOW - timedelta(days=1))
    with open_folder(tmp_path) as folder:
        place = append(folder, b"body" * 1_000, same_as=earlier)
        with pytest.raises(StorageError, match=FIRST):
            folder.read(place)
    with (tmp_path / FIRST).open("rb") as file:
        _, (kind, said, rest) = [
            (each.rec_type, each.rec_headers, each.raw_stream.read()) for each in ArchiveIterator(file)
        ]
    assert (kind, rest) == ("revisit", b"")
    assert said.get_header("WARC-Refers-To-Target-URI") == "https://a.example/first"
    assert said.get_header("WARC-Refers-To-Date") == "2025-08-31T23:59:00Z"
    assert said.get_header("WARC-Payload-Digest") == f"sha256:{hashlib.sha256(b'body' * 1_000).hexdigest()}"


def test_a_body_that_came_in_gzip_is_kept_as_it_was_sent_and_comes_back_plain(tmp_path):
    plain = b"<p>" + bytes(range(256)) * 40
    wire = gzip.compress(plain, 3)
    with open_folder(tmp_path) as folder:
        place = append(folder, plain, gzipped=wire)
        assert folder.read(place) == plain
        assert folder.payload_digest(place) == hashlib.sha256(wire).hexdigest()
    assert bodies(tmp_path / FIRST) == [plain], "another reader undoes the coding too"
    with (tmp_path / FIRST).open("rb") as file:
        _, (said, http, payload) = [
            (each.rec_headers, each.http_headers, each.raw_stream.read()) for each in ArchiveIterator(file)
        ]
    assert (payload, http.get_header("Content-Encoding"), http.get_header("Content-Length")) == (
        wire, "gzip", str(len(wire)),
    )  # fmt: skip
    assert said.get_header("WARC-Payload-Digest") == f"sha256:{hashlib.sha256(wire).hexdigest()}"


def test_a_body_that_cannot_be_unpacked_is_a_storage_error(tmp_path):
    with open_folder(tmp_path) as folder:
        place = append(folder, b"plain", gzipped=gzip.compress(b"plain")[:-9])
    with pytest.raises(StorageError, match=f"could not read {FIRST} at byte .*cannot be unpacked"):
        folder.read(place)


def test_what_cannot_be_read_is_a_storage_error_that_names_the_file(tmp_path):
    with open_folder(tmp_path) as folder:
        place = append(folder, b"body" * 1_000)
        append(folder, b"next")
    whole = (tmp_path / FIRST).read_bytes()
    for offset in {0, 1, place.offset + 1, len(whole) - 1, len(whole), 10**9}:
        with pytest.raises(StorageError, match=f"could not read {FIRST} at byte {offset}: "):
            folder.read(Place(file=FIRST, offset=offset))
    for at in range(place.offset, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        (tmp_path / FIRST).write_bytes(damaged)
        try:
            read = folder.read(place)
        except StorageError:
            continue
        assert read == b"body" * 1_000, "a damaged page was believed"
    (tmp_path / FIRST).write_bytes(whole[: place.offset + 300])
    with pytest.raises(StorageError, match=FIRST):
        folder.read(place)
    (tmp_path / FIRST).unlink()
    with pytest.raises(StorageError, match=f"could not read {FIRST}: the file is not in .*; restore it from a backup"):
        folder.read(place)
    (tmp_path / FIRST).mkdir()
    with pytest.raises(StorageError, match=f"could not read {FIRST}: "):
        folder.read(place)


def test_a_folder_that_cannot_be_written_is_a_storage_error(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    for path in (tmp_path / "file", tmp_path / "file" / "warc"):
        with pytest.raises(StorageError, match=r"could not write to .*file"):
            append(open_folder(path), b"1")
        open_folder(path).recover()


def test_a_writer_whose_file_was_taken_away_says_so(tmp_path):
    folder = open_folder(tmp_path / "warc")
    append(folder, b"1")
    shutil.rmtree(tmp_path / "warc")
    with pytest.raises(StorageError, match=r"could not close .*warc"):
        folder.close()
    with open_folder(tmp_path / "warc") as again:
        assert again.read(append(again, b"2")) == b"2"
