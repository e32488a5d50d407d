"""Prefect's embedded default: where its state lies, and what it respects."""

import os
from pathlib import Path

import pytest

from flows.embedded import ALONE, QUIET, SERVING, prepare, server_of_user

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: None) -> Path:
    """A home folder without a Prefect profile, and an environment without Prefect's variables."""
    for name in [*QUIET, *ALONE, *(name for name in os.environ if name.startswith("PREFECT_"))]:
        os.environ.pop(name, None)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def profiles(home: Path, text: str) -> None:
    (home / ".prefect").mkdir(parents=True)
    (home / ".prefect/profiles.toml").write_text(text)


def test_the_state_of_prefect_lies_in_the_data_folder(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    prepare(Path("data"))
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "data/prefect")
    assert (tmp_path / "data/prefect").is_dir()
    assert not home.exists()


def test_prefect_is_told_to_be_quiet(home, tmp_path):
    prepare(tmp_path)
    assert {name: os.environ[name] for name in QUIET} == QUIET
    assert os.environ["DO_NOT_TRACK"] == "1"


@pytest.mark.parametrize("name", ["PREFECT_HOME", "PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH"])
def test_a_user_with_a_prefect_of_his_own_keeps_it(home, tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:4200/api")
    prepare(tmp_path / "data")
    assert os.environ[name] == "http://127.0.0.1:4200/api"
    assert name == "PREFECT_HOME" or "PREFECT_HOME" not in os.environ
    assert not (tmp_path / "data").exists()


def test_a_profile_with_a_setting_is_the_users_own(home, tmp_path):
    profiles(home, 'active = "work"\n[profiles.work]\nPREFECT_API_URL = "http://127.0.0.1:4200/api"\n')
    prepare(tmp_path / "data")
    assert "PREFECT_HOME" not in os.environ


@pytest.mark.parametrize(
    "text",
    [
        'active = "local"\n[profiles.local]\n[profiles.work]\nPREFECT_API_URL = "http://127.0.0.1:4200/api"\n',
        'active = "lost"\n[profiles.local]\n',
        "active = 5\nprofiles = 7\n",
        "not TOML",
        "",
    ],
    ids=["empty profile active", "profile missing", "wrong types", "no TOML", "empty"],
)
def test_a_profile_that_says_nothing_is_none(home, tmp_path, text):
    profiles(home, text)
    prepare(tmp_path / "data")
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "data/prefect")


def test_for_one_command_the_server_keeps_no_events_and_for_a_service_it_runs_schedules(home, tmp_path):
    prepare(tmp_path)
    assert {name: os.environ[name] for name in ALONE} == ALONE
    for name in [*QUIET, *ALONE]:
        del os.environ[name]
    prepare(tmp_path, keep_days=7)
    assert not os.environ.keys() & ALONE.keys()
    assert {name: os.environ[name] for name in SERVING} == SERVING
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == "604800"


def test_history_is_kept_as_long_as_prefect_must_keep_it(home, tmp_path):
    prepare(tmp_path, keep_days=0.001)
    assert os.environ["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == "3601"


def test_the_server_of_the_user_is_that_of_the_environment_or_of_the_profile_in_use(home, monkeypatch):
    assert server_of_user() is None
    profiles(home, 'active = "work"\n[profiles.local]\n[profiles.work]\nPREFECT_API_URL = "http://work.example/api"\n')
    assert server_of_user() == "http://work.example/api"
    monkeypatch.setenv("PREFECT_PROFILE", "local")
    assert server_of_user() is None
    monkeypatch.setenv("PREFECT_API_URL", "http://here.example/api")
    assert server_of_user() == "http://here.example/api"


@pytest.mark.parametrize("name", [*QUIET, *ALONE])
def test_nothing_is_set_over_what_the_user_chose(home, tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "as the user likes it")
    prepare(tmp_path)
    assert os.environ[name] == "as the user likes it"


# --- the guard --------------------------------------------------------------------------------------------------------
