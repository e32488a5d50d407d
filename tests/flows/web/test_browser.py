"""The pages in a real Chromium: by keyboard, by mouse, without scripts, on a phone, in the dark, from right to left."""

import shutil
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from flows.web.app import make_app
from storage import Archive, open_archive
from tests.flows.web.browser import chromium, reading
from tests.flows.web.conftest import Site, serving
from tests.flows.web.known import Known, known_of
from tests.poison import HOSTILE, MARKER, poison

PHONE = {"width": 360, "height": 740}
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def known(world: Archive) -> Known:
    """What to look at."""
    return known_of(world)


def every_page(known: Known) -> dict[str, str]:
    """Each kind of page, by what it is."""
    return {
        "newest": "/",
        "found": "/?q=SCO",
        "filtered": "/?tag=sco&lang=en&originals=1&since=2020-01-01",
        "nothing": "/?q=SCO&lang=hy",
        "refused": "/?q=%22open",
        "article": f"/articles/{known.printed[1]}",
        "persian": f"/articles/{known.persian}",
        "versions": f"/articles/{known.edited}/versions",
        "side": f"/articles/{known.edited}/versions?view=side",
        "unedited": f"/articles/{known.persian}/versions",
        "story": f"/stories/{known.story}",
        "compared": f"/stories/{known.story}/compare?article={known.printed[2]}",
        "quotes": "/quotes",
        "edits": "/edits",
        "vanished": "/edits?vanished=1",
        "coverage": "/coverage",
        "days": "/coverage?source=steppe-herald",
        "sources": "/sources",
        "stats": "/stats",
        "about": "/about",
        "missing": "/articles/99999",
    }


# --- finding -------------------------------------------------------------------------------------------------------


def test_an_article_is_found_by_keyboard_alone(browser, site: Site):
    with reading(browser, site.url) as reader:
        page = reader.open("/")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        page.keyboard.press("/")
        page.keyboard.type("waybill")
        page.keyboard.press("Enter")
        expect(page.locator(".found")).to_contain_text("3 articles")
        assert page.url == f"{site.url}/?q=waybill"  # what was left empty is not in the address
        page.keyboard.press("j")
        first = page.locator(".hit h2 a").first
        expect(first).to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("article.document h1")).to_contain_text("waybill")


def test_keys_can_be_turned_off(browser, site: Site):
    with reading(browser, site.url) as reader:
        page = reader.open("/about")
        page.get_by_label("These keys are on").uncheck()
        page = reader.open("/?q=SCO")
        page.keyboard.press("j")
        expect(page.locator(".hit h2 a").first).not_to_be_focused()


def test_pages_follow_each_other(browser, site: Site, world: Archive):
    with reading(browser, site.url) as reader:
        page = reader.open("/?limit=5&order=oldest")
        seen: list[str] = []
        while True:
            seen += [each.get_attribute("href") or "" for each in page.locator(".hit h2 a").all()]
            if not page.get_by_role("link", name="More articles").count():
                break
            page.get_by_role("link", name="More articles").click()
        assert len(seen) == len(set(seen)) == world.stats()["articles"]
        page.get_by_role("link", name="First page").click()
        expect(page.locator(".hit h2 a").first).to_have_attribute("href", seen[0])
        page.go_back()
        expect(page.locator(".hit h2 a").first).to_have_attribute("href", seen[len(seen) // 5 * 5])


def test_what_articles_have_in_common_narrows_and_widens(browser, site: Site):
    with reading(browser, site.url) as reader:
        page = reader.open("/?q=SCO")
        before = page.locator(".found").inner_text()
        facet = page.locator("#facets section", has_text="How central")
        count = facet.locator("li", has_text="about it").first.locator(".n").inner_text()
        facet.get_by_role("link", name="about it", exact=True).click()
        expect(page.locator(".found b")).to_have_text(count)
        expect(page.locator(".chips")).to_contain_text("about it")
        assert "level=central" in page.url
        page.locator(".chips a").click()
        expect(page.locator(".found")).to_have_text(before)


def test_a_form_of_filters_is_a_question(browser, site: Site):
    with reading(browser, site.url) as reader:
        page = reader.open("/")
        page.get_by_text("Filters", exact=True).click()
        page.get_by_label("Language").fill("fa")
        page.get_by_label("Published from").fill("2026-11-10")
        page.get_by_role("button", name="Apply filters").click()
        expect(page.locator(".chips li")).to_have_count(2)
        assert page.url == f"{site.url}/?lang=fa&since=2026-11-10"
        page.get_by_role("textbox", name="Language").is_hidden()
        expect(page.locator("#f-since")).to_have_value("2026-11-10")


def test_nothing_found_says_what_to_leave_out(browser, site: Site):
    with reading(browser, site.url) as reader:
        page = reader.open("/?q=waybill&lang=fa")
        expect(page.get_by_role("heading", name="No article answers this")).to_be_visible()
        page.get_by_role("link", name="Without “Language: Persian”").click()
        expect(page.locator(".found")).to_contain_text("3 articles")


def test_a_question_that_cannot_be_read_is_kept_beside_the_reason(browser, site: Site):
    with reading(browser, site.url) as reader:
        page = reader.open("/about")
        answer = page.goto(f"{site.url}/?q=%22open&lang=ru")
        assert answer is not None
        assert answer.status == 400
        reader.faults.clear()  # the console tells of the status
        expect(page.get_by_role("alert")).to_contain_text("quotation mark")
        expect(page.locator("#q")).to_have_value('"open')
        expect(page.locator("#f-lang")).to_have_value("ru")


def test_a_chinese_question_finds_inside_sentences(browser, site: Site):
    with reading(browser, site.url) as reader:
        page = reader.open(f"/?q={quote('上海合作组织')}")
        assert page.locator(".hit").count() >= 1
        expect(page.locator(".hit h2").first).to_have_attribute("lang", "zh")


# --- one article ---------------------------------------------------------------------------------------------------


def test_a_reason_leads_to_its_place_and_back(browser, site: Site, known: Known):
    with reading(browser, site.url) as reader:
        page = reader.open(f"/articles/{known.printed[0]}")
        reason = page.locator(".evidence li.for a").nth(1)
        name = (reason.get_attribute("href") or "").removeprefix("#")
        reason.click()
        place = page.locator(f"#{name}")
        expect(place).to_be_in_viewport()
        assert place.inner_text() == reason.inner_text()
        place.locator("a").first.click()
        assert page.url.endswith(f"#why-{name}")
        expect(page.locator(f"#why-{name}")).to_be_in_viewport()


def test_marks_are_told_apart_without_colour(browser, site: Site):
    with reading(browser, site.url) as reader:
        page = reader.open("/about")
        line = "each => { const s = getComputedStyle(each); return [s.textDecorationLine, s.textDecorationStyle] }"
        assert page.locator("mark.for a").first.evaluate(line) == ["underline", "solid"]
        assert page.locator("mark.against a").first.evaluate(line) == ["underline", "dashed"]


def test_persian_reads_from_right_to_left(browser, site: Site, known: Known):
    with reading(browser, site.url) as reader:
        page = reader.open(f"/articles/{known.persian}")
        for place in ("h1", ".text", ".text p"):
            element = page.locator(place).first
            assert element.evaluate("each => getComputedStyle(each).direction") == "rtl"
        text = page.locator(".text")
        assert (text.get_attribute("lang"), text.get_attribute("dir")) == ("fa", "rtl")
        right = "each => { const r = document.createRange(); r.selectNodeContents(each);"
        right += " return each.getBoundingClientRect().right - r.getClientRects()[0].right }"
        assert text.locator("p").first.evaluate(right) < 3  # the first line begins at the right edge
        assert page.locator(".facts").first.evaluate("each => getComputedStyle(each).direction") == "ltr"
        page = reader.open("/?lang=fa")
        expect(page.locator(".hit").first).to_have_attribute("dir", "rtl")


# --- stories and versions ------------------------------------------------------------------------------------------


def test_a_story_names_its_origin_and_lays_copies_beside_it(browser, site: Site, known: Known):
    with reading(browser, site.url) as reader:
        page = reader.open(f"/stories/{known.story}")
        expect(page.locator(".verdict")).to_contain_text("Meridian Wire")
        expect(page.locator(".printing")).to_have_count(3)
        expect(page.locator(".printing").first).to_contain_text("origin")
        page.locator(".printing").nth(2).get_by_role("link", name="Side by side").click()
        expect(page.locator(".beside thead th")).to_have_count(2)
        assert page.locator(".beside del").count()
        assert page.locator(".beside ins").count()


def test_versions_show_what_was_taken_out_and_put_in(browser, site: Site, known: Known):
    with reading(browser, site.url) as reader:
        page = reader.open(f"/articles/{known.edited}")
        page.get_by_role("link", name="What changed").click()
        expect(page.locator(".difference del").filter(has_text="14").first).to_be_visible()
        expect(page.locator(".difference ins").filter(has_text="17").first).to_be_visible()
        page.get_by_label("shown").select_option("side")
        page.get_by_role("button", name="Compare").click()
        expect(page.locator(".beside")).to_be_visible()


# --- for everybody -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast"]})])
def test_no_page_keeps_anybody_out(browser, site: Site, known: Known, scheme, rules):
    """Contrast, names, landmarks, languages …: what axe finds, at its upper grades. In the dark only colours differ."""
    axe = Axe()
    found = {}
    with reading(browser, site.url, color_scheme=scheme) as reader:
        for name, path in every_page(known).items():
            page = reader.open(path)
            page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
            faults = axe.run(page, options=rules).response["violations"]
            told = {each["id"]: [node["html"][:200] for node in each["nodes"]][:3] for each in faults}
            found[name] = {id_: told[id_] for id_ in (each["id"] for each in faults if each["impact"] in SERIOUS)}
        reader.faults = [each for each in reader.faults if "404" not in each and "400" not in each]
    assert not {name: faults for name, faults in found.items() if faults}


def test_no_page_is_wider_than_a_phone_nor_twice_enlarged(browser, site: Site, known: Known):
    for viewport in (PHONE, {"width": 640, "height": 450}):  # the latter: 1280 at 200 %
        with reading(browser, site.url, viewport=viewport) as reader:
            for name, path in every_page(known).items():
                page = reader.open(path)
                page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
                assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], name
            reader.faults.clear()  # the console tells of the pages that say no


def test_all_of_it_works_without_scripts(browser, site: Site, known: Known):
    with reading(browser, site.url, java_script_enabled=False) as reader:
        page = reader.open("/")
        page.locator("#q").fill("waybill")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".found")).to_contain_text("3 articles")
        assert page.url == f"{site.url}/?q=waybill"  # shortened by the server
        page.get_by_text("Filters", exact=True).click()
        page.get_by_label("Originals only").check()
        page.get_by_role("button", name="Apply filters").click()
        expect(page.locator(".found")).to_contain_text("1 article")
        page.locator(".hit h2 a").first.click()
        page.locator(".evidence a").first.click()
        expect(page.locator(".spot:target")).to_have_count(1)
        for path in every_page(known).values():
            expect(reader.open(path).locator("main h1")).to_have_count(1)
        reader.faults.clear()  # the console tells of the pages that say no


def test_pages_are_quiet(browser, site: Site, known: Known):
    """No error on the console, no breach of the content security policy, no request to anybody else."""
    with reading(browser, site.url) as reader:
        for name, path in every_page(known).items():
            if name not in {"refused", "missing"}:
                reader.open(path)


# --- hostile texts -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def poisoned(world_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Known]]:
    """The sample world, in which every text attacks its reader."""
    folder = shutil.copytree(world_data, tmp_path_factory.mktemp("hostile") / "data")
    with open_archive(f"sqlite:///{folder}/archive.db", folder) as archive:
        known = known_of(archive)
        values = cycle([each[:3_000] for each in HOSTILE.values()])
        poison(archive, lambda: next(values))
        with serving(make_app(archive)) as site:
            yield site, known


def test_hostile_texts_do_nothing(browser, poisoned):
    site, known = poisoned
    with reading(browser, site.url) as reader:
        for name, path in every_page(known).items():
            page = reader.open(path)
            page.mouse.move(300, 300)
            page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
            assert page.evaluate(f"typeof window.{MARKER}") == "undefined", name
            assert page.evaluate("document.scripts.length") == 1, name
            for what in ("[onmouseover], [onfocus], [onerror], [onload], [style]", "iframe, object, base, style"):
                assert page.locator(what).count() == 0, (name, what)
            hrefs = page.evaluate("[...document.links].map(each => each.protocol)")
            assert set(hrefs) <= {"http:", "https:"}, name
        reader.faults = [each for each in reader.faults if "status of 40" not in each]
