"""Re-tagging after a change of the lexicon: what the report says, article by article, in sum, and after a kill."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from config.errors import InputError
from config.lexicon import load_lexicons
from extractors.tagging.tagger import Tagger
from flows.commands.tags import reprocessed
from flows.reprocess import tag_batch
from flows.retags import Retags, Sums
from storage import Query, open_archive
from storage.care import check
from storage.tables import article, evidence, tag
from tests.loopback import Site, rss, sources_toml
from tests.plain import ingest

ROOT = Path(__file__).resolve().parents[2]
GUILD = """
version = "{version}"
tag = "guild"
organization = "River Guild"
as_of = 2025-01-01
[[name]]
slug = "guild"
en = ["River Guild"{alias}]
[[short]]
slug = "guild"
en = ["RG"]
[[body]]
slug = "pilots"
name = "Chamber of Pilots"
en = ["Chamber of Pilots"]
[[topic]]
slug = "locks"
en = ["lock gate*"]
{more}
"""
ALIAS = ', "Guild of the Rivers"'
CONFUSER = '[[confuser]]\nslug = "theatre"\nletters = ["RG"]\nblocks = ["RG Theatre"]\n'
LEAGUE = """
version = "7"
tag = "league"
organization = "Orchard League"
as_of = 2025-01-01
[[name]]
slug = "league"
en = ["Orchard League"]
[[topic]]
slug = "locks"
en = ["padlock*"]
"""
WORDS = ["harbour", "council", "lantern", "bridge", "market", "winter", "letter", "garden", "engine", "harvest"]
STORIES = {
    "named": "The River Guild met, and its Chamber of Pilots spoke of lock gates.",
    "alias": "The Guild of the Rivers met in the old hall by the quay.",
    "theatre": "RG Theatre plays a comedy about a baker tonight.",
    "league": "The Orchard League sells padlocks to its neighbours.",
    "none": "Nothing of the kind was said on this day in the town.",
}


def page(name: str) -> bytes:
    """An article of the sentence of that name, and others that no other article has."""
    at = list(STORIES).index(name)
    rest = [f"A {WORDS[at]} and a {WORDS[at + 1]} were seen {count} times by {name} watchers." for count in range(12)]
    body = "".join(f"<p>{' '.join(each)}</p>" for each in ([STORIES[name], *rest[:6]], rest[6:]))
    return f"<html lang=en><title>Day {at}</title><article><h1>Day {at}</h1>{body}</article></html>".encode()


#: Tags batches of one article, and dies in the middle of the transaction of the last.
DYING = """
import os, sys
from pathlib import Path
from config.lexicon import load_lexicons
from extractors.tagging.tagger import Tagger
from flows.reprocess import tag_batch
from flows.retags import Retags, Sums
from storage import open_archive
folder, left = Path(sys.argv[1]), int(sys.argv[2])
class Dying(Retags):
    def note(self, batch):
        super().note(batch)
        if batch[0].id > left:
            os._exit(9)
taggers = [Tagger(each) for each in load_lexicons(str(folder / "guild.toml"))]
archive = open_archive(f"sqlite:///{folder}/scowatch-data/archive.db", folder / "scowatch-data")
with Dying(Sums(), folder / "changes.jsonl") as retags:
    last = 0
    while last := tag_batch(archive, taggers, retags, last, limit=1):
        pass
"""


class World:
    """An archive of five articles, tagged by the first version of the lexicon; and further versions of it."""

    def __init__(self, folder):
        self.folder = folder
        self.write(version="1")
        (folder / "league.toml").write_text(LEAGUE)

    def write(self, *, version, alias="", more=""):
        (self.folder / "guild.toml").write_text(GUILD.format(version=version, alias=alias, more=more))

    def open(self):
        return open_archive(f"sqlite:///{self.folder}/scowatch-data/archive.db", self.folder / "scowatch-data")

    def retag(self, names="guild.toml", report=None, *, limit=2, store=True, most=99):
        """Tag again with the lexicons of these names, *most* batches; give the sums and the lines of the report."""
        taggers = [Tagger(each) for each in load_lexicons(",".join(str(self.folder / each) for each in names.split()))]
        sums, path, last = Sums(), report and self.folder / report, 0
        with self.open() as archive, Retags(sums, path, goes_on=store) as retags:
            for _ in range(most):
                last = tag_batch(archive, taggers, retags, last, limit=limit, store=store)
                if last == 0:
                    break
            else:
                raise KeyboardInterrupt
        return sums, read(path) if path else []

    def rows(self):
        with self.open() as archive, archive.engine.connect() as connection:
            return [connection.execute(table.select().order_by(table.c.id)).all() for table in (article, tag, evidence)]

    def urls(self, **asked):
        with self.open() as archive:
            return {hit.url.rpartition("/")[2] for hit in archive.search(Query(**asked))}


def read(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def name_of(line):
    return line["url"].rpartition("/")[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guild")
    world = World(folder)
    served = {f"/story/{name}": ("text/html", page(name)) for name in STORIES}
    with Site(served) as site, pytest.MonkeyPatch.context() as patch:
        site.pages["/feed-0.xml"] = ("application/rss+xml", rss([f"{site.url}{path}" for path in served]))
        (folder / "sources.toml").write_text(sources_toml(site), "utf-8")
        for name, value in {
            "SOURCES": folder / "sources.toml", "DATA_DIR": folder / "scowatch-data", "WORKERS": "1",
            "ALLOW_PRIVATE_ADDRESSES": "true", "HOST_DELAY_SECONDS": "0", "LEXICON": folder / "guild.toml",
        }.items():  # fmt: skip
            patch.setenv(f"SCOWATCH_{name}", str(value))
        asyncio.run(ingest())
    assert world.urls() == set(STORIES)
    return folder


@pytest.fixture
def world(made, user):
    shutil.copytree(made, user.folder, dirs_exist_ok=True)
    return World(user.folder)


def test_an_alias_that_was_added_brings_its_article_with_the_new_evidence(world):
    world.write(version="2", alias=ALIAS)
    sums, lines = world.retag(report="changes.jsonl")
    assert sums.changes == {"unchanged": 4, "none_to_mention": 1}
    [line] = lines
    assert (name_of(line), line["change"], line["organization"]) == ("alias", "none_to_mention", "guild")
    assert (line["lexicon_before"], line["lexicon_after"]) == (None, "2")
    [span] = line["evidence_added"]
    assert (span["surface"], span["kind"], span["slug"], span["accepted"]) == (
        "Guild of the Rivers", "organization", "guild", True
    )  # fmt: skip
    assert line["evidence_removed"] == []
    assert world.urls(tag="guild") == {"named", "alias", "theatre"}


def test_a_confuser_that_was_added_takes_the_evidence(world):
    assert world.urls(tag="guild") == {"named", "theatre"}
    world.write(version="3", more=CONFUSER)
    sums, [line] = world.retag(report="changes.jsonl")
    assert sums.changes["unchanged"] == 4
    assert (name_of(line), line["level_after"]) == ("theatre", "none")
    assert (line["lexicon_before"], line["lexicon_after"]) == ("1", "3")
    [gone], [turned_down] = line["evidence_removed"], line["evidence_added"]
    assert (gone["surface"], gone["accepted"]) == ("RG", True)
    assert (turned_down["surface"], turned_down["accepted"]) == ("RG", False)
    assert (turned_down["confuser"], turned_down["cue"]) == ("theatre", "RG Theatre")
    assert world.urls(tag="guild") == {"named"}


def test_a_second_lexicon_tags_beside_the_first_and_its_topics_are_its_own(world):
    sums, [line] = world.retag("guild.toml league.toml", report="changes.jsonl")
    assert sums.changes == {"unchanged": 4, "other_tags": 1}
    assert (name_of(line), line["organization"], line["topics_added"]) == ("league", "league", ["locks"])
    assert sums.as_json()["levels"] == {"league": {"none_to_mention": 1}}
    assert sums.as_json()["topics"] == {"league locks": {"added": 1, "removed": 0}}
    assert world.urls(topic="locks") == {"named", "league"}
    assert world.urls(topic="locks", tag="league") == world.urls(tag="league") == {"league"}
    assert world.urls(topic="locks", tag="guild") == {"named"}
    assert world.urls(level="mention") == world.urls(tag="guild", level="mention") == {"named", "theatre"}


def test_pages_are_tagged_by_all_lexicons_as_they_come_in(user, made, monkeypatch):
    world = World(user.folder)
    with Site({"/story/league": ("text/html", page("league"))}) as site:
        site.pages["/feed-0.xml"] = ("application/rss+xml", rss([f"{site.url}/story/league"]))
        (user.folder / "sources.toml").write_text(sources_toml(site), "utf-8")
        for name, value in {
            "SOURCES": "sources.toml", "WORKERS": "1", "ALLOW_PRIVATE_ADDRESSES": "true", "HOST_DELAY_SECONDS": "0",
            "LEXICON": "guild.toml, league.toml",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"SCOWATCH_{name}", value)
        report = asyncio.run(ingest())
    assert report["tagged"] == 0
    assert (world.urls(tag="league"), world.urls(level="none")) == ({"league"}, {"league"})
    sums, _ = world.retag("guild.toml league.toml")
    assert sums.changes == {"unchanged": 1}


def test_every_article_is_counted_once_and_the_sums_are_those_of_the_lines(world):
    world.write(version="4", alias=ALIAS, more=CONFUSER)
    sums, lines = world.retag("guild.toml league.toml", report="changes.jsonl")
    told = sums.as_json()
    assert sums.changes.total() == told["articles"] == len(STORIES) == len(world.rows()[0])
    assert sums.changes["unchanged"] == len(STORIES) - len({line["id"] for line in lines})
    levels = Counter((line["organization"], f"{line['level_before']}_to_{line['level_after']}") for line in lines)
    assert levels == {(name, each): count for name, counts in told["levels"].items() for each, count in counts.items()}
    for kind in ("topics", "entities", "related"):
        for how in ("added", "removed"):
            of_lines = Counter(f"{line['organization']} {name}" for line in lines for name in line[f"{kind}_{how}"])
            assert of_lines == +Counter({name: counts[how] for name, counts in told[kind].items()})


def test_only_saying_what_would_change_writes_the_same_report_and_stores_nothing(world):
    world.write(version="4", alias=ALIAS, more=CONFUSER)
    before = world.rows()
    dry, lines = world.retag(report="dry.jsonl", store=False)
    assert world.rows() == before
    done, again = world.retag(report="done.jsonl")
    assert (dry.as_json(), lines) == (done.as_json(), again)
    assert world.rows() != before


@pytest.mark.parametrize("batches", range(6))
def test_a_report_that_was_cut_off_is_continued_and_holds_every_change(world, batches):
    world.write(version="4", alias=ALIAS, more=CONFUSER)
    _, whole = world.retag(report="whole.jsonl", store=False)
    part, path = world.folder / "changes.jsonl.part", world.folder / "changes.jsonl"
    with pytest.raises(KeyboardInterrupt):
        world.retag(report="changes.jsonl", limit=1, most=batches)
    assert part.exists()
    assert not path.exists()
    with part.open("a") as file:
        file.write('{"id": 5, "url": "half a l')
    sums, lines = world.retag(report="changes.jsonl")
    assert sorted(lines, key=lambda line: line["id"]) == sorted(whole, key=lambda line: line["id"])
    assert sums.changes["unchanged"] == len(STORIES) - len([line for line in whole if line["id"] > batches])
    assert not part.exists()


@pytest.mark.parametrize("batches", range(5))
def test_a_process_that_dies_while_it_stores_leaves_every_article_with_its_old_tags_or_its_new(world, batches):
    world.write(version="4", alias=ALIAS, more=CONFUSER)
    sums, whole = world.retag(report="whole.jsonl", store=False)
    command = [sys.executable, "-c", DYING, str(world.folder), str(batches)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, env=environment, cwd=world.folder, check=False).returncode == 9
    told = read(world.folder / "changes.jsonl.part")
    assert {line["id"] for line in told} == {line["id"] for line in whole if line["id"] <= batches + 1}
    again, lines = world.retag(report="changes.jsonl")
    assert again.changes.total() == sums.changes.total()
    cut_off = [line for line in whole if line["id"] == batches + 1]  # told, and not stored before the end
    by_id = sorted([*whole, *cut_off], key=lambda line: line["id"])
    assert sorted(lines, key=lambda line: line["id"]) == by_id
    assert (world.urls(tag="guild"), world.retag()[0].changes) == ({"named", "alias"}, {"unchanged": 5})


def test_a_report_of_before_is_overwritten_and_one_that_cannot_be_written_is_named(world):
    (world.folder / "changes.jsonl").write_text("old\n")
    _, lines = world.retag(report="changes.jsonl")
    assert lines == []
    with pytest.raises(InputError, match=r"nowhere/changes.jsonl.part: cannot be written \(No such file"):
        Retags(Sums(), world.folder / "nowhere/changes.jsonl")


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_says_first_what_would_change_and_then_changes_it(world, user, prefect_home):
    world.write(version="4", alias=ALIAS, more=CONFUSER)
    (world.folder / "sources.toml").write_text("")
    ours = {"SCOWATCH_LEXICON": "guild.toml,league.toml", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "flows", "reprocess", "--stage", "tag"]

    def run(*options):
        environment = {**os.environ, **prefect_home, **ours}
        done = subprocess.run(
            [*command, *options], env=environment, cwd=world.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    before = world.rows()
    dry = run("--dry-run").splitlines()
    assert world.rows() == before
    assert dry[0] == "nothing was stored; this would change:"
    told = json.loads(run("--report", "changes.jsonl", "--json"))
    assert (told["stage"], told["dry_run"], told["articles"]) == ("tag", False, len(STORIES))
    assert told["changes"] == {"none_to_mention": 1, "mention_to_none": 1, "other_tags": 1, "unchanged": 2}
    assert list(reprocessed({**told, "dry_run": True})) == dry
    assert {name_of(line) for line in read(world.folder / "changes.jsonl")} == {"alias", "theatre", "league"}
    assert world.urls(tag="league") == {"league"}
    with world.open() as archive:
        assert list(check(archive)) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--stage", "dedup", "--dry-run"], "--report and --dry-run go with --stage tag."),
        (["--report", "x.jsonl"], "--report and --dry-run go with --stage tag."),
        (["--stage", "tag", "--report", "nowhere/x.jsonl"], "nowhere/x.jsonl: its folder is not there"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_starts(world, user, options, said):
    assert said in user.refuses("reprocess", *options, code=2)


def test_a_wrong_lexicon_is_refused_before_anything_starts(world, user):
    before = world.rows()
    for lexicon, said in (
        ("guild.toml,no.toml", "no.toml: cannot be read"),
        ("guild.toml,guild.toml", "two lexicons have the tag 'guild'"),
        (" , ", "names no lexicon"),
    ):
        assert said in user.refuses("reprocess", "--stage", "tag", code=2, lexicon=lexicon, sources="sources.toml")
    assert world.rows() == before


def test_what_changed_is_printed_with_what_changed_most_first():
    many = {f"guild topic-{at:02}": {"added": 20 - at, "removed": 0} for at in range(14)}
    printed = list(reprocessed({"changes": {"unchanged": 3, "other_tags": 14}, "topics": many, "levels": {}}))
    assert [line.split() for line in printed[:2]] == [["other", "tags", "14"], ["unchanged", "3"]]
    assert printed[2].split() == ["topics", "added", "removed"]
    assert [line.split()[1] for line in printed[3:-1]] == [f"topic-{at:02}" for at in range(12)]
    assert printed[-1] == "  and 2 more; --json gives all"
    assert list(reprocessed({"changes": {}})) == ["nothing to do: the archive is empty"]
