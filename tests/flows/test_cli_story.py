"""`scowatch story`, asked by a user and by a program."""

import json
import re
import sqlite3
from contextlib import closing

import pytest

CARAVAN = "SCO transport ministers settle on single waybill for Caravan Line"


def key_of(user, title):
    hits = [json.loads(line) for line in user("search", "--limit", "0", "--format", "jsonl").stdout.splitlines()]
    return next(hit["id"] for hit in hits if hit["title"] == title)


def told(user, *arguments):
    result = user("story", *arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def change(user, statement, *values):
    with closing(sqlite3.connect(user.folder / "scowatch-data/archive.db")) as connection, connection:
        connection.execute(statement, values)


def test_a_story_is_told_with_origin_outlets_delays_headlines_and_what_changed(filled):
    agency = key_of(filled, CARAVAN)
    result = filled("story", "--of", str(agency))
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == CARAVAN
    assert lines[1].endswith(": 3 articles, 3 outlets")
    assert lines[2].startswith(f"origin: almost certainly Meridian Wire, article {agency} (0.")
    timeline = lines[lines.index("timeline") + 1 :][:3]
    assert re.fullmatch(rf"    2026-11-11 09:00 +meridian-wire +{agency}  {CARAVAN}", timeline[0])
    assert re.fullmatch(r"    2026-11-11 13:20  \+4 h 20 min   steppe-herald  .* \(another headline\)", timeline[1])
    assert [line.index("http") for line in timeline if "http" in line] == []
    assert f"    has 84% of article {agency}; 9% of its own text is not from there" in lines
    assert any(line.startswith("    + Our reporter adds: ") for line in lines)
    assert any(line.startswith("    - The line, opened in stages since 2011") for line in lines)


def test_a_program_gets_everything(filled):
    agency = key_of(filled, CARAVAN)
    found = told(filled, "--of", str(agency))
    assert (found["size"], found["origin"]["member"], found["reference"]) == (3, agency, agency)
    assert {each["member"] for each in found["printings"]} >= {agency}
    herald = next(each for each in found["printings"] if each["outlet"] == "steppe-herald")
    assert herald["delay"] == {"seconds": 15_600, "days": None, "reason": "exact"}
    assert herald["parent"]["member"] == agency
    assert herald["title_kept"] is False
    shown = json.loads(filled("show", str(herald["member"]), "--json").stdout)
    assert all(shown["text"][each["start"] : each["end"]] == each["text"] for each in herald["added"])
    assert told(filled, str(found["story"])) == found


def test_the_number_of_a_story_is_the_one_that_show_names(filled):
    agency = key_of(filled, CARAVAN)
    shown = filled("show", str(agency)).stdout
    story = told(filled, "--of", str(agency))["story"]
    assert f"story {story}: original" in shown.splitlines()


def test_what_was_edited_and_taken_down_stands_in_the_timeline(filled):
    edited = key_of(filled, "SCO energy ministers agree on a shared winter reserve list in Tesbulak")
    gone = "UPDATE article SET vanished_status = 'http_404', vanished_at = '2100-01-02 10:00:00' WHERE id = ?"
    change(filled, gone, edited)
    lines = filled("story", "--of", str(edited)).stdout.splitlines()
    timeline = lines[lines.index("timeline") + 1 :]
    assert timeline[0].startswith("    2026-11-12 05:30  steppe-herald")
    assert re.fullmatch(r"    20\S+ \d\d:\d\d  steppe-herald +\d+  edited: significant", timeline[1])
    assert timeline[2] == "        ! number    “14” → “17”"
    assert timeline[5] == f"        and 1 more: scowatch show {edited} --diff"
    assert timeline[6] == f"    2100-01-02 10:00  steppe-herald  {edited}  vanished: http_404"


def test_what_each_made_of_the_text_is_shown_word_by_word(filled):
    agency = key_of(filled, CARAVAN)
    lines = filled("story", "--of", str(agency), "--diff").stdout.splitlines()
    assert f"    headline: [-{CARAVAN}-]" in "\n".join(lines)
    assert any(line.startswith("    {+Our reporter adds: ") and line.endswith("+}") for line in lines)
    assert not any(line.startswith("    + ") for line in lines)


def test_an_article_that_nobody_copied_is_a_story_of_its_own(filled):
    alone = key_of(filled, "Karatus orchards bring in their best apple harvest in a decade")
    result = filled("story", "--of", str(alone))
    assert ": 1 article, 1 outlet\n" in result.stdout
    assert f"origin: perhaps The Steppe Herald, article {alone} (0.50)\n" in result.stdout


def test_an_agency_whose_text_is_not_there_is_named_as_the_origin(filled):
    agency = key_of(filled, CARAVAN)
    change(filled, "UPDATE article SET organizations = ? WHERE id = ?", '["Gulf Dispatch"]', agency)
    change(filled, "UPDATE article SET published_precision = 'day' WHERE id != ?", agency)
    lines = filled("story", "--of", str(agency)).stdout.splitlines()
    assert any(line.startswith("origin: ") and " Gulf Dispatch (0." in line for line in lines)
    assert "    The text of Gulf Dispatch itself is not in the archive." in lines
    assert any(line.startswith("    compared with article ") for line in lines)
    assert any(line.startswith("    2026-11-11        the same day      steppe-herald  ") for line in lines)


def test_titles_without_letters_dates_or_text_break_nothing(filled):
    agency = key_of(filled, CARAVAN)
    change(filled, "UPDATE article SET title = '', text = '', published = NULL WHERE id = ?", agency)
    lines = filled("story", "--of", str(agency)).stdout.splitlines()
    assert any(re.match(rf"    seen 20\S+ \d\d:\d\d +meridian-wire +{agency}  http", line) for line in lines)
    assert told(filled, "--of", str(agency))["size"] == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["9999"], "there is no story 9999; for that of an article, say `scowatch story --of ARTICLE`"),
        (["--of", "9999"], "there is no article 9999; `scowatch search` gives the numbers"),
        ([], "give the number of a story, or --of and the number of an article"),
        (["1", "--of", "1"], "give the number of a story, or --of and the number of an article"),
        (["0"], "0 is not in the range"),
        (["s17"], "'s17' is not a valid integer"),
        (["--of", "9" * 30], "is not in the range"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_story_that_is_not_there_is_wrong_use(filled, arguments, sentence):
    assert sentence in filled.refuses("story", *arguments, code=2)
