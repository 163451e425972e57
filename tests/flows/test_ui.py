"""The Prefect UI in a real browser: start a run through the form, see what it did."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import flow_articles
import pytest
from prefect_kit import (
    STOP_SECONDS,
    Server,
    held,
    is_alive,
    serving,
    state_of,
    wait_for,
    wait_until_cleaning,
)

from pipeline import RunOptions, clean_corpus, load_table

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.browser]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENSHOTS = os.environ.get("HOWTO_ETL_SCREENSHOTS")
"""A folder to keep the pictures in, for people to look at."""

MINUTES = 60_000.0


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine; install Debian's package `chromium`")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            viewport={"width": 1400, "height": 1100},
        )
        browser.set_default_timeout(2 * MINUTES)
        yield browser.pages[0]
        browser.close()


def picture(page: Page, name: str) -> None:
    if SCREENSHOTS:
        Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SCREENSHOTS}/{name}.png", full_page=True)


def see(wanted: Locator, server: Server, run: str) -> None:
    """Waits until the page shows `wanted`; a failure says what the run was at."""
    try:
        wanted.wait_for()
    except Exception as error:
        shown = [item["description"] for item in server.artifacts(run)]
        raise AssertionError(f"{state_of(server.run(run))}; its artifacts: {shown}") from error


def test_a_run_is_started_and_followed_in_the_ui(server: Server, page: Page, tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    flow_articles.write(raw, 30)
    (raw / "an-empty-file.md").touch()
    options = ["--raw", str(raw), "--clean", str(clean), "--workers", "1", "--no-schedule"]
    with serving(server, tmp_path, "by-hand", *options):
        page.goto(f"{server.ui}/v2/deployments/deployment/{server.deployment_id('by-hand')}")
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Custom run").click()

        explanation = "Trial run on the first N articles by path."
        page.get_by_text(explanation).wait_for()
        picture(page, "1-form")
        workers = page.get_by_label(re.compile("^workers", re.IGNORECASE))
        workers.fill("-3")
        page.get_by_role("button", name="Submit").click()
        picture(page, "2-refused")
        assert not server.runs("by-hand"), "a value out of bounds must not start a run"
        workers.fill("2")
        page.get_by_role("button", name="Submit").click()
        (run,) = wait_for(lambda: server.runs("by-hand"), "the run that was submitted")
        ended = server.ended_as("COMPLETED", run["id"])
        assert ended["parameters"]["workers"] == 2
        # The page of a run that has ended does not ask for lines again.
        server.logged(run["id"], finished := "Finished in state Completed('30 articles")
        # By its address: the message with the button "View run" is shown for some seconds only.
        page.goto(f"{server.ui}/v2/runs/flow-run/{run['id']}")
        see(page.locator("main [data-slot=badge]", has_text="Completed").first, server, run["id"])
        see(page.get_by_text(finished), server, run["id"])
        picture(page, "3-completed")

        page.get_by_role("tab", name="Artifacts").click()
        page.get_by_text("30 articles, 1 rejected").first.wait_for()
        picture(page, "4-artifacts")
        shown = {item["type"]: item["id"] for item in server.artifacts(run["id"])}
        page.goto(f"{server.ui}/v2/artifacts/artifact/{shown['markdown']}")
        page.get_by_role("heading", name="30 clean articles, 1 rejected").wait_for()
        for heading in ("Quality gates", "Removed", "Top 15 rules", "Rejected"):
            page.get_by_role("heading", name=heading, exact=True).wait_for()
        page.get_by_role("cell", name="an-empty-file.md").wait_for()
        picture(page, "5-summary")
        page.goto(f"{server.ui}/v2/artifacts/artifact/{shown['table']}")
        page.get_by_text("an-empty-file.md").first.wait_for()
        picture(page, "6-rejects")

    assert len(load_table(clean, "articles")) == 30
    assert list(load_table(clean, "rejects")["source_path"]) == ["an-empty-file.md"]


def test_a_failed_gate_is_explained_in_the_ui(server: Server, page: Page, tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    flow_articles.write(raw, 30)
    clean_corpus(raw, clean, options=RunOptions(workers=1))
    before = (clean / "manifest.json").read_bytes()
    (raw / "offers.md").write_text(flow_articles.all_ad(1))
    options = ["--raw", str(raw), "--clean", str(clean), "--workers", "1", "--no-schedule"]
    with serving(server, tmp_path, "poisoned", *options):
        gates = {"min_sources": 0, "max_shrunk_share": 0.01, "shrunk_below": 0.1}
        run = server.trigger("poisoned", gates=gates)
        server.ended_as("FAILED", run)
        page.goto(f"{server.ui}/v2/runs/flow-run/{run}")
        see(page.locator("main [data-slot=badge]", has_text="Failed").first, server, run)
        page.get_by_role("tab", name="Details").click()
        see(page.get_by_text(re.compile("Not published: FAILED shrunk_share.*offers.md")).first, server, run)
        picture(page, "7-failed")
        (summary,) = [item for item in server.artifacts(run) if item["type"] == "markdown"]
        page.goto(f"{server.ui}/v2/artifacts/artifact/{summary['id']}")
        page.get_by_role("heading", name="31 clean articles, 0 rejected").wait_for()
        page.get_by_role("cell", name="FAILED").wait_for()
        page.get_by_role("cell", name="offers.md").wait_for()
        picture(page, "8-failed-summary")
    assert (clean / "manifest.json").read_bytes() == before


def test_a_run_is_cancelled_in_the_ui(server: Server, page: Page, tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    flow_articles.write(raw, 30)
    clean_corpus(raw, clean, options=RunOptions(workers=1))
    flow_articles.write(raw, 2000, paragraphs=12, start=1000)
    options = ["--raw", str(raw), "--clean", str(clean), "--workers", "2", "--no-schedule"]
    with serving(server, tmp_path, "stopped-by-hand", *options) as process:
        run = server.trigger("stopped-by-hand", shard_size=200, time_budget_seconds=600)
        wait_until_cleaning(server, run)
        children = process.children()
        with held(children):
            page.goto(f"{server.ui}/v2/runs/flow-run/{run}")
            page.get_by_role("tab", name="Artifacts").click()
            # The 30 as well, should the code that cleans have changed since.
            see(page.get_by_text(re.compile("Cleaned .* of (2,000|2,030)")), server, run)
            picture(page, "9-progress")
            page.locator("main header, main").get_by_role("button").filter(
                has=page.locator("svg")
            ).first.click()
            picture(page, "10-menu")
            page.get_by_role("menuitem", name="Cancel").click()
            picture(page, "11-cancel")
        page.get_by_role("button", name="Cancel Flow Run").click()
        wait_for(lambda: not any(map(is_alive, children)), "the end of all processes", STOP_SECONDS)
        server.ended_as("CANCELLED", run)
        page.reload()
        see(page.locator("main [data-slot=badge]", has_text="Cancelled").first, server, run)
        picture(page, "12-cancelled")

    assert len(load_table(clean, "articles")) == 30
