"""The report in a real browser: search, turn pages, jump; nothing of an article acts, nothing calls out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENSHOTS = os.environ.get("HOWTO_ETL_SCREENSHOTS")
"""Folder to keep screenshots in, for a person to look at."""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@dataclass
class Visit:
    """A page with what went wrong on it and what it asked the network for."""

    page: playwright.Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def open(self, path: Path) -> playwright.Page:
        self.page.goto(path.as_uri())
        return self.page


@pytest.fixture
def visit(browser: playwright.Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    size, scheme = getattr(request, "param", (DESK, "light"))
    context = browser.new_context(viewport=size, color_scheme=scheme)
    seen = Visit(context.new_page())

    def intercept(route: playwright.Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            seen.requests.append(route.request.url)
            route.abort()

    context.route("**/*", intercept)
    seen.page.on("console", lambda message: seen.messages.append(message.text))
    seen.page.on("pageerror", lambda error: seen.messages.append(str(error)))
    seen.page.on("dialog", lambda dialog: (seen.messages.append(dialog.message), dialog.dismiss()))
    seen.page.add_init_script("window.hacked = (what) => console.error('hacked: ' + what)")
    yield seen
    context.close()


def titles(page: playwright.Page) -> list[str]:
    """The titles the list shows, from top to bottom."""
    return page.locator("#articles tr:visible .what a").all_inner_texts()


def test_search_filter_and_sort(visit: Visit, report: Path) -> None:
    page = visit.open(report / "index.html")
    assert len(titles(page)) == 21
    page.keyboard.press("/")
    page.keyboard.type("printer OFFLINE")
    assert titles(page) == ["Wireless Printer Shows Offline? Bring It Back in Five Minutes"]
    assert page.locator("#found").inner_text() == "1 of 21 articles"
    page.fill("#search", "no such thing")
    page.click("#reset")
    assert len(titles(page)) == 21
    page.select_option("#show", "warned")
    assert len(titles(page)) == page.locator("#articles tr:visible .chip.warn").count() > 1
    page.select_option("#show", "")
    page.select_option("#sort", "share")
    shares = [float(row.get_attribute("data-share")) for row in page.locator("#articles tr").all()]
    assert shares == sorted(shares, reverse=True)
    page.select_option("#sort", "fixes")
    fixes = [int(row.get_attribute("data-fixes")) for row in page.locator("#articles tr").all()]
    assert fixes == sorted(fixes)
    assert (visit.requests, visit.messages) == ([], [])


def test_articles_are_turned_in_the_order_of_the_list(visit: Visit, report: Path) -> None:
    page = visit.open(report / "index.html")
    page.select_option("#show", "no-fixes")
    page.select_option("#sort", "title")
    first, second, third = titles(page)
    page.locator("#articles tr:visible .what a").first.click()
    assert (page.title(), page.locator("#place").inner_text()) == (first, "1 / 3")
    assert page.locator("#previous").get_attribute("href") is None
    page.click("#next")
    assert page.title() == second
    page.keyboard.press("j")
    page.wait_for_function("title => document.title === title", arg=third)
    page.keyboard.press("k")
    page.wait_for_function("title => document.title === title", arg=second)
    page.keyboard.press("u")
    page.wait_for_url("**/index.html*")
    assert titles(page) == [first, second, third]  # as it was left
    assert (visit.requests, visit.messages) == ([], [])


def test_jumping_from_removal_to_removal(visit: Visit, report: Path) -> None:
    page = visit.open(report / "index.html")
    page.get_by_role("link", name="Blue Screen After an Update").click()
    total = len({mark.get_attribute("data-r") for mark in page.locator("mark").all()})
    page.keyboard.press("p")
    assert page.locator("#at").inner_text().startswith(f"{total} of {total}: ")
    seen = []
    for number in range(1, total + 1):
        page.keyboard.press("n")
        assert page.locator("#at").inner_text().startswith(f"{number} of {total}: ")
        current = page.locator("mark.on").first
        assert in_view(page, "mark.on")
        seen.append(current.get_attribute("data-r"))
    assert len(set(seen)) == total
    page.keyboard.press("n")
    assert page.locator("mark.on").first.get_attribute("data-r") == seen[0]  # round again
    page.keyboard.press("p")
    assert page.locator("mark.on").first.get_attribute("data-r") == seen[-1]
    page.click(".jump [data-category=related]")
    assert "related · " in page.locator("#at").inner_text()
    assert page.locator("mark.on").first.get_attribute("class") == "c-related on"
    assert page.locator(".rule", has_text="related · ").is_visible()


def in_view(page: playwright.Page, selector: str) -> bool:
    """Whether the first such element lies within the visible part of the source pane."""
    seen: bool = page.evaluate(
        """selector => {
            const box = document.querySelector(selector).getBoundingClientRect();
            const pane = document.getElementById("source").getBoundingClientRect();
            return box.top >= pane.top && box.bottom <= pane.bottom && pane.height > 100;
        }""",
        selector,
    )
    return seen


def test_the_outline_leads_to_source_and_clean_text(visit: Visit, report: Path) -> None:
    page = visit.open(report / "index.html")
    page.get_by_role("link", name="Photos Not Backing Up").click()
    page.locator("#outline a.fix").last.click()
    line = page.locator("#source .flash, #source .l.flash")
    assert page.locator("#clean .flash").count() == 1
    assert in_view(page, f"#L{page.locator('#outline a.fix').last.get_attribute('data-line')}")
    assert line.count() <= 1


@pytest.mark.parametrize("visit", [(PHONE, "light")], indirect=True)
def test_on_a_phone_one_pane_is_shown_and_nothing_is_cut_off(visit: Visit, report: Path) -> None:
    page = visit.open(report / "index.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("link", name="Blue Screen After an Update").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    panes = page.locator(".pane:visible")
    assert [pane.get_attribute("id") for pane in panes.all()] == ["source"]
    page.click("label[for=tab-clean]")
    assert [pane.get_attribute("id") for pane in panes.all()] == ["clean"]
    page.click("label[for=tab-outline]")
    page.locator("#outline a.fix").nth(1).click()
    assert [pane.get_attribute("id") for pane in panes.all()] == ["source"]
    assert page.evaluate("document.getElementById('source').scrollWidth") <= PHONE["width"]


def test_everything_can_be_reached_by_keyboard(visit: Visit, report: Path) -> None:
    page = visit.open(report / "index.html")
    page.keyboard.press("j")
    page.keyboard.press("j")
    chosen = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_function("title => document.title === title", arg=chosen)
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"up", "next", "on", "back", "source", "clean"} <= reached


def test_an_article_full_of_script_does_nothing(visit: Visit, injected_report: Path) -> None:
    """Every page is opened, scrolled through, hovered and typed at: no script runs, no request leaves."""
    pages = [path for path in sorted(injected_report.rglob("*.html")) if "images" not in path.name]
    assert len(pages) == 3
    for path in pages:
        page = visit.open(path)
        for key in ("n", "n", "p", "Tab", "Tab", "3", "2", "1"):
            page.keyboard.press(key)
        page.mouse.move(300, 300)
        page.mouse.wheel(0, 4000)
        page.mouse.move(400, 500)
        assert page.locator("script").count() == 1
        assert page.locator("img, iframe, object, embed, video, audio, link, base").count() == 0
        assert page.url == path.as_uri() or path.name == "index.html"
    assert (visit.requests, visit.messages) == ([], [])


def test_images_load_only_on_the_page_made_for_them(visit: Visit, injected_report: Path) -> None:
    page = visit.open(injected_report / "index.html")
    page.get_by_role("link", name="How to").first.click()
    assert visit.requests == []
    page.get_by_role("link", name="show images").click()
    page.mouse.wheel(0, 100_000)
    page.wait_for_load_state()
    assert visit.requests
    assert all("evil.example" in url for url in visit.requests)
    assert not any("hacked" in message for message in visit.messages)
    assert page.locator("script").count() == 0
    assert page.evaluate("document.referrer") == ""


@pytest.mark.parametrize(
    "visit", [(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")], indirect=True
)
def test_light_and_dark_on_phone_and_desk(visit: Visit, report: Path, tmp_path: Path) -> None:
    """Text stands out from its background everywhere; pictures are kept for a person to look at."""
    folder = Path(SCREENSHOTS or tmp_path)
    page = visit.open(report / "index.html")
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    name = f"{'dark' if dark else 'light'}-{page.evaluate('innerWidth')}.png"
    page.screenshot(path=folder / f"index-{name}", full_page=True)
    assert lowest_contrast(page, ["td", ".dim", ".chip", "a", "th"]) >= 4.5
    page.get_by_role("link", name="Blue Screen After an Update").click()
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.screenshot(path=folder / f"article-{name}")
    assert lowest_contrast(page, ["mark", "mark.on", ".rule", ".chip", ".no", ".tag", ".lines"]) >= 4.5


def lowest_contrast(page: playwright.Page, selectors: list[str]) -> float:
    """The lowest contrast of text and background (WCAG 2, 1 to 21) among the elements shown."""
    lowest: float = page.evaluate(
        """selectors => {
            const channels = (colour) => {
                const canvas = document.createElement("canvas").getContext("2d");
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                return canvas.getImageData(0, 0, 1, 1).data;
            };
            const light = (rgb) => [...rgb].slice(0, 3).map((c) => c / 255)
                .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const background = (element) => {
                for (let e = element; e; e = e.parentElement) {
                    const colour = getComputedStyle(e).backgroundColor;
                    if (channels(colour)[3] === 255) return colour;
                }
                return "white";
            };
            let lowest = 21;
            for (const element of document.querySelectorAll(selectors.join(","))) {
                if (!element.checkVisibility() || !element.textContent.trim()) continue;
                const [a, b] = [getComputedStyle(element).color, background(element)]
                    .map((colour) => light(channels(colour))).sort((x, y) => y - x);
                lowest = Math.min(lowest, (a + 0.05) / (b + 0.05));
            }
            return lowest;
        }""",
        selectors,
    )
    return lowest
