"""Who may ask, what is refused before anything is read, and what every answer carries."""

import base64
import logging
import socket
import threading

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from config.errors import InputError, StorageError
from flows.web.security import HEADERS, LONGEST_HEADERS, LONGEST_TARGET, MOST_UNDER_WAY

TOKEN = "a-token-of-a-test-0123456789"
PLACE = "/openapi.json"


def basic(password: str, user: str = "reader") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def is_problem(answer) -> bool:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json["status"] == answer.status
    assert answer.json["detail"].endswith((".", "`"))
    return True


# --- headers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "method", "given", "status"),
    [
        (PLACE, "GET", {}, 200),
        (PLACE, "HEAD", {}, 200),
        ("/nowhere", "GET", {}, 404),
        (PLACE, "POST", {}, 405),
        (PLACE, "OPTIONS", {"origin": "https://elsewhere.example", "access_control_request_method": "GET"}, 405),
        (PLACE, "GET", {"host": "rebound.example"}, 421),
        (PLACE, "GET", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"}, 403),
        ("/broken", "GET", {}, 500),
    ],
)
def test_every_answer_is_hardened_and_no_other_site_may_read_it(serve, path, method, given, status, caplog):
    with serve(break_down) as site:
        answer = site(path, method, **{"origin": "https://elsewhere.example", **given})
    assert answer.status == status
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert answer["Server"] is None
    assert answer["Access-Control-Allow-Origin"] is None
    assert answer["Cache-Control"] == ("private, no-cache" if status == 200 else "no-store")


def break_down(app: FastAPI) -> None:
    @app.get("/broken")
    def broken() -> None:
        raise ValueError("the secret of the house")


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline():
    policy = dict(each.split(" ", 1) for each in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}


# --- errors --------------------------------------------------------------------------------------------------------


def test_what_was_not_expected_is_logged_under_a_name_and_not_shown(serve, caplog):
    with serve(break_down) as site, caplog.at_level(logging.ERROR):
        answer = site("/broken")
    assert is_problem(answer)
    assert b"secret" not in answer.body
    [record] = caplog.records
    assert answer.json["instance"] in record.getMessage()
    assert "the secret of the house" in str(record.exc_info)


def test_an_archive_that_cannot_be_read_is_told_without_its_address(serve, caplog):
    def change(app: FastAPI) -> None:
        @app.get("/gone")
        def gone() -> None:
            raise StorageError("search the archive", 'connection to server at "10.1.2.3" failed')

    with serve(change) as site:
        answer = site("/gone")
    assert is_problem(answer)
    assert (answer.status, answer["Retry-After"]) == (503, "5")
    assert b"10.1.2.3" not in answer.body
    assert "10.1.2.3" in caplog.text


def test_a_person_gets_the_page_of_an_error_where_there_is_one(serve):
    def change(app: FastAPI) -> None:
        app.state.error_page = lambda request, status, detail: HTMLResponse(f"<p>{status} {detail}</p>", status)

        @app.get("/wrong")
        @app.get("/api/wrong")
        def wrong() -> None:
            raise InputError("that is no date")

    with serve(change) as site:
        page = site("/wrong", accept="text/html,*/*")
        assert (page.status, page.body) == (400, b"<p>400 that is no date</p>")
        assert site("/wrong", accept="application/json").json["detail"] == "that is no date"
        assert site("/api/wrong", accept="text/html,*/*").json["detail"] == "that is no date"


# --- limits --------------------------------------------------------------------------------------------------------


def test_a_long_address_and_long_headers_are_refused(site):
    room = LONGEST_TARGET - len(PLACE)
    assert site(f"{PLACE}?{'a' * room}").status == 200
    assert is_problem(too_long := site(f"{PLACE}?{'a' * (room + 1)}"))
    assert too_long.status == 414
    assert is_problem(too_much := site(PLACE, x=LONGEST_HEADERS * "a"))
    assert too_much.status == 431


def test_more_than_can_be_handled_is_turned_away(serve):
    """Those that wait hold threads; those beyond the most are answered at once."""
    let_go = threading.Event()

    def change(app: FastAPI) -> None:
        @app.get("/slow")
        def slow() -> None:
            let_go.wait(20)

    with serve(change) as site:
        asking = [threading.Thread(target=site, args=("/slow",)) for _ in range(MOST_UNDER_WAY)]
        for each in asking:
            each.start()
        try:
            answers = {}
            for _ in range(1_000):
                answers = site(PLACE)
                if answers.status == 503:
                    break
            assert is_problem(answers)
            assert answers["Retry-After"] == "5"
        finally:
            let_go.set()
            for each in asking:
                each.join()
        assert site(PLACE).status == 200


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "192.0.2.7", "desk.example."]
)
def test_the_server_answers_to_its_names_and_to_addresses(serve, host):
    with serve(hosts=frozenset({"desk.example"})) as site:
        assert site(PLACE, host=host).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "desk.example@evil.example", "", "[::1",
     "a:b:c", "localhost:8000@evil.example", "0x7f000001"],
)  # fmt: skip
def test_the_server_does_not_answer_to_other_names(serve, host):
    with serve(hosts=frozenset({"desk.example"})) as site:
        assert is_problem(answer := site(PLACE, host=host))
    assert answer.status == 421


def test_a_request_without_a_host_is_refused(site):
    assert b" 421 " in site.raw(b"GET /openapi.json HTTP/1.0\r\n\r\n").splitlines()[0]


def test_a_link_from_elsewhere_may_be_followed(site):
    come = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert site(PLACE, **come, sec_fetch_dest="document").status == 200
    assert site(PLACE, **come, sec_fetch_dest="iframe").status == 403
    assert site(PLACE, sec_fetch_site="same-origin", sec_fetch_mode="cors", sec_fetch_dest="empty").status == 200


# --- the token -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}", f"bearer  {TOKEN} ", basic(TOKEN), basic(TOKEN, user="")])
def test_who_gives_the_token_is_answered(serve, given):
    with serve(token=TOKEN) as site:
        assert site(PLACE, authorization=given).status == 200


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", f"Token {TOKEN}", TOKEN, basic(""), "Basic !",
     "Basic /////w==", basic("x", user=TOKEN), f"Bearer {TOKEN[:-1]}\xe9", "Basic"],
)  # fmt: skip
@pytest.mark.parametrize("path", [PLACE, "/", "/nowhere"])
def test_who_does_not_is_asked_for_it(serve, given, path):
    with serve(token=TOKEN) as site:
        assert is_problem(answer := site(path, authorization=given))
    assert answer.status == 401
    assert answer["WWW-Authenticate"].startswith("Basic ")
    assert TOKEN.encode() not in answer.body


def test_the_log_has_a_line_for_each_request_and_never_the_token(serve):
    lines: list[str] = []
    with serve(token=TOKEN, log=lines.append) as site:
        site(f"{PLACE}?a=b%0Ac", authorization=f"Bearer {TOKEN}")
        site(PLACE, "HEAD", authorization=basic(TOKEN))
        site(PLACE)
    assert [line.split()[:4] for line in lines] == [
        ["127.0.0.1", "GET", f"{PLACE}?a=b%0Ac", "200"],
        ["127.0.0.1", "HEAD", PLACE, "200"],
        ["127.0.0.1", "GET", PLACE, "401"],
    ]
    assert not [line for line in lines if TOKEN in line]


# --- broken requests -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + 100 * b"\x00",  # TLS
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET  / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    ],
    ids=["tls", "two_hosts", "no_host", "version", "nul", "two_lengths"],
)  # fmt: skip
def test_what_is_no_request_is_refused_and_others_are_still_served(site, sent):
    assert site.raw(sent).startswith(b"HTTP/1.1 400 ")
    assert site(PLACE).status == 200


def test_a_request_without_an_end_is_not_read_to_its_end(site):
    answer = site.raw(b"GET /" + 5_000_000 * b"a")
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert site(PLACE).status == 200


def test_a_client_that_sends_nothing_more_keeps_nobody_waiting(site):
    with socket.create_connection(("127.0.0.1", site.port)) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert site(PLACE).status == 200
