"""The website in a real browser: accessible, usable from the keyboard and without scripts, and it asks for nothing.

Needs Chromium and the packages of the dependency group `browser`; skipped without them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commreg.register.config import find
from commreg.register.folder_writer import write_folder
from commreg.register.load import load
from commreg.register.redact import redact_for
from commreg.site.entries import Source
from commreg.site.site import SiteRequest, build_site
from tests.conftest import ROOT
from tests.unit.hypothesis_profile import THOROUGH

playwright = pytest.importorskip("playwright.sync_api", reason="the browser tests need the package playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="the browser tests need Chromium")

PAGES = ("index", "register", "market", "decisions", "providers", "data", "accessibility")
WIDTHS = (320, 768, 1440) if THOROUGH else (320, 1440)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = find(ROOT)
    register = load(config, date(2021, 12, 16))
    source = Source(redact_for(register, "public"), register.settings, register.as_of)
    folder = tmp_path_factory.mktemp("site") / "public"
    write_folder(folder, build_site(SiteRequest(source, config.root, pages_only=True)), ".commreg-site")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def opened(browser: Any, address: str, **options: Any) -> Any:
    """A page in a window of its own; a request for anything but the page itself is a failure."""
    page = browser.new_context(**options).new_page()
    page.on("request", lambda request: pytest.fail(request.url) if not request.url.startswith(address[:8]) else None)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_kind_of_page_passes_axe_and_does_not_scroll_sideways(
    width: int, scheme: str, browser: Any, site: Path
) -> None:
    axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    contract, area = next((site / "contracts").glob("*.html")), next((site / "areas").glob("*.html"))
    for path in (*(site / f"{name}.html" for name in PAGES), contract, area):
        options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
        page = opened(browser, path.as_uri(), **options)
        results = axe_playwright.Axe().run(page)
        assert results.violations_count == 0, (path.name, results.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path.name
        page.context.close()


def test_search_filters_sorting_and_the_address_work_from_the_keyboard(browser: Any, site: Path) -> None:
    page = opened(browser, (site / "register.html").as_uri())
    rows = page.locator(".register tbody tr:visible")
    assert rows.count() == 28
    page.locator("#f-q").focus()
    page.keyboard.type("justice")
    assert rows.count() == 1
    assert "Showing 1 of 28 contracts" in page.locator("#count").inner_text()
    assert page.url.endswith("#q=justice")
    for _ in range(5):  # three lists, the box and then the button
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the button that clears the filters
    assert rows.count() == 28
    page.locator("th[data-sort=pence] button").focus()
    page.keyboard.press("Enter")
    assert page.locator("th[data-sort=pence]").get_attribute("aria-sort") == "descending"
    assert "0-19 Healthy Child Programme" in rows.first.inner_text()
    assert page.url.endswith("#sort=-pence")
    page.context.close()


def test_a_link_from_the_first_page_shows_the_list_that_it_counts(browser: Any, site: Path) -> None:
    page = opened(browser, (site / "index.html").as_uri())
    figure = page.locator(".figures a").first
    number = int(figure.inner_text())
    figure.click()
    page.wait_for_url("**/register.html#*")
    assert page.locator(".register tbody tr:visible").count() == number
    page.context.close()


def test_without_scripts_the_whole_register_is_there(browser: Any, site: Path) -> None:
    page = opened(browser, (site / "register.html").as_uri(), java_script_enabled=False)
    assert page.locator(".register tbody tr:visible").count() == 28
    assert not page.locator(".filters").is_visible()
    page.context.close()


def test_pages_print_on_few_sheets(browser: Any, site: Path) -> None:
    for name, most in (("index", 6), ("register", 5), ("contracts/youth-justice-2019", 4)):
        page = opened(browser, (site / f"{name}.html").as_uri())
        sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
        assert 0 < sheets <= most, (name, sheets)
        page.context.close()
