"""scowatch sites, and extract --explain: rules checked, proposed, tried."""

import json

import pytest

from tests.servers import reply

STORIES = {
    "bridge": "The bridge opened on Monday, after nine years of work, two floods and one change of engineers.",
    "bakers": "The bakers of the lower town have counted every loaf that they sold since the spring.",
    "school": "Pupils of the hill school need no umbrellas in class: the roof was mended over the summer.",
}
RULE = 'host = "ferry-post.example"\n[[rule]]\nbody = "div.story"\ndrop = "p.share"\n'


def page(name, text):
    return (
        f"<html><head><title>The {name}</title></head><body><p>Menu of the Ferry Post, a paper that is made up</p>"
        f"<h1>The {name}</h1><div class=story><p>{text}</p><p>{text[::-1]}</p>"
        "<p class=share>Share this with everyone you know and love</p></div></body></html>"
    )


@pytest.fixture
def paper(user):
    """A user with three saved pages, and a folder with a rule for them."""
    for name, text in STORIES.items():
        (user.folder / f"{name}.html").write_text(page(name, text))
    (user.folder / "rules").mkdir()
    (user.folder / "rules/ferry.toml").write_text(RULE)
    return user


FILES = [f"{name}.html" for name in STORIES]


# --- check ------------------------------------------------------------------------------------------------------------


def test_check_counts_rules_and_hosts(paper):
    shipped = paper("sites", "check").stdout
    assert shipped != paper("sites", "check", "rules").stdout == paper("sites", "check", sites="rules").stdout


def test_check_names_what_is_wrong(paper):
    (paper.folder / "rules/ferry.toml").write_text(RULE + "titel = 'h1'")
    said = paper.refuses("sites", "check", "rules", code=2)
    assert said == "scowatch: rules: ferry.toml, line 2, rule 1, titel: is not a field (did you mean title?)"
    assert "is no folder of site rules" in paper.refuses("sites", "check", "nowhere", code=2)
    assert "did you mean title" in paper.refuses("extract", "bridge.html", code=2, sites="rules")


# --- propose ----------------------------------------------------------------------------------------------------------


def test_what_is_proposed_is_a_file_of_rules_that_works(paper):
    said = paper("sites", "propose", *FILES, "--host", "ferry-post.example")
    assert said.exit_code == 0
    (paper.folder / "rules/ferry.toml").write_text(said.stdout)
    assert paper("sites", "check", "rules").exit_code == 0
    url = "https://ferry-post.example/1"
    article = json.loads(paper("extract", "bridge.html", "--url", url, "--sites", "rules").stdout)
    assert article["text"].split("\n\n") == [STORIES["bridge"], STORIES["bridge"][::-1]]
    assert article["choice"]["method"] == "rule"


def test_a_rule_is_proposed_from_what_the_archive_keeps(filled):
    said = filled("sites", "propose", "--from-archive", "--source", "meridian-wire")
    assert said.exit_code == 0
    assert 'host = "127.0.0.1"' in said.stdout
    assert '"div.story"' in said.stdout
    assert "the archive holds no page of nobody" in filled.refuses(
        "sites", "propose", "--from-archive", "--source", "nobody", code=2
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Give pages, or --from-archive with --source SLUG."),
        (["--from-archive"], "Give pages, or --from-archive with --source SLUG."),
        (["bridge.html", "--source", "x"], "Give pages, or --from-archive with --source SLUG."),
        (FILES, "files do not say where they are from: add --host, such as news.example"),
        ([*FILES[:2], "--host", "ferry-post.example"], "2 pages show too little: give 3 or more articles"),
        (["none.html"], "none.html: cannot be read (No such file or directory)"),
        (["https://"], "https://: is not an http or https address with a host"),
        ([*FILES, "--host", "not a host/"], "files do not say where they are from"),
    ],
)
def test_wrong_use_is_named(paper, arguments, sentence):
    assert sentence in paper.refuses("sites", "propose", *arguments, code=2)


def test_pages_without_text_give_no_rule(paper):
    for name in FILES:
        (paper.folder / name).write_text("<html><body><p>All the same here</p></body></html>")
    said = paper.refuses("sites", "propose", *FILES, "--host", "ferry-post.example", code=2)
    assert "looks like the text of an article" in said


# --- explain ----------------------------------------------------------------------------------------------------------


def test_a_file_is_explained_for_people_and_for_machines(paper):
    given = ("extract", "--explain", "bridge.html", "--url", "https://ferry-post.example/1", "--sites", "rules")
    said = paper(*given)
    assert said.exit_code == 0
    assert "text       by rule: The body of rule ferry-post.example 1 holds 2 paragraphs." in said.stdout
    explained = json.loads(paper(*given, "--json").stdout)
    assert (explained["id"], explained["outcome"]["title"]) == ("bridge.html", "The bridge")
    assert explained["rule"]["rule"]["name"] == "ferry-post.example 1"
    assert explained["dropped"][0]["text"].startswith("Share this")


def test_an_address_is_fetched_and_explained_and_its_robots_asked(user, server):
    body = page("bridge", STORIES["bridge"]).encode()
    server.answers = {"/bridge": reply(body=body, Content_Type="text/html"), "/robots.txt": reply(404)}
    said = user("extract", "--explain", server.url("/bridge"), allow_private_addresses="true")
    assert said.exit_code == 0
    assert STORIES["bridge"][:60] in said.stdout
    assert server.paths() == ["/robots.txt", "/bridge"]


def test_a_page_that_does_not_come_says_why(user, server):
    server.answers = {"/robots.txt": reply(body=b"User-agent: *\nDisallow: /", Content_Type="text/plain")}
    said = user.refuses("extract", "--explain", server.url("/x"), code=1, allow_private_addresses="true")
    assert f"{server.url('/x')}: robots: " in said


def test_explain_wants_something_to_explain(paper):
    assert "Give files or addresses to explain." in paper.refuses("extract", "--explain", code=2)
    assert "Give files or addresses" in paper.refuses("extract", "--explain", "--jsonl", "x.jsonl", code=2)
