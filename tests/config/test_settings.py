"""Settings: read once, wrong ones named all at once, every one of them explained."""

import pytest

from config.errors import ConfigError
from config.settings import PREFIX, SETTINGS_FILE, Settings, load_settings, render_settings


@pytest.fixture(autouse=True)
def clean_folder(monkeypatch, tmp_path):
    """No setting from outside: an empty folder, and no variable with our prefix."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


def test_the_archive_lies_in_the_data_folder_unless_told_otherwise(monkeypatch):
    monkeypatch.setenv("SCOWATCH_DATA_DIR", "elsewhere")
    assert load_settings().archive_url == "sqlite:///elsewhere/archive.db"
    monkeypatch.setenv("SCOWATCH_DATABASE_URL", "postgresql://desk@localhost/news")
    assert load_settings().archive_url == "postgresql://desk@localhost/news"


def test_a_variable_goes_before_the_file_and_an_override_before_both(monkeypatch, tmp_path):
    (tmp_path / SETTINGS_FILE).write_text("SCOWATCH_ATTEMPTS=7\nSCOWATCH_WORKERS=3\n")
    assert (load_settings().attempts, load_settings().workers) == (7, 3)
    monkeypatch.setenv("SCOWATCH_ATTEMPTS", "8")
    assert load_settings().attempts == 8
    assert load_settings(attempts=9, workers=None).attempts == 9


def test_everything_that_is_wrong_is_named_at_once_with_what_was_meant(monkeypatch, tmp_path):
    (tmp_path / SETTINGS_FILE).write_text("SCOWATCH_WORKER=2\n")
    monkeypatch.setenv("SCOWATCH_HOST_DELAI_SECONDS", "1")
    monkeypatch.setenv("SCOWATCH_BODY_LIMIT_BYTES", "many")
    monkeypatch.setenv("SCOWATCH_HOST_CONCURRENCY", "0")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    said = str(caught.value)
    assert "SCOWATCH_WORKER is not a setting (did you mean SCOWATCH_WORKERS?)" in said
    assert "SCOWATCH_HOST_DELAI_SECONDS is not a setting (did you mean SCOWATCH_HOST_DELAY_SECONDS?)" in said
    assert "SCOWATCH_BODY_LIMIT_BYTES: input should be a valid integer" in said
    assert "SCOWATCH_HOST_CONCURRENCY: input should be greater than 0" in said


def test_a_name_that_resembles_none_gets_no_suggestion(monkeypatch):
    monkeypatch.setenv("SCOWATCH_ZZZ", "1")
    with pytest.raises(ConfigError, match=r"SCOWATCH_ZZZ is not a setting\. They"):
        load_settings()


@pytest.mark.parametrize("name", ["workers", "scowatch_workers", "PREFECT_API_URL"])
def test_what_the_file_says_beside_settings_is_an_error_too(tmp_path, name):
    (tmp_path / SETTINGS_FILE).write_text(f"{name}=3\n")
    with pytest.raises(ConfigError, match=f"{name} is not a setting"):
        load_settings()


def test_a_settings_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / SETTINGS_FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=SETTINGS_FILE):
        load_settings()


def test_the_file_that_init_writes_says_what_the_defaults_are(tmp_path):
    written = render_settings()
    assert all(field.description and f"# {field.description}" in written for field in Settings.model_fields.values())
    lines = [line[1:] for line in written.splitlines() if line.startswith(f"#{PREFIX}") and not line.endswith("=")]
    (tmp_path / SETTINGS_FILE).write_text("\n".join(lines))
    assert load_settings() == Settings.model_construct()
