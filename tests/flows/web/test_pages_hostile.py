"""Whatever is stored, and whatever is asked: pages show it as text and as nothing else."""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from sqlalchemy import update

from flows.web.app import make_app
from flows.web.pages.rendering import printable
from storage import Archive, open_archive
from storage.tables import article
from tests.flows.web.conftest import serving
from tests.flows.web.known import Known, known_of
from tests.poison import HOSTILE, MARKER, poison

#: All that the templates write; nothing else may come out of them.
ELEMENTS = """
    a article aside b bdi blockquote body br button caption code dd del details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 head header html img input ins kbd label legend li link main mark meta nav datalist ol
    option p picture q rect script section select source span summary svg table tbody td th thead time title tr ul
"""
ATTRIBUTES = """
    action alt aria-current aria-describedby aria-hidden aria-invalid aria-label aria-labelledby autocomplete charset
    checked class content datetime defer dir focusable for height href id inputmode lang list loading media method name
    hidden open placeholder preserveaspectratio rel role scope selected spellcheck src srcset tabindex title type value
    viewbox width
"""
#: Attributes that may repeat what is stored; an address only behind a harmless beginning.
REPEATING = {"value", "title", "href", "src", "srcset"}
OWN = ("/about", "/coverage")  # nothing stands there that is not ours
BEGINNINGS = ("/", "?", "#", "http://", "https://")


class Checked(HTMLParser):
    """Holds a page to what its templates may write."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.said: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag not in ELEMENTS.split():
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.split():
                self.faults.append(f"<{tag} {name}>")
            if MARKER in (value or "") and name not in REPEATING:
                self.faults.append(f"<{tag} {name}={value!r}>")
            if name in {"href", "src", "srcset", "action"} and not (value or "").startswith(BEGINNINGS):
                self.faults.append(f"<{tag} {name}={value!r}>")
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith("/static/page.js?"):
            self.faults.append(f"<script {given}>")
        if (given.get("href") or "").startswith("http") and given.get("rel") != "noreferrer noopener nofollow ugc":
            self.faults.append(f"a link elsewhere without rel: {given}")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "script" in self._open and data.strip():
            self.faults.append(f"a script of its own: {data!r}")
        for tag in set(self._open):
            self.said.setdefault(tag, []).append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        if decl != "doctype html":
            self.faults.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"<![{data}")


def paths(known: Known) -> list[str]:
    """Every page on which stored text stands."""
    others = known.printed[1:]
    return [
        "/", "/?q=SCO", "/?order=oldest", "/quotes", "/edits", "/edits?vanished=1", "/stats", "/about", "/sources",
        "/coverage", "/coverage?source=steppe-herald", f"/stories/{known.story}",
        *(f"/stories/{known.story}/compare?article={each}" for each in others),
        f"/stories/{known.story}/compare?article={others[0]}&other={others[1]}",
        *(f"/articles/{key}" for key in known.articles),
        *(f"/articles/{key}/versions" for key in known.articles),
        f"/articles/{known.edited}/versions?view=side",
    ]  # fmt: skip


def asked(value: str, key: int) -> Iterator[str]:
    """Every page that repeats what it was asked."""
    typed = quote(value[:300].encode("utf-8", "replace"), safe="")
    for name in ("q", "tag", "since", typed):
        yield f"/?{name}={typed}"
    for place in ("quotes?speaker", "quotes?about", "edits?source", "edits?since", "coverage?source"):
        yield f"/{place}={typed}"
    yield from (f"/articles/{typed}", f"/{typed}", f"/articles/{key}/versions?from={typed}")


@pytest.fixture(scope="module")
def poisonable(world_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of this module's own, of the sample world; one of its pages has vanished."""
    folder = shutil.copytree(world_data, tmp_path_factory.mktemp("poison") / "data")
    with open_archive(f"sqlite:///{folder}/archive.db", folder) as archive:
        with archive.engine.execution_options(writes=True).begin() as connection:
            gone = {"vanished_at": article.c.first_seen_at, "vanished_status": "http_404"}
            connection.execute(update(article).where(article.c.language == "ru").values(gone))
        yield archive


@pytest.fixture(scope="module")
def known(poisonable) -> Known:
    """What to look at, found before it is poisoned."""
    return known_of(poisonable)


@pytest.fixture(scope="module")
def poisoned_site(poisonable):
    """It, served."""
    with serving(make_app(poisonable)) as site:
        yield site


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_stored_is_shown_as_text_and_as_nothing_else(poisonable, poisoned_site, known, case):
    value = HOSTILE[case]
    poison(poisonable, lambda: value)
    for path in paths(known):
        answer = poisoned_site(path, accept="text/html")
        assert answer.status == 200, (path, answer.body[:300])
        page = Checked(answer.body.decode("utf-8"))
        assert not page.faults, path
        assert MARKER in "".join(page.said["main"]) or path.startswith(OWN), path
        if path in {f"/articles/{key}" for key in known.articles}:
            assert "".join(page.said["h1"]) == printable(value)


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_asked_is_repeated_as_text_and_as_nothing_else(poisoned_site, known, case):
    for path in asked(HOSTILE[case], known.edited):
        answer = poisoned_site(path, accept="text/html")
        assert answer.status in {200, 303, 400, 404, 414}, (path, answer.status, answer.body[:300])
        assert answer["Content-Type"] is None or answer["Content-Type"].startswith("text/html")
        assert not Checked(answer.body.decode("utf-8")).faults, path
        if answer.status == 303:
            assert urlsplit(answer["Location"]).netloc == ""


def test_halves_of_surrogate_pairs_are_no_text(poisonable, poisoned_site, known):
    """Only where JSON is stored can they be."""
    with poisonable.engine.execution_options(writes=True).begin() as connection:
        lists = {name: ["\ud800 half"] for name in ("authors", "keywords", "organizations", "dropped")}
        connection.execute(update(article).values(lists))
    answer = poisoned_site(f"/articles/{known.edited}", accept="text/html")
    assert answer.status == 200
    assert "\ufffd half" in answer.body.decode("utf-8")


def test_many_kinds_of_poison_beside_each_other(poisonable, poisoned_site, known):
    values = cycle(HOSTILE.values())
    poison(poisonable, lambda: next(values)[:500])
    for path in paths(known):
        assert not Checked(poisoned_site(path, accept="text/html").body.decode("utf-8")).faults
