"""extract, tag and dedup as filters: JSON lines in, JSON lines out."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from extractors.records import Article, DateClaim, Dated
from flows.commands.stage import dates_of

PARAGRAPHS = """
Ministers of the Shanghai Cooperation Organization met by the lake in Tesbulak and agreed on shared reserves for winter.
The talks took two days and ended with a walk around the shore.

Each of the states will keep a tenth of its coal and gas for neighbours in need, said the host. A list of depots is to
be drawn up before the first snow, and inspectors may visit them without notice.

The town had painted its railings for the guests. Children were given the day off, and the bakery sold out of a bread
shaped like the lake before noon.
"""
TEXT = "\n\n".join(" ".join(each.split()) for each in PARAGRAPHS.split("\n\n"))
PAGE = (
    '<html lang="en"><head><title>Winter reserves agreed | Tesbulak Evening</title>'
    '<meta property="article:published_time" content="2025-09-01T08:30:00+05:00"></head><body><article>'
    f"<h1>Winter reserves agreed</h1><p>{'<p>'.join(TEXT.splitlines())}</article></body></html>"
)


def read(result):
    assert result.stderr == ""
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def lines(*objects):
    return "".join(f"{json.dumps(each)}\n" for each in objects)


@pytest.fixture
def pages(user):
    """A user with a page, plain and compressed, and a list of pages."""
    (user.folder / "pages").mkdir()
    (user.folder / "pages/one.html").write_text(PAGE, "utf-8")
    (user.folder / "pages/two.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (user.folder / "pages/empty.html").write_text("")
    listed = [
        {"id": "a", "url": "https://tesbulak.example/1", "path": "one.html"},
        {"id": 2, "url": None, "path": "two.html.gz"},
        {"id": "c", "path": "empty.html"},
        {"id": "d", "path": "missing.html"},
    ]
    (user.folder / "pages/list.jsonl").write_text(lines(*listed))
    return user


# --- extract ----------------------------------------------------------------------------------------------------------


def test_extract_reads_a_file(pages):
    (article,) = read(pages("extract", "pages/one.html", "--url", "https://tesbulak.example/1"))
    assert (article["id"], article["url"]) == ("pages/one.html", "https://tesbulak.example/1")
    assert article["title"] == "Winter reserves agreed"
    assert article["text"].endswith(TEXT)
    assert datetime.fromisoformat(article["date"]) == datetime(2025, 9, 1, 3, 30, tzinfo=UTC)
    assert article["language"] == "en"


def test_extract_gives_dates_that_people_and_programs_can_read(user):
    (user.folder / "page.html").write_text(PAGE, "utf-8")
    (article,) = read(user("extract", "page.html", "--url", "https://tesbulak.example/1"))
    assert (article["date"], article["date_place"]) == ("2025-09-01T08:30:00+05:00", "meta")
    assert "published" not in article
    assert article["modified"] is None or datetime.fromisoformat(article["modified"])
    for claim in article["dates"]:
        assert set(claim) == {"says", "date", "place", "spot", "raw"}
        assert datetime.fromisoformat(claim["date"])


def test_a_claim_of_a_date_is_printed_on_the_clock_the_page_wrote_it_by():
    said = {"value": datetime(2025, 9, 1, 3, 30, tzinfo=UTC), "zone_known": True, "place": "meta"}
    second = Dated(**said, precision="second", raw="2025-09-01T08:30:00+05:00")
    day = Dated(**said, precision="day", raw="2025-09-01")
    article = Article(
        url="https://a.example/1", title="", text="Text", authors=(), published=second, language=None, site_name=None,
        image=None, extractor="test", modified=day,
        dates=(DateClaim(says="published", dated=second, spot="article:published_time"),),
    )  # fmt: skip
    assert dates_of(article) == {
        "date": "2025-09-01T08:30:00+05:00",
        "date_place": "meta",
        "modified": "2025-09-01",
        "dates": [
            {
                "says": "published",
                "date": "2025-09-01T08:30:00+05:00",
                "place": "meta",
                "spot": "article:published_time",
                "raw": "2025-09-01T08:30:00+05:00",
            }
        ],
    }


def test_extract_answers_every_line_of_a_list_in_its_order(pages):
    one, two, empty, missing = read(pages("extract", "--jsonl", "pages/list.jsonl"))
    assert [each["id"] for each in (one, two, empty, missing)] == ["a", 2, "c", "d"]
    assert one["text"] == two["text"]
    assert one["text"].endswith(TEXT)
    assert (one["url"], two["url"]) == ("https://tesbulak.example/1", None)
    assert (empty["error"], missing["error"]) == ("empty", "unreadable_file")
    assert "missing.html" in missing["detail"]


def test_extract_answers_more_pages_than_it_holds_at_a_time(pages):
    listed = [{"id": number, "path": "pages/empty.html"} for number in range(450)]
    results = read(pages("extract", "--jsonl", "-", stdin=lines(*listed)))
    assert [each["id"] for each in results] == list(range(450))


def test_extract_fails_when_a_named_file_gives_no_article(pages):
    result = pages("extract", "pages/one.html", "pages/empty.html", "pages/missing.html")
    assert result.exit_code == 1
    assert [json.loads(line).get("error") for line in result.stdout.splitlines()] == [None, "empty", "unreadable_file"]
    assert result.stderr == "scowatch: 2 of 3 files gave no article\n"


@pytest.mark.parametrize(
    "body", [b"", b"\x00" * 64, b"\xff\xfe\xfd" * 9, b"{}", b"<html>" + b"<div>" * 5000, b"\x1f\x8b\x08\x00garbage"]
)
@pytest.mark.parametrize("name", ["page.html", "page.html.gz"])
def test_extract_answers_for_a_file_that_is_no_page(user, name, body):
    (user.folder / name).write_bytes(body)
    result = user("extract", name)
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert said["id"] == name
    assert said["error"]
    assert said["detail"]


@pytest.mark.parametrize("arguments", [[], ["pages/one.html", "--jsonl", "pages/list.jsonl"]])
def test_extract_wants_files_or_a_list(pages, arguments):
    assert "Give HTML files, or --jsonl FILE." in pages.refuses("extract", *arguments, code=2)


def test_extract_answers_for_a_path_that_no_file_can_have(user):
    (result,) = read(user("extract", "--jsonl", "-", stdin='{"id": 1, "path": "a\\u0000b"}\n'))
    assert result["error"] == "unreadable_file"


def test_extract_marks_pages_that_take_too_long_and_goes_on(pages):
    result = pages("extract", "pages/one.html", "pages/two.html.gz", page_seconds="0.0001")
    assert [json.loads(line)["error"] for line in result.stdout.splitlines()] == ["extractor_timeout"] * 2


# --- tag --------------------------------------------------------------------------------------------------------------


def test_tag_gives_evidence_where_it_stands(user):
    text = {"id": 7, "title": "Reserves of the Shanghai Cooperation Organization", "text": TEXT, "lang": "en"}
    (said,) = read(user("tag", stdin=lines(text)))
    assert (said["id"], said["tag"], said["level"]) == (7, "sco", "central")
    assert said["evidence"]
    for span in said["evidence"]:
        assert text[span["field"]][span["start"] : span["end"]] == span["surface"]


def test_tag_reads_a_file_and_passes_over_empty_lines(user):
    (user.folder / "in.jsonl").write_text("\n" + lines({"id": 1}) + "\n" + lines({"id": 2, "title": None, "text": "x"}))
    assert [(each["id"], each["level"]) for each in read(user("tag", "--jsonl", "in.jsonl"))] == [
        (1, "none"),
        (2, "none"),
    ]


def test_a_byte_order_mark_does_not_disturb(user):
    for command in ("tag", "dedup"):
        assert len(read(user(command, stdin=b"\xef\xbb\xbf" + lines({"id": 1, "text": "x"}).encode()))) == 1


def test_half_a_character_stands_for_one_and_moves_no_span(user):
    line = '{"id": 1, "title": "\\ud800", "text": "\\udfff Shanghai Cooperation Organization"}\n'
    (said,) = read(user("tag", stdin=line))
    assert [(span["start"], span["surface"]) for span in said["evidence"]] == [(2, "Shanghai Cooperation Organization")]


def test_tag_takes_another_lexicon_and_of_several_the_first(user):
    for name, phrase in (("guild", "River Guild"), ("league", "Orchard League")):
        (user.folder / f"{name}.toml").write_text(
            f'version = "1"\ntag = "{name}"\norganization = "X"\nas_of = 2025-01-01\n'
            f'[[name]]\nslug = "{name}"\nen = ["{phrase}"]\n'
        )
    text = lines({"id": 1, "text": "The Orchard League met the River Guild."})
    for names, tag in (("guild.toml", "guild"), ("league.toml,guild.toml", "league")):
        for said in (
            user("tag", "--lexicon", names, stdin=text, lexicon="no.toml"), user("tag", stdin=text, lexicon=names)
        ):  # fmt: skip
            (tagging,) = read(said)
            assert (tagging["tag"], tagging["level"] in {"central", "mention"}) == (tag, True)
            assert len(tagging["evidence"]) == 1


def test_tag_tells_offices_by_the_date_of_a_text(user):
    (user.folder / "guild.toml").write_text(
        'version = "1"\ntag = "guild"\norganization = "X"\nas_of = 2025-01-01\n'
        '[[name]]\nslug = "guild"\nen = ["River Guild"]\n'
        '[[person]]\nslug = "ada-lindt"\nname = "Ada Lindt"\nen = ["Ada Lindt"]\n'
        'periods = [{ what = "pilot", until = 2020-12-31 }, { what = "master", since = 2021-01-01 }]\n'
    )
    text = "Ada Lindt of the River Guild spoke."
    dated = [{"id": day, "text": text, "date": day} for day in ("2020-05-01", "2024-05-01T10:00:00Z")]
    said = read(user("tag", "--lexicon", "guild.toml", stdin=lines(*dated)))
    assert [each["entities"][0]["detail"].split()[0] for each in said] == ["pilot", "master"]
    wrong = user.refuses("tag", stdin=lines({"id": 9, "text": "x", "date": "May"}), code=2)
    assert wrong == "scowatch: 9: 'May' is not a date; write 2025-09-01"


def test_a_lexicon_that_cannot_be_read_is_named(user):
    said = user.refuses("tag", stdin=lines({"id": 1}), lexicon="no.toml", code=2)
    assert "no.toml: cannot be read" in said


# --- dedup ------------------------------------------------------------------------------------------------------------


def test_dedup_clusters_copies_and_keeps_the_order(user):
    texts = [
        {"id": "first", "title": "Winter reserves agreed", "text": TEXT},
        {
            "id": "other",
            "title": "A bread like a lake",
            "text": "The bakery sold out before noon, said the baker, who was tired.",
        },
        {"id": "again", "title": "Winter reserves agreed", "text": TEXT},
        {"id": "near", "title": "Reserves for the winter", "text": TEXT.replace("two days", "three days")},
    ]
    first, other, again, near = read(user("dedup", stdin=lines(*texts)))
    assert (first["cluster"], first["kind"], first["of"]) == ("first", "original", None)
    assert (other["cluster"], other["kind"]) == ("other", "original")
    assert (again["cluster"], again["kind"], again["of"]) == ("first", "exact", "first")
    assert (near["cluster"], near["kind"]) == ("first", "near")
    assert 0 < near["score"] <= 1


# --- what is no line --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["tag", "dedup", "extract"])
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{broken", "is no JSON (Expecting property name enclosed in double quotes)"),
        ("[1, 2]", 'has no id; give an object such as {"id": "1", …}'),
        ("{}", "has no id"),
        ('{"id": null, "path": "x"}', "has no id"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"id": ' + "9" * 5_000 + "}", "Exceeds the limit"),
    ],
    ids=["json", "list", "empty", "null", "deep", "number"],
)
def test_a_broken_line_is_named_by_its_number(user, command, line, sentence):
    (user.folder / "in.jsonl").write_text(f'{{"id": 1, "path": "x.html"}}\n\n{line}\n')
    result = user(command, "--jsonl", "in.jsonl")
    assert result.exit_code == 2
    assert result.stderr.startswith("scowatch: in.jsonl, line 3: ")
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert all(json.loads(each)["id"] in (1, "1") for each in result.stdout.splitlines())


@pytest.mark.parametrize(
    ("command", "line", "field"),
    [
        ("tag", {"id": 1, "title": 5}, "title"),
        ("tag", {"id": 1, "text": ["a"]}, "text"),
        ("tag", {"id": 1, "lang": 1.5}, "lang"),
        ("dedup", {"id": 1, "text": {"a": "b"}}, "text"),
        ("extract", {"id": 1, "path": 5}, "path"),
        ("extract", {"id": 1, "path": "x", "url": False}, "url"),
    ],
)
def test_a_field_that_should_be_text_is_named(user, command, line, field):
    said = user.refuses(command, "--jsonl", "-", stdin=lines(line), code=2)
    assert said == f"scowatch: standard input, line 1: {field} is no text"


def test_a_line_without_a_path_is_named(user):
    said = user.refuses("extract", "--jsonl", "-", stdin=lines({"id": 1}), code=2)
    assert said == 'scowatch: standard input, line 1: has no path; give an object such as {"path": "1", …}'


@pytest.mark.parametrize("command", ["tag", "dedup", "extract"])
def test_a_file_that_cannot_be_read_is_named(user, command):
    (user.folder / "folder").mkdir()
    (user.folder / "latin.jsonl").write_bytes('{"id": "é"}'.encode("latin-1"))
    for name, reason in (("no.jsonl", "No such file"), ("folder", "Is a directory"), ("latin.jsonl", "can't decode")):
        said = user.refuses(command, "--jsonl", name, code=2)
        assert said.startswith(f"scowatch: {name}: cannot be read (")
        assert reason in said
    said = user.refuses(command, "--jsonl", "-", stdin=b"\xff\xfe", code=2)
    assert said.startswith("scowatch: standard input: cannot be read (")
