"""`scowatch web` as a program: where it listens, who may ask, how it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def running(folder, *options: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program, and the sentence with which it begins."""
    environment = {**os.environ, **{f"SCOWATCH_{name.upper()}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "flows", "web", "--port", "0", *options]
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    program = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield program, program.stderr.readline()
    finally:
        program.kill()
        program.communicate()


def url_of(sentence: str) -> str:
    return re.search(r"http://\S+", sentence)[0]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_tells_its_address_answers_and_ends_well_when_told_to(filled, by):
    with running(filled.folder, "--verbose") as (program, sentence):
        assert "to this machine only" in sentence
        with urllib.request.urlopen(f"{url_of(sentence)}openapi.json?a=b") as answer:
            assert answer.status == 200
        with socket.create_connection(
            ("127.0.0.1", int(url_of(sentence).split(":")[2].strip("/")))
        ):  # that says nothing
            program.send_signal(by)
            _, rest = program.communicate(timeout=20)
    assert program.returncode == 0
    [line] = rest.splitlines()
    assert line.startswith("127.0.0.1 GET /openapi.json?a=b 200 ")


def test_without_verbose_it_is_silent(filled):
    with running(filled.folder) as (program, sentence):
        urllib.request.urlopen(f"{url_of(sentence)}openapi.json").close()
        program.terminate()
        assert program.communicate(timeout=20)[1] == ""


def test_a_port_that_is_taken_is_told(filled):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        sentence = filled.refuses("web", "--port", port, code=1)
    assert sentence == f"scowatch: cannot listen on 127.0.0.1, port {port}: Address already in use"


def test_a_host_that_is_not_ours_is_told(filled):
    assert "cannot listen on no.such.host.invalid" in filled.refuses(
        "web", "--host", "no.such.host.invalid", "--open", code=1
    )
    assert "cannot listen on 192.0.2.1" in filled.refuses("web", "--host", "192.0.2.1", "--open", code=1)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "desk.example", ""])
def test_other_machines_are_not_served_without_a_token(filled, host):
    sentence = filled.refuses("web", "--host", host, code=2)
    assert "SCOWATCH_WEB_TOKEN" in sentence
    assert "--open" in sentence


def test_with_a_token_they_are(filled):
    with running(filled.folder, "--host", "0.0.0.0", web_token="0123456789abcdef") as (_, sentence):
        assert "to whoever gives the token" in sentence
        assert "0123456789abcdef" not in sentence
        request = urllib.request.Request(url_of(sentence), headers={"Authorization": "Bearer 0123456789abcde"})
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(request)


def test_or_when_told_so(filled):
    with running(filled.folder, "--host", "0.0.0.0", "--open") as (_, sentence):
        assert "to everybody who reaches it, without a token" in sentence


@pytest.mark.parametrize("token", ["short", "with a space in it", "", "0123456789abcdef\u00e9"])
def test_a_token_that_is_none_is_refused_and_not_shown(filled, token):
    sentence = filled.refuses("web", code=2, web_token=token)
    assert "SCOWATCH_WEB_TOKEN" in sentence
    assert not token or token not in sentence


def test_an_archive_that_is_not_there_is_told(user):
    assert "no archive" in user.refuses("web", "--port", "0", code=1)
