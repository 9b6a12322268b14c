"""The HTML report in a real browser: found, filtered, linked to, and usable by everybody."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mendeley_sync.reports.diff.html import render_html
from tests.reports.samples import many_findings, sample_report

pytestmark = pytest.mark.browser

AUDIT = (Path(__file__).parent / "page_audit.js").read_text("utf-8")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


class Opened:
    """A page with what it said and asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def shown(self) -> list[str]:
        """Titles of the works that are to be seen."""
        return self.page.locator(".card:visible h4 bdi").all_inner_texts()


def opened(
    browser: Browser,
    folder: Path,
    html: str,
    *,
    width: int = 1280,
    scheme: Literal["dark", "light"] = "light",
    anchor: str = "",
    javascript: bool = True,
) -> Opened:
    for earlier in browser.contexts:
        earlier.close()
    file = folder / "report.html"
    file.write_text(html, "utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=javascript,
        reduced_motion="reduce",
    )
    one = Opened(context.new_page())
    one.page.goto(file.as_uri() + anchor)
    return one


@pytest.fixture(scope="module")
def html() -> str:
    return render_html(sample_report(practice=True))


def anchor_of(html: str, title: str) -> str:
    found = re.search(rf'href="#(f-\w+)" aria-label="Link to this finding: {title}', html)
    assert found is not None
    return found.group(1)


def test_the_page_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, folder: Path, html: str
) -> None:
    one = opened(browser, folder, html)

    assert one.said == []
    assert [address for address in one.asked if not address.startswith("file:")] == []


def test_the_answer_is_the_first_heading(browser: Browser, folder: Path, html: str) -> None:
    one = opened(browser, folder, html)

    assert one.page.locator("h1").inner_text() == "Out of sync"
    assert one.page.locator(".practice").is_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_passes_the_audit(
    browser: Browser, folder: Path, html: str, width: int, scheme: Literal["dark", "light"]
) -> None:
    one = opened(browser, folder, html, width=width, scheme=scheme)
    one.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")

    assert one.page.evaluate(AUDIT) == []


def test_the_audit_sees_what_is_wrong(browser: Browser, folder: Path) -> None:
    wrong = (
        "<title></title><h1>A</h1><h4>B</h4><input><svg></svg><p id=x><p id=x>"
        "<table><tr><td>1</td></tr></table><span style='color:#bbb'>pale</span>"
    )
    complaints: list[Any] = opened(browser, folder, wrong).page.evaluate(AUDIT)

    for rule in ("language", "title", "jumps", "label", "without words", "id twice", "contrast"):
        assert any(rule in complaint for complaint in complaints), rule


def test_searching_leaves_what_fits(browser: Browser, folder: Path, html: str) -> None:
    one = opened(browser, folder, html)

    one.page.get_by_label("Search").fill("basic FAULT")

    assert one.shown() == ["The basic fault"]
    assert one.page.locator("#shown").inner_text() == "1 of 5 works shown"


def test_filters_work_together_and_can_be_taken_back(
    browser: Browser, folder: Path, html: str
) -> None:
    one = opened(browser, folder, html)

    one.page.get_by_label("Kind").select_option("differs")
    one.page.get_by_label("Field").select_option("issued")
    assert one.shown() == ["The doctor, his patient and the illness"]
    one.page.get_by_label("Kind").select_option("extra")
    assert one.shown() == []
    one.page.get_by_role("button", name="Show all").click()
    expect(one.page.locator("#shown")).to_have_text("5 of 5 works shown")
    assert len(one.shown()) == 4


def test_filtering_by_weight_opens_what_is_folded(
    browser: Browser, folder: Path, html: str
) -> None:
    one = opened(browser, folder, html)

    one.page.get_by_label("Severity").select_option("cosmetic")

    assert one.page.locator(".card:visible").count() == 1
    assert "11–19" in one.page.locator(".card:visible").inner_text()


def test_a_deep_link_shows_its_finding_also_when_it_is_folded(
    browser: Browser, folder: Path, html: str
) -> None:
    cosmetic = re.search(r'data-folded.*?<tr role="row" id="(f-\w+)"', html, re.DOTALL)
    assert cosmetic is not None

    one = opened(browser, folder, html, anchor=f"#{cosmetic.group(1)}")

    assert one.page.locator(f"#{cosmetic.group(1)}").is_visible()


def test_a_deep_link_beats_a_filter(browser: Browser, folder: Path, html: str) -> None:
    one = opened(browser, folder, html)
    one.page.get_by_label("Kind").select_option("extra")

    one.page.evaluate(f"location.hash = '{anchor_of(html, 'The basic fault')}'")

    one.page.locator(f"#{anchor_of(html, 'The basic fault')}").wait_for(state="visible")
    assert one.page.get_by_label("Kind").input_value() == ""


def test_everything_can_be_reached_with_the_keyboard_and_the_focus_shows(
    browser: Browser, folder: Path, html: str
) -> None:
    one = opened(browser, folder, html)
    reached = []
    for _ in range(60):
        one.page.keyboard.press("Tab")
        state = one.page.evaluate(
            "(() => { const one = document.activeElement, style = getComputedStyle(one);"
            " return [one.tagName, one.id, style.outlineStyle !== 'none'"
            " && parseFloat(style.outlineWidth) >= 2] })()"
        )
        if state[0] == "BODY":
            break
        reached.append(state)

    assert {"q", "kind", "field", "weight"} <= {state[1] for state in reached}
    assert {"A", "SUMMARY", "BUTTON"} <= {state[0] for state in reached}
    assert all(state[2] for state in reached)


def test_without_javascript_every_finding_is_there_and_no_dead_filter(
    browser: Browser, folder: Path, html: str
) -> None:
    one = opened(browser, folder, html, javascript=False)

    assert one.page.locator("#filters").is_hidden()
    assert len(one.shown()) == 4


def test_in_print_the_filters_are_gone_and_the_findings_stay(
    browser: Browser, folder: Path, html: str
) -> None:
    one = opened(browser, folder, html)
    one.page.emulate_media(media="print")

    assert one.page.locator("#filters").is_hidden()
    assert len(one.shown()) == 4


def test_a_hostile_title_neither_runs_nor_breaks_the_page(browser: Browser, folder: Path) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\u202e=cmd()"
    from tests.reports.samples import sample_differences

    report = sample_report(differences=sample_differences(title=hostile))

    one = opened(browser, folder, render_html(report))

    assert one.said == []
    assert [address for address in one.asked if not address.startswith("file:")] == []
    assert one.page.locator("img").count() == 0
    assert one.page.evaluate(AUDIT) == []


def test_two_thousand_findings_are_all_there_and_a_search_leaves_the_right_ones(
    browser: Browser, folder: Path
) -> None:
    html = render_html(sample_report(differences=many_findings(2_000)))
    one = opened(browser, folder, html)

    one.page.get_by_label("Search").fill("zzz no such word")
    assert one.shown() == []
    one.page.get_by_label("Search").fill("")
    one.page.get_by_label("Kind").select_option("differs")

    assert len(one.shown()) == html.count('data-kind="differs"')
