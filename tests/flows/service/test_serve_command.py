"""`scowatch serve` says what is wrong before it starts anything."""

import socket

import pytest

from storage.turns import turn_of_file


def test_a_port_that_is_taken_is_told_and_so_is_how_to_choose_another(user):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        sentence = user.refuses("serve", "--port", "0", "--prefect-port", port, code=1, contact="desk@example.org")
        assert sentence == (
            f"scowatch: cannot listen on 127.0.0.1, port {port}: Address already in use; "
            "choose another with --prefect-port"
        )
        sentence = user.refuses("serve", "--port", port, code=1, contact="desk@example.org")
        assert sentence == f"scowatch: cannot listen on 127.0.0.1, port {port}: Address already in use"


def test_a_second_service_of_a_data_folder_is_refused_and_a_file_left_behind_is_none(user):
    folder = user.folder / "scowatch-data"
    folder.mkdir()
    with turn_of_file(folder / "serve-turn") as ours:
        assert ours
        sentence = user.refuses("serve", "--port", "0", code=1, contact="desk@example.org")
    assert sentence == "scowatch: another `scowatch serve` is at work on the data folder scowatch-data"
    assert (folder / "serve-turn").exists()
    with turn_of_file(folder / "serve-turn") as ours:
        assert ours


def test_other_machines_are_not_served_without_a_token(user):
    sentence = user.refuses("serve", "--host", "0.0.0.0", code=2, contact="desk@example.org")
    assert "SCOWATCH_WEB_TOKEN" in sentence


@pytest.mark.parametrize(
    "setting", ["ingest_seconds", "maintain_hours", "backup_count", "failure_share", "prefect_days"]
)
def test_a_setting_that_makes_no_sense_is_named(user, setting):
    sentence = user.refuses("serve", code=2, contact="desk@example.org", **{setting: "0"})
    assert f"SCOWATCH_{setting.upper()}: " in sentence


def test_options_that_are_not_there_are_named(user):
    assert "--prefect-prot" in user.refuses("serve", "--prefect-prot", "1", code=2)


def test_an_operator_who_could_not_be_told_is_named(user):
    sentence = user.refuses("serve", code=2, contact="desk@example.org", operator="nonsense")
    assert sentence.startswith("scowatch: SCOWATCH_OPERATOR: ")
