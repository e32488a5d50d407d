"""Answers: lazy, asked anew each time, streamed; questions put as people put them; frames, files and notebooks."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from config.errors import ConfigError, InputError, StorageError
from storage import Answer, FullArticle, Hit, Query, QuoteHit, open_archive
from storage.coverage import Covered
from storage.edits import Edited, Vanished
from storage.frames import batches, schema, to_arrow, to_pandas, to_polars
from storage.notebook import table
from storage.queries import Snippet
from storage.results import query_from

RECORDS = [Hit, FullArticle, QuoteHit, Edited, Vanished, Covered]
EIGHT = datetime(2025, 9, 1, 8, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def three(newsroom, texts):
    """An archive of three articles."""
    for name in ("bridge", "orchard", "summit"):
        newsroom.bring(f"https://{name}.example/1", texts[name], f"On the {name}")
    return newsroom


# --- questions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "narrowed", "wanted"),
    [
        ("energy club", {}, Query(words="energy club", limit=None)),
        (None, {"tag": "sco", "limit": 5}, Query(tag="sco", limit=5)),
        ("", {"since": "2025-09-01"}, Query(since=datetime(2025, 9, 1, tzinfo=UTC), limit=None)),
        ("x", {"until": date(2025, 9, 1)}, Query(words="x", until=datetime(2025, 9, 1, tzinfo=UTC), limit=None)),
        ("x", {"as_of": EIGHT.replace(tzinfo=None)}, Query(words="x", as_of=EIGHT, limit=None)),
        ("x", {"lang": "ru", "edited": True}, Query(words="x", language="ru", has_versions=True, limit=None)),
        ("x", {"language": "ru", "has_versions": True}, Query(words="x", language="ru", has_versions=True, limit=None)),
        (Query(words=" ", limit=-1), {}, Query(words=" ", limit=-1)),
        (Query(words="x", tag="sco"), {"tag": "csto", "order": "oldest"}, Query(words="x", tag="csto", order="oldest")),
        (Query(words="x"), {"limit": None}, Query(words="x", limit=None)),
        (Query(words="x", tag="sco"), {"tag": None}, Query(words="x")),
    ],
)  # fmt: skip
def test_a_question_is_a_query_or_words_with_filters(question, narrowed, wanted):
    assert query_from(question, narrowed) == wanted


@pytest.mark.parametrize(
    ("narrowed", "sentence"),
    [
        ({"since": "soon"}, "since: 'soon' is not a date"),
        ({"levle": "central"}, "'levle' is not something to ask for"),
        ({"level": "high"}, "level: 'high' is not one of"),
        ({"story": "first"}, "story: 'first' is not a number"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named_at_once(three, narrowed, sentence):
    with pytest.raises(InputError, match=sentence):
        three.archive.search("x", **narrowed)


def test_quotes_and_edits_are_asked_in_the_same_way(three):
    asked = three.archive.quotes("afghanistan", since="2025-09-01", kind="direct").question
    assert (asked.about, asked.since, asked.kind, asked.limit) == (
        "afghanistan", datetime(2025, 9, 1, tzinfo=UTC), "direct", None,
    )  # fmt: skip
    assert three.archive.edits(significant=True).question.significant
    with pytest.raises(InputError, match="'speker' is not something to ask for; there are about"):
        three.archive.quotes(speker="x")


# --- answers ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_asked_anew_each_time(three, texts):
    found = three.archive.search(order="oldest")
    assert [hit.id for hit in found] == [hit.id for hit in found] == [1, 2, 3]
    three.bring("https://later.example/1", "Another text altogether, of a well and its keeper. " * 9)
    assert [hit.id for hit in found] == [1, 2, 3, 4]


def test_nothing_is_asked_before_it_is_used_and_an_error_comes_then(three):
    found = three.archive.search('"open')
    assert "asked when it is used" in repr(found)
    with pytest.raises(InputError, match="quotation mark"):
        list(found)


def test_an_answer_is_true_where_there_is_any(three):
    assert three.archive.search("zarafshan")
    assert not three.archive.search("xylophone")


def test_the_head_is_asked_for_as_such(three):
    found = three.archive.search(order="oldest")
    assert [hit.id for hit in found.head(2)] == [1, 2]
    assert found.head(0) == []
    assert len(three.archive.search(Query(limit=1)).head(5)) == 1
    assert [hit.id for hit in found] == [1, 2, 3], "its limit stays what it was"


def test_an_answer_that_is_not_read_to_its_end_leaves_nothing_open(three):
    for _ in range(30):  # more than the pool of PostgreSQL has connections
        next(iter(three.archive.articles()))
        next(iter(three.archive.coverage(three.now)))
    assert three.archive.engine.pool.checkedout() == 0


def test_rows_of_one_long_statement_come_as_they_are_asked_for(three):
    """PostgreSQL is asked through a cursor on the server; SQLite gives rows one by one of itself."""
    used = []
    event.listen(
        three.archive.engine, "after_cursor_execute", lambda _, cursor, *__: used.append(type(cursor).__name__)
    )
    list(three.archive.edits())
    assert set(used) == ({"ServerCursor"} if three.archive.engine.dialect.name == "postgresql" else {"Cursor"})


# --- whole articles ---------------------------------------------------------------------------------------------------


def test_whole_articles_have_texts_tags_and_versions(three, texts):
    title, text = "An SCO envoy", f"The SCO spoke of gas. {texts['orchard']}"
    tagging = three.tagging(title, text, "SCO", level="central")
    three.bring("https://tagged.example/1", text, title, tagging=tagging)
    lease = three.claim_edited("https://bridge.example/1")
    three.settle(three.worked(lease, texts["bridge"] + "\n\nIt was closed again at noon, and nobody knows why."))
    bridge, *_, tagged = three.archive.articles(order="oldest")
    assert (bridge.text.endswith("nobody knows why."), bridge.versions, bridge.tags) == (True, 1, ())
    assert (tagged.title, tagged.text, tagged.tags, tagged.authors) == (title, text, ("sco",), ("A. Writer",))
    assert tagged.outlet == "tagged.example"


def test_as_of_gives_the_text_that_stood_there_then(three, texts):
    lease = three.claim_edited("https://bridge.example/1")
    later = three.now + timedelta(hours=2)
    three.settle(
        three.worked(lease, texts["bridge"] + "\n\nIt was closed again at noon, and nobody knows why."), now=later
    )
    [before] = three.archive.articles(as_of=later - timedelta(minutes=1), outlet="bridge.example")
    [after] = three.archive.articles(as_of=later, outlet="bridge.example")
    assert before.text == texts["bridge"]
    assert after.text.endswith("nobody knows why.")


# --- Arrow ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_every_record_has_a_column(record):
    assert schema(record).names == list(record.__dataclass_fields__)


def test_the_schema_of_hits_is_fixed():
    place = pa.struct([("start", pa.int64()), ("end", pa.int64())])
    snippet = pa.struct([
        pa.field("title", pa.list_(place), nullable=False), pa.field("text", pa.string(), nullable=False),
        pa.field("spans", pa.list_(place), nullable=False),
    ])  # fmt: skip
    moment = pa.timestamp("us", tz="UTC")
    assert [(field.name, field.type, field.nullable) for field in schema(Hit)] == [
        ("id", pa.int64(), False), ("url", pa.string(), False), ("title", pa.string(), False),
        ("published", moment, True), ("first_seen", moment, False), ("language", pa.string(), True),
        ("source", pa.string(), True), ("country", pa.string(), True), ("outlet", pa.string(), False),
        ("agency", pa.string(), True), ("level", pa.string(), False), ("kind", pa.string(), False),
        ("story", pa.int64(), False), ("score", pa.float64(), False), ("snippet", snippet, True),
    ]  # fmt: skip


def test_a_frame_holds_what_iterating_gives(three):
    found = three.archive.articles(order="oldest")
    records = list(found)
    frame = found.to_polars()
    assert frame.columns == list(FullArticle.__dataclass_fields__)
    assert frame["title"].to_list() == [each.title for each in records]
    assert frame["first_seen"].to_list() == [each.first_seen for each in records]
    assert frame["authors"].to_list() == [list(each.authors) for each in records]
    pandas = found.to_pandas()
    assert list(pandas["id"]) == [each.id for each in records]
    assert str(pandas["copy_of"].dtype) == "Int64"
    assert str(pandas["published"].dtype) == "datetime64[us, UTC]"


def test_what_takes_arrow_streams_takes_an_answer(three):
    hits = three.archive.search()
    assert pl.DataFrame(hits).height == pa.table(hits).num_rows == 3
    assert duckdb.sql("SELECT count(*) FROM hits").fetchall() == [(3,)]


def test_an_empty_answer_has_its_columns(three):
    assert three.archive.search("xylophone").to_polars().columns == list(Hit.__dataclass_fields__)


def test_parquet_says_what_was_asked(three, tmp_path):
    path = tmp_path / "hits.parquet"
    assert three.archive.search("zarafshan").to_parquet(path) == 1
    assert b'"q": "zarafshan"' in pq.read_schema(path).metadata[b"scowatch"]


def hit(**fields):
    plain = dict.fromkeys(Hit.__dataclass_fields__)
    moment = datetime(2025, 9, 1, tzinfo=UTC)
    plain |= {"id": 1, "url": "https://x.example/", "title": "t", "first_seen": moment, "outlet": "x.example"}
    return Hit(**{**plain, "level": "none", "kind": "original", "story": 1, "score": 0.0, **fields})


def test_batches_are_cut_by_rows_and_by_what_their_texts_weigh():
    assert [each.num_rows for each in batches(Hit, (hit(id=n) for n in range(25)), rows=10)] == [10, 10, 5]
    assert [each.num_rows for each in batches(Hit, (hit(title="x" * 3_000_000) for _ in range(3)))] == [2, 1]


_text = st.text(st.characters(codec="utf-8"))
_spans = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=3).map(tuple)


@given(
    title=_text, language=st.none() | _text, score=st.floats(allow_nan=False),
    published=st.none() | st.datetimes(timezones=st.just(UTC)), number=st.integers(0, 2**63 - 1),
    snippet=st.none() | st.builds(Snippet, title=_spans, text=_text, spans=_spans),
)  # fmt: skip
def test_nothing_is_lost_on_the_way_into_arrow(title, language, score, published, number, snippet):
    given_ = hit(title=title, language=language, score=score, published=published, id=number, snippet=snippet)
    [row] = to_arrow(Hit, [given_]).to_pylist()
    found = row.pop("snippet")
    assert row == {name: getattr(given_, name) for name in row}
    spans = None if snippet is None else tuple((each["start"], each["end"]) for each in found["spans"])
    assert spans == (None if snippet is None else snippet.spans)
    assert found is None or found["text"] == snippet.text


@pytest.mark.parametrize(("convert", "name"), [(to_polars, "polars"), (to_pandas, "pandas")])
def test_a_library_that_is_absent_is_named(monkeypatch, convert, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match=rf"{name} is not installed; `pip install scowatch\[frames\]`"):
        convert(to_arrow(Hit, []))


def test_the_archive_is_imported_without_arrow():
    code = "import sys, storage; sys.exit(bool({'pyarrow', 'polars', 'pandas'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


# --- notebooks --------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags of a piece of HTML, and its text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_a_notebook_shows_the_beginning_and_says_so(three):
    shown = Tags(three.archive.search(order="oldest")._repr_html_())
    assert "3, which is all" in shown.text
    assert "On the bridge" in shown.text
    assert next(attrs["href"] for tag, attrs in shown.tags if tag == "a") == "https://bridge.example/1"
    assert "the first 2; there are more" in Tags(table(Hit, [hit(), hit(), hit()], most=2)).text
    assert "nothing answers this" in Tags(three.archive.search("xylophone")._repr_html_()).text


HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</table><h1>", "&lt;b&gt;", "' onclick='x")


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_never_taken_for_markup(title):
    shown = Tags(table(Hit, [hit(title=title, language=title, outlet=title)], most=5))
    assert shown.text.count(title) == 2
    assert {tag for tag, _ in shown.tags} == {"table", "caption", "thead", "tbody", "tr", "th", "td", "a"}
    assert not [name for _, attrs in shown.tags for name in attrs if name.startswith("on")]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example/", ""])
def test_only_web_addresses_are_links(url):
    assert not [tag for tag, _ in Tags(table(Hit, [hit(url=url)], most=5)).tags if tag == "a"]


@pytest.mark.parametrize(
    ("language", "direction"), [("fa", "rtl"), ("ar", "rtl"), ("ur", "rtl"), ("ru", "auto"), (None, "auto")]
)
def test_a_title_says_its_language_and_direction(language, direction):
    [cell] = [attrs for tag, attrs in Tags(table(Hit, [hit(language=language)], most=5)).tags if "dir" in attrs]
    assert cell == ({"dir": direction} if language is None else {"lang": language, "dir": direction})


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_kind_of_answer_can_be_shown(record):
    assert Answer(record, Query(), lambda _: iter(()))._repr_html_().startswith("<table>")


# --- opening ----------------------------------------------------------------------------------------------------------


def test_an_archive_is_opened_by_its_settings_its_folder_its_file_or_its_url(on_sqlite, tmp_path, monkeypatch):
    on_sqlite.bring("https://one.example/1", "A text of one sentence that is long enough. " * 10)
    file = Path(on_sqlite.archive.engine.url.database)
    folder = tmp_path / "data"
    folder.mkdir()
    with on_sqlite.archive.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    (folder / "archive.db").write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCOWATCH_DATA_DIR", str(folder))
    for where in ((), (file,), (str(file),), ("data",), (Path("data"),), (f"sqlite:///{file}",), ("data/archive.db",)):
        with open_archive(*where) as archive:
            assert len(list(archive.search())) == 1
            assert str(archive.pages) == str(Path(archive.engine.url.database).parent / "warc")
    with open_archive(file, tmp_path / "elsewhere") as archive:
        assert str(archive.pages) == str(tmp_path / "elsewhere/warc")


@pytest.mark.parametrize(
    ("where", "error", "sentence"),
    [
        ("nowhere.db", StorageError, "nowhere.db: there is no archive yet"),
        (Path("nowhere"), StorageError, "nowhere: there is no archive yet"),
        ("archive", ConfigError, "'archive' is not a database URL"),
        ("", ConfigError, "is not a database URL"),
        ("mysql://host/news", ConfigError, "'mysql' is not a supported database"),
        ("user:secret@host/news.db", ConfigError, "'host/news.db' is not a database URL"),
        ("letter.txt", StorageError, "file is not a database"),
    ],
)
def test_what_is_no_archive_is_named(tmp_path, monkeypatch, where, error, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter.txt").write_text("Dear reader, " * 1000)
    with pytest.raises(error, match=sentence):
        open_archive(where)
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_a_new_archive_is_made_where_it_is_wanted(tmp_path):
    with open_archive(tmp_path / "new.db", create=True) as archive:
        assert not archive.search()
