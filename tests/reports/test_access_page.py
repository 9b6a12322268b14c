"""The registration check as a page in a real browser: on a phone, in print, without colour."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from mendeley_sync.access.account_checks import check_access
from mendeley_sync.access.check_result import CheckState
from mendeley_sync.access.facts import LinkState
from mendeley_sync.access.page_checks import check_published
from mendeley_sync.access.roster.compare import RosterReport, compare_roster
from mendeley_sync.domain.community import Member, Profile, Roster, RosterEntry
from mendeley_sync.reports.access.html import STATE_MARKS, render_access_html, render_roster_html
from tests.access.cases import CASES, NOW, a_page, an_invitation

pytestmark = pytest.mark.browser

AUDIT = (Path(__file__).parent / "page_audit.js").read_text("utf-8")
SCHEMES: tuple[Literal["dark", "light"], ...] = ("light", "dark")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

SHOWN = ("owner", "full", "no settings")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Opened:
    """A page with what it said and asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))


def opened(browser: Browser, folder: Path, html: str) -> Opened:
    for earlier in browser.contexts:
        earlier.close()
    file = folder / "check.html"
    file.write_text(html, "utf-8")
    context = browser.new_context(viewport={"width": 360, "height": 800})
    one = Opened(context.new_page())
    one.page.goto(file.as_uri())
    return one


def check_page(case: str) -> str:
    return render_access_html(check_access(CASES[case]), at=NOW, practice=case == "owner")


def roster_report() -> RosterReport:
    society = "Österreichische Gesellschaft für Balintgruppenarbeit und psychosomatische Medizin"
    names = ("Anna Muster", "A. Doppel", "Otto Fern", "Lena Neu")
    entries = tuple(
        RosterEntry(row=row, name=name, email=f"{row}@example.org", society=society)
        for row, name in enumerate(names, start=2)
    )
    people = (("Anna", "Muster"), ("Adam", "Doppel"), ("Alma", "Doppel"))
    members = [
        Member(
            profile_id=f"p-{first}",
            role="member",
            profile=Profile(id=f"p-{first}", first_name=first, last_name=last),
        )
        for first, last in people
    ]
    return compare_roster(
        Roster(entries=entries, problems=((7, "there is no name in this row"),)),
        members,
        [an_invitation(email="5@example.org")],
        now=NOW,
        member_limit=25,
    )


def pages() -> dict[str, str]:
    links = a_page(*[LinkState.DEAD, LinkState.MOVED, LinkState.WALLED])
    return {
        **{case: check_page(case) for case in SHOWN},
        "published": render_access_html(check_published([links]), at=NOW),
        "roster": render_roster_html(roster_report(), at=NOW, with_names=True),
        "roster without names": render_roster_html(roster_report(), at=NOW, with_names=False),
    }


ALL = pages()


@pytest.mark.parametrize("name", ALL)
def test_no_script_no_request_no_sideways_scrolling(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    one = opened(browser, tmp_path, ALL[name])

    assert one.said == []
    assert [address for address in one.asked if not address.startswith("file:")] == []
    assert one.page.locator("script, link, img, iframe, object, form").count() == 0
    for width in (360, 480, 1000):
        one.page.set_viewport_size({"width": width, "height": 800})
        assert one.page.evaluate("document.documentElement.scrollWidth") <= width
        assert one.page.evaluate("document.body.scrollWidth") <= width


@pytest.mark.parametrize("name", ALL)
def test_headings_table_headers_and_contrast_are_in_order(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    one = opened(browser, tmp_path, ALL[name])

    for scheme in SCHEMES:
        one.page.emulate_media(color_scheme=scheme)
        assert one.page.evaluate(AUDIT) == []


@pytest.mark.parametrize("name", [*SHOWN, "roster"])
def test_the_page_prints_on_one_sheet(browser: Browser, tmp_path: Path, name: str) -> None:
    printed = opened(browser, tmp_path, ALL[name]).page.pdf(format="A4")

    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1


def test_states_can_be_told_apart_without_colour(browser: Browser, tmp_path: Path) -> None:
    one = opened(browser, tmp_path, check_page("documents forbidden"))

    shown = one.page.locator(".state").all_inner_texts()

    assert {text.split(maxsplit=1)[1] for text in shown} <= {state.value for state in CheckState}
    assert len(set(STATE_MARKS.values())) == len(CheckState)
    assert all(text.split(maxsplit=1)[0] in STATE_MARKS.values() for text in shown)


def test_the_answer_comes_before_what_to_do_and_that_before_the_steps(
    browser: Browser, tmp_path: Path
) -> None:
    one = opened(browser, tmp_path, check_page("full"))

    assert one.page.locator("h1").inner_text() == "Can a member get in?"
    assert one.page.locator(".answer").inner_text() == "No"
    assert one.page.locator("h2").all_inner_texts() == ["What to do", "Step by step"]


def test_a_page_holds_no_names_unless_it_says_so() -> None:
    assert "holds no names" in ALL["roster without names"]
    assert "Muster" not in ALL["roster without names"]
    assert "holds no names" not in ALL["roster"]
    assert "Muster" in ALL["roster"]


def test_practice_heads_the_page(browser: Browser, tmp_path: Path) -> None:
    assert opened(browser, tmp_path, check_page("owner")).page.locator(".practice").is_visible()
