"""The schema that migrations make is the one that the code means; and what opening an archive says when it cannot."""

import os
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import JSON, create_engine, inspect, text

from config.errors import ConfigError, StorageError
from extractors.fingerprint import fingerprint, fingerprint_of
from extractors.shingles import shingles
from storage import Query, neighbours, open_archive
from storage.anew import DERIVED
from storage.engine import open_engine, parse_url, writing
from storage.opening import SCHEMA
from storage.schedules import Schedule
from storage.schema import newest, upgrade
from storage.tables import metadata
from storage.watches import NewWatch, Recipient
from tests.prose import story

AN_OLD_ARTICLE = """
INSERT INTO frontier (id, url, fetch_url, host, state, next_try_at, discovered_at)
VALUES (1, 'https://a.example/1', 'https://a.example/1', 'a.example', 'done', :moment, :moment);
INSERT INTO capture (id, frontier_id, url, fetched_at, media_type, digest, length, warc_file, warc_offset)
VALUES (1, 1, 'https://a.example/1', :moment, 'text/html', '0', 1, 'x.warc.gz', 0);
INSERT INTO story (id, origin_id, size, started_at) VALUES (1, 1, 1, :moment);
INSERT INTO article (id, url, frontier_id, capture_id, title, text, authors, extractor, text_hash, story_id, kind,
score, level, first_seen_at, changed_at)
VALUES (1, 'https://a.example/1', 1, 1, 'Old', 'Text', '[]', '1', '0', 1, 'original', 0, 'none', :moment, :moment)
"""


def differences(engine):
    def is_ours(name, kind, _parents):
        by_engine = ("article_index", "quote_index", "version_index", "alembic_version")
        return not (kind == "table" and name.startswith(by_engine))

    def other_default(_context, _found, column, default, _meant, rendered):
        """PostgreSQL compares the others itself, and has no equality of JSON."""
        return (default or "").removesuffix("::json") != (rendered or "") if isinstance(column.type, JSON) else None

    with engine.connect() as connection:
        opts = {"include_name": is_ours, "compare_server_default": other_default}
        context = MigrationContext.configure(connection, opts=opts)
        return compare_metadata(context, metadata)


@contextmanager
def meddling(url):
    engine = create_engine(parse_url(url))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@contextmanager
def as_nobody():
    """Without the rights of root, which may read and write all there is."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_the_migrations_make_the_tables_that_the_code_means(archive):
    assert differences(archive.engine) == []
    tables = set(inspect(archive.engine).get_table_names())
    assert set(metadata.tables) < tables
    assert {"article_index", "quote_index", "version_index"} < tables


def test_the_comparison_would_see_a_difference(archive):
    with archive.engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_capture_digest"))
        connection.execute(text("ALTER TABLE run ADD COLUMN extra INTEGER"))
    assert {each[0] for each in differences(archive.engine)} == {"add_index", "remove_column"}


def test_the_schema_that_opening_asks_for_is_the_newest_migration():
    assert newest() == SCHEMA


def test_upgrading_an_archive_of_today_changes_nothing(archive):
    upgrade(archive.engine)
    assert differences(archive.engine) == []
    assert archive.stats()["articles"] == 0


def test_a_search_index_made_anew_is_the_one_that_migrations_make(archive):
    """If this fails, storage.anew and the newest migration of an index disagree."""
    catalogue = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE name LIKE '%\\_index%' ESCAPE '\\'",
        "postgresql": "SELECT c.relname, CAST(c.reloptions AS text), pg_get_indexdef(c.oid), "
        "(SELECT string_agg(attname || format_type(atttypid, NULL) || attnotnull, ',' ORDER BY attnum) "
        "FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) FROM pg_class c "
        "WHERE c.relname LIKE '%\\_index%' AND c.relname NOT LIKE 'pg\\_%'",
    }[archive.engine.dialect.name]

    def described(connection):
        return sorted((tuple(row) for row in connection.execute(text(catalogue))), key=str)

    with writing(archive.engine, "make the index anew") as connection:
        before = described(connection)
        DERIVED["index"].make(connection, lambda _: None)
        assert described(connection) == before
    assert len(before) > 6


def migrate(connection, revision):
    """Bring a database to an earlier schema."""
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def test_an_article_stored_before_extraction_said_more_gets_empty_fields(database_url, tmp_path):
    engine = open_engine(parse_url(database_url))
    with writing(engine, "make an archive of the last release") as connection:
        migrate(connection, "0002")
        for statement in AN_OLD_ARTICLE.split(";"):
            connection.execute(text(statement), {"moment": "2025-09-01 12:00:00"})
    upgrade(engine)
    engine.dispose()
    with open_archive(database_url, tmp_path) as upgraded:
        found = upgraded.document(1)
    assert (found["title"], found["page_type"], found["choice_method"]) == ("Old", "article", None)
    assert found["organizations"] == found["keywords"] == found["dates"] == found["credits"] == []
    assert found["agency"] is None
    assert found["modified"] is None


def test_articles_stored_under_an_older_index_are_known_to_todays(database_url, tmp_path):
    engine = open_engine(parse_url(database_url))
    prose = story(0)
    with writing(engine, "make an archive of the last release") as connection:
        migrate(connection, "0006")
        for statement in AN_OLD_ARTICLE.replace("'Text'", ":prose").split(";"):
            connection.execute(text(statement), {"moment": "2025-09-01 12:00:00", "prose": prose})
        stale = {"hash": "0", "prints": b"12345678"}
        connection.execute(text("INSERT INTO fingerprint VALUES (1, 1, :hash, :prints, '[]', 9)"), stale)
        connection.execute(text("INSERT INTO sketch VALUES (1, 1)"))
        old = "INSERT INTO version (id, article_id, capture_id, title, text, text_hash, seen_at, replaced_at)"
        values = {"moment": "2025-09-01 12:00:00", "prose": prose}
        connection.execute(text(f"{old} VALUES (1, 1, 1, 'Old', :prose, '0', :moment, :moment)"), values)
    upgrade(engine)
    cut = shingles("", f"{prose} Nobody was hurt.")
    with writing(engine, "judge a copy") as connection:
        verdict = neighbours.decide(connection, fingerprint_of(cut), lambda: cut)
        hashes = connection.scalars(text("SELECT text_hash FROM article UNION ALL SELECT text_hash FROM version")).all()
        postings = connection.scalars(text("SELECT count(*) FROM sketch WHERE print = 1")).one()
    engine.dispose()
    assert (verdict.kind, verdict.of, verdict.story) == ("near", 1, 1)
    assert (hashes, postings) == ([fingerprint("Old", prose).text_hash] * 2, 0)


def test_of_every_url_known_before_it_is_said_whom_its_request_burdens(database_url, tmp_path):
    engine = open_engine(parse_url(database_url))
    with writing(engine, "make an archive of the last release") as connection:
        migrate(connection, "0012")
        new = "INSERT INTO frontier (url, fetch_url, host, state, next_try_at, discovered_at)"
        for url, fetched in (
            ("https://one.a.example/1", "http://www.one.a.example/1"),
            ("https://b.co.uk/1", "https://web.archive.org/web/2025/https://b.co.uk/1"),
            ("http://127.0.0.1:8000/1", "http://127.0.0.1:8000/1"),
        ):
            row = {"url": url, "fetched": fetched, "moment": "2025-09-01 12:00:00"}
            connection.execute(text(f"{new} VALUES (:url, :fetched, 'x', 'pending', :moment, :moment)"), row)
    upgrade(engine)
    with engine.connect() as connection:
        sites = connection.execute(text("SELECT site FROM frontier ORDER BY id")).scalars().all()
    engine.dispose()
    assert sites == ["one.a.example", "archive.org", "127.0.0.1:8000"]


def test_every_article_stored_before_gets_its_twin_key(database_url, tmp_path):
    engine = open_engine(parse_url(database_url))
    first, *rest = (each.strip() for each in AN_OLD_ARTICLE.split(";"))
    with writing(engine, "make an archive of the last release") as connection:
        migrate(connection, "0003")
        for statement in (first, *rest):
            connection.execute(text(statement), {"moment": "2025-09-01 12:00:00"})
        more = rest[-1].replace("VALUES (1, 'https://a.example/1'", "VALUES (:key, :url")
        rows = [{"key": 2 * key, "url": f"https://m.a.example/{key}/amp/"} for key in range(1, 2_002)]
        connection.execute(text(more), [{**row, "moment": "2025-09-01 12:00:00"} for row in rows])
    upgrade(engine)
    with engine.connect() as connection:
        filled = {row.url: row.twin_key for row in connection.execute(text("SELECT url, twin_key FROM article"))}
        aliases = connection.execute(text("SELECT article_id FROM frontier")).scalars().all()
    engine.dispose()
    assert filled.pop("https://a.example/1") == "a.example/1"
    assert filled == {row["url"]: f"a.example/{row['key'] // 2}" for row in rows}
    assert aliases == [None]


def test_old_tags_keep_their_evidence_and_are_of_the_one_lexicon_there_was(database_url, tmp_path):
    engine = open_engine(parse_url(database_url))
    with writing(engine, "make an archive of the last release") as connection:
        migrate(connection, "0007")
        for statement in AN_OLD_ARTICLE.split(";"):
            connection.execute(text(statement), {"moment": "2025-09-01 12:00:00"})
        tags = [(3, "organization", "sco", "central"), (7, "topic", "energy", "central")]
        for key, kind, slug, level in tags:
            values = {"key": key, "kind": kind, "slug": slug, "level": level}
            connection.execute(text("INSERT INTO tag VALUES (:key, 1, :kind, :slug, :level, 0.9, 'v')"), values)
        span = 'INSERT INTO evidence (id, tag_id, accepted, field, start, "end", surface) VALUES '
        connection.execute(text(f"{span} (5, 3, true, 'text', 0, 4, 'Text'), (6, 7, false, 'title', 0, 3, 'Old')"))
        if connection.dialect.name == "postgresql":  # keys given by hand are not counted
            connection.execute(text("SELECT setval('tag_id_seq', 7), setval('evidence_id_seq', 6)"))
    upgrade(engine)
    assert differences(engine) == []
    engine.dispose()
    with open_archive(database_url, tmp_path) as upgraded:
        organization, topic = upgraded.document(1)["tags"]
        assert [hit.id for hit in upgraded.search(Query(tag="sco", topic="energy"))] == [1]
        assert upgraded.stats()["by_topic"] == {"sco energy": 1}
    given = {"organization": "sco", "lexicon": "v", "matcher": "1", "confidence": 0.9, "name": None, "detail": None}
    for found, spans in ((organization, [(5, True, "Text")]), (topic, [(6, False, "Old")])):
        assert {name: found[name] for name in given} == given
        assert [(span["id"], bool(span["accepted"]), span["surface"]) for span in found["spans"]] == spans
    assert [(each["id"], each["kind"], each["slug"]) for each in (organization, topic)] == [
        (3, "organization", "sco"), (7, "topic", "energy")
    ]  # fmt: skip


def test_an_archive_with_articles_gets_watches_that_tell_of_them(database_url, tmp_path):
    engine = open_engine(parse_url(database_url))
    with writing(engine, "make an archive of the last release") as connection:
        migrate(connection, "0009")
        for statement in AN_OLD_ARTICLE.split(";"):
            connection.execute(text(statement), {"moment": "2025-09-01 12:00:00"})
    upgrade(engine)
    assert differences(engine) == []
    engine.dispose()
    now = datetime(2025, 9, 1, 13, tzinfo=UTC)
    with open_archive(database_url, tmp_path) as upgraded:
        kept = {"recipients": [Recipient(url="json://a.example", label="a")], "schedule": Schedule()}
        upgraded.add_watch(NewWatch(name="all", query={}, since=now - timedelta(hours=2), **kept), now)
        assert upgraded.decide_watch(upgraded.watch("all"), now) == 1
        [line] = upgraded.watch_log("all")
        assert (line.stories, line.state) == (1, "pending")


def test_an_archive_that_does_not_exist_is_made_only_when_asked_to(database_url, tmp_path):
    with pytest.raises(StorageError, match=r"there is no archive .*`scowatch ingest` makes one"):
        open_archive(database_url, tmp_path)
    assert not (tmp_path / "archive.db").exists()
    with open_archive(database_url, tmp_path, create=True) as made:
        assert made.stats()["articles"] == 0
    with open_archive(database_url, tmp_path) as again:
        assert again.stats()["articles"] == 0


def test_an_archive_in_a_folder_to_be_made_is_made(tmp_path):
    with open_archive(f"sqlite:///{tmp_path}/a%20b/ж/archive.db", tmp_path, create=True) as made:
        assert made.stats()["articles"] == 0


def test_an_archive_in_memory_works(tmp_path):
    with open_archive("sqlite://", tmp_path, create=True) as made:
        assert made.stats()["articles"] == 0


@pytest.mark.parametrize(("made_by", "named"), [("7.1.0", "scowatch 7.1.0"), (None, "a newer scowatch")])
def test_an_archive_of_a_newer_version_is_neither_opened_nor_upgraded(database_url, tmp_path, made_by, named):
    open_archive(database_url, tmp_path, create=True).close()
    with meddling(database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999', scowatch = :by"), {"by": made_by})
    says = f"{named} has brought it to schema 9999, and this is scowatch .* with schema {SCHEMA}; install .* or a later"
    for create in (False, True):
        with pytest.raises(StorageError, match=says):
            open_archive(database_url, tmp_path, create=create)
    engine = open_engine(parse_url(database_url))
    with pytest.raises(StorageError, match=says):
        upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    engine.dispose()


def test_a_database_with_other_tables_gets_ours_whole_or_not_at_all(database_url, tmp_path):
    with meddling(database_url) as connection:
        connection.execute(text("CREATE TABLE article (something_else INTEGER)"))
    with pytest.raises(
        StorageError, match=r"could not bring the archive's schema up to date: .*article.* already exists"
    ):
        open_archive(database_url, tmp_path, create=True)
    engine = create_engine(parse_url(database_url))
    assert inspect(engine).get_table_names() == ["article"]
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:secret@host/news",
        "user:secret@host/news",
        "user:secret@host",
        "postgresql:user:secret@host/news",
        "postgresql://user:secret@host:port/news",
        "postgresql://user:se:cr@et@[::1/news",
        "sqlite://archive.db",
        "sqlite://secret@host/archive.db",
        "secret",
        "://secret@host",
        "",
    ],
)
@pytest.mark.parametrize("create", [False, True])
def test_a_url_that_is_none_of_ours_is_a_config_error_that_says_what_to_write(tmp_path, url, create):
    with pytest.raises(ConfigError) as caught:
        open_archive(url, tmp_path, create=create)
    told = str(caught.value)
    assert told.startswith("SCOWATCH_DATABASE_URL: ")
    assert told.endswith("use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")
    assert "@" not in url or "secret" not in told
    assert "cr@et" not in told


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+asyncpg"])
def test_a_postgresql_that_does_not_answer_is_a_storage_error_without_the_password(tmp_path, scheme):
    with pytest.raises(StorageError) as caught:
        open_archive(f"{scheme}://user:secret@127.0.0.1:1/news", tmp_path, create=True)
    told = str(caught.value)
    assert told.startswith("could not open postgresql+psycopg://user:***@127.0.0.1:1/news: ")
    assert "refused" in told
    assert "secret" not in told
    assert "\n" not in told


def test_a_database_that_postgresql_does_not_have_is_a_storage_error(postgres, tmp_path):
    url = postgres.set(database="not_there", password="secret").render_as_string(hide_password=False)
    with pytest.raises(StorageError, match=r'could not open .*"not_there" does not exist') as caught:
        open_archive(url, tmp_path, create=True)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("create", [False, True])
def test_what_is_no_database_is_a_storage_error_that_names_it(tmp_path, create):
    (tmp_path / "file").write_text("this is a text and no database\n" * 200)
    with pytest.raises(StorageError, match=r"could not open .*/file: file is not a database"):
        open_archive(f"sqlite:///{tmp_path}/file", tmp_path, create=create)
    with pytest.raises(StorageError, match=r"could not open .*: unable to open database file"):
        open_archive(f"sqlite:///{tmp_path}", tmp_path, create=create)
    with pytest.raises(StorageError, match=f"could not .* {tmp_path}/file"):
        open_archive(f"sqlite:///{tmp_path}/file/archive.db", tmp_path, create=create)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("mode", [0o000, 0o500])
def test_a_folder_that_may_not_be_used_is_a_storage_error_that_names_it(tmp_path, mode, create):
    folder = tmp_path / "locked"
    folder.mkdir(mode)
    with as_nobody(), pytest.raises(StorageError, match=f"could not .*{folder}"):
        open_archive(f"sqlite:///{folder}/archive.db", tmp_path, create=create)
    folder.chmod(0o700)
