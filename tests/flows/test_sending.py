"""Sending over real HTTP and SMTP on loopback: what arrives, what went wrong, and that no secret is ever shown."""

import json
import logging
import re
import threading

import pytest
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from markupsafe import escape

from config.errors import InputError
from flows.letters.escaping import address
from flows.letters.write import title_of, write
from flows.sending import CONNECT_SECONDS, READ_SECONDS, Door, recipient
from tests.hostile import HOSTILE, URL, full
from tests.letterboxes import Hook, MailServer, drip, hang, hang_up

# A target of many kinds, and what no label may show of it.
SECRETS = [
    ("json://user:S3CRET@host.example:8080/path", "S3CRET"),
    ("json://host.example/S3CRET?+X-Token=S3CRET2", "S3CRET"),
    ("jsons://host.example/S3CRET", "S3CRET"),
    ("xml://user:S3CRET@host.example/S3CRET", "S3CRET"),
    ("forms://host.example/S3CRET?-token=S3CRET", "S3CRET"),
    ("mailto://user:S3CRET@mail.example?to=me@mail.example", "S3CRET"),
    ("tgram://123456789:AAABBBCCCDDDS3CRETFFFGGGHHHIIIJJJKKKLL/12315544/", "S3CRET"),
    ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnS3CRETXrIdevi7FQ/#news", "S3CRET"),
    ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnS3CRETXrIdevi7FQ", "S3CRET"),
    ("discord://4174216298/JHMHI8qBS3CRETe7bk2ZwO5U711o3dV_js", "S3CRET"),
    ("mmost://host.example/3ccdd113474722377935S3CRET77", "S3CRET"),
    ("gotify://host.example/S3CRETtoken", "S3CRET"),
    ("ntfys://user:S3CRET@host.example/topic", "S3CRET"),
    ("matrix://user:S3CRET@host.example/#room", "S3CRET"),
]


@pytest.fixture
def hook():
    with Hook() as running:
        yield running


@pytest.fixture
def overheard():
    """What reaches the handlers that the program has for all its logs."""
    heard = []
    handler = logging.Handler()
    handler.emit = heard.append
    logging.getLogger().addHandler(handler)
    yield heard
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(("url", "secret"), SECRETS, ids=lambda value: value.partition(":")[0])
def test_the_label_of_a_target_shows_where_it_is_and_no_secret(url, secret):
    label = recipient(url).label
    assert secret not in label
    assert "://" in label
    assert "?" not in label
    assert recipient(url).url == url


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("jsn://user:secret@host", "the target jsn://…: no service is called so; did you mean json"),
        ("mailtoo://user:secret@host", "did you mean mailto"),
        ("mailto://secret", "the target mailto://…: something is missing or wrong in it"),
        ("tgram://secret", "the target tgram://…: something is missing"),
        ("json://", "the target json://…: something is missing"),
        ("secret", "has no scheme; write mailto://…"),
        ("me@secret.example", "has no scheme"),
        ("secret token://x", "has no scheme"),
        ("", "has no scheme"),
    ],
)
def test_a_target_that_is_none_is_told_of_without_what_may_be_secret(url, told, capfd):
    with pytest.raises(InputError, match=told) as caught:
        recipient(url)
    assert "secret" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("scheme", ["json", "xml", "form"])
def test_a_web_hook_gets_the_title_and_plain_text(hook, scheme):
    door = Door(hook.url("news", scheme))
    assert (door.style.form, door.style.has_title, door.style.room) == ("text", True, 32_768)
    assert door.send("Der Titel ‎شنگھائی", "the body\n") is None
    [posted] = hook.posted
    assert posted.path == "/news"
    if scheme == "json":
        assert (posted.json["title"], posted.json["message"]) == ("Der Titel ‎شنگھائی", "the body")
    assert b"the" in posted.body


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (500, "error=500"),
        (403, "error=403"),
        (hang_up, "A Connection error occurred sending JSON notification to 127.0.0.1. (Connection aborted"),
    ],
)
def test_a_refusal_is_told_with_its_reason(hook, answer, reason, capfd, overheard):
    hook.answers["token"] = answer
    told = Door(hook.url("token")).send("title", "body")
    assert reason in told
    assert "token" not in told
    assert capfd.readouterr() == ("", ""), "Apprise says it to us alone"
    assert not overheard


def test_a_target_where_nobody_listens_is_told_of():
    with Hook() as hook:
        gone = hook.url()
    assert "Connection refused" in Door(gone).send("title", "body")


def test_a_target_that_says_nothing_is_left_by_its_own_bound(hook):
    hook.answers["slow"] = hang
    assert "timed out" in Door(hook.url("slow", rto="0.2")).send("title", "body")


def test_bounds_are_those_of_the_url_or_else_ours():
    plugin = Door("json://a.example?cto=1.5&rto=2")._plugin
    assert (plugin.socket_connect_timeout, plugin.socket_read_timeout) == (1.5, 2)
    plugin = Door("json://a.example")._plugin
    assert (plugin.socket_connect_timeout, plugin.socket_read_timeout) == (CONNECT_SECONDS, READ_SECONDS)


def test_a_target_that_answers_without_end_is_left_too(hook):
    hook.answers["slow"] = drip
    assert Door(hook.url("slow")).send("title", "body", most_seconds=0.5) == "no end within 0 s"


def test_mail_is_html_with_a_plain_part_and_an_honest_head():
    with MailServer() as server:
        door = Door(server.url())
        assert (door.style.form, door.style.shows_links, door.style.room) == ("html", True, None)
        assert (
            door.send("Шос: 2 stories", '<p lang="ru">Энергоклуб <a href="https://a.example/1">заседал</a></p>') is None
        )
    [mail] = server.mails
    assert mail.message["Subject"] == "Шос: 2 stories"
    assert "reader@reader.example" in mail.message["To"]
    assert "заседал" in mail.part("plain")
    assert 'href="https://a.example/1"' in mail.part("html")
    assert "http" not in mail.part("html").replace("https://a.example/1", ""), "no pictures from elsewhere"


def test_mail_that_is_refused_is_told_with_the_words_of_the_server():
    with MailServer() as server:
        told = Door(server.url("wrong-secret")).send("title", "<p>body</p>")
    assert "535" in told
    assert "no such user" in told
    assert "wrong-secret" not in told
    with MailServer(refuses="reader@") as server:
        assert Door(server.url()).send("title", "<p>body</p>") is not None


def test_a_long_message_to_a_service_with_little_room_is_split_and_mail_is_not():
    assert Door("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js").style.room == 2_000
    with MailServer() as server:
        assert Door(server.url()).send("title", f"<p>{'long ' * 20_000}</p>") is None
    [mail] = server.mails
    assert mail.part("html").count("long") == 20_000


@pytest.mark.parametrize("text", HOSTILE)
def test_what_chat_services_get_links_to_the_article_only_and_calls_nobody(hook, monkeypatch, text):
    here = hook.url(scheme="http")
    monkeypatch.setattr(NotifySlack, "webhook_url", here)
    monkeypatch.setattr(NotifyTelegram, "notify_url", here)
    monkeypatch.setattr(NotifyDiscord, "notify_url", here)
    made = full(text)
    for url in (
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news",
        "tgram://123456789:AAABBBCCCDDDEEEFFFGGGHHHIIIJJJKKKLL/12315544/",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    ):
        door = Door(url)
        door.send(title_of(made), write(made, door.style))
        assert hook.posted, url
    said = json.dumps([each.json for each in hook.posted], ensure_ascii=False)
    assert "@everyone" not in said
    assert "@here" not in said
    slack, telegram = hook.posted[0].json["attachments"][0]["text"], hook.posted[1].json["text"]
    assert set(re.findall("<[^|>]*", slack)) == {f"<{address(URL)}".replace("&", "&amp;")}
    assert set(re.findall("<[^>]*>", telegram)) <= {"<b>", "</b>", "</a>", f'<a href="{escape(address(URL))}">'}


def test_what_is_said_of_one_target_is_not_told_of_another(hook):
    hook.answers.update(a=500, b=404)
    told = {}

    def send(path):
        told[path] = [Door(hook.url(path)).send("title", "body") for _ in range(5)]

    threads = [threading.Thread(target=send, args=(path,)) for path in ("a", "b", "c")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert told["c"] == [None] * 5
    assert all("500" in each for each in told["a"])
    assert all("404" in each for each in told["b"])


def test_nothing_of_a_message_is_read_as_an_escape_or_an_emoji(hook):
    assert Door(hook.url()).send(":smile: \\n", ":smile: \\t") is None
    assert json.loads(hook.posted[0].body)["message"] == ":smile: \\t"
    assert logging.getLogger("apprise").propagate is False
