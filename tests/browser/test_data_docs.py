"""A real browser on the pages of failed gates: rows full of markup run nothing, and nothing is fetched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.gates.hostile_rows import ATTACKS, MARK, judged

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed here; tests/gates/test_escaping.py parses the pages"
)
def test_no_page_runs_what_a_bulletin_says(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    _, docs, _ = judged(tmp_path)
    pages = sorted(docs.rglob("*.html"))
    fetched: list[str] = []
    ran: list[str] = []
    shown = ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: fetched.append(request.url))
        page.on("dialog", lambda dialog: ran.append(dialog.message))
        for path in pages:
            page.goto(path.as_uri())
            ran += [path.name] if page.evaluate(f"window.{MARK} !== undefined") else []
            shown += page.evaluate("document.body.textContent")
            assert page.locator("[onerror],[onload],[onfocus],iframe[srcdoc]").count() == 0, path.name
        browser.close()
    assert ran == []
    assert [url for url in fetched if not url.startswith("file:")] == []
    assert all(attack in shown for attack in ATTACKS[:5]), "the rows are shown as they were written"
